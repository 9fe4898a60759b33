"""Whether a rubric's conditions hold: on something unknown, never."""

from typing import Any

import pytest

from assessments.domain.answers import UNKNOWN, AnswerSet, NotApplicable
from assessments.domain.conditions import all_hold, holds, is_answered, subjects
from assessments.domain.rubric import Condition, Contradiction

from ..factories import answer_set
from ..small_rubric import small_rubric, when

SMALL = small_rubric()


def condition(plain: dict[str, Any]) -> Condition:
    return conditions(plain)[0]


def conditions(*plain: dict[str, Any]) -> tuple[Condition, ...]:
    return Contradiction.model_validate({"id": "c", "when": plain, "ask": "Really so?"}).when


USERS = condition(when("users", "users-first", "users-second"))
REVIEW: dict[str, Any] = {"practice": "review", "levels": ("no", "half")}
TESTER: dict[str, Any] = {"role": "tester", "held_by": ("hat", "nobody")}


@pytest.mark.parametrize(
    ("plain", "answers", "expected"),
    [
        (when("users", "users-first"), answer_set(SMALL, users="users-first"), True),
        (when("users", "users-first"), answer_set(SMALL, users="users-second"), False),
        (when("size", at_least=5), answer_set(SMALL, size=5), True),
        (when("size", at_least=5), answer_set(SMALL, size=4), False),
        (when("size", at_most=5), answer_set(SMALL, size=5), True),
        (when("size", at_most=5), answer_set(SMALL, size=6), False),
        (when("size", at_least=5, at_most=7), answer_set(SMALL, size=6), True),
        (when("size", at_least=5, at_most=7), answer_set(SMALL, size=8), False),
        (when("size", at_least=5, at_most=7), answer_set(SMALL, size=4), False),
        (REVIEW, answer_set(SMALL, review="half"), True),
        (REVIEW, answer_set(SMALL, review="yes"), False),
        (TESTER, answer_set(SMALL, roles={"tester": "hat of cto"}), True),
        (TESTER, answer_set(SMALL, roles={"tester": "dedicated"}), False),
    ],
)
def test_a_condition_holds_if_the_answer_is_one_of_its_own(
    plain: dict[str, Any], answers: AnswerSet, expected: bool
):
    assert holds(condition(plain), answers) is expected
    assert is_answered(condition(plain), answers)


@pytest.mark.parametrize("plain", [when("users", "users-first"), when("size", at_most=9), REVIEW])
@pytest.mark.parametrize("answer", [None, UNKNOWN, NotApplicable("no")])
def test_a_condition_on_something_unknown_does_not_hold(plain: dict[str, Any], answer: Any):
    subject = subjects(conditions(plain))[0]
    answers = answer_set(SMALL, **({} if answer is None else {subject: answer}))

    assert not holds(condition(plain), answers)
    assert not is_answered(condition(plain), answers)


@pytest.mark.parametrize("roles", [{}, {"tester": "unknown"}])
def test_a_condition_on_a_role_that_is_unknown_does_not_hold(roles: dict[str, str]):
    answers = answer_set(SMALL, roles=roles)

    assert not holds(condition(TESTER), answers)
    assert not is_answered(condition(TESTER), answers)


def test_all_conditions_have_to_hold():
    both = conditions(when("users", "users-first"), when("size", at_most=3))

    assert all_hold(both, answer_set(SMALL, users="users-first", size=3))
    assert not all_hold(both, answer_set(SMALL, users="users-first", size=4))
    assert not all_hold(both, answer_set(SMALL, users="users-first"))


def test_the_subjects_are_the_questions_practices_and_roles_looked_at():
    assert subjects(conditions(when("users", "users-first"), REVIEW, TESTER)) == (
        "users",
        "review",
        "roles.tester",
    )
