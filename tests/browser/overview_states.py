"""A portfolio's table and its companies together in a browser. Part of ``states``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from django.urls import reverse
from playwright.sync_api import Page, expect

from assessments.models import Portfolio, User

from ..app.factories import portfolio_of, user
from ..app.overview_pages import FILTERED, filled_portfolio
from .visitor import sign_in

Reach = Callable[[Page, str], None]
ADVISOR = "overview@example.org"


def overview_states() -> Iterator[tuple[str, Reach]]:
    """Each state with its name, and how a browser comes to it."""
    for name in ("portfolio", "portfolio-insights"):
        yield f"{name}, full", partial(_at, name, "", True)
        yield f"{name}, empty", partial(_at, name, "", False)
    yield "portfolio, filtered", partial(_at, "portfolio", FILTERED, True)
    yield "portfolio, nothing found", partial(_at, "portfolio", "q=nobody", True)
    yield "portfolio, sorted by htmx", _sorted
    yield "portfolio, a view without a name", _without_a_name
    yield "portfolio, views to delete", _views_to_delete
    yield "portfolio-insights, unfolded", _unfolded


def _portfolio(*, is_full: bool) -> Portfolio:
    owner = User.objects.filter(email=ADVISOR).first() or user(ADVISOR, name="Olga")
    return filled_portfolio(owner) if is_full else portfolio_of(owner, name="Empty")


def _at(name: str, query: str, is_full: bool, page: Page, host: str) -> None:
    portfolio = _portfolio(is_full=is_full)
    page.context.clear_cookies()
    sign_in(page, host, User.objects.get(email=ADVISOR))
    url = reverse(name, kwargs={"portfolio": portfolio.public_id})
    page.goto(f"{host}{url}?{query}")


def _sorted(page: Page, host: str) -> None:
    _at("portfolio", "", True, page, host)
    page.locator("#filter-sort").select_option("-stage")
    expect(page.locator("th[aria-sort=descending]")).to_contain_text("Stage")


def _without_a_name(page: Page, host: str) -> None:
    _at("portfolio", "stage=2", True, page, host)
    page.locator("#view-name").evaluate("field => field.required = false")
    page.get_by_role("button", name="Save the view").click()
    expect(page.locator(".error-summary")).to_be_visible()


def _views_to_delete(page: Page, host: str) -> None:
    _at("portfolio", "", True, page, host)
    page.get_by_text("Delete saved views").click()
    page.get_by_text("More filters").click()


def _unfolded(page: Page, host: str) -> None:
    _at("portfolio-insights", "", True, page, host)
    for folded in page.locator("main details > summary").all()[:3]:
        folded.click()
