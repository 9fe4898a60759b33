"""CSV and JSON, sent row by row while they are read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet

from ..domain.rubric import Rubric
from ..models import Entry, Portfolio
from ..selectors.portfolio_rows import entry_rows
from ..spreadsheet import csv_lines
from .columns import LinkTo, as_object, columns, plain_cell

FORMAT, VERSION = "stagecheck.portfolio", 1
AT_ONCE = 32_000  # bytes: a row by itself is small, and each piece that is sent costs something


def csv_pieces(
    entries: QuerySet[Entry], rubric: Rubric, today: date, link_to: LinkTo
) -> Iterator[bytes]:
    """The companies as a CSV file, a row each."""
    found = columns(rubric, link_to)
    rows = entry_rows(entries, rubric, today)
    cells = ([plain_cell(column, row) for column in found] for row in rows)
    yield from _gathered(csv_lines([column.heading for column in found], cells))


def json_pieces(
    portfolio: Portfolio,
    entries: QuerySet[Entry],
    rubric: Rubric,
    today: date,
    link_to: LinkTo,
    *,
    filters: str,
) -> Iterator[bytes]:
    """The companies as one JSON object, each on a line of its own.

    ``filters`` is the query string by which they were chosen and sorted; empty: all, by name.
    """
    yield from _gathered(_json_lines(portfolio, entries, rubric, today, link_to, filters))


def _json_lines(
    portfolio: Portfolio,
    entries: QuerySet[Entry],
    rubric: Rubric,
    today: date,
    link_to: LinkTo,
    filters: str,
) -> Iterator[bytes]:
    head = {
        "format": FORMAT,
        "version": VERSION,
        "portfolio": portfolio.name,
        "made_on": today.isoformat(),
        "filters": filters,
        "rubric": f"{rubric.id} {rubric.version}",
    }
    begun = json.dumps(head, ensure_ascii=False)
    yield f'{begun[:-1]}, "companies": ['.encode()
    comma = "\n"
    for row in entry_rows(entries, rubric, today):
        written = json.dumps(as_object(row, rubric, link_to), ensure_ascii=False)
        yield f"{comma}{written}".encode()
        comma = ",\n"
    yield b"\n]}\n"


def _gathered(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes in fewer pieces."""
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        if len(waiting) >= AT_ONCE:
            yield bytes(waiting)
            waiting.clear()
    yield bytes(waiting)
