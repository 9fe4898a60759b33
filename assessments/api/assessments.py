"""One assessment: its result as far as it is shared; and for its owners to begin, answer and submit."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status

from .. import access, services
from ..access import May, SubmittedAlready, ToAssessment
from ..domain.scoring import missing_facts
from ..models import Answer, Assessment
from ..selectors import as_answer_set, rubric_of
from ..services.companies import begin_next
from ..services.giving import give_answers
from . import schemas
from .auth import ANSWER, READ
from .errors import Refused
from .operations import operation, row_name
from .results import parts_of
from .standings import rubric_name, tier_of

router = Router(tags=["Assessments"])


@router.get(
    "assessments/{assessment}",
    **operation("assessment", READ, gives=schemas.AssessmentWithResult, errors=(404, 503)),
)
def assessment(request: HttpRequest, assessment: str) -> dict[str, Any]:
    """The result of an assessment: the summary, the result without the answers, and the answers, each if
    it is shared with you. An open one only its owners see, with its answers and no result yet."""
    way = access.assessment(request, row_name(assessment), May.SEE_SUMMARY)
    row, tier = way.assessment, tier_of(way.may)
    not_shared = {"summary": ["result", "answers"], "result": ["answers"], "answers": []}
    return {
        "id": row.public_id,
        "company": {"id": row.company.public_id, "name": row.company.name},
        "as_of": row.as_of,
        "is_submitted": row.is_submitted,
        "submitted_at": row.submitted_at,
        "rubric": rubric_name(row),
        "shared": tier,
        "not_shared": not_shared[tier],
        **parts_of(row, tier),
    }


# --- to write ------------------------------------------------------------------------------------


@router.post(
    "assessments",
    **operation(
        "begin",
        ANSWER,
        gives={200: schemas.Begun, 201: schemas.Begun},
        errors=(400, 404, 413, 503),
    ),
)
def begin(request: HttpRequest, given: schemas.Begin) -> Status[dict[str, Any]]:
    """Start an assessment: of a new company, or the next one of your own from its last answers. If your
    company has an open one, you get that (200), and none is made."""
    user, today = access.signed_in(request), timezone.localdate()
    if given.name is not None:
        made, _name = services.begin_assessment(company_name=given.name, as_of=today, owner=user)
        return Status(201, _begun(made))
    way = access.company(request, row_name(given.company or ""), May.MANAGE)
    before = timezone.now()
    row = begin_next(way.company, as_of=today)
    return Status(201 if row.created_at >= before else 200, _begun(row))


@router.put(
    "assessments/{assessment}/answers",
    **operation("answer", ANSWER, gives=schemas.Saved, errors=(400, 404, 409, 413, 503)),
)
def answer(request: HttpRequest, assessment: str, given: schemas.Given) -> dict[str, Any]:
    """Give answers to an open assessment of your own company, as an assessment file states them. All of
    them are saved or none; faults are told by question. What is not named stays; null takes an answer
    away. Sent twice, it does nothing more."""
    way = _own(request, assessment)
    if way.assessment.is_closed:
        raise SubmittedAlready(way.assessment)
    written = give_answers(way.assessment, given.model_dump())
    rubric = rubric_of(way.assessment)
    missing = missing_facts(rubric, as_answer_set(rubric, written.standing))
    notes = sum(subject == Answer.Subject.NOTE for subject, _key in written.standing)
    return {
        "id": way.assessment.public_id,
        "written": written.changed,
        "answered": len(written.standing) - notes,
        "is_ready": missing is None,
        "missing": list(missing.unanswered) if missing else [],
    }


@router.post(
    "assessments/{assessment}/submit",
    **operation("submit", ANSWER, gives=schemas.Begun, errors=(404, 409, 503)),
)
def submit(request: HttpRequest, assessment: str) -> dict[str, Any]:
    """Submit it: its answers stand from then on, and whoever its company is shared with sees the result.
    422 says what is missing for a verdict. Submitting twice does nothing more."""
    way = _own(request, assessment)
    services.submit(way.assessment, by=access.signed_in(request))
    way.assessment.refresh_from_db(fields=["submitted_at"])
    return _begun(way.assessment)


def _own(request: HttpRequest, name: str) -> ToAssessment:
    """The way to an assessment of one's own company that one person answers for all."""
    way = access.assessment(request, row_name(name), May.MANAGE)
    if way.is_common and not way.assessment.is_submitted:
        message = "Several people answer it, each on a sheet of their own: settle and submit it on its page."
        raise Refused(409, "several-answer", message)
    return way


def _begun(row: Assessment) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "company": row.company.public_id,
        "as_of": row.as_of,
        "is_submitted": row.is_submitted,
        "rubric": rubric_name(row),
    }
