"""The quick check: one fact at a time, the one that tells most, until the stage is settled."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .. import forms, services
from ..domain.quick_check import next_fact
from ..domain.rubric import Fact
from ..htmx import HtmxHttpRequest
from ..questionnaire import Section
from .questionnaire import Page, answers_open, with_conflicts


@answers_open
@require_http_methods(["GET", "HEAD", "POST"])
def quick(request: HtmxHttpRequest, token: str) -> HttpResponse:
    page = Page.load(token)
    asked = page.rubric.fact_by_id.get(request.POST.get("fact", ""))
    if request.method == "POST" and asked is not None:
        field, is_saved = _save(request, page, asked)
        if is_saved:
            return redirect("quick", token=token)
        return _render(request, page, field, status=422)
    fact = next_fact(page.rubric, page.questionnaire.answers)
    if fact is None:
        return _render(request, page, None)
    (field,) = forms.fields_of(page.rubric, _section(fact), page.saved)
    if request.method == "POST":
        field.error = _("Choose an answer, or say that you don’t know.")
    return _render(request, page, field, status=422 if field.error else 200)


def _section(fact: Fact) -> Section:
    """A section of this one fact, so that it is asked and saved like in its own."""
    return Section("quick", "facts", fact.short, fact.hint, (fact,), (), 0)


def _save(request: HtmxHttpRequest, page: Page, fact: Fact) -> tuple[forms.Field, bool]:
    """Save the answer if there is one and nobody else gave another meanwhile."""
    section = _section(fact)
    (field,) = forms.fields_of(page.rubric, section, page.saved)
    changes = forms.changes_of(page.rubric, section, [field], request.POST)
    if not field.error and all(change.value is None for change in changes):
        field.error = _("Choose an answer, or say that you don’t know.")
    if field.error:
        return field, False
    result = services.save_answers(page.assessment, changes)
    (field,) = with_conflicts(page, section, [field], result)
    return field, not field.is_conflict


def _render(
    request: HtmxHttpRequest, page: Page, field: forms.Field | None, status: int = 200
) -> HttpResponse:
    answers = page.questionnaire.answers
    known = sum(answers.is_known(fact.id) for fact in page.rubric.facts)
    context = {
        "page": page,
        "field": field,
        "known": known,
        "ready": page.questionnaire.stage is not None,
    }
    return render(request, "questionnaire/quick.html", context, status=status)
