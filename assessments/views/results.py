"""The result of a submitted assessment: page, answers, answers as a file, and starting again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable
from dataclasses import dataclass, replace
from functools import cached_property

import yaml
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from .. import access, services
from ..access import May
from ..domain.assessment_file import as_plain
from ..htmx import HtmxHttpRequest
from ..models import Assessment, Grant
from ..rendering.contents import content_hash, kept_context
from ..reports.ages import day_words
from ..reports.answers_part import with_days
from ..reports.context import ReportContext
from ..reports.editions import FULL
from ..reports.summary import summary_of
from ..selectors import answer_set, old_answers, rubric_of
from ..services.companies import begin_again
from .places import Places, company_place, keep_place, nobodys_of, places_of
from .plan_elsewhere import beside_result
from .what_if import Panel, panel_of


@dataclass(frozen=True)
class ResultPage:
    """What the result page has besides the report: where its links lead, and the what-if.

    Whoever may not see the answers has no ``panel``: it holds them. ``grant`` is what opened the
    page, if it was one. ``kept_by`` holds all that decides what is said between the two, so that it
    is rendered once; empty where it is not kept.
    """

    report: ReportContext
    places: Places
    grant: Grant | None = None
    kept_by: tuple[Hashable, ...] = ()

    @cached_property
    def panel(self) -> Panel | None:
        if not self.places.what_if:
            return None
        report = self.report
        return panel_of(report.rubric, report.card.answers, QueryDict(), self.places.what_if)

    @property
    def company(self) -> str:
        return self.report.company


@dataclass(frozen=True)
class AnswersPage:
    """The answers behind the result; the groups are the report's."""

    report: ReportContext
    places: Places
    grant: Grant | None = None


def report_context(assessment: Assessment, *, with_differences: bool = False) -> ReportContext:
    """What the result page and the PDF say of a submitted assessment.

    What several people differed on is told only to whoever may see answers.
    """
    return kept_context(assessment, with_differences=with_differences)


def file_name(company: str, extension: str) -> str:
    """A file name that every system accepts, from the company's name."""
    plain = unicodedata.normalize("NFKD", company).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60]
    return f"stagecheck-{words or 'company'}.{extension}"


@never_cache
@require_safe
def result(request: HtmxHttpRequest, token: str) -> HttpResponse:
    """The result, or for those with whom only the summary is shared, that."""
    way = access.assessment(request, token, May.SEE_SUMMARY, even_sheet=True)
    assessment = way.assessment
    if assessment.is_sheet:
        return redirect("sheet", token=token)
    if not assessment.is_submitted:
        return redirect("check", token=token)
    tells = way.is_common and way.may >= May.SEE_ANSWERS
    report = report_context(assessment, with_differences=tells)
    if way.may < May.SEE_RESULT:
        # The summary alone reaches the template, so that nothing else can get onto the page.
        context = {"summary": summary_of(report), "grant": way.grant}
        return render(request, "result/summary.html", context)
    places, over_time = places_of(token, way.may), company_place(way)
    kept_by = (content_hash(assessment, FULL), tells, places, over_time)
    shown = {
        "page": ResultPage(report, places, way.grant, kept_by),
        "report": report,
        "beside": beside_result(request, token, way),
        "over_time": over_time,
        "keep": keep_place(token, assessment),
        "nobodys": nobodys_of(token, assessment),
    }
    return render(request, "result/page.html", shown)


@never_cache
@require_safe
def answers(request: HtmxHttpRequest, token: str) -> HttpResponse:
    """Every answer with what it did; each claim of the result leads here."""
    way = access.assessment(request, token, May.SEE_ANSWERS)
    assessment = way.assessment
    if not assessment.is_submitted:
        return redirect("check", token=token)
    report = report_context(assessment)
    given = {subject: day_words(when) for subject, when in old_answers(assessment).items()}
    report = replace(report, answers=with_days(report.answers, given))
    page = AnswersPage(report, places_of(token, way.may), way.grant)
    return render(request, "result/answers.html", {"page": page, "report": page.report})


@never_cache
@require_safe
def answers_file(request: HtmxHttpRequest, token: str) -> HttpResponse:
    """The answers as the file that ``manage.py assess`` reads."""
    assessment = access.assessment(request, token, May.SEE_ANSWERS).assessment
    plain = as_plain(
        assessment.company.name,
        assessment.as_of.isoformat(),
        rubric_of(assessment),
        answer_set(assessment),
    )
    name = file_name(assessment.company.name, "yaml")
    return HttpResponse(
        yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=100),
        content_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@never_cache
@require_POST
def again(request: HtmxHttpRequest, token: str) -> HttpResponse:
    """Begin a new assessment from these answers; the submitted one stays as it is.

    ``question`` in the form names a fact to begin with.
    """
    way = access.assessment(request, token, May.ANSWER)
    previous, today = way.assessment, timezone.localdate()
    if previous.is_sheet:  # one's own answers alone are not the company's
        raise Http404
    if not previous.is_submitted:
        return redirect("hub", token=token)
    if way.by_link:
        new_token = services.begin_from(previous, as_of=today)[1]
    else:
        new_token = begin_again(previous, as_of=today).public_id
    fact = rubric_of(previous).fact_by_id.get(request.POST.get("question", ""))
    if fact is None:
        return redirect("hub", token=new_token)
    section = reverse("section", kwargs={"token": new_token, "slug": fact.section})
    return redirect(f"{section}#question-{fact.id}")
