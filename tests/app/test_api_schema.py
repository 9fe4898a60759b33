"""What the OpenAPI document says holds: Schemathesis sends what fits it and what does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from assessments.api.pages import openapi
from assessments.models import ApiToken

from .factories import (
    entry_in,
    owned_assessment,
    portfolio_of,
    token_for,
    user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stub_pdf")]

# What an answer can be the rubric says, not the document: so what fits this may be refused all the same.
CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
BOUNDED = settings(
    max_examples=12,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
document = schemathesis.openapi.from_dict(openapi())


@lru_cache
def _site() -> WSGIHandler:
    return WSGIHandler()  # once there is somewhere for the static files


document.app = lambda environ, start_response: _site()(environ, start_response)

Names = dict[str, str]


@pytest.fixture
def names() -> Names:
    """Rows that are there: somebody's portfolio with a company in it, and a company of their own with an
    open assessment. And their token."""
    advisor, founder = user("advisor@example.org"), user("founder@example.org")
    portfolio = portfolio_of(advisor)
    entry_in(portfolio, owned_assessment(founder).company, tier="answers")
    own = owned_assessment(advisor, submitted=False)
    return {
        "portfolio": portfolio.public_id,
        "company": own.company.public_id,
        "assessment": own.public_id,
        "token": token_for(advisor)[1],
    }


@pytest.fixture(autouse=True)
def connection_stays() -> Iterator[None]:
    """A request of a real server gives its connection to the database back; here it is the test's."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def tried(case: schemathesis.Case, token: str) -> None:
    cache.clear()  # none is too many
    headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}
    case.call_and_validate(headers=headers, checks=CHECKS)


@document.parametrize()
@BOUNDED
def test_rows_that_are_there_answer_as_the_document_says(case: schemathesis.Case, names: Names):
    for part in case.path_parameters or {}:
        case.path_parameters[part] = names[part]

    tried(case, names["token"])


@document.parametrize()
@settings(BOUNDED, max_examples=5)
def test_rows_that_are_not_there_answer_as_the_document_says(case: schemathesis.Case, names: Names):
    tried(case, names["token"])


# --- the document --------------------------------------------------------------------------------


def test_the_document_is_given_to_everybody_and_again_only_if_it_was_changed(client: Client):
    first = client.get(reverse("api-document"))
    again = client.get(reverse("api-document"), headers={"If-None-Match": first["ETag"]})

    assert first["Content-Type"] == "application/json"
    assert first.json() == openapi()
    assert (again.status_code, again.content) == (304, b"")


def operations() -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method.upper()} {path}", one)
        for path, methods in openapi()["paths"].items()
        for method, one in methods.items()
    ]


def each(check: Callable[[dict[str, Any]], bool]) -> list[str]:
    return [name for name, one in operations() if not check(one)]


def test_every_operation_says_what_it_does_its_scope_and_every_error():
    assert not each(lambda one: len(one["description"]) > 20)
    assert not each(lambda one: set(one["x-scopes"]) <= set(ApiToken.Scope.values))
    assert not each(lambda one: bool(one["x-scopes"] and one["security"]))
    assert not each(lambda one: {"401", "403", "422", "429", "500"} <= set(one["responses"]))
    assert not each(lambda one: "requestBody" not in one or {"400", "413"} <= set(one["responses"]))


def test_every_error_has_the_same_shape():
    shapes = {
        response["content"]["application/json"]["schema"]["$ref"]
        for _name, one in operations()
        for status, response in one["responses"].items()
        if int(status) >= 400
    }
    assert shapes == {"#/components/schemas/Error"}


def test_what_writes_takes_the_scope_for_it_and_what_reads_the_other():
    for name, one in operations():
        wanted = "read" if name.startswith("GET") else "answer"
        assert wanted in one["x-scopes"], name
        assert name.startswith("GET") or one["x-scopes"] == ["answer"], name


# --- the page ------------------------------------------------------------------------------------


def test_the_page_tells_of_every_operation_and_its_fields(client: Client):
    page = client.get(reverse("api")).content.decode()

    for path, methods in openapi()["paths"].items():
        assert path in page
        for one in methods.values():
            assert f'id="{one["operationId"]}"' in page
    for name in ("practice_missing", "older_than", "roles", "Retry-After"):
        assert f"<code>{name}</code>" in page
