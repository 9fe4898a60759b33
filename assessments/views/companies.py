"""Whose account it is: their companies, one company over time, and claiming what was begun without."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from .. import access
from ..access import May
from ..htmx import HtmxHttpRequest
from ..selectors.companies import companies_of, history_of
from ..services.owning import ClaimedAlready, own


@never_cache
@require_safe
def companies(request: HtmxHttpRequest) -> HttpResponse:
    """The companies of whoever has signed in."""
    user = access.signed_in(request)
    return render(request, "companies/list.html", {"companies": companies_of(user)})


@never_cache
@require_safe
def company(request: HtmxHttpRequest, company: str) -> HttpResponse:
    """A company over time."""
    way = access.company(request, company, May.SEE_SUMMARY, even_deleted=True)
    context = {"way": way, "company": way.company, "assessments": history_of(way.company)}
    return render(request, "companies/company.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HtmxHttpRequest, token: str) -> HttpResponse:
    """Make the company of a private link one's own."""
    way = access.assessment(request, token, May.ANSWER)
    if not way.by_link or way.assessment.is_sheet:
        raise Http404
    user = access.signed_in(request)
    if request.method != "POST":
        return render(request, "companies/claim.html", {"way": way, "company": way.company})
    try:
        own(way.company, user)
    except ClaimedAlready:
        context = {"way": way, "company": way.company, "is_taken": True}
        return render(request, "companies/claim.html", context, status=409)
    messages.success(request, _("%(company)s is yours now.") % {"company": way.company.name})
    return redirect("company", company=way.company.public_id)
