"""An action of a plan: added, changed, put into another state, and when it is due."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from assessments.models import Action, Assessment, Company
from assessments.services.plan import Entry
from assessments.views.action_form import write_seen
from assessments.views.plan_page import apart_words, due_words

from .factories import TODAY
from .plans import HOLE, action_of, at, changed, html, result_with_a_hole, taken_on

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
State = Action.State


@pytest.fixture
def result() -> Assessment:
    return result_with_a_hole()


@pytest.fixture
def company(result: Assessment) -> Company:
    return result.company


@pytest.fixture
def owner(client: Client, company: Company) -> Client:
    """The browser of the company's owner."""
    client.force_login(company.owners.get().user)
    return client


def words_of_the_plan(client: Client, company: Company) -> str:
    return html(client.get(at("plan", company))).words


# --- adding --------------------------------------------------------------------------------------

WRITTEN = {
    "title": " Hire  a lead ",
    "owner": "Ada",
    "due": "2027-01-31",
    "state": "doing",
    "note": "One.\r\nTwo.",
    "link": "tracker.example/7",
}


def test_an_action_of_ones_own_is_added(owner: Client, company: Company):
    response = owner.post(at("action-new", company), WRITTEN)

    action = Action.objects.get()
    assert response["Location"] == f"{at('plan', company)}#action-{action.public_id}"
    assert Entry.of(action) == Entry(
        "Hire a lead", "Ada", date(2027, 1, 31), "doing", "One.\nTwo.", "https://tracker.example/7"
    )
    assert "“Hire a lead” is in the plan." in words_of_the_plan(owner, company)


@pytest.mark.parametrize(
    ("field", "written", "told"),
    [
        ("title", "  ", "Say what is to be done."),
        ("title", "x" * 201, "Keep it to 200 characters"),
        ("title", "a\x07b", "It holds characters that cannot be printed."),
        ("title", "a\x00b", "Null characters are not allowed."),
        ("owner", "x" * 121, "Keep the name to 120 characters."),
        ("due", "31 June 2027", "Give the date as day, month and year."),
        ("due", "0026-12-24", "Give a date between 2000 and 2099."),
        ("state", "finished", "Choose one of the states."),
        ("state", "", "Choose a state."),
        ("note", "x" * 2001, "Keep the note to 2,000 characters"),
        ("link", "http://tracker.example/1", "Give an address that begins with https://."),
        ("link", "javascript:alert(1)", "Give the whole address of a page"),
        ("link", "javascript://tracker.example/%0aalert(1)", "Give the whole address of a page"),
        ("link", "https://a b", "Give the whole address of a page"),
        ("link", "https://x.example/" + "x" * 500, "Keep the link to 500 characters"),
    ],
)
def test_what_cannot_be_kept_is_told_where_it_was_typed(
    owner: Client, company: Company, field: str, written: str, told: str
):
    page = html(owner.post(at("action-new", company), WRITTEN | {field: written}), 422)

    assert told in page.text_of(page.by_id(f"id_{field}_error"))
    control = page.by_id(f"id_{field}")
    assert control.get("aria-invalid") == "true"
    assert f"id_{field}_error" in control.get("aria-describedby", "").split()
    summary = next(one for one in page.all("div") if one.get("class") == "error-summary")
    assert [one.get("href") for one in summary.iter("a")] == [f"#id_{field}"]
    assert page.title.startswith("Problem: ")
    assert not Action.objects.exists()


def test_what_was_typed_is_still_there_beside_the_fault(owner: Client, company: Company):
    page = html(owner.post(at("action-new", company), WRITTEN | {"link": "http://x.example"}), 422)

    values = page.form_values()
    assert values["title"].split() == ["Hire", "a", "lead"]
    assert values["due"] == "2027-01-31"
    assert values["state"] == "doing"
    assert values["link"] == "http://x.example"


@pytest.mark.parametrize("written", ["2027-01-31", "31.01.2027", "31/01/2027", "31 January 2027"])
def test_a_date_is_understood_in_the_usual_forms(owner: Client, company: Company, written: str):
    owner.post(at("action-new", company), WRITTEN | {"due": written})

    assert Action.objects.get().due == date(2027, 1, 31)


# --- changing ------------------------------------------------------------------------------------


def opened(client: Client, action: Action) -> dict[str, str]:
    """What the form of an action posts as it was opened."""
    values = html(client.get(at("action", action.company, action))).form_values()
    return {name: value for name, value in values.items() if name != "csrfmiddlewaretoken"}


def test_an_action_is_changed(owner: Client, company: Company):
    action = action_of(company, note="One.\nTwo.")
    values = opened(owner, action)
    assert values["title"] == "Write it down"
    assert values["due"] == "2026-12-24"

    response = owner.post(at("action", company, action), values | {"owner": "Ada", "due": ""})

    assert response["Location"] == f"{at('plan', company)}#action-{action.public_id}"
    action.refresh_from_db()
    assert (action.owner, action.due, action.note, action.version) == ("Ada", None, "One.\nTwo.", 2)
    assert "“Write it down” is saved." in words_of_the_plan(owner, company)


def test_of_two_windows_the_second_is_shown_both_values_and_nothing_is_overwritten(
    owner: Client, company: Company
):
    action = action_of(company)
    place, values = at("action", company, action), opened(owner, action)
    owner.post(place, values | {"due": "2027-01-01", "owner": "Ada"})

    page = html(owner.post(place, values | {"due": "2027-02-02", "note": "Mine."}), 409)

    assert Action.objects.get().due == date(2027, 1, 1)
    assert page.form_values()["due"] == "2027-02-02"
    assert page.form_values()["note"] == "Mine."
    assert page.form_values()["owner"] == "Ada"
    assert page.text_of(page.by_id("id_due_theirs")) == "There now: 1 January 2027"
    assert "id_due_theirs" in page.by_id("id_due").get("aria-describedby", "")
    assert "Somebody changed the same meanwhile" in page.words
    again = page.form_values()
    assert owner.post(place, again).status_code == 302
    action.refresh_from_db()
    assert (action.due, action.owner, action.note) == (date(2027, 2, 2), "Ada", "Mine.")


def test_two_windows_that_change_different_things_do_not_meet(owner: Client, company: Company):
    action = action_of(company)
    place, values = at("action", company, action), opened(owner, action)
    owner.post(place, values | {"owner": "Ada"})

    assert owner.post(place, values | {"note": "Mine."}).status_code == 302

    action.refresh_from_db()
    assert (action.owner, action.note) == ("Ada", "Mine.")


@pytest.mark.parametrize(
    "seen", ["", "null", "[]", "{", '{"title": 1}', "[" * 5000, '{"due": "x"}', "\x00"]
)
def test_a_form_that_does_not_say_what_it_had_shown_overwrites_nothing(
    owner: Client, company: Company, seen: str
):
    action = action_of(company, note="Theirs.")
    values = opened(owner, action) | {"seen": seen, "note": "Mine.", "due": "2027-02-02"}

    page = html(owner.post(at("action", company, action), values), 409)

    assert "There now: Theirs." in page.words
    assert Action.objects.get().note == "Theirs."
    assert json.loads(page.form_values()["seen"])["note"] == "Theirs."


def test_what_the_form_carries_along_is_what_it_shows(company: Company):
    action = action_of(company, note='"Quoted"\n<b>')

    told = json.loads(write_seen(Entry.of(action)))

    assert told["note"] == '"Quoted"\n<b>'
    assert told["due"] == "2026-12-24"
    assert set(told) == {"title", "owner", "due", "state", "note", "link"}


def test_the_form_says_what_the_action_is_for_and_where_it_came_from(
    owner: Client, company: Company, result: Assessment
):
    (action,) = taken_on(result, HOLE)

    page = html(owner.get(at("action", company, action)))

    assert "It is for On-call rotation. It came from the result of 22 November 2026." in page.words


# --- one click per state -------------------------------------------------------------------------


def click(
    client: Client,
    action: Action,
    state: str,
    *,
    seen: str = "open",
    query: str = "",
    **headers: Any,
) -> Any:
    place = at("action-state", action.company, action) + query
    return client.post(place, {"state": state, "seen": seen}, headers=headers)


@pytest.mark.parametrize("state", State.values)
def test_one_click_puts_an_action_into_any_state(owner: Client, company: Company, state: str):
    action = action_of(company)

    response = click(owner, action, state)

    assert response["Location"] == f"{at('plan', company)}#action-{action.public_id}"
    action.refresh_from_db()
    assert action.state == state
    label = State(state).label
    assert f"“Write it down” is now: {label}." in words_of_the_plan(owner, company)


def test_the_page_it_leads_back_to_shows_the_same_persons_actions(owner: Client, company: Company):
    action = action_of(company, owner="Ada")

    assert "?owner=Ada#action-" in click(owner, action, "done", query="?owner=Ada")["Location"]
    assert "?" not in click(owner, action, "open", seen="done", query="?owner=Zoe")["Location"]


def test_with_htmx_the_action_comes_back_in_its_place_with_the_counts(
    owner: Client, company: Company
):
    action = action_of(company, due=date(2026, 1, 1))
    action_of(company, title="Another")

    page = html(click(owner, action, "done", **HTMX))

    item = page.by_id(f"action-{action.public_id}")
    pressed = {one.get("value"): one.get("aria-pressed") for one in item.iter("button")}
    assert pressed == {"open": "false", "doing": "false", "done": "true", "dropped": "false"}
    assert page.one("input", name="seen").get("value") == "done"
    assert "Was due 1 January 2026" in page.text_of(item)
    counts = {id: page.text_of(page.by_id(f"count-{id}")) for id in State.values}
    assert counts == {"open": "1", "doing": "0", "done": "1", "dropped": "0"}
    assert page.text_of(page.by_id("plan-said")) == "“Write it down” is now: Done."
    assert page.text_of(page.by_id("plan-summary")) == "1 action is open; 1 done."
    assert page.all("h1") == []


def test_a_click_on_an_old_page_is_told_what_stands_now(owner: Client, company: Company):
    action = action_of(company)
    click(owner, action, "dropped")

    item = html(click(owner, action, "done", **HTMX), 409)
    page = html(click(owner, action, "done"), 409)

    assert Action.objects.get().state == "dropped"
    assert "Somebody put this to “Dropped” meanwhile. You chose “Done”" in item.words
    assert item.one("input", name="seen").get("value") == "dropped"
    assert page.text_of(page.by_id("id_state_theirs")) == "There now: Dropped"
    assert page.form_values()["state"] == "done"
    assert owner.post(at("action", company, action), page.form_values()).status_code == 302
    assert Action.objects.get().state == "done"


def test_a_click_that_changes_nothing_any_more_is_no_conflict(owner: Client, company: Company):
    action = action_of(company)
    click(owner, action, "done")

    assert click(owner, action, "done").status_code == 302
    assert Action.objects.get().version == 2


@pytest.mark.parametrize("state", ["", "finished", "Done"])
def test_what_is_no_state_is_not_found(owner: Client, company: Company, state: str):
    action = action_of(company)

    assert click(owner, action, state).status_code == 404
    assert Action.objects.get().state == "open"


def test_an_action_that_is_not_shown_any_more_comes_back_all_the_same(
    owner: Client, company: Company
):
    action = action_of(company, owner="Ada")
    changed(action, owner="Grace")

    page = html(click(owner, action, "done", query="?owner=Ada", **HTMX))

    assert page.by_id(f"action-{action.public_id}") is not None
    assert page.text_of(page.by_id("count-done")) == "0"


# --- when it is due ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (None, "No date yet"),
        (TODAY, "Due today, 22 November 2026"),
        (TODAY + timedelta(days=1), "Due 23 November 2026, in 1 day"),
        (TODAY + timedelta(days=30), "Due 22 December 2026, in 4 weeks"),
        (TODAY - timedelta(days=1), "Overdue by 1 day, since 21 November 2026"),
        (TODAY - timedelta(days=12), "Overdue by 12 days, since 10 November 2026"),
        (TODAY - timedelta(days=400), "Overdue by 13 months, since 18 October 2025"),
    ],
)
def test_when_it_is_due_is_said_in_words(due: date | None, words: str):
    assert due_words(due, TODAY) == words


def test_what_is_closed_is_not_overdue():
    assert due_words(TODAY - timedelta(days=3), TODAY, is_closed=True) == "Was due 19 November 2026"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "0 days"),
        (14, "14 days"),
        (15, "2 weeks"),
        (69, "10 weeks"),
        (70, "2 months"),
        (365, "12 months"),
    ],
)
def test_a_time_is_said_in_the_unit_that_suits_it(days: int, words: str):
    assert apart_words(days) == words
