"""The quick check: one fact at a time, the one that tells most, until the stage is settled."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .. import forms, services
from ..domain.quick_check import next_fact
from ..domain.rubric import Fact
from ..domain.scorecard import score
from ..htmx import HtmxHttpRequest
from ..questionnaire import Section
from ..reports.verdict_part import headline, missing_sentence
from .questionnaire import Page, answers_open, check_rows


@answers_open
@require_http_methods(["GET", "HEAD"])
def quick(request: HtmxHttpRequest, token: str) -> HttpResponse:
    """Lead on to the next question, or tell what the answers so far come to."""
    page = Page.load(request, token)
    fact = next_fact(page.rubric, page.questionnaire.answers)
    if fact is not None:
        return redirect("quick-question", token=token, fact=fact.id)
    card = score(page.rubric, page.questionnaire.answers)
    asked = [one for one in page.rubric.facts if one.id in page.questionnaire.answers.answers]
    context = {
        "page": page,
        "headline": headline(card) if card.verdict else "",
        "missing": missing_sentence(page.rubric, card.missing) if card.missing else "",
        "rows": check_rows(page, _section(*asked)),
        "unasked": len(page.rubric.facts) - len(asked),
    }
    return render(request, "questionnaire/quick_outcome.html", context)


@answers_open
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HtmxHttpRequest, token: str, fact: str) -> HttpResponse:
    """One question. It has an address of its own, so that Back leads to the one before."""
    page = Page.load(request, token)
    asked = page.rubric.fact_by_id.get(fact)
    if asked is None:
        raise Http404
    if request.method == "POST":
        field, is_saved = _save(request, page, asked)
        if is_saved:
            return redirect("quick", token=token)
    else:
        (field,) = forms.fields_of(page.rubric, _section(asked), page.saved)
    answers = page.questionnaire.answers
    context = {
        "page": page,
        "field": field,
        "number": sum(one.id in answers.answers for one in page.rubric.facts if one != asked) + 1,
        "problems": field.problems,
        "ready": page.questionnaire.stage is not None,
    }
    return render(
        request, "questionnaire/quick.html", context, status=422 if field.problems else 200
    )


def _section(*facts: Fact) -> Section:
    """A section of these facts, so that they are asked, saved and listed like in their own."""
    return Section("quick", "facts", _("Quick check"), "", facts, (), 0)


def _save(request: HtmxHttpRequest, page: Page, fact: Fact) -> tuple[forms.Field, bool]:
    """Save the answer if there is one and nobody else gave another meanwhile."""
    section = _section(fact)
    (field,) = forms.fields_of(page.rubric, section, page.saved)
    changes = forms.changes_of(page.rubric, section, [field], request.POST)
    answered = any(one.place == field.places[0] and one.value is not None for one in changes)
    if not field.error and not answered:
        field.error = _("Choose an answer, or say that you don’t know.")
    if field.problems:
        return field, False
    result = services.save_answers(page.assessment, changes)
    fresh = forms.fields_of(page.rubric, section, result.standing)
    (field,) = forms.bring_up([field], fresh, result)
    return field, not result.conflicts
