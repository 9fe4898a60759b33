"""May this visitor? The only gate to rows that a URL names.

A view never looks up an assessment itself. Whoever may not see it is told that there is none.
"""

from __future__ import annotations

from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from .models import Assessment, Link


class SubmittedAlready(Exception):
    """The assessment was submitted, so its answers stand."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        super().__init__("the assessment was submitted")


def assessment_by_link(token: str) -> Assessment:
    """The assessment that the link opens; 404 if it is unknown, expired or revoked."""
    now = timezone.now()
    valid = Link.objects.filter(
        Q(expires_at__isnull=True) | Q(expires_at__gt=now),
        token_hash=Link.hash_of(token),
        revoked_at__isnull=True,
    )
    link = valid.select_related("assessment__company").first()
    if link is None:
        raise Http404
    return link.assessment


def open_assessment_by_link(token: str) -> Assessment:
    """The same, to write to: ``SubmittedAlready`` if its answers can no longer change."""
    assessment = assessment_by_link(token)
    if assessment.is_submitted:
        raise SubmittedAlready(assessment)
    return assessment
