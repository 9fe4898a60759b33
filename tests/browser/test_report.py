"""From submitting to the PDF on disk, before the server as ``make run`` starts it."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Browser, Download, Page, expect

from .production import Server, production_server
from .visitor import eventually

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path("/proc/self").exists(), reason="finds processes as Linux has them"),
]

# The size on the screen of the smallest text of each drawing that is shown.
SMALLEST_TEXTS = """() => [...document.querySelectorAll("figure svg")].filter(svg => svg.checkVisibility()).map(svg => {
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    return Math.min(...[...svg.querySelectorAll("text")].map(text => text.getAttribute("font-size") * scale));
})"""

PATIENCE = 90  # seconds: a render takes two, the worker is niced, the tests take all there is
FULLY_ANSWERED = """
from tests.app.factories import answered, begun_assessment
assessment, token = begun_assessment(company="{company}")
answered(assessment, "adoption")
print(token)
"""


@pytest.fixture(scope="module")
def site() -> Iterator[Server]:
    """A production server for all that leave it running."""
    with production_server() as server:
        yield server


def submit(page: Page, server: Server, company: str) -> str:
    """From the check page to the result; the token of the assessment."""
    page.set_default_timeout(PATIENCE * 1000)
    token = server.python(FULLY_ANSWERED.format(company=company))
    page.goto(f"{server.address}/a/{token}/check/")
    page.get_by_role("button", name="Submit and see the result").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Adoption")
    return token


def ask_for_the_report(page: Page) -> None:
    page.get_by_role("link", name="Download the report (PDF)").click()


def assert_is_the_report(download: Download, name: str) -> None:
    assert download.suggested_filename == name
    content = download.path().read_bytes()
    assert content.startswith(b"%PDF-1.7")
    assert content.rstrip().endswith(b"%%EOF")


def heading(page: Page):
    return page.get_by_role("heading", level=1)


def attempts(server: Server, *, while_made: bool) -> list[tuple[int]]:
    """How often each full report was begun, of those that are being made or of all."""
    connection = sqlite3.connect(server.database, timeout=20)
    try:
        also = "and claimed_at is not null" if while_made else ""
        statement = f"select attempts from assessments_rendering where edition = 'full' {also}"  # noqa: S608
        return connection.execute(statement).fetchall()
    finally:
        connection.close()


def wait_until(holds: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.02)


def test_submit_click_progress_download(page: Page, site: Server):
    submit(page, site, "Ferrovia")

    with page.expect_download() as started:
        ask_for_the_report(page)
        expect(heading(page)).to_have_text("The report is being made")
        expect(page.get_by_role("status")).not_to_be_empty()

    assert_is_the_report(started.value, "stagecheck-ferrovia.pdf")
    expect(heading(page)).to_have_text("The report is ready")
    page.get_by_role("link", name="Back to the result").click()
    with page.expect_download() as again:
        ask_for_the_report(page)
    assert again.value.path().read_bytes() == started.value.path().read_bytes()
    expect(heading(page)).to_have_text("Adoption")


def test_the_brief_is_offered_beside_the_report_and_both_come_when_clicked(
    page: Page, site: Server
):
    submit(page, site, "Zwei Fassungen")
    name = "stagecheck-zwei-fassungen"

    with page.expect_download() as brief:
        page.get_by_role("link", name="Brief for the board (PDF)").click()
    expect(heading(page)).to_have_text("The report is ready")
    page.get_by_role("link", name="Back to the result").click()
    with page.expect_download() as full:
        ask_for_the_report(page)

    assert_is_the_report(brief.value, f"{name}-brief.pdf")
    assert_is_the_report(full.value, f"{name}.pdf")
    pages = [len(pikepdf.open(one.value.path()).pages) for one in (brief, full)]
    assert pages[0] == 2
    assert 8 <= pages[1] <= 12


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_the_drawings_are_legible_and_nothing_scrolls_sideways(
    browser: Browser, site: Server, width: int
):
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(f"{site.address}/example/")

    sizes = page.evaluate(SMALLEST_TEXTS)
    assert len(sizes) == 5  # readiness, plan, the chart now, its key, the chart next
    assert min(sizes) >= 10.5
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    now, following = page.locator(".organisation figure").all()
    one, other = now.bounding_box(), following.bounding_box()
    assert one is not None
    assert other is not None
    if width < 500:
        assert other["y"] > one["y"] + one["height"]
        assert other["x"] == one["x"]
    else:
        assert other["y"] == one["y"]
        assert other["x"] > one["x"] + one["width"]
    context.close()


def test_without_scripts_the_page_looks_by_itself_too(browser: Browser, site: Server):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    submit(page, site, "Ohne Skripte")

    with page.expect_download(timeout=PATIENCE * 1000) as started:
        ask_for_the_report(page)
        expect(heading(page)).to_have_text("The report is being made")

    assert_is_the_report(started.value, "stagecheck-ohne-skripte.pdf")
    expect(heading(page)).to_have_text("The report is ready")
    context.close()


def test_a_worker_that_is_killed_is_replaced_and_its_report_made_all_the_same(
    page: Page, site: Server
):
    submit(page, site, "Killed")
    wait_until(lambda: attempts(site, while_made=True) == [(1,)])
    killed = site.render_worker
    assert killed

    with page.expect_download(timeout=PATIENCE * 1000) as started:
        ask_for_the_report(page)
        os.kill(killed, signal.SIGKILL)
        expect(heading(page)).to_have_text("The report is being made")

    assert_is_the_report(started.value, "stagecheck-killed.pdf")
    assert site.render_worker not in (None, killed)
    assert "its worker ended over it" in site.log.read_text()


def test_the_worker_ends_with_the_server_however_that_ends_and_the_report_is_made_by_the_next(
    page: Page, server: Server
):
    wait_until(lambda: server.render_worker)
    token = submit(page, server, "Restarted")

    server.kill_master_alone()

    wait_until(lambda: server.render_workers() == [])
    server.kill()  # the web worker, should it still be there
    server.start()
    with page.expect_download(timeout=PATIENCE * 1000) as started:
        page.goto(f"{server.address}/a/{token}/result/")
        ask_for_the_report(page)
    assert_is_the_report(started.value, "stagecheck-restarted.pdf")
    worker = server.render_worker
    server.stop()
    eventually(False, lambda: Path(f"/proc/{worker}").exists())
