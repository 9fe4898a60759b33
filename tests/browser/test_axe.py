"""axe finds nothing wrong, on no page and in no state.

It holds the pages to WCAG 2.2 A and AA, as far as a program can, and to its own best practice.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, ViewportSize
from pytest_django.live_server_helper import LiveServer

from .states import open_everything, states

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
OPTIONS = {
    "runOnly": {"type": "tag", "values": RULES},
    "rules": {"target-size": {"enabled": True}},  # WCAG 2.2's, off unless asked for
    "resultTypes": ["violations"],
}
LARGE: ViewportSize = {"width": 1280, "height": 900}
SMALL: ViewportSize = {"width": 320, "height": 640}


def violations(page: Page) -> Iterator[str]:
    """What axe has against the page as it stands: rule, help and, for each place, selector."""
    found: list[dict[str, Any]] = Axe().run(page, options=OPTIONS).response["violations"]
    for one in found:
        for node in one["nodes"]:
            place = " ".join(map(str, node["target"]))
            why = node["failureSummary"].partition("\n")[2].strip().partition("\n")[0]
            yield f"{one['id']} at {place}: {one['help']} ({why}) {one['helpUrl']}"


@pytest.mark.parametrize(
    ("size", "scheme"),
    [(LARGE, "light"), (SMALL, "dark")],
    ids=["large and light", "small and dark"],
)
def test_axe_finds_nothing_on_any_page_in_any_state(
    page: Page, live_server: LiveServer, size: ViewportSize, scheme: Any
):
    """With all that is folded opened: axe looks only at what is shown."""
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    told, seen = [], 0
    for state in states():
        state.reach(page, live_server.url)
        open_everything(page)
        told += [f"{state.name}: {one}" for one in violations(page)]
        seen += 1

    assert not told, "\n".join([f"{len(told)} violations", *told])
    assert seen > 60


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("<main><h1>A</h1><input></main>", "label"),
        ("<main><h1>A</h1><img src='data:,'></main>", "image-alt"),
        ("<main><h1>A</h1><p style='color: #ccc'>pale</p></main>", "color-contrast"),
        ("<main><h1>A</h1><h4>B</h4></main>", "heading-order"),
        (
            "<main><h1>A</h1><a href='#a' style='font: 8px/8px serif'>x</a> "
            "<a href='#b' style='font: 8px/8px serif'>y</a></main>",
            "target-size",
        ),
    ],
)
def test_a_page_with_a_fault_is_reported_with_rule_and_place(page: Page, body: str, rule: str):
    page.set_content(f"<!doctype html><html lang=en><title>A</title>{body}</html>")

    found = list(violations(page))

    assert [one for one in found if one.startswith(f"{rule} at ")], found
