"""Autosave: what it says, what it keeps, and what happens when something is in its way."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from assessments import services

from ..app.factories import answered, change
from .conftest import PATIENCE
from .production import Server, production_server
from .visitor import (
    SAVED,
    Visitor,
    answer,
    answer_and_wait,
    autosave,
    choice,
    eventually,
    number,
    save_status,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PRODUCT, TEAM = "product-and-users", "team-and-structure"


def test_a_wrong_number_is_said_in_its_place_at_once_and_goes_away_when_mended(visitor: Visitor):
    page = visitor.page
    visitor.open_section(TEAM)
    error = page.locator("#error-question-it-members")

    number(page, "it-members").fill("a dozen")
    number(page, "it-members").blur()

    expect(error).to_have_text("Give a whole number of people, such as 14.")
    expect(save_status(page)).to_have_text(re.compile("^One answer is not saved"))
    expect(number(page, "it-members")).to_have_value("a dozen")
    assert visitor.saved == {}
    answer_and_wait(page, "it-members", 12)
    expect(error).to_have_text("")
    assert visitor.saved == {"it-members": 12}


def test_saving_a_wrong_number_puts_the_focus_on_the_error_summary(visitor: Visitor):
    page = visitor.page
    visitor.open_section(TEAM)
    number(page, "it-members").fill("-3")
    choice(page, "teams", "one").check()

    page.get_by_role("button", name="Save and continue").click()

    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(number(page, "it-members")).to_have_value("-3")
    expect(choice(page, "teams", "one")).to_be_checked()
    summary.get_by_role("link").click()
    expect(number(page, "it-members")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("1,200")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Direction and money")
    assert visitor.saved == {"it-members": 1200, "teams": "one"}


def test_not_applicable_waits_for_its_reason(visitor: Visitor):
    page = visitor.page
    visitor.open_section("practices-delivery")

    choice(page, "code-review", "not-applicable").check()
    expect(page.locator("#error-question-code-review")).to_have_text(
        re.compile("Say in a few words")
    )
    reason = page.locator("#question-code-review-reason")
    expect(reason).to_be_visible()
    with autosave(page):
        reason.fill("We <b>buy</b> it")
        reason.blur()

    assert visitor.saved == {"code-review": {"not-applicable": "We <b>buy</b> it"}}
    page.reload()
    expect(reason).to_have_value("We <b>buy</b> it")


def test_many_quick_changes_end_with_the_last_one_saved(visitor: Visitor):
    page = visitor.page
    visitor.open_section(PRODUCT)

    for option in ("testers", "first-customers", "steady-base", "large-base", "testers"):
        choice(page, "users", option).check()
    for question in ("release-status", "demand", "outage-impact"):
        choice(page, question, "unknown").check()

    unknown = dict.fromkeys(("release-status", "demand", "outage-impact"), "unknown")
    eventually({"users": "testers", **unknown}, lambda: visitor.saved)
    assert page.locator(".field-error:not(:empty)").count() == 0


# --- two tabs, two devices -------------------------------------------------------------------------


@pytest.fixture
def elsewhere(browser: Browser) -> Iterator[Page]:
    """A page on another device: nothing tells it what the first one saves."""
    other = browser.new_context()
    page = other.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    other.close()


def test_what_another_device_changed_is_told_and_not_overwritten(visitor: Visitor, elsewhere: Page):
    visitor.open_section(PRODUCT)
    elsewhere.goto(visitor.page.url)
    answer_and_wait(visitor.page, "users", "large-base")

    choice(elsewhere, "users", "testers").click()

    error = elsewhere.locator("#error-question-users")
    expect(error).to_have_text(re.compile("changed in another window meanwhile"))
    expect(choice(elsewhere, "users", "large-base")).to_be_checked()
    expect(save_status(elsewhere)).to_have_text(re.compile("^One answer is not saved"))
    assert visitor.saved == {"users": "large-base"}
    answer_and_wait(elsewhere, "users", "first-customers")
    assert visitor.saved == {"users": "first-customers"}


def test_after_the_message_an_answer_to_another_question_overwrites_nothing(
    visitor: Visitor, elsewhere: Page
):
    visitor.open_section(PRODUCT)
    elsewhere.goto(visitor.page.url)
    answer_and_wait(visitor.page, "users", "large-base")
    choice(elsewhere, "users", "testers").click()
    expect(elsewhere.locator("#error-question-users")).not_to_have_text("")

    answer_and_wait(elsewhere, "demand", "roadmap")

    assert visitor.saved == {"users": "large-base", "demand": "roadmap"}
    expect(choice(elsewhere, "users", "large-base")).to_be_checked()


def test_another_device_shows_what_is_new_when_it_comes_to_the_front(
    visitor: Visitor, elsewhere: Page
):
    visitor.open_section(PRODUCT)
    elsewhere.clock.install()
    elsewhere.goto(visitor.page.url)
    answer_and_wait(visitor.page, "users", "large-base")

    elsewhere.clock.run_for(60_000)
    elsewhere.evaluate("window.dispatchEvent(new Event('focus'))")

    expect(choice(elsewhere, "users", "large-base")).to_be_checked()
    expect(elsewhere.locator("#question-users")).to_contain_text("Changed in another window")


def test_what_is_saved_already_is_not_sent_with_every_change(visitor: Visitor):
    page = visitor.page
    visitor.open_section(PRODUCT)
    answer_and_wait(page, "users", "testers")

    with page.expect_request(lambda one: one.method == "POST") as sent:
        answer_and_wait(page, "demand", "roadmap")

    names = [part.partition("=")[0] for part in (sent.value.post_data or "").split("&")]
    questions = {one.removeprefix("was-") for one in names if one.startswith("was-question-")}
    assert questions == {"question-demand"}
    assert {"page", "csrfmiddlewaretoken"} <= set(names)
    assert visitor.saved == {"users": "testers", "demand": "roadmap"}


def test_two_tabs_at_different_questions_do_not_disturb_each_other(
    visitor: Visitor, context: BrowserContext
):
    first, second = visitor.page, context.new_page()
    visitor.open_section(PRODUCT)
    second.goto(first.url)

    for page, question in ((first, "users"), (second, "demand"), (first, "release-status")):
        answer_and_wait(page, question, "unknown")

    assert visitor.saved == {"users": "unknown", "demand": "unknown", "release-status": "unknown"}


def test_a_tab_shows_what_another_tab_of_the_browser_has_saved(
    visitor: Visitor, context: BrowserContext
):
    first, second = visitor.page, context.new_page()
    visitor.open_section(PRODUCT)
    second.goto(first.url)
    choice(second, "demand", "roadmap").focus()

    answer_and_wait(first, "users", "large-base")

    expect(choice(second, "users", "large-base")).to_be_checked()
    expect(second.locator("#question-users")).to_contain_text("Changed in another window")
    expect(choice(second, "demand", "roadmap")).to_be_focused()
    answer_and_wait(second, "users", "testers")  # now it is seen, it may be changed
    expect(choice(first, "users", "testers")).to_be_checked()
    assert visitor.saved == {"users": "testers"}


def test_a_field_that_is_shown_anew_keeps_the_focus(visitor: Visitor):
    page = visitor.page
    visitor.open_section(PRODUCT)
    services.save_answers(visitor.assessment, [change("users", "large-base")])

    choice(page, "users", "testers").focus()
    page.keyboard.press("Space")

    expect(page.locator("#error-question-users")).to_contain_text("changed in another window")
    expect(page.locator("#question-users-testers")).to_be_focused()


def test_a_note_is_saved_while_it_is_typed(visitor: Visitor):
    page = visitor.page
    visitor.open_section(PRODUCT)
    page.locator("#question-users summary", has_text="Note or evidence").click()

    page.locator("#text-question-users").press_sequentially("forty pilots")

    expect(save_status(page)).to_have_text(SAVED)
    assert visitor.notes == {"users": {"text": "forty pilots"}}
    expect(page.locator("#text-question-users")).to_be_focused()


def test_contradicting_answers_are_asked_about_at_once(visitor: Visitor):
    page = visitor.page
    visitor.open_section(PRODUCT)
    answer_and_wait(page, "release-status", "prototype")
    answer_and_wait(page, "users", "large-base")

    expect(page.locator("#question-users")).to_contain_text("Please look again")
    answer_and_wait(page, "release-status", "stable-set")
    expect(page.locator("#question-users")).not_to_contain_text("Please look again")


def test_without_scripts_saving_over_another_tab_is_told_and_overwrites_nothing(
    visitor: Visitor, plain_page: Page
):
    visitor.open_section(PRODUCT)
    plain_page.goto(visitor.page.url)
    answer_and_wait(visitor.page, "users", "large-base")

    answer(plain_page, "users", "testers")
    answer(plain_page, "demand", "roadmap")
    plain_page.get_by_role("button", name="Save and continue").click()

    expect(plain_page.locator(".error-summary")).to_contain_text("changed in another window")
    assert visitor.saved == {"users": "large-base", "demand": "roadmap"}


def test_a_tab_left_open_while_another_submits_is_led_to_the_result(
    visitor: Visitor, context: BrowserContext
):
    answered(visitor.assessment, "adoption")
    visitor.open_section(PRODUCT)
    services.submit(visitor.assessment)

    choice(visitor.page, "users", "testers").click()

    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Adoption")
    assert visitor.saved["users"] == "steady-base"


# --- the connection ------------------------------------------------------------------------------


LOST = re.compile("^No connection. Your answers are kept in this browser")


def test_a_lost_connection_is_said_and_when_it_is_back_everything_is_sent(
    visitor: Visitor, context: BrowserContext
):
    page = visitor.page
    visitor.open_section(PRODUCT)
    answer_and_wait(page, "users", "testers")

    context.set_offline(True)
    answer(page, "users", "steady-base")
    expect(save_status(page)).to_have_text(LOST)
    answer(page, "demand", "roadmap")
    expect(save_status(page)).to_have_text(LOST)
    assert visitor.saved == {"users": "testers"}

    context.set_offline(False)  # nobody touches anything
    expect(save_status(page)).to_have_text(SAVED)
    assert visitor.saved == {"users": "steady-base", "demand": "roadmap"}
    assert kept(page) == []


def test_answers_that_were_not_sent_survive_closing_the_page(
    visitor: Visitor, context: BrowserContext
):
    page = visitor.page
    visitor.open_section(TEAM)
    context.set_offline(True)
    answer(page, "it-members", 12)
    answer(page, "teams", "one")
    write_note(page, "teams", "two in spring")
    expect(save_status(page)).to_have_text(LOST)
    page.close()

    context.set_offline(False)
    page = visitor.page = context.new_page()
    visitor.open_section(TEAM)

    expect(save_status(page)).to_have_text(SAVED)
    expect(number(page, "it-members")).to_have_value("12")
    expect(choice(page, "teams", "one")).to_be_checked()
    expect(page.locator("#text-question-teams")).to_have_value("two in spring")
    assert visitor.saved == {"it-members": 12, "teams": "one"}
    assert visitor.notes == {"teams": {"text": "two in spring"}}
    assert kept(page) == []


def test_a_page_that_was_reloaded_without_a_connection_is_sent_when_it_is_back(
    visitor: Visitor, context: BrowserContext
):
    page = visitor.page
    visitor.open_section(TEAM)
    context.set_offline(True)
    answer(page, "it-members", 12)
    expect(save_status(page)).to_have_text(LOST)
    with suppress(Error):
        page.reload()  # the browser shows its own page, and loads ours as soon as it can

    context.set_offline(False)

    eventually({"it-members": 12}, lambda: visitor.saved)


def test_answers_that_were_not_sent_are_sent_from_any_page_of_the_assessment(
    visitor: Visitor, context: BrowserContext
):
    page = visitor.page
    visitor.open_section(PRODUCT)
    context.set_offline(True)
    answer(page, "users", "steady-base")
    expect(save_status(page)).to_have_text(LOST)

    page.close()
    context.set_offline(False)
    page = visitor.page = context.new_page()
    visitor.open("check")

    eventually({"users": "steady-base"}, lambda: visitor.saved)
    expect(page.locator("dl")).not_to_have_count(0)
    expect(page.get_by_text("Steady base")).to_be_visible()
    eventually([], lambda: kept(page))


def test_an_answer_kept_through_a_lost_connection_does_not_overwrite_a_newer_one(
    visitor: Visitor, context: BrowserContext
):
    page = visitor.page
    visitor.open_section(PRODUCT)
    context.set_offline(True)
    answer(page, "users", "steady-base")
    expect(save_status(page)).to_have_text(LOST)
    page.close()
    services.save_answers(visitor.assessment, [change("users", "large-base")])
    context.set_offline(False)

    page = visitor.page = context.new_page()
    visitor.open("hub")
    notice = page.locator("#kept")
    expect(notice).to_contain_text("needs your eyes")
    notice.get_by_role("link", name="Product and users").click()

    expect(page.locator("#error-question-users")).to_contain_text("changed in another window")
    expect(choice(page, "users", "large-base")).to_be_checked()
    assert visitor.saved == {"users": "large-base"}
    answer_and_wait(page, "users", "steady-base")
    assert visitor.saved == {"users": "steady-base"}
    assert kept(page) == []


def test_a_server_killed_mid_way_loses_nothing(page: Page):
    """What was acknowledged is on disk; what was not is sent when the server is back."""
    with production_server() as server:
        page.set_default_timeout(PATIENCE)
        page.goto(server.address)
        page.get_by_label("Name of the company").fill("Ferrovia")
        page.get_by_role("button", name="Begin").click()
        page.get_by_role("link", name=re.compile("^Begin:")).click()
        answer_and_wait(page, "users", "testers")
        answer_and_wait(page, "release-status", "launched")

        server.kill()
        answer(page, "demand", "roadmap")
        expect(save_status(page)).to_have_text(LOST)
        assert saved_on(server) == {"users": "testers", "release-status": "launched"}

        server.start()
        expect(save_status(page)).to_have_text(SAVED, timeout=40_000)
        assert saved_on(server) == {
            "users": "testers",
            "release-status": "launched",
            "demand": "roadmap",
        }
        page.reload()
        for question, option in saved_on(server).items():
            expect(choice(page, question, option)).to_be_checked()


def saved_on(server: Server) -> dict[str, str]:
    found: dict[str, str] = json.loads(
        server.python(
            "import json; from assessments.models import Answer;"
            "print(json.dumps(dict(Answer.objects.values_list('key', 'value'))))"
        )
    )
    return found


def kept(page: Page) -> list[str]:
    """What the browser holds that was not sent."""
    keys: list[str] = page.evaluate(
        "Object.keys(localStorage).filter(one => one.startsWith('stagecheck-unsent:'))"
    )
    return keys


def write_note(page: Page, question: str, text: str) -> None:
    field = page.locator(f"#question-{question}")
    field.locator("summary", has_text="Note or evidence").click()
    page.locator(f"#text-question-{question}").fill(text)
    page.locator(f"#text-question-{question}").blur()


def test_after_a_lost_connection_saving_by_hand_sends_everything_too(
    visitor: Visitor, context: BrowserContext
):
    page = visitor.page
    visitor.open_section(PRODUCT)
    context.set_offline(True)
    answer(page, "users", "steady-base")
    expect(save_status(page)).to_have_text(LOST)

    context.set_offline(False)
    page.get_by_role("button", name="Save and continue").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Team and structure")
    assert visitor.saved == {"users": "steady-base"}


def test_a_link_that_was_withdrawn_meanwhile_is_not_told_to_be_a_lost_connection(visitor: Visitor):
    page = visitor.page
    visitor.open_section(PRODUCT)
    visitor.assessment.links.all().delete()

    answer(page, "users", "testers")

    expect(save_status(page)).to_have_text(re.compile("^Not saved: the server did not take it"))
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing here")


# --- submitting ----------------------------------------------------------------------------------


def test_submitting_too_early_says_what_is_missing_with_the_focus_on_it(visitor: Visitor):
    page = visitor.page
    visitor.open("check")

    page.get_by_role("button", name="Submit and see the result").click()

    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("5 more facts are needed")
    expect(page).to_have_title(re.compile("^Not yet:"))
    page.get_by_role("link", name="Change Release status").click()
    expect(page).to_have_url(re.compile("#question-release-status$"))
    visitor.assessment.refresh_from_db()
    assert not visitor.assessment.is_submitted


def test_two_people_can_answer_at_once_in_browsers_of_their_own(visitor: Visitor, browser: Browser):
    other = browser.new_context()
    theirs = other.new_page()
    visitor.open_section(PRODUCT)
    theirs.goto(visitor.address("section", slug=TEAM))

    answer_and_wait(visitor.page, "users", "testers")
    answer_and_wait(theirs, "it-members", 4)

    assert visitor.saved == {"users": "testers", "it-members": 4}
    other.close()


def test_going_back_shows_what_stands_now_and_overwrites_nothing(
    visitor: Visitor, context: BrowserContext
):
    """A browser that fills a page in again as it was left must not pass that off as an answer."""
    page, other = visitor.page, context.new_page()
    visitor.open_section(PRODUCT)
    answer_and_wait(page, "users", "testers")
    page.get_by_role("link", name="All sections").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your questionnaire")
    other.goto(visitor.address("section", slug=PRODUCT))
    answer_and_wait(other, "users", "large-base")

    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Product and users")
    answer_and_wait(page, "demand", "roadmap")

    expect(choice(page, "users", "large-base")).to_be_checked()
    assert visitor.saved == {"users": "large-base", "demand": "roadmap"}


def test_reloading_shows_what_stands_now_and_overwrites_nothing(
    visitor: Visitor, context: BrowserContext
):
    page, other = visitor.page, context.new_page()
    visitor.open_section(TEAM)
    answer_and_wait(page, "it-members", 12)
    other.goto(page.url)
    answer_and_wait(other, "it-members", 14)

    page.reload()
    answer_and_wait(page, "teams", "one")

    expect(number(page, "it-members")).to_have_value("14")
    assert visitor.saved == {"it-members": 14, "teams": "one"}
