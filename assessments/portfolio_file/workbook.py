"""A portfolio as an XLSX file: typed cells, one sheet for each way of looking at it.

Cells are written one by one and as what they are; a text is never taken for a formula, a link or a
number. Sheets grow on disk, not in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import IO, Any

import xlsxwriter
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from ..domain.rubric import Rubric
from ..domain.shared_gaps import SharedGap, shared_gaps
from ..models import Entry, Portfolio
from ..selectors.portfolio_rows import entry_rows, moves, standings
from .columns import Cell, Kind, LinkTo, columns, not_shared

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
FORMATS: dict[Kind, dict[str, Any]] = {
    "text": {"valign": "top"},
    "number": {"num_format": "0", "valign": "top"},
    "share": {"num_format": "0%", "valign": "top"},
    "day": {"num_format": "yyyy-mm-dd", "valign": "top"},
    "yes": {"valign": "top"},
}
HEAD = {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#F3EDE3", "bottom": 1}
HEAD_HEIGHT = 45  # points: three lines
MOST_ROWS = 1_048_576  # of a sheet of any spreadsheet; the heading is one of them
LONGEST = 32_767  # letters that a cell holds


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a column: words, kind of cells, width in letters."""

    words: str
    kind: Kind
    width: int


def write_workbook(
    file: IO[bytes],
    portfolio: Portfolio,
    entries: QuerySet[Entry],
    rubric: Rubric,
    today: date,
    link_to: LinkTo,
    *,
    filters: str,
) -> None:
    """Write the file. ``filters``: the query string by which the companies were chosen, or empty."""
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        book.set_properties(
            {"title": portfolio.name, "author": "Stagecheck", "created": _moment(today)}
        )
        sheets = _Sheets(book)
        _companies(sheets, entries, rubric, today, link_to)
        _gaps(sheets, shared_gaps(rubric, standings(entries, rubric)), rubric)
        _moves(sheets, entries, rubric)
        _notes(sheets, portfolio, rubric, today, filters)


class _Sheets:
    """Adds sheets to a workbook, with the formats that they share."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.head: Format = book.add_format(HEAD)
        self.formats: dict[Kind, Format] = {
            kind: book.add_format(how) for kind, how in FORMATS.items()
        }

    def add(self, name: str, headings: Sequence[Heading], rows: Iterable[Sequence[Cell]]) -> None:
        """A sheet with a heading that stays in sight, filters, and a row each."""
        sheet = self.book.add_worksheet(name)
        for at, heading in enumerate(headings):
            sheet.set_column(at, at, heading.width)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_row(0, HEAD_HEIGHT)
        for at, heading in enumerate(headings):
            sheet.write_string(0, at, heading.words, self.head)
        last = 0
        for row in rows:
            last += 1
            if last == MOST_ROWS:
                last -= 1
                break
            for at, (heading, value) in enumerate(zip(headings, row, strict=True)):
                self._write(sheet, last, at, heading.kind, value)
        sheet.autofilter(0, 0, last, len(headings) - 1)

    def _write(self, sheet: Worksheet, row: int, at: int, kind: Kind, value: Cell) -> None:
        how = self.formats[kind]
        if value is None or value == "":
            return
        if isinstance(value, str):
            sheet.write_string(row, at, value[:LONGEST], self.formats["text"])
        elif isinstance(value, bool):
            sheet.write_boolean(row, at, value, how)
        elif isinstance(value, date):
            sheet.write_datetime(row, at, _moment(value), how)
        else:
            sheet.write_number(row, at, value, how)


def _moment(day: date) -> datetime:
    return datetime.combine(day, time())


def _companies(
    sheets: _Sheets, entries: QuerySet[Entry], rubric: Rubric, today: date, link_to: LinkTo
) -> None:
    found = columns(rubric, link_to)
    headings = [Heading(one.heading, one.kind, one.width) for one in found]
    rows = entry_rows(entries, rubric, today)
    sheets.add(_("Companies"), headings, ([one.cell(row) for one in found] for row in rows))


def _gaps(sheets: _Sheets, gaps: Sequence[SharedGap], rubric: Rubric) -> None:
    headings = (
        Heading(_("Practice"), "text", 40),
        Heading(_("Dimension"), "text", 22),
        Heading(_("Expected from stage number"), "number", 10),
        Heading(_("Expected from stage"), "text", 22),
        Heading(_("Missing in"), "number", 9),
        Heading(_("Of companies there or later"), "number", 12),
        Heading(_("Share"), "share", 8),
        Heading(_("Companies"), "text", 80),
    )
    rows = (
        (
            gap.practice.name,
            rubric.dimension_by_id[gap.practice.dimension].name,
            gap.stage,
            rubric.stages[gap.stage - 1].name,
            gap.missing,
            gap.of,
            gap.share,
            _named(gap),
        )
        for gap in gaps
    )
    sheets.add(_("Shared gaps"), headings, rows)


def _named(gap: SharedGap) -> str:
    names = ", ".join(gap.companies)
    if not gap.more:
        return names
    return _("%(names)s, and %(count)s more") % {"names": names, "count": gap.more}


def _moves(sheets: _Sheets, entries: QuerySet[Entry], rubric: Rubric) -> None:
    headings = (
        Heading(_("Company"), "text", 28),
        Heading(_("As of"), "day", 12),
        Heading(_("From stage number"), "number", 9),
        Heading(_("From stage"), "text", 22),
        Heading(_("To stage number"), "number", 9),
        Heading(_("To stage"), "text", 22),
        Heading(_("Moved (stages)"), "number", 9),
    )
    names = [stage.name for stage in rubric.stages]
    rows = (
        (
            *(one.company, one.as_of, one.was, names[one.was - 1]),
            *(one.becomes, names[one.becomes - 1], one.becomes - one.was),
        )
        for one in moves(entries, rubric)
    )
    sheets.add(_("Movements"), headings, rows)


def _notes(
    sheets: _Sheets, portfolio: Portfolio, rubric: Rubric, today: date, filters: str
) -> None:
    headings = (Heading(_("What"), "text", 24), Heading(_("Meaning"), "text", 110))
    sheets.add(_("Notes on method"), headings, notes_on_method(portfolio, rubric, today, filters))


def notes_on_method(
    portfolio: Portfolio, rubric: Rubric, today: date, filters: str
) -> list[tuple[str, Cell]]:
    """What whoever reads the file has to know."""
    stages = ", ".join(f"{at} {one.name}" for at, one in enumerate(rubric.stages, start=1))
    return [
        (_("Portfolio"), portfolio.name),
        (_("Made on"), today.isoformat()),
        (_("Rubric"), f"{rubric.id} {rubric.version} ({rubric.hash[:12]})"),
        (_("Stages"), stages),
        (_("Chosen by"), filters or _("nothing: every company that shares with this portfolio")),
        (
            _("Which companies"),
            _(
                "Those whose share held when the file was made. A company that revokes its share is in"
                " no later file; this one knows nothing of it."
            ),
        ),
        (
            _("“%(words)s”") % {"words": not_shared()},
            _(
                "The company shares its summary only: IT members and missing practices are for those"
                " with whom it shares its full result. It is in no count of shared gaps."
            ),
        ),
        (
            _("An empty cell"),
            _(
                "Not known, or nothing to tell: no assessment submitted, too few answers, nothing"
                " expected of a dimension yet, or an assessment by another rubric, whose stages do"
                " not mean the same."
            ),
        ),
        (
            _("Ready"),
            _(
                "The number of the stage that the practices of a dimension reach: 0 is not even the"
                " first. Reached means that at least three quarters of the practices expected up to"
                " there are in place, by weight."
            ),
        ),
        (
            _("Probability"),
            _("How likely the stage is by the answers. The other stages share the rest."),
        ),
        (_("Coverage"), _("How many of the practices that were asked about are known.")),
        (
            _("Moved"),
            _("Stages up or down since the assessment before; empty if it was the first."),
        ),
        (
            _("Shared gaps"),
            _(
                "A practice counts where a company is at the stage that expects it or later, shares"
                " its full result and is known to lack it. At most fifty companies are named."
            ),
        ),
    ]
