"""Problems ranked for this company, each with its MoSCoW class and the reasons; and the plan.

What comes into the list: the problems of the company's stage, unsettled ones of earlier stages
(carried over) and those of the next stage (coming up). A problem is carried over only by a hole: a
practice known to be missing that was due by then and that no problem of the stage itself deals
with. Each hole is carried by one problem, and it is the hole that is advised on: a company of
sixty without on-call should not read how to report its first figures. The rank of a problem is

    gap x importance x timing x raised x ease

- ``gap`` (0 to 1): how much of what would settle it is missing. A hole counts more than the same
  amount of incompleteness spread thin, so half of it is the worst single practice.
- ``importance``: the rubric's 1 to 5, as a share of 5.
- ``timing``: a known hole from an earlier stage weighs more the longer it has been due; what is
  coming up weighs less than half.
- ``raised``: the factors of the rubric's reasons (``raised_by``) that hold for these answers.
- ``ease``: days before weeks before months, by a tenth.

Nothing is a *must* unless answers put it there: the stage alone makes a problem a *should*.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Literal

from .answers import AnswerSet
from .conditions import all_hold, subjects
from .readiness import PracticeState, Timing
from .rubric import Problem, Rubric

MoscowClass = Literal["must", "should", "could", "wont-now"]
ReasonKind = Literal["practice", "raised", "circumstance", "not-answered"]

MOST_MUSTS = 5
MUST_FROM = 0.42  # rank
MUST_GAP = 0.5
SHOULD_GAP = 0.25
SETTLED_BELOW = 0.1  # gap
UNKNOWN_GAP: dict[Timing, float] = {"now": 0.4, "carried-over": 0.15, "coming": 0.4}
TIMING: dict[Timing, float] = {"now": 1.0, "carried-over": 1.15, "coming": 0.4}
LATER_STILL = 0.15  # added to the timing of a known hole per further stage that it is overdue
EASE = {"days": 1.1, "weeks": 1.0, "months": 0.9}
PLAN_STEPS: tuple[Literal[30, 60, 90], ...] = (30, 60, 90)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a problem stands where it does, with the answers (questions, roles) behind it.

    ``because`` is the rubric's sentence if there is one; otherwise the kind and the practice say it.
    """

    kind: ReasonKind
    answers: tuple[str, ...]
    because: str = ""


@dataclass(frozen=True, slots=True)
class Priority:
    """A problem of the list; ``rank`` orders the list, ``gap`` is 0 (settled) to 1 (all missing).

    ``hole`` is the missing practice that carries a problem over from an earlier stage.
    """

    problem: str
    stage: str
    timing: Timing
    moscow: MoscowClass
    rank: float
    gap: float
    reasons: tuple[Reason, ...]
    hole: str | None = None


@dataclass(frozen=True, slots=True)
class PlanStep:
    """A move of the plan, to be done within so many days."""

    days: Literal[30, 60, 90]
    problem: str
    move: str
    owner: str


def priorities(
    rubric: Rubric, answers: AnswerSet, states: Sequence[PracticeState], stage: str
) -> tuple[Priority, ...]:
    """The ranked list for a company at ``stage``: musts first, then shoulds, coulds, won't now.

    At most five are musts. Settled problems are not in it.
    """
    here = rubric.stage_order[stage]
    state_of = {state.practice: state for state in states}
    taken = {
        practice
        for problem in rubric.problems
        if problem.stage == stage
        for practice in problem.practices
    }
    found: list[Priority] = []
    carried: list[Priority] = []
    for problem in rubric.problems:
        ahead = rubric.stage_order[problem.stage] - here
        mine = [state_of[one] for one in problem.practices if one in state_of]
        if ahead in (0, 1):
            found += _rank(rubric, answers, problem, mine, ahead)
        elif ahead < 0:
            due = rubric.stage_order[problem.stage]
            mine = [state for state in mine if _due_by(rubric, state, due)]
            if any(state.is_gap and state.practice not in taken for state in mine):
                carried += _rank(rubric, answers, problem, mine, ahead, without=taken)
    for one in sorted(carried, key=_by_rank):
        if one.hole not in taken:
            found.append(one)
            taken |= {name for why in one.reasons if why.kind == "practice" for name in why.answers}
    return _classify(sorted(found, key=_by_rank))


def _by_rank(priority: Priority) -> float:
    return -priority.rank


def _due_by(rubric: Rubric, state: PracticeState, order: int) -> bool:
    return rubric.stage_order[rubric.practice_by_id[state.practice].expected_from] <= order


def _rank(
    rubric: Rubric,
    answers: AnswerSet,
    problem: Problem,
    mine: Sequence[PracticeState],
    ahead: int,
    without: Collection[str] = (),
) -> list[Priority]:
    """The problem as a priority, in a list; an empty one if it is settled."""
    timing: Timing = "now" if ahead == 0 else "coming" if ahead > 0 else "carried-over"
    raises = [one for one in problem.raised_by if all_hold(one.when, answers)]
    gap = _gap(rubric, mine, timing)
    if gap < SETTLED_BELOW or (not mine and not raises):
        return []
    holes = [state for state in mine if state.is_gap and state.practice not in without]
    holes.sort(
        key=lambda state: (state.credit or 0, -rubric.practice_by_id[state.practice].importance)
    )
    rank = (
        gap
        * (problem.importance / 5)
        * (TIMING[timing] + LATER_STILL * max(-ahead - 1, 0))
        * prod(one.factor for one in raises)
        * EASE[problem.effort]
    )
    reasons = [Reason("raised", subjects(one.when), one.because) for one in raises]
    for state in holes:
        reasons.append(Reason("practice", (state.practice,)))
        if state.because_of:
            reasons.append(Reason("circumstance", (state.because_of,)))
    unknown = tuple(state.practice for state in mine if state.credit is None)
    if unknown and timing != "carried-over":
        reasons.append(Reason("not-answered", unknown))
    moscow: MoscowClass = "should"
    if timing == "coming" or gap < SHOULD_GAP:
        moscow = "could"
    elif rank >= MUST_FROM and (raises or holes) and (gap >= MUST_GAP or (raises and holes)):
        moscow = "must"
    hole = holes[0].practice if timing == "carried-over" else None
    return [Priority(problem.id, problem.stage, timing, moscow, rank, gap, tuple(reasons), hole)]


def _gap(rubric: Rubric, states: Sequence[PracticeState], timing: Timing) -> float:
    """How much of what settles a problem is missing: half the mean, half the worst practice."""
    if not states:
        return UNKNOWN_GAP[timing]
    weights = [rubric.practice_by_id[state.practice].importance for state in states]
    missing = [
        UNKNOWN_GAP[timing] if state.credit is None else 1 - state.credit for state in states
    ]
    mean = sum(w * m for w, m in zip(weights, missing, strict=True)) / sum(weights)
    worst = max(m * w / 3 for w, m in zip(weights, missing, strict=True))
    return (mean + worst) / 2 if worst > mean else mean


def _classify(ranked: Sequence[Priority]) -> tuple[Priority, ...]:
    """Holds the musts to five and the coming-up ones to three; orders the list by class."""
    musts = coming = 0
    found = []
    for one in ranked:
        moscow = one.moscow
        if moscow == "must":
            musts += 1
            moscow = "must" if musts <= MOST_MUSTS else "should"
        if one.timing == "coming":
            coming += 1
            moscow = "could" if coming <= 3 else "wont-now"
        found.append(replace(one, moscow=moscow))
    order = {"must": 0, "should": 1, "could": 2, "wont-now": 3}
    return tuple(sorted(found, key=lambda one: order[one.moscow]))


def first_moves(rubric: Rubric, priority: Priority) -> tuple[str, ...]:
    """What to do first: about the hole if one carries the problem over, else the problem's own."""
    if priority.hole:
        return rubric.practice_by_id[priority.hole].first_moves
    return rubric.problem_by_id[priority.problem].first_moves


def plan(rubric: Rubric, ranked: Sequence[Priority]) -> tuple[PlanStep, ...]:
    """First moves on a 30-60-90-day line.

    A must starts at once and takes one move a month; the first three shoulds start in the second
    month. With no must, the first two shoulds start at once.
    """
    musts = [one for one in ranked if one.moscow == "must"]
    shoulds = [one for one in ranked if one.moscow == "should"]
    at_once = musts or shoulds[:2]
    later = [one for one in shoulds if one not in at_once][:3]
    steps = []
    for at, days in enumerate(PLAN_STEPS):
        for delay, group in ((0, at_once), (1, later)):
            for one in group:
                moves = first_moves(rubric, one)
                if 0 <= at - delay < len(moves):
                    owner = rubric.problem_by_id[one.problem].owner
                    steps.append(PlanStep(days, one.problem, moves[at - delay], owner))
    return tuple(steps)
