"""At 400 % nothing is lost, covered or scrolls sideways, nor when a reader spaces the text out.

400 % of a window 1280 by 1024 is 320 by 256 pixels of the page, four of the screen's to each.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from ..app.factories import answered, begun_assessment, submitted_assessment
from .states import open_everything, states
from .visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WHOLE: dict[str, Any] = {"viewport": {"width": 1280, "height": 1024}}
SECTIONS = {"facts": "team-and-structure", "practices": "practices-operations", "roles": "roles"}
ZOOMED: dict[str, Any] = {"viewport": {"width": 320, "height": 256}, "device_scale_factor": 4}

# What WCAG 2.2 lets a reader set in 1.4.12, without loss.
SPACED_OUT = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
p { margin-bottom: 2em !important }
"""

# Lines of text that are outside the page, cut off by a box, or on top of each other.
LOST = """() => {
    const page = document.documentElement.clientWidth, found = new Set(), lines = [];
    const boxes = new Map();
    const around = element => {
        if (!boxes.has(element)) {
            const style = getComputedStyle(element);
            boxes.set(element, {
                box: element.getBoundingClientRect(),
                x: style.overflowX, y: style.overflowY, clip: style.clipPath, position: style.position,
            });
        }
        return boxes.get(element);
    };
    const up = element => element ? [around(element), ...up(element.parentElement)] : [];
    const scrolls = ({x}) => x === "auto" || x === "scroll";
    const cuts = value => value === "hidden" || value === "clip";
    const meantForReaders = ({box, clip}) =>
        box.width <= 1 && box.height <= 1 || box.right < 0 || clip === "inset(50%)";
    const pushedOut = (box, {box: from, x}) => cuts(x) && (box.left >= from.right || box.right <= from.left);
    const sticks = ({position}) => position === "sticky" || position === "fixed";
    const say = (what, node) =>
        found.add(`${what}: ${node.parentElement.tagName} ${node.textContent.trim().slice(0, 40)}`);

    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (words.nextNode()) {
        const node = words.currentNode, element = node.parentElement;
        if (!node.textContent.trim() || element.closest("svg, option, script")) continue;
        if (!element.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
        const outer = up(element), free = outer.some(scrolls);
        if (outer.some(meantForReaders)) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        for (const box of range.getClientRects()) {
            if (box.width < 2 || outer.some(one => pushedOut(box, one))) continue;
            if (!outer.some(sticks)) lines.push({node, box});
            if (!free && (box.left < -1 || box.right > page + 1)) say("outside the page", node);
            for (const one of outer)
                if (cuts(one.x) && (box.left < one.box.left - 1 || box.right > one.box.right + 1)
                    || cuts(one.y) && (box.top < one.box.top - 4 || box.bottom > one.box.bottom + 4))
                    say("cut off", node);
        }
    }
    lines.sort((one, other) => one.box.top - other.box.top);
    lines.forEach((one, index) => {
        for (let next = index + 1; next < lines.length; next++) {
            const a = one.box, b = lines[next].box;
            if (b.top > a.bottom) break;
            if (one.node === lines[next].node) continue;
            const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
            const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
            if (wide > 2 && high > Math.min(a.height, b.height) / 2) say("under other text", one.node);
        }
    });
    return [...found];
}"""

WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"

# Whether what has the focus can be seen: inside the window, and nothing of another lies on it.
COVERED = """() => {
    const focused = document.activeElement, box = focused.getClientRects()[0];
    const name = focused.id || focused.textContent.trim().slice(0, 40) || focused.tagName;
    if (focused === document.body) return "";
    if (!box) return `${name}: not shown`;
    const mine = [focused, ...(focused.labels || [])];
    const seen = (x, y) => {
        const hit = document.elementFromPoint(x, y);
        return hit && (hit.contains(focused) || mine.some(one => one.contains(hit)));
    };
    // of what is larger than the window, a part can be seen at a time
    const part = (from, size, window) => size < window ? [from, size] : [Math.max(from, 0), window - Math.max(from, 0)];
    const [left, wide] = part(box.left, box.width, innerWidth);
    const [top, high] = part(box.top, box.height, innerHeight);
    for (const [x, y] of [[0.5, 0.5], [0.2, 0.2], [0.8, 0.8]]) {
        const at = [left + wide * x, top + high * y].map(Math.round);
        if (!seen(...at)) {
            const over = document.elementFromPoint(...at);
            return `${name}: ${over ? "under " + (over.id || over.className || over.tagName) : "outside"}`;
        }
    }
    return "";
}"""


@pytest.fixture
def zoomed(browser: Browser) -> Iterator[Page]:
    """A page at 400 %."""
    context = browser.new_context(**ZOOMED)
    yield context.new_page()
    context.close()


def test_at_400_percent_nothing_is_lost_and_nothing_scrolls_sideways(
    zoomed: Page, live_server: LiveServer
):
    found: dict[str, list[str]] = {}
    for state in states():
        state.reach(zoomed, live_server.url)
        open_everything(zoomed)
        if lost := zoomed.evaluate(LOST) + ["scrolls sideways"] * zoomed.evaluate(WIDER):
            found[state.name] = lost

    assert found == {}


@pytest.mark.parametrize("size", [WHOLE, ZOOMED], ids=["100 %", "400 %"])
@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("hub", {}),
        ("section", {"slug": "product-and-users"}),
        ("section", {"slug": "team-and-structure"}),
        ("section", {"slug": "practices-operations"}),
        ("section", {"slug": "roles"}),
        ("quick", {}),
        ("check", {}),
        ("result", {}),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(value.values()) or "-",
)
def test_whatever_gets_the_focus_is_in_sight(
    browser: Browser,
    live_server: LiveServer,
    size: dict[str, Any],
    name: str,
    parts: dict[str, str],
):
    """All the way down by Tab, and up again."""
    context = browser.new_context(**size)
    page = context.new_page()
    assessment, token = submitted_assessment() if name == "result" else begun_assessment()
    if name not in ("result", "quick"):
        answered(assessment, "enterprise")
    Visitor(page, live_server.url, assessment, token).open(name, **parts)
    found, stops = [], 0
    for key in ("Tab", "Shift+Tab"):
        stops = 0
        page.keyboard.press(key)
        while page.evaluate("document.activeElement !== document.body") and stops < 1000:
            if covered := page.evaluate(COVERED):
                found.append(f"{key}: {covered}")
            page.keyboard.press(key)
            stops += 1

    assert found == []
    assert 3 < stops < 1000
    context.close()


@pytest.mark.parametrize("size", [WHOLE, ZOOMED], ids=["100 %", "400 %"])
@pytest.mark.parametrize("name", ["start", "facts", "practices", "roles", "check", "result"])
def test_text_that_a_reader_spaces_out_is_not_lost(
    browser: Browser, live_server: LiveServer, size: dict[str, Any], name: str
):
    assessment, token = submitted_assessment() if name == "result" else begun_assessment()
    if name != "result":
        answered(assessment, "enterprise")
    address = {
        "start": reverse("start"),
        "check": reverse("check", kwargs={"token": token}),
        "result": reverse("result", kwargs={"token": token}),
    }
    for kind, slug in SECTIONS.items():
        address[kind] = reverse("section", kwargs={"token": token, "slug": slug})
    context = browser.new_context(**size, bypass_csp=True)  # a reader's style is not the page's
    page = context.new_page()
    page.goto(live_server.url + address[name])
    open_everything(page)
    page.add_style_tag(content=SPACED_OUT)

    assert page.evaluate(LOST) == []
    assert not page.evaluate(WIDER)
    context.close()


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<p style='width: 400px'>one two three four five six seven eight nine ten</p>", "outside"),
        ("<p style='overflow: hidden; height: 1em'>one<br>two</p>", "cut off"),
        ("<p>one</p><p style='margin-top: -2.6em'>two</p>", "under other text"),
    ],
)
def test_text_that_is_lost_is_told(zoomed: Page, body: str, told: str):
    zoomed.set_content(f"<!doctype html><body style='margin: 0'>{body}")

    assert [one for one in zoomed.evaluate(LOST) if one.startswith(told)]


def test_a_field_under_something_sticky_is_told(zoomed: Page):
    bar = (
        "<p id=bar style='position: fixed; inset: auto 0 0; margin: 0; background: #fff'>a<br>b</p>"
    )
    fields = "<input id=one><p style='height: 190px'></p><input id=two><p style='height: 9em'></p>"
    zoomed.set_content(f"<!doctype html><body style='margin: 0'>{fields}{bar}")

    zoomed.keyboard.press("Tab")
    assert zoomed.evaluate(COVERED) == ""
    zoomed.keyboard.press("Tab")
    assert zoomed.evaluate(COVERED) == "two: under bar"
