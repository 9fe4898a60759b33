"""What all tests share: Hypothesis profiles and the published rubric.

``HYPOTHESIS_PROFILE`` chooses how hard the properties are tried: ``ci`` (the default: always the
same examples), ``dev`` (fresh ones each time) or ``thorough``.
"""

import itertools
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


@pytest.fixture(scope="session", autouse=True)
def tables_can_be_emptied_after_a_test() -> Iterator[None]:
    """History is not to be deleted, but after a test with real transactions every table is emptied.
    What keeps history is put in place again by the signal that follows."""
    from django.db import connection
    from django.test import TransactionTestCase

    from assessments import append_only

    empty = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def empty_all(test: TransactionTestCase) -> None:
        append_only.remove(connection)
        empty(test)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(TransactionTestCase, "_fixture_teardown", empty_all)
        yield


@pytest.fixture
def small_copy(tmp_path: Path) -> RubricCopy:
    """A small rubric's folder that a test may spoil."""
    return RubricCopy.of_small(tmp_path)


_reports_folders = itertools.count()


@pytest.fixture(autouse=True)
def no_report_is_there_yet(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Each test has a reports folder of its own: two may well ask for the same report."""
    from django.conf import settings as django_settings

    folder = tmp_path_factory.getbasetemp() / "reports" / str(next(_reports_folders))
    django_settings.REPORTS_DIR = folder


@pytest.fixture
def stub_pdf(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, str]]:
    """No PDF is rendered, which takes seconds; what was to be rendered, as context and edition.

    A report that is asked for is there with the commit: a worker works in the same process.
    """
    return put_stub(monkeypatch)


def put_stub(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, str]]:
    """The same for as long as the patches hold."""
    from assessments.rendering import queue
    from assessments.rendering.worker import Worker
    from assessments.reports import pdf

    rendered: list[tuple[object, str]] = []

    def render_pdf(context: object, edition: str) -> bytes:
        rendered.append((context, edition))
        return f"%PDF-1.7 stub of the {edition} edition".encode()

    monkeypatch.setattr(pdf, "render_pdf", render_pdf)
    monkeypatch.setattr(queue, "wake", lambda: Worker().run_until_done())
    return rendered


@pytest.fixture(scope="session", autouse=True)
def accounts_cost_little() -> Iterator[None]:
    """Attempts to sign in are counted in memory, not in the database, which not every test may use;
    and passwords are hashed by what takes no time."""
    from django.test import override_settings

    with override_settings(
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(autouse=True)
def no_attempt_is_counted_yet(accounts_cost_little: None) -> None:
    """Of the attempts to sign in that other tests made, none counts in this one."""
    from django.core.cache import cache

    cache.clear()
