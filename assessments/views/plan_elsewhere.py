"""What other pages show of the action plan: the result, and what moved between two of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from .. import access
from ..access import May, ToAssessment, ToCompany
from ..models import Action, Assessment
from ..reports.outcome_part import tally
from ..selectors.plan import actions_of, outcomes_by, results_of
from .plan_page import ActionView, action_views


@dataclass(frozen=True)
class PlanBesideResult:
    """The way from a result to the plan, and what became of earlier actions by this result.

    ``claim`` is set instead of ``plan`` for whoever has to keep the company in an account first.
    ``proposes``: nothing was taken on from the result yet, and the visitor may.
    """

    plan: str = ""
    claim: str = ""
    proposes: bool = False
    outcomes: tuple[ActionView, ...] = ()

    @property
    def tally(self) -> str:
        return tally([one.outcome for one in self.outcomes if one.outcome])


def beside_result(request: HttpRequest, token: str, way: ToAssessment) -> PlanBesideResult | None:
    """What the result page shows of the plan; None for whoever may not see it.

    It is the company's, so it takes more than a way to one assessment: being an owner, or a grant
    for the whole company. At most four queries.
    """
    company, result = way.company, way.assessment
    if result.is_sheet:
        return None
    if way.by_link and not company.is_claimed:
        return PlanBesideResult(claim=reverse("claim", kwargs={"token": token}))
    to_company = _to_company(request, way)
    if to_company is None:
        return None
    actions, results = list(actions_of(company)), results_of(company)
    is_taken = any(one.assessment_id == result.pk for one in actions)
    is_owner, is_latest = to_company.may >= May.MANAGE, results[-1].pk == result.pk
    if not actions and not is_owner:
        return None
    place = reverse("plan", kwargs={"company": company.public_id})
    proposes = is_owner and is_latest and not is_taken
    return PlanBesideResult(
        plan=f"{place}?take-on=1#take-on" if proposes else place,
        proposes=proposes,
        outcomes=_outcomes(to_company, actions, results, result),
    )


def _to_company(request: HttpRequest, way: ToAssessment) -> ToCompany | None:
    if way.may >= May.MANAGE or (way.by_link and access.owns(request, way.company)):
        return ToCompany(way.company, May.MANAGE)
    if way.grant is not None and way.grant.assessment_id is None:
        return ToCompany(way.company, way.may, way.grant)
    return None


def outcomes_between(
    way: ToCompany, older: Assessment, newer: Assessment
) -> tuple[ActionView, ...]:
    """What became of the company's actions between two of its results, for the page of what moved:
    each with its outcome, in the plan's order. Three queries; show with ``plan/_outcomes.html``."""
    results = results_of(way.company)
    return _outcomes(way, list(actions_of(way.company)), results, newer, since=older)


def _outcomes(
    way: ToCompany,
    actions: list[Action],
    results: list[Assessment],
    now: Assessment,
    since: Assessment | None = None,
) -> tuple[ActionView, ...]:
    outcomes = outcomes_by(actions, results, now, since)
    told = [one for one in actions if one.pk in outcomes.of]
    return action_views(way, told, outcomes, timezone.localdate())
