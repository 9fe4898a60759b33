"""``PortfolioReport`` -> HTML -> PDF, tagged like a company's report.

Imports WeasyPrint by ``pdf``: import it where you render.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.template.loader import render_to_string

from . import pdf
from .editions import PORTFOLIO
from .metadata import Particulars
from .portfolio_part import PortfolioReport

STYLES = "portfolio-report.css"
PROGRESS = logging.getLogger("weasyprint.progress")  # tells of each page that it lays out
LAYING_OUT = "Step 5 - Creating layout - Page %d"
BEFORE, AFTER = (
    0.1,
    0.6,
)  # how much is done when the layout begins, and when it ends; then it is drawn
ROWS_ON_A_PAGE = 22

Told = Callable[[float], object]  # is told how much is done, 0 to 1


def render_html(report: PortfolioReport) -> str:
    """The report of a portfolio as an HTML document without styles."""
    html: str = render_to_string("report/portfolio.html", {"report": report, "ink": pdf.INK})
    return html.replace("\u202f", "\u00a0")  # the fonts have no narrow no-break space


def render(report: PortfolioReport, told: Told = lambda share: None) -> bytes:
    """The report of a portfolio as a tagged PDF (PDF/UA-1)."""
    rubric = report.rubric
    said = {
        "Portfolio": report.name,
        "Date": report.made_on,
        "Edition": PORTFOLIO,
        "Rubric": f"{rubric.id} {rubric.version}",
        "RubricHash": rubric.hash,
        "Engine": report.engine_version,
    }
    pages = 4 + len(report.rows) // ROWS_ON_A_PAGE + len(report.pages)
    with _telling_pages(lambda page: told(_share(page, pages))):
        return pdf.write_document(
            render_html(report), Particulars(said, report.made_on, b""), STYLES
        )


def _share(page: int, pages: int) -> float:
    return BEFORE + (AFTER - BEFORE) * min(page / pages, 1)


class _Pages(logging.Handler):
    """Hears of each page."""

    def __init__(self, told: Callable[[int], object]) -> None:
        super().__init__()
        self.told = told

    def emit(self, record: logging.LogRecord) -> None:
        if record.msg == LAYING_OUT and isinstance(record.args, tuple):
            (page,) = record.args
            if isinstance(page, int):
                self.told(page)


@contextmanager
def _telling_pages(told: Callable[[int], object]) -> Iterator[None]:
    """Meanwhile tell of each page that is laid out, and of nothing in any log."""
    handler, level, passes = _Pages(told), PROGRESS.level, PROGRESS.propagate
    PROGRESS.addHandler(handler)
    PROGRESS.setLevel(logging.INFO)
    PROGRESS.propagate = False
    try:
        yield
    finally:
        PROGRESS.removeHandler(handler)
        PROGRESS.setLevel(level)
        PROGRESS.propagate = passes
