"""The answers of an assessment, as rows and as the domain wants them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import cycle, islice
from types import MappingProxyType
from typing import Any, NamedTuple

from django.db.models import QuerySet

from .. import rubrics
from ..domain.answers import AnswerSet, parse_answers
from ..domain.notes import ROLE_PREFIX
from ..domain.rubric import Rubric
from ..models import Answer, Assessment
from ..prepared import NUMBER, Prepared, texts

Place = tuple[str, str]  # subject and key of an answer
Saved = dict[Place, Any]
Ages = dict[Place, datetime]  # when each answer was given
FEW = 8  # keys that answers are asked for by
PARTS_OF_A_FILE: dict[str, str] = {
    Answer.Subject.QUESTION: "answers",
    Answer.Subject.ROLE: "roles",
    Answer.Subject.NOTE: "notes",
}


def rubric_of(assessment: Assessment) -> Rubric:
    """The version of the rubric that the assessment is pinned to. No query."""
    return rubrics.find(assessment.rubric_name)


class AnswerRow(NamedTuple):
    """A saved answer as written; ``page`` is the one that it was given on."""

    subject: str
    key: str
    value: Any
    page: str
    saved_at: datetime


def answer_rows(assessment: Assessment, keys: Collection[str] | None = None) -> Iterator[AnswerRow]:
    """Every saved answer, or those under the ``keys``. One query."""
    if keys is None or not 0 < len(keys) <= FEW:
        rows = _answers.values(assessment.pk)
    else:  # there are always as many asked for, some of them more than once
        rows = _few_answers.values(assessment.pk, *islice(cycle(keys), FEW))
    for row in map(AnswerRow._make, rows):
        if keys is None or row.key in keys:
            yield row


def _answers_of(assessment: int, *keys: str) -> QuerySet[Answer, Any]:
    rows = Answer.objects.filter(assessment=assessment)
    if keys:
        rows = rows.filter(key__in=keys)
    return rows.values_list(*AnswerRow._fields)


def _values_of(assessment: int) -> QuerySet[Answer, Any]:
    return Answer.objects.filter(assessment=assessment).values_list("subject", "key", "value")


# Each page of a questionnaire asks for all of them, each autosave for a few.
_answers, _few_answers = Prepared(_answers_of, NUMBER), Prepared(_answers_of, NUMBER, *texts(FEW))
_values = Prepared(_values_of, NUMBER)


def saved_values(assessment: Assessment) -> Saved:
    """Every saved answer as written, by subject and key. One query."""
    return {(subject, key): value for subject, key, value in _values.values(assessment.pk)}


def saved_with_ages(assessment: Assessment) -> tuple[Saved, Ages]:
    """The same, and when those answers were given that were taken over from an earlier assessment and
    neither confirmed nor changed in this one. One query."""
    if assessment.previous_id is None:  # it began without answers: the time of none matters
        return saved_values(assessment), {}
    saved: Saved = {}
    ages: Ages = {}
    for row in answer_rows(assessment):
        saved[row.subject, row.key] = row.value
        if is_taken_over(assessment, row.subject, row.saved_at):
            ages[row.subject, row.key] = row.saved_at
    return saved, ages


def old_answers(assessment: Assessment) -> dict[str, datetime]:
    """When those answers were given that were taken over and neither confirmed nor changed, by the
    question or ``roles.<id>``. One query; none if the assessment began without answers."""
    if assessment.previous_id is None:
        return {}
    rows = Answer.objects.filter(assessment=assessment, saved_at__lt=assessment.created_at)
    return {
        ROLE_PREFIX + key if subject == Answer.Subject.ROLE else key: saved_at
        for subject, key, saved_at in rows.values_list("subject", "key", "saved_at")
        if is_taken_over(assessment, subject, saved_at)
    }


def is_taken_over(assessment: Assessment, subject: str, saved_at: datetime) -> bool:
    """Whether an answer saved then is still the one that the assessment began with. A note has no
    age of its own."""
    begun_with_answers = assessment.previous_id is not None and subject != Answer.Subject.NOTE
    return begun_with_answers and saved_at < assessment.created_at


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
