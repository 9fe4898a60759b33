"""A company's next assessment in a browser: begin again, confirm and change, submit, see what moved."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from assessments import services
from assessments.models import Assessment, User
from assessments.selectors import old_answers, saved_values

from ..app.factories import QUESTION, TODAY, history_of, user
from .visitor import (
    Visitor,
    autosave,
    choice,
    eventually,
    number,
    press_until_focused,
    save_status,
    sign_in,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("stub_pdf"),
]

PRODUCT, TEAM = "product-and-users", "team-and-structure"
THEN = date(2026, 8, 12)


@pytest.fixture
def owner() -> User:
    return user("olga@example.org", name="Olga")


@pytest.fixture
def first(owner: User) -> Assessment:
    """What was submitted in August."""
    return history_of(owner, THEN)[0]


@pytest.fixture
def begun(page: Page, live_server: LiveServer, owner: User, first: Assessment) -> Visitor:
    """The owner before the assessment that began from it."""
    sign_in(page, live_server.url, owner)
    begun, name = services.begin_from(first, as_of=TODAY, with_link=False)
    return Visitor(page, live_server.url, begun, name)


def still(page: Page, question: str) -> str:
    return f"#still-question-{question}"


def old(visitor: Visitor) -> set[str]:
    return set(old_answers(visitor.assessment))


def test_from_the_last_answers_to_what_moved(
    page: Page, live_server: LiveServer, owner: User, first: Assessment
):
    sign_in(page, live_server.url, owner)
    page.goto(live_server.url + reverse("company", kwargs={"company": first.company.public_id}))
    expect(page.get_by_role("heading", name="The stage over time")).to_be_visible()
    page.get_by_role("button", name="New assessment from the last answers").click()
    expect(page.locator(".lede")).to_contain_text("This began with your answers of 12 August 2026.")
    expect(page.locator(f"#status-{PRODUCT}")).to_have_text("4 to confirm")

    page.get_by_role("link", name=re.compile("^Begin: ")).click()
    expect(page.locator("#age-question-users")).to_contain_text("Answered 12 August 2026")
    with autosave(page):
        page.locator(still(page, "users")).check()
    expect(page.locator("#age-question-users")).to_have_text("Confirmed: still right today.")
    with autosave(page):
        page.locator("input[name=question-demand]").last.check()
    expect(page.locator("#age-question-demand")).to_be_empty()
    page.get_by_role("button", name="Confirm the rest and continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Team and structure")
    number(page, "it-members").fill("48")
    page.get_by_role("button", name="Confirm the rest and continue").click()

    page.get_by_role("link", name="All sections").click()
    expect(page.locator(f"#status-{PRODUCT}")).to_have_text("Complete")
    expect(page.locator(f"#status-{TEAM}")).to_have_text("Complete")
    page.get_by_role("link", name="Check your answers").click()
    expect(page.locator("main")).to_contain_text("answers are older than this assessment")
    page.get_by_role("button", name="Submit and see the result").click()

    page.goto(live_server.url + reverse("company", kwargs={"company": first.company.public_id}))
    page.get_by_role("link", name="What moved since the one before").click()
    balance = page.get_by_role("table").first
    expect(balance.get_by_role("row", name=re.compile("^IT members"))).to_contain_text("48")
    expect(balance.get_by_role("row", name=re.compile("^Change"))).to_be_visible()
    shown = [float(one.replace("\u2212", "-")) for one in _points(page, "tr:not([class])")]
    (change,) = (float(one.replace("\u2212", "-")) for one in _points(page, "tr.total")[1:2])
    assert round(sum(shown), 1) == change


def _points(page: Page, rows: str) -> list[str]:
    return page.locator(f"table.balance tbody {rows} td.points").all_inner_texts()


def test_confirming_without_scripts(
    plain_page: Page, live_server: LiveServer, owner: User, first: Assessment
):
    page = plain_page
    sign_in(page, live_server.url, owner)
    begun, name = services.begin_from(first, as_of=TODAY, with_link=False)
    visitor = Visitor(page, live_server.url, begun, name)
    visitor.open_section(PRODUCT)

    page.locator(still(page, "users")).check()
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Team and structure")
    assert "users" not in old(visitor)
    assert "demand" in old(visitor)

    number(page, "it-members").press("Enter")  # saves the page, and confirms nothing unasked
    assert "it-members" in old(visitor)
    visitor.open_section(PRODUCT)
    page.get_by_role("button", name="Confirm the rest and continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Team and structure")
    assert not {"users", "demand", "release-status", "outage-impact"} & old(visitor)


def test_by_keyboard_the_focus_stays_where_it_was(begun: Visitor):
    page = begun.page
    begun.open_section(PRODUCT)
    box = page.locator(still(page, "users"))
    press_until_focused(page, box, at_most=40)

    with autosave(page):
        page.keyboard.press("Space")

    expect(page.locator(still(page, "users"))).to_be_focused()  # now the words that it is confirmed
    expect(page.locator(still(page, "users"))).to_have_text("Confirmed: still right today.")
    page.keyboard.press("Tab")
    summary = page.locator("#question-users summary", has_text="Why we ask")
    expect(summary).to_be_focused()


def test_a_confirmation_survives_a_lost_connection(begun: Visitor):
    page = begun.page
    begun.open_section(PRODUCT)
    page.context.set_offline(True)
    page.locator(still(page, "users")).check()
    expect(save_status(page)).to_contain_text("No connection")
    assert "users" in old(begun)

    page.context.set_offline(False)

    expect(page.locator(still(page, "users"))).to_have_text("Confirmed: still right today.")
    eventually(False, lambda: "users" in old(begun))
    kept = page.evaluate("Object.keys(localStorage).filter(one => localStorage[one]).length")
    assert kept == 0


def test_a_confirmation_kept_in_the_browser_is_sent_from_the_hub(begun: Visitor):
    page = begun.page
    begun.open_section(PRODUCT)
    section = begun.address("section", slug=PRODUCT)
    page.route(
        section, lambda route: route.abort() if _posts(route.request.method) else route.continue_()
    )
    page.locator(still(page, "users")).check()
    expect(save_status(page)).to_contain_text("No connection")
    page.unroute(section)

    begun.open("hub")

    eventually(False, lambda: "users" in old(begun))


def _posts(method: str) -> bool:
    return method == "POST"


def test_after_a_confirmation_nothing_is_left_to_send(begun: Visitor):
    page = begun.page
    begun.open_section(PRODUCT)
    with autosave(page):
        page.locator(still(page, "users")).check()
    expect(page.locator(still(page, "users"))).to_have_text("Confirmed: still right today.")

    assert page.evaluate("Object.values(localStorage).filter(Boolean).length") == 0


def test_what_another_window_changed_is_shown_instead_of_confirmed(begun: Visitor):
    page = begun.page
    begun.open_section(PRODUCT)
    was = saved_values(begun.assessment)[QUESTION, "users"]
    services.save_answers(begun.assessment, [services.Change(QUESTION, "users", was, "testers")])

    with autosave(page):
        page.locator(still(page, "users")).check()

    field = page.locator("#question-users")
    expect(field).to_contain_text("Changed in another window")
    expect(choice(page, "users", "testers")).to_be_checked()
    expect(page.locator("#was-question-users")).to_have_value(json.dumps("testers"))
