"""The report's HTML as WeasyPrint's ``HTML``: read fast, and with the browser's styles that it needs.

WeasyPrint reads any HTML there is in Python, letter by letter. The report's templates are well-formed,
so they can be read as XML in a fiftieth of the time, into the same tree; what is not well-formed (a
company's name may hold letters that XML has no way to write) takes the long way.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from xml.etree import ElementTree

from cssselect2 import ElementWrapper
from weasyprint import CSS, HTML
from weasyprint.urls import URLFetcher

DOCTYPE = "<!doctype html>"
_VOID = re.compile(r"<((?:br|col|hr|img|input|link|meta|wbr)\b[^<>]*?)\s*/?>")
_SVG = re.compile(r"<svg(?=[\s>])(?![^<>]*\sxmlns=)")
# Rules for footnotes match every element, and each match costs six styles; nothing here is hidden, or
# written from right to left, no list is in another, links have styles of their own; and only items of a
# list have markers.
_UNNEEDED = re.compile(
    r"^(?:(?:::(?:footnote|note)-|.*\[dir\b|:is\(|:link\b).*$|\[hidden\],)", re.MULTILINE
)
_EVERY_MARKER = re.compile(r"^::marker\b", re.MULTILINE)


class ReportHTML(HTML):
    """A report, read. Its URLs are relative to ``base_url`` and asked of ``fetcher``."""

    def __init__(self, html: str, base_url: str, fetcher: URLFetcher) -> None:
        root = well_formed(html)
        if root is None:
            super().__init__(string=html, base_url=base_url, url_fetcher=fetcher)
            return
        self.base_url, self.url_fetcher, self.media_type = base_url, fetcher, "print"
        self.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return [browser_styles()]


def well_formed(html: str) -> ElementTree.Element | None:
    """The tree of a document that is well-formed but for its empty elements; else None."""
    written = _VOID.sub(r"<\1/>", html.removeprefix(DOCTYPE))
    written = _SVG.sub('<svg xmlns="http://www.w3.org/2000/svg"', written)
    try:
        # Of our own templates, which declare no entities, and escape what companies say.
        return ElementTree.fromstring(written)  # noqa: S314
    except ElementTree.ParseError:
        return None


@cache
def browser_styles() -> CSS:
    """What WeasyPrint has in place of a browser's style sheet, less what no report needs."""
    rules = (files("weasyprint.css") / "html5_ua.css").read_text(encoding="utf-8")
    return CSS(string=_EVERY_MARKER.sub("li::marker", _UNNEEDED.sub("", rules)))
