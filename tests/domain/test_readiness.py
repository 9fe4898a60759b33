"""Practices: when they are due, what counts as met, and how ready each dimension is."""

from typing import Any

import pytest

from assessments.domain.answers import UNKNOWN, AnswerSet, NotApplicable
from assessments.domain.readiness import (
    PracticeState,
    Readiness,
    asked_practices,
    chosen_circumstances,
    practice_states,
    readiness,
)
from assessments.domain.rubric import Rubric

from ..factories import answer_set
from ..small_rubric import practice, small_plain, small_rubric

SMALL = small_rubric()


def states(stage: str, rubric: Rubric = SMALL, **answers: Any) -> dict[str, PracticeState]:
    found = practice_states(rubric, answer_set(rubric, **answers), stage)
    return {one.practice: one for one in found}


def ready(stage: str, rubric: Rubric = SMALL, **answers: Any) -> dict[str, Readiness]:
    found = readiness(rubric, practice_states(rubric, answer_set(rubric, **answers), stage), stage)
    return {one.dimension: one for one in found}


# --- who is asked what ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "asked"),
    [
        (None, ["review", "backups"]),
        ("first", ["review", "backups"]),
        ("second", ["review", "backups", "papers"]),
        ("third", ["review", "backups", "papers", "audit"]),
        ("fourth", ["review", "backups", "papers", "audit"]),
    ],
)
def test_practices_are_asked_about_up_to_the_next_stage(stage: str | None, asked: list[str]):
    assert [one.id for one in asked_practices(SMALL, AnswerSet(), stage)] == asked


def test_what_a_circumstance_expects_early_is_asked_about():
    answers = answer_set(SMALL, sale="soon")

    assert [one.id for one in asked_practices(SMALL, answers, "first")] == [
        "review",
        "backups",
        "papers",
    ]


# --- states --------------------------------------------------------------------------------------


def test_a_practice_is_due_at_its_stage_carried_over_later_and_coming_before():
    timing = {one: state.timing for one, state in states("second").items()}

    assert timing == {"review": "carried-over", "backups": "now", "papers": "coming"}


def test_the_credit_is_that_of_the_level_and_none_if_unknown():
    found = states("third", review="half", backups="shown", papers=UNKNOWN)

    assert {one: state.credit for one, state in found.items()} == {
        "review": 0.5,
        "backups": 1.0,
        "papers": None,
        "audit": None,
    }


def test_a_gap_is_what_is_known_not_to_be_in_place():
    found = states("third", review="no", backups="half", papers="yes")

    assert [one for one, state in found.items() if state.is_gap] == ["review", "backups"]


def test_a_practice_that_does_not_apply_is_left_out():
    assert "backups" not in states("second", backups=NotApplicable("nothing to keep"))


def test_a_practice_that_a_circumstance_expects_is_due_now():
    found = states("first", sale="soon", papers="no")

    assert found["papers"] == PracticeState("papers", "now", 0.0, "sale", is_early=True)
    assert found["review"] == PracticeState("review", "now", None, "sale", is_early=False)


def test_what_a_circumstance_expects_is_early_only_before_its_stage():
    assert not states("third", sale="soon")["papers"].is_early
    assert states("third", sale="soon")["papers"].because_of == "sale"
    assert states("fourth", sale="soon")["papers"].timing == "carried-over"


def test_a_practice_that_a_circumstance_spares_is_left_out():
    assert set(states("fourth", sale="never")) == {"review", "audit"}


def test_what_one_circumstance_expects_no_other_can_spare():
    rubric = small_rubric(
        circumstances=(
            *small_plain()["circumstances"],
            {
                **small_plain()["circumstances"][-1],
                "id": "other",
            },
        )
    )

    found = states("first", rubric, sale="never", other="soon")
    assert found["papers"].because_of == "other"
    assert "backups" not in found


def test_the_circumstances_that_were_told_come_in_the_rubrics_order():
    chosen = chosen_circumstances(SMALL, answer_set(SMALL, sale="soon", largest_team=3))

    assert [(one, option.id) for one, option in chosen] == [("sale", "soon")]
    assert chosen_circumstances(SMALL, AnswerSet()) == ()


# --- readiness -----------------------------------------------------------------------------------


def test_the_stage_is_the_highest_whose_practices_are_in_place():
    found = ready("third", review="yes", backups="shown", papers="no")["delivery"]

    assert (found.stage, found.behind) == ("second", 1)
    assert (found.known, found.asked, found.coverage) == (3, 3, 1.0)
    assert found.unmet == ("papers",)
    assert found.open == ()


def test_a_dimension_may_be_one_stage_ahead_of_the_company():
    found = ready("second", review="yes", backups="yes", papers="yes")["delivery"]

    assert (found.stage, found.behind) == ("third", 0)


def test_a_hole_early_on_holds_the_dimension_back_whatever_comes_later():
    found = ready("third", review="yes", backups="no", papers="yes", audit="yes")["delivery"]

    assert (found.stage, found.behind) == ("first", 2)
    assert found.unmet == ("backups",)


def test_a_dimension_that_does_not_meet_the_first_stage_has_none():
    found = ready("second", review="no", backups="yes")["delivery"]

    assert (found.stage, found.behind) == (None, 2)


def test_unknown_practices_are_open_and_not_missing():
    found = ready("third", review="yes", backups=UNKNOWN)["delivery"]

    assert (found.stage, found.behind) == ("first", None)
    assert (found.known, found.asked) == (1, 3)
    assert found.coverage == pytest.approx(1 / 3)
    assert found.unmet == ()
    assert found.open == ("backups", "papers")


def test_with_nothing_known_there_is_no_stage_and_nothing_is_behind():
    found = ready("second")["delivery"]

    assert (found.stage, found.behind, found.coverage) == (None, None, 0.0)


def test_the_next_stage_counts_only_for_being_ahead():
    found = ready("second", review="yes", backups="yes", papers="no")["delivery"]

    assert (found.stage, found.behind, found.asked, found.unmet) == ("second", 0, 2, ())


def with_practices(*practices: dict[str, Any]) -> Rubric:
    return small_rubric(practices=practices)


def test_practices_are_weighed_by_their_importance():
    rubric = with_practices(practice("big", importance=3), practice("small", importance=1))

    assert ready("first", rubric, big="yes", small="no")["delivery"].stage == "first"
    assert ready("first", rubric, big="no", small="yes")["delivery"].stage is None


def test_a_stage_is_met_from_the_rubrics_share_on():
    rubric = with_practices(practice("a", importance=1), practice("b", importance=1))

    assert ready("first", rubric, a="yes", b="half")["delivery"].stage == "first"  # 3 of 4
    assert ready("first", rubric, a="half", b="half")["delivery"].stage is None


def test_a_stage_counts_once_half_of_its_practices_are_known():
    rubric = with_practices(*(practice(one) for one in ("a", "b", "c", "d")))

    assert ready("first", rubric, a="yes", b="yes")["delivery"].stage == "first"
    assert ready("first", rubric, a="yes")["delivery"].stage is None
    assert ready("first", rubric, a="yes")["delivery"].behind is None


def test_a_stage_without_practices_in_a_dimension_is_met_up_to_the_companys_own():
    rubric = with_practices(practice("late", "third"))

    assert ready("third", rubric, late="no")["delivery"].stage == "second"
    assert ready("third", rubric, late="yes")["delivery"].stage == "third"


def test_dimensions_are_left_out_while_none_of_their_practices_is_due():
    rubric = with_practices(practice("soon", "second", dimension="team"), practice("now", "first"))

    assert list(ready("first", rubric)) == ["delivery"]
    assert list(ready("second", rubric)) == ["team", "delivery"]


def test_what_a_circumstance_expects_counts_at_the_companys_stage():
    found = ready("first", sale="soon", review="yes", papers="no")["delivery"]

    assert found.unmet == ("papers",)
    assert found.stage is None  # 3 of 6


def test_what_is_spared_or_does_not_apply_is_not_asked_for():
    met = ready("third", sale="never", review="yes", backups="no", papers="no")["delivery"]
    na = NotApplicable("nothing to keep")
    without = ready("second", review="yes", backups=na)["delivery"]

    assert (met.stage, met.asked, met.unmet) == ("third", 1, ())
    assert (without.stage, without.asked, without.behind) == ("second", 1, 0)


def test_nothing_asked_is_no_coverage():
    assert Readiness("delivery", None, None, 0, 0, (), ()).coverage == 0.0
