"""The report as a PDF file: its download, and the page on which one waits for it.

Nothing is rendered here. What is there is handed out; what is not is asked for, and the page tells
how far it has come.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from .. import access
from ..access import May, ToAssessment
from ..htmx import HtmxHttpRequest
from ..models import Assessment
from ..rendering import cache, queue
from ..rendering.contents import content_hash, contents_of
from ..rendering.queue import Progress
from ..reports.editions import BRIEF, FULL, layout_of, without_answers
from .results import file_name

# The page on which one waits is "…-wait", the example's "example-…".
URL_NAMES = {FULL: "report", BRIEF: "brief"}
PAUSES = (2, 3, 5, 8, 13, 20)  # seconds until the page looks again, where there are no scripts
GOES_ON = "look"  # the parameter of a visitor who waits: how often the page has looked


@dataclass(frozen=True)
class Wanted:
    """The report that a visitor wants, and the addresses around it. No assessment: the example's."""

    assessment: Assessment | None
    edition: str
    download: str
    wait: str
    result: str

    @property
    def is_example(self) -> bool:
        return self.assessment is None

    @property
    def layout(self) -> str:
        return layout_of(self.edition)

    @property
    def company(self) -> str:
        return self.assessment.company.name if self.assessment else ""

    @property
    def content_hash(self) -> str:
        return content_hash(self.assessment, self.edition)

    @property
    def file_name(self) -> str:
        name = file_name(self.company if self.assessment else "example", "pdf")
        return name if self.layout == FULL else name.replace(".pdf", f"-{self.layout}.pdf")


@dataclass(frozen=True)
class WaitPage:
    """What the page says on which one waits. Without progress the report is there.

    ``looks`` counts how often it was looked at; 0: the visitor came to the page by its address.
    """

    wanted: Wanted
    progress: Progress | None
    content_hash: str
    looks: int

    @property
    def pause(self) -> int:
        return PAUSES[min(self.looks, len(PAUSES) - 1)]

    @property
    def seen(self) -> str:
        """Stands for what the page shows now: there is no need to tell it twice."""
        if self.progress is None:
            return "ready"
        slow = "-slow" if self.progress.is_slow else ""
        return f"{self.progress.state}-{self.progress.ahead}{slow}"

    @property
    def look_again(self) -> str:
        return f"{self.wanted.wait}?{GOES_ON}={self.looks + 1}&seen={self.seen}"

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing more to wait for."""
        return self.progress is None or self.progress.state == "failed"


@never_cache
@require_safe
def download(request: HtmxHttpRequest, token: str, edition: str = FULL) -> HttpResponseBase:
    way = access.assessment(request, token, May.SEE_RESULT)
    if not way.assessment.is_submitted:
        return redirect("check", token=token)
    return _hand_out(request, _of_assessment(way, token, edition))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def wait(request: HtmxHttpRequest, token: str, edition: str = FULL) -> HttpResponseBase:
    """The page on which one waits; posting to it asks for one more try."""
    way = access.assessment(request, token, May.SEE_RESULT)
    if not way.assessment.is_submitted:
        return redirect("check", token=token)
    return _tell(request, _of_assessment(way, token, edition))


@require_safe
def download_example(request: HtmxHttpRequest, edition: str = FULL) -> HttpResponseBase:
    return _hand_out(request, _of_example(edition))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def wait_for_example(request: HtmxHttpRequest, edition: str = FULL) -> HttpResponseBase:
    return _tell(request, _of_example(edition))


def _of_assessment(way: ToAssessment, token: str, edition: str) -> Wanted:
    """The edition, or for those who may not see the answers the same without them."""
    name = URL_NAMES[edition]
    addresses = (reverse(one, kwargs={"token": token}) for one in (name, f"{name}-wait", "result"))
    if way.may < May.SEE_ANSWERS:
        edition = without_answers(edition)
    return Wanted(way.assessment, edition, *addresses)


def _of_example(edition: str) -> Wanted:
    name = f"example-{URL_NAMES[edition]}"
    return Wanted(None, edition, reverse(name), reverse(f"{name}-wait"), reverse("example"))


def _hand_out(request: HtmxHttpRequest, wanted: Wanted) -> HttpResponseBase:
    """The file; to whoever has it already, that it is still the same; else the page to wait on."""
    etag = quote_etag(wanted.content_hash)
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        file = cache.open_report(wanted.content_hash)
        if file is None:
            return redirect(f"{wanted.wait}?{GOES_ON}=1")
        response = FileResponse(
            file,
            as_attachment=not wanted.is_example,
            filename=wanted.file_name,
            content_type="application/pdf",
        )
        if request.method == "HEAD":
            file.close()
            response = HttpResponse(headers=response.headers)
    response["ETag"] = etag
    return response


def _tell(request: HtmxHttpRequest, wanted: Wanted) -> HttpResponseBase:
    if request.method == "POST":
        queue.ask_again(wanted.content_hash)
        return redirect(f"{wanted.wait}?{GOES_ON}=1")
    wanted_hash = wanted.content_hash
    if not cache.is_there(wanted_hash):
        if not contents_of(wanted.assessment, wanted.edition).has_verdict:
            return redirect(wanted.result)  # its rubric was edited: there it says what is missing
        queue.ask(wanted.assessment, wanted.edition, awaited=True)
    # Asked in this order, so that a report that is finished in between counts as there.
    progress = queue.progress(wanted_hash)
    if progress and cache.is_there(wanted_hash):
        progress = None
    page = WaitPage(wanted, progress, wanted_hash, looks_of(request))
    response = _changed(request, page) if request.htmx else _whole(request, page)
    patch_vary_headers(response, ["HX-Request"])
    return response


def looks_of(request: HtmxHttpRequest) -> int:
    """How often the page on which one waits has looked, by its address."""
    written = request.GET.get(GOES_ON, "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 6 else 0


def _whole(request: HtmxHttpRequest, page: WaitPage) -> HttpResponse:
    return render(request, "report_wait.html", {"page": page})


def _changed(request: HtmxHttpRequest, page: WaitPage) -> HttpResponse:
    """What is new since the page was made; where the wait is over, the page as a whole."""
    if page.is_settled:
        return HttpResponse(headers={"HX-Redirect": f"{page.wanted.wait}?{GOES_ON}=1"})
    if request.GET.get("seen") == page.seen:
        return HttpResponse(status=204)
    return render(request, "report_wait.html#look", {"page": page})
