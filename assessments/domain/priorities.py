"""Problems ranked for this company, each with its MoSCoW class and the reasons.

What comes into the list:

- the problems of the company's stage (now) and of the next one (coming up);
- holes of earlier stages (carried over): a practice known to be missing that was due by then and
  that no problem of the stage itself deals with;
- practices that a circumstance asks for before their stage (brought forward).

The latter two are about one missing practice each, not about the whole problem that it belongs to:
a company of sixty without on-call should not read how to report its first figures. The rank is

    gap x importance x timing x raised x ease

- ``gap`` (0 to 1): how much of what would settle it is missing. A hole counts more than the same
  amount of incompleteness spread thin, so half of it is the worst single practice. Practices that
  only the next stage expects count half. A problem that the answers show by themselves is never
  taken for settled.
- ``importance``: the rubric's 1 to 5 for a problem, 1 to 3 for a practice, as a share of the most.
- ``timing``: a known hole from an earlier stage weighs more the longer it has been due; what is
  coming up weighs less than half, unless the product has reached that stage already.
- ``raised``: the factors of the rubric's reasons (``raised_by``) that hold for these answers, and
  one for practices that the company's circumstances ask for.
- ``ease``: days before weeks before months, by a tenth.

Nothing is a *must* unless answers put it there: the stage alone makes a problem a *should*. What is
coming up is a *should* at most.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Literal

from .answers import AnswerSet
from .conditions import all_hold, subjects
from .readiness import PracticeState
from .rubric import Practice, Problem, Rubric
from .split import DimensionStage

MoscowClass = Literal["must", "should", "could", "wont-now"]
PriorityTiming = Literal["now", "carried-over", "coming", "brought-forward"]
ReasonKind = Literal["practice", "raised", "circumstance", "not-answered"]

MOST_MUSTS = 5
MOST_COMING = 3  # of the next stage's problems in the list; the others are put off
MUST_FROM = 0.42  # rank
MUST_GAP = 0.5
SHOULD_GAP = 0.25
SETTLED_BELOW = 0.1  # gap
RAISED_GAP = 0.35  # least gap of a problem that the answers show, whatever is practised
UNKNOWN_GAP: dict[PriorityTiming, float] = {
    "now": 0.4,
    "carried-over": 0.15,
    "coming": 0.4,
    "brought-forward": 0.6,
}
TIMING: dict[PriorityTiming, float] = {
    "now": 1.0,
    "carried-over": 1.15,
    "coming": 0.4,
    "brought-forward": 1.0,
}
REACHED_ALREADY = 0.8  # timing of what is coming up if the product has reached that stage
LATER_STILL = 0.15  # added to the timing of a known hole per further stage that it is overdue
NOT_YET_DUE = 0.5  # weight of a practice that only the next stage expects
GRAVE_FROM = 3  # importance of a practice whose lack is never part of something else
ASKED_FOR = 1.4  # raises what the circumstances ask for
EASE = {"days": 1.1, "weeks": 1.0, "months": 0.9}


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

    ``hole`` is the missing practice that carries a problem over, or that is brought forward;
    ``missing`` are all practices known to be missing, the worst first.
    """

    problem: str
    stage: str
    timing: PriorityTiming
    moscow: MoscowClass
    rank: float
    gap: float
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...] = ()
    hole: str | None = None


def priorities(
    rubric: Rubric,
    answers: AnswerSet,
    states: Sequence[PracticeState],
    stage: str,
    dimensions: Sequence[DimensionStage] = (),
) -> tuple[Priority, ...]:
    """The ranked list for a company at ``stage``: musts first, then shoulds, coulds, won't now.

    At most five are musts. Settled problems are not in it.
    """
    return _Ranking(rubric, answers, states, stage, dimensions).ranked()


class _Ranking:
    """Ranks the problems of one company."""

    def __init__(
        self,
        rubric: Rubric,
        answers: AnswerSet,
        states: Sequence[PracticeState],
        stage: str,
        dimensions: Sequence[DimensionStage],
    ) -> None:
        self.rubric, self.answers, self.stage = rubric, answers, stage
        self.here = rubric.stage_order[stage]
        lead = rubric.fact_by_id[rubric.scoring.anchors[0]].dimension
        self.reach = next(
            (rubric.stage_order[one.stage] for one in dimensions if one.dimension == lead),
            self.here,
        )
        self.state_of: Mapping[str, PracticeState] = {one.practice: one for one in states}

    def ranked(self) -> tuple[Priority, ...]:
        now = [one for one in self.rubric.problems if one.stage == self.stage]
        found = [ranked for one in now for ranked in self.rank(one, "now", one.practices)]
        dealt_with = {
            practice for one in now for practice in one.practices if not self.is_grave(practice)
        }
        single = [*self.carried_over(dealt_with), *self.brought_forward(dealt_with)]
        for ranked in sorted(single, key=_by_rank):
            about = ranked.missing or ((ranked.hole,) if ranked.hole else ())
            left = [practice for practice in about if practice not in dealt_with]
            if len(left) < len(about):  # another problem has taken some of its holes
                problem = self.rubric.problem_by_id[ranked.problem]
                found += self.rank(problem, ranked.timing, left)
            else:
                found.append(ranked)
            dealt_with |= set(left)
        taken = {ranked.problem for ranked in found}
        for problem in self.rubric.problems:
            if self.rubric.stage_order[problem.stage] == self.here + 1 and problem.id not in taken:
                found += self.rank(problem, "coming", problem.practices)
        return _classify(sorted(found, key=_by_rank))

    def carried_over(self, dealt_with: Collection[str]) -> Iterable[Priority]:
        """Problems of earlier stages with a hole that was due by then."""
        for problem in self.rubric.problems:
            due = self.rubric.stage_order[problem.stage]
            if due < self.here:
                mine = [
                    one
                    for one in problem.practices
                    if one not in dealt_with and self.order(self.practice(one)) <= due
                ]
                if any(one in self.state_of and self.state_of[one].is_gap for one in mine):
                    yield from self.rank(problem, "carried-over", mine)

    def brought_forward(self, dealt_with: Collection[str]) -> Iterable[Priority]:
        """Practices that a circumstance asks for before their stage, by a problem they bear on."""
        by_problem: dict[str, list[str]] = {}
        for state in self.state_of.values():
            practice = self.practice(state.practice)
            if state.is_early and practice.problems and practice.id not in dealt_with:
                later = [one for one in practice.problems if self.is_ahead(one)]
                by_problem.setdefault((later or practice.problems)[0], []).append(practice.id)
        for problem, practices in by_problem.items():
            yield from self.rank(self.rubric.problem_by_id[problem], "brought-forward", practices)

    def is_grave(self, name: str) -> bool:
        """Whether a practice of an earlier stage that matters most has not even been begun."""
        state, practice = self.state_of.get(name), self.practice(name)
        overdue = state is not None and state.timing == "carried-over" and state.credit == 0
        return overdue and practice.importance == GRAVE_FROM

    def is_ahead(self, problem: str) -> bool:
        stage = self.rubric.problem_by_id[problem].stage
        return self.rubric.stage_order[stage] > self.here

    def practice(self, name: str) -> Practice:
        return self.rubric.practice_by_id[name]

    def order(self, practice: Practice) -> int:
        return self.rubric.stage_order[practice.expected_from]

    def rank(
        self, problem: Problem, timing: PriorityTiming, practices: Iterable[str]
    ) -> list[Priority]:
        """The problem as a priority, in a list; an empty one if it is settled."""
        mine = [self.state_of[one] for one in practices if one in self.state_of]
        own = timing in ("now", "coming")
        raises = [one for one in problem.raised_by if own and all_hold(one.when, self.answers)]
        gap = self.gap(mine, timing)
        if raises and timing == "now":
            gap = max(gap, RAISED_GAP)
        if gap < SETTLED_BELOW or (not mine and not raises):
            return []
        holes = sorted((one for one in mine if one.is_gap), key=self.severity)
        unknown = [one for one in mine if one.credit is None]
        asked_for = [one for one in (*holes, *unknown) if one.because_of]
        subject = None if own else self.practice((holes or unknown or mine)[0].practice)
        effort = subject.effort if subject else problem.effort
        rank = (
            gap
            * (subject.importance / 3 if subject else problem.importance / 5)
            * self.timing(problem, timing)
            * prod(one.factor for one in raises)
            * (ASKED_FOR if asked_for else 1)
            * EASE[effort]
        )
        reasons = [Reason("raised", subjects(one.when), one.because) for one in raises]
        reasons += [Reason("practice", (one.practice,)) for one in holes]
        if unknown and timing != "carried-over":
            reasons.append(Reason("not-answered", tuple(one.practice for one in unknown)))
        for name in dict.fromkeys(one.because_of for one in asked_for if one.because_of):
            reasons.append(Reason("circumstance", (name,)))
        half_known = len(unknown) <= len(mine) / 2
        return [
            Priority(
                problem.id,
                problem.stage,
                timing,
                _moscow(timing, rank, gap, bool(raises), bool(holes), half_known),
                rank,
                gap,
                tuple(reasons),
                tuple(one.practice for one in holes),
                subject.id if subject else None,
            )
        ]

    def severity(self, state: PracticeState) -> tuple[bool, float, int]:
        """Sorts the worst first: due before not yet due, least done, most important."""
        importance = self.practice(state.practice).importance
        return (state.timing == "coming", state.credit or 0, -importance)

    def timing(self, problem: Problem, timing: PriorityTiming) -> float:
        order = self.rubric.stage_order[problem.stage]
        if timing == "coming" and order <= self.reach:
            return REACHED_ALREADY
        overdue = self.here - order - 1 if timing == "carried-over" else 0
        return TIMING[timing] + LATER_STILL * overdue

    def gap(self, states: Sequence[PracticeState], timing: PriorityTiming) -> float:
        """How much of what settles a problem is missing: the mean, or half of it the worst."""
        if not states:
            return UNKNOWN_GAP[timing]
        weights, missing = [], []
        for state in states:
            early_yet = timing == "now" and state.timing == "coming"
            weight = self.practice(state.practice).importance * (NOT_YET_DUE if early_yet else 1)
            weights.append(weight)
            missing.append(UNKNOWN_GAP[timing] if state.credit is None else 1 - state.credit)
        pairs = list(zip(weights, missing, strict=True))
        mean = sum(weight * lack for weight, lack in pairs) / sum(weights)
        worst = max(lack * min(weight / 3, 1) for weight, lack in pairs)
        return max(mean, (mean + worst) / 2)


def _moscow(
    timing: PriorityTiming, rank: float, gap: float, raised: bool, holed: bool, half_known: bool
) -> MoscowClass:
    """The class before the list's own limits. A must takes answers: a reason that holds, or a
    wide gap in practices of which at least half are known."""
    if gap < SHOULD_GAP:
        return "could"
    if timing == "coming":
        return "should" if raised and rank >= MUST_FROM else "could"
    if rank < MUST_FROM or not (raised or holed):
        return "should"
    if raised:
        return "must" if holed or gap >= MUST_GAP else "should"
    return "must" if half_known and gap >= MUST_GAP else "should"


def priority_name(rubric: Rubric, priority: Priority) -> str:
    """The problem's name; for a hole the names of the missing practices, two at most."""
    if priority.hole is None:
        return rubric.problem_by_id[priority.problem].name
    names = [rubric.practice_by_id[one].name for one in (priority.missing or (priority.hole,))[:2]]
    return "; ".join(names)


def _by_rank(priority: Priority) -> float:
    return -priority.rank


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
            moscow = moscow if coming <= MOST_COMING else "wont-now"
        found.append(replace(one, moscow=moscow))
    order = {"must": 0, "should": 1, "could": 2, "wont-now": 3}
    return tuple(sorted(found, key=lambda one: order[one.moscow]))
