"""What it costs to make and hand out reports, as ratios of two things measured in the same run.

Part of ``make bench``. The server is the one of ``make run``, with a database of its own.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from assessments import rubrics
from assessments.archetypes import archetype
from assessments.domain.scorecard import score
from assessments.reports.context import build

from ..browser.production import ROOT, Server
from .ratio import Ratio, alternate, share
from .serving import EMPTY, Client, bench_server, request

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


def ratios() -> Iterator[Ratio]:
    """Every ratio, as soon as it is measured. Takes about ten minutes."""
    with bench_server() as server:
        token, _hash, _time = _submit(server, "Warm")
        _wait_for(server, _hash)
        yield _second_download(server, token)
        yield _submit_to_ready(server)
        yield _cheap_view(server)
    yield _two_processes()
    yield _memory()


# --- with a server -------------------------------------------------------------------------------


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


def _second_download(server: Server, token: str) -> Ratio:
    client = Client(server)
    asked = {"empty": request(EMPTY), "report": request(f"/a/{token}/report.pdf")}
    sides = {name: partial(client.seconds, one) for name, one in asked.items()}
    taken = alternate(sides, REQUESTS)
    what = "second download of a PDF: share of an empty view's throughput"
    return Ratio(what, share(taken["empty"], taken["report"]), ">= 0.30")


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
    client = Client(server)
    shares = []
    for _ in range(ROUNDS):
        idle = _p99(client)
        with _fetching(server, tokens):
            shares.append(_p99(client) / idle)
    what = "99th percentile of a cheap view: three clients fetch PDFs / idle"
    return Ratio(what, statistics.median(shares), "<= 2")


def _p99(client: Client) -> float:
    times, health = [], request("/health/")
    for _ in range(REQUESTS):
        times.append(client.seconds(health))
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
