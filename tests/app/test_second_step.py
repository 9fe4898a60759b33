"""The second step: authenticator app, recovery codes, passkeys; nothing gets past it."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client
from django.urls import reverse

from assessments.models import User

from .accounts import (
    ADA,
    app_code,
    code_in,
    is_signed_in,
    last_mail,
    reset_password,
    sign_in,
    subjects,
    with_app,
)
from .factories import PASSWORD, user
from .markup import Html

pytestmark = pytest.mark.django_db


@pytest.fixture
def secret() -> str:
    return with_app(user(ADA, password=PASSWORD))


def second_step(client: Client, code: str):
    return client.post(reverse("mfa_authenticate"), {"code": code})


def test_with_an_app_the_password_alone_does_not_sign_in(client: Client, secret: str):
    response = sign_in(client)

    assert response["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    assert second_step(client, "000000").status_code == 200
    assert not is_signed_in(client)
    assert second_step(client, app_code(secret))["Location"] == reverse("companies")
    assert is_signed_in(client)


def test_with_an_app_a_code_by_mail_alone_does_not_sign_in(client: Client, secret: str):
    client.post(reverse("account_request_login_code"), {"email": ADA})

    code = code_in(last_mail(ADA))
    response = client.post(reverse("account_confirm_login_code"), {"code": code})

    assert response["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(client)


def test_with_an_app_a_new_password_alone_does_not_sign_in(client: Client, secret: str):
    reset_password(client, "another horse entirely")

    assert not is_signed_in(client)
    assert second_step(client, app_code(secret))["Location"] == reverse("companies")


def test_a_code_of_the_app_works_once(client: Client, secret: str):
    code = app_code(secret)
    sign_in(client)
    second_step(client, code)
    other = Client()
    sign_in(other)

    second_step(other, code)

    assert not is_signed_in(other)


def test_a_recovery_code_stands_in_for_the_app_once(client: Client, secret: str):
    code = RecoveryCodes.activate(User.objects.get()).get_unused_codes()[0]
    sign_in(client)

    second_step(client, f"{code[:4]} {code[4:]}")

    assert is_signed_in(client)
    other = Client()
    sign_in(other)
    second_step(other, code)
    assert not is_signed_in(other)


@pytest.mark.django_db(transaction=True)
def test_an_app_is_set_up_with_its_first_code_and_recovery_codes_come_along(client: Client):
    user(ADA, password=PASSWORD)
    sign_in(client)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    assert client.post(reverse("mfa_activate_totp"), {"code": "000000"}).status_code == 200
    page = Html(client.get(reverse("mfa_activate_totp")).content.decode())
    secret = page.text_of(page.by_id("key")).replace(" ", "")
    response = client.post(reverse("mfa_activate_totp"), {"code": app_code(secret)})

    assert response["Location"] == reverse("mfa_view_recovery_codes")
    codes = Html(client.get(response["Location"]).content.decode())
    assert len(codes.all("code")) == 10
    assert subjects(ADA) == ["Stagecheck: an authenticator app was set up"]
    assert sign_in(Client())["Location"] == reverse("mfa_authenticate")


def test_an_address_that_is_not_confirmed_cannot_shut_its_owner_out_by_a_second_step(
    client: Client,
):
    somebody = user(ADA, password=PASSWORD)
    EmailAddress.objects.create(user=somebody, email="other@example.org")
    sign_in(client)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    response = client.get(reverse("mfa_activate_totp"), follow=True)

    assert "Confirm your e-mail addresses first, or remove them." in response.content.decode()
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(
    "credential",
    ["", "x", "[]", "{}", "null", '{"response": []}', '{"response": {"userHandle": "AA"}}'],
)
def test_a_passkey_that_is_none_is_refused_with_a_page(client: Client, credential: str):
    url = reverse("mfa_login_webauthn")
    client.get(url, headers={"accept": "application/json"})

    response = client.post(url, {"credential": credential})

    assert response["Location"] == reverse("account_login")
    assert client.get(reverse("account_login")).status_code == 200


def test_what_a_passkey_is_asked_for_names_this_site_and_no_account(client: Client):
    url = reverse("mfa_login_webauthn")

    asked = client.get(url, headers={"accept": "application/json"}).json()["request_options"]

    assert asked["publicKey"]["rpId"] == "testserver"
    assert asked["publicKey"]["userVerification"] == "required"
    assert not asked["publicKey"].get("allowCredentials")


def test_a_second_step_cannot_be_guessed(client: Client, secret: str):
    sign_in(client)
    for _attempt in range(5):
        second_step(client, "000000")

    second_step(client, app_code(secret))

    assert not is_signed_in(client)
