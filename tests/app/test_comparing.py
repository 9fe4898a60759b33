"""Companies side by side, each as far as it shares now; and a company beside its own past."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.models import Assessment, Company, Entry, Look, Portfolio, User
from assessments.selectors import comparing, rubric_of

from .factories import (
    entry_in,
    grant_for,
    history_of,
    history_rewritten,
    member_of,
    owned_assessment,
    portfolio_of,
    user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def founder() -> User:
    return user("founder@example.org", name="Fay")


@pytest.fixture
def portfolio() -> Portfolio:
    return portfolio_of(user("advisor@example.org", name="Avi"))


@pytest.fixture
def advisor(portfolio: Portfolio, client: Client) -> Client:
    client.force_login(User.objects.get(email="advisor@example.org"))
    return client


def shared(
    portfolio: Portfolio,
    founder: User,
    name: str,
    *,
    archetype: str = "adoption",
    tier: str = "result",
    submitted: bool = True,
) -> Entry:
    assessment = owned_assessment(founder, company=name, archetype=archetype, submitted=submitted)
    return entry_in(portfolio, Company.objects.get(pk=assessment.company_id), tier=tier)


def compared(client: Client, portfolio: Portfolio, *entries: Entry, **more: Any) -> Any:
    address = reverse("portfolio-compare", kwargs={"portfolio": portfolio.public_id})
    return client.get(address, {"company": [one.public_id for one in entries], **more})


def rows(response: Any, part: str) -> dict[str, list[str]]:
    """The rows of the page's tables under one of its headings, as they read."""
    groups = getattr(response.context["page"].view, part)
    return {row.name: [cell.said for cell in row.cells] for group in groups for row in group.rows}


# --- of a portfolio ------------------------------------------------------------------------------


def test_two_companies_stand_side_by_side_with_what_differs_first(
    advisor: Client, portfolio: Portfolio, founder: User
):
    one = shared(portfolio, founder, "Ferrovia")
    other = shared(portfolio, founder, "Almond", archetype="scaling")

    response = compared(advisor, portfolio, one, other)
    page = response.content.decode()

    assert response.status_code == 200
    view = response.context["page"].view
    stage = next(row for row in view.verdicts if row.name == "Stage")
    assert [cell.said for cell in stage.cells] == ["Adoption", "Scaling"]
    assert [head.name for head in view.heads] == ["A Ferrovia", "B Almond"]
    assert page.index("Where they differ") < page.index("The same in all")
    assert rows(response, "differing").keys().isdisjoint(rows(response, "same"))


def test_companies_that_answer_alike_differ_in_nothing(
    advisor: Client, portfolio: Portfolio, founder: User
):
    entries = [shared(portfolio, founder, name) for name in ("Ferrovia", "Almond")]

    response = compared(advisor, portfolio, *entries)

    assert response.context["page"].view.differing == ()
    assert "In nothing that at least two of them tell." in response.content.decode()


def test_of_who_shares_the_summary_stage_readiness_and_musts_are_told_and_no_more(
    advisor: Client, portfolio: Portfolio, founder: User
):
    open_one = shared(portfolio, founder, "Ferrovia")
    closed = shared(portfolio, founder, "Almond", archetype="scaling", tier="summary")

    response = compared(advisor, portfolio, open_one, closed)
    view = response.context["page"].view

    people = next(row for row in view.verdicts if row.name == "IT members")
    assert [cell.said for cell in people.cells] == ["16", "not shared"]
    assert view.hidden == ("Almond",)
    told = {group.title: group for part in ("differing", "same") for group in getattr(view, part)}
    assert set(told) <= {"Readiness", "Priorities"}
    alone = {group.title for group in view.alone}
    assert {"Organisation: who holds which role now", "Practices that one of them lacks"} <= alone
    hidden = [row.cells[1] for group in view.alone for row in group.rows]
    assert {cell.said for cell in hidden} == {"not shared"}


def test_a_grant_that_is_narrowed_or_revoked_meanwhile_hides_at_once(
    advisor: Client, portfolio: Portfolio, founder: User
):
    entries = [shared(portfolio, founder, name) for name in ("Ferrovia", "Almond", "Cobble")]
    narrowed, revoked = entries[1].grant, entries[2].grant
    narrowed.tier = "summary"
    narrowed.save()
    revoked.revoked_at = timezone.now()
    revoked.save()

    response = compared(advisor, portfolio, *entries)
    page = response.content.decode()

    assert "Cobble" not in page
    assert "One of those you chose does not share with this portfolio, or no longer." in page
    assert response.context["page"].view.hidden == ("Almond",)


def test_a_company_of_another_portfolio_is_not_there(
    advisor: Client, portfolio: Portfolio, founder: User
):
    mine = [shared(portfolio, founder, name) for name in ("Ferrovia", "Almond")]
    theirs = shared(portfolio_of(founder, name="Another"), founder, "Hidden")

    response = compared(advisor, portfolio, *mine, theirs)

    assert "Hidden" not in response.content.decode()
    assert len(response.context["page"].view.heads) == 2


def test_companies_of_another_major_version_are_not_compared_but_told_apart(
    advisor: Client, portfolio: Portfolio, founder: User, monkeypatch: pytest.MonkeyPatch
):
    entries = [shared(portfolio, founder, name) for name in ("Ferrovia", "Almond")]
    newer = entries[1].company.assessments.get()

    def as_newer(assessment: Assessment) -> Any:
        rubric = rubric_of(assessment)
        header = rubric.rubric.model_copy(update={"version": "2.0"})
        is_newer = assessment.pk == newer.pk
        return rubric.model_copy(update={"rubric": header}) if is_newer else rubric

    monkeypatch.setattr(comparing, "rubric_of", as_newer)

    page = compared(advisor, portfolio, *entries).content.decode()

    assert "These cannot be compared" in page
    assert "cto-stages 1: Ferrovia" in page
    assert "cto-stages 2: Almond" in page


def test_of_one_company_or_the_same_twice_one_chooses_the_other(
    advisor: Client, portfolio: Portfolio, founder: User
):
    one = shared(portfolio, founder, "Ferrovia")
    shared(portfolio, founder, "Almond")

    for response in (
        compared(advisor, portfolio, one),
        compared(advisor, portfolio, one, one),
    ):
        options = response.context["page"].options
        assert [(option.said, option.is_chosen) for option in options] == [
            ("Ferrovia", True),
            ("Almond", False),
        ]


def test_six_are_too_many_and_all_stay_chosen(advisor: Client, portfolio: Portfolio, founder: User):
    entries = [shared(portfolio, founder, f"Company {at}") for at in range(6)]

    response = compared(advisor, portfolio, *entries)

    assert response.status_code == 422
    assert "Choose five at the most" in response.content.decode()
    assert all(option.is_chosen for option in response.context["page"].options)


def test_one_can_be_looked_for_by_name_and_what_is_chosen_stays(
    advisor: Client, portfolio: Portfolio, founder: User
):
    one = shared(portfolio, founder, "Ferrovia")
    for name in ("Almond", "Almeria", "Cobble"):
        shared(portfolio, founder, name)

    response = compared(advisor, portfolio, one, q="alm")

    options = response.context["page"].options
    assert [option.said for option in options] == ["Ferrovia", "Almeria", "Almond"]


def test_a_company_without_an_assessment_is_left_out_and_said_to_be(
    advisor: Client, portfolio: Portfolio, founder: User
):
    entries = [shared(portfolio, founder, name) for name in ("Ferrovia", "Almond")]
    entries.append(shared(portfolio, founder, "Fresh", submitted=False))

    response = compared(advisor, portfolio, *entries)

    assert response.context["page"].left_out == ("Fresh",)
    assert len(response.context["page"].view.heads) == 2


def test_an_empty_portfolio_says_what_it_takes(advisor: Client, portfolio: Portfolio):
    response = compared(advisor, portfolio)

    assert "it takes two companies" in response.content.decode()


def test_strangers_find_nothing_and_viewers_all(portfolio: Portfolio, founder: User):
    entries = [shared(portfolio, founder, name) for name in ("Ferrovia", "Almond")]
    stranger, viewer = Client(), Client()
    stranger.force_login(user("stranger@example.org"))
    seen_by = user("viewer@example.org")
    member_of(portfolio, seen_by)
    viewer.force_login(seen_by)

    assert compared(stranger, portfolio, *entries).status_code == 404
    assert compared(viewer, portfolio, *entries).status_code == 200


def test_five_companies_take_as_many_queries_as_two(
    advisor: Client,
    portfolio: Portfolio,
    founder: User,
    django_assert_num_queries: DjangoAssertNumQueries,
):
    entries = [shared(portfolio, founder, f"Company {at}") for at in range(5)]
    compared(advisor, portfolio, *entries)

    for some in (entries[:2], entries):
        with django_assert_num_queries(6):
            compared(advisor, portfolio, *some)


def test_founders_see_who_has_set_their_company_beside_others(
    advisor: Client, portfolio: Portfolio, founder: User
):
    first, second, other = (
        shared(portfolio, founder, name) for name in ("Aquila", "Bora", "Cirrus")
    )
    compared(advisor, portfolio, first)  # too few: nothing of it is shown
    assert not Look.objects.exists()

    for _ in range(2):
        compared(advisor, portfolio, first, second)

    looks = Look.objects.filter(page="portfolio-compare")
    assert {one.grant for one in looks} == {first.grant, second.grant}
    assert looks.count() == Look.objects.count() == 2
    assert {one.assessment for one in looks} == {
        one.company.assessments.get() for one in (first, second)
    }
    owner = Client()
    owner.force_login(founder)
    for entry, count in ((first, 1), (other, 0)):
        page = owner.get(reverse("looks", kwargs={"company": entry.company.public_id}))
        assert page.content.decode().count("Beside other companies") == count


# --- of a company --------------------------------------------------------------------------------


def beside(client: Client, company: Company, **asked: Any) -> Any:
    return client.get(reverse("company-compare", kwargs={"company": company.public_id}), asked)


def test_a_company_stands_beside_its_past_and_the_typical_one_of_a_stage(founder: User):
    client = Client()
    client.force_login(founder)
    first, last = history_of(founder, date(2026, 1, 5), date(2026, 7, 5), on_call="not-yet")

    response = beside(client, first.company, **{"with": first.public_id, "stage": "scaling"})

    view = response.context["page"].view
    names = [head.name for head in view.heads]
    assert names == ["A 5 July 2026", "B 5 January 2026", "C Typical of Scaling"]
    assert rows(response, "differing")["On-call rotation"]
    assert last.public_id in view.heads[0].column.place


def test_with_nothing_chosen_the_page_only_offers(founder: User):
    client = Client()
    client.force_login(founder)
    first, _last = history_of(founder, date(2026, 1, 5), date(2026, 7, 5))

    page = beside(client, first.company).context["page"]

    assert page.view is None
    assert [option.said for option in page.options] == ["5 January 2026"]
    assert len(page.stages) == 5


def test_more_than_four_beside_the_latest_are_too_many(founder: User):
    client = Client()
    client.force_login(founder)
    assessment = owned_assessment(founder)
    stages = ["mvp", "pmf", "adoption", "scaling", "enterprise"]

    response = beside(client, assessment.company, stage=stages)

    assert response.status_code == 422
    assert "Choose four at the most" in response.content.decode()


@pytest.mark.parametrize("asked", [{"with": "nothing"}, {"stage": "nothing"}])
def test_what_is_not_there_cannot_be_set_beside(founder: User, asked: dict[str, str]):
    client = Client()
    client.force_login(founder)

    assert beside(client, owned_assessment(founder).company, **asked).status_code == 404


def test_an_assessment_of_another_company_cannot_be_set_beside(founder: User):
    client = Client()
    client.force_login(founder)
    mine, other = owned_assessment(founder), owned_assessment(founder, company="Almond")

    assert beside(client, mine.company, **{"with": other.public_id}).status_code == 404


def test_before_anything_is_submitted_it_says_so(founder: User):
    client = Client()
    client.force_login(founder)
    assessment = owned_assessment(founder, submitted=False)

    assert "Nothing is submitted yet" in beside(client, assessment.company).content.decode()


def test_a_rubric_that_is_gone_is_said_to_be(founder: User):
    client = Client()
    client.force_login(founder)
    assessment = owned_assessment(founder)
    with history_rewritten():
        Assessment.objects.update(rubric_version="0.1")

    assert "Left out, since the rubric" in beside(client, assessment.company).content.decode()


@pytest.mark.parametrize(("tier", "status"), [("summary", 404), ("result", 200), ("answers", 200)])
def test_it_takes_the_full_result_to_see_a_company_side_by_side(
    founder: User, tier: str, status: int
):
    assessment, guest = owned_assessment(founder), user("guest@example.org")
    grant_for(assessment.company, tier=tier, user=guest)
    client = Client()
    client.force_login(guest)

    assert beside(client, assessment.company).status_code == status
    tab = reverse("company-compare", kwargs={"company": assessment.company.public_id})
    company = client.get(reverse("company", kwargs={"company": assessment.company.public_id}))
    assert (tab in company.content.decode()) == (status == 200)
