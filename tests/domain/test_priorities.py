"""Which problems come into the list, in which class and why. Relations, not the tuned numbers."""

from typing import Any

import pytest

from assessments.domain.answers import NotApplicable
from assessments.domain.priorities import MOST_COMING, MOST_MUSTS, Priority, Reason, priorities
from assessments.domain.readiness import practice_states
from assessments.domain.rubric import Rubric
from assessments.domain.split import DimensionStage

from ..factories import Written, answer_set
from ..small_rubric import choice_of, circumstance, practice, problem, small_rubric, when

SMALL = small_rubric()


def ranked(
    stage: str, rubric: Rubric = SMALL, reached: str | None = None, **answers: Any
) -> list[Priority]:
    """The list; ``reached`` is the stage that the product's own facts point to."""
    given = answer_set(rubric, **answers)
    states = practice_states(rubric, given, stage)
    dimensions = [DimensionStage("product", reached, ("release", "users"))] if reached else []
    return list(priorities(rubric, given, states, stage, dimensions))


def by_problem(
    stage: str, rubric: Rubric = SMALL, reached: str | None = None, **answers: Any
) -> dict[str, Priority]:
    return {one.problem: one for one in ranked(stage, rubric, reached, **answers)}


def with_problems(*pairs: tuple[dict[str, Any], dict[str, Any]], **parts: Any) -> Rubric:
    """The small rubric with these practices and problems."""
    return small_rubric(
        practices=tuple(one for one, _ in pairs), problems=tuple(one for _, one in pairs), **parts
    )


def pair(name: str, stage: str, **parts: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """A practice ``do-<name>`` and the problem ``<name>`` that it settles."""
    return (
        practice(f"do-{name}", stage, problems=(name,)),
        problem(name, stage, f"do-{name}", **parts),
    )


# --- what comes into the list ------------------------------------------------------------------------


def test_the_list_holds_the_problems_of_the_stage_and_of_the_next():
    found = by_problem("second", backups="no", papers="no", audit="no")

    assert {one: each.timing for one, each in found.items()} == {"faults": "now", "rules": "coming"}


def test_a_settled_problem_is_not_in_the_list():
    assert "faults" not in by_problem("second", backups="yes")
    assert "faults" not in by_problem("second", backups="shown")
    assert "faults" in by_problem("second", backups="half")


def test_a_hole_of_an_earlier_stage_is_carried_over_with_its_practice():
    found = by_problem("second", review="no")["quality"]

    assert (found.timing, found.hole, found.missing) == ("carried-over", "review", ("review",))
    assert Reason("practice", ("review",)) in found.reasons


@pytest.mark.parametrize("review", ["unknown", "yes", NotApplicable("no code")])
def test_nothing_is_carried_over_without_a_known_hole(review: Written):
    assert "quality" not in by_problem("second", review=review)


def test_a_hole_that_the_stages_own_problems_deal_with_is_not_carried_over_too():
    rubric = small_rubric(
        problems=(problem("quality", "first", "review"), problem("faults", "second", "review"))
    )

    assert list(by_problem("second", rubric, review="half")) == ["faults"]


def test_what_matters_most_and_was_not_begun_is_carried_over_all_the_same():
    rubric = small_rubric(
        problems=(problem("quality", "first", "review"), problem("faults", "second", "review"))
    )

    found = by_problem("second", rubric, review="no")
    assert set(found) == {"quality", "faults"}
    assert found["quality"].hole == "review"


def test_a_hole_that_two_earlier_problems_share_is_carried_by_one_of_them():
    rubric = small_rubric(
        problems=(
            problem("quality", "first", "review"),
            problem("release-day", "first", "review"),
            problem("faults", "second", "backups"),
        )
    )
    carried = [one for one in ranked("second", rubric, review="no") if one.hole == "review"]

    assert len(carried) == 1


def test_a_hole_is_not_lost_if_its_problem_shares_another_one_with_a_problem_listed_before():
    rubric = small_rubric(
        problems=(
            problem("quality", "first", "review"),
            problem("faults", "second", "review", "backups"),
            problem("rules", "third", "papers"),
        )
    )
    found = ranked("third", rubric, review="no", backups="no")

    assert {name for one in found for name in one.missing} == {"review", "backups"}


def test_what_a_circumstance_asks_for_early_is_brought_forward():
    (found,) = [one for one in ranked("first", sale="soon", papers="no") if one.hole]

    assert (found.problem, found.timing, found.hole) == ("rules", "brought-forward", "papers")
    assert Reason("practice", ("papers",)) in found.reasons
    assert Reason("circumstance", ("sale",)) in found.reasons


def test_what_a_circumstance_asks_for_early_is_brought_forward_while_it_is_unknown():
    (found,) = [one for one in ranked("first", sale="soon") if one.hole]

    assert (found.hole, found.missing) == ("papers", ())
    assert found.moscow != "must"


def test_of_what_is_brought_forward_together_something_still_open_is_named():
    rubric = small_rubric(
        circumstances=(
            circumstance("sale", choice_of("none"), choice_of("soon", expects=("done", "open"))),
        ),
        practices=(
            practice("done", "third", problems=("rules",)),
            practice("open", "third", problems=("rules",)),
        ),
        problems=(problem("rules", "third", "done", "open"),),
    )
    (found,) = ranked("first", rubric, sale="soon", done="yes")

    assert found.hole == "open"


def test_what_a_circumstance_asks_for_is_settled_once_it_is_in_place():
    assert [one for one in ranked("first", sale="soon", papers="yes") if one.hole] == []


def test_what_does_not_apply_or_is_spared_is_no_problem():
    assert by_problem("second", backups=NotApplicable("nothing to keep"), papers="yes") == {}
    assert "faults" not in by_problem("second", sale="never", backups="no")


# --- reasons -----------------------------------------------------------------------------------------


def test_practices_that_were_not_answered_are_a_reason_and_no_hole():
    found = by_problem("second")["faults"]

    assert found.reasons == (Reason("not-answered", ("backups",)),)
    assert found.missing == ()
    assert found.moscow == "should"


def test_the_rubrics_reasons_come_first_with_their_sentence_and_answers():
    raised = {"when": (when("size", at_least=9),), "factor": 1.5, "because": "There are many."}
    rubric = small_rubric(problems=(problem("faults", "second", "backups", raised_by=(raised,)),))

    found = by_problem("second", rubric, size=9, backups="no")["faults"]
    assert found.reasons == (
        Reason("raised", ("size",), "There are many."),
        Reason("practice", ("backups",)),
    )
    plain = by_problem("second", rubric, size=8, backups="no")["faults"]
    assert plain.reasons == (Reason("practice", ("backups",)),)
    assert found.rank == pytest.approx(plain.rank * 1.5)


def test_a_problem_that_the_answers_show_stays_in_the_list_whatever_is_practised():
    raised = {"when": (when("size", at_least=9),), "factor": 1.5, "because": "There are many."}
    rubric = small_rubric(problems=(problem("faults", "second", "backups", raised_by=(raised,)),))

    assert "faults" in by_problem("second", rubric, size=9, backups="yes")
    assert "faults" not in by_problem("second", rubric, size=8, backups="yes")


def test_a_reason_can_stand_where_no_practice_applies():
    raised = {"when": (when("size", at_least=9),), "factor": 1.5, "because": "There are many."}
    rubric = small_rubric(problems=(problem("faults", "second", "backups", raised_by=(raised,)),))
    found = by_problem("second", rubric, size=9, backups=NotApplicable("nothing to keep"))

    assert found["faults"].reasons == (Reason("raised", ("size",), "There are many."),)


def test_the_worst_missing_practice_comes_first():
    rubric = small_rubric(
        practices=(
            practice("half-done", "second", problems=("faults",)),
            practice("small", "second", importance=1, problems=("faults",)),
            practice("big", "second", importance=3, problems=("faults",)),
            practice("for-later", "third", problems=("faults",)),
        ),
        problems=(problem("faults", "second", "half-done", "for-later", "small", "big"),),
    )
    found = by_problem(
        "second", rubric, **{"half-done": "half", "small": "no", "big": "no", "for-later": "no"}
    )

    assert found["faults"].missing == ("big", "small", "half-done", "for-later")


# --- rank --------------------------------------------------------------------------------------------


def test_the_more_is_missing_the_higher_a_problem_ranks():
    no, half = (by_problem("second", backups=one)["faults"] for one in ("no", "half"))

    assert no.gap > half.gap
    assert no.rank > half.rank


def test_of_equal_problems_the_more_important_and_the_quicker_rank_higher():
    rubric = with_problems(
        pair("slow", "first", effort="months"),
        pair("minor", "first", importance=2),
        pair("quick", "first", effort="days"),
        pair("plain", "first"),
    )
    levels = {f"do_{one}": "no" for one in ("slow", "minor", "quick", "plain")}

    assert [one.problem for one in ranked("first", rubric, **levels)] == [
        "quick",
        "plain",
        "slow",
        "minor",
    ]


def test_a_hole_weighs_more_the_longer_it_has_been_due():
    rubric = with_problems(pair("older", "first"), pair("newer", "second"))
    found = by_problem("third", rubric, do_older="no", do_newer="no")

    assert found["older"].rank > found["newer"].rank


def test_a_hole_weighs_more_than_the_same_lack_spread_thin():
    def gap(**levels: Any) -> float:
        rubric = small_rubric(
            practices=tuple(practice(one, "first", problems=("p",)) for one in ("a", "b")),
            problems=(problem("p", "first", "a", "b"),),
        )
        return by_problem("first", rubric, **levels)["p"].gap

    assert gap(a="no", b="yes") > gap(a="half", b="half")


def test_what_is_coming_weighs_less_unless_the_product_is_there_already():
    soon, there = (
        by_problem("first", reached=one, backups="no")["faults"] for one in (None, "second")
    )

    assert soon.rank < by_problem("second", backups="no")["faults"].rank
    assert there.rank > soon.rank


def test_a_practice_that_only_the_next_stage_expects_counts_less():
    rubric = small_rubric(
        practices=(
            practice("due", "second", problems=("faults",)),
            practice("later", "third", problems=("faults",)),
        ),
        problems=(problem("faults", "second", "due", "later"),),
    )
    due, later = (
        by_problem("second", rubric, due=a, later=b)["faults"]
        for a, b in (("no", "yes"), ("yes", "no"))
    )

    assert due.gap > later.gap


def test_what_the_circumstances_ask_for_ranks_higher():
    rubric = small_rubric(
        circumstances=(
            circumstance("sale", choice_of("none"), choice_of("soon", expects=("review",))),
        )
    )
    asked, plain = (
        by_problem("first", rubric, review="no", sale=one)["quality"] for one in ("soon", "none")
    )

    assert asked.rank > plain.rank
    assert Reason("circumstance", ("sale",)) in asked.reasons


# --- classes -----------------------------------------------------------------------------------------


def test_a_problem_of_the_stage_that_is_all_missing_is_a_must():
    assert by_problem("second", backups="no")["faults"].moscow == "must"


def test_a_problem_that_is_nearly_settled_is_a_could():
    rubric = small_rubric(
        practices=tuple(practice(one, "first", importance=1) for one in "abcdef"),
        problems=(problem("p", "first", *"abcdef"),),
    )
    levels: dict[str, Any] = dict.fromkeys("abcdef", "yes")

    assert by_problem("first", rubric, **{**levels, "a": "half"})["p"].moscow == "could"


def test_what_is_coming_is_a_could():
    assert by_problem("first", backups="no")["faults"].moscow == "could"


def test_what_is_coming_can_be_a_should_if_the_answers_show_it_now():
    raised = {"when": (when("size", at_least=9),), "factor": 2.0, "because": "There are many."}
    rubric = small_rubric(problems=(problem("faults", "second", "backups", raised_by=(raised,)),))
    shown = by_problem("first", rubric, size=9, backups="no")["faults"]
    hardly = by_problem("first", rubric, size=9, backups="half")["faults"]

    assert (shown.timing, shown.moscow) == ("coming", "should")
    assert hardly.moscow == "could"


def test_at_most_five_are_musts_the_highest_ranks_of_all():
    pairs = [pair(f"p{at}", "first", importance=3 + at % 3) for at in range(8)]
    rubric = with_problems(*pairs)
    found = ranked("first", rubric, **{f"do_p{at}": "no" for at in range(8)})

    assert [one.moscow for one in found] == ["must"] * MOST_MUSTS + ["should"] * (8 - MOST_MUSTS)
    assert [one.rank for one in found] == sorted((one.rank for one in found), reverse=True)


def test_of_what_is_coming_only_the_first_few_are_coulds():
    rubric = with_problems(*(pair(f"p{at}", "second") for at in range(MOST_COMING + 2)))
    found = ranked("first", rubric)

    assert [one.moscow for one in found] == ["could"] * MOST_COMING + ["wont-now"] * 2


def test_mostly_unanswered_practices_make_no_must():
    rubric = small_rubric(
        practices=tuple(practice(one, "first") for one in "abc"),
        problems=(problem("p", "first", *"abc"),),
    )

    assert by_problem("first", rubric, a="no")["p"].moscow == "should"
    assert by_problem("first", rubric, a="no", b="no", c="no")["p"].moscow == "must"
