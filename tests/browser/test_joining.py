"""An advisor invites companies by a file; a founder accepts in another browser, and chooses."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from assessments.models import Portfolio
from assessments.selectors.portfolios import visible_entries

from ..app.factories import owned_assessment, portfolio_of, user
from .joining_states import joining_states
from .test_axe import violations
from .test_every_page import WIDER_THAN_THE_PAGE
from .visitor import sign_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("stub_pdf"),
]

PATIENCE = 5_000  # milliseconds
LINK = re.compile(r"https?://\S+/j/[\w-]{32}/")
FAULTY = "company,email,tags\nFerrovia,olga@ferrovia.example,rail\nNorth,nowhere,\n"


def _upload(page: Page, content: str) -> None:
    file = {"name": "companies.csv", "mimeType": "text/csv", "buffer": content.encode()}
    page.get_by_label("CSV file").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Show what would be sent").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_companies_are_invited_by_a_mended_file_and_a_founder_brings_one_in(
    browser: Browser, live_server: LiveServer, scripts: bool
):
    ada = user("ada@fund.example", name="Ada")
    olga = user("olga@ferrovia.example", name="Olga")
    owned_assessment(olga, company="Ferrovia")
    portfolio = portfolio_of(ada)
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    sign_in(page, live_server.url, ada)
    _invite_by_file(page, live_server.url, portfolio)
    (link,) = LINK.findall(str(mail.outbox[0].body))
    theirs = browser.new_context(java_script_enabled=scripts).new_page()
    theirs.set_default_timeout(PATIENCE)
    sign_in(theirs, live_server.url, olga)

    theirs.goto(link)
    assert link.split("/")[-2] not in theirs.url
    theirs.get_by_label("Ferrovia").check()
    theirs.get_by_label("Summary").check()
    theirs.get_by_role("button", name="Share it").click()

    expect(theirs.get_by_text("Ferrovia shares with “Spring cohort” from now on.")).to_be_visible()
    entry = visible_entries(portfolio).get()
    assert (entry.grant.tier, [one.name for one in entry.tags.all()]) == ("summary", ["rail"])
    page.reload()
    expect(page.get_by_role("row", name="Ferrovia").get_by_text("accepted")).to_be_visible()
    page.get_by_role("link", name="Ferrovia").click()
    expect(page.get_by_role("heading", name="Ferrovia", level=1)).to_be_visible()
    theirs.context.close()
    context.close()


def _invite_by_file(page: Page, host: str, portfolio: Portfolio) -> None:
    page.goto(host + reverse("company-invite", kwargs={"portfolio": portfolio.public_id}))
    page.get_by_role("link", name="Upload a CSV file").click()
    _upload(page, FAULTY)
    expect(page.get_by_role("alert").get_by_text("“nowhere” is no e-mail address.")).to_be_visible()
    assert not mail.outbox
    _upload(page, FAULTY.replace("nowhere", "b@north.example"))
    page.get_by_role("button", name="Send 2 invitations").click()
    expect(page.get_by_text("2 invitations are on their way.")).to_be_visible()


def test_every_page_of_it_reads_well_on_a_phone_and_has_no_barrier(
    page: Page, live_server: LiveServer
):
    page.set_viewport_size({"width": 320, "height": 800})
    found = {}
    for name, reach in joining_states():
        reach(page, live_server.url)
        if told := [*page.evaluate(WIDER_THAN_THE_PAGE), *violations(page, set())]:
            found[name] = told
    assert found == {}
