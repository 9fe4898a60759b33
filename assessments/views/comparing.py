"""Side by side: a few companies of a portfolio, or a company and its own past or a stage's typical one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .. import access
from ..access import May, MayKeep, ToCompany, ToPortfolio
from ..archetypes import archetype
from ..domain.comparison import NotComparable
from ..domain.digest import HEADCOUNT
from ..domain.rubric import Rubric
from ..domain.scorecard import Scorecard, score
from ..htmx import HtmxHttpRequest
from ..models import Assessment, Entry
from ..reports.comparison_part import Column, ComparisonView, comparison_view
from ..selectors.companies import submitted_of
from ..selectors.comparing import cards_of, entries_named, offered
from ..selectors.portfolios import TIERS_WITH_RESULT

FEWEST, MOST = 2, 5
LONGEST = 120  # letters of a name that is looked for


@dataclass(frozen=True)
class Option:
    """Something to set beside the rest: the value of its box, and whether it is ticked."""

    value: str
    said: str
    is_chosen: bool


@dataclass(frozen=True)
class ComparePage:
    """What is compared, or what is in the way of it.

    ``left_out`` names what was asked for and has nothing to compare; ``gone`` counts what is not
    there (any more). ``following`` tells who follows which rubric where they cannot be compared.
    ``shown`` are the companies of a portfolio of which the page tells.
    """

    view: ComparisonView | None = None
    problem: str = ""
    left_out: tuple[str, ...] = ()
    gone: int = 0
    following: tuple[tuple[str, tuple[str, ...]], ...] = ()
    shown: tuple[Entry, ...] = ()
    options: tuple[Option, ...] = ()
    stages: tuple[Option, ...] = ()
    q: str = ""
    more: int = 0
    most: int = MOST


def _compared(columns: Sequence[Column]) -> ComparePage:
    """The columns side by side, or who follows which rubric if they cannot be."""
    try:
        return ComparePage(view=comparison_view(columns))
    except NotComparable as error:
        return ComparePage(following=tuple(error.following.items()))


def _too_many() -> str:
    return _("Choose five at the most: more do not fit side by side.")


# --- companies of a portfolio --------------------------------------------------------------------


@never_cache
@require_safe
def of_portfolio(request: HtmxHttpRequest, portfolio: str) -> HttpResponse:
    """Two to five companies (``company``) side by side, each as far as it shares now.

    With fewer, or more, one chooses: among those whose name contains ``q``.
    """
    way = access.portfolio(request, portfolio, MayKeep.SEE)
    names = list(dict.fromkeys(request.GET.getlist("company")))
    like = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    page = _portfolio_page(way, names, like)
    for one in page.shown:
        latest = one.company.latest
        access.looks_at(request, one.grant, latest.assessment if latest else None)
    status = 422 if page.problem else 200
    return render(request, "portfolios/compare.html", {"way": way, "page": page}, status=status)


def _portfolio_page(way: ToPortfolio, names: list[str], like: str) -> ComparePage:
    known = [one.replace("\0", "") for one in names[: 4 * MOST]]
    entries = entries_named(way.portfolio, known) if known else []
    gone = len(names) - len(entries) if len(names) <= 4 * MOST else 0
    if len(entries) > MOST:
        return _choice(way, entries, like, gone, problem=_too_many())
    latest = [one.company.latest.assessment for one in entries if one.company.latest]
    cards = cards_of(latest) if len(entries) >= FEWEST else {}
    columns, left_out, shown = [], [], []
    for entry in entries:
        result = entry.company.latest
        card = cards.get(result.assessment_id) if result else None
        if result is None or card is None:
            left_out.append(entry.company.name)
        else:
            columns.append(_column(entry, result.assessment, card))
            shown.append(entry)
    if len(columns) < FEWEST:
        told = left_out if len(entries) >= FEWEST else []
        return _choice(way, entries, like, gone, left_out=tuple(told))
    found = _compared(columns)
    return ComparePage(
        view=found.view,
        following=found.following,
        shown=tuple(shown) if found.view else (),
        left_out=tuple(left_out),
        gone=gone,
    )


def _column(entry: Entry, assessment: Assessment, card: Scorecard) -> Column:
    return Column(
        entry.company.name,
        card,
        _("assessed on %(day)s") % {"day": _day(assessment)},
        reverse("result", kwargs={"token": assessment.public_id}),
        shares_result=entry.grant.tier in TIERS_WITH_RESULT,
        it_members=card.answers.number(HEADCOUNT),
    )


def _choice(
    way: ToPortfolio,
    chosen: list[Entry],
    like: str,
    gone: int,
    *,
    problem: str = "",
    left_out: tuple[str, ...] = (),
) -> ComparePage:
    """The page on which one chooses; what is chosen already stays ticked, whatever is looked for."""
    found, more = offered(way.portfolio, like)
    listed = {one.pk: one for one in [*chosen, *found]}
    picked = {one.pk for one in chosen}
    options = tuple(
        Option(one.public_id, one.company.name, one.pk in picked) for one in listed.values()
    )
    return ComparePage(
        problem=problem, left_out=left_out, gone=gone, options=options, q=like, more=more
    )


# --- a company -----------------------------------------------------------------------------------


@never_cache
@require_safe
def of_company(request: HtmxHttpRequest, company: str) -> HttpResponse:
    """The latest assessment beside earlier ones (``with``) and typical companies of stages (``stage``)."""
    way = access.company(request, company, May.SEE_RESULT)
    page = _company_page(way, request.GET.getlist("with"), request.GET.getlist("stage"))
    context = {"way": way, "company": way.company, "page": page}
    status = 422 if page.problem else 200
    return render(request, "companies/compare.html", context, status=status)


def _company_page(way: ToCompany, past: list[str], stages: list[str]) -> ComparePage:
    submitted = list(submitted_of(way.company))
    if not submitted:
        return ComparePage()
    latest, earlier = submitted[0], submitted[1:]
    by_name = {one.public_id: one for one in earlier}
    asked = [one for one in dict.fromkeys(past) if one != latest.public_id]
    if any(one not in by_name for one in asked):
        raise Http404
    chosen = [latest, *(by_name[one] for one in asked[: MOST + 1])]
    cards = cards_of(chosen)
    rubric = cards[latest.pk].rubric if latest.pk in cards else None
    if rubric is None:
        return ComparePage(left_out=(_day(latest),))
    known = [one for one in dict.fromkeys(stages) if one in rubric.stage_order]
    if len(known) != len(set(stages)):
        raise Http404
    options = tuple(Option(one.public_id, _day(one), one.public_id in asked) for one in earlier)
    archetypes = tuple(
        Option(one.id, f"{at} {one.name}", one.id in known)
        for at, one in enumerate(rubric.stages, 1)
    )
    if len(asked) + len(known) > MOST - 1:
        problem = _("Choose four at the most: more do not fit beside the latest assessment.")
        return ComparePage(problem=problem, options=options, stages=archetypes)
    columns = [_past(one, cards[one.pk]) for one in chosen if one.pk in cards]
    columns += [_typical(rubric, one) for one in known]
    left_out = tuple(_day(one) for one in chosen if one.pk not in cards)
    found = _compared(columns) if len(columns) >= FEWEST else ComparePage()
    return ComparePage(
        view=found.view,
        following=found.following,
        left_out=left_out,
        options=options,
        stages=archetypes,
    )


def _past(assessment: Assessment, card: Scorecard) -> Column:
    return Column(
        _day(assessment),
        card,
        place=reverse("result", kwargs={"token": assessment.public_id}),
        it_members=card.answers.number(HEADCOUNT),
    )


def _typical(rubric: Rubric, stage: str) -> Column:
    file = archetype(rubric, stage)
    card = score(rubric, file.answers)
    name = _("Typical of %(stage)s") % {"stage": rubric.stage_by_id[stage].name}
    about = _("an invented company, as the rubric describes the stage")
    return Column(name, card, about, it_members=file.answers.number(HEADCOUNT))


def _day(assessment: Assessment) -> str:
    return date_format(assessment.as_of, "j F Y")
