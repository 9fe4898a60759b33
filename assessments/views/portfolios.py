"""Whose portfolios: the list of them, making one, setting it up, what is due, what was done, its end."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from .. import access
from ..access import MayKeep
from ..htmx import HtmxHttpRequest
from ..models.tokens import new_public_id
from ..selectors.members import acts_in, portfolio_rows
from ..selectors.portfolios import visible_entries
from ..selectors.week import DAYS_AHEAD, ENDING_WITHIN_DAYS, week_of
from ..services import portfolios as keeping
from ..services.members import NotOwner
from .portfolio_form import ONCE, NewPortfolioForm, SettingsForm

ON_A_PAGE = 50


@never_cache
@require_safe
def portfolios(request: HtmxHttpRequest) -> HttpResponse:
    """The portfolios that whoever has signed in keeps."""
    rows = portfolio_rows(access.signed_in(request))
    return render(request, "portfolios/list.html", {"rows": rows})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HtmxHttpRequest) -> HttpResponse:
    """Make a portfolio."""
    user = access.signed_in(request)
    form = NewPortfolioForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        once = request.POST.get("once", "")
        once = once if ONCE.fullmatch(once) else new_public_id()
        made = keeping.make(form.cleaned_data["name"], by=user, once=once)
        return redirect("portfolio", portfolio=made.public_id)
    context = {"form": form, "once": new_public_id()}
    return render(request, "portfolios/new.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HtmxHttpRequest, portfolio: str) -> HttpResponse:
    """Its name, and when its companies are reminded."""
    way = access.portfolio(request, portfolio, MayKeep.MANAGE)
    found = way.portfolio
    initial = {"name": found.name, "remind_after_days": found.remind_after_days}
    form = SettingsForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            keeping.settle(found, **form.cleaned_data, by=access.signed_in(request))
        except NotOwner:
            raise Http404 from None
        messages.success(request, _("Saved."))
        return redirect("portfolio-settings", portfolio=portfolio)
    context = {"way": way, "form": form}
    return render(request, "portfolios/settings.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HtmxHttpRequest, portfolio: str) -> HttpResponse:
    """Delete it, once its name was typed."""
    way = access.portfolio(request, portfolio, MayKeep.MANAGE)
    error = ""
    if request.method == "POST":
        if _is_name(request.POST.get("name", ""), way.portfolio.name):
            return _delete(request, way)
        error = _("That is not its name. Type it as it stands above.")
    context = {
        "way": way,
        "error": error,
        "typed": request.POST.get("name", ""),
        "company_count": visible_entries(way.portfolio).count(),
    }
    return render(request, "portfolios/delete.html", context, status=422 if error else 200)


def _is_name(typed: str, name: str) -> bool:
    return " ".join(typed.split()).casefold() == " ".join(name.split()).casefold()


def _delete(request: HtmxHttpRequest, way: access.ToPortfolio) -> HttpResponse:
    name = way.portfolio.name
    try:
        keeping.delete(way.portfolio, by=access.signed_in(request))
    except NotOwner:
        raise Http404 from None
    told = _("“%(name)s” is deleted. Its companies share nothing with it any more.")
    messages.success(request, told % {"name": name})
    return redirect("portfolios")


@never_cache
@require_safe
def week(request: HtmxHttpRequest, portfolio: str) -> HttpResponse:
    """What there is to do this week."""
    way = access.portfolio(request, portfolio, MayKeep.SEE)
    context = {
        "way": way,
        "week": week_of(way.portfolio),
        "may_edit": way.may >= MayKeep.EDIT,
        "days_ahead": DAYS_AHEAD,
        "ending_within_days": ENDING_WITHIN_DAYS,
    }
    return render(request, "portfolios/week.html", context)


@never_cache
@require_safe
def record(request: HtmxHttpRequest, portfolio: str) -> HttpResponse:
    """Everything that changed who keeps it or what is in it."""
    way = access.portfolio(request, portfolio, MayKeep.SEE)
    page = Paginator(acts_in(way.portfolio), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "portfolios/record.html", {"way": way, "page": page})
