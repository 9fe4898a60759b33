"""What is still possible and what would move the verdict, on a rubric worked out by hand."""

import pytest

from assessments.domain.answers import UNKNOWN, Amount, AnswerSet, Choice
from assessments.domain.explanation import (
    Change,
    Counterfactual,
    counterfactuals,
    openings,
    possible_answers,
    possible_stages,
)
from assessments.domain.rubric import Rubric
from assessments.domain.scorecard import score
from assessments.domain.scoring import (
    add_up,
    closed_gate,
    contributions,
    judge,
)

from ..factories import answer_set, company_at
from ..small_rubric import fact, small_plain, small_rubric, when

SMALL = small_rubric()


def possible(answers: AnswerSet, rubric: Rubric = SMALL) -> tuple[str, ...]:
    return possible_stages(rubric, answers, contributions(rubric, answers))


def moves(answers: AnswerSet, rubric: Rubric = SMALL) -> tuple[Counterfactual, ...]:
    known = contributions(rubric, answers)
    evidence = add_up(rubric, [one.evidence for one in known])
    verdict = judge(rubric, evidence, closed_gate(rubric, answers))
    return counterfactuals(rubric, answers, known, verdict)


# --- the answers that matter -------------------------------------------------------------------------


def test_the_answers_that_matter_are_the_options():
    assert possible_answers(SMALL, SMALL.fact_by_id["users"]) == tuple(
        Choice(f"users-{stage}") for stage in SMALL.stage_ids
    )


def test_of_a_number_the_edges_of_the_bands_matter():
    numbers = possible_answers(SMALL, SMALL.fact_by_id["size"])

    assert numbers == tuple(Amount(number) for number in (1, 2, 4, 8, 32, 128))


def test_the_greatest_number_matters_if_it_lies_below_the_ceiling():
    small = small_plain()["facts"]
    size = fact("size", "team", number={"unit": "people", "least": 1, "most": 20})
    rubric = small_rubric(facts=(*small[:2], size, *small[3:]))

    numbers = possible_answers(rubric, rubric.fact_by_id["size"])
    assert numbers == tuple(Amount(number) for number in (1, 2, 4, 8, 20))


# --- what is still possible --------------------------------------------------------------------------


def test_without_answers_everything_is_possible():
    assert possible(AnswerSet()) == SMALL.stage_ids


@pytest.mark.parametrize("stage", SMALL.stage_ids)
def test_with_all_facts_known_only_the_verdicts_stage_is_possible(stage: str):
    assert possible(company_at(SMALL, stage)) == (stage,)


def test_an_unknown_answer_of_little_weight_leaves_the_neighbours_impossible():
    assert possible(company_at(SMALL, "second", money=UNKNOWN)) == ("second",)


def test_unknown_answers_leave_open_what_they_could_turn():
    answers = answer_set(SMALL, release="release-second", size=4)

    assert possible(answers) == ("first", "second", "third")
    ungated = small_rubric(gates=())
    late = company_at(ungated, "fourth", without=("release", "users"))
    assert possible(late, ungated) == ("third", "fourth")


def test_a_closed_gate_leaves_only_the_stages_below_it():
    answers = answer_set(SMALL, release="release-first", users="users-first", size=100)

    assert possible(answers) == ("first",)


def test_a_gate_that_may_still_close_leaves_its_stages_possible():
    answers = company_at(SMALL, "fourth", release="release-first", without=("users",))

    assert "first" in possible(answers)


def test_a_gate_that_can_no_longer_close_makes_nothing_possible():
    answers = company_at(SMALL, "fourth", without=("users",))

    assert possible(answers) == ("fourth",)


def test_gates_may_look_at_circumstances_too():
    gate = small_plain()["gates"][0] | {"when": (when("sale", "never"),), "ceiling": "second"}
    rubric = small_rubric(gates=(gate,))

    assert possible(company_at(rubric, "fourth"), rubric) == ("second", "fourth")
    assert possible(company_at(rubric, "fourth", sale="soon"), rubric) == ("fourth",)
    assert possible(company_at(rubric, "fourth", sale="never"), rubric) == ("second",)


# --- what single open answers could do ---------------------------------------------------------------


def opened(answers: AnswerSet, rubric: Rubric = SMALL) -> dict[str, list[tuple[str, str, object]]]:
    """For each open fact, the direction, the stage and the answer of each of its moves."""
    card = score(rubric, answers)
    assert card.verdict is not None
    found = openings(rubric, answers, card.contributions, card.verdict)
    assert found == card.openings
    return {
        one.question: [(move.direction, move.stage, move.changes[0].becomes) for move in one.moves]
        for one in found
    }


def test_with_all_facts_known_nothing_is_open():
    assert opened(company_at(SMALL, "second")) == {}


def test_an_open_fact_of_little_weight_moves_nothing_by_itself():
    assert opened(company_at(SMALL, "second", money=UNKNOWN)) == {"money": []}


def test_an_open_fact_is_named_with_the_nearest_answer_that_leads_to_another_stage():
    later = answer_set(SMALL, release="release-second", size=16, money="money-third")
    early = answer_set(SMALL, release="release-first", size=4, money="money-second")

    assert opened(later) == {"users": [("down", "second", Choice("users-second"))], "layers": []}
    assert opened(early) == {
        "users": [("up", "second", Choice("users-second"))],
        "layers": [("up", "second", Choice("layers-second"))],
    }


def test_of_an_open_number_the_edges_of_the_bands_are_tried():
    answers = answer_set(SMALL, release="release-second", users="users-third", money="money-third")

    assert opened(answers)["size"] == [("down", "second", Amount(4))]


def test_an_open_fact_that_may_close_a_gate_is_news():
    answers = answer_set(SMALL, release="release-first", size=100, money="money-fourth")
    (gated,) = [one for one in opened(answers)["users"] if one[1] == "first"]

    assert gated == ("down", "first", Choice("users-first"))


def test_what_was_said_of_an_open_fact_is_told():
    given = answer_set(SMALL, release="release-second", size=16, money="money-third", users=UNKNOWN)
    moves_by_question = {one.question: one.moves for one in score(SMALL, given).openings}

    assert moves_by_question["users"][0].changes[0].was == UNKNOWN


# --- what would move it ------------------------------------------------------------------------------


def test_each_answer_that_suffices_by_itself_is_named_with_what_it_was():
    answers = answer_set(SMALL, release="release-second", users="users-third", size=8)

    assert score(SMALL, answers).evidence == (-4, -1, -1, -5)
    assert [one for one in moves(answers) if one.direction == "up"] == [
        Counterfactual(
            "up", "third", (Change("release", Choice("release-second"), Choice("release-third")),)
        ),
        Counterfactual("up", "third", (Change("size", Amount(8), Amount(32)),)),
    ]


def test_steps_that_trip_a_gate_do_not_hide_others_that_move_the_verdict():
    answers = answer_set(SMALL, release="release-second", users="users-third", size=8)

    (down,) = [one for one in moves(answers) if one.direction == "down"]
    assert down.stage == "first"
    assert len(down.changes) == 2
    assert Change("size", Amount(8), Amount(4)) in down.changes


def test_a_tie_goes_to_the_earlier_stage_and_so_is_a_move_down():
    answers = answer_set(SMALL, release="release-third", users="users-third", size=8)
    down = [one for one in moves(answers) if one.direction == "down"]

    assert [(one.stage, one.changes[0].becomes) for one in down] == [
        ("second", Choice("release-second")),
        ("second", Choice("users-second")),
        ("second", Amount(2)),
    ]


def test_tripping_a_gate_is_not_offered_as_a_move():
    answers = company_at(SMALL, "second", release="release-first", size=8)

    gated = score(SMALL, answers.with_answer("users", Choice("users-first"))).verdict
    assert gated is not None
    assert (gated.stage, gated.gate) == ("first", SMALL.gates[0])
    assert [
        one for one in moves(answers) if one.direction == "down" and len(one.changes) == 1
    ] == []


def test_of_many_single_answers_the_four_smallest_steps_are_named_in_their_order():
    plain = small_plain()
    more = tuple(fact(f"more-{at}", options=plain["facts"][0]["options"]) for at in range(6))
    rubric = small_rubric(facts=(*plain["facts"], *more), gates=())
    early, late = "release-second", "release-third"
    answers = answer_set(
        rubric,
        release=early,
        size=8,
        users="users-third",
        more_0=late, more_1=early, more_2=late, more_3=early, more_4=late, more_5=early,
    )  # fmt: skip
    up = [one for one in moves(answers, rubric) if one.direction == "up"]

    assert [one.changes[0].question for one in up] == ["release", "size", "more-1", "more-3"]


def test_where_no_single_answer_suffices_a_set_of_answers_is_named():
    up = [one for one in moves(company_at(SMALL, "second")) if one.direction == "up"]

    assert len(up) == 1
    assert up[0].stage == "third"
    assert 2 <= len(up[0].changes) <= 4
    assert len({change.question for change in up[0].changes}) == len(up[0].changes)


def test_each_of_several_answers_moves_no_further_than_needed():
    (up,) = [one for one in moves(company_at(SMALL, "second")) if one.direction == "up"]

    for change in up.changes:
        if isinstance(change.becomes, Choice):
            assert change.becomes.option.endswith("-third")


def test_nothing_lies_above_the_last_stage_nor_below_the_first():
    assert {one.direction for one in moves(company_at(SMALL, "fourth"))} <= {"down"}
    assert {one.direction for one in moves(company_at(SMALL, "first", users="users-second"))} <= {
        "up"
    }


def test_opening_a_gate_counts_as_a_move():
    answers = company_at(SMALL, "third", release="release-first", users="users-first")
    up = [one for one in moves(answers) if one.direction == "up"]

    verdict = score(SMALL, answers).verdict
    assert verdict is not None
    assert (verdict.stage, verdict.gate, verdict.by_rule) == ("first", SMALL.gates[0], True)
    assert [(one.changes[0].question, one.changes[0].becomes) for one in up] == [
        ("release", Choice("release-second")),
        ("users", Choice("users-second")),
    ]


def test_a_verdict_that_takes_more_than_four_answers_to_move_is_firm():
    plain = small_plain()
    more = tuple(fact(f"more-{at}", weight=2.0) for at in range(10))
    rubric = small_rubric(facts=(*plain["facts"], *more), gates=())

    assert moves(company_at(rubric, "second"), rubric) == ()
