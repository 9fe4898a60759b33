"""Companies and their assessments over time."""

from __future__ import annotations

from django.db.models import QuerySet

from ..models import Assessment, Company, User


def companies_of(user: User) -> QuerySet[Company]:
    """The companies that the user owns, by name; those being deleted, too. One query."""
    return Company.objects.filter(owners__user=user).order_by("name", "pk")


def history_of(company: Company) -> QuerySet[Assessment]:
    """The company's assessments, the latest first: no respondent's sheet. One query."""
    own = company.assessments.filter(sheet_of__isnull=True)
    return own.select_related("company").order_by("-as_of", "-created_at", "-pk")
