"""What a portfolio's companies come to together: read by the grants as they are now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Case, When
from django.utils import timezone

from .. import rubrics
from ..domain.aggregates import Card, Point
from ..domain.rubric import Rubric
from ..domain.shared_gaps import Standing
from ..models import Grant, Portfolio, Result
from .overview import LATEST, known_by
from .portfolios import TIERS_WITH_RESULT, visible_entries

QUARTERS = 8  # that have ended


class Named(NamedTuple):
    """A company as lists name it: with the part of its address, and what it shares."""

    name: str
    public_id: str
    tier: str

    @property
    def shares_answers(self) -> bool:
        return self.tier == Grant.Tier.ANSWERS


@dataclass(frozen=True)
class Gathered:
    """The companies whose grant holds. ``named`` has all of them by the key that the rest uses;
    ``cards`` those with a stage that means the same; ``standings`` those of them that share more than the
    summary, with the practices that they lack; ``history`` every verdict that means the same."""

    rubric: Rubric
    named: dict[str, Named]
    cards: tuple[Card, ...]
    standings: tuple[Standing, ...]
    history: tuple[Point, ...]


def gathered(portfolio: Portfolio) -> Gathered:
    """All that the aggregates are made of. Two queries, however many companies there are.

    The second leaves out who came between the two, so that whatever is told of has a name.
    """
    rubric = rubrics.find()
    named: dict[str, Named] = {}
    cards: list[Card] = []
    standings: list[Standing] = []
    names = ("company", "company__name", "company__public_id", "grant__tier")
    columns = ("ordinal", "certainty", "probabilities", "readiness", "is_split", "it_members")
    rows = visible_entries(portfolio).order_by("company__name", "pk")
    rows = rows.annotate(is_known=Case(When(known_by(rubric), then=True), default=False))
    latest = [LATEST + one for one in (*columns, "gaps")]
    read = rows.values_list(*names, "is_known", *latest)
    for company, name, public_id, tier, is_known, *values in read:
        key = str(company)
        named[key] = Named(name, public_id, tier)
        if not is_known:
            continue
        *said, gaps = values
        ordinal, certainty, probabilities, readiness, is_split, it_members = said
        shares = tier in TIERS_WITH_RESULT
        chances = tuple(probabilities.get(stage, 0.0) for stage in rubric.stage_ids)
        people = it_members if shares else None
        cards.append(Card(key, ordinal, certainty, chances, readiness, is_split, people))
        if shares:
            standings.append((key, ordinal, tuple(gaps.split())))
    history = tuple(one for one in _history(portfolio, rubric) if one.company in named)
    return Gathered(rubric, named, tuple(cards), tuple(standings), history)


def _history(portfolio: Portfolio, rubric: Rubric) -> Iterator[Point]:
    companies = visible_entries(portfolio).values("company")
    rows = Result.objects.filter(known_by(rubric, at=""), company__in=companies)
    rows = rows.order_by("as_of", "assessment__created_at", "assessment__pk")
    columns = ("company", "as_of", "ordinal", "assessment__public_id")
    for company, day, ordinal, assessment in rows.values_list(*columns).iterator():
        yield Point(str(company), day.isoformat(), ordinal, assessment)


def quarter_ends(today: date | None = None, count: int = QUARTERS) -> tuple[date, ...]:
    """The last days of the quarters that have ended, the earliest first."""
    today = today or timezone.localdate()
    first = date(today.year, today.month - (today.month - 1) % 3, 1)  # of this quarter
    found = []
    for _quarter in range(count):
        found.append(first - timedelta(days=1))
        year, month = (first.year, first.month - 3) if first.month > 3 else (first.year - 1, 10)
        first = date(year, month, 1)
    return tuple(reversed(found))
