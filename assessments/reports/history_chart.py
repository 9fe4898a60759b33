"""The history chart: the stage at each assessment's date, as a step line over the stages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..domain.rubric import Stage
from .drawing import WIDTH, ramp_colour, shorten, text_width

NARROW = 300  # the width on a phone: there a stage is told by its number alone
LABELS, NARROW_LABELS = 158, 22
ROW, HIGH_ROW = 36, 40
EDGE = 16  # from the plot's edge to the first and the last dot
FOOT = 26  # the room for the dates
DOT, RING = 10.0, 14.0
LABEL_SIZE, DATE_SIZE = 12, 11
LEAST_GAP = 2 * DOT + 4  # between dots, where there is room for that
ON_RAMP = ("#33230b", "#33190b", "#1d0703", "#fff6fa", "#f7f0ff")  # text on a stage's colour
MOST, MOST_NARROW = 24, 10  # dots


@dataclass(frozen=True)
class HistoryPoint:
    """An assessment: its date, the stage's order, and whether the verdict is clear."""

    day: date
    order: int
    is_clear: bool
    certainty: str


@dataclass(frozen=True)
class StageLine:
    """A stage's line across the chart, with its label."""

    y: float
    label: str

    @property
    def text_y(self) -> float:
        return self.y + 4


@dataclass(frozen=True)
class HistoryDot:
    """A dot with the stage's number; around it a dashed ring where the verdict is not clear.

    ``date`` is empty where there is no room for it; ``anchor`` is the SVG's for it.
    """

    x: float
    y: float
    number: int
    is_clear: bool
    colour: str
    ink: str
    date: str
    anchor: str

    @property
    def text_y(self) -> float:
        return self.y + 4.5


@dataclass(frozen=True)
class HistoryDrawing:
    width: int
    height: float
    plot_x: float
    lines: tuple[StageLine, ...]
    dots: tuple[HistoryDot, ...]
    step: str  # the SVG path of the step line
    date_y: float
    alternative: str

    @property
    def has_rings(self) -> bool:
        return not all(dot.is_clear for dot in self.dots)


def draw_history(
    stages: Sequence[Stage], points: Sequence[HistoryPoint], width: int = WIDTH
) -> HistoryDrawing | None:
    """The points, earliest first; only the latest of very many. None if there are none."""
    points = points[-(MOST if width == WIDTH else MOST_NARROW) :]
    if not points:
        return None
    labels, row = (LABELS, ROW) if width == WIDTH else (NARROW_LABELS, HIGH_ROW)
    lines = tuple(
        StageLine((len(stages) - order - 0.5) * row, _label(order, stage, labels))
        for order, stage in enumerate(stages)
    )
    left, right = labels + EDGE, width - EDGE
    xs = _positions([one.day for one in points], left, right)
    dates = _dates(points, xs, left - EDGE, width, short=width != WIDTH)
    dots = tuple(
        HistoryDot(
            x,
            lines[point.order].y,
            point.order + 1,
            point.is_clear,
            ramp_colour(point.order, len(stages)),
            ON_RAMP[round(point.order * (len(ON_RAMP) - 1) / max(len(stages) - 1, 1))],
            *told,
        )
        for point, x, told in zip(points, xs, dates, strict=True)
    )
    plot = len(stages) * row
    return HistoryDrawing(
        width,
        plot + FOOT,
        labels,
        lines,
        dots,
        _step(dots),
        plot + 17,
        _alternative(stages, points),
    )


def _label(order: int, stage: Stage, room: float) -> str:
    if room == NARROW_LABELS:
        return str(order + 1)
    return shorten(f"{order + 1} {stage.name}", room - 6, LABEL_SIZE)


def _positions(days: Sequence[date], left: float, right: float) -> list[float]:
    """Where each date lies: by time, but no two dots on each other where there is room for all."""
    if len(days) == 1:
        return [(left + right) / 2]
    span = (days[-1] - days[0]).days
    room = right - left
    gap = min(LEAST_GAP, room / (len(days) - 1))
    even = room / (len(days) - 1)
    xs = [
        left + (room * (day - days[0]).days / span if span else even * at)
        for at, day in enumerate(days)
    ]
    for at in range(1, len(xs)):
        xs[at] = max(xs[at], xs[at - 1] + gap)
    xs[-1] = min(xs[-1], right)
    for at in range(len(xs) - 2, -1, -1):
        xs[at] = min(xs[at], xs[at + 1] - gap)
    return xs


def _dates(
    points: Sequence[HistoryPoint], xs: Sequence[float], left: float, right: float, *, short: bool
) -> list[tuple[str, str]]:
    """The date below each dot and its anchor: the last, the first, and those between that fit."""
    found = [("", "middle")] * len(points)
    taken: list[tuple[float, float]] = []
    for at in (len(points) - 1, *range(len(points) - 1)):
        said = date_format(points[at].day, "M Y" if short else "j M Y")
        wide = text_width(said, DATE_SIZE)
        begin, anchor = xs[at] - wide / 2, "middle"
        if begin + wide > right:
            begin, anchor = right - wide, "end"
        begin = max(begin, left)
        if all(begin + wide + 6 < other or begin > end + 6 for other, end in taken):
            taken.append((begin, begin + wide))
            found[at] = (said, anchor)
    return found


def _step(dots: Sequence[HistoryDot]) -> str:
    """A stage lasts until the next assessment says otherwise."""
    parts = [f"M{dots[0].x:.1f} {dots[0].y:.1f}"]
    parts += [f"H{dot.x:.1f}V{dot.y:.1f}" for dot in dots[1:]]
    return "".join(parts)


def _alternative(stages: Sequence[Stage], points: Sequence[HistoryPoint]) -> str:
    said = [
        _("%(day)s: stage %(number)s, %(stage)s (%(certainty)s)")
        % {
            "day": date_format(one.day, "j F Y"),
            "number": one.order + 1,
            "stage": stages[one.order].name,
            "certainty": one.certainty,
        }
        for one in points
    ]
    return _("Chart: the stage over time. %(points)s.") % {"points": "; ".join(said)}
