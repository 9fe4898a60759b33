"""What a report may not do: fetch anything, take what people typed for markup, grow without bound."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import suppress
from html import escape
from pathlib import Path
from urllib.request import OpenerDirector, Request

import pymupdf
import pytest
from weasyprint.urls import FatalURLFetchingError

from assessments.domain.answers import REASON_LIMIT, AnswerSet, NotApplicable
from assessments.domain.assessment_file import COMPANY_LIMIT
from assessments.domain.notes import LINK_LIMIT, NOTE_LIMIT, ROLE_PREFIX, Note
from assessments.domain.scorecard import score
from assessments.reports import pdf
from assessments.reports.context import ReportContext, build
from assessments.reports.editions import EDITIONS, FULL
from assessments.reports.extraction import LARGEST_PDF

from .structure import faults
from .test_pdf import context_of

COMPANY = "archetypes/adoption"
MOST_PAGES = 90
MOST_SECONDS = 120  # on a busy machine; alone it takes a tenth of that


def text_of(content: bytes) -> str:
    """All letters of a report, without the spaces, which stand where lines break."""
    with pymupdf.open(stream=content) as document:
        return "".join("".join(page.get_text() for page in document).split())


# --- nothing is fetched --------------------------------------------------------------------------

OUTSIDE = (
    "http://127.0.0.1:9/picture.png",
    "https://example.org/picture.png",
    "//example.org/picture.png",
    "ftp://example.org/picture.png",
    "file:///etc/passwd",
    "file://example.org/etc/passwd",
    "../../manage.py",
    "../fonts/../../manage.py",
    "../fonts/%2e%2e/%2e%2e/manage.py",
    "/etc/passwd",
)
PLACES = (
    '<img alt="x" src="{}">',
    '<link rel="stylesheet" href="{}">',
    '<link rel="attachment" href="{}">',
    '<style>@import url("{}");</style>',
    '<style>body {{ background: url("{}") }}</style>',
    '<style>@font-face {{ font-family: x; src: url("{}") }} body {{ font-family: x }}</style>',
    '<p style="list-style-image: url({})">x</p>',
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{}"/></svg>',
    '<object data="{}">x</object>',
    '<embed src="{}">',
)


@pytest.fixture
def opened(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> Iterator[list[str]]:
    """Addresses that got past our rules and were about to be opened."""
    found: list[str] = []

    def open_it(_opener: OpenerDirector, request: Request | str, **_rest: object) -> None:
        found.append(request if isinstance(request, str) else request.full_url)
        raise OSError("nothing is opened in this test")

    pdf._styles()
    monkeypatch.setattr(OpenerDirector, "open", open_it)
    yield found
    caplog.clear()  # WeasyPrint tells of each address that was refused


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("url", OUTSIDE)
def test_nothing_from_outside_is_loaded_wherever_it_stands(opened: list[str], place: str, url: str):
    with suppress(FatalURLFetchingError):  # refused, and no report at all; or not even asked for
        pdf._lay_out(f'<html lang="en"><title>x</title>{place.format(escape(url))}x').write_pdf()

    assert opened == []


def test_bundled_files_would_get_past_the_rules(opened: list[str]):
    """The proof that the test before this one would notice."""
    url = next((pdf.STATIC / "fonts").glob("*.woff2")).as_uri()

    with pytest.raises(FatalURLFetchingError):
        pdf._lay_out(f'<html lang="en"><title>x</title><img alt="x" src="{url}">')

    assert opened == [url]


def test_a_link_in_the_fonts_folder_leads_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    secret = tmp_path / "secret"
    secret.write_text("secret")
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    (fonts / "font.woff2").symlink_to(secret)
    monkeypatch.setattr(pdf, "BUNDLED", (fonts,))

    with pytest.raises(ValueError, match="Only bundled"):
        pdf.BundledOnly().fetch((fonts / "font.woff2").as_uri())


def test_a_warning_while_rendering_would_be_noticed(caplog: pytest.LogCaptureFixture):
    pdf._lay_out('<html lang="en"><title>x</title><style>p { colour: red }</style>')

    assert [one.levelno for one in caplog.records] == [logging.WARNING]
    caplog.clear()


# --- what people typed ---------------------------------------------------------------------------

NASTY = {
    "markup": '</p><script>alert(1)</script><b style="color:red">&lt;bold&gt;</b><!-- x',
    "style": "</style><style>body{display:none}</style> @page { size: A1 }",
    "addresses": "url(http://127.0.0.1:9/x) url('file:///etc/passwd') ../../manage.py",
    "template": "{{ report.rubric }} {% include 'base.html' %} {# x #} %(name)s {0} \\0",
    "our own mark": "<!--terms-->",
    "quotes": "\"'`´’“”«»\\",
    "right to left": "שלום עולם مرحبا بالعالم ‮override‬ ‏x",
    "pictures": "👩‍👩‍👧 🚀 🏳️‍🌈 ✓ ☂",
    "east": "株式会社 한국 ไทย हिन्दी",
    "accents": "Z̸̢̛̗a̴͓͝l̶͉̈́g̷̱̈ó Łódź ẞ ﬁ",
    "one long word": "W" * COMPANY_LIMIT,
    "invisible": "a\u00adb\u200bc\u200dd\ufeffe\u2060f\u2028g\u2029h",
    "controls": "a\x00b\x07c\x1bd\x7fe\x85f\r\ng\th",
}


def told_by(*words: str, company: str = "Example") -> ReportContext:
    """A report into which a person has typed each of ``words``, as a reason and in a note."""
    card = context_of(COMPANY).card
    practices = [one.id for one in card.rubric.practices]
    reasons = {
        one: NotApplicable(said[:REASON_LIMIT]) for one, said in zip(practices, words, strict=False)
    }
    subjects = (f"{ROLE_PREFIX}product-manager", "it-members", *reversed(practices))
    link = "https://example.org/a?b=1&c=2#%22"
    notes = {one: Note(said, link) for one, said in zip(subjects, words, strict=False)}
    answers = AnswerSet({**card.answers.answers, **reasons}, card.answers.roles, notes)
    return build(score(card.rubric, answers), company=company[:COMPANY_LIMIT], date="2026-11-22")


def is_laid_out_well(content: bytes) -> bool:
    """Whether pages are of paper's size, hold their text, and are tagged."""
    with pymupdf.open(stream=content) as document:
        for page in document:
            assert page.rect.width == pytest.approx(595, abs=1)
            assert all(block[2] <= page.rect.width - 20 for block in page.get_text("blocks"))
    return [one for one in faults(content) if "signs that stand for no letter" not in one] == []


def test_what_people_typed_stays_text():
    report = told_by(*NASTY.values())
    content, html = pdf.render_pdf(report), pdf.render_html(report)
    printed = text_of(content)

    assert is_laid_out_well(content)
    for name in ("markup", "style", "addresses", "template", "our own mark", "one long word"):
        assert "".join(NASTY[name].split()) in printed, name
    assert not any(NASTY[name] in html for name in ("markup", "style", "our own mark"))
    assert "<script" not in html


@pytest.mark.parametrize("name", NASTY)
def test_a_company_may_be_called_anything(name: str):
    report = told_by(company=NASTY[name])

    assert is_laid_out_well(pdf.render_pdf(report, "brief"))


# --- the largest there can be ----------------------------------------------------------------------


def largest() -> ReportContext:
    """Every question answered or given a reason, every note and link as long as it may be."""
    card = context_of(COMPANY).card
    rubric = card.rubric
    practices = [one.id for one in rubric.practices]
    word = "Donaudampfschifffahrtsgesellschaft "
    reason = NotApplicable((word * 20)[:REASON_LIMIT])
    answers = {**card.answers.answers, **dict.fromkeys(practices[::2], reason)}
    questions = [*rubric.fact_by_id, *rubric.circumstance_by_id, *practices]
    subjects = [*questions, *(f"{ROLE_PREFIX}{one}" for one in rubric.role_by_id)]
    link = ("https://example.org/" + "x" * LINK_LIMIT)[:LINK_LIMIT]
    notes = dict.fromkeys(subjects, Note((word * 80)[:NOTE_LIMIT], link))
    scored = score(rubric, AnswerSet(answers, card.answers.roles, notes))
    return build(scored, company="W" * COMPANY_LIMIT, date="2026-11-22")


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_largest_assessment_is_rendered_in_bounds(edition: str):
    report = largest()
    began = time.monotonic()
    content = pdf.render_pdf(report, edition)

    assert time.monotonic() - began < MOST_SECONDS
    assert len(content) < LARGEST_PDF / 4
    with pymupdf.open(stream=content) as document:
        assert len(document) <= (MOST_PAGES if edition == FULL else 2)
