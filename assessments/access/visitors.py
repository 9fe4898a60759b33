"""Who has signed in, and what is theirs alone."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from ..models import (
    ApiToken,
    User,
)
from .ways import (
    MOST_REMEMBERED,
    NAME_LENGTH,
    SignInFirst,
)


def signed_in(request: HttpRequest) -> User:
    """Who has signed in. Raises ``SignInFirst`` if nobody has."""
    user = signed_in_or_none(request)
    if user is None:
        raise SignInFirst
    return user


def signed_in_or_none(request: HttpRequest) -> User | None:
    """Who has signed in, if anybody has."""
    return request.user if isinstance(request.user, User) else None


def nothing_for(request: HttpRequest, name: str) -> Exception:
    """What to raise for whoever gets nothing: they may have an account that opens it."""
    if len(name) == NAME_LENGTH and signed_in_or_none(request) is None:
        return SignInFirst()
    return Http404()


def api_token(request: HttpRequest, name: str) -> ApiToken:
    """A token that the visitor has made for a program, whatever has become of it; 404 to all others;
    ``SignInFirst`` if nobody is signed in. One query."""
    user = signed_in_or_none(request)
    found = ApiToken.objects.filter(user=user, public_id=name).first() if user else None
    if found is None:
        raise nothing_for(request, name)
    return found


def keep_opened(request: HttpRequest, key: str, name: str, token_hash: str) -> None:
    """Keep in the session that the visitor has opened the invitation of this name: no further address
    needs its token. ``key`` says of which kind it is."""
    opened = dict(request.session.get(key, {}))
    opened.pop(name, None)
    request.session[key] = dict([*opened.items(), (name, token_hash)][-MOST_REMEMBERED:])
