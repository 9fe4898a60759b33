"""What makes a render fast changes nothing of what comes out."""

from __future__ import annotations

import gc
import io
from collections import Counter
from dataclasses import replace
from typing import ClassVar
from xml.etree.ElementTree import Element

import pikepdf
import pydyf
import pytest
import tinyhtml5
from weasyprint import CSS, HTML
from weasyprint.document import Document

from assessments.reports import pdf, reading, shortcuts, writing
from assessments.reports.context import ReportContext
from assessments.reports.editions import BRIEF, EDITIONS, FULL

from .test_pdf import ARCHETYPES, VARIED, context_of

EVERY = [*(f"archetypes/{one}" for one in ARCHETYPES), *(f"golden/{one}" for one in VARIED)]
LONG, SHORT = "golden/doubled-after-a-round", "golden/five-facts-known"
NASTY = "<b>&\"'Łódź\u2028 Groß</b> \r\n & Söhne"


def tree(element: Element) -> list[object]:
    """An element and all in it, with their words; white space at the ends of words left aside."""
    found: list[object] = []
    for one in element.iter():
        words = " ".join((one.text or "").split()), " ".join((one.tail or "").split())
        found.append((one.tag, dict(one.attrib), words))
    return found


# --- reading -------------------------------------------------------------------------------------


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("company", EVERY)
def test_a_report_is_well_formed_and_reads_as_a_browser_would(company: str, edition: str):
    html = pdf.render_html(context_of(company), edition)

    read = reading.well_formed(html)

    assert read is not None
    assert tree(read) == tree(tinyhtml5.parse(html, namespace_html_elements=False))


def test_a_name_full_of_markup_reads_as_a_browser_would():
    html = pdf.render_html(replace(context_of(SHORT), company=NASTY))

    read = reading.well_formed(html)

    assert read is not None
    assert tree(read) == tree(tinyhtml5.parse(html, namespace_html_elements=False))


def test_a_name_that_xml_cannot_hold_takes_the_long_way():
    report = replace(context_of(SHORT), company="Bell\x07 Ltd")

    assert reading.well_formed(pdf.render_html(report)) is None
    assert pdf.render_pdf(report, BRIEF).startswith(b"%PDF")


def test_reading_as_xml_changes_no_byte(monkeypatch: pytest.MonkeyPatch):
    report = context_of(SHORT)
    quick = pdf.render_pdf(report)
    monkeypatch.setattr(reading, "well_formed", lambda html: None)

    assert pdf.render_pdf(report) == quick


def test_leaving_out_styles_that_no_report_needs_changes_no_byte(monkeypatch: pytest.MonkeyPatch):
    report = context_of(SHORT)
    fewer = pdf.render_pdf(report)
    all_of_them = reading.HTML._ua_stylesheets
    monkeypatch.setattr(reading.ReportHTML, "_ua_stylesheets", all_of_them)

    assert pdf.render_pdf(report) == fewer


# --- layout --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("company", "edition"), [(LONG, FULL), (SHORT, FULL), (LONG, BRIEF)])
def test_the_shortcuts_change_no_byte(company: str, edition: str):
    report = context_of(company)
    short = pdf.render_pdf(report, edition)
    with shortcuts.left(but_better=True):
        long = pdf.render_pdf(report, edition)

    assert short == long


def test_shortcuts_are_taken_by_whoever_renders():
    pdf.warm_up()

    for owner, name, way in shortcuts._SHORTCUTS:
        assert vars(owner)[name] is way


@pytest.mark.parametrize("library", ["weasyprint", "pydyf"])
def test_no_shortcut_is_taken_in_another_version(library: str, monkeypatch: pytest.MonkeyPatch):
    with shortcuts.left():
        monkeypatch.setattr(getattr(shortcuts, library), "VERSION", "71.0")
        shortcuts.take()

        assert all(vars(owner)[name] is not way for owner, name, way in shortcuts._SHORTCUTS)


def _drawn(html: str, css: str = "") -> bytes:
    return bytes(HTML(string=html).write_pdf(stylesheets=[CSS(string=css)], pdf_identifier=b"x"))


UNUSUAL = {
    "glyphs that no font has": "<p>a \U000f1234 b \uffff c",
    "from right to left": '<p dir="rtl">שלום, Łódź (2) العربية</p>',
    "emoji and marks": "<p>👩‍🚀 e\u0301 Z\u0351\u036b ﷽",
    "lines of their own": "<pre>one\ntwo\u2028three\tfour\x0bfive</pre><p>six\u2029seven",
    "justified, spaced and underlined": (
        '<p style="text-align: justify; word-spacing: 2px; letter-spacing: 1px; width: 160px;'
        ' text-decoration: underline">several words that fill more lines than one</p>'
    ),
    "soft hyphens and long words": (
        '<p style="width: 30px; overflow-wrap: anywhere">Donau\u00addampf\u00adschiff AAAAAAAAAAAA</p>'
        '<p lang="en" style="hyphens: auto; width: 40px">hyphenation everywhere</p>'
    ),
    "cut at the edge": (
        '<p style="width: 40px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap">'
        "longer than that</p>"
    ),
    "raised and small": '<p>x<sup>2</sup> <span style="font-size: 1e-9px">none</span></p>',
    "a first line and letter": "<p class=first>Once upon a time there were many words here.</p>",
    "logical and calculated lengths": (
        '<p style="margin-inline: 3px; padding-block-start: calc(1em + 2px);'
        ' border-inline-end: 2px solid">x</p><p style="all: initial; inset-inline-start: 4px">y</p>'
    ),
    "inherited by hand": (
        '<div style="--wide: 20px; margin: var(--wide); page: wide; color: red">'
        '<p style="margin: inherit; border: 1px solid currentcolor; color: initial">z</p></div>'
    ),
    "backgrounds, corners and shadows": (
        '<p style="background: #eee; border-radius: 4px 50%; box-shadow: 1px 1px">b</p>'
        '<p style="box-shadow: 2px 2px red">s</p><p style="border: 1px solid; border-radius: 9px">r</p>'
        '<p style="visibility: hidden; background: red">h</p>'
    ),
    "floats and positions": (
        '<p><b style="float: left">left</b><i style="position: absolute; right: 0">there</i> words'
        ' round it <span style="position: relative; top: 2px">moved</span></p>'
    ),
    "tables of all kinds": (
        "<table style='border-collapse: collapse'><caption>c</caption><tr><td rowspan=2>1<th>2<tr><td>3"
        "</table><table style='border: 1px solid'><tr><td>4</table>"
    ),
    "page numbers": (
        '<p><a class=to href="#end">end</a> <b class=of></b><p style="break-before: page" id=end>x'
    ),
    "colours in a chart": (
        '<svg width="40" height="40"><rect width="9" height="9" fill="#abc" fill-opacity=".5"/>'
        '<rect width="9" height="9" fill="#abc"/><text x="1" y="20" stroke="red">two words</text></svg>'
    ),
}
STYLE = """
    .to::after { content: target-counter(attr(href), page) } .of::after { content: counter(pages) }
    .first::first-line { color: green } .first::first-letter { font-size: 3em; float: left }
"""


@pytest.mark.parametrize("what", UNUSUAL)
def test_what_no_report_has_comes_out_the_same_too(what: str):
    """Whatever the styles and words: a shortcut that does not lead there is not taken."""
    pdf.warm_up()
    short = _drawn(UNUSUAL[what], STYLE)
    with shortcuts.left(but_better=True):
        long = _drawn(UNUSUAL[what], STYLE)

    assert short == long


def test_the_text_of_a_chart_is_written_as_a_whole():
    """Letter by letter nobody finds a word in it, and letters are not kerned."""
    report = context_of(SHORT)
    with pikepdf.open(io.BytesIO(pdf.render_pdf(report, BRIEF))) as whole:
        pieces = _texts(whole)
    with shortcuts.left(), pikepdf.open(io.BytesIO(pdf.render_pdf(report, BRIEF))) as letters:
        assert _texts(letters) > 2 * pieces


def _texts(document: pikepdf.Pdf) -> int:
    """In how many pieces the text of the first page is drawn, most of which is a chart's."""
    return int(document.pages[0].Contents.read_bytes().count(b"TJ"))


# --- writing -------------------------------------------------------------------------------------


class Counted(pydyf.Stream):
    """Counts how often its bytes are made."""

    made: ClassVar[Counter[int]] = Counter()

    @property
    def data(self) -> bytes:
        self.made[id(self)] += 1
        data: bytes = super().data
        return data


def test_every_object_is_made_into_bytes_at_most_once():
    file = pydyf.PDF()
    stream = Counted([b"0 0 m", "1", 2.5], compress=True)
    file.add_object(stream)

    writing.write_once(file)
    output = io.BytesIO()
    file.write(output, identifier=b"x", compress=True)

    assert stream.made[id(stream)] <= 1
    with pikepdf.open(output) as read:
        (only,) = [one for one in read.objects if isinstance(one, pikepdf.Stream)][:1]
        assert only.read_bytes() == b"0 0 m\n1\n2.5"


def test_what_is_written_once_says_the_same(monkeypatch: pytest.MonkeyPatch):
    report = context_of(SHORT)
    once = pdf.render_pdf(report, BRIEF)
    monkeypatch.setattr(pdf, "write_once", lambda file: None)
    twice = pdf.render_pdf(report, BRIEF)

    with pikepdf.open(io.BytesIO(once)) as one, pikepdf.open(io.BytesIO(twice)) as other:
        assert [page.Contents.read_bytes() for page in one.pages] == [
            page.Contents.read_bytes() for page in other.pages
        ]
        assert len(one.objects) == len(other.objects)
    assert len(once) < 1.05 * len(twice)


# --- garbage -------------------------------------------------------------------------------------


def test_nothing_of_a_render_is_left():
    pdf.render_pdf(context_of(SHORT), BRIEF)

    assert [one for one in gc.get_objects() if type(one) is Document] == []
    assert gc.get_freeze_count() == 0
    assert gc.isenabled()


def test_garbage_is_collected_again_after_a_render_that_went_wrong(
    monkeypatch: pytest.MonkeyPatch,
):
    def fail(context: ReportContext, edition: str) -> None:
        raise RuntimeError(edition)

    monkeypatch.setattr(pdf, "_laid_out", fail)

    with pytest.raises(RuntimeError):
        pdf.render_pdf(context_of(SHORT))

    assert gc.get_freeze_count() == 0
    assert gc.isenabled()


# --- long reports --------------------------------------------------------------------------------


@pytest.mark.parametrize("company", [LONG, "golden/tiny-team-large-base"])
def test_a_report_that_is_taken_for_too_long_is_too_long(company: str):
    html = pdf.render_html(context_of(company))

    assert pdf._is_surely_too_long(html)
    assert len(pdf._lay_out(html).pages) > pdf.MOST_PAGES


@pytest.mark.parametrize("company", [LONG, "golden/tiny-team-large-base"])
def test_a_report_that_is_surely_too_long_is_laid_out_once(
    company: str, monkeypatch: pytest.MonkeyPatch
):
    laid_out: list[str] = []

    def lay_out(html: str) -> Document:
        laid_out.append(html)
        return long_way(html)

    long_way = pdf._lay_out
    monkeypatch.setattr(pdf, "_lay_out", lay_out)
    pdf.render_pdf(context_of(company))

    assert [' class="dense"' in html for html in laid_out] == [True]


def test_a_report_that_only_its_pages_show_to_be_too_long_is_laid_out_again(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(pdf, "LETTERS_THAT_FIT", 1_000_000)
    by_pages = pdf.render_pdf(context_of(LONG))
    monkeypatch.undo()

    assert pdf.render_pdf(context_of(LONG)) == by_pages
