"""Practices that several companies lack."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assessments.domain.rubric import Rubric
from assessments.domain.shared_gaps import shared_gaps

from ..factories import real_rubric

PRACTICES = [one.id for one in real_rubric().practices]


def expected_from(rubric: Rubric, number: int) -> str:
    stage = rubric.stage_ids[number - 1]
    return next(one.id for one in rubric.practices if one.expected_from == stage)


def test_it_is_counted_against_the_companies_that_the_stage_expects_it_of(rubric: Rubric):
    practice = expected_from(rubric, 3)
    companies = [("A", 3, (practice,)), ("B", 4, ()), ("C", 5, (practice,)), ("D", 2, ())]

    (gap,) = shared_gaps(rubric, companies)

    assert (gap.practice.id, gap.stage) == (practice, 3)
    assert (gap.missing, gap.of, gap.companies) == (2, 3, ("A", "C"))
    assert gap.share == 2 / 3


def test_who_lacks_it_before_its_stage_expects_it_is_not_counted(rubric: Rubric):
    practice = expected_from(rubric, 3)

    assert shared_gaps(rubric, [("Early", 2, (practice,))]) == ()


def test_a_practice_that_the_rubric_does_not_know_is_left_out(rubric: Rubric):
    assert shared_gaps(rubric, [("A", 5, ("long-gone",))]) == ()


def test_the_most_shared_comes_first_and_what_fewer_lack_is_left_out(rubric: Rubric):
    one, other = expected_from(rubric, 1), expected_from(rubric, 2)
    companies = [("A", 3, (one, other)), ("B", 3, (other,)), ("C", 3, (other,))]

    assert [gap.practice.id for gap in shared_gaps(rubric, companies)] == [other, one]
    assert [gap.practice.id for gap in shared_gaps(rubric, companies, least=2)] == [other]


def test_no_more_are_named_than_asked_for_and_the_rest_is_counted(rubric: Rubric):
    practice = expected_from(rubric, 1)
    companies = [(f"Company {at}", 1, (practice,)) for at in range(7)]

    (gap,) = shared_gaps(rubric, companies, most_named=3)

    assert (gap.companies, gap.more) == (("Company 0", "Company 1", "Company 2"), 4)


@given(
    st.lists(
        st.tuples(st.text(), st.integers(1, 5), st.sets(st.sampled_from(PRACTICES)).map(tuple))
    )
)
def test_never_more_lack_it_than_it_is_expected_of(
    companies: list[tuple[str, int, tuple[str, ...]]],
):
    for gap in shared_gaps(real_rubric(), companies):
        assert 1 <= gap.missing <= gap.of <= len(companies)
        assert len(gap.companies) + gap.more == gap.missing
