"""What holds for every test of the report."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _no_warnings(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever WeasyPrint or the font tools have to say while a report is rendered is a fault."""
    yield
    said = [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING]
    assert said == []
