"""From the start page to the PDF: with scripts, without, and by keyboard alone.

What is downloaded here is a stub: how it comes to be there is in ``test_report.py``.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from assessments.models import Assessment
from assessments.selectors import saved_values

from ..app.factories import answered, only_facts_answered
from .visitor import (
    FACTS,
    Visitor,
    answer,
    answer_and_wait,
    autosave,
    choice,
    number,
    press_until_focused,
    save_status,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLES = ("Product and users", "Team and structure", "Direction and money")
FLAT = {question: value for section in FACTS.values() for question, value in section.items()}


@pytest.mark.usefixtures("stub_pdf")
def test_from_the_start_page_to_the_pdf_with_autosave(page: Page, live_server: LiveServer):
    page.goto(live_server.url)
    page.get_by_label("Name of the company").fill("Ferrovia")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your questionnaire")
    page.get_by_role("link", name="Product and users", exact=True).click()

    for number_of, section in enumerate(FACTS.values()):
        for question, value in section.items():
            answer_and_wait(page, question, value)
        if number_of == 0:
            page.reload()
            for question, value in section.items():
                expect(choice(page, question, str(value))).to_be_checked()
        page.get_by_role("button", name="Save and continue").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Circumstances")
    page.get_by_role("link", name="All sections").click()
    expect(page.locator(".tasks li").first).to_contain_text("Complete")
    page.get_by_role("link", name="Check your answers").click()
    expect(page.locator("dl")).not_to_have_count(0)
    page.get_by_role("button", name="Submit and see the result").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Product-Market Fit")
    with page.expect_download() as started:
        page.get_by_role("link", name="Download the report (PDF)").click()
    assert started.value.suggested_filename == "stagecheck-ferrovia.pdf"
    assert started.value.path().read_bytes().startswith(b"%PDF-")


@pytest.mark.usefixtures("stub_pdf")
def test_from_the_start_page_to_the_pdf_without_scripts(plain_page: Page, live_server: LiveServer):
    page = plain_page
    page.goto(live_server.url)
    page.get_by_role("button", name="Begin").click()
    expect(page.locator(".error-summary")).to_contain_text("Give the name of the company")
    page.get_by_label("Name of the company").fill("Ferrovia")
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("link", name="Product and users", exact=True).click()

    for section in FACTS.values():
        for question, value in section.items():
            answer(page, question, value)
        page.get_by_role("button", name="Save and continue").click()

    assessment = Assessment.objects.get()
    assert {key: value for (_, key), value in saved_values(assessment).items()} == FLAT
    page.get_by_role("link", name="All sections").click()
    page.get_by_role("link", name="Check your answers").click()
    page.get_by_role("button", name="Submit and see the result").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Product-Market Fit")
    with page.expect_download() as started:
        page.get_by_role("link", name="Download the report (PDF)").click()
    assert started.value.suggested_filename == "stagecheck-ferrovia.pdf"


def test_a_section_by_keyboard_alone(visitor: Visitor):
    page, keys = visitor.page, visitor.page.keyboard
    visitor.open_section("product-and-users")

    keys.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    keys.press("Enter")
    press_until_focused(page, choice(page, "release-status", "prototype"))
    keys.press("Space")
    expect(choice(page, "release-status", "prototype")).to_be_checked()
    keys.press("ArrowDown")
    expect(choice(page, "release-status", "launched")).to_be_checked()
    for question in ("users", "demand", "outage-impact"):
        first = page.locator(f"input[name=question-{question}]").first
        press_until_focused(page, first, at_most=4)
        with autosave(page):
            keys.press("Space")
    press_until_focused(page, page.get_by_role("button", name="Save and continue"), at_most=4)
    keys.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Team and structure")
    assert visitor.saved == {
        "release-status": "launched",
        "users": "testers",
        "demand": "founders-list",
        "outage-impact": "nobody-notices",
    }


def test_from_a_number_to_the_result_by_keyboard_alone(visitor: Visitor):
    page, keys = visitor.page, visitor.page.keyboard
    only_facts_answered(visitor.assessment, "adoption")
    visitor.open_section("team-and-structure")

    press_until_focused(page, number(page, "it-members"))
    keys.press("Control+A")
    keys.type("17")
    keys.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Direction and money")
    assert visitor.saved["it-members"] == 17
    press_until_focused(page, page.get_by_role("link", name="All sections"))
    keys.press("Enter")
    press_until_focused(page, page.get_by_role("link", name="Check your answers"))
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    press_until_focused(
        page, page.get_by_role("button", name="Submit and see the result"), "Shift+Tab"
    )
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Adoption")


def choose_by_keyboard(page: Page, question: str, option: str) -> None:
    """To the question's first choice by Tab, and on by the arrows, which choose as they go."""
    wanted = choice(page, question, option)
    first = page.locator(f"input[name=question-{question}]").first
    press_until_focused(page, first)
    page.keyboard.press("Space")
    press_until_focused(page, wanted, "ArrowDown", at_most=12)
    expect(wanted).to_be_checked()


@pytest.mark.usefixtures("stub_pdf")
def test_from_the_start_page_to_the_pdf_by_keyboard_alone(page: Page, live_server: LiveServer):
    """From the address that is typed to the report on disk, without one click."""
    keys, heading = page.keyboard, page.get_by_role("heading", level=1)

    def follow(name: str, *, role: Any = "link", key: str = "Tab") -> None:
        target = page.get_by_role("main").get_by_role(role, name=name, exact=True).first
        press_until_focused(page, target, key, at_most=200)
        keys.press("Enter")

    page.goto(live_server.url)
    press_until_focused(page, page.get_by_label("Name of the company"))
    keys.type("Ferrovia")
    keys.press("Enter")
    expect(heading).to_have_text("Your questionnaire")
    follow("Product and users")

    for title, section in zip(TITLES, FACTS.values(), strict=True):
        expect(heading).to_have_text(title)
        for question, value in section.items():
            if isinstance(value, int):
                press_until_focused(page, number(page, question))
                keys.type(str(value))
            else:
                choose_by_keyboard(page, question, value)
        follow("Save and continue", role="button")
    expect(heading).to_have_text("Circumstances")
    saved = saved_values(Assessment.objects.get())
    assert {key: value for (_, key), value in saved.items()} == FLAT

    press_until_focused(page, page.get_by_role("link", name="All sections").first)
    keys.press("Enter")
    expect(heading).to_have_text("Your questionnaire")
    follow("Check your answers")
    expect(heading).to_have_text("Check your answers")
    follow("Submit and see the result", role="button", key="Shift+Tab")

    expect(heading).to_have_text("Product-Market Fit")
    folded = page.locator("main details:not([open]) > summary").first
    opened = folded.element_handle()
    press_until_focused(page, folded, at_most=200)
    keys.press("Enter")
    assert opened.evaluate("summary => summary.parentElement.open")
    download = page.get_by_role("link", name="Download the report (PDF)").first
    press_until_focused(page, download, "Shift+Tab", at_most=200)
    with page.expect_download() as started:
        keys.press("Enter")
    assert started.value.path().read_bytes().startswith(b"%PDF-")


def test_whatever_has_the_focus_can_be_seen_to_have_it(visitor: Visitor):
    answered(visitor.assessment, "adoption")
    for slug in ("team-and-structure", "roles"):
        visitor.open_section(slug)
        for _ in range(25):
            visitor.page.keyboard.press("Tab")
            outline = visitor.page.evaluate(
                """() => {
                    const of = element => {
                        const style = getComputedStyle(element);
                        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 1
                            || style.boxShadow !== "none";
                    };
                    const focused = document.activeElement;
                    return focused === document.body || of(focused) || of(focused.parentElement) || focused.outerHTML;
                }"""
            )
            assert outline is True


def test_back_leads_to_the_section_before_with_its_answers(visitor: Visitor):
    page = visitor.page
    visitor.open_section("product-and-users")
    answer_and_wait(page, "users", "testers")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Team and structure")

    page.go_back()

    expect(page.get_by_role("heading", level=1)).to_have_text("Product and users")
    expect(choice(page, "users", "testers")).to_be_checked()
    answer_and_wait(page, "users", "steady-base")
    assert visitor.saved == {"users": "steady-base"}


def test_beginning_again_starts_from_the_same_answers(visitor: Visitor):
    answered(visitor.assessment, "mvp")
    visitor.open("check")
    visitor.page.get_by_role("button", name="Submit and see the result").click()

    visitor.page.get_by_role("button", name="Begin again from these answers").click()

    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Your questionnaire")
    expect(visitor.page.locator(".lede")).to_have_text(
        re.compile("This began with your answers of")
    )
    assert visitor.token not in visitor.page.url


def test_nothing_is_said_of_saving_before_anything_was_changed(visitor: Visitor):
    visitor.open_section("product-and-users")

    expect(save_status(visitor.page)).to_have_text("")
