"""``PortfolioReport``: what the PDF of a portfolio says: all companies in a table, what they have in
common, and a page for each with what that one shares.

A company's page is made of its ``Summary``, in which there is nothing but what every share tells; what
only a full result tells is added for those that share it, and never else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..domain.rubric import Rubric
from ..domain.shared_gaps import SharedGap
from ..selectors.portfolio_rows import EntryRow
from .context import ENGINE_VERSION, ReportContext
from .drawing import ramp_colour
from .hire_part import HireRow
from .priority_part import PriorityView
from .summary import Summary, summary_of
from .words import certainty_words, percent

MOST_PAGES = 100  # companies with a page of their own
MOST_IN_TABLE = 500  # companies in the table: a longer one is for a spreadsheet
MOST_GAPS = 15
MOST_NAMED = 30  # companies at a shared gap
MOST_PRIORITIES = 5
MOST_HIRES = 3
MINUS = "\u2212"


@dataclass(frozen=True)
class HeatCell:
    """How ready a dimension is: the number of its stage, None if not known or nothing is expected.

    ``below`` is how many stages it is behind the company's own, as it is told: empty at the stage.
    """

    number: int | None
    below: str = ""
    is_expected: bool = True

    @property
    def style(self) -> str:
        """The class of its colour: the first stage's ramp begins at 1, and 0 has none."""
        return f"s{self.number}" if self.number else "s0"


@dataclass(frozen=True)
class TableRow:
    """A company in the table of all."""

    row: EntryRow
    certainty: str
    cells: tuple[HeatCell, ...]
    moved: str
    as_of: str
    coverage: str


@dataclass(frozen=True)
class StageBar:
    """How many companies are at a stage; number 0 counts those without one. Lengths are in pixels."""

    number: int
    name: str
    count: int
    y: float
    width: float
    colour: str

    @property
    def text_y(self) -> float:
        return self.y + 15

    @property
    def end(self) -> float:
        """Where the count stands."""
        return LABEL + self.width + 8


@dataclass(frozen=True)
class StageBars:
    """The companies at each stage, drawn."""

    bars: tuple[StageBar, ...]
    width: int
    height: float
    alternative: str


@dataclass(frozen=True)
class CompanyPage:
    """A company's own page. What it does not share is empty, and ``shares_result`` is False."""

    anchor: str
    summary: Summary
    certainty: str
    coverage: str
    moved: str
    shares_result: bool
    it_members: int | None = None
    acting: str = ""
    priorities: tuple[PriorityView, ...] = ()
    hires: tuple[HireRow, ...] = ()
    no_hire: str = ""
    more: int = 0  # priorities to act on beyond those told


@dataclass(frozen=True)
class PortfolioReport:
    """Everything that the PDF of a portfolio says.

    ``count`` are all visible companies, ``rows`` those in the table, ``pages`` those with a page.
    """

    name: str
    day: str
    made_on: str  # the same as a date
    rubric: Rubric
    count: int
    rows: tuple[TableRow, ...]
    stages: StageBars
    gaps: tuple[SharedGap, ...]
    sharing: int  # companies that share their practices, and so are in the gaps
    pages: tuple[CompanyPage, ...]
    engine_version: str = ENGINE_VERSION

    @property
    def without_row(self) -> int:
        return self.count - len(self.rows)

    @property
    def dimensions(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.rubric.dimensions)

    @property
    def most_pages(self) -> int:
        return MOST_PAGES


# --- the table -----------------------------------------------------------------------------------


def table_row(row: EntryRow, rubric: Rubric) -> TableRow:
    return TableRow(
        row,
        certainty_words(row.certainty) if row.certainty else "",
        tuple(_cell(row, one.id) for one in rubric.dimensions) if row.number else (),
        signed(row.moved),
        date_format(row.as_of, "j M Y") if row.as_of else "",
        percent(row.coverage) if row.coverage is not None else "",
    )


def _cell(row: EntryRow, dimension: str) -> HeatCell:
    if dimension not in row.readiness:
        return HeatCell(None, is_expected=False)
    number = row.readiness[dimension]
    if number is None or row.number is None:
        return HeatCell(None)
    behind = row.number - number
    return HeatCell(number, f"{MINUS}{behind}" if behind > 0 else "")


def signed(moved: int | None) -> str:
    """Stages up or down with their sign, so that it needs no colour."""
    if moved is None:
        return ""
    if not moved:
        return "0"
    return f"+{moved}" if moved > 0 else f"{MINUS}{-moved}"


# --- companies per stage -------------------------------------------------------------------------

WIDTH, LABEL, ROW, COUNT = 640, 190, 28, 40


def stage_bars(rubric: Rubric, numbers: Mapping[int, int]) -> StageBars:
    """``numbers`` maps the number of a stage (0: none) to how many companies are there."""
    most = max(numbers.values(), default=0) or 1
    names = [_("No stage yet"), *(stage.name for stage in rubric.stages)]
    order = [*range(1, len(names)), *([0] if numbers.get(0) else [])]
    bars = tuple(
        StageBar(
            number,
            names[number],
            numbers.get(number, 0),
            at * ROW + 2,
            (WIDTH - LABEL - COUNT) * numbers.get(number, 0) / most,
            ramp_colour(number - 1, len(rubric.stages)) if number else "none",
        )
        for at, number in enumerate(order)
    )
    said = "; ".join(
        _("%(stage)s: %(count)s") % {"stage": one.name, "count": one.count} for one in bars
    )
    alternative = _("Chart: companies at each stage. %(said)s.") % {"said": said}
    return StageBars(bars, WIDTH, len(bars) * ROW + 4, alternative)


def count_stages(numbers: Iterable[int | None]) -> dict[int, int]:
    return dict(Counter(number or 0 for number in numbers))


# --- a page for each -----------------------------------------------------------------------------


def company_page(row: EntryRow, report: ReportContext) -> CompanyPage:
    """The page of a company whose report has a verdict."""
    page = CompanyPage(
        anchor=f"company-{row.public_id}",
        summary=summary_of(report),
        certainty=report.certainty,
        coverage=percent(row.coverage) if row.coverage is not None else "",
        moved=_moved_words(row.moved),
        shares_result=row.shares_result,
    )
    if not row.shares_result:
        return page
    organisation = report.organisation
    priorities = report.ranked[:MOST_PRIORITIES]
    hires = organisation.hires if organisation else ()
    return replace(
        page,
        it_members=row.it_members,
        acting=report.acting,
        priorities=priorities,
        hires=tuple(sorted(hires, key=lambda one: not one.is_due)[:MOST_HIRES]),
        no_hire=organisation.no_hire if organisation else "",
        more=len(report.ranked) - len(priorities),
    )


def _moved_words(moved: int | None) -> str:
    if moved is None:
        return _("no earlier assessment to compare with")
    if not moved:
        return _("the same stage as at the assessment before")
    way = _("%(count)s up") if moved > 0 else _("%(count)s down")
    return _("stages since the assessment before: %(way)s") % {"way": way % {"count": abs(moved)}}


# --- all together --------------------------------------------------------------------------------


def portfolio_report(
    name: str,
    today: date,
    rubric: Rubric,
    *,
    numbers: Mapping[int, int],
    rows: Sequence[EntryRow],
    gaps: Sequence[SharedGap],
    sharing: int,
    reports: Iterable[tuple[EntryRow, ReportContext]],
    told: Callable[[int], object] = lambda done: None,
) -> PortfolioReport:
    """The report. ``numbers`` counts all companies by stage, ``rows`` are those of the table,
    ``reports`` those with a page; ``told`` is called with the number of pages made so far."""
    pages = []
    for row, report in reports:
        if report.stage is not None:
            pages.append(company_page(row, report))
        told(len(pages))
    return PortfolioReport(
        name=name,
        day=date_format(today, "j F Y"),
        made_on=today.isoformat(),
        rubric=rubric,
        count=sum(numbers.values()),
        rows=tuple(table_row(row, rubric) for row in rows),
        stages=stage_bars(rubric, numbers),
        gaps=tuple(gaps),
        sharing=sharing,
        pages=tuple(pages),
    )
