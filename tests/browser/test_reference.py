"""The reference in a real browser: terms explained in place, and searching with and without scripts."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from .visitor import press_until_focused

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STAGE = reverse("rubric-stage", kwargs={"stage": "adoption"})
SEARCH = reverse("rubric-search")


def opened(page: Page) -> Locator:
    return page.locator(".explanation:popover-open")


def test_a_term_is_explained_and_left_again_by_keyboard_alone(page: Page, live_server: LiveServer):
    page.goto(live_server.url + STAGE)
    term = page.locator(".term").first
    expect(opened(page)).to_have_count(0)

    press_until_focused(page, term)
    page.keyboard.press("Enter")
    expect(opened(page)).to_contain_text("A role that somebody fills besides their main job.")
    page.keyboard.press("Tab")
    expect(opened(page).get_by_role("link", name="S0")).to_be_focused()
    page.keyboard.press("Escape")

    expect(opened(page)).to_have_count(0)
    expect(term).to_be_focused()


def test_an_explanation_closes_by_its_button_and_gives_way_to_another(
    page: Page, live_server: LiveServer
):
    page.goto(live_server.url + STAGE)
    first, second = page.locator(".term").nth(0), page.locator(".term").nth(1)

    first.click()
    opened(page).get_by_role("button", name="Close").click()
    expect(opened(page)).to_have_count(0)
    first.click()
    second.evaluate("term => term.click()")

    expect(opened(page)).to_have_count(1)
    expect(opened(page)).to_have_id(second.get_attribute("popovertarget") or "")


def test_a_term_is_explained_without_scripts(plain_page: Page, live_server: LiveServer):
    plain_page.goto(live_server.url + STAGE)

    plain_page.locator(".term").first.click()

    expect(opened(plain_page)).to_be_visible()


@pytest.mark.parametrize("width", [320, 768, 1440])
def test_no_explanation_is_cut_off_wherever_its_term_stands(
    page: Page, live_server: LiveServer, width: int
):
    page.set_viewport_size({"width": width, "height": 640})
    page.goto(live_server.url + STAGE)
    outside = []
    for term in page.locator(".term").all():
        term.scroll_into_view_if_needed()
        term.click()
        box = opened(page).bounding_box()
        assert box is not None
        within = box["x"] >= 0 and box["y"] >= 0
        within = within and box["x"] + box["width"] <= width and box["y"] + box["height"] <= 640
        if not within:
            outside.append((term.text_content(), box))
        page.keyboard.press("Escape")

    assert outside == []


def test_nothing_of_the_explanations_is_printed(page: Page, live_server: LiveServer):
    page.goto(live_server.url + STAGE)
    page.locator(".term").first.click()

    page.emulate_media(media="print")

    expect(page.locator(".explanation").first).not_to_be_visible()
    expect(page.get_by_role("navigation", name="Reference")).not_to_be_visible()


def test_results_appear_while_typing_and_the_address_says_what_was_typed(
    page: Page, live_server: LiveServer
):
    said: list[str] = []
    page.on("console", lambda one: said.append(one.text))
    page.goto(live_server.url + SEARCH)

    page.get_by_label("Search the reference").press_sequentially("deplo")

    expect(page.get_by_role("link", name="Scripted deployment")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?q=deplo$"))
    expect(page.get_by_role("status")).to_contain_text("pages have “deplo”")
    expect(page.get_by_label("Search the reference")).to_be_focused()
    page.reload()
    expect(page.get_by_role("link", name="Scripted deployment")).to_be_visible()
    assert said == []


def test_back_from_a_result_leads_to_the_results(page: Page, live_server: LiveServer):
    page.goto(live_server.url + SEARCH)
    page.get_by_label("Search the reference").press_sequentially("restor")
    page.get_by_role("link", name="Backups proven by restoring").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Backups proven by restoring")

    page.go_back()

    expect(page.get_by_role("link", name="Backups proven by restoring")).to_be_visible()
    expect(page.get_by_role("link", name="Skip to the content")).to_have_count(1)


def test_searching_works_without_scripts_from_any_page(plain_page: Page, live_server: LiveServer):
    plain_page.goto(live_server.url + STAGE)

    plain_page.get_by_label("Search the reference").fill("security polcy")
    plain_page.get_by_role("button", name="Search").click()
    plain_page.get_by_role("link", name="security policy").click()

    expect(plain_page.get_by_role("link", name="Security policy on request")).to_be_visible()
