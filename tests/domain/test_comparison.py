"""Companies side by side, and the gaps that they share."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.domain.answers import AnswerSet
from assessments.domain.comparison import Cell, Line, NotComparable, as_plain, compare, lines
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


def test_who_follows_which_rubric_is_told():
    other = with_version("2.0")
    named = [("A", company("first")), ("B", company("first", other)), ("C", company("second"))]

    with pytest.raises(NotComparable) as raised:
        compare(named)

    assert raised.value.following == {"small 1": ("A", "C"), "small 2": ("B",)}


# --- line by line --------------------------------------------------------------------------------


def found_lines(*cards: Scorecard, summaries: frozenset[int] = frozenset()) -> dict[str, Line]:
    named = [(str(at), card) for at, card in enumerate(cards)]
    return {f"{one.part} {one.subject}": one for one in lines(compare(named, summaries=summaries))}


def test_lines_tell_where_companies_differ_and_what_is_the_same_in_all():
    one = company("second", review="yes", backups="no")
    other = company("second", review="no", backups="no")
    found = found_lines(one, other)

    assert found["practices backups"].is_same
    assert found["practices backups"].cells == (Cell("missing", True), Cell("missing", True))
    assert found["practices review"].cells == (Cell("met"), Cell("missing", True))
    assert not found["practices review"].is_same
    assert found["seats developers"].cells == (Cell("nobody", True), Cell("nobody", True))
    assert found["readiness delivery"].cells[0] == Cell("first", True)


def test_what_a_stage_does_not_ask_for_is_not_said_to_be_missing():
    found = found_lines(
        company("third", review="no", backups="no", papers="no"), company("first", review="yes")
    )

    assert found["practices papers"].cells == (Cell("missing", True), Cell("not-due"))


def test_priorities_that_most_have_as_a_must_come_first():
    cards = [
        company("second", review="no", backups="yes"),
        company("second", review="yes", backups="no"),
        company("second", review="yes", backups="no"),
    ]
    priorities = [key for key in found_lines(*cards) if key.startswith("priorities")]

    assert priorities[:2] == ["priorities faults", "priorities review"]


def test_whoever_shares_the_summary_tells_its_musts_and_readiness_and_nothing_else():
    cards = [
        company("second", review="no", backups="yes"),
        company("second", review="yes", backups="no"),
    ]
    open_ones = compare([("A", cards[0]), ("B", cards[1])])
    found = compare([("A", cards[0]), ("B", cards[1])], summaries=frozenset({1}))
    hidden = found.sides[1]

    assert hidden.musts == open_ones.sides[1].musts
    assert hidden.readiness == open_ones.sides[1].readiness
    assert (hidden.gaps, hidden.roles_missing) == ((), ())
    assert (hidden.seats, hidden.practices) == ({}, {})
    assert set(hidden.classes.values()) <= {"must"}
    by_key = {f"{one.part} {one.subject}": one for one in lines(found)}
    assert by_key["priorities review"].cells == (Cell("must", True), Cell("no-must"))
    assert by_key["priorities faults"].cells[1] == Cell("must", True)
    assert by_key["practices review"].cells[1] is None
    assert "practices backups" not in by_key
    assert by_key["seats developers"].cells[1] is None
    assert not by_key["seats developers"].is_comparable


def test_a_should_of_one_says_nothing_of_who_shares_the_summary_only():
    cards = [company("second", review="half", backups="half"), company("first", review="yes")]
    shoulds = [
        one
        for one in found_lines(*cards, summaries=frozenset({1})).values()
        if one.part == "priorities" and one.cells[0] == Cell("should", True)
    ]

    assert all(one.cells[1] is None for one in shoulds)


def test_a_company_without_a_verdict_has_no_line_to_compare():
    found = found_lines(company("second", backups="no"), score(SMALL, answer_set(SMALL)))

    assert all(one.cells[1] is None for one in found.values())
    assert not any(one.is_same for one in found.values())


def test_a_dimension_that_is_not_known_or_not_asked_for_is_said_to_be():
    unknown = company("second", review="unknown", backups="unknown")
    found = found_lines(unknown, company("second", review="yes", backups="yes"))

    assert found["readiness delivery"].cells[0] == Cell("unknown")

    both = compare([("A", company("second", review="yes")), ("B", company("first"))])
    nothing_asked = replace(both.sides[1], readiness={}, behind={})
    told = lines(replace(both, sides=(both.sides[0], nothing_asked)))
    assert told[0].cells[1] == Cell("not-due")


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
