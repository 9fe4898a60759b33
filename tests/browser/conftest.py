"""A real browser before a real server; what both kinds of visitor, with and without scripts, share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from ..app.factories import begun_assessment
from .chromium import ARGUMENTS, installed_chromium
from .production import Server, production_server
from .visitor import Visitor

PATIENCE = 5_000  # milliseconds


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium if there is one, else the one that Playwright has installed."""
    installed = installed_chromium()
    where = {"executable_path": installed} if installed else {}
    return {**browser_type_launch_args, **where, "args": ARGUMENTS}


@pytest.fixture(scope="session", autouse=True)
def playwright_and_django_in_one_thread() -> Iterator[None]:
    """Playwright keeps an event loop in the tests' thread; Django would refuse to ask its database
    there."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    expect.set_options(timeout=PATIENCE)
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def visitor(page: Page, live_server: LiveServer) -> Visitor:
    """Somebody with a browser and the link of a fresh assessment."""
    page.set_default_timeout(PATIENCE)
    return Visitor(page, live_server.url, *begun_assessment())


@pytest.fixture
def plain_page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A page of a browser that runs no scripts."""
    context: BrowserContext = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()


@pytest.fixture(scope="session")
def running_server() -> Iterator[Server]:
    """A production server for tests that only read from it."""
    with production_server() as server:
        yield server


@pytest.fixture
def server() -> Iterator[Server]:
    """A production server of the test's own, to be killed and started again."""
    with production_server() as server:
        yield server
