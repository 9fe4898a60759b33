"""The pages of an action plan: the plan itself, whose it shows, taking on, who may, what it costs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import Action, Assessment, Company, Grant

from .factories import grant_for, owned_assessment, user
from .markup import Html
from .plans import (
    HOLE,
    action_of,
    at,
    changed,
    html,
    proposed,
    result_after,
    result_with_a_hole,
    taken_on,
)

pytestmark = pytest.mark.django_db

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


def advisor(company: Company, tier: str) -> Client:
    """The browser of somebody with whom the company is shared."""
    client, who = Client(), user(f"{tier}@example.org")
    grant_for(company, tier=tier, user=who)
    client.force_login(who)
    return client


def page_of(client: Client, company: Company, query: str = "") -> Html:
    return html(client.get(at("plan", company) + query))


def titles(page: Html) -> list[str]:
    """The actions on the page, in their order."""
    return [
        page.text_of(next(one.iter("h3")))
        for one in page.all("li")
        if one.get("id", "").startswith("action-")
    ]


# --- the plan ------------------------------------------------------------------------------------


def test_the_plan_has_the_open_actions_by_state_and_date_and_the_closed_ones_folded(
    owner: Client, company: Company
):
    for title, state, due in (
        ("last", State.OPEN, None),
        ("second", State.OPEN, date(2027, 2, 1)),
        ("first", State.OPEN, date(2027, 1, 1)),
        ("begun", State.DOING, date(2026, 1, 1)),
        ("did", State.DONE, date(2026, 1, 1)),
        ("left", State.DROPPED, date(2026, 1, 1)),
    ):
        action_of(company, title=title, state=state, due=due)

    page = page_of(owner, company)

    assert titles(page) == ["first", "second", "last", "begun", "did", "left"]
    counts = {id: page.text_of(page.by_id(f"count-{id}")) for id in State.values}
    assert counts == {"open": "3", "doing": "1", "done": "1", "dropped": "1"}
    assert "4 actions are open, 1 of them overdue; 1 done." in page.words
    folded = {
        page.text_of(next(one.iter("h3")))
        for fold in page.all("details")
        for one in fold.iter("li")
        if one.get("id")
    }
    assert folded == {"did", "left"}


def test_an_action_says_what_who_for_what_and_where_the_work_is(
    owner: Client, company: Company, result: Assessment
):
    (action,) = taken_on(result, HOLE)
    changed(
        action, owner="Ada", note="First line.\nSecond.", link="https://tracker.example/1?a=b&c"
    )

    page = page_of(owner, company)

    text = page.text_of(page.by_id(f"action-{action.public_id}"))
    assert action.title in text
    assert "Ada · for On-call rotation" in text
    assert "First line. Second." in text
    practice = reverse("rubric-practice", kwargs={"practice": HOLE})
    assert page.one("a", href=practice) is not None
    assert (
        page.one("a", href="https://tracker.example/1?a=b&c").get("rel")
        == "nofollow noopener noreferrer"
    )


def test_whatever_is_written_is_shown_as_text(owner: Client, company: Company):
    evil = "<script>alert(1)</script>"
    action_of(company, title=evil, owner=evil, note=evil)

    page = page_of(owner, company)

    assert evil in page.words
    assert "<script>alert" not in page.text


def test_without_a_result_the_plan_says_where_actions_come_from(client: Client):
    who = user("owner@example.org")
    assessment = owned_assessment(who, submitted=False)
    client.force_login(who)

    page = page_of(client, assessment.company)

    assert "There is no action yet. Actions come from a result" in page.words
    assert page.one("a", href=at("action-new", assessment.company)) is not None


def test_with_a_result_the_empty_plan_proposes_its_moves_at_once(
    owner: Client, company: Company, result: Assessment
):
    page = page_of(owner, company)

    assert "Take on what the latest result proposes" in page.words
    assert [one.get("value") for one in page.all("input", name="take")] == [
        one.key for one in proposed(result)
    ]
    (fold,) = page.all("details")
    assert "open" in fold.attrib


def test_once_there_are_actions_what_is_left_to_take_on_is_folded(
    owner: Client, company: Company, result: Assessment
):
    taken_on(result, HOLE)

    page = page_of(owner, company)

    keys = [one.get("value") for one in page.all("input", name="take")]
    assert keys == [one.key for one in proposed(result) if one.key != HOLE]
    assert "open" not in page.all("details")[-1].attrib
    assert "open" in page_of(owner, company, "?take-on=1").all("details")[-1].attrib


def test_when_all_is_taken_on_the_plan_says_so(owner: Client, company: Company, result: Assessment):
    taken_on(result)

    page = page_of(owner, company)

    assert page.all("input", name="take") == []
    assert "Everything that the result of 22 November 2026 proposes is in the plan." in page.words


# --- whose ---------------------------------------------------------------------------------------


def test_the_plan_can_be_asked_for_one_person_in_its_address(owner: Client, company: Company):
    for title, who in (("a", "Ada"), ("b", "Grace & Co"), ("c", ""), ("d", "Ada")):
        action_of(company, title=title, owner=who)

    assert titles(page_of(owner, company)) == ["a", "b", "c", "d"]
    assert titles(page_of(owner, company, "?owner=Ada")) == ["a", "d"]
    assert titles(page_of(owner, company, "?owner=Grace+%26+Co")) == ["b"]
    assert titles(page_of(owner, company, "?nobody=1")) == ["c"]
    assert titles(page_of(owner, company, "?owner=Nobody+knows")) == []


def test_the_page_leads_to_each_persons_actions_and_says_whose_it_shows(
    owner: Client, company: Company
):
    for who in ("grace", "Ada", "", "Ada"):
        action_of(company, owner=who)

    page = page_of(owner, company, "?owner=Ada")

    choices = next(one for one in page.all("nav") if one.get("aria-label") == "Whose actions")
    links = [
        (page.text_of(one), one.get("href"), one.get("aria-current")) for one in choices.iter("a")
    ]
    plan = at("plan", company)
    assert links == [
        ("Everybody 4", plan, None),
        ("Ada 2", f"{plan}?owner=Ada", "true"),
        ("grace 1", f"{plan}?owner=grace", None),
        ("Nobody yet 1", f"{plan}?nobody=1", None),
    ]
    for name in ("plan-calendar", "plan-table", "plan-print"):
        assert page.one("a", href=f"{at(name, company)}?owner=Ada") is not None


def test_a_person_without_actions_can_be_left_again(owner: Client, company: Company):
    action_of(company, owner="Ada")

    page = page_of(owner, company, "?owner=Zoe")

    assert page.one("a", href=at("plan", company) + "?owner=Zoe").get("aria-current") == "true"
    assert "No actions are open; none done." in page.words


# --- taking on -----------------------------------------------------------------------------------


def take_on(client: Client, company: Company, **posted: Any) -> Html:
    response = client.post(at("plan-take-on", company), posted, follow=True)
    return html(response)


def test_what_was_ticked_is_taken_on(owner: Client, company: Company):
    page = take_on(owner, company, take=[HOLE, f"{HOLE}:3"])

    assert "2 actions were taken on." in page.words
    assert set(Action.objects.values_list("priority", flat=True)) == {HOLE, f"{HOLE}:3"}


def test_one_thing_is_taken_on_with_its_own_button_whatever_is_ticked(
    owner: Client, company: Company
):
    page = take_on(owner, company, take=[HOLE], only=f"{HOLE}:2")

    assert "1 action was taken on." in page.words
    assert Action.objects.get().priority == f"{HOLE}:2"


def test_all_musts_are_taken_on_with_one_click(owner: Client, company: Company, result: Assessment):
    page = page_of(owner, company)
    assert "Take on the musts (3 moves)" in page.words

    take_on(owner, company, musts="1")

    taken = set(Action.objects.values_list("priority", flat=True))
    assert (
        taken
        == {one.key for one in proposed(result) if one.is_must}
        == {HOLE, f"{HOLE}:2", f"{HOLE}:3"}
    )


def test_who_ticks_nothing_is_told_so(owner: Client, company: Company):
    page = take_on(owner, company)

    assert "Nothing was ticked, so nothing was taken on." in page.words
    assert not Action.objects.exists()


def test_who_takes_on_again_is_told_that_it_is_there(owner: Client, company: Company):
    take_on(owner, company, take=[HOLE])

    assert "That is in the plan already." in take_on(owner, company, take=[HOLE]).words
    assert Action.objects.count() == 1


def test_without_a_result_nothing_can_be_taken_on(client: Client):
    who = user("owner@example.org")
    assessment = owned_assessment(who, submitted=False)
    client.force_login(who)

    take_on(client, assessment.company, take=[HOLE])

    assert not Action.objects.exists()


# --- who may -------------------------------------------------------------------------------------


@pytest.mark.parametrize("tier", [Grant.Tier.RESULT, Grant.Tier.ANSWERS])
def test_an_advisor_reads_the_plan_and_changes_nothing(
    company: Company, result: Assessment, tier: str
):
    (action,) = taken_on(result, HOLE)
    client = advisor(company, tier)

    page = page_of(client, company)

    assert titles(page) == [action.title]
    main = page.one("main")
    assert list(main.iter("form")) == list(main.iter("button")) == list(main.iter("input")) == []
    assert page.text_of(page.by_id(f"action-{action.public_id}")).endswith("To do")
    for name, row in (
        ("action", action),
        ("action-state", action),
        ("plan-take-on", None),
        ("action-new", None),
    ):
        response = client.post(
            at(name, company, row), {"state": "done", "seen": "open", "take": HOLE}
        )
        assert response.status_code == 404
    assert Action.objects.get().state == "open"


@pytest.mark.parametrize(("tier", "sees"), [("result", False), ("answers", True)])
def test_notes_and_links_are_for_whoever_may_see_answers(company: Company, tier: str, sees: bool):
    action_of(company, note="The vendor is in trouble.", link="https://secret.example/1")
    client = advisor(company, tier)

    for name in ("plan", "plan-print", "plan-table", "plan-calendar"):
        text = client.get(at(name, company)).content.decode().replace("\r\n ", "")
        assert ("The vendor is in trouble." in text) is sees
        assert ("secret.example" in text) is sees


def test_an_action_is_found_only_in_its_own_company(owner: Client, company: Company):
    elsewhere = result_with_a_hole(user("stranger@example.org"), company="Another").company
    theirs = action_of(elsewhere)

    for place in (at("action", company, theirs), at("action", elsewhere, theirs)):
        assert owner.get(place).status_code == 404
        assert owner.post(f"{place}state/", {"state": "done", "seen": "open"}).status_code == 404
    assert Action.objects.get(pk=theirs.pk).state == "open"


def test_a_company_that_is_being_deleted_has_no_plan(owner: Client, company: Company):
    action = action_of(company)
    Company.objects.filter(pk=company.pk).update(delete_at=timezone.now())

    for place in (at("plan", company), at("action", company, action), at("plan-table", company)):
        assert owner.get(place).status_code == 404


def test_what_an_advisor_looks_at_is_noted(company: Company):
    action_of(company)
    advisor(company, "result").get(at("plan", company))

    assert [one.page for one in company.grants.get().looks.all()] == ["plan"]


# --- what became of it ---------------------------------------------------------------------------


def test_what_is_done_while_the_practice_is_missing_is_pointed_out(
    owner: Client, company: Company, result: Assessment
):
    actions = taken_on(result, HOLE, f"{HOLE}:2")
    changed(actions[0], state=State.DONE)
    result_after(result, on_call="partly")

    page = page_of(owner, company)

    notice = next(one for one in page.all("div") if one.get("class") == "notice unsettled")
    assert [one.get("href") for one in notice.iter("a")] == [f"#action-{actions[0].public_id}"]
    text = page.text_of(page.by_id(f"action-{actions[0].public_id}"))
    assert "Marked done, but “On-call rotation” is still not in place." in text
    assert "“On-call rotation”: partly (was: not yet)." in text
    other = page.text_of(page.by_id(f"action-{actions[1].public_id}"))
    assert "Moved, but not settled by 2 March 2027." in other


@pytest.mark.parametrize(
    ("state", "answer", "words"),
    [
        (State.DONE, "in-place", "Settled by 2 March 2027."),
        (State.OPEN, "in-place", "Settled by 2 March 2027. It is not marked done."),
        (
            State.OPEN,
            "not-yet",
            "Not settled by 2 March 2027. “On-call rotation”: not yet, as before.",
        ),
        (
            State.DONE,
            None,
            "Not known on 2 March 2027. “On-call rotation”: not answered (was: not yet).",
        ),
    ],
)
def test_after_the_next_assessment_each_action_says_what_became_of_it(
    owner: Client, company: Company, result: Assessment, state: str, answer: str | None, words: str
):
    (action,) = taken_on(result, HOLE)
    changed(action, state=state)
    result_after(result, on_call=answer)

    assert words in page_of(owner, company).text_of(
        page_of(owner, company).by_id(f"action-{action.public_id}")
    )


def test_without_a_later_assessment_nothing_is_said_of_it(
    owner: Client, company: Company, result: Assessment
):
    (action,) = taken_on(result, HOLE)
    changed(action, state=State.DONE)

    assert "ettled" not in page_of(owner, company).words


# --- how much is asked ---------------------------------------------------------------------------


def test_the_plan_costs_the_same_queries_however_long_it_is(
    owner: Client, company: Company, result: Assessment, django_assert_max_num_queries: Any
):
    taken_on(result, HOLE)
    result_after(result, on_call="partly")
    counts = []
    for more in (0, 12):
        for number in range(more):
            action_of(company, title=f"More {number}", owner=f"Person {number}")
        for _each in range(more // 4):
            result = result_after(result, on_call="partly")
            taken_on(result, f"{HOLE}:2", f"{HOLE}:3") if _each == 0 else None
        for name in ("plan", "plan-print", "plan-table", "plan-calendar"):
            with django_assert_max_num_queries(12) as captured:
                owner.get(at(name, company))
            counts.append((name, len(captured)))

    assert counts[:4] == counts[4:]
