"""The processes that make reports beside the web server: started, kept running, and ended with it.

For ``gunicorn.conf.py``, in gunicorn's master process: nothing here loads Django or a report. A timer's
signal looks after them, twice a second, in the master's one thread. A thread of its own would be
simpler to read, but the master forks its web workers: one that is forked just while the thread starts
a process keeps the other end of a pipe that the thread waits for.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
EVERY = 0.5  # seconds between two looks
LONGEST_PAUSE = 30.0  # seconds until a process that ended is started again; the first time, none
LIVED_WELL = 30.0  # seconds; after less than that the next pause is longer
PATIENCE = 5.0  # seconds for a process to end by itself


class Kept:
    """One process of ``manage.py render_reports`` that is started again when it ends."""

    def __init__(self) -> None:
        self._pause = self._due = 0.0
        self._process: subprocess.Popen[bytes] | None = None

    def look_after(self) -> None:
        """Start the process if it is not running and its pause is over."""
        now = time.monotonic()
        if self._process is not None:
            if self._process.poll() is None:
                return
            self._process = None
            lived_well = now - self._due > LIVED_WELL
            self._due = now + (0 if lived_well else self._pause)
            self._pause = 1.0 if lived_well else min(2 * self._pause + 1.0, LONGEST_PAUSE)
        if now >= self._due:
            self._due = now
            with suppress(OSError):  # no memory, no process number: at the next look
                self._process = _start()

    def end(self) -> None:
        """After the report that it is making, or at once if that takes long."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()


def _start() -> subprocess.Popen[bytes]:
    command = [sys.executable, "manage.py", "render_reports", "--parent", str(os.getpid())]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL)  # noqa: S603


_kept: list[Kept] = []


def start(number: int) -> None:
    """Start that many processes. Those that were started before have been stopped."""
    _kept.extend(Kept() for _ in range(number))
    signal.signal(signal.SIGALRM, _look_after_all)
    _look_after_all()


def stop() -> None:
    """End all processes, and start none again."""
    ending = _kept.copy()
    _kept.clear()
    signal.setitimer(signal.ITIMER_REAL, 0)
    for one in ending:
        one.end()


def _look_after_all(*_: Any) -> None:
    """Look, and set the timer for the next look. A process that is forked does not inherit it."""
    for one in _kept:
        one.look_after()
    if _kept:
        signal.setitimer(signal.ITIMER_REAL, EVERY)
