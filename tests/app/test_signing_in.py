"""Signing up and in: with a password, a code, a second step; what is mailed, what is refused."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from assessments.models import User

from .accounts import (
    ADA,
    code_in,
    confirm,
    is_signed_in,
    last_mail,
    sign_in,
    sign_up,
    subjects,
    wait_a_while,
)
from .factories import PASSWORD, user
from .markup import Html

pytestmark = pytest.mark.django_db


# --- signing up ----------------------------------------------------------------------------------


def test_who_signs_up_is_in_once_the_code_that_was_mailed_is_entered(client: Client):
    response = sign_up(client, "Ada@Example.org")

    assert response["Location"] == reverse("account_email_verification_sent")
    assert not is_signed_in(client)
    response = confirm(client, code_in(last_mail(ADA)))
    assert response["Location"] == reverse("companies")
    assert is_signed_in(client)
    address = EmailAddress.objects.get()
    assert (address.email, address.verified, address.primary) == (ADA, True, True)
    assert User.objects.get().email == ADA


def test_nobody_is_an_administrator_by_signing_up(client: Client):
    sign_up(client, is_staff="1", is_superuser="1")

    made = User.objects.get()
    assert (made.is_staff, made.is_superuser) == (False, False)


def test_without_the_code_the_account_cannot_be_used(client: Client):
    sign_up(client)
    wait_a_while()
    other = Client()

    response = sign_in(other)

    assert response["Location"] == reverse("account_email_verification_sent")
    assert not is_signed_in(other)


def test_a_code_counts_in_small_letters_and_without_its_dash(client: Client):
    sign_up(client)

    confirm(client, f" {code_in(last_mail(ADA)).replace('-', '').lower()} ")

    assert is_signed_in(client)


def test_a_code_counts_only_in_the_browser_that_asked_for_it(client: Client):
    sign_up(client)
    code = code_in(last_mail(ADA))
    thief = Client()
    sign_up(thief, "thief@example.org")

    confirm(thief, code)

    assert not is_signed_in(thief)


def test_after_three_wrong_codes_one_has_to_start_again(client: Client):
    sign_up(client)
    code = code_in(last_mail(ADA))

    for _attempt in range(3):
        response = confirm(client, "BBBB-BBBB")

    assert response["Location"] == reverse("account_login")
    confirm(client, code)
    assert not is_signed_in(client)


def test_a_new_code_takes_the_place_of_the_old_one(client: Client):
    sign_up(client)
    old = code_in(last_mail(ADA))
    mail.outbox.clear()
    wait_a_while()

    client.post(reverse("account_email_verification_sent"), {"action": "resend"})
    confirm(client, old)
    assert not is_signed_in(client)
    confirm(client, code_in(last_mail(ADA)))
    assert is_signed_in(client)


def test_who_mistyped_their_address_can_put_it_right(client: Client):
    sign_up(client, "ada@exmaple.org")
    wait_a_while()

    client.post(reverse("account_email_verification_sent"), {"action": "change", "email": ADA})
    confirm(client, code_in(last_mail(ADA)))

    assert is_signed_in(client)
    assert User.objects.get().email == ADA


def test_a_new_address_that_is_none_is_refused_where_it_was_typed(client: Client):
    sign_up(client, "ada@exmaple.org")
    change = {"action": "change", "email": "ada"}

    page = Html(client.post(reverse("account_email_verification_sent"), change).content.decode())

    assert page.by_id("id_email").get("aria-invalid") == "true"
    assert "open" in page.one("details").attrib
    confirm(client, code_in(last_mail("ada@exmaple.org")))
    assert is_signed_in(client)


def test_signing_up_again_tells_nothing_but_a_mail_to_the_owner_of_the_address(client: Client):
    user(ADA, password=PASSWORD)

    known = sign_up(client, ADA)
    unknown = sign_up(Client(), "new@example.org")

    assert known["Location"] == unknown["Location"]
    there = Html(client.get(known["Location"]).content.decode())
    assert f"We have written to {ADA}" in there.words
    assert subjects(ADA) == ["Stagecheck: you have an account already"]
    confirm(client, "AAAA-AAAA")
    assert not is_signed_in(client)
    assert User.objects.count() == 2


@pytest.mark.parametrize("password", ["short", "password123", "example.org1", "ada@example.org"])
def test_a_password_that_is_easy_to_guess_is_refused_where_it_was_typed(
    client: Client, password: str
):
    response = sign_up(client, ADA, password)

    page = Html(response.content.decode())
    assert page.by_id("id_password1").get("aria-invalid") == "true"
    assert page.all("a", href="#id_password1")
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "email", ["", "ada", "a@b", f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 63}.org"]
)
def test_an_address_that_is_none_or_too_long_is_refused_where_it_was_typed(
    client: Client, email: str
):
    page = Html(sign_up(client, email).content.decode())

    assert page.by_id("id_email").get("aria-invalid") == "true"
    assert not User.objects.exists()


def test_of_two_who_sign_up_at_once_with_one_address_the_second_is_told_to_sign_in(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    """As if the other had come between the look whether the address is taken and the writing."""
    user(ADA)
    path = "allauth.account.forms.BaseSignupForm.validate_unique_email"
    monkeypatch.setattr(path, lambda form, email: email)

    response = sign_up(client)

    assert response["Location"] == reverse("account_login")
    page = Html(client.get(response["Location"]).content.decode())
    assert "There is an account with this address now. Sign in with it." in page.words
    assert User.objects.count() == 1


# --- signing in ----------------------------------------------------------------------------------


def test_a_password_signs_in_and_the_session_gets_a_new_name(client: Client):
    user(ADA, password=PASSWORD)
    client.get(reverse("account_login"))
    session = client.session
    session["grants"] = [7]  # what the visitor came by before
    session.save()
    before = client.cookies["sessionid"].value

    response = sign_in(client, ADA.upper())

    assert response["Location"] == reverse("companies")
    assert client.cookies["sessionid"].value != before
    assert client.session["grants"] == [7]
    assert not Client(headers={"cookie": f"sessionid={before}"}).session.items()


@pytest.mark.parametrize(("email", "password"), [(ADA, "wrong"), ("nobody@example.org", PASSWORD)])
def test_a_wrong_password_and_an_unknown_address_are_refused_in_the_same_words(
    client: Client, email: str, password: str
):
    user(ADA, password=PASSWORD)

    page = Html(sign_in(client, email, password).content.decode())

    said = "No account has this address and this password. Check both, or have a code sent to you."
    assert said in page.text_of(page.one(role="alert"))
    assert page.by_id("id_login").get("value") == email
    assert not page.by_id("id_password").get("value")


def test_an_account_that_is_switched_off_is_not_let_in(client: Client):
    somebody = user(ADA, password=PASSWORD)
    sign_in(client)
    User.objects.filter(pk=somebody.pk).update(is_active=False)

    assert not is_signed_in(client)
    assert sign_in(client)["Location"] == reverse("account_inactive")
    assert not is_signed_in(client)


def test_a_code_by_mail_signs_in(client: Client):
    user(ADA)

    response = client.post(reverse("account_request_login_code"), {"email": ADA})
    assert response["Location"] == reverse("account_confirm_login_code")
    response = client.post(response["Location"], {"code": code_in(last_mail(ADA))})

    assert response["Location"] == reverse("companies")
    assert is_signed_in(client)


def test_a_code_for_an_address_without_an_account_is_a_mail_that_says_so(client: Client):
    response = client.post(reverse("account_request_login_code"), {"email": "new@example.org"})

    assert response["Location"] == reverse("account_confirm_login_code")
    message = last_mail("new@example.org")
    assert message.subject == "Stagecheck: there is no account with this address"
    assert f"http://testserver{reverse('account_signup')}" in str(message.body)
    response = client.post(response["Location"], {"code": "AAAA-AAAA"})
    assert not is_signed_in(client)


def test_signing_out_takes_a_post_and_ends_the_session(client: Client):
    user(ADA, password=PASSWORD)
    sign_in(client)

    assert client.get(reverse("account_logout")).status_code == 200
    assert is_signed_in(client)
    response = client.post(reverse("account_logout"))
    assert response["Location"] == reverse("start")
    assert not is_signed_in(client)


# --- where it leads to ---------------------------------------------------------------------------


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "http:evil.example",
    "https:///evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    " //evil.example",
    "\t//evil.example",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
]


@pytest.mark.parametrize("place", ELSEWHERE)
def test_signing_in_leads_to_no_other_site(client: Client, place: str):
    user(ADA, password=PASSWORD)
    values = {"login": ADA, "password": PASSWORD, "next": place}

    assert client.post(reverse("account_login"), values)["Location"] == reverse("companies")
    again = client.get(reverse("account_login"), {"next": place})
    assert again["Location"] == reverse("companies")


@pytest.mark.parametrize("place", ELSEWHERE)
def test_no_other_way_in_and_no_way_out_leads_to_another_site(client: Client, place: str):
    query = {"next": place}
    user(ADA, password=PASSWORD)
    client.post(reverse("account_request_login_code"), {"email": ADA, **query})
    code = {"code": code_in(last_mail(ADA)), **query}
    places = [client.post(reverse("account_confirm_login_code"), code)["Location"]]
    confirmed = client.post(reverse("account_reauthenticate"), query | {"password": PASSWORD})
    places.append(confirmed["Location"])
    places.append(client.post(reverse("account_logout"), query)["Location"])
    new = Client()
    sign_up(new, "new@example.org", **query)
    places.append(confirm(new, code_in(last_mail("new@example.org")), **query)["Location"])

    for one in places:
        assert urlsplit(one).netloc == "", one
        assert one[0] == "/", one
        assert one[1:2] not in ("/", "\\"), one


def test_signing_in_leads_on_to_where_one_wanted_to_go_whatever_the_way(client: Client):
    place = reverse("account_email")
    user(ADA, password=PASSWORD)

    values = {"login": ADA, "password": PASSWORD, "next": place}
    assert client.post(reverse("account_login"), values)["Location"] == place
    client.logout()
    client.post(reverse("account_request_login_code"), {"email": ADA, "next": place})
    code = {"code": code_in(last_mail(ADA)), "next": place}
    assert client.post(reverse("account_confirm_login_code"), code)["Location"] == place


def test_signing_up_leads_on_to_where_one_wanted_to_go(client: Client):
    place = reverse("account_email")

    there = sign_up(client, next=place)["Location"]
    page = Html(client.get(there).content.decode())
    response = client.post(urlsplit(there).path, {"code": code_in(last_mail(ADA))})

    assert page.one("h1") is not None
    assert response["Location"] == place
