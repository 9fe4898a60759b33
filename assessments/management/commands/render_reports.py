"""``manage.py render_reports``: the process that makes the reports' PDF files, and now and then does
what else has to be done: see ``services.housekeeping``.

The server of ``make run`` starts one by itself. Run it elsewhere with ``STAGECHECK_RENDER_WORKERS=0``
for the server, and let whatever runs it start it again when it ends: after a render that took too
long it ends with status 1, after a few hundred renders with 0.
"""

from __future__ import annotations

import ctypes
import faulthandler
import os
import signal
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ...models import Rendering
from ...rendering.queue import ATTEMPTS, time_limit
from ...rendering.worker import Worker
from ...services.housekeeping import keep_house
from ..usage import PlainCommand

NICENESS = 10
PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
STDERR = 2


class Command(PlainCommand):
    help = "Make the reports that are asked for, until it is stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--until-done", action="store_true", help="end when nothing is left to do"
        )
        parser.add_argument(
            "--parent",
            type=int,
            metavar="PID",
            help="end when this process is no longer the parent",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        os.nice(NICENESS)  # pages come first
        self.stopped = False
        signal.signal(signal.SIGTERM, self.stop)
        parent = options["parent"]
        if parent:
            # Ctrl+C goes to the whole group; a supervised worker ends when its parent says so.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            end_with_parent()
        else:
            signal.signal(signal.SIGINT, self.stop)
        worker = Worker(
            is_over=lambda: self.stopped or (parent is not None and os.getppid() != parent),
            limited=limited,
            now_and_then=keep_house,
        )
        if options["until_done"]:
            worker.run_until_done()
            return
        from ...reports import pdf

        pdf.warm_up()
        worker.run()

    def stop(self, *_: Any) -> None:
        """After the report that is being made."""
        self.stopped = True


def end_with_parent() -> None:
    """Have Linux send SIGTERM when the parent dies, however it dies.

    Elsewhere the worker notices between two renders.
    """
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@contextmanager
def limited(row: Rendering) -> Iterator[None]:
    """End this process if the render takes longer than it may.

    By a watchdog that needs no Python to run: a render may hang deep in a C library. Where it hung
    is written to the log at the last attempt.
    """
    is_last = row.attempts >= ATTEMPTS
    with Path(os.devnull).open("w") as nowhere:
        faulthandler.dump_traceback_later(
            time_limit(row), exit=True, file=STDERR if is_last else nowhere
        )
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
