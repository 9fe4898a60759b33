"""The pages of sign-in and account in a browser, in their different states. Part of ``states``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from assessments.models import User
from assessments.services.owning import own

from ..app.account_pages import ENTRANCES, PAGES, confirmed_client, full_account, half_way
from ..app.accounts import sign_up
from ..app.factories import PASSWORD, begun_assessment, user

Reach = Callable[[Page, str], None]
FULL, FRESH = "full-account@example.org", "fresh-account@example.org"


def account_states() -> Iterator[tuple[str, Reach]]:
    """Each state with its name, and how a browser comes to it."""
    for name in ENTRANCES:
        yield f"{name}, fresh", partial(_open_as, lambda: Client(), reverse(name))
    yield "signing up with faults", _signing_up_with_faults
    yield "a code to enter", partial(_open_as, _signing_up, _CODE)
    yield "a code that is wrong", _a_wrong_code
    yield "the second step", partial(_open_as, _half_way, reverse("mfa_authenticate"))
    for name in PAGES:
        yield f"{name}, full", partial(_open_as, _full, reverse(name))
    for name in ("account", "mfa_index", "mfa_add_webauthn", "mfa_activate_totp", "companies"):
        yield f"{name}, fresh", partial(_open_as, _fresh, reverse(name))
    yield "to confirm that it is oneself", _to_confirm
    yield "a passkey that cannot be made", _a_passkey_that_cannot_be_made
    yield "a claim", _a_claim
    yield "a claim that came second", _a_claim_that_came_second
    yield "too many attempts", _too_many_attempts


_CODE = reverse("account_email_verification_sent")


def _open_as(client: Callable[[], Client], path: str, page: Page, host: str) -> None:
    """Open the page with the session of the client, and no other."""
    page.context.clear_cookies()
    name = settings.SESSION_COOKIE_NAME
    if cookie := client().cookies.get(name):
        page.context.add_cookies([{"name": name, "value": cookie.value, "url": host}])
    page.goto(host + path)
    assert page.url.startswith(host + path), f"{path} leads to {page.url}"


def _full() -> Client:
    found = User.objects.filter(email=FULL).first()
    return confirmed_client(found or full_account(FULL))


def _fresh() -> Client:
    found = User.objects.filter(email=FRESH).first()
    return confirmed_client(found or user(FRESH, password=PASSWORD))


def _half_way() -> Client:
    """Passkeys of tests cannot be asked for, so this account has an app only."""
    somebody = full_account(f"half-{User.objects.count()}@example.org")
    Authenticator.objects.filter(user=somebody, type=Authenticator.Type.WEBAUTHN).delete()
    return half_way(somebody)


def _signing_up() -> Client:
    cache.clear()
    client = Client()
    sign_up(client, f"new-{User.objects.count()}@example.org")
    return client


def _signing_up_with_faults(page: Page, host: str) -> None:
    _open_as(lambda: Client(), reverse("account_signup"), page, host)
    page.get_by_label("E-mail address").fill("ada")
    page.get_by_label("Password", exact=True).fill("short")
    page.get_by_role("button", name="Create the account").click()
    expect(page.locator(".error-summary")).to_be_focused()


def _a_wrong_code(page: Page, host: str) -> None:
    _open_as(_signing_up, _CODE, page, host)
    page.get_by_label("Code").fill("AAAA-AAAA")
    page.get_by_role("button", name="Confirm the address").click()
    expect(page.locator(".error-summary")).to_be_focused()


def _to_confirm(page: Page, host: str) -> None:
    def signed_in() -> Client:
        client = Client()
        client.force_login(User.objects.filter(email=FULL).first() or full_account(FULL))
        return client

    _open_as(signed_in, reverse("account_reauthenticate"), page, host)


def _a_passkey_that_cannot_be_made(page: Page, host: str) -> None:
    _open_as(_fresh, reverse("mfa_add_webauthn"), page, host)
    page.evaluate(
        """() => {
            const refused = new DOMException("cancelled", "NotAllowedError");
            navigator.credentials.create = () => Promise.reject(refused);
        }"""
    )
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("status")).to_contain_text("No passkey was used")


def _a_claim(page: Page, host: str) -> None:
    _assessment, token = begun_assessment(company="Ferrovia")
    _open_as(_fresh, reverse("claim", kwargs={"token": token}), page, host)


def _a_claim_that_came_second(page: Page, host: str) -> None:
    assessment, token = begun_assessment(company="Ferrovia")
    first = User.objects.filter(email="first@example.org").first()
    own(assessment.company, first or user("first@example.org"))
    _open_as(_fresh, reverse("claim", kwargs={"token": token}), page, host)


def _too_many_attempts(page: Page, host: str) -> None:
    _open_as(lambda: Client(), reverse("account_login"), page, host)
    for _attempt in range(30):
        Client().post(reverse("account_login"), {"login": "x", "password": "y"})
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.get_by_label("Password", exact=True).fill("x")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("That was too often")
    cache.clear()
