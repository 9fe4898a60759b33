"""A company's data leaves as a file, comes back as a company, and is deleted; with and without scripts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from assessments.models import Company, User
from assessments.services.deleting import delete_due

from ..app.company_files import company_with_everything
from ..app.factories import begun_assessment, owned_assessment, submitted_assessment, user
from .keeping_states import keeping_states
from .test_axe import violations
from .test_every_page import WIDER_THAN_THE_PAGE
from .visitor import press_until_focused, sign_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("stub_pdf"),
]

PATIENCE = 5_000  # milliseconds


@pytest.fixture
def olga() -> User:
    return user("olga@example.org", name="Olga")


@pytest.fixture(params=["scripts", "no scripts"])
def owners_page(request: Any, page: Page, plain_page: Page, live_server: LiveServer, olga: User):
    """The owner's browser, with scripts and without."""
    chosen = page if request.param == "scripts" else plain_page
    chosen.set_default_timeout(PATIENCE)
    sign_in(chosen, live_server.url, olga)
    return chosen


def at(host: LiveServer, name: str, company: Company) -> str:
    return str(host.url) + reverse(name, kwargs={"company": company.public_id})


def test_a_company_is_exported_and_imported_again(
    owners_page: Page, live_server: LiveServer, olga: User, tmp_path: Path
):
    page = owners_page
    company = company_with_everything(olga)
    page.goto(at(live_server, "company", company))
    page.get_by_role("link", name="Data", exact=True).click()

    with page.expect_download() as started:
        page.get_by_role("button", name="Export the data (JSON)").click()
    name = f"stagecheck-ferrovia-{timezone.localdate().isoformat()}.json"
    assert started.value.suggested_filename == name
    file = tmp_path / name
    started.value.save_as(file)
    assert json.loads(file.read_bytes())["company"]["name"] == "Ferrovia"

    page.get_by_role("link", name="Import a file").click()
    page.get_by_role("button", name="Import").click()
    expect(page.locator(".error-summary")).to_contain_text("Choose the file to import.")
    page.get_by_label("The company’s file").set_input_files(file)
    page.get_by_role("button", name="Import").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Ferrovia")
    expect(page.get_by_role("status")).to_contain_text("Ferrovia is imported, and yours.")
    made = Company.objects.latest("pk")
    assert page.url == at(live_server, "company", made)
    assert made.assessments.filter(sheet_of=None).count() == 2


def test_a_company_is_deleted_kept_and_deleted_for_good(
    owners_page: Page, live_server: LiveServer, olga: User
):
    page = owners_page
    company = owned_assessment(olga).company
    page.goto(at(live_server, "company-data", company))
    page.get_by_role("link", name="Delete this company").click()
    page.get_by_role("button", name="Delete the company").click()
    expect(page.locator(".error-summary")).to_contain_text("Type the name of the company.")

    page.get_by_label("Type the name of the company").fill("ferrovia")
    page.get_by_role("button", name="Delete the company").click()

    expect(page.locator("main")).to_contain_text("This company is being deleted.")
    assert [one.to for one in mail.outbox] == [["olga@example.org"]]
    address = next(line for line in mail.outbox[0].body.splitlines() if line.startswith("http"))
    page.goto(address)
    page.get_by_role("button", name="Keep it").click()

    expect(page.get_by_role("status")).to_contain_text("Ferrovia is kept.")
    assert not Company.objects.get().is_being_deleted

    page.goto(at(live_server, "company-delete", company))
    page.get_by_label("Type the name of the company").fill("Ferrovia")
    page.get_by_role("button", name="Delete the company").click()
    expect(page.locator("main")).to_contain_text("This company is being deleted.")
    Company.objects.update(delete_at=timezone.now())
    delete_due()

    answer = page.goto(at(live_server, "company", company))
    assert answer is not None
    assert answer.status == 404
    page.goto(live_server.url + reverse("companies"))
    expect(page.locator("main")).not_to_contain_text("Ferrovia")


@pytest.mark.parametrize("submitted", [False, True], ids=["open", "submitted"])
def test_what_is_nobodys_is_deleted_by_its_private_link(
    page: Page, live_server: LiveServer, submitted: bool
):
    make = submitted_assessment if submitted else begun_assessment
    _assessment, token = make(company="Ferrovia")
    hub = live_server.url + reverse("hub", kwargs={"token": token})
    page.goto(hub)
    page.get_by_role("link", name="Delete this assessment").click()
    page.get_by_role("link", name="Leave it as it is").click()
    assert Company.objects.exists()
    page.get_by_role("link", name="Delete this assessment").click()

    page.get_by_role("button", name="Delete it now").click()

    expect(page.get_by_role("status")).to_contain_text("The assessment is deleted")
    assert not Company.objects.exists()
    answer = page.goto(hub)
    assert answer is not None
    assert answer.status == 404


def test_a_company_is_deleted_by_keyboard_alone(page: Page, live_server: LiveServer, olga: User):
    company = owned_assessment(olga).company
    sign_in(page, live_server.url, olga)
    page.goto(at(live_server, "company-data", company))

    press_until_focused(page, page.get_by_role("link", name="Delete this company"))
    page.keyboard.press("Enter")
    press_until_focused(page, page.get_by_label("Type the name of the company"))
    page.keyboard.type("Ferrovia")
    page.keyboard.press("Enter")

    expect(page.get_by_role("button", name="Keep it")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_wider_than_a_small_screen(
    page: Page, live_server: LiveServer, scheme: Any
):
    small: ViewportSize = {"width": 320, "height": 640}
    page.set_viewport_size(small)
    page.emulate_media(color_scheme=scheme)
    seen: set[str] = set()
    told: list[str] = []
    for name, reach in keeping_states():
        reach(page, live_server.url)
        told += [f"{name}: {one}" for one in violations(page, seen)]
        told += [f"{name}: {one}" for one in page.evaluate(WIDER_THAN_THE_PAGE)]

    assert told == []
