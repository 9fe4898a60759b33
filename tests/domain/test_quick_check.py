"""The quick check: what it asks, when it is done, and how well that agrees with all the facts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import exp, fsum, isclose, log
from pathlib import Path
from random import Random
from statistics import median

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assessments.domain.answers import UNKNOWN, Amount, Answer, AnswerSet, Choice, NotApplicable
from assessments.domain.assessment_file import read
from assessments.domain.explanation import possible_answers
from assessments.domain.quick_check import FIRM, answer_chances, entropy, next_fact
from assessments.domain.rubric import Fact, Rubric
from assessments.domain.scoring import (
    Verdict,
    add_up,
    closed_gate,
    contributions,
    judge,
    missing_facts,
)

from .. import strategies
from ..factories import REAL_FOLDER, answer_set, company_at, real_rubric, without_order
from ..small_rubric import fact, option, small_plain, small_rubric, when
from ..strategies import RUBRIC

SMALL = small_rubric()
FILES = [
    *sorted((REAL_FOLDER / "archetypes").glob("*.yaml")),
    *sorted((REAL_FOLDER / "golden").glob("*.yaml")),
]
SEED = 20261122
COMPANIES = 1000


def asked_next(answers: AnswerSet, rubric: Rubric = SMALL) -> str | None:
    found = next_fact(rubric, answers)
    return found.id if found else None


def verdict_of(rubric: Rubric, answers: AnswerSet) -> Verdict:
    parts = [one.evidence for one in contributions(rubric, answers)]
    return judge(rubric, add_up(rubric, parts), closed_gate(rubric, answers))


def checked(rubric: Rubric, full: Mapping[str, Answer]) -> AnswerSet:
    """What the quick check has asked once it is done; unknown where there is no answer."""
    answers = AnswerSet()
    while asked := next_fact(rubric, answers):
        answers = answers.with_answer(asked.id, full.get(asked.id, UNKNOWN))
    return answers


# --- simulated companies -------------------------------------------------------------------------


def simulate(rubric: Rubric, random: Random) -> dict[str, Answer]:
    """The facts of a company drawn from the scoring model, its stage from all alike."""
    stage = random.randrange(len(rubric.stages))
    return {one.id: drawn_answer(rubric, one, stage, random) for one in rubric.facts}


def drawn_answer(rubric: Rubric, asked: Fact, stage: int, random: Random) -> Answer:
    if asked.number:
        band = rubric.stages[stage].it_members
        low, high = max(band.lo / 2, 1), 2 * (band.hi or 4 * band.lo)
        return Amount(round(exp(random.uniform(log(low), log(high)))))
    chances = [row[stage] for row in answer_chances(rubric, asked)]
    return random.choices(possible_answers(rubric, asked), chances)[0]


def of_file(path: Path) -> dict[str, Answer]:
    """The facts of an assessment file, unknown where it has no answer."""
    found = read(path.read_text(encoding="utf-8"), path.name, lambda wanted: real_rubric()).answers
    return {one.id: found.answers.get(one.id, UNKNOWN) for one in real_rubric().facts}


@dataclass(frozen=True)
class Outcome:
    """How many facts were asked, and whether all facts lead to the same stage."""

    asked: int
    agrees: bool


def outcome(rubric: Rubric, full: dict[str, Answer]) -> Outcome:
    quick = checked(rubric, full)
    stage = verdict_of(rubric, AnswerSet(full)).stage
    return Outcome(len(quick.answers), verdict_of(rubric, quick).stage == stage)


@cache
def simulated() -> tuple[Outcome, ...]:
    random = Random(SEED)  # noqa: S311 - the same companies each time
    return tuple(outcome(RUBRIC, simulate(RUBRIC, random)) for _ in range(COMPANIES))


@cache
def from_files() -> tuple[Outcome, ...]:
    return tuple(outcome(RUBRIC, of_file(path)) for path in FILES)


@pytest.mark.parametrize("outcomes", [simulated, from_files])
def test_half_are_asked_at_most_seven_facts_and_nineteen_of_twenty_get_the_stage_of_all_facts(
    outcomes,
):
    found = outcomes()

    assert median(one.asked for one in found) <= 7
    assert sum(one.agrees for one in found) >= 0.95 * len(found)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_there_is_a_verdict_on_each_company_from_a_file(path: Path):
    assert missing_facts(RUBRIC, checked(RUBRIC, of_file(path))) is None


@pytest.mark.parametrize("stage", RUBRIC.stage_ids)
def test_a_typical_company_is_asked_only_what_a_verdict_needs(stage: str):
    full = company_at(RUBRIC, stage).answers

    assert len(checked(RUBRIC, full).answers) <= RUBRIC.scoring.known_facts + 2


# --- what is asked -------------------------------------------------------------------------------


def test_the_anchors_come_first_in_the_rubrics_order():
    assert asked_next(AnswerSet()) == "release"
    assert asked_next(answer_set(SMALL, release="release-second")) == "users"
    assert asked_next(answer_set(SMALL, users="users-second")) == "release"
    later = answer_set(SMALL, release="release-second", users="users-second", money="money-first")
    assert asked_next(later) == "size"


@pytest.mark.parametrize("answer", [UNKNOWN, NotApplicable("No users yet.")])
def test_an_anchor_that_is_not_known_is_not_asked_again(answer: Answer):
    assert asked_next(answer_set(SMALL, release="release-second", users=answer)) == "size"


def test_a_gate_that_leaves_one_stage_makes_the_other_anchors_ordinary():
    facts = small_plain()["facts"]
    size_last = small_rubric(facts=(*facts[:2], *facts[3:], facts[2]))
    nothing_out = answer_set(size_last, release="release-first", users="users-first")

    assert asked_next(nothing_out, size_last) == "layers"


def test_then_comes_the_fact_that_tells_most():
    # A fact of full weight tells more than one of half the weight, and less than a heavier one.
    anchors = answer_set(SMALL, release="release-second", users="users-third", size=UNKNOWN)
    assert asked_next(anchors) == "layers"

    telling = small_rubric(
        facts=(*small_plain()["facts"][:4], fact("money", "delivery", weight=2.5))
    )
    assert asked_next(anchors, telling) == "money"


def test_a_fact_that_tells_nothing_comes_last():
    facts = small_plain()["facts"]
    silent = fact("silent", options=(option("any", "first", "second", "third", "fourth"),))
    rubric = small_rubric(facts=(*facts[:3], silent, facts[4]))
    anchors = answer_set(rubric, release="release-second", users="users-third", size=UNKNOWN)

    assert asked_next(anchors, rubric) == "money"


def test_of_equally_telling_facts_the_first_in_the_rubric_is_asked():
    facts = small_plain()["facts"]
    twins = (fact("one"), fact("other"))
    anchors = answer_set(SMALL, release="release-second", users="users-third", size=UNKNOWN)

    assert asked_next(anchors, small_rubric(facts=(*facts[:3], *twins))) == "one"
    assert asked_next(anchors, small_rubric(facts=(*facts[:3], *reversed(twins)))) == "other"


def test_a_fact_that_may_close_a_gate_tells_more():
    """A gate's fact is asked before a fact that counts the same for each stage."""
    facts = (*small_plain()["facts"][:3], fact("one"), fact("other"))
    gate = {**small_plain()["gates"][0], "when": (when("other", "other-first", "other-second"),)}
    anchors = answer_set(SMALL, release="release-second", users="users-third", size=UNKNOWN)

    assert asked_next(anchors, small_rubric(facts=facts, gates=(gate,))) == "other"


# --- when it is done -----------------------------------------------------------------------------


def heavy(*more: dict[str, object], **parts: object) -> Rubric:
    """The small rubric with anchors that make a stage firm on their own."""
    anchors = (fact("release", weight=3), fact("users", weight=3), small_plain()["facts"][2])
    return small_rubric(facts=(*anchors, *more), **parts)


def test_it_is_done_when_the_stage_is_firm():
    rubric = heavy(fact("money"))
    settled = answer_set(rubric, release="release-third", users="users-third", size=12)

    assert max(verdict_of(rubric, settled).probabilities) >= FIRM
    assert asked_next(settled, rubric) is None


def many_more() -> list[dict[str, object]]:
    """Facts enough to overturn what the anchors say."""
    return [fact(f"more-{one}") for one in range(8)]


def test_it_goes_on_while_the_stage_is_clear_but_not_firm():
    rubric = heavy(*many_more(), scoring={**small_plain()["scoring"], "temperature": 3.4})
    clear = answer_set(rubric, release="release-third", users="users-third", size=16)
    verdict = verdict_of(rubric, clear)

    assert verdict.certainty == "clear"
    assert max(verdict.probabilities) < FIRM
    assert asked_next(clear, rubric) == "more-0"


def test_it_is_not_done_before_the_rubric_calls_the_stage_clear():
    plain = heavy(*many_more(), scoring={**small_plain()["scoring"], "temperature": 2})
    cautious = heavy(
        *many_more(), scoring={**small_plain()["scoring"], "temperature": 2, "clear": 0.99}
    )
    firm = answer_set(plain, release="release-third", users="users-third", size=16)

    assert asked_next(firm, plain) is None
    assert asked_next(firm, cautious) == "more-0"


def test_it_is_never_done_before_there_can_be_a_verdict():
    rubric = heavy(fact("money"))
    two_anchors = answer_set(rubric, release="release-third", users="users-third", size=UNKNOWN)

    assert missing_facts(rubric, two_anchors)
    assert asked_next(two_anchors, rubric) == "money"


def test_it_is_done_without_a_verdict_if_no_fact_is_left():
    nothing_known = AnswerSet({one.id: UNKNOWN for one in SMALL.facts})

    assert missing_facts(SMALL, nothing_known)
    assert asked_next(nothing_known) is None


def test_it_is_done_when_nothing_left_can_change_the_stage():
    faint = small_rubric(
        facts=(*small_plain()["facts"][:3], fact("money", weight=0.2), fact("demand", weight=0.2)),
        scoring={**small_plain()["scoring"], "temperature": 3},
    )
    known = answer_set(faint, release="release-second", users="users-second", size=4)

    assert max(verdict_of(faint, known).probabilities) < FIRM
    assert asked_next(known, faint) is None
    close = answer_set(faint, release="release-second", users="users-third", size=8)
    assert asked_next(close, faint) == "money"


def test_it_goes_on_while_a_gate_may_still_exclude_the_stage():
    gate = {
        **small_plain()["gates"][0],
        "when": (when("release", "release-third"), when("money", "money-first")),
        "ceiling": "second",
    }
    rubric = heavy(fact("demand"), fact("money", weight=0.1), gates=(gate,))
    settled = answer_set(
        rubric, release="release-third", users="users-third", size=12, demand="demand-third"
    )
    assert asked_next(settled, rubric) == "money"

    ruled_out = settled.with_answer("release", Choice("release-fourth"))
    assert asked_next(ruled_out, rubric) is None
    assert asked_next(settled.with_answer("money", UNKNOWN), rubric) is None


def test_a_gate_that_leaves_the_stage_open_changes_nothing():
    gate = {**small_plain()["gates"][0], "when": (when("money", "money-first"),)}
    rubric = heavy(fact("money"), gates=({**gate, "ceiling": "third"},))
    settled = answer_set(rubric, release="release-third", users="users-third", size=12)

    assert asked_next(settled, rubric) is None


def test_a_company_with_nothing_released_is_asked_no_more_than_a_verdict_needs():
    nothing = {"release-status": Choice("prototype"), "users": Choice("testers")}
    others = {one.id: answer for one, answer in every_latest_answer() if one.id not in nothing}

    asked = checked(RUBRIC, others | nothing).answers
    assert len(asked) == RUBRIC.scoring.known_facts


def every_latest_answer() -> Iterator[tuple[Fact, Answer]]:
    for one in RUBRIC.facts:
        yield one, possible_answers(RUBRIC, one)[-1]


# --- the chance of an answer ---------------------------------------------------------------------


def test_the_chance_of_an_option_falls_with_its_distance_from_the_stage():
    # At the first of four stages the weights are 1, 1/e, 1/e^2, 1/e^3.
    first_stage = [row[0] for row in answer_chances(SMALL, SMALL.fact_by_id["users"])]

    total = 1 + exp(-1) + exp(-2) + exp(-3)
    assert first_stage == pytest.approx([exp(-away) / total for away in range(4)])


def test_the_chance_of_a_headcount_falls_with_its_distance_from_the_band():
    # 2 and 4 lie in the first band (1-4) like 1; 8, 32 and 128 are 1, 3 and 5 doublings above it.
    first_stage = [row[0] for row in answer_chances(SMALL, SMALL.fact_by_id["size"])]

    weights = [1, 1, 1, exp(-1), exp(-3), exp(-5)]
    assert first_stage == pytest.approx([one / sum(weights) for one in weights])


@pytest.mark.parametrize("asked", RUBRIC.facts, ids=lambda asked: asked.id)
def test_at_each_stage_the_chances_of_the_answers_sum_to_one(asked: Fact):
    rows = answer_chances(RUBRIC, asked)

    assert len(rows) == len(possible_answers(RUBRIC, asked))
    for stage in range(len(RUBRIC.stages)):
        assert isclose(fsum(row[stage] for row in rows), 1)


@pytest.mark.parametrize(
    ("chances", "bits"),
    [((1.0, 0.0), 0.0), ((0.5, 0.5), 1.0), ((0.25,) * 4, 2.0), ((0.5, 0.25, 0.25), 1.5)],
)
def test_entropy_is_counted_in_bits(chances: tuple[float, ...], bits: float):
    assert entropy(chances) == pytest.approx(bits)


# --- what holds for any answers ------------------------------------------------------------------


@given(strategies.fact_sets())
def test_what_is_asked_was_not_asked_before(answers: AnswerSet):
    asked = next_fact(RUBRIC, answers)

    assert asked is None or (asked in RUBRIC.facts and asked.id not in answers.answers)


@given(strategies.answer_sets())
def test_only_the_facts_matter_and_not_their_order(answers: AnswerSet):
    facts = {one: answer for one, answer in answers.answers.items() if one in RUBRIC.fact_by_id}

    assert next_fact(RUBRIC, answers) == next_fact(RUBRIC, AnswerSet(facts))
    assert next_fact(RUBRIC, answers) == next_fact(RUBRIC, without_order(answers))


@given(strategies.fact_sets())
def test_done_means_a_verdict_or_no_fact_left(answers: AnswerSet):
    quick = checked(RUBRIC, answers.answers)

    assert missing_facts(RUBRIC, quick) is None or len(quick.answers) == len(RUBRIC.facts)


@given(strategies.fact_sets())
def test_the_quick_check_ends_after_at_most_all_facts(answers: AnswerSet):
    quick = checked(RUBRIC, answers.answers)

    assert set(quick.answers) <= set(RUBRIC.fact_by_id)
    assert next_fact(RUBRIC, quick) is None


@given(st.sets(st.sampled_from([one.id for one in SMALL.facts])), st.data())
def test_done_without_a_firm_stage_means_that_no_answers_would_change_it(
    known: set[str], data: st.DataObject
):
    rubric = small_rubric(scoring={**small_plain()["scoring"], "temperature": 4.0})
    drawn = {
        one.id: data.draw(st.sampled_from(possible_answers(rubric, one)))
        for one in rubric.facts
        if one.id in known
    }
    answers = AnswerSet(drawn)
    assume(next_fact(rubric, answers) is None)
    now = verdict_of(rubric, answers)
    assume(max(now.probabilities) < FIRM)

    for full in completions(rubric, answers):
        assert verdict_of(rubric, full).stage == now.stage


def completions(rubric: Rubric, answers: AnswerSet) -> Iterator[AnswerSet]:
    left = [one for one in rubric.facts if one.id not in answers.answers]
    for chosen in product(*(possible_answers(rubric, one) for one in left)):
        ids = [one.id for one in left]
        yield AnswerSet({**answers.answers, **dict(zip(ids, chosen, strict=True))})
