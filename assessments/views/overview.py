"""A portfolio at a glance."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .. import access
from ..access import MayKeep
from ..htmx import HtmxHttpRequest
from ..selectors.portfolios import visible_entries


@never_cache
@require_safe
def overview(request: HtmxHttpRequest, portfolio: str) -> HttpResponse:
    """The companies of the portfolio, each with where it stands."""
    way = access.portfolio(request, portfolio, MayKeep.SEE)
    entries = visible_entries(way.portfolio).order_by("company__name", "pk")
    return render(request, "portfolios/overview.html", {"way": way, "entries": entries})
