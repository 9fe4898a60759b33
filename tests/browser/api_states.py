"""The pages of the API and of the tokens for it in a browser. Part of ``states``."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect

from assessments.models import User

from ..app.api_pages import LONG, somebody_with_tokens
from ..app.factories import PASSWORD
from .visitor import sign_in

Reach = Callable[[Page, str], None]
KEEPER = "keeper-of-tokens@example.org"


def api_states() -> Iterator[tuple[str, Reach]]:
    """Each state with its name, and how a browser comes to it."""
    yield "the API", _the_api
    yield "tokens, full", _tokens
    yield "tokens, with nothing filled in", _nothing_filled_in
    yield "a token, made and copied", _made


def _the_api(page: Page, host: str) -> None:
    page.goto(host + reverse("api"))
    expect(page.get_by_role("heading", name="API", exact=True)).to_be_visible()


def _tokens(page: Page, host: str) -> None:
    somebody = User.objects.filter(email=KEEPER).first() or somebody_with_tokens(KEEPER)
    page.context.clear_cookies()
    cache.clear()  # they are asked who they are each time: none of that is too often
    sign_in(page, host, somebody)
    page.goto(host + reverse("tokens"))
    if page.get_by_label("Password").is_visible():
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Make a token")).to_be_visible()


def _nothing_filled_in(page: Page, host: str) -> None:
    _tokens(page, host)
    page.get_by_role("button", name="Make the token").click()
    expect(page.locator(".error-summary")).to_be_visible()


def _made(page: Page, host: str) -> None:
    _tokens(page, host)
    page.get_by_label("What it is for").fill(LONG[:80])
    page.get_by_role("button", name="Make the token").click()
    page.get_by_role("button", name="Copy the token").click()
    expect(page.locator(".copied")).not_to_be_empty()
