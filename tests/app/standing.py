"""Rows that every test of a module looks at: made once, and gone after the last of these tests.

What one test does to them is undone before the next. Reports are stubs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import pytest
from django.conf import settings
from django.db import transaction
from pytest_django import DjangoDbBlocker

from ..conftest import put_stub

Rows = TypeVar("Rows")


@dataclass(frozen=True)
class Standing(Generic[Rows]):
    """What was made, and where its reports are."""

    rows: Rows
    reports: Path


@contextmanager
def standing(
    make: Callable[[], Rows], blocker: DjangoDbBlocker, reports: Path
) -> Iterator[Standing[Rows]]:
    """Until it ends the database is open, and what ``make`` has made is there."""
    with blocker.unblock(), pytest.MonkeyPatch.context() as patches, transaction.atomic():
        put_stub(patches)
        settings.REPORTS_DIR = reports
        yield Standing(make(), reports)
        transaction.set_rollback(True)


@contextmanager
def undone(made: Standing[Rows]) -> Iterator[Rows]:
    """The rows with their reports; what is changed within is undone."""
    settings.REPORTS_DIR = made.reports
    with transaction.atomic():
        yield made.rows
        transaction.set_rollback(True)
