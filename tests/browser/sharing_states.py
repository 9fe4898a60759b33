"""The pages of a company's shares in a browser, in their different states. Part of ``states``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from django.urls import reverse
from playwright.sync_api import Page, expect

from assessments.models import User

from ..app.factories import user
from ..app.sharing_pages import LONG, Shared, shared_in_every_way
from .visitor import sign_in

Reach = Callable[[Page, str], None]
SHARER = "sharer@example.org"


def sharing_states() -> Iterator[tuple[str, Reach]]:
    """Each state with its name, and how a browser comes to it."""
    for name in ("sharing", "looks", "record", "share-by-link", "share-with-advisor", "owners"):
        yield f"{name}, full", partial(_as_owner, name)
    yield "a share", _a_share
    yield "a share by link with nothing filled in", _nothing_filled_in
    yield "the link of a share, copied", _a_link_copied
    for tier in ("summary", "result", "answers"):
        yield f"the result, shared as {tier}", partial(_as_guest, tier, "result")
    yield "the company, shared as summary", partial(_as_guest, "summary", "company")
    yield "an invitation to see a company", _an_invitation
    yield "what is shared with an advisor", _shared_with_an_advisor


def _shared() -> Shared:
    owner = User.objects.filter(email=SHARER).first()
    return shared_in_every_way(owner or user(SHARER, name="Olga"), company=LONG)


def _signed_in(page: Page, host: str) -> Shared:
    shared = _shared()
    page.context.clear_cookies()
    sign_in(page, host, shared.owner)
    return shared


def _as_owner(name: str, page: Page, host: str) -> None:
    page.goto(host + _signed_in(page, host).url(name))


def _a_share(page: Page, host: str) -> None:
    shared = _signed_in(page, host)
    page.goto(host + shared.url("grant", grant=shared.pending.public_id))


def _nothing_filled_in(page: Page, host: str) -> None:
    _as_owner("share-with-advisor", page, host)
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.locator(".error-summary")).to_be_visible()


def _a_link_copied(page: Page, host: str) -> None:
    _as_owner("share-by-link", page, host)
    page.get_by_label("For whom").fill(LONG)
    page.get_by_label("Full result").check()
    page.get_by_role("button", name="Make the link").click()
    page.get_by_role("button", name="Copy the link").click()
    expect(page.locator(".copied")).not_to_be_empty()


def _as_guest(tier: str, name: str, page: Page, host: str) -> None:
    shared = _shared()
    page.context.clear_cookies()
    page.goto(host + reverse("share", kwargs={"share": shared.tokens[tier]}))
    if name == "result":
        page.goto(host + reverse("result", kwargs={"token": shared.assessment.public_id}))


def _an_invitation(page: Page, host: str) -> None:
    shared = _shared()
    page.context.clear_cookies()
    page.goto(host + reverse("share", kwargs={"share": shared.pending_token}))
    expect(page.get_by_role("link", name="Sign in to accept")).to_be_visible()


def _shared_with_an_advisor(page: Page, host: str) -> None:
    advisor = _shared().company.grants.exclude(user=None).get().user
    assert advisor
    page.context.clear_cookies()
    sign_in(page, host, advisor)
    page.goto(host + reverse("companies"))
    expect(page.get_by_role("heading", name="Shared with you")).to_be_visible()
