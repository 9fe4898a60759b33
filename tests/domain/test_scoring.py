"""Facts, evidence, verdict: worked out by hand on a rubric of four stages with plain numbers."""

from math import exp, fsum, log2

import pytest

from assessments.domain.answers import UNKNOWN, Amount, Answer, AnswerSet, Choice, NotApplicable
from assessments.domain.rubric import Rubric
from assessments.domain.rubric_references import reference_faults
from assessments.domain.scoring import (
    add_up,
    allowed_stages,
    closed_gate,
    contributions,
    evidence_of,
    judge,
    missing_facts,
    most_probable,
    probabilities,
)

from ..factories import answer_set, company_at
from ..small_rubric import fact, option, small_plain, small_rubric, when

SMALL = small_rubric()


def evidence(question: str, answer: Answer, rubric: Rubric = SMALL) -> tuple[float, ...]:
    return evidence_of(rubric, rubric.fact_by_id[question], answer)


# --- one fact ------------------------------------------------------------------------------------


def test_an_option_speaks_against_each_stage_by_its_distance():
    assert evidence("users", Choice("users-first")) == (0, -1, -2, -3)
    assert evidence("users", Choice("users-third")) == (-2, -1, 0, -1)


def test_the_weight_multiplies_the_distance():
    assert evidence("money", Choice("money-second")) == (-0.5, 0, -0.5, -1)


def test_an_option_of_several_stages_speaks_for_all_of_them():
    assert wide_evidence("second", "third") == (-1, 0, 0, -1)


def test_it_makes_no_difference_in_which_order_an_option_names_its_stages():
    assert wide_evidence("third", "second") == (-1, 0, 0, -1)


def wide_evidence(*typical: str) -> tuple[float, ...]:
    spread = fact("spread", options=(option("wide", *typical), option("late", "fourth")))
    rubric = small_rubric(facts=(*small_plain()["facts"], spread))
    assert list(reference_faults(rubric)) == []
    return evidence("spread", Choice("wide"), rubric)


def test_an_upward_fact_pulls_down_only_in_part():
    assert evidence("layers", Choice("layers-second")) == (-1, 0, -0.25, -0.5)


def test_a_headcount_is_as_far_from_a_band_as_it_would_have_to_double_or_halve():
    assert evidence("size", Amount(2)) == (0, 0, -2, -4)
    assert evidence("size", Amount(8)) == (-1, 0, 0, -2)
    assert evidence("size", Amount(64)) == (-4, -3, -1, 0)
    assert evidence("size", Amount(3)) == (0, 0, -log2(8 / 3), -log2(32 / 3))


def test_a_headcount_that_counts_upwards_speaks_only_in_part_against_later_stages():
    plain = small_plain()["facts"]
    upwards = fact("size", "team", number=plain[2]["number"], counts="upwards")
    rubric = small_rubric(facts=(*plain[:2], upwards, *plain[3:]))

    assert evidence("size", Amount(2), rubric) == (0, 0, -0.5, -1)
    assert evidence("size", Amount(64), rubric) == evidence("size", Amount(64))


def test_a_headcount_above_the_ceiling_counts_as_the_ceiling():
    assert evidence("size", Amount(129)) == evidence("size", Amount(128))
    assert evidence("size", Amount(1000)) == evidence("size", Amount(128))


@pytest.mark.parametrize("answer", [UNKNOWN, NotApplicable("no")])
def test_what_is_unknown_speaks_for_and_against_nothing(answer: Answer):
    assert evidence("users", answer) == (0, 0, 0, 0)


# --- contributions ---------------------------------------------------------------------------------


def test_contributions_come_in_the_order_of_the_questions_and_name_their_stages():
    answers = answer_set(SMALL, size=3, users="users-third", money=UNKNOWN, review="yes")

    assert [(one.question, one.typical) for one in contributions(SMALL, answers)] == [
        ("users", ("third",)),
        ("size", ("first", "second")),
    ]


def test_contributions_add_up_stage_by_stage():
    answers = answer_set(SMALL, size=8, users="users-third")
    parts = [one.evidence for one in contributions(SMALL, answers)]

    assert add_up(SMALL, parts) == (-3, -1, 0, -3)
    assert add_up(SMALL, []) == (0, 0, 0, 0)


# --- gates -----------------------------------------------------------------------------------------


def test_a_gate_closes_if_all_its_conditions_are_known_to_hold():
    closed = closed_gate(SMALL, answer_set(SMALL, release="release-first", users="users-first"))

    assert closed is not None
    assert closed.id == "nothing-out"
    for open_answers in (
        AnswerSet(),
        answer_set(SMALL, release="release-first"),
        answer_set(SMALL, release="release-first", users=UNKNOWN),
        answer_set(SMALL, release="release-first", users="users-second"),
    ):
        assert closed_gate(SMALL, open_answers) is None


def with_two_gates() -> Rubric:
    gate = small_plain()["gates"][0]
    looser = gate | {"id": "few-people", "when": (when("size", at_most=3),), "ceiling": "second"}
    return small_rubric(gates=(looser, gate))


def test_of_several_closed_gates_the_lowest_counts():
    rubric = with_two_gates()
    few = answer_set(rubric, size=3)
    both = answer_set(rubric, size=3, release="release-first", users="users-first")

    assert getattr(closed_gate(rubric, few), "id", None) == "few-people"
    assert getattr(closed_gate(rubric, both), "id", None) == "nothing-out"


def test_a_gate_leaves_the_stages_up_to_its_ceiling():
    rubric = with_two_gates()

    assert list(allowed_stages(rubric, None)) == [0, 1, 2, 3]
    assert list(allowed_stages(rubric, rubric.gates[0])) == [0, 1]
    assert list(allowed_stages(rubric, rubric.gates[1])) == [0]


def test_a_gate_excludes_later_stages_however_strong_they_are():
    rubric = with_two_gates()
    chances = probabilities(rubric, (-2.0, -1.0, 0.0, -9.0), rubric.gates[0])

    assert chances[2:] == (0, 0)
    assert chances[1] == pytest.approx(1 / (1 + exp(-1)))
    assert fsum(chances) == pytest.approx(1)


def test_the_verdict_names_the_gate_that_excluded_stages():
    gated = judge(SMALL, (-5.0, 0.0, 0.0, 0.0), SMALL.gates[0])

    assert judge(SMALL, (0.0, 0.0, 0.0, 0.0), None).gate is None
    assert (gated.stage, gated.certainty, gated.gate) == ("first", "clear", SMALL.gates[0])
    assert gated.probabilities == (1, 0, 0, 0)


# --- the verdict -----------------------------------------------------------------------------------


def test_the_probabilities_are_the_softmax_over_the_temperature():
    cold = probabilities(SMALL, (0.0, -1.0, -2.0, -3.0), None)
    total = 1 + exp(-1) + exp(-2) + exp(-3)

    assert cold == pytest.approx([1 / total, exp(-1) / total, exp(-2) / total, exp(-3) / total])
    warm = small_rubric(scoring=small_plain()["scoring"] | {"temperature": 10.0})
    assert probabilities(warm, (0.0, -1.0, -2.0, -3.0), None)[0] < cold[0]


def test_very_weak_evidence_everywhere_is_no_division_by_nothing():
    assert probabilities(SMALL, (-1e9, -2e9, -3e9, -4e9), None) == (1, 0, 0, 0)


def test_certainty_follows_the_probability_of_the_stage():
    clear = judge(SMALL, (-3.0, -3.0, 0.0, -3.0), None)
    leaning = judge(SMALL, (-3.0, -0.9, 0.0, -3.0), None)
    between = judge(SMALL, (-3.0, -0.5, 0.0, -0.6), None)

    assert (clear.stage, clear.certainty, clear.between) == ("third", "clear", ())
    assert (leaning.stage, leaning.certainty, leaning.between) == ("third", "leaning", ())
    assert (between.stage, between.certainty) == ("third", "between")
    assert between.between == ("second", "third")


def test_the_two_stages_between_which_it_lies_come_in_their_order():
    between = judge(SMALL, (-3.0, -0.6, -0.5, 0.0), None)

    assert (between.stage, between.between) == ("fourth", ("third", "fourth"))


def test_of_equally_probable_stages_the_earlier_one_counts():
    assert most_probable([0.25, 0.25, 0.25, 0.25]) == 0
    assert most_probable([0.1, 0.3, 0.3 + 1e-15, 0.3]) == 1
    assert judge(SMALL, (-1.0, 0.0, 0.0, -1.0), None).between == ("second", "third")


@pytest.mark.parametrize("stage", SMALL.stage_ids)
def test_a_company_typical_of_a_stage_is_in_it(stage: str):
    parts = [one.evidence for one in contributions(SMALL, company_at(SMALL, stage))]

    assert judge(SMALL, add_up(SMALL, parts), None).stage == stage


# --- what is missing -------------------------------------------------------------------------------


def test_nothing_is_missing_once_enough_facts_and_anchors_are_known():
    answers = answer_set(SMALL, users="users-first", size=3, money="money-first")

    assert missing_facts(SMALL, answers) is None


def test_facts_and_anchors_that_are_short_are_counted():
    missing = missing_facts(SMALL, answer_set(SMALL, users="users-first", release=UNKNOWN))

    assert missing is not None
    assert (missing.facts, missing.anchors) == (2, 1)
    assert missing.unanswered == ("release", "size", "layers", "money")


def test_without_any_answer_all_is_missing():
    missing = missing_facts(SMALL, AnswerSet())

    assert missing is not None
    assert (missing.facts, missing.anchors) == (3, 2)
    assert missing.unanswered == tuple(SMALL.fact_by_id)


def test_a_missing_anchor_is_a_missing_fact_even_if_there_are_facts_enough():
    answers = answer_set(SMALL, users="users-first", layers="layers-first", money="money-first")
    missing = missing_facts(SMALL, answers)

    assert missing is not None
    assert (missing.facts, missing.anchors) == (1, 1)


def test_circumstances_and_practices_are_no_facts():
    answers = company_at(
        SMALL, "first", practices="yes", sale="soon", without=tuple(SMALL.fact_by_id)
    )

    assert missing_facts(SMALL, answers) == missing_facts(SMALL, AnswerSet())
