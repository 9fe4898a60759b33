"""A worker process whose renders do what a test says.

Run as a program: the name of a render, then what ``manage.py render_reports`` takes.
"""

from __future__ import annotations

import ctypes
import os
import sys
import time
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]


def quick(_context: object, _edition: str) -> bytes:
    return f"%PDF- niceness {os.nice(0)}".encode()


def slow(context: object, edition: str) -> bytes:
    time.sleep(1)
    return quick(context, edition)


def endless(_context: object, _edition: str) -> bytes:
    """Hangs in a C library that lets nothing else of Python run."""
    ctypes.PyDLL(None).sleep(600)
    return b""


def main(render: str, *arguments: str) -> None:
    # In the place of the real one, whose import alone takes longer than any of these.
    pdf = ModuleType("assessments.reports.pdf")
    pdf.render_pdf = {"quick": quick, "slow": slow, "endless": endless}[render]  # type: ignore[attr-defined]
    pdf.warm_up = lambda: None  # type: ignore[attr-defined]
    sys.modules[pdf.__name__] = pdf
    sys.path.insert(0, str(ROOT))
    from django.core.management import execute_from_command_line

    execute_from_command_line(["manage.py", "render_reports", *arguments])


if __name__ == "__main__":
    main(*sys.argv[1:])
