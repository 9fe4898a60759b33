"""The org chart: the top in the middle, its reports in columns, theirs hanging below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from ..domain.rubric import Role
from .drawing import WIDTH, TextLine, text_width, wrap

MARGIN = 14
BOX = 152
GAP_X = (WIDTH - MARGIN - 5 - 4 * BOX) / 3  # 5: room for a group's second edge
GAP_Y = 9
DROP = 11
INDENT = 14
PER_ROW = 4
NAME_SIZE, NAME_LINE = 12.5, 14.5
NOTE_SIZE, NOTE_LINE = 11.0, 12.5
PAD = 9


@dataclass(frozen=True)
class SeatRow:
    """A seat of a chart in words. ``state`` is a class for the drawing: held, hat, open, unknown.

    ``note`` is what the drawing says under the name; a seat held as it should be needs none.
    ``short`` says the same where there is room for two or three words.
    """

    role: Role
    under: str
    kind: str
    held: str
    step: str
    state: str
    note: str
    short: str


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

    @property
    def text_x(self) -> float:
        return self.x + PAD

    @property
    def shadow(self) -> str:
        """The second edge of a group, as an SVG path."""
        right, bottom = self.x + self.width + 3, self.y + self.height + 3
        return f"M{self.x + 5:.1f} {bottom:.1f}H{right:.1f}V{self.y + 5:.1f}"


@dataclass(frozen=True)
class Connector:
    """A line as an SVG path; dashed towards seats that stand beside."""

    path: str
    dashed: bool


@dataclass(frozen=True)
class LegendEntry:
    """A state that occurs in the chart, with its words."""

    x: float
    y: float
    state: str
    text: str

    @property
    def box_y(self) -> float:
        return self.y - 10.5

    @property
    def text_x(self) -> float:
        return self.x + 34

    @property
    def shadow(self) -> str:
        return f"M{self.x + 4:.1f} {self.y + 5.5:.1f}H{self.x + 29:.1f}V{self.y - 7.5:.1f}"


@dataclass(frozen=True)
class OrgDrawing:
    width: int
    height: float
    boxes: tuple[Box, ...]
    connectors: tuple[Connector, ...]
    legend: tuple[LegendEntry, ...]
    alternative: str


@dataclass
class _Tree:
    seat: SeatRow
    children: list[_Tree] = field(default_factory=list)


class _Pen:
    """Collects boxes and connectors while the tree is laid out in four columns."""

    def __init__(self) -> None:
        self.boxes: list[Box] = []
        self.connectors: list[Connector] = []

    def box(self, seat: SeatRow, x: float, y: float, width: float, *, is_top: bool = False) -> Box:
        lines, at = [], y + 16.5
        for name in wrap(seat.role.name, width - 2 * PAD, NAME_SIZE):
            lines.append(TextLine(at, name, strong=True))
            at += NAME_LINE
        for note in wrap(seat.note, width - 2 * PAD, NOTE_SIZE):
            lines.append(TextLine(at - 0.5, note, strong=False))
            at += NOTE_LINE
        box = Box(x, y, width, at - y - 6, tuple(lines), seat.state, seat.kind, is_top)
        self.boxes.append(box)
        return box

    def connect(self, path: str, *, dashed: bool = False) -> None:
        self.connectors.append(Connector(path, dashed))

    def hang(self, tree: _Tree, x: float, y: float, width: float) -> float:
        """Draw a seat and, indented below it, those under it; gives the y where it ends."""
        box = self.box(tree.seat, x, y, width)
        end = box.y + box.height
        spine = x + INDENT / 2
        for child in tree.children:
            top = end + GAP_Y
            end = self.hang(child, x + INDENT, top, width - INDENT)
            self.connect(
                f"M{spine:.1f} {box.y + box.height:.1f}V{top + 12:.1f}H{x + INDENT:.1f}",
                dashed=child.seat.kind == "beside",
            )
        return end

    def beside(self, trees: Sequence[_Tree], top: Box) -> float:
        """Draw the seats beside the top, each on the emptier side; gives the y where they end."""
        ends = {"right": top.y - GAP_Y, "left": top.y - GAP_Y}
        for tree in trees:
            side = "left" if ends["left"] < ends["right"] else "right"
            x, near, edge = _left(PER_ROW - 1), _left(PER_ROW - 1), top.x + top.width
            if side == "left":
                x, near, edge = _left(0), _left(0) + BOX, top.x
            y = ends[side] + GAP_Y
            turn = (edge + near) / 2
            self.connect(
                f"M{edge:.1f} {top.y + 12:.1f}H{turn:.1f}V{y + 12:.1f}H{near:.1f}", dashed=True
            )
            ends[side] = self.hang(tree, x, y, BOX)
        return max(ends.values())

    def spread(
        self, trees: Sequence[_Tree], first: float, columns: int, x: float, y: float, bus: float
    ) -> float:
        """Draw seats in ``columns`` columns from ``first`` on, joined to a line down from (x, y)
        by one across at ``bus``; gives the y where they end."""
        if not trees:
            return y
        self.connect(f"M{x:.1f} {y:.1f}V{bus:.1f}")
        if len(trees) <= columns:
            return self._one_each(trees, first, columns, x, bus)
        ends, stacks = [], _even_columns(trees, columns)
        for at, column in enumerate(stacks):
            left = _left(first + (columns - len(stacks)) / 2 + at)
            spine, end = left - 8, bus + DROP - GAP_Y
            for tree in column:
                top = end + GAP_Y
                end = self.hang(tree, left, top, BOX)
                self.connect(
                    f"M{x:.1f} {bus:.1f}H{spine:.1f}V{top + 12:.1f}H{left:.1f}",
                    dashed=tree.seat.kind == "beside",
                )
            ends.append(end)
        return max(ends)

    def _one_each(
        self, trees: Sequence[_Tree], first: float, columns: int, x: float, bus: float
    ) -> float:
        shares = _shares(trees, columns)
        at, ends = first + (columns - sum(shares)) / 2, []
        for tree, share in zip(trees, shares, strict=True):
            left = _left(at + (share - 1) / 2)
            centre = left + BOX / 2
            self.connect(
                f"M{x:.1f} {bus:.1f}H{centre:.1f}V{bus + DROP:.1f}",
                dashed=tree.seat.kind == "beside",
            )
            if share == 1:
                ends.append(self.hang(tree, left, bus + DROP, BOX))
            else:
                box = self.box(tree.seat, left, bus + DROP, BOX)
                end = box.y + box.height
                ends.append(self.spread(tree.children, at, share, centre, end, end + DROP))
            at += share
        return max(ends)


def _left(column: float) -> float:
    """The left edge of a column; between two for a seat that stands over both."""
    return MARGIN + column * (BOX + GAP_X)


def draw_org(seats: Sequence[SeatRow], title: str) -> OrgDrawing:
    """Lay out a chart: the top in the middle, what stands beside it left and right, its reports
    in up to four columns below, theirs hanging under them."""
    root = _tree(seats)
    pen = _Pen()
    top = pen.box(root.seat, _left((PER_ROW - 1) / 2), 2, BOX, is_top=True)
    aside = [one for one in root.children if one.seat.kind == "beside"]
    below = [one for one in root.children if one.seat.kind != "beside"]
    end = top.y + top.height
    lowest = max(end, pen.beside(aside, top))
    y = max(lowest, pen.spread(below, 0, PER_ROW, top.x + BOX / 2, end, lowest + DROP))
    legend, height = legend_of(seats, y + 26)
    by_state = {
        state: sum(seat.state == state for seat in seats)
        for state in ("held", "hat", "open", "unknown")
    }
    alternative = _(
        "Org chart. %(title)s: %(count)s seats, %(held)s held, %(hat)s as a second hat, %(open)s "
        "held by nobody, %(unknown)s not answered. The table names them all."
    ) % {"title": title, "count": len(seats), **by_state}
    return OrgDrawing(WIDTH, height, tuple(pen.boxes), tuple(pen.connectors), legend, alternative)


def _tree(seats: Sequence[SeatRow]) -> _Tree:
    trees: dict[str, _Tree] = {}
    for seat in seats:
        tree = trees[seat.role.name] = _Tree(seat)
        if seat.under in trees:
            trees[seat.under].children.append(tree)
    return trees[seats[0].role.name]


def _size(tree: _Tree) -> int:
    return 1 + sum(_size(child) for child in tree.children)


def _shares(trees: Sequence[_Tree], columns: int) -> list[int]:
    """How many columns each seat gets: one, and what is left over to those with most below them."""
    shares = [1] * len(trees)
    for _extra in range(columns - len(trees)):
        need = [
            (_size(tree) - 1) / share if _size(tree) > 1 + share else 0.0
            for tree, share in zip(trees, shares, strict=True)
        ]
        if max(need) < 2:
            break
        shares[need.index(max(need))] += 1
    return shares


def _even_columns(trees: Sequence[_Tree], columns: int) -> list[list[_Tree]]:
    """The seats in their order, cut into columns of which the longest is as short as can be."""
    sizes = [_size(tree) for tree in trees]
    longest = max(sizes)
    while True:
        found: list[list[_Tree]] = [[]]
        filled = 0
        for tree, size in zip(trees, sizes, strict=True):
            if filled + size > longest and found[-1]:
                found.append([])
                filled = 0
            found[-1].append(tree)
            filled += size
        if len(found) <= columns:
            return found
        longest += 1


def legend_of(seats: Sequence[SeatRow], y: float) -> tuple[tuple[LegendEntry, ...], float]:
    """The states that occur, in words, and the y where the drawing ends."""
    words = {
        "held": _("held"),
        "hat": _("held as a second hat"),
        "open": _("held by nobody"),
        "unknown": _("not answered"),
    }
    used = {seat.state for seat in seats}
    states = [(state, text) for state, text in words.items() if state in used]
    if any(seat.kind == "group" for seat in seats):
        states.append(("group", _("several people or teams")))
    entries, x = [], float(MARGIN)
    for state, text in states:
        entries.append(LegendEntry(x, y, state, text))
        x += 34 + text_width(text, NOTE_SIZE) + 16
    return tuple(entries), y + 10
