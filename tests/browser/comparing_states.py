"""Companies side by side in a browser, in their different states. Part of ``states``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from django.utils import timezone
from playwright.sync_api import Page

from ..app.comparing_pages import compared
from .visitor import sign_in

Reach = Callable[[Page, str], None]


def comparing_states() -> Iterator[tuple[str, Reach]]:
    """Each state with its name, and how a browser comes to it."""
    for count in (1, 3, 5, 6):
        yield f"{count} companies to compare", partial(_companies, count)
    yield "a company beside its past and a stage", _own_past


def _address() -> str:
    return f"comparer-{timezone.now().timestamp()}@example.org"


def _companies(count: int, page: Page, host: str) -> None:
    made = compared(_address())
    page.context.clear_cookies()
    sign_in(page, host, made.advisor)
    page.goto(host + made.asking_for(count))
    for summary in page.locator("main details:not([open]) > summary").all():
        summary.click()


def _own_past(page: Page, host: str) -> None:
    made = compared(_address())
    page.context.clear_cookies()
    sign_in(page, host, made.advisor)
    page.goto(f"{host}{made.of_company}?stage=scaling&stage=adoption")
