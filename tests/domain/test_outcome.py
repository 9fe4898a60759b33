"""Did an action do what it was for? Its practices then and now."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.domain.answers import Answer, Choice, NotApplicable, Unknown
from assessments.domain.outcome import Outcome, Snapshot, outcome
from assessments.domain.rubric import Rubric

from ..factories import Written, answer_set, real_rubric
from ..small_rubric import practice, small_rubric

ONE, TWO = "on-call", "code-review"
MOOT = NotApplicable("We host nothing ourselves.")


def snapshot(rubric: Rubric, **answers: Any) -> Snapshot:
    return Snapshot(rubric, answer_set(rubric, **answers))


def of(rubric: Rubric, then: Written | None, now: Written | None) -> Outcome:
    """What became of one practice."""
    before = snapshot(rubric, **({"on_call": then} if then is not None else {}))
    after = snapshot(rubric, **({"on_call": now} if now is not None else {}))
    found = outcome([ONE], before, after)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("then", "now", "progress"),
    [
        ("not-yet", "in-place", "settled"),
        ("partly", "measured", "settled"),
        ("in-place", "in-place", "settled"),
        (None, "in-place", "settled"),
        ("not-yet", "partly", "moved"),
        ("planned", "partly", "moved"),
        ("not-yet", "not-yet", "not-yet"),
        ("not-yet", "planned", "not-yet"),
        ("partly", "partly", "not-yet"),
        ("in-place", "partly", "not-yet"),
        (None, "partly", "not-yet"),
        (Unknown(), "partly", "not-yet"),
        ("partly", None, "unknown"),
        ("partly", Unknown(), "unknown"),
        ("partly", MOOT, "unknown"),
    ],
)
def test_a_practice_then_and_now_says_what_became_of_it(
    rubric: Rubric, then: Written | None, now: Written | None, progress: str
):
    found = of(rubric, then, now)

    assert found.practices[0].progress == progress
    assert found.progress == progress


def test_it_tells_both_answers(rubric: Rubric):
    (one,) = of(rubric, "partly", "in-place").practices

    assert (one.was, one.now) == (Choice("partly"), Choice("in-place"))


def test_without_an_earlier_assessment_only_what_is_in_place_is_settled(rubric: Rubric):
    now = snapshot(rubric, on_call="partly", code_review="in-place")
    found = outcome([ONE, TWO], None, now)

    assert found is not None
    assert [one.progress for one in found.practices] == ["not-yet", "settled"]
    assert [one.was for one in found.practices] == [None, None]


def test_without_practices_there_is_nothing_to_tell(rubric: Rubric):
    assert outcome([], None, snapshot(rubric)) is None


@pytest.mark.parametrize(
    ("one", "two", "progress", "is_missing"),
    [
        ("in-place", "in-place", "settled", False),
        ("in-place", "not-yet", "moved", True),
        ("partly", "not-yet", "moved", True),
        ("not-yet", "not-yet", "not-yet", True),
        ("in-place", Unknown(), "moved", False),
        ("not-yet", Unknown(), "not-yet", True),
        (Unknown(), Unknown(), "unknown", False),
        ("in-place", MOOT, "settled", False),
        ("not-yet", MOOT, "not-yet", True),
        (MOOT, MOOT, "unknown", False),
    ],
)
def test_an_action_for_two_practices_has_done_its_work_when_both_are_in_place(
    rubric: Rubric, one: Written, two: Written, progress: str, is_missing: bool
):
    then = snapshot(rubric, on_call="not-yet", code_review="not-yet")
    found = outcome([ONE, TWO], then, snapshot(rubric, on_call=one, code_review=two))

    assert found is not None
    assert (found.progress, found.is_missing) == (progress, is_missing)


def test_a_practice_that_the_later_rubric_does_not_have_is_unknown(rubric: Rubric):
    then = snapshot(rubric, on_call="partly")
    other = small_rubric(practices=(practice("do-a", "first"),))
    found = outcome([ONE], then, snapshot(other))

    assert found is not None
    assert found.progress == "unknown"


def test_a_practice_that_the_earlier_rubric_did_not_have_was_not_known_before(rubric: Rubric):
    other = small_rubric(practices=(practice("do-a", "first"),))
    found = outcome([ONE], snapshot(other), snapshot(rubric, on_call="partly"))

    assert found is not None
    assert found.progress == "not-yet"


def test_an_answer_to_something_that_is_no_practice_is_no_progress(rubric: Rubric):
    found = outcome(["users"], None, snapshot(rubric, users="testers"))

    assert found is not None
    assert found.progress == "unknown"


LEVELS = [level.id for level in real_rubric().levels]
ANSWERS = st.sampled_from([*LEVELS, Unknown(), MOOT])


@given(st.lists(st.tuples(ANSWERS, ANSWERS), min_size=1, max_size=4))
def test_an_action_is_never_further_than_its_best_practice_nor_behind_its_worst(pairs):
    rubric = real_rubric()
    names = [one.id for one in rubric.practices][: len(pairs)]
    then = snapshot(rubric, **{n: a for n, (a, _) in zip(names, pairs, strict=True)})
    now = snapshot(rubric, **{n: b for n, (_, b) in zip(names, pairs, strict=True)})

    found = outcome(names, then, now)

    assert found is not None
    order = {"not-yet": 0, "moved": 1, "settled": 2}
    known = [order[one.progress] for one in found.practices if one.progress in order]
    if found.progress == "unknown":
        assert not known
    else:
        assert min(known) <= order[found.progress] <= max(known)
    assert found.is_missing == any(rank < 2 for rank in known)


def test_nothing_has_moved_between_an_assessment_and_itself(rubric: Rubric):
    for level, other in product(LEVELS, repeat=2):
        same = snapshot(rubric, on_call=level, code_review=other)
        found = outcome([ONE, TWO], same, same)
        assert found is not None
        assert "moved" not in [one.progress for one in found.practices]


def test_a_snapshot_knows_how_far_a_practice_is(rubric: Rubric):
    answers: dict[str, Answer | str] = {"on_call": "partly", "code_review": Unknown()}
    one = snapshot(rubric, **answers)

    assert one.credit(ONE) == 0.5
    assert one.credit(TWO) is None
    assert one.credit("nothing") is None
