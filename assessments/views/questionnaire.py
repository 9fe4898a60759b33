"""Hub, sections, check answers: from the first answer to submitting."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from .. import access, forms, services
from ..access import May
from ..domain.notes import ROLE_PREFIX, Note
from ..domain.rubric import Rubric
from ..domain.scorecard import score
from ..htmx import HtmxHttpRequest
from ..models import Answer, Assessment
from ..questionnaire import Questionnaire, Section, posted_section, subjects_beside
from ..reports.ages import day_words
from ..reports.verdict_part import missing_sentence
from ..reports.words import answer_words, join, question_words, role_words
from ..selectors import (
    Ages,
    LastAnswered,
    Place,
    Saved,
    as_answer_set,
    last_answered,
    rubric_of,
    saved_with_ages,
)
from ..selectors.people import owner_names, respondent_of
from .places import keep_place, nobodys_of

PAGE_ID = re.compile(r"[0-9a-f]{16}")

Rest = ParamSpec("Rest")
View = Callable[Concatenate[HtmxHttpRequest, str, Rest], HttpResponse]


class SeveralAnswer(Exception):
    """Several people answer the assessment, each on a sheet of their own: here are no questions."""

    def __init__(self, way: access.ToAssessment) -> None:
        self.is_settling = way.may >= May.MANAGE and way.assessment.revealed_at is not None
        super().__init__("each answers on a sheet of their own")


def answers_open(view: View[Rest]) -> View[Rest]:
    """Send whoever comes to a submitted assessment's questions on to its result, and whoever comes to
    those of one that several people answer to what they do together."""

    @wraps(view)
    def wrapped(
        request: HtmxHttpRequest, token: str, *args: Rest.args, **kwargs: Rest.kwargs
    ) -> HttpResponse:
        try:
            return view(request, token, *args, **kwargs)
        except access.SubmittedAlready:
            name = "result"
        except SeveralAnswer as several:
            name = "differences" if several.is_settling else "people"
        place = reverse(name, kwargs={"token": token})
        if request.htmx:
            return HttpResponse(status=204, headers={"HX-Redirect": place})
        return redirect(place)

    return never_cache(wrapped)


@dataclass(frozen=True)
class Page:
    """What every page of the questionnaire knows."""

    token: str
    assessment: Assessment
    rubric: Rubric
    saved: Saved
    ages: Ages  # of the answers that are an earlier assessment's
    questionnaire: Questionnaire

    @classmethod
    def load(cls, request: HtmxHttpRequest, token: str) -> Page:
        return cls.of(token, open_to_answer(request, token))

    @classmethod
    def of(cls, token: str, assessment: Assessment) -> Page:
        """The page of an assessment that the visitor may see. One query."""
        rubric = rubric_of(assessment)
        saved, ages = saved_with_ages(assessment)
        return cls(token, assessment, rubric, saved, ages, _questionnaire(rubric, saved, ages))

    @classmethod
    def after(cls, token: str, assessment: Assessment, result: services.SaveResult) -> Page:
        """The page with the answers as they stand after a save. No query."""
        rubric, saved, ages = rubric_of(assessment), result.standing, result.ages
        return cls(token, assessment, rubric, saved, ages, _questionnaire(rubric, saved, ages))

    @property
    def began_with_answers(self) -> bool:
        """Whether it started from an earlier assessment's answers."""
        return self.assessment.previous_id is not None


def open_to_answer(request: HtmxHttpRequest, token: str) -> Assessment:
    """The assessment whose questions the visitor may answer here."""
    way = access.open_assessment(request, token)
    if way.is_common:
        raise SeveralAnswer(way)
    return way.assessment


def _questionnaire(rubric: Rubric, saved: Saved, ages: Ages) -> Questionnaire:
    to_confirm = (
        ROLE_PREFIX + key if subject == Answer.Subject.ROLE else key for subject, key in ages
    )
    return Questionnaire(rubric, as_answer_set(rubric, saved), frozenset(to_confirm))


@answers_open
@require_http_methods(["GET", "HEAD"])
def hub(request: HtmxHttpRequest, token: str) -> HttpResponse:
    page = Page.load(request, token)
    questionnaire = page.questionnaire
    last = _last_answered(page)
    going_on = questionnaire.stopped_at(last.subject if last else None)
    previous = page.assessment.previous if questionnaire.to_confirm else None
    context = {
        "page": page,
        "sections": questionnaire.sections,
        "minutes": questionnaire.minutes_left,
        "to_confirm": questionnaire.all_to_confirm,
        "begun_from": previous.as_of if previous else None,
        "ready": questionnaire.stage is not None,
        "last_saved": last.saved_at if last else None,
        "going_on": going_on,
        "anchor": questionnaire.first_open(going_on) if going_on else "",
        "keep": keep_place(token, page.assessment),
        "nobodys": nobodys_of(token, page.assessment),
    }
    if page.assessment.is_sheet:
        context["respondent"] = respondent_of(page.assessment)
        context["owners"] = join(owner_names(page.assessment))
    return render(request, "questionnaire/hub.html", context)


def _last_answered(page: Page) -> LastAnswered | None:
    """What was answered last in this assessment: what it began with does not count."""
    last = last_answered(page.assessment)
    if last and page.began_with_answers and last.saved_at < page.assessment.created_at:
        return None
    return last


@answers_open
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HtmxHttpRequest, token: str, slug: str) -> HttpResponse:
    if request.method == "POST":
        return _save_section(request, token, slug)
    page = Page.load(request, token)
    chosen = page.questionnaire.section(slug)
    if chosen is None:
        raise Http404
    return _render_section(request, page, chosen, forms.fields_of(page.rubric, chosen, page.saved))


def _save_section(request: HtmxHttpRequest, token: str, slug: str) -> HttpResponse:
    """Save what was posted. The page says what it was made with, so the answers are read only once:
    where they are held until the new ones are written. An autosave reads no more of them than it
    tells about."""
    assessment = open_to_answer(request, token)
    rubric, posted = rubric_of(assessment), forms.posted_keys(request.POST)
    held = posted_section(rubric, slug, posted)
    if held is None:
        raise Http404
    fields = forms.fields_of(rubric, held, {})
    changes = forms.changes_of(rubric, held, fields, request.POST)
    reads_all = not request.htmx or assessment.previous_id is not None
    read = None if reads_all else subjects_beside(rubric, held)
    result = services.save_answers(assessment, changes, _page_id(request), read=read)
    page = Page.after(token, assessment, result)
    if request.htmx:
        return _render_autosaved(request, page, held, fields, result)
    fields = forms.bring_up(fields, forms.fields_of(rubric, held, result.standing), result)
    if any(one.problems for one in fields):
        whole = page.questionnaire.section(slug, also=posted) or held
        return _render_section(request, page, whole, _as_typed(request, page, whole, result), 422)
    following = page.questionnaire.after(slug)
    if following is None or "back" in request.POST:
        return redirect("hub", token=token)
    return redirect("section", token=token, slug=following.slug)


def _as_typed(
    request: HtmxHttpRequest, page: Page, whole: Section, result: services.SaveResult
) -> list[forms.Field]:
    """All fields of a section, those that were posted as they were, with what is wrong with them."""
    fields, fresh = (forms.fields_of(page.rubric, whole, result.standing) for _ in range(2))
    forms.changes_of(page.rubric, whole, fields, request.POST)
    return forms.bring_up(fields, fresh, result)


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
    fields = _told(page, fields)
    context = {
        "page": page,
        "section": chosen,
        "fields": fields,
        "problems": [problem for one in fields for problem in one.problems],
        "old": sum(one.age != "" for one in fields),
        "number": _number_of(page, chosen),
        "page_id": _page_id(request),
        "following": page.questionnaire.after(chosen.slug),
        "provisional": chosen.kind in ("practices", "roles") and not page.questionnaire.stage,
    }
    return render(request, "questionnaire/section.html", context, status=status)


def _told(
    page: Page, fields: list[forms.Field], confirmed: Collection[Place] = ()
) -> list[forms.Field]:
    """The fields, with what there is to ask about their answers: doubts, and whether they still hold."""
    fields = forms.with_doubts(fields, page.questionnaire)
    if page.began_with_answers:
        fields = forms.with_ages(fields, page.ages, timezone.localdate(), confirmed)
    return fields


def _number_of(page: Page, chosen: Section) -> int | None:
    """The place of the section in the questionnaire, from 1; None if it is not asked any more."""
    slugs = [one.slug for one in page.questionnaire.sections]
    return slugs.index(chosen.slug) + 1 if chosen.slug in slugs else None


def _render_autosaved(
    request: HtmxHttpRequest,
    page: Page,
    held: Section,
    fields: list[forms.Field],
    result: services.SaveResult,
) -> HttpResponse:
    """The save status, with the new base of each posted answer and the messages in their places,
    also beside those of the page's answers that go together with them."""
    whole = held
    if result.conflicts or result.news or page.began_with_answers:
        # Rare, or few: fields are shown anew, with all their choices, or all of them are counted.
        page = Page.of(page.token, page.assessment)
        asked = (one.name for one in fields)
        whole = page.questionnaire.section(held.slug, also=frozenset(asked)) or held
    names = {one.name for one in fields}
    fresh = [
        one for one in forms.fields_of(page.rubric, whole, result.standing) if one.name in names
    ]
    fields = _told(page, forms.bring_up(fields, fresh, result), result.confirmed)
    context = {
        "page": page,
        "section": held,
        "fields": fields,
        "beside": page.questionnaire.beside(held),
        "problems": [problem for one in fields for problem in one.problems],
        "old": whole.to_confirm,
        "now": timezone.localtime(),
    }
    response = render(request, "questionnaire/autosaved.html", context)
    if result.saved or result.confirmed:  # other tabs of the same browser then ask for what is new
        response["HX-Trigger"] = "answers-saved"
    return response


@answers_open
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HtmxHttpRequest, token: str) -> HttpResponse:
    page = Page.load(request, token)
    if request.method == "POST":
        try:
            services.submit(page.assessment, by=access.signed_in_or_none(request))
        except services.NotReady:
            return _render_check(request, page, status=422)
        return redirect("result", token=token)
    return _render_check(request, page)


def _render_check(request: HtmxHttpRequest, page: Page, status: int = 200) -> HttpResponse:
    card = score(page.rubric, page.questionnaire.answers)
    sections = page.questionnaire.sections
    must_know = not page.assessment.is_sheet  # of several, one may know little
    context = {
        "page": page,
        "sections": [(one, check_rows(page, one)) for one in sections],
        "missing": missing_sentence(page.rubric, card.missing)
        if card.missing and must_know
        else "",
        "contradictions": card.contradictions,
        "unanswered": sum(one.size - one.answered for one in sections),
        "old": page.questionnaire.all_to_confirm,
    }
    return render(request, "questionnaire/check.html", context, status=status)


@dataclass(frozen=True)
class CheckRow:
    """An answer to be checked; ``slug`` and ``anchor`` lead to its question on its section's page.

    ``given`` is the day on which it was given, if it is an earlier assessment's and not confirmed.
    """

    text: str
    answer: str
    known: bool
    slug: str
    anchor: str
    note: Note | None
    given: str


def check_rows(page: Page, section: Section) -> list[CheckRow]:
    """The answers of a section with their notes, in short."""
    answers, rubric = page.questionnaire.answers, page.rubric
    slug_of, notes = page.questionnaire.slug_of, answers.notes
    given = {place: day_words(when) for place, when in page.ages.items()}
    rows = []
    for one in section.questions:
        said = answer_words(rubric, one.id, answers.answers.get(one.id))
        name, known = question_words(rubric, one.id), answers.is_known(one.id)
        anchor, when = f"question-{one.id}", given.get((Answer.Subject.QUESTION, one.id), "")
        rows.append(CheckRow(name, said, known, slug_of(one.id), anchor, notes.get(one.id), when))
    for role in section.roles:
        said, known = role_words(rubric, answers.roles.get(role.id))
        note = notes.get(f"{ROLE_PREFIX}{role.id}")
        anchor, when = f"role-{role.id}", given.get((Answer.Subject.ROLE, role.id), "")
        rows.append(CheckRow(role.name, said, known, "roles", anchor, note, when))
    return rows
