"""The one door: ``score(rubric, answers)`` gives the whole scorecard of a company.

A scorecard without a verdict is a scorecard too: it says what is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .answers import AnswerSet, write_answer
from .conditions import all_hold, subjects
from .explanation import (
    Change,
    Counterfactual,
    Opening,
    counterfactuals,
    openings,
    possible_stages,
)
from .org_chart import OrgCharts, org_charts
from .plan import PlanStep, first_moves, plan
from .priorities import Priority, priorities, priority_name
from .readiness import PracticeState, Readiness, practice_states, readiness
from .rubric import Advice, Contradiction, Rubric
from .scoring import Contribution, Evidence, Missing, Verdict, place
from .split import DimensionStage, Split, dimension_stages, splits


@dataclass(frozen=True, slots=True)
class Scorecard:
    """All that Stagecheck has to say about one set of answers.

    ``verdict`` is None while ``missing`` says what is needed for one; then readiness, priorities,
    charts and counterfactuals are empty.
    """

    rubric: Rubric
    answers: AnswerSet
    contributions: tuple[Contribution, ...]
    evidence: Evidence
    possible: tuple[str, ...]
    contradictions: tuple[Contradiction, ...]
    missing: Missing | None
    verdict: Verdict | None = None
    dimension_stages: tuple[DimensionStage, ...] = ()
    splits: tuple[Split, ...] = ()
    states: tuple[PracticeState, ...] = ()
    readiness: tuple[Readiness, ...] = ()
    priorities: tuple[Priority, ...] = ()
    plan: tuple[PlanStep, ...] = ()
    org_charts: OrgCharts | None = None
    counterfactuals: tuple[Counterfactual, ...] = ()
    openings: tuple[Opening, ...] = ()


def score(rubric: Rubric, answers: AnswerSet) -> Scorecard:
    """Score the answers and explain the score. Pure: the same answers give the same scorecard."""
    placed = place(rubric, answers)
    known, verdict = placed.contributions, placed.verdict
    possible = possible_stages(rubric, answers, known)
    asked_again = tuple(one for one in rubric.contradictions if all_hold(one.when, answers))
    if verdict is None:
        return Scorecard(
            rubric, answers, known, placed.evidence, possible, asked_again, placed.missing
        )
    by_dimension = dimension_stages(rubric, known)
    states = practice_states(rubric, answers, verdict.stage)
    ranked = priorities(rubric, answers, states, verdict.stage, by_dimension)
    return Scorecard(
        rubric,
        answers,
        known,
        placed.evidence,
        possible,
        asked_again,
        None,
        verdict,
        by_dimension,
        splits(rubric, by_dimension),
        states,
        readiness(rubric, states, verdict.stage),
        ranked,
        plan(rubric, ranked),
        org_charts(rubric, answers, verdict.stage),
        counterfactuals(rubric, answers, known, verdict),
        openings(rubric, answers, known, verdict),
    )


def stage_advice(advice: tuple[Advice, ...], stage: str) -> tuple[Advice, ...]:
    """The paragraphs of advice that are meant for companies at ``stage``."""
    return tuple(one for one in advice if not one.stages or stage in one.stages)


# --- as plain values, for JSON -------------------------------------------------------------------


def round_number(number: float, digits: int = 4) -> float:
    """Every number that leaves the domain is rounded here; -0.0 becomes 0.0."""
    return round(number, digits) + 0.0


def as_plain(card: Scorecard) -> dict[str, Any]:
    """The scorecard as plain values for JSON: a stable format, ids and numbers, no prose but the
    rubric's own sentences."""
    rubric = card.rubric
    return {
        "rubric": {"id": rubric.id, "version": rubric.version, "hash": rubric.hash},
        "verdict": _plain_verdict(card),
        "split": {
            "dimensions": {one.dimension: one.stage for one in card.dimension_stages},
            "findings": [
                {
                    "ahead": {"dimension": one.ahead.dimension, "stage": one.ahead.stage},
                    "behind": {"dimension": one.behind.dimension, "stage": one.behind.stage},
                    "apart": one.apart,
                    "meaning": one.reading.meaning if one.reading else "",
                    "do": one.reading.do if one.reading else "",
                }
                for one in card.splits
            ],
        },
        "evidence": _per_stage(rubric, card.evidence),
        "contributions": [
            {
                "question": one.question,
                "answer": write_answer(one.answer),
                "typical": list(one.typical),
                "evidence": _per_stage(rubric, one.evidence),
            }
            for one in card.contributions
        ],
        "contradictions": [
            {"id": one.id, "ask": one.ask, "answers": list(subjects(one.when))}
            for one in card.contradictions
        ],
        "readiness": [
            {
                "dimension": one.dimension,
                "stage": one.stage,
                "behind": one.behind,
                "coverage": round_number(one.coverage),
                "unmet": list(one.unmet),
                "unknown": list(one.open),
            }
            for one in card.readiness
        ],
        "priorities": [_plain_priority(rubric, at, one) for at, one in enumerate(card.priorities)],
        "plan": [
            {"days": one.days, "problem": one.problem, "move": one.move, "owner": one.owner}
            for one in card.plan
        ],
        "org_chart": _plain_charts(card.org_charts),
        "counterfactuals": [
            {
                "direction": one.direction,
                "stage": one.stage,
                "changes": [_plain_change(change) for change in one.changes],
            }
            for one in card.counterfactuals
        ],
    }


def _per_stage(rubric: Rubric, numbers: tuple[float, ...]) -> dict[str, float]:
    pairs = zip(rubric.stage_ids, numbers, strict=True)
    return {stage: round_number(number) for stage, number in pairs}


def _plain_verdict(card: Scorecard) -> dict[str, Any]:
    verdict, missing = card.verdict, card.missing
    return {
        "stage": verdict.stage if verdict else None,
        "certainty": verdict.certainty if verdict else None,
        "between": list(verdict.between) if verdict else [],
        "probabilities": _per_stage(card.rubric, verdict.probabilities) if verdict else {},
        "possible_stages": list(card.possible),
        "gate": verdict.gate.id if verdict and verdict.gate else None,
        "by_rule": verdict.by_rule if verdict else False,
        "missing": {
            "facts": missing.facts,
            "anchors": missing.anchors,
            "unanswered": list(missing.unanswered),
        }
        if missing
        else None,
    }


def _plain_priority(rubric: Rubric, at: int, one: Priority) -> dict[str, Any]:
    problem = rubric.problem_by_id[one.problem]
    return {
        "rank": at + 1,
        "id": one.problem,
        "name": priority_name(rubric, one),
        "stage": one.stage,
        "timing": one.timing,
        "class": one.moscow,
        "weight": round_number(one.rank),
        "gap": round_number(one.gap),
        "reasons": [
            {"kind": why.kind, "answers": list(why.answers), "because": why.because}
            for why in one.reasons
        ],
        "missing": list(one.missing),
        "hole": one.hole,
        "first_moves": list(first_moves(rubric, one)),
        "done_when": problem.done_when,
        "owner": problem.owner,
    }


def _plain_charts(charts: OrgCharts | None) -> dict[str, Any] | None:
    if charts is None:
        return None
    team = charts.largest_team

    def seats(chart: tuple[Any, ...]) -> list[dict[str, Any]]:
        return [
            {
                "role": seat.role,
                "under": seat.under,
                "kind": seat.kind,
                "held_by": seat.held,
                "hat_of": seat.hat_of,
                "step": seat.step,
            }
            for seat in chart
        ]

    return {
        "now": seats(charts.now),
        "next_stage": charts.next_stage,
        "next": seats(charts.next),
        "missing": list(charts.missing),
        "hires": [
            {
                "role": hire.role,
                "stage": hire.stage,
                "step": hire.step,
                "trigger": hire.trigger,
                "trigger_met": hire.met,
            }
            for hire in charts.hires
        ],
        "largest_team": {
            "people": team.people,
            "has_manager": team.has_manager,
            "span": team.span,
        }
        if team
        else None,
    }


def _plain_change(change: Change) -> dict[str, Any]:
    return {
        "question": change.question,
        "was": write_answer(change.was) if change.was else None,
        "becomes": write_answer(change.becomes),
    }
