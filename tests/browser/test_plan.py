"""The action plan in a browser: from a result to what became of it; two windows; files; paper."""

from __future__ import annotations

import csv
import io
import re

import pymupdf
import pytest
from django.urls import reverse
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from assessments.models import Action, Company, User

from ..app.factories import user
from ..app.plan_pages import full_plan
from ..app.plans import HOLE, action_of, result_with_a_hole, taken_on
from .visitor import choice, press_until_focused, sign_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("stub_pdf"),
]


@pytest.fixture
def owner() -> User:
    return user("olga@example.org", name="Olga")


def plan_of(host: str, company: Company) -> str:
    return host + reverse("plan", kwargs={"company": company.public_id})


def test_from_a_result_to_what_became_of_its_plan(page: Page, live_server: LiveServer, owner: User):
    result = result_with_a_hole(owner)
    sign_in(page, live_server.url, owner)
    page.goto(live_server.url + reverse("result", kwargs={"token": result.public_id}))

    page.get_by_role("link", name="Make it a plan").click()
    page.get_by_role("button", name="Take on the musts (3 moves)").click()
    expect(page.get_by_text("3 actions were taken on.")).to_be_visible()
    first = page.locator(".action").first
    expect(first).to_contain_text("On-call rotation")

    first.get_by_role("link", name="Change").click()
    page.get_by_label("Who does it").fill("Ada")
    page.get_by_label("Note").fill("Ask the two who did it last year.")
    page.get_by_label("Link").fill("tracker.example/1")
    page.get_by_role("button", name="Save").click()
    expect(first).to_contain_text("Ada")
    expect(first.get_by_role("link", name="https://tracker.example/1")).to_be_visible()

    first.get_by_role("button", name="Done").click()
    expect(first.get_by_role("button", name="Done")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#count-open")).to_have_text("2")
    expect(page.locator("#plan-said")).to_contain_text("is now: Done")
    assert Action.objects.get(priority=HOLE).state == "done"

    page.goto(live_server.url + reverse("result", kwargs={"token": result.public_id}))
    page.get_by_role("button", name="Begin again from these answers").click()
    page.wait_for_url(re.compile(r"/a/[^/]+/$"))
    hub = page.url
    page.goto(f"{hub}sections/practices-operations/")
    choice(page, HOLE, "partly").check()
    page.get_by_role("button", name="Save and go to all sections").click()
    page.goto(f"{hub}check/")
    page.get_by_role("button", name="Submit and see the result").click()

    became = page.locator(".became li").first
    expect(became).to_contain_text("Marked done, but “On-call rotation” is still not in place.")
    expect(became).to_contain_text("“On-call rotation”: partly (was: not yet).")
    page.goto(plan_of(live_server.url, result.company))
    expect(page.get_by_role("heading", name="Done, but not settled")).to_be_visible()


def test_the_plan_works_without_scripts(plain_page: Page, live_server: LiveServer, owner: User):
    page, result = plain_page, result_with_a_hole(owner)
    sign_in(page, live_server.url, owner)
    page.goto(plan_of(live_server.url, result.company))

    page.get_by_role("checkbox").nth(1).check()
    page.get_by_role("button", name="Take on what is ticked").first.click()
    expect(page.get_by_text("1 action was taken on.")).to_be_visible()
    action = page.locator(".action")
    expect(action).to_have_count(1)
    action.get_by_role("button", name="In progress").click()
    expect(page.get_by_text("is now: In progress.")).to_be_visible()
    expect(page.locator("#count-doing")).to_have_text("1")

    page.get_by_role("link", name="Add an action").click()
    page.get_by_role("button", name="Add it to the plan").click()
    expect(page.locator(".error-summary")).to_contain_text("Say what is to be done.")
    page.get_by_label("What is to be done").fill("Hire a lead")
    page.get_by_label("Who does it").fill("Ada")
    page.get_by_role("button", name="Add it to the plan").click()
    page.get_by_role("navigation", name="Whose actions").get_by_role("link", name="Ada 1").click()
    expect(page.locator(".action")).to_have_count(1)
    expect(page.locator(".action")).to_contain_text("Hire a lead")


def test_of_two_windows_the_second_is_told_what_the_first_did(
    page: Page, live_server: LiveServer, owner: User
):
    company = result_with_a_hole(owner).company
    action = action_of(company)
    sign_in(page, live_server.url, owner)
    other = page.context.new_page()
    for window in (page, other):
        window.goto(plan_of(live_server.url, company))

    page.get_by_role("button", name="Dropped").click()
    expect(page.locator("#count-dropped")).to_have_text("1")
    other.get_by_role("button", name="Done").click()

    told = other.locator(".action .field-error")
    expect(told).to_contain_text("Somebody put this to “Dropped” meanwhile. You chose “Done”")
    expect(other.locator("[aria-pressed=true]")).to_have_text("Dropped")
    assert Action.objects.get(pk=action.pk).state == "dropped"
    other.get_by_role("button", name="Done").click()
    expect(other.locator("[aria-pressed=true]")).to_have_text("Done")
    expect(told).to_have_count(0)
    assert Action.objects.get(pk=action.pk).state == "done"


def test_by_keyboard_the_focus_stays_where_one_is(page: Page, live_server: LiveServer, owner: User):
    company = result_with_a_hole(owner).company
    for title in ("One", "Two"):
        action_of(company, title=title)
    sign_in(page, live_server.url, owner)
    page.goto(plan_of(live_server.url, company))
    done = page.locator(".action").nth(1).get_by_role("button", name="Done")

    press_until_focused(page, done)
    page.keyboard.press("Enter")

    expect(done).to_have_attribute("aria-pressed", "true")
    expect(done).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".action").nth(1).get_by_role("button", name="Dropped")).to_be_focused()


def test_calendar_and_table_are_downloaded(page: Page, live_server: LiveServer, owner: User):
    result = result_with_a_hole(owner)
    (action,) = taken_on(result, HOLE)
    sign_in(page, live_server.url, owner)
    page.goto(plan_of(live_server.url, result.company))

    with page.expect_download() as calendar:
        page.get_by_role("link", name="calendar (ICS)").click()
    with page.expect_download() as table:
        page.get_by_role("link", name="spreadsheet (CSV)").click()

    assert calendar.value.suggested_filename == "stagecheck-ferrovia-plan.ics"
    (event,) = Calendar.from_ical(calendar.value.path().read_bytes()).walk("VEVENT")
    assert str(event["summary"]) == action.title
    page.goto(str(event["url"]))
    expect(page.get_by_label("What is to be done")).to_have_value(action.title)
    assert table.value.suggested_filename == "stagecheck-ferrovia-plan.csv"
    text = table.value.path().read_bytes().decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert (row["Action"], row["Due"]) == (action.title, "2026-12-22")


@pytest.mark.parametrize("name", ["plan-print", "plan"])
def test_on_paper_nothing_is_cut(page: Page, live_server: LiveServer, owner: User, name: str):
    result, actions = full_plan(owner)
    note = " ".join(f"word{number}" for number in range(280))
    action_of(result.company, title="A long story", note=note, state="done")
    sign_in(page, live_server.url, owner)
    page.goto(live_server.url + reverse(name, kwargs={"company": result.company.public_id}))

    with pymupdf.open(stream=page.pdf(prefer_css_page_size=True)) as paper:
        sheets = [sheet.get_text() for sheet in paper]
        size = paper[0].rect
        right = [box[2] for sheet in paper for box in sheet.get_text("words")]

    assert (round(size.width), round(size.height)) == (595, 842)
    assert max(right) < size.width - 30
    words = _letters(" ".join(sheets))
    for action in actions:
        for text in (action.title, action.owner, action.note, action.link):
            assert _letters(text) in words
    assert _letters(note) in words
    assert "Sign out" not in words


def _letters(text: str) -> str:
    """The text without what a line's end may change."""
    return re.sub(r"[\s\u00ad-]", "", text)


def test_at_320_pixels_an_action_can_be_used_with_a_thumb(
    browser: Browser, live_server: LiveServer, owner: User
):
    company = result_with_a_hole(owner).company
    action_of(company)
    context = browser.new_context(viewport={"width": 320, "height": 640}, has_touch=True)
    page = context.new_page()
    sign_in(page, live_server.url, owner)
    page.goto(plan_of(live_server.url, company))

    boxes = [one.bounding_box() for one in page.locator(".state").all()]

    assert len(boxes) == 4
    for box in boxes:
        assert box is not None
        assert box["height"] >= 24
        assert box["width"] >= 24
        assert box["x"] + box["width"] <= 320
    page.get_by_role("button", name="Done").tap()
    expect(page.locator("[aria-pressed=true]")).to_have_text("Done")
    context.close()
