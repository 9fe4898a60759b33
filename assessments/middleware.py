"""What holds for every request."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from .access import OthersSheet, SignInFirst, note_looks
from .api.errors import PLACE as API
from .api.errors import as_told
from .domain.assessment_file import UnknownRubric
from .domain.rubric_loading import RubricFaults
from .views.errors import others_sheet, rubric_gone


class SignInMiddleware:
    """Leads whoever has to sign in first to do so, and then on to where they wanted to go; and tells
    owners that somebody else's sheet is not for them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OthersSheet):
            return others_sheet(request, exception.sheet)
        if not isinstance(exception, SignInFirst):
            return None
        place = request.get_full_path() if request.method in ("GET", "HEAD") else ""
        response = redirect_to_login(place)
        add_never_cache_headers(response)
        return response


class AccountPagesMiddleware:
    """What the pages of an account and of the administration show is kept by no cache."""

    PLACES = ("/account/", "/admin/")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(self.PLACES):
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


class LooksMiddleware:
    """Writes down who has looked by a grant, before they get to see it."""

    UNCHANGED = 304  # they have it already, and see it again

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code < 300 or response.status_code == self.UNCHANGED:
            note_looks(request)
        return response


class ApiMiddleware:
    """What the API answers is no page, also where it is Django that answers; no cache keeps it but
    what says so itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path_info.startswith(API):
            return response
        said: HttpResponse = as_told(request, response)
        if "Cache-Control" not in said and "ETag" not in said:
            add_never_cache_headers(said)
        return said


class NoReferrerMiddleware:
    """Whatever comes from the address of a share or an invitation tells no page where one came from:
    it holds a secret.

    It leads on at once to an address without it; this is for the page that says it opens nothing.
    """

    PLACES = ("/s/", "/m/", "/j/")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(self.PLACES):
            response["Referrer-Policy"] = "no-referrer"
        return response
