"""What if some facts had other answers? The verdict before and after, and what each change adds.

Only facts are looked at, so it costs a fraction of a scorecard and may be asked at every keystroke.
Nothing here is kept; a what-if is not an answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp

from .answers import Amount, Answer, AnswerSet, Choice
from .rubric import Rubric
from .scoring import Contribution, Evidence, Placement, place

MOST_GAIN = 700.0  # more than that has no exponential that a float can hold


@dataclass(frozen=True, slots=True)
class Shift:
    """A fact with another answer, and the evidence that this adds for each stage.

    ``was`` and ``becomes`` are the contributions before and after, None where the fact is not
    known. ``evidence`` is the one less the other; the shifts of a what-if sum exactly to the
    difference of its placements.
    """

    question: str
    was: Contribution | None
    becomes: Contribution | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Where the facts place the company, and where they would with some answers changed."""

    before: Placement
    after: Placement
    shifts: tuple[Shift, ...]


def what_if(rubric: Rubric, answers: AnswerSet, changed: Mapping[str, Answer]) -> WhatIf:
    """What happens if the facts in ``changed`` had these answers.

    A fact that is not known is the same whether it is unknown, left open or not applicable: going
    from one to the other is no change.
    """
    after = AnswerSet({**answers.answers, **changed}, answers.roles, answers.notes)
    first, second = place(rubric, answers), place(rubric, after)
    was = {part.question: part for part in first.contributions}
    becomes = {part.question: part for part in second.contributions}
    nothing = (0.0,) * len(rubric.stages)
    shifts = []
    for fact in rubric.facts:
        if is_same(answers.answers.get(fact.id), after.answers.get(fact.id)):
            continue
        before, now = was.get(fact.id), becomes.get(fact.id)
        pairs = zip(
            now.evidence if now else nothing, before.evidence if before else nothing, strict=True
        )
        shifts.append(Shift(fact.id, before, now, tuple(one - other for one, other in pairs)))
    return WhatIf(first, second, tuple(shifts))


def is_same(one: Answer | None, other: Answer | None) -> bool:
    """Whether two answers say the same of a fact; whatever is not known is the same."""
    if isinstance(one, Choice | Amount) and isinstance(other, Choice | Amount):
        return one == other
    return not isinstance(one, Choice | Amount) and not isinstance(other, Choice | Amount)


def times_likelier(rubric: Rubric, shift: Shift, stage: str, against: str) -> float:
    """How many times likelier the change makes one stage against another; below 1: less likely.

    The odds of the two stages after a what-if are those before, times this of each of its shifts
    (softmax over the temperature, as ``scoring.py`` has it); gates stand outside of it.
    """
    gain = shift.evidence[rubric.stage_order[stage]] - shift.evidence[rubric.stage_order[against]]
    return exp(min(gain / rubric.scoring.temperature, MOST_GAIN))
