"""``ReportContext`` -> HTML -> PDF: the full edition of the report.

The only module that imports WeasyPrint, which is slow to import and large in memory: callers import
this module where they render, never at start-up. Fonts and CSS are parsed once per process. The
same context gives the same bytes: nothing here reads a clock, and the file identifier comes from
the document itself.
"""

from __future__ import annotations

import base64
import gc
import re
import threading
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pydyf
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from ..domain.rubric import Responsibility
from .context import ReportContext

STATIC = Path(settings.BASE_DIR) / "static"
BUNDLED = (STATIC / "fonts", STATIC / "css")
STYLESHEET = STATIC / "css" / "report.css"
TOKENS = STATIC / "css" / "tokens.css"
INK = "#211d30"
TERMS_GO_HERE = "<!--terms-->"  # markup, so no text of a company can contain it
LINK_PRINTS = 4  # the "print" flag of an annotation, which PDF/UA asks of links

_one_render_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Section:
    """A section of the report: its anchor, its title in contents and heading, its template."""

    id: str
    title: str | Promise

    @property
    def template(self) -> str:
        return f"report/_{self.id.replace('-', '_')}.html"


SECTIONS = (
    Section("why", _("Why this stage")),
    Section("profile", _("Practised against expected")),
    Section("priorities", _("What to do, in order")),
    Section("organisation", _("The organisation, now and next")),
    Section("plan", _("The next ninety days")),
    Section("efforts", _("What the CTO leads at this stage")),
    Section("circumstances", _("What your circumstances change")),
    Section("scale-up", _("Growth, a round or a sale")),
    Section("cto", _("The CTO’s role")),
    Section("next-stage", _("The next stage")),
    Section("appendix", _("Appendix")),
)


@dataclass(frozen=True)
class ShortTerm:
    name: str
    meaning: str


class BundledOnly(URLFetcher):
    """Fetches ``data:`` URLs and the bundled fonts and stylesheets; anything else raises."""

    def __init__(self) -> None:
        super().__init__(
            allowed_protocols=("data", "file"), allow_redirects=False, fail_on_errors=True
        )

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        parts = urlsplit(url)
        if parts.scheme.lower() == "file":
            path = Path(url2pathname(parts.path)).resolve()
            if parts.netloc or not any(path.is_relative_to(one.resolve()) for one in BUNDLED):
                raise ValueError(f"Only bundled fonts and styles may be read: {url}")
        return super().fetch(url, headers)


def render_html(context: ReportContext) -> str:
    """The report as an HTML document without styles.

    Raises ``ValueError`` if the context has no verdict: there is nothing to report yet.
    """
    return _render(context, style="")


def standalone_html(context: ReportContext) -> str:
    """The report as one self-contained HTML file: styles inline, fonts as ``data:`` URLs."""
    return _render(context, style=_inline_fonts(stylesheet()))


def render_pdf(context: ReportContext) -> bytes:
    """The report as a tagged PDF (PDF/UA-1). Raises ``ValueError`` if there is no verdict."""
    html = render_html(context)
    with _one_render_at_a_time:
        collects = gc.isenabled()
        gc.disable()  # a render makes many small objects and few cycles: 13 % faster without
        try:
            return _write(html)
        finally:
            if collects:
                gc.enable()
                gc.collect()


def _render(context: ReportContext, *, style: str) -> str:
    if context.stage is None:
        raise ValueError("There is no verdict yet, so there is no report.")
    html: str = render_to_string(
        "report/full.html",
        {
            "report": context,
            "sections": SECTIONS,
            "open_lessons": [one for one in context.lessons if one.is_open],
            "other_lessons": [one for one in context.lessons if not one.is_open],
            "hats": [context.rubric.role_by_id[one].name for one in context.stage.cto.hats],
            "longer": [one for one in context.readiness if len(one.unmet) > 3 or one.open],
            "later": _duties_by_stage(context),
            "ink": INK,
            "style": style,
        },
    )
    html = html.replace("\u202f", "\u00a0")  # the fonts have no narrow no-break space
    terms = _terms_used(context, re.sub(r"<[^>]*>", " ", html.partition("<body>")[2]))
    return html.replace(TERMS_GO_HERE, render_to_string("report/_terms.html", {"terms": terms}))


def _duties_by_stage(context: ReportContext) -> list[tuple[str, list[Responsibility]]]:
    """What will matter later, stage by stage in their order."""
    found: dict[str, list[Responsibility]] = {one.name: [] for one in context.rubric.stages}
    for stage, duty in context.leadership.later if context.leadership else ():
        found[stage].append(duty)
    return [(stage, duties) for stage, duties in found.items() if duties]


def _terms_used(context: ReportContext, text: str) -> tuple[ShortTerm, ...]:
    """The glossary's terms that the report uses, with the first sentence of their meaning."""
    return tuple(
        ShortTerm(one.name, re.split(r"(?<=[.!?])\s+(?=[A-Z])", one.meaning, maxsplit=1)[0])
        for one in context.rubric.glossary
        if re.search(rf"\b{re.escape(one.name.partition(' (')[0])}", text, re.IGNORECASE)
    )


# --- styles --------------------------------------------------------------------------------------


def stylesheet() -> str:
    """The report's CSS, with the light values of the tokens that it shares with the pages."""
    light = TOKENS.read_text(encoding="utf-8").split("@media")[0]
    tokens = re.findall(r"^\s*(--(?!step|space|page|measure)[\w-]+:[^;]+;)", light, re.MULTILINE)
    return f":root {{ {' '.join(tokens)} }}\n" + STYLESHEET.read_text(encoding="utf-8")


def _inline_fonts(css: str) -> str:
    def as_data(found: re.Match[str]) -> str:
        font = (STYLESHEET.parent / found[1]).resolve().read_bytes()
        return f'url("data:font/woff2;base64,{base64.b64encode(font).decode()}")'

    return re.sub(r'url\("(\.\./fonts/[\w.-]+)"\)', as_data, css)


@lru_cache(maxsize=1)
def _styles() -> tuple[CSS, FontConfiguration, BundledOnly]:
    """Parsed CSS and fonts, kept for the life of the process."""
    fetcher, fonts = BundledOnly(), FontConfiguration()
    css = CSS(
        string=stylesheet(),
        base_url=STYLESHEET.as_uri(),
        font_config=fonts,
        url_fetcher=fetcher,
    )
    return css, fonts, fetcher


# --- writing -------------------------------------------------------------------------------------


def _write(html: str) -> bytes:
    css, fonts, fetcher = _styles()
    document = HTML(string=html, base_url=STYLESHEET.as_uri(), url_fetcher=fetcher).render(
        stylesheets=[css], font_config=fonts
    )
    written: bytes = document.write_pdf(
        finisher=_finish,
        pdf_variant="pdf/ua-1",
        pdf_identifier=sha256(html.encode()).hexdigest()[:32].encode(),
    )
    return written


def _finish(document: Document, pdf: pydyf.PDF) -> None:
    """Add what PDF/UA asks for and WeasyPrint leaves out: header scopes, links that say where to."""
    for page in document.pages:
        for box in page._page_box.descendants():
            element = getattr(box, "element", None)
            if element is None:
                continue
            if box.element_tag == "th" and hasattr(box, "mark"):
                row = element.get("scope") == "row"
                box.mark["A"]["Scope"] = "/Row" if row else "/Column"
            link: Any = getattr(box, "link_annotation", None)
            if link is not None:
                link["F"] = LINK_PRINTS
                link["Contents"] = pydyf.String(" ".join("".join(element.itertext()).split()))
