"""What holds for every test of the report."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of this folder render reports, which takes seconds each: not for every day."""
    for item in items:
        if FOLDER in item.path.parents:
            item.add_marker(pytest.mark.report)


@pytest.fixture(autouse=True)
def _no_warnings(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever WeasyPrint or the font tools have to say while a report is rendered is a fault."""
    yield
    said = [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING]
    assert said == []
