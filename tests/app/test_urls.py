"""Every URL x whose link x which method -> the exact status. A new URL needs a row here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import cast

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from assessments.models import Link
from stagecheck.urls import urlpatterns

from .factories import begun_assessment, link_to, submitted_assessment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stub_pdf")]

METHODS = ("GET", "HEAD", "POST")
VISITORS = ("open", "submitted", "stranger")

FOR_ALL = "who comes makes no difference"
READ_ONLY = (200, 200, 405)
NOTHING = (404, 404, 404)
READ_NOTHING = (404, 404, 405)  # the method is refused before anything is looked up
TO_RESULT = (302, 302, 302)
TO_CHECK = (302, 302, 302)
TO_SIGN_IN = (302, 302, 302)
WAITING = (200, 200, 302)  # posting asks for one more try

Statuses = tuple[int, int, int]
# What only owners may do is not there for whoever comes by a private link.
OWNERS: dict[str, Statuses] = {"open": NOTHING, "submitted": NOTHING, "stranger": NOTHING}
OWNERS_WRITE: dict[str, Statuses] = dict.fromkeys(VISITORS, (405, 405, 404))

TABLE: dict[str, dict[str, Statuses]] = {
    "start": {FOR_ALL: (200, 200, 422)},
    "health": {FOR_ALL: READ_ONLY},
    "styleguide": {FOR_ALL: READ_NOTHING},  # there is one in development only
    "example": {FOR_ALL: READ_ONLY},
    "example-answers": {FOR_ALL: READ_ONLY},
    "example-what-if": {FOR_ALL: READ_ONLY},
    "example-report": {FOR_ALL: (302, 302, 405)},  # nobody has asked for it yet
    "example-report-wait": {FOR_ALL: WAITING},
    "example-brief": {FOR_ALL: (302, 302, 405)},
    "example-brief-wait": {FOR_ALL: WAITING},
    "rubric": {FOR_ALL: READ_ONLY},
    "rubric-stage": {FOR_ALL: READ_ONLY},
    "rubric-problems": {FOR_ALL: READ_ONLY},
    "rubric-problem": {FOR_ALL: READ_ONLY},
    "rubric-effort": {FOR_ALL: READ_ONLY},
    "rubric-practices": {FOR_ALL: READ_ONLY},
    "rubric-practice": {FOR_ALL: READ_ONLY},
    "rubric-roles": {FOR_ALL: READ_ONLY},
    "rubric-role": {FOR_ALL: READ_ONLY},
    "rubric-questions": {FOR_ALL: READ_ONLY},
    "rubric-question": {FOR_ALL: READ_ONLY},
    "rubric-method": {FOR_ALL: READ_ONLY},
    "rubric-scale-up": {FOR_ALL: READ_ONLY},
    "rubric-leadership": {FOR_ALL: READ_ONLY},
    "rubric-glossary": {FOR_ALL: READ_ONLY},
    "rubric-sources": {FOR_ALL: READ_ONLY},
    "rubric-search": {FOR_ALL: READ_ONLY},
    "hub": {"open": READ_ONLY, "submitted": (302, 302, 405), "stranger": READ_NOTHING},
    "section": {"open": (200, 200, 302), "submitted": TO_RESULT, "stranger": NOTHING},
    "quick": {"open": (302, 302, 405), "submitted": (302, 302, 405), "stranger": READ_NOTHING},
    "quick-question": {"open": (200, 200, 422), "submitted": TO_RESULT, "stranger": NOTHING},
    "check": {"open": (200, 200, 422), "submitted": TO_RESULT, "stranger": NOTHING},
    "result": {"open": (302, 302, 405), "submitted": READ_ONLY, "stranger": READ_NOTHING},
    "answers": {"open": (302, 302, 405), "submitted": READ_ONLY, "stranger": READ_NOTHING},
    "what-if": {"open": (302, 302, 405), "submitted": READ_ONLY, "stranger": READ_NOTHING},
    "report": {"open": (302, 302, 405), "submitted": READ_ONLY, "stranger": READ_NOTHING},
    "report-wait": {"open": TO_CHECK, "submitted": WAITING, "stranger": NOTHING},
    "brief": {"open": (302, 302, 405), "submitted": READ_ONLY, "stranger": READ_NOTHING},
    "brief-wait": {"open": TO_CHECK, "submitted": WAITING, "stranger": NOTHING},
    "answers-file": {"open": READ_ONLY, "submitted": READ_ONLY, "stranger": READ_NOTHING},
    "claim": {"open": TO_SIGN_IN, "submitted": TO_SIGN_IN, "stranger": NOTHING},
    "delete-unclaimed": {
        "open": (200, 200, 302),
        "submitted": (200, 200, 302),
        "stranger": NOTHING,
    },
    "account": {FOR_ALL: TO_SIGN_IN},  # nobody has signed in
    "account-delete": {FOR_ALL: TO_SIGN_IN},
    "tokens": {FOR_ALL: TO_SIGN_IN},
    "api": {FOR_ALL: READ_ONLY},
    "api-document": {FOR_ALL: READ_ONLY},
    "companies": {FOR_ALL: (302, 302, 405)},
    "company-import": {FOR_ALL: TO_SIGN_IN},
    "portfolios": {FOR_ALL: (302, 302, 405)},
    "portfolio-new": {FOR_ALL: TO_SIGN_IN},
    "people": {"open": (200, 200, 404), "submitted": (200, 200, 404), "stranger": NOTHING},
    "people-answer": OWNERS_WRITE,
    "people-open": OWNERS,
    "people-link": OWNERS_WRITE,
    "people-withdraw": OWNERS,
    "sheet": {"open": READ_NOTHING, "submitted": READ_NOTHING, "stranger": READ_NOTHING},
    "differences": {"open": READ_NOTHING, "submitted": READ_NOTHING, "stranger": READ_NOTHING},
    "settle": OWNERS,
    "settle-rest": OWNERS_WRITE,
    "settled-submit": OWNERS_WRITE,
    "again": {
        "open": (405, 405, 302),
        "submitted": (405, 405, 302),
        "stranger": (405, 405, 404),
    },
}
OTHER_PARTS = {
    "company": "nobodys-name",
    "grant": "nobodys-name",
    "invitation": "nobodys-name",
    "action": "nobodys-name",
    "share": "nobodys-token",
    "api_token": "nobodys-name",
    "respondent": "nobodys-name",
    "portfolio": "nobodys-name",
    "entry": "nobodys-name",
    "member": "nobodys-name",
    "joining": "nobodys-token",
    "asked": "nobodys-name",
    "bringing": "nobodys-token",
    "view": "nobodys-name",
    "subject": "question",
    "key": "users",
    "fact": "users",
    "slug": "product-and-users",
    "stage": "adoption",
    "problem": "mvp-quality",
    "effort": "mvp-product-owner",
    "practice": "priority-owner",
    "role": "cto",
    "question": "users",
}


def patterns() -> dict[str, URLPattern]:
    found: dict[str, URLPattern] = {}
    for pattern in cast("list[URLPattern | URLResolver]", urlpatterns):
        if isinstance(pattern, URLResolver):  # a library's, or with a table of its own
            assert str(pattern.pattern) in ("account/", "admin/", "api/v1/")
            continue
        assert pattern.name, f"{pattern.pattern} has no name"
        found[pattern.name] = pattern
    return found


def parts_of(pattern: URLPattern) -> list[str]:
    return list(pattern.pattern.converters)


def url_of(name: str, token: str) -> str:
    known = {"token": token, **OTHER_PARTS}
    return reverse(name, kwargs={part: known[part] for part in parts_of(patterns()[name])})


TOKEN_URLS = [name for name, pattern in patterns().items() if "token" in parts_of(pattern)]
WRITE_ONLY = {name for name in TOKEN_URLS if TABLE.get(name, {}).get("open", (0,))[0] == 405}
FOR_OWNERS = {name for name in TOKEN_URLS if set(TABLE.get(name, {}).get("open", ())) <= {404, 405}}
# What names a company or a share is no matter of private links: ``test_access_table`` has it.
OTHER_ROWS = {"company", "share", "invitation", "portfolio"}
OTHER_ROWS |= {"api_token"}
OTHER_ROWS |= {"asked", "bringing", "joining"}
OTHER_URLS = {name for name, pattern in patterns().items() if OTHER_ROWS & set(parts_of(pattern))}


def test_the_table_has_a_row_for_every_url_and_no_other():
    assert set(TABLE) == set(patterns()) - OTHER_URLS


def test_no_url_names_a_row_by_its_number():
    for name, pattern in patterns().items():
        kinds = [type(one).__name__ for one in pattern.pattern.converters.values()]
        assert "IntConverter" not in kinds, name


def test_what_differs_between_visitors_is_what_has_a_token():
    assert {name for name, row in TABLE.items() if FOR_ALL not in row} == set(TOKEN_URLS)


@pytest.mark.parametrize("name", TABLE)
def test_visitors_get_what_the_table_says(tokens: dict[str, str], name: str):
    visitors = VISITORS if name in TOKEN_URLS else (FOR_ALL,)

    got = {who: statuses(url_of(name, tokens.get(who, ""))) for who in visitors}

    assert got == TABLE[name]


def statuses(url: str) -> Statuses:
    """What each method gets; whatever it changed is undone. To HEAD there is no content."""
    found = {}
    for method in METHODS:
        with transaction.atomic():
            response = Client().generic(method, url)
            content = b"".join(response)  # a file is closed once it is read
            transaction.set_rollback(True)
        found[method] = response.status_code
        assert content == b"" or method != "HEAD"
    return found["GET"], found["HEAD"], found["POST"]


@pytest.mark.parametrize("name", TOKEN_URLS)
@pytest.mark.parametrize(
    "dead_link",
    [
        lambda assessment: link_to(assessment, expires_in=timedelta(seconds=-1)),
        lambda assessment: link_to(assessment, revoked=True),
        lambda assessment: link_to(assessment, expires_in=timedelta(days=1), revoked=True),
    ],
    ids=["expired", "revoked", "revoked before it expires"],
)
def test_a_dead_link_opens_as_little_as_one_that_never_was(
    client: Client, name: str, dead_link: Callable[..., str]
):
    for assessment, _token in (begun_assessment(), submitted_assessment()):
        token = dead_link(assessment)
        for method in METHODS:
            dead = client.generic(method, url_of(name, token))
            never_was = client.generic(method, url_of(name, Link.new_token()))
            assert dead.status_code == never_was.status_code
            assert dead.status_code in (404, 405)
            assert dead.content == never_was.content


@pytest.mark.parametrize("name", [name for name in TOKEN_URLS if name not in FOR_OWNERS])
def test_a_link_that_has_yet_to_expire_opens(client: Client, name: str):
    assessment, _token = submitted_assessment()
    token = link_to(assessment, expires_in=timedelta(minutes=1))
    method = "POST" if name in WRITE_ONLY else "GET"

    assert client.generic(method, url_of(name, token)).status_code in (200, 302)


@pytest.mark.parametrize(
    "token",
    ["x", "x" * 5000, "%00", "%ff%fe", "..%2f..", "%E2%80%AE", "' OR 1=1 --", "💥", "1"],
)
def test_a_strange_token_is_just_unknown(client: Client, token: str):
    submitted_assessment()

    assert client.get(f"/a/{token}/").status_code == 404
    assert client.get(f"/a/{token}/result/").status_code == 404


@pytest.mark.parametrize("name", TOKEN_URLS)
def test_a_token_with_one_letter_changed_or_missing_opens_nothing(client: Client, name: str):
    _assessment, token = submitted_assessment()
    method = "POST" if name in WRITE_ONLY else "GET"
    swapped = token[:-1] + ("A" if token[-1] != "A" else "B")

    for wrong in (swapped, token[:-1], token.swapcase(), f"{token}A"):
        assert client.generic(method, url_of(name, wrong)).status_code == 404


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_no_other_method_does_anything(client: Client, method: str):
    token = submitted_assessment()[1]

    for name in TABLE:
        assert client.generic(method, url_of(name, token)).status_code == 405


def test_a_missing_slash_is_put_right(client: Client):
    token = submitted_assessment()[1]

    response = client.get(f"/a/{token}/result")

    assert response.status_code == 301
    assert response["Location"] == f"/a/{token}/result/"


@pytest.mark.parametrize("slug", ["nothing", "practices-nothing", "roles2", "practices-"])
def test_a_section_that_is_not_there_is_not_found(client: Client, slug: str):
    _assessment, token = begun_assessment()
    url = reverse("section", kwargs={"token": token, "slug": slug})

    assert client.get(url).status_code == 404
    assert client.post(url).status_code == 404
    assert client.post(url, headers={"HX-Request": "true"}).status_code == 404


def test_a_stage_that_is_not_there_is_not_found(client: Client):
    assert client.get(reverse("rubric-stage", kwargs={"stage": "unicorn"})).status_code == 404
