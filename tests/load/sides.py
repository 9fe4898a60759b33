"""A warm process that renders one report again and again, in one of the ways that are compared.

Run as a program: the way, and the HTML of the report without and with its style, as files. It says
``ready``, and then for each line that it reads the seconds of one more render.

``ours``
    As Stagecheck makes the full edition.
``untagged``
    The same, but for the tags.
``words``
    The same words as bare paragraphs: no table, no list, no heading, no chart; all else as ours.
``naive``
    What WeasyPrint's first page of documentation says: the same HTML with its style in it, and a new
    font configuration each time. No tags, no shortcuts, garbage collected as it comes.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from html import escape
from xml.etree.ElementTree import Element

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stagecheck.settings")
django.setup()

from assessments import rubrics  # noqa: E402  Django has to be set up first
from assessments.archetypes import archetype  # noqa: E402
from assessments.domain.scorecard import score  # noqa: E402
from assessments.reports.context import ReportContext, build  # noqa: E402

COMPANY = "adoption"  # the archetype of this stage: neither the shortest report nor the longest
SVG = "{http://www.w3.org/2000/svg}svg"
BLOCKS = frozenset(("p", "li", "h1", "h2", "h3", "h4", "td", "th", "div"))


def context() -> ReportContext:
    """What the compared report says."""
    rubric = rubrics.find()
    file = archetype(rubric, COMPANY)
    return build(score(rubric, file.answers), company=file.company, date=file.date)


def ours() -> Callable[[], object]:
    from assessments.reports import pdf

    report = context()
    return lambda: pdf.render_pdf(report)


def untagged() -> Callable[[], object]:
    from assessments.reports import pdf
    from assessments.reports.writing import write_once

    report = context()

    def render() -> bytes:
        with pdf._collecting_afterwards():
            _html, document = pdf._laid_out(report, "full")
            written: bytes = document.write_pdf(
                finisher=lambda _document, file: write_once(file), pdf_identifier=b"x"
            )
            del document
            return written

    return render


def words() -> Callable[[], object]:
    from weasyprint import CSS

    from assessments.reports import pdf
    from assessments.reports.reading import ReportHTML, well_formed

    report = context()
    _css, fonts, fetcher = pdf._styles()
    faces = "".join(re.findall(r"@font-face \{[^}]*\}", pdf.stylesheet()))
    css = CSS(
        string=f"{faces} @page {{ size: A4; margin: 13mm 17mm 16mm }} body {{ margin: 0;"
        'font: 400 9pt/1.3 "Atkinson Hyperlegible Next", "Atkinson Hyperlegible Next Ext" }'
        "p { margin: 0 0 2mm }",
        base_url=pdf.STYLESHEET.as_uri(),
        font_config=fonts,
        url_fetcher=fetcher,
    )
    root = well_formed(pdf.render_html(report))
    assert root is not None
    bare = "".join(f"<p>{escape(text)}</p>" for text in paragraphs(root))
    html = (
        f'<!doctype html><html lang="en-gb"><head><title>x</title></head><body>{bare}</body></html>'
    )
    about = pdf._particulars(report, "full")

    def render() -> bytes:
        with pdf._collecting_afterwards():
            read = ReportHTML(html, pdf.STYLESHEET.as_uri(), fetcher)
            return pdf._write(html, read.render(stylesheets=[css], font_config=fonts), about)

    return render


def paragraphs(element: Element) -> Iterator[str]:
    """The words of every block that has words of its own, in order; charts have none."""
    if element.tag == SVG or element.tag == "head":
        return
    inner = [one for one in element.iter() if one.tag in BLOCKS and one is not element]
    if element.tag in BLOCKS and not inner:
        text = " ".join(" ".join(element.itertext()).split())
        if text:
            yield text
        return
    own = " ".join([element.text or "", *(child.tail or "" for child in element)]).split()
    if own:
        yield " ".join(own)
    for child in element:
        yield from paragraphs(child)


def naive() -> Callable[[], object]:
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    from assessments.reports import pdf

    report = context()
    css, base_url = pdf.stylesheet(), pdf.STYLESHEET.as_uri()

    def render() -> object:
        html = pdf._render(report, "full", style=css)
        return HTML(string=html, base_url=base_url).write_pdf(font_config=FontConfiguration())

    return render


WAYS = {"ours": ours, "untagged": untagged, "words": words, "naive": naive}


def main(way: str) -> None:
    render = WAYS[way]()
    render()
    print("ready", flush=True)
    for _line in sys.stdin:
        began = time.perf_counter()
        render()
        print(time.perf_counter() - began, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
