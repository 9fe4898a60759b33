"""``manage.py create_administrator`` and ``reset_two_step``; no account is there from the start."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from assessments.management.commands import create_administrator
from assessments.management.usage import UsageError
from assessments.models import User

from .accounts import ADA, code_in, is_signed_in, last_mail, sign_in, with_app
from .factories import PASSWORD, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch):
    """Has somebody type these passwords, one after the other."""

    def answer(*passwords: str) -> None:
        waiting: Iterable[str] = iter(passwords)
        monkeypatch.setattr(create_administrator, "getpass", lambda prompt: next(iter(waiting)))

    return answer


def run(*words: str) -> str:
    said = StringIO()
    call_command(*words, stdout=said)
    return said.getvalue()


def test_there_is_no_account_until_somebody_makes_one():
    assert not User.objects.exists()


def test_the_first_administrator_can_sign_in_at_once(client: Client, typed):
    typed(PASSWORD, PASSWORD)

    said = run("create_administrator", "Root@Example.org")

    assert PASSWORD not in said
    sign_in(client, "root@example.org")
    assert is_signed_in(client)
    assert client.get(reverse("admin:index")).status_code == 200


def test_without_a_password_an_administrator_signs_in_by_a_code(client: Client):
    run("create_administrator", ADA, "--no-password")

    assert not User.objects.get().has_usable_password()
    client.post(reverse("account_request_login_code"), {"email": ADA})
    client.post(reverse("account_confirm_login_code"), {"code": code_in(last_mail(ADA))})
    assert client.get(reverse("admin:index")).status_code == 200


def test_who_has_an_account_becomes_an_administrator_and_keeps_the_password(client: Client):
    somebody = user(ADA, password=PASSWORD)

    said = run("create_administrator", ADA)

    assert "the password stays as it was" in said
    assert EmailAddress.objects.filter(user=somebody, primary=True).count() == 1
    sign_in(client)
    assert client.get(reverse("admin:index")).status_code == 200


def test_another_address_of_an_account_names_it_too():
    somebody = user(ADA)
    EmailAddress.objects.create(user=somebody, email="root@example.org", verified=True)

    run("create_administrator", "root@example.org")

    somebody.refresh_from_db()
    assert somebody.is_superuser
    assert User.objects.count() == 1


def test_an_address_that_somebody_else_only_claimed_names_their_account_not():
    grace = user("grace@example.org")
    EmailAddress.objects.create(user=grace, email=ADA, verified=False)

    run("create_administrator", ADA, "--no-password")

    grace.refresh_from_db()
    assert not grace.is_staff
    assert User.objects.get(email=ADA).is_superuser


@pytest.mark.parametrize(
    ("email", "passwords", "said"),
    [
        ("ada", (), "ada is no e-mail address"),
        (ADA, (PASSWORD, "another"), "two different passwords"),
        (ADA, ("short", "short"), "too short"),
    ],
)
def test_what_cannot_be_used_makes_no_account(
    typed, email: str, passwords: tuple[str, ...], said: str
):
    typed(*passwords)

    with pytest.raises(UsageError, match=said) as refused:
        run("create_administrator", email)

    assert refused.value.returncode == 2
    assert not User.objects.exists()


def test_djangos_own_command_makes_an_account_that_confirms_its_address_first(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    run("createsuperuser", "--email", ADA, "--no-input")

    sign_in(client)
    assert not is_signed_in(client)
    client.post(reverse("account_email_verification_sent"), {"code": code_in(last_mail(ADA))})
    assert client.get(reverse("admin:index")).status_code == 200


def test_who_lost_every_second_step_gets_in_again(client: Client):
    with_app(user(ADA, password=PASSWORD))

    assert "without a second step now" in run("reset_two_step", ADA)

    sign_in(client)
    assert is_signed_in(client)
    assert "has no two-step sign-in" in run("reset_two_step", ADA)


def test_a_second_step_of_nobody_cannot_be_reset():
    with pytest.raises(UsageError, match="no account has the address"):
        run("reset_two_step", ADA)
