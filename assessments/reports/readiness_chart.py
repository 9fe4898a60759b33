"""The readiness chart: the stage that each dimension's practices reach, against the company's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..domain.rubric import Stage
from .advice_part import ReadinessRow
from .drawing import ramp_colour, shorten
from .evidence_chart import Column

WIDTH = 300  # legible on the narrowest phone, and in half a sheet
LABELS = 150
BEFORE = 22  # the room left of the first stage, for what has not reached it
ROW = 21
HEAD = 24
LABEL_SIZE = 12
RING, DOT = 7.0, 4.5


@dataclass(frozen=True)
class ReadinessMark:
    """A dimension: a dot at the stage reached, a ring at the stage expected, a line between them.

    ``dot`` is None where too little is known; then the ring is dotted.
    """

    y: float
    label: str
    ring: float
    dot: float | None
    colour: str

    @property
    def text_y(self) -> float:
        return self.y + 4

    @property
    def rule(self) -> float:
        """The y of the hairline above the row."""
        return self.y - ROW / 2

    @property
    def line(self) -> str:
        """From the dot's edge to the ring's as an SVG path; empty where the one is in the other."""
        if self.dot is None or self.dot == self.ring:
            return ""
        way = 1 if self.ring > self.dot else -1
        return f"M{self.dot + way * DOT:.1f} {self.y:.1f}H{self.ring - way * RING:.1f}"


@dataclass(frozen=True)
class ReadinessDrawing:
    width: int
    height: float
    columns: tuple[Column, ...]
    marks: tuple[ReadinessMark, ...]
    alternative: str

    @property
    def plot_height(self) -> float:
        return self.height - 3


def draw_readiness(
    stages: Sequence[Stage], rows: Sequence[ReadinessRow], here: int
) -> ReadinessDrawing:
    """The dimensions in their order against the stage of order ``here``.

    Five names do not fit side by side: the stages are told by number, as the band does.
    """
    cell, first = (WIDTH - LABELS - BEFORE) / len(stages), LABELS + BEFORE
    columns = tuple(
        Column(first + at * cell, cell, first + (at + 0.5) * cell, at + 1, (), at == here)
        for at in range(len(stages))
    )
    marks = tuple(_mark(row, columns, HEAD + (at + 0.5) * ROW) for at, row in enumerate(rows))
    height = HEAD + len(rows) * ROW + 4
    return ReadinessDrawing(WIDTH, height, columns, marks, _alternative(stages, rows, here))


def _mark(row: ReadinessRow, columns: Sequence[Column], y: float) -> ReadinessMark:
    dot = None
    if row.reached is not None:
        dot = columns[row.reached].middle if row.reached >= 0 else LABELS + BEFORE / 2
    return ReadinessMark(
        y,
        shorten(row.name, LABELS - 6, LABEL_SIZE),
        columns[row.expected].middle,
        dot,
        ramp_colour(max(row.reached or 0, 0), len(columns)),
    )


def _alternative(stages: Sequence[Stage], rows: Sequence[ReadinessRow], here: int) -> str:
    said = [
        _("%(name)s: %(reached)s") % {"name": row.name, "reached": row.reached_name} for row in rows
    ]
    return _("Chart: the stage that each dimension has reached, against %(stage)s. %(rows)s.") % {
        "stage": stages[here].name,
        "rows": "; ".join(said),
    }
