"""From a private link to one's account; the list of what one has; the navigation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments import services
from assessments.models import Act, Assessment, Company, User
from assessments.services.owning import own

from .accounts import ADA, code_in, confirm, last_mail, sign_up
from .factories import (
    TODAY,
    begun_assessment,
    grant_for,
    link_to,
    owned_assessment,
    respondent_of,
    submitted_assessment,
    user,
)
from .markup import Html

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stub_pdf")]

COMPANIES = reverse("companies")


@pytest.fixture
def ada() -> User:
    return user(ADA)


@pytest.fixture
def signed_in(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def claim_of(token: str) -> str:
    return reverse("claim", kwargs={"token": token})


def read(client: Client, url: str) -> Html:
    return Html(client.get(url).content.decode())


# --- claiming ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["hub", "result"])
def test_whoever_has_the_private_link_is_offered_to_keep_it(client: Client, name: str):
    _assessment, token = begun_assessment() if name == "hub" else submitted_assessment()

    page = read(client, reverse(name, kwargs={"token": token}))

    offers = [page.text_of(one) for one in page.all("a", href=claim_of(token))]
    assert "Keep this in your account" in offers


@pytest.mark.parametrize("name", ["hub", "result"])
def test_what_is_owned_and_what_is_anothers_sheet_is_not_offered(
    client: Client, ada: User, name: str
):
    assessment, token = begun_assessment() if name == "hub" else submitted_assessment()
    own(assessment.company, ada)
    _respondent, sheet = respondent_of(begun_assessment(company="Another")[0])

    assert (
        claim_of(token) not in client.get(reverse(name, kwargs={"token": token})).content.decode()
    )
    assert (
        claim_of(sheet) not in client.get(reverse("hub", kwargs={"token": sheet})).content.decode()
    )


def test_who_has_no_account_creates_one_on_the_way_and_comes_back(client: Client):
    assessment, token = begun_assessment()

    to_sign_in = client.get(claim_of(token))["Location"]
    page = read(client, to_sign_in)
    assert "The company will be kept in the account" in page.words
    sign_up(client, next=claim_of(token))
    response = confirm(client, code_in(last_mail(ADA)), next=claim_of(token))
    assert response["Location"] == claim_of(token)
    page = read(client, claim_of(token))
    assert page.text_of(page.one("h1")) == "Keep Ferrovia in your account?"
    response = client.post(claim_of(token))

    company = assessment.company
    assert response["Location"] == reverse("company", kwargs={"company": company.public_id})
    assert [one.user.email for one in company.owners.all()] == [ADA]
    assert "Ferrovia is in your account now." in client.get(response["Location"]).content.decode()


def test_looking_at_the_question_claims_nothing(signed_in: Client):
    assessment, token = begun_assessment()

    assert signed_in.get(claim_of(token)).status_code == 200

    assert not Company.objects.get(pk=assessment.company_id).is_claimed


def test_the_private_link_goes_on_working_and_so_does_the_assessments_own_name(signed_in: Client):
    assessment, token = begun_assessment()
    signed_in.post(claim_of(token))

    assert Client().get(reverse("hub", kwargs={"token": token})).status_code == 200
    by_name = reverse("hub", kwargs={"token": assessment.public_id})
    assert signed_in.get(by_name).status_code == 200
    assert Client().get(by_name).status_code == 302


def test_claiming_is_in_the_record_once_however_often_it_is_done(signed_in: Client, ada: User):
    assessment, token = begun_assessment()

    for _time in range(2):
        assert signed_in.post(claim_of(token)).status_code == 302
    assert signed_in.get(claim_of(token)).status_code == 302

    act = Act.objects.get(company=assessment.company)
    assert (act.kind, act.user, act.by) == (Act.Kind.CLAIMED, ada, "Ada")


def test_who_comes_second_is_told_and_gets_nothing(signed_in: Client):
    assessment, token = begun_assessment()
    own(assessment.company, user("grace@example.org"))

    for response in (signed_in.get(claim_of(token)), signed_in.post(claim_of(token))):
        assert response.status_code == 409
        words = Html(response.content.decode()).words
        assert "Ferrovia is in another account already" in words
        assert "grace" not in words

    assert [one.user.email for one in assessment.company.owners.all()] == ["grace@example.org"]
    assert Act.objects.count() == 1


def test_nobody_claims_by_the_link_to_a_sheet_or_by_the_assessments_own_name(signed_in: Client):
    common, _token = begun_assessment()
    _respondent, sheet = respondent_of(common)

    for name in (sheet, common.public_id):
        assert signed_in.get(claim_of(name)).status_code == 404
        assert signed_in.post(claim_of(name)).status_code == 404
    assert not Company.objects.get(pk=common.company_id).is_claimed


def test_a_revoked_link_claims_nothing(signed_in: Client):
    assessment, _token = begun_assessment()

    assert signed_in.post(claim_of(link_to(assessment, revoked=True))).status_code == 404


# --- the list of companies -----------------------------------------------------------------------


def test_the_list_names_each_company_with_its_latest_assessment(signed_in: Client, ada: User):
    done = owned_assessment(ada, company="Ferrovia")
    begun, _name = services.begin_from(done, as_of=TODAY + timedelta(days=90), with_link=False)
    other = owned_assessment(ada, company="Another")
    owned_assessment(user("grace@example.org"), company="Hers")

    page = read(signed_in, COMPANIES)

    (listed,) = page.all("ul", class_="tasks companies")
    rows = [page.text_of(one) for one in listed]
    assert rows == [
        "Another 1 assessment Result of 22 November 2026",
        "Ferrovia 2 assessments Go on with 20 February 2027",
    ]
    assert page.all("a", href=reverse("hub", kwargs={"token": begun.public_id}))
    assert page.all("a", href=reverse("result", kwargs={"token": other.public_id}))
    assert "Hers" not in page.words


def test_a_respondents_sheet_is_no_assessment_of_its_own(signed_in: Client, ada: User):
    respondent_of(owned_assessment(ada))

    assert "1 assessment " in read(signed_in, COMPANIES).words


def test_the_list_says_until_when_a_company_can_be_kept(signed_in: Client, ada: User):
    company = owned_assessment(ada).company
    Company.objects.filter(pk=company.pk).update(delete_at=datetime(2026, 12, 6, 12, tzinfo=UTC))

    assert "Deleted for good on 6 December 2026" in read(signed_in, COMPANIES).words


def test_the_list_shows_where_one_is_asked_to_answer_until_one_has(signed_in: Client, ada: User):
    common = owned_assessment(user("olga@example.org"), company="Olga’s", submitted=False)
    respondent, _token = respondent_of(common, user=ada)
    hub = reverse("hub", kwargs={"token": respondent.sheet.public_id})

    assert read(signed_in, COMPANIES).all("a", href=hub)
    Assessment.objects.filter(pk=respondent.sheet_id).update(submitted_at=timezone.now())
    assert not read(signed_in, COMPANIES).all("a", href=hub)


def test_the_list_shows_what_was_shared(signed_in: Client, ada: User):
    company = owned_assessment(user("olga@example.org"), company="Olga’s").company
    grant_for(company, user=ada)

    page = read(signed_in, COMPANIES)

    assert page.all("a", href=reverse("company", kwargs={"company": company.public_id}))
    assert "Shared with you" in page.words


def test_an_empty_list_says_how_to_fill_it(signed_in: Client):
    page = read(signed_in, COMPANIES)

    assert "There is none yet." in page.words
    assert page.all("a", href=reverse("start"), class_="button")


def test_the_list_costs_as_much_with_many_companies_as_with_one(
    signed_in: Client, ada: User, django_assert_num_queries: Any
):
    owned_assessment(ada, company="First")
    queries = 5  # session, user; companies, sheets, shares

    with django_assert_num_queries(queries):
        signed_in.get(COMPANIES)
    for number in range(4):
        owned_assessment(ada, company=f"Company {number}")
    with django_assert_num_queries(queries):
        signed_in.get(COMPANIES)


def test_what_is_begun_while_signed_in_belongs_to_the_account(signed_in: Client, ada: User):
    page = read(signed_in, reverse("start"))
    assert f"You are signed in as {ADA}" in page.words
    assert "private link" not in page.words

    response = signed_in.post(reverse("start"), {"company": "Ferrovia"})

    assessment = Assessment.objects.get()
    assert response["Location"] == reverse("hub", kwargs={"token": assessment.public_id})
    assert assessment.company.owners.get().user == ada
    assert not assessment.links.exists()


# --- the navigation ------------------------------------------------------------------------------


def test_the_navigation_offers_what_one_can_do(client: Client, ada: User):
    def shown() -> list[str]:
        page = read(client, reverse("rubric"))
        (account,) = page.all("nav", class_="account")
        return [page.text_of(one) for one in account.iter() if one.tag in ("a", "button")]

    assert shown() == ["Sign in"]
    client.force_login(ada)
    assert shown() == ["Your companies", "Portfolios", "Account", "Sign out"]


def test_who_has_not_signed_in_gets_no_session_by_looking_around(client: Client):
    _assessment, token = begun_assessment()
    for url in (reverse("start"), reverse("rubric"), reverse("hub", kwargs={"token": token})):
        client.get(url)

    assert list(client.cookies) == ["csrftoken"]
