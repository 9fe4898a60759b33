"""What moved, in words and tenths: numbers that add up as they are shown."""

from __future__ import annotations

from math import fsum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.domain.answers import UNKNOWN, AnswerSet, Choice
from assessments.domain.scorecard import Scorecard, score
from assessments.reports.movement_part import MovementView, movement_view
from assessments.reports.words import in_tenths, tenths_words

from ..factories import company_at
from ..small_rubric import small_rubric
from ..strategies import RUBRIC, scorable_fact_sets

SMALL = small_rubric()
gains = st.floats(-40, 40, allow_subnormal=False)


def at(stage: str, **changes: Any) -> Scorecard:
    return score(SMALL, company_at(SMALL, stage, **changes))


def number(said: str) -> float:
    return float(said.replace("\u2212", "-"))


# --- rounding ------------------------------------------------------------------------------------


@given(gains, st.lists(gains, max_size=20))
def test_tenths_add_up_and_none_is_further_off_than_one(before: float, parts: list[float]):
    first, last, tenths = in_tenths(before, before + fsum(parts), parts)

    assert first + sum(tenths) == last
    for shown, part in zip(tenths, parts, strict=True):
        assert abs(shown - part * 10) <= 1 + 1e-6


@given(gains, st.lists(gains, min_size=1, max_size=9))
def test_what_weighs_nothing_is_shown_as_nothing(before: float, parts: list[float]):
    _first, _last, tenths = in_tenths(before, before + fsum(parts), [0.0, *parts, 0.0])

    assert tenths[0] == tenths[-1] == 0


@pytest.mark.parametrize(
    ("tenths", "said"),
    [(0, "0"), (4, "+0.4"), (-4, "\u22120.4"), (17, "+1.7"), (-120, "\u221212.0")],
)
def test_tenths_have_their_sign(tenths: int, said: str):
    assert tenths_words(tenths) == said


# --- the table -----------------------------------------------------------------------------------


@given(scorable_fact_sets(), scorable_fact_sets())
def test_the_table_adds_up_for_any_two_assessments(one: AnswerSet, other: AnswerSet):
    balance = movement_view(score(RUBRIC, one), score(RUBRIC, other)).balance
    assert balance is not None
    rows = [number(row.points) for group in balance.groups for row in group.rows]

    assert round(number(balance.before) + fsum(rows), 1) == number(balance.after)
    assert round(fsum(rows), 1) == number(balance.change)
    for group in balance.groups:
        assert round(fsum(number(row.points) for row in group.rows), 1) == number(group.points)
        for row in group.rows:
            bar = row.bar
            assert 0 <= bar.x <= bar.x + bar.length <= bar.width
            assert 0 <= bar.zero <= bar.width
            assert bar.is_later == (number(row.points) >= 0)


def test_each_point_doubles_the_odds():
    view = movement_view(at("second"), at("second", users=Choice("users-third")))

    (group,) = view.balance.groups if view.balance else ()
    (row,) = group.rows
    assert (group.reason, row.points) == ("changed", "+2.9")  # 2 / ln 2
    assert (row.was, row.becomes) == ("users-second", "users-third")


def test_the_odds_are_told_as_how_much_likelier_the_likelier_stage_is():
    view = movement_view(at("second"), at("third"))

    assert view.balance is not None
    assert view.balance.before_words.startswith("Stage second ")
    assert view.balance.before_words.endswith(" times as likely as Stage third")
    assert view.balance.after_words.startswith("Stage third ")


# --- the sentences -------------------------------------------------------------------------------


def why(older: Scorecard, newer: Scorecard) -> str:
    return movement_view(older, newer).why


def test_the_headline_names_both_stages_or_the_one_that_stayed():
    def headline(older: Scorecard, newer: Scorecard) -> str:
        return movement_view(older, newer).headline

    moved, again = at("third"), at("second", users=Choice("users-third"))
    assert headline(at("second"), moved) == "From stage 2, Stage second, to stage 3, Stage third."
    assert headline(at("second"), again) == "Still stage 2, Stage second."
    assert headline(moved, moved) == "Still stage 3, Stage third: nothing moved."


def test_the_reasons_are_the_strongest_terms_that_pull_the_way_it_went():
    older = at("second", users=Choice("users-third"), money=UNKNOWN)
    newer = at("second", layers=Choice("layers-third"), money=Choice("money-third"))

    said = why(newer, older)  # back: users pull later, the two others earlier

    assert said.startswith("Most of the pull towards Stage third: users (")
    assert "money" not in said


def test_a_newly_known_fact_is_told_as_such():
    said = why(at("second", money=UNKNOWN), at("second", money=Choice("money-third")))

    assert said == "Most of the pull towards Stage third: money (newly known: “money-third”)."


def test_without_a_changed_fact_the_stage_weighs_as_it_did():
    assert why(at("second", review="no"), at("second", review="yes")) == (
        "No fact changed, so the stage weighs as it did."
    )


def test_a_rule_that_decided_comes_before_all_weighing():
    out = at("third", release=Choice("release-first"), users=Choice("users-first"))
    view = movement_view(out, at("third"))

    assert view.why == "A rule made the difference, whatever the weighing says: see below."
    assert view.gates == (
        "A rule no longer applies: Nothing is out and nobody uses it. It had decided the verdict.",
    )


def test_how_sure_it_was_and_is_stands_beside_the_headline():
    same = movement_view(at("second"), at("second")).how_sure
    other = movement_view(at("second"), at("second", users=Choice("users-third"))).how_sure

    assert same.endswith(", as before.")
    assert " then; " in other


# --- readiness -----------------------------------------------------------------------------------


def row_of(view: MovementView) -> tuple[str, str, dict[str, list[str]]]:
    (row,) = view.dimensions
    titles = {
        group.title: [f"{one.name}: {one.was}, {one.becomes}" for one in group.rows]
        for group in row.groups
    }
    return row.sum, row.asked, titles


def test_the_practices_in_place_are_shown_as_a_sum():
    older = at("second", review="yes", backups="no")
    newer = at("third", review="half", backups="yes", papers="shown")

    assert row_of(movement_view(older, newer)) == (
        "1 + 1 \u2212 1 + 1 = 2",
        "of 3 expected, 2 then",
        {
            "1 came into place": ["Practice backups: No, Yes"],
            "1 fell back": ["Practice review: Yes, Half"],
            "1 newly expected": ["Practice papers: Not answered, Shown"],
        },
    )


def test_a_change_that_brings_nothing_into_place_leaves_the_count_alone():
    count, asked, titles = row_of(
        movement_view(at("second", review="no"), at("second", review="half"))
    )

    assert (count, asked) == ("0", "of 2 expected")
    assert list(titles) == ["1 came closer"]
