"""A company's action plan, and what became of its actions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import F, Q, QuerySet

from ..domain.outcome import Outcome, Snapshot, outcome
from ..models import Action, Answer, Assessment, Company
from .answers import Saved, as_answer_set, rubric_of


def actions_of(company: Company) -> QuerySet[Action]:
    """The company's actions, the next one due first, those without a date last. One query."""
    actions = company.actions.select_related("assessment")
    return actions.order_by(F("due").asc(nulls_last=True), "pk")


def results_of(company: Company) -> list[Assessment]:
    """The company's submitted assessments, the earliest first: no respondent's sheet. One query."""
    submitted = company.assessments.filter(sheet_of__isnull=True, submitted_at__isnull=False)
    return list(submitted.select_related("company").order_by("as_of", "created_at", "pk"))


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of actions by the assessment ``now``, by the action's primary key.

    ``then`` has the earlier assessment that each was set against, None where there is none.
    """

    now: Assessment | None = None
    of: Mapping[int, Outcome] = field(default_factory=dict)
    then: Mapping[int, Assessment | None] = field(default_factory=dict)


def latest_outcomes(actions: Iterable[Action], results: Sequence[Assessment]) -> Outcomes:
    """What became of the actions by the latest of the company's ``results``, each since the result
    that it came from. One query; none if there is nothing to tell."""
    return outcomes_by(actions, results, results[-1]) if results else Outcomes()


def outcomes_by(
    actions: Iterable[Action],
    results: Sequence[Assessment],
    now: Assessment,
    since: Assessment | None = None,
) -> Outcomes:
    """What became of the actions by the result ``now``.

    Each is set against the result that it came from, or against ``since`` where that is later. Left
    out is what came from ``now`` or later, and what is not for any practice. One query; none if
    there is nothing to tell.
    """
    order = {one.pk: at for at, one in enumerate(results)}
    then: dict[int, Assessment | None] = {}
    concerned = []
    for action in actions:
        came_from = order.get(action.assessment_id or 0)
        if not action.practices or not _is_before(action, came_from, order[now.pk], now):
            continue
        earlier = [at for at in (came_from, order[since.pk] if since else None) if at is not None]
        then[action.pk] = results[max(earlier)] if earlier else None
        concerned.append(action)
    if not concerned:
        return Outcomes(now)
    snapshots = _snapshots({now, *(one for one in then.values() if one)}, concerned)
    found = {}
    for action in concerned:
        before = then[action.pk]
        told = outcome(
            action.practices, snapshots[before.pk] if before else None, snapshots[now.pk]
        )
        if told is not None:
            found[action.pk] = told
    return Outcomes(now, found, then)


def _is_before(action: Action, came_from: int | None, at: int, now: Assessment) -> bool:
    """Whether the action was there when that result was given."""
    if came_from is not None:
        return came_from < at
    return now.submitted_at is not None and action.created_at < now.submitted_at


def _snapshots(
    assessments: Iterable[Assessment], actions: Iterable[Action]
) -> Mapping[int, Snapshot]:
    """The answers to the actions' practices in each of the assessments. One query."""
    saved: dict[int, Saved] = {one.pk: {} for one in assessments}
    practices = {practice for action in actions for practice in action.practices}
    rows = Answer.objects.filter(
        assessment__in=list(saved), subject=Answer.Subject.QUESTION, key__in=practices
    )
    for pk, subject, key, value in rows.values_list("assessment_id", "subject", "key", "value"):
        saved[pk][subject, key] = value
    return {
        one.pk: Snapshot(rubric_of(one), as_answer_set(rubric_of(one), saved[one.pk]))
        for one in assessments
    }


def taken_keys(assessment: Assessment) -> set[str]:
    """The keys of what need not be taken on from this result: what was taken on from it, whatever
    became of that, and what is still open from another. One query."""
    still_open = Q(state__in=[Action.State.OPEN, Action.State.DOING])
    actions = Action.objects.filter(
        Q(assessment=assessment) | still_open, company=assessment.company_id
    )
    return set(actions.exclude(priority="").values_list("priority", flat=True))
