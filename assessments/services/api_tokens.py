"""Tokens by which programs act for somebody are made, used and revoked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ..models import ApiToken, User
from ..models.tokens import hash_of
from ..selectors.api_tokens import working_tokens_of

MOST = 20  # tokens of one account that work at once
LONGEST = timedelta(days=366)
ONE_USE = timedelta(hours=1)  # the last use is written down at most that often


class TooManyTokens(Exception):
    """So many tokens of the account work already."""


@transaction.atomic
def make_token(
    user: User, *, token: str, name: str, scopes: Iterable[str], expires_at: datetime
) -> tuple[ApiToken, bool]:
    """Let programs act for the user by ``token``: its row, and whether it is new.

    Asked twice with the same token it is made once. Raises ``TooManyTokens``.
    """
    if expires_at > timezone.now() + LONGEST:
        raise ValueError("a token works for a year at most")
    held = User.objects.select_for_update().get(pk=user.pk)
    made = ApiToken.objects.filter(user=held, token_hash=hash_of(token)).first()
    if made is not None:
        return made, False
    if working_tokens_of(held).count() >= MOST:
        raise TooManyTokens
    row = ApiToken.objects.create(
        user=held,
        token_hash=hash_of(token),
        name=name,
        scopes=sorted(scopes),
        expires_at=expires_at,
    )
    return row, True


@transaction.atomic
def revoke_token(row: ApiToken) -> bool:
    """Make the token open nothing any more, at once and for good; whether it did until now."""
    standing = ApiToken.objects.filter(pk=row.pk, revoked_at__isnull=True)
    return bool(standing.update(revoked_at=timezone.now()))


def note_use(row: ApiToken) -> None:
    """Write down that the token was used just now; at most one write an hour."""
    now = timezone.now()
    if row.last_used_at is not None and row.last_used_at > now - ONE_USE:
        return
    earlier = Q(last_used_at__isnull=True) | Q(last_used_at__lte=now - ONE_USE)
    ApiToken.objects.filter(earlier, pk=row.pk).update(last_used_at=now)
