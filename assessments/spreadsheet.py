"""Rows -> a CSV file that opens in a spreadsheet as what it says, and does nothing there."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

BYTE_ORDER_MARK = "\ufeff"  # by it Excel knows that the file is UTF-8
# What makes a spreadsheet take a cell for a formula, also in the wide letters of East Asian
# keyboards; or lets one begin after characters that it drops.
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def as_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """The file: a header row and one row each, with CRLF, as RFC 4180 has it."""
    return b"".join(csv_lines(header, rows))


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """The same file, row by row."""
    line = io.StringIO()
    line.write(BYTE_ORDER_MARK)
    writer = csv.writer(line)
    for row in chain([header], rows):
        writer.writerow([as_cell(one) for one in row])
        yield line.getvalue().encode()
        line.seek(0)
        line.truncate()


def as_cell(value: object) -> str:
    """The value as text; with an apostrophe before it where it would be taken for a formula.

    A number is one, also below nought: nobody typed it as a text.
    """
    text = "" if value is None else str(value)
    if isinstance(value, int | float):
        return text
    return f"'{text}" if text.startswith(BEGINS_A_FORMULA) else text
