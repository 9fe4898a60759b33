"""What all tests share: Hypothesis profiles and the published rubric.

``HYPOTHESIS_PROFILE`` chooses how hard the properties are tried: ``ci`` (the default: always the
same examples), ``dev`` (fresh ones each time) or ``thorough``.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from assessments.domain.rubric import Rubric

from .factories import real_rubric
from .rubric_copy import RubricCopy

_SLOW_IS_FINE = [HealthCheck.too_slow, HealthCheck.data_too_large]

settings.register_profile(
    "ci", max_examples=50, derandomize=True, deadline=None, suppress_health_check=_SLOW_IS_FINE
)
settings.register_profile(
    "dev", max_examples=100, deadline=None, suppress_health_check=_SLOW_IS_FINE
)
settings.register_profile(
    "thorough", max_examples=2000, deadline=None, suppress_health_check=_SLOW_IS_FINE
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(scope="session")
def rubric() -> Rubric:
    """The published rubric, as the site uses it."""
    return real_rubric()


@pytest.fixture(scope="session", autouse=True)
def no_collected_static_files(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Static files come from their sources: what ``make run`` once collected may be old or absent."""
    from django.conf import settings as django_settings

    django_settings.STATIC_ROOT = tmp_path_factory.mktemp("staticfiles")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """SQLite in a file, as in production: in memory all threads would share one connection, and
    the live server's requests would get in each other's way as they never do otherwise."""
    from django.db import connection

    if connection.vendor == "sqlite":
        file = tmp_path_factory.mktemp("database") / "test.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(file)


@pytest.fixture
def small_copy(tmp_path: Path) -> RubricCopy:
    """A small rubric's folder that a test may spoil."""
    return RubricCopy.of_small(tmp_path)


@pytest.fixture
def stub_pdf(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """No PDF is rendered, which takes seconds; the contexts that were to be rendered."""
    from assessments.reports import pdf
    from assessments.views import example

    rendered: list[object] = []

    def render_pdf(context: object) -> bytes:
        rendered.append(context)
        return b"%PDF-1.7 stub"

    monkeypatch.setattr(pdf, "render_pdf", render_pdf)
    example._pdf.cache_clear()
    yield rendered
    example._pdf.cache_clear()
