"""The plan on a line of days: which priority is worked on when, with a mark at each move's date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .drawing import WIDTH, shorten
from .priority_part import PlanColumn, PriorityView

NARROW = 300  # the width on a phone: there a name stands above its bar
LABELS = 280  # the room for the names where they stand beside the bars
ROW, HIGH_ROW = 19, 36
HEAD = 26
LABEL_SIZE = 12
EDGE = 8  # beyond both ends of the line, for the marks there


@dataclass(frozen=True)
class Tick:
    """A date of the plan and its line."""

    x: float
    text: str


@dataclass(frozen=True)
class PlanBar:
    """A priority: a bar from its beginning to its last move, with a ring at the date of each.

    ``rule`` is the y of the hairline above it.
    """

    y: float
    rule: float
    label: str
    text_y: float
    x: float
    width: float
    rings: tuple[float, ...]
    is_must: bool

    @property
    def bar_y(self) -> float:
        return self.y - 4


@dataclass(frozen=True)
class PlanDrawing:
    width: int
    height: float
    ticks: tuple[Tick, ...]
    bars: tuple[PlanBar, ...]
    alternative: str


@dataclass(frozen=True)
class _Line:
    """The line of days: where it begins, how long it is, and how many days that is."""

    x: float
    length: float
    days: int

    def at(self, day: int) -> float:
        return self.x + self.length * day / self.days


def draw_plan(
    columns: Sequence[PlanColumn], priorities: Sequence[PriorityView], width: int = WIDTH
) -> PlanDrawing | None:
    """The plan's priorities in their order; None if nothing is planned."""
    names = {item.problem: item.name for column in columns for item in column.items}
    if not names:
        return None
    musts = {one.id for one in priorities if one.moscow == "must"}
    labels = LABELS if width == WIDTH else 0
    line = _Line(labels + EDGE, width - labels - 2 * EDGE, columns[-1].days)
    row = ROW if labels else HIGH_ROW
    bars = []
    for at, (problem, name) in enumerate(names.items()):
        rule = HEAD + at * row
        y = rule + ROW / 2 if labels else rule + 25
        begin, due = _dates(problem, columns)
        bars.append(
            PlanBar(
                y,
                rule,
                shorten(name, (labels or width) - 8, LABEL_SIZE),
                y + 4 if labels else rule + 13,
                line.at(begin),
                line.at(due[-1]) - line.at(begin),
                tuple(line.at(day) for day in due),
                problem in musts,
            )
        )
    ticks = [Tick(line.at(0), _("today"))]
    for column in columns:
        ticks.append(Tick(line.at(column.days), _("day %(day)s") % {"day": column.days}))
    height = HEAD + len(bars) * row + 4
    return PlanDrawing(width, height, tuple(ticks), tuple(bars), _alternative(columns))


def _dates(problem: str, columns: Sequence[PlanColumn]) -> tuple[int, list[int]]:
    """The day on which work on a priority begins, and the days of its moves."""
    days = [0, *(column.days for column in columns)]
    due = [column.days for column in columns if any(one.problem == problem for one in column.items)]
    return days[days.index(due[0]) - 1], due


def _alternative(columns: Sequence[PlanColumn]) -> str:
    moves = [
        _("%(count)s by day %(day)s") % {"count": len(column.items), "day": column.days}
        for column in columns
    ]
    text = _("Chart: the plan on a line of %(days)s days. Moves: %(moves)s. The table names them.")
    return text % {"days": columns[-1].days, "moves": ", ".join(moves)}
