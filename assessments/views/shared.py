"""What those come to with whom a company is shared: the link, and the invitation."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from .. import access
from ..htmx import HtmxHttpRequest
from ..models import Grant
from ..services.sharing import CannotAccept, OwnsIt, accept
from .share_form import shows


def place_of(grant: Grant) -> str:
    """The address of what a grant opens."""
    if grant.assessment is not None:
        return reverse("result", kwargs={"token": grant.assessment.public_id})
    return reverse("company", kwargs={"company": grant.company.public_id})


@never_cache
@require_safe
def follow(request: HtmxHttpRequest, share: str) -> HttpResponse:
    """A share's link: keeps in the session what it opens and leads to an address without the token."""
    grant = access.grant_by_token(share)
    access.remember(request, grant)
    if grant.kind == Grant.Kind.ACCOUNT:
        return redirect("invitation", invitation=grant.public_id)
    return redirect(place_of(grant))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HtmxHttpRequest, invitation: str) -> HttpResponse:
    """Who invites to what. Posted by somebody who has signed in, it is accepted."""
    grant = access.invitation(request, invitation)
    user = access.signed_in_or_none(request)
    if user is not None and grant.user_id == user.pk:
        return redirect(place_of(grant))
    if request.method != "POST":
        return _render(request, grant)
    try:
        accept(grant, access.signed_in(request))
    except CannotAccept:
        grant.refresh_from_db()
        return _render(request, grant, status=409)
    except OwnsIt:
        messages.info(request, _("This company is yours: you see all of it as it is."))
        return redirect("company", company=grant.company.public_id)
    told = _("%(company)s is shared with you. You find it under your companies from now on.")
    messages.success(request, told % {"company": grant.company.name})
    return redirect(place_of(grant))


def _render(request: HtmxHttpRequest, grant: Grant, *, status: int = 200) -> HttpResponse:
    context = {
        "grant": grant,
        "shows": shows(Grant.Tier(grant.tier), over_time=grant.assessment_id is None),
        "is_taken": grant.accepted_at is not None,
    }
    return render(request, "sharing/invitation.html", context, status=status)
