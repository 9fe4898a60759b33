"""What a founder comes to who is asked to bring a company into a portfolio."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from .. import access
from ..access import May
from ..htmx import HtmxHttpRequest
from ..models import CompanyInvitation
from ..selectors.invitations import can_bring
from ..selectors.members import members_of
from ..services import joining
from ..services.joining import InItAlready, NotTheirs
from ..services.sharing import CannotAccept
from .invite_form import NEW, JoinForm


@never_cache
@require_safe
def follow(request: HtmxHttpRequest, bringing: str) -> HttpResponse:
    """An invitation's link: keeps in the session that it was opened, and leads to an address without
    the token."""
    found = access.company_invitation_by_token(bringing)
    access.remember_company_invitation(request, found)
    return redirect("join", asked=found.public_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HtmxHttpRequest, asked: str) -> HttpResponse:
    """Who asks, and what each tier would show them; posted by a founder, it is shared."""
    found = access.company_invitation(request, asked)
    is_posted = request.method == "POST"
    user = access.signed_in(request) if is_posted else access.signed_in_or_none(request)
    mine = can_bring(user, found.portfolio) if user is not None else []
    posted = request.POST if is_posted else None
    form = JoinForm(posted, portfolio=found.portfolio, mine=mine)
    if form.is_valid():
        return _join(request, found, form)
    return _render(request, found, form, status=422 if form.errors else 200)


def _join(request: HtmxHttpRequest, found: CompanyInvitation, form: JoinForm) -> HttpResponse:
    try:
        if form.cleaned_data["company"] == NEW:
            return _join_anew(request, found, form)
        way = access.company(request, form.cleaned_data["company"], May.MANAGE)
        joining.join(found, way.company, form.terms, user=access.signed_in(request))
    except CannotAccept:
        found.refresh_from_db()
        return _render(request, found, form, status=409, is_over=True)
    except NotTheirs:
        form.add_error("company", _("Choose one of those listed."))
        return _render(request, found, form, status=422)
    except InItAlready as there:
        company, grant = there.entry.company, there.entry.grant
        told = _("%(company)s shares with “%(portfolio)s” already. Here you change what.")
        words = {"company": company.name, "portfolio": found.portfolio.name}
        messages.info(request, told % words)
        return redirect("grant", company=company.public_id, grant=grant.public_id)
    told = _("%(company)s shares with “%(portfolio)s” from now on. Here you change or revoke it.")
    words = {"company": way.company.name, "portfolio": found.portfolio.name}
    messages.success(request, told % words)
    return redirect("sharing", company=way.company.public_id)


def _join_anew(request: HtmxHttpRequest, found: CompanyInvitation, form: JoinForm) -> HttpResponse:
    name, today = form.cleaned_data["name"], timezone.localdate()
    user = access.signed_in(request)
    begun = joining.join_anew(found, name, form.terms, as_of=today, user=user)
    told = _("%(company)s shares with “%(portfolio)s” from now on. Begin its assessment here.")
    messages.success(request, told % {"company": name, "portfolio": found.portfolio.name})
    return redirect("hub", token=begun.public_id)


def _render(
    request: HtmxHttpRequest,
    found: CompanyInvitation,
    form: JoinForm,
    *,
    status: int = 200,
    is_over: bool = False,
) -> HttpResponse:
    context = {
        "invitation": found,
        "portfolio": found.portfolio,
        "members": [one.user for one in members_of(found.portfolio)],
        "form": form,
        "is_taken": is_over or found.state == CompanyInvitation.State.ACCEPTED,
        "NEW": NEW,
    }
    return render(request, "portfolios/join.html", context, status=status)
