"""An example result and report, so that people see what they get before they answer."""

from __future__ import annotations

from functools import lru_cache

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .. import rubrics
from ..archetypes import example
from ..domain.scorecard import score
from ..htmx import HtmxHttpRequest
from ..reports.context import ReportContext, build
from .places import example_places
from .results import AnswersPage, result_page


def example_context() -> ReportContext:
    """What is said of the example company."""
    rubric = rubrics.find()
    file = example(rubric)
    return build(score(rubric, file.answers), company=file.company, date=file.date)


@lru_cache(maxsize=1)
def _pdf(rubric_hash: str) -> bytes:
    from ..reports.pdf import render_pdf

    return render_pdf(example_context())


@require_safe
def result(request: HtmxHttpRequest) -> HttpResponse:
    report = example_context()
    page = result_page(report.rubric, example(report.rubric).answers, report, example_places())
    return render(request, "result/page.html", {"page": page, "report": report})


@require_safe
def answers(request: HtmxHttpRequest) -> HttpResponse:
    page = AnswersPage(example_context(), example_places())
    return render(request, "result/answers.html", {"page": page, "report": page.report})


@require_safe
def report(request: HtmxHttpRequest) -> HttpResponse:
    return HttpResponse(
        _pdf(rubrics.find().hash),
        content_type="application/pdf",
        headers={"Content-Disposition": 'inline; filename="stagecheck-example.pdf"'},
    )
