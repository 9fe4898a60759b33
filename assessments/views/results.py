"""The result of a submitted assessment: page, answers, answers as a file, and starting again."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import yaml
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from .. import access, services
from ..access import May
from ..domain.answers import AnswerSet
from ..domain.assessment_file import as_plain
from ..domain.rubric import Rubric
from ..htmx import HtmxHttpRequest
from ..models import Assessment
from ..rendering.contents import contents_of
from ..reports.context import ReportContext
from ..reports.editions import FULL
from ..selectors import answer_set, rubric_of
from .places import Places, places_of
from .what_if import Panel, panel_of


@dataclass(frozen=True)
class ResultPage:
    """What the result page has besides the report: where its links lead, and the what-if."""

    report: ReportContext
    places: Places
    panel: Panel

    @property
    def company(self) -> str:
        return self.report.company


@dataclass(frozen=True)
class AnswersPage:
    """The answers behind the result; the groups are the report's."""

    report: ReportContext
    places: Places


def result_page(
    rubric: Rubric, answers: AnswerSet, report: ReportContext, places: Places
) -> ResultPage:
    return ResultPage(report, places, panel_of(rubric, answers, QueryDict(), places.what_if))


def report_context(assessment: Assessment, given: AnswerSet | None = None) -> ReportContext:
    """What the result page and the PDF say of a submitted assessment, read anew unless ``given``."""
    return contents_of(assessment, FULL, given).context()


def file_name(company: str, extension: str) -> str:
    """A file name that every system accepts, from the company's name."""
    plain = unicodedata.normalize("NFKD", company).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60]
    return f"stagecheck-{words or 'company'}.{extension}"


@never_cache
@require_safe
def result(request: HtmxHttpRequest, token: str) -> HttpResponse:
    assessment = access.assessment(request, token, May.SEE_RESULT).assessment
    if not assessment.is_submitted:
        return redirect("check", token=token)
    given = answer_set(assessment)
    report = report_context(assessment, given)
    page = result_page(report.rubric, given, report, places_of(token))
    return render(request, "result/page.html", {"page": page, "report": report})


@never_cache
@require_safe
def answers(request: HtmxHttpRequest, token: str) -> HttpResponse:
    """Every answer with what it did; each claim of the result leads here."""
    assessment = access.assessment(request, token, May.SEE_ANSWERS).assessment
    if not assessment.is_submitted:
        return redirect("check", token=token)
    page = AnswersPage(report_context(assessment), places_of(token))
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
    previous = way.assessment
    if not previous.is_submitted:
        return redirect("hub", token=token)
    _assessment, new_token = services.begin_from(
        previous, as_of=timezone.localdate(), with_link=way.by_link
    )
    fact = rubric_of(previous).fact_by_id.get(request.POST.get("question", ""))
    if fact is None:
        return redirect("hub", token=new_token)
    section = reverse("section", kwargs={"token": new_token, "slug": fact.section})
    return redirect(f"{section}#question-{fact.id}")
