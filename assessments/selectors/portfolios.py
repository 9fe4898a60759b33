"""Portfolios, and what of them can be seen: always by the grants as they are now."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone

from ..models import Entry, Grant, Portfolio, User

TIERS_WITH_RESULT = (Grant.Tier.RESULT, Grant.Tier.ANSWERS)


def portfolios_of(user: User) -> QuerySet[Portfolio]:
    """The portfolios that the user is a member of, by name. One query."""
    return Portfolio.objects.filter(members__user=user).order_by("name", "pk")


def visible_entries(portfolio: Portfolio) -> QuerySet[Entry]:
    """The companies of the portfolio whose grant holds, each with its latest result. One query.

    Every list, export, count and file is made from these and from nothing else: a founder who revokes
    a grant is gone from all of them at once. What the members see of an entry its grant's tier says;
    ``with_result`` keeps those of which more than the summary is shared.
    """
    in_time = Q(grant__expires_at__isnull=True) | Q(grant__expires_at__gt=timezone.now())
    entries = Entry.objects.filter(
        in_time,
        portfolio=portfolio,
        grant__revoked_at__isnull=True,
        company__delete_at__isnull=True,
    )
    return entries.select_related("company__latest", "grant")


def with_result(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Those of which the practices may be told: full result, or answers too."""
    return entries.filter(grant__tier__in=TIERS_WITH_RESULT)
