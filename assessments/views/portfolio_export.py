"""What is in a portfolio as files for spreadsheets and programs, and the page that offers them.

A file holds what the overview's address asks for: the same filters, the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .. import access, rubrics
from ..access import MayKeep, ToPortfolio
from ..htmx import HtmxHttpRequest
from ..models import Entry
from ..portfolio_file.columns import LinkTo
from ..portfolio_file.writing import csv_pieces, json_pieces
from ..reports.portfolio_part import MOST_IN_TABLE, MOST_PAGES
from ..selectors.overview import View, view_of
from ..selectors.portfolios import visible_entries
from ..services.portfolio_exporting import export_workbook, record_export
from .results import file_name

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class ExportPage:
    """What can be taken along. ``count`` is of the companies that are asked for, of ``visible``."""

    way: ToPortfolio
    view: View
    count: int
    visible: int
    most_pages: int = MOST_PAGES
    most_in_table: int = MOST_IN_TABLE

    @property
    def query(self) -> str:
        """What follows the address of a file, so that it holds the same companies."""
        return f"?{self.view.query}" if self.view.query else ""


@never_cache
@require_safe
def export(request: HtmxHttpRequest, portfolio: str) -> HttpResponse:
    """The page with the choices. Two queries more than the way to the portfolio."""
    way, view, entries = _asked(request, portfolio)
    visible = visible_entries(way.portfolio).count()
    count = entries.order_by().count() if view.is_filtered else visible
    page = ExportPage(way, view, count, visible)
    return render(request, "portfolios/export.html", {"page": page, "way": way})


@never_cache
@require_safe
def table(request: HtmxHttpRequest, portfolio: str) -> HttpResponseBase:
    """The companies as CSV, sent while they are read."""
    way, _view, entries = _asked(request, portfolio)

    def pieces() -> Iterator[bytes]:
        return csv_pieces(entries, rubrics.find(), timezone.localdate(), _link_to(request))

    return _streamed(request, way, entries, pieces, "CSV", "csv", "text/csv; charset=utf-8")


@never_cache
@require_safe
def programs(request: HtmxHttpRequest, portfolio: str) -> HttpResponseBase:
    """The companies as JSON, sent while they are read."""
    way, view, entries = _asked(request, portfolio)

    def pieces() -> Iterator[bytes]:
        rubric, today, link_to = rubrics.find(), timezone.localdate(), _link_to(request)
        return json_pieces(way.portfolio, entries, rubric, today, link_to, filters=view.query)

    return _streamed(request, way, entries, pieces, "JSON", "json", "application/json")


@never_cache
@require_safe
def workbook(request: HtmxHttpRequest, portfolio: str) -> HttpResponseBase:
    """The companies as XLSX, with what they have in common on further sheets."""
    way, view, entries = _asked(request, portfolio)
    name = _name_of(way, "xlsx")
    if request.method == "HEAD":
        return _head(name, XLSX)
    access.takes_along(request, entries)
    file = export_workbook(
        way.portfolio,
        entries,
        rubrics.find(),
        timezone.localdate(),
        _link_to(request),
        filters=view.query,
        user=access.signed_in(request),
    )
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def _asked(request: HtmxHttpRequest, portfolio: str) -> tuple[ToPortfolio, View, QuerySet[Entry]]:
    way = access.portfolio(request, portfolio, MayKeep.SEE)
    view = view_of(request.GET)
    return way, view, view.entries(way.portfolio)


def _streamed(
    request: HtmxHttpRequest,
    way: ToPortfolio,
    entries: QuerySet[Entry],
    pieces: Callable[[], Iterator[bytes]],
    kind: str,
    extension: str,
    content_type: str,
) -> HttpResponseBase:
    """The file, piece by piece, and that it was taken recorded; to a HEAD only what it would be.

    The companies are told, too: what they share is in somebody's hands then.
    """
    name = _name_of(way, extension)
    if request.method == "HEAD":
        return _head(name, content_type)
    access.takes_along(request, entries)
    record_export(way.portfolio, kind, user=access.signed_in(request))
    response = StreamingHttpResponse(pieces(), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _head(name: str, content_type: str) -> HttpResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content_type=content_type, headers=disposition)


def _name_of(way: ToPortfolio, extension: str) -> str:
    day = timezone.localdate().isoformat()
    name = file_name(way.portfolio.name, extension)
    return name.replace(f".{extension}", f"-{day}.{extension}")


def _link_to(request: HtmxHttpRequest) -> LinkTo:
    """Whole addresses of companies' pages, made without asking the URL configuration for each."""
    placeholder = "0" * access.NAME_LENGTH
    begin, _, end = request.build_absolute_uri(
        reverse("company", kwargs={"company": placeholder})
    ).partition(placeholder)
    return lambda name: f"{begin}{name}{end}"
