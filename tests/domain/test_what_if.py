"""What if some facts had other answers: before, after, and what each change adds."""

from __future__ import annotations

from math import isclose, prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.domain.answers import UNKNOWN, Amount, Answer, AnswerSet, Choice, NotApplicable
from assessments.domain.scorecard import score
from assessments.domain.scoring import Placement, place
from assessments.domain.what_if import is_same, times_likelier, what_if

from .. import strategies
from ..factories import answer_set, company_at
from ..small_rubric import small_plain, small_rubric
from ..strategies import RUBRIC

SMALL = small_rubric()


def stage_of(placed: Placement) -> str:
    assert placed.verdict is not None
    return placed.verdict.stage


def test_the_verdict_is_given_before_and_after():
    found = what_if(SMALL, company_at(SMALL, "second"), {"users": Choice("users-fourth")})

    assert stage_of(found.before) == "second"
    assert found.after == place(
        SMALL, company_at(SMALL, "second").with_answer("users", Choice("users-fourth"))
    )


def test_a_changed_answer_is_named_with_what_it_adds_for_each_stage():
    answers = answer_set(SMALL, release="release-second", users="users-second", size=4)
    (shift,) = what_if(SMALL, answers, {"users": Choice("users-third")}).shifts

    assert shift.question == "users"
    assert shift.was is not None
    assert shift.was.answer == Choice("users-second")
    assert shift.becomes is not None
    assert shift.becomes.answer == Choice("users-third")
    assert shift.evidence == (-1, -1, 1, 1)


def test_an_answer_that_stays_is_no_change():
    answers = company_at(SMALL, "second")

    assert what_if(SMALL, answers, dict(answers.answers)).shifts == ()
    assert what_if(SMALL, answers, {}).shifts == ()


def test_an_answer_taken_back_takes_its_evidence_with_it():
    answers = company_at(SMALL, "second")
    found = what_if(SMALL, answers, {"money": UNKNOWN})
    (shift,) = found.shifts

    assert shift.becomes is None
    assert shift.was is not None
    assert shift.evidence == tuple(0 - one for one in shift.was.evidence)
    assert "money" not in [one.question for one in found.after.contributions]


def test_a_fact_that_becomes_known_adds_its_evidence():
    (shift,) = what_if(
        SMALL, company_at(SMALL, "second", without=("money",)), {"money": Choice("money-first")}
    ).shifts

    assert shift.was is None
    assert shift.becomes is not None
    assert shift.evidence == shift.becomes.evidence


def test_with_too_few_facts_left_there_is_no_verdict_but_what_is_missing():
    taken = dict.fromkeys(("release", "users"), UNKNOWN)
    found = what_if(SMALL, company_at(SMALL, "second"), taken)

    assert found.after.verdict is None
    assert found.after.missing is not None
    assert found.after.missing.anchors == 1


def test_a_rule_that_the_change_brings_into_force_is_followed():
    changed = {"release": Choice("release-first"), "users": Choice("users-first")}
    found = what_if(SMALL, company_at(SMALL, "third"), changed)

    assert stage_of(found.after) == "first"
    assert found.after.verdict is not None
    assert found.after.verdict.by_rule


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (None, UNKNOWN, True),
        (UNKNOWN, NotApplicable("no"), True),
        (Choice("a"), Choice("a"), True),
        (Choice("a"), Choice("b"), False),
        (Amount(3), Amount(3), True),
        (Amount(3), UNKNOWN, False),
        (None, Amount(3), False),
    ],
)
def test_what_is_not_known_is_the_same_however_it_is_said(
    one: Answer | None, other: Answer | None, same: bool
):
    assert is_same(one, other) is same


def test_how_much_likelier_a_change_makes_a_stage_follows_from_its_evidence():
    answers = answer_set(SMALL, release="release-second", users="users-second", size=4)
    (shift,) = what_if(SMALL, answers, {"users": Choice("users-third")}).shifts

    assert isclose(times_likelier(SMALL, shift, "third", "second"), 7.38905609893)  # e ** 2
    assert isclose(times_likelier(SMALL, shift, "second", "third"), 1 / 7.38905609893)
    assert times_likelier(SMALL, shift, "third", "fourth") == 1


def test_a_rubric_that_is_sure_of_itself_beyond_measure_breaks_nothing():
    sure = small_rubric(scoring=small_plain()["scoring"] | {"temperature": 0.0001})
    (shift,) = what_if(sure, company_at(sure, "first"), {"users": Choice("users-fourth")}).shifts

    assert times_likelier(sure, shift, "fourth", "first") > 1e300


# --- for any facts whatever ----------------------------------------------------------------------


@given(strategies.scorable_fact_sets(), strategies.fact_answers())
def test_it_comes_to_the_same_as_scoring_the_changed_answers(
    answers: AnswerSet, changed: dict[str, Answer]
):
    found = what_if(RUBRIC, answers, changed)
    card = score(RUBRIC, AnswerSet({**answers.answers, **changed}))

    assert (found.after.verdict, found.after.missing) == (card.verdict, card.missing)
    assert found.after.evidence == card.evidence
    assert found.before.verdict == score(RUBRIC, answers).verdict


@given(strategies.scorable_fact_sets(), strategies.fact_answers())
def test_the_changes_add_up_to_the_difference(answers: AnswerSet, changed: dict[str, Answer]):
    found = what_if(RUBRIC, answers, changed)

    for stage in range(len(RUBRIC.stages)):
        gained = sum(shift.evidence[stage] for shift in found.shifts)
        before, after = found.before.evidence[stage], found.after.evidence[stage]
        assert isclose(before + gained, after, abs_tol=1e-9)


@given(strategies.scorable_fact_sets(), strategies.scorable_facts(), st.data())
def test_the_odds_of_two_stages_change_by_the_product_of_what_is_said_of_each_change(
    answers: AnswerSet, changed: dict[str, Answer], data: st.DataObject
):
    found = what_if(RUBRIC, answers, changed)
    before, after = found.before.verdict, found.after.verdict
    if before is None or after is None or before.gate or after.gate:
        return
    one, other = data.draw(st.permutations(RUBRIC.stage_ids))[:2]
    at, against = RUBRIC.stage_order[one], RUBRIC.stage_order[other]
    was = before.probabilities[at] / before.probabilities[against]
    becomes = after.probabilities[at] / after.probabilities[against]

    said = prod(times_likelier(RUBRIC, shift, one, other) for shift in found.shifts)
    assert isclose(was * said, becomes, rel_tol=1e-6)
