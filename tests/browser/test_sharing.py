"""An owner shares a company in one browser; somebody looks in another, until it is taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from assessments.models import Assessment, Grant, Look, User

from ..app.factories import PASSWORD, owned_assessment, user
from .sharing_states import sharing_states
from .states import open_everything
from .test_axe import violations
from .test_every_page import WIDER_THAN_THE_PAGE
from .visitor import press_until_focused, sign_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("stub_pdf"),
]

PATIENCE = 5_000  # milliseconds
WIDTHS = (320, 390, 768, 1440)
LINK = re.compile(r"https?://\S+/s/[\w-]{32}/")


@pytest.fixture
def assessment() -> Assessment:
    return owned_assessment(user("olga@example.org", name="Olga"), company="Ferrovia")


@pytest.fixture
def page(page: Page, live_server: LiveServer, assessment: Assessment) -> Page:
    """The owner's browser, on the company's page of shares."""
    page.set_default_timeout(PATIENCE)
    sign_in(page, live_server.url, User.objects.get(email="olga@example.org"))
    url = reverse("sharing", kwargs={"company": assessment.company.public_id})
    page.goto(live_server.url + url)
    return page


@contextmanager
def another_browser(browser: Browser, *, scripts: bool = True) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()


def share_by_link(page: Page, tier: str) -> str:
    """The link that the page shows once."""
    page.get_by_role("link", name="Share by link").click()
    page.get_by_label("For whom").fill("Board")
    page.get_by_label(tier, exact=True).check()
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Here is the link")
    return page.locator("#link").inner_text()


def change_to(page: Page, tier: str) -> None:
    page.get_by_role("link", name="Board", exact=True).click()
    page.get_by_label(tier, exact=True).check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Changed.")
    page.get_by_role("link", name="Ferrovia: sharing").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_link_is_made_followed_narrowed_and_revoked(
    page: Page, browser: Browser, live_server: LiveServer, assessment: Assessment, scripts: bool
):
    link = share_by_link(page, "Answers and evidence")
    page.get_by_role("link", name="Back to sharing").click()
    result = live_server.url + reverse("result", kwargs={"token": assessment.public_id})

    with another_browser(browser, scripts=scripts) as guest:
        heading = guest.get_by_role("heading", level=1)
        guest.goto(link)
        expect(heading).to_have_text("Ferrovia")
        assert urlsplit(link).path not in guest.url
        guest.goto(result)
        expect(heading).to_have_text("Adoption")
        guest.get_by_role("link", name="All answers").click()
        expect(heading).to_have_text("Your answers, and what each did")

        page.reload()
        expect(page.locator(".shares")).to_contain_text("3 times, last")
        change_to(page, "Summary")

        guest.reload()
        expect(heading).not_to_have_text("Your answers, and what each did")
        guest.goto(result)
        expect(heading).to_have_text("Adoption")
        expect(guest.locator("main")).to_contain_text("shares this with you (Summary)")
        expect(guest.locator("a[href*='/answers/']")).to_have_count(0)

        page.get_by_role("link", name="Board", exact=True).click()
        page.get_by_role("button", name="Revoke").click()
        expect(page.get_by_role("status")).to_contain_text("Revoked")

        answered = guest.goto(link)
        assert answered
        assert answered.status == 404
        guest.goto(result)
        expect(heading).not_to_have_text("Adoption")
    expect(page.locator("main")).to_contain_text("1 share that is over")
    looked = page.get_by_role("table", name="Who looked at what, and when").get_by_role("row")
    expect(looked).to_have_count(1 + Look.objects.count())
    for page_of_log in ("The company over time", "Result", "Answers"):
        expect(looked.filter(has_text=page_of_log).first).to_contain_text("with the link for Board")


def test_an_advisor_is_invited_signs_in_accepts_and_the_founder_sees_the_look(
    page: Page, browser: Browser, live_server: LiveServer, assessment: Assessment
):
    user("ada@example.org", name="Ada", password=PASSWORD)
    page.get_by_role("link", name="Invite an advisor").click()
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.get_by_label("Name").fill("Ada at Northern Capital")
    page.get_by_label("Full result").check()
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("on its way to ada@example.org")
    page.get_by_role("link", name="Back to sharing").click()
    expect(page.locator(".shares")).to_contain_text("not accepted yet")
    link = LINK.search(str(mail.outbox[-1].body))
    assert link

    with another_browser(browser) as advisor:
        heading = advisor.get_by_role("heading", level=1)
        advisor.goto(link[0])
        expect(heading).to_have_text("See Ferrovia on Stagecheck?")
        assert urlsplit(link[0]).path not in advisor.url
        advisor.get_by_role("link", name="Sign in to accept").click()
        advisor.get_by_label("E-mail address").fill("ada@example.org")
        advisor.get_by_label("Password", exact=True).fill(PASSWORD)
        advisor.get_by_role("button", name="Sign in", exact=True).click()
        expect(heading).to_have_text("See Ferrovia on Stagecheck?")
        advisor.get_by_role("button", name="Accept").click()

        expect(heading).to_have_text("Ferrovia")
        expect(advisor.get_by_role("status")).to_contain_text("is shared with you")
        advisor.goto(live_server.url + reverse("companies"))
        expect(advisor.locator("main")).to_contain_text("Shared with you")
        advisor.get_by_role("link", name="Ferrovia").click()
        advisor.get_by_role("link", name="Result of 22 November 2026").click()
        expect(heading).to_have_text("Adoption")
        expect(advisor.locator("a[href*='/answers/']")).to_have_count(0)

    page.reload()
    expect(page.locator(".shares")).to_contain_text("open")
    looked = page.get_by_role("table", name="Who looked at what, and when")
    expect(looked.get_by_role("row").filter(has_text="Ada")).to_have_count(2)
    expect(looked).to_contain_text("Result, assessment of 22 November 2026")
    expect(page.get_by_role("table", name="What changed")).to_contain_text("accepted a share")


def test_the_link_is_copied_by_a_button_and_without_scripts_it_is_plain_text(
    page: Page, browser: Browser, live_server: LiveServer
):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    link = share_by_link(page, "Summary")
    page.get_by_role("button", name="Copy the link").click()
    expect(page.locator(".copied")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == link

    with another_browser(browser, scripts=False) as plain:
        sign_in(plain, live_server.url, User.objects.get(email="olga@example.org"))
        plain.goto(page.url.replace("/link/", "/"))
        share_by_link(plain, "Summary")
        expect(plain.get_by_role("button", name="Copy the link")).to_have_count(0)
        expect(plain.locator("#link")).to_be_visible()


def test_a_share_is_made_and_revoked_by_keyboard_alone(page: Page):
    keys, main = page.keyboard, page.get_by_role("main")

    def to(role: str, name: str) -> None:
        target = main.get_by_role(role, name=name, exact=True).first  # type: ignore[arg-type]
        press_until_focused(page, target)

    to("link", "Share by link")
    keys.press("Enter")
    press_until_focused(page, page.get_by_label("For whom"))
    keys.type("Board")
    keys.press("Tab")
    keys.press("Space")
    keys.press("ArrowDown")
    expect(page.get_by_label("Full result")).to_be_checked()
    to("button", "Make the link")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Here is the link")
    to("link", "Back to sharing")
    keys.press("Enter")
    to("link", "Board")
    keys.press("Enter")
    to("button", "Revoke")
    keys.press("Enter")

    expect(page.get_by_role("status")).to_contain_text("Revoked")
    grant = Grant.objects.get()
    assert (grant.tier, grant.state) == (Grant.Tier.RESULT, Grant.State.REVOKED)
    assert grant.last_day == timezone.localdate() + timedelta(days=30)


def test_what_is_wrong_is_told_where_it_is_and_takes_the_focus(page: Page):
    page.get_by_role("link", name="Share by link").click()
    page.get_by_role("button", name="Make the link").click()

    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Choose what they see.").click()
    expect(page.get_by_label("Summary", exact=True)).to_be_focused()
    summary.get_by_role("link", name="Say for whom it is.").click()
    expect(page.get_by_label("For whom")).to_be_focused()


def test_no_request_that_follows_a_share_tells_its_address(
    page: Page, browser: Browser, assessment: Assessment
):
    """Neither the pages that it leads to nor what they load, nor what one follows from there."""
    link = share_by_link(page, "Full result")
    token = urlsplit(link).path.split("/")[2]

    with another_browser(browser) as guest:
        told: list[str] = []
        guest.on("request", lambda asked: told.append(asked.headers.get("referer", "")))
        guest.goto(link)
        guest.get_by_role("link", name="Result of 22 November 2026").click()
        expect(guest.get_by_role("heading", level=1)).to_have_text("Adoption")
        guest.goto(link[:-2] + "x/")
        guest.get_by_role("link", name="Go to the start page").click()
        expect(guest.get_by_role("heading", level=1)).to_contain_text("Which stage")

    assert len(told) > 10
    assert [one for one in told if token[:20] in one] == []


@pytest.mark.parametrize(
    ("width", "scheme"), [(320, "dark"), (1280, "light")], ids=["small and dark", "large and light"]
)
def test_axe_finds_nothing_in_any_state_and_none_scrolls_sideways(
    page: Page, live_server: LiveServer, width: int, scheme: str
):
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    told: list[str] = []
    seen: set[str] = set()
    for name, reach in sharing_states():
        page.set_viewport_size({"width": width, "height": 900})
        reach(page, live_server.url)
        open_everything(page)
        told += [f"{name}: {one}" for one in violations(page, seen)]
        for other in WIDTHS:
            page.set_viewport_size({"width": other, "height": 900})
            told += [f"{name} at {other}: {one}" for one in page.evaluate(WIDER_THAN_THE_PAGE)]

    assert told == []
