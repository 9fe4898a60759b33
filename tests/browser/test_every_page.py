"""Every page in a real browser: it fits every width, complains of nothing, asks no other host."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from ..app.factories import begun_assessment
from .states import open_everything, paths, states
from .visitor import answer_and_wait

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = (320, 390, 768, 1440)
WIDER_THAN_THE_PAGE = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const scrolls = element => {
        for (let up = element.parentElement; up; up = up.parentElement)
            if (getComputedStyle(up).overflowX !== "visible") return true;
        return false;
    };
    return [...document.body.querySelectorAll("*")]
        .filter(one => one.getBoundingClientRect().right > width + 1 && !scrolls(one))
        .slice(0, 3).map(one => one.tagName + "." + one.getAttribute("class")
            + ": " + one.textContent.trim().slice(0, 40)).concat(["scrolls"]);
}"""


def test_no_page_scrolls_sideways_at_any_width(page: Page, live_server: LiveServer):
    found = {}
    for path in paths():
        page.goto(live_server.url + path, wait_until="load")
        open_everything(page)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if wider := page.evaluate(WIDER_THAN_THE_PAGE):
                found[path, width] = wider

    assert found == {}


def test_no_page_has_an_error_on_the_console_or_asks_another_host(
    page: Page, live_server: LiveServer
):
    found: list[str] = []
    host = urlsplit(live_server.url).netloc
    page.on("console", lambda said: found.append(f"{page.url}: {said.type}: {said.text}"))
    page.on("pageerror", lambda error: found.append(f"{page.url}: {error}"))
    page.on(
        "response",
        lambda got: found.append(f"{got.url}: {got.status}") if got.status >= 400 else None,
    )
    page.on(
        "request",
        lambda asked: (
            None
            if urlsplit(asked.url).netloc == host or asked.url.startswith("data:")
            else found.append(f"{page.url} asks {asked.url}")
        ),
    )

    for path in paths():
        page.goto(live_server.url + path, wait_until="load")
        if "/sections/" in path:
            page.locator("input[type=radio]:not(:checked)").first.check()
            expect(page.locator("#save-status")).not_to_have_text("")

    assert found == []


def test_no_state_has_a_fault_in_a_script_breaks_the_policy_or_asks_another_host(
    page: Page, live_server: LiveServer
):
    """Those that take more than an address. Some are told of on the console: a 422, a lost line."""
    found: list[str] = []
    host = urlsplit(live_server.url).netloc
    page.on("pageerror", lambda error: found.append(f"{error}"))
    page.on("console", lambda said: found.append(said.text) if "Policy" in said.text else None)
    page.on(
        "request",
        lambda asked: None if urlsplit(asked.url).netloc == host else found.append(asked.url),
    )
    told = {}

    for state in states():
        if not state.name.startswith("/"):
            state.reach(page, live_server.url)
            if found:
                told[state.name] = found.copy()
                found.clear()

    assert told == {}


def test_the_content_security_policy_is_in_force(page: Page, live_server: LiveServer):
    """A policy that stops nothing would let the test above pass."""
    said: list[str] = []
    page.on("console", lambda one: said.append(one.text))
    page.goto(live_server.url)

    page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.ran = true";
            document.body.append(script);
            document.body.setAttribute("style", "color: red");
        }"""
    )

    assert page.evaluate("window.ran") is None
    assert len([one for one in said if "Content Security Policy" in one]) >= 2


def test_the_pages_work_in_dark_and_in_print(page: Page, live_server: LiveServer):
    """Text and ground stay apart by at least 7 to 1 in both schemes."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(live_server.url)
        colours = page.evaluate(
            """() => {
                const style = getComputedStyle(document.body);
                return [style.color, style.backgroundColor];
            }"""
        )
        assert contrast(*colours) >= 7, (scheme, colours)
    page.emulate_media(media="print", color_scheme="light")
    expect(page.locator("h1")).to_be_visible()


def contrast(one: str, other: str) -> float:
    """The contrast of two ``rgb(r, g, b)`` colours, as WCAG 2 counts it."""

    def luminance(colour: str) -> float:
        parts = [int(part) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_autosave_breaks_no_policy_on_a_page_with_every_kind_of_field(
    page: Page, live_server: LiveServer
):
    said: list[str] = []
    page.on("console", lambda one: said.append(one.text))
    _assessment, token = begun_assessment()
    page.goto(
        live_server.url + reverse("section", kwargs={"token": token, "slug": "team-and-structure"})
    )
    answer_and_wait(page, "it-members", 5)
    answer_and_wait(page, "teams", "one")

    assert said == []
