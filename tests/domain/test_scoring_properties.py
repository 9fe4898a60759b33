"""What holds for the score of any answers whatever to the published rubric."""

from itertools import pairwise
from math import fsum, isclose

from hypothesis import assume, given
from hypothesis import strategies as st

from assessments.domain.answers import (
    UNKNOWN,
    Amount,
    AnswerSet,
    Choice,
    NotApplicable,
    option_ids,
)
from assessments.domain.conditions import all_hold
from assessments.domain.scorecard import as_plain, score
from assessments.domain.scoring import (
    Verdict,
    add_up,
    closed_gate,
    contributions,
    judge,
    missing_facts,
)

from .. import strategies
from ..factories import without_order
from ..strategies import RUBRIC

TOLERANCE = 1e-9


def verdict_of(answers: AnswerSet) -> Verdict:
    """The verdict on any facts, also where the scorecard would rather wait for more."""
    parts = [one.evidence for one in contributions(RUBRIC, answers)]
    return judge(RUBRIC, add_up(RUBRIC, parts), closed_gate(RUBRIC, answers))


def expected_stage(answers: AnswerSet) -> float:
    """The mean of the stages' orders, weighted by their probabilities."""
    return fsum(order * chance for order, chance in enumerate(verdict_of(answers).probabilities))


@given(strategies.answer_sets())
def test_the_same_answers_give_the_same_scorecard(answers: AnswerSet):
    again = AnswerSet(dict(answers.answers), dict(answers.roles))

    assert score(RUBRIC, answers) == score(RUBRIC, again)


@given(strategies.scorable_sets())
def test_the_order_in_which_answers_were_given_makes_no_difference(answers: AnswerSet):
    assert as_plain(score(RUBRIC, answers)) == as_plain(score(RUBRIC, without_order(answers)))
    assert score(RUBRIC, answers) == score(RUBRIC, without_order(answers))


@given(strategies.fact_sets(), st.data())
def test_a_later_option_never_lowers_the_expected_stage(answers: AnswerSet, data: st.DataObject):
    fact = data.draw(st.sampled_from([one for one in RUBRIC.facts if one.options]))
    options = option_ids(RUBRIC, fact)
    stages = [expected_stage(answers.with_answer(fact.id, Choice(option))) for option in options]

    for earlier, later in pairwise(stages):
        assert later >= earlier - TOLERANCE


@given(strategies.fact_sets(), st.data())
def test_a_later_option_never_moves_the_verdict_back(answers: AnswerSet, data: st.DataObject):
    fact = data.draw(st.sampled_from([one for one in RUBRIC.facts if one.options]))
    stages = [
        RUBRIC.stage_order[verdict_of(answers.with_answer(fact.id, Choice(option))).stage]
        for option in option_ids(RUBRIC, fact)
    ]

    assert stages == sorted(stages)


@given(
    strategies.fact_sets(),
    st.lists(strategies.known("it-members"), min_size=2, max_size=6),
)
def test_more_people_never_lower_the_expected_stage(answers: AnswerSet, sizes: list[Amount]):
    sizes.sort(key=lambda amount: amount.number)
    stages = [expected_stage(answers.with_answer("it-members", size)) for size in sizes]

    for fewer, more in pairwise(stages):
        assert more >= fewer - TOLERANCE


@given(strategies.answer_sets(), st.data())
def test_an_unknown_changes_no_other_answers_evidence_and_no_verdict(
    answers: AnswerSet, data: st.DataObject
):
    silent = [fact.id for fact in RUBRIC.facts if not answers.is_known(fact.id)]
    assume(silent)
    before = score(RUBRIC, answers)
    given_up = dict.fromkeys(data.draw(st.lists(st.sampled_from(silent), min_size=1)), UNKNOWN)
    after = score(RUBRIC, AnswerSet({**answers.answers, **given_up}, answers.roles))

    assert after.contributions == before.contributions
    assert after.evidence == before.evidence
    assert after.verdict == before.verdict
    assert after.missing == before.missing
    assert after.possible == before.possible


@given(strategies.answer_sets(), st.data())
def test_forgetting_one_answer_leaves_the_evidence_of_the_others(
    answers: AnswerSet, data: st.DataObject
):
    before = contributions(RUBRIC, answers)
    assume(before)
    forgotten = data.draw(st.sampled_from(before)).question
    after = contributions(RUBRIC, answers.with_answer(forgotten, UNKNOWN))

    assert after == tuple(one for one in before if one.question != forgotten)


@given(strategies.answer_sets())
def test_contributions_sum_exactly_to_the_evidence(answers: AnswerSet):
    card = score(RUBRIC, answers)

    for stage in range(len(RUBRIC.stages)):
        assert card.evidence[stage] == fsum(one.evidence[stage] for one in card.contributions)


@given(strategies.answer_sets())
def test_each_contribution_is_of_a_known_fact_and_speaks_for_its_typical_stages(
    answers: AnswerSet,
):
    for one in contributions(RUBRIC, answers):
        fact = RUBRIC.fact_by_id[one.question]
        assert answers.answers[one.question] == one.answer
        assert max(one.evidence) <= 0
        assert isinstance(one.answer, Choice | Amount)
        if isinstance(one.answer, Choice):
            (chosen,) = [each for each in fact.options if each.id == one.answer.option]
            assert set(one.typical) == set(chosen.typical)
            assert max(one.evidence) == 0


@given(strategies.fact_sets())
def test_probabilities_sum_to_one_and_the_verdict_is_the_greatest(answers: AnswerSet):
    verdict = verdict_of(answers)

    assert isclose(fsum(verdict.probabilities), 1, abs_tol=TOLERANCE)
    assert all(0 <= chance <= 1 for chance in verdict.probabilities)
    chance = verdict.probabilities[RUBRIC.stage_order[verdict.stage]]
    assert chance >= max(verdict.probabilities) - TOLERANCE


@given(strategies.fact_sets())
def test_the_word_for_the_certainty_fits_the_probability(answers: AnswerSet):
    verdict, scoring = verdict_of(answers), RUBRIC.scoring
    chance = verdict.probabilities[RUBRIC.stage_order[verdict.stage]]

    if verdict.certainty == "clear":
        assert chance >= scoring.clear
    elif verdict.certainty == "leaning":
        assert scoring.leaning <= chance < scoring.clear
    else:
        assert chance < scoring.leaning
        assert len(verdict.between) == 2
        assert verdict.stage in verdict.between
    assert bool(verdict.between) == (verdict.certainty == "between")


@given(strategies.fact_sets())
def test_a_closed_gate_holds_the_verdict_at_or_below_its_ceiling(answers: AnswerSet):
    verdict = verdict_of(answers)

    if verdict.gate:
        assert all_hold(verdict.gate.when, answers)
        ceiling = RUBRIC.stage_order[verdict.gate.ceiling]
        assert RUBRIC.stage_order[verdict.stage] <= ceiling
        assert fsum(verdict.probabilities[ceiling + 1 :]) == 0
    else:
        assert not any(all_hold(gate.when, answers) for gate in RUBRIC.gates)


@given(strategies.answer_sets())
def test_there_is_a_verdict_exactly_if_enough_is_known(answers: AnswerSet):
    card = score(RUBRIC, answers)
    known = [fact.id for fact in RUBRIC.facts if answers.is_known(fact.id)]
    anchors = [one for one in RUBRIC.scoring.anchors if one in known]
    enough = (
        len(known) >= RUBRIC.scoring.known_facts and len(anchors) >= RUBRIC.scoring.known_anchors
    )

    assert (card.verdict is not None) == enough
    assert (card.missing is None) == enough


@given(strategies.company_facts(), st.sets(st.sampled_from(list(RUBRIC.fact_by_id))), st.data())
def test_answering_what_is_missing_is_enough_for_a_verdict(facts, forgotten, data):
    answers = AnswerSet({one: given for one, given in facts.items() if one not in forgotten})
    missing = missing_facts(RUBRIC, answers)
    if missing is None:
        return
    anchors = [one for one in missing.unanswered if one in RUBRIC.scoring.anchors]
    others = [one for one in missing.unanswered if one not in RUBRIC.scoring.anchors]
    for question in [*anchors[: missing.anchors], *others, *anchors[missing.anchors :]][
        : missing.facts
    ]:
        answers = answers.with_answer(question, data.draw(strategies.known(question)))

    assert missing_facts(RUBRIC, answers) is None


@given(
    strategies.scorable_facts(), strategies.circumstances_and_practices(), strategies.role_sets()
)
def test_circumstances_practices_and_roles_never_move_the_stage(facts, others, roles):
    bare = score(RUBRIC, AnswerSet(facts))
    full = score(RUBRIC, AnswerSet({**facts, **others}, roles))

    assert full.verdict == bare.verdict
    assert full.evidence == bare.evidence
    assert full.splits == bare.splits
    assert full.counterfactuals == bare.counterfactuals


@given(strategies.scorable_fact_sets(), st.data())
def test_not_applicable_weighs_as_little_as_unknown(answers: AnswerSet, data: st.DataObject):
    question = data.draw(st.sampled_from([fact.id for fact in RUBRIC.facts]))
    unknown = score(RUBRIC, answers.with_answer(question, UNKNOWN))
    not_applicable = score(RUBRIC, answers.with_answer(question, NotApplicable("none here")))

    assert not_applicable.evidence == unknown.evidence
    assert not_applicable.verdict == unknown.verdict
