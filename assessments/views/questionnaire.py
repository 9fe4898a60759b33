"""Hub, sections, check answers: from the first answer to submitting."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from .. import access, forms, services
from ..domain.notes import ROLE_PREFIX, Note
from ..domain.rubric import Rubric
from ..domain.scorecard import score
from ..htmx import HtmxHttpRequest
from ..models import Assessment
from ..questionnaire import Questionnaire, Section
from ..reports.verdict_part import missing_sentence
from ..reports.words import answer_words, question_words, role_words
from ..selectors import Saved, as_answer_set, last_answered, rubric_of, saved_values

PAGE_ID = re.compile(r"[0-9a-f]{16}")

Rest = ParamSpec("Rest")
View = Callable[Concatenate[HtmxHttpRequest, str, Rest], HttpResponse]


def answers_open(view: View[Rest]) -> View[Rest]:
    """Send whoever comes to a submitted assessment's questions on to its result."""

    @wraps(view)
    def wrapped(
        request: HtmxHttpRequest, token: str, *args: Rest.args, **kwargs: Rest.kwargs
    ) -> HttpResponse:
        try:
            return view(request, token, *args, **kwargs)
        except access.SubmittedAlready:
            if request.htmx:
                place = reverse("result", kwargs={"token": token})
                return HttpResponse(status=204, headers={"HX-Redirect": place})
            return redirect("result", token=token)

    return never_cache(wrapped)


@dataclass(frozen=True)
class Page:
    """What every page of the questionnaire knows."""

    token: str
    assessment: Assessment
    rubric: Rubric
    saved: Saved
    questionnaire: Questionnaire

    @classmethod
    def load(cls, request: HtmxHttpRequest, token: str) -> Page:
        assessment = access.open_assessment(request, token).assessment
        rubric, saved = rubric_of(assessment), saved_values(assessment)
        return cls(token, assessment, rubric, saved, _questionnaire(rubric, saved))

    def after(self, result: services.SaveResult) -> Page:
        """The same page with the answers as they stand after a save. No query."""
        built = _questionnaire(self.rubric, result.standing)
        return replace(self, saved=result.standing, questionnaire=built)


def _questionnaire(rubric: Rubric, saved: Saved) -> Questionnaire:
    return Questionnaire(rubric, as_answer_set(rubric, saved))


@answers_open
@require_http_methods(["GET", "HEAD"])
def hub(request: HtmxHttpRequest, token: str) -> HttpResponse:
    page = Page.load(request, token)
    questionnaire = page.questionnaire
    last = last_answered(page.assessment)
    going_on = questionnaire.stopped_at(last.subject if last else None)
    context = {
        "page": page,
        "sections": questionnaire.sections,
        "minutes": questionnaire.minutes_left,
        "ready": questionnaire.stage is not None,
        "last_saved": last.saved_at if last else None,
        "going_on": going_on,
        "anchor": questionnaire.first_open(going_on) if going_on else "",
    }
    return render(request, "questionnaire/hub.html", context)


@answers_open
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HtmxHttpRequest, token: str, slug: str) -> HttpResponse:
    page = Page.load(request, token)
    chosen = page.questionnaire.section(slug, also=forms.posted_keys(request.POST))
    if chosen is None:
        raise Http404
    fields = forms.fields_of(page.rubric, chosen, page.saved)
    if request.method != "POST":
        return _render_section(request, page, chosen, fields)
    changes = forms.changes_of(page.rubric, chosen, fields, request.POST)
    result = services.save_answers(page.assessment, changes, _page_id(request))
    fields = forms.bring_up(fields, forms.fields_of(page.rubric, chosen, result.standing), result)
    page = page.after(result)
    if request.htmx:
        return _render_autosaved(request, page, chosen, fields, is_written=bool(result.saved))
    if any(one.problems for one in fields):
        return _render_section(request, page, chosen, fields, status=422)
    following = page.questionnaire.after(slug)
    if following is None or "back" in request.POST:
        return redirect("hub", token=token)
    return redirect("section", token=token, slug=following.slug)


def _page_id(request: HtmxHttpRequest) -> str:
    """The name of the opened page, so that its own saves are told from another window's."""
    posted = request.POST.get("page", "")
    return posted if PAGE_ID.fullmatch(posted) else secrets.token_hex(8)


def _render_section(
    request: HtmxHttpRequest,
    page: Page,
    chosen: Section,
    fields: list[forms.Field],
    status: int = 200,
) -> HttpResponse:
    context = {
        "page": page,
        "section": chosen,
        "fields": forms.with_doubts(fields, page.questionnaire),
        "problems": [problem for one in fields for problem in one.problems],
        "number": _number_of(page, chosen),
        "page_id": _page_id(request),
        "following": page.questionnaire.after(chosen.slug),
        "provisional": chosen.kind in ("practices", "roles") and not page.questionnaire.stage,
    }
    return render(request, "questionnaire/section.html", context, status=status)


def _number_of(page: Page, chosen: Section) -> int | None:
    """The place of the section in the questionnaire, from 1; None if it is not asked any more."""
    slugs = [one.slug for one in page.questionnaire.sections]
    return slugs.index(chosen.slug) + 1 if chosen.slug in slugs else None


def _render_autosaved(
    request: HtmxHttpRequest,
    page: Page,
    chosen: Section,
    fields: list[forms.Field],
    *,
    is_written: bool,
) -> HttpResponse:
    """The save status, with the new base of each answer and the messages in their places."""
    context = {
        "page": page,
        "section": chosen,
        "fields": forms.with_doubts(fields, page.questionnaire),
        "problems": [problem for one in fields for problem in one.problems],
        "now": timezone.localtime(),
    }
    response = render(request, "questionnaire/autosaved.html", context)
    if is_written:  # other tabs of the same browser then ask for what is new
        response["HX-Trigger"] = "answers-saved"
    return response


@answers_open
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HtmxHttpRequest, token: str) -> HttpResponse:
    page = Page.load(request, token)
    if request.method == "POST":
        try:
            services.submit(page.assessment)
        except services.NotReady:
            return _render_check(request, page, status=422)
        return redirect("result", token=token)
    return _render_check(request, page)


def _render_check(request: HtmxHttpRequest, page: Page, status: int = 200) -> HttpResponse:
    card = score(page.rubric, page.questionnaire.answers)
    sections = page.questionnaire.sections
    context = {
        "page": page,
        "sections": [(one, check_rows(page, one)) for one in sections],
        "missing": missing_sentence(page.rubric, card.missing) if card.missing else "",
        "contradictions": card.contradictions,
        "unanswered": sum(one.size - one.answered for one in sections),
    }
    return render(request, "questionnaire/check.html", context, status=status)


@dataclass(frozen=True)
class CheckRow:
    """An answer to be checked; ``slug`` and ``anchor`` lead to its question on its section's page."""

    text: str
    answer: str
    known: bool
    slug: str
    anchor: str
    note: Note | None


def check_rows(page: Page, section: Section) -> list[CheckRow]:
    """The answers of a section with their notes, in short."""
    answers, rubric = page.questionnaire.answers, page.rubric
    slug_of, notes = page.questionnaire.slug_of, answers.notes
    rows = []
    for one in section.questions:
        said = answer_words(rubric, one.id, answers.answers.get(one.id))
        name, known = question_words(rubric, one.id), answers.is_known(one.id)
        anchor = f"question-{one.id}"
        rows.append(CheckRow(name, said, known, slug_of(one.id), anchor, notes.get(one.id)))
    for role in section.roles:
        said, known = role_words(rubric, answers.roles.get(role.id))
        note = notes.get(f"{ROLE_PREFIX}{role.id}")
        rows.append(CheckRow(role.name, said, known, "roles", f"role-{role.id}", note))
    return rows
