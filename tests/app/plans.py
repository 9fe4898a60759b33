"""Keyword factories for action plans: what a test does not name is filled in plainly."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from assessments import services
from assessments.domain.scorecard import score
from assessments.models import Action, Answer, Assessment, Company, User
from assessments.reports.proposal_part import ProposalView, proposal_views
from assessments.selectors import answer_set, rubric_of
from assessments.services import plan
from assessments.services.plan import Entry

from .factories import TODAY, golden_values, user, write_rows
from .markup import Html

GOLDEN = "sixty-without-on-call"  # its one must is a hole: the on-call rotation
HOLE = "on-call"


def result_with_a_hole(owner: User | None = None, *, company: str = "Ferrovia") -> Assessment:
    """A submitted assessment whose must is a practice that was due long ago, and is not in place."""
    owner = owner or user("owner@example.org", name="Olga")
    assessment, _name = services.begin_assessment(company_name=company, as_of=TODAY, owner=owner)
    write_rows(assessment, golden_values(GOLDEN))
    return submitted(assessment)


def result_after(previous: Assessment, *, days: int = 100, **changes: Any) -> Assessment:
    """The next submitted assessment of the same company; ``changes`` names practices with ``_``
    for ``-``, None takes the answer away."""
    as_of = previous.as_of + timedelta(days=days)
    assessment, _name = services.begin_from(previous, as_of=as_of, with_link=False)
    for name, value in changes.items():
        place = {"subject": Answer.Subject.QUESTION, "key": name.replace("_", "-")}
        assessment.answers.filter(**place).delete()
        write_rows(assessment, {(place["subject"], place["key"]): value})
    return submitted(assessment)


def submitted(assessment: Assessment) -> Assessment:
    services.submit(assessment)
    assessment.refresh_from_db()
    return assessment


def proposed(assessment: Assessment) -> tuple[ProposalView, ...]:
    card = score(rubric_of(assessment), answer_set(assessment))
    return proposal_views(card, assessment.as_of)


def taken_on(assessment: Assessment, *keys: str) -> list[Action]:
    """Actions from the result: of these keys, or of everything that it proposes."""
    wanted = keys or tuple(one.key for one in proposed(assessment))
    assert plan.take_on(assessment, wanted) == len(wanted)
    rows = Action.objects.filter(assessment=assessment, priority__in=wanted)
    return sorted(rows, key=lambda one: wanted.index(one.priority))


def action_of(company: Company, **parts: Any) -> Action:
    """An action of the company's own."""
    plain: dict[str, Any] = {"title": "Write it down", "owner": "Grace", "due": date(2026, 12, 24)}
    return plan.add(company, Entry(**(plain | parts)))


def changed(action: Action, **parts: Any) -> Action:
    """The action after a change by somebody who had it as it stands before them."""
    row = Action.objects.get(pk=action.pk)
    stands = Entry.of(row)
    return plan.change(row, seen=stands, wanted=replace(stands, **parts))


def at(name: str, company: Company, action: Action | None = None) -> str:
    """The address of a page of the plan."""
    parts = {"company": company.public_id} | ({"action": action.public_id} if action else {})
    return reverse(name, kwargs=parts)


def html(response: Any, status: int = 200) -> Html:
    """The page or part of one that came with that status."""
    assert response.status_code == status
    return Html(response.content.decode())
