"""A portfolio's table in a browser: at once with htmx, the same without, on a phone and on paper."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from assessments.models import Portfolio, User

from ..app.factories import user
from ..app.overview_pages import filled_portfolio
from .overview_states import overview_states
from .states import open_everything
from .test_axe import violations
from .test_every_page import WIDER_THAN_THE_PAGE
from .visitor import sign_in

WIDTHS = (320, 390, 768, 1440)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def advisor() -> User:
    return user("overview@example.org", name="Olga")


@pytest.fixture
def portfolio(advisor: User) -> Portfolio:
    return filled_portfolio(advisor)


@pytest.fixture
def url(portfolio: Portfolio, live_server: LiveServer) -> str:
    address = reverse("portfolio", kwargs={"portfolio": portfolio.public_id})
    return f"{live_server.url}{address}"


def test_a_choice_filters_at_once_and_the_address_can_be_opened_again(
    page: Page, live_server: LiveServer, advisor: User, url: str
):
    sign_in(page, live_server.url, advisor)
    page.goto(url)

    page.get_by_label("3 Adoption", exact=True).check()
    expect(page.locator(".count")).to_contain_text("as asked for")
    page.locator("#sort-musts").click()
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Open musts")
    expect(page).to_have_url(re.compile(r"\?stage=3&sort=musts$"))
    expect(page.locator("#sort-musts")).to_be_focused()
    expect(page.locator("#filter-sort")).to_have_value("musts")

    count = page.locator(".count").inner_text()
    page.goto(page.url)
    expect(page.locator(".count")).to_have_text(count)
    expect(page.get_by_label("3 Adoption", exact=True)).to_be_checked()


def test_going_back_brings_a_whole_page(
    page: Page, live_server: LiveServer, advisor: User, url: str
):
    sign_in(page, live_server.url, advisor)
    page.goto(url)
    page.get_by_label("3 Adoption", exact=True).check()
    expect(page).to_have_url(re.compile(r"\?stage=3$"))

    page.get_by_role("link", name="What we know").click()
    page.go_back()

    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".count")).to_contain_text("as asked for")


def test_without_a_script_the_same_is_found(
    browser: Browser, live_server: LiveServer, advisor: User, url: str
):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live_server.url, advisor)
    page.goto(url)

    page.get_by_label("3 Adoption", exact=True).check()
    page.get_by_role("button", name="Show", exact=True).click()

    expect(page.locator(".count")).to_contain_text("as asked for")
    stages = page.locator("tbody .stage").all_inner_texts()
    assert stages
    assert all("Adoption" in one for one in stages)
    context.close()


def test_on_a_phone_a_cell_names_its_dimension_and_nothing_is_cut_off(
    browser: Browser, live_server: LiveServer, advisor: User, url: str
):
    context = browser.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    sign_in(page, live_server.url, advisor)
    page.goto(url)

    cell = page.locator("tbody .heat").first
    named = cell.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert named == '"Product"'
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    context.close()


def test_on_paper_the_heads_are_repeated_and_the_form_is_gone(
    page: Page, live_server: LiveServer, advisor: User, url: str
):
    sign_in(page, live_server.url, advisor)
    page.goto(url)

    page.emulate_media(media="print")

    expect(page.locator(".filters")).to_be_hidden()
    head = page.locator(".overview thead")
    assert head.evaluate("head => getComputedStyle(head).display") == "table-header-group"
    assert head.locator("th").first.evaluate("th => getComputedStyle(th).position") == "static"


@pytest.mark.parametrize(
    ("width", "scheme"), [(320, "dark"), (1280, "light")], ids=["small and dark", "large and light"]
)
def test_axe_finds_nothing_in_any_state_and_none_scrolls_sideways(
    page: Page, live_server: LiveServer, width: int, scheme: str
):
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    told: list[str] = []
    seen: set[str] = set()
    for name, reach in overview_states():
        page.set_viewport_size({"width": width, "height": 900})
        reach(page, live_server.url)
        open_everything(page)
        told += [f"{name}: {one}" for one in violations(page, seen)]
        for other in WIDTHS:
            page.set_viewport_size({"width": other, "height": 900})
            told += [f"{name} at {other}: {one}" for one in page.evaluate(WIDER_THAN_THE_PAGE)]

    assert "\n".join(told) == ""
