"""Actions are taken on, added and changed; nobody's change is lost unseen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from assessments.domain.outcome import Progress
from assessments.models import Action, Assessment, Company
from assessments.reports.proposal_part import TITLE_LIMIT
from assessments.selectors.plan import (
    actions_of,
    latest_outcomes,
    outcomes_by,
    results_of,
    taken_keys,
)
from assessments.services import plan
from assessments.services.plan import ChangedMeanwhile, Entry

from .factories import TODAY, begun_assessment, respondent_of, user
from .plans import (
    HOLE,
    action_of,
    changed,
    proposed,
    result_after,
    result_with_a_hole,
    taken_on,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def result() -> Assessment:
    return result_with_a_hole()


@pytest.fixture
def company(result: Assessment) -> Company:
    return result.company


# --- taking on -----------------------------------------------------------------------------------


def test_a_move_becomes_an_action_with_its_date_its_owner_and_its_practices(result: Assessment):
    (action,) = taken_on(result, HOLE)
    move = next(one for one in proposed(result) if one.key == HOLE)

    assert action.title == move.title
    assert action.title.startswith("Write down which hours you cover")
    assert action.owner == move.owner
    assert action.practices == [HOLE]
    assert (action.assessment, action.company) == (result, result.company)
    assert action.state == Action.State.OPEN
    assert action.due == TODAY + timedelta(days=30)


def test_the_moves_of_a_priority_are_due_on_day_30_60_and_90_of_the_assessment(result: Assessment):
    actions = taken_on(result, HOLE, f"{HOLE}:2", f"{HOLE}:3")

    assert [one.due for one in actions] == [TODAY + timedelta(days=days) for days in (30, 60, 90)]


def test_everything_that_a_result_proposes_can_be_taken_on(result: Assessment):
    actions = taken_on(result)

    assert len(actions) == len(proposed(result)) > 5
    assert any(one.due is None for one in actions)
    assert all(0 < len(one.title) <= TITLE_LIMIT for one in actions)


def test_taking_on_twice_is_taking_on_once(result: Assessment):
    assert plan.take_on(result, [HOLE]) == 1
    assert plan.take_on(result, [HOLE, f"{HOLE}:2"]) == 1

    assert Action.objects.count() == 2


def test_what_the_result_does_not_propose_is_passed_over(result: Assessment):
    assert plan.take_on(result, ["nothing", "code-review:7", "", "users"]) == 0

    assert not Action.objects.exists()


def test_what_is_still_open_from_an_earlier_result_is_not_taken_on_again(result: Assessment):
    taken_on(result, HOLE)
    later = result_after(result)

    assert HOLE in {one.key for one in proposed(later)}
    assert plan.take_on(later, [HOLE, f"{HOLE}:2"]) == 1


@pytest.mark.parametrize("state", [Action.State.DONE, Action.State.DROPPED])
def test_what_was_closed_can_be_taken_on_again_from_a_later_result(result: Assessment, state: str):
    (action,) = taken_on(result, HOLE)
    changed(action, state=state)
    later = result_after(result)

    assert plan.take_on(result, [HOLE]) == 0
    assert plan.take_on(later, [HOLE]) == 1
    assert Action.objects.filter(priority=HOLE).count() == 2


def test_another_companys_actions_do_not_count(result: Assessment):
    other = result_with_a_hole(user("other@example.org"), company="Another")
    taken_on(other, HOLE)

    assert taken_keys(result) == set()
    assert plan.take_on(result, [HOLE]) == 1


def test_a_move_that_is_too_long_for_a_title_stands_whole_in_the_note(
    result: Assessment, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("assessments.reports.proposal_part.TITLE_LIMIT", 30)
    (action,) = taken_on(result, HOLE)

    assert len(action.title) <= 30
    assert action.title.endswith("…")
    assert action.note.startswith("Write down which hours you cover")
    assert len(action.note) > 30


# --- one's own, and changing ---------------------------------------------------------------------


def test_an_action_of_ones_own_belongs_to_no_result(company: Company):
    entry = Entry("Hire a lead", "Olga", date(2027, 1, 4), Action.State.DOING, "Soon.", "https://x")
    action = plan.add(company, entry)

    assert Entry.of(Action.objects.get(pk=action.pk)) == entry
    assert (action.assessment, action.priority, action.practices) == (None, "", [])
    assert action.closed_at is None


def test_what_is_added_as_done_is_closed_at_once(company: Company):
    assert action_of(company, state=Action.State.DONE).closed_at is not None


def test_a_change_is_written_and_counted(company: Company):
    action = action_of(company)

    row = changed(action, owner="Ada", note="By letter.")

    assert (row.owner, row.note, row.version) == ("Ada", "By letter.", 2)
    assert Entry.of(Action.objects.get(pk=action.pk)) == Entry.of(row)


def test_a_change_that_changes_nothing_is_none(company: Company):
    action = action_of(company)

    assert changed(action).version == 1
    assert changed(action, owner=action.owner).changed_at == action.changed_at


def test_of_two_changes_of_the_same_the_second_is_told_of_the_first(company: Company):
    action = action_of(company)
    seen = Entry.of(action)
    changed(action, due=date(2027, 1, 1), owner="Ada")

    wanted = replace(seen, due=date(2027, 2, 2), note="Mine.")
    with pytest.raises(ChangedMeanwhile) as told:
        plan.change(action, seen=seen, wanted=wanted)

    assert told.value.both == {"due": date(2027, 1, 1)}
    assert told.value.action.owner == "Ada"
    row = Action.objects.get(pk=action.pk)
    assert (row.due, row.note, row.version) == (date(2027, 1, 1), "", 2)


def test_two_changes_of_different_things_both_stand(company: Company):
    action = action_of(company)
    seen = Entry.of(action)
    changed(action, owner="Ada", state=Action.State.DOING)

    plan.change(action, seen=seen, wanted=replace(seen, note="Mine."))

    row = Action.objects.get(pk=action.pk)
    assert (row.owner, row.state, row.note) == ("Ada", "doing", "Mine.")


def test_two_who_change_it_to_the_same_agree(company: Company):
    action = action_of(company)
    seen = Entry.of(action)
    changed(action, owner="Ada")

    row = plan.change(action, seen=seen, wanted=replace(seen, owner="Ada"))

    assert (row.owner, row.version) == ("Ada", 2)


def test_an_action_remembers_when_it_was_closed_and_forgets_it_when_it_is_opened(company: Company):
    action = action_of(company)
    before = timezone.now()

    done = plan.move_to(action, Action.State.DONE, seen=Action.State.OPEN)
    assert done.closed_at is not None
    assert done.closed_at >= before
    noted = changed(action, note="Late.")
    assert noted.closed_at == done.closed_at
    assert plan.move_to(noted, Action.State.OPEN, seen=Action.State.DONE).closed_at is None


def test_an_action_cannot_be_moved_from_a_state_that_it_is_not_in(company: Company):
    action = action_of(company)
    plan.move_to(action, Action.State.DROPPED, seen=Action.State.OPEN)

    with pytest.raises(ChangedMeanwhile) as told:
        plan.move_to(action, Action.State.DONE, seen=Action.State.OPEN)

    assert told.value.both == {"state": "dropped"}
    assert Action.objects.get(pk=action.pk).state == "dropped"


def test_moving_an_action_leaves_what_others_changed_as_it_is(company: Company):
    action = action_of(company)
    changed(action, title="Better said")

    plan.move_to(action, Action.State.DONE, seen=Action.State.OPEN)

    assert Action.objects.get(pk=action.pk).title == "Better said"


# --- the plan as it is read ----------------------------------------------------------------------


def test_the_next_one_due_comes_first_and_what_has_no_date_last(company: Company):
    for title, due in (("c", None), ("b", date(2027, 1, 1)), ("a", date(2026, 1, 1)), ("d", None)):
        action_of(company, title=title, due=due)

    assert [one.title for one in actions_of(company)] == ["a", "b", "c", "d"]


def test_results_are_the_submitted_assessments_in_order_without_sheets(result: Assessment):
    later = result_after(result)
    begun_assessment()
    respondent, _token = respondent_of(later, user=user("lead@example.org"))
    Assessment.objects.filter(pk=respondent.sheet.pk).update(submitted_at=timezone.now())
    result_after(later)  # the third
    open_one = Assessment.objects.create(
        company=result.company,
        as_of=TODAY,
        rubric_id=result.rubric_id,
        rubric_version=result.rubric_version,
        rubric_hash=result.rubric_hash,
    )

    found = results_of(result.company)

    assert [one.pk for one in found[:2]] == [result.pk, later.pk]
    assert len(found) == 3
    assert open_one not in found


# --- what became of it ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "progress"),
    [("in-place", "settled"), ("partly", "moved"), ("not-yet", "not-yet"), (None, "unknown")],
)
def test_after_the_next_assessment_the_plan_knows_what_became_of_an_action(
    result: Assessment, answer: str | None, progress: Progress
):
    (action,) = taken_on(result, HOLE)
    later = result_after(result, on_call=answer)

    outcomes = latest_outcomes([action], results_of(result.company))

    assert outcomes.of[action.pk].progress == progress
    assert outcomes.now == later
    assert outcomes.then[action.pk] == result


def test_before_the_next_assessment_there_is_nothing_to_tell(result: Assessment):
    actions = taken_on(result)

    assert latest_outcomes(actions, results_of(result.company)).of == {}
    assert latest_outcomes(actions, []).now is None


def test_an_action_without_practices_has_no_outcome(result: Assessment):
    own = action_of(result.company)
    result_after(result)

    assert latest_outcomes([own], results_of(result.company)).of == {}


def test_each_result_tells_what_had_become_of_it_by_then(result: Assessment):
    (action,) = taken_on(result, HOLE)
    second = result_after(result, on_call="partly")
    third = result_after(second, on_call="in-place")
    results = results_of(result.company)

    by = [outcomes_by([action], results, one).of.get(action.pk) for one in (result, second, third)]

    assert by[0] is None
    assert [one.progress for one in by[1:] if one] == ["moved", "settled"]


def test_between_two_results_only_what_happened_between_them_counts(result: Assessment):
    (action,) = taken_on(result, HOLE)
    second = result_after(result, on_call="partly")
    (later_one,) = taken_on(second, f"{HOLE}:2")
    third = result_after(second, on_call="partly")
    results, actions = results_of(result.company), [action, later_one]

    since_first = outcomes_by(actions, results, third, result)
    since_second = outcomes_by(actions, results, third, second)

    assert since_first.of[action.pk].progress == "moved"
    assert since_second.of[action.pk].progress == "not-yet"
    assert since_first.then[later_one.pk] == second
    assert outcomes_by(actions, results, second, result).of.keys() == {action.pk}


def test_an_action_whose_result_is_gone_is_judged_by_the_later_one_alone(result: Assessment):
    (action,) = taken_on(result, HOLE)
    later = result_after(result, on_call="partly")
    Action.objects.filter(pk=action.pk).update(assessment=None)
    (action,) = actions_of(result.company)

    outcomes = latest_outcomes([action], results_of(result.company))

    assert outcomes.of[action.pk].progress == "not-yet"
    assert outcomes.then[action.pk] is None
    assert outcomes.now == later
    Action.objects.filter(pk=action.pk).update(created_at=timezone.now() + timedelta(days=1))
    (action,) = actions_of(result.company)
    assert latest_outcomes([action], results_of(result.company)).of == {}


def test_outcomes_cost_one_query_however_many_actions(
    result: Assessment, django_assert_num_queries
):
    taken_on(result)
    for _each in range(3):
        result = result_after(result, on_call="partly")
    results, actions = results_of(result.company), list(actions_of(result.company))

    with django_assert_num_queries(1):
        found = latest_outcomes(actions, results).of
    assert found.keys() == {one.pk for one in actions if one.practices}
    with django_assert_num_queries(0):
        assert latest_outcomes([], results).of == {}


def test_two_results_of_one_day_stand_in_the_order_in_which_they_were_begun(result: Assessment):
    (action,) = taken_on(result, HOLE)
    same_day = result_after(result, days=0, on_call="in-place")

    assert results_of(result.company)[-1] == same_day
    outcomes = latest_outcomes([action], results_of(result.company))
    assert outcomes.of[action.pk].progress == "settled"
