"""Co-founders own a company together: one more is added, and one may give it up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Act, Company, Grant, User
from assessments.services import owning

from .factories import grant_for, owned_assessment, user
from .markup import Html

pytestmark = pytest.mark.django_db


@pytest.fixture
def olga() -> User:
    return user("olga@example.org", name="Olga")


@pytest.fixture
def company(olga: User) -> Company:
    return owned_assessment(olga).company


def page(client: Client, company: Company) -> Html:
    response = client.get(reverse("owners", kwargs={"company": company.public_id}))
    assert response.status_code == 200
    return Html(response.content.decode())


def add(client: Client, company: Company, grant: Grant | None) -> int:
    url = reverse("owners", kwargs={"company": company.public_id})
    return client.post(url, {"grant": grant.public_id if grant else ""}).status_code


def give_up(client: Client, company: Company) -> Html:
    url = reverse("owner-give-up", kwargs={"company": company.public_id})
    return Html(client.post(url, follow=True).content.decode())


def owners(company: Company) -> list[str]:
    return list(company.owners.order_by("pk").values_list("user__name", flat=True))


def test_whoever_has_accepted_a_share_can_be_made_an_owner(
    client: Client, olga: User, company: Company
):
    carl = user("carl@example.org", name="Carl")
    grant, _token = grant_for(company, user=carl)
    client.force_login(olga)
    assert "carl@example.org" in page(client, company).words

    assert add(client, company, grant) == 302

    assert owners(company) == ["Olga", "Carl"]
    grant.refresh_from_db()
    assert grant.state == Grant.State.REVOKED
    act = company.acts.get(kind=Act.Kind.OWNER_ADDED)
    assert (act.by, act.about) == ("Olga", "Carl (carl@example.org)")
    assert "Carl is an owner now." in page(client, company).words
    client.force_login(carl)
    assert client.get(reverse("sharing", kwargs={"company": company.public_id})).status_code == 200


@pytest.mark.parametrize("is_posted_twice", [False, True])
def test_only_what_holds_and_was_accepted_makes_an_owner(
    client: Client, olga: User, company: Company, is_posted_twice: bool
):
    day, carl = timedelta(days=1), user("carl@example.org", name="Carl")
    refused = [
        grant_for(company, is_pending=True)[0],
        grant_for(company, user=carl, revoked=True)[0],
        grant_for(company, user=carl, expires_in=-day)[0],
        grant_for(company, expires_in=day)[0],
    ]
    client.force_login(olga)

    assert "carl@example.org" not in page(client, company).words
    for grant in refused * (2 if is_posted_twice else 1):
        assert add(client, company, grant) == 422
    assert add(client, company, None) == 422
    assert owners(company) == ["Olga"]
    assert not company.acts.filter(kind=Act.Kind.OWNER_ADDED).exists()


def test_a_share_of_another_company_makes_nobody_an_owner(
    client: Client, olga: User, company: Company
):
    other = owned_assessment(user("stranger@example.org"), company="Another").company
    grant, _token = grant_for(other, user=user("carl@example.org", name="Carl"))
    client.force_login(olga)

    assert add(client, company, grant) == 404
    assert owners(company) == ["Olga"]


def test_to_make_somebody_an_owner_twice_is_once(olga: User, company: Company):
    grant, _token = grant_for(company, user=user("carl@example.org", name="Carl"))

    owning.add_owner(grant, by=olga)
    owning.add_owner(grant, by=olga)

    assert owners(company) == ["Olga", "Carl"]
    assert company.acts.filter(kind=Act.Kind.OWNER_ADDED).count() == 1


def test_an_owner_can_give_it_up_while_another_stays(client: Client, olga: User, company: Company):
    carl = user("carl@example.org", name="Carl")
    grant, _token = grant_for(company, user=carl)
    owning.add_owner(grant, by=olga)
    client.force_login(olga)

    assert "You no longer own Ferrovia." in give_up(client, company).words

    assert owners(company) == ["Carl"]
    assert company.acts.get(kind=Act.Kind.OWNER_LEFT).by == "Olga"
    assert client.get(reverse("company", kwargs={"company": company.public_id})).status_code == 404


def test_the_only_owner_cannot_give_it_up(client: Client, olga: User, company: Company):
    client.force_login(olga)
    assert "you cannot leave" in page(client, company).words

    assert "You are the only owner." in give_up(client, company).words

    assert owners(company) == ["Olga"]
    owning.give_up(company, user("stranger@example.org"))
    assert not company.acts.filter(kind=Act.Kind.OWNER_LEFT).exists()
