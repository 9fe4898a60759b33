"""The evidence chart: where each answer points, against the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..domain.rubric import Stage
from .drawing import WIDTH, TextLine, ramp_colour, shorten, wrap
from .verdict_part import ContributionRow

LABELS = 272
ROW, CLOSE_ROW = 23, 18.5
HEAD = 46
LABEL_SIZE = 12.5
CELL = 100  # width of a stage in a strip
STRIP = 34  # height of a strip


@dataclass(frozen=True)
class Column:
    """A stage's column: its left edge, width and centre, with the name in lines."""

    x: float
    width: float
    middle: float
    number: int
    name: tuple[str, ...]
    is_verdict: bool

    @property
    def lines(self) -> tuple[TextLine, ...]:
        return tuple(
            TextLine(30 + at * 13.0, line, self.is_verdict) for at, line in enumerate(self.name)
        )


@dataclass(frozen=True)
class Mark:
    """A row: the answer's typical stages as a bar, joined to the verdict's column by a line."""

    y: float
    label: str
    bar_x: float
    bar_width: float
    bar_y: float
    bar_height: float
    colour: str
    line_x1: float
    line_x2: float
    pull: int
    row: float = ROW

    @property
    def text_y(self) -> float:
        return self.y + 4

    @property
    def rule(self) -> float:
        """The y of the hairline above the row."""
        return self.y - self.row / 2


@dataclass(frozen=True)
class Strip:
    """One row of the chart by itself, to stand in a table beside its words."""

    width: int
    height: int
    here_x: int
    here_width: int
    bar_x: int
    bar_width: int
    bar_y: float
    bar_height: float
    colour: str
    line_x1: float
    line_x2: float
    pull: int

    @property
    def middle(self) -> float:
        return self.height / 2


@dataclass(frozen=True)
class EvidenceDrawing:
    width: int
    height: float
    columns: tuple[Column, ...]
    marks: tuple[Mark, ...]
    strips: tuple[Strip, ...]
    alternative: str

    @property
    def plot_height(self) -> float:
        return self.height - 3


def draw_evidence(
    stages: Sequence[Stage], verdict: str, rows: Sequence[ContributionRow], row_height: float = ROW
) -> EvidenceDrawing:
    """Where each answer points: a bar over its typical stages, as thick as the question's weight."""
    width = (WIDTH - LABELS) / len(stages)
    columns = tuple(
        Column(
            LABELS + at * width,
            width,
            LABELS + (at + 0.5) * width,
            at + 1,
            tuple(wrap(stage.name, width - 6, 12)),
            stage.id == verdict,
        )
        for at, stage in enumerate(stages)
    )
    here = next(column for column in columns if column.is_verdict)
    marks = []
    for at, row in enumerate(rows):
        y = HEAD + (at + 0.5) * row_height
        left, right = columns[row.first].x + 8, columns[row.last].x + width - 8
        height = 6 + 6 * row.weight
        x1 = x2 = here.middle
        if row.pull > 0:
            x2 = left
        elif row.pull < 0:
            x1 = right
        label = shorten(f"{row.label}: {row.answer}", LABELS - 14, LABEL_SIZE)
        nearest = row.last if row.pull < 0 else row.first
        marks.append(
            Mark(
                y,
                label,
                left,
                right - left,
                y - height / 2,
                height,
                ramp_colour(nearest, len(stages)),
                x1,
                x2,
                row.pull,
                row_height,
            )
        )
    later = sum(row.pull > 0 for row in rows)
    earlier = sum(row.pull < 0 for row in rows)
    alternative = _(
        "Chart: where each of %(count)s answers points. %(agree)s agree with the verdict, %(later)s "
        "point to later stages, %(earlier)s to earlier ones. The table has the same facts."
    ) % {
        "count": len(rows),
        "agree": len(rows) - later - earlier,
        "later": later,
        "earlier": earlier,
    }
    strips = tuple(_strip(row, here.number - 1, len(stages)) for row in rows)
    height = HEAD + len(rows) * row_height + 4
    return EvidenceDrawing(WIDTH, height, columns, tuple(marks), strips, alternative)


def _strip(row: ContributionRow, here: int, stages: int) -> Strip:
    left, right = row.first * CELL + 6, (row.last + 1) * CELL - 6
    height = 8 + 8 * row.weight
    nearest = row.last if row.pull < 0 else row.first
    return Strip(
        stages * CELL,
        STRIP,
        here * CELL,
        CELL,
        left,
        right - left,
        (STRIP - height) / 2,
        height,
        ramp_colour(nearest, stages),
        (here + 0.5) * CELL if row.pull > 0 else right,
        left if row.pull > 0 else (here + 0.5) * CELL,
        row.pull,
    )
