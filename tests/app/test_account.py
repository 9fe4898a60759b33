"""One's own account: name, addresses, where it is signed in, and its end."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import Act, Company, Grant, Look, Owner, Respondent, User
from assessments.services.accounts import OnlyOwner, delete_account, reset_two_step

from .accounts import ADA, code_in, is_signed_in, last_mail, sign_in, subjects, with_app
from .factories import PASSWORD, grant_for, owned_assessment, respondent_of, user
from .markup import Html

pytestmark = pytest.mark.django_db

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def ada() -> User:
    return user(ADA, password=PASSWORD)


@pytest.fixture
def at_home(client: Client, ada: User) -> Client:
    """Ada's browser, where she has just confirmed that it is her."""
    sign_in(client)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def read(client: Client, name: str) -> Html:
    return Html(client.get(reverse(name)).content.decode())


# --- the account's page --------------------------------------------------------------------------


def test_a_name_is_what_others_see_and_without_one_the_address(at_home: Client, ada: User):
    response = at_home.post(reverse("account"), {"name": "  Ada Lovelace "})

    assert response["Location"] == reverse("account")
    ada.refresh_from_db()
    assert ada.get_full_name() == "Ada Lovelace"
    at_home.post(reverse("account"), {"name": ""})
    ada.refresh_from_db()
    assert ada.get_full_name() == ADA


def test_a_name_that_is_too_long_is_refused_where_it_was_typed(at_home: Client, ada: User):
    response = at_home.post(reverse("account"), {"name": "<b>" + "x" * 120})

    page = Html(response.content.decode())
    assert response.status_code == 422
    assert page.by_id("id_name").get("value") == "<b>" + "x" * 120
    assert page.by_id("id_name").get("aria-invalid") == "true"
    ada.refresh_from_db()
    assert ada.name == "Ada"


def test_the_page_says_what_the_account_has(at_home: Client, ada: User):
    said = rows(read(at_home, "account"))
    assert said["E-mail addresses"] == ADA
    assert said["Password"] == "Set"
    assert said["Two-step sign-in"] == "Off"
    assert said["Signed in"] == "In 1 browser"

    with_app(ada)
    EmailAddress.objects.create(user=ada, email="other@example.org")
    said = rows(read(at_home, "account"))
    assert said["E-mail addresses"] == f"{ADA}other@example.org (not confirmed)"
    assert said["Two-step sign-in"] == "Authenticator app. No recovery codes."


def rows(page: Html) -> dict[str, str]:
    """What the account's page says, by what it is about."""
    (said,) = page.all("dl")
    return {page.text_of(row[0]): page.text_of(row[1]) for row in said}


def test_the_page_of_an_account_costs_as_much_with_many_passkeys_as_with_none(
    at_home: Client, ada: User, django_assert_num_queries: Any
):
    queries = 5  # session and user; addresses, second steps, sessions
    with django_assert_num_queries(queries):
        at_home.get(reverse("account"))
    for number in range(5):
        Authenticator.objects.create(
            user=ada, type=Authenticator.Type.WEBAUTHN, data={"name": f"{number}"}
        )
        EmailAddress.objects.create(user=ada, email=f"{number}@example.org")

    with django_assert_num_queries(queries):
        at_home.get(reverse("account"))


# --- addresses -----------------------------------------------------------------------------------


def test_one_more_address_is_added_once_its_code_is_entered(at_home: Client, ada: User):
    new = "ada@work.example"

    response = at_home.post(reverse("account_email"), {"action_add": "1", "email": new})
    assert response["Location"] == reverse("account_email_verification_sent")
    assert not EmailAddress.objects.filter(email=new).exists()
    at_home.post(response["Location"], {"code": code_in(last_mail(new))})

    assert EmailAddress.objects.get(email=new).verified
    assert subjects(ADA) == ["Stagecheck: an address was added"]
    assert new in str(last_mail(ADA).body)


def test_another_address_becomes_the_main_one_and_the_old_one_is_told(at_home: Client, ada: User):
    new = "ada@work.example"
    EmailAddress.objects.create(user=ada, email=new, verified=True)

    at_home.post(reverse("account_email"), {"action_primary": "1", "email": new})
    at_home.post(reverse("account_email"), {"action_remove": "1", "email": ADA})

    ada.refresh_from_db()
    assert ada.email == new
    assert [one.email for one in EmailAddress.objects.all()] == [new]
    assert subjects(ADA) == ["Stagecheck: your main address was changed"]
    assert subjects(new) == ["Stagecheck: an address was removed"]


def test_the_main_address_and_the_last_one_stay(at_home: Client):
    response = at_home.post(
        reverse("account_email"), {"action_remove": "1", "email": ADA}, follow=True
    )

    assert "is your main address" in response.content.decode()
    assert EmailAddress.objects.filter(email=ADA).exists()


def test_an_address_of_another_account_cannot_be_added_and_nothing_tells_that_it_is_one(
    at_home: Client,
):
    user("grace@example.org")

    response = at_home.post(
        reverse("account_email"), {"action_add": "1", "email": "grace@example.org"}
    )

    assert response["Location"] == reverse("account_email_verification_sent")
    at_home.post(response["Location"], {"code": "AAAA-AAAA"})
    assert EmailAddress.objects.get(email="grace@example.org").user.email == "grace@example.org"


def test_what_could_give_the_account_away_takes_the_password_again(client: Client, ada: User):
    sign_in(client)

    response = client.post(reverse("account_email"), {"action_add": "1", "email": "x@example.org"})
    assert response["Location"].startswith(reverse("account_reauthenticate"))
    response = client.get(reverse("mfa_add_webauthn"))
    assert response["Location"].startswith(reverse("account_reauthenticate"))
    response = client.post(reverse("account_reauthenticate"), {"password": "wrong"})
    assert "That is not your password." in response.content.decode()


# --- where it is signed in -----------------------------------------------------------------------


def test_one_sees_where_one_is_signed_in_and_signs_out_everywhere_else(ada: User):
    here, there = Client(headers={"user-agent": CHROME}), Client(headers={"user-agent": FIREFOX})
    for one in (here, there):
        sign_in(one)

    words = read(here, "usersessions_list").words
    assert "Chrome on Linux This browser" in words
    assert "Firefox on Windows" in words
    here.post(reverse("usersessions_list"))

    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert "Firefox" not in read(here, "usersessions_list").words


# --- the end -------------------------------------------------------------------------------------


def test_an_account_is_deleted_with_what_belongs_to_it_and_its_owner_is_told(
    at_home: Client, ada: User
):
    with_app(ada)

    assert at_home.get(reverse("account-delete")).status_code == 200
    response = at_home.post(reverse("account-delete"))

    assert response["Location"] == reverse("start")
    assert not User.objects.exists()
    for model in (EmailAddress, Authenticator, UserSession):
        assert not model.objects.exists()
    assert "sessionid" not in at_home.cookies or not is_signed_in(at_home)
    assert subjects(ADA) == ["Stagecheck: your account was deleted"]
    assert "Your account is deleted." in at_home.get(response["Location"]).content.decode()


def test_deleting_takes_the_password_again(client: Client, ada: User):
    sign_in(client)

    for response in (client.get(reverse("account-delete")), client.post(reverse("account-delete"))):
        assert response["Location"].startswith(reverse("account_reauthenticate"))
    assert User.objects.exists()


def test_the_only_owner_of_a_company_is_told_which_and_stays(at_home: Client, ada: User):
    owned_assessment(ada, company="Ferrovia <b>")

    page = read(at_home, "account-delete")
    assert "Ferrovia <b>" in page.words
    assert page.all("button", class_="button button--wrong") == []
    response = at_home.post(reverse("account-delete"))

    assert response.status_code == 409
    assert "Ferrovia &lt;b&gt;" in response.content.decode()
    assert User.objects.filter(pk=ada.pk).exists()
    assert subjects(ADA) == []


def test_of_two_owners_one_may_go_and_the_record_says_so(ada: User):
    company = owned_assessment(ada).company
    Owner.objects.create(company=company, user=user("grace@example.org"))

    delete_account(ada)

    assert [one.user.email for one in company.owners.all()] == ["grace@example.org"]
    left = Act.objects.get(company=company, kind=Act.Kind.OWNER_LEFT)
    assert (left.by, left.user) == ("Ada", None)
    claimed = Act.objects.get(company=company, kind=Act.Kind.CLAIMED)
    assert (claimed.by, claimed.user) == ("Ada", None)


def test_a_company_that_is_being_deleted_keeps_nobody(ada: User):
    company = owned_assessment(ada).company
    Company.objects.filter(pk=company.pk).update(delete_at=timezone.now())

    delete_account(ada)

    assert not User.objects.exists()


def test_another_company_with_one_owner_still_keeps_them(ada: User):
    shared, alone = owned_assessment(ada).company, owned_assessment(ada, company="Alone").company
    Owner.objects.create(company=shared, user=user("grace@example.org"))

    with pytest.raises(OnlyOwner) as refused:
        delete_account(ada)

    assert refused.value.companies == (alone,)
    assert not Act.objects.filter(kind=Act.Kind.OWNER_LEFT).exists()


def test_who_looked_is_still_told_when_the_advisors_account_is_gone(ada: User):
    company = owned_assessment(user("olga@example.org")).company
    grant, _token = grant_for(company, user=ada)
    Look.objects.create(grant=grant, page="result", user=ada, by="Ada")

    delete_account(ada)

    grant.refresh_from_db()
    assert grant.user is None
    assert grant.revoked_at is not None
    assert [(look.by, look.user) for look in grant.looks.all()] == [("Ada", None)]
    assert Act.objects.get(kind=Act.Kind.SHARE_REVOKED).by == "Ada"


def test_a_share_that_was_revoked_before_keeps_its_day(ada: User):
    company = owned_assessment(user("olga@example.org")).company
    grant, _token = grant_for(company, user=ada, revoked=True)

    delete_account(ada)

    assert Grant.objects.get().revoked_at == grant.revoked_at
    assert not Act.objects.filter(kind=Act.Kind.SHARE_REVOKED).exists()


def test_what_a_respondent_answered_stays_with_the_company(ada: User):
    common = owned_assessment(user("olga@example.org"), submitted=False)
    respondent_of(common, user=ada)

    delete_account(ada)

    assert Respondent.objects.get().user is None
    assert common.sheets.count() == 1


def test_who_lost_every_second_step_gets_in_without_and_is_signed_out_elsewhere(ada: User):
    elsewhere = Client()
    sign_in(elsewhere)
    with_app(ada)

    assert reset_two_step(ada) == 1

    assert not is_signed_in(elsewhere)
    again = Client()
    sign_in(again)
    assert is_signed_in(again)
