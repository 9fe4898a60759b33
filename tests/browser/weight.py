"""What a page weighs: the bytes that a browser gets over the wire for it, headers included.

Measured by Chromium itself, before a production server, so with compression and caching as they
are. Used by a test and by ``make audit``, which prints the figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext

from .production import Server

KB = 1000
PATIENCE = 500  # times ten milliseconds
FIRST_VISIT, LATER_VISIT = 90 * KB, 15 * KB

MAKE_ROWS = """
from assessments import rubrics
from assessments.questionnaire import Questionnaire
from assessments.selectors import answer_set
from tests.app.factories import answered, begun_assessment
assessment, token = begun_assessment(company="Ferrovia")
answered(assessment, "enterprise")
sections = Questionnaire(rubrics.find(), answer_set(assessment)).sections
print(token, *(section.slug for section in sections))
"""


@dataclass
class Visit:
    """The bytes of one visit, by the path of what came."""

    bytes_of: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.bytes_of.values())

    def __str__(self) -> str:
        rows = sorted(self.bytes_of.items(), key=lambda row: -row[1])
        return f"{self.total / KB:.1f} kB: " + ", ".join(
            f"{path.rpartition('/')[2] or 'page'} {size / KB:.1f}" for path, size in rows if size
        )


@dataclass(frozen=True)
class Weight:
    """A page's weight with an empty cache and with what the first visit left there."""

    page: str
    first: Visit
    later: Visit

    @property
    def fits(self) -> bool:
        return self.first.total <= FIRST_VISIT and self.later.total <= LATER_VISIT

    def __str__(self) -> str:
        return f"{self.page}: first {self.first}; later {self.later}"


def weights(browser: Browser, server: Server) -> Iterator[Weight]:
    """The start page, and every section of a company that is asked the most questions."""
    token, *slugs = server.python(MAKE_ROWS).split()
    yield weigh(browser, "start", f"{server.address}/")
    for slug in slugs:
        yield weigh(browser, slug, f"{server.address}/a/{token}/sections/{slug}/")


def weigh(browser: Browser, page: str, address: str) -> Weight:
    """Two visits by somebody who was never here."""
    context = browser.new_context()
    try:
        return Weight(page, _visit(context, address), _visit(context, address))
    finally:
        context.close()


def _visit(context: BrowserContext, address: str) -> Visit:
    visit = Visit()
    under_way: dict[str, str] = {}
    page = context.new_page()
    told = context.new_cdp_session(page)

    def asked(one: dict[str, Any]) -> None:
        if one["type"] == "Other":  # the icon: the headless browser asks for it, then drops it
            return
        under_way[one["requestId"]] = urlsplit(one["request"]["url"]).path

    def finished(one: dict[str, Any]) -> None:
        if (path := under_way.pop(one["requestId"], None)) is None:
            return
        visit.bytes_of[path] = visit.bytes_of.get(path, 0) + int(one["encodedDataLength"])

    told.on("Network.requestWillBeSent", asked)
    told.on("Network.loadingFinished", finished)
    told.send("Network.enable")
    page.goto(address, wait_until="load")
    page.evaluate("document.fonts.ready.then(() => null)")
    for _ in range(PATIENCE):
        if not under_way:
            break
        page.wait_for_timeout(10)
    page.close()
    assert not under_way, f"never came: {under_way}"
    return visit
