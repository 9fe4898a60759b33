"""What all operations have in common: their names, their scopes, and the errors that they may give."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from ..access import NAME_LENGTH
from ..models import ApiToken
from .auth import Bearer
from .schemas import Error

ALWAYS = (401, 403, 422, 429, 500)


def operation(
    name: str, *scopes: ApiToken.Scope, gives: Any, errors: tuple[int, ...] = (), **more: Any
) -> dict[str, Any]:
    """What an operation is declared with: ``name`` is its id and that of its page in logs.

    ``gives`` is what it responds, or a dictionary of that by status.
    """
    responses: dict[int, Any] = gives if isinstance(gives, dict) else {200: gives}
    responses = responses | dict.fromkeys((*ALWAYS, *errors), Error)
    return {
        "operation_id": name,
        "url_name": f"api-{name}",
        "auth": Bearer(*scopes),
        "response": {status: responses[status] for status in sorted(responses)},
        "openapi_extra": {"x-scopes": list(scopes)},
        "by_alias": True,
        **more,
    }


def row_name(name: str) -> str:
    """A name as rows have them in addresses; 404 for anything else, such as a private link's token:
    whoever has that may use it in a browser, but not here."""
    if len(name) != NAME_LENGTH or not (name.isascii() and name.isalnum()):
        raise Http404
    return name
