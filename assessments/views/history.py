"""A company over time: its page, its name, its next assessment, and what moved between two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .. import access
from ..access import May, ToCompany
from ..domain.comparison import NotComparable
from ..domain.scorecard import Scorecard, score
from ..htmx import HtmxHttpRequest
from ..models import Assessment
from ..reports.history_part import History, PastRow, history
from ..reports.movement_part import MovementView, movement_view
from ..selectors import answer_set, rubric_of
from ..selectors.companies import OpenOne, submitted_of, timeline_of
from ..services.companies import begin_next, rename
from .places import Places, places_of
from .plan_elsewhere import outcomes_between

# --- choosing two ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class PairForm:
    """Two assessments to choose: each with its name in the address and its date.

    ``problem`` says what is wrong with the two that are chosen.
    """

    choices: tuple[tuple[str, str], ...]
    older: str
    newer: str
    problem: str = ""


def pair_form(submitted: Sequence[Assessment], older: Assessment, newer: Assessment) -> PairForm:
    """The form with two of the submitted assessments chosen.

    Of two with the same date each also has the time at which it was submitted.
    """
    days = [one.as_of for one in submitted]
    choices = tuple(
        (one.public_id, _told(one) if days.count(one.as_of) > 1 else _day(one)) for one in submitted
    )
    same = _("Choose two different assessments.") if older == newer else ""
    return PairForm(choices, older.public_id, newer.public_id, same)


def _day(assessment: Assessment) -> str:
    return date_format(assessment.as_of, "j F Y")


def _told(assessment: Assessment) -> str:
    values = {"day": _day(assessment), "when": ""}
    if assessment.submitted_at is not None:
        values["when"] = date_format(timezone.localtime(assessment.submitted_at), "j F Y, H:i")
    return _("%(day)s, submitted %(when)s") % values


# --- the company's page --------------------------------------------------------------------------


@dataclass(frozen=True)
class CompanyPage:
    """A company over time, as far as the visitor may see it."""

    may: May
    history: History
    rows: tuple[tuple[PastRow, Places], ...]  # with where the links of each lead
    going_on: tuple[OpenOne, ...]
    form: PairForm | None  # what moved names answers; and it takes two

    @property
    def may_manage(self) -> bool:
        return self.may >= May.MANAGE


@never_cache
@require_safe
def company(request: HtmxHttpRequest, company: str) -> HttpResponse:
    """A company over time; while it is being deleted, only that and until when."""
    way = access.company(request, company, May.SEE_SUMMARY, even_deleted=True)
    context = {"way": way, "company": way.company}
    if way.company.is_being_deleted:
        return render(request, "companies/being_deleted.html", context)
    return render(request, "companies/company.html", {**context, "page": _company_page(way)})


def _company_page(way: ToCompany) -> CompanyPage:
    timeline = timeline_of(way.company)
    found = history(timeline.past)
    rows = tuple((row, places_of(row.assessment.public_id, way.may)) for row in found.rows)
    going_on = timeline.going_on if way.may >= May.MANAGE else ()
    submitted = [one.assessment for one in timeline.past]
    may_compare = way.may >= May.SEE_ANSWERS and len(submitted) > 1
    form = pair_form(submitted, submitted[1], submitted[0]) if may_compare else None
    return CompanyPage(way.may, found, rows, going_on, form)


@never_cache
@require_POST
def begin(request: HtmxHttpRequest, company: str) -> HttpResponse:
    """Go on with the open assessment, or begin the next one from the last one's answers."""
    way = access.company(request, company, May.MANAGE)
    following = begin_next(way.company, as_of=timezone.localdate())
    return redirect("hub", token=following.public_id)


class NameForm(forms.Form):
    """The company's name, as it stands on its pages and reports."""

    name = forms.CharField(
        label=gettext_lazy("Name of the company"),
        max_length=120,
        error_messages={
            "required": gettext_lazy("Give the name of the company; it stands on the report."),
            "max_length": gettext_lazy("Keep the name to 120 characters."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "input"}),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: HtmxHttpRequest, company: str) -> HttpResponse:
    """Correct the company's name."""
    way = access.company(request, company, May.MANAGE)
    given = request.POST if request.method == "POST" else None
    form = NameForm(given, initial={"name": way.company.name}, label_suffix="")
    if form.is_valid():
        rename(way.company, form.cleaned_data["name"], user=access.signed_in(request))
        messages.success(request, _("The name is saved. The reports are made anew with it."))
        return redirect("company", company=way.company.public_id)
    context = {"way": way, "company": way.company, "form": form}
    return render(request, "companies/name.html", context, status=422 if form.errors else 200)


# --- what moved ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Side:
    """One of the two assessments that are compared."""

    assessment: Assessment
    places: Places

    @property
    def date(self) -> str:
        return _day(self.assessment)


@dataclass(frozen=True)
class MovedPage:
    """What moved between two of the company's assessments; without a pair there is none to tell of.

    ``apart`` says why the two cannot be compared.
    """

    form: PairForm | None = None
    older: Side | None = None
    newer: Side | None = None
    moved: MovementView | None = None
    apart: str = ""


@never_cache
@require_safe
def moved(request: HtmxHttpRequest, company: str) -> HttpResponse:
    """What moved from one assessment (``from``) to a later one (``to``); by default the last two.

    Given the other way round they are turned: it is always told forwards.
    """
    way = access.company(request, company, May.SEE_ANSWERS)
    page = _moved_page(list(submitted_of(way.company)), request.GET, way.may)
    context = {"way": way, "company": way.company, "page": page}
    if page.moved and page.older and page.newer:
        context["outcomes"] = outcomes_between(way, page.older.assessment, page.newer.assessment)
    status = 422 if page.form and page.form.problem else 200
    return render(request, "companies/moved.html", context, status=status)


def _moved_page(submitted: list[Assessment], asked: Mapping[str, str], may: May) -> MovedPage:
    if len(submitted) < 2:
        return MovedPage()
    by_name = {one.public_id: one for one in submitted}
    latest, before = (one.public_id for one in submitted[:2])
    try:
        chosen = [by_name[asked.get("from", before)], by_name[asked.get("to", latest)]]
    except KeyError:
        raise Http404 from None
    newer, older = sorted(chosen, key=submitted.index)
    then, now = (Side(one, places_of(one.public_id, may)) for one in (older, newer))
    page = MovedPage(pair_form(submitted, older, newer), then, now)
    if older == newer:
        return page
    try:
        return replace(page, moved=movement_view(_card(older), _card(newer)))
    except NotComparable:
        names = {"older": older.rubric_name, "newer": newer.rubric_name}
        text = _(
            "They follow different rubrics, %(older)s and %(newer)s, whose stages do not mean the same."
        )
        return replace(page, apart=text % names)


def _card(assessment: Assessment) -> Scorecard:
    return score(rubric_of(assessment), answer_set(assessment))
