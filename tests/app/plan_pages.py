"""The pages of an action plan in their different states, for the tests that read every page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

from assessments import services
from assessments.models import Action, Assessment, Company, User

from .factories import TODAY, user
from .plans import action_of, changed, result_after, result_with_a_hole, taken_on

STRANGE = "<b>Ünsinn</b> & “Söhne”"
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


def full_plan(owner: User) -> tuple[Assessment, list[Action]]:
    """The latest result of a company with actions in every state, some taken on, some its own."""
    result = result_with_a_hole(owner, company=STRANGE)
    actions = taken_on(result)
    changed(actions[0], state="done", owner="Ada")
    changed(actions[1], state="doing", note=f"{STRANGE}\n{LONG}", link=f"https://x.example/{LONG}")
    changed(actions[2], state="dropped", owner=LONG)
    changed(actions[3], due=date(2026, 1, 1), owner="")
    actions.append(action_of(result.company, title=f"{LONG} {STRANGE}", due=None))
    return result_after(result, on_call="partly"), actions


def empty_plans(owner: User) -> Iterator[tuple[str, Company]]:
    """A plan with nothing to take on yet, and one with a result and no action."""
    assessment, _name = services.begin_assessment(company_name="New", as_of=TODAY, owner=owner)
    yield "without a result", assessment.company
    yield "without an action", result_with_a_hole(owner, company="Fresh").company


def plan_responses() -> Iterator[tuple[str, str, Any, int]]:
    """Every page: the name of its state, its address, the response, and the status it has to have."""
    client, owner = Client(), user("planner@example.org", name="Olga")
    client.force_login(owner)
    result, actions = full_plan(owner)
    company = {"company": result.company.public_id}
    for name in ("plan", "plan-print", "action-new"):
        url = reverse(name, kwargs=company)
        yield f"{name}, full", url, client.get(url), 200
    url = reverse("plan", kwargs=company)
    client.post(reverse("plan-take-on", kwargs=company))
    yield "plan, told that nothing was ticked", url, client.get(url), 200
    yield "plan, of one person", url, client.get(f"{url}?owner=Ada"), 200
    yield "plan, of nobody known", url, client.get(f"{url}?owner=Zoe"), 200
    url = reverse("result", kwargs={"token": result.public_id})
    yield "result, with what became of the plan", url, client.get(url), 200
    url = reverse("action", kwargs=company | {"action": actions[1].public_id})
    yield "action", url, client.get(url), 200
    yield "action, with faults", url, client.post(url, {"link": "http://x", "due": "soon"}), 422
    values = {"title": "Mine", "state": "open", "seen": ""}
    yield "action, changed meanwhile", url, client.post(url, values), 409
    for state, empty in empty_plans(owner):
        for name in ("plan", "plan-print"):
            url = reverse(name, kwargs={"company": empty.public_id})
            yield f"{name}, {state}", url, client.get(url), 200
