"""The pages of the API and of the tokens for it, for the tests that read every page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from assessments.models import User
from assessments.selectors.api_tokens import tokens_of
from assessments.views.tokens import new_key

from .factories import PASSWORD, token_for, user

STRANGE = "<b>Ünsinn</b> & “Söhne”"
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


def somebody_with_tokens(email: str) -> User:
    """Somebody who has tokens that work, one that was used, and some that work no longer."""
    somebody = user(email, name=STRANGE, password=PASSWORD)
    used, _token = token_for(somebody, name=LONG)
    used.last_used_at = used.created_at
    used.save()
    token_for(somebody, "read", name=STRANGE)
    token_for(somebody, name="Over", expires_in=timedelta(days=-1))
    token_for(somebody, name=f"Revoked {STRANGE}", revoked=True)
    return somebody


def api_responses() -> Iterator[tuple[str, str, Any, int]]:
    """Every page: the name of its state, its address, the response, and the status it has to have."""
    url = reverse("api")
    yield "the API", url, Client().get(url), 200
    somebody, url = somebody_with_tokens("tokens@example.org"), reverse("tokens")
    client = Client()
    client.force_login(somebody)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    yield "tokens, full", url, client.get(url), 200
    yield "tokens, faulty", url, client.post(url, {"name": "<b>" * 40, "until": "<b>"}), 422
    given = {"name": STRANGE, "scopes": ["read", "answer"], "key": new_key(somebody)}
    until = used_until(somebody)
    yield "a token, made", url, client.post(url, given | {"until": until}), 200


def used_until(somebody: User) -> str:
    """A day until which a token may work."""
    return str(tokens_of(somebody).filter(revoked_at=None).latest("expires_at").expires_at.date())
