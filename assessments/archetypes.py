"""The typical company of each stage, from the rubric's folder: examples for people and tests."""

from __future__ import annotations

from . import rubrics
from .domain.assessment_file import AssessmentFile, read
from .domain.rubric import Rubric


def archetype_text(rubric: Rubric, stage: str) -> str:
    """The file of a stage's typical company, as its author wrote it."""
    path = rubrics.folder_of(rubric) / "archetypes" / f"{stage}.yaml"
    return path.read_text(encoding="utf-8")


def archetype(rubric: Rubric, stage: str) -> AssessmentFile:
    """The typical company of a stage, parsed."""
    return read(archetype_text(rubric, stage), f"{stage}.yaml", lambda wanted: rubric)
