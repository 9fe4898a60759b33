"""The result of a submitted assessment: page, PDF, answers as a file, and starting again."""

from __future__ import annotations

import re
import unicodedata

import yaml
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from .. import access, services
from ..domain.assessment_file import as_plain
from ..domain.scorecard import score
from ..htmx import HtmxHttpRequest
from ..models import Assessment
from ..reports.context import ReportContext, build
from ..selectors import answer_set, rubric_of


def report_context(assessment: Assessment) -> ReportContext:
    """What the result page and the PDF say of a submitted assessment."""
    rubric = rubric_of(assessment)
    return build(
        score(rubric, answer_set(assessment)),
        company=assessment.company.name,
        date=assessment.as_of.isoformat(),
        rubric_changed=rubric.hash != assessment.rubric_hash,
    )


def file_name(company: str, extension: str) -> str:
    """A file name that every system accepts, from the company's name."""
    plain = unicodedata.normalize("NFKD", company).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60]
    return f"stagecheck-{words or 'company'}.{extension}"


@never_cache
@require_safe
def result(request: HtmxHttpRequest, token: str) -> HttpResponse:
    assessment = access.assessment_by_link(token)
    if not assessment.is_submitted:
        return redirect("check", token=token)
    context = {"report": report_context(assessment), "token": token, "assessment": assessment}
    return render(request, "result/page.html", context)


@never_cache
@require_safe
def report(request: HtmxHttpRequest, token: str) -> HttpResponse:
    assessment = access.assessment_by_link(token)
    if not assessment.is_submitted:
        return redirect("check", token=token)
    from ..reports.pdf import render_pdf

    name = file_name(assessment.company.name, "pdf")
    return HttpResponse(
        render_pdf(report_context(assessment)),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@never_cache
@require_safe
def answers_file(request: HtmxHttpRequest, token: str) -> HttpResponse:
    """The answers as the file that ``manage.py assess`` reads."""
    assessment = access.assessment_by_link(token)
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
    """Begin a new assessment from these answers; the submitted one stays as it is."""
    previous = access.assessment_by_link(token)
    if not previous.is_submitted:
        return redirect("hub", token=token)
    _assessment, new_token = services.begin_from(previous, as_of=timezone.localdate())
    return redirect("hub", token=new_token)
