"""The chart now, the chart next, and what each seat asks for."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.domain.answers import AnswerSet, Holding, Unknown
from assessments.domain.conditions import all_hold
from assessments.domain.org_chart import (
    ChartSeat,
    Hire,
    OrgCharts,
    Span,
    Step,
    TeamSpan,
    asked_roles,
    org_charts,
)
from assessments.domain.rubric import Rubric

from .. import strategies
from ..factories import answer_set
from ..small_rubric import STAGES, org_chart, seat, small_rubric, when
from ..strategies import RUBRIC

SMALL = small_rubric()


def with_chart(*seats: dict[str, Any], following: tuple[dict[str, Any], ...] = ()) -> Rubric:
    """The small rubric with these seats below the CTO at ``first`` (and those at ``second``)."""
    others = tuple(org_chart(one) for one in STAGES[2:])
    return small_rubric(
        org_charts=(org_chart("first", *seats), org_chart("second", *following), *others)
    )


def charts(rubric: Rubric, stage: str = "first", roles: Any = None, **answers: Any) -> OrgCharts:
    return org_charts(rubric, answer_set(rubric, roles=roles, **answers), stage)


def step(parts: dict[str, Any], held: str, **answers: Any) -> Step | None:
    """What the tester's seat asks for."""
    rubric = with_chart(seat("tester", **parts))
    found = charts(rubric, roles={"tester": held}, **answers)
    return found.now[1].step


# --- what a seat asks for --------------------------------------------------------------------------

MANY: dict[str, Any] = {"hire_if": (when("size", at_least=6),)}
AS_HAT: dict[str, Any] = {"filled": "hat"}
IF_EMPTY: dict[str, Any] = {"hire_if": ({"role": "tester", "held_by": ("nobody", "outside")},)}


@pytest.mark.parametrize("parts", [{}, AS_HAT, MANY, AS_HAT | MANY, {"optional": True}])
def test_a_seat_is_asked_about_while_it_is_unknown_who_holds_it(parts: dict[str, Any]):
    assert step(parts, "unknown", size=9) == "ask"
    assert charts(with_chart(seat("tester", **parts))).now[1].step == "ask"


@pytest.mark.parametrize("parts", [{}, AS_HAT, MANY, AS_HAT | MANY, {"optional": True}])
def test_a_seat_with_a_person_of_its_own_is_as_it_should_be(parts: dict[str, Any]):
    assert step(parts, "dedicated", size=9) is None


@pytest.mark.parametrize(
    ("parts", "held", "size", "expected"),
    [
        # a seat that asks for a person
        ({}, "nobody", 3, "fill-now"),
        ({}, "hat of cto", 3, "fill-now"),
        ({}, "outside", 3, None),
        # one that is content with a hat
        (AS_HAT, "nobody", 3, "give-as-hat"),
        (AS_HAT, "hat of cto", 3, None),
        (AS_HAT, "outside", 3, None),
        # one whose trigger is known not to be met
        (MANY, "nobody", 3, "give-as-hat"),
        (MANY, "hat of cto", 3, "hire-when"),
        (MANY, "outside", 3, None),
        (AS_HAT | MANY, "nobody", 3, "give-as-hat"),
        (AS_HAT | MANY, "hat of cto", 3, None),
        # one whose trigger is met
        (MANY, "nobody", 6, "fill-now"),
        (MANY, "hat of cto", 6, "fill-now"),
        (AS_HAT | MANY, "hat of cto", 6, "fill-now"),
        (MANY, "outside", 6, "fill-now"),
        # one whose trigger cannot be told
        (MANY, "nobody", "unknown", "fill-now"),
        (MANY, "hat of cto", "unknown", "fill-now"),
        (AS_HAT | MANY, "nobody", "unknown", "give-as-hat"),
        (AS_HAT | MANY, "hat of cto", "unknown", None),
        # one whose trigger looks at who holds it
        (IF_EMPTY, "nobody", 3, "fill-now"),
        (IF_EMPTY, "outside", 3, "fill-now"),
        (IF_EMPTY, "hat of cto", 3, "hire-when"),
        # one that may stay empty
        ({"optional": True}, "nobody", 3, None),
        (AS_HAT | {"optional": True}, "nobody", 3, None),
        ({"optional": True}, "hat of cto", 3, "fill-now"),
    ],
)  # fmt: skip
def test_a_seat_asks_for_what_is_missing(
    parts: dict[str, Any], held: str, size: Any, expected: Step | None
):
    assert step(parts, held, size=size) == expected


def test_an_empty_top_is_to_be_filled_now_even_if_a_hat_would_do():
    (top, *_) = org_chart("first")["seats"]
    rubric = small_rubric(
        org_charts=(
            org_chart("first", seats=({**top, "filled": "hat"}, seat("developers"))),
            *(org_chart(one) for one in STAGES[1:]),
        )
    )

    assert charts(rubric, roles={"cto": "nobody"}).now[0].step == "fill-now"
    assert charts(rubric, roles={"cto": "hat of head"}).now[0].step is None


# --- the charts ------------------------------------------------------------------------------------


def test_the_chart_says_who_sits_where_and_how_the_seat_is_held():
    rubric = with_chart(seat("developers", kind="group"), seat("tester", kind="beside"))
    roles = {"cto": "dedicated", "tester": "hat of developers"}

    assert charts(rubric, roles=roles).now == (
        ChartSeat("cto", None, "line", "dedicated", None, None),
        ChartSeat("developers", "cto", "group", "unknown", None, "ask"),
        ChartSeat("tester", "cto", "beside", "hat", "developers", "fill-now"),
    )


def test_the_next_stages_chart_stands_beside_it():
    rubric = with_chart(seat("developers"), following=(seat("developers"), seat("tester")))
    found = charts(rubric)

    assert found.next_stage == "second"
    assert [one.role for one in found.next] == ["cto", "developers", "tester"]


def test_after_the_last_stage_there_is_no_next_chart():
    found = charts(SMALL, "fourth", roles={"cto": "nobody"})

    assert (found.next_stage, found.next) == (None, ())
    assert [hire.stage for hire in found.hires] == ["fourth", "fourth"]


def test_the_missing_seats_are_those_to_fill_now_or_to_give_away_as_hats():
    rubric = with_chart(
        seat("developers"),
        seat("tester", filled="hat"),
        seat("head", hire_if=(when("size", at_least=9),)),
    )
    roles = {"cto": "dedicated", "developers": "nobody", "tester": "nobody", "head": "hat of cto"}

    assert charts(rubric, roles=roles, size=3).missing == ("developers", "tester")


def test_roles_are_asked_about_for_this_stage_and_the_next():
    rubric = with_chart(seat("developers"), following=(seat("tester"), seat("developers")))

    assert asked_roles(rubric, "first") == ("cto", "developers", "tester")
    assert asked_roles(rubric, None) == ("cto", "developers", "tester")
    assert asked_roles(rubric, "fourth") == ("cto", "developers")


# --- hires -----------------------------------------------------------------------------------------


def test_a_hire_names_its_stage_its_step_its_trigger_and_whether_that_is_met():
    rubric = with_chart(seat("tester", hire_if=(when("size", at_least=6), when("sale", "soon"))))
    roles = {"cto": "dedicated", "tester": "nobody"}
    expected = Hire("tester", "first", "fill-now", "Trigger of tester.", True, ("size", "sale"))

    assert charts(rubric, roles=roles, size=6, sale="soon").hires[0] == expected
    assert charts(rubric, roles=roles, size=6, sale="none").hires[0].met is False
    assert charts(rubric, roles=roles, size=6).hires[0].met is None


def test_a_trigger_in_words_alone_is_neither_met_nor_unmet():
    rubric = with_chart(seat("tester"))

    assert charts(rubric, roles={"cto": "dedicated", "tester": "nobody"}).hires[0].met is None


def test_seats_that_only_the_next_stage_has_are_hires_for_later():
    rubric = with_chart(
        seat("developers"), following=(seat("developers"), seat("tester"), seat("head"))
    )
    roles = {"cto": "dedicated", "developers": "dedicated", "tester": "nobody", "head": "dedicated"}
    found = charts(rubric, roles=roles)

    assert [(hire.role, hire.stage, hire.step) for hire in found.hires] == [
        ("tester", "second", "hire-when")
    ]
    assert found.missing == ()


def test_seats_of_the_next_stage_that_nobody_told_of_are_no_hires_yet():
    rubric = with_chart(seat("developers"), following=(seat("tester"),))
    roles = {"cto": "dedicated", "developers": "dedicated"}

    assert charts(rubric, roles=roles).hires == ()


def test_a_hat_that_the_next_stage_wants_as_a_post_is_a_hire_for_later():
    rubric = with_chart(seat("tester", filled="hat"), following=(seat("tester"),))
    found = charts(rubric, roles={"cto": "dedicated", "tester": "hat of cto"})

    assert [(hire.role, hire.stage, hire.step) for hire in found.hires] == [
        ("tester", "second", "hire-when")
    ]


# --- the largest team --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("people", "span"),
    [(1, "within"), (6, "within"), (7, "at-limit"), (10, "at-limit"), (11, "beyond")],
)
def test_the_largest_team_is_set_against_the_limit_of_seven_to_ten(people: int, span: Span):
    assert charts(SMALL, largest_team=people).largest_team == TeamSpan(people, None, span)


def test_the_largest_team_has_a_manager_or_not():
    managed = charts(SMALL, largest_team=9, largest_team_manager="has-manager").largest_team
    alone = charts(SMALL, largest_team=9, largest_team_manager="no-manager").largest_team

    assert managed is not None
    assert managed.has_manager is True
    assert alone is not None
    assert alone.has_manager is False


def test_without_a_number_nothing_is_said_about_the_largest_team():
    assert charts(SMALL, largest_team_manager="no-manager").largest_team is None


# --- whatever is answered ----------------------------------------------------------------------------


@given(strategies.answer_sets(), st.sampled_from(RUBRIC.stage_ids))
def test_the_chart_holds_every_seat_of_its_stage_as_it_was_answered(answers: AnswerSet, stage: str):
    found = org_charts(RUBRIC, answers, stage)
    seats = RUBRIC.org_chart_by_stage[stage].seats

    assert [one.role for one in found.now] == [one.role for one in seats]
    for one in found.now:
        holding = answers.roles.get(one.role, Unknown())
        if isinstance(holding, Holding):
            assert (one.held, one.hat_of) == (holding.held_by, holding.hat_of)
            assert one.step != "ask"
        else:
            assert (one.held, one.step) == ("unknown", "ask")
        if one.held == "dedicated":
            assert one.step is None


@given(strategies.answer_sets(), st.sampled_from(RUBRIC.stage_ids))
def test_each_hire_is_of_a_seat_and_its_trigger_is_told_from_answers(
    answers: AnswerSet, stage: str
):
    found = org_charts(RUBRIC, answers, stage)

    assert len({(hire.role, hire.stage) for hire in found.hires}) == len(found.hires)
    assert set(found.missing) <= {hire.role for hire in found.hires if hire.stage == stage}
    for hire in found.hires:
        assert hire.stage in (stage, found.next_stage)
        chart = RUBRIC.org_chart_by_stage[hire.stage]
        (place,) = [one for one in chart.seats if one.role == hire.role]
        assert hire.trigger == place.trigger
        if hire.met:
            assert all_hold(place.hire_if, answers)
        if hire.stage != stage:
            assert hire.step == "hire-when"
