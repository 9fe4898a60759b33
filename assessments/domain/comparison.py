"""Scorecards side by side: where each stands, and the gaps that they share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .scorecard import Scorecard, round_number


class NotComparable(ValueError):
    """The scorecards follow different rubrics, so their stages do not mean the same."""


@dataclass(frozen=True, slots=True)
class Side:
    """One company of a comparison, in ids. Without a verdict the rest is empty.

    ``musts`` are problems, or the practice whose lack carries a problem over.
    """

    company: str
    stage: str | None
    certainty: str | None
    probability: float
    readiness: Mapping[str, str | None]
    behind: Mapping[str, int | None]
    musts: tuple[str, ...]
    roles_missing: tuple[str, ...]
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Companies side by side; ``shared_gaps`` maps a practice to the companies that lack it,
    two or more, the most shared first."""

    sides: tuple[Side, ...]
    dimensions: tuple[str, ...]
    shared_gaps: Mapping[str, tuple[str, ...]]


def compare(named: Sequence[tuple[str, Scorecard]]) -> Comparison:
    """Set companies side by side.

    Raises ``NotComparable`` for rubrics of different major versions, and if there are none.
    """
    if not named:
        raise NotComparable("there is no company to compare")
    kinds = {(card.rubric.id, card.rubric.version.partition(".")[0]) for _, card in named}
    if len(kinds) > 1:
        names = ", ".join(sorted(f"{name} {major}" for name, major in kinds))
        raise NotComparable(f"the companies follow different rubrics: {names}")
    sides = tuple(_side(company, card) for company, card in named)
    rubric = named[0][1].rubric
    lacking = {
        practice.id: tuple(side.company for side in sides if practice.id in side.gaps)
        for practice in rubric.practices
    }
    shared = {one: who for one, who in lacking.items() if len(who) > 1}
    found = {dimension for side in sides for dimension in side.readiness}
    return Comparison(
        sides,
        tuple(dimension.id for dimension in rubric.dimensions if dimension.id in found),
        dict(sorted(shared.items(), key=lambda pair: -len(pair[1]))),
    )


def _side(company: str, card: Scorecard) -> Side:
    verdict, charts = card.verdict, card.org_charts
    return Side(
        company,
        verdict.stage if verdict else None,
        verdict.certainty if verdict else None,
        max(verdict.probabilities) if verdict else 0.0,
        {one.dimension: one.stage for one in card.readiness},
        {one.dimension: one.behind for one in card.readiness},
        tuple(one.hole or one.problem for one in card.priorities if one.moscow == "must"),
        charts.missing if charts else (),
        tuple(one.practice for one in card.states if one.timing != "coming" and one.is_gap),
    )


def as_plain(comparison: Comparison) -> dict[str, Any]:
    """The comparison as plain values for JSON."""
    return {
        "companies": [
            {
                "company": side.company,
                "stage": side.stage,
                "certainty": side.certainty,
                "probability": round_number(side.probability),
                "readiness": dict(side.readiness),
                "behind": dict(side.behind),
                "musts": list(side.musts),
                "roles_missing": list(side.roles_missing),
                "gaps": list(side.gaps),
            }
            for side in comparison.sides
        ],
        "shared_gaps": {one: list(who) for one, who in comparison.shared_gaps.items()},
    }
