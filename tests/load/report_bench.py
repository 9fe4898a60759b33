"""What it costs to make and hand out reports, as ratios of two things measured in the same run.

Part of ``make bench``. The server is the one of ``make run``, with a database of its own.
"""

from __future__ import annotations

import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from assessments import rubrics
from assessments.archetypes import archetype
from assessments.domain.scorecard import score
from assessments.reports.context import build

from ..browser.production import ROOT, Server

FETCHER, RENDERER = "tests.load.fetcher", "tests.load.renderer"  # programs
ROUNDS = 3
REQUESTS = 1000
ALL_KINDS = 10  # renders, after which a renderer comes to the same report again
FEW, MANY = 5, 200  # renders
SUBMIT = """
import time
from tests.app.factories import submitted_assessment
from assessments.rendering.contents import content_hash
assessment, token = submitted_assessment(company={company!r}, archetype="adoption")
print(token, content_hash(assessment, "full"), time.time())
"""


@dataclass(frozen=True)
class Ratio:
    """One measured ratio beside its goal."""

    what: str
    measured: float
    goal: str

    @property
    def is_met(self) -> bool:
        sign, limit = self.goal.split()
        return self.measured <= float(limit) if sign == "<=" else self.measured >= float(limit)

    def __str__(self) -> str:
        met = "met" if self.is_met else "NOT met"
        return f"{self.what:<72}{self.measured:>7.2f}   {self.goal:<8} {met}"


def ratios() -> Iterator[Ratio]:
    """Every ratio, as soon as it is measured. Takes about ten minutes."""
    with _server() as server:
        token, _hash, _time = _submit(server, "Warm")
        _wait_for(server, _hash)
        yield _second_download(server, token)
        yield _submit_to_ready(server)
        yield _cheap_view(server)
    yield _two_processes()
    yield _memory()


# --- with a server -------------------------------------------------------------------------------


@contextmanager
def _server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        server.environment["DJANGO_SETTINGS_MODULE"] = "tests.load.bench_settings"
        server.start()
        try:
            yield server
        finally:
            server.kill()


def _reports(server: Server) -> Path:
    return Path(server.environment["STAGECHECK_STATE_DIR"]) / "reports"


def _submit(server: Server, company: str) -> tuple[str, str, float]:
    """The token of a new assessment, the hash of its report, when it was submitted."""
    token, content_hash, at = server.python(SUBMIT.format(company=company)).split()
    return token, content_hash, float(at)


def _wait_for(server: Server, content_hash: str) -> float:
    """When the report was there."""
    path = _reports(server) / f"{content_hash}.pdf"
    while not path.exists():
        time.sleep(0.01)
    return path.stat().st_mtime


class _Client:
    """One connection that is kept, as a browser keeps it."""

    def __init__(self, server: Server) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port)

    def seconds(self, path: str) -> float:
        """How long it takes until all of the answer is there."""
        began = time.perf_counter()
        self._connection.request("GET", path)
        answer = self._connection.getresponse()
        answer.read()
        taken = time.perf_counter() - began
        assert answer.status == 200, (path, answer.status)
        return taken


def _second_download(server: Server, token: str) -> Ratio:
    client = _Client(server)
    empty, report = "/empty/", f"/a/{token}/report.pdf"
    taken: dict[str, list[float]] = {empty: [], report: []}
    for _ in range(REQUESTS):  # in turns, so that whatever else the machine does meets both
        for path, times in taken.items():
            times.append(client.seconds(path))
    share = statistics.median(taken[empty]) / statistics.median(taken[report])
    return Ratio("second download of a PDF: share of an empty view's throughput", share, ">= 0.30")


def _submit_to_ready(server: Server) -> Ratio:
    from assessments.reports import pdf

    rubric = rubrics.find()
    card = score(rubric, archetype(rubric, "adoption").answers)
    context = build(card, company="Company 1", date="2026-11-22")
    pdf.render_pdf(context)
    shares = []
    for number in range(ROUNDS):
        began = time.perf_counter()
        pdf.render_pdf(context)
        render = time.perf_counter() - began
        _token, content_hash, at = _submit(server, f"Company {number}")
        shares.append((_wait_for(server, content_hash) - at) / render)
        _be_idle(server)
    what = "submitted to PDF ready, in warm renders"
    return Ratio(what, statistics.median(shares), "<= 3")


def _be_idle(server: Server) -> None:
    """Wait until no report is wanted any more."""
    waiting = "from assessments.models import Rendering; print(Rendering.objects.count())"
    while server.python(waiting) != "0":
        time.sleep(0.2)


def _cheap_view(server: Server) -> Ratio:
    tokens = [_submit(server, f"Fetched {number}")[0] for number in range(3)]
    _be_idle(server)
    client = _Client(server)
    shares = []
    for _ in range(ROUNDS):
        idle = _p99(client)
        with _fetching(server, tokens):
            shares.append(_p99(client) / idle)
    what = "99th percentile of a cheap view: three clients fetch PDFs / idle"
    return Ratio(what, statistics.median(shares), "<= 2")


def _p99(client: _Client) -> float:
    times = []
    for _ in range(REQUESTS):
        times.append(client.seconds("/health/"))
        time.sleep(0.005)  # somebody who looks, not somebody who wants to know how much it takes
    return statistics.quantiles(times, n=100)[-1]


@contextmanager
def _fetching(server: Server, tokens: list[str]) -> Iterator[None]:
    with ExitStack() as clients:
        for token in tokens:
            command = [sys.executable, "-m", FETCHER, str(server.port)]
            command += [f"/a/{token}/report.pdf", str(_reports(server))]
            clients.enter_context(subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE))
        time.sleep(2)  # until all of them are at it
        yield


# --- with processes that only render -------------------------------------------------------------


class _Renderer:
    """A warm process of ``renderer``."""

    def __init__(self) -> None:
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "stagecheck.settings"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", RENDERER],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdin
        assert self._process.stdout
        self._tell, self._hear = self._process.stdin, self._process.stdout
        self._hear.readline()

    def begin(self, times: int) -> Callable[[], int]:
        """Have so many reports rendered; what is returned waits, and says how much memory it took."""
        self._tell.write(f"{times}\n")
        self._tell.flush()
        return lambda: int(self._hear.readline())

    def end(self) -> None:
        self._tell.close()
        self._process.wait()
        self._hear.close()


def _two_processes() -> Ratio:
    one, other = _Renderer(), _Renderer()
    shares = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        one.begin(ALL_KINDS)()
        after_each_other = 2 * (time.perf_counter() - began)
        began = time.perf_counter()
        for wait in (one.begin(ALL_KINDS), other.begin(ALL_KINDS)):
            wait()
        shares.append((time.perf_counter() - began) / after_each_other)
    one.end()
    other.end()
    what = "renders in two processes / one after the other"
    return Ratio(what, statistics.median(shares), "<= 0.55")


def _memory() -> Ratio:
    process = _Renderer()
    few = process.begin(FEW)()
    many = process.begin(MANY - FEW)()
    process.end()
    what = f"memory of a worker after {MANY} renders / after {FEW} ({few // 1024} MB)"
    return Ratio(what, many / few, "<= 1.10")
