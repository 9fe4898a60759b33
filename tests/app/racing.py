"""Several at the same thing at the same moment, each with a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

ROUNDS = 4
Found = list[str]
Work = Callable[[], Any]


def at_once(*works: Work) -> list[Any]:
    """What each returns or raises, all started at the same moment, each in a thread of its own."""
    barrier = threading.Barrier(len(works))
    results: list[Any] = [None] * len(works)

    def run(at: int, work: Work) -> None:
        try:
            barrier.wait()
            results[at] = work()
        except Exception as error:
            results[at] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def surprises(results: list[Any], *expected: type) -> Found:
    return [
        repr(one) for one in results if isinstance(one, Exception) and not isinstance(one, expected)
    ]
