"""A portfolio's table: what it shows, in which order, in how many queries; saved views."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments import rubrics
from assessments.models import Company, Entry, Grant, Member, Portfolio, Result, SavedView, User
from assessments.selectors.overview import PAGE, View, months_before, rows_of, view_of
from assessments.services import saved_views

from ..load.portfolio_rows import fill
from .factories import (
    TODAY,
    entry_in,
    history_of,
    member_of,
    owned_assessment,
    portfolio_of,
    user,
)
from .markup import Html
from .overview_model import expected, mixed_portfolio, queries

pytestmark = pytest.mark.django_db

MOST_QUERIES = 8


@pytest.fixture
def advisor() -> User:
    return user("advisor@example.org")


@pytest.fixture
def portfolio(advisor: User) -> Portfolio:
    return portfolio_of(advisor)


def page_of(advisor: User, portfolio: Portfolio, query: str = "", **headers: str) -> Html:
    client = Client()
    client.force_login(advisor)
    url = reverse("portfolio", kwargs={"portfolio": portfolio.public_id})
    response = client.get(f"{url}?{query}", headers=headers)
    assert response.status_code == 200
    return Html(response.content.decode())


def company_in(
    portfolio: Portfolio, name: str, *, tier: str = "result", **columns: object
) -> Entry:
    """A company with a kept result, whose columns are set past the scoring."""
    owner = User.objects.filter(email="founder@example.org").first()
    founder = owner or user("founder@example.org")
    assessment = owned_assessment(founder, company=name)
    Result.objects.filter(assessment=assessment).update(**columns)
    return entry_in(portfolio, assessment.company, tier=tier)


def names(view: View, portfolio: Portfolio) -> list[str]:
    return [one.company.name for one in view.entries(portfolio)]


def shown(query: str, portfolio: Portfolio) -> list[str]:
    return names(view_of(QueryDict(query)), portfolio)


# --- filters and order ---------------------------------------------------------------------------


@pytest.fixture
def mixed(portfolio: Portfolio) -> Portfolio:
    return mixed_portfolio(portfolio)


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(draw=st.randoms(use_true_random=False))
def test_the_table_has_what_plain_python_finds_in_the_same_order(mixed: Portfolio, draw: Random):
    query = queries(draw, rubrics.find())
    view = view_of(QueryDict(query))

    assert names(view, mixed) == expected(view, mixed), query


@pytest.mark.parametrize("sort", ["stage", "it", "moved", "ready-team", "coverage", "age"])
def test_what_is_not_known_comes_last_both_ways(portfolio: Portfolio, sort: str):
    company_in(portfolio, "Known", moved=1, readiness={"team": 2})
    fresh = Company.objects.create(name="A company without a result")
    entry_in(portfolio, fresh)

    for way in (sort, f"-{sort}"):
        assert shown(f"sort={way}", portfolio)[-1] == fresh.name


def test_what_a_summary_does_not_share_is_in_no_filter_and_sorts_as_unknown(portfolio: Portfolio):
    company_in(portfolio, "Shares all", gaps=" on-call ", it_members=5)
    company_in(portfolio, "Summary only", tier="summary", gaps=" on-call ", it_members=1)

    assert shown("missing=on-call", portfolio) == ["Shares all"]
    assert shown("sort=it", portfolio) == ["Shares all", "Summary only"]
    assert shown("sort=-it", portfolio) == ["Shares all", "Summary only"]


def test_a_practice_is_found_by_its_whole_name_only(portfolio: Portfolio):
    company_in(portfolio, "Another gap", gaps=" on-call-rota ")

    assert shown("missing=on-call", portfolio) == []


def test_what_follows_another_major_version_has_no_stage_here(advisor: User, portfolio: Portfolio):
    company_in(portfolio, "Another rubric", rubric_version="2.0", ordinal=4)

    assert shown("stage=4", portfolio) == []
    assert shown("stage=none", portfolio) == ["Another rubric"]
    assert "whose stages do not mean the same" in page_of(advisor, portfolio).text


@pytest.mark.parametrize(
    "query",
    ["stage=9", "sort=drop+table", "below=nothing", "missing=x", "age=-1", "moved=left", "x=y"],
)
def test_what_there_is_not_is_left_out_and_told(advisor: User, portfolio: Portfolio, query: str):
    company_in(portfolio, "Ferrovia")

    page = page_of(advisor, portfolio, query)

    assert "Ferrovia" in page.text
    assert query.replace("+", " ") in page.text
    assert view_of(QueryDict(query)).query == ""


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "", "²"])
def test_a_page_that_is_none_is_the_first_or_the_last(portfolio: Portfolio, page: str):
    company_in(portfolio, "Ferrovia")

    rows = rows_of(view_of(QueryDict(f"page={page}")), portfolio)

    assert (rows.page, rows.pages, len(rows.entries)) == (1, 1, 1)


@settings(max_examples=60)
@given(draw=st.randoms(use_true_random=False))
def test_a_view_is_the_same_read_from_its_own_query(draw: Random):
    view = view_of(QueryDict(queries(draw, rubrics.find())))

    assert view_of(QueryDict(view.query)) == view
    assert view.ignored == ()


def test_months_before_ends_at_the_end_of_a_shorter_month():
    day = TODAY.replace(month=8, day=31)

    assert str(months_before(day, 6)) == "2026-02-28"
    assert str(months_before(day, 30)) == "2024-02-29"
    assert str(months_before(TODAY, 12)) == "2025-11-22"


# --- grants --------------------------------------------------------------------------------------


def test_a_company_that_revokes_is_gone_at_once(advisor: User, portfolio: Portfolio):
    entry = company_in(portfolio, "Ferrovia")
    assert "Ferrovia" in page_of(advisor, portfolio).text

    Grant.objects.filter(pk=entry.grant_id).update(revoked_at=timezone.now())

    assert "Ferrovia" not in page_of(advisor, portfolio).text


def test_a_company_whose_grant_is_over_is_gone_at_once(advisor: User, portfolio: Portfolio):
    entry = company_in(portfolio, "Ferrovia")
    Grant.objects.filter(pk=entry.grant_id).update(expires_at=timezone.now() - timedelta(seconds=1))

    assert "Ferrovia" not in page_of(advisor, portfolio).text


def test_a_company_that_narrows_to_the_summary_keeps_its_people_and_gaps_to_itself(
    advisor: User, portfolio: Portfolio
):
    entry = company_in(portfolio, "Ferrovia", gaps=" on-call ", it_members=4321)
    assert "4\u202f321" in page_of(advisor, portfolio, "missing=on-call").text

    Grant.objects.filter(pk=entry.grant_id).update(tier=Grant.Tier.SUMMARY)

    assert "Ferrovia" not in page_of(advisor, portfolio, "missing=on-call").text
    page = page_of(advisor, portfolio)
    assert "4\u202f321" not in page.text
    assert "not shared" in page.text


# --- the page ------------------------------------------------------------------------------------


def test_the_page_takes_as_many_queries_over_ten_companies_as_over_two_hundred(
    advisor: User, portfolio: Portfolio
):
    taken = []
    client = Client()
    client.force_login(advisor)
    url = reverse("portfolio", kwargs={"portfolio": portfolio.public_id})
    saved_views.save_view(portfolio, name="Split", query="split=yes")
    for count in (10, 190):
        fill(portfolio, count, assessments=2, seed=count)
        for query in ("", "?sort=-ready-team&below=team&stage=2&stage=3&tag=Batch+1&split=yes"):
            with CaptureQueriesContext(connection) as queries_taken:
                client.get(url + query)
            taken.append(len(queries_taken))

    assert max(taken) <= MOST_QUERIES
    assert taken[0] == taken[2]


def test_fifty_companies_stand_on_a_page_and_links_lead_to_the_others(
    advisor: User, portfolio: Portfolio
):
    fill(portfolio, 2 * PAGE + 1, assessments=1)

    last = page_of(advisor, portfolio, "sort=-stage&page=3")

    assert len(last.all("tbody")) == 1
    assert "Page 3 of 3." in last.text
    leads = {one.get("href", "") for one in last.all("a")}
    asked = [parse_qs(urlsplit(one).query) for one in leads if "page=" in one]
    assert {"sort": ["-stage"], "page": ["2"]} in asked


def test_a_cell_tells_a_reader_the_stage_and_how_far_below_its_own_it_is(
    advisor: User, portfolio: Portfolio
):
    company_in(portfolio, "Ferrovia", ordinal=4, readiness={"team": 2, "product": None})

    text = page_of(advisor, portfolio).text

    assert "Product-Market Fit, 2 stages below its own" in text
    assert "not known" in text
    assert "nothing expected" in text


def test_what_founders_and_advisors_type_is_escaped(advisor: User, portfolio: Portfolio):
    entry = company_in(portfolio, "<script>alert(1)</script>")
    entry.tags.create(portfolio=portfolio, name='"><b>tag</b>')

    page = page_of(advisor, portfolio, "q=%3Cscript%3E&tag=%22%3E%3Cb%3Etag%3C%2Fb%3E")

    assert "<script>alert" not in page.text
    assert "<b>tag" not in page.text
    table = page.text_of(page.all("table")[0])
    assert "<script>alert(1)</script>" in table
    assert '"><b>tag</b>' in table


def test_htmx_gets_the_table_alone_under_an_address_without_empty_parts(
    advisor: User, portfolio: Portfolio
):
    company_in(portfolio, "Ferrovia")
    client = Client()
    client.force_login(advisor)
    url = reverse("portfolio", kwargs={"portfolio": portfolio.public_id})

    response = client.get(f"{url}?q=&stage=3&age=&sort=name", headers={"HX-Request": "true"})

    page = Html(response.content.decode())
    assert page.all("main") == []
    assert len(page.all("div", id="overview-table")) == 1
    assert response["HX-Push-Url"] == f"{url}?stage=3"


def test_a_heading_says_how_the_table_is_sorted(advisor: User, portfolio: Portfolio):
    company_in(portfolio, "Ferrovia")

    heads = page_of(advisor, portfolio, "sort=-musts").all("th", scope="col")

    assert [one.get("aria-sort") for one in heads if one.get("aria-sort")] == ["descending"]


# --- saved views ---------------------------------------------------------------------------------


def saving(portfolio: Portfolio) -> tuple[Client, str]:
    """The browser of an editor, and the address that views are posted to."""
    client, editor = Client(), user("editor@example.org")
    client.force_login(editor)
    member_of(portfolio, editor, role=Member.Role.EDITOR)
    return client, reverse("view-save", kwargs={"portfolio": portfolio.public_id})


def test_an_editor_saves_a_view_and_finds_it_above_the_table(portfolio: Portfolio):
    client, url = saving(portfolio)

    response = client.post(
        url, {"name": "To look at", "query": "sort=-musts&stage=3&stage=2&q=&page=4"}, follow=True
    )

    kept = SavedView.objects.get()
    assert (kept.name, kept.query) == ("To look at", "stage=2&stage=3&sort=-musts")
    page = Html(response.content.decode())
    here = [one for one in page.all("a") if one.get("aria-current") == "true"]
    assert [urlsplit(one.get("href")).query for one in here] == [kept.query]


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({"name": " ", "query": "stage=2"}, "Give the view a name."),
        ({"name": "x" * 81, "query": "stage=2"}, "80 characters"),
        ({"name": "Wrong", "query": "stage=9"}, "Nothing can be filtered by stage=9."),
        ({"name": "There", "query": "stage=2"}, "There is a view of that name."),
    ],
)
def test_a_view_that_cannot_be_saved_is_not_and_says_why(
    portfolio: Portfolio, posted: dict[str, str], said: str
):
    saved_views.save_view(portfolio, name="There", query="split=yes")
    client, url = saving(portfolio)

    response = client.post(url, posted)

    assert response.status_code == 422
    assert said in Html(response.content.decode()).text
    assert SavedView.objects.count() == 1


def test_a_portfolio_has_only_so_many_views(portfolio: Portfolio):
    for number in range(saved_views.MOST):
        saved_views.save_view(portfolio, name=str(number), query="")
    client, url = saving(portfolio)

    assert client.post(url, {"name": "One more", "query": ""}).status_code == 422


def test_an_editor_deletes_a_view_of_this_portfolio_only(portfolio: Portfolio, advisor: User):
    other = portfolio_of(advisor, name="Another")
    mine = saved_views.save_view(portfolio, name="Mine", query="")
    theirs = saved_views.save_view(other, name="Theirs", query="")
    client, _url = saving(portfolio)

    for view, status in ((theirs, 404), (mine, 302), (mine, 404)):
        parts = {"portfolio": portfolio.public_id, "view": view.public_id}
        assert client.post(reverse("view-delete", kwargs=parts)).status_code == status

    assert list(SavedView.objects.all()) == [theirs]


def test_a_company_without_an_earlier_assessment_has_not_moved(portfolio: Portfolio):
    founder = user("founder@example.org")
    first = history_of(founder, TODAY, company="First")[0]
    twice = history_of(founder, TODAY - timedelta(days=90), TODAY, company="Twice")[0]
    for one in (first, twice):
        entry_in(portfolio, one.company)

    assert shown("moved=first", portfolio) == ["First"]
    assert shown("moved=same", portfolio) == ["Twice"]
