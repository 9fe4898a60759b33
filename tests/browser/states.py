"""Every page that a browser can come to, and every state that takes more than an address.

For the tests that hold all of them to something: width, contrast, labels, hosts that they ask.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pytest
from django.http import HttpRequest
from django.test import override_settings
from django.urls import resolve, reverse
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from assessments import access, rubrics, services
from assessments.models import Assessment, Company, User
from assessments.questionnaire import Questionnaire
from assessments.rendering import cache
from assessments.selectors import answer_set

from ..app.factories import (
    answered,
    begun_assessment,
    change,
    golden_values,
    history_rewritten,
    only_facts_answered,
    owned_assessment,
    submitted_assessment,
    undecided_assessment,
    user,
    write_rows,
)
from ..app.history_pages import begun_again, grown_company, long_history
from ..app.pages import reference_urls
from ..app.plan_pages import empty_plans, full_plan
from ..app.plans import changed
from ..app.test_hub_and_check import contradiction_of_choices
from .account_states import account_states
from .api_states import api_states
from .comparing_states import comparing_states
from .export_states import export_states
from .joining_states import joining_states
from .keeping_states import keeping_states
from .overview_states import overview_states
from .people_states import people_states
from .portfolio_states import portfolio_states
from .sharing_states import sharing_states
from .visitor import Visitor, choice, number, sign_in

LONG_NAME = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
PRODUCT, TEAM = "product-and-users", "team-and-structure"
GOLDEN = ("forty-before-launch", "between-two-stages", "five-facts-known")


def paths() -> Iterator[str]:
    """One address of every kind of page; those of the questionnaire with and without answers."""
    for name in ("start", "example", "example-answers", "example-what-if", "example-report-wait"):
        yield reverse(name)
    yield from _one_of_every_kind(reference_urls(rubrics.find()))
    _fresh, token = begun_assessment(company=LONG_NAME)
    yield reverse("hub", kwargs={"token": token})
    yield reverse("quick", kwargs={"token": token})
    yield reverse("check", kwargs={"token": token})
    assessment, token = begun_assessment(company=LONG_NAME)
    answered(assessment, "enterprise")
    yield reverse("hub", kwargs={"token": token})
    yield reverse("check", kwargs={"token": token})
    for section in Questionnaire(rubrics.find(), answer_set(assessment)).sections:
        yield reverse("section", kwargs={"token": token, "slug": section.slug})
    for stage in ("mvp", "enterprise"):
        _submitted, token = submitted_assessment(company=LONG_NAME, archetype=stage)
        for name in ("result", "answers", "what-if", "report-wait"):
            yield reverse(name, kwargs={"token": token})


def _one_of_every_kind(urls: Iterable[str]) -> Iterator[str]:
    """The first address of every view and of every search; their HTML is tested for all of them."""
    kinds: dict[tuple[str | None, str], str] = {}
    for url in urls:
        path, _, query = url.partition("?")
        kinds.setdefault((resolve(path).url_name, query), url)
    yield from kinds.values()


@dataclass(frozen=True)
class State:
    """Something a visitor can have before them, and how a browser comes to it."""

    name: str
    reach: Callable[[Page, str], None]  # a page of the browser, the address of the server


def states() -> Iterator[State]:
    """Every page and every state. Makes the rows that it needs, so it needs a database."""
    for path in paths():
        yield State(path, _open(path))
    for name in GOLDEN:
        assessment, token = begun_assessment(company=name)
        write_rows(assessment, golden_values(name))
        services.submit(assessment)
        yield State(f"result of {name}", _open(reverse("result", kwargs={"token": token})))
    yield from (State(name, reach) for name, reach in _REACHED.items())
    yield from (State(name, reach) for name, reach in account_states())
    yield from (State(name, reach) for name, reach in sharing_states())
    yield from (State(name, reach) for name, reach in portfolio_states())
    yield from (State(name, reach) for name, reach in people_states())
    yield from (State(name, reach) for name, reach in keeping_states())
    yield from (State(name, reach) for name, reach in api_states())
    yield from (State(name, reach) for name, reach in overview_states())
    yield from (State(name, reach) for name, reach in export_states())
    yield from (State(name, reach) for name, reach in joining_states())
    yield from (State(name, reach) for name, reach in comparing_states())


def _open(path: str) -> Callable[[Page, str], None]:
    def reach(page: Page, host: str) -> None:
        page.goto(host + path)

    return reach


def open_everything(page: Page) -> None:
    """Unfold whatever is folded."""
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


# --- states that take more than an address -------------------------------------------------------

_REACHED: dict[str, Callable[[Page, str], None]] = {}


def _state(reach: Callable[[Page, str], None]) -> Callable[[Page, str], None]:
    """The function leads to a state that has its name."""
    _REACHED[reach.__name__.replace("_", " ")] = reach
    return reach


def _visitor(page: Page, host: str, *, archetype: str | None = None) -> Visitor:
    assessment, token = begun_assessment(company="Ferrovia")
    if archetype:
        answered(assessment, archetype)
    return Visitor(page, host, assessment, token)


def _save(page: Page) -> None:
    page.get_by_role("button", name="Save and continue").click()


@_state
def start_without_a_name(page: Page, host: str) -> None:
    page.goto(host)
    page.get_by_role("button", name="Begin").click()
    expect(page.locator(".error-summary")).to_be_visible()


@_state
def a_section_with_a_wrong_number(page: Page, host: str) -> None:
    _visitor(page, host).open_section(TEAM)
    number(page, "it-members").fill("a dozen")
    _save(page)
    expect(page.locator(".error-summary")).to_be_visible()


@_state
def a_wrong_number_told_while_saving_by_itself(page: Page, host: str) -> None:
    _visitor(page, host).open_section(TEAM)
    number(page, "it-members").fill("a dozen")
    number(page, "it-members").blur()
    expect(page.locator("#error-question-it-members")).not_to_be_empty()


@_state
def a_saved_answer(page: Page, host: str) -> None:
    _visitor(page, host).open_section(PRODUCT)
    choice(page, "users", "testers").check()
    expect(page.locator("#save-status")).not_to_be_empty()


@_state
def a_lost_connection(page: Page, host: str) -> None:
    _visitor(page, host).open_section(PRODUCT)
    page.context.set_offline(True)
    try:
        choice(page, "users", "testers").check()
        expect(page.locator("#save-status")).not_to_be_empty()
    finally:
        page.context.set_offline(False)


@_state
def a_conflict_told_while_saving_by_itself(page: Page, host: str) -> None:
    visitor = _visitor(page, host)
    visitor.open_section(PRODUCT)
    only_facts_answered(visitor.assessment, "enterprise")
    choice(page, "users", "testers").check()
    expect(page.locator("#error-question-users")).not_to_be_empty()


@_state
def a_conflict_told_after_saving(page: Page, host: str) -> None:
    visitor = _visitor(page, host)
    visitor.open_section(TEAM)
    only_facts_answered(visitor.assessment, "enterprise")
    with page.expect_navigation():
        number(page, "it-members").fill("12")
        number(page, "it-members").press("Enter")
    expect(page.locator(".error-summary")).to_be_visible()


@_state
def a_practice_that_does_not_apply(page: Page, host: str) -> None:
    _visitor(page, host, archetype="adoption").open_section("practices-delivery")
    choice(page, "code-review", "not-applicable").check()
    expect(page.locator("#question-code-review-reason")).to_be_visible()


@_state
def practices_before_the_stage_is_known(page: Page, host: str) -> None:
    _visitor(page, host).open_section("practices-delivery")


@_state
def quick_check_with_nothing_chosen(page: Page, host: str) -> None:
    _visitor(page, host).open("quick")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".error-summary")).to_be_visible()


@_state
def quick_check_that_is_done(page: Page, host: str) -> None:
    _visitor(page, host, archetype="adoption").open("quick")


@_state
def submitted_too_early(page: Page, host: str) -> None:
    _visitor(page, host).open("check")
    page.get_by_role("button", name="Submit and see the result").click()
    expect(page.locator(".error-summary")).to_be_focused()


@_state
def answers_that_contradict_each_other(page: Page, host: str) -> None:
    contradiction, chosen = contradiction_of_choices(rubrics.find())
    visitor = _visitor(page, host, archetype="adoption")
    for question, option in chosen.items():
        visitor.assessment.answers.filter(key=question).update(value=option)
    visitor.open("check")
    expect(page.locator("main")).to_contain_text(contradiction.ask)


@_state
def a_section_with_answers_that_contradict_each_other(page: Page, host: str) -> None:
    contradiction, chosen = contradiction_of_choices(rubrics.find())
    visitor = _visitor(page, host, archetype="adoption")
    for question, option in chosen.items():
        visitor.assessment.answers.filter(key=question).update(value=option)
    visitor.open_section(PRODUCT if "users" in chosen else TEAM)
    expect(page.locator("main")).to_contain_text(contradiction.ask)


@_state
def an_answer_changed_in_another_window(page: Page, host: str) -> None:
    visitor = _visitor(page, host)
    visitor.open_section(PRODUCT)
    services.save_answers(visitor.assessment, [change("demand", "roadmap")])
    page.evaluate("htmx.trigger(document.querySelector('form[data-autosave]'), 'sync')")
    expect(page.locator("#question-demand")).to_contain_text("Changed in another window")


@_state
def a_note_with_a_link_that_is_none(page: Page, host: str) -> None:
    _visitor(page, host).open_section(PRODUCT)
    page.locator("#question-users summary", has_text="Note or evidence").click()
    page.locator("#link-question-users").fill("see the wiki")
    page.locator("#link-question-users").blur()
    expect(page.locator("#error-link-question-users")).not_to_be_empty()


@_state
def answers_that_wait_for_the_connection(page: Page, host: str) -> None:
    visitor = _visitor(page, host)
    visitor.open_section(PRODUCT)
    section = visitor.address("section", slug=PRODUCT)
    page.route(section, lambda route: route.abort() if _posts(route) else route.continue_())
    choice(page, "users", "testers").check()
    expect(page.locator("#save-status")).to_contain_text("No connection")
    visitor.open("hub")
    expect(page.locator("#kept")).to_be_visible()
    page.unroute(section)
    page.evaluate("localStorage.clear()")


def _posts(route: Route) -> bool:
    return route.request.method == "POST"


@_state
def a_what_if_that_moves_the_verdict(page: Page, host: str) -> None:
    assessment, token = submitted_assessment()
    Visitor(page, host, assessment, token).open("what-if")
    page.locator("#what-if-users").select_option("market-wide")
    expect(page.locator("#said-users")).to_contain_text("Your answer")


@_state
def a_what_if_that_is_not_understood(page: Page, host: str) -> None:
    _assessment, token = submitted_assessment()
    page.goto(f"{host}{reverse('what-if', kwargs={'token': token})}?it-members=many&users=few")
    expect(page.locator("#said-it-members")).not_to_be_empty()


@_state
def a_what_if_tried_within_the_result(page: Page, host: str) -> None:
    page.goto(host + reverse("example"))
    page.locator("#what-if-users").select_option("steady-base")
    expect(page.locator("#what-if-said")).to_contain_text("instead of Scaling")


@_state
def a_result_that_an_open_answer_could_turn(page: Page, host: str) -> None:
    Visitor(page, host, *undecided_assessment()).open("result")


@_state
def the_answers_behind_a_result(page: Page, host: str) -> None:
    assessment, token = submitted_assessment()
    Visitor(page, host, assessment, token).open("answers")


@_state
def a_report_that_is_being_made(page: Page, host: str) -> None:
    assessment, token = submitted_assessment(company="Being made")
    assessment.renderings.update(claimed_at=timezone.now(), claimed_by="somebody")
    Visitor(page, host, assessment, token).open("report-wait")
    expect(page.get_by_role("status")).to_contain_text("being made")


@_state
def a_report_that_could_not_be_made(page: Page, host: str) -> None:
    assessment, token = submitted_assessment(company="Not made")
    assessment.renderings.update(failed_at=timezone.now())
    Visitor(page, host, assessment, token).open("report-wait")
    expect(page.get_by_role("button", name="Try once more")).to_be_visible()


@_state
def a_report_that_is_ready(page: Page, host: str) -> None:
    assessment, token = submitted_assessment(company="Made")
    for wanted in assessment.renderings.values_list("content_hash", flat=True):
        cache.publish(cache.write_draft(b"%PDF-"), wanted)
    Visitor(page, host, assessment, token).open("report-wait")
    expect(page.get_by_role("heading", level=1)).to_have_text("The report is ready")


@_state
def the_style_guide(page: Page, host: str) -> None:
    with override_settings(DEBUG=True):
        page.goto(host + reverse("styleguide"))


@_state
def an_explained_term(page: Page, host: str) -> None:
    page.goto(host + reverse("rubric-stage", kwargs={"stage": "adoption"}))
    page.locator(".term").first.click()
    expect(page.locator(".explanation:popover-open")).to_be_visible()


@_state
def not_found(page: Page, host: str) -> None:
    page.goto(f"{host}/nowhere/")


@_state
def a_form_that_is_refused(page: Page, host: str) -> None:
    page.goto(host)
    page.get_by_label("Name of the company").fill("Ferrovia")
    page.context.clear_cookies()
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This was not saved")


@_state
def a_rubric_that_is_gone(page: Page, host: str) -> None:
    assessment, token = submitted_assessment()
    with history_rewritten():
        Assessment.objects.filter(pk=assessment.pk).update(rubric_version="0.9")
    Visitor(page, host, assessment, token).open("result")


@_state
def a_fault_of_the_server(page: Page, host: str) -> None:
    def fail(request: HttpRequest, token: str) -> access.ToAssessment:
        raise RuntimeError("made to fail")

    visitor = _visitor(page, host)
    logging.disable(logging.ERROR)
    try:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(access, "open_assessment", fail)
            visitor.open("hub")
    finally:
        logging.disable(logging.NOTSET)


# --- the action plan of somebody who has signed in -----------------------------------------------


def _planner(page: Page, host: str) -> User:
    owner = User.objects.filter(email="planner@example.org").first()
    owner = owner or user("planner@example.org", name="Olga")
    sign_in(page, host, owner)
    return owner


@_state
def an_action_plan_in_full(page: Page, host: str) -> None:
    result, _actions = full_plan(_planner(page, host))
    page.goto(host + reverse("plan", kwargs={"company": result.company.public_id}))
    expect(page.get_by_role("heading", name="Done, but not settled")).to_be_visible()


@_state
def an_action_plan_with_one_action_put_into_another_state(page: Page, host: str) -> None:
    result, actions = full_plan(_planner(page, host))
    page.goto(host + reverse("plan", kwargs={"company": result.company.public_id}))
    page.locator(f"#action-{actions[1].public_id}-done").click()
    expect(page.locator("#plan-said")).to_contain_text("is now: Done")


@_state
def an_action_plan_that_is_empty(page: Page, host: str) -> None:
    *_others, (_state_of, company) = empty_plans(_planner(page, host))
    page.goto(host + reverse("plan", kwargs={"company": company.public_id}))


@_state
def an_action_plan_to_print(page: Page, host: str) -> None:
    result, _actions = full_plan(_planner(page, host))
    page.goto(host + reverse("plan-print", kwargs={"company": result.company.public_id}))


@_state
def a_result_with_what_became_of_the_plan(page: Page, host: str) -> None:
    result, _actions = full_plan(_planner(page, host))
    page.goto(host + reverse("result", kwargs={"token": result.public_id}))
    expect(page.get_by_role("heading", name="What became of the plan")).to_be_visible()


@_state
def an_action_that_somebody_else_changed_meanwhile(page: Page, host: str) -> None:
    result, actions = full_plan(_planner(page, host))
    parts = {"company": result.company.public_id, "action": actions[1].public_id}
    page.goto(host + reverse("action", kwargs=parts))
    changed(actions[1], owner="Grace", note="Theirs.")
    page.get_by_label("Who does it").fill("Ada")
    page.get_by_label("Note").fill("Mine.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".error-summary")).to_be_focused()


@_state
def an_action_with_faults(page: Page, host: str) -> None:
    result, _actions = full_plan(_planner(page, host))
    page.goto(host + reverse("action-new", kwargs={"company": result.company.public_id}))
    page.get_by_label("Link").fill("http://tracker.example")
    page.get_by_role("button", name="Add it to the plan").click()
    expect(page.locator(".error-summary")).to_be_focused()


# --- a company over time, and an assessment begun from earlier answers ---------------------------


def _historian(page: Page, host: str) -> User:
    owner = User.objects.filter(email="historian@example.org").first()
    owner = owner or user("historian@example.org", name="Hilda")
    sign_in(page, host, owner)
    return owner


def _company(page: Page, host: str, company: Company, name: str = "company") -> None:
    page.goto(host + reverse(name, kwargs={"company": company.public_id}))


@_state
def a_company_with_a_long_history(page: Page, host: str) -> None:
    _company(page, host, long_history(_historian(page, host))[0].company)
    expect(page.get_by_role("heading", name="Readiness over time")).to_be_visible()


@_state
def what_moved_within_a_stage(page: Page, host: str) -> None:
    _company(page, host, long_history(_historian(page, host))[0].company, "moved")
    expect(page.get_by_role("heading", name="Readiness, then and now")).to_be_visible()


@_state
def what_moved_from_one_stage_to_another(page: Page, host: str) -> None:
    _company(page, host, grown_company(_historian(page, host)), "moved")
    expect(page.get_by_role("heading", name="what moved the balance")).to_be_visible()


@_state
def two_assessments_that_are_the_same_one(page: Page, host: str) -> None:
    made = long_history(_historian(page, host))
    url = reverse("moved", kwargs={"company": made[0].company.public_id})
    page.goto(f"{host}{url}?from={made[0].public_id}&to={made[0].public_id}")
    expect(page.locator(".error-summary")).to_be_visible()


@_state
def a_company_with_one_result(page: Page, host: str) -> None:
    _company(page, host, owned_assessment(_historian(page, host), company=LONG_NAME).company)


@_state
def a_company_without_a_result(page: Page, host: str) -> None:
    opened = owned_assessment(_historian(page, host), company=LONG_NAME, submitted=False)
    _company(page, host, opened.company)


@_state
def a_company_that_is_being_deleted(page: Page, host: str) -> None:
    company = owned_assessment(_historian(page, host), submitted=False).company
    Company.objects.filter(pk=company.pk).update(delete_at=timezone.now())
    _company(page, host, company)
    expect(page.locator("main")).to_contain_text("is being deleted")


@_state
def a_companys_name_that_is_none(page: Page, host: str) -> None:
    company = owned_assessment(_historian(page, host)).company
    _company(page, host, company, "company-name")
    page.get_by_label("Name of the company").fill(" ")
    page.get_by_role("button", name="Save the name").click()
    expect(page.locator(".error-summary")).to_be_visible()


@_state
def a_hub_with_answers_to_confirm(page: Page, host: str) -> None:
    begun = begun_again(_historian(page, host))
    page.goto(host + reverse("hub", kwargs={"token": begun.public_id}))
    expect(page.locator(".lede")).to_contain_text("to be confirmed")


@_state
def a_section_with_answers_to_confirm(page: Page, host: str) -> None:
    begun = begun_again(_historian(page, host))
    url = reverse("section", kwargs={"token": begun.public_id, "slug": PRODUCT})
    page.goto(host + url)
    page.locator("#still-question-users").check()
    expect(page.locator("#age-question-users")).to_contain_text("Confirmed")


@_state
def practices_to_confirm(page: Page, host: str) -> None:
    begun = begun_again(_historian(page, host))
    parts = {"token": begun.public_id, "slug": "practices-delivery"}
    page.goto(host + reverse("section", kwargs=parts))


@_state
def a_check_of_answers_that_were_not_confirmed(page: Page, host: str) -> None:
    begun = begun_again(_historian(page, host))
    page.goto(host + reverse("check", kwargs={"token": begun.public_id}))
    expect(page.locator(".given").first).to_be_visible()
