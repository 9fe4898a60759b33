"""axe finds nothing wrong, on no page and in no state.

It holds the pages to WCAG 2.2 A and AA, as far as a program can, and to its own best practice.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from playwright.sync_api import Page, ViewportSize
from pytest_django.live_server_helper import LiveServer

from .states import open_everything, states

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
LARGE: ViewportSize = {"width": 1280, "height": 900}
SMALL: ViewportSize = {"width": 320, "height": 640}

# Contrast takes axe longer than all else together, so each look is judged once and not each of the
# thousand cells that have it. A look is what contrast depends on: the colours of text and of all
# the grounds under it, the size and weight of the letters; and the classes, to be on the safe side.
RUN = """async ([rules, seen]) => {
    const known = new Set(seen), looks = [], elements = [], grounds = new Map();
    const ground = element => {
        if (!element) return "";
        if (!grounds.has(element)) {
            const {backgroundColor, backgroundImage, opacity} = getComputedStyle(element);
            grounds.set(element, [backgroundColor, backgroundImage, opacity, ground(element.parentElement)].join());
        }
        return grounds.get(element);
    };
    const hasText = element => element.matches("input, select, textarea")
        || [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
    for (const element of document.body.querySelectorAll("*")) {
        if (!hasText(element) || !element.checkVisibility()) continue;
        const {color, fontSize, fontWeight} = getComputedStyle(element);
        const names = [element, element.parentElement].map(one => one.tagName + one.getAttribute("class"));
        const look = [...names, color, fontSize, fontWeight, ground(element)].join();
        if (known.has(look)) continue;
        known.add(look);
        looks.push(look);
        elements.push(element);
    }
    const options = {
        runOnly: {type: "tag", values: rules},
        rules: {"target-size": {enabled: true}, "color-contrast": {enabled: false}},
        resultTypes: ["violations"],
    };
    const {violations} = await axe.run(document, options);
    if (elements.length) {
        const contrast = {runOnly: {type: "rule", values: ["color-contrast"]}, resultTypes: ["violations"]};
        violations.push(...(await axe.run({include: elements}, contrast)).violations);
    }
    return [violations, looks];
}"""


def violations(page: Page, seen: set[str]) -> Iterator[str]:
    """What axe has against the page as it stands: rule, help and, for each place, selector.

    ``seen`` are the looks that were judged already; the page's are added to them.
    """
    page.evaluate(AXE_SCRIPT)
    found, looks = page.evaluate(RUN, [RULES, sorted(seen)])
    seen.update(looks)
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
    told, count = [], 0
    seen: set[str] = set()
    for state in states():
        state.reach(page, live_server.url)
        open_everything(page)
        told += [f"{state.name}: {one}" for one in violations(page, seen)]
        count += 1

    assert not told, "\n".join([f"{len(told)} violations", *told])
    assert count > 60
    assert len(seen) > 100


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

    found = list(violations(page, set()))

    assert [one for one in found if one.startswith(f"{rule} at ")], found
