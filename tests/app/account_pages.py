"""The pages of sign-in and account in their different states, for the tests that read every page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import User
from assessments.services.owning import own

from .accounts import sign_in, sign_up, with_app
from .factories import (
    PASSWORD,
    begun_assessment,
    grant_for,
    owned_assessment,
    respondent_of,
    user,
)

Response = tuple[str, str, Any, int]
STRANGE = "<b>Ünsinn</b> & “Söhne”"
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
# What is read of an account with everything, once it was confirmed that it is one's own.
PAGES = (
    "account",
    "account_email",
    "account_logout",
    "account_change_password",
    "account-delete",
    "mfa_index",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_list_webauthn",
    "usersessions_list",
    "companies",
)
ENTRANCES = (
    "account_login",
    "account_signup",
    "account_signup_by_passkey",
    "account_request_login_code",
    "account_reset_password",
    "account_password_reset_completed",
    "account_inactive",
)


def full_account(email: str) -> User:
    """Somebody with everything that an account can have, and with companies."""
    somebody = user(email, name=STRANGE, password=PASSWORD)
    EmailAddress.objects.create(user=somebody, email=f"{LONG.lower()[:60]}@example.org")
    EmailAddress.objects.create(user=somebody, email=f"other-{email}", verified=True)
    with_app(somebody)
    RecoveryCodes.activate(somebody)
    for name in ("Laptop", f"{LONG} {STRANGE}"):
        Authenticator.objects.create(
            user=somebody, type=Authenticator.Type.WEBAUTHN, data={"name": name}
        )
    owned_assessment(somebody, company=f"{STRANGE} Ltd")
    owned_assessment(somebody, company=LONG, submitted=False)
    gone = owned_assessment(somebody, company="On its way out").company
    gone.delete_at = timezone.now()
    gone.save()
    other = user(f"olga-{email}", name="Olga")
    grant_for(owned_assessment(other, company="Shared").company, user=somebody)
    respondent_of(owned_assessment(other, company="Asked", submitted=False), user=somebody)
    return somebody


def confirmed_client(somebody: User) -> Client:
    """Their browser, signed in, where they have just confirmed that it is them."""
    client = Client()
    client.force_login(somebody)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def half_way(somebody: User) -> Client:
    """A browser in which only the first step was made."""
    client = Client()
    sign_in(client, somebody.email)
    return client


def account_responses() -> Iterator[Response]:
    """Every page: the name of its state, its address, the response, and the status it has to have."""
    yield from _entrances()
    yield from _signed_in()
    yield from _claims()


def _entrances() -> Iterator[Response]:
    client = Client()
    for name in ENTRANCES:
        url = reverse(name)
        yield f"{name}, fresh", url, client.get(url, {"next": "/a/x/claim/"}), 200
    faults = {"login": "<b>", "email": "<b>", "password1": "short"}
    for name in ENTRANCES[:5]:
        yield f"{name}, with faults", reverse(name), client.post(reverse(name), faults), 200
    url = reverse("account_email_verification_sent")
    sign_up(client, "page@example.org")
    yield "a code to enter", url, client.get(url), 200
    yield "a wrong code", url, client.post(url, {"code": "<b>"}), 200
    yield "a wrong new address", url, client.post(url, {"action": "change", "email": "<b>"}), 200
    cache.clear()
    for _attempt in range(31):
        last = Client().post(reverse("account_login"), {"login": "x", "password": "y"})
    yield "too often", reverse("account_login"), last, 429
    cache.clear()


def _signed_in() -> Iterator[Response]:
    somebody = full_account("pages@example.org")
    client = half_way(somebody)
    somebody_new = user("fresh@example.org", password=PASSWORD)
    Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).update(user=somebody_new)
    url = reverse("mfa_authenticate")
    yield "the second step", url, client.get(url), 200
    yield "the second step, wrong", url, client.post(url, {"code": "000000"}), 200
    Authenticator.objects.filter(user=somebody_new).update(user=somebody)
    client = confirmed_client(somebody)
    for name in PAGES:
        yield f"{name}, full", reverse(name), client.get(reverse(name)), 200
    passkey = Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).latest("pk")
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        url = reverse(name, kwargs={"pk": passkey.pk})
        yield name, url, client.get(url), 200
    url = reverse("account")
    yield "account, faulty", url, client.post(url, {"name": "<b>" + "x" * 120}), 422
    yield from _fresh(somebody_new)


def _fresh(somebody: User) -> Iterator[Response]:
    client = confirmed_client(somebody)
    names = ["account", "account_email", "mfa_index", "mfa_list_webauthn", "companies"]
    names += ["account-delete", "mfa_activate_totp", "mfa_add_webauthn"]
    for name in names:
        yield f"{name}, fresh", reverse(name), client.get(reverse(name)), 200
    for name in ("mfa_activate_totp", "mfa_add_webauthn", "account_change_password"):
        yield f"{name}, with faults", reverse(name), client.post(reverse(name)), 200
    url = reverse("account_reauthenticate")
    yield "to confirm", url, client.get(url), 200
    somebody.set_unusable_password()
    somebody.save()
    client.force_login(somebody)
    url = reverse("account_set_password")
    yield "a first password", url, client.get(url), 200


def _claims() -> Iterator[Response]:
    client = Client()
    client.force_login(user("claims@example.org"))
    assessment, token = begun_assessment(company=STRANGE)
    url = reverse("claim", kwargs={"token": token})
    yield "claim", url, client.get(url), 200
    own(assessment.company, user("first@example.org"))
    yield "claim, taken", url, client.post(url), 409
