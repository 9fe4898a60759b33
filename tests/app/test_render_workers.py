"""The processes beside the web server: started again when they end, and not too eagerly.

That they end with a real server, however that ends, is in ``tests/browser/test_report.py``.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise

import pytest

from stagecheck import render_workers
from stagecheck.render_workers import Kept


class Process:
    """Stands for a process: runs until it is ended."""

    def __init__(self, *, obeys: bool = True) -> None:
        self.obeys = obeys
        self.told: list[str] = []
        self.status: int | None = None

    def poll(self) -> int | None:
        return self.status

    def terminate(self) -> None:
        self.told.append("terminate")
        if self.obeys:
            self.status = 0

    def wait(self, patience: float) -> None:
        if self.status is None:
            raise subprocess.TimeoutExpired("render_reports", patience)

    def kill(self) -> None:
        self.told.append("kill")
        self.status = -9


class World:
    """What was started, and what time it is."""

    def __init__(self) -> None:
        self.started: list[Process] = []
        self.now, self.refuses, self.obeys = 1000.0, False, True

    def start(self) -> Process:
        if self.refuses:
            raise OSError("Resource temporarily unavailable")
        self.started.append(Process(obeys=self.obeys))
        return self.started[-1]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    found = World()
    monkeypatch.setattr(render_workers, "_start", found.start)
    monkeypatch.setattr(render_workers.time, "monotonic", lambda: found.now)
    return found


def test_one_process_is_started_and_left_alone_while_it_runs(world: World):
    kept = Kept()
    for _ in range(3):
        kept.look_after()
        world.now += 1

    assert len(world.started) == 1


def test_a_process_that_ended_is_started_again_at_the_next_look(world: World):
    kept = Kept()
    kept.look_after()
    world.started[0].status = -9

    kept.look_after()

    assert len(world.started) == 2


def test_a_process_that_ends_again_and_again_is_started_more_and_more_seldom(world: World):
    kept, starts = Kept(), []
    for _ in range(600):
        before = len(world.started)
        kept.look_after()
        if len(world.started) > before:
            starts.append(world.now)
            world.started[-1].status = 1
        world.now += render_workers.EVERY

    pauses = [after - before - render_workers.EVERY for before, after in pairwise(starts)]
    assert pauses[:8] == [0, 1, 3, 7, 15, 30, 30, 30]


def test_a_process_that_has_run_for_a_while_is_started_again_at_once(world: World):
    kept = Kept()
    for _ in range(5):
        kept.look_after()
        world.now += render_workers.LIVED_WELL + 1
        world.started[-1].status = 0
        kept.look_after()

    assert len(world.started) == 6


def test_without_room_for_a_process_it_is_tried_at_the_next_look(world: World):
    kept = Kept()
    world.refuses = True
    kept.look_after()
    assert world.started == []

    world.refuses = False
    kept.look_after()

    assert len(world.started) == 1


def test_a_process_is_told_to_end_and_killed_if_it_does_not(world: World):
    obedient, stubborn, never_started = Kept(), Kept(), Kept()
    obedient.look_after()
    world.obeys = False
    stubborn.look_after()

    for one in (obedient, stubborn, never_started):
        one.end()

    assert [one.told for one in world.started] == [["terminate"], ["terminate", "kill"]]


@pytest.fixture
def alarm() -> Iterator[None]:
    """The signal's handler and timer are as they were before."""
    before = signal.getsignal(signal.SIGALRM)
    yield
    render_workers.stop()
    signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("alarm")
def test_a_timer_looks_after_as_many_as_are_wanted_until_they_are_stopped(
    monkeypatch: pytest.MonkeyPatch,
):
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]))
        return started[-1]

    monkeypatch.setattr(render_workers, "_start", start)
    monkeypatch.setattr(render_workers, "EVERY", 0.05)
    render_workers.start(2)
    os.kill(started[0].pid, signal.SIGKILL)
    end = time.monotonic() + 10
    while len(started) < 3 and time.monotonic() < end:
        time.sleep(0.05)
    assert [one.poll() for one in started] == [-9, None, None]

    render_workers.stop()
    time.sleep(0.2)

    assert [one.poll() for one in started] == [-9, -15, -15]
    assert len(started) == 3
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


@pytest.mark.usefixtures("alarm")
def test_where_workers_are_run_elsewhere_none_is_started(world: World):
    render_workers.start(0)

    assert world.started == []
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_a_process_is_the_command_with_its_parent(monkeypatch: pytest.MonkeyPatch):
    called: list[list[str]] = []
    monkeypatch.setattr(subprocess, "Popen", lambda command, **options: called.append(command))

    render_workers._start()

    assert called == [[sys.executable, "manage.py", "render_reports", "--parent", str(os.getpid())]]
