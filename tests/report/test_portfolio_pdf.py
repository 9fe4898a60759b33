"""The PDF of a portfolio: tagged, readable, and without a word of whoever does not share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pymupdf
import pytest

from assessments import rubrics, services
from assessments.models import Portfolio, User
from assessments.rendering import portfolio_files
from assessments.reports import portfolio_pdf
from assessments.services import sharing

from ..app.factories import (
    begun_assessment,
    entry_in,
    golden_values,
    owned_assessment,
    portfolio_of,
    user,
    write_rows,
)
from ..factories import REAL_FOLDER
from .structure import HEADINGS, Tagged, faults

pytestmark = pytest.mark.django_db

GOLDEN = sorted(path.stem for path in (REAL_FOLDER / "golden").glob("*.yaml"))
LANDSCAPE = "All companies"
SMALLEST = 7.8  # points: of the report's eight, less what rounding takes


@pytest.fixture
def founder() -> User:
    return user("founder@example.org")


@pytest.fixture
def portfolio() -> Portfolio:
    return portfolio_of(user("ida@fund.example.org"), name="Łódź <cohort> & “Söhne”")


def golden_in(portfolio: Portfolio, name: str, *, company: str = "", tier: str = "result") -> None:
    assessment, _token = begun_assessment(company=company or name)
    write_rows(assessment, golden_values(name))
    services.submit(assessment)
    entry_in(portfolio, assessment.company, tier=tier)


def pdf_of(portfolio: Portfolio) -> bytes:
    return portfolio_pdf.render(portfolio_files.contents_of(portfolio).report())


def pages_of(content: bytes) -> list[pymupdf.Page]:
    document = pymupdf.open(stream=content)
    return [document[at] for at in range(len(document))]


def text_of(content: bytes) -> str:
    return " ".join(" ".join(page.get_text() for page in pages_of(content)).split())


def test_its_structure_can_be_read_and_has_headings(portfolio: Portfolio, founder: User):
    for tier in ("summary", "result"):
        company = owned_assessment(founder, company=f"Shares {tier}").company
        entry_in(portfolio, company, tier=tier)
    entry_in(portfolio, owned_assessment(founder, company="New", submitted=False).company)

    content = pdf_of(portfolio)

    assert faults(content) == []
    read = Tagged(content)
    headings = [one.text for one in read.tagged(*HEADINGS)]
    assert headings[0] == "Łódź <cohort> & “Söhne”"
    for wanted in ("All companies", "Shared gaps", "Shares result", "Shares summary"):
        assert wanted in headings
    assert any("companies at each stage" in one.alternative for one in read.tagged("Figure"))


def test_no_word_in_it_is_of_a_company_that_has_revoked(portfolio: Portfolio, founder: User):
    kept = entry_in(portfolio, owned_assessment(founder, company="Aquila").company)
    gone = entry_in(portfolio, owned_assessment(founder, company="Ferrovia").company)
    assert "Ferrovia" in text_of(pdf_of(portfolio))

    sharing.revoke(gone.grant, by=founder)

    content = pdf_of(portfolio)
    assert "Ferrovia" not in text_of(content)
    assert kept.company.name in text_of(content)
    assert "1 company shares with this portfolio." in text_of(content)


def test_a_company_that_shares_its_summary_says_no_more(portfolio: Portfolio, founder: User):
    entry_in(portfolio, owned_assessment(founder, company="Aquila").company, tier="summary")

    text = text_of(pdf_of(portfolio))

    assert "This company shares its summary only." in text
    assert "not shared" in text
    for told_by_a_result in ("What to do, in order", "Missing roles", "IT members."):
        assert told_by_a_result not in text.replace("roles and IT members are not shared", "")


def test_the_table_lies_across_and_repeats_its_head_on_every_page(portfolio: Portfolio):
    for at in range(60):
        golden_in(portfolio, GOLDEN[at % 3], company=f"Company {at:02}", tier="summary")

    pages = pages_of(pdf_of(portfolio))

    across = [page for page in pages if page.rect.width > page.rect.height]
    assert len(across) >= 2
    for page in across:
        assert "Certainty" in page.get_text()
        for span in spans(page):
            assert span["size"] >= SMALLEST, span["text"]
            assert span["bbox"][2] <= page.rect.width - 20, span["text"]
    names = " ".join(page.get_text() for page in across)
    assert all(f"Company {at:02}" in names for at in range(60))


def test_every_company_has_one_page_and_nothing_runs_over(portfolio: Portfolio):
    for name in GOLDEN:
        golden_in(portfolio, name)

    pages = [page for page in pages_of(pdf_of(portfolio)) if page.rect.width < page.rect.height]

    headings = [page.get_text().split("\n")[1] for page in pages[2:]]
    assert headings == GOLDEN
    for page in pages:
        for span in spans(page):
            assert span["bbox"][2] <= page.rect.width - 30, span["text"]


def test_an_empty_portfolio_has_a_report_that_says_so(portfolio: Portfolio):
    text = text_of(pdf_of(portfolio))

    assert "0 companies share with this portfolio." in text
    assert "No company shares anything with this portfolio now." in text


def test_the_same_contents_make_the_same_bytes(portfolio: Portfolio, founder: User):
    entry_in(portfolio, owned_assessment(founder).company)
    report = portfolio_files.contents_of(portfolio, date(2026, 11, 25)).report()

    assert portfolio_pdf.render(report) == portfolio_pdf.render(report)


def test_it_tells_of_every_page_that_it_lays_out(portfolio: Portfolio, founder: User):
    entry_in(portfolio, owned_assessment(founder).company)
    told: list[float] = []

    portfolio_pdf.render(portfolio_files.contents_of(portfolio).report(), told.append)

    assert len(told) >= 4
    assert all(0.1 < share <= 0.6 for share in told)


def spans(page: pymupdf.Page) -> Iterator[dict[str, Any]]:
    """Every piece of text in one font, with its place."""
    for block in page.get_text("dict")["blocks"]:
        for line in block.get("lines", ()):
            yield from (span for span in line["spans"] if span["text"].strip())


def test_stages_have_the_number_and_name_of_the_rubric(portfolio: Portfolio, founder: User):
    entry_in(portfolio, owned_assessment(founder).company)

    text = text_of(pdf_of(portfolio))

    for number, stage in enumerate(rubrics.find().stages, start=1):
        assert f"{number} {stage.name}" in text
