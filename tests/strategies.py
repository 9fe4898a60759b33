"""Hypothesis strategies: arbitrary answers to the published rubric, and arbitrary texts."""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st

from assessments.domain.answers import (
    HELD_BY,
    REASON_LIMIT,
    UNKNOWN,
    Amount,
    Answer,
    AnswerSet,
    Choice,
    Holding,
    NotApplicable,
    Question,
    RoleAnswer,
    option_ids,
)
from assessments.domain.rubric import Fact, Practice, Rubric

from .factories import real_rubric

RUBRIC = real_rubric()

reasons = st.text(min_size=1, max_size=40).map(str.strip).filter(
    lambda words: bool(words)
) | st.just("r" * REASON_LIMIT)
not_applicable = st.sampled_from([NotApplicable("does not concern us"), NotApplicable("none")])


def amounts(least: int, most: int) -> st.SearchStrategy[Amount]:
    """Numbers over the whole range, small ones as often as large ones."""
    small = st.integers(least, min(most, 70))
    return (small | st.integers(least, min(most, 400)) | st.integers(least, most)).map(Amount)


@cache
def known_answers(rubric_id: str, question_id: str) -> st.SearchStrategy[Answer]:
    """An option or a number: an answer that says something."""
    asked = question_by_id()[question_id]
    if not isinstance(asked, Practice) and asked.number:
        return amounts(asked.number.least, asked.number.most)
    return st.sampled_from([Choice(one) for one in option_ids(RUBRIC, asked)])


@cache
def question_by_id() -> dict[str, Question]:
    return {one.id: one for one in (*RUBRIC.facts, *RUBRIC.circumstances, *RUBRIC.practices)}


def known(question_id: str) -> st.SearchStrategy[Answer]:
    return known_answers(RUBRIC.id, question_id)


def any_answer(question_id: str) -> st.SearchStrategy[Answer]:
    """Everything that a question may be answered with."""
    return known(question_id) | st.just(UNKNOWN) | not_applicable


@cache
def role_answers(role: str) -> st.SearchStrategy[RoleAnswer]:
    others = [one for one in RUBRIC.role_by_id if one != role]
    return st.sampled_from(
        [
            UNKNOWN,
            *[Holding(held_by) for held_by in HELD_BY],
            *[Holding("hat", other) for other in others],
        ]
    )


def fact_answers(rubric: Rubric = RUBRIC) -> st.SearchStrategy[dict[str, Answer]]:
    """Any subset of the facts, unknown and not applicable included."""
    return st.fixed_dictionaries({}, optional={one.id: any_answer(one.id) for one in rubric.facts})


def scorable_facts(rubric: Rubric = RUBRIC) -> st.SearchStrategy[dict[str, Answer]]:
    """Facts that suffice for a verdict: the anchors are known and so are enough others."""
    anchors = rubric.scoring.anchors
    enough = [*anchors, *(one.id for one in rubric.facts if one.id not in anchors)]
    certain = enough[: rubric.scoring.known_facts]
    return st.fixed_dictionaries(
        {one: known(one) for one in certain},
        optional={one: any_answer(one) for one in enough[rubric.scoring.known_facts :]},
    )


def company_facts(rubric: Rubric = RUBRIC) -> st.SearchStrategy[dict[str, Answer]]:
    """Facts of a plausible company: all typical of stages near each other."""

    def near(order: int) -> st.SearchStrategy[dict[str, Answer]]:
        return st.fixed_dictionaries({one.id: _near(rubric, one, order) for one in rubric.facts})

    return st.integers(0, len(rubric.stages) - 1).flatmap(near)


def _near(rubric: Rubric, fact: Fact, order: int) -> st.SearchStrategy[Answer]:
    if fact.number:
        band = rubric.stages[order].it_members
        return amounts(max(band.lo // 2, 1), (band.hi or 4 * band.lo) * 2)
    fitting = [
        Choice(one.id)
        for one in fact.options
        if any(abs(rubric.stage_order[stage] - order) <= 1 for stage in one.typical)
    ]
    return st.sampled_from(fitting)


@st.composite
def circumstances_and_practices(draw: st.DrawFn, rubric: Rubric = RUBRIC) -> dict[str, Answer]:
    """Any subset of circumstances and practices; drawn from a few levels so that it is quick."""
    asked = [*rubric.circumstances, *rubric.practices]
    kinds = draw(st.lists(st.integers(0, 7), min_size=len(asked), max_size=len(asked)))
    found: dict[str, Answer] = {}
    for one, kind in zip(asked, kinds, strict=True):
        if kind == 0:
            continue
        if kind == 1:
            found[one.id] = UNKNOWN
        elif kind == 2:
            found[one.id] = NotApplicable("does not concern us")
        elif not isinstance(one, Practice) and one.number:
            found[one.id] = draw(known(one.id))
        else:
            options = option_ids(rubric, one)
            found[one.id] = Choice(options[(kind - 3) % len(options)])
    return found


def role_sets(rubric: Rubric = RUBRIC) -> st.SearchStrategy[dict[str, RoleAnswer]]:
    """How any subset of the roles is held."""
    return st.lists(st.sampled_from(list(rubric.role_by_id)), unique=True, max_size=12).flatmap(
        lambda roles: st.fixed_dictionaries({role: role_answers(role) for role in roles})
    )


@st.composite
def answer_sets(
    draw: st.DrawFn, facts: st.SearchStrategy[dict[str, Answer]] | None = None
) -> AnswerSet:
    """Arbitrary valid answers to everything; ``facts`` says which facts."""
    chosen = draw(facts if facts is not None else fact_answers())
    return AnswerSet({**chosen, **draw(circumstances_and_practices())}, draw(role_sets()))


def scorable_sets() -> st.SearchStrategy[AnswerSet]:
    """Arbitrary valid answers to everything that suffice for a verdict."""
    return answer_sets(scorable_facts() | company_facts())


def fact_sets() -> st.SearchStrategy[AnswerSet]:
    """Arbitrary facts and nothing else; one in three has enough of them for a verdict."""
    return (fact_answers() | scorable_facts() | company_facts()).map(AnswerSet)


def scorable_fact_sets() -> st.SearchStrategy[AnswerSet]:
    return (scorable_facts() | company_facts()).map(AnswerSet)


def texts_like_yaml() -> st.SearchStrategy[str]:
    """Texts made of what YAML gives a meaning to."""
    pieces = st.sampled_from(
        [
            "a",
            "b",
            "1",
            "0x1",
            "yes",
            "~",
            "-",
            "- ",
            ": ",
            ":",
            ",",
            "[",
            "]",
            "{",
            "}",
            "&a ",
            "*a",
        ]
        + ["!", "!!int ", "|", ">", "'", '"', "#", " #", "%", "@", "`", "?", "? ", "<<", "\\"]
        + [
            "\n",
            "\n  ",
            "\n\t",
            "\r",
            "---\n",
            "...\n",
            "\x85",
            "\u2028",
            "\ufeff",
            "é",
            "\0",
            "\x07",
        ]
    )
    return st.lists(pieces, max_size=25).map("".join)
