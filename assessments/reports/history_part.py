"""A company over time, in words: its verdicts, and readiness at each date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..domain.readiness import Readiness
from ..domain.rubric import Rubric, Stage
from ..domain.scoring import Verdict
from ..models import Assessment
from ..selectors.companies import Past
from .history_chart import NARROW, HistoryDrawing, HistoryPoint, draw_history
from .verdict_part import verdict_sentence
from .words import certainty_words

MOST_COLUMNS = 6  # of the table of readiness: the latest


@dataclass(frozen=True)
class PastRow:
    """A submitted assessment of the history.

    Without a ``stage`` there is no verdict to show: its rubric is gone (``is_gone``), or was edited so
    that too little is known. ``is_apart``: it follows another rubric than the latest, so its stage is
    not one of the same.
    """

    assessment: Assessment
    date: str
    stage: Stage | None
    number: int
    certainty: str
    headline: str
    is_gone: bool
    is_apart: bool


@dataclass(frozen=True)
class HeatCell:
    """What a dimension had reached: a stage's number and name; 0 before the first, None if nothing was
    expected or too little known, as ``said`` tells."""

    number: int | None
    said: str


@dataclass(frozen=True)
class HeatRow:
    name: str
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True)
class HeatTable:
    """Readiness by dimension and date, earliest first, over the stage of the company itself."""

    dates: tuple[str, ...]
    company: HeatRow
    rows: tuple[HeatRow, ...]
    left_out: int  # earlier assessments


@dataclass(frozen=True)
class History:
    """The rows, latest first, with what can be drawn of them; ``sentence`` is the latest verdict."""

    rows: tuple[PastRow, ...]
    latest: PastRow | None
    earlier: str
    stages: tuple[Stage, ...]
    wide: HistoryDrawing | None
    narrow: HistoryDrawing | None
    heat: HeatTable | None

    @property
    def are_apart(self) -> bool:
        return any(row.is_apart for row in self.rows)


def history(past: Sequence[Past]) -> History:
    """The history of a company's submitted assessments, latest first."""
    current = next((one.rubric for one in past if one.rubric and _verdict(one)), None)
    rows = tuple(_row(one, current) for one in past)
    alike = [
        (one, row)
        for one, row in zip(past, rows, strict=True)
        if row.stage is not None and not row.is_apart
    ]
    alike.reverse()
    points = [_point(one, row) for one, row in alike]
    stages = current.stages if current else ()
    latest = next((row for row in rows if row.stage is not None), None)
    return History(
        rows,
        latest,
        _earlier([row for _one, row in alike]),
        stages,
        draw_history(stages, points),
        draw_history(stages, points, NARROW),
        _heat(current, alike) if current and alike else None,
    )


def _verdict(past: Past) -> Verdict | None:
    return past.standing.verdict if past.standing else None


def _row(past: Past, current: Rubric | None) -> PastRow:
    rubric, verdict = past.rubric, _verdict(past)
    date = date_format(past.assessment.as_of, "j F Y")
    if rubric is None or verdict is None or current is None:
        return PastRow(past.assessment, date, None, 0, "", "", rubric is None, False)
    return PastRow(
        past.assessment,
        date,
        rubric.stage_by_id[verdict.stage],
        rubric.stage_order[verdict.stage] + 1,
        _("settled by a rule") if verdict.by_rule else certainty_words(verdict.certainty),
        verdict_sentence(rubric, verdict),
        False,
        _kind(rubric) != _kind(current),
    )


def _kind(rubric: Rubric) -> tuple[object, ...]:
    """What has to be the same for two rubrics' stages to mean the same."""
    return rubric.id, rubric.version.partition(".")[0], rubric.stage_ids


def _point(past: Past, row: PastRow) -> HistoryPoint:
    verdict = _verdict(past)
    is_clear = verdict is not None and (verdict.by_rule or verdict.certainty == "clear")
    return HistoryPoint(past.assessment.as_of, row.number - 1, is_clear, row.certainty)


def _earlier(rows: Sequence[PastRow]) -> str:
    """How the latest verdict compares with the one before; empty if there is none."""
    if len(rows) < 2:
        return ""
    before, now = rows[-2:]
    if before.stage is None or now.stage is None:
        return ""
    values = {"date": before.date, "stage": before.stage.name, "number": before.number}
    if before.number == now.number:
        return _("On %(date)s it was the same stage.") % values
    return _("On %(date)s it was stage %(number)s, %(stage)s.") % values


def _heat(current: Rubric, alike: Sequence[tuple[Past, PastRow]]) -> HeatTable:
    shown = alike[-MOST_COLUMNS:]
    by_date = [
        {one.dimension: one for one in past.standing.readiness} if past.standing else {}
        for past, _row in shown
    ]
    rows = tuple(
        HeatRow(dimension.name, tuple(_cell(current, found.get(dimension.id)) for found in by_date))
        for dimension in current.dimensions
        if any(dimension.id in found for found in by_date)
    )
    company = tuple(
        HeatCell(row.number, row.stage.name if row.stage else "") for _past, row in shown
    )
    dates = tuple(date_format(past.assessment.as_of, "j M Y") for past, _row in shown)
    return HeatTable(dates, HeatRow(_("The company"), company), rows, len(alike) - len(shown))


def _cell(rubric: Rubric, one: Readiness | None) -> HeatCell:
    if one is None:
        return HeatCell(None, _("nothing expected"))
    if one.behind is None:
        return HeatCell(None, _("not known"))
    if one.stage is None:
        return HeatCell(0, _("before the first stage"))
    return HeatCell(rubric.stage_order[one.stage] + 1, rubric.stage_by_id[one.stage].name)
