"""Who asks: the token of a request, what it is for, and how often it may.

Nothing else lets anybody in here: no cookie, and so no session and nothing that one keeps.
"""

from __future__ import annotations

import time

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.http import HttpRequest
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from ..models import ApiToken
from ..selectors.api_tokens import working_token
from ..services.api_tokens import note_use
from .errors import Refused

READ, ANSWER = ApiToken.Scope.READ, ApiToken.Scope.ANSWER
MINUTE = 60


class Bearer(HttpBearer):
    """A token that still works and has one of the scopes. The request is its user's from then on."""

    def __init__(self, *scopes: ApiToken.Scope) -> None:
        super().__init__()
        self.scopes = scopes

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        found = working_token(token)
        if found is None:
            return None
        note_use(found)
        request.user = found.user
        request.COOKIES.clear()
        request.session = SessionStore()
        if not set(self.scopes) & set(found.scopes):
            need = " or ".join(self.scopes)
            raise Refused(
                403, "scope-missing", f"The token lacks the scope that this takes: {need}."
            )
        return found


class PerToken(BaseThrottle):
    """So many requests a minute by one token, whichever process answers them.

    It keeps nothing of its own: threads share it. Counting in a database cache is not exact when many
    come at once, which lets a few more through.
    """

    def allow_request(self, request: HttpRequest) -> bool:
        token: ApiToken = request.auth  # type: ignore[attr-defined]
        key = f"api-{token.public_id}-{int(time.time()) // MINUTE}"
        if cache.add(key, 1, 2 * MINUTE):
            return True
        try:
            return cache.incr(key) <= settings.API_REQUESTS_A_MINUTE
        except ValueError:  # it went just now
            return True

    def wait(self) -> float:
        return MINUTE - time.time() % MINUTE
