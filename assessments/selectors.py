"""Reads: rows -> domain values. Each function says how many queries it takes."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from . import rubrics
from .domain.answers import AnswerSet, parse_answers
from .domain.rubric import Rubric
from .models import Answer, Assessment

Saved = dict[tuple[str, str], Any]


def rubric_of(assessment: Assessment) -> Rubric:
    """The version of the rubric that the assessment is pinned to. No query."""
    return rubrics.find(assessment.rubric_name)


def saved_values(assessment: Assessment) -> Saved:
    """Every saved answer as written, by subject and key. One query."""
    rows = Answer.objects.filter(assessment=assessment).values_list("subject", "key", "value")
    return {(subject, key): value for subject, key, value in rows}


def as_answer_set(rubric: Rubric, saved: Saved) -> AnswerSet:
    """Saved answers as the domain wants them. No query.

    A saved answer that no longer fits the rubric is left out here; it stays in its row.
    """
    raw: dict[str, dict[str, Any]] = {"answers": {}, "roles": {}}
    for (subject, key), value in saved.items():
        raw["roles" if subject == Answer.Subject.ROLE else "answers"][key] = value
    return parse_answers(rubric, MappingProxyType(raw), lambda path, what: None)


def answer_set(assessment: Assessment) -> AnswerSet:
    """The answers of the assessment. One query."""
    return as_answer_set(rubric_of(assessment), saved_values(assessment))
