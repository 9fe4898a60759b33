"""What a list of many companies tells of each: the scorecard in a few numbers.

Without plan, org charts and explanation it costs a fraction of a scorecard.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .answers import AnswerSet
from .priorities import priorities
from .readiness import practice_states, readiness
from .rubric import Rubric
from .scoring import Verdict, place
from .split import dimension_stages, splits

HEADCOUNT = "it-members"  # the fact that tells how many people a company's IT has


@dataclass(frozen=True, slots=True)
class Digest:
    """The same verdict, readiness, findings and priorities that ``score`` gives, counted.

    ``readiness`` maps each dimension to the stage that it is ready for: its place from 1 in the
    rubric's order, 0 for not even the first, None if too little is known to tell. ``coverage`` is the share of
    the asked practices that are known, 0 to 1. ``gaps`` are the practices known to be missing up to
    the company's stage. Without a verdict all of that is empty.
    """

    verdict: Verdict | None
    readiness: Mapping[str, int | None]
    coverage: float
    is_split: bool
    it_members: int | None
    musts: int
    gaps: tuple[str, ...]


def digest(rubric: Rubric, answers: AnswerSet) -> Digest:
    """What to tell of a company in a list. Pure: the same answers give the same digest."""
    placed = place(rubric, answers)
    people = answers.number(HEADCOUNT)
    if placed.verdict is None:
        return Digest(None, {}, 0.0, False, people, 0, ())
    stage = placed.verdict.stage
    by_dimension = dimension_stages(rubric, placed.contributions)
    states = practice_states(rubric, answers, stage)
    ready = readiness(rubric, states, stage)
    ranked = priorities(rubric, answers, states, stage, by_dimension)
    asked, known = (sum(getattr(one, name) for one in ready) for name in ("asked", "known"))
    lacking = {practice for one in ready for practice in one.unmet}
    return Digest(
        placed.verdict,
        {one.dimension: _ordinal(rubric, one.stage, one.behind) for one in ready},
        known / asked if asked else 0.0,
        bool(splits(rubric, by_dimension)),
        people,
        sum(one.moscow == "must" for one in ranked),
        tuple(one.id for one in rubric.practices if one.id in lacking),
    )


def _ordinal(rubric: Rubric, stage: str | None, behind: int | None) -> int | None:
    """A stage's place from 1; 0 if not even the first is met. None if too little is known to say how
    far behind the dimension is: a stage that is met is then only the least."""
    if behind is None:
        return None
    return rubric.stage_order[stage] + 1 if stage else 0
