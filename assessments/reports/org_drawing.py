"""The org chart as an outline, a seat a line, so that forty seats fit; page and paper draw the same.

The page has each chart whole. Paper sets two side by side and has to end a page somewhere: there
they are cut into bands, each band of the one as tall as that of the other. A chart alone runs on in
the second column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from django.utils.translation import gettext as _

from ..domain.rubric import Role
from .drawing import text_width, wrap

ON_PAGE, ON_PAPER = 275, 324  # widths: legible on the narrowest phone, and in half a sheet
ROWS_OF_A_BAND = 5  # of two charts side by side
ROWS_OF_A_COLUMN = 24  # of a chart alone
NEAR = 3  # rows, by which such a column may be longer or shorter
INDENT = 14
SIZE, LINE = 11.0, 12.5
FIRST = 11.5  # from a box's upper edge to its first line of text
ROOM = 4.0  # above and below the text of a box together
PAD = 7
EDGE = 2  # above the first box and below the last
GAP = 4.4
BELOW = 3.0  # of the gap, what belongs to the box above it: a group has a second edge there


@dataclass(frozen=True)
class SeatRow:
    """A seat of a chart in words. ``state`` is a class for the drawing: held, hat, open, unknown.

    ``short`` is what the drawing says in the box beside the name, in two or three words; a seat
    held as it should be needs none.
    """

    role: Role
    under: str
    kind: str
    held: str
    step: str
    state: str
    short: str


@dataclass(frozen=True)
class Words:
    """A piece of text in a seat."""

    x: float
    y: float
    text: str
    strong: bool
    at_end: bool


@dataclass(frozen=True)
class SeatBox:
    """A seat as a box. ``state``: as in ``SeatRow``; ``late`` marks a team without a manager."""

    x: float
    y: float
    width: float
    height: float
    words: tuple[Words, ...]
    state: str
    kind: str
    is_top: bool

    @property
    def shadow(self) -> str:
        """The second edge of a group, as an SVG path."""
        right, bottom = self.x + self.width + 2, self.y + self.height + 2
        return f"M{self.x + 4:.1f} {bottom:.1f}H{right:.1f}V{self.y + 4:.1f}"


@dataclass(frozen=True)
class Branch:
    """A line down from a seat and, unless it was cut off before, across to one under it."""

    x: float
    top: float
    bottom: float
    to: float | None
    dashed: bool

    @property
    def path(self) -> str:
        across = "" if self.to is None else f"H{self.to:.1f}"
        return f"M{self.x:.1f} {self.top:.1f}V{self.bottom:.1f}{across}"

    def between(self, top: float, bottom: float) -> Branch | None:
        """What of it lies in a band."""
        if self.top >= bottom or self.bottom < top:
            return None
        to = self.to if self.bottom <= bottom else None
        return replace(self, top=max(self.top, top), bottom=min(self.bottom, bottom), to=to)


@dataclass(frozen=True)
class OrgDrawing:
    """A chart or a band of one; ``y`` is where the band begins in the whole drawing."""

    width: int
    y: float
    height: float
    boxes: tuple[SeatBox, ...]
    branches: tuple[Branch, ...]
    alternative: str


@dataclass(frozen=True)
class Outline:
    """What a chart shows: the title, the seats, a remark on a team that is too large, if any."""

    title: str
    seats: Sequence[SeatRow]
    late: str = ""


@dataclass(frozen=True)
class LegendEntry:
    """A state that occurs in a chart, with its words."""

    x: float
    y: float
    state: str
    text: str

    @property
    def box_y(self) -> float:
        return self.y - 10.5

    @property
    def text_x(self) -> float:
        return self.x + 33

    @property
    def shadow(self) -> str:
        return f"M{self.x + 4:.1f} {self.y + 5:.1f}H{self.x + 28:.1f}V{self.y - 7.5:.1f}"


@dataclass(frozen=True)
class Legend:
    width: int
    height: float
    entries: tuple[LegendEntry, ...]
    alternative: str


def draw_chart(outline: Outline, numbers: Mapping[str, int], width: int = ON_PAGE) -> OrgDrawing:
    """A whole chart. A seat to fill has its number of ``numbers``, by role."""
    column = _Column(outline, numbers, width)
    end = column.draw(EDGE, len(column.rows))
    return column.cut(0, end - GAP + BELOW + EDGE, _said(outline))


def draw_bands(
    outlines: Sequence[Outline], numbers: Mapping[str, int], width: int = ON_PAPER
) -> tuple[tuple[OrgDrawing, ...], ...]:
    """Charts that stand side by side, band by band; one alone in two columns.

    The first band of a chart tells what it shows, the others which seats they go on with.
    """
    columns = [_Column(one, numbers, width) for one in outlines]
    longest = max(len(column.rows) for column in columns)
    if len(columns) > 1:
        ends = _even_ends(longest, -(-longest // ROWS_OF_A_BAND))
        return tuple(zip(*_cut(columns, ends), strict=True))
    (alone,) = columns
    if longest <= ROWS_OF_A_BAND:
        ends = [longest, longest]  # the second column stays empty
    else:
        ends = _even_ends(longest, 2 * -(-longest // (2 * ROWS_OF_A_COLUMN)))
        ends = [*(alone.best_end(end) for end in ends[:-1]), longest]
    (parts,) = _cut(columns, ends)
    return tuple(zip(parts[::2], parts[1::2], strict=True))


def _even_ends(rows: int, count: int) -> list[int]:
    """The row that each of ``count`` parts ends before."""
    return [rows * (at + 1) // count for at in range(count)]


def _cut(columns: Sequence[_Column], ends: Sequence[int]) -> list[list[OrgDrawing]]:
    """The parts of each chart, those of one end at the same height."""
    y, heights = float(EDGE), [0.0]
    for end in ends:
        y = max(column.draw(y, end) for column in columns)
        heights.append(y - GAP + BELOW)
    return [
        [
            column.cut(top, bottom, column.told(top, bottom) if top else _said(column.outline))
            for top, bottom in pairwise(heights)
        ]
        for column in columns
    ]


def draw_legend(seats: Sequence[SeatRow], width: int) -> Legend:
    """The states that occur, in words, in as many lines as the width asks for."""
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
    entries: list[LegendEntry] = []
    x, y = float(EDGE), 13.0
    for state, text in states:
        room = 33 + text_width(text, SIZE)
        if entries and x + room > width:
            x, y = float(EDGE), y + 19
        entries.append(LegendEntry(x, y, state, text))
        x += room + 14
    said = _("Key to the org charts: how a box is drawn tells how its seat is held: %(states)s.")
    names = ", ".join(text for _state, text in states)
    return Legend(width, y + 8, tuple(entries), said % {"states": names})


class _Column:
    """A chart while it is drawn, some rows at a time."""

    def __init__(self, outline: Outline, numbers: Mapping[str, int], width: int) -> None:
        self.outline = outline
        self.numbers = numbers
        self.width = width
        self.rows: list[tuple[int, SeatRow | None]] = list(_in_order(outline.seats))
        if outline.late:
            self.rows.insert(1, (1, None))
        self.boxes: list[SeatBox] = []
        self.branches: list[Branch] = []
        self._drawn = 0
        self._ends: dict[str, tuple[float, float]] = {}  # a seat's left edge and lower end

    def best_end(self, end: int) -> int:
        """Where to go on in another column: before a seat right under the top, if one is near."""
        near = range(max(end - NEAR, 1), min(end + NEAR + 1, len(self.rows)))
        return min(
            (at for at in near if self.rows[at][0] == 1), key=lambda at: abs(at - end), default=end
        )

    def draw(self, y: float, end: int) -> float:
        """Draw the next rows, up to that of number ``end``, from ``y`` down.

        Gives where the one after them would begin.
        """
        for depth, seat in self.rows[self._drawn : end]:
            left = 1.0 + depth * INDENT
            box = self._late(left, y) if seat is None else self._seat(seat, left, y, depth == 0)
            if seat is not None:
                if depth and seat.under in self._ends:
                    above, start = self._ends[seat.under]
                    middle, dashed = y + box.height / 2, seat.kind == "beside"
                    spine = above + INDENT / 2
                    self.branches.append(Branch(spine, start, middle, left, dashed))
                self._ends[seat.role.name] = (left, y + box.height)
            self.boxes.append(box)
            y += box.height + GAP
        self._drawn = max(end, self._drawn)
        return y

    def cut(self, top: float, bottom: float, alternative: str) -> OrgDrawing:
        """What was drawn between two heights."""
        lines = (one.between(top, bottom) for one in self.branches)
        return OrgDrawing(
            self.width,
            top,
            bottom - top,
            self._between(top, bottom),
            tuple(one for one in lines if one is not None),
            alternative,
        )

    def told(self, top: float, bottom: float) -> str:
        """The seats between two heights, as a text alternative."""
        seats = [" ".join(part.text for part in box.words) for box in self._between(top, bottom)]
        if not seats:
            return _("Org chart, ended above: %(title)s.") % {"title": self.outline.title}
        text = _("Org chart, continued: %(title)s. %(seats)s.")
        return text % {"title": self.outline.title, "seats": "; ".join(seats)}

    def _between(self, top: float, bottom: float) -> tuple[SeatBox, ...]:
        return tuple(box for box in self.boxes if top <= box.y < bottom)

    def _seat(self, seat: SeatRow, x: float, y: float, is_top: bool) -> SeatBox:
        note, number = seat.short, self.numbers.get(seat.role.id)
        if number is not None:
            note = f"{note} ({number})".strip()
        width = self.width - 4 - x
        names = wrap(seat.role.name, width - 2 * PAD, SIZE)
        words = [
            Words(x + PAD, y + FIRST + at * LINE, text, True, False)
            for at, text in enumerate(names)
        ]
        rows = len(names)
        beside = text_width(names[-1], SIZE) * 1.04 + text_width(note, SIZE) + 10
        if note and beside <= width - 2 * PAD:
            words.append(Words(x + width - PAD, words[-1].y, note, False, True))
        elif note:
            for text in wrap(note, width - 2 * PAD, SIZE):
                words.append(Words(x + PAD, y + FIRST + rows * LINE, text, False, False))
                rows += 1
        height = ROOM + LINE * rows
        return SeatBox(x, y, width, height, tuple(words), seat.state, seat.kind, is_top)

    def _late(self, x: float, y: float) -> SeatBox:
        width = self.width - 4 - x
        lines = wrap(self.outline.late, width - 2 * PAD, SIZE)
        words = tuple(
            Words(x + PAD, y + FIRST + at * LINE, text, True, False)
            for at, text in enumerate(lines)
        )
        return SeatBox(x, y, width, ROOM + LINE * len(lines), words, "late", "line", False)


def _in_order(seats: Sequence[SeatRow]) -> list[tuple[int, SeatRow]]:
    """Each seat after the one that it is under, with its depth; those beside a seat come first."""
    below: dict[str, list[SeatRow]] = {}
    for seat in seats[1:]:
        below.setdefault(seat.under, []).append(seat)
    found: list[tuple[int, SeatRow]] = []
    waiting = [(0, seats[0])]
    while waiting:
        depth, seat = waiting.pop()
        found.append((depth, seat))
        under = sorted(below.get(seat.role.name, ()), key=lambda one: one.kind != "beside")
        waiting += [(depth + 1, one) for one in reversed(under)]
    return found


def _said(outline: Outline) -> str:
    """The text alternative of a chart."""
    count = {
        state: sum(seat.state == state for seat in outline.seats)
        for state in ("held", "hat", "open", "unknown")
    }
    text = _(
        "Org chart. %(title)s: %(count)s seats, %(held)s held, %(hat)s as a second hat, %(open)s "
        "held by nobody, %(unknown)s not answered."
    ) % {"title": outline.title, "count": len(outline.seats), **count}
    late = f" {outline.late}." if outline.late else ""
    return text + late + " " + _("The table names them all.")
