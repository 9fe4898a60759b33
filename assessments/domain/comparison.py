"""Scorecards side by side: where each stands, what differs, and the gaps that they share.

A company may share only its summary with whoever compares. What that does not tell is left out here
already: no page or file that is made from a comparison can show it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from .rubric import Rubric
from .scorecard import Scorecard, round_number


class NotComparable(ValueError):
    """The scorecards follow different rubrics, so their stages do not mean the same.

    ``following`` names, for each rubric with its major version, the companies that follow it.
    """

    def __init__(
        self, message: str, following: Mapping[str, tuple[str, ...]] | None = None
    ) -> None:
        super().__init__(message)
        self.following = following or {}


Part = Literal["readiness", "priorities", "seats", "practices"]
PARTS: tuple[Part, ...] = ("readiness", "priorities", "seats", "practices")


@dataclass(frozen=True, slots=True)
class Side:
    """One company of a comparison, in ids. Without a verdict the rest is empty.

    ``musts`` are problems, or the practice whose lack carries a problem over. ``classes`` maps those
    and all other priorities to their MoSCoW class, ``seats`` the roles of the company's chart to how
    they are held, ``practices`` those that are due to whether they are met. Of a company that does not
    ``share_result`` there are neither seats nor practices, and of its priorities only the musts.
    """

    company: str
    stage: str | None
    certainty: str | None
    probability: float
    readiness: Mapping[str, str | None]
    behind: Mapping[str, int | None]
    musts: tuple[str, ...]
    roles_missing: tuple[str, ...]
    gaps: tuple[str, ...]
    shares_result: bool = True
    classes: Mapping[str, str] = field(default_factory=dict)
    seats: Mapping[str, str] = field(default_factory=dict)
    practices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Companies side by side; ``shared_gaps`` maps a practice to the companies that lack it,
    two or more, the most shared first. ``rubrics`` are the versions that they follow, the first
    company's first."""

    sides: tuple[Side, ...]
    dimensions: tuple[str, ...]
    shared_gaps: Mapping[str, tuple[str, ...]]
    rubrics: tuple[Rubric, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """What is so at one company. ``is_open``: there is something to do about it.

    ``value`` is a stage (empty: not even the first), a MoSCoW class, how a seat is held, or whether a
    practice is met; ``unknown``, or ``not-due`` where the company's stage does not ask for it.
    """

    value: str
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One thing side by side: a dimension, a priority, a seat or a practice. A cell is None where the
    company does not share it, or has no verdict that it would follow from."""

    part: Part
    subject: str
    cells: tuple[Cell | None, ...]

    @property
    def told(self) -> tuple[Cell, ...]:
        return tuple(one for one in self.cells if one is not None)

    @property
    def is_comparable(self) -> bool:
        """Whether at least two tell it."""
        return len(self.told) > 1

    @property
    def is_same(self) -> bool:
        """Whether all that tell it tell the same, at least two."""
        return self.is_comparable and len(set(self.told)) == 1


def compare(
    named: Sequence[tuple[str, Scorecard]], *, summaries: frozenset[int] = frozenset()
) -> Comparison:
    """Set companies side by side; ``summaries`` are the places of those that share no more.

    Raises ``NotComparable`` for rubrics of different major versions, and if there are none.
    """
    if not named:
        raise NotComparable("there is no company to compare")
    following: dict[str, tuple[str, ...]] = {}
    for company, card in named:
        kind = f"{card.rubric.id} {card.rubric.version.partition('.')[0]}"
        following[kind] = (*following.get(kind, ()), company)
    if len(following) > 1:
        names = ", ".join(sorted(following))
        raise NotComparable(f"the companies follow different rubrics: {names}", following)
    sides = tuple(
        _side(company, card, shares_result=at not in summaries)
        for at, (company, card) in enumerate(named)
    )
    rubric = named[0][1].rubric
    lacking = {
        practice.id: tuple(side.company for side in sides if practice.id in side.gaps)
        for practice in rubric.practices
    }
    shared = {one: who for one, who in lacking.items() if len(who) > 1}
    found = {dimension for side in sides for dimension in side.readiness}
    return Comparison(
        sides,
        tuple(dimension.id for dimension in rubric.dimensions if dimension.id in found),
        dict(sorted(shared.items(), key=lambda pair: -len(pair[1]))),
        tuple({card.rubric.hash: card.rubric for _, card in named}.values()),
    )


def _side(company: str, card: Scorecard, *, shares_result: bool) -> Side:
    verdict, charts = card.verdict, card.org_charts if shares_result else None
    states = card.states if shares_result else ()
    due = [one for one in states if one.timing != "coming"]
    return Side(
        company,
        verdict.stage if verdict else None,
        verdict.certainty if verdict else None,
        max(verdict.probabilities) if verdict else 0.0,
        {one.dimension: one.stage for one in card.readiness},
        {one.dimension: one.behind for one in card.readiness},
        tuple(one.hole or one.problem for one in card.priorities if one.moscow == "must"),
        charts.missing if charts else (),
        tuple(one.practice for one in due if one.is_gap),
        shares_result,
        {
            one.hole or one.problem: one.moscow
            for one in reversed(card.priorities)  # of two about one thing the higher class stays
            if shares_result or one.moscow == "must"
        },
        {seat.role: seat.held for seat in charts.now} if charts else {},
        {
            one.practice: "unknown" if one.credit is None else "missing" if one.is_gap else "met"
            for one in due
        },
    )


# --- line by line --------------------------------------------------------------------------------


def lines(comparison: Comparison) -> tuple[Line, ...]:
    """Everything side by side: dimensions, the musts and shoulds of any company, the seats of their
    charts, and the practices that any of them is known to lack, each in the rubric's order.

    Priorities stand with those first that most have as a must.
    """
    return (
        *_readiness(comparison),
        *_priorities(comparison),
        *_seats(comparison),
        *_practices(comparison),
    )


def _readiness(comparison: Comparison) -> Iterator[Line]:
    for dimension in comparison.dimensions:
        cells = [_ready(side, dimension) for side in comparison.sides]
        yield Line("readiness", dimension, tuple(cells))


def _ready(side: Side, dimension: str) -> Cell | None:
    if side.stage is None:
        return None
    if dimension not in side.readiness:
        return Cell("not-due")
    behind = side.behind[dimension]
    if behind is None:
        return Cell("unknown")
    return Cell(side.readiness[dimension] or "", behind > 0)


def _priorities(comparison: Comparison) -> Iterator[Line]:
    found: dict[str, int] = {}
    for side in comparison.sides:
        for subject in side.musts:
            found[subject] = found.get(subject, 0) - 1
    for side in comparison.sides:
        found |= {
            one: 0 for one, what in side.classes.items() if what == "should" and one not in found
        }
    for subject, musts in sorted(found.items(), key=lambda pair: pair[1]):
        cells = [_class(side, subject, is_a_must=musts < 0) for side in comparison.sides]
        yield Line("priorities", subject, tuple(cells))


def _class(side: Side, subject: str, *, is_a_must: bool) -> Cell | None:
    """Who shares the summary only tells which of the musts are theirs, and of the rest nothing."""
    if side.stage is None:
        return None
    if subject in side.musts:
        return Cell("must", True)
    if not side.shares_result:
        return Cell("no-must") if is_a_must else None
    moscow = side.classes.get(subject, "none")
    return Cell(moscow, moscow == "should")


def _seats(comparison: Comparison) -> Iterator[Line]:
    asked = {role for side in comparison.sides for role in side.seats}
    roles = dict.fromkeys(one.id for rubric in comparison.rubrics for one in rubric.roles)
    for role in roles:
        if role in asked:
            cells = [_seat(side, role) for side in comparison.sides]
            yield Line("seats", role, tuple(cells))


def _seat(side: Side, role: str) -> Cell | None:
    if side.stage is None or not side.shares_result:
        return None
    return Cell(side.seats.get(role, "not-due"), role in side.roles_missing)


def _practices(comparison: Comparison) -> Iterator[Line]:
    lacking = {practice for side in comparison.sides for practice in side.gaps}
    known = dict.fromkeys(one.id for rubric in comparison.rubrics for one in rubric.practices)
    for practice in known:
        if practice in lacking:
            cells = [_practice(side, practice) for side in comparison.sides]
            yield Line("practices", practice, tuple(cells))


def _practice(side: Side, practice: str) -> Cell | None:
    if side.stage is None or not side.shares_result:
        return None
    return Cell(side.practices.get(practice, "not-due"), practice in side.gaps)


def as_plain(comparison: Comparison) -> dict[str, Any]:
    """The comparison as plain values for JSON."""
    return {
        "companies": [
            {
                "company": side.company,
                "stage": side.stage,
                "certainty": side.certainty,
                "probability": round_number(side.probability),
                "readiness": dict(side.readiness),
                "behind": dict(side.behind),
                "musts": list(side.musts),
                "roles_missing": list(side.roles_missing),
                "gaps": list(side.gaps),
            }
            for side in comparison.sides
        ],
        "shared_gaps": {one: list(who) for one, who in comparison.shared_gaps.items()},
    }
