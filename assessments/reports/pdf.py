"""``ReportContext`` -> HTML -> PDF, in any edition.

Imports WeasyPrint, which is slow to import and large in memory: callers import this module where
they render, never at start-up. Fonts and CSS are parsed once per process. The
same context gives the same bytes: nothing here reads a clock, dates are the assessment's, and the
file identifier comes from the document itself.
"""

from __future__ import annotations

import base64
import gc
import re
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pydyf
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from weasyprint import CSS
from weasyprint.document import Document
from weasyprint.text.ffi import pango
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from ..domain.rubric import Responsibility
from .attachment import attached
from .brief import Fit, brief_of
from .context import ENGINE_VERSION, ReportContext
from .editions import BRIEF, FULL, has_answers, layout_of
from .fitting import fitted
from .metadata import Particulars, describe
from .reading import ReportHTML
from .release import release
from .shortcuts import take as take_shortcuts
from .tagging import mend_tags
from .writing import write_once

STATIC = Path(settings.BASE_DIR) / "static"
BUNDLED = (STATIC / "fonts", STATIC / "css")
STYLESHEET = STATIC / "css" / "report.css"
TOKENS = STATIC / "css" / "tokens.css"
INK = "#211d30"
NO_VERDICT = "There is no verdict yet, so there is no report."
MOST_PAGES = 12  # of the full edition; a report that needs more leaves general reading out
# Before the appendix. Of 90 reports, 30 of them of real companies, 24 needed more pages: 18 of these
# had more than 34,700 letters, and none that fitted had more than 33,400.
LETTERS_THAT_FIT = 34_000
SECOND_PAGE = "act"  # the anchor with which the second page of the brief begins
TERMS_GO_HERE = "<!--terms-->"  # markup, so no text of a company can contain it

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
DISAGREEMENT = Section(
    "disagreement", _("Where the answers differed")
)  # if several people answered


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


def render_html(context: ReportContext, edition: str = FULL) -> str:
    """The report as an HTML document without styles.

    Raises ``ValueError`` if the context has no verdict: there is nothing to report yet.
    """
    return _render(context, edition, style="")


def standalone_html(context: ReportContext, edition: str = FULL) -> str:
    """The report as one self-contained HTML file: styles inline, fonts as ``data:`` URLs."""
    return _render(context, edition, style=_inline_fonts(stylesheet()))


def warm_up() -> None:
    """Parse fonts and CSS now, so that the first render need not."""
    _styles()


def render_pdf(context: ReportContext, edition: str = FULL) -> bytes:
    """The report as a tagged PDF (PDF/UA-1); with its answers as an attached file, where it has them.

    Raises ``ValueError`` if there is no verdict.
    """
    if context.stage is None:
        raise ValueError(NO_VERDICT)
    about = _particulars(context, edition)
    with _one_render_at_a_time, _collecting_afterwards():
        return _write(*_laid_out(context, edition), about)


def write_document(html: str, about: Particulars, css: str) -> bytes:
    """Any other document as a tagged PDF, in the report's styles and, after them, those of the file
    ``css`` among the styles."""
    with _one_render_at_a_time, _collecting_afterwards():
        return _write(html, _lay_out(html, _more_styles(css)), about)


@contextmanager
def _collecting_afterwards() -> Iterator[None]:
    """Collect no garbage meanwhile; then that of the render, without looking through all else.

    A render makes millions of objects, which garbage collection would look through again and again.
    Nothing may hold its document any more when it ends.
    """
    collects = gc.isenabled()
    gc.freeze()  # what there is now is looked at again after ``unfreeze``
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
            gc.collect()
        gc.unfreeze()


def made_with() -> dict[str, str]:
    """What decides the bytes of a report besides the scorecard, as far as a program can tell."""
    return {
        "engine": ENGINE_VERSION,
        "release": release(),
        "pango": str(pango.pango_version()),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
    }


def _particulars(context: ReportContext, edition: str) -> Particulars:
    rubric = context.rubric
    said = {
        "Company": context.company,
        "Date": context.as_of,
        "Stage": f"{context.stage_number} {context.stage.name if context.stage else ''}",
        "Edition": edition,
        "Rubric": f"{rubric.id} {rubric.version}",
        "RubricHash": rubric.hash,
        "Engine": context.engine_version,
    }
    answers = attached(context, edition, made_with()) if has_answers(edition) else b""
    return Particulars(said, context.as_of, answers)


def _render(
    context: ReportContext,
    edition: str,
    *,
    style: str,
    fit: Fit | None = None,
    is_dense: bool = False,
) -> str:
    if context.stage is None:
        raise ValueError(NO_VERDICT)
    lead = context.leadership
    html: str = render_to_string(
        f"report/{layout_of(edition)}.html",
        {
            "report": context,
            "sections": sections_of(context),
            "open_lessons": [one for one in context.lessons if one.is_open],
            "other_lessons": [one for one in context.lessons if not one.is_open],
            "hats": [context.rubric.role_by_id[one].name for one in context.stage.cto.hats],
            "missing_diligence": [one for one in context.due_diligence if one.is_gap],
            "unknown_diligence": [one for one in context.due_diligence if not one.is_known],
            "due_cto": _recent(context, lead.cto if lead else ()),
            "due_vp": _recent(context, lead.vp if lead else ()),
            "brief": brief_of(context, fit or Fit()) if layout_of(edition) == BRIEF else None,
            "has_answers": has_answers(edition),
            "is_dense": is_dense,
            "ink": INK,
            "style": style,
        },
    )
    html = html.replace("\u202f", "\u00a0")  # the fonts have no narrow no-break space
    terms = _terms_used(context, _words(_advice(html)))
    return html.replace(TERMS_GO_HERE, render_to_string("report/_terms.html", {"terms": terms}))


def sections_of(context: ReportContext) -> tuple[Section, ...]:
    """The sections of a report, in order."""
    if context.disagreement is None:
        return SECTIONS
    return (*SECTIONS[:-1], DISAGREEMENT, SECTIONS[-1])


def _recent(context: ReportContext, duties: tuple[Responsibility, ...]) -> list[Responsibility]:
    """Those that begin with the company's stage or the one before; the older ones are known."""
    since = max(context.stage_number - 2, 0)
    return [one for one in duties if context.rubric.stage_order[one.matters_from] >= since]


def _advice(html: str) -> str:
    """What comes before the appendix: the answers there use words that a reader can look up."""
    return html.partition("<main>")[2].partition('<section id="appendix"')[0]


def _words(html: str) -> str:
    return re.sub(r"<[^>]*>", " ", html)


def _terms_used(context: ReportContext, text: str) -> tuple[ShortTerm, ...]:
    """The glossary's terms that the report uses, with the first sentence of their meaning."""
    text = text.lower()
    return tuple(
        ShortTerm(one.name, re.split(r"(?<=[.!?])\s+(?=[A-Z])", one.meaning, maxsplit=1)[0])
        for one in context.rubric.glossary
        if _is_word_of(one.name.partition(" (")[0].lower(), text)
    )


def _is_word_of(term: str, text: str) -> bool:
    """Whether a word in the text begins with the term, or words with its words."""
    return term in text and re.search(rf"\b{re.escape(term)}", text) is not None


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
    take_shortcuts()
    fetcher, fonts = BundledOnly(), FontConfiguration()
    css = CSS(
        string=stylesheet(),
        base_url=STYLESHEET.as_uri(),
        font_config=fonts,
        url_fetcher=fetcher,
    )
    return css, fonts, fetcher


@lru_cache(maxsize=4)
def _more_styles(name: str) -> CSS:
    _css, fonts, fetcher = _styles()
    path = STYLESHEET.with_name(name)
    return CSS(
        string=path.read_text(encoding="utf-8"),
        base_url=path.as_uri(),
        font_config=fonts,
        url_fetcher=fetcher,
    )


# --- writing -------------------------------------------------------------------------------------


def _laid_out(context: ReportContext, edition: str) -> tuple[str, Document]:
    """The report as HTML and as pages: of the brief, the fullest that fits on two.

    Of the full edition, without what is the same for every company if it would grow too long.
    """
    if layout_of(edition) == BRIEF:
        return fitted(lambda fit: _tried(context, edition, fit))
    html = _render(context, edition, style="")
    if not (has_answers(edition) and _is_surely_too_long(html)):
        document = _lay_out(html)
        if len(document.pages) <= MOST_PAGES:
            return html, document
    html = _render(context, edition, style="", is_dense=True)
    return html, _lay_out(html)


def _is_surely_too_long(html: str) -> bool:
    """Whether there is no need to lay out a report to know that it has more than ``MOST_PAGES``.

    Most of those that have are known so; for the others the pages decide.
    """
    without_charts = re.sub(r"<svg\b.*?</svg>", "", _advice(html), flags=re.DOTALL)
    return len(" ".join(_words(without_charts).split())) > LETTERS_THAT_FIT


def _lay_out(html: str, *more: CSS) -> Document:
    css, fonts, fetcher = _styles()
    read = ReportHTML(html, STYLESHEET.as_uri(), fetcher)
    document: Document = read.render(stylesheets=[css, *more], font_config=fonts)
    return document


def _tried(context: ReportContext, edition: str, fit: Fit) -> tuple[tuple[str, Document], Fit]:
    """The brief laid out, and by how many pages each of its two runs over."""
    html = _render(context, edition, style="", fit=fit)
    document = _lay_out(html)
    second = next(at for at, page in enumerate(document.pages) if SECOND_PAGE in page.anchors)
    return (html, document), Fit(second - 1, len(document.pages) - second - 1)


def _write(html: str, document: Document, about: Particulars) -> bytes:
    document.metadata.created = document.metadata.modified = about.created

    def finish(document: Document, pdf: pydyf.PDF) -> None:
        mend_tags(document, pdf)
        describe(pdf, about)
        write_once(pdf)

    written: bytes = document.write_pdf(
        finisher=finish,
        pdf_variant="pdf/ua-1",
        pdf_identifier=sha256(html.encode() + about.answers).hexdigest()[:32].encode(),
    )
    return written
