"""The conditions of a rubric: every id in them is followed, wherever they stand."""

from typing import Any

import pytest

from ..small_rubric import org_chart, problem, seat, small_plain, small_rubric, when
from .test_rubric_references import found


def with_condition(condition: Any) -> dict[str, Any]:
    """One condition in each of the four places that have conditions."""
    plain = small_plain()
    raised = {"when": (condition,), "factor": 1.5, "because": "Because."}
    return {
        "gates": ({**plain["gates"][0], "when": (condition,)},),
        "contradictions": ({**plain["contradictions"][0], "when": (condition,)},),
        "problems": (
            problem("quality", "first", "review", raised_by=(raised,)),
            *plain["problems"][1:],
        ),
        "org_charts": (
            org_chart("first", seat("developers", hire_if=(condition,))),
            *plain["org_charts"][1:],
        ),
    }


PLACES = (
    "gates.0.when.0",
    "contradictions.0.when.0",
    "problems.0.raised_by.0.when.0",
    "org_charts.0.seats.1.hire_if.0",
)
CONDITIONS: dict[str, tuple[Any, str, str]] = {
    "a question that is none": (when("x", "a"), ".question", "unknown question 'x'"),
    "an option that is none": (when("users", "users-first", "x"), ".options.1", "unknown option 'x'"),
    "options that are not given": (when("users"), "", "'users' has options: give at least one"),
    "bounds of a question with options": (
        when("sale", at_least=1), "", "'sale' has options: give at least one",
    ),
    "a number without bounds": (when("size"), "", "'size' is a number: give at_least or at_most"),
    "options of a number": (
        when("size", "few", at_least=1), "", "'size' is a number: give at_least or at_most",
    ),
    "a practice that is none": (
        {"practice": "x", "levels": ("no",)}, ".practice", "unknown practice 'x'",
    ),
    "a level that is none": (
        {"practice": "review", "levels": ("no", "x")}, ".levels.1", "unknown level 'x'",
    ),
    "a role that is none": ({"role": "x", "held_by": ("hat",)}, ".role", "unknown role 'x'"),
}  # fmt: skip


@pytest.mark.parametrize(("condition", "at", "what"), CONDITIONS.values(), ids=CONDITIONS.keys())
def test_every_condition_is_checked_wherever_it_stands(condition: Any, at: str, what: str):
    assert found(small_rubric(**with_condition(condition))) == [
        (place + at, what) for place in PLACES
    ]


@pytest.mark.parametrize(
    "condition",
    [
        when("size", at_least=3),
        when("size", at_most=3),
        when("largest-team", at_least=3, at_most=9),
        when("sale", "soon"),
        {"practice": "review", "levels": ("no", "half")},
        {"role": "tester", "held_by": ("hat", "nobody")},
    ],
)
def test_sound_conditions_have_no_fault(condition: Any):
    assert found(small_rubric(**with_condition(condition))) == []
