"""Hypothesis strategies: arbitrary answers to the published rubric, and arbitrary texts."""

from __future__ import annotations

from collections.abc import Sequence
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

reasons = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=40).map(
    str.strip
).filter(lambda words: bool(words)) | st.just("r" * REASON_LIMIT)


def amounts(least: int, most: int) -> st.SearchStrategy[Amount]:
    """Numbers over the whole range, small ones as often as large ones."""
    small = st.integers(least, min(most, 70))
    return (small | st.integers(least, min(most, 400)) | st.integers(least, most)).map(Amount)


@cache
def question_by_id() -> dict[str, Question]:
    return {**RUBRIC.fact_by_id, **RUBRIC.circumstance_by_id, **RUBRIC.practice_by_id}


@cache
def known(question_id: str) -> st.SearchStrategy[Answer]:
    """An option or a number: an answer that says something."""
    asked = question_by_id()[question_id]
    if not isinstance(asked, Practice) and asked.number:
        return amounts(asked.number.least, asked.number.most)
    return st.sampled_from([Choice(one) for one in option_ids(RUBRIC, asked)])


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


# The larger sets are drawn as bytes, one per question: hundreds of single draws take too long.
# A byte of 0 leaves the question out, so that examples shrink to few answers.
SIZES = (
    *(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 18, 19, 20, 21, 25, 30, 35, 40, 49),
    *(50, 51, 60, 80, 120, 200, 500, 20000),
)


def _by_byte(drawn: int, asked: Question) -> Answer | None:
    kind, which = drawn % 8, drawn // 8
    if kind < 3:
        return (None, UNKNOWN, NotApplicable("does not concern us"))[kind]
    if not isinstance(asked, Practice) and asked.number:
        return Amount(min(max(SIZES[which], asked.number.least), asked.number.most))
    options = option_ids(RUBRIC, asked)
    return Choice(options[which % len(options)])


def _answered(kinds: bytes, asked: Sequence[Question]) -> dict[str, Answer]:
    pairs = ((one.id, _by_byte(kind, one)) for kind, one in zip(kinds, asked, strict=True))
    return {name: answer for name, answer in pairs if answer is not None}


def _bytes(number: int) -> st.SearchStrategy[bytes]:
    return st.binary(min_size=number, max_size=number)


def fact_answers(rubric: Rubric = RUBRIC) -> st.SearchStrategy[dict[str, Answer]]:
    """Any subset of the facts, unknown and not applicable included."""
    return _bytes(len(rubric.facts)).map(lambda kinds: _answered(kinds, rubric.facts))


def scorable_facts(rubric: Rubric = RUBRIC) -> st.SearchStrategy[dict[str, Answer]]:
    """Facts that suffice for a verdict: the anchors are known and so are enough others."""
    anchors, fewest = rubric.scoring.anchors, rubric.scoring.known_facts
    enough = [*anchors, *(one.id for one in rubric.facts if one.id not in anchors)]
    asked = [rubric.fact_by_id[one] for one in enough]

    def answered(kinds: bytes) -> dict[str, Answer]:
        certain = bytes(kind | 4 for kind in kinds[:fewest])  # known, whatever else
        return _answered(certain + kinds[fewest:], asked)

    return _bytes(len(asked)).map(answered)


def company_facts(rubric: Rubric = RUBRIC) -> st.SearchStrategy[dict[str, Answer]]:
    """Facts of a plausible company: all typical of stages near each other."""

    def near(drawn: tuple[int, bytes]) -> dict[str, Answer]:
        order, kinds = drawn
        return {
            one.id: _near(rubric, one, order, kind)
            for kind, one in zip(kinds, rubric.facts, strict=True)
        }

    return st.tuples(st.integers(0, len(rubric.stages) - 1), _bytes(len(rubric.facts))).map(near)


def _near(rubric: Rubric, fact: Fact, order: int, kind: int) -> Answer:
    if fact.number:
        band = rubric.stages[order].it_members
        low, high = max(band.lo // 2, 1), (band.hi or 4 * band.lo) * 2
        return Amount(low + kind % (high - low + 1))
    fitting = [
        Choice(one.id)
        for one in fact.options
        if any(abs(rubric.stage_order[stage] - order) <= 1 for stage in one.typical)
    ]
    return fitting[kind % len(fitting)]


def circumstances_and_practices(rubric: Rubric = RUBRIC) -> st.SearchStrategy[dict[str, Answer]]:
    """Any subset of circumstances and practices, unknown and not applicable included."""
    asked: list[Question] = [*rubric.circumstances, *rubric.practices]
    return _bytes(len(asked)).map(lambda kinds: _answered(kinds, asked))


def role_sets(rubric: Rubric = RUBRIC) -> st.SearchStrategy[dict[str, RoleAnswer]]:
    """How any subset of the roles is held."""
    roles = list(rubric.role_by_id)

    def held(kinds: bytes) -> dict[str, RoleAnswer]:
        found: dict[str, RoleAnswer] = {}
        for kind, role in zip(kinds, roles, strict=True):
            if kind % 8 == 1:
                found[role] = UNKNOWN
            elif kind % 8 < 6 and kind % 8 > 1:
                found[role] = Holding(HELD_BY[kind % 8 - 2])
            elif kind % 8 > 5:
                others = [one for one in roles if one != role]
                found[role] = Holding("hat", others[kind % len(others)])
        return found

    return _bytes(len(roles)).map(held)


def answer_sets(
    facts: st.SearchStrategy[dict[str, Answer]] | None = None,
) -> st.SearchStrategy[AnswerSet]:
    """Arbitrary valid answers to everything; ``facts`` says which facts."""
    return st.builds(
        lambda some, others, roles: AnswerSet({**some, **others}, roles),
        fact_answers() if facts is None else facts,
        circumstances_and_practices(),
        role_sets(),
    )


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
    words = [
        "a",
        "b",
        "1",
        "0x1",
        "yes",
        "~",
        "-",
        ":",
        ",",
        "[",
        "]",
        "{",
        "}",
        "*a",
        "!",
        "|",
        ">",
        "'",
        "#",
        "%",
        "@",
        "`",
        "?",
        "<<",
        '"',
        "\\",
    ]
    marks = ["- ", ": ", "&a ", "!!int ", " #", "? ", "---\n", "...\n", "é", "\0", "\x07"]
    breaks = ["\n", "\n  ", "\n\t", "\r", "\x85", "\u2028", "\ufeff"]
    pieces = st.sampled_from([*words, *marks, *breaks])
    return st.lists(pieces, max_size=25).map("".join)
