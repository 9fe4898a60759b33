"""SQLite in a file and a real PostgreSQL: what rivals do to each other, and the site on both.

The work is done by the program ``rivals.py``, which has real transactions and many connections.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from . import postgresql, rivals

pytestmark = pytest.mark.processes

ROOT = Path(__file__).parents[2]


@pytest.fixture
def postgresql_url() -> Iterator[str]:
    pytest.importorskip("psycopg", reason="psycopg is not installed: pip install psycopg[binary]")
    try:
        with postgresql.server() as url:
            yield url
    except postgresql.NoPostgresql as missing:
        pytest.skip(str(missing))


def what_speaks_against(url: str, vendor: str, state: Path) -> dict[str, list[str]]:
    """The sentences of ``rivals.py`` that did not hold on this database, with what was found."""
    environment = os.environ | {
        "DATABASE_URL": url,
        "STAGECHECK_STATE_DIR": str(state),
        "DEBUG": "1",
    }
    done = subprocess.run(
        [sys.executable, rivals.__file__],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    outcome = json.loads(done.stdout)
    assert outcome["vendor"] == vendor
    assert list(outcome["found"]) == [sentence.__name__ for sentence in rivals.SENTENCES]
    return {sentence: found for sentence, found in outcome["found"].items() if found}


def test_on_sqlite_every_sentence_of_the_rivals_holds(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'rivals.sqlite3'}"

    assert what_speaks_against(url, "sqlite", tmp_path) == {}


def test_on_postgresql_every_sentence_of_the_rivals_holds(postgresql_url: str, tmp_path: Path):
    assert what_speaks_against(postgresql_url, "postgresql", tmp_path) == {}
