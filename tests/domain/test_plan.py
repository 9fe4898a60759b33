"""Priorities put on a line of thirty, sixty and ninety days."""

from typing import Any

from assessments.domain import plan as planning
from assessments.domain.plan import Move, PlanStep, first_moves, plan
from assessments.domain.priorities import MoscowClass, Priority, Reason
from assessments.domain.rubric import Rubric

from ..small_rubric import practice, problem, small_rubric

NAMES = ("a", "b", "c", "d", "e", "f")
RUBRIC = small_rubric(
    practices=tuple(
        practice(f"do-{one}", "first", first_moves=(f"Start {one}.", f"Go on with {one}."))
        for one in NAMES
    ),
    problems=tuple(problem(one, "first", f"do-{one}") for one in NAMES),
)


def priority(name: str, moscow: MoscowClass, **parts: Any) -> Priority:
    plain: dict[str, Any] = {
        "stage": "first", "timing": "now", "rank": 1.0, "gap": 1.0, "reasons": (),
    }  # fmt: skip
    return Priority(problem=name, moscow=moscow, **(plain | parts))


def moves(*ranked: Priority, rubric: Rubric = RUBRIC) -> dict[int, list[str]]:
    """The moves of each step."""
    found: dict[int, list[str]] = {30: [], 60: [], 90: []}
    for step in plan(rubric, ranked):
        found[step.days].append(step.move)
    return found


# --- what to do first ----------------------------------------------------------------------------------


def test_a_problem_of_which_nothing_is_known_starts_with_its_own_moves():
    assert first_moves(RUBRIC, priority("a", "should")) == (
        "Move 1 of a.",
        "Move 2 of a.",
        "Move 3 of a.",
    )


def test_a_problem_starts_with_what_is_missing_then_goes_on_by_itself():
    one = first_moves(RUBRIC, priority("a", "must", missing=("do-b",)))
    three = first_moves(RUBRIC, priority("a", "must", missing=("do-b", "do-c", "do-d")))

    assert one == ("Start b.", "Move 1 of a.", "Move 2 of a.")
    assert three == ("Start b.", "Start c.", "Move 1 of a.")


def test_a_hole_has_its_practices_moves_and_no_others():
    found = first_moves(RUBRIC, priority("a", "must", missing=("do-b",), hole="do-b"))

    assert found == ("Start b.", "Go on with b.")


def test_a_move_says_where_it_comes_from_and_which_practices_it_is_for():
    found = planning.moves(RUBRIC, priority("a", "must", missing=("do-b", "do-c", "do-d")))

    assert found == (
        Move("Start b.", "do-b", 1, ("do-b",)),
        Move("Start c.", "do-c", 1, ("do-c",)),
        Move("Move 1 of a.", "a", 1, ("do-b", "do-c", "do-d")),
    )


def test_the_moves_of_a_hole_are_for_its_practice():
    found = planning.moves(RUBRIC, priority("a", "must", missing=("do-b",), hole="do-b"))

    assert found == (
        Move("Start b.", "do-b", 1, ("do-b",)),
        Move("Go on with b.", "do-b", 2, ("do-b",)),
    )


def test_the_moves_of_a_problem_are_also_for_what_nobody_answered():
    reasons = (Reason("practice", ("do-b",)), Reason("not-answered", ("do-c", "do-d")))
    one = priority("a", "must", missing=("do-b",), reasons=reasons)

    assert planning.moves(RUBRIC, one)[-1].practices == ("do-b", "do-c", "do-d")


def test_the_moves_of_a_problem_that_only_other_answers_raise_are_for_no_practice():
    raised = priority("a", "must", reasons=(Reason("raised", ("users",), "It shows."),))

    assert [one.practices for one in planning.moves(RUBRIC, raised)] == [(), (), ()]


# --- the line ------------------------------------------------------------------------------------------


def test_a_must_takes_one_move_a_month():
    assert plan(RUBRIC, [priority("a", "must")]) == (
        PlanStep(30, "a", "Move 1 of a.", "Owner of a"),
        PlanStep(60, "a", "Move 2 of a.", "Owner of a"),
        PlanStep(90, "a", "Move 3 of a.", "Owner of a"),
    )


def test_shoulds_start_in_the_second_month_three_of_them_at_most():
    found = moves(priority("a", "must"), *(priority(one, "should") for one in "bcde"))

    assert found == {
        30: ["Move 1 of a."],
        60: ["Move 2 of a.", "Move 1 of b.", "Move 1 of c.", "Move 1 of d."],
        90: ["Move 3 of a.", "Move 2 of b.", "Move 2 of c.", "Move 2 of d."],
    }


def test_without_a_must_the_first_two_shoulds_start_at_once():
    found = moves(*(priority(one, "should") for one in "abcdef"))

    assert found[30] == ["Move 1 of a.", "Move 1 of b."]
    assert found[60] == ["Move 2 of a.", "Move 2 of b.", *(f"Move 1 of {one}." for one in "cde")]


def test_with_neither_the_first_two_coulds_start_at_once():
    found = moves(*(priority(one, "could") for one in "abc"), priority("d", "wont-now"))

    assert found[30] == ["Move 1 of a.", "Move 1 of b."]
    assert found[90] == ["Move 3 of a.", "Move 3 of b."]


def test_with_nothing_to_do_there_is_no_plan():
    assert plan(RUBRIC, []) == ()
    assert plan(RUBRIC, [priority("a", "wont-now")]) == ()


def test_a_hole_with_two_moves_is_done_after_two_months():
    found = moves(priority("a", "must", missing=("do-b",), hole="do-b"))

    assert found == {30: ["Start b."], 60: ["Go on with b."], 90: []}


def test_a_move_that_two_problems_share_stands_in_the_plan_once():
    found = moves(
        priority("a", "must", missing=("do-c",)), priority("b", "must", missing=("do-c",))
    )

    assert [move for step in found.values() for move in step].count("Start c.") == 1


def test_a_must_whose_move_is_taken_starts_at_once_with_its_next_one():
    found = plan(
        RUBRIC, [priority("a", "must", missing=("do-c",)), priority("b", "must", missing=("do-c",))]
    )

    assert {step.problem for step in found if step.days == 30} == {"a", "b"}
