"""A portfolio as a file: what is shared now, typed, and doing nothing in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.models import Company, Entry, Grant, Look, Portfolio, PortfolioAct, Tag, User
from assessments.services import sharing
from assessments.services.sharing import Terms
from assessments.templatetags.sharing import PAGES

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

pytestmark = pytest.mark.django_db

SCHEMA = Path(__file__).parents[2] / "docs" / "portfolio-export.schema.json"
TABLE, WORKBOOK, PROGRAMS = "portfolio-table", "portfolio-workbook", "portfolio-programs"
FILES = (TABLE, WORKBOOK, PROGRAMS)
Row = dict[str, Any]


@pytest.fixture
def advisor() -> User:
    return user("ida@fund.example.org", name="Ida")


@pytest.fixture
def founder() -> User:
    return user("founder@example.org", name="Fay")


@pytest.fixture
def portfolio(advisor: User) -> Portfolio:
    return portfolio_of(advisor)


@pytest.fixture
def member(client: Client, advisor: User) -> Client:
    client.force_login(advisor)
    return client


def added(portfolio: Portfolio, founder: User, name: str, **how: Any) -> Entry:
    """A company in the portfolio, assessed once as a typical one."""
    stage = how.pop("archetype", "adoption")
    company = owned_assessment(founder, company=name, archetype=stage).company
    return entry_in(portfolio, company, **how)


def content_of(member: Client, name: str, portfolio: Portfolio, query: str = "") -> bytes:
    response = member.get(reverse(name, kwargs={"portfolio": portfolio.public_id}) + query)
    assert response.status_code == 200
    return b"".join(response)


def table_of(member: Client, portfolio: Portfolio, query: str = "") -> list[Row]:
    text = content_of(member, TABLE, portfolio, query).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def objects_of(member: Client, portfolio: Portfolio, query: str = "") -> Row:
    found: Row = json.loads(content_of(member, PROGRAMS, portfolio, query))
    return found


def book_of(member: Client, portfolio: Portfolio, query: str = "") -> openpyxl.Workbook:
    return openpyxl.load_workbook(
        io.BytesIO(content_of(member, WORKBOOK, portfolio, query)), data_only=False
    )


def rows_of(book: openpyxl.Workbook, sheet: str) -> list[Row]:
    head, *rows = book[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def names_in(member: Client, name: str, portfolio: Portfolio, query: str = "") -> list[str]:
    """The companies in a file of any kind, in its order."""
    if name == TABLE:
        return [row["Company"] for row in table_of(member, portfolio, query)]
    if name == PROGRAMS:
        return [one["name"] for one in objects_of(member, portfolio, query)["companies"]]
    return [row["Company"] for row in rows_of(book_of(member, portfolio, query), "Companies")]


# --- what is in them -----------------------------------------------------------------------------


def test_the_table_has_a_row_for_each_company_with_what_it_shares(
    member: Client, portfolio: Portfolio, founder: User
):
    entry = added(portfolio, founder, "Łódź “Works”")
    entry.tags.add(Tag.objects.create(portfolio=portfolio, name="B2B"))
    Entry.objects.filter(pk=entry.pk).update(note="Call Fay", check_in_on=date(2027, 1, 9))

    (row,) = table_of(member, portfolio)

    assert content_of(member, TABLE, portfolio).startswith(b"\xef\xbb\xbfCompany,")
    result = entry.company.results.get()
    assert (row["Company"], row["Stage number"], row["Stage"]) == ("Łódź “Works”", "3", "Adoption")
    assert (row["Probability"], row["Certainty"]) == (str(result.probability), "clear")
    assert (row["Ready: Delivery"], row["Out of step"]) == ("3", "no")
    assert row["IT members"] == str(result.it_members)
    assert (row["As of"], row["Moved (stages)"]) == (TODAY.isoformat(), "")
    assert row["Age (days)"] == str((timezone.localdate() - TODAY).days)
    assert (row["Tags"], row["Next check-in"], row["Note"]) == ("B2B", "2027-01-09", "Call Fay")
    assert row["Link"] == f"http://testserver/companies/{entry.company.public_id}/"


def test_what_a_summary_does_not_share_is_said_not_to_be_shared(
    member: Client, portfolio: Portfolio, founder: User
):
    added(portfolio, founder, "Ferrovia", tier="summary")

    (row,) = table_of(member, portfolio)
    (cell,) = rows_of(book_of(member, portfolio), "Companies")
    (told,) = objects_of(member, portfolio)["companies"]

    assert (row["IT members"], cell["IT members"]) == ("not shared", "not shared")
    assert (row["Stage"], row["Open musts"]) == ("Adoption", str(cell["Open musts"]))
    assert told["not_shared"] == ["it_members", "gaps"]
    assert (told["it_members"], told["gaps"]) == (None, None)
    assert rows_of(book_of(member, portfolio), "Shared gaps") == []


def test_a_company_without_an_assessment_is_there_with_nothing_to_tell(
    member: Client, portfolio: Portfolio, founder: User
):
    company = owned_assessment(founder, company="New", submitted=False).company
    entry_in(portfolio, company)

    (row,) = table_of(member, portfolio)
    (told,) = objects_of(member, portfolio)["companies"]

    assert (row["Stage number"], row["As of"], row["Out of step"]) == ("", "", "")
    assert (told["stage"], told["as_of"], told["coverage"]) == (None, None, None)


def test_the_json_fits_its_schema_whatever_the_companies_share(
    member: Client, portfolio: Portfolio, founder: User
):
    for tier in Grant.Tier.values:
        added(portfolio, founder, f"Shares {tier}", tier=tier)
    entry_in(portfolio, owned_assessment(founder, company="New", submitted=False).company)

    found = objects_of(member, portfolio, "?sort=-name")

    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(schema, format_checker=checker).validate(found)
    assert (found["portfolio"], found["filters"]) == ("Spring cohort", "sort=-name")
    assert len(found["companies"]) == 4


def test_an_empty_portfolio_makes_files_without_companies(member: Client, portfolio: Portfolio):
    for name in FILES:
        assert names_in(member, name, portfolio) == []


# --- the workbook --------------------------------------------------------------------------------


def test_cells_of_the_workbook_have_types_and_its_head_stays(
    member: Client, portfolio: Portfolio, founder: User
):
    added(portfolio, founder, "Ferrovia")

    book = book_of(member, portfolio)
    (row,) = rows_of(book, "Companies")

    assert (row["Stage number"], row["Ready: Delivery"]) == (3, 3)
    assert isinstance(row["Probability"], float)
    assert row["Out of step"] is False
    assert row["As of"].date() == TODAY
    for sheet in book.worksheets:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert sheet.print_title_rows == "$1:$1"
    assert book.sheetnames == ["Companies", "Shared gaps", "Movements", "Notes on method"]


def test_a_sheet_tells_how_many_lack_a_practice_and_which(
    member: Client, portfolio: Portfolio, founder: User
):
    for name in ("Ferrovia", "Aquila"):
        company = owned_assessment(founder, company=name).company
        result = company.results.get()
        result.gaps = " on-call "
        result.save()
        entry_in(portfolio, company)
    added(portfolio, founder, "Too early", archetype="mvp")

    rows = rows_of(book_of(member, portfolio), "Shared gaps")

    row = next(row for row in rows if row["Missing in"] == 2)
    assert row["Of companies there or later"] == 2
    assert row["Companies"] == "Aquila, Ferrovia"


def test_a_sheet_tells_every_change_of_stage_the_latest_first(
    member: Client, portfolio: Portfolio, founder: User
):
    days = (date(2026, 1, 5), date(2026, 6, 5))
    assessments = history_of(founder, *days)
    entry = entry_in(portfolio, assessments[0].company)
    entry.company.results.filter(as_of=days[1]).update(moved=1, ordinal=4)

    (row,) = rows_of(book_of(member, portfolio), "Movements")

    assert row["As of"].date() == days[1]
    assert (row["From stage"], row["To stage"]) == ("Adoption", "Scaling")
    assert (row["From stage number"], row["To stage number"]) == (3, 4)


def test_its_notes_say_which_rubric_and_how_the_companies_were_chosen(
    member: Client, portfolio: Portfolio
):
    notes = rows_of(book_of(member, portfolio, "?q=Ferr&sort=-age"), "Notes on method")

    said = {row["What"]: row["Meaning"] for row in notes}
    assert said["Rubric"].startswith("cto-stages 1.0 (")
    assert said["Chosen by"] == "q=Ferr&sort=-age"
    assert "“not shared”" in said


# --- nothing acts as a formula -------------------------------------------------------------------

STARTS = ("=", "+", "-", "@", "\t", "\r")


@pytest.mark.parametrize("start", STARTS)
def test_nothing_that_somebody_typed_acts_as_a_formula(
    member: Client, portfolio: Portfolio, founder: User, start: str
):
    typed = f'{start}HYPERLINK("http://evil.example","x")'
    company = owned_assessment(founder).company
    type(company).objects.filter(pk=company.pk).update(name=typed)
    entry = entry_in(portfolio, company)
    entry.tags.add(Tag.objects.create(portfolio=portfolio, name=typed[:40]))
    Entry.objects.filter(pk=entry.pk).update(note=typed)
    Portfolio.objects.filter(pk=portfolio.pk).update(name=typed)
    portfolio.refresh_from_db()

    (row,) = table_of(member, portfolio)
    book = book_of(member, portfolio)

    assert all(row[column].startswith(f"'{start}") for column in ("Company", "Tags", "Note"))
    for sheet in book.worksheets:
        for cells in sheet.iter_rows():
            assert all(cell.data_type != "f" and cell.hyperlink is None for cell in cells)
    (typed_row,) = rows_of(book, "Companies")
    assert typed_row["Note"].replace("_x000D_", "\r") == typed


def test_a_number_below_nought_stays_a_number(member: Client, portfolio: Portfolio, founder: User):
    entry = added(portfolio, founder, "Ferrovia")
    entry.company.results.update(moved=-1)

    assert table_of(member, portfolio)[0]["Moved (stages)"] == "-1"
    assert rows_of(book_of(member, portfolio), "Companies")[0]["Moved (stages)"] == -1


# --- by the address and by the grants ------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_a_file_holds_what_the_overviews_address_asks_for_in_its_order(
    member: Client, portfolio: Portfolio, founder: User, name: str
):
    for company in ("Aquila", "Borealis", "Another"):
        added(portfolio, founder, company)

    assert names_in(member, name, portfolio, "?sort=-name") == ["Borealis", "Aquila", "Another"]
    assert names_in(member, name, portfolio, "?q=bor&page=7") == ["Borealis"]


@pytest.mark.parametrize("name", FILES)
def test_a_company_that_revokes_its_share_is_in_no_file_from_then_on(
    member: Client, portfolio: Portfolio, founder: User, name: str
):
    entry = added(portfolio, founder, "Ferrovia")
    added(portfolio, founder, "Aquila")
    assert names_in(member, name, portfolio) == ["Aquila", "Ferrovia"]

    sharing.revoke(entry.grant, by=founder)

    assert names_in(member, name, portfolio) == ["Aquila"]
    assert b"Ferrovia" not in content_of(member, name, portfolio)


def test_a_company_that_narrows_its_share_tells_less_from_then_on(
    member: Client, portfolio: Portfolio, founder: User
):
    entry = added(portfolio, founder, "Ferrovia", tier="answers")
    assert objects_of(member, portfolio)["companies"][0]["it_members"]

    was = Terms.of(entry.grant)
    sharing.change(
        entry.grant, Terms(Grant.Tier.SUMMARY, was.label, was.expires_at), was=was, by=founder
    )

    (told,) = objects_of(member, portfolio)["companies"]
    assert (told["it_members"], told["gaps"]) == (None, None)
    assert rows_of(book_of(member, portfolio), "Shared gaps") == []


@pytest.mark.parametrize("name", FILES)
def test_a_share_that_is_over_is_in_no_file(
    member: Client, portfolio: Portfolio, founder: User, name: str
):
    added(portfolio, founder, "Late", expires_in=-timedelta(minutes=1))
    added(portfolio, founder, "Gone", revoked=True)
    going = added(portfolio, founder, "Going")
    type(going.company).objects.filter(pk=going.company.pk).update(delete_at=timezone.now())
    history_of(founder, date(2026, 1, 5), date(2026, 6, 5), company="Another's")

    assert names_in(member, name, portfolio) == []


# --- taking them ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_that_a_member_exported_is_recorded_and_only_then(
    member: Client, portfolio: Portfolio, advisor: User, name: str
):
    url = reverse(name, kwargs={"portfolio": portfolio.public_id})
    asked = member.head(url)
    assert not PortfolioAct.objects.exists()

    taken = member.get(url)
    b"".join(taken)

    act = PortfolioAct.objects.get()
    assert (act.kind, act.user, act.by) == ("exported", advisor, "Ida")
    assert asked["Content-Disposition"] == taken["Content-Disposition"]
    day = timezone.localdate().isoformat()
    assert f'filename="stagecheck-spring-cohort-{day}.' in taken["Content-Disposition"]
    assert "no-store" in taken["Cache-Control"]


@pytest.mark.parametrize("file", FILES)
def test_the_founders_of_what_is_taken_along_are_told(
    member: Client, advisor: User, portfolio: Portfolio, founder: User, file: str
):
    entry = added(portfolio, founder, "Alder")
    new = Company.objects.create(name="Not assessed yet")
    entry_in(portfolio, new)
    added(portfolio, founder, "Other", archetype="mvp")
    url = reverse(file, kwargs={"portfolio": portfolio.public_id})

    member.head(url)
    assert not Look.objects.exists()
    content_of(member, file, portfolio, "?stage=3&stage=none")
    content_of(member, file, portfolio, "?stage=3&stage=none")  # at once again: that is one look

    looks = {one.grant.company.name: one for one in Look.objects.all()}
    assert set(looks) == {"Alder", "Not assessed yet"}
    assert Look.objects.count() == 2
    told = looks["Alder"]
    latest = Company.objects.get(pk=entry.company_id).latest
    assert latest is not None
    assert (told.page, told.user, told.by) == (file, advisor, advisor.get_full_name())
    assert told.assessment == latest.assessment
    assert looks["Not assessed yet"].assessment is None
    assert str(PAGES[file]).startswith("Among other companies")


def test_of_very_many_that_are_taken_along_each_is_told(
    member: Client, portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("assessments.access.grants.NAMED_IN_A_QUERY", 5)
    fill(portfolio, 12, assessments=1)

    content_of(member, TABLE, portfolio)
    content_of(member, TABLE, portfolio)

    assert Look.objects.count() == Look.objects.values("grant").distinct().count() == 12


def test_a_viewer_may_export_what_they_may_see(client: Client, portfolio: Portfolio, founder: User):
    viewer = user("viewer@fund.example.org")
    member_of(portfolio, viewer)
    added(portfolio, founder, "Ferrovia")
    client.force_login(viewer)

    assert names_in(client, TABLE, portfolio) == ["Ferrovia"]


def test_the_page_offers_every_file_by_the_same_filters(
    member: Client, portfolio: Portfolio, founder: User
):
    added(portfolio, founder, "Ferrovia")
    url = reverse("portfolio-export", kwargs={"portfolio": portfolio.public_id})

    page = member.get(f"{url}?q=ferr&nonsense=1").content.decode()

    for name in FILES:
        address = reverse(name, kwargs={"portfolio": portfolio.public_id})
        assert f'href="{address}?q=ferr"' in page
    assert "The tables hold the 1 company that you have filtered for" in page


def test_a_table_takes_as_many_queries_for_many_companies_as_for_few(
    member: Client, portfolio: Portfolio, founder: User
):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            content_of(member, TABLE, portfolio)
        return len(caught)

    added(portfolio, founder, "First")
    few = queries()
    for at in range(6):
        added(portfolio, founder, f"Company {at}")

    assert queries() == few
