"""An advisor makes a portfolio and invites a colleague, who writes about a company in it; its founder
takes back what was shared, and it is gone for both."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from assessments.models import Entry, Portfolio, User

from ..app.factories import entry_in, owned_assessment, portfolio_of, user
from .portfolio_states import portfolio_states
from .states import open_everything
from .test_every_page import WIDER_THAN_THE_PAGE
from .visitor import press_until_focused, sign_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("stub_pdf"),
]

PATIENCE = 5_000  # milliseconds
WIDTHS = (320, 390, 768, 1440)
LINK = re.compile(r"https?://\S+/m/[\w-]{32}/")


@pytest.fixture
def ada() -> User:
    return user("ada@fund.example", name="Ada")


@pytest.fixture
def page(page: Page, live_server: LiveServer, ada: User) -> Page:
    """The advisor's browser."""
    page.set_default_timeout(PATIENCE)
    sign_in(page, live_server.url, ada)
    return page


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def other_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Somebody else's browser."""
    context = browser.new_context(java_script_enabled=request.param)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()


def test_from_an_empty_list_to_a_company_that_is_gone_again(
    page: Page, other_page: Page, live_server: LiveServer
):
    host, ben, olga = (
        live_server.url,
        user("ben@fund.example", name="Ben"),
        user("olga@example.org", name="Olga"),
    )
    page.goto(host)
    page.get_by_role("link", name="Portfolios").click()
    page.get_by_role("link", name="Make a portfolio").click()
    page.get_by_label("Name").fill("Spring cohort")
    page.get_by_role("button", name="Make it").click()
    expect(page.locator("h1")).to_have_text("Spring cohort")
    page.get_by_role("link", name="Members").click()
    page.get_by_label("E-mail address").fill("ben@fund.example")
    page.get_by_label("Editor").check()
    page.get_by_role("button", name="Send the invitation").click()
    (link,) = LINK.findall(str(mail.outbox[0].body))
    expect(page.locator("#link")).to_have_text(link)

    # The colleague accepts and writes about a company that has come in meanwhile.
    portfolio = Portfolio.objects.get()
    entry = entry_in(portfolio, owned_assessment(olga).company)
    sign_in(other_page, host, ben)
    other_page.goto(link)
    other_page.get_by_role("button", name="Accept").click()
    expect(other_page.locator(".messages")).to_contain_text("You keep “Spring cohort” from now on.")
    other_page.goto(host + reverse("company", kwargs={"company": entry.company.public_id}))
    other_page.get_by_role("link", name="Notes, tags and check-in in “Spring cohort”").click()
    other_page.get_by_label("Note", exact=True).fill("Ask about on-call")
    other_page.get_by_label("Tags").fill("fintech, Berlin")
    other_page.get_by_label("Next check-in").fill("2020-12-01")
    other_page.get_by_role("button", name="Save").click()
    expect(other_page.locator(".messages")).to_contain_text("Saved.")
    expect(other_page.get_by_label("Tags")).to_have_value("Berlin, fintech")
    page.goto(host + reverse("week", kwargs={"portfolio": portfolio.public_id}))
    expect(page.locator(".due").first).to_contain_text("overdue since Tuesday, 1 December 2020")
    expect(page.locator(".due").first).to_contain_text("Ask about on-call")

    # The founder takes it back.
    sign_in(other_page, host, olga)
    other_page.goto(host + reverse("sharing", kwargs={"company": entry.company.public_id}))
    expect(other_page.locator(".shares")).to_contain_text("a portfolio: Ada, Ben")
    other_page.get_by_role("link", name="Spring cohort", exact=True).click()
    other_page.get_by_role("button", name="Revoke").click()
    page.reload()
    expect(page.locator("main")).to_contain_text("Nothing is due")
    page.goto(host + reverse("portfolio", kwargs={"portfolio": portfolio.public_id}))
    expect(page.locator("main")).not_to_contain_text("Ferrovia")
    parts = {"portfolio": portfolio.public_id, "entry": entry.public_id}
    page.goto(host + reverse("entry", kwargs=parts))
    expect(page.locator("h1")).to_have_text("There is nothing here")


def test_a_note_is_written_without_a_mouse(page: Page, live_server: LiveServer, ada: User):
    entry = entry_in(portfolio_of(ada), owned_assessment(user("olga@example.org")).company)
    parts = {"portfolio": entry.portfolio.public_id, "entry": entry.public_id}
    page.goto(live_server.url + reverse("entry", kwargs=parts))

    press_until_focused(page, page.get_by_label("Note", exact=True))
    page.keyboard.type("By hand")
    press_until_focused(page, page.get_by_role("button", name="Save"))
    page.keyboard.press("Enter")

    expect(page.locator(".messages")).to_contain_text("Saved.")
    assert Entry.objects.get(pk=entry.pk).note == "By hand"


def test_nothing_is_wider_than_the_page(page: Page, live_server: LiveServer):
    told = []
    for name, reach in portfolio_states():
        reach(page, live_server.url)
        open_everything(page)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            told += [f"{name} at {width}: {one}" for one in page.evaluate(WIDER_THAN_THE_PAGE)]
    assert told == []
