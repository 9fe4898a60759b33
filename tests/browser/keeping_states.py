"""The pages on which a company's data is exported, imported and deleted, in a browser. Part of
``states``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from django.urls import reverse
from playwright.sync_api import FilePayload, Page, expect

from assessments.models import User
from assessments.services.deleting import ask_for_deletion

from ..app.company_files import company_with_everything, exported
from ..app.factories import begun_assessment, owned_assessment, user
from ..app.keeping_pages import spoilt
from .visitor import sign_in

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


def keeping_states() -> Iterator[tuple[str, Callable[[Page, str], None]]]:
    """Each state with its name, and how a browser comes to it."""
    for name in ("company-data", "company-delete"):
        yield name, partial(_opened, name)
    yield "deleting a company under a wrong name", deleting_under_a_wrong_name
    yield "a company that is being deleted", being_deleted
    yield "importing a company", importing
    yield "importing a file with faults", importing_a_faulty_file
    yield "deleting an assessment that is nobody's", deleting_what_is_nobodys


def keeper(page: Page, host: str) -> User:
    """The owner, signed in."""
    owner = User.objects.filter(email="keeper@example.org").first()
    owner = owner or user("keeper@example.org", name="Käthe")
    sign_in(page, host, owner)
    return owner


def _opened(name: str, page: Page, host: str) -> None:
    company = owned_assessment(keeper(page, host), company=LONG).company
    page.goto(host + reverse(name, kwargs={"company": company.public_id}))


def deleting_under_a_wrong_name(page: Page, host: str) -> None:
    _opened("company-delete", page, host)
    page.get_by_label("Type the name of the company").fill("Another")
    page.get_by_role("button", name="Delete the company").click()
    expect(page.locator(".error-summary")).to_be_focused()


def being_deleted(page: Page, host: str) -> None:
    owner = keeper(page, host)
    company = owned_assessment(owner, company=LONG).company
    ask_for_deletion(company, by=owner, address=host)
    page.goto(host + reverse("company-data", kwargs={"company": company.public_id}))
    expect(page.get_by_role("button", name="Keep it")).to_be_visible()


def importing(page: Page, host: str) -> None:
    keeper(page, host)
    page.goto(host + reverse("company-import"))


def importing_a_faulty_file(page: Page, host: str) -> None:
    owner = keeper(page, host)
    company = company_with_everything(owner, name=LONG)
    page.goto(host + reverse("company-import"))
    file: FilePayload = {
        "name": f"{LONG}.json",
        "mimeType": "application/json",
        "buffer": spoilt(exported(company, owner)),
    }
    page.get_by_label("The company’s file").set_input_files(file)
    page.get_by_role("button", name="Import").click()
    expect(page.locator(".error-summary")).to_be_focused()


def deleting_what_is_nobodys(page: Page, host: str) -> None:
    _assessment, token = begun_assessment(company=LONG)
    page.goto(host + reverse("delete-unclaimed", kwargs={"token": token}))
