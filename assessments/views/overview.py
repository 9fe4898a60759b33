"""A portfolio at a glance: its companies in a table, filtered and sorted by the address; saved views."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace
from functools import lru_cache

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from .. import access, rubrics
from ..access import MayKeep, ToPortfolio
from ..domain.rubric import Rubric
from ..htmx import HtmxHttpRequest
from ..models import SavedView
from ..reports.words import certainty_words
from ..selectors.overview import (
    AGES,
    CERTAINTIES,
    MOVES,
    NO_STAGE,
    READY,
    Rows,
    View,
    rows_of,
    saved_views_of,
    tags_of,
    view_of,
)
from ..services import saved_views
from ..services.saved_views import NameTaken, TooMany
from ..templatetags.overview import Choice

NAMES: dict[str, str | Promise] = {
    "name": gettext_lazy("Company"),
    "stage": gettext_lazy("Stage"),
    "certainty": gettext_lazy("Certainty"),
    "split": gettext_lazy("Split"),
    "it": gettext_lazy("IT members"),
    "moved": gettext_lazy("Moved"),
    "age": gettext_lazy("Age"),
    "coverage": gettext_lazy("Known"),
    "musts": gettext_lazy("Open musts"),
}
BEFORE_READINESS = ("name", "stage", "certainty")
NEIGHBOURS = 2  # page links on either side of the current one

# --- the page ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Header:
    """A column's head: where sorting by it leads, and how it is sorted now (as ``aria-sort`` says it)."""

    column: str
    name: str
    query: str
    sorted: str
    is_dimension: bool


@dataclass(frozen=True)
class Filters:
    """The choices of the form above the table, as they stand."""

    stages: tuple[Choice, ...]
    tags: tuple[Choice, ...]
    certainty: tuple[Choice, ...]
    moved: tuple[Choice, ...]
    ages: tuple[Choice, ...]
    below: tuple[Choice, ...]
    orders: tuple[Choice, ...]


@dataclass(frozen=True)
class PageLink:
    """A page of the table; without a number it stands for those left out."""

    number: int
    query: str
    is_current: bool


@dataclass(frozen=True)
class OverviewPage:
    """A portfolio's companies as the address asks for them. ``problem`` says why a view is not saved."""

    way: ToPortfolio
    view: View
    rows: Rows
    headers: tuple[Header, ...]
    filters: Filters
    saved: tuple[tuple[SavedView, bool], ...]  # and whether it is the one that is shown
    links: tuple[PageLink, ...]
    problem: str = ""
    name: str = ""

    @property
    def rubric(self) -> Rubric:
        return self.view.rubric

    @property
    def may_edit(self) -> bool:
        return self.way.may >= MayKeep.EDIT

    @property
    def is_narrowed_more(self) -> bool:
        """Whether something is chosen among the filters that are folded away else."""
        view = self.view
        return bool(view.moved or view.tag or view.certainty or view.below or view.split)

    @property
    def is_saved(self) -> bool:
        return any(is_shown for _view, is_shown in self.saved)


@never_cache
@require_safe
def overview(request: HtmxHttpRequest, portfolio: str) -> HttpResponse:
    """The companies of the portfolio that the address asks for, each with where it stands.

    To htmx the table alone; its address is then the one that a form makes, without its empty parts.
    """
    way = access.portfolio(request, portfolio, MayKeep.SEE)
    page = _page(way, view_of(request.GET))
    if not request.htmx or request.htmx.history_restore_request:
        return render(request, "portfolios/overview.html", {"way": way, "page": page})
    response = render(request, "portfolios/_overview_table.html", {"way": way, "page": page})
    response["HX-Push-Url"] = _address(way, _of_page(page.view, page.rows.page))
    return response


def _address(way: ToPortfolio, query: str) -> str:
    url = reverse("portfolio", kwargs={"portfolio": way.portfolio.public_id})
    return f"{url}?{query}" if query else url


def _page(way: ToPortfolio, view: View, *, problem: str = "", name: str = "") -> OverviewPage:
    """Five queries."""
    rows = rows_of(view, way.portfolio)
    saved = tuple((one, one.query == view.query) for one in saved_views_of(way.portfolio))
    tags = [one.name for one in tags_of(way.portfolio)]
    rubric = view.rubric
    words = _words(f"{rubric.id}@{rubric.version}", rubric.hash, str(get_language()))
    return OverviewPage(
        way,
        view,
        rows,
        _headers(view, words),
        _filters(view, words, tags),
        saved,
        _links(view, rows),
        problem,
        name,
    )


# --- columns, filters, pages ---------------------------------------------------------------------


@dataclass(frozen=True)
class Words:
    """What columns and choices are called: by the rubric and the language, so made once of each."""

    columns: dict[str, str]  # as they stand beside each other: readiness behind the verdict
    orders: dict[str, str]
    stages: dict[str, str]
    certainty: dict[str, str]
    moved: dict[str, str]
    ages: dict[str, str]
    below: dict[str, str]


@lru_cache(maxsize=16)
def _words(name: str, hash: str, language: str) -> Words:
    """Those of a rubric, ``id@version``, whose contents have that hash."""
    rubric = rubrics.find(name)
    ready = {f"{READY}{one.id}": one.name for one in rubric.dimensions}
    first = {one: str(NAMES[one]) for one in BEFORE_READINESS}
    columns = {**first, **ready, **{one: str(name) for one, name in NAMES.items()}}
    orders = {}
    for column, said in columns.items():
        orders[column] = _("%(column)s, ascending") % {"column": said}
        orders[f"-{column}"] = _("%(column)s, descending") % {"column": said}
    stages = {str(at): f"{at} {stage.name}" for at, stage in enumerate(rubric.stages, 1)}
    moved = {
        "up": _("Up"),
        "down": _("Down"),
        "same": _("Same stage"),
        "first": _("No earlier one"),
    }
    return Words(
        columns,
        orders,
        {**stages, "none": _("No stage yet")},
        {one: _certainty(one) for one in CERTAINTIES},
        {one: moved[one] for one in MOVES},
        {str(one): _("%(count)s months") % {"count": one} for one in AGES},
        {one.id: one.name for one in rubric.dimensions},
    )


def _certainty(one: str) -> str:
    words = certainty_words(one)
    return words[:1].upper() + words[1:]


def _headers(view: View, words: Words) -> tuple[Header, ...]:
    is_sorted = "descending" if view.is_down else "ascending"
    return tuple(
        Header(
            column,
            name,
            view.sorted_by(column).query,
            is_sorted if view.sort == column else "",
            column.startswith(READY),
        )
        for column, name in words.columns.items()
    )


def _filters(view: View, words: Words, tags: list[str]) -> Filters:
    chosen = {"none" if one == NO_STAGE else str(one) for one in view.stages}
    known = [*tags, view.tag] if view.tag and view.tag not in tags else tags
    return Filters(
        _choices(words.stages, chosen),
        _choices({one: one for one in known}, {view.tag}),
        _choices(words.certainty, view.certainty),
        _choices(words.moved, {view.moved}),
        _choices(words.ages, {str(view.age)}),
        _choices(words.below, view.below),
        _choices(words.orders, {view.order}),
    )


def _choices(said: dict[str, str], chosen: Container[str]) -> tuple[Choice, ...]:
    return tuple(Choice(value, words, value in chosen) for value, words in said.items())


def _of_page(view: View, number: int) -> str:
    query = view.query
    if number == 1:
        return query
    return f"{query}&page={number}" if query else f"page={number}"


def _links(view: View, rows: Rows) -> tuple[PageLink, ...]:
    """The first page, the last, those around this one, and a gap for what is left out."""
    near = range(rows.page - NEIGHBOURS, rows.page + NEIGHBOURS + 1)
    shown = [one for one in range(1, rows.pages + 1) if one in (1, rows.pages) or one in near]
    links: list[PageLink] = []
    for number in shown if rows.pages > 1 else ():
        if links and number > links[-1].number + 1:
            links.append(PageLink(0, "", False))
        links.append(PageLink(number, _of_page(view, number), number == rows.page))
    return tuple(links)


# --- saved views ---------------------------------------------------------------------------------


class ViewForm(forms.Form):
    """A name for a view, and the query string that it is to keep."""

    name = forms.CharField(
        max_length=80,
        error_messages={
            "required": gettext_lazy("Give the view a name."),
            "max_length": gettext_lazy("Keep the name of the view to 80 characters."),
        },
    )
    query = forms.CharField(required=False, max_length=2000)


@never_cache
@require_POST
def save_view(request: HtmxHttpRequest, portfolio: str) -> HttpResponse:
    """Keep the filters and the order under a name, once they are read: only what there is is kept."""
    way = access.portfolio(request, portfolio, MayKeep.EDIT)
    form = ViewForm(request.POST)
    form.is_valid()
    view = view_of(QueryDict(form.cleaned_data.get("query", "")))
    problem = next((str(found[0]) for found in form.errors.values()), "")
    if view.ignored:
        problem = _("Nothing can be filtered by %(parts)s.") % {"parts": ", ".join(view.ignored)}
    name = str(form.cleaned_data.get("name", form.data.get("name", "")))
    if not problem:
        try:
            saved_views.save_view(way.portfolio, name=name, query=view.query)
        except NameTaken:
            problem = _("There is a view of that name. Choose another, or delete that one first.")
        except TooMany:
            problem = _("%(most)s views are the most. Delete one first.") % {
                "most": saved_views.MOST
            }
    if problem:
        page = _page(way, replace(view, ignored=()), problem=problem, name=name)
        context = {"way": way, "page": page}
        return render(request, "portfolios/overview.html", context, status=422)
    messages.success(request, _("The view “%(name)s” is saved.") % {"name": name})
    return redirect(_address(way, view.query))


@never_cache
@require_POST
def delete_view(request: HtmxHttpRequest, portfolio: str, view: str) -> HttpResponse:
    """Take a saved view away. The companies stay."""
    way = access.portfolio(request, portfolio, MayKeep.EDIT)
    if not saved_views.delete_view(way.portfolio, view):
        raise Http404
    messages.success(request, _("The view is deleted. The companies in it stay."))
    return redirect(_address(way, ""))
