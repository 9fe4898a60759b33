"""Finds the fullest brief that fits on two pages, by laying it out.

Estimating how tall a text will be goes wrong with another language or rubric; laying out two pages
takes a few tenths of a second, and a handful of trials finds the steps of both pages at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from .brief import LAST_FIT, Fit

Laid = TypeVar("Laid")


def fitted(lay_out: Callable[[Fit], tuple[Laid, Fit]]) -> Laid:
    """What ``lay_out`` makes of the first steps whose pages do not overflow.

    ``lay_out`` gives the thing laid out and, for each page, how many pages it ran over (a ``Fit``
    of zeros: it fits). A later step never says more than an earlier one, so halving finds it. The
    last step of a page is taken as it comes.
    """
    least, most = Fit(), LAST_FIT
    best: dict[Fit, Laid] = {}
    trial = Fit()
    while True:
        laid, over = lay_out(trial)
        best[trial] = laid
        least, most = _narrowed(least, most, trial, over)
        if least == most:
            return best[least] if least in best else lay_out(least)[0]
        trial = Fit((least.first + most.first) // 2, (least.second + most.second) // 2)


def _narrowed(least: Fit, most: Fit, trial: Fit, over: Fit) -> tuple[Fit, Fit]:
    """The steps that are still in question once a trial is known."""
    first, second = least.first, least.second
    last_first, last_second = most.first, most.second
    if over.first:
        first = min(trial.first + 1, last_first)
    else:
        last_first = trial.first
    if over.second:
        second = min(trial.second + 1, last_second)
    else:
        last_second = trial.second
    return Fit(first, second), Fit(last_first, last_second)
