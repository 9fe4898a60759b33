"""The action plan carried elsewhere: calendar, spreadsheet, paper."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from assessments.models import Action, Assessment, Company

from .factories import grant_for, user
from .markup import Html
from .plans import HOLE, action_of, changed, result_after, result_with_a_hole, taken_on

pytestmark = pytest.mark.django_db

State = Action.State
LINE = "; , \\ “Łódź” 🚂 " + "long " * 40


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


def fetched(client: Client, name: str, company: Company, query: str = "") -> Any:
    response = client.get(reverse(name, kwargs={"company": company.public_id}) + query)
    assert response.status_code == 200
    return response


# --- the calendar --------------------------------------------------------------------------------


def events(client: Client, company: Company, query: str = "") -> dict[str, Any]:
    """The calendar's events as a parser of the format reads them, by title."""
    content = fetched(client, "plan-calendar", company, query).content
    found = Calendar.from_ical(content).walk("VEVENT")
    return {str(one["summary"]): one for one in found}


def test_every_action_with_a_date_is_a_day_of_the_calendar(owner: Client, company: Company):
    action_of(company, title="One", due=date(2026, 12, 24))
    action_of(company, title="Two", due=date(2027, 1, 5))
    action_of(company, title="No date", due=None)

    found = events(owner, company)

    assert {title: one.decoded("dtstart") for title, one in found.items()} == {
        "One": date(2026, 12, 24),
        "Two": date(2027, 1, 5),
    }
    assert found["One"].decoded("dtend") == date(2026, 12, 25)


def test_a_day_tells_what_the_action_is_and_leads_to_it(
    owner: Client, company: Company, result: Assessment
):
    (action,) = taken_on(result, HOLE)
    changed(action, note=f"First.\n{LINE}".strip(), owner="Ada", link="https://tracker.example/1")

    event = events(owner, company)[action.title]

    assert str(event["description"]).split("\n") == [
        "Company: Ferrovia",
        "Who: Ada",
        "For: On-call rotation",
        "State: To do",
        "Link: https://tracker.example/1",
        "",
        "First.",
        LINE.strip(),
    ]
    parts = {"company": company.public_id, "action": action.public_id}
    assert str(event["url"]) == f"http://testserver{reverse('action', kwargs=parts)}"


def test_a_newer_file_changes_the_same_day_and_cancels_what_was_dropped(
    owner: Client, company: Company
):
    action = action_of(company, title="One")
    first = events(owner, company)["One"]
    changed(action, due=date(2027, 3, 1), state=State.DONE)
    second = events(owner, company)["Done: One"]
    changed(action, state=State.DROPPED)
    third = events(owner, company)["One"]

    assert first["uid"] == second["uid"] == third["uid"] == f"action-{action.public_id}@stagecheck"
    assert first["sequence"] < second["sequence"] < third["sequence"]
    assert second.decoded("dtstart") == date(2027, 3, 1)
    assert [one["status"] for one in (first, second, third)] == [
        "CONFIRMED",
        "CONFIRMED",
        "CANCELLED",
    ]


def test_the_calendar_is_one_that_programs_open(owner: Client, company: Company):
    action_of(company, title=LINE.strip(), note=LINE)
    response = fetched(owner, "plan-calendar", company)

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    name = 'attachment; filename="stagecheck-ferrovia-plan.ics"'
    assert response["Content-Disposition"] == name
    assert max(len(line) for line in response.content.split(b"\r\n")) <= 75
    assert str(Calendar.from_ical(response.content)["x-wr-calname"]) == "Ferrovia: action plan"
    assert list(events(owner, company)) == [LINE.strip()]


def test_the_calendar_of_one_person_has_their_actions_alone(owner: Client, company: Company):
    action_of(company, title="Hers", owner="Ada")
    action_of(company, title="His", owner="Bob")

    assert list(events(owner, company, "?owner=Ada")) == ["Hers"]


def test_who_may_not_change_an_action_is_not_led_to_its_form(company: Company):
    action_of(company)
    client, who = Client(), user("advisor@example.org")
    grant_for(company, tier="answers", user=who)
    client.force_login(who)

    (event,) = events(client, company).values()

    assert "url" not in event


# --- the spreadsheet -----------------------------------------------------------------------------


def table(client: Client, company: Company, query: str = "") -> list[dict[str, str]]:
    text = fetched(client, "plan-table", company, query).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_every_action_is_a_row_with_all_that_is_known_of_it(
    owner: Client, company: Company, result: Assessment
):
    (action,) = taken_on(result, HOLE)
    changed(action, note="A, “b”\nc", link="https://tracker.example/1", state=State.DONE)
    result_after(result, on_call="partly")
    action_of(company, title="Own", due=None, owner="")
    action.refresh_from_db()

    first, second = table(owner, company)

    assert action.closed_at is not None
    assert first == {
        "Action": action.title,
        "State": "Done",
        "Who": action.owner,
        "Due": "2026-12-22",
        "Overdue": "no",
        "For": "On-call rotation",
        "Outcome": "Moved, not settled",
        "Practices": "“On-call rotation”: partly (was: not yet).",
        "Note": "A, “b”\nc",
        "Link": "https://tracker.example/1",
        "Taken on": f"{action.created_at:%Y-%m-%d}",
        "Closed": f"{action.closed_at:%Y-%m-%d}",
    }
    assert (second["Action"], second["Who"], second["Due"], second["Closed"]) == ("Own", "", "", "")


def test_what_is_overdue_says_so_in_its_row(owner: Client, company: Company):
    action_of(company, due=date(2020, 1, 1))

    assert [one["Overdue"] for one in table(owner, company)] == ["yes"]


@pytest.mark.parametrize("first", "=+-@")
def test_nothing_that_is_written_acts_as_a_formula(owner: Client, company: Company, first: str):
    evil = f"{first}cmd|'/c calc'!A1"
    action_of(company, title=evil, owner=evil, note=evil)

    (row,) = table(owner, company)

    assert row["Action"] == row["Who"] == row["Note"] == f"'{evil}"


def test_the_table_is_a_file_that_excel_reads_in_utf_8(owner: Client, company: Company):
    action_of(company, title="Łódź 🚂")
    response = fetched(owner, "plan-table", company)

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    name = 'attachment; filename="stagecheck-ferrovia-plan.csv"'
    assert response["Content-Disposition"] == name
    assert response.content.startswith(b"\xef\xbb\xbfAction,State,")
    assert "Łódź 🚂" in response.content.decode()


def test_the_table_of_one_person_has_their_actions_alone(owner: Client, company: Company):
    action_of(company, title="Hers", owner="Ada")
    action_of(company, title="Nobodys", owner="")

    assert [one["Action"] for one in table(owner, company, "?owner=Ada")] == ["Hers"]
    assert [one["Action"] for one in table(owner, company, "?nobody=1")] == ["Nobodys"]


def test_an_empty_plan_is_a_table_with_a_header_alone(owner: Client, company: Company):
    assert table(owner, company) == []
    assert events(owner, company) == {}


# --- paper ---------------------------------------------------------------------------------------


def test_the_page_to_print_has_every_action_in_full(
    owner: Client, company: Company, result: Assessment
):
    (action,) = taken_on(result, HOLE)
    changed(action, note="First.\nSecond.", link="https://tracker.example/1", owner="Ada")
    result_after(result, on_call="in-place")
    for state in State.values:
        action_of(company, title=f"One that is {state}", state=state)

    page = Html(fetched(owner, "plan-print", company).content.decode())

    for words in (
        action.title,
        "For: On-call rotation",
        "First. Second.",
        "https://tracker.example/1",
        "Settled. “On-call rotation”: in place (was: not yet).",
        *(f"One that is {state}" for state in State.values),
    ):
        assert words in page.words
    captions = [page.text_of(one) for one in page.all("caption")]
    assert captions == ["To do (2)", "In progress (1)", "Done (1)", "Dropped (1)"]
    assert page.all("details") == []


def test_the_page_to_print_says_whose_actions_it_has(owner: Client, company: Company):
    action_of(company, owner="Ada")
    action_of(company, title="Of nobody", owner="")

    def heading(query: str) -> str:
        page = Html(fetched(owner, "plan-print", company, query).content.decode())
        return page.text_of(page.one("h1"))

    assert heading("?owner=Ada") == "Action plan: Ada"
    assert heading("?nobody=1") == "Action plan: nobody yet"
    assert heading("") == "Action plan"


def test_an_empty_plan_to_print_says_so(owner: Client, company: Company):
    page = Html(fetched(owner, "plan-print", company).content.decode())

    assert "There is no action to print." in page.words
