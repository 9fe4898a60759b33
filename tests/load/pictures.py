"""``make pictures``: the README's screenshots and sample report, made anew from the example company.

Starts the server on a free port with a database of its own, walks through it with Chromium, and
writes into ``docs/``.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"


@contextlib.contextmanager
def server() -> Iterator[str]:
    """A running server; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as state:
        env = {**os.environ, "STAGECHECK_STATE_DIR": state, "DEBUG": "true"}
        manage = [sys.executable, str(ROOT / "manage.py")]
        subprocess.run([*manage, "migrate", "-v0"], env=env, check=True)
        serve = [*manage, "runserver", "--noreload", f"127.0.0.1:{port}"]
        process = subprocess.Popen(
            serve, env=env, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        try:
            for _ in range(100):
                with contextlib.suppress(OSError):
                    urllib.request.urlopen(f"{address}/health/", timeout=1)  # noqa: S310
                    break
                time.sleep(0.1)
            yield address
        finally:
            process.terminate()
            process.wait()


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
    report = str(DOCS / "sample-report.pdf")
    assess = [sys.executable, "manage.py", "assess", example, "--pdf", report]
    subprocess.run(assess, cwd=ROOT, check=True)
    with server() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium" if Path("/usr/bin/chromium").exists() else None,
            args=["--no-sandbox", "--disable-gpu"],
        )
        picture(browser, f"{address}/", "start.png", 1280, 800, "light")
        picture(browser, f"{address}/example/", "result.png", 1280, 1100, "light")
        picture(browser, f"{address}/example/", "result-dark-phone.png", 390, 844, "dark")
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.goto(f"{address}/")
        page.fill("#id_company", "Northwind Robotics")
        page.get_by_role("button", name="Begin").click()
        page.get_by_role("link", name="Product and users").click()
        page.check("#question-release-status-stable-set")
        page.wait_for_selector("#save-status:has-text('Saved')")
        page.screenshot(path=DOCS / "section.png")
        browser.close()


if __name__ == "__main__":
    main()
