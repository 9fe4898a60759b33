"""Who owns a company."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from ..models import Act, Company, Owner, User
from .acts import record


class ClaimedAlready(Exception):
    """Somebody owns the company already, or has just deleted it."""


@transaction.atomic
def own(company: Company, user: User) -> None:
    """Make the user the first owner of a company that is nobody's.

    Of two who try at once one wins; the other gets ``ClaimedAlready``. To its owner it happens
    twice without harm.
    """
    now = timezone.now()
    unclaimed = Company.objects.filter(
        pk=company.pk, claimed_at__isnull=True, delete_at__isnull=True
    )
    if unclaimed.update(claimed_at=now) == 0:
        if Owner.objects.filter(company=company, user=user).exists():
            return
        raise ClaimedAlready
    company.claimed_at = now
    Owner.objects.create(company=company, user=user)
    record(company, Act.Kind.CLAIMED, user=user)
