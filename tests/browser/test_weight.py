"""A page comes light over the wire: at most 90 kB with its fonts, at most 15 kB the next time."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from .production import Server
from .weight import Weight, weigh, weights

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def found(browser: Browser, running_server: Server) -> list[Weight]:
    return list(weights(browser, running_server))


def test_start_and_every_section_are_light(found: list[Weight]):
    assert [str(one) for one in found if not one.fits] == []
    assert len(found) > 10


def test_the_fonts_are_counted_once_and_then_come_out_of_the_cache(found: list[Weight]):
    """Otherwise the test above would pass without having weighed them."""
    for one in found:
        fonts = [size for path, size in one.first.bytes_of.items() if path.endswith(".woff2")]
        assert len(fonts) >= 3, str(one)
        assert sum(fonts) > 40_000, str(one)
        assert len([path for path, size in one.later.bytes_of.items() if size]) == 1, str(one)


def test_a_page_that_is_too_heavy_is_told_with_what_it_loads(
    browser: Browser, running_server: Server
):
    pdf_free = weigh(browser, "example", f"{running_server.address}/example/")
    heavy = Weight("x", pdf_free.first, pdf_free.first)

    assert not heavy.fits
    assert re.match(r"x: first \d+\.\d kB: .*\.woff2 \d+\.\d", str(heavy))
