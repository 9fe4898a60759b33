"""What is kept of a company, and how long that is of one that nobody has claimed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from ..models import Answer, Assessment, Company, Respondent


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much is kept of a company. Of ``closed`` respondents nobody else may see the answers yet."""

    assessments: int
    answers: int
    respondents: int
    closed: int
    actions: int
    grants: int
    acts: int
    owners: tuple[str, ...]


def holdings_of(company: Company) -> Holdings:
    """How much there is of the company; its owners by their names. Eight queries."""
    respondents = Respondent.objects.filter(assessment__company=company)
    opened = Q(
        assessment__revealed_at__isnull=False, sheet__submitted_at__isnull=False, withdrawn_at=None
    )
    owners = company.owners.select_related("user").order_by("pk")
    return Holdings(
        assessments=company.assessments.filter(sheet_of=None).count(),
        answers=Answer.objects.filter(assessment__company=company).count(),
        respondents=respondents.count(),
        closed=respondents.exclude(opened).count(),
        actions=company.actions.count(),
        grants=company.grants.count(),
        acts=company.acts.count(),
        owners=tuple(one.user.get_full_name() for one in owners),
    )


def kept_until(company: Company) -> datetime | None:
    """When a company that is nobody's is deleted by itself, if nothing more is answered.

    None if it has an owner, or if this instance keeps everything. At most one query.
    """
    if company.is_claimed or not settings.DELETE_UNCLAIMED_AFTER_DAYS:
        return None
    found = company.assessments.aggregate(
        begun=Max("created_at"), submitted=Max("submitted_at"), saved=Max("answers__saved_at")
    )
    last = max(moment for moment in (company.created_at, *found.values()) if moment is not None)
    return last + timedelta(days=settings.DELETE_UNCLAIMED_AFTER_DAYS)


def idle_companies(now: datetime) -> QuerySet[Company]:
    """The companies of which ``kept_until`` is over; none if this instance keeps everything."""
    if not settings.DELETE_UNCLAIMED_AFTER_DAYS:
        return Company.objects.none()
    since = now - timedelta(days=settings.DELETE_UNCLAIMED_AFTER_DAYS)
    begun = Q(created_at__gt=since) | Q(submitted_at__gt=since)
    assessments = Assessment.objects.filter(begun, company=OuterRef("pk"))
    answers = Answer.objects.filter(assessment__company=OuterRef("pk"), saved_at__gt=since)
    nobodys = Company.objects.filter(claimed_at=None, delete_at=None, created_at__lte=since)
    return nobodys.exclude(Exists(assessments)).exclude(Exists(answers))
