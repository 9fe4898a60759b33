"""Headers, cookies, cross-site requests: what every response promises a browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from assessments import access
from assessments.models import Answer, Assessment, Company, Link, Rendering

from .factories import answered, begun_assessment, history_rewritten, submitted_assessment, user
from .markup import Html
from .test_urls import METHODS, TOKEN_URLS, VISITORS, parts_of, patterns, url_of
from .world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stub_pdf")]

Make = Callable[[Client, dict[str, str]], Any]  # a response as the test client gives it, by a token


def at(name: str, visitor: str = "open", method: str = "GET") -> Make:
    def make(client: Client, tokens: dict[str, str]) -> Any:
        response = client.generic(method, url_of(name, tokens[visitor]))
        b"".join(response)  # a file is closed once it is read
        return response

    return make


def rubric_gone(client: Client, tokens: dict[str, str]) -> Any:
    with history_rewritten():
        Assessment.objects.update(rubric_version="0.9")
    return client.get(reverse("result", kwargs={"token": tokens["submitted"]}))


def server_error(client: Client, _tokens: object = None) -> Any:
    def fail(token: str) -> None:
        raise RuntimeError("a secret detail")

    client.raise_request_exception = False
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(access, "assessment", fail)
        return client.get(url_of("result", "x"))


def refused_form(_client: Client, _tokens: object = None) -> Any:
    return Client(enforce_csrf_checks=True).post(reverse("start"), {"company": "x"})


RESPONSES: dict[str, Make] = {
    "start": at("start"),
    "start, refused": at("start", method="POST"),
    "hub": at("hub"),
    "section": at("section"),
    "check, too early": at("check", method="POST"),
    "result": at("result", "submitted"),
    "a redirect": at("result", "open"),
    "report": at("report", "submitted"),
    "a report to wait for": at("example-report-wait"),
    "answers": at("answers-file", "submitted"),
    "example report": at("example-report"),
    "rubric": at("rubric"),
    "health": at("health"),
    "not found": at("hub", "stranger"),
    "not allowed": at("hub", method="POST"),
    "server error": server_error,
    "rubric gone": rubric_gone,
    "without a csrf token": refused_form,
}


@pytest.mark.parametrize("name", RESPONSES)
def test_every_response_carries_the_same_protection(
    client: Client, tokens: dict[str, str], name: str
):
    response = RESPONSES[name](client, tokens)

    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert policy_of(response) == {
        "default-src": {"'none'"},
        "script-src": {"'self'"},
        "style-src": {"'self'"},
        "img-src": {"'self'", "data:"},
        "font-src": {"'self'"},
        "connect-src": {"'self'"},
        "form-action": {"'self'"},
        "base-uri": {"'none'"},
        "frame-ancestors": {"'none'"},
    }


def policy_of(response: HttpResponse) -> dict[str, set[str]]:
    parts = [part.split() for part in response["Content-Security-Policy"].split(";")]
    return {part[0]: set(part[1:]) for part in parts}


@pytest.mark.parametrize("name", TOKEN_URLS)
@pytest.mark.parametrize("visitor", VISITORS)
def test_nothing_that_a_link_opens_is_kept_by_a_cache(
    client: Client, tokens: dict[str, str], name: str, visitor: str
):
    for method in METHODS:
        response = client.generic(method, url_of(name, tokens[visitor]))
        b"".join(response)  # a file is closed once it is read
        control = {part.strip() for part in response.get("Cache-Control", "").split(",")}
        assert {"no-store", "private", "no-cache"} <= control, (method, response.status_code)


def test_an_autosave_is_not_kept_by_a_cache_either(client: Client):
    _assessment, token = begun_assessment()
    url = reverse("section", kwargs={"token": token, "slug": "roles"})

    response = client.post(url, headers={"HX-Request": "true"})

    assert "no-store" in response["Cache-Control"]


# --- cookies -------------------------------------------------------------------------------------


def test_the_only_cookie_is_the_csrf_token_and_no_script_can_read_it(client: Client):
    _assessment, token = begun_assessment()
    for url in (reverse("start"), reverse("hub", kwargs={"token": token})):
        client.get(url)
    client.get(reverse("section", kwargs={"token": token, "slug": "roles"}))

    assert list(client.cookies) == ["csrftoken"]
    cookie = client.cookies["csrftoken"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_who_only_reads_gets_no_cookie(client: Client):
    for name in ("rubric", "rubric-practices", "example", "example-report", "health"):
        client.get(reverse(name))

    assert list(client.cookies) == []


# --- cross-site requests -------------------------------------------------------------------------


WAITING = ("report-wait", "brief-wait", "example-report-wait", "example-brief-wait")
ACCOUNT = ("account", "account-delete")
# Those of a company's pages: tried by its owner, with what ``world`` has for the parts of the URL.
OF_A_COMPANY: tuple[str, ...] = ("plan-take-on", "action-new", "action", "action-state")
OF_A_COMPANY += ("begin-next", "company-name", "company-export", "company-delete", "company-keep")
OF_A_COMPANY += ("share-by-link", "share-with-advisor", "grant", "grant-revoke", "invite-again")
OF_A_COMPANY += ("invitation", "private-link", "private-link-revoke")
OF_A_COMPANY += ("owners", "owner-give-up")
OF_A_COMPANY += ("people", "people-answer", "people-open", "people-link", "people-withdraw")
OF_A_COMPANY += ("settle", "settle-rest", "settled-submit")
OF_A_COMPANY += ("view-save", "view-delete")
OF_A_COMPANY += ("members", "member-role", "member-remove", "member-again", "member-leave")
OF_A_COMPANY += ("member-join", "portfolio-settings", "portfolio-delete", "entry", "entry-remove")
OF_A_COMPANY += ("portfolio-report-wait",)
OF_A_COMPANY += ("tokens", "token-revoke")
OF_A_COMPANY += ("company-invite-link", "company-invite-cohort", "company-invite-addresses")
OF_A_COMPANY += ("company-invite-file", "company-invite-send", "company-invite-again")
OF_A_COMPANY += ("company-invite-revoke", "remind", "remind-all", "join")
BY_LINK: tuple[str, ...] = ("start", "section", "quick-question", "check", "again", "claim")
BY_LINK += ("delete-unclaimed", *WAITING, *ACCOUNT)
POSTS = (*BY_LINK, *OF_A_COMPANY, "company-import", "portfolio-new")


def test_every_url_that_takes_a_post_is_among_those_tried_here():
    taking = set()
    for name in patterns():
        response = Client().options(url_of(name, "x"))
        if "POST" in response["Allow"]:
            taking.add(name)

    assert taking == set(POSTS)


@pytest.mark.parametrize("name", POSTS)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "htmx"])
def test_a_post_without_a_csrf_token_is_refused_and_changes_nothing(
    name: str, headers: dict[str, str]
):
    assessment, token = begun_assessment()
    answered(assessment, users=None)
    client = Client(enforce_csrf_checks=True)
    values = {"company": "x", "was-question-users": "", "question-users": "testers"}
    before = (Company.objects.count(), Link.objects.count(), Answer.objects.count())

    response = client.post(url_of(name, token), values, headers=headers)

    assert response.status_code == 403
    assert (Company.objects.count(), Link.objects.count(), Answer.objects.count()) == before
    assert not Assessment.objects.get(pk=assessment.pk).is_submitted


@pytest.mark.parametrize("name", BY_LINK)
def test_a_post_with_the_pages_own_token_is_accepted(name: str):
    client = Client(enforce_csrf_checks=True)
    assessment, token = begun_assessment()
    answered(assessment)
    if name == "again":
        assessment, token = submitted_assessment()
    if name in WAITING:
        assessment, token = submitted_assessment()
        client.get(url_of(name, token))  # asks for the report
        Rendering.objects.update(failed_at=timezone.now())
    if name in ("claim", *ACCOUNT):
        client.force_login(user())
    page = {"again": "result"}.get(name, name)
    values = Html(client.get(url_of(page, token)).content.decode()).form_values()

    given = {"company": "x", "question-release-status": "launched"}
    response = client.post(url_of(name, token), values | given)

    assert response.status_code == 302


@pytest.mark.parametrize("world_made", ["submitted"], indirect=True)
@pytest.mark.parametrize("name", OF_A_COMPANY)
def test_an_owners_post_is_taken_with_a_token_of_our_pages_and_refused_without(
    world: World, name: str
):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.owner)
    page = client.get(reverse("plan", kwargs={"company": world.parts["company"]}))
    token = Html(page.content.decode()).form_values()["csrfmiddlewaretoken"]
    parts = {part: world.parts_of(name)[part] for part in parts_of(patterns()[name])}
    url = reverse(name, kwargs=parts)

    assert client.post(url).status_code == 403
    response = client.post(url, {"csrfmiddlewaretoken": token})
    b"".join(response)  # a file is closed once it is read
    assert response.status_code in (200, 302, 404, 422)


def test_a_page_of_another_site_cannot_post_even_with_a_token_of_its_own():
    client = Client(enforce_csrf_checks=True)
    values = Html(client.get(reverse("start")).content.decode()).form_values()
    before = Company.objects.count()

    response = client.post(
        reverse("start"), values | {"company": "x"}, headers={"origin": "https://evil.example"}
    )

    assert response.status_code == 403
    assert Company.objects.count() == before


def test_the_page_that_refuses_a_form_is_one_of_ours():
    response = refused_form(Client())
    page = Html(response.content.decode())

    assert page.all("style") == []
    assert "Stagecheck" in page.title


# --- what an assessment gives away ---------------------------------------------------------------


def test_what_a_stranger_is_told_does_not_depend_on_what_there_is():
    client = Client()
    nothing_there = client.get(url_of("hub", "x" * 32)).content
    begun_assessment(company="Ferrovia")

    assert client.get(url_of("hub", "x" * 32)).content == nothing_there
    assert b"Ferrovia" not in client.get(url_of("hub", "1")).content


def test_no_page_shows_another_companys_name_or_link(client: Client):
    _other, other_token = submitted_assessment(company="Zweitfirma")
    assessment, token = begun_assessment(company="Ferrovia")
    answered(assessment)

    for name in ("hub", "check", "section"):
        text = client.get(url_of(name, token)).content.decode()
        assert "Zweitfirma" not in text
        assert other_token not in text


@override_settings(DEBUG=False)
def test_no_page_of_an_error_shows_settings_or_code(client: Client):
    response = server_error(client)
    text = response.content.decode()

    assert response.status_code == 500
    assert "Something went wrong on our side" in text
    assert "Traceback" not in text
    assert "secret" not in text
