"""Passwords: forgotten, changed, guessed; and how often anything may be tried."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from .accounts import (
    ADA,
    code_in,
    is_signed_in,
    last_mail,
    reset_password,
    sign_in,
    sign_up,
    subjects,
)
from .factories import PASSWORD, user
from .markup import Html

pytestmark = pytest.mark.django_db


def test_a_forgotten_password_is_set_anew_with_a_code_and_other_browsers_are_signed_out(
    client: Client,
):
    user(ADA, password=PASSWORD)
    elsewhere = Client()
    sign_in(elsewhere)

    response = reset_password(client, "another horse entirely")

    assert response["Location"] == reverse("companies")
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert subjects(ADA)[-1] == "Stagecheck: a new password was set"
    assert not is_signed_in_with(PASSWORD)
    assert is_signed_in_with("another horse entirely")


def is_signed_in_with(password: str) -> bool:
    client = Client()
    sign_in(client, ADA, password)
    return is_signed_in(client)


def test_nobody_sets_a_password_without_the_code(client: Client):
    user(ADA, password=PASSWORD)
    client.post(reverse("account_reset_password"), {"email": ADA})

    response = client.post(
        reverse("account_complete_password_reset"),
        {"password1": "another horse entirely", "password2": "another horse entirely"},
    )

    assert response["Location"] == reverse("account_confirm_password_reset_code")
    assert is_signed_in_with(PASSWORD)


def test_a_reset_for_an_address_without_an_account_looks_the_same(client: Client):
    user(ADA, password=PASSWORD)
    known = client.post(reverse("account_reset_password"), {"email": ADA})
    other = Client()
    unknown = other.post(reverse("account_reset_password"), {"email": "new@example.org"})

    assert known["Location"] == unknown["Location"]
    pages = [
        Html(one.get(known["Location"]).content.decode()).words.replace(address, "")
        for one, address in ((client, ADA), (other, "new@example.org"))
    ]
    assert pages[0] == pages[1]


def test_a_password_is_changed_by_whoever_knows_it_and_other_browsers_are_signed_out(
    client: Client,
):
    user(ADA, password=PASSWORD)
    elsewhere = Client()
    for one in (client, elsewhere):
        sign_in(one)
    new = {"password1": "another horse entirely", "password2": "another horse entirely"}

    wrong = client.post(reverse("account_change_password"), {"oldpassword": "x", **new})
    assert "That is not your present password." in wrong.content.decode()
    right = client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, **new})

    assert right["Location"] == reverse("account")
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert subjects(ADA) == ["Stagecheck: your password was changed"]


# --- too often -----------------------------------------------------------------------------------


def test_after_five_wrong_passwords_not_even_the_right_one_is_taken_for_a_while(client: Client):
    user(ADA, password=PASSWORD)
    for number in range(5):
        sign_in(Client(), ADA, f"wrong {number}")

    response = sign_in(client)

    assert "Too many attempts." in response.content.decode()
    assert not is_signed_in(client)


def test_whose_password_is_being_guessed_can_still_have_a_code_sent(client: Client):
    user(ADA, password=PASSWORD)
    for number in range(6):
        sign_in(Client(), ADA, f"wrong {number}")

    client.post(reverse("account_request_login_code"), {"email": ADA})
    client.post(reverse("account_confirm_login_code"), {"code": code_in(last_mail(ADA))})

    assert is_signed_in(client)


def test_a_flood_is_answered_with_a_page_that_says_to_wait():
    for _attempt in range(20):
        sign_up(Client(), "x")

    response = sign_up(Client(), "x")

    assert response.status_code == 429
    page = Html(response.content.decode())
    assert page.text_of(page.one("h1")) == "That was too often"


def test_codes_are_not_sent_without_end_to_one_address():
    user(ADA)
    for _attempt in range(6):
        Client().post(reverse("account_request_login_code"), {"email": ADA})

    assert len(subjects(ADA)) == 3
