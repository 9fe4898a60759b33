"""A company over time: its page for everybody who may come, its name, and its next assessment."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments import rubrics, services
from assessments.models import Act, Assessment, Company, Rendering, User
from assessments.rendering import cache
from assessments.rendering.contents import content_hash
from assessments.reports.editions import FULL
from assessments.selectors import saved_values
from assessments.selectors.companies import timeline_of
from assessments.services.companies import begin_again, begin_next, rename

from .factories import (
    TODAY,
    answered,
    grant_for,
    history_of,
    history_rewritten,
    owned_assessment,
    respondent_of,
    submitted_assessment,
    user,
)
from .markup import Html

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stub_pdf")]

SPRING, SUMMER, AUTUMN = date(2026, 3, 2), date(2026, 8, 12), date(2026, 11, 20)
SMALLER = {"users": "first-customers", "release_status": "launched", "demand": "bugs-feedback"}


@pytest.fixture
def owner(client: Client) -> User:
    """Somebody who owns companies, and has signed in."""
    owner = user()
    client.force_login(owner)
    return owner


def at(name: str, company: Company) -> str:
    return reverse(name, kwargs={"company": company.public_id})


def page_of(client: Client, company: Company, status: int = 200) -> Html:
    response = client.get(at("company", company))
    assert response.status_code == status
    return Html(response.content.decode())


def rows_of(page: Html) -> list[str]:
    (table,) = page.all("table", class_="table--cards history")
    return [page.text_of(row) for row in table.iter("tr")][1:]


def buttons(page: Html) -> list[str]:
    return [page.text_of(one) for one in page.all("button")]


# --- the page ------------------------------------------------------------------------------------


def test_the_page_says_the_latest_verdict_and_the_one_before(client: Client, owner: User):
    _first, second = history_of(owner, SPRING, SUMMER, users="large-base")
    page = page_of(client, second.company)

    lede = page.text_of(page.one("p", class_="lede"))
    assert lede.startswith("Stage 3 of 5, Adoption: ")
    assert "Assessed 12 August 2026." in lede
    assert "On 2 March 2026 it was the same stage." in lede


def test_a_stage_that_moved_is_named_with_the_one_it_came_from(client: Client, owner: User):
    first = owned_assessment(owner, archetype="pmf")
    second, _name = services.begin_from(first, as_of=TODAY, with_link=False)
    second.answers.all().delete()
    services.submit(answered(second, "scaling"))

    lede = page_of(client, first.company).one("p", class_="lede")

    assert "it was stage 2, Product-Market Fit." in page_of(client, first.company).text_of(lede)


def test_every_assessment_is_listed_the_latest_first_with_its_result_and_both_editions(
    client: Client, owner: User
):
    first, second = history_of(owner, SPRING, SUMMER)
    page = page_of(client, first.company)

    rows = rows_of(page)
    assert [row.split(" 2026")[0] for row in rows] == ["12 August", "2 March"]
    assert all("3 Adoption" in row and "clear" in row for row in rows)
    for one in (first, second):
        for name in ("result", "report", "brief"):
            assert reverse(name, kwargs={"token": one.public_id}) in list(page.links())


def test_the_chart_has_a_dot_for_each_date_and_says_all_of_it_in_words(client: Client, owner: User):
    first, _second = history_of(owner, SPRING, SUMMER)
    page = page_of(client, first.company)

    titles = {page.text_of(one) for one in page.all("title") if "Chart" in page.text_of(one)}
    assert titles == {
        "Chart: the stage over time. 2 March 2026: stage 3, Adoption (clear); "
        "12 August 2026: stage 3, Adoption (clear)."
    }


def test_readiness_stands_by_dimension_and_date_with_number_and_name(client: Client, owner: User):
    first, second = history_of(
        owner, SPRING, SUMMER, code_review="not-yet", priority_owner="not-yet"
    )
    page = page_of(client, first.company)
    (table,) = page.all("table", class_="heat")

    rows = {
        page.text_of(row[0]): [page.text_of(one) for one in row[1:]] for row in table.iter("tr")
    }
    assert rows["Dimension"] == ["2 Mar 2026", "12 Aug 2026"]
    assert rows["The company"] == ["3 Adoption", "3 Adoption"]
    then, now = (
        {one.dimension: one for one in past.standing.readiness}
        for past in reversed(timeline_of(second.company).past)
        if past.standing
    )
    assert then["delivery"].stage == "adoption"
    assert rows["Delivery"][0] == "3 Adoption"
    assert now["delivery"].stage != "adoption"
    assert rows["Delivery"][1] != "3 Adoption"
    assert len(rows) == 2 + len(now)


def test_a_first_result_is_enough_for_a_page(client: Client, owner: User):
    page = page_of(client, owned_assessment(owner).company)

    assert "One date so far." in page.words
    assert "What moved since" not in page.words
    assert page.all(class_="compare") == []


def test_before_the_first_result_the_page_leads_on_with_the_open_assessment(
    client: Client, owner: User
):
    assessment = owned_assessment(owner, submitted=False)
    page = page_of(client, assessment.company)

    assert "There is no result yet" in page.words
    assert reverse("hub", kwargs={"token": assessment.public_id}) in list(page.links())
    assert not any("assessment" in one for one in buttons(page))


def test_a_company_without_any_assessment_can_begin_one(client: Client, owner: User):
    assessment = owned_assessment(owner, submitted=False)
    assessment.delete()
    page = page_of(client, assessment.company)

    assert "There is no assessment yet." in page.words
    assert "Begin an assessment" in buttons(page)


def test_while_one_is_open_the_page_goes_on_with_it_instead_of_beginning_another(
    client: Client, owner: User
):
    first = owned_assessment(owner)
    following = begin_next(first.company, as_of=TODAY)
    page = page_of(client, first.company)

    assert "New assessment from the last answers" not in buttons(page)
    assert reverse("hub", kwargs={"token": following.public_id}) in list(page.links())


def test_a_respondents_sheet_is_no_assessment_of_the_company(client: Client, owner: User):
    first = owned_assessment(owner)
    respondent_of(first)

    assert len(rows_of(page_of(client, first.company))) == 1


def test_a_history_whose_rubric_is_gone_keeps_its_place_in_the_list(client: Client, owner: User):
    first, second = history_of(owner, SPRING, SUMMER)
    with history_rewritten():
        Assessment.objects.filter(pk=first.pk).update(rubric_version="0.9")
    page = page_of(client, first.company)

    assert "The rubric cto-stages@0.9 is not on this server any more" in rows_of(page)[1]
    assert reverse("result", kwargs={"token": first.public_id}) not in list(page.links())
    assert page.text_of(page.one("p", class_="lede")).startswith("Stage 3 of 5")
    assert reverse("result", kwargs={"token": second.public_id}) in list(page.links())


def test_while_it_is_being_deleted_the_page_says_only_that_and_until_when(
    client: Client, owner: User
):
    assessment = owned_assessment(owner)
    Company.objects.update(delete_at=timezone.now())
    page = page_of(client, assessment.company)

    assert "This company is being deleted." in page.words
    assert assessment.public_id not in " ".join(page.links())


# --- for whom ------------------------------------------------------------------------------------


@pytest.mark.parametrize("tier", ["summary", "result", "answers"])
def test_an_advisor_sees_the_history_but_cannot_change_anything(client: Client, tier: str):
    first, _second = history_of(user(), SPRING, SUMMER)
    following = begin_next(first.company, as_of=TODAY)
    advisor = user("advisor@example.org")
    grant_for(first.company, tier=tier, user=advisor)
    client.force_login(advisor)
    page = page_of(client, first.company)

    assert len(rows_of(page)) == 2
    assert following.public_id not in " ".join(page.links())
    assert not {"Begin an assessment", "New assessment from the last answers"} & set(buttons(page))
    assert at("company-name", first.company) not in list(page.links())
    assert (at("moved", first.company) in list(page.links())) == (tier == "answers")
    leads_to_report = reverse("report", kwargs={"token": first.public_id}) in list(page.links())
    assert leads_to_report == (tier != "summary")


# --- what it costs -------------------------------------------------------------------------------


def queries_of(
    client: Client, company: Company, name: str, django_assert_max_num_queries: Any
) -> int:
    with django_assert_max_num_queries(30) as counted:
        client.get(at(name, company))
    return len(counted)


@pytest.mark.parametrize("name", ["company", "moved"])
def test_a_longer_history_costs_no_more_queries(
    client: Client, owner: User, name: str, django_assert_max_num_queries: Any
):
    days = [date(2024 + month // 12, month % 12 + 1, 1) for month in range(14)]
    few, many = history_of(owner, *days[:2]), history_of(owner, *days, company="Another")
    for one in (few, many):
        queries_of(client, one[0].company, name, django_assert_max_num_queries)  # warm caches

    first, second = (
        queries_of(client, one[0].company, name, django_assert_max_num_queries)
        for one in (few, many)
    )

    assert first == second


def test_the_timeline_takes_two_queries(owner: User, django_assert_num_queries: Any):
    company = history_of(owner, SPRING, SUMMER, AUTUMN)[0].company

    with django_assert_num_queries(2):
        timeline = timeline_of(company)

    assert [past.assessment.as_of for past in timeline.past] == [AUTUMN, SUMMER, SPRING]


# --- the next assessment -------------------------------------------------------------------------


def test_the_next_assessment_begins_from_the_latest_answers(client: Client, owner: User):
    _first, second = history_of(owner, SPRING, SUMMER, users="large-base")
    response = client.post(at("begin-next", second.company))

    begun = Assessment.objects.get(submitted_at=None)
    assert response["Location"] == reverse("hub", kwargs={"token": begun.public_id})
    assert (begun.previous, begun.as_of) == (second, timezone.localdate())
    assert saved_values(begun) == saved_values(second)
    assert begun.links.count() == 0


def test_asking_for_the_next_assessment_again_leads_to_the_same(client: Client, owner: User):
    company = owned_assessment(owner).company

    places = {client.post(at("begin-next", company))["Location"] for _ in range(3)}

    assert len(places) == 1
    assert company.assessments.count() == 2


def test_without_any_assessment_the_next_begins_empty(owner: User):
    company = Company.objects.create(name="Ferrovia")

    begun = begin_next(company, as_of=TODAY)

    assert begun.previous is None
    assert saved_values(begun) == {}
    assert begun.rubric_hash == rubrics.find().hash


def test_beginning_again_from_a_result_twice_leads_to_the_same_assessment(
    client: Client, owner: User
):
    first, _second = history_of(owner, SPRING, SUMMER)
    again = reverse("again", kwargs={"token": first.public_id})

    places = {client.post(again)["Location"] for _ in range(2)}

    assert len(places) == 1
    begun = Assessment.objects.get(submitted_at=None)
    assert begun.previous == first


def test_beginning_again_after_that_was_submitted_begins_another(owner: User):
    first = owned_assessment(owner)
    second = begin_again(first, as_of=TODAY)
    services.submit(second)

    third = begin_again(first, as_of=TODAY)

    assert third != second
    assert third.previous == first


def test_a_respondents_answers_begin_no_assessment_of_the_company(owner: User):
    common = owned_assessment(owner, submitted=False)
    respondent, token = respondent_of(common)
    services.submit(answered(respondent.sheet))
    before = Assessment.objects.count()

    response = Client().post(reverse("again", kwargs={"token": token}))

    assert response.status_code == 404
    assert Assessment.objects.count() == before


# --- the name ------------------------------------------------------------------------------------


def test_the_name_can_be_corrected_and_that_is_on_record(client: Client, owner: User):
    company = owned_assessment(owner, company="Ferovia").company

    response = client.post(at("company-name", company), {"name": " Ferrovia & Söhne "})

    assert response["Location"] == at("company", company)
    assert Company.objects.get().name == "Ferrovia & Söhne"
    act = Act.objects.filter(kind=Act.Kind.RENAMED).get()
    assert (act.user, act.about) == (owner, "from “Ferovia” to “Ferrovia & Söhne”")
    assert "The name is saved." in page_of(client, company).words


@pytest.mark.parametrize(
    ("given", "told"), [("  ", "Give the name"), ("x" * 121, "120 characters")]
)
def test_a_name_that_cannot_be_is_refused_where_it_was_typed(
    client: Client, owner: User, given: str, told: str
):
    company = owned_assessment(owner).company
    response = client.post(at("company-name", company), {"name": given})
    page = Html(response.content.decode())

    assert response.status_code == 422
    assert told in page.text_of(page.one(class_="error-summary"))
    assert told in page.text_of(page.by_id("id_name_error"))
    assert page.title.startswith("Problem:")
    assert Company.objects.get().name == "Ferrovia"
    assert not Act.objects.filter(kind=Act.Kind.RENAMED).exists()


def test_the_same_name_again_changes_nothing(owner: User):
    company = owned_assessment(owner).company

    rename(company, company.name, user=owner)

    assert not Act.objects.filter(kind=Act.Kind.RENAMED).exists()


def test_every_report_is_made_anew_with_the_new_name_and_the_old_files_are_gone(
    owner: User, django_capture_on_commit_callbacks: Any
):
    with django_capture_on_commit_callbacks(execute=True):
        made = history_of(owner, SPRING, SUMMER)
    company = made[0].company
    old = [content_hash(one, FULL) for one in made]
    assert all(map(cache.is_there, old))

    with django_capture_on_commit_callbacks(execute=True):
        rename(company, "Ferrovia AG", user=owner)

    assert not any(map(cache.is_there, old))
    renamed = Assessment.objects.select_related("company").filter(pk__in=[one.pk for one in made])
    new = [content_hash(one, FULL) for one in renamed]
    assert all(map(cache.is_there, new))
    assert not set(old) & set(new)
    assert Rendering.objects.count() == 0


def test_a_company_whose_rubric_is_gone_can_be_renamed_all_the_same(owner: User):
    company = owned_assessment(owner).company
    with history_rewritten():
        Assessment.objects.update(rubric_version="0.9")

    rename(company, "Ferrovia AG", user=owner)

    assert Company.objects.get().name == "Ferrovia AG"


# --- ways to the page ----------------------------------------------------------------------------


def leads_to_company(client: Client, name: str, assessment: Assessment) -> bool:
    page = Html(client.get(reverse(name, kwargs={"token": assessment.public_id})).content.decode())
    return at("company", assessment.company) in list(page.links())


def test_the_result_and_the_hub_lead_its_owner_to_the_company(client: Client, owner: User):
    first = owned_assessment(owner)

    assert leads_to_company(client, "result", first)
    assert leads_to_company(client, "hub", begin_next(first.company, as_of=TODAY))


@pytest.mark.parametrize("is_for_all", [True, False])
def test_a_share_leads_to_the_company_only_if_it_is_for_every_result(
    client: Client, is_for_all: bool
):
    first = owned_assessment(user())
    advisor = user("advisor@example.org")
    only = None if is_for_all else first
    grant_for(first.company, tier="result", user=advisor, assessment=only)
    client.force_login(advisor)

    assert leads_to_company(client, "result", first) == is_for_all


def test_a_private_link_does_not_lead_to_the_company(client: Client):
    assessment, token = submitted_assessment()
    result = client.get(reverse("result", kwargs={"token": token}))

    assert at("company", assessment.company) not in result.content.decode()
