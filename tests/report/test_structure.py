"""The PDF for people who listen to it: its structure tree, read back and held to PDF/UA-1."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import pikepdf
import pytest
from weasyprint import HTML

from assessments.reports import pdf
from assessments.reports.editions import EDITIONS, FULL
from assessments.reports.tagging import mend_tags

from .structure import HEADINGS, Tagged, faults
from .test_pdf import FACTS_ONLY, context_of

COMPANIES = ("archetypes/adoption", "archetypes/enterprise", FACTS_ONLY)
BOTH = [(name, edition) for name in COMPANIES for edition in EDITIONS]


@lru_cache
def report(name: str, edition: str) -> bytes:
    return pdf.render_pdf(context_of(name), edition)


@lru_cache
def read(name: str, edition: str) -> Tagged:
    return Tagged(report(name, edition))


@lru_cache
def page_of(name: str, edition: str) -> Any:
    return HTML(string=pdf.render_html(context_of(name), edition)).etree_element


def small(body: str) -> bytes:
    """A page of its own, tagged like a report."""
    written: bytes = HTML(
        string=f'<html lang="en"><title>Small</title><h1>Small</h1>{body}'
    ).write_pdf(finisher=mend_tags, pdf_variant="pdf/ua-1")
    return written


SMALL = small(
    '<ol><li>one</li><li>two</li></ol><ul><li>three</li></ul><ul style="list-style: none">'
    '<li style="display: inline-block">four</li> <li style="display: inline-block">five</li></ul>'
    '<p style="width: 5em"><a href="https://example.org/">a <b>long</b> way home</a></p>'
)


@pytest.mark.parametrize(("name", "edition"), BOTH)
def test_the_file_is_sound_and_no_element_is_written_for_nothing(name: str, edition: str):
    """What is left of a file without the elements that held nothing but a text reads without a fault."""
    with pikepdf.open(io.BytesIO(report(name, edition))) as document:
        assert document.check_pdf_syntax() == []
        elements = [
            one
            for one in document.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/StructElem"
        ]
        reached = list(read(name, edition).elements)

    assert len(elements) == len(reached)


def words(text: str) -> str:
    return " ".join(text.split())


def letters(text: str) -> str:
    """Without the spaces, which stand where lines and boxes break."""
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize(("name", "edition"), BOTH)
def test_nothing_stands_in_the_way_of_pdf_ua(name: str, edition: str) -> None:
    assert faults(report(name, edition)) == []


@pytest.mark.parametrize("name", COMPANIES)
def test_every_figure_of_the_report_has_its_text_alternative(name: str) -> None:
    drawn = [one.alternative for one in read(name, FULL).tagged("Figure")]
    svg = "{http://www.w3.org/2000/svg}"
    told = [words(one.find(f"{svg}title").text) for one in page_of(name, FULL).iter(f"{svg}svg")]

    assert told
    assert [words(one) for one in drawn] == told


@pytest.mark.parametrize("name", COMPANIES)
def test_figures_of_the_brief_have_their_text_alternative(name: str) -> None:
    figures = read(name, "brief").tagged("Figure")

    assert figures
    assert all(len(one.alternative) > 5 for one in figures)


@pytest.mark.parametrize("name", COMPANIES)
def test_every_heading_of_the_report_is_a_heading_of_its_level(name: str) -> None:
    tagged = [(one.tag, letters(one.text)) for one in read(name, FULL).tagged(*HEADINGS)]
    written = [one for one in page_of(name, FULL).iter() if str(one.tag).upper() in HEADINGS]

    assert tagged == [(one.tag.upper(), letters("".join(one.itertext()))) for one in written]


@pytest.mark.parametrize("name", COMPANIES)
def test_every_bookmark_is_a_heading(name: str) -> None:
    tagged = read(name, FULL)
    headings = {letters(one.text) for one in tagged.tagged("H1", "H2", "H3")}

    assert len(tagged.bookmarks) > 20
    assert {letters(title) for _level, title in tagged.bookmarks} <= headings


def test_header_cells_say_what_they_head() -> None:
    scopes = [one.attribute("/Scope") for one in read(COMPANIES[0], FULL).tagged("TH")]

    assert scopes.count("/Row") > 20
    assert scopes.count("/Column") > 20
    assert len(scopes) == scopes.count("/Row") + scopes.count("/Column")


def test_the_foot_of_a_page_is_not_read_out() -> None:
    tagged = read(COMPANIES[0], FULL)
    text = tagged.tops[0].text

    assert "Page 3 of" not in text
    for number, page in enumerate(tagged.pages, 1):
        assert f"Page {number} of {len(tagged.pages)}" in "".join(page.artifacts)


def outside_drawings(element: Any) -> Iterator[str]:
    """The texts in an element but for those of drawings, which have an alternative."""
    yield element.text or ""
    for child in element:
        if not str(child.tag).endswith("}svg"):
            yield from outside_drawings(child)
        yield child.tail or ""


def test_everything_else_on_the_pages_is_read_out() -> None:
    tagged = read(COMPANIES[0], FULL)
    text = letters(tagged.tops[0].text)

    said = [
        letters(part)
        for one in page_of(COMPANIES[0], FULL).find("body").iter()
        if one.tag in ("p", "td", "th", "li", "h2", "h3") and one.get("class") != "running"
        for part in outside_drawings(one)
    ]
    assert len(said) > 500
    assert [one for one in said if one not in text] == []


def test_a_list_says_how_it_is_numbered() -> None:
    tagged = Tagged(SMALL)

    assert faults(SMALL) == []
    assert [one.attribute("/ListNumbering") for one in tagged.tagged("L")] == [
        "/Decimal",
        "/Disc",
        "/None",
    ]
    assert [one.text for one in tagged.tagged("Lbl")] == ["1.", "2.", "•"]


def test_a_link_is_one_with_its_parts_on_every_line() -> None:
    links = Tagged(SMALL).tagged("Link")

    assert " ".join(one.text for one in links) == "a long way home"
    assert all(one.links for one in links)
    assert sum(len(one.links) for one in links) > len(links)


def test_the_contents_are_links_with_number_title_and_page() -> None:
    links = read(COMPANIES[0], FULL).tagged("Link")
    contents = [letters(one.text) for one in links[: len(pdf.SECTIONS)]]

    for number, (section, link) in enumerate(zip(pdf.SECTIONS, contents, strict=True), 1):
        assert re.fullmatch(rf"{number}{re.escape(letters(str(section.title)))}\d+", link)


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_file_says_what_it_is_about(edition: str) -> None:
    context = context_of(COMPANIES[0])
    document = read(COMPANIES[0], edition).pdf
    rubric = context.rubric

    assert str(document.docinfo["/Company"]) == context.company
    assert str(document.docinfo["/CreationDate"]) == "D:20261122"
    with document.open_metadata() as metadata:
        said = {
            name: metadata[f"{{urn:stagecheck:report}}{name}"]
            for name in ("Company", "Date", "Stage", "Edition", "Rubric", "RubricHash")
        }
        assert metadata["xmp:CreateDate"] == "2026-11-22"
    assert said == {
        "Company": "Cobblestead",
        "Date": "2026-11-22",
        "Stage": "3 Adoption",
        "Edition": edition,
        "Rubric": f"{rubric.id} {rubric.version}",
        "RubricHash": rubric.hash,
    }


# --- the checker can fail ------------------------------------------------------------------------


def doctored(change: Callable[[pikepdf.Pdf], None], content: bytes = b"") -> list[str]:
    """What is wrong with a report after ``change``."""
    content = content or report("archetypes/mvp", FULL)
    with pikepdf.open(io.BytesIO(content)) as document:
        change(document)
        out = io.BytesIO()
        document.save(out)
    return faults(out.getvalue())


def first(document: pikepdf.Pdf, tag: str) -> Any:
    return next(one for one in document.objects if _is(one, tag))


def _is(one: Any, tag: str) -> bool:
    return isinstance(one, pikepdf.Dictionary) and one.get("/S") == f"/{tag}"


def forget(tag: str, key: str) -> Callable[[pikepdf.Pdf], None]:
    def change(document: pikepdf.Pdf) -> None:
        del first(document, tag)[key]

    return change


def rename(tag: str, other: str) -> Callable[[pikepdf.Pdf], None]:
    def change(document: pikepdf.Pdf) -> None:
        first(document, tag).S = pikepdf.Name(f"/{other}")

    return change


def redraw(written: bytes, instead: bytes) -> Callable[[pikepdf.Pdf], None]:
    def change(document: pikepdf.Pdf) -> None:
        page = document.pages[0]
        page.contents_coalesce()
        drawn = page.Contents.read_bytes()
        assert written in drawn
        page.Contents.write(drawn.replace(written, instead, 1))

    return change


def _without_title_bar(document: pikepdf.Pdf) -> None:
    del document.Root.ViewerPreferences


def _without_unicode(document: pikepdf.Pdf) -> None:
    for one in document.objects:
        if isinstance(one, pikepdf.Dictionary) and "/ToUnicode" in one:
            del one.ToUnicode


def _without_annotation_words(document: pikepdf.Pdf) -> None:
    del document.pages[0].Annots[0].Contents


def _untagged_link(document: pikepdf.Pdf) -> None:
    link = first(document, "Link")
    link.K = pikepdf.Array([one for one in link.K if isinstance(one, int)])


def _lost_element(document: pikepdf.Pdf) -> None:
    top = document.Root.StructTreeRoot.K[0]
    top.K = top.K[:-1]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (forget("Figure", "/Alt"), "a figure without alternative text"),
        (forget("TH", "/A"), "does not say what it heads"),
        (rename("H2", "H3"), "a heading of level"),
        (rename("H1", "P"), "the headings' levels begin with"),
        (rename("LBody", "P"), "a list item holds"),
        (rename("TR", "Div"), "within"),
        (rename("Span", "Blink"), "Blink is no standard structure type"),
        (_without_title_bar, "the title bar shows the file's name"),
        (_without_unicode, "signs that stand for no letter"),
        (_without_annotation_words, "does not say where it leads"),
        (_untagged_link, "a link that is not in the structure tree"),
        (_lost_element, "is 0 times in the structure tree"),
        (redraw(b"/Artifact\nBMC", b"/Span <</MCID 9999>> BDC"), "is 0 times in the structure"),
        (redraw(b"/MCID 1>>", b"/MCID 0>>"), "the marked-content id 0 comes twice"),
        (redraw(b"/Span\n<</MCID 0>>\nBDC", b"/Nothing BMC"), "draws outside any tag"),
    ],
)
def test_a_report_that_was_spoilt_is_found_out(
    change: Callable[[pikepdf.Pdf], None], expected: str
) -> None:
    assert any(expected in one for one in doctored(change))


def test_a_list_with_labels_that_says_nothing_of_them_is_found_out() -> None:
    assert "a list with labels" in doctored(forget("L", "/A"), SMALL)[0]
