"""The PDF report: complete, readable by machines, reproducible, and closed to the outside."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf
import pytest

from assessments import rubrics
from assessments.domain.answers import AnswerSet
from assessments.domain.assessment_file import read
from assessments.domain.rubric import Rubric
from assessments.domain.scorecard import score
from assessments.reports import drawing, pdf
from assessments.reports.context import ReportContext, build

CASES = Path(__file__).parents[2] / "rubrics" / "cto-stages" / "1.0"
ARCHETYPES = ("mvp", "pmf", "adoption", "scaling", "enterprise")
VARIED = (
    "doubled-after-a-round",
    "tiny-team-large-base",
    "founder-without-cto",
    "part-of-a-group",
    "cut-by-a-third",
    "bank-before-launch",
    "five-facts-known",
)
EVERY = [
    *(f"archetypes/{one}" for one in ARCHETYPES),
    *(f"golden/{one}" for one in VARIED),
    *(
        pytest.param(f"golden/{path.stem}", marks=pytest.mark.load)
        for path in sorted((CASES / "golden").glob("*.yaml"))
        if path.stem not in VARIED
    ),
]
HEAD, END, FOOT = 37, 796, 800  # points from the top; below the foot is the page's number
SMALLEST = 7.99  # points: eight, less what rounding takes
LEAST_FILLED, LEAST_FILLED_LAST = 0.55, 0.3  # of a page's height
FACTS_ONLY = "golden/five-facts-known"
NAMES = ('<b>&"Łódź" Groß</b>', "Ł" + "ß" * 119, "Very " * 23 + "long")


def context_of(name: str) -> ReportContext:
    path = CASES / f"{name}.yaml"
    file = read(path.read_text(encoding="utf-8"), str(path), rubrics.find)
    return build(score(file.rubric, file.answers), company=file.company, date=file.date)


@lru_cache
def report_of(name: str) -> bytes:
    return pdf.render_pdf(context_of(name))


@lru_cache
def text_of(name: str) -> str:
    with pymupdf.open(stream=report_of(name)) as document:
        return " ".join(" ".join(page.get_text() for page in document).split())


def structure(document: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    """Every element of the structure tree, in reading order."""
    waiting = [document.Root.StructTreeRoot.K]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Array):
            waiting.extend(reversed(list(one)))
        elif isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/StructElem":
            yield one
            if "/K" in one:
                waiting.append(one.K)


def opened(name: str) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(report_of(name)))


def elements(document: pikepdf.Pdf, tag: str) -> list[pikepdf.Dictionary]:
    wanted = pikepdf.Name(f"/{tag}")
    return [one for one in structure(document) if wanted == one.S]


def filled(page: pymupdf.Page) -> float:
    """How far down a page goes, as a share of the height that there is for text."""
    ends = [block[3] for block in page.get_text("blocks") if block[3] < FOOT]
    # what goes on at the next page has its edges drawn to the end of this one
    ends += [drawn["rect"].y1 for drawn in page.get_drawings() if drawn["rect"].y1 < END]
    return (max(ends) - HEAD) / (END - HEAD)


def spans(page: pymupdf.Page) -> Iterator[dict[str, Any]]:
    """Every piece of text in one font, with its place."""
    for block in page.get_text("dict")["blocks"]:
        for line in block.get("lines", ()):
            yield from (span for span in line["spans"] if span["text"].strip())


@pytest.mark.parametrize("name", EVERY)
def test_it_has_8_to_12_pages_and_none_is_half_empty(name: str) -> None:
    with pymupdf.open(stream=report_of(name)) as document:
        assert 8 <= len(document) <= 12
        *pages, last = (filled(page) for page in document)
    assert min(pages) > LEAST_FILLED
    assert last > LEAST_FILLED_LAST


@pytest.mark.parametrize("name", EVERY)
def test_no_page_ends_in_a_heading_and_no_text_is_smaller_than_eight_points(name: str) -> None:
    with pymupdf.open(stream=report_of(name)) as document:
        for page in document:
            texts = [span for span in spans(page) if span["bbox"][3] < FOOT]
            last = max(texts, key=lambda span: (span["bbox"][3], span["size"]))
            assert "Serif" not in last["font"], last["text"]
            assert [span["text"] for span in spans(page) if span["size"] < SMALLEST] == []


@pytest.mark.parametrize("name", ["archetypes/adoption", "archetypes/enterprise", FACTS_ONLY])
def test_every_section_is_there_and_has_a_bookmark(name: str) -> None:
    with pymupdf.open(stream=report_of(name)) as document:
        bookmarks = [title for level, title, _page in document.get_toc() if level == 1]
    for number, section in enumerate(pdf.SECTIONS, 1):
        assert f"{number} {section.title}" in text_of(name)
        assert f"{number} {section.title}" in bookmarks


def test_the_contents_name_the_page_on_which_each_section_begins() -> None:
    with pymupdf.open(stream=report_of("archetypes/adoption")) as document:
        pages = {title: page for level, title, page in document.get_toc() if level == 1}
        targets = {link["page"] + 1 for link in document[0].get_links()}
        first = " ".join(document[0].get_text(sort=True).split())
    assert targets == {pages[f"{at} {one.title}"] for at, one in enumerate(pdf.SECTIONS, 1)}
    for number, section in enumerate(pdf.SECTIONS, 1):
        title = f"{number} {section.title}"
        assert f"{title} {pages[title]}" in first


def test_every_page_names_company_and_stage_and_counts_itself() -> None:
    with pymupdf.open(stream=report_of("archetypes/adoption")) as document:
        for number, page in enumerate(document, 1):
            assert f"Page {number} of {len(document)}" in page.get_text()
            if number > 1:
                assert "Stage 3, Adoption" in page.get_text()


@pytest.mark.parametrize("name", ["archetypes/adoption", FACTS_ONLY])
def test_all_fonts_are_embedded_and_are_the_bundled_ones(name: str) -> None:
    with pymupdf.open(stream=report_of(name)) as document:
        fonts = {font[:4] for page in document for font in document.get_page_fonts(page.number)}
        for xref, extension, _kind, font in fonts:
            assert extension != "n/a", f"{font} is not embedded"
            assert document.extract_font(xref)[3]
            assert "Serif" in font or "Atkinson" in font


def test_figures_have_a_text_alternative() -> None:
    document = opened("archetypes/adoption")
    figures = elements(document, "Figure")
    spoken = [str(one.get("/Alt", "")) for one in figures]
    assert all(spoken)
    assert sum(one.startswith("Org chart. Now: the chart of Adoption: ") for one in spoken) == 1
    assert sum(one.startswith("Org chart. Next: the chart of Scaling: ") for one in spoken) == 1
    assert sum("the stage that each dimension has reached" in one for one in spoken) == 1
    assert sum("the plan on a line of 90 days" in one for one in spoken) == 1
    assert sum("where each of 13 answers points" in one for one in spoken) == 1


def test_headings_go_down_one_level_at_a_time() -> None:
    document = opened("archetypes/adoption")
    headings = ("/H1", "/H2", "/H3", "/H4")
    levels = [int(str(one.S)[2]) for one in structure(document) if str(one.S) in headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_table_headers_say_what_they_head_and_links_say_where_they_lead() -> None:
    document = opened("archetypes/adoption")
    scopes = {str(one.A.Scope) for one in elements(document, "TH")}
    assert scopes == {"/Row", "/Column"}
    links = [one for page in document.pages for one in page.get("/Annots", [])]
    assert links
    assert all(one.F == 4 and str(one.Contents)[0].isdigit() for one in links)


def test_the_document_says_what_it_is() -> None:
    document = opened("archetypes/adoption")
    assert str(document.Root.Lang) == "en-gb"
    assert document.Root.MarkInfo.Marked
    assert str(document.docinfo["/Author"]) == "Stagecheck"
    assert "Adoption" in str(document.docinfo["/Title"])
    assert str(document.docinfo["/CreationDate"]).startswith("D:20261122")
    with document.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_the_same_context_gives_the_same_bytes() -> None:
    context = context_of("archetypes/mvp")
    first = pdf.render_pdf(context)
    pdf.render_pdf(context_of(FACTS_ONLY))
    assert pdf.render_pdf(context) == first


def test_a_fresh_process_gives_the_same_bytes() -> None:
    script = (
        "import django, hashlib; django.setup();"
        "from tests.report import test_pdf as t;"
        "print(hashlib.sha256(t.report_of('archetypes/mvp')).hexdigest())"
    )
    printed = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=300
    )
    assert printed.stdout.split()[-1] == sha256(report_of("archetypes/mvp")).hexdigest()


@pytest.mark.parametrize("company", NAMES)
def test_a_company_name_is_text_whatever_it_holds(company: str) -> None:
    context = replace(context_of("archetypes/mvp"), company=company)
    report = pdf.render_pdf(context)
    with pymupdf.open(stream=report) as document:
        shown = "".join(document[0].get_text().split())
        second = "".join(document[1].get_text().split())
        assert document.metadata is not None
        assert document.metadata["title"].startswith(company)
        fonts = {font[3] for page in document for font in document.get_page_fonts(page.number)}
        for page in document:
            for block in page.get_text("blocks"):
                assert block[2] <= page.rect.width - 30
    assert "".join(company.split()) in shown
    assert "".join(company.split()) in second
    assert all("Serif" in name or "Atkinson" in name for name in fonts)
    assert "<b>" not in pdf.render_html(context)


def test_without_a_verdict_there_is_no_report(rubric: Rubric) -> None:
    context = build(score(rubric, AnswerSet({}, {})), company="Nobody", date="2026-11-22")
    with pytest.raises(ValueError, match="no verdict"):
        pdf.render_pdf(context)
    with pytest.raises(ValueError, match="no verdict"):
        pdf.render_html(context)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/image.png",
        "https://example.org/style.css",
        "ftp://example.org/file",
        "file:///etc/passwd",
        (pdf.STATIC / "css" / ".." / ".." / "manage.py").as_uri(),
        f"file://example.org{pdf.TOKENS}",
        "relative.png",
    ],
)
def test_nothing_from_outside_is_fetched(url: str) -> None:
    with pytest.raises(ValueError, match=r"URI|bundled"):
        pdf.BundledOnly().fetch(url)


def test_bundled_files_and_data_are_fetched() -> None:
    assert pdf.BundledOnly().fetch(pdf.TOKENS.as_uri()).read()
    assert pdf.BundledOnly().fetch("data:text/plain,hello").read() == b"hello"


def test_the_report_as_one_file_needs_no_other() -> None:
    html = pdf.standalone_html(context_of("archetypes/adoption"))
    assert html.count("data:font/woff2;base64,") == 6
    assert 'url("../' not in html
    assert "<link" not in html
    assert "<script" not in html
    assert "src=" not in html


def test_charts_and_pages_share_the_colours_of_the_stages() -> None:
    tokens = pdf.TOKENS.read_text(encoding="utf-8")
    for number, colour in enumerate(drawing.RAMP, 1):
        assert f"--stage-{number}: {colour};" in tokens
