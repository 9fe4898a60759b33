"""Companies side by side, and the gaps that they share."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.domain.answers import AnswerSet
from assessments.domain.comparison import NotComparable, as_plain, compare
from assessments.domain.rubric import Rubric
from assessments.domain.scorecard import Scorecard, score

from .. import strategies
from ..factories import answer_set, company_at
from ..small_rubric import small_plain, small_rubric
from ..strategies import RUBRIC

SMALL = small_rubric()


def company(stage: str, rubric: Rubric = SMALL, **changes: Any) -> Scorecard:
    roles = {"cto": "dedicated", "developers": "nobody"}
    return score(rubric, company_at(rubric, stage, roles=roles, **changes))


def with_version(version: str, **header: str) -> Rubric:
    return small_rubric(rubric=small_plain()["rubric"] | {"version": version} | header)


def test_each_side_says_where_its_company_stands():
    found = compare([("A", company("second", review="yes", backups="no"))])
    (side,) = found.sides

    assert (side.company, side.stage, side.certainty) == ("A", "second", "clear")
    assert 0.75 <= side.probability <= 1
    assert side.readiness == {"delivery": "first"}
    assert side.behind == {"delivery": 1}
    assert side.musts == ("faults",)
    assert side.roles_missing == ("developers",)
    assert side.gaps == ("backups",)
    assert found.dimensions == ("delivery",)


def test_a_must_that_is_about_one_hole_is_named_after_it():
    (side,) = compare([("A", company("second", review="no", backups="yes"))]).sides

    assert side.musts == ("review",)


def test_a_company_without_a_verdict_stands_there_empty():
    (side,) = compare([("A", score(SMALL, answer_set(SMALL, review="no")))]).sides

    assert (side.stage, side.certainty, side.probability) == (None, None, 0.0)
    assert (side.readiness, side.behind, side.musts) == ({}, {}, ())
    assert (side.roles_missing, side.gaps) == ((), ())


def test_gaps_of_two_or_more_companies_are_shared_the_most_shared_first():
    found = compare(
        [
            ("A", company("third", review="no", backups="no", papers="no")),
            ("B", company("third", review="half", backups="no", papers="yes")),
            ("C", company("third", review="yes", backups="half")),
        ]
    )

    assert dict(found.shared_gaps) == {"backups": ("A", "B", "C"), "review": ("A", "B")}
    assert list(found.shared_gaps) == ["backups", "review"]


def test_what_is_only_coming_is_no_gap_yet():
    (side,) = compare([("A", company("first", review="yes", backups="no"))]).sides

    assert side.gaps == ()


def test_later_versions_of_a_rubric_can_be_compared():
    found = compare([("A", company("first")), ("B", company("first", with_version("1.4")))])

    assert [side.stage for side in found.sides] == ["first", "first"]


@pytest.mark.parametrize("other", [with_version("2.0"), with_version("1.0", id="large")])
def test_companies_that_follow_different_rubrics_are_not_comparable(other: Rubric):
    with pytest.raises(NotComparable) as raised:
        compare([("A", company("first")), ("B", company("first", other))])

    kinds = sorted(["small 1", f"{other.id} {other.version[0]}"])
    assert str(raised.value) == f"the companies follow different rubrics: {', '.join(kinds)}"


def test_nobody_cannot_be_compared():
    with pytest.raises(NotComparable):
        compare([])


@given(st.lists(strategies.answer_sets(strategies.company_facts()), min_size=1, max_size=3))
def test_the_plain_form_is_json_and_holds_every_side(answers: list[AnswerSet]):
    cards = [(f"Company {at}", score(RUBRIC, one)) for at, one in enumerate(answers)]
    found = compare(cards)
    plain = as_plain(found)

    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert [one["company"] for one in plain["companies"]] == [company for company, _ in cards]
    for practice, who in plain["shared_gaps"].items():
        assert who == [side.company for side in found.sides if practice in side.gaps]
        assert len(who) > 1
