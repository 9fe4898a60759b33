"""The chart of companies per stage over time: a column for each day, its stages one on the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..domain.rubric import Stage
from .drawing import WIDTH, ramp_colour
from .history_chart import NARROW, ON_RAMP
from .words import thousands

HEIGHT = 220
HEAD = 20  # the room for the sum above the highest column
FOOT = 22  # and for the day below
GAP = 0.28  # of a column's room
LEAST_TOLD = 13  # the height of a part that has room for its number
MOST_NARROW = 5  # columns, the latest


@dataclass(frozen=True)
class StagePart:
    """A stage's part of a column. ``told`` is its number of companies, empty where there is no room."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    ink: str
    told: str

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def text_y(self) -> float:
        return self.y + self.height / 2 + 4


@dataclass(frozen=True)
class DayColumn:
    """A day with its parts, the first stage at the bottom, and how many companies that are."""

    middle: float
    said: str
    total: int
    top: float
    parts: tuple[StagePart, ...]

    @property
    def total_y(self) -> float:
        return self.top - 5


@dataclass(frozen=True)
class StagesDrawing:
    width: int
    height: int
    foot: float
    days: tuple[DayColumn, ...]
    alternative: str

    @property
    def day_y(self) -> float:
        return self.foot + 16


def draw_stages(
    stages: Sequence[Stage],
    days: Sequence[str],
    counts: Sequence[Sequence[int]],
    width: int = WIDTH,
) -> StagesDrawing | None:
    """The counts of each day, by stage; None if there never was a company."""
    if width == NARROW:
        days, counts = days[-MOST_NARROW:], counts[-MOST_NARROW:]
    most = max((sum(one) for one in counts), default=0)
    if not most:
        return None
    room, scale = width / len(days), (HEIGHT - HEAD) / most
    drawn = tuple(
        _day(stages, day, one, (at * room, room), scale)
        for at, (day, one) in enumerate(zip(days, counts, strict=True))
    )
    return StagesDrawing(width, HEIGHT + FOOT, HEIGHT, drawn, _alternative(stages, days, counts))


def _day(
    stages: Sequence[Stage],
    day: str,
    counts: Sequence[int],
    place: tuple[float, float],
    scale: float,
) -> DayColumn:
    left, room = place
    wide = room * (1 - GAP)
    y, parts = float(HEIGHT), []
    for order, count in enumerate(counts):
        high = count * scale
        y -= high
        if count:
            told = thousands(count) if high >= LEAST_TOLD else ""
            ink = ON_RAMP[round(order * (len(ON_RAMP) - 1) / max(len(stages) - 1, 1))]
            colour = ramp_colour(order, len(stages))
            x = left + (room - wide) / 2
            parts.append(StagePart(x, y, wide, high, colour, ink, told))
    return DayColumn(left + room / 2, day, sum(counts), y, tuple(parts))


def _alternative(
    stages: Sequence[Stage], days: Sequence[str], counts: Sequence[Sequence[int]]
) -> str:
    said = "; ".join(
        _("%(day)s: %(counts)s")
        % {
            "day": day,
            "counts": ", ".join(
                f"{thousands(count)} {stage.name}"
                for count, stage in zip(one, stages, strict=True)
                if count
            )
            or _("none"),
        }
        for day, one in zip(days, counts, strict=True)
    )
    return _("Chart: companies per stage. %(said)s.") % {"said": said}
