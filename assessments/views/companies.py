"""Whose account it is: their companies, and claiming what was begun without."""

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
from ..selectors.accounts import company_rows, sheets_to_answer
from ..selectors.sharing import shared_with
from ..services.owning import ClaimedAlready, own


@never_cache
@require_safe
def companies(request: HtmxHttpRequest) -> HttpResponse:
    """What whoever has signed in owns, is asked to answer, and was given to see."""
    user = access.signed_in(request)
    context = {
        "companies": company_rows(user),
        "sheets": sheets_to_answer(user),
        "shared": shared_with(user),
    }
    return render(request, "companies/list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HtmxHttpRequest, token: str) -> HttpResponse:
    """Make the company of a private link one's own."""
    way = access.assessment(request, token, May.ANSWER)
    if not way.by_link or way.assessment.is_sheet:
        raise Http404
    user = access.signed_in(request)
    is_taken = way.company.is_claimed and not access.owns(request, way.company)
    if request.method == "POST" or (way.company.is_claimed and not is_taken):
        try:
            own(way.company, user)
        except ClaimedAlready:
            is_taken = True
        else:
            said = _("%(company)s is in your account now.") % {"company": way.company.name}
            messages.success(request, said)
            return redirect("company", company=way.company.public_id)
    context = {"token": token, "assessment": way.assessment, "company": way.company}
    context |= {"is_taken": is_taken, "user": user}
    return render(request, "companies/claim.html", context, status=409 if is_taken else 200)
