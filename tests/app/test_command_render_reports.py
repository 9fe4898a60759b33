"""``manage.py render_reports`` as a process: its time limit, its end, and what it leaves behind.

What a process that was killed leaves to the next one is in ``rivals.py``, on both databases.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from . import worker_process

pytestmark = pytest.mark.processes

ROOT = worker_process.ROOT
PATIENCE = 30  # seconds; a niced process may get little of a busy machine

MAKE = """
import django; django.setup()
from django.core.management import call_command
from tests.app.factories import submitted_assessment
from assessments.models import Rendering
call_command("migrate", verbosity=0)
submitted_assessment()
Rendering.objects.exclude(edition="full").delete()
"""


class Site:
    """A database and a reports folder of its own, with one report that is asked for."""

    def __init__(self, folder: Path) -> None:
        self.reports = folder / "reports"
        self.database = folder / "stagecheck.sqlite3"
        self.environment = {
            "PATH": os.environ.get("PATH", ""),
            "DJANGO_SETTINGS_MODULE": "stagecheck.settings",
            "STAGECHECK_STATE_DIR": str(folder),
            "STAGECHECK_RENDER_TIMEOUT": "1",
        }
        subprocess.run([sys.executable, "-c", MAKE], cwd=ROOT, env=self.environment, check=True)

    def start(self, render: str, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, worker_process.__file__, render, *arguments]
        return subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stderr=subprocess.PIPE, text=True
        )

    def run(self, render: str) -> tuple[int, str]:
        """Work until done: the exit status and what was said."""
        worker = self.start(render, "--until-done")
        _out, said = worker.communicate(timeout=PATIENCE)
        return worker.returncode, said

    def execute(self, statement: str) -> list[tuple[object, ...]]:
        connection = sqlite3.connect(self.database, timeout=20)
        try:
            with connection:
                return connection.execute(statement).fetchall()
        finally:
            connection.close()

    def rows(self) -> list[tuple[object, ...]]:
        return self.execute(
            "select attempts, claimed_at is not null, failed_at is not null"
            " from assessments_rendering"
        )

    def files(self) -> list[bytes]:
        return [path.read_bytes() for path in self.reports.glob("*")]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.05)


def wait_until_claimed(site: Site) -> None:
    wait_until(lambda: site.rows() == [(1, 1, 0)])


@pytest.fixture
def processes() -> Iterator[list[subprocess.Popen[str]]]:
    """What the test starts here does not outlive it."""
    started: list[subprocess.Popen[str]] = []
    yield started
    for one in started:
        one.kill()
        one.communicate()


def test_what_is_asked_for_is_made_by_a_process_that_lets_pages_go_first(site: Site):
    status, said = site.run("quick")

    assert (status, said) == (0, "")
    assert site.files() == [f"%PDF- niceness {min(os.nice(0) + 10, 19)}".encode()]
    assert site.rows() == []


def test_a_render_that_hangs_is_ended_and_counts_as_a_failed_attempt(site: Site):
    status, said = site.run("endless")
    assert status == 1
    assert "Timeout" not in said
    assert site.rows() == [(1, 1, 0)]

    site.execute("update assessments_rendering set attempts = 2, claimed_at = null")
    status, said = site.run("endless")
    assert status == 1
    assert "Timeout" in said  # at the last attempt the log says where it hung
    assert "in endless" in said

    status, said = site.run("quick")
    assert status == 0
    assert "could not be made in 3 attempts" in said
    assert site.rows() == [(3, 0, 1)]
    assert site.files() == []


def test_told_to_end_it_finishes_the_report_that_it_is_making(
    site: Site, processes: list[subprocess.Popen[str]]
):
    site.environment["STAGECHECK_RENDER_TIMEOUT"] = str(PATIENCE)
    worker = site.start("slow")
    processes.append(worker)
    wait_until_claimed(site)

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(PATIENCE) == 0
    assert len(site.files()) == 1
    assert site.rows() == []


def test_ctrl_c_ends_a_worker_that_is_run_by_hand(
    site: Site, processes: list[subprocess.Popen[str]]
):
    worker = site.start("quick")
    processes.append(worker)
    wait_until(lambda: site.rows() == [])

    worker.send_signal(signal.SIGINT)

    assert worker.wait(PATIENCE) == 0


@pytest.mark.skipif(
    not Path("/proc/self").exists(), reason="asks Linux for the parent of a process"
)
def test_a_worker_ends_with_the_server_that_started_it_however_that_ends(
    site: Site, processes: list[subprocess.Popen[str]]
):
    command = [sys.executable, worker_process.__file__, "quick", "--parent"]
    server = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import os, subprocess, sys, time\n"
            f"worker = subprocess.Popen({command!r} + [str(os.getpid())])\n"
            "print(worker.pid, flush=True); time.sleep(600)",
        ],
        cwd=ROOT,
        env=site.environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    processes.append(server)
    assert server.stdout
    worker = int(server.stdout.readline())
    wait_until(lambda: site.rows() == [])
    os.kill(worker, signal.SIGINT)  # Ctrl+C goes to all; the server tells its worker to end
    time.sleep(0.3)
    assert is_running(worker)

    server.kill()

    wait_until(lambda: not is_running(worker))


def is_running(pid: int) -> bool:
    try:
        return b"worker_process" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False
