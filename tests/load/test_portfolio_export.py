"""Files of a portfolio take no more memory for ten thousand companies than for two thousand."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Callable
from datetime import date

import pytest

from assessments import rubrics
from assessments.models import Portfolio
from assessments.portfolio_file.workbook import write_workbook
from assessments.portfolio_file.writing import csv_pieces, json_pieces
from assessments.selectors.overview import View

from .portfolio_rows import fill

pytestmark = [pytest.mark.load, pytest.mark.django_db]

FEW, MANY = 2_000, 10_000
MOST_MORE = 2_000_000  # bytes: of ten thousand rows a list alone would take a multiple of it
TODAY = date(2026, 11, 25)


class Counted(io.RawIOBase):
    """A file on no disk that keeps nothing: what is written is counted."""

    def __init__(self) -> None:
        self.at = self.size = 0

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def write(self, content: object) -> int:
        length = len(memoryview(content))  # type: ignore[arg-type]
        self.at += length
        self.size = max(self.size, self.at)
        return length

    def tell(self) -> int:
        return self.at

    def seek(self, offset: int, whence: int = 0) -> int:
        self.at = {0: 0, 1: self.at, 2: self.size}[whence] + offset
        return self.at


def link_to(name: str) -> str:
    return f"https://stagecheck.example/companies/{name}/"


def csv_file(portfolio: Portfolio) -> int:
    entries = View().entries(portfolio)
    return sum(len(piece) for piece in csv_pieces(entries, rubrics.find(), TODAY, link_to))


def json_file(portfolio: Portfolio) -> int:
    entries = View().entries(portfolio)
    pieces = json_pieces(portfolio, entries, rubrics.find(), TODAY, link_to, filters="")
    return sum(len(piece) for piece in pieces)


def xlsx_file(portfolio: Portfolio) -> int:
    file = Counted()
    write_workbook(
        file,  # type: ignore[arg-type]
        portfolio,
        View().entries(portfolio),
        rubrics.find(),
        TODAY,
        link_to,
        filters="",
    )
    return file.size


def peak_of(write: Callable[[Portfolio], int], portfolio: Portfolio) -> tuple[int, int]:
    """How large the file is, and the most memory that writing it took at one time."""
    tracemalloc.start()
    try:
        size = write(portfolio)
        return size, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("write", [csv_file, json_file, xlsx_file])
def test_five_times_the_companies_take_no_more_memory(write: Callable[[Portfolio], int]):
    few, many = (Portfolio.objects.create(name=name) for name in ("Few", "Many"))
    fill(few, FEW, assessments=1)
    fill(many, MANY, assessments=1, seed=2)
    write(few)  # what is read once and kept is kept before

    small, low = peak_of(write, few)
    large, high = peak_of(write, many)

    assert large > 4 * small
    assert high - low < MOST_MORE, f"{low} bytes for {FEW} companies, {high} for {MANY}"
