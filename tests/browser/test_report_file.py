"""The report as one HTML file, as ``assess --html`` writes it, in a browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from assessments.reports import pdf
from assessments.reports.editions import EDITIONS

from ..report.test_pdf import context_of

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("width", [390, 768, 1440])
@pytest.mark.parametrize("company", ["archetypes/adoption", "golden/doubled-after-a-round"])
def test_it_fits_every_window(page: Page, company: str, width: int, edition: str):
    page.set_viewport_size({"width": width, "height": 900})
    page.set_content(pdf.standalone_html(context_of(company), edition))

    assert page.evaluate("document.documentElement.scrollWidth") == width
