"""What a result proposes to do: the moves of its priorities, each to be taken on as an action."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from .plan import Move, moves
from .priorities import Priority
from .scorecard import Scorecard

BETWEEN = ":"  # in a key, between the item and the number of its move; no id of a rubric holds it


@dataclass(frozen=True, slots=True)
class Proposal:
    """A move of a priority, to be done within so many days; None where the plan has no day for it.

    ``key`` names the move within its rubric, whatever result proposes it: by that it is known again
    when a later result proposes it once more.
    """

    key: str
    priority: Priority
    move: Move
    days: Literal[30, 60, 90] | None


def proposals(card: Scorecard) -> tuple[Proposal, ...]:
    """Every move of the 30-60-90-day plan, and the first move of each must and should that has none
    there. By priority, then by day; no move stands in it twice."""
    found: dict[str, Proposal] = {}
    for priority in card.priorities:
        for one in _of_priority(card, priority):
            found.setdefault(one.key, one)
    return tuple(found.values())


def _of_priority(card: Scorecard, priority: Priority) -> Iterator[Proposal]:
    by_text = {move.text: move for move in moves(card.rubric, priority)}
    mine = [
        Proposal(key_of(by_text[step.move]), priority, by_text[step.move], step.days)
        for step in card.plan
        if step.problem == priority.problem and step.move in by_text
    ]
    yield from mine
    if not mine and priority.moscow in ("must", "should"):
        planned = {step.move for step in card.plan}
        unplanned = (move for text, move in by_text.items() if text not in planned)
        for move in [*unplanned][:1]:
            yield Proposal(key_of(move), priority, move, None)


def key_of(move: Move) -> str:
    """The id of the practice or problem; for its second move with ``:2``, and so on."""
    return move.item if move.number == 1 else f"{move.item}{BETWEEN}{move.number}"


def item_of(key: str) -> str:
    """The id of the practice or problem that a key speaks of."""
    return key.partition(BETWEEN)[0]
