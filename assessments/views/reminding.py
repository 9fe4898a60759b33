"""Companies of a portfolio are asked for a new assessment, by its editors."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from .. import access
from ..access import MayKeep
from ..htmx import HtmxHttpRequest
from ..services import reminders


@never_cache
@require_POST
def one(request: HtmxHttpRequest, portfolio: str, entry: str) -> HttpResponse:
    """Ask one company."""
    _way, found = access.entry_of(request, portfolio, entry, MayKeep.EDIT)
    words = {"company": found.company.name}
    if reminders.remind(found, by=access.signed_in(request)):
        told = _("%(company)s is asked by mail for a new assessment.")
        messages.success(request, told % words)
    else:
        told = _(
            "%(company)s was not reminded: its assessment is not old, it was reminded within 14 "
            "days, or the mail server did not take the mail."
        )
        messages.error(request, told % words)
    return redirect("entry", portfolio=portfolio, entry=entry)


@never_cache
@require_POST
def all_due(request: HtmxHttpRequest, portfolio: str) -> HttpResponse:
    """Ask every company that is due."""
    way = access.portfolio(request, portfolio, MayKeep.EDIT)
    count = reminders.remind_due(way.portfolio, by=access.signed_in(request))
    told = ngettext(
        "%(count)s company is asked by mail for a new assessment.",
        "%(count)s companies are asked by mail for a new assessment.",
        count,
    )
    if count:
        messages.success(request, told % {"count": count})
    else:
        messages.info(request, _("No company is due for a reminder that reaches it."))
    return redirect("week", portfolio=portfolio)
