"""What holds for the priorities and the plan of any company whatever."""

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from assessments.domain.answers import AnswerSet, Choice
from assessments.domain.plan import PLAN_STEPS
from assessments.domain.readiness import chosen_circumstances
from assessments.domain.scorecard import Scorecard, score

from .. import strategies
from ..strategies import RUBRIC

CLASSES = ["must", "should", "could", "wont-now"]
ORDER = RUBRIC.stage_order
companies = strategies.scorable_sets()


def here(card: Scorecard) -> int:
    assert card.verdict is not None
    return ORDER[card.verdict.stage]


@given(companies)
def test_there_are_never_more_than_five_musts(answers: AnswerSet):
    assert sum(one.moscow == "must" for one in score(RUBRIC, answers).priorities) <= 5


@given(companies)
def test_the_list_is_sorted_by_class_and_then_by_rank(answers: AnswerSet):
    listed = [(CLASSES.index(one.moscow), -one.rank) for one in score(RUBRIC, answers).priorities]

    assert listed == sorted(listed)


@given(companies)
def test_no_problem_is_listed_twice_for_the_same_hole(answers: AnswerSet):
    listed = [(one.problem, one.hole) for one in score(RUBRIC, answers).priorities]

    assert len(listed) == len(set(listed))


@given(companies)
def test_settled_problems_are_absent(answers: AnswerSet):
    """All practices in place, and no reason of the rubric's that keeps the problem in the list."""
    card = score(RUBRIC, answers)
    states = {one.practice: one for one in card.states}

    for one in card.priorities:
        if one.hole:
            assert states[one.hole].credit != 1
            continue
        mine = [
            states[each] for each in RUBRIC.problem_by_id[one.problem].practices if each in states
        ]
        assert any(state.credit != 1 for state in mine) or any(
            why.kind == "raised" for why in one.reasons
        )


@given(companies)
def test_gaps_and_ranks_are_positive_and_a_gap_is_at_most_all(answers: AnswerSet):
    for one in score(RUBRIC, answers).priorities:
        assert 0 < one.gap <= 1
        assert one.rank > 0


@given(companies)
def test_every_priority_names_answers_or_belongs_to_the_stage(answers: AnswerSet):
    card = score(RUBRIC, answers)

    for one in card.priorities:
        named = [answer for why in one.reasons for answer in why.answers]
        assert named or (ORDER[one.stage] == here(card) and one.moscow in ("should", "could"))
        if one.moscow == "must":
            assert any(why.kind in ("practice", "raised", "circumstance") for why in one.reasons)


@given(companies)
def test_reasons_name_questions_and_roles_of_the_rubric(answers: AnswerSet):
    practices, facts = RUBRIC.practice_by_id, RUBRIC.fact_by_id
    for one in score(RUBRIC, answers).priorities:
        for why in one.reasons:
            assert why.answers
            for name in why.answers:
                if why.kind in ("practice", "not-answered"):
                    assert name in practices
                elif why.kind == "circumstance":
                    assert name in RUBRIC.circumstance_by_id
                else:
                    circumstances, roles = RUBRIC.circumstance_by_id, RUBRIC.role_by_id
                    assert name.removeprefix("roles.") in {
                        **practices,
                        **facts,
                        **circumstances,
                        **roles,
                    }
            assert bool(why.because) == (why.kind == "raised")


@given(companies)
def test_reasons_are_true(answers: AnswerSet):
    card = score(RUBRIC, answers)
    states = {one.practice: one for one in card.states}
    for one in card.priorities:
        for why in one.reasons:
            if why.kind == "practice":
                assert all(states[name].is_gap for name in why.answers)
            elif why.kind == "not-answered":
                assert all(states[name].credit is None for name in why.answers)
            elif why.kind == "circumstance":
                assert set(why.answers) <= {
                    name for name, _ in chosen_circumstances(RUBRIC, answers)
                }
        assert set(one.missing) == {
            name for why in one.reasons if why.kind == "practice" for name in why.answers
        }


@given(companies)
def test_the_timing_fits_the_stage(answers: AnswerSet):
    card = score(RUBRIC, answers)
    for one in card.priorities:
        ahead = ORDER[one.stage] - here(card)
        assert one.stage == RUBRIC.problem_by_id[one.problem].stage
        if one.timing == "now":
            assert ahead == 0
        elif one.timing == "carried-over":
            assert ahead < 0
        elif one.timing == "coming":
            assert ahead == 1
        assert (one.hole is not None) == (one.timing in ("carried-over", "brought-forward"))
        assert one.moscow != "wont-now" or one.timing == "coming"


@given(companies)
def test_every_unsettled_problem_of_the_stage_is_listed(answers: AnswerSet):
    card = score(RUBRIC, answers)
    states = {one.practice: one for one in card.states}
    listed = {one.problem for one in card.priorities if one.timing == "now"}
    for problem in RUBRIC.problems:
        mine = [states[each] for each in problem.practices if each in states]
        if ORDER[problem.stage] == here(card) and mine and all(one.credit == 0 for one in mine):
            assert problem.id in listed


@settings(phases=[Phase.generate])
@given(companies)
def test_every_hole_that_was_due_earlier_is_spoken_of(answers: AnswerSet):
    """A known hole that an earlier problem waits for stands among some priority's missing ones."""
    card = score(RUBRIC, answers)
    spoken_of = {name for one in card.priorities for name in one.missing}
    for state in card.states:
        due = ORDER[RUBRIC.practice_by_id[state.practice].expected_from]
        waiting = [
            one
            for one in RUBRIC.problems
            if state.practice in one.practices and due <= ORDER[one.stage] < here(card)
        ]
        if state.credit == 0 and waiting:
            assert state.practice in spoken_of


@given(companies)
def test_everything_that_a_circumstance_asks_for_early_and_is_missing_is_spoken_of(
    answers: AnswerSet,
):
    card = score(RUBRIC, answers)
    spoken_of = {name for one in card.priorities for name in one.missing}
    for state in card.states:
        if state.is_early and state.credit == 0:
            assert state.practice in spoken_of


@given(companies, st.data())
def test_putting_a_practice_in_place_never_brings_its_problem_up(
    answers: AnswerSet, data: st.DataObject
):
    practice = data.draw(st.sampled_from(list(RUBRIC.practice_by_id)))
    before = score(RUBRIC, answers.with_answer(practice, Choice(RUBRIC.levels[0].id)))
    after = score(RUBRIC, answers.with_answer(practice, Choice(RUBRIC.levels[-1].id)))
    gap = {one.problem: one.gap for one in before.priorities if not one.hole}

    for one in after.priorities:
        if not one.hole and one.problem in gap:
            assert one.gap <= gap[one.problem] + 1e-9


# --- the plan --------------------------------------------------------------------------------------


@given(companies)
def test_the_plan_holds_moves_of_listed_problems_in_the_order_of_days(answers: AnswerSet):
    card = score(RUBRIC, answers)
    listed = {one.problem: one for one in card.priorities}

    assert [step.days for step in card.plan] == sorted(step.days for step in card.plan)
    assert {step.days for step in card.plan} <= set(PLAN_STEPS)
    for step in card.plan:
        assert listed[step.problem].moscow != "wont-now"
        assert step.owner == RUBRIC.problem_by_id[step.problem].owner


@given(companies)
def test_no_move_stands_in_the_plan_twice(answers: AnswerSet):
    moves = [step.move for step in score(RUBRIC, answers).plan]

    assert len(moves) == len(set(moves))


@settings(phases=[Phase.generate])
@given(companies)
def test_every_must_starts_within_thirty_days(answers: AnswerSet):
    card = score(RUBRIC, answers)
    first = {step.problem for step in card.plan if step.days == 30}

    assert {one.problem for one in card.priorities if one.moscow == "must"} <= first


@given(companies)
def test_there_is_a_plan_if_there_is_anything_to_do(answers: AnswerSet):
    card = score(RUBRIC, answers)

    assert bool(card.plan) == any(one.moscow != "wont-now" for one in card.priorities)
