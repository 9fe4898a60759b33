"""Companies: one's own, and those that share themselves with one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from .. import access
from ..access import May, ToCompany
from ..models import Assessment
from ..selectors.companies import history_of, submitted_of
from . import schemas
from .auth import READ
from .operations import operation, row_name
from .paging import page_of
from .standings import rubric_name, standing, tier_of

router = Router(tags=["Companies"])


@router.get(
    "companies/{company}", **operation("company", READ, gives=schemas.Company, errors=(404,))
)
def company(request: HttpRequest, company: str) -> dict[str, Any]:
    """Where a company stands by its latest assessment. The owners of a company that is not your own see
    that you looked."""
    way = access.company(request, row_name(company), May.SEE_SUMMARY)
    tier = tier_of(way.may)
    return {
        "id": way.company.public_id,
        "name": way.company.name,
        "is_own": way.may >= May.MANAGE,
        "shared": tier,
        "latest": standing(way.company.latest, tier),
    }


@router.get(
    "companies/{company}/assessments",
    **operation("company-assessments", READ, gives=schemas.AssessmentPage, errors=(404,)),
)
def assessments(request: HttpRequest, company: str, asked: Query[schemas.Paging]) -> dict[str, Any]:
    """Its submitted assessments, the latest first; of your own company the open ones, too."""
    way = access.company(request, row_name(company), May.SEE_SUMMARY)
    rows = history_of if way.may >= May.MANAGE else submitted_of
    found = rows(way.company).select_related("company", "result")
    return page_of(request, found, asked, lambda row: assessment_row(row, way))


def assessment_row(row: Assessment, way: ToCompany) -> dict[str, Any]:
    tier = tier_of(way.may)
    return {
        "id": row.public_id,
        "company": way.company.public_id,
        "as_of": row.as_of,
        "is_submitted": row.is_submitted,
        "submitted_at": row.submitted_at,
        "rubric": rubric_name(row),
        "shared": tier,
        "standing": standing(getattr(row, "result", None), tier, row),
    }
