"""A ratio of two things measured in the same run, and how such a run goes."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Ratio:
    """One measured ratio beside its goal; without a goal it is printed for comparison."""

    what: str
    measured: float
    goal: str = ""

    @property
    def is_met(self) -> bool:
        sign, limit = self.goal.split()
        return self.measured <= float(limit) if sign == "<=" else self.measured >= float(limit)

    def __str__(self) -> str:
        met = "" if not self.goal else "met" if self.is_met else "NOT met"
        return f"{self.what:<78}{self.measured:>7.3f}   {self.goal:<8} {met}".rstrip()


def alternate(sides: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """The seconds of each side, one of each in turn, so that what else the machine does meets all.

    The first round only warms up. Every other round goes backwards, so that nobody always comes after
    the same neighbour.
    """
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(rounds + 1):
        for name in sorted(sides, reverse=bool(number % 2)):
            seconds = sides[name]()
            if number:
                taken[name].append(seconds)
    return taken


def share(part: Sequence[float], whole: Sequence[float]) -> float:
    """How much one side is of another: the median of the rounds, each by itself."""
    return statistics.median(one / other for one, other in zip(part, whole, strict=True))
