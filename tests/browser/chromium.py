"""Which Chromium is used, and how it has to be started here."""

from __future__ import annotations

import shutil

from playwright.sync_api import Playwright

ARGUMENTS = ["--no-sandbox"]  # in a container there is none to be had


def installed_chromium() -> str | None:
    """The path of the system's Chromium, if there is one."""
    return shutil.which("chromium") or shutil.which("google-chrome")


def chromium_path(playwright: Playwright) -> str:
    """The path of the system's Chromium, else of the one that Playwright has installed."""
    return installed_chromium() or playwright.chromium.executable_path
