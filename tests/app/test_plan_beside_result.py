"""What the result page, and the page of what moved, show of the action plan, and to whom."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from assessments.access import May, ToCompany
from assessments.models import Action, Assessment, Company
from assessments.views.plan_elsewhere import outcomes_between

from .factories import TODAY, grant_for, link_to, submitted_assessment, user
from .markup import Html
from .plans import HOLE, changed, result_after, result_with_a_hole, taken_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def result() -> Assessment:
    return result_with_a_hole()


@pytest.fixture
def company(result: Assessment) -> Company:
    return result.company


@pytest.fixture
def owner(client: Client, company: Company) -> Client:
    client.force_login(company.owners.get().user)
    return client


def result_page(client: Client, token: str) -> Html:
    response = client.get(reverse("result", kwargs={"token": token}))
    assert response.status_code == 200
    return Html(response.content.decode())


def ways(page: Html) -> list[tuple[str, str]]:
    """The links to the plan or towards it, with their words."""
    found = [
        one
        for one in page.all("a")
        if "/plan/" in one.get("href", "") or one.get("href", "").endswith("/claim/")
    ]
    return [
        (page.text_of(one), one.get("href", ""))
        for one in found
        if page.text_of(one) in ("Make it a plan", "See the action plan")
    ]


def plan_of(company: Company) -> str:
    return reverse("plan", kwargs={"company": company.public_id})


def test_the_owner_makes_the_latest_result_a_plan(
    owner: Client, company: Company, result: Assessment
):
    page = result_page(owner, result.public_id)

    ((words, place),) = ways(page)
    assert words == "Make it a plan"
    assert place == f"{plan_of(company)}?take-on=1#take-on"
    assert "open" in Html(owner.get(place).content.decode()).all("details")[-1].attrib


def test_once_something_is_taken_on_the_result_leads_to_the_plan(
    owner: Client, company: Company, result: Assessment
):
    taken_on(result, HOLE)

    assert ways(result_page(owner, result.public_id)) == [("See the action plan", plan_of(company))]


def test_an_earlier_result_is_not_made_a_plan_any_more(
    owner: Client, company: Company, result: Assessment
):
    later = result_after(result)

    assert ways(result_page(owner, result.public_id)) == [("See the action plan", plan_of(company))]
    assert [words for words, _ in ways(result_page(owner, later.public_id))] == ["Make it a plan"]


def test_whoever_has_no_account_is_led_to_keep_the_company_in_one(client: Client):
    _assessment, token = submitted_assessment()

    assert ways(result_page(client, token)) == [
        ("Make it a plan", reverse("claim", kwargs={"token": token}))
    ]


def test_the_private_link_of_a_company_that_somebody_owns_shows_its_plan_to_owners_alone(
    owner: Client, company: Company, result: Assessment
):
    (action,) = taken_on(result, HOLE)
    later = result_after(result, on_call="in-place")
    token = link_to(later)

    page = result_page(Client(), token)

    assert ways(page) == []
    assert action.title not in page.words
    assert "What became of the plan" not in page.words
    assert "What became of the plan" in result_page(owner, token).words


def test_a_result_says_what_became_of_what_was_taken_on_before(owner: Client, result: Assessment):
    (action,) = taken_on(result, HOLE)
    changed(action, state=Action.State.DONE, owner="Ada")
    later = result_after(result, on_call="partly")

    page = result_page(owner, later.public_id)

    section = next(one for one in page.all("ul") if one.get("class") == "became")
    text = page.text_of(section)
    assert text.startswith(f"{action.title} Done · Ada")
    assert "Marked done, but “On-call rotation” is still not in place." in text
    assert "What became of the plan" not in result_page(owner, result.public_id).words


def test_an_advisor_to_the_company_sees_the_plan_from_the_result(
    company: Company, result: Assessment
):
    (action,) = taken_on(result, HOLE)
    later = result_after(result, on_call="in-place")
    client, who = Client(), user("advisor@example.org")
    grant_for(company, tier="result", user=who)
    client.force_login(who)

    page = result_page(client, later.public_id)

    assert ways(page) == [("See the action plan", plan_of(company))]
    assert action.title in page.words


def test_an_advisor_to_one_assessment_sees_nothing_of_the_plan(
    company: Company, result: Assessment
):
    (action,) = taken_on(result, f"{HOLE}:2")
    changed(action, title="A title that only the plan has")
    later = result_after(result, on_call="in-place")
    client, who = Client(), user("advisor@example.org")
    grant_for(company, tier="answers", user=who, assessment=later)
    client.force_login(who)

    page = result_page(client, later.public_id)

    assert ways(page) == []
    assert "A title that only the plan has" not in page.words


def test_an_advisor_is_not_led_to_an_empty_plan(company: Company, result: Assessment):
    client, who = Client(), user("advisor@example.org")
    grant_for(company, tier="answers", user=who)
    client.force_login(who)

    assert ways(result_page(client, result.public_id)) == []


def test_the_example_has_no_plan(client: Client):
    response = client.get(reverse("example"))

    assert "Make it a plan" not in response.content.decode()


def test_what_moved_between_two_results_says_what_actions_had_done(
    company: Company, result: Assessment, django_assert_num_queries
):
    taken_on(result, HOLE, f"{HOLE}:2")
    second = result_after(result, on_call="partly")
    third = result_after(second, on_call="in-place")
    way = ToCompany(company, May.MANAGE)

    with django_assert_num_queries(3):
        found = outcomes_between(way, second, third)

    assert [one.action.due for one in found] == sorted(
        one.action.due for one in found if one.action.due
    )
    sentences = {one.outcome.sentence for one in found if one.outcome}
    assert sentences == {"“On-call rotation”: in place (was: partly)."}
    assert outcomes_between(way, result, result) == ()
    assert result.as_of == TODAY


@pytest.mark.parametrize("actions", [0, 8])
def test_the_result_page_asks_the_same_however_long_the_plan_is(
    owner: Client, result: Assessment, actions: int, django_assert_max_num_queries
):
    taken_on(result, HOLE)
    later = result_after(result, on_call="partly")
    for number in range(actions):
        Action.objects.create(
            company=result.company, assessment=result, practices=[HOLE], title=f"{number}"
        )

    with django_assert_max_num_queries(9):
        result_page(owner, later.public_id)


def test_the_page_of_what_moved_shows_what_the_plan_did(
    owner: Client, company: Company, result: Assessment
):
    (action,) = taken_on(result, HOLE)
    later = result_after(result, on_call="in-place")
    place = reverse("moved", kwargs={"company": company.public_id})

    page = Html(
        owner.get(place, {"from": result.public_id, "to": later.public_id}).content.decode()
    )

    assert "What the action plan did" in page.words
    assert action.title in page.words
    assert "Settled by 2 March 2027. It is not marked done." in page.words
