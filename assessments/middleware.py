"""What holds for every request."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .domain.assessment_file import UnknownRubric
from .domain.rubric_loading import RubricFaults
from .views.errors import rubric_gone


class RubricGoneMiddleware:
    """Says so when an assessment's rubric is not there any more or cannot be used.

    The answers are safe in their rows; the page tells which version has to be put back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, UnknownRubric | RubricFaults):
            return rubric_gone(request, str(exception))
        return None
