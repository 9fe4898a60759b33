"""The plan on a line of days: which priority is worked on when, with a mark at each move's date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .advice_part import PlanColumn, PriorityView
from .drawing import WIDTH, shorten

LABELS = 250
ROW = 19
HEAD = 26
LABEL_SIZE = 12


@dataclass(frozen=True)
class Tick:
    """A date of the plan and its line."""

    x: float
    text: str


@dataclass(frozen=True)
class PlanBar:
    """A priority: a bar from its beginning to its last move, with a dot at the date of each."""

    y: float
    label: str
    x: float
    width: float
    dots: tuple[float, ...]
    is_must: bool

    @property
    def text_y(self) -> float:
        return self.y + 4

    @property
    def bar_y(self) -> float:
        return self.y - 4

    @property
    def rule(self) -> float:
        return self.y - ROW / 2


@dataclass(frozen=True)
class PlanDrawing:
    width: int
    height: float
    ticks: tuple[Tick, ...]
    bars: tuple[PlanBar, ...]
    alternative: str


def draw_plan(
    columns: Sequence[PlanColumn], priorities: Sequence[PriorityView]
) -> PlanDrawing | None:
    """The plan's priorities in their order; None if nothing is planned."""
    days = [column.days for column in columns]
    problems = dict.fromkeys(item.problem for column in columns for item in column.items)
    if not problems:
        return None
    musts = {one.id for one in priorities if one.moscow == "must"}
    names = {item.problem: item.name for column in columns for item in column.items}
    length = WIDTH - LABELS - 24

    def at(day: int) -> float:
        return LABELS + 8 + length * day / days[-1]

    bars = []
    for number, problem in enumerate(problems):
        due = [
            column.days for column in columns if any(one.problem == problem for one in column.items)
        ]
        first = days.index(due[0])
        begin = days[first - 1] if first else 0
        bars.append(
            PlanBar(
                HEAD + (number + 0.5) * ROW,
                shorten(names[problem], LABELS - 8, LABEL_SIZE),
                at(begin),
                at(due[-1]) - at(begin),
                tuple(at(day) for day in due),
                problem in musts,
            )
        )
    ticks = (
        Tick(at(0), _("today")),
        *(Tick(at(day), _("day %(day)s") % {"day": day}) for day in days),
    )
    begins = [
        _("%(count)s by day %(day)s") % {"count": len(column.items), "day": column.days}
        for column in columns
    ]
    alternative = _(
        "Chart: the plan on a line of %(days)s days. Moves: %(moves)s. The table names them."
    ) % {"days": days[-1], "moves": ", ".join(begins)}
    return PlanDrawing(WIDTH, HEAD + len(bars) * ROW + 4, ticks, tuple(bars), alternative)
