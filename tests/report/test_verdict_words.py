"""How sure the verdict is and what a what-if comes to, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from assessments.domain.answers import UNKNOWN, Amount, Answer, Choice
from assessments.domain.scorecard import Scorecard, score
from assessments.domain.what_if import what_if
from assessments.reports.citing import cite
from assessments.reports.move_part import opening_views
from assessments.reports.verdict_part import how_sure, verdict_of
from assessments.reports.what_if_part import OutcomeView, outcome_view
from assessments.reports.words import first_sentence, in_a_hundred, thousands, times_words

from ..factories import answer_set, company_at
from ..small_rubric import small_rubric

SMALL = small_rubric()


def card_of(**answers: Any) -> Scorecard:
    return score(SMALL, answer_set(SMALL, **answers))


def outcome(changed: Mapping[str, Answer], **given: Any) -> OutcomeView:
    return outcome_view(SMALL, what_if(SMALL, answer_set(SMALL, **given), changed))


# --- how sure ------------------------------------------------------------------------------------


def test_clear_is_explained_with_how_many_of_a_hundred_companies_it_means():
    word, expected, footing = how_sure(score(SMALL, company_at(SMALL, "second")))
    shares = verdict_of(score(SMALL, company_at(SMALL, "second"))).probabilities

    assert word.startswith("“Clear” is our word from 75 % on")
    assert f"about {in_a_hundred(shares[1])} to be in Stage second" in expected
    assert footing == "5 of 5 facts are known; 5 agree with Stage second."


def test_leaning_and_between_are_explained_by_their_limits():
    leaning = card_of(release="release-second", users="users-second", size=16)
    between = card_of(release="release-second", users="users-third", size=8)

    assert verdict_of(leaning).certainty == "leaning"
    assert how_sure(leaning)[0].startswith("“Leaning” is our word from 50 % to 75 %")
    assert verdict_of(between).certainty == "between"
    assert how_sure(between)[0].startswith("“Between” is our word below 50 %")


def test_how_the_facts_stand_to_the_verdict_is_counted():
    card = card_of(release="release-second", users="users-third", size=4, layers="layers-first")

    assert how_sure(card)[-1] == (
        "4 of 5 facts are known; 2 agree with Stage second, 1 pulls later and 1 pulls earlier. "
        "What is not known adds nothing, and is never held against you."
    )


def test_a_verdict_by_a_rule_is_said_to_be_one():
    card = card_of(release="release-first", users="users-first", size=100, layers="layers-fourth", money="money-fourth")  # fmt: skip

    assert verdict_of(card).by_rule
    assert how_sure(card)[0].startswith("A rule has settled it")
    assert len(how_sure(card)) == 2


def test_where_one_stage_takes_it_all_no_other_is_counted():
    sure = small_rubric(scoring=SMALL.scoring.model_copy(update={"temperature": 0.1}).model_dump())
    (_word, expected, _footing) = how_sure(score(sure, company_at(sure, "second")))

    assert expected.endswith("we expect all to be in Stage second.")


# --- what is open --------------------------------------------------------------------------------


def test_an_open_fact_tells_what_its_answer_alone_would_do():
    card = card_of(release="release-second", size=16, money="money-third")
    users, layers = opening_views(card)

    assert (users.cited.name, users.cited.answer) == ("users", "Not answered")
    assert [(one.stage_name, one.changes[0].value) for one in users.moves] == [
        ("Stage second", "users-second")
    ]
    assert layers.moves == ()


def test_what_is_cited_is_no_question_or_role_of_the_rubric():
    card = card_of(release="release-second", size=16, money="money-third")

    with pytest.raises(KeyError):
        cite(SMALL, card.answers, "no-such-question")
    with pytest.raises(KeyError):
        cite(SMALL, card.answers, "roles.no-such-role")


# --- what if -------------------------------------------------------------------------------------

GIVEN: dict[str, Any] = {"release": "release-second", "users": "users-second", "size": 4}


def test_a_what_if_says_what_becomes_of_the_verdict():
    other = outcome({"users": Choice("users-fourth"), "release": Choice("release-third")}, **GIVEN)
    surer = outcome({"money": Choice("money-second")}, **GIVEN)
    less_sure = outcome({"users": Choice("users-third")}, **GIVEN)

    assert other.sentence == "It would be Stage third instead of Stage second."
    assert other.detail == "Stage 3 of 4, Stage third: leaning, at 64 %."
    assert surer.sentence.startswith("It would still be Stage second, and surer:")
    assert less_sure.sentence.startswith("It would still be Stage second, but less surely:")


def test_without_a_change_it_says_what_is():
    assert outcome({}, **GIVEN).sentence == "As you answered: Stage second."
    assert outcome({"users": Choice("users-second")}, **GIVEN).shifts == ()


def test_a_change_that_leaves_the_verdict_as_sure_as_it_was_says_so():
    found = outcome({"size": Amount(6)}, **(GIVEN | {"size": 5}))

    assert found.sentence == "It would still be Stage second, as surely as now."
    assert found.shifts[0].says == (
        "Still typical of Stage second. "
        "It makes Stage second 1.3 times as likely against Stage first."
    )


def test_a_change_between_answers_that_both_stages_share_says_that_it_changes_nothing_there():
    (shift,) = outcome({"size": Amount(3)}, **GIVEN).shifts

    assert shift.says == (
        "Still typical of Stage first or Stage second. "
        "It changes nothing between Stage second and Stage first."
    )


def test_each_change_says_of_which_stages_it_is_typical_and_what_it_is_worth():
    (shift,) = outcome({"users": Choice("users-first")}, **GIVEN).shifts
    assert (shift.was, shift.becomes) == ("users-second", "users-first")
    assert shift.says == (
        "Typical of Stage first instead of Stage second. "
        "It makes Stage first 7.4 times as likely against Stage second."
    )

    (taken,) = outcome({"users": UNKNOWN, "money": UNKNOWN}, money="money-third", **GIVEN).shifts[
        :1
    ]
    assert taken.becomes == "Don’t know"
    assert taken.says.startswith("Says nothing any more; it was typical of Stage second.")

    (given,) = outcome({"money": Choice("money-third")}, **GIVEN).shifts
    assert given.was == "Don’t know"
    assert given.says.startswith("Typical of Stage third; it said nothing before.")


def test_with_too_little_known_it_says_what_is_missing_and_weighs_nothing():
    found = outcome({"users": UNKNOWN, "release": UNKNOWN}, **GIVEN)

    assert found.sentence == "With these answers there would be no verdict."
    assert found.missing.startswith("There is no verdict yet: 2 more facts are needed.")
    assert found.shares == ()
    assert [one.says for one in found.shifts] == [
        "Says nothing any more; it was typical of Stage second.",
        "Says nothing any more; it was typical of Stage second.",
    ]


def test_from_no_verdict_to_one_it_says_what_it_would_be():
    found = outcome(
        {"users": Choice("users-second")}, release="release-second", money="money-second"
    )

    assert found.sentence == "It would be Stage second."
    assert {one.before for one in found.shares} == {"–"}


def test_a_rule_that_comes_into_force_is_told_with_its_reason():
    changed = {"release": Choice("release-first"), "users": Choice("users-first")}
    found = outcome(changed, **(GIVEN | {"size": 100, "layers": "layers-fourth"}))

    assert found.detail.endswith("settled by a rule.")
    assert found.gate == "Nothing is out and nobody uses it."


# --- numbers and sentences -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("factor", "words"),
    [(1.26, "1.3 times"), (2.0, "2 times"), (9.96, "10 times"), (12.4, "12 times"), (5e3, "over 1000 times")],
)  # fmt: skip
def test_how_many_times_is_said_as_exactly_as_it_helps(factor: float, words: str):
    assert times_words(factor) == words


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("One. Two.", "One."),
        ("From 1.5 people on. Then more.", "From 1.5 people on."),
        ("Only one", "Only one"),
        ("Is it? “Yes.”", "Is it?"),
    ],
)
def test_the_first_sentence_ends_where_the_next_begins(text: str, first: str):
    assert first_sentence(text) == first


@pytest.mark.parametrize(("number", "said"), [(0, "0"), (999, "999"), (1_234_567, "1 234 567")])
def test_thousands_are_set_apart_by_spaces_at_which_no_line_breaks(number, said):
    assert thousands(number) == said.replace(" ", "\u202f")
