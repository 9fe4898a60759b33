"""Pages for what is not there and for what went wrong."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from ..models import Assessment


@never_cache
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same page for a wrong address and for a link that opens nothing."""
    return render(request, "404.html", status=404)


@never_cache
def others_sheet(request: HttpRequest, sheet: Assessment) -> HttpResponse:
    """An owner's own link to somebody else's sheet: what is answered there is not opened yet."""
    context = {"sheet": sheet, "respondent": sheet.respondent}
    return render(request, "people/others_sheet.html", context, status=403)


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is missing or old: nothing was saved, nothing is lost yet."""
    return render(request, "403_csrf.html", status=403)


def rubric_gone(request: HttpRequest, what: str) -> HttpResponse:
    """The rubric that an assessment follows is missing or cannot be used."""
    return render(request, "rubric_gone.html", {"what": what}, status=503)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something failed that should not have. If not even this page can be made, its words."""
    try:
        return render(request, "500.html", status=500)
    except Exception:  # whatever broke the page may break this one too
        return HttpResponse("Something went wrong on our side.", "text/plain", status=500)
