"""A portfolio's companies together: counted by the grants as they are now."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from assessments.models import Assessment, Entry, Grant, Portfolio, Result, User
from assessments.selectors.insights import gathered, quarter_ends
from assessments.selectors.overview import view_of

from ..load.portfolio_rows import fill
from .factories import entry_in, history_of, owned_assessment, portfolio_of, user
from .markup import Html

pytestmark = pytest.mark.django_db


@pytest.fixture
def advisor() -> User:
    return user("advisor@example.org")


@pytest.fixture
def portfolio(advisor: User) -> Portfolio:
    return portfolio_of(advisor)


@pytest.fixture
def founder() -> User:
    return user("founder@example.org")


def page_of(advisor: User, portfolio: Portfolio, query: str = "", status: int = 200) -> Html:
    client = Client()
    client.force_login(advisor)
    url = reverse("portfolio-insights", kwargs={"portfolio": portfolio.public_id})
    response = client.get(f"{url}?{query}")
    assert response.status_code == status
    return Html(response.content.decode())


def section(page: Html, name: str) -> str:
    """The text of a section of the page."""
    (found,) = page.all("section", aria_labelledby=name)
    return " ".join(page.text_of(found).split())


def lacking(
    portfolio: Portfolio, founder: User, name: str, *practices: str, tier: str = "result"
) -> Entry:
    """A company at Adoption that lacks these practices."""
    assessment = owned_assessment(founder, company=name)
    gaps = "".join(f" {one}" for one in practices) + " " if practices else ""
    Result.objects.filter(assessment=assessment).update(gaps=gaps)
    return entry_in(portfolio, assessment.company, tier=tier)


# --- shared gaps ---------------------------------------------------------------------------------


def test_a_shared_gap_is_told_of_those_that_share_their_result(
    advisor: User, portfolio: Portfolio, founder: User
):
    for name in ("Alder", "Birch"):
        lacking(portfolio, founder, name, "on-call")
    lacking(portfolio, founder, "Cedar")
    lacking(portfolio, founder, "Summary", "on-call", tier="summary")

    page = page_of(advisor, portfolio)

    said = section(page, "gaps")
    assert "missing in 2 of 3 companies at Product-Market Fit or later" in said
    assert "Alder, Birch" in said
    assert "Summary" not in said


def test_the_link_of_a_gap_leads_to_a_table_with_the_same_companies(
    advisor: User, portfolio: Portfolio, founder: User
):
    entries = [lacking(portfolio, founder, name, "on-call") for name in ("Alder", "Birch")]
    early = lacking(portfolio, founder, "Too early", "on-call")  # a circumstance asks for it
    Result.objects.filter(company=early.company).update(ordinal=1, stage="mvp")

    page = page_of(advisor, portfolio)

    (href,) = {one.get("href", "") for one in page.all("a") if "missing=" in one.get("href", "")}
    found = view_of(QueryDict(href.partition("?")[2])).entries(portfolio)
    assert list(found) == entries


def test_what_one_company_lacks_is_not_shared(advisor: User, portfolio: Portfolio, founder: User):
    lacking(portfolio, founder, "Alder", "on-call")

    assert "No practice is missing in two companies" in section(page_of(advisor, portfolio), "gaps")


# --- grants --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"revoked_at": timezone.now()},
        {"expires_at": timezone.now() - timedelta(seconds=1)},
    ],
    ids=["revoked", "expired"],
)
def test_a_company_whose_grant_is_over_is_in_no_count_any_more(
    advisor: User, portfolio: Portfolio, founder: User, change: dict[str, object]
):
    lacking(portfolio, founder, "Alder", "on-call")
    entry = lacking(portfolio, founder, "Birch", "on-call")
    assert "Birch" in page_of(advisor, portfolio).text

    Grant.objects.filter(pk=entry.grant_id).update(**change)

    found = gathered(portfolio)
    assert len(found.named) == len(found.cards) == len(found.history) == len(found.standings) == 1
    assert "Birch" not in page_of(advisor, portfolio).text


def test_a_company_that_narrows_to_the_summary_keeps_gaps_and_people_to_itself(
    portfolio: Portfolio, founder: User
):
    entry = lacking(portfolio, founder, "Alder", "on-call")
    Grant.objects.filter(pk=entry.grant_id).update(tier=Grant.Tier.SUMMARY)

    found = gathered(portfolio)

    assert found.standings == ()
    assert [card.it_members for card in found.cards] == [None]


# --- over time -----------------------------------------------------------------------------------


def moved(assessment: Assessment, ordinal: int, stage: str) -> None:
    Result.objects.filter(assessment=assessment).update(ordinal=ordinal, stage=stage)


@pytest.mark.parametrize(("tier", "links"), [("answers", 1), ("result", 0)])
def test_a_movement_links_to_what_moved_for_those_that_share_answers(
    advisor: User, portfolio: Portfolio, founder: User, tier: str, links: int
):
    first, last = history_of(founder, date(2026, 2, 1), date(2026, 8, 1), company="Alder")
    moved(first, 2, "pmf")
    entry_in(portfolio, first.company, tier=tier)

    page = page_of(advisor, portfolio, "from=2026-06-01&to=2026-09-30")

    assert "from 2 Product-Market Fit to 3 Adoption" in section(page, "movements")
    pair = f"from={first.public_id}&to={last.public_id}"
    assert sum(pair in one.get("href", "") for one in page.all("a")) == links


def test_outside_its_period_a_movement_is_not_told(
    advisor: User, portfolio: Portfolio, founder: User
):
    first, _last = history_of(founder, date(2026, 2, 1), date(2026, 8, 1), company="Alder")
    moved(first, 2, "pmf")
    entry_in(portfolio, first.company)

    said = section(page_of(advisor, portfolio, "from=2026-08-02&to=2026-09-30"), "movements")

    assert "Up: 0. Down: 0." in said


@pytest.mark.parametrize(
    "query", ["from=2026-09-30&to=2026-06-01", "from=yesterday", "to=2026-02-31", "to=%00"]
)
def test_a_period_that_is_none_is_told_so(
    advisor: User, portfolio: Portfolio, founder: User, query: str
):
    lacking(portfolio, founder, "Alder")

    page = page_of(advisor, portfolio, query, status=422)

    assert "Give two days, the earlier one first." in page.text


def test_the_quarters_are_the_last_eight_that_have_ended():
    ends = quarter_ends(date(2026, 3, 31))

    assert [str(one) for one in ends[:2]] == ["2024-03-31", "2024-06-30"]
    assert str(ends[-1]) == "2025-12-31"
    assert len(ends) == 8


def test_no_quarter_before_the_first_verdict_is_told(
    advisor: User, portfolio: Portfolio, founder: User
):
    today = timezone.localdate()
    ends = quarter_ends(today)
    first, _last = history_of(founder, ends[-2], today, company="Alder")
    entry_in(portfolio, first.company)

    page = page_of(advisor, portfolio)

    told = [page.text_of(one).strip() for one in page.all("th", scope="col")]
    days = told[told.index("Stage") + 1 : told.index("today")]
    assert days == [date_format(one, "M Y") for one in ends[-2:]]


# --- the page ------------------------------------------------------------------------------------


def test_a_portfolio_without_a_stage_says_so(advisor: User, portfolio: Portfolio):
    assert "There is nothing to bring together yet" in page_of(advisor, portfolio).text


def test_the_figures_of_fewer_than_five_are_not_shown(
    advisor: User, portfolio: Portfolio, founder: User
):
    for name in ("Alder", "Birch", "Cedar", "Durian"):
        lacking(portfolio, founder, name)
    assert "with fewer than 5 companies" in section(page_of(advisor, portfolio), "peers")
    assert page_of(advisor, portfolio).all("table", class_="table--small quartiles") == []

    lacking(portfolio, founder, "Elder")

    assert "5 companies" in section(page_of(advisor, portfolio), "peers")
    assert len(page_of(advisor, portfolio).all("table", class_="table--small quartiles")) == 1


def test_the_page_takes_as_many_queries_over_ten_companies_as_over_two_hundred(
    advisor: User, portfolio: Portfolio
):
    client, taken = Client(), []
    client.force_login(advisor)
    url = reverse("portfolio-insights", kwargs={"portfolio": portfolio.public_id})
    for count in (10, 190):
        fill(portfolio, count, assessments=3, seed=count)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        taken.append(len(queries))

    assert taken[0] == taken[1] <= 8
