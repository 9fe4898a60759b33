"""What is still possible, and the smallest change that would move the verdict.

Both are built from the same contributions as the verdict. Every counterfactual that is claimed
has been scored; none is inferred.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Literal

from .answers import Amount, Answer, AnswerSet, Choice
from .conditions import holds, is_answered, subjects
from .rubric import Fact, Gate, Rubric
from .scoring import (
    Contribution,
    Evidence,
    Verdict,
    add_up,
    allowed_stages,
    closed_gate,
    evidence_of,
    judge,
    most_probable,
)

Direction = Literal["up", "down"]
MOST_CHANGES = 4
MOST_SINGLES = 4


@dataclass(frozen=True, slots=True)
class Change:
    """One answer that would be different."""

    question: str
    was: Answer | None
    becomes: Answer


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """A smallest set of changed answers under which the verdict is ``stage``."""

    direction: Direction
    stage: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Opening:
    """A fact that is not known, and what its answer alone would do.

    ``moves`` has one answer for each other stage that some answer leads to, the one nearest to the
    present stage; it is empty if no answer to this fact moves the verdict by itself.
    """

    question: str
    moves: tuple[Counterfactual, ...]


def possible_answers(rubric: Rubric, fact: Fact) -> tuple[Answer, ...]:
    """The answers that matter for a fact: its options, or the numbers at the bands' edges."""
    if not fact.number:
        return tuple(Choice(option.id) for option in fact.options)
    greatest = min(fact.number.most, rubric.scoring.headcount_ceiling)
    numbers = {fact.number.least, greatest}
    for stage in rubric.stages:
        numbers |= {stage.it_members.lo, stage.it_members.hi or stage.it_members.lo}
    return tuple(
        Amount(number)
        for number in sorted(numbers)
        if fact.number.least <= number <= fact.number.most
    )


def possible_stages(
    rubric: Rubric, answers: AnswerSet, known: tuple[Contribution, ...]
) -> tuple[str, ...]:
    """Stages that some answers to the unanswered facts could still lead to.

    A sound bound: a stage is left out only if, against some other stage, even the most favourable
    answers could not catch up. It may name a stage that no single set of answers reaches.
    """
    so_far = add_up(rubric, [contribution.evidence for contribution in known])
    open_facts = [fact for fact in rubric.facts if not answers.is_known(fact.id)]
    tables = [
        [evidence_of(rubric, fact, answer) for answer in possible_answers(rubric, fact)]
        for fact in open_facts
    ]
    found: set[int] = set()
    for gate in _gates_that_may_close(rubric, answers):
        allowed = allowed_stages(rubric, gate)
        for stage in allowed:
            if all(_can_reach(so_far, tables, stage, other) for other in allowed):
                found.add(stage)
    return tuple(rubric.stage_ids[stage] for stage in sorted(found))


def openings(
    rubric: Rubric, answers: AnswerSet, known: tuple[Contribution, ...], verdict: Verdict
) -> tuple[Opening, ...]:
    """Every fact that is not known, with the stages that its answer alone could lead to.

    A gate counts here: that nobody uses the product would be news.
    """
    so_far = add_up(rubric, [contribution.evidence for contribution in known])
    found = []
    for fact in rubric.facts:
        if not answers.is_known(fact.id):
            found.append(Opening(fact.id, _moves_of(rubric, answers, so_far, verdict, fact)))
    return tuple(found)


def _moves_of(
    rubric: Rubric, answers: AnswerSet, so_far: Evidence, verdict: Verdict, fact: Fact
) -> tuple[Counterfactual, ...]:
    """What single answers to an unknown fact lead to, from the earliest stage to the latest."""
    now, was = rubric.stage_order[verdict.stage], answers.answers.get(fact.id)
    reached: dict[int, Counterfactual] = {}
    for answer in possible_answers(rubric, fact):
        gate = closed_gate(rubric, answers.with_answer(fact.id, answer))
        evidence = add_up(rubric, [so_far, evidence_of(rubric, fact, answer)])
        stage = judge(rubric, evidence, gate).stage
        order = rubric.stage_order[stage]
        # Answers run from early to late: the nearest is the last one below, the first one above.
        if order < now or (order > now and order not in reached):
            direction: Direction = "up" if order > now else "down"
            reached[order] = Counterfactual(direction, stage, (Change(fact.id, was, answer),))
    return tuple(reached[order] for order in sorted(reached))


def _can_reach(so_far: Evidence, tables: list[list[Evidence]], stage: int, other: int) -> bool:
    lead = so_far[stage] - so_far[other]
    best = sum(max(row[stage] - row[other] for row in table) for table in tables)
    return lead + best >= -1e-9


def _gates_that_may_close(rubric: Rubric, answers: AnswerSet) -> Iterator[Gate | None]:
    """The gates that could be in force once everything is answered (None: no gate)."""
    closed = closed_gate(rubric, answers)
    yield closed
    for gate in rubric.gates:
        if gate is not closed and all(
            holds(when, answers) or not is_answered(when, answers) for when in gate.when
        ):
            yield gate


def counterfactuals(
    rubric: Rubric, answers: AnswerSet, known: tuple[Contribution, ...], verdict: Verdict
) -> tuple[Counterfactual, ...]:
    """The smallest changes that move the verdict up and down.

    Where one changed answer is enough, up to four such answers are given for each direction,
    the smallest step first; else one set of up to four answers. Directions that take more than
    that are left out: the verdict is firm there. Changes that only trip a gate are no news ("if
    nobody used it and nothing were released") and are not offered.
    """
    search = _Search(rubric, answers, known, verdict)
    found: list[Counterfactual] = []
    for direction in ("up", "down"):
        found += search.singles(direction) or search.several(direction)
    return tuple(found)


class _Search:
    """Looks for changes of known facts that move the verdict, scoring each candidate."""

    def __init__(
        self,
        rubric: Rubric,
        answers: AnswerSet,
        known: tuple[Contribution, ...],
        verdict: Verdict,
    ) -> None:
        self.rubric, self.answers, self.known = rubric, answers, known
        self.now = rubric.stage_order[verdict.stage]
        self.gate = verdict.gate
        self.gated = {one for gate in rubric.gates for one in subjects(gate.when)}
        self.evidence: dict[Change, Evidence] = {}
        self.ladders: dict[tuple[str, Direction], tuple[Change, ...]] = {}
        for part in known:
            self.climb(part)

    def climb(self, part: Contribution) -> None:
        """Lay out the changes of one answer: up and down, the nearest first."""
        fact = self.rubric.fact_by_id[part.question]
        answers = possible_answers(self.rubric, fact)
        if isinstance(part.answer, Amount):
            here, numbers = part.answer.number, [one for one in answers if isinstance(one, Amount)]
            later: list[Answer] = [one for one in numbers if one.number > here]
            earlier: list[Answer] = [one for one in reversed(numbers) if one.number < here]
        else:
            at = answers.index(part.answer)
            later, earlier = list(answers[at + 1 :]), list(reversed(answers[:at]))
        ladders: tuple[tuple[Direction, list[Answer]], ...] = (("up", later), ("down", earlier))
        for direction, ordered in ladders:
            changes = tuple(Change(fact.id, part.answer, answer) for answer in ordered)
            self.ladders[fact.id, direction] = changes
            for change in changes:
                self.evidence[change] = evidence_of(self.rubric, fact, change.becomes)

    def reached(self, changes: tuple[Change, ...]) -> int:
        """Order of the verdict's stage under the changes; the present one if a gate closes."""
        becomes = {change.question: self.evidence[change] for change in changes}
        parts = [becomes.get(part.question, part.evidence) for part in self.known]
        gate = self.gate
        if any(change.question in self.gated for change in changes):
            changed = self.answers
            for change in changes:
                changed = changed.with_answer(change.question, change.becomes)
            gate = closed_gate(self.rubric, changed)
            if gate is not None and gate != self.gate:
                return self.now
        evidence = add_up(self.rubric, parts)
        if most_probable(evidence[: allowed_stages(self.rubric, gate).stop]) == self.now:
            return self.now  # no need to judge: nothing beats the present stage
        return self.rubric.stage_order[judge(self.rubric, evidence, gate).stage]

    def moved(self, direction: Direction, stage: int) -> bool:
        return stage > self.now if direction == "up" else stage < self.now

    def singles(self, direction: Direction) -> list[Counterfactual]:
        found: list[tuple[int, int, Counterfactual]] = []
        for at, part in enumerate(self.known):
            for steps, change in enumerate(self.ladders[part.question, direction], start=1):
                stage = self.reached((change,))
                if self.moved(direction, stage):
                    flipped = Counterfactual(direction, self.rubric.stage_ids[stage], (change,))
                    found.append((steps, at, flipped))
                    break
        return [flipped for _, _, flipped in sorted(found, key=lambda row: row[:2])][:MOST_SINGLES]

    def several(self, direction: Direction) -> list[Counterfactual]:
        """The fewest answers that move it together, each changed no further than needed.

        For each target stage the answers are taken in the order of what they can gain against
        the present stage, so no smaller set can lift that stage over the present one. Since a
        gate may stand in the way of the strongest answers, it is tried without them too.
        """
        later = range(self.now + 1, len(self.rubric.stages))
        earlier = range(self.now - 1, -1, -1)
        best: tuple[Change, ...] | None = None
        left_out = [set(), *({question} for question in sorted(self.gated)), self.gated]
        targets = later if direction == "up" else earlier
        for target, without in product(targets, left_out):
            parts = [part for part in self.known if part.question not in without]
            ranked = sorted(
                (self.best_step(part, direction, target) for part in parts),
                key=lambda row: -row[0],
            )
            changes = tuple(change for gain, change in ranked if change and gain > 0)
            for count in range(2, min(len(changes), MOST_CHANGES) + 1):
                if best and count >= len(best):
                    break
                if self.moved(direction, self.reached(changes[:count])):
                    best = self.shrink(changes[:count], direction)
                    break
        if best is None:
            return []
        stage = self.rubric.stage_ids[self.reached(best)]
        return [Counterfactual(direction, stage, best)]

    def best_step(
        self, part: Contribution, direction: Direction, target: int
    ) -> tuple[float, Change | None]:
        """The nearest change of an answer with the greatest gain of ``target`` over the present."""
        before = part.evidence[target] - part.evidence[self.now]
        best: tuple[float, Change | None] = (0.0, None)
        for change in self.ladders[part.question, direction]:
            evidence = self.evidence[change]
            gain = evidence[target] - evidence[self.now] - before
            if gain > best[0] + 1e-9:
                best = (gain, change)
        return best

    def shrink(self, changes: tuple[Change, ...], direction: Direction) -> tuple[Change, ...]:
        """The same questions, each answer moved no further than still moves the verdict."""
        smallest = changes
        for at, wanted in enumerate(changes):
            ladder = self.ladders[wanted.question, direction]
            candidates = [
                (*smallest[:at], change, *smallest[at + 1 :])
                for change in ladder[: ladder.index(wanted)]
            ]
            moving = (one for one in candidates if self.moved(direction, self.reached(one)))
            smallest = next(moving, smallest)
        return smallest
