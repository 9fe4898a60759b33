"""One's tokens for the API: made once it is confirmed who asks, shown once, listed and revoked."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import ApiToken, User
from assessments.services.api_tokens import MOST
from assessments.views.tokens import new_key
from stagecheck.masking import MASK, masked

from .account_pages import confirmed_client
from .factories import PASSWORD, token_for, user
from .programs import Program

pytestmark = pytest.mark.django_db

URL = "/account/tokens/"


@pytest.fixture
def ada() -> User:
    return user(password=PASSWORD)


def made(client: Client, somebody: User, **changed: Any) -> Any:
    """The response to the form, filled in but for what is changed."""
    until = timezone.localdate() + timedelta(days=30)
    given = {"name": "Board report", "scopes": ["read"], "until": until, "key": new_key(somebody)}
    return client.post(URL, given | changed)


def token_on(response: Any) -> str:
    found = re.search(r"stagecheck_[\w-]{32}", response.content.decode())
    assert found
    return found[0]


def test_a_token_that_was_made_works_and_is_shown_once(ada: User):
    client = confirmed_client(ada)

    token = token_on(made(client, ada))

    row = ApiToken.objects.get()
    assert Program(token=token).get("portfolios").status_code == 200
    assert (row.user, row.name, row.scopes) == (ada, "Board report", ["read"])
    assert token not in row.token_hash
    page = client.get(URL).content.decode()
    assert "Board report" in page
    assert token not in page


def test_the_form_that_is_sent_twice_makes_one_token(ada: User):
    client, key = confirmed_client(ada), new_key(ada)
    mail.outbox.clear()

    first, second = (token_on(made(client, ada, key=key)) for _ in "12")

    assert first == second
    assert ApiToken.objects.count() == 1
    assert [one.subject for one in mail.outbox] == ["Stagecheck: an API token was made"]
    assert "Board report" in str(mail.outbox[0].body)


def test_who_has_not_confirmed_who_they_are_makes_none(ada: User, client: Client):
    client.force_login(ada)

    response = made(client, ada)

    assert response["Location"].startswith(reverse("account_reauthenticate"))
    assert not ApiToken.objects.exists()


def test_who_has_not_signed_in_is_led_there(client: Client):
    for response in (client.get(URL), client.post(URL)):
        assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize(
    "changed",
    [
        {"name": " "},
        {"name": "x" * 81},
        {"scopes": []},
        {"scopes": ["admin"]},
        {"until": ""},
        {"until": "soon"},
        {"until": timezone.localdate() - timedelta(days=1)},
        {"until": timezone.localdate() + timedelta(days=367)},
        {"until": "9999-12-31"},
        {"key": ""},
        {"key": "stagecheck_chosen-by-somebody-else:x:y"},
    ],
)
def test_what_is_not_filled_in_well_makes_no_token(ada: User, changed: dict[str, Any]):
    response = made(confirmed_client(ada), ada, **changed)

    assert response.status_code == 422
    assert "There is a problem" in response.content.decode()
    assert not ApiToken.objects.exists()


def test_anothers_key_makes_no_token(ada: User):
    key = new_key(user("eve@example.org"))

    assert made(confirmed_client(ada), ada, key=key).status_code == 422


def test_a_year_is_the_longest_and_the_last_day_counts(ada: User):
    day = timezone.localdate() + timedelta(days=365)

    made(confirmed_client(ada), ada, until=day)

    end = timezone.localtime(ApiToken.objects.get().expires_at)
    assert end.date() == day + timedelta(days=1)
    assert (end.hour, end.minute) == (0, 0)


def test_there_are_only_so_many_tokens_at_once(ada: User):
    for _ in range(MOST):
        token_for(ada)
    token_for(ada, revoked=True)
    client = confirmed_client(ada)

    assert made(client, ada).status_code == 422
    ApiToken.objects.filter(revoked_at=None).first().delete()  # type: ignore[union-attr]
    assert made(client, ada).status_code == 200


def test_a_revoked_token_opens_nothing_from_then_on(ada: User, client: Client):
    row, token = token_for(ada, name="Old laptop")
    program = Program(token=token)
    assert program.get("portfolios").status_code == 200
    client.force_login(ada)

    client.post(reverse("token-revoke", kwargs={"api_token": row.public_id}))

    assert program.get("portfolios").status_code == 401
    page = confirmed_client(ada).get(URL).content.decode()
    assert "1 token that works no longer" in page


def test_nobody_revokes_anothers_token(ada: User, client: Client):
    row, token = token_for(ada)
    client.force_login(user("eve@example.org"))

    response = client.post(reverse("token-revoke", kwargs={"api_token": row.public_id}))

    assert response.status_code == 404
    assert Program(token=token).get("portfolios").status_code == 200


def test_the_tokens_go_with_the_account(ada: User):
    _row, token = token_for(ada)
    ada.delete()

    assert Program(token=token).get("portfolios").status_code == 401


def test_a_token_is_masked_in_every_log():
    _row, token = token_for(user("x@example.org"))

    for said in (
        f"Authorization: Bearer {token}",
        f"/api/v1/rubric?token={token}",
        f"('{token}',)",
    ):
        assert token not in masked(said)
        assert MASK in masked(said)
