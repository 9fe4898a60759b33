"""Where a company stands: verdict and readiness, without advice and explanation.

A scorecard says more and costs about eight times as much. A history needs one of these for every
date, not a scorecard.
"""

from __future__ import annotations

from dataclasses import dataclass

from .answers import AnswerSet
from .readiness import Readiness, practice_states, readiness
from .rubric import Rubric
from .scoring import Missing, Verdict, place


@dataclass(frozen=True, slots=True)
class Standing:
    """Verdict and readiness of one set of answers; without a verdict ``missing`` says what is needed
    for one, and readiness is empty."""

    verdict: Verdict | None
    missing: Missing | None
    readiness: tuple[Readiness, ...] = ()


def stand(rubric: Rubric, answers: AnswerSet) -> Standing:
    """The same verdict and readiness that ``score`` gives."""
    placed = place(rubric, answers)
    if placed.verdict is None:
        return Standing(None, placed.missing)
    stage = placed.verdict.stage
    states = practice_states(rubric, answers, stage)
    return Standing(placed.verdict, None, readiness(rubric, states, stage))
