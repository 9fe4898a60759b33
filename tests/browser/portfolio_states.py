"""The pages of portfolios, members and entries in a browser, in their states. Part of ``states``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from django.urls import reverse
from playwright.sync_api import Page, expect

from assessments.models import User
from assessments.selectors.entries import Remarks, remarks_on
from assessments.services import portfolios

from ..app.factories import user
from ..app.portfolio_pages import Kept, kept_portfolio
from ..app.sharing_pages import LONG
from .visitor import sign_in

Reach = Callable[[Page, str], None]
KEEPER = "portfolio-keeper@example.org"
PAGES = ("week", "members", "portfolio-record", "portfolio-settings", "portfolio-delete")


def portfolio_states() -> Iterator[tuple[str, Reach]]:
    """Each state with its name, and how a browser comes to it."""
    for name in (*PAGES, "member-leave"):
        yield f"{name}, full", partial(_as_keeper, name)
    yield "portfolios, full", _the_list
    yield "portfolios, none yet", _none_yet
    yield "a portfolio without a name", _without_a_name
    yield "a member invited with nothing filled in", _nothing_filled_in
    yield "a member invited", _a_member_invited
    yield "an invitation to keep a portfolio", _an_invitation
    yield "an entry", _an_entry
    yield "an entry that somebody else changed meanwhile", _a_conflict
    yield "an entry to be taken out", _to_be_taken_out
    yield "a share with a portfolio", _a_share


def _kept(page: Page, host: str) -> Kept:
    owner = User.objects.filter(email=KEEPER).first()
    kept = kept_portfolio(owner or user(KEEPER, name="Ada"), name=LONG)
    page.context.clear_cookies()
    sign_in(page, host, kept.owner)
    return kept


def _as_keeper(name: str, page: Page, host: str) -> None:
    page.goto(host + _kept(page, host).url(name))


def _the_list(page: Page, host: str) -> None:
    _kept(page, host)
    page.goto(host + reverse("portfolios"))


def _none_yet(page: Page, host: str) -> None:
    page.context.clear_cookies()
    nobody = User.objects.filter(email="nobody@example.org").first()
    sign_in(page, host, nobody or user("nobody@example.org"))
    page.goto(host + reverse("portfolios"))
    expect(page.locator(".empty")).to_be_visible()


def _without_a_name(page: Page, host: str) -> None:
    _kept(page, host)
    page.goto(host + reverse("portfolio-new"))
    page.get_by_role("button", name="Make it").click()
    expect(page.locator(".error-summary")).to_be_visible()


def _nothing_filled_in(page: Page, host: str) -> None:
    _as_keeper("members", page, host)
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.locator(".error-summary")).to_be_visible()


def _a_member_invited(page: Page, host: str) -> None:
    _as_keeper("members", page, host)
    page.get_by_label("E-mail address").fill("one@example.org")
    page.get_by_label("Editor").check()
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.locator("#link")).to_be_visible()


def _an_invitation(page: Page, host: str) -> None:
    kept = _kept(page, host)
    page.context.clear_cookies()
    page.goto(host + reverse("member-link", kwargs={"joining": kept.token}))
    expect(page.get_by_role("link", name="Sign in to accept")).to_be_visible()


def _an_entry(page: Page, host: str) -> None:
    kept = _kept(page, host)
    page.goto(host + kept.url("entry", entry=kept.entry.public_id))


def _a_conflict(page: Page, host: str) -> None:
    kept = _kept(page, host)
    page.goto(host + kept.url("entry", entry=kept.entry.public_id))
    was = remarks_on(kept.entry)
    portfolios.remark(kept.entry, Remarks(LONG, (LONG[:40],), None), was=was)
    page.get_by_label("Note", exact=True).fill("Mine")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".error-summary")).to_contain_text("Somebody changed the same meanwhile")


def _to_be_taken_out(page: Page, host: str) -> None:
    kept = _kept(page, host)
    page.goto(host + kept.url("entry-remove", entry=kept.entry.public_id))


def _a_share(page: Page, host: str) -> None:
    kept = _kept(page, host)
    page.context.clear_cookies()
    sign_in(page, host, kept.founder)
    parts = {"company": kept.company.public_id, "grant": kept.entry.grant.public_id}
    page.goto(host + reverse("grant", kwargs=parts))
