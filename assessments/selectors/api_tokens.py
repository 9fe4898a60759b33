"""Tokens by which programs act for somebody."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from ..models import ApiToken, User
from ..models.tokens import hash_of, new_token

# By this a token is known for what it is, wherever it turns up: in a log, in a repository.
BEGIN = "stagecheck_"


def new_api_token() -> str:
    """A token that nobody can guess, and that is seen to be one."""
    return BEGIN + new_token()


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """The user's tokens, the newest first, whatever has become of them. One query."""
    return ApiToken.objects.filter(user=user)


def working_tokens_of(user: User) -> QuerySet[ApiToken]:
    """Those that still open something. One query."""
    return tokens_of(user).filter(revoked_at__isnull=True, expires_at__gt=timezone.now())


def working_token(token: str) -> ApiToken | None:
    """The row of a token that still works, with its user; None for any other. One query.

    Of an account that was made inactive none works.
    """
    if not token.startswith(BEGIN):
        return None
    found = ApiToken.objects.filter(
        token_hash=hash_of(token),
        revoked_at__isnull=True,
        expires_at__gt=timezone.now(),
        user__is_active=True,
    )
    return found.select_related("user").first()
