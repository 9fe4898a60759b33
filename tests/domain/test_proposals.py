"""What a result proposes to take on: the moves of its priorities, each known again by its key."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assessments.archetypes import example
from assessments.domain.answers import AnswerSet
from assessments.domain.plan import plan
from assessments.domain.priorities import Priority
from assessments.domain.proposals import item_of, proposals
from assessments.domain.rubric import Rubric
from assessments.domain.scorecard import Scorecard, score

from ..factories import company_at
from ..small_rubric import practice, problem, small_rubric

STAGES = ("mvp", "pmf", "adoption", "scaling", "enterprise")


def card_of(rubric: Rubric, stage: str, **changes: Any) -> Scorecard:
    return score(rubric, company_at(rubric, stage, practices="partly", **changes))


def test_every_step_of_the_plan_is_proposed_once_with_its_day(rubric: Rubric):
    card = score(rubric, example(rubric).answers)

    proposed = {(one.days, one.move.text) for one in proposals(card) if one.days}

    assert proposed == {(step.days, step.move) for step in card.plan}
    assert len({one.key for one in proposals(card)}) == len(proposals(card))


@pytest.mark.parametrize("stage", STAGES)
def test_every_must_and_should_is_proposed(rubric: Rubric, stage: str):
    card = card_of(rubric, stage)

    wanted = {one.problem for one in card.priorities if one.moscow in ("must", "should")}

    assert wanted
    assert wanted <= {one.priority.problem for one in proposals(card)}


def test_a_should_that_the_plan_has_no_room_for_is_proposed_without_a_day(rubric: Rubric):
    card = score(rubric, example(rubric).answers)
    planned = {step.problem for step in card.plan}

    left = [one for one in proposals(card) if one.priority.problem not in planned]

    assert left
    for one in left:
        assert one.days is None
        assert one.priority.moscow == "should"
        assert one.move.text not in {step.move for step in plan(rubric, card.priorities)}


def test_what_is_put_off_is_not_proposed(rubric: Rubric):
    card = score(rubric, example(rubric).answers)

    assert any(one.moscow == "wont-now" for one in card.priorities)
    assert not any(one.priority.moscow == "wont-now" for one in proposals(card))


def test_a_priority_all_of_whose_moves_stand_under_another_proposes_nothing_more():
    rubric = small_rubric(
        practices=(practice("do-a"),),
        problems=(problem("a", "first", "do-a"), problem("b", "first", "do-a")),
    )
    both = (
        Priority("a", "first", "now", "must", 1.0, 1.0, (), ("do-a",), "do-a"),
        Priority("b", "first", "now", "should", 1.0, 1.0, (), ("do-a",), "do-a"),
    )
    card = replace(score(rubric, AnswerSet()), priorities=both, plan=plan(rubric, both))

    assert [(one.key, one.days, one.priority.problem) for one in proposals(card)] == [
        ("do-a", 30, "a"),
        ("do-a:2", 60, "a"),
    ]


def test_without_a_verdict_nothing_is_proposed(rubric: Rubric):
    assert proposals(score(rubric, AnswerSet())) == ()


def test_a_move_keeps_its_key_whatever_else_is_answered(rubric: Rubric):
    before = {one.move.text: one.key for one in proposals(card_of(rubric, "scaling"))}
    after = {
        one.move.text: one.key
        for one in proposals(card_of(rubric, "scaling", on_call="in-place", moscow="not-yet"))
    }

    both = set(before) & set(after)

    assert both
    assert set(before) != set(after)
    assert {text: before[text] for text in both} == {text: after[text] for text in both}


def test_a_key_names_the_practice_or_problem_whose_move_it_is(rubric: Rubric):
    card = score(rubric, example(rubric).answers)

    for one in proposals(card):
        item = item_of(one.key)
        known = rubric.practice_by_id.get(item) or rubric.problem_by_id[item]
        assert known.first_moves[one.move.number - 1] == one.move.text


def test_a_move_of_a_practice_is_for_that_practice_alone(rubric: Rubric):
    card = score(rubric, example(rubric).answers)

    for one in proposals(card):
        if item_of(one.key) in rubric.practice_by_id:
            assert one.move.practices == (item_of(one.key),)
        else:
            assert set(one.move.practices) >= set(one.priority.missing)
