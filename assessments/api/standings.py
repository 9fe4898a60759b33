"""Rows -> what goes over the wire of where companies stand, cut to what is shared."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from .. import rubrics
from ..access import May
from ..domain.assessment_file import UnknownRubric
from ..domain.rubric_loading import RubricFaults
from ..models import Assessment, Grant, Result
from . import schemas

TIER_OF: dict[May, schemas.Tier] = {May.SEE_SUMMARY: "summary", May.SEE_RESULT: "result"}


def tier_of(may: May) -> schemas.Tier:
    """How much a visitor may see; whoever may answer sees every answer."""
    return TIER_OF.get(may, "answers")


def may_of(grant: Grant) -> schemas.Tier:
    """How much a grant lets be seen."""
    tiers: dict[str, schemas.Tier] = {"summary": "summary", "result": "result"}
    return tiers.get(grant.tier, "answers")


def rubric_name(row: Result | Assessment) -> schemas.RubricName:
    return schemas.RubricName(id=row.rubric_id, version=row.rubric_version, hash=row.rubric_hash)


def standing(
    result: Result | None, tier: schemas.Tier, assessment: Assessment | None = None
) -> schemas.Standing | None:
    """What a result says to those with whom so much is shared. No query if its assessment is there."""
    if result is None:
        return None
    return schemas.Standing(
        assessment=(assessment or result.assessment).public_id,
        as_of=result.as_of,
        rubric=rubric_name(result),
        stage=_stage(result),
        certainty=_or_none(result.certainty),
        probability=result.probability,
        probabilities=result.probabilities,
        readiness=result.readiness,
        coverage=result.coverage,
        musts=result.musts,
        moved=result.moved,
        more=None if tier == "summary" else _more(result),
    )


def _more(result: Result) -> schemas.StandingMore:
    return schemas.StandingMore(
        is_split=result.is_split,
        it_members=result.it_members,
        practices_missing=list(result.missing),
    )


def _or_none(word: str) -> Any:
    return word or None


def _stage(result: Result) -> schemas.Stage | None:
    if not result.stage:
        return None
    name = _name(f"{result.rubric_id}@{result.rubric_version}", result.stage)
    return schemas.Stage(number=result.ordinal, id=result.stage, name=name)


@lru_cache(maxsize=200)
def _name(rubric: str, stage: str) -> str:
    """The stage's name; its id if the rubric is not here any more, or has no such stage."""
    try:
        found = rubrics.find(rubric).stage_by_id.get(stage)
    except (UnknownRubric, RubricFaults):
        return stage
    return found.name if found else stage
