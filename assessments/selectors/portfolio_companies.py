"""The companies of a portfolio as a list: filtered by what their grants let be seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Prefetch, QuerySet
from django.utils import timezone

from ..models import Entry, Member, Portfolio, Tag, User
from ..models.results import named
from .portfolios import portfolios_of, visible_entries, with_result


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which companies are asked for; what is None filters nothing. ``older_than`` is in days."""

    stage: str | None = None
    tag: str | None = None
    older_than: int | None = None
    practice_missing: str | None = None


def companies_listed(portfolio: Portfolio, wanted: Wanted) -> QuerySet[Entry]:
    """The visible entries that are asked for, by the company's name, with their tags. Two queries.

    A practice is asked about only among those that share it: the others are not in it, whatever they
    lack.
    """
    entries = visible_entries(portfolio)
    if wanted.stage is not None:
        entries = entries.filter(company__latest__stage=wanted.stage)
    if wanted.tag is not None:
        entries = entries.filter(tags__name=wanted.tag)
    if wanted.older_than is not None:
        last = timezone.localdate() - timedelta(days=wanted.older_than)
        entries = entries.filter(company__latest__as_of__lt=last)
    if wanted.practice_missing is not None:
        entries = with_result(entries)
        entries = entries.filter(company__latest__gaps__contains=named((wanted.practice_missing,)))
    entries = entries.select_related("company__latest__assessment")
    return entries.prefetch_related("tags").order_by("company__name", "pk")


def roles_of(user: User) -> QuerySet[Portfolio]:
    """The user's portfolios, each with ``mine``: the user's own membership. Two queries."""
    own = Prefetch("members", queryset=Member.objects.filter(user=user), to_attr="mine")
    return portfolios_of(user).prefetch_related(own)


def counts_by_stage(portfolio: Portfolio) -> dict[str, int]:
    """How many visible companies stand at each stage; under "" those without a verdict. One query."""
    stages = visible_entries(portfolio).order_by().values_list("company__latest__stage")
    found: dict[str, int] = {}
    for stage, count in stages.annotate(Count("pk")):
        found[stage or ""] = found.get(stage or "", 0) + count
    return found


def tags_of(portfolio: Portfolio) -> list[str]:
    """The tags of the portfolio, by name. One query."""
    return list(Tag.objects.filter(portfolio=portfolio).values_list("name", flat=True))
