"""The one door: a whole scorecard, with a verdict and without, and as plain values."""

import json

import pytest
from hypothesis import given

from assessments.domain.answers import AnswerSet
from assessments.domain.rubric import Advice, Rubric
from assessments.domain.scorecard import as_plain, round_number, score, stage_advice

from .. import strategies
from ..factories import answer_set, company_at, without_order
from ..small_rubric import small_rubric
from ..strategies import RUBRIC

SMALL = small_rubric()
KEYS = [
    "rubric",
    "verdict",
    "split",
    "evidence",
    "contributions",
    "contradictions",
    "readiness",
    "priorities",
    "plan",
    "org_chart",
    "counterfactuals",
]


def test_a_company_with_facts_enough_gets_everything():
    card = score(SMALL, company_at(SMALL, "second", practices="no", roles={"cto": "dedicated"}))

    assert card.missing is None
    assert card.verdict is not None
    assert (card.verdict.stage, card.possible) == ("second", ("second",))
    assert all((card.readiness, card.states, card.priorities, card.plan))
    assert card.org_charts is not None
    assert card.counterfactuals


def test_a_company_with_too_few_facts_gets_what_is_missing_and_what_is_possible():
    card = score(SMALL, answer_set(SMALL, users="users-first", review="no"))

    assert card.missing is not None
    assert card.possible
    assert [one.question for one in card.contributions] == ["users"]
    assert (card.verdict, card.org_charts) == (None, None)
    assert not any((card.states, card.readiness, card.priorities, card.plan))
    assert not any((card.splits, card.dimension_stages, card.counterfactuals))


@pytest.mark.parametrize("sale", [None, "soon"])
def test_answers_that_seldom_go_together_are_asked_about_again(sale: str | None):
    strange = answer_set(SMALL, release="release-first", users="users-fourth")
    plain = answer_set(SMALL, release="release-first", users="users-third")

    assert [one.id for one in score(SMALL, strange).contradictions] == ["many-users-of-nothing"]
    assert score(SMALL, plain).contradictions == ()


def test_advice_is_for_all_stages_or_for_those_it_names():
    always = Advice(text="Always.", source=("S0",))
    early = Advice(text="Early.", stages=("first", "second"), source=("S0",))

    assert stage_advice((always, early), "second") == (always, early)
    assert stage_advice((always, early), "third") == (always,)


def test_numbers_are_rounded_in_one_place_and_never_minus_nothing():
    assert round_number(1 / 3) == 0.3333
    assert round_number(2 / 3, 2) == 0.67
    assert str(round_number(-0.00001)) == "0.0"


# --- as plain values -------------------------------------------------------------------------------


def test_without_a_verdict_the_plain_form_keeps_its_keys():
    plain = as_plain(score(SMALL, answer_set(SMALL, users="users-first")))

    assert list(plain) == KEYS
    assert plain["verdict"] == {
        "stage": None,
        "certainty": None,
        "between": [],
        "probabilities": {},
        "possible_stages": ["first", "second", "third", "fourth"],
        "gate": None,
        "by_rule": False,
        "missing": {"facts": 2, "anchors": 1, "unanswered": ["release", "size", "layers", "money"]},
    }
    assert plain["org_chart"] is None


def test_the_plain_form_says_what_the_scorecard_says():
    card = score(
        SMALL,
        company_at(
            SMALL, "fourth", practices="half", size=128, layers="layers-fourth",
            release="release-second", users="users-second", largest_team=12,
            largest_team_manager="no-manager",
            roles={"cto": "dedicated", "developers": "nobody"},
        ),
    )  # fmt: skip
    plain = as_plain(card)
    assert card.verdict is not None
    assert card.org_charts is not None

    assert list(plain) == KEYS
    assert plain["rubric"] == {"id": "small", "version": "1.0", "hash": SMALL.hash}
    assert plain["verdict"]["stage"] == card.verdict.stage
    assert plain["verdict"]["missing"] is None
    assert list(plain["verdict"]["probabilities"]) == list(SMALL.stage_ids)
    assert plain["split"]["dimensions"] == {"product": "second", "team": "fourth"}
    (finding,) = plain["split"]["findings"]
    assert (finding["apart"], finding["meaning"]) == (2, "More people than use.")
    assert [one["answer"] for one in plain["contributions"]][:3] == [
        "release-second", "users-second", 128,
    ]  # fmt: skip
    assert plain["readiness"][0]["dimension"] == "delivery"
    assert [one["rank"] for one in plain["priorities"]] == list(range(1, len(card.priorities) + 1))
    assert plain["org_chart"]["missing"] == list(card.org_charts.missing)
    assert plain["org_chart"]["largest_team"] == {
        "people": 12,
        "has_manager": False,
        "span": "beyond",
    }
    assert len(plain["plan"]) == len(card.plan)
    assert {one["direction"] for one in plain["counterfactuals"]} == {
        one.direction for one in card.counterfactuals
    }


def test_a_closed_gate_and_a_contradiction_are_named():
    gated = as_plain(score(SMALL, company_at(SMALL, "first")))
    strange = as_plain(score(SMALL, company_at(SMALL, "fourth", release="release-first")))

    assert gated["verdict"]["gate"] == "nothing-out"
    assert strange["contradictions"] == [
        {"id": "many-users-of-nothing", "ask": "Is it out or not?", "answers": ["release", "users"]}
    ]


def test_a_split_without_a_reading_says_nothing_about_it():
    plain = as_plain(score(SMALL, company_at(SMALL, "fourth", size=2, layers="layers-first")))
    (finding,) = plain["split"]["findings"]

    assert (finding["ahead"]["dimension"], finding["behind"]["dimension"]) == ("product", "team")
    assert (finding["meaning"], finding["do"]) == ("", "")


def test_without_a_number_for_the_largest_team_there_is_none():
    assert as_plain(score(SMALL, company_at(SMALL, "second")))["org_chart"]["largest_team"] is None


@given(strategies.answer_sets(strategies.scorable_facts() | strategies.fact_answers()))
def test_the_plain_form_is_json_and_stays_the_same(answers: AnswerSet):
    plain = as_plain(score(RUBRIC, answers))
    text = json.dumps(plain, allow_nan=False)

    assert list(plain) == KEYS
    assert json.loads(text) == plain
    assert json.dumps(as_plain(score(RUBRIC, without_order(answers)))) == text


@given(strategies.scorable_sets())
def test_every_priority_of_the_plain_form_says_what_to_do_first(answers: AnswerSet):
    for one in as_plain(score(RUBRIC, answers))["priorities"]:
        assert 1 <= len(one["first_moves"]) <= 3
        assert one["done_when"]
        assert one["owner"]


def test_the_published_rubric_scores_without_answers(rubric: Rubric):
    card = score(rubric, AnswerSet())

    assert card.possible == rubric.stage_ids
    assert card.missing is not None
    assert set(card.missing.unanswered) == set(rubric.fact_by_id)
