"""Facts -> evidence -> verdict.

The method is additive and ordinal. Each known fact contributes evidence to every stage::

    evidence(fact, stage) = -weight x distance(answer, stage)

``distance`` is the number of stages between the stage and the answer's typical stages (0 inside
them); for a headcount it is how often the number would have to double or halve to reach the
stage's band. The probability of a stage is the softmax of its summed evidence over the rubric's
temperature. Unknown and unanswered questions add nothing.

Three choices keep one odd answer from deciding:

- Distances grow linearly, so the best stage is a weighted median of the answers, not their mean:
  however far off an answer is, it shifts the balance between two neighbouring stages by its
  weight and no more. (A hard cap on the distance would do so too, but then a later answer could
  lower the expected stage; a linear distance cannot.)
- A headcount above ``headcount_ceiling`` counts as the ceiling.
- Facts about the organisation only count upwards: ``upwards_factor`` of their weight against
  stages later than their answer. A large organisation has a large organisation's problems, but a
  small or flat one may carry a product of any size.

A gate overrides the weighing by excluding stages; it is reported as such, never hidden in a sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, fsum, log2
from typing import Literal

from .answers import Amount, Answer, AnswerSet, Choice
from .conditions import all_hold
from .rubric import Band, Fact, Gate, Rubric

Certainty = Literal["clear", "leaning", "between"]
Evidence = tuple[float, ...]  # one number per stage, earliest first; 0 is full agreement


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one answer contributes: evidence for each stage, and the stages it speaks for."""

    question: str
    answer: Answer
    evidence: Evidence
    typical: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """What is still needed before there can be a verdict."""

    facts: int
    anchors: int
    unanswered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The stage, how sure that is, and the probability of each stage (they sum to 1).

    ``between`` holds the two most probable stages if the certainty is ``between``. ``gate`` is
    the rule that excluded stages, if one did; ``by_rule`` tells that without it the stage would be
    a later one.
    """

    stage: str
    certainty: Certainty
    probabilities: tuple[float, ...]
    between: tuple[str, ...]
    gate: Gate | None
    by_rule: bool


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the facts place a company; ``verdict`` is None while ``missing`` says what is needed."""

    contributions: tuple[Contribution, ...]
    evidence: Evidence
    missing: Missing | None
    verdict: Verdict | None


def place(rubric: Rubric, answers: AnswerSet) -> Placement:
    """The verdict of the facts alone: all that a what-if needs, and what a scorecard begins with."""
    known = contributions(rubric, answers)
    evidence = add_up(rubric, [part.evidence for part in known])
    missing = missing_facts(rubric, answers)
    verdict = None if missing else judge(rubric, evidence, closed_gate(rubric, answers))
    return Placement(known, evidence, missing, verdict)


def evidence_of(rubric: Rubric, fact: Fact, answer: Answer) -> Evidence:
    """Evidence of one known answer for each stage, 0 or negative, in units of the fact's weight."""
    above = rubric.scoring.upwards_factor if fact.counts == "upwards" else 1.0
    if isinstance(answer, Amount):
        number = min(answer.number, rubric.scoring.headcount_ceiling)
        return tuple(
            -fact.weight * _headcount_distance(number, stage.it_members, above)
            for stage in rubric.stages
        )
    if isinstance(answer, Choice):
        option = next(option for option in fact.options if option.id == answer.option)
        typical = sorted(rubric.stage_order[stage] for stage in option.typical)
        return tuple(
            -fact.weight * (max(typical[0] - stage, 0) + above * max(stage - typical[-1], 0))
            for stage in range(len(rubric.stages))
        )
    return (0.0,) * len(rubric.stages)


def _headcount_distance(number: int, band: Band, above: float) -> float:
    """How often ``number`` must halve, or double times ``above``, to reach the band; 0 inside."""
    if number < band.lo:
        return above * log2(band.lo / number)
    if band.hi is not None and number > band.hi:
        return log2(number / band.hi)
    return 0.0


def contributions(rubric: Rubric, answers: AnswerSet) -> tuple[Contribution, ...]:
    """The contribution of each known fact, in the rubric's order of questions."""
    found = []
    for fact in rubric.facts:
        answer = answers.answers.get(fact.id)
        if isinstance(answer, Choice | Amount):
            evidence = evidence_of(rubric, fact, answer)
            best = max(evidence)
            typical = tuple(
                stage.id
                for stage, strength in zip(rubric.stages, evidence, strict=True)
                if strength == best
            )
            found.append(Contribution(fact.id, answer, evidence, typical))
    return tuple(found)


def add_up(rubric: Rubric, parts: Iterable[Evidence]) -> Evidence:
    """The summed evidence per stage; the order of the parts makes no difference."""
    columns = list(zip(*parts, strict=True)) or [()] * len(rubric.stages)
    return tuple(fsum(column) for column in columns)


def probabilities(rubric: Rubric, evidence: Evidence, gate: Gate | None) -> tuple[float, ...]:
    """The probability of each stage: softmax over the temperature, gated stages excluded."""
    allowed = allowed_stages(rubric, gate)
    best = max(evidence[stage] for stage in allowed)
    weights = [
        exp((strength - best) / rubric.scoring.temperature) if stage in allowed else 0.0
        for stage, strength in enumerate(evidence)
    ]
    total = fsum(weights)
    return tuple(weight / total for weight in weights)


def allowed_stages(rubric: Rubric, gate: Gate | None) -> range:
    """Orders of the stages that the gate leaves open (all without one)."""
    return range(rubric.stage_order[gate.ceiling] + 1 if gate else len(rubric.stages))


def closed_gate(rubric: Rubric, answers: AnswerSet) -> Gate | None:
    """The gate with the lowest ceiling among those whose conditions hold."""
    closed = [gate for gate in rubric.gates if all_hold(gate.when, answers)]
    return min(closed, key=lambda gate: rubric.stage_order[gate.ceiling], default=None)


def missing_facts(rubric: Rubric, answers: AnswerSet) -> Missing | None:
    """What is missing for a verdict; None if enough is known."""
    known = [fact.id for fact in rubric.facts if answers.is_known(fact.id)]
    anchors = [anchor for anchor in rubric.scoring.anchors if anchor in known]
    facts_short = max(rubric.scoring.known_facts - len(known), 0)
    anchors_short = max(rubric.scoring.known_anchors - len(anchors), 0)
    if not facts_short and not anchors_short:
        return None
    unanswered = tuple(fact.id for fact in rubric.facts if fact.id not in known)
    return Missing(max(facts_short, anchors_short), anchors_short, unanswered)


def most_probable(chances: Sequence[float]) -> int:
    """Order of the most probable stage; of equals, the earlier one."""
    best = max(chances)
    return next(stage for stage, chance in enumerate(chances) if chance >= best - 1e-12)


def judge(rubric: Rubric, evidence: Evidence, gate: Gate | None) -> Verdict:
    """The verdict that summed evidence leads to."""
    chances = probabilities(rubric, evidence, gate)
    stage = most_probable(chances)
    certainty: Certainty = "between"
    if chances[stage] >= rubric.scoring.clear:
        certainty = "clear"
    elif chances[stage] >= rubric.scoring.leaning:
        certainty = "leaning"
    between: tuple[str, ...] = ()
    if certainty == "between":
        others = [chance if at != stage else -1.0 for at, chance in enumerate(chances)]
        pair = sorted((stage, most_probable(others)))
        between = tuple(rubric.stage_ids[order] for order in pair)
    by_rule = gate is not None and most_probable(evidence) > rubric.stage_order[gate.ceiling]
    return Verdict(rubric.stage_ids[stage], certainty, chances, between, gate, by_rule)
