"""Quick check: the fewest questions that settle the stage.

After the anchors (release status, users, headcount) it asks, one at a time, the fact from which
most is to be expected, and it is done when the verdict is firm or nothing left can change it. What
to expect of a fact follows from the scoring model alone; there are no numbers about companies here
but ``FIRM``. It knows facts and gates, and nothing of practices, pages or who answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import exp, fsum, log2

from .answers import AnswerSet
from .conditions import holds
from .explanation import possible_answers
from .rubric import AnswerCondition, Condition, Fact, Gate, Rubric
from .scoring import (
    Evidence,
    add_up,
    allowed_stages,
    closed_gate,
    contributions,
    evidence_of,
    missing_facts,
    most_probable,
    probabilities,
)

# From this probability on a stage is firm: the facts not asked would seldom change it. Found by
# simulation, as the tests do it, on ten times 1000 companies drawn from the scoring model. Stopped
# at 0.75, the rubric's "clear", 94.7 % keep their stage once all facts are known (median 5 facts
# asked of 13); at 0.80 96.7 % (median 6), at 0.82 97.7 % (6, and never below 96.7 % in a
# thousand), at 0.85 98.6 % (7).
FIRM = 0.82
_SAME = 1e-9  # numbers this close are the same but for floating-point error


def next_fact(rubric: Rubric, answers: AnswerSet) -> Fact | None:
    """The fact to ask next; None if the quick check is done.

    A fact with any answer, unknown and not applicable included, counts as asked. The anchors come
    first, in the rubric's order, unless a gate has left a single stage; then the most telling
    fact. It is never done before there can be a verdict, unless every fact was asked.
    """
    unasked = tuple(fact for fact in rubric.facts if fact.id not in answers.answers)
    gate = closed_gate(rubric, answers)
    if len(allowed_stages(rubric, gate)) > 1:
        for anchor in rubric.scoring.anchors:
            if anchor not in answers.answers:
                return rubric.fact_by_id[anchor]
    evidence = add_up(rubric, [part.evidence for part in contributions(rubric, answers)])
    if not missing_facts(rubric, answers) and _is_settled(rubric, answers, evidence, gate, unasked):
        return None
    return _most_telling(rubric, answers, evidence, gate, unasked)


def answer_chances(rubric: Rubric, fact: Fact) -> tuple[tuple[float, ...], ...]:
    """For each possible answer of a fact, how likely a company at each stage is to give it.

    ``P(answer | stage) = exp(evidence(answer, stage) / temperature) / sum over the answers``: the
    scoring model of ``scoring.py`` (softmax over the temperature) read the other way round. For
    each stage the chances of the answers sum to 1; for a headcount the answers are the numbers at
    the edges of the bands.
    """
    return _chances(rubric, _evidence_table(rubric, fact))


def _evidence_table(rubric: Rubric, fact: Fact) -> tuple[Evidence, ...]:
    """The evidence of each possible answer."""
    return tuple(evidence_of(rubric, fact, answer) for answer in possible_answers(rubric, fact))


def _chances(rubric: Rubric, table: Sequence[Evidence]) -> tuple[tuple[float, ...], ...]:
    weights = [tuple(exp(one / rubric.scoring.temperature) for one in row) for row in table]
    totals = add_up(rubric, weights)
    return tuple(
        tuple(weight / total for weight, total in zip(row, totals, strict=True)) for row in weights
    )


# --- is it settled? ------------------------------------------------------------------------------


def _is_settled(
    rubric: Rubric,
    answers: AnswerSet,
    evidence: Evidence,
    gate: Gate | None,
    unasked: Sequence[Fact],
) -> bool:
    """Whether the stage is firm, or no answers to the unasked facts could change it."""
    chances = probabilities(rubric, evidence, gate)
    stage = most_probable(chances)
    if _may_be_excluded(rubric, answers, stage, unasked):
        return False
    if chances[stage] >= max(FIRM, rubric.scoring.clear):
        return True
    tables = [_evidence_table(rubric, fact) for fact in unasked]
    rivals = (other for other in allowed_stages(rubric, gate) if other != stage)
    return not any(_may_overtake(evidence, tables, stage, other) for other in rivals)


def _may_be_excluded(
    rubric: Rubric, answers: AnswerSet, stage: int, unasked: Sequence[Fact]
) -> bool:
    """Whether some answers to the unasked facts would close a gate below the stage."""
    open_ids = {fact.id for fact in unasked}

    def may_hold(condition: Condition) -> bool:
        asked_later = isinstance(condition, AnswerCondition) and condition.question in open_ids
        return asked_later or holds(condition, answers)

    return any(
        rubric.stage_order[gate.ceiling] < stage and all(may_hold(one) for one in gate.when)
        for gate in rubric.gates
    )


def _may_overtake(
    evidence: Evidence, tables: Iterable[Sequence[Evidence]], stage: int, rival: int
) -> bool:
    """Whether the answers most favourable to the rival would bring it level with the stage.

    The same sound bound as ``explanation.possible_stages``, except that an unknown stays unknown.
    """
    lead = evidence[stage] - evidence[rival]
    worst = fsum(min(row[stage] - row[rival] for row in table) for table in tables)
    return lead + worst <= _SAME


# --- what is worth asking? -----------------------------------------------------------------------


def _most_telling(
    rubric: Rubric,
    answers: AnswerSet,
    evidence: Evidence,
    gate: Gate | None,
    unasked: Sequence[Fact],
) -> Fact | None:
    """The fact that leaves the least entropy to expect; of equals, the first in the rubric."""
    chances = probabilities(rubric, evidence, gate)
    left = [_expected_entropy(rubric, answers, evidence, chances, fact) for fact in unasked]
    least = min(left, default=0.0)
    equals = (fact for fact, one in zip(unasked, left, strict=True) if one <= least + _SAME)
    return next(equals, None)


def _expected_entropy(
    rubric: Rubric,
    answers: AnswerSet,
    evidence: Evidence,
    chances: Sequence[float],
    fact: Fact,
) -> float:
    """The entropy of the stages' probabilities, in bits, to expect once the fact is known.

    ``sum over the answers of P(answer) x H(probabilities with it)``, where ``P(answer)`` is the
    average of ``answer_chances`` over the present probabilities. The entropy now is the same for
    all facts, so the least of these is the greatest expected reduction (expected information
    gain: Lindley, "On a measure of the information provided by an experiment", 1956).
    """
    table = _evidence_table(rubric, fact)
    given_stage = _chances(rubric, table)
    expected = []
    for answer, row, likely in zip(possible_answers(rubric, fact), table, given_stage, strict=True):
        chance = fsum(one * at for one, at in zip(likely, chances, strict=True))
        gate = closed_gate(rubric, answers.with_answer(fact.id, answer))
        after = probabilities(rubric, add_up(rubric, [evidence, row]), gate)
        expected.append(chance * entropy(after))
    return fsum(expected)


def entropy(chances: Iterable[float]) -> float:
    """Shannon's entropy in bits: 0 if one is certain, log2 of their number if all are equal."""
    return -fsum(chance * log2(chance) for chance in chances if chance > 0) + 0.0
