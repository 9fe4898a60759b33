"""The readiness of several companies in one drawing: a letter for each at the stage that is reached.

Within a dimension each company has a line of its own, so that letters never cover each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..domain.comparison import Comparison, Side
from ..domain.rubric import Rubric
from .drawing import shorten
from .evidence_chart import Column

WIDTH = 350  # legible on the narrowest phone
LABELS = 152
BEFORE = 28  # the room left of the first stage, for what has not reached it
LINE = 17.0
GAP = 9.0
HEAD = 26.0
LABEL_SIZE = 12
RADIUS = 7.0


@dataclass(frozen=True)
class Letter:
    """A company at the stage that a dimension has reached, and a ring at the company's own stage.

    ``x`` is None where nothing is known: the letter then stands in the ring, which is dotted.
    ``way`` is the line between the two, empty where the one is in the other.
    """

    letter: str
    y: float
    x: float | None
    ring: float
    way: str

    @property
    def at(self) -> float:
        return self.ring if self.x is None else self.x

    @property
    def text_y(self) -> float:
        return self.y + 4


@dataclass(frozen=True)
class DimensionBand:
    """A dimension with a letter for each company that has something to tell of it."""

    label: str
    rule: float
    text_y: float
    letters: tuple[Letter, ...]


@dataclass(frozen=True)
class ComparisonDrawing:
    width: int
    height: float
    columns: tuple[Column, ...]
    bands: tuple[DimensionBand, ...]
    alternative: str


def draw_comparison(
    comparison: Comparison, letters: Sequence[str], names: Sequence[str]
) -> ComparisonDrawing:
    """The dimensions in the rubric's order; ``names`` are told in the text alternative."""
    rubric = comparison.rubrics[0]
    cell, first = (WIDTH - LABELS - BEFORE) / len(rubric.stages), LABELS + BEFORE
    columns = tuple(
        Column(first + at * cell, cell, first + (at + 0.5) * cell, at + 1, (), False)
        for at in range(len(rubric.stages))
    )
    y, bands = HEAD, []
    for dimension in comparison.dimensions:
        height = len(letters) * LINE + GAP
        found = tuple(
            _letter(rubric, side, dimension, letter, columns, y + GAP / 2 + (at + 0.5) * LINE)
            for at, (side, letter) in enumerate(zip(comparison.sides, letters, strict=True))
            if side.stage is not None and dimension in side.readiness
        )
        label = shorten(rubric.dimension_by_id[dimension].name, LABELS - 6, LABEL_SIZE)
        bands.append(DimensionBand(label, y, y + GAP / 2 + LINE / 2 + 4, found))
        y += height
    said = _alternative(comparison, rubric, names)
    return ComparisonDrawing(WIDTH, y + 2, columns, tuple(bands), said)


def _letter(
    rubric: Rubric,
    side: Side,
    dimension: str,
    letter: str,
    columns: Sequence[Column],
    y: float,
) -> Letter:
    ring = columns[rubric.stage_order[side.stage or ""]].middle
    if side.behind[dimension] is None:
        return Letter(letter, y, None, ring, "")
    reached = side.readiness[dimension]
    x = columns[rubric.stage_order[reached]].middle if reached else LABELS + BEFORE / 2
    if x == ring:
        return Letter(letter, y, x, ring, "")
    way = 1 if ring > x else -1
    path = f"M{x + way * RADIUS:.1f} {y:.1f}H{ring - way * RADIUS:.1f}"
    return Letter(letter, y, x, ring, path)


def _alternative(comparison: Comparison, rubric: Rubric, names: Sequence[str]) -> str:
    said = []
    for dimension in comparison.dimensions:
        each = [
            f"{name} {_reached(rubric, side, dimension)}"
            for side, name in zip(comparison.sides, names, strict=True)
            if side.stage is not None and dimension in side.readiness
        ]
        said.append(f"{rubric.dimension_by_id[dimension].name}: {', '.join(each)}")
    return _("Chart: the stage that each dimension has reached. %(rows)s.") % {
        "rows": "; ".join(said)
    }


def _reached(rubric: Rubric, side: Side, dimension: str) -> str:
    if side.behind[dimension] is None:
        return _("not known")
    reached = side.readiness[dimension]
    return rubric.stage_by_id[reached].name if reached else _("before the first stage")
