"""What moved between two scorecards, and why: by hand, on a rubric of four stages."""

from __future__ import annotations

from math import isclose, log2
from typing import Any

import pytest

from assessments.domain.answers import UNKNOWN, Amount, Choice, Holding, NotApplicable
from assessments.domain.comparison import NotComparable
from assessments.domain.movement import (
    Balance,
    DimensionMovement,
    Movement,
    PracticeChange,
    Tally,
    Term,
    check_comparable,
    movement,
    sum_of,
)
from assessments.domain.rubric import Rubric
from assessments.domain.scorecard import Scorecard, score

from ..factories import answer_set, company_at
from ..small_rubric import fact, practice, small_plain, small_rubric

SMALL = small_rubric()


def version(number: str, **parts: Any) -> Rubric:
    """Another version of the small rubric."""
    header = small_plain()["rubric"] | {"version": number}
    return small_rubric(rubric=header, **parts).model_copy(update={"hash": number.ljust(64, "0")})


def at(stage: str, rubric: Rubric = SMALL, **changes: Any) -> Scorecard:
    return score(rubric, company_at(rubric, stage, **changes))


def balance_of(found: Movement) -> Balance:
    assert found.balance is not None
    return found.balance


def changes_of(found: Movement, dimension: str = "delivery") -> dict[str, PracticeChange]:
    return {one.practice: one for one in of(found, dimension).changes}


def of(found: Movement, dimension: str) -> DimensionMovement:
    return next(one for one in found.dimensions if one.dimension == dimension)


# --- the stage -----------------------------------------------------------------------------------


def test_nothing_moves_where_nothing_changed():
    card = at("second", review="yes")
    found = movement(card, card)

    assert found.is_empty
    assert balance_of(found).change == 0
    assert not found.rubric_changed


def test_the_two_verdicts_are_set_against_each_other_the_later_one_first_or_not():
    for older, newer in (("second", "third"), ("third", "second")):
        balance = balance_of(movement(at(older), at(newer)))
        assert (balance.earlier, balance.later) == ("second", "third")


def test_a_verdict_that_stays_is_set_against_the_stage_that_comes_nearest_in_either():
    base: dict[str, Any] = {"release": "release-second", "users": "users-second", "size": 6}
    plain = score(SMALL, answer_set(SMALL, **base))
    pulled_earlier = score(SMALL, answer_set(SMALL, **base, money="money-first"))

    # six people are nearer to the third stage (8) than to the first (4 at most) ...
    later = balance_of(movement(plain, plain))
    # ... but with an answer of the first stage that one comes nearest, whichever way one looks
    earlier = [
        balance_of(movement(*pair)) for pair in ((plain, pulled_earlier), (pulled_earlier, plain))
    ]

    assert (later.earlier, later.later) == ("second", "third")
    assert {(one.earlier, one.later) for one in earlier} == {("first", "second")}


def test_an_answer_that_changed_adds_the_difference_of_what_it_pulls():
    found = balance_of(movement(at("second"), at("second", users=Choice("users-third"))))

    # one stage of weight 1 away from the second stage, and one stage nearer to the third
    (term,) = found.terms
    assert (term.reason, term.question) == ("changed", "users")
    assert (term.was, term.becomes) == (Choice("users-second"), Choice("users-third"))
    assert found.later == "third"
    assert term.gain == 2.0
    assert isclose(found.before + 2, found.after)


def test_the_temperature_scales_what_is_added():
    warm = small_rubric(scoring=small_plain()["scoring"] | {"temperature": 2.0})
    answers = company_at(warm, "second")
    changed = answers.with_answer("users", Choice("users-third"))

    (term,) = balance_of(movement(score(warm, answers), score(warm, changed))).terms

    assert term.gain == 1.0


def test_a_headcount_adds_how_often_it_doubled():
    found = balance_of(movement(at("third", size=Amount(8)), at("third", size=Amount(64))))

    (term,) = found.terms
    assert (found.earlier, found.later) == ("third", "fourth")
    assert isclose(term.gain, log2(32 / 8) + log2(64 / 32))


def test_what_became_known_and_what_is_known_no_longer_are_told_apart():
    without = at("second", without=("money",))
    known = at("second", money=Choice("money-third"))

    gained, lost = (balance_of(movement(*pair)) for pair in ((without, known), (known, without)))

    assert [term.reason for term in gained.terms] == ["newly-known"]
    assert [term.reason for term in lost.terms] == ["no-longer-known"]
    assert gained.terms[0].gain == -lost.terms[0].gain != 0


def test_dont_know_and_no_answer_are_the_same():
    found = movement(at("second", without=("money",)), at("second", money=UNKNOWN))

    assert found.is_empty


def test_a_changed_answer_that_pulls_neither_way_is_told_all_the_same():
    found = balance_of(
        movement(
            at("second", layers=Choice("layers-fourth")), at("third", layers=Choice("layers-third"))
        )
    )

    assert {term.question: term.gain for term in found.terms}["layers"] == 0


def test_the_largest_term_comes_first():
    found = balance_of(movement(at("first"), at("third")))

    gains = [abs(term.gain) for term in found.terms]
    assert gains == sorted(gains, reverse=True)
    assert isclose(sum_of(found.terms), found.change)


def test_without_a_verdict_there_is_no_balance_but_the_answers_are_compared():
    few = score(SMALL, answer_set(SMALL, users="users-second", sale="soon"))
    found = movement(few, at("second", sale=Choice("none")))

    assert found.balance is None
    assert [one.subject for one in found.others] == ["sale"]


# --- the rubric ----------------------------------------------------------------------------------


def heavier(question: str, weight: float, number: str = "1.1") -> Rubric:
    facts = tuple(
        one | {"weight": weight} if one["id"] == question else one for one in small_plain()["facts"]
    )
    return version(number, facts=facts)


def test_the_same_answers_under_a_new_version_differ_by_the_rubric_alone():
    older = at("second", users=Choice("users-third"))
    newer = at("second", heavier("users", 1.5), users=Choice("users-third"))
    found = movement(older, newer)

    (term,) = balance_of(found).terms
    assert (term.reason, term.question) == ("rubric", "users")
    assert term.was == term.becomes == Choice("users-third")
    assert term.gain == 0.5
    assert found.rubric_changed


def test_an_answer_that_changed_under_a_new_version_has_a_term_for_each():
    older = at("second")
    newer = at("second", heavier("users", 1.5), users=Choice("users-third"))

    found = balance_of(movement(older, newer))

    gains = {term.reason: term.gain for term in found.terms}
    assert gains == {"rubric": -0.5, "changed": 3.0}
    assert isclose(found.change, 2.5)


def test_a_question_that_a_new_version_drops_or_adds_is_a_term():
    plain = small_plain()["facts"]
    without_money = version("1.1", facts=plain[:-1])
    with_age = version("1.1", facts=(*plain, fact("age")))
    older = at("second", money=Choice("money-third"))

    dropped = balance_of(movement(older, at("second", without_money)))
    added = balance_of(movement(older, at("second", with_age, money=Choice("money-third"))))

    assert [(one.reason, one.question, one.becomes) for one in dropped.terms] == [
        ("rubric", "money", None)
    ]
    assert [(one.reason, one.question) for one in added.terms] == [("newly-known", "age")]


def test_an_option_that_a_new_version_no_longer_has_goes_by_the_rubric():
    money = fact("money", "delivery", weight=0.5)
    kept = money | {"options": money["options"][:2]}
    newer = version("1.1", facts=(*small_plain()["facts"][:-1], kept))
    older = at("second", money=Choice("money-third"))

    found = balance_of(movement(older, at("second", newer, money=Choice("money-second"))))

    reasons = {one.reason: (one.was, one.becomes) for one in found.terms}
    assert reasons == {
        "rubric": (Choice("money-third"), None),
        "newly-known": (None, Choice("money-second")),
    }
    assert isclose(sum_of(found.terms), found.change)


@pytest.mark.parametrize(
    "other",
    [
        version("2.0"),
        small_rubric(rubric=small_plain()["rubric"] | {"id": "large"}),
        version("1.1", stages=small_plain()["stages"][:3]),
    ],
    ids=["next major", "another rubric", "other stages"],
)
def test_what_follows_another_rubric_or_another_major_version_is_not_comparable(other: Rubric):
    with pytest.raises(NotComparable, match="different rubrics"):
        check_comparable(SMALL, other)


def test_there_is_no_movement_between_major_versions():
    with pytest.raises(NotComparable, match=r"small 1\.0 and small 2\.0"):
        movement(at("second"), at("second", version("2.0")))


# --- gates ---------------------------------------------------------------------------------------


def test_a_rule_that_no_longer_holds_is_named_apart_from_the_sum():
    nothing_out: dict[str, Any] = {
        "release": Choice("release-first"),
        "users": Choice("users-first"),
    }
    found = movement(at("third", **nothing_out), at("third"))

    (opened,) = found.gates
    assert (opened.gate.id, opened.closed, opened.decided) == ("nothing-out", False, True)
    assert {one.question for one in balance_of(found).terms} == {"release", "users"}
    assert isclose(sum_of(balance_of(found).terms), balance_of(found).change)


def test_a_rule_that_comes_into_force_but_changes_nothing_has_not_decided():
    nothing_out: dict[str, Any] = {
        "release": Choice("release-first"),
        "users": Choice("users-first"),
    }
    older = at("first", release=Choice("release-second"))

    (closed,) = movement(older, at("first", **nothing_out)).gates

    assert (closed.closed, closed.decided) == (True, False)


# --- readiness -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("was", "becomes", "move", "in_place", "known"),
    [
        ("no", "yes", "into-place", 1, 0),
        ("half", "shown", "into-place", 1, 0),
        ("no", "half", "closer", 0, 0),
        ("yes", "shown", "closer", 0, 0),
        ("yes", "half", "fell-back", -1, 0),
        ("shown", "yes", "fell-back", 0, 0),
        ("half", "no", "fell-back", 0, 0),
        (UNKNOWN, "yes", "newly-known", 1, 1),
        (UNKNOWN, "no", "newly-known", 0, 1),
        ("yes", UNKNOWN, "no-longer-known", -1, -1),
        ("no", UNKNOWN, "no-longer-known", 0, -1),
    ],
)
def test_a_practice_falls_into_one_class_and_says_what_it_adds(
    was: Any, becomes: Any, move: str, in_place: int, known: int
):
    found = movement(at("second", review=was), at("second", review=becomes))
    change = changes_of(found)["review"]

    assert (change.move, change.in_place, change.known, change.asked) == (move, in_place, known, 0)
    assert not change.by_rubric


def test_practices_that_a_later_stage_expects_are_newly_asked():
    found = movement(at("first", backups="yes"), at("second", backups="yes"))
    change = changes_of(found)["backups"]

    assert change.move == "newly-asked"
    assert (change.asked, change.known, change.in_place) == (1, 1, 1)


def test_a_practice_that_does_not_apply_any_more_is_no_longer_asked():
    older, newer = at("second", review="no"), at("second", review=NotApplicable("sold"))
    change = changes_of(movement(older, newer))["review"]

    assert (change.move, change.asked, change.known, change.in_place) == (
        "no-longer-asked",
        -1,
        -1,
        0,
    )


def test_the_counts_before_and_the_changes_give_the_counts_after():
    older = at("second", review="yes", backups="no")
    newer = at("third", review="half", backups="yes", papers=UNKNOWN)
    found = of(movement(older, newer), "delivery")

    assert (found.before, found.after) == (Tally(2, 2, 1), Tally(3, 2, 1))
    assert found.was is not None
    assert found.becomes is not None
    assert {one.practice: one.move for one in found.changes} == {
        "review": "fell-back",
        "backups": "into-place",
        "papers": "newly-asked",
    }


def test_a_dimension_that_was_not_asked_about_begins_at_nothing():
    moved = small_plain()["practices"][0] | {"dimension": "team"}
    other = version("1.1", practices=(moved, *small_plain()["practices"][1:]))
    found = movement(at("second", review="yes"), at("second", other, review="yes"))

    assert of(found, "team").before == Tally()
    assert of(found, "team").was is None
    assert changes_of(found, "team")["review"].move == "newly-asked"
    assert changes_of(found)["review"].move == "no-longer-asked"


def test_a_level_that_a_new_version_counts_otherwise_is_marked_as_the_rubrics_doing():
    levels = tuple(
        one | {"credit": 1.0} if one["id"] == "half" else one for one in small_plain()["levels"]
    )
    found = movement(
        at("second", review="half"), at("second", version("1.1", levels=levels), review="half")
    )

    assert changes_of(found)["review"].move == "into-place"
    assert changes_of(found)["review"].by_rubric


# --- the rest ------------------------------------------------------------------------------------


def test_circumstances_roles_and_practices_that_are_not_due_are_told_besides():
    held = {"cto": "hat", "head": "unknown"}
    older = score(SMALL, company_at(SMALL, "second", sale="none", roles=held))
    newer = score(
        SMALL,
        company_at(SMALL, "second", sale="never", audit="half", roles={"cto": "dedicated"}),
    )
    found = movement(older, newer)

    assert [(one.subject, one.was, one.becomes) for one in found.others] == [
        ("sale", Choice("none"), Choice("never")),
        ("audit", None, Choice("half")),
        ("roles.cto", Holding("hat"), Holding("dedicated")),
    ]
    assert isinstance(balance_of(found), Balance)
    assert all(isinstance(one, Term) for one in balance_of(found).terms)


def test_a_practice_whose_place_changed_is_told_once():
    found = movement(at("second", review="no"), at("second", review="yes"))

    assert found.others == ()
    assert practice("review")["dimension"] == found.dimensions[0].dimension
