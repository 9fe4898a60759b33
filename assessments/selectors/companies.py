"""Companies and their assessments over time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from .. import rubrics
from ..domain.assessment_file import UnknownRubric
from ..domain.rubric import Rubric
from ..domain.rubric_loading import RubricFaults
from ..domain.standing import Standing, stand
from ..models import Answer, Assessment, Company, User
from .answers import Saved, as_answer_set


def companies_of(user: User) -> QuerySet[Company]:
    """The companies that the user owns, by name; those being deleted, too. One query."""
    return Company.objects.filter(owners__user=user).order_by("name", "pk")


def history_of(company: Company) -> QuerySet[Assessment]:
    """The company's assessments, the latest first: no respondent's sheet. One query."""
    own = company.assessments.filter(sheet_of__isnull=True)
    return own.select_related("company").order_by("-as_of", "-created_at", "-pk")


@dataclass(frozen=True, slots=True)
class Past:
    """A submitted assessment and where it placed the company.

    ``rubric`` and ``standing`` are None if its version of the rubric is not here any more.
    """

    assessment: Assessment
    rubric: Rubric | None
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class OpenOne:
    """An assessment that is still being answered: how many answers it has."""

    assessment: Assessment
    answers: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """A company's assessments, the latest first: the submitted ones and the open ones."""

    past: tuple[Past, ...]
    going_on: tuple[OpenOne, ...]


def timeline_of(company: Company) -> Timeline:
    """The company over time. Two queries, however long its history is.

    Each standing is worked out anew: half a millisecond, and a rubric that was edited shows at once.
    """
    assessments = list(history_of(company))
    answers = _answers_of(assessments)
    return Timeline(
        tuple(_past(one, answers[one.pk]) for one in assessments if one.is_submitted),
        tuple(
            OpenOne(one, sum(subject != Answer.Subject.NOTE for subject, _ in answers[one.pk]))
            for one in assessments
            if not one.is_submitted
        ),
    )


def _answers_of(assessments: Iterable[Assessment]) -> Mapping[int, Saved]:
    found: defaultdict[int, Saved] = defaultdict(dict)
    rows = Answer.objects.filter(assessment__in=assessments)
    for pk, subject, key, value in rows.values_list("assessment", "subject", "key", "value"):
        found[pk][subject, key] = value
    return found


def _past(assessment: Assessment, saved: Saved) -> Past:
    try:
        rubric = rubrics.find(assessment.rubric_name)
    except (UnknownRubric, RubricFaults):
        return Past(assessment, None, None)
    return Past(assessment, rubric, stand(rubric, as_answer_set(rubric, saved)))


def submitted_of(company: Company) -> QuerySet[Assessment]:
    """Those of the company's assessments whose answers stand, the latest first. One query."""
    return history_of(company).filter(submitted_at__isnull=False)
