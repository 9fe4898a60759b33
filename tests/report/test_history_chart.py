"""The history chart: every dot in its place, none on another, and all of it in words."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.reports.ages import ago_words
from assessments.reports.drawing import WIDTH
from assessments.reports.history_chart import (
    DOT,
    MOST,
    MOST_NARROW,
    NARROW,
    HistoryDrawing,
    HistoryPoint,
    draw_history,
)

from ..strategies import RUBRIC

STAGES = RUBRIC.stages
FIRST = date(2026, 1, 1)
orders = st.integers(0, len(STAGES) - 1)
histories = st.lists(st.tuples(st.integers(0, 900), orders), min_size=1, max_size=30).map(
    lambda rows: [point(days, order) for days, order in sorted(rows)]
)


def point(days: int, order: int, *, is_clear: bool = True) -> HistoryPoint:
    certainty = "clear" if is_clear else "leaning"
    return HistoryPoint(FIRST + timedelta(days=days), order, is_clear, certainty)


def drawn(points: list[HistoryPoint], width: int = WIDTH) -> HistoryDrawing:
    found = draw_history(STAGES, points, width)
    assert found is not None
    return found


def test_without_an_assessment_there_is_no_chart():
    assert draw_history(STAGES, []) is None


@given(histories, st.sampled_from([WIDTH, NARROW]))
def test_dots_stand_in_order_within_the_plot_at_their_stages_height(
    points: list[HistoryPoint], width: int
):
    found = drawn(points, width)
    xs = [dot.x for dot in found.dots]

    assert xs == sorted(xs)
    assert found.plot_x + DOT <= xs[0]
    assert xs[-1] <= width - DOT
    shown = points[-(MOST if width == WIDTH else MOST_NARROW) :]
    assert [dot.number for dot in found.dots] == [one.order + 1 for one in shown]
    for dot in found.dots:
        assert dot.y == found.lines[dot.number - 1].y
    ys = [line.y for line in found.lines]
    assert ys == sorted(ys, reverse=True)  # later stages above


@given(histories, st.sampled_from([WIDTH, NARROW]))
def test_no_dot_covers_another(points: list[HistoryPoint], width: int):
    xs = [dot.x for dot in drawn(points, width).dots]

    for one, other in pairwise(xs):
        assert other - one >= 2 * DOT - 1e-6


@given(histories, st.sampled_from([WIDTH, NARROW]))
def test_the_last_date_is_always_told(points: list[HistoryPoint], width: int):
    assert drawn(points, width).dots[-1].date


def test_dates_that_would_run_into_each_other_are_left_out():
    close = drawn([point(0, 1), point(5, 1), point(700, 2)])
    far = drawn([point(0, 1), point(350, 1), point(700, 2)])

    assert [bool(dot.date) for dot in close.dots] == [True, False, True]
    assert all(dot.date for dot in far.dots)


def test_dots_stand_where_their_time_is():
    found = drawn([point(0, 1), point(100, 1), point(400, 2)])
    first, second, third = (dot.x for dot in found.dots)

    assert (second - first) / (third - first) == pytest.approx(0.25)


def test_a_stage_lasts_until_the_next_assessment():
    found = drawn([point(0, 1), point(100, 3)])
    first, second = found.dots

    assert found.step == (f"M{first.x:.1f} {first.y:.1f}H{second.x:.1f}V{second.y:.1f}")


def test_the_chart_says_every_dot_in_words():
    said = drawn([point(0, 1), point(31, 2, is_clear=False)]).alternative

    assert said == (
        "Chart: the stage over time. 1 January 2026: stage 2, Product-Market Fit (clear); "
        "1 February 2026: stage 3, Adoption (leaning)."
    )


def test_what_was_not_clear_has_a_ring():
    assert not drawn([point(0, 1)]).has_rings
    assert drawn([point(0, 1), point(9, 1, is_clear=False)]).has_rings


# --- ages ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-1, "today"),
        (0, "today"),
        (1, "yesterday"),
        (4, "four days ago"),
        (13, "13 days ago"),
        (14, "two weeks ago"),
        (59, "8 weeks ago"),
        (60, "two months ago"),
        (105, "three months ago"),
        (400, "13 months ago"),
        (731, "over two years ago"),
        (1500, "over four years ago"),
    ],
)
def test_an_age_is_told_in_the_unit_that_people_would_use(days: int, said: str):
    assert ago_words(days) == said
