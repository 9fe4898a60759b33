"""What holds for the readiness of any company whatever."""

from hypothesis import assume, given
from hypothesis import strategies as st

from assessments.domain.answers import UNKNOWN, AnswerSet, Choice, NotApplicable
from assessments.domain.readiness import (
    PracticeState,
    Readiness,
    asked_practices,
    chosen_circumstances,
    practice_states,
    readiness,
)

from .. import strategies
from ..strategies import RUBRIC

practices = strategies.circumstances_and_practices().map(AnswerSet)
stages = st.sampled_from(RUBRIC.stage_ids)
LEVELS = [level.id for level in RUBRIC.levels]


def states_of(answers: AnswerSet, stage: str) -> dict[str, PracticeState]:
    return {one.practice: one for one in practice_states(RUBRIC, answers, stage)}


def ready(answers: AnswerSet, stage: str) -> dict[str, Readiness]:
    found = readiness(RUBRIC, practice_states(RUBRIC, answers, stage), stage)
    return {one.dimension: one for one in found}


def order(one: Readiness) -> int:
    return -1 if one.stage is None else RUBRIC.stage_order[one.stage]


@given(practices, stages, st.data())
def test_raising_the_level_of_a_practice_never_lowers_a_dimension(
    answers: AnswerSet, stage: str, data: st.DataObject
):
    answered = [one.id for one in RUBRIC.practices if answers.choice(one.id)]
    assume(answered)
    raised = data.draw(st.sampled_from(answered))
    level = answers.choice(raised)
    assert level is not None
    higher = data.draw(st.sampled_from(LEVELS[LEVELS.index(level) :]))
    before, after = ready(answers, stage), ready(answers.with_answer(raised, Choice(higher)), stage)

    assert before.keys() == after.keys()
    for dimension, one in before.items():
        assert order(after[dimension]) >= order(one)
        assert after[dimension].coverage == one.coverage
        assert set(after[dimension].unmet) <= set(one.unmet)
        if one.behind is not None:
            behind = after[dimension].behind
            assert behind is None or behind <= one.behind


@given(practices, stages, st.sampled_from(list(RUBRIC.practice_by_id)))
def test_learning_that_a_practice_is_in_place_never_lowers_a_dimension(
    answers: AnswerSet, stage: str, practice: str
):
    unknown = ready(answers.with_answer(practice, UNKNOWN), stage)
    in_place = ready(answers.with_answer(practice, Choice(LEVELS[-1])), stage)

    for dimension, one in unknown.items():
        assert order(in_place[dimension]) >= order(one)
        assert in_place[dimension].coverage >= one.coverage


@given(practices, stages)
def test_every_due_practice_is_either_known_or_open(answers: AnswerSet, stage: str):
    states = states_of(answers, stage)
    due = {one for one, state in states.items() if state.timing != "coming"}
    found = ready(answers, stage)

    listed = [practice for one in found.values() for practice in (*one.unmet, *one.open)]
    assert len(listed) == len(set(listed))
    assert set(listed) <= due
    assert sum(one.asked for one in found.values()) == len(due)
    for one in found.values():
        assert one.known + len(one.open) == one.asked
        assert 0 <= one.coverage <= 1
        assert len(one.unmet) <= one.known


@given(practices, stages)
def test_a_dimension_is_at_most_one_stage_ahead_and_behind_counts_from_there(
    answers: AnswerSet, stage: str
):
    here = RUBRIC.stage_order[stage]
    for one in ready(answers, stage).values():
        assert order(one) <= here + 1
        if one.behind is not None:
            assert one.behind == max(here - order(one), 0)
        else:
            assert order(one) < here


@given(practices, stages)
def test_states_hold_what_was_answered_and_what_circumstances_ask_for(
    answers: AnswerSet, stage: str
):
    states = states_of(answers, stage)
    circumstances = [option for _, option in chosen_circumstances(RUBRIC, answers)]
    expected = {one for option in circumstances for one in option.expects}
    spared = {one for option in circumstances for one in option.spares} - expected

    for practice in RUBRIC.practices:
        ahead = RUBRIC.stage_order[practice.expected_from] - RUBRIC.stage_order[stage]
        answer = answers.answers.get(practice.id)
        left_out = isinstance(answer, NotApplicable) or practice.id in spared
        concerns = not left_out and (ahead <= 1 or practice.id in expected)
        assert (practice.id in states) == concerns
        if concerns:
            state = states[practice.id]
            assert (state.credit is None) == (not isinstance(answer, Choice))
            assert (state.because_of is not None) == (practice.id in expected)
            assert state.is_early == (ahead > 0 and practice.id in expected)
            assert (state.timing == "now") == (ahead == 0 or state.is_early)
            assert (state.timing == "carried-over") == (ahead < 0)


@given(practices, stages)
def test_every_practice_that_concerns_a_company_is_asked_about(answers: AnswerSet, stage: str):
    asked = {one.id for one in asked_practices(RUBRIC, answers, stage)}

    assert set(states_of(answers, stage)) <= asked


@given(practices, stages)
def test_states_come_in_the_rubrics_order(answers: AnswerSet, stage: str):
    listed = list(states_of(answers, stage))

    assert listed == [one for one in RUBRIC.practice_by_id if one in listed]
