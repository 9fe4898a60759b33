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
from .factories import tokens_of_visitors
from .markup import Html
from .pages import every_page
from .standing import Standing, standing, undone
from .world import World


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


@pytest.fixture(scope="module", params=["open", "submitted"])
def world_made(
    request: pytest.FixtureRequest,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[str, Standing[World]]]:
    """The state of a world's assessment, and the world, for all tests of a module."""
    folder = tmp_path_factory.mktemp("world-reports")

    def make() -> World:
        return World.of(submitted=request.param == "submitted").with_sessions()

    with standing(make, django_db_blocker, folder) as made:
        yield request.param, made


@pytest.fixture
def world(world_made: tuple[str, Standing[World]], no_report_is_there_yet: None) -> Iterator[World]:
    """A world that every test finds as the one before it did."""
    with undone(world_made[1]) as found:
        yield found


@pytest.fixture
def state(world_made: tuple[str, Standing[World]]) -> str:
    """Whether the world's assessment is ``open`` or ``submitted``."""
    return world_made[0]


@pytest.fixture(scope="module")
def tokens_made(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Standing[dict[str, str]]]:
    """What who comes by a private link has in hand, for all tests of a module."""
    folder = tmp_path_factory.mktemp("tokens-reports")
    with standing(tokens_of_visitors, django_db_blocker, folder) as made:
        yield made


@pytest.fixture
def tokens(
    tokens_made: Standing[dict[str, str]], no_report_is_there_yet: None
) -> Iterator[dict[str, str]]:
    """The token of an ``open`` assessment, of a ``submitted`` one with its reports, and a ``stranger``'s,
    which opens nothing."""
    with undone(tokens_made) as found:
        yield found
