"""Geometry of the charts: plain numbers that one SVG template draws for page and PDF alike.

Units are SVG user units (CSS pixels at full size). No colour, no HTML here.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from ..domain.rubric import Stage
    from .organisation_part import SeatRow
    from .verdict_part import ContributionRow

WIDTH = 680

# --- evidence ------------------------------------------------------------------------------------

LABELS = 268
ROW = 27
HEAD = 46


@dataclass(frozen=True)
class Column:
    """A stage's column: its left edge, width and centre, with the name in lines."""

    x: float
    width: float
    middle: float
    number: int
    name: tuple[str, ...]
    is_verdict: bool


@dataclass(frozen=True)
class Mark:
    """A row: the answer's typical stages as a bar, joined to the verdict's column by a line."""

    y: float
    label: str
    bar_x: float
    bar_width: float
    bar_y: float
    bar_height: float
    stage: int
    line_x1: float
    line_x2: float
    pull: int


@dataclass(frozen=True)
class EvidenceDrawing:
    width: int
    height: float
    columns: tuple[Column, ...]
    marks: tuple[Mark, ...]
    alternative: str


def draw_evidence(
    stages: Sequence[Stage], verdict: str, rows: Sequence[ContributionRow]
) -> EvidenceDrawing:
    """Where each answer points: a bar over its typical stages, as thick as the question's weight."""
    width = (WIDTH - LABELS) / len(stages)
    columns = tuple(
        Column(
            LABELS + at * width,
            width,
            LABELS + (at + 0.5) * width,
            at + 1,
            tuple(textwrap.wrap(stage.name, 11)),
            stage.id == verdict,
        )
        for at, stage in enumerate(stages)
    )
    here = next(column for column in columns if column.is_verdict)
    marks = []
    for at, row in enumerate(rows):
        y = HEAD + (at + 0.5) * ROW
        left, right = columns[row.first].x + 8, columns[row.last].x + width - 8
        height = 6 + 6 * row.weight
        x1 = x2 = here.middle
        if row.pull > 0:
            x2 = left
        elif row.pull < 0:
            x1 = right
        label = textwrap.shorten(f"{row.label}: {row.answer}", 46, placeholder=" …")
        marks.append(
            Mark(
                y,
                label,
                left,
                right - left,
                y - height / 2,
                height,
                min(row.first, row.last) + 1 if row.pull >= 0 else row.last + 1,
                x1,
                x2,
                row.pull,
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
    return EvidenceDrawing(WIDTH, HEAD + len(rows) * ROW + 4, columns, tuple(marks), alternative)


# --- org chart -----------------------------------------------------------------------------------

BOX = 156
GAP_X = (WIDTH - 4 * BOX) / 3
GAP_Y = 14
INDENT = 16
PER_ROW = 4
NAME_LINE = 15
NOTE_LINE = 12.5


@dataclass(frozen=True)
class TextLine:
    y: float
    text: str
    strong: bool


@dataclass(frozen=True)
class Box:
    """A seat. ``state``: held, hat, open or unknown; ``kind``: line, beside or group."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[TextLine, ...]
    state: str
    kind: str
    is_top: bool


@dataclass(frozen=True)
class Connector:
    """A line as an SVG path; dashed towards seats that stand beside."""

    path: str
    dashed: bool


@dataclass(frozen=True)
class OrgDrawing:
    width: int
    height: float
    boxes: tuple[Box, ...]
    connectors: tuple[Connector, ...]
    alternative: str


@dataclass
class _Tree:
    seat: SeatRow
    children: list[_Tree] = field(default_factory=list)


class _Pen:
    """Collects boxes and connectors while the tree is laid out."""

    def __init__(self) -> None:
        self.boxes: list[Box] = []
        self.connectors: list[Connector] = []

    def box(self, seat: SeatRow, x: float, y: float, width: float, *, is_top: bool = False) -> Box:
        names = textwrap.wrap(seat.role.name, int((width - 16) / 6.9))
        notes = textwrap.wrap(seat.held, int((width - 16) / 5.3))
        lines, at = [], y + 17.0
        for name in names:
            lines.append(TextLine(at, name, strong=True))
            at += NAME_LINE
        for note in notes:
            lines.append(TextLine(at - 1, note, strong=False))
            at += NOTE_LINE
        box = Box(x, y, width, at - y - 5, tuple(lines), seat.state, seat.kind, is_top)
        self.boxes.append(box)
        return box

    def connect(self, path: str, seat: SeatRow) -> None:
        self.connectors.append(Connector(path, seat.kind == "beside"))

    def hang(self, tree: _Tree, x: float, y: float, width: float) -> float:
        """Draw a seat and, indented below it, those under it; gives the y where it ends."""
        box = self.box(tree.seat, x, y, width)
        end = box.y + box.height
        for child in tree.children:
            top = end + GAP_Y
            end = self.hang(child, x + INDENT, top, width - INDENT)
            spine = x + INDENT / 2
            self.connect(
                f"M{spine:.1f} {box.y + box.height:.1f}V{top + 14:.1f}H{x + INDENT:.1f}", child.seat
            )
        return end


def draw_org(seats: Sequence[SeatRow], title: str) -> OrgDrawing:
    """Lay out a chart: the top in the middle, its reports in rows of four, theirs hanging below."""
    trees: dict[str, _Tree] = {}
    for seat in seats:
        tree = _Tree(seat)
        trees[seat.role.name] = tree
        if seat.under in trees:
            trees[seat.under].children.append(tree)
    root = trees[seats[0].role.name]
    pen = _Pen()
    top = pen.box(root.seat, (WIDTH - BOX) / 2, 2, BOX, is_top=True)
    middle, y = WIDTH / 2, top.y + top.height
    rows = [root.children[at : at + PER_ROW] for at in range(0, len(root.children), PER_ROW)]
    trunk_from = y
    for at, row in enumerate(rows):
        bus = y + 16
        left = (WIDTH - len(row) * BOX - (len(row) - 1) * GAP_X) / 2
        if at > 0:
            left = 0.0
        ends = []
        for place, child in enumerate(row):
            x = left + place * (BOX + GAP_X)
            ends.append(pen.hang(child, x, bus + 14, BOX))
            centre = x + BOX / 2
            start = middle if at == 0 else 0.0
            pen.connect(f"M{start:.1f} {bus:.1f}H{centre:.1f}V{bus + 14:.1f}", child.seat)
        if at == 0:
            pen.connect(f"M{middle:.1f} {trunk_from:.1f}V{bus:.1f}", root.seat)
            if len(rows) > 1:
                pen.connect(f"M{middle:.1f} {bus:.1f}H0", root.seat)
            trunk_from = bus
        else:
            pen.connect(f"M0 {trunk_from:.1f}V{bus:.1f}", root.seat)
            trunk_from = bus
        y = max(ends)
    by_state = {
        state: sum(seat.state == state for seat in seats)
        for state in ("held", "hat", "open", "unknown")
    }
    alternative = _(
        "Org chart. %(title)s: %(count)s seats, %(held)s held, %(hat)s as a second hat, %(open)s "
        "held by nobody, %(unknown)s not answered. The table names them all."
    ) % {"title": title, "count": len(seats), **by_state}
    return OrgDrawing(WIDTH, y + 4, tuple(pen.boxes), tuple(pen.connectors), alternative)
