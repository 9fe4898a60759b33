"""The page that explains the API, and its OpenAPI document. Both are open to everybody."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from http.client import responses
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.views.decorators.http import condition, require_safe

from ..htmx import HtmxHttpRequest
from ..models import ApiToken
from . import api
from .errors import PLACE


@dataclass(frozen=True)
class Parameter:
    name: str
    about: str


@dataclass(frozen=True)
class Endpoint:
    """An operation as the page tells of it."""

    id: str
    method: str
    path: str
    about: str
    scopes: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    body: tuple[Parameter, ...]
    statuses: tuple[tuple[str, str], ...]


@lru_cache(maxsize=1)
def openapi() -> dict[str, Any]:
    """The OpenAPI document, as whoever reads it gets it."""
    document: dict[str, Any] = json.loads(_written())
    return document


@lru_cache(maxsize=1)
def _written() -> bytes:
    schema = api.get_openapi_schema(path_prefix=PLACE)
    return json.dumps(schema, ensure_ascii=False, separators=(",", ":")).encode()


def _etag(request: HttpRequest) -> str:
    return f'"{sha256(_written()).hexdigest()[:32]}"'


@require_safe
@condition(etag_func=_etag)
def document(request: HtmxHttpRequest) -> HttpResponse:
    """The OpenAPI document, for tools that make clients and tests of it."""
    return HttpResponse(_written(), content_type="application/json")


@require_safe
def docs(request: HtmxHttpRequest) -> HttpResponse:
    """What the API has, what each operation takes and gives, and a client to begin with."""
    groups: dict[str, list[Endpoint]] = {}
    for tag, endpoint in endpoints():
        groups.setdefault(tag, []).append(endpoint)
    context = {
        "groups": groups.items(),
        "scopes": ApiToken.Scope.choices,
        "client": client_source(),
        "a_minute": settings.API_REQUESTS_A_MINUTE,
    }
    return render(request, "api/docs.html", context)


def client_source() -> str:
    """The example client, in Python's standard library alone."""
    template: Any = get_template("api/client.py.txt")
    source: str = template.template.source
    return source


def endpoints() -> list[tuple[str, Endpoint]]:
    """Every operation of the document, each with its group, in the document's order."""
    found = []
    for path, operations in openapi()["paths"].items():
        for method, one in operations.items():
            found.append((one["tags"][0], _endpoint(path, method, one)))
    return found


def _endpoint(path: str, method: str, one: dict[str, Any]) -> Endpoint:
    parameters = tuple(
        Parameter(each["name"], each.get("description", ""))
        for each in one.get("parameters", ())
        if each["in"] == "query"
    )
    statuses = tuple((str(status), responses[int(status)]) for status in one["responses"])
    return Endpoint(
        one["operationId"],
        method.upper(),
        path,
        " ".join(one["description"].split()),
        tuple(one["x-scopes"]),
        parameters,
        _body(one),
        statuses,
    )


def _body(one: dict[str, Any]) -> tuple[Parameter, ...]:
    if "requestBody" not in one:
        return ()
    schema = one["requestBody"]["content"]["application/json"]["schema"]
    named = openapi()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    properties = named["properties"].items()
    return tuple(Parameter(name, each.get("description", "")) for name, each in properties)
