"""An owner invites, somebody answers unseen in another browser, the answers are opened, the two settle
what they differ on, and the result tells it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from assessments import services
from assessments.models import Assessment, User
from assessments.selectors import saved_values
from assessments.services import settling

from ..app.factories import begun_assessment, owned_assessment, user
from ..app.rounds import Round, begun_round, finished, opened_round
from .people_states import people_states
from .states import open_everything
from .test_every_page import WIDER_THAN_THE_PAGE
from .visitor import answer_and_wait, press_until_focused, sign_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("stub_pdf"),
]

PATIENCE = 5_000  # milliseconds
WIDTHS = (320, 390, 768, 1440)
LINK = re.compile(r"https?://\S+/a/[\w-]{32}/")


@pytest.fixture
def owner() -> User:
    return user("olga@example.org", name="Olga")


@pytest.fixture
def page(page: Page, live_server: LiveServer, owner: User) -> Page:
    """The owner's browser."""
    page.set_default_timeout(PATIENCE)
    sign_in(page, live_server.url, owner)
    return page


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def other_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Somebody else's browser."""
    context = browser.new_context(java_script_enabled=request.param)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()


def open_page(page: Page, live_server: LiveServer, name: str, token: str, **parts: str) -> None:
    page.goto(live_server.url + reverse(name, kwargs={"token": token, **parts}))


def invite(page: Page, *, name: str, role: str, email: str = "", own_role: str = "") -> str:
    """Fill in the form and send it: the link that is shown."""
    page.get_by_label("Name").fill(name)
    page.get_by_label("Role", exact=True).select_option(role)
    page.get_by_label("E-mail address").fill(email)
    if own_role:
        page.get_by_label("Your own role").select_option(own_role)
    page.get_by_role("button", name="Invite").click()
    return page.locator("#link").inner_text()


def answer(page: Page, question: str, option: str) -> None:
    """Choose one answer on a section's page, and save it."""
    page.locator(f"#question-{question}-{option}").check()
    page.get_by_role("button", name="Save and go to all sections").click()


def test_from_the_first_invitation_to_the_result(
    page: Page, other_page: Page, live_server: LiveServer, owner: User
):
    alone = owned_assessment(owner, submitted=False)
    open_page(page, live_server, "hub", alone.public_id)
    page.get_by_role("link", name="Let others answer too").click()
    expect(page.get_by_role("heading", name="What the first invitation changes")).to_be_visible()
    link = invite(page, name="Grace", role="cto", email="grace@example.org", own_role="ceo")
    (mailed,) = LINK.findall(str(mail.outbox[0].body))
    assert mailed == link

    # Grace answers, and nobody sees it.
    other_page.goto(link)
    expect(other_page.locator("main")).to_contain_text("Grace, you are asked to answer")
    other_page.get_by_role("link", name="Product and users", exact=True).click()
    answer(other_page, "users", "testers")
    page.get_by_role("link", name="Who answers").last.click()
    expect(page.get_by_role("row").filter(has_text="Grace")).to_contain_text("Answering")
    sheet = Assessment.objects.get(respondent__name="Grace")
    for name in ("hub", "sheet", "check"):
        open_page(page, live_server, name, sheet.public_id)
        expect(page.locator("h1")).to_have_text("There is nothing here")
    page.goto(link)
    expect(page.locator("h1")).to_have_text("This link is for Grace")
    other_page.get_by_role("link", name="Check your answers").click()
    other_page.get_by_role("button", name="Finish").click()
    expect(other_page.locator("h1")).to_have_text("Thank you, Grace")
    expect(other_page.locator("main")).not_to_contain_text("Adoption")

    # The owner finishes too and opens what both said.
    page.get_by_role("link", name="Who answers").click()
    expect(page.locator(".lede")).to_contain_text("1 of 2 have finished.")
    page.get_by_role("link", name="Go on with your own answers").click()
    page.get_by_role("link", name="Check your answers").click()
    page.get_by_role("button", name="Finish").click()
    page.get_by_role("link", name="See who has finished").click()
    page.get_by_role("link", name="Open the answers").click()
    expect(page.locator("main")).to_contain_text("Everybody has finished.")
    page.get_by_role("button", name="Open the answers").click()

    # They differ on one fact.
    expect(page.locator("h1")).to_have_text("Where you differ")
    expect(page.locator("#question-users")).to_contain_text("Grace (CTO)")
    page.get_by_role("button", name="Submit and see the result").click()
    expect(page.locator(".error-summary")).to_contain_text("Users")
    page.get_by_role("link", name="Settle the first one").click()
    page.get_by_role("radio", name="A base that comes back every month").check()
    page.get_by_label("Why", exact=True).fill("The billing system says so.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#question-users")).to_contain_text("The billing system says so.")
    page.get_by_role("button", name="Submit and see the result").click()

    expect(page.locator("h1")).to_have_text("Adoption")
    told = page.locator("section", has=page.locator("#disagreement"))
    expect(told).to_contain_text("Two people answered, each without seeing the others’ answers.")
    told.locator("summary").click()
    expect(told).to_contain_text("The billing system says so.")
    expect(told).not_to_contain_text("Grace")


def test_a_sheet_that_was_not_finished_says_so_when_it_is_saved(
    page: Page, browser: Browser, live_server: LiveServer, owner: User
):
    round_of = begun_round(owner)
    services.submit(round_of.own)
    context = browser.new_context()
    theirs = context.new_page()
    open_page(theirs, live_server, "section", round_of.tokens["Cto"], slug="product-and-users")
    answer_and_wait(theirs, "users", "testers")

    settling.reveal(round_of.common, by=owner)
    theirs.locator("#question-users-large-base").check()

    expect(theirs.locator("h1")).to_have_text("The answers were opened before you had finished")
    expect(theirs.locator("main")).to_contain_text("Nothing can be saved here any more")
    assert saved_values(round_of.sheet("Cto"))["question", "users"] == "testers"
    context.close()


def test_a_withdrawn_link_is_dead_and_a_new_one_kills_the_old(
    page: Page, browser: Browser, live_server: LiveServer, owner: User
):
    round_of = begun_round(owner)
    old = live_server.url + reverse("hub", kwargs={"token": round_of.tokens["Cto"]})
    theirs = browser.new_context().new_page()
    open_page(page, live_server, "people", round_of.common.public_id)

    page.get_by_role("button", name="Make a new link").click()
    new = page.locator("#link").inner_text()
    assert theirs.goto(old).status == 404  # type: ignore[union-attr]
    assert theirs.goto(new).status == 200  # type: ignore[union-attr]

    page.get_by_role("link", name="Who answers").last.click()
    page.get_by_role("link", name="Withdraw").click()
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.locator(".message")).to_contain_text("opens nothing any more")
    assert theirs.goto(new).status == 404  # type: ignore[union-attr]
    theirs.context.close()


def test_two_owners_settle_the_same_question_and_the_second_is_told(
    page: Page, browser: Browser, live_server: LiveServer, owner: User
):
    round_of: Round = opened_round(owner, users="testers")
    other = user("otto@example.org", name="Otto")
    round_of.common.company.owners.create(user=other)
    theirs = browser.new_context().new_page()
    sign_in(theirs, live_server.url, other)
    for one in (page, theirs):
        parts = {"subject": "question", "key": "users"}
        open_page(one, live_server, "settle", round_of.common.public_id, **parts)

    theirs.get_by_role("radio", name="Nobody, or testers").check()
    theirs.get_by_label("Why", exact=True).fill("We counted.")
    theirs.get_by_role("button", name="Save", exact=True).click()
    expect(theirs.locator("h1")).to_have_text("Where you differ")
    page.get_by_role("radio", name="A base that comes back").check()
    page.get_by_label("Why", exact=True).fill("I think so.")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator(".error-summary")).to_contain_text("Otto has settled this meanwhile")
    expect(page.locator(".error-summary")).to_contain_text("We counted.")
    expect(page.get_by_label("Why", exact=True)).to_have_value("I think so.")
    assert saved_values(round_of.common)["question", "users"] == "testers"
    theirs.context.close()


def test_the_rest_is_settled_in_one_go_by_keyboard(
    page: Page, live_server: LiveServer, owner: User
):
    round_of = opened_round(owner, on_call="not-yet", code_review="not-yet")
    open_page(page, live_server, "differences", round_of.common.public_id)

    button = page.get_by_role("button", name="Take the most cautious answer for the rest")
    press_until_focused(page, button)
    page.keyboard.press("Enter")

    expect(page.locator(".message")).to_contain_text("2 questions are settled")
    assert saved_values(round_of.common)["question", "on-call"] == "not-yet"


def test_the_link_is_copied_with_one_click(
    page: Page, browser: Browser, live_server: LiveServer, owner: User
):
    alone = owned_assessment(owner, submitted=False)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_page(page, live_server, "people", alone.public_id)
    link = invite(page, name="Grace", role="cto", own_role="ceo")

    page.get_by_role("button", name="Copy the link").click()

    expect(page.locator(".copied")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == link


def test_without_an_account_one_is_led_to_get_one(page: Page, live_server: LiveServer):
    page.context.clear_cookies()
    _assessment, token = begun_assessment()
    open_page(page, live_server, "hub", token)

    page.get_by_role("link", name="Let others answer too").click()

    claim = page.get_by_role("link", name="Keep this company in an account")
    expect(claim).to_have_attribute("href", reverse("claim", kwargs={"token": token}))


def test_who_was_asked_and_has_finished_sees_the_others_only_as_owner(
    page: Page, live_server: LiveServer, owner: User
):
    round_of = begun_round(owner, archetype="enterprise")
    finished(round_of.sheet("Cto"), "mvp")
    page.context.clear_cookies()

    open_page(page, live_server, "sheet", round_of.tokens["Cto"])

    expect(page.locator("main")).to_contain_text("MVP")
    expect(page.locator("main")).not_to_contain_text("Enterprise")


def test_nothing_scrolls_sideways_in_any_state(page: Page, live_server: LiveServer):
    """What axe finds is told by ``test_axe``, which comes to the same states."""
    told: list[str] = []
    for name, reach in people_states():
        reach(page, live_server.url)
        open_everything(page)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            told += [f"{name} at {width}: {one}" for one in page.evaluate(WIDER_THAN_THE_PAGE)]

    assert not told, "\n".join(told)
