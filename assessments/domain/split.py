"""Do the facts of different dimensions point to different stages?

A split reading is a finding of its own: it is named, never averaged away. Only dimensions with at
least two known facts are read, so that one odd answer is not mistaken for a split.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .rubric import Rubric, SplitReading
from .scoring import Contribution, add_up, most_probable

FEWEST_FACTS = 2
SPLIT_FROM = 2  # stages apart


@dataclass(frozen=True, slots=True)
class DimensionStage:
    """The stage that the facts of one dimension point to, read by themselves."""

    dimension: str
    stage: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """Two dimensions whose facts lie ``apart`` stages from each other, 2 or more."""

    ahead: DimensionStage
    behind: DimensionStage
    apart: int
    reading: SplitReading | None


def dimension_stages(rubric: Rubric, known: Sequence[Contribution]) -> tuple[DimensionStage, ...]:
    """The stage of each dimension that has enough known facts, in the rubric's order."""
    found = []
    for dimension in rubric.dimensions:
        parts = [
            part for part in known if rubric.fact_by_id[part.question].dimension == dimension.id
        ]
        if len(parts) >= FEWEST_FACTS:
            evidence = add_up(rubric, [part.evidence for part in parts])
            stage = rubric.stage_ids[most_probable(evidence)]
            facts = tuple(part.question for part in parts)
            found.append(DimensionStage(dimension.id, stage, facts))
    return tuple(found)


def splits(rubric: Rubric, stages: Sequence[DimensionStage]) -> tuple[Split, ...]:
    """Pairs of dimensions two or more stages apart, the widest first."""
    readings = {(reading.ahead, reading.behind): reading for reading in rubric.splits}
    found = []
    for ahead in stages:
        for behind in stages:
            apart = rubric.stage_order[ahead.stage] - rubric.stage_order[behind.stage]
            if apart >= SPLIT_FROM:
                reading = readings.get((ahead.dimension, behind.dimension))
                found.append(Split(ahead, behind, apart, reading))
    return tuple(sorted(found, key=lambda split: -split.apart))
