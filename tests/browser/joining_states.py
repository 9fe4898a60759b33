"""How a browser comes to the pages by which companies come into a portfolio."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from assessments.models import Portfolio, User

from ..app.factories import company_asked, owned_assessment, portfolio_of, user
from ..app.joining_pages import asked_in_every_way
from .visitor import sign_in

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


def joining_states() -> Iterator[tuple[str, Callable[[Page, str], None]]]:
    """Each state with its name, and how a browser comes to it."""
    yield "invitations in every state", invitations
    yield "a list of companies with faults", faults
    yield "a list of companies to be sent", preview
    yield "a link for a cohort that was made", made
    yield "asked to join a portfolio, not signed in", asked
    yield "asked to join a portfolio, nothing chosen", nothing_chosen


def _account(who: str) -> User:
    return user(f"{who}-{timezone.now().timestamp()}@example.org", name=who.title())


def _advisor(page: Page, host: str) -> Portfolio:
    advisor = _account("ida")
    sign_in(page, host, advisor)
    return asked_in_every_way(advisor, _account("olga"), name=LONG)


def _open(page: Page, host: str, name: str, portfolio: Portfolio) -> None:
    page.goto(host + reverse(name, kwargs={"portfolio": portfolio.public_id}))


def invitations(page: Page, host: str) -> None:
    _open(page, host, "company-invite", _advisor(page, host))


def _pasted(page: Page, host: str, text: str) -> None:
    _open(page, host, "company-invite-addresses", _advisor(page, host))
    page.get_by_label("Companies and addresses").fill(text)
    page.get_by_role("button", name="Show what would be sent").click()


def faults(page: Page, host: str) -> None:
    _pasted(page, host, f"{LONG}, nowhere\nFerrovia, olga@ferrovia.example\nNorth,")
    expect(page.locator(".error-summary")).to_be_visible()


def preview(page: Page, host: str) -> None:
    _pasted(page, host, f"{LONG}, long@{LONG[:40]}.example\nFerrovia, olga@ferrovia.example")
    expect(page.get_by_role("button", name="Send 2 invitations")).to_be_visible()


def made(page: Page, host: str) -> None:
    _open(page, host, "company-invite-cohort", _advisor(page, host))
    page.get_by_label("Name of the cohort").fill(LONG)
    page.get_by_role("button", name="Make the link").click()
    expect(page.locator("#link")).to_be_visible()


def _came_by_link(page: Page, host: str) -> None:
    _invitation, token = company_asked(portfolio_of(_account("ida"), name=LONG))
    page.goto(host + reverse("join-link", kwargs={"bringing": token}))


def asked(page: Page, host: str) -> None:
    page.context.clear_cookies()
    _came_by_link(page, host)
    expect(page.get_by_role("link", name="Sign in to choose")).to_be_visible()


def nothing_chosen(page: Page, host: str) -> None:
    founder = _account("olga")
    owned_assessment(founder, company=LONG)
    sign_in(page, host, founder)
    _came_by_link(page, host)
    page.get_by_role("button", name="Share it").click()
    expect(page.locator(".error-summary")).to_be_visible()
