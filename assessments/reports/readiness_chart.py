"""The readiness chart: the stage that each dimension's practices reach, against the company's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..domain.rubric import Stage
from .advice_part import ReadinessRow
from .drawing import WIDTH, ramp_colour, shorten, wrap
from .evidence_chart import Column

LABELS = 156
HALF_WIDTH = 330  # of a chart that has half the page
BEFORE = 22  # the room left of the first stage, for what has not reached it
ROW = 21
HEAD = 44
LABEL_SIZE = 12


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
    def is_apart(self) -> bool:
        return self.dot is not None and self.dot != self.ring


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
    stages: Sequence[Stage], rows: Sequence[ReadinessRow], here: int, width: int = WIDTH
) -> ReadinessDrawing:
    """The dimensions in their order against the stage of order ``here``."""
    cell = (width - LABELS - BEFORE) / len(stages)
    size = 11.0 if width < WIDTH else 11.5
    names = [wrap(stage.name, cell - 2, size) for stage in stages]
    # in a narrow chart a name may not fit its column: then the numbers speak for themselves
    fits = all(len(lines) <= 2 and not any("-" in line for line in lines[:-1]) for lines in names)
    columns = tuple(
        Column(
            LABELS + BEFORE + at * cell,
            cell,
            LABELS + BEFORE + (at + 0.5) * cell,
            at + 1,
            tuple(lines) if fits or width >= WIDTH else (),
            at == here,
        )
        for at, lines in enumerate(names)
    )
    head = HEAD if any(column.name for column in columns) else 24
    marks = tuple(_mark(row, columns, head + (at + 0.5) * ROW) for at, row in enumerate(rows))
    return ReadinessDrawing(
        width, head + len(rows) * ROW + 4, columns, marks, _alternative(stages, rows, here)
    )


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
