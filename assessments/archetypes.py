"""Companies from the rubric's folder: the typical one of each stage, and the one shown to people."""

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


def example(rubric: Rubric) -> AssessmentFile:
    """The company that is shown to people before they answer: with something to say about it."""
    if rubric.rubric.example is None:
        return archetype(rubric, rubric.stage_ids[len(rubric.stages) // 2])
    path = rubrics.folder_of(rubric) / "golden" / f"{rubric.rubric.example}.yaml"
    return read(path.read_text(encoding="utf-8"), path.name, lambda wanted: rubric)
