"""A rubric's folder that a test may spoil, and the place where it did so."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from assessments.domain.rubric import Rubric
from assessments.domain.rubric_loading import RubricFaults, load

from .factories import REAL_FOLDER
from .small_rubric import small_plain

FILES: dict[str, tuple[str, ...]] = {
    "rubric.yaml": ("rubric", "sources", "dimensions", "levels", "scoring", "glossary"),
    "stages.yaml": ("stages",),
    "questions.yaml": ("sections", "facts", "circumstances", "gates", "contradictions", "splits"),
    "practices.yaml": ("practices",),
    "problems.yaml": ("problems",),
    "efforts.yaml": ("efforts",),
    "roles.yaml": ("roles",),
    "org_charts.yaml": ("org_charts",),
    "scale_up.yaml": ("scale_up_signs", "scale_up"),
    "leadership.yaml": ("leadership",),
}

FoundFault = tuple[str, int, int, str]


class RubricCopy:
    """The folder ``<id>/<version>`` with YAML files that can be edited as text."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def of_small(cls, where: Path, **parts: Any) -> RubricCopy:
        """The small rubric, written out; ``parts`` replace top-level keys."""
        folder = where / "small" / "1.0"
        folder.mkdir(parents=True)
        plain = _as_yaml(small_plain(**parts))
        left = set(plain)
        for file, keys in FILES.items():
            written = {key: plain[key] for key in keys}
            left -= set(keys)
            text = yaml.safe_dump(written, sort_keys=False, width=200, indent=2)
            (folder / file).write_text(text, encoding="utf-8")
        assert not left, f"FILES says nothing about {left}"
        return cls(folder)

    @classmethod
    def of_real(cls, where: Path) -> RubricCopy:
        """The published rubric."""
        folder = where / REAL_FOLDER.parent.name / REAL_FOLDER.name
        folder.mkdir(parents=True)
        for file in REAL_FOLDER.glob("*.yaml"):
            shutil.copy(file, folder)
        return cls(folder)

    def text(self, file: str) -> str:
        return (self.folder / file).read_text(encoding="utf-8")

    def write(self, file: str, text: str) -> None:
        (self.folder / file).write_text(text, encoding="utf-8")

    def replace(self, file: str, old: str, new: str, at: str = "") -> tuple[int, int]:
        """Replace the first ``old`` by ``new``; line and column of ``at`` within it."""
        text = self.text(file)
        assert old in text, f"{file} does not hold {old!r}:\n{text}"
        start = text.index(old)
        changed = text[:start] + new + text[start + len(old) :]
        self.write(file, changed)
        assert at in new, f"{at!r} is not in {new!r}"
        return place_in(changed, start + new.index(at))

    def load(self) -> Rubric:
        return load(self.folder)

    def faults(self) -> list[FoundFault]:
        """The faults that loading finds, each with the file's name within the folder."""
        try:
            load(self.folder)
        except RubricFaults as found:
            return [
                (Path(fault.file).name, fault.line, fault.column, fault.what)
                for fault in found.faults
            ]
        return []


def place_in(text: str, offset: int) -> tuple[int, int]:
    """Line and column, counted from 1, of an offset."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def _as_yaml(value: Any) -> Any:
    """Tuples as lists: YAML knows no tuples."""
    if isinstance(value, dict):
        return {key: _as_yaml(one) for key, one in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_as_yaml(one) for one in value]
    return value
