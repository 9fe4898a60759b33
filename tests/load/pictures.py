"""``make pictures``: the README's screenshots and sample report, the icon and the link preview.

Starts a production server with a database of its own, walks through it with Chromium, and writes
into ``docs/`` and ``static/img/``.
"""

from __future__ import annotations

import subprocess
import sys

from playwright.sync_api import Browser, sync_playwright

from ..browser.chromium import ARGUMENTS, chromium_path
from ..browser.production import ROOT, Server, production_server
from .drawn import draw_pictures

DOCS = ROOT / "docs"
# of a database that is gone afterwards
ADVISOR, PASSWORD = "ada@example.org", "correct horse battery"
MAKE_PORTFOLIO = f"""
from django.core.management import call_command
from tests.app.factories import user
user("{ADVISOR}", name="Ada", password="{PASSWORD}")
call_command("seed_demo", owner="{ADVISOR}", verbosity=0)
"""


def picture(browser: Browser, url: str, name: str, width: int, height: int, scheme: str) -> None:
    """One screenshot of the first ``height`` pixels."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page = context.new_page()
    page.goto(url)
    page.screenshot(path=DOCS / name)
    context.close()


def main() -> None:
    """Make all pictures and the sample report."""
    DOCS.mkdir(exist_ok=True)
    example = "rubrics/cto-stages/1.0/golden/doubled-after-a-round.yaml"
    for edition, name in (("full", "sample-report.pdf"), ("brief", "sample-report-brief.pdf")):
        assess = [sys.executable, "manage.py", "assess", example, "--pdf", str(DOCS / name)]
        subprocess.run([*assess, "--edition", edition], cwd=ROOT, check=True)
    with production_server() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(playwright), args=ARGUMENTS
        )
        address = server.address
        draw_pictures(browser, address)
        picture(browser, f"{address}/", "start.png", 1280, 800, "light")
        picture(browser, f"{address}/example/", "result.png", 1280, 1100, "light")
        picture(browser, f"{address}/example/", "result-dark-phone.png", 390, 844, "dark")
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.goto(f"{address}/")
        page.fill("#id_company", "Northwind Robotics")
        page.get_by_role("button", name="Begin").click()
        page.get_by_role("link", name="Product and users", exact=True).click()
        page.check("#question-release-status-stable-set")
        page.wait_for_selector("#save-status:has-text('Saved')")
        page.screenshot(path=DOCS / "section.png")
        context.close()
        portfolio(browser, server)
        browser.close()


def portfolio(browser: Browser, server: Server) -> None:
    """The portfolio of invented companies, as its advisor sees it."""
    server.python(MAKE_PORTFOLIO)
    page = browser.new_context(viewport={"width": 1280, "height": 1000}).new_page()
    page.goto(f"{server.address}/account/login/?next=/portfolios/")
    page.fill("#id_login", ADVISOR)
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("link", name="Demo portfolio").first.click()
    page.wait_for_selector("table.overview")
    page.screenshot(path=DOCS / "portfolio.png")


if __name__ == "__main__":
    main()
