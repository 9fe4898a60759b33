"""The what-if panel: in place with scripts, as a page without, by keyboard, and on paper not at all."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from assessments.selectors import saved_values

from ..app.factories import submitted_assessment
from .visitor import Visitor, press_until_focused

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def reader(page: Page, live_server: LiveServer) -> Visitor:
    """Somebody with the link of a result."""
    return Visitor(page, live_server.url, *submitted_assessment(archetype="adoption"))


def control(page: Page, fact: str) -> Locator:
    return page.locator(f"#what-if-{fact}")


def said(page: Page) -> Locator:
    return page.locator("#what-if-said")


def beside(page: Page, fact: str) -> Locator:
    return page.locator(f"#said-{fact}")


# --- with scripts --------------------------------------------------------------------------------


def test_a_change_moves_the_verdict_in_place_and_keeps_the_focus(reader: Visitor):
    page, before = reader.page, saved_values(reader.assessment)
    reader.open("result")
    address = page.url
    control(page, "users").focus()

    control(page, "users").select_option("market-wide")

    expect(said(page)).to_contain_text("It would still be Adoption, but less surely")
    expect(beside(page, "users")).to_have_text("Your answer: Steady base")
    expect(page.locator(".shares .now")).to_contain_text("→")
    expect(control(page, "users")).to_be_focused()
    assert page.url == address
    assert saved_values(reader.assessment) == before


def test_what_announces_the_outcome_stays_in_the_page(reader: Visitor):
    page = reader.page
    reader.open("result")
    page.evaluate("document.getElementById('what-if-said').dataset.mine = 'yes'")

    control(page, "users").select_option("market-wide")
    expect(said(page)).to_contain_text("less surely")

    expect(said(page)).to_have_attribute("role", "status")
    expect(said(page)).to_have_attribute("data-mine", "yes")


def test_many_changes_end_with_the_last(reader: Visitor):
    page = reader.page
    reader.open("result")

    for option in ("testers", "first-customers", "large-base", "market-wide", "steady-base"):
        control(page, "users").select_option(option)

    expect(said(page)).to_have_text("As you answered: Adoption.")
    expect(beside(page, "users")).to_have_text("")


def test_a_wrong_number_is_said_in_place_and_what_was_typed_is_kept(reader: Visitor):
    page = reader.page
    reader.open("result")
    control(page, "it-members").fill("a dozen")
    control(page, "it-members").blur()

    expect(beside(page, "it-members")).to_have_text("Give a whole number of people, such as 14.")
    expect(said(page)).to_contain_text("This cannot be worked out yet.")
    expect(page.locator(".shares")).to_have_count(0)
    expect(control(page, "it-members")).to_have_value("a dozen")

    control(page, "it-members").fill("1,200")
    control(page, "it-members").blur()
    expect(beside(page, "it-members")).to_have_text("Your answer: 16")
    expect(page.locator(".shares")).to_have_count(1)


def test_back_to_your_answers_takes_all_changes_back(reader: Visitor):
    page = reader.page
    reader.open("result")
    control(page, "users").select_option("testers")
    control(page, "teams").select_option("unknown")
    expect(beside(page, "teams")).to_have_text("Your answer: Two or three")

    page.get_by_role("button", name="Back to your answers").click()

    expect(said(page)).to_have_text("As you answered: Adoption.")
    expect(control(page, "users")).to_have_value("steady-base")
    expect(beside(page, "users")).to_have_text("")
    expect(page.get_by_role("button", name="Back to your answers")).to_be_focused()


def test_try_it_leads_to_the_what_if_whose_address_follows_the_changes(reader: Visitor):
    page = reader.page
    reader.open("result")
    page.get_by_role("link", name="Try it").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What if?")
    expect(said(page)).to_contain_text("instead of Adoption")

    control(page, "users").select_option("unknown")

    expect(page).to_have_url(re.compile("users=unknown"))
    outcome = said(page).inner_text()
    page.reload()
    expect(said(page)).to_have_text(outcome)
    expect(control(page, "users")).to_have_value("unknown")
    page.get_by_role("link", name="Back to your answers").click()
    expect(said(page)).to_have_text("As you answered: Adoption.")


def test_going_back_after_an_anchor_shows_the_whole_page(reader: Visitor):
    page = reader.page
    reader.open("what-if")
    control(page, "users").select_option("testers")
    expect(page).to_have_url(re.compile("users=testers"))
    page.evaluate("location.hash = 'main'")

    page.go_back()

    expect(page).to_have_url(re.compile("users=testers[^#]*$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("What if?")
    expect(page.locator("header.masthead")).to_have_count(1)


def test_a_lost_connection_is_said_and_the_next_change_works_again(
    reader: Visitor, context: BrowserContext
):
    page = reader.page
    reader.open("result")
    context.set_offline(True)
    control(page, "users").select_option("testers")
    expect(said(page)).to_contain_text("Not worked out: no connection.")

    context.set_offline(False)
    control(page, "users").select_option("market-wide")

    expect(said(page)).to_contain_text("less surely")


def test_a_link_withdrawn_meanwhile_is_not_told_to_be_a_lost_connection(reader: Visitor):
    page = reader.page
    reader.open("result")
    reader.assessment.links.all().delete()

    control(page, "users").select_option("testers")

    expect(said(page)).to_contain_text("the server did not take it")


# --- without scripts, by keyboard ----------------------------------------------------------------


def test_without_scripts_the_button_leads_to_a_page_that_says_it_all(
    reader: Visitor, plain_page: Page
):
    page = plain_page
    page.goto(reader.address("result"))
    control(page, "users").select_option("market-wide")
    control(page, "it-members").fill("many")
    page.get_by_role("button", name="Show what happens").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("What if?")
    expect(beside(page, "it-members")).to_have_text("Give a whole number of people, such as 14.")
    expect(control(page, "users")).to_have_value("market-wide")
    control(page, "it-members").fill("60")
    page.get_by_role("button", name="Show what happens").click()

    expect(said(page)).to_contain_text("It would")
    expect(page.locator(".shifts li")).to_have_count(2)
    page.get_by_role("link", name="Back to your answers").click()
    expect(said(page)).to_have_text("As you answered: Adoption.")
    assert ("question", "users") in saved_values(reader.assessment)
    assert saved_values(reader.assessment)["question", "users"] == "steady-base"


def test_by_keyboard_alone_an_answer_is_tried_and_taken_back(reader: Visitor):
    page, keys = reader.page, reader.page.keyboard
    reader.open("result")

    press_until_focused(page, control(page, "users"), at_most=120)
    keys.press("ArrowDown")
    expect(control(page, "users")).to_have_value("large-base")
    expect(beside(page, "users")).to_have_text("Your answer: Steady base")
    expect(control(page, "users")).to_be_focused()
    press_until_focused(page, control(page, "it-members"), at_most=4)
    keys.press("Control+A")
    keys.type("55")
    keys.press("Enter")
    expect(beside(page, "it-members")).to_have_text("Your answer: 16")
    expect(control(page, "it-members")).to_be_focused()
    assert "/result/" in page.url
    press_until_focused(page, page.get_by_role("button", name="Back to your answers"), at_most=14)
    keys.press("Enter")

    expect(said(page)).to_have_text("As you answered: Adoption.")


def test_on_a_phone_the_outcome_stays_in_sight_while_one_goes_through_the_answers(reader: Visitor):
    page = reader.page
    page.set_viewport_size({"width": 390, "height": 800})
    reader.open("result")
    control(page, "release-status").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('what-if-release-status').scrollIntoView()")

    control(page, "release-status").select_option("prototype")

    expect(said(page)).to_contain_text("It would")
    expect(said(page)).to_be_in_viewport()
    box, covering = control(page, "release-status").bounding_box(), said(page).bounding_box()
    assert box is not None
    assert covering is not None
    assert box["y"] + box["height"] <= covering["y"]


# --- claims and answers --------------------------------------------------------------------------


def test_a_claim_leads_to_its_answer_and_the_answer_back_to_the_claim(
    page: Page, live_server: LiveServer
):
    page.goto(live_server.url + reverse("example"))
    page.get_by_role("link", name="Your answer to The CTO's week: Firefighting").first.click()

    row = page.locator("#question-cto-week")
    expect(page).to_have_url(re.compile("/example/answers/#question-cto-week$"))
    expect(row).to_be_in_viewport()
    row.get_by_role("link", name=re.compile("^A reason for priority 1,")).click()

    expect(page).to_have_url(re.compile("/example/#priority-1$"))
    expect(page.locator("#priority-1")).to_be_in_viewport()


def test_printing_shows_what_is_folded_and_nothing_to_click(page: Page, live_server: LiveServer):
    page.goto(live_server.url + reverse("example"))
    folded = page.locator("#priority-2 .told")
    expect(folded).to_be_hidden()

    page.emulate_media(media="print")

    expect(folded).to_be_visible()
    hidden = page.locator("details:not([open]) p").evaluate_all(
        "all => all.filter(one => !one.checkVisibility({contentVisibilityAuto: true})).length"
    )
    assert hidden == 0
    for what in (".on-page", ".actions", ".what-if", ".try", ".masthead nav"):
        for one in page.locator(what).all():
            expect(one).to_be_hidden()
