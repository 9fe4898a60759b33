"""The server as ``make run`` starts it: gunicorn, collected files, a database of its own.

It is a process apart, so it can be killed as a power cut would, and started again on what is left.
Rows are made by programs that run with its settings: see ``Server.python``.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 20  # seconds until it has started
NOT_FROM_OUTSIDE = ("DEBUG", "HTTPS", "SECRET_KEY", "DATABASE_URL", "WEB_CONCURRENCY")


class Server:
    """A production server whose files all lie in one folder. It is not running yet."""

    def __init__(self, folder: Path, **environment: str) -> None:
        """``environment`` is what it has beyond ours: ``DATABASE_URL`` of another database, say."""
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = folder / "log"
        kept = {name: one for name, one in os.environ.items() if name not in NOT_FROM_OUTSIDE}
        self.environment = kept | {
            "PORT": str(self.port),
            "STAGECHECK_STATE_DIR": str(folder / "var"),
            "STAGECHECK_STATIC_DIR": str(folder / "staticfiles"),
            "DJANGO_SETTINGS_MODULE": "stagecheck.settings",
            **environment,
        }
        self._process: subprocess.Popen[bytes] | None = None
        self._manage("migrate")
        self._manage("collectstatic", "--noinput")

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it, on the same port and the same database each time, and wait until it answers."""
        assert not self.is_running, "the server is running already"
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "stagecheck.wsgi"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,  # its workers die with it, and nobody else
            )
        self._wait()

    def kill(self) -> None:
        """End it at once, workers and all, as ``kill -9`` does: nothing of it runs any further."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it in order."""
        self._end(signal.SIGTERM)

    def kill_master_alone(self) -> None:
        """Kill the process that looks after the others, and none of them."""
        assert self._process
        self._process.kill()
        self._process.wait(PATIENCE)

    @property
    def render_worker(self) -> int | None:
        """The process number of the worker that makes reports, if one is running."""
        return next(iter(self.render_workers()), None)

    def render_workers(self) -> list[int]:
        """The process numbers of those that this server has started, also if it is gone itself."""
        assert self._process
        wanted = f"--parent\0{self._process.pid}\0".encode()
        return [pid for pid, command in _processes() if command.endswith(wanted)]

    @property
    def database(self) -> Path:
        return Path(self.environment["STAGECHECK_STATE_DIR"]) / "stagecheck.sqlite3"

    def python(self, program: str) -> str:
        """What a program prints that runs beside the server, with its settings and database."""
        django = "import django; django.setup()\n"
        return self._run(sys.executable, "-c", django + program).strip()

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, how)
        self._process.wait(PATIENCE)
        self._process = None
        while self._listens():  # a worker may outlive the master for a moment
            time.sleep(0.01)

    def _wait(self) -> None:
        end = time.monotonic() + PATIENCE
        while not self._answers():
            if not self.is_running or time.monotonic() > end:
                self.kill()
                raise RuntimeError(f"The server did not start:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.05)

    def _listens(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return True
        except OSError:
            return False

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/health/", timeout=2) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except OSError:
            return False

    def _manage(self, *command: str) -> None:
        self._run(sys.executable, "manage.py", *command, "--verbosity", "0")

    def _run(self, *command: str) -> str:
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(command)}\n{done.stderr}")
        return done.stdout


@contextmanager
def production_server() -> Iterator[Server]:
    """A running production server; everything of it is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.kill()


def _processes() -> Iterator[tuple[int, bytes]]:
    """Every process with its command line, on Linux."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended meanwhile
            yield int(folder.name), (folder / "cmdline").read_bytes()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
