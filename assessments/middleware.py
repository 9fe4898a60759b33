"""What holds for every request."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from .access import SignInFirst
from .domain.assessment_file import UnknownRubric
from .domain.rubric_loading import RubricFaults
from .views.errors import rubric_gone


class SignInMiddleware:
    """Leads whoever has to sign in first to do so, and then on to where they wanted to go."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, SignInFirst):
            return None
        place = request.get_full_path() if request.method in ("GET", "HEAD") else ""
        response = redirect_to_login(place)
        add_never_cache_headers(response)
        return response


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
