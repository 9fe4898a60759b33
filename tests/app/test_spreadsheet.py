"""CSV files: they open as what they say, and no cell of theirs does anything."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.spreadsheet import as_cell, as_csv


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_table_has_a_header_and_a_row_for_each_in_utf_8_that_excel_knows():
    content = as_csv(["Title", "Due"], [["Łódź “1”", None], ["a, b;\nc", 3]])

    assert content.startswith(b"\xef\xbb\xbfTitle,Due\r\n")
    assert read(content) == [["Title", "Due"], ["Łódź “1”", ""], ["a, b;\nc", "3"]]


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_what_would_begin_a_formula_begins_with_an_apostrophe(first: str):
    written = f"{first}HYPERLINK(A1)"

    assert as_cell(written) == f"'{written}"


@pytest.mark.parametrize("text", ["a=b", "3 - 2", "'=1", "", "é", "ada@example.org"])
def test_what_would_not_stays_as_it_is(text: str):
    assert as_cell(text) == text


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2)))
def test_no_cell_of_any_table_begins_a_formula_and_none_is_lost(rows: list[list[str]]):
    header, *found = read(as_csv(["one", "two"], rows))

    assert header == ["one", "two"]
    assert [[cell.removeprefix("'") for cell in row] for row in found] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]
    for cell in (cell for row in found for cell in row):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
