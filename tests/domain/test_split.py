"""Dimensions whose facts point to different stages."""

from typing import Any

from hypothesis import given

from assessments.domain.answers import AnswerSet
from assessments.domain.rubric import Rubric
from assessments.domain.scorecard import score
from assessments.domain.scoring import contributions
from assessments.domain.split import DimensionStage, dimension_stages, splits

from .. import strategies
from ..factories import answer_set
from ..small_rubric import fact, small_plain, small_rubric
from ..strategies import RUBRIC

SMALL = small_rubric()


def read(rubric: Rubric = SMALL, **facts: Any) -> tuple[DimensionStage, ...]:
    return dimension_stages(rubric, contributions(rubric, answer_set(rubric, **facts)))


def test_a_dimension_with_two_known_facts_is_read_by_itself():
    assert read(release="release-third", users="users-third", size=2) == (
        DimensionStage("product", "third", ("release", "users")),
    )


def test_a_dimension_with_one_known_fact_is_not_read():
    assert read(release="release-third", users="unknown", size=2, money="money-first") == ()


def test_dimensions_come_in_the_rubrics_order():
    found = read(layers="layers-first", size=2, users="users-first", release="release-first")

    assert [one.dimension for one in found] == ["product", "team"]


def test_dimensions_two_stages_apart_are_a_split_with_the_rubrics_reading():
    team, product = (
        DimensionStage("team", "fourth", ("size", "layers")),
        DimensionStage("product", "second", ("release", "users")),
    )
    (found,) = splits(SMALL, (product, team))

    assert (found.ahead, found.behind, found.apart) == (team, product, 2)
    assert found.reading is SMALL.splits[0]


def test_a_split_that_the_rubric_does_not_read_has_no_reading():
    (found,) = splits(
        SMALL,
        (DimensionStage("product", "fourth", ()), DimensionStage("team", "second", ())),
    )

    assert found.ahead.dimension == "product"
    assert found.reading is None


def test_dimensions_one_stage_apart_are_no_split():
    stages = (DimensionStage("product", "second", ()), DimensionStage("team", "third", ()))

    assert splits(SMALL, stages) == ()


def test_the_widest_split_comes_first():
    found = splits(
        SMALL,
        (
            DimensionStage("product", "first", ()),
            DimensionStage("team", "third", ()),
            DimensionStage("delivery", "fourth", ()),
        ),
    )

    assert [(one.ahead.dimension, one.behind.dimension, one.apart) for one in found] == [
        ("delivery", "product", 3),
        ("team", "product", 2),
    ]


def test_a_company_may_be_split_though_its_stage_is_sure():
    plain = small_plain()
    rubric = small_rubric(facts=(*plain["facts"], fact("more"), fact("other")))
    card = score(
        rubric,
        answer_set(
            rubric,
            release="release-second", users="users-second", more="more-second",
            other="other-second", size=4, money="money-second", layers="layers-fourth",
        ),
    )  # fmt: skip

    assert card.verdict is not None
    assert card.verdict.stage == "second"
    assert {one.dimension: one.stage for one in card.dimension_stages}["product"] == "second"


@given(strategies.fact_sets())
def test_splits_are_pairs_of_read_dimensions_two_or_more_stages_apart(answers: AnswerSet):
    card = score(RUBRIC, answers)
    stages = {one.dimension: RUBRIC.stage_order[one.stage] for one in card.dimension_stages}
    pairs = {(one.ahead.dimension, one.behind.dimension): one.apart for one in card.splits}

    assert len(pairs) == len(card.splits)
    assert pairs == {
        (ahead, behind): stages[ahead] - stages[behind]
        for ahead in stages
        for behind in stages
        if stages[ahead] - stages[behind] >= 2
    }
    assert [one.apart for one in card.splits] == sorted(pairs.values(), reverse=True)


@given(strategies.fact_sets())
def test_every_split_of_the_published_rubric_has_a_reading(answers: AnswerSet):
    for one in score(RUBRIC, answers).splits:
        assert one.reading is not None
