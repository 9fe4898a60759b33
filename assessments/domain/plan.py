"""Priorities -> a plan for thirty, sixty and ninety days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .priorities import Priority
from .rubric import Rubric

PLAN_STEPS: tuple[Literal[30, 60, 90], ...] = (30, 60, 90)
MOST_MOVES = 3  # of one priority
HOLES_FIRST = 2  # of these moves, how many go to the worst missing practices


@dataclass(frozen=True, slots=True)
class PlanStep:
    """A move of the plan, to be done within so many days."""

    days: Literal[30, 60, 90]
    problem: str
    move: str
    owner: str


@dataclass(frozen=True, slots=True)
class Move:
    """Something to do first, and where the rubric has it.

    It is the ``number``-th (from 1) of the first moves of ``item``, a practice or a problem.
    ``practices`` are those that it is a way to: the practice itself, or those that the problem asks
    for and that are not known to be in place.
    """

    text: str
    item: str
    number: int
    practices: tuple[str, ...]


def moves(rubric: Rubric, priority: Priority) -> tuple[Move, ...]:
    """What to do first.

    The first move of each of the worst missing practices, then those of the hole that the
    priority is about or of the problem; three in all. So the advice follows from what is missing
    and not from the problem's name.
    """
    found = [
        Move(rubric.practice_by_id[one].first_moves[0], one, 1, (one,))
        for one in priority.missing[:HOLES_FIRST]
    ]
    item, practices = priority.problem, _asked_for(priority)
    texts = rubric.problem_by_id[item].first_moves
    if priority.hole:
        item, practices = priority.hole, (priority.hole,)
        texts = rubric.practice_by_id[item].first_moves
    found += [Move(text, item, number + 1, practices) for number, text in enumerate(texts)]
    by_text: dict[str, Move] = {}
    for move in found:
        by_text.setdefault(move.text, move)
    return tuple(by_text.values())[:MOST_MOVES]


def _asked_for(priority: Priority) -> tuple[str, ...]:
    """The practices known to be missing, then those not answered.

    None where other answers alone have raised the problem: no practice will tell whether it is
    solved.
    """
    unknown = (one.answers for one in priority.reasons if one.kind == "not-answered")
    named = dict.fromkeys((*priority.missing, *(each for some in unknown for each in some)))
    return tuple(named)


def first_moves(rubric: Rubric, priority: Priority) -> tuple[str, ...]:
    """The same as texts."""
    return tuple(move.text for move in moves(rubric, priority))


def plan(rubric: Rubric, ranked: Sequence[Priority]) -> tuple[PlanStep, ...]:
    """First moves on a 30-60-90-day line; no move stands in it twice.

    A must starts at once and takes one move a month; the first three shoulds start in the second
    month. With no must the first two shoulds start at once, and with none of these the first two
    coulds.
    """
    by_class = {
        moscow: [one for one in ranked if one.moscow == moscow]
        for moscow in ("must", "should", "could")
    }
    at_once = by_class["must"] or by_class["should"][:2] or by_class["could"][:2]
    later = [one for one in by_class["should"] if one not in at_once][:3]
    steps: dict[str, PlanStep] = {}
    for days in PLAN_STEPS:
        for one in at_once if days == PLAN_STEPS[0] else (*at_once, *later):
            unused = (move for move in first_moves(rubric, one) if move not in steps)
            move = next(unused, None)
            if move is not None:
                owner = rubric.problem_by_id[one.problem].owner
                steps[move] = PlanStep(days, one.problem, move, owner)
    return tuple(steps.values())
