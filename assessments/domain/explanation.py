"""What is still possible, and the smallest change that would move the verdict.

Both are built from the same contributions as the verdict. Every counterfactual that is claimed
has been scored; none is inferred.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from .answers import Amount, Answer, AnswerSet, Choice
from .conditions import is_answered
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


def possible_answers(rubric: Rubric, fact: Fact) -> tuple[Answer, ...]:
    """The answers that matter for a fact: its options, or the numbers at the bands' edges."""
    if not fact.number:
        return tuple(Choice(option.id) for option in fact.options)
    numbers = {fact.number.least, rubric.scoring.headcount_ceiling}
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


def _can_reach(so_far: Evidence, tables: list[list[Evidence]], stage: int, other: int) -> bool:
    lead = so_far[stage] - so_far[other]
    best = sum(max(row[stage] - row[other] for row in table) for table in tables)
    return lead + best >= -1e-9


def _gates_that_may_close(rubric: Rubric, answers: AnswerSet) -> Iterator[Gate | None]:
    """The gates that could be in force once everything is answered (None: no gate)."""
    closed = closed_gate(rubric, answers)
    yield closed
    for gate in rubric.gates:
        if gate is not closed and not all(is_answered(when, answers) for when in gate.when):
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
        self.table: dict[tuple[str, Answer], Evidence] = {}

    def reached(self, changes: tuple[Change, ...]) -> int:
        """Order of the verdict's stage under the changes; the present one if a gate closes."""
        changed = self.answers
        becomes = {}
        for change in changes:
            changed = changed.with_answer(change.question, change.becomes)
            becomes[change.question] = self.evidence(change.question, change.becomes)
        parts = [becomes.get(part.question, part.evidence) for part in self.known]
        gate = closed_gate(self.rubric, changed)
        if gate is not None and gate != self.gate:
            return self.now
        verdict = judge(self.rubric, add_up(self.rubric, parts), gate)
        return self.rubric.stage_order[verdict.stage]

    def evidence(self, question: str, answer: Answer) -> Evidence:
        if (question, answer) not in self.table:
            fact = self.rubric.fact_by_id[question]
            self.table[question, answer] = evidence_of(self.rubric, fact, answer)
        return self.table[question, answer]

    def moved(self, direction: Direction, stage: int) -> bool:
        return stage > self.now if direction == "up" else stage < self.now

    def singles(self, direction: Direction) -> list[Counterfactual]:
        found: list[tuple[int, int, Counterfactual]] = []
        for at, part in enumerate(self.known):
            for steps, change in self.steps(part, direction):
                stage = self.reached((change,))
                if self.moved(direction, stage):
                    flipped = Counterfactual(direction, self.rubric.stage_ids[stage], (change,))
                    found.append((steps, at, flipped))
                    break
        return [flipped for _, _, flipped in sorted(found, key=lambda row: row[:2])][:MOST_SINGLES]

    def several(self, direction: Direction) -> list[Counterfactual]:
        """The fewest answers that move it together, each changed no further than needed.

        For each target stage the answers are taken in the order of what they can gain against
        the present stage, so no smaller set can lift that stage over the present one.
        """
        later = range(self.now + 1, len(self.rubric.stages))
        earlier = range(self.now - 1, -1, -1)
        best: tuple[Change, ...] | None = None
        for target in later if direction == "up" else earlier:
            ranked = sorted(
                (self.best_step(part, direction, target) for part in self.known),
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

    def steps(self, part: Contribution, direction: Direction) -> Iterator[tuple[int, Change]]:
        """Changes of one answer in a direction, the nearest first, with the steps they take."""
        fact = self.rubric.fact_by_id[part.question]
        answers = possible_answers(self.rubric, fact)
        if isinstance(part.answer, Amount):
            numbers = [answer.number for answer in answers if isinstance(answer, Amount)]
            here = part.answer.number
            later = [Amount(number) for number in numbers if number > here]
            earlier = [Amount(number) for number in reversed(numbers) if number < here]
            ordered: list[Answer] = list(later if direction == "up" else earlier)
        else:
            at = answers.index(part.answer)
            ordered = list(answers[at + 1 :] if direction == "up" else reversed(answers[:at]))
        for steps, answer in enumerate(ordered, start=1):
            yield steps, Change(fact.id, part.answer, answer)

    def best_step(
        self, part: Contribution, direction: Direction, target: int
    ) -> tuple[float, Change | None]:
        """The nearest change of an answer with the greatest gain of ``target`` over the present."""
        before = part.evidence[target] - part.evidence[self.now]
        best: tuple[float, Change | None] = (0.0, None)
        for _, change in self.steps(part, direction):
            evidence = self.evidence(change.question, change.becomes)
            gain = evidence[target] - evidence[self.now] - before
            if gain > best[0] + 1e-9:
                best = (gain, change)
        return best

    def shrink(self, changes: tuple[Change, ...], direction: Direction) -> tuple[Change, ...]:
        """The same questions, each answer moved no further than still moves the verdict."""
        known = {part.question: part for part in self.known}
        smallest = list(changes)
        for at, wanted in enumerate(changes):
            for _, change in self.steps(known[wanted.question], direction):
                candidate = (*smallest[:at], change, *smallest[at + 1 :])
                if change == wanted or self.moved(direction, self.reached(candidate)):
                    smallest[at] = change
                    break
        return tuple(smallest)
