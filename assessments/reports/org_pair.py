"""The chart now beside the chart next: each an outline, a seat a line, so that forty seats fit.

The page has room for one chart with branches (``org_drawing``); paper sets the two side by side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .drawing import WIDTH, text_width, wrap
from .org_drawing import LegendEntry, SeatRow, legend_of

COLUMN = 331
INDENT = 15
GAP = 3.5
NAME_SIZE = NOTE_SIZE = 11.0
LINE = 12.5
FIRST = 12  # from a box's upper edge to its first line of text
ROOM = 4.5  # above and below the text of a box together
PAD = 7


@dataclass(frozen=True)
class Words:
    """A piece of text in a seat."""

    x: float
    y: float
    text: str
    strong: bool
    at_end: bool


@dataclass(frozen=True)
class OutlineSeat:
    """A seat as a box. ``state``: held, hat, open or unknown; ``late`` marks a team without manager."""

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
        right, bottom = self.x + self.width + 2.5, self.y + self.height + 2.5
        return f"M{self.x + 4:.1f} {bottom:.1f}H{right:.1f}V{self.y + 4:.1f}"


@dataclass(frozen=True)
class Line:
    path: str
    dashed: bool


@dataclass(frozen=True)
class OrgPair:
    """Both charts in one drawing; ``titles`` stand above their columns."""

    width: int
    height: float
    titles: tuple[Words, ...]
    seats: tuple[OutlineSeat, ...]
    lines: tuple[Line, ...]
    legend: tuple[LegendEntry, ...]
    alternative: str


@dataclass(frozen=True)
class Outline:
    """What a column shows: the title, the seats, a remark on a team that is too large, if any."""

    title: str
    seats: Sequence[SeatRow]
    late: str = ""


def draw_pair(outlines: Sequence[Outline], hire_numbers: Mapping[str, int]) -> OrgPair:
    """One or two charts side by side. A seat to fill has the number of its row in the table."""
    seats: list[OutlineSeat] = []
    lines: list[Line] = []
    columns = [at * (WIDTH - COLUMN) for at in range(len(outlines))]
    heads = [wrap(one.title, COLUMN, 12.5) for one in outlines]
    top = 14 + 15 * max(map(len, heads))
    ends = [
        _draw(one, x, top, hire_numbers, seats, lines)
        for one, x in zip(outlines, columns, strict=True)
    ]
    shown = [seat for one in outlines for seat in one.seats]
    legend, height = legend_of(shown, max(ends) + 22)
    titles = tuple(
        Words(x, 14 + at * 15.0, text, True, False)
        for x, head in zip(columns, heads, strict=True)
        for at, text in enumerate(head)
    )
    return OrgPair(WIDTH, height, titles, tuple(seats), tuple(lines), legend, _said(outlines))


def _said(outlines: Sequence[Outline]) -> str:
    """The text alternative of the drawing."""
    parts = []
    for one in outlines:
        count = {
            state: sum(seat.state == state for seat in one.seats)
            for state in ("held", "hat", "open", "unknown")
        }
        text = _(
            "Org chart. %(title)s: %(count)s seats, %(held)s held, %(hat)s as a second hat, "
            "%(open)s held by nobody, %(unknown)s not answered."
        )
        parts.append(text % {"title": one.title, "count": len(one.seats), **count})
        if one.late:
            parts.append(one.late + ".")
    return " ".join((*parts, _("The table names them all.")))


def _draw(
    outline: Outline,
    x: float,
    y: float,
    numbers: Mapping[str, int],
    seats: list[OutlineSeat],
    lines: list[Line],
) -> float:
    """Draw a chart from ``y`` down in the column at ``x``; gives the y where it ends."""
    placed: dict[str, tuple[float, float]] = {}  # a seat's name: its left edge and lower end
    for depth, seat in _in_order(outline.seats):
        left = x + depth * INDENT
        box = _box(seat, left, y, x + COLUMN - 4 - left, numbers, is_top=depth == 0)
        if seat.under in placed and depth:
            up, start = placed[seat.under]
            spine = up + INDENT / 2
            lines.append(
                Line(
                    f"M{spine:.1f} {start:.1f}V{y + box.height / 2:.1f}H{left:.1f}",
                    seat.kind == "beside",
                )
            )
        placed[seat.role.name] = (left, y + box.height)
        seats.append(box)
        y += box.height + GAP
        if depth == 0 and outline.late:
            left = x + INDENT
            words = wrap(outline.late, COLUMN - 4 - INDENT - 2 * PAD, NAME_SIZE)
            height = ROOM + LINE * len(words)
            said = tuple(
                Words(left + PAD, y + FIRST + at * LINE, text, True, False)
                for at, text in enumerate(words)
            )
            seats.append(
                OutlineSeat(left, y, x + COLUMN - 4 - left, height, said, "late", "line", False)
            )
            y += height + GAP
    return y - GAP


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


def _box(
    seat: SeatRow, x: float, y: float, width: float, numbers: Mapping[str, int], *, is_top: bool
) -> OutlineSeat:
    note, number = seat.short, numbers.get(seat.role.id)
    if number is not None:
        note = f"{note} ({number})".strip()
    names = wrap(seat.role.name, width - 2 * PAD, NAME_SIZE)
    words = [
        Words(x + PAD, y + FIRST + at * LINE, text, True, False) for at, text in enumerate(names)
    ]
    room = width - 2 * PAD - 10
    rows = len(names)
    if note and text_width(names[-1], NAME_SIZE) * 1.04 + text_width(note, NOTE_SIZE) <= room:
        words.append(Words(x + width - PAD, words[-1].y, note, False, True))
    elif note:
        for text in wrap(note, width - 2 * PAD, NOTE_SIZE):
            words.append(Words(x + PAD, y + FIRST + rows * LINE, text, False, False))
            rows += 1
    return OutlineSeat(x, y, width, ROOM + LINE * rows, tuple(words), seat.state, seat.kind, is_top)
