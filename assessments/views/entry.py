"""A company in a portfolio: what it shares, and what the members write about it for themselves."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from .. import access, rubrics
from ..access import MayKeep, ToPortfolio
from ..domain.assessment_file import UnknownRubric
from ..domain.rubric_loading import RubricFaults
from ..htmx import HtmxHttpRequest
from ..models import Entry, Grant, Result
from ..reports.words import certainty_words
from ..selectors.entries import latest_assessment, remarks_on
from ..selectors.reminding import may_be_reminded
from ..services import portfolios as keeping
from ..services.sharing import ChangedMeanwhile
from .portfolio_form import RemarksForm, read_seen, write_seen
from .share_form import shows


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HtmxHttpRequest, portfolio: str, entry: str) -> HttpResponse:
    """What the company shares and what stands about it; posted by an editor, the latter is saved."""
    may = MayKeep.EDIT if request.method == "POST" else MayKeep.SEE
    way, found = access.entry_of(request, portfolio, entry, may)
    if request.method != "POST":
        return _render(request, way, found, RemarksForm.of(remarks_on(found)))
    form = RemarksForm(request.POST)
    if not form.is_valid():
        seen = request.POST.get("seen", "")
        return _render(request, way, found, form, seen=seen, status=422)
    try:
        was = read_seen(request.POST.get("seen", ""))
        if was is None:
            raise ChangedMeanwhile
        is_changed = keeping.remark(found, form.remarks, was=was)
    except keeping.NotThere:
        raise Http404 from None
    except ChangedMeanwhile:
        found.refresh_from_db(fields=["note", "check_in_on"])
        return _render(request, way, found, form, is_conflict=True, status=409)
    if is_changed:
        messages.success(request, _("Saved."))
    return redirect("entry", portfolio=portfolio, entry=entry)


def _render(
    request: HtmxHttpRequest,
    way: ToPortfolio,
    found: Entry,
    form: RemarksForm,
    *,
    seen: str | None = None,
    is_conflict: bool = False,
    status: int = 200,
) -> HttpResponse:
    stands = remarks_on(found)
    context = {
        "way": way,
        "entry": found,
        "company": found.company,
        "grant": found.grant,
        "result": found.company.latest,
        "standing": _standing(found.company.latest),
        "assessment": latest_assessment(found),
        "shows": shows(Grant.Tier(found.grant.tier), over_time=True),
        "remarks": stands,
        "may_edit": way.may >= MayKeep.EDIT,
        "may_remind": may_be_reminded(found, way.portfolio),
        "form": form,
        "seen": write_seen(stands) if seen is None else seen,
        "is_conflict": is_conflict,
    }
    return render(request, "portfolios/entry.html", context, status=status)


def _standing(result: Result | None) -> tuple[int, str, str] | None:
    """The number and name of the stage that the company is at, and how sure that is; None if nothing
    is submitted, or too little is known, or its rubric is not here."""
    if result is None or not result.ordinal:
        return None
    try:
        rubric = rubrics.find(f"{result.rubric_id}@{result.rubric_version}")
    except (UnknownRubric, RubricFaults):
        return None
    name = rubric.stage_by_id[result.stage].name
    return result.ordinal, name, certainty_words(result.certainty)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HtmxHttpRequest, portfolio: str, entry: str) -> HttpResponse:
    """Ask whether to take the company out; posted, it is out."""
    way, found = access.entry_of(request, portfolio, entry, MayKeep.EDIT)
    if request.method != "POST":
        context = {"way": way, "entry": found, "company": found.company}
        return render(request, "portfolios/entry_remove.html", context)
    keeping.remove_company(found, by=access.signed_in(request))
    told = _("%(company)s is no longer in “%(portfolio)s”.")
    words = {"company": found.company.name, "portfolio": way.portfolio.name}
    messages.success(request, told % words)
    return redirect("portfolio", portfolio=portfolio)
