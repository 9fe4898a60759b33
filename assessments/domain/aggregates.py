"""What many companies come to together: how many at which stage and when, who moved, who is about to,
who is out of step, and how peers compare without naming any.

Days are ISO dates (``2026-11-25``), which sort as they follow each other. Stages are numbers from 1. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

FEWEST_PEERS = 5  # companies in a group of which quartiles are told
DIMENSIONS_BEHIND = 2  # from which on a company is out of step


@dataclass(frozen=True, slots=True)
class Point:
    """An assessment's verdict: of which company, on which day, at which stage."""

    company: str
    day: str
    ordinal: int
    assessment: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """Where a company stands now. ``readiness`` has None where too little is known; ``it_members`` is
    None where it is not known or not shared. ``probabilities`` are in the order of the stages."""

    company: str
    ordinal: int
    certainty: str
    probabilities: tuple[float, ...]
    readiness: Mapping[str, int | None]
    is_split: bool
    it_members: int | None = None


# --- over time -----------------------------------------------------------------------------------


def stages_at(
    history: Iterable[Point], days: Sequence[str], stages: int
) -> tuple[tuple[int, ...], ...]:
    """For each day how many companies were at each stage, the first stage first: by the last verdict
    until the end of that day. Of several on one day the later in ``history`` counts."""
    by_company = _by_company(history)
    counts = [[0] * stages for _day in days]
    for points in by_company.values():
        for at, day in enumerate(days):
            if (point := _as_of(points, day)) is not None:
                counts[at][point.ordinal - 1] += 1
    return tuple(tuple(one) for one in counts)


@dataclass(frozen=True, slots=True)
class Moved:
    """A company that was at another stage at the end of a period than at its beginning."""

    company: str
    was: Point
    becomes: Point

    @property
    def steps(self) -> int:
        """Stages up; below 0 down."""
        return self.becomes.ordinal - self.was.ordinal


@dataclass(frozen=True, slots=True)
class Period:
    """What became of the companies in a period: who moved up or down, the furthest first, how many were
    assessed anew and stayed, and how many got their first verdict."""

    up: tuple[Moved, ...]
    down: tuple[Moved, ...]
    stayed: int
    first: int


def period(history: Iterable[Point], begin: str, end: str) -> Period:
    """The movements from the verdict that held when ``begin`` dawned to the one that held when ``end``
    was over. Back and forth within the period is no movement."""
    moved: list[Moved] = []
    stayed = first = 0
    for company, points in _by_company(history).items():
        now = _as_of(points, end)
        if now is None or now.day < begin:
            continue
        before = [one for one in points if one.day < begin]
        if not before:
            first += 1
        elif before[-1].ordinal == now.ordinal:
            stayed += 1
        else:
            moved.append(Moved(company, before[-1], now))
    moved.sort(key=lambda one: -abs(one.steps))
    up = tuple(one for one in moved if one.steps > 0)
    return Period(up, tuple(one for one in moved if one.steps < 0), stayed, first)


def _by_company(history: Iterable[Point]) -> dict[str, list[Point]]:
    """The points of each company, earliest first."""
    found: dict[str, list[Point]] = {}
    for point in history:
        found.setdefault(point.company, []).append(point)
    for points in found.values():
        points.sort(key=lambda one: one.day)
    return found


def _as_of(points: Sequence[Point], day: str) -> Point | None:
    """The last of the points, earliest first, until the end of a day."""
    return next((one for one in reversed(points) if one.day <= day), None)


# --- now -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Turning:
    """A company whose verdict is not clear, and the stage that comes nearest to its own."""

    company: str
    ordinal: int
    certainty: str
    next_to: int
    probability: float  # of that stage


def about_to_turn(cards: Iterable[Card]) -> tuple[Turning, ...]:
    """The companies whose verdict leans or lies between two stages, the likeliest to turn first."""
    found = []
    for card in cards:
        others = [
            (chance, at)
            for at, chance in enumerate(card.probabilities, 1)
            if at != card.ordinal and chance > 0
        ]
        if card.certainty != "clear" and others:
            chance, next_to = max(others, key=lambda one: (one[0], -abs(one[1] - card.ordinal)))
            found.append(Turning(card.company, card.ordinal, card.certainty, next_to, chance))
    return tuple(sorted(found, key=lambda one: -one.probability))


@dataclass(frozen=True, slots=True)
class OutOfStep:
    """A company that is split, or ready for less than its stage in several dimensions."""

    company: str
    ordinal: int
    is_split: bool
    behind: tuple[tuple[str, int], ...]  # dimensions, and how many stages each

    @property
    def stages_behind(self) -> int:
        return sum(stages for _dimension, stages in self.behind)


def out_of_step(cards: Iterable[Card]) -> tuple[OutOfStep, ...]:
    """Those companies, the furthest behind in all first."""
    found = []
    for card in cards:
        behind = tuple(
            (dimension, card.ordinal - ready)
            for dimension, ready in card.readiness.items()
            if ready is not None and ready < card.ordinal
        )
        if card.is_split or len(behind) >= DIMENSIONS_BEHIND:
            found.append(OutOfStep(card.company, card.ordinal, card.is_split, behind))
    return tuple(sorted(found, key=lambda one: (-one.stages_behind, not one.is_split)))


# --- peers ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Quartiles:
    """The values that a quarter, half and three quarters of ``count`` companies do not exceed.

    Each is one that there is (nearest rank): between two stages there is none.
    """

    count: int
    low: int
    middle: int
    high: int


@dataclass(frozen=True, slots=True)
class Peers:
    """The companies at a stage. None where fewer than ``FEWEST_PEERS`` of them tell: then the figures of
    one could be guessed from those of the others."""

    ordinal: int
    count: int
    readiness: Mapping[str, Quartiles | None]
    it_members: Quartiles | None

    @property
    def is_shown(self) -> bool:
        return self.count >= FEWEST_PEERS


def peers(cards: Iterable[Card], stages: int, dimensions: Sequence[str]) -> tuple[Peers, ...]:
    """The companies of each stage as a group, the first stage first; empty groups too."""
    groups: list[list[Card]] = [[] for _stage in range(stages)]
    for card in cards:
        groups[card.ordinal - 1].append(card)
    return tuple(
        Peers(
            at,
            len(group),
            {one: quartiles([card.readiness.get(one) for card in group]) for one in dimensions},
            quartiles([card.it_members for card in group]),
        )
        for at, group in enumerate(groups, 1)
    )


def quartiles(values: Iterable[int | None]) -> Quartiles | None:
    """The quartiles of the values that are known; None if there are fewer than ``FEWEST_PEERS``."""
    known = sorted(value for value in values if value is not None)
    if len(known) < FEWEST_PEERS:
        return None
    low, middle, high = (known[ceil(part * len(known) / 4) - 1] for part in (1, 2, 3))
    return Quartiles(len(known), low, middle, high)
