"""A company in a portfolio: what stands about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..models import Assessment, Entry


@dataclass(frozen=True, slots=True)
class Remarks:
    """What the members write about a company for themselves; it does not see it. Tags are sorted."""

    note: str
    tags: tuple[str, ...]
    check_in_on: date | None


def remarks_on(entry: Entry) -> Remarks:
    """What stands about the company now. One query."""
    names = sorted(entry.tags.values_list("name", flat=True))
    return Remarks(entry.note, tuple(names), entry.check_in_on)


def latest_assessment(entry: Entry) -> Assessment | None:
    """The assessment that the company's latest result is of; None if nothing is submitted. One
    query."""
    result = entry.company.latest
    return None if result is None else Assessment.objects.get(pk=result.assessment_id)
