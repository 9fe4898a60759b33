"""An example result, so that people see what they get before they answer."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..htmx import HtmxHttpRequest
from ..rendering.contents import content_hash, kept_context
from ..reports.context import ReportContext
from ..reports.editions import FULL
from .places import example_places
from .results import AnswersPage, ResultPage


def example_context() -> ReportContext:
    """What is said of the example company."""
    return kept_context(None)


@require_safe
def result(request: HtmxHttpRequest) -> HttpResponse:
    report, places = example_context(), example_places()
    page = ResultPage(report, places, kept_by=(content_hash(None, FULL), places))
    return render(request, "result/page.html", {"page": page, "report": report})


@require_safe
def answers(request: HtmxHttpRequest) -> HttpResponse:
    page = AnswersPage(example_context(), example_places())
    return render(request, "result/answers.html", {"page": page, "report": page.report})
