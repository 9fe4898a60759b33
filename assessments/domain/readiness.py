"""Practices -> readiness of each dimension, and the gaps.

Readiness is the highest stage whose expected practices are met, dimension by dimension. What is
unknown is never taken for "not done": it lowers the coverage, which is always said beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .answers import AnswerSet, Choice, NotApplicable
from .rubric import CircumstanceOption, Practice, Rubric

Timing = Literal["now", "carried-over", "coming"]
LEAST_COVERAGE = 0.5  # share of a stage's practices that must be known before it can count as met


@dataclass(frozen=True, slots=True)
class PracticeState:
    """A practice that concerns the company: when it is due and how far it is.

    ``credit`` is 0 (not yet) to 1 (in place), None if unknown. ``because_of`` names the
    circumstance that asks for it; ``is_early`` tells that it is due only because of that.
    """

    practice: str
    timing: Timing
    credit: float | None
    because_of: str | None = None
    is_early: bool = False

    @property
    def is_gap(self) -> bool:
        """Known not to be in place."""
        return self.credit is not None and self.credit < 1


@dataclass(frozen=True, slots=True)
class Readiness:
    """How ready one dimension is.

    ``stage`` is the highest stage whose expectations are met; None if the first is not met or
    nothing is known. ``behind`` counts the stages from there to the company's own (0: at the
    stage or ahead), None if not known. ``unmet`` holds practices known to be missing up to the
    company's stage, ``open`` those not answered.
    """

    dimension: str
    stage: str | None
    behind: int | None
    known: int
    asked: int
    unmet: tuple[str, ...]
    open: tuple[str, ...]

    @property
    def coverage(self) -> float:
        """Share of the asked practices that are known, 0 to 1."""
        return self.known / self.asked if self.asked else 0.0


def asked_practices(rubric: Rubric, answers: AnswerSet, stage: str | None) -> tuple[Practice, ...]:
    """The practices a company is asked about: up to one stage beyond its own, and those that its
    circumstances expect earlier.

    Without a stage (too few facts yet) those of the first two stages.
    """
    beyond = (rubric.stage_order[stage] if stage else 0) + 1
    early = {one for _, option in chosen_circumstances(rubric, answers) for one in option.expects}
    return tuple(
        one
        for one in rubric.practices
        if rubric.stage_order[one.expected_from] <= beyond or one.id in early
    )


def chosen_circumstances(
    rubric: Rubric, answers: AnswerSet
) -> tuple[tuple[str, CircumstanceOption], ...]:
    """The circumstances that the company has told, with the option chosen."""
    found = []
    for circumstance in rubric.circumstances:
        chosen = answers.choice(circumstance.id)
        found += [(circumstance.id, one) for one in circumstance.options if one.id == chosen]
    return tuple(found)


def practice_states(rubric: Rubric, answers: AnswerSet, stage: str) -> tuple[PracticeState, ...]:
    """The practices that concern a company at ``stage``, in the rubric's order.

    Left out are practices of later stages than the next, those that do not apply, and those that
    a circumstance spares the company; brought in are those that a circumstance expects early.
    """
    circumstances = chosen_circumstances(rubric, answers)
    expected = {one: name for name, option in circumstances for one in option.expects}
    spared = {one for _, option in circumstances for one in option.spares} - set(expected)
    here = rubric.stage_order[stage]
    found = []
    for practice in rubric.practices:
        answer = answers.answers.get(practice.id)
        if isinstance(answer, NotApplicable) or practice.id in spared:
            continue
        ahead = rubric.stage_order[practice.expected_from] - here
        because_of = expected.get(practice.id)
        is_early = ahead > 0 and because_of is not None
        if ahead > 1 and not is_early:
            continue
        timing: Timing = "carried-over" if ahead < 0 else "coming"
        if ahead == 0 or is_early:
            timing = "now"
        credit = rubric.level_by_id[answer.option].credit if isinstance(answer, Choice) else None
        found.append(PracticeState(practice.id, timing, credit, because_of, is_early))
    return tuple(found)


def readiness(rubric: Rubric, states: Sequence[PracticeState], stage: str) -> tuple[Readiness, ...]:
    """Readiness of every dimension that has practices for the company, in the rubric's order."""
    found = []
    for dimension in rubric.dimensions:
        mine = [
            state
            for state in states
            if rubric.practice_by_id[state.practice].dimension == dimension.id
        ]
        if any(state.timing != "coming" for state in mine):
            found.append(_of_dimension(rubric, dimension.id, mine, stage))
    return tuple(found)


def _of_dimension(
    rubric: Rubric, dimension: str, states: Sequence[PracticeState], stage: str
) -> Readiness:
    here = rubric.stage_order[stage]
    due = [state for state in states if state.timing != "coming"]
    at_stage: dict[int, list[PracticeState]] = {}
    for state in states:
        expected_from = rubric.practice_by_id[state.practice].expected_from
        order = here if state.is_early else rubric.stage_order[expected_from]
        at_stage.setdefault(order, []).append(state)
    reached, unknown = -1, False
    for order in range(min(here + 2, len(rubric.stages))):
        met = _is_met(rubric, at_stage[order]) if order in at_stage else order <= here
        if not met:
            unknown = met is None
            break
        reached = order
    return Readiness(
        dimension,
        rubric.stage_ids[reached] if reached >= 0 else None,
        None if unknown and reached < here else max(here - reached, 0),
        known=sum(state.credit is not None for state in due),
        asked=len(due),
        unmet=tuple(state.practice for state in due if state.is_gap),
        open=tuple(state.practice for state in due if state.credit is None),
    )


def _is_met(rubric: Rubric, states: Sequence[PracticeState]) -> bool | None:
    """Whether practices are met, weighted by importance; None if too few of them are known."""
    known = [
        (rubric.practice_by_id[state.practice].importance, state.credit)
        for state in states
        if state.credit is not None
    ]
    if len(known) < LEAST_COVERAGE * len(states):
        return None
    weight = sum(importance for importance, _ in known)
    earned = sum(importance * credit for importance, credit in known)
    return earned >= rubric.scoring.met * weight - 1e-9
