"""What the files tell of each company: the columns of CSV and XLSX, and the object of JSON."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _

from ..domain.rubric import Dimension, Rubric
from ..models import Grant
from ..reports.words import certainty_words
from ..selectors.portfolio_rows import EntryRow

Kind = Literal["text", "number", "share", "day", "yes"]
Cell = Any  # str, int, float, bool, date or None, as the kind says; or the words "not shared"
LinkTo = Callable[[str], str]  # the whole address of a company's page, by the company's name there


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, what kind of cells it has, and how wide it is, in letters."""

    heading: str
    kind: Kind
    width: int
    cell: Callable[[EntryRow], Cell]


def not_shared() -> str:
    """What stands where a company does not share something."""
    return _("not shared")


def columns(rubric: Rubric, link_to: LinkTo) -> tuple[Column, ...]:
    """Every column, in order."""
    return (
        Column(_("Company"), "text", 28, lambda row: row.name),
        Column(_("Stage number"), "number", 8, lambda row: row.number),
        Column(_("Stage"), "text", 22, lambda row: row.stage),
        Column(_("Certainty"), "text", 18, _certainty),
        Column(_("Probability"), "share", 11, lambda row: row.probability),
        *(_readiness(dimension) for dimension in rubric.dimensions),
        Column(_("Out of step"), "yes", 9, lambda row: row.is_split),
        Column(_("IT members"), "number", 11, _it_members),
        Column(_("Moved (stages)"), "number", 9, lambda row: row.moved),
        Column(_("As of"), "day", 11, lambda row: row.as_of),
        Column(_("Age (days)"), "number", 8, lambda row: row.age_days),
        Column(_("Coverage"), "share", 10, lambda row: row.coverage),
        Column(_("Open musts"), "number", 8, lambda row: row.musts),
        Column(_("Shares"), "text", 20, lambda row: str(Grant.Tier(row.tier).label)),
        Column(_("Tags"), "text", 20, lambda row: ", ".join(row.tags)),
        Column(_("Next check-in"), "day", 13, lambda row: row.check_in_on),
        Column(_("Note"), "text", 40, lambda row: row.note),
        Column(_("Rubric"), "text", 16, lambda row: row.rubric),
        Column(_("Link"), "text", 40, lambda row: link_to(row.public_id)),
    )


def _certainty(row: EntryRow) -> str:
    return certainty_words(row.certainty) if row.certainty else ""


def _it_members(row: EntryRow) -> Cell:
    return row.it_members if row.shares_result else not_shared()


def _readiness(dimension: Dimension) -> Column:
    heading = _("Ready: %(dimension)s") % {"dimension": dimension.name}
    return Column(heading, "number", 14, lambda row: row.readiness.get(dimension.id))


def plain_cell(column: Column, row: EntryRow) -> object:
    """The cell as CSV has it: days as 2026-12-31, so that they sort."""
    value = column.cell(row)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return value


def as_object(row: EntryRow, rubric: Rubric, link_to: LinkTo) -> dict[str, Any]:
    """The company as JSON has it (see ``docs/portfolio-export.schema.json``)."""
    stage = rubric.stages[row.number - 1] if row.number else None
    return {
        "name": row.name,
        "link": link_to(row.public_id),
        "shares": row.tier,
        "not_shared": [] if row.shares_result else ["it_members", "gaps"],
        "as_of": _day(row.as_of),
        "age_days": row.age_days,
        "rubric": row.rubric or None,
        "stage": {"number": row.number, "id": stage.id, "name": stage.name} if stage else None,
        "certainty": row.certainty or None,
        "probability": row.probability,
        "readiness": dict(row.readiness),
        "is_split": row.is_split,
        "it_members": row.it_members,
        "moved": row.moved,
        "coverage": row.coverage,
        "musts": row.musts,
        "gaps": list(row.gaps) if row.gaps is not None else None,
        "tags": list(row.tags),
        "check_in_on": _day(row.check_in_on),
        "note": row.note,
    }


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None
