"""Built once for each published rubric: what takes long to build and never changes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from ..domain.rubric import Rubric

Built = TypeVar("Built")


def once_per_rubric(build: Callable[[Rubric], Built]) -> Callable[[Rubric], Built]:
    """Keeps what was built under the rubric's hash, which covers all of its content.

    A rubric itself could be a key only at the price of hashing thousands of texts at each call.
    """
    kept: dict[str, Built] = {}

    @wraps(build)
    def keep(rubric: Rubric) -> Built:
        if rubric.hash not in kept:
            kept[rubric.hash] = build(rubric)
        return kept[rubric.hash]

    return keep
