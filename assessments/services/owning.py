"""Who owns a company."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from ..models import Act, Company, Grant, Owner, User
from .acts import record


class ClaimedAlready(Exception):
    """Somebody owns the company already, or has just deleted it."""


class LastOwner(Exception):
    """Without them nobody could do anything with the company any more."""


class NobodyToAdd(Exception):
    """The share was not accepted by an account, or holds no longer."""


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


@transaction.atomic
def add_owner(grant: Grant, *, by: User) -> User:
    """Make whoever has accepted the grant an owner, like the one who does it; the grant, which they
    need no longer, is revoked. Twice is once. Raises ``NobodyToAdd``.
    """
    held = Grant.objects.select_for_update(of=("self",)).select_related("user", "company")
    found = held.filter(pk=grant.pk, kind=Grant.Kind.ACCOUNT, user__isnull=False).first()
    if found is None or found.user is None or found.company.is_being_deleted:
        raise NobodyToAdd
    owned = Owner.objects.filter(company=found.company, user=found.user)
    if found.state != Grant.State.ACTIVE:
        if owned.exists():
            return found.user
        raise NobodyToAdd
    Grant.objects.filter(pk=found.pk).update(revoked_at=timezone.now())
    if not owned.exists():
        Owner.objects.create(company=found.company, user=found.user)
        about = f"{found.user.get_full_name()} ({found.user.email})"
        record(found.company, Act.Kind.OWNER_ADDED, user=by, about=about)
    return found.user


@transaction.atomic
def give_up(company: Company, user: User) -> None:
    """Have the user be no owner of the company any more. Of two who give it up at once one stays.

    Raises ``LastOwner``; whoever is no owner gives up nothing.
    """
    # The company's row is held, as where an owner deletes their account.
    Company.objects.select_for_update().get(pk=company.pk)
    owners = Owner.objects.filter(company=company)
    if not owners.filter(user=user).exists():
        return
    if not owners.exclude(user=user).exists():
        raise LastOwner
    owners.filter(user=user).delete()
    record(company, Act.Kind.OWNER_LEFT, user=user)
