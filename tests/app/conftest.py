"""Fixtures of the tests of everything that stands around the domain."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from assessments import rubrics

from ..factories import REAL_FOLDER
from .markup import Html
from .pages import every_page


@pytest.fixture(scope="session")
def pages(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> list[Html]:
    """Every page of the site, rendered once; the rows behind them are gone again."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = list(every_page())
        transaction.set_rollback(True)
    return found


@pytest.fixture
def rubric_folder(tmp_path: Path) -> Iterator[Path]:
    """A copy of the published rubric's folder that a test may spoil; its parents' parent can be
    ``RUBRICS_DIR``."""
    folder = tmp_path / "rubrics" / REAL_FOLDER.parent.name / REAL_FOLDER.name
    shutil.copytree(REAL_FOLDER, folder)
    yield folder
    rubrics._loaded.cache_clear()
