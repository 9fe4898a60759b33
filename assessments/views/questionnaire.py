"""Hub, sections, check answers: from the first answer to submitting."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from .. import access, forms, services
from ..domain.rubric import Rubric
from ..domain.scorecard import score
from ..htmx import HtmxHttpRequest
from ..models import Assessment
from ..questionnaire import Questionnaire, Section
from ..reports.verdict_part import missing_sentence
from ..reports.words import answer_words, question_words, role_words
from ..selectors import Saved, as_answer_set, rubric_of, saved_values

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
    def load(cls, token: str) -> Page:
        assessment = access.open_assessment_by_link(token)
        rubric, saved = rubric_of(assessment), saved_values(assessment)
        answers = as_answer_set(rubric, saved)
        return cls(token, assessment, rubric, saved, Questionnaire(rubric, answers))


@answers_open
@require_http_methods(["GET", "HEAD"])
def hub(request: HtmxHttpRequest, token: str) -> HttpResponse:
    page = Page.load(token)
    sections = page.questionnaire.sections
    context = {
        "page": page,
        "sections": sections,
        "minutes": sum(one.minutes for one in sections if one.status != "complete"),
        "ready": page.questionnaire.stage is not None,
        "complete": all(one.status == "complete" for one in sections),
    }
    return render(request, "questionnaire/hub.html", context)


@answers_open
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HtmxHttpRequest, token: str, slug: str) -> HttpResponse:
    page = Page.load(token)
    chosen = page.questionnaire.section(slug, also=forms.posted_keys(request.POST))
    if chosen is None:
        raise Http404
    fields = forms.fields_of(page.rubric, chosen, page.saved)
    if request.method != "POST":
        return _render_section(request, page, chosen, fields)
    changes = forms.changes_of(page.rubric, chosen, fields, request.POST)
    result = services.save_answers(page.assessment, changes, _page_id(request))
    fields = with_conflicts(page, chosen, fields, result)
    if request.htmx:
        written = {(one.subject, one.key): one.value for one in result.saved}
        return _render_autosaved(request, fields, written)
    if any(one.error for one in fields):
        return _render_section(request, page, chosen, fields, status=422)
    following = Page.load(token).questionnaire.after(slug)
    if following is None or "back" in request.POST:
        return redirect("hub", token=token)
    return redirect("section", token=token, slug=following.slug)


def _page_id(request: HtmxHttpRequest) -> str:
    """The name of the opened page, so that its own saves are told from another window's."""
    posted = request.POST.get("page", "")
    return posted if PAGE_ID.fullmatch(posted) else secrets.token_hex(8)


def with_conflicts(
    page: Page, chosen: Section, fields: list[forms.Field], result: services.SaveResult
) -> list[forms.Field]:
    """The fields; where somebody else came first, theirs, with a message beside it."""
    standing = {key: value for key, value in result.conflicts.items() if value is not None}
    theirs = {(one.subject, one.key): one for one in forms.fields_of(page.rubric, chosen, standing)}
    shown = []
    for mine in fields:
        if (mine.subject, mine.key) not in result.conflicts:
            shown.append(mine)
            continue
        field = theirs[mine.subject, mine.key]
        field.is_conflict = True
        field.error = _(
            "This was changed in another window meanwhile and is shown as it stands now. Choose "
            "again to change it."
        )
        shown.append(field)
    return shown


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
        "fields": fields,
        "errors": [one for one in fields if one.error],
        "page_id": _page_id(request),
        "following": page.questionnaire.after(chosen.slug),
        "provisional": chosen.kind in ("practices", "roles") and not page.questionnaire.stage,
    }
    return render(request, "questionnaire/section.html", context, status=status)


def _render_autosaved(
    request: HtmxHttpRequest, fields: list[forms.Field], written: dict[tuple[str, str], Any]
) -> HttpResponse:
    """The save status, with the new base of each written answer and the errors in their places."""
    for one in fields:
        if (one.subject, one.key) in written:
            one.was = forms.dump(written[one.subject, one.key])
    context = {"fields": fields, "now": timezone.localtime()}
    context["errors"] = [one for one in fields if one.error]
    return render(request, "questionnaire/autosaved.html", context)


@answers_open
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HtmxHttpRequest, token: str) -> HttpResponse:
    page = Page.load(token)
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
        "sections": [(one, _check_rows(page, one)) for one in sections],
        "missing": missing_sentence(page.rubric, card.missing) if card.missing else "",
        "contradictions": card.contradictions,
        "unanswered": sum(one.size - one.answered for one in sections),
    }
    return render(request, "questionnaire/check.html", context, status=status)


@dataclass(frozen=True)
class CheckRow:
    """An answer to be checked; ``anchor`` leads to its question on the section's page."""

    text: str
    answer: str
    known: bool
    anchor: str


def _check_rows(page: Page, section: Section) -> list[CheckRow]:
    answers, rubric = page.questionnaire.answers, page.rubric
    rows = []
    for one in section.questions:
        said = answer_words(rubric, one.id, answers.answers.get(one.id))
        name = question_words(rubric, one.id)
        rows.append(CheckRow(name, said, answers.is_known(one.id), f"question-{one.id}"))
    for role in section.roles:
        said, known = role_words(rubric, answers.roles.get(role.id))
        rows.append(CheckRow(role.name, said, known, f"role-{role.id}"))
    return rows
