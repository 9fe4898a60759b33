"""The PDF of a portfolio: its download, and the page on which one waits for it.

What may be handed out is decided anew each time, by what the companies share at that moment. A file
from before is never handed out again, and is removed.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from .. import access
from ..access import MayKeep, ToPortfolio
from ..htmx import HtmxHttpRequest
from ..rendering import cache, portfolio_files, queue
from ..rendering.queue import Progress
from ..selectors.portfolios import visible_entries
from ..services.portfolio_exporting import record_export
from .report import GOES_ON, PAUSES, looks_of
from .results import file_name


@dataclass(frozen=True)
class PortfolioWaitPage:
    """What the page says on which one waits. Without progress the report is there.

    ``looks`` counts how often it was looked at; 0: the visitor came to the page by its address.
    """

    way: ToPortfolio
    progress: Progress | None
    content_hash: str
    looks: int

    @property
    def download(self) -> str:
        return _address("portfolio-report", self.way)

    @property
    def wait(self) -> str:
        return _address("portfolio-report-wait", self.way)

    @property
    def pause(self) -> int:
        return PAUSES[min(self.looks, len(PAUSES) - 1)]

    @property
    def percent(self) -> int:
        return round(100 * self.progress.done) if self.progress else 100

    @property
    def seen(self) -> str:
        """Stands for what the page shows now: there is no need to tell it twice."""
        if self.progress is None:
            return "ready"
        slow = "-slow" if self.progress.is_slow else ""
        return f"{self.progress.state}-{self.progress.ahead}-{self.percent}{slow}"

    @property
    def look_again(self) -> str:
        return f"{self.wait}?{GOES_ON}={self.looks + 1}&seen={self.seen}"

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing more to wait for."""
        return self.progress is None or self.progress.state == "failed"


@never_cache
@require_safe
def download(request: HtmxHttpRequest, portfolio: str) -> HttpResponseBase:
    """The file of what is shared now, if it is made; else the page on which one waits for it."""
    way = access.portfolio(request, portfolio, MayKeep.SEE)
    wanted = portfolio_files.contents_of(way.portfolio).hash
    file = cache.open_report(wanted)
    if file is None:
        return redirect(f"{_address('portfolio-report-wait', way)}?{GOES_ON}=1")
    name = file_name(way.portfolio.name, "pdf")
    name = name.replace(".pdf", f"-{timezone.localdate().isoformat()}.pdf")
    response: HttpResponseBase = FileResponse(
        file, as_attachment=True, filename=name, content_type="application/pdf"
    )
    if request.method == "HEAD":
        file.close()
        return HttpResponse(headers=response.headers)
    access.takes_along(request, visible_entries(way.portfolio))
    record_export(way.portfolio, "PDF", user=access.signed_in(request))
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def wait(request: HtmxHttpRequest, portfolio: str) -> HttpResponseBase:
    """The page on which one waits; posting to it asks for one more try."""
    way = access.portfolio(request, portfolio, MayKeep.SEE)
    wanted = portfolio_files.contents_of(way.portfolio).hash
    if request.method == "POST":
        queue.ask_again(wanted)
        return redirect(f"{_address('portfolio-report-wait', way)}?{GOES_ON}=1")
    if not cache.is_there(wanted):
        portfolio_files.forget(way.portfolio, but=wanted)
        queue.ask_for_portfolio(way.portfolio, wanted)
    # Asked in this order, so that a report that is finished in between counts as there.
    progress = queue.progress(wanted)
    if progress and cache.is_there(wanted):
        progress = None
    page = PortfolioWaitPage(way, progress, wanted, looks_of(request))
    response = _changed(request, page) if request.htmx else _whole(request, page)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _address(name: str, way: ToPortfolio) -> str:
    return reverse(name, kwargs={"portfolio": way.portfolio.public_id})


def _whole(request: HtmxHttpRequest, page: PortfolioWaitPage) -> HttpResponse:
    return render(request, "portfolios/report_wait.html", {"page": page, "way": page.way})


def _changed(request: HtmxHttpRequest, page: PortfolioWaitPage) -> HttpResponse:
    """What is new since the page was made; where the wait is over, the page as a whole."""
    if page.is_settled:
        return HttpResponse(headers={"HX-Redirect": f"{page.wait}?{GOES_ON}=1"})
    if request.GET.get("seen") == page.seen:
        return HttpResponse(status=204)
    context = {"page": page, "way": page.way}
    return render(request, "portfolios/report_wait.html#look", context)
