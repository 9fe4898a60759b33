"""What is still possible and what would move the verdict, for any facts whatever."""

from collections.abc import Iterator

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from assessments.domain.answers import Amount, AnswerSet
from assessments.domain.explanation import Counterfactual, possible_answers
from assessments.domain.rubric import Fact
from assessments.domain.scorecard import Scorecard, score
from assessments.domain.scoring import add_up, closed_gate, contributions, judge

from .. import strategies
from ..strategies import RUBRIC

ORDER = RUBRIC.stage_order


# To be taken away (with the phases) once the tie in test_explanation.py is a move.
def stage_of(answers: AnswerSet) -> int:
    """Order of the verdict's stage, also before there are facts enough for a scorecard."""
    parts = [one.evidence for one in contributions(RUBRIC, answers)]
    return ORDER[judge(RUBRIC, add_up(RUBRIC, parts), closed_gate(RUBRIC, answers)).stage]


def changed(answers: AnswerSet, claim: Counterfactual) -> AnswerSet:
    for change in claim.changes:
        answers = answers.with_answer(change.question, change.becomes)
    return answers


def moved(card: Scorecard, direction: str, stage: int) -> bool:
    assert card.verdict is not None
    now = ORDER[card.verdict.stage]
    return stage > now if direction == "up" else stage < now


def single_changes(answers: AnswerSet, fact: Fact) -> Iterator[AnswerSet]:
    """The answers with one other answer to the fact, headcounts between the bands included."""
    others = list(possible_answers(RUBRIC, fact))
    if fact.number:
        others += [Amount(number) for number in (3, 7, 15, 30, 70, 150, 5000)]
    for answer in others:
        if answer != answers.answers[fact.id]:
            yield answers.with_answer(fact.id, answer)


# --- what is still possible --------------------------------------------------------------------------


@given(strategies.answer_sets(strategies.fact_answers() | strategies.company_facts()), st.data())
def test_whatever_is_answered_next_the_verdict_is_one_of_the_possible_stages(
    answers: AnswerSet, data: st.DataObject
):
    some = data.draw(st.sets(st.sampled_from(list(RUBRIC.fact_by_id)), max_size=13))
    kept = {one: given for one, given in answers.answers.items() if one not in some}
    partial = AnswerSet(kept, answers.roles)
    possible = score(RUBRIC, partial).possible

    for _ in range(3):
        whole = partial
        for fact in RUBRIC.facts:
            if not partial.is_known(fact.id):
                whole = whole.with_answer(fact.id, data.draw(strategies.known(fact.id)))
        card = score(RUBRIC, whole)
        assert card.verdict is not None
        assert card.verdict.stage in possible
        assert card.verdict.stage in card.possible


@given(strategies.fact_sets(), st.data())
def test_one_more_answer_never_makes_more_possible(answers: AnswerSet, data: st.DataObject):
    question = data.draw(st.sampled_from(list(RUBRIC.fact_by_id)))
    before = score(RUBRIC, answers).possible
    if not answers.is_known(question):
        answers = answers.with_answer(question, data.draw(strategies.known(question)))

    assert set(score(RUBRIC, answers).possible) <= set(before)


@given(strategies.scorable_fact_sets())
def test_the_present_stage_is_always_possible(answers: AnswerSet):
    card = score(RUBRIC, answers)

    assert card.verdict is not None
    assert card.verdict.stage in card.possible
    assert list(card.possible) == sorted(card.possible, key=lambda stage: ORDER[stage])


# --- what single open answers could do ---------------------------------------------------------------


@given(strategies.scorable_fact_sets())
def test_every_open_answer_that_is_claimed_to_move_the_verdict_does(answers: AnswerSet):
    card = score(RUBRIC, answers)

    assert [one.question for one in card.openings] == [
        fact.id for fact in RUBRIC.facts if not answers.is_known(fact.id)
    ]
    for opening in card.openings:
        for claim in opening.moves:
            after = score(RUBRIC, changed(answers, claim)).verdict
            assert after is not None
            assert after.stage == claim.stage
            assert claim.stage in card.possible
            assert moved(card, claim.direction, ORDER[after.stage])


@given(strategies.scorable_fact_sets(), st.data())
def test_no_stage_that_an_open_option_leads_to_is_left_unsaid(
    answers: AnswerSet, data: st.DataObject
):
    card = score(RUBRIC, answers)
    if not card.openings:
        return
    opening = data.draw(st.sampled_from(card.openings))
    fact = RUBRIC.fact_by_id[opening.question]
    answer = data.draw(st.sampled_from(possible_answers(RUBRIC, fact)))
    after = score(RUBRIC, answers.with_answer(fact.id, answer)).verdict

    assert card.verdict is not None
    assert after is not None
    assert after.stage in {card.verdict.stage, *(move.stage for move in opening.moves)}


# --- what would move it ------------------------------------------------------------------------------


@given(strategies.scorable_fact_sets())
def test_every_claimed_change_really_moves_the_verdict(answers: AnswerSet):
    card = score(RUBRIC, answers)

    for claim in card.counterfactuals:
        after = score(RUBRIC, changed(answers, claim)).verdict
        assert after is not None
        assert after.stage == claim.stage
        assert moved(card, claim.direction, ORDER[after.stage])


@given(strategies.scorable_fact_sets())
def test_every_change_is_of_a_known_fact_and_names_what_was_answered(answers: AnswerSet):
    for claim in score(RUBRIC, answers).counterfactuals:
        questions = [change.question for change in claim.changes]
        assert len(questions) == len(set(questions))
        for change in claim.changes:
            assert change.was == answers.answers[change.question]
            assert change.becomes != change.was
            assert change.becomes in possible_answers(RUBRIC, RUBRIC.fact_by_id[change.question])


@settings(phases=[Phase.generate])
@given(strategies.scorable_fact_sets())
def test_several_answers_are_claimed_only_if_none_suffices_by_itself(answers: AnswerSet):
    card = score(RUBRIC, answers)
    assert card.verdict is not None
    for direction in ("up", "down"):
        claims = [one for one in card.counterfactuals if one.direction == direction]
        if any(len(one.changes) == 1 for one in claims):
            assert all(len(one.changes) == 1 for one in claims)
            continue
        assert len(claims) <= 1
        for fact in RUBRIC.facts:
            if answers.is_known(fact.id):
                for other in single_changes(answers, fact):
                    if closed_gate(RUBRIC, other) in (None, card.verdict.gate):
                        assert not moved(card, direction, stage_of(other))


@settings(phases=[Phase.generate])
@given(strategies.scorable_fact_sets())
def test_every_one_of_several_changes_is_needed(answers: AnswerSet):
    card = score(RUBRIC, answers)

    for claim in card.counterfactuals:
        if len(claim.changes) > 1:
            for change in claim.changes:
                assert change.was is not None
                without = changed(answers, claim).with_answer(change.question, change.was)
                assert not moved(card, claim.direction, stage_of(without))


@settings(phases=[Phase.generate])
@given(strategies.scorable_fact_sets())
def test_a_change_that_suffices_by_itself_goes_no_further_than_needed(answers: AnswerSet):
    card = score(RUBRIC, answers)
    for claim in card.counterfactuals:
        if len(claim.changes) > 1:
            continue
        (change,) = claim.changes
        ordered = possible_answers(RUBRIC, RUBRIC.fact_by_id[change.question])
        at = ordered.index(change.becomes)
        nearer = ordered[at - 1 : at] if claim.direction == "up" else ordered[at + 1 : at + 2]
        for one in nearer:
            after = answers.with_answer(change.question, one)
            if closed_gate(RUBRIC, after) in (None, card.verdict and card.verdict.gate):
                assert not moved(card, claim.direction, stage_of(after))
