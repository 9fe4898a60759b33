"""Practices that several companies lack, so that one workshop serves them all. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .rubric import Practice, Rubric

Standing = tuple[str, int, tuple[str, ...]]  # name, number of the stage from 1, practices missing


@dataclass(frozen=True, slots=True)
class SharedGap:
    """A practice, and how many of the companies that it is expected of are known to lack it.

    ``stage`` is the number, from 1, of the stage that expects it first; ``of`` counts the companies
    there or beyond. ``companies`` names those that lack it in the order given, ``more`` counts those
    beyond the most that are named.
    """

    practice: Practice
    stage: int
    of: int
    missing: int
    companies: tuple[str, ...]

    @property
    def share(self) -> float:
        """Of the companies that it is expected of, 0 to 1."""
        return self.missing / self.of

    @property
    def more(self) -> int:
        return self.missing - len(self.companies)


def shared_gaps(
    rubric: Rubric, standings: Iterable[Standing], *, least: int = 1, most_named: int = 50
) -> tuple[SharedGap, ...]:
    """The practices that ``least`` companies or more lack at their stage, the most shared first.

    A company that a circumstance asks for a practice earlier than its stage does is not counted: it
    is not among those of which the stage expects it. The memory it takes does not grow with the
    number of companies.
    """
    expected = {one.id: rubric.stage_order[one.expected_from] + 1 for one in rubric.practices}
    reached = [0] * (len(rubric.stages) + 1)  # companies by the number of their stage
    missing = dict.fromkeys(expected, 0)
    named: dict[str, list[str]] = {practice: [] for practice in expected}
    for name, ordinal, gaps in standings:
        reached[ordinal] += 1
        for practice in gaps:
            if ordinal >= expected.get(practice, len(reached)):
                missing[practice] += 1
                if len(named[practice]) < most_named:
                    named[practice].append(name)
    found = [
        SharedGap(
            one,
            expected[one.id],
            sum(reached[expected[one.id] :]),
            missing[one.id],
            tuple(named[one.id]),
        )
        for one in rubric.practices
        if missing[one.id] >= max(least, 1)
    ]
    return tuple(sorted(found, key=lambda one: (-one.missing, -one.share)))
