"""The administration: nothing for strangers, and for administrators neither answers nor secrets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import NoReverseMatch, reverse

from assessments.admin import administration
from assessments.models import Act, Company, User

from .accounts import ADA, app_code, sign_in, with_app
from .factories import PASSWORD, owned_assessment, user
from .markup import Html

pytestmark = pytest.mark.django_db


@pytest.fixture
def root() -> User:
    return administrator("root@example.org")


@pytest.fixture
def at_desk(client: Client, root: User) -> Client:
    client.force_login(root)
    return client


def administrator(email: str, *, is_superuser: bool = True) -> User:
    made = user(email, name="Root", password=PASSWORD)
    made.is_staff, made.is_superuser = True, is_superuser
    made.save()
    return made


def addresses(company: Company, somebody: User) -> Iterator[str]:
    """Every address of the administration."""
    rows = {"user": somebody.pk, "company": company.pk, "act": company.acts.latest("pk").pk}
    for name in ("index", "login", "logout", "password_change", "jsi18n"):
        yield reverse(f"admin:{name}")
    yield reverse("admin:app_list", kwargs={"app_label": "assessments"})
    for model, pk in rows.items():
        yield reverse(f"admin:assessments_{model}_changelist")
        yield reverse(f"admin:assessments_{model}_add")
        for page in ("change", "delete", "history"):
            yield reverse(f"admin:assessments_{model}_{page}", args=[pk])
    yield "/admin/auth/group/"
    yield "/admin/nothing/"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_to_those_who_are_no_administrators_there_is_nothing(method: str, root: User):
    company = owned_assessment(user(ADA)).company
    stranger = Client()
    stranger.force_login(user("stranger@example.org"))

    for url in addresses(company, root):
        if url == reverse("admin:logout") and method == "POST":
            continue  # signs out, as everywhere
        assert stranger.generic(method, url).status_code == 404, url
        anonymous = Client().generic(method, url)
        assert anonymous.status_code == 302, url
        assert anonymous["Location"].startswith(reverse("account_login")), url


def test_who_is_no_longer_an_administrator_is_shut_out_at_once(at_desk: Client, root: User):
    assert at_desk.get(reverse("admin:index")).status_code == 200
    User.objects.filter(pk=root.pk).update(is_staff=False)

    assert at_desk.get(reverse("admin:index")).status_code == 404


def test_an_administrator_signs_in_as_everybody_does_second_step_included(
    client: Client, root: User
):
    secret = with_app(root)
    place = reverse("admin:index")

    to_sign_in = client.get(place)["Location"]
    assert to_sign_in == f"{reverse('account_login')}?next={place}"
    values = {"login": root.email, "password": PASSWORD, "next": place}
    assert client.post(to_sign_in, values)["Location"] == reverse("mfa_authenticate")
    assert client.get(place).status_code == 302
    response = client.post(reverse("mfa_authenticate"), {"code": app_code(secret)})

    assert response["Location"] == place
    assert client.get(place).status_code == 200
    assert client.get(reverse("admin:login"))["Location"] == place


def test_it_lists_accounts_companies_and_acts_and_nothing_else():
    assert set(administration._registry) == {User, Company, Act}
    with pytest.raises(NoReverseMatch):
        reverse("admin:mfa_authenticator_changelist")


def test_no_page_shows_an_answer_or_anything_secret(at_desk: Client, root: User):
    ada = user(ADA, password=PASSWORD)
    secret = with_app(ada)
    assessment = owned_assessment(ada, company="Ferrovia")
    values = {key for key in assessment.answers.values_list("key", flat=True) if "-" in key}
    assert len(values) > 20
    values |= {
        assessment.public_id,
        secret,
        ada.password,
        Authenticator.objects.get().data["secret"],
    }

    for url in addresses(assessment.company, ada):
        if url == reverse("admin:logout"):
            continue
        text = at_desk.get(url, follow=True).content.decode()
        assert not [value for value in values if value in text], url


def test_names_owners_and_acts_of_a_company_are_there_to_read(at_desk: Client):
    company = owned_assessment(user(ADA), company="Ferrovia <b>").company

    listed = Html(at_desk.get(reverse("admin:assessments_company_changelist")).content.decode())
    assert "Ferrovia <b>" in listed.words
    assert ADA in listed.words
    one = Html(
        at_desk.get(reverse("admin:assessments_company_change", args=[company.pk])).content.decode()
    )
    assert ADA in one.words
    assert "claimed the company" in one.words
    acts = Html(at_desk.get(reverse("admin:assessments_act_changelist")).content.decode())
    assert "claimed the company" in acts.words


def test_companies_and_acts_cannot_be_changed_and_accounts_neither_made_nor_deleted(
    at_desk: Client, root: User
):
    company = owned_assessment(user(ADA), company="Ferrovia").company
    act = company.acts.latest("pk")
    tries = {
        "admin:assessments_company_change": [company.pk],
        "admin:assessments_company_delete": [company.pk],
        "admin:assessments_company_add": [],
        "admin:assessments_act_change": [act.pk],
        "admin:assessments_act_delete": [act.pk],
        "admin:assessments_act_add": [],
        "admin:assessments_user_delete": [root.pk],
        "admin:assessments_user_add": [],
    }

    for name, args in tries.items():
        response = at_desk.post(reverse(name, args=args), {"name": "x", "post": "yes"})
        assert response.status_code == 403, name
    company.refresh_from_db()
    assert company.name == "Ferrovia"


def save(client: Client, somebody: User, **switches: str) -> int:
    """Post the form of an account."""
    rows = {"emailaddress_set-TOTAL_FORMS": "0", "emailaddress_set-INITIAL_FORMS": "0"}
    url = reverse("admin:assessments_user_change", args=[somebody.pk])
    return client.post(url, {**switches, **rows}).status_code


def test_an_account_is_switched_off_and_made_an_administrator(at_desk: Client):
    ada = user(ADA, password=PASSWORD)
    browser = Client()
    sign_in(browser)

    assert save(at_desk, ada) == 302
    ada.refresh_from_db()
    assert not ada.is_active
    assert browser.get(reverse("companies")).status_code == 302
    assert save(at_desk, ada, is_active="on", is_staff="on") == 302
    ada.refresh_from_db()
    assert (ada.is_active, ada.is_staff, ada.email) == (True, True, ADA)


def test_nobody_takes_the_administration_from_themselves(at_desk: Client, root: User):
    save(at_desk, root)

    root.refresh_from_db()
    assert (root.is_active, root.is_staff, root.is_superuser) == (True, True, True)


def test_signing_out_leads_to_the_start_page(at_desk: Client):
    response = at_desk.post(reverse("admin:logout"))

    assert response["Location"] == reverse("start")
    assert at_desk.get(reverse("admin:index")).status_code == 302
