"""What a render takes, as ratios of two ways to make the same report.

Part of ``make bench``. Each way has a warm process of its own; they render in turns.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from assessments.reports import pdf

from ..browser.chromium import ARGUMENTS, chromium_path
from ..browser.production import ROOT
from .ratio import Ratio, alternate, share
from .sides import WAYS, context

SIDES = "tests.load.sides"  # a program
ROUNDS = 11


def ratios() -> Iterator[Ratio]:
    """Every ratio of renders. Takes about four minutes."""
    with ExitStack() as opened:
        sides = {way: opened.enter_context(_warm(way)) for way in WAYS}
        sides["chromium"] = opened.enter_context(_cold_chromium())
        taken = alternate(sides, ROUNDS)
    ours = taken["ours"]
    render = "a warm render of the full edition, tagged / "
    yield Ratio(f"{render}cold Chromium, the same HTML", share(ours, taken["chromium"]), "<= 0.80")
    yield Ratio(f"{render}naive WeasyPrint", share(ours, taken["naive"]), "<= 0.58")
    yield Ratio(f"{render}its words as bare paragraphs", share(ours, taken["words"]), "<= 2.1")
    yield Ratio(f"{render}untagged", share(ours, taken["untagged"]), "<= 1.07")


@contextmanager
def _warm(way: str) -> Iterator[Callable[[], float]]:
    """Renders once in a process of ``sides``, and says how many seconds that took."""
    process = subprocess.Popen(
        [sys.executable, "-m", SIDES, way],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "stagecheck.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    tell, hear = process.stdin, process.stdout
    assert tell
    assert hear
    hear.readline()

    def render() -> float:
        tell.write("\n")
        tell.flush()
        return float(hear.readline())

    with process:  # its input is closed, which ends it
        yield render


@contextmanager
def _cold_chromium() -> Iterator[Callable[[], float]]:
    """Has the command-line Chromium print the same HTML, in a process and a profile of its own."""
    with sync_playwright() as playwright:
        program = chromium_path(playwright)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        page.write_text(pdf.standalone_html(context()), encoding="utf-8")

        def render() -> float:
            with tempfile.TemporaryDirectory() as profile:
                printed = Path(profile) / "report.pdf"
                command = [program, "--headless", "--disable-gpu", *ARGUMENTS]
                command += [f"--user-data-dir={profile}", "--no-pdf-header-footer"]
                began = time.perf_counter()
                subprocess.run(
                    [*command, f"--print-to-pdf={printed}", page.as_uri()],
                    check=True,
                    capture_output=True,
                )
                taken = time.perf_counter() - began
                assert printed.stat().st_size
                return taken

        yield render
