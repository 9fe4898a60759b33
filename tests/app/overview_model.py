"""What a portfolio's table has to show, worked out row by row in plain Python, to hold the queries to it."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from assessments import rubrics
from assessments.domain.rubric import Rubric
from assessments.models import Company, Entry, Grant, Portfolio, Result, Tag
from assessments.selectors.overview import (
    AGES,
    CERTAINTIES,
    MOVES,
    NO_STAGE,
    READY,
    View,
    columns_of,
    months_before,
)

from ..load.portfolio_rows import fill

WORDS = ("", "company 1", "7", "COMPANY", "%", "_", "\\", "'")


def mixed_portfolio(portfolio: Portfolio, count: int = 60) -> Portfolio:
    """The portfolio with companies of every sort, those that are not to be seen, too."""
    entries = fill(portfolio, count, assessments=2, seed=count)
    now = timezone.now()
    grants = [entry.grant_id for entry in entries]
    Grant.objects.filter(pk__in=grants[0::9]).update(revoked_at=now)
    Grant.objects.filter(pk__in=grants[1::9]).update(expires_at=now - timedelta(seconds=1))
    Grant.objects.filter(pk__in=grants[2::9]).update(expires_at=now + timedelta(days=1))
    gone = [entry.company_id for entry in entries[3::11]]
    Company.objects.filter(pk__in=gone).update(delete_at=now + timedelta(days=9))
    latest = Result.objects.filter(pk__in=Company.objects.values("latest"))
    pks = list(latest.values_list("pk", flat=True).order_by("pk"))
    latest.filter(pk__in=pks[4::10]).update(rubric_id="another")
    latest.filter(pk__in=pks[5::10]).update(rubric_version="2.0")
    latest.filter(pk__in=pks[6::10]).update(rubric_version="1.9")
    latest.filter(pk__in=pks[7::10]).update(ordinal=0, stage="", certainty="", readiness={})
    odd = Tag.objects.create(portfolio=portfolio, name="It’s <odd> & “quoted”")
    odd.entries.add(*entries[::5])
    return portfolio


def queries(draw: random.Random, rubric: Rubric) -> str:
    """A query string of some of the filters and an order."""
    asked = QueryDict(mutable=True)
    stages = ["none", *(str(at + 1) for at in range(len(rubric.stages)))]
    dimensions, practices = list(rubric.dimension_by_id), list(rubric.practice_by_id)
    columns = columns_of(rubric)
    choices: dict[str, Any] = {
        "q": lambda: [draw.choice(WORDS)],
        "stage": lambda: draw.sample(stages, draw.randrange(1, 4)),
        "tag": lambda: [draw.choice(("Batch 1", "It’s <odd> & “quoted”", "nobody’s"))],
        "certainty": lambda: draw.sample(CERTAINTIES, draw.randrange(1, 3)),
        "moved": lambda: [draw.choice(MOVES)],
        "split": lambda: ["yes"],
        "age": lambda: [str(draw.choice(AGES))],
        "below": lambda: draw.sample(dimensions, draw.randrange(1, 3)),
        "missing": lambda: [draw.choice(practices)],
    }
    for name in draw.sample(list(choices), draw.choice((0, 1, 1, 2, 3))):
        asked.setlist(name, choices[name]())
    asked["sort"] = draw.choice(("", "-")) + draw.choice(columns)
    return asked.urlencode()


def expected(view: View, portfolio: Portfolio) -> list[str]:
    """The names of the companies that are to be shown, in order."""
    rubric = rubrics.find()
    everything = portfolio.entries.select_related("company__latest", "grant")
    shown = [one for one in everything.prefetch_related("tags") if _is_asked(view, one, rubric)]
    shown.sort(key=lambda one: (one.company.name.lower(), one.pk))
    known = [one for one in shown if _value(view.sort, one, rubric) is not None]
    known.sort(key=lambda one: _value(view.sort, one, rubric), reverse=view.is_down)
    unknown = [one for one in shown if _value(view.sort, one, rubric) is None]
    return [one.company.name for one in (*known, *unknown)]


def _is_visible(entry: Entry) -> bool:
    return entry.grant.state == Grant.State.ACTIVE and not entry.company.is_being_deleted


def _known(entry: Entry, rubric: Rubric) -> Result | None:
    latest: Result | None = entry.company.latest
    if latest is None or latest.rubric_id != rubric.id or latest.ordinal == 0:
        return None
    return latest if latest.rubric_version.startswith("1.") else None


def _is_asked(view: View, entry: Entry, rubric: Rubric) -> bool:
    latest, known = entry.company.latest, _known(entry, rubric)
    shares = entry.grant.tier != Grant.Tier.SUMMARY
    before = months_before(timezone.localdate(), view.age)
    asked: Iterable[tuple[object, bool]] = (
        (True, _is_visible(entry)),
        (view.q, view.q.lower() in entry.company.name.lower()),
        (view.stages, (known.ordinal if known else NO_STAGE) in view.stages),
        (view.tag, view.tag in [tag.name for tag in entry.tags.all()]),
        (view.certainty, known is not None and known.certainty in view.certainty),
        (view.moved, known is not None and _way(known.moved) == view.moved),
        (view.split, known is not None and known.is_split),
        (view.age, latest is not None and latest.as_of < before),
        (view.missing, known is not None and shares and view.missing in known.missing),
        *((True, known is not None and _is_below(known, one)) for one in view.below),
    )
    return all(holds for is_asked, holds in asked if is_asked)


def _way(moved: int | None) -> str:
    if moved is None:
        return "first"
    return "up" if moved > 0 else "down" if moved < 0 else "same"


def _is_below(known: Result, dimension: str) -> bool:
    ready = known.readiness.get(dimension)
    return ready is not None and ready < known.ordinal


def _value(column: str, entry: Entry, rubric: Rubric) -> Any:
    """What a column sorts the company by; None if it is not known or not shared."""
    latest, known = entry.company.latest, _known(entry, rubric)
    if column == "name":
        return entry.company.name.lower()
    if column == "age":
        return (timezone.localdate() - latest.as_of).days if latest else None
    if known is None:
        return None
    if column == "it":
        return known.it_members if entry.grant.tier != Grant.Tier.SUMMARY else None
    if column.startswith(READY):
        return known.readiness.get(column.removeprefix(READY))
    names = {"stage": "ordinal", "certainty": "probability", "split": "is_split"}
    return getattr(known, names.get(column, column))
