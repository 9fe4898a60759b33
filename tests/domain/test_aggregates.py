"""What many companies come to together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.domain.aggregates import (
    FEWEST_PEERS,
    Card,
    Point,
    about_to_turn,
    out_of_step,
    peers,
    period,
    quartiles,
    stages_at,
)

MARCH, JUNE, SEPTEMBER = "2026-03-31", "2026-06-30", "2026-09-30"
POINTS = (
    Point("a", "2026-02-01", 1),
    Point("b", MARCH, 2),
    Point("a", "2026-05-01", 3),
    Point("b", "2026-07-01", 1),
    Point("c", "2026-08-01", 2),
)


def card(company: str = "a", **changes: object) -> Card:
    values: dict[str, object] = {
        "ordinal": 3,
        "certainty": "clear",
        "probabilities": (0.0, 0.1, 0.9, 0.0),
        "readiness": {},
        "is_split": False,
    }
    return Card(company, **(values | changes))  # type: ignore[arg-type]


# --- over time -----------------------------------------------------------------------------------


def test_at_the_end_of_a_day_the_last_verdict_until_then_counts():
    assert stages_at(POINTS, ["2026-01-31", MARCH, JUNE, SEPTEMBER], 3) == (
        (0, 0, 0),
        (1, 1, 0),
        (0, 1, 1),
        (1, 1, 1),
    )


def test_of_two_verdicts_of_a_day_the_later_counts():
    points = [Point("a", MARCH, 1), Point("a", MARCH, 2)]

    assert stages_at(points, [MARCH], 2) == ((0, 1),)


@given(
    st.lists(
        st.builds(
            Point,
            st.sampled_from("abcd"),
            st.sampled_from((MARCH, JUNE, SEPTEMBER)),
            st.integers(1, 3),
        )
    )
)
def test_the_companies_of_a_day_are_those_assessed_by_then(points: list[Point]):
    counts = stages_at(points, [MARCH, JUNE, SEPTEMBER], 3)

    for day, found in zip((MARCH, JUNE, SEPTEMBER), counts, strict=True):
        assert sum(found) == len({one.company for one in points if one.day <= day})


def test_a_period_tells_who_moved_stayed_and_came():
    found = period([*POINTS, Point("d", MARCH, 2), Point("d", JUNE, 2)], "2026-04-01", SEPTEMBER)

    assert [(one.company, one.steps) for one in found.up] == [("a", 2)]
    assert [(one.company, one.steps) for one in found.down] == [("b", -1)]
    assert (found.stayed, found.first) == (1, 1)


def test_both_days_of_a_period_belong_to_it():
    points = [Point("a", MARCH, 1), Point("a", JUNE, 2)]

    assert len(period(points, JUNE, JUNE).up) == 1
    assert period(points, "2026-04-01", "2026-06-29") == period([], MARCH, JUNE)
    assert period(points, MARCH, MARCH).first == 1


def test_back_and_forth_within_a_period_is_no_movement():
    points = [Point("a", MARCH, 1), Point("a", "2026-05-01", 3), Point("a", JUNE, 1)]

    found = period(points, "2026-04-01", SEPTEMBER)

    assert (found.up, found.down, found.stayed) == ((), (), 1)


def test_the_furthest_moved_come_first():
    points = [Point("a", MARCH, 1), Point("b", MARCH, 1), Point("a", JUNE, 2), Point("b", JUNE, 4)]

    assert [one.company for one in period(points, JUNE, JUNE).up] == ["b", "a"]


# --- now -----------------------------------------------------------------------------------------


def test_who_is_about_to_turn_is_told_with_the_nearest_stage_the_likeliest_first():
    found = about_to_turn(
        [
            card("clear"),
            card("leaning", certainty="leaning", probabilities=(0.1, 0.2, 0.7, 0.0)),
            card("between", certainty="between", probabilities=(0.0, 0.1, 0.5, 0.4)),
        ]
    )

    assert [(one.company, one.next_to, one.probability) for one in found] == [
        ("between", 4, 0.4),
        ("leaning", 2, 0.2),
    ]


def test_of_two_stages_as_likely_the_nearer_is_the_next():
    (found,) = about_to_turn([card(certainty="leaning", probabilities=(0.2, 0.2, 0.6))])

    assert found.next_to == 2


def test_a_verdict_without_another_stage_cannot_turn():
    assert about_to_turn([card(certainty="leaning", probabilities=(0.0, 0.0, 1.0))]) == ()


def test_out_of_step_is_who_is_split_or_behind_in_two_dimensions():
    found = out_of_step(
        [
            card("in step", readiness={"team": 3, "product": 4}),
            card("one behind", readiness={"team": 1, "product": 3}),
            card("not known", readiness={"team": 1, "product": None}),
            card("split", is_split=True, readiness={"team": 2}),
            card("behind", readiness={"team": 1, "product": 2, "people": 3}),
        ]
    )

    assert [one.company for one in found] == ["behind", "split"]
    assert found[0].behind == (("team", 2), ("product", 1))


# --- peers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([1, 2, 3, 4], None),
        ([1, 2, 3, 4, None], None),
        ([5, 4, 3, 2, 1], (5, 2, 3, 4)),
        ([1, 1, 1, 1, 9, 9, 9, 9], (8, 1, 1, 9)),
        ([0] * FEWEST_PEERS, (5, 0, 0, 0)),
    ],
)
def test_quartiles_are_values_that_there_are_and_never_of_fewer_than_five(
    values: list[int | None], found: tuple[int, ...] | None
):
    told = quartiles(values)

    assert (None if told is None else (told.count, told.low, told.middle, told.high)) == found


@given(st.lists(st.integers(0, 5), min_size=FEWEST_PEERS))
def test_at_least_a_quarter_half_and_three_quarters_do_not_exceed_the_quartiles(values: list[int]):
    told = quartiles(values)

    assert told is not None
    for part, bound in ((1, told.low), (2, told.middle), (3, told.high)):
        assert bound in values
        assert 4 * sum(value <= bound for value in values) >= part * len(values)
        assert 4 * sum(value < bound for value in values) < part * len(values)


def test_peers_are_the_companies_of_a_stage_and_are_told_of_from_five_on():
    group = [card(str(at), readiness={"team": at % 3}, it_members=at) for at in range(5)]
    first, second, third = peers([*group, card("other", ordinal=1)], 3, ["team", "product"])

    assert (first.count, first.is_shown, first.readiness) == (
        1,
        False,
        {"team": None, "product": None},
    )
    assert (second.count, second.is_shown) == (0, False)
    assert (third.count, third.is_shown) == (5, True)
    assert third.it_members is not None
    assert (third.it_members.low, third.it_members.middle, third.it_members.high) == (1, 2, 3)
    assert third.readiness["product"] is None
    assert third.readiness["team"] is not None
