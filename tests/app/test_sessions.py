"""Who has signed in is known again, for as long as the session counts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from assessments.models import User
from assessments.sessions import AccountBackend, SessionStore

from .factories import user

pytestmark = pytest.mark.django_db


def known_by(client: Client) -> Any:
    request = HttpRequest()
    request.session = SessionStore(client.cookies[settings.SESSION_COOKIE_NAME].value)
    return get_user(request)


@pytest.fixture
def advisor() -> User:
    return user("advisor@example.org")


@pytest.fixture
def browser(advisor: User) -> Client:
    client = Client()
    client.force_login(advisor)
    return client


def test_somebody_signed_in_is_known_again_in_two_queries(
    advisor: User, browser: Client, django_assert_num_queries: Any
):
    with django_assert_num_queries(2):
        assert known_by(browser) == advisor


def test_a_session_ends_to_the_second(advisor: User, browser: Client):
    for ends, is_known in ((timedelta(seconds=5), True), (timedelta(0), False)):
        Session.objects.update(expire_date=timezone.now() + ends)

        assert known_by(browser).is_authenticated is is_known


def test_nobody_is_known_by_a_session_that_is_not_there(browser: Client):
    Session.objects.all().delete()
    session = SessionStore(browser.cookies[settings.SESSION_COOKIE_NAME].value)

    assert session.load() == {}
    assert session.session_key is None


def test_without_a_key_the_database_is_not_asked(django_assert_num_queries: Any):
    with django_assert_num_queries(0):
        assert SessionStore().load() == {}


def test_an_account_that_is_switched_off_is_signed_out(advisor: User, browser: Client):
    User.objects.update(is_active=False)

    assert not known_by(browser).is_authenticated
    assert AccountBackend().get_user(advisor.pk) is None


def test_a_new_password_ends_the_session(advisor: User, browser: Client):
    advisor.set_password("another long password")
    advisor.save()

    assert not known_by(browser).is_authenticated


def test_an_account_that_is_gone_is_nobodys(browser: Client, advisor: User):
    pk = advisor.pk
    advisor.delete()

    assert AccountBackend().get_user(pk) is None
    assert not known_by(browser).is_authenticated
