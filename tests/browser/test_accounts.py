"""Accounts in a real browser: up, in and out, the second step, passkeys; claiming on the way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from playwright.sync_api import Browser, CDPSession, Page, expect
from pytest_django.live_server_helper import LiveServer

from assessments.models import Assessment, User

from ..app.accounts import ADA, app_code, code_in, last_mail, with_app
from ..app.factories import PASSWORD, begun_assessment, owned_assessment, user
from .visitor import eventually, press_until_focused

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Person:
    """A browser and what somebody does in it to get in."""

    def __init__(self, page: Page, host: str) -> None:
        self.page, self.host = page, host

    def open(self, name: str, **parts: str) -> None:
        self.page.goto(self.host + reverse(name, kwargs=parts or None))

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()

    def sign_up(self, email: str = ADA) -> None:
        """Fill in the form that creates an account, and the code that is mailed."""
        self.page.get_by_label("E-mail address").fill(email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.press("Create the account")
        self.enter_code(email)
        self.press("Confirm the address")

    def sign_in(self, email: str = ADA) -> None:
        self.page.get_by_label("E-mail address").fill(email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.press("Sign in")

    def enter_code(self, email: str = ADA) -> None:
        expect(self.title).to_have_text("Enter the code from your e-mail")
        self.page.get_by_label("Code").fill(code_in(last_mail(email)))

    def confirm(self) -> None:
        """That it is them, where that is asked for."""
        expect(self.title).to_have_text("Confirm that it is you")
        self.page.get_by_label("Password").fill(PASSWORD)
        self.press("Go on")

    @property
    def title(self) -> Any:
        return self.page.get_by_role("heading", level=1)

    def expect_in(self) -> None:
        expect(self.page.get_by_role("button", name="Sign out")).to_be_visible()

    def expect_out(self) -> None:
        expect(self.page.get_by_role("link", name="Sign in")).to_be_visible()


@pytest.fixture
def person(page: Page, live_server: LiveServer) -> Person:
    return Person(page, live_server.url)


@pytest.fixture
def plain_person(plain_page: Page, live_server: LiveServer) -> Person:
    """Somebody whose browser runs no scripts."""
    return Person(plain_page, live_server.url)


@pytest.fixture
def passkeys(page: Page) -> Iterator[CDPSession]:
    """The browser's own keeper of passkeys, which asks nobody and says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield session
    session.detach()


# --- from a private link to one's account --------------------------------------------------------


def begin_and_claim(person: Person) -> Assessment:
    """Begin without an account, create one, and keep in it what was begun."""
    assessment, token = begun_assessment()
    person.open("hub", token=token)
    person.page.get_by_role("link", name="Keep this in your account").click()
    expect(person.page.get_by_text("The company will be kept in the account")).to_be_visible()
    person.page.get_by_role("link", name="Create an account").click()
    person.sign_up()
    expect(person.title).to_have_text("Keep Ferrovia in your account?")
    person.press("Keep it in my account")
    expect(person.title).to_have_text("Ferrovia")
    return assessment


def test_what_was_begun_without_an_account_is_claimed_by_who_creates_one(person: Person):
    assessment = begin_and_claim(person)

    assert assessment.company.owners.get().user.email == ADA
    person.page.get_by_role("link", name="Your companies").click()
    expect(person.page.get_by_role("link", name="Ferrovia")).to_be_visible()


def test_claiming_takes_no_scripts(plain_person: Person):
    assessment = begin_and_claim(plain_person)

    assert assessment.company.owners.get().user.email == ADA


def test_who_comes_second_is_told(person: Person, browser: Browser):
    assessment, token = begun_assessment()
    user(ADA, password=PASSWORD)
    person.open("claim", token=token)
    person.sign_in()
    expect(person.title).to_have_text("Keep Ferrovia in your account?")
    grace = user("grace@example.org", password=PASSWORD)
    context = browser.new_context()
    rival = Person(context.new_page(), person.host)
    rival.open("claim", token=token)
    rival.sign_in(grace.email)
    rival.press("Keep it in my account")
    expect(rival.title).to_have_text("Ferrovia")
    context.close()

    person.press("Keep it in my account")

    expect(person.title).to_have_text("Somebody was here before you")
    assert assessment.company.owners.get().user == grace


# --- in and out ----------------------------------------------------------------------------------


def test_a_code_by_mail_signs_in_and_a_button_signs_out(person: Person):
    user(ADA)
    person.open("account")
    person.page.get_by_role("link", name="Send me a code by e-mail").click()
    person.page.get_by_label("E-mail address").fill(ADA)
    person.press("Send the code")
    person.enter_code()
    person.press("Sign in")

    expect(person.title).to_have_text("Your account")
    person.press("Sign out")
    person.expect_out()
    person.open("account")
    expect(person.title).to_have_text("Sign in")


def test_signing_in_takes_no_mouse(person: Person):
    user(ADA, password=PASSWORD)
    person.open("start")
    page = person.page
    press_until_focused(page, page.get_by_role("link", name="Sign in"))
    page.keyboard.press("Enter")
    press_until_focused(page, page.get_by_label("E-mail address"))
    page.keyboard.type(ADA)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")

    person.expect_in()
    press_until_focused(page, page.get_by_role("button", name="Sign out"))
    page.keyboard.press("Enter")
    person.expect_out()


def test_a_fault_takes_the_focus_and_leads_to_its_field(person: Person):
    person.open("account_signup")
    person.page.get_by_label("E-mail address").fill(ADA)
    person.page.get_by_label("Password", exact=True).fill("short")
    person.press("Create the account")

    summary = person.page.locator(".error-summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link").click()
    expect(person.page.get_by_label("Password", exact=True)).to_be_focused()


# --- the second step -----------------------------------------------------------------------------


def test_an_authenticator_app_is_set_up_and_asked_for(person: Person):
    user(ADA, password=PASSWORD)
    person.open("mfa_activate_totp")
    person.sign_in()
    person.confirm()
    expect(person.page.get_by_alt_text("QR code")).to_be_visible()
    secret = person.page.locator("#key").inner_text().replace(" ", "")
    person.page.get_by_label("The code that the app shows now").fill(app_code(secret))
    person.press("Switch it on")
    expect(person.title).to_have_text("Recovery codes")
    recovery = person.page.locator(".codes code").first.inner_text()

    person.press("Sign out")
    person.open("account_login")
    person.sign_in()
    expect(person.title).to_have_text("The second step")
    person.page.get_by_label("Code of your authenticator app").fill(recovery)
    person.press("Sign in")

    person.expect_in()


def test_the_second_step_takes_no_scripts(plain_person: Person):
    secret = with_app(user(ADA, password=PASSWORD))
    plain_person.open("account_login")
    expect(plain_person.page.get_by_role("button", name="Use a passkey")).to_be_hidden()
    expect(plain_person.page.get_by_text("Passkeys need JavaScript")).to_be_visible()
    plain_person.sign_in()
    plain_person.page.get_by_label("Code of your authenticator app").fill(app_code(secret))
    plain_person.press("Sign in")

    plain_person.expect_in()


# --- passkeys ------------------------------------------------------------------------------------


def add_passkey(person: Person) -> None:
    person.open("mfa_add_webauthn")
    person.sign_in()
    person.confirm()
    person.page.get_by_label("What you call it").fill("Work laptop")
    person.press("Make the passkey")
    expect(person.title).to_have_text("Recovery codes")


def test_a_passkey_signs_in_by_itself_and_leads_on(person: Person, passkeys: CDPSession):
    user(ADA, password=PASSWORD)
    add_passkey(person)
    person.open("mfa_list_webauthn")
    expect(person.page.locator("strong", has_text="Work laptop")).to_be_visible()
    person.press("Sign out")

    person.open("account_email")
    person.press("Use a passkey")

    expect(person.title).to_have_text("E-mail addresses")
    assert Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN).last_used_at is not None


def test_a_passkey_is_the_second_step_after_a_password(person: Person, passkeys: CDPSession):
    user(ADA, password=PASSWORD)
    add_passkey(person)
    person.press("Sign out")

    person.open("account_login")
    person.sign_in()
    expect(person.title).to_have_text("The second step")
    person.press("Use a passkey")

    person.expect_in()


def test_a_passkey_confirms_that_it_is_oneself(person: Person, passkeys: CDPSession):
    user(ADA, password=PASSWORD)
    add_passkey(person)
    person.press("Sign out")
    person.open("account_login")
    person.press("Use a passkey")
    person.expect_in()

    person.open("account-delete")
    person.page.get_by_role("link", name="Use a passkey").click()
    person.press("Use a passkey")

    expect(person.title).to_have_text("Delete your account?")


def test_an_account_is_created_with_a_passkey_and_has_no_password(
    person: Person, passkeys: CDPSession
):
    _assessment, token = begun_assessment()
    person.open("claim", token=token)
    person.page.get_by_role("link", name="Create an account").click()
    person.page.get_by_role("link", name="Use a passkey instead of a password").click()
    person.page.get_by_label("E-mail address").fill(ADA)
    person.press("Go on")
    person.enter_code()
    person.press("Confirm the address")
    expect(person.title).to_have_text("Make your passkey")
    person.press("Make the passkey")

    expect(person.title).to_have_text("Keep Ferrovia in your account?")
    assert not User.objects.get().has_usable_password()
    person.press("Sign out")
    person.open("account_login")
    person.press("Use a passkey")
    person.expect_in()


def test_a_passkey_that_is_not_used_is_told_and_can_be_tried_again(
    person: Person, passkeys: CDPSession
):
    user(ADA, password=PASSWORD)
    add_passkey(person)
    person.press("Sign out")
    person.open("account_login")
    person.page.evaluate(
        """() => {
            const get = navigator.credentials.get.bind(navigator.credentials);
            let refused = false;
            navigator.credentials.get = async (options) => {
                if (refused) return get(options);
                refused = true;
                throw new DOMException("cancelled", "NotAllowedError");
            };
        }"""
    )

    person.press("Use a passkey")

    expect(person.page.get_by_role("status").last).to_contain_text("No passkey was used")
    person.press("Use a passkey")
    person.expect_in()


def test_a_passkey_is_removed_once_it_was_confirmed(person: Person, passkeys: CDPSession):
    user(ADA, password=PASSWORD)
    add_passkey(person)
    person.open("mfa_list_webauthn")
    person.page.get_by_role("link", name="Remove Work laptop").click()
    expect(person.title).to_have_text("Remove “Work laptop”?")
    person.press("Remove the passkey")

    expect(person.page.get_by_text("The passkey is removed.")).to_be_visible()
    assert not Authenticator.objects.exists()


# --- the account ---------------------------------------------------------------------------------


def test_one_signs_out_everywhere_else(person: Person, browser: Browser):
    user(ADA, password=PASSWORD)
    context = browser.new_context()
    elsewhere = Person(context.new_page(), person.host)
    for one in (person, elsewhere):
        one.open("account_login")
        one.sign_in()
        one.expect_in()

    person.open("usersessions_list")
    person.press("Sign out everywhere else")

    expect(person.page.get_by_text("You are signed out everywhere else.")).to_be_visible()
    elsewhere.open("start")
    elsewhere.expect_out()
    context.close()


def test_an_account_is_deleted_once_nothing_depends_on_it(person: Person):
    company = owned_assessment(user(ADA, password=PASSWORD)).company
    person.open("account-delete")
    person.sign_in()
    person.confirm()
    expect(person.title).to_have_text("Your account cannot be deleted yet")
    expect(person.page.get_by_role("link", name="Ferrovia")).to_be_visible()
    company.owners.create(user=user("grace@example.org"))

    person.open("account-delete")
    person.press("Delete my account")

    expect(person.page.get_by_text("Your account is deleted.")).to_be_visible()
    person.expect_out()
    eventually(["grace@example.org"], lambda: [one.email for one in User.objects.all()])
