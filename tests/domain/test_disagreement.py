"""Several people's answers side by side: what they agree on, what they differ on and how much it
matters."""

from __future__ import annotations

from math import isfinite, log
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.domain.answers import (
    UNKNOWN,
    Amount,
    AnswerSet,
    Choice,
    Holding,
    NotApplicable,
)
from assessments.domain.conditions import all_hold, subjects
from assessments.domain.disagreement import (
    Disagreement,
    Position,
    Sheet,
    agreements,
    differ,
    disagreements,
    joined_note,
    kind_of,
    middle,
    most_cautious,
)
from assessments.domain.notes import NOTE_LIMIT, Note
from assessments.domain.rubric import Rubric
from assessments.domain.scoring import place

from .. import strategies
from ..factories import answer_set, company_at
from ..strategies import RUBRIC


def sheets(*answers: AnswerSet) -> list[Sheet]:
    return [Sheet(f"r{number}", one) for number, one in enumerate(answers)]


def said(rubric: Rubric, *answers: dict[str, Any]) -> list[Sheet]:
    return sheets(*(answer_set(rubric, **one) for one in answers))


def by_key(found: tuple[Disagreement, ...]) -> dict[str, Disagreement]:
    return {one.key: one for one in found}


# --- agreeing and differing ----------------------------------------------------------------------


def test_who_does_not_know_agrees_with_those_who_do(rubric: Rubric):
    three = said(rubric, {"users": "testers"}, {"users": UNKNOWN}, {})

    (only,) = agreements(rubric, three)

    assert (only.kind, only.key, only.answer) == ("fact", "users", Choice("testers"))
    assert only.respondents == ("r0",)
    assert disagreements(rubric, three) == ()


def test_what_nobody_knows_is_neither_agreed_nor_differed_on(rubric: Rubric):
    two = said(rubric, {"users": UNKNOWN}, {})

    assert agreements(rubric, two) == ()
    assert disagreements(rubric, two) == ()


def test_a_disagreement_names_every_answer_with_who_gave_it_and_who_is_silent(rubric: Rubric):
    four = said(rubric, {"users": "large-base"}, {"users": "testers"}, {}, {"users": "large-base"})

    (only,) = disagreements(rubric, four)

    assert only.positions == (
        Position(Choice("testers"), ("r1",)),
        Position(Choice("large-base"), ("r0", "r3")),
    )
    assert only.silent == ("r2",)
    assert agreements(rubric, four) == ()


def test_why_a_practice_does_not_apply_is_no_other_answer(rubric: Rubric):
    two = said(
        rubric,
        {"code_review": NotApplicable("no code")},
        {"code_review": NotApplicable("we write no code of our own")},
    )

    (only,) = agreements(rubric, two)

    assert only.answer == NotApplicable("we write no code of our own")
    assert only.respondents == ("r0", "r1")


def test_that_a_practice_does_not_apply_differs_from_a_level_of_it(rubric: Rubric):
    two = said(rubric, {"code_review": NotApplicable("no code")}, {"code_review": "in-place"})

    (only,) = disagreements(rubric, two)

    assert [one.answer for one in only.positions] == [Choice("in-place"), NotApplicable("no code")]


def test_who_leaves_out_whose_hat_a_role_is_does_not_contradict_who_says_it(rubric: Rubric):
    two = sheets(
        answer_set(rubric, roles={"product-owner": "hat"}),
        answer_set(rubric, roles={"product-owner": "hat of cto"}),
    )

    (only,) = agreements(rubric, two)

    assert only.answer == Holding("hat", "cto")
    assert only.respondents == ("r0", "r1")


def test_a_role_that_is_two_different_hats_is_differed_on(rubric: Rubric):
    three = sheets(
        answer_set(rubric, roles={"product-owner": "hat"}),
        answer_set(rubric, roles={"product-owner": "hat of cto"}),
        answer_set(rubric, roles={"product-owner": "hat of development-manager"}),
    )

    (only,) = disagreements(rubric, three)

    assert {one.answer for one in only.positions} == {
        Holding("hat"),
        Holding("hat", "cto"),
        Holding("hat", "development-manager"),
    }


def test_one_question_can_be_asked_about_alone(rubric: Rubric):
    two = said(
        rubric, {"users": "testers", "teams": "one"}, {"users": "large-base", "teams": "one"}
    )

    assert differ(rubric, two, "fact", "users")
    assert not differ(rubric, two, "fact", "teams")


@pytest.mark.parametrize(
    ("subject", "key", "kind"),
    [
        ("question", "users", "fact"),
        ("question", "regulated", "circumstance"),
        ("question", "code-review", "practice"),
        ("role", "cto", "role"),
        ("question", "cto", None),
        ("role", "users", None),
        ("note", "nothing", None),
    ],
)
def test_a_subject_has_a_kind_or_there_is_no_such_thing(
    rubric: Rubric, subject: str, key: str, kind: str | None
):
    assert kind_of(rubric, subject, key) == kind


# --- what matters --------------------------------------------------------------------------------


def test_a_fact_matters_by_how_far_it_moves_the_odds_of_the_leading_stage(rubric: Rubric):
    two = sheets(
        company_at(rubric, "adoption", users="steady-base"),
        company_at(rubric, "adoption", users="testers"),
    )

    (only,) = disagreements(rubric, two)

    stands = middle(rubric, two, AnswerSet())
    odds = []
    for option in ("testers", "steady-base"):
        verdict = place(rubric, stands.with_answer("users", Choice(option))).verdict
        assert verdict is not None
        share = verdict.probabilities[rubric.stage_order["adoption"]]
        odds.append(log(share / (1 - share)))
    assert only.weight == pytest.approx(abs(odds[0] - odds[1]))
    assert only.weight > 0
    assert only.stages == ("adoption", "adoption")
    assert not only.turns_the_verdict


def test_a_fact_that_turns_the_verdict_says_to_which_stages(rubric: Rubric):
    base = answer_set(
        rubric,
        release_status="launched",
        outage_impact="work-stops",
        it_members=40,
        teams="two-three",
        layers="team-leads",
        cto_week="first-managers",
    )
    two = sheets(
        base.with_answer("users", Choice("testers")),
        base.with_answer("users", Choice("market-wide")),
    )

    users = by_key(disagreements(rubric, two))["users"]

    assert users.turns_the_verdict
    assert len(users.stages) == len(users.positions) == 2


def test_single_facts_matter_also_where_the_stage_is_clear(rubric: Rubric):
    two = sheets(company_at(rubric, "enterprise"), company_at(rubric, "scaling"))

    facts = [one for one in disagreements(rubric, two) if one.kind == "fact"]

    assert facts[0].weight > 0.5
    assert len({round(one.weight, 6) for one in facts}) > 3


def test_a_fact_that_a_rule_hangs_on_matters_most(rubric: Rubric):
    gate = rubric.gates[0]
    subject = next(one for one in subjects(gate.when) if one in rubric.fact_by_id)
    closed = company_at(rubric, "mvp")
    assert all_hold(gate.when, closed)
    opened = closed.with_answer(subject, Choice(rubric.fact_by_id[subject].options[-1].id))
    other = closed.with_answer("money", Choice(rubric.fact_by_id["money"].options[-1].id))

    found = disagreements(
        rubric, sheets(opened, AnswerSet({**closed.answers, "money": other.answers["money"]}))
    )

    assert found[0].key == subject


def test_the_heavier_of_two_facts_comes_first(rubric: Rubric):
    two = sheets(
        company_at(rubric, "pmf", it_members=7, users="first-customers"),
        company_at(rubric, "pmf", it_members=8, users="market-wide"),
    )

    assert [one.key for one in disagreements(rubric, two)] == ["users", "it-members"]


def test_facts_come_before_all_that_does_not_place_the_stage(rubric: Rubric):
    one = company_at(rubric, "scaling", practices="in-place", roles={"cto": "dedicated"})
    other = company_at(
        rubric, "scaling", practices="not-yet", roles={"cto": "nobody"}, it_members=61
    )
    first = one.with_answer("regulated", Choice("licence-needed"))
    second = other.with_answer("regulated", Choice("not-regulated"))

    kinds = [found.kind for found in disagreements(rubric, sheets(first, second))]

    assert kinds == sorted(kinds, key=["fact", "circumstance", "practice", "role"].index)
    assert set(kinds) == {"fact", "circumstance", "practice", "role"}


def test_a_practice_matters_by_what_it_does_to_the_priorities(rubric: Rubric):
    base = company_at(rubric, "scaling", practices="in-place")
    two = sheets(
        base.with_answer("on-call", Choice("not-yet")),
        base.with_answer("on-call", Choice("in-place")),
    )

    (only,) = disagreements(rubric, two)

    assert only.weight > 0
    assert only.problem is not None
    assert "on-call" in rubric.problem_by_id[only.problem].practices


def test_a_practice_that_nobody_of_this_stage_needs_matters_not_at_all(rubric: Rubric):
    later = next(one.id for one in rubric.practices if one.expected_from == rubric.stage_ids[-1])
    base = company_at(rubric, "mvp", practices="in-place")
    two = sheets(
        base.with_answer(later, Choice("not-yet")), base.with_answer(later, Choice("in-place"))
    )

    (only,) = disagreements(rubric, two)

    assert (only.weight, only.problem) == (0, None)


def test_a_role_matters_by_the_seats_that_it_changes(rubric: Rubric):
    base = company_at(rubric, "enterprise")
    two = sheets(
        AnswerSet(base.answers, {"cto": Holding("nobody")}),
        AnswerSet(base.answers, {"cto": Holding("dedicated")}),
    )

    (only,) = disagreements(rubric, two)

    assert only.weight == 1


def test_what_is_settled_already_is_what_the_rest_is_weighed_against(rubric: Rubric):
    two = sheets(
        company_at(rubric, "mvp", users="testers"),
        company_at(rubric, "enterprise", users="testers"),
    )
    settled = company_at(rubric, "enterprise", without=("money",))

    money = by_key(disagreements(rubric, two, settled))["money"]

    assert money.stages == ("enterprise", "enterprise")


# --- the middle ----------------------------------------------------------------------------------


def test_the_middle_of_facts_practices_and_numbers_is_the_lower_median(rubric: Rubric):
    four = said(
        rubric,
        {"users": "testers", "it_members": 9, "on_call": "measured"},
        {"users": "large-base", "it_members": 30, "on_call": "planned"},
        {"users": "market-wide", "it_members": 12, "on_call": NotApplicable("no service")},
        {"users": UNKNOWN, "it_members": 200},
    )

    stands = middle(rubric, four, AnswerSet())

    assert stands.answers["users"] == Choice("large-base")
    assert stands.answers["it-members"] == Amount(12)
    assert stands.answers["on-call"] == Choice("planned")


def test_the_middle_of_what_has_no_order_is_what_most_say(rubric: Rubric):
    held = ["hat of cto", "nobody", "hat of cto"]
    three = sheets(
        *(
            answer_set(rubric, regulated=option, roles={"product-owner": how})
            for option, how in zip(
                ("licence-needed", "not-regulated", "licence-needed"), held, strict=True
            )
        )
    )

    stands = middle(rubric, three, AnswerSet())

    assert stands.answers["regulated"] == Choice("licence-needed")
    assert stands.roles["product-owner"] == Holding("hat", "cto")


def test_what_is_settled_stands_even_as_unknown(rubric: Rubric):
    two = said(rubric, {"users": "testers"}, {"users": "large-base"})

    stands = middle(rubric, two, answer_set(rubric, users=UNKNOWN))

    assert stands.answers["users"] == UNKNOWN


# --- the most cautious ---------------------------------------------------------------------------


def test_the_most_cautious_answer_claims_least(rubric: Rubric):
    three = sheets(
        answer_set(rubric, on_call="in-place", users="testers", roles={"cto": "hat"}),
        answer_set(rubric, on_call="partly", users="large-base", roles={"cto": "nobody"}),
        answer_set(rubric, on_call=NotApplicable("no service"), roles={"cto": "dedicated"}),
    )
    found = by_key(disagreements(rubric, three))

    assert most_cautious(found["on-call"]) == Choice("partly")
    assert most_cautious(found["cto"]) == Holding("nobody")
    assert most_cautious(found["users"]) is None


# --- notes ---------------------------------------------------------------------------------------


def test_one_note_stays_as_it_is():
    note = Note("See the wiki.", "https://wiki.example/a")

    assert joined_note([("CTO", note), ("CEO", Note())]) == note
    assert joined_note([("CTO", note), ("CEO", note)]) == note


def test_several_notes_are_joined_with_who_wrote_them():
    first, second = (
        Note("Since May.", "https://a.example"),
        Note("Only by day.", "https://b.example"),
    )

    assert joined_note([("CTO", first), ("CEO", second)]) == Note(
        "CTO: Since May.\nCEO: Only by day.\nCEO: https://b.example", "https://a.example"
    )


def test_joined_notes_keep_to_what_a_note_may_hold():
    long = joined_note([("CTO", Note("a" * NOTE_LIMIT)), ("CEO", Note("b" * NOTE_LIMIT))])

    assert long is not None
    assert len(long.text) == NOTE_LIMIT
    assert long.text.endswith("…")


def test_no_note_is_none():
    assert joined_note([]) is None
    assert joined_note([("CTO", Note())]) is None


# --- whatever they answer ------------------------------------------------------------------------

several = st.lists(strategies.answer_sets(), min_size=1, max_size=4)
few_examples = settings(max_examples=20)


def told(found: tuple[Disagreement, ...]) -> list[tuple[Any, ...]]:
    return [
        (
            one.kind,
            one.key,
            one.weight,
            one.stages,
            one.problem,
            [at.answer for at in one.positions],
        )
        for one in found
    ]


@given(several)
@few_examples
def test_an_agreement_never_ranks(answers: list[AnswerSet]):
    many = sheets(*answers)

    agreed = {(one.kind, one.key) for one in agreements(RUBRIC, many)}
    ranked = {(one.kind, one.key) for one in disagreements(RUBRIC, many)}

    assert not agreed & ranked


@given(strategies.answer_sets(), st.integers(1, 4))
@few_examples
def test_who_all_say_the_same_differ_on_nothing(answers: AnswerSet, number: int):
    assert disagreements(RUBRIC, sheets(*[answers] * number)) == ()


@given(several, st.randoms(use_true_random=False))
@few_examples
def test_the_order_of_the_respondents_makes_no_difference(answers: list[AnswerSet], chance: Any):
    many = sheets(*answers)
    shuffled = many[:]
    chance.shuffle(shuffled)

    assert told(disagreements(RUBRIC, many)) == told(disagreements(RUBRIC, shuffled))


@given(several)
@few_examples
def test_weights_order_each_kind_and_stay_within_bounds(answers: list[AnswerSet]):
    found = disagreements(RUBRIC, sheets(*answers))

    for kind in ("fact", "circumstance", "practice", "role"):
        weights = [one.weight for one in found if one.kind == kind]
        assert weights == sorted(weights, reverse=True)
        assert all(weight >= 0 for weight in weights)
        assert all(isfinite(weight) for weight in weights)


@given(several)
@few_examples
def test_everybody_either_gave_an_answer_or_is_silent(answers: list[AnswerSet]):
    many = sheets(*answers)

    for one in disagreements(RUBRIC, many):
        heard = [who for position in one.positions for who in position.respondents]
        assert sorted([*heard, *one.silent]) == [sheet.respondent for sheet in many]
        assert len({position.answer for position in one.positions}) == len(one.positions) > 1
