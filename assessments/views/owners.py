"""Who owns a company: its owners see it, add one more, or give it up."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from .. import access
from ..access import May
from ..htmx import HtmxHttpRequest
from ..selectors.sharing import owners_of, who_could_own
from ..services import owning


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def owners(request: HtmxHttpRequest, company: str) -> HttpResponse:
    """The owners, and whom of those that the company is shared with they could make one."""
    way = access.company(request, company, May.MANAGE)
    error = ""
    if request.method == "POST":
        name = request.POST.get("grant", "")
        if not name:
            error = _("Choose who becomes an owner.")
        else:
            _way, grant = access.grant_of(request, company, name)
            try:
                added = owning.add_owner(grant, by=access.signed_in(request))
            except owning.NobodyToAdd:
                error = _("That share holds no longer, or nobody has accepted it yet.")
            else:
                told = _("%(name)s is an owner now.") % {"name": added.get_full_name()}
                messages.success(request, told)
                return redirect("owners", company=company)
    context = {
        "way": way,
        "company": way.company,
        "owners": owners_of(way.company),
        "candidates": who_could_own(way.company),
        "error": error,
    }
    return render(request, "sharing/owners.html", context, status=422 if error else 200)


@never_cache
@require_POST
def give_up(request: HtmxHttpRequest, company: str) -> HttpResponse:
    """Be no owner any more."""
    way = access.company(request, company, May.MANAGE)
    try:
        owning.give_up(way.company, access.signed_in(request))
    except owning.LastOwner:
        told = _("You are the only owner. Make somebody else one first, or delete the company.")
        messages.error(request, told)
        return redirect("owners", company=company)
    told = _("You no longer own %(name)s.") % {"name": way.company.name}
    messages.success(request, told)
    return redirect("companies")
