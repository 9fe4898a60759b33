"""A production server that also serves an empty view, and a client that adds hardly anything to it."""

from __future__ import annotations

import gzip
import socket
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..browser.production import Server

EMPTY = "/empty/"
HEAD_ENDS = b"\r\n\r\n"


@contextmanager
def bench_server(**environment: str) -> Iterator[Server]:
    """The server of ``make run`` with a database of its own, SQLite if ``environment`` names no other;
    all of it is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder), **environment)
        server.environment["DJANGO_SETTINGS_MODULE"] = "tests.load.bench_settings"
        server.start()
        try:
            yield server
        finally:
            server.kill()


@dataclass(frozen=True)
class Answer:
    """What came back; ``seconds`` from the first byte sent until the last was there."""

    status: int
    head: str
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        is_compressed = "content-encoding: gzip" in self.head.lower()
        return (gzip.decompress(self.body) if is_compressed else self.body).decode()

    @property
    def cookies(self) -> str:
        """The cookies that were set, as a browser sends them back."""
        lines = (line.partition(": ") for line in self.head.splitlines())
        set_ = (value.partition(";")[0] for name, _, value in lines if name == "Set-Cookie")
        return "; ".join(set_)


class Client:
    """One connection that is kept, as a browser keeps it.

    It sends bytes that are there already and reads no more of the answer than its length: what it
    measures is the server. One request follows the other, so their time is the server's throughput
    turned over.
    """

    def __init__(self, server: Server) -> None:
        self._port = server.port
        self._open()

    def _open(self) -> None:
        self._socket = socket.create_connection(("127.0.0.1", self._port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> Answer:
        """The answer to a request; over a new connection if the server has closed the old one."""
        try:
            return self._ask(request)
        except (BrokenPipeError, ConnectionResetError, EOFError):
            self._open()
            return self._ask(request)

    def seconds(self, request: bytes) -> float:
        """How long the answer to a request takes, which has to be a good one."""
        answer = self.ask(request)
        assert answer.status == 200, (request[:80], answer.status)
        return answer.seconds

    def _ask(self, request: bytes) -> Answer:
        began = time.perf_counter()
        self._socket.sendall(request)
        received = b""
        while HEAD_ENDS not in received:
            received += self._receive()
        head, _, body = received.partition(HEAD_ENDS)
        lowered = head.lower()
        length = int(lowered.partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        while len(body) < length:
            body += self._receive()
        taken = time.perf_counter() - began
        return Answer(int(head.split(b" ", 2)[1]), head.decode("latin-1"), body, taken)

    def _receive(self) -> bytes:
        received = self._socket.recv(1 << 20)
        if not received:
            raise EOFError("the server has closed the connection")
        return received


def request(path: str, body: bytes | None = None, **headers: str) -> bytes:
    """A request as bytes: GET, or POST of a form. Headers with ``_`` for ``-``."""
    lines = {"Host": "127.0.0.1", "Accept-Encoding": "gzip", **_named(headers)}
    if body is not None:
        lines |= {
            "Content-Type": "application/x-www-form-urlencoded",
            "Content-Length": str(len(body)),
        }
    written = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    method = "GET" if body is None else "POST"
    return f"{method} {path} HTTP/1.1\r\n{written}\r\n".encode() + (body or b"")


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
