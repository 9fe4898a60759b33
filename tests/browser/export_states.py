"""How a browser comes to the pages from which a portfolio is exported."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from assessments.models import Portfolio, Rendering
from assessments.rendering import cache, portfolio_files

from ..app.factories import entry_in, owned_assessment, portfolio_of, user
from .visitor import sign_in

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


def export_states() -> Iterator[tuple[str, Callable[[Page, str], None]]]:
    """Each state with its name, and how a browser comes to it."""
    yield "exporting a portfolio", exporting
    yield "exporting some companies of a portfolio", exporting_some
    yield "a portfolio's report in the making", in_the_making
    yield "a portfolio's report that failed", failed
    yield "a portfolio's report that is there", ready


def _portfolio(page: Page, host: str) -> Portfolio:
    advisor = user(f"exporter-{timezone.now().timestamp()}@fund.example.org", name="Ida")
    sign_in(page, host, advisor)
    portfolio = portfolio_of(advisor, name=LONG)
    founder = user(f"exported-{timezone.now().timestamp()}@example.org")
    entry_in(portfolio, owned_assessment(founder, company=LONG).company)
    return portfolio


def _opened(page: Page, host: str, name: str, portfolio: Portfolio, query: str = "") -> None:
    page.goto(host + reverse(name, kwargs={"portfolio": portfolio.public_id}) + query)


def exporting(page: Page, host: str) -> None:
    _opened(page, host, "portfolio-export", _portfolio(page, host))


def exporting_some(page: Page, host: str) -> None:
    _opened(page, host, "portfolio-export", _portfolio(page, host), "?q=donau")
    expect(page.locator(".notice")).to_be_visible()


def in_the_making(page: Page, host: str) -> None:
    portfolio = _portfolio(page, host)
    _row(portfolio, claimed_at=timezone.now(), done_share=0.4)
    _opened(page, host, "portfolio-report-wait", portfolio)
    expect(page.get_by_role("progressbar")).to_be_visible()


def failed(page: Page, host: str) -> None:
    portfolio = _portfolio(page, host)
    _row(portfolio, failed_at=timezone.now())
    _opened(page, host, "portfolio-report-wait", portfolio)


def ready(page: Page, host: str) -> None:
    portfolio = _portfolio(page, host)
    wanted = portfolio_files.contents_of(portfolio).hash
    cache.publish(cache.write_draft(b"%PDF-"), wanted)
    _opened(page, host, "portfolio-report-wait", portfolio)


def _row(portfolio: Portfolio, **how: object) -> None:
    now = timezone.now()
    Rendering.objects.create(
        content_hash=portfolio_files.contents_of(portfolio).hash,
        edition="portfolio",
        portfolio=portfolio,
        awaited=True,
        asked_at=now,
        due_at=now,
        **how,
    )
