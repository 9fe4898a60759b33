"""The answers of an assessment, as rows and as the domain wants them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from .. import rubrics
from ..domain.answers import AnswerSet, parse_answers
from ..domain.notes import ROLE_PREFIX
from ..domain.rubric import Rubric
from ..models import Answer, Assessment

Place = tuple[str, str]  # subject and key of an answer
Saved = dict[Place, Any]
PARTS_OF_A_FILE: dict[str, str] = {
    Answer.Subject.QUESTION: "answers",
    Answer.Subject.ROLE: "roles",
    Answer.Subject.NOTE: "notes",
}


def rubric_of(assessment: Assessment) -> Rubric:
    """The version of the rubric that the assessment is pinned to. No query."""
    return rubrics.find(assessment.rubric_name)


def saved_values(assessment: Assessment) -> Saved:
    """Every saved answer as written, by subject and key. One query."""
    rows = Answer.objects.filter(assessment=assessment).values_list("subject", "key", "value")
    return {(subject, key): value for subject, key, value in rows}


@dataclass(frozen=True, slots=True)
class LastAnswered:
    """What was saved last: a question, or ``roles.<id>``, and when."""

    subject: str
    saved_at: datetime


def last_answered(assessment: Assessment) -> LastAnswered | None:
    """The answer (or note) that was saved last; None if there is none. One query."""
    row = (
        Answer.objects.filter(assessment=assessment)
        .order_by("-saved_at", "-pk")
        .values_list("subject", "key", "saved_at")
        .first()
    )
    if row is None:
        return None
    subject, key, saved_at = row
    return LastAnswered(ROLE_PREFIX + key if subject == Answer.Subject.ROLE else key, saved_at)


def as_answer_set(rubric: Rubric, saved: Saved) -> AnswerSet:
    """Saved answers as the domain wants them. No query.

    A saved answer that no longer fits the rubric is left out here; it stays in its row.
    """
    raw: dict[str, dict[str, Any]] = {"answers": {}, "roles": {}, "notes": {}}
    for (subject, key), value in saved.items():
        raw[PARTS_OF_A_FILE[subject]][key] = value
    return parse_answers(rubric, MappingProxyType(raw), lambda path, what: None)


def answer_set(assessment: Assessment) -> AnswerSet:
    """The answers of the assessment. One query."""
    return as_answer_set(rubric_of(assessment), saved_values(assessment))
