"""Keyword factories for the domain: what a test does not name is filled in plainly.

``real_rubric`` is the published rubric; ``small_rubric`` (a module of its own) is one whose numbers
can be worked out by hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from assessments.domain.answers import (
    Answer,
    AnswerSet,
    Choice,
    NotApplicable,
    RoleAnswer,
    Unknown,
    parse_answers,
)
from assessments.domain.rubric import Fact, Rubric
from assessments.domain.rubric_loading import load

REAL_FOLDER = Path(__file__).parent.parent / "rubrics" / "cto-stages" / "1.0"


@cache
def real_rubric() -> Rubric:
    """The published rubric, read once per process."""
    return load(REAL_FOLDER)


# --- answers -------------------------------------------------------------------------------------

Written = str | int | Answer


def answer_set(
    rubric: Rubric, *, roles: Mapping[str, str | RoleAnswer] | None = None, **answers: Written
) -> AnswerSet:
    """Answers by question id with ``_`` for ``-``; an option's id, a number or a typed answer.

    ``roles`` maps a role to how it is held: ``"hat"``, ``"hat of cto"``, ``"nobody"`` …
    """
    typed: dict[str, Answer] = {}
    raw: dict[str, Any] = {"answers": {}, "roles": {}}
    for name, written in answers.items():
        question_id = name.replace("_", "-")
        if isinstance(written, Unknown | NotApplicable):
            typed[question_id] = written
        else:
            raw["answers"][question_id] = getattr(
                written, "option", getattr(written, "number", written)
            )
    for role, held in (roles or {}).items():
        raw["roles"][role] = _raw_role(held)
    faults: list[str] = []
    parsed = parse_answers(rubric, raw, lambda path, what: faults.append(what))
    if faults:
        raise ValueError("; ".join(faults))
    return AnswerSet({**parsed.answers, **typed}, parsed.roles)


def _raw_role(held: str | RoleAnswer) -> object:
    if isinstance(held, Unknown) or held == "unknown":
        return "unknown"
    if isinstance(held, str):
        held_by, _, hat_of = held.partition(" of ")
        return {"held-by": held_by, "of": hat_of} if hat_of else {"held-by": held_by}
    return {"held-by": held.held_by, "of": held.hat_of}


def fact_answer(rubric: Rubric, fact: Fact, stage: str) -> Written:
    """The answer of a fact that is most typical of a stage."""
    if fact.number:
        return typical_headcount(rubric, stage)
    order = rubric.stage_order
    return min(
        fact.options,
        key=lambda option: (
            min(abs(order[one] - order[stage]) for one in option.typical),
            len(option.typical),
        ),
    ).id


def typical_headcount(rubric: Rubric, stage: str) -> int:
    """A headcount inside the stage's band, away from the earlier stage's where there is room."""
    order = rubric.stage_order[stage]
    band = rubric.stages[order].it_members
    below = rubric.stages[order - 1].it_members.hi if order else None
    low = max(band.lo, (below or 0) + 1) if band.hi is None or (below or 0) < band.hi else band.lo
    return low if band.hi is None else (low + band.hi) // 2


def company_at(
    rubric: Rubric,
    stage: str,
    *,
    practices: str | None = None,
    without: Sequence[str] = (),
    roles: Mapping[str, str | RoleAnswer] | None = None,
    **changes: Written,
) -> AnswerSet:
    """A company all of whose facts are typical of ``stage``, but for the changes.

    ``practices`` is the level of every practice that is not named among the changes.
    """
    answers: dict[str, Written] = {
        fact.id: fact_answer(rubric, fact, stage) for fact in rubric.facts
    }
    if practices:
        answers |= {practice.id: practices for practice in rubric.practices}
    answers |= {name.replace("_", "-"): written for name, written in changes.items()}
    kept = {name: written for name, written in answers.items() if name not in without}
    return answer_set(rubric, roles=roles, **kept)


def without_order(answers: AnswerSet) -> AnswerSet:
    """The same answers, given in the opposite order."""
    return AnswerSet(
        dict(reversed(list(answers.answers.items()))), dict(reversed(list(answers.roles.items())))
    )


def option_of(answers: AnswerSet, question: str) -> str:
    """The option that was chosen; the test fails if none was."""
    answer = answers.answers[question]
    assert isinstance(answer, Choice)
    return answer.option
