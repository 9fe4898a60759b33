"""Rows -> a CSV file that opens in a spreadsheet as what it says, and does nothing there."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

BYTE_ORDER_MARK = "\ufeff"  # by it Excel knows that the file is UTF-8
# What makes a spreadsheet take a cell for a formula, also in the wide letters of East Asian
# keyboards; or lets one begin after characters that it drops.
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def as_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """The file: a header row and one row each, with CRLF, as RFC 4180 has it."""
    text = io.StringIO()
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text)
    writer.writerow([as_cell(one) for one in header])
    writer.writerows([as_cell(one) for one in row] for row in rows)
    return text.getvalue().encode()


def as_cell(value: object) -> str:
    """The value as text; with an apostrophe before it where it would be taken for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(BEGINS_A_FORMULA) else text
