"""Where the published rubrics are, and which one is meant. Loaded once, kept in memory."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from typing import TypeVar

from django.conf import settings

from .domain.assessment_file import UnknownRubric
from .domain.marked_yaml import nearest, shorten
from .domain.rubric import Rubric
from .domain.rubric_loading import load

Built = TypeVar("Built")


def version_folders() -> list[Path]:
    """The folder of every published version, ``<rubrics>/<id>/<version>``, oldest first."""
    folders = [
        folder
        for folder in settings.RUBRICS_DIR.glob("*/*")
        if folder.is_dir() and any(folder.glob("*.yaml"))
    ]
    return sorted(folders, key=lambda folder: (folder.parent.name, version_order(folder.name)))


def version_order(version: str) -> tuple[int, ...]:
    """Sorts 1.10 behind 1.9; a folder whose name is no version comes first."""
    parts = version.split(".")
    return tuple(int(part) for part in parts) if all(map(str.isdigit, parts)) else ()


_folders: dict[tuple[Path, str, str], Path] = {}  # of versions that were found by their names


@lru_cache(maxsize=32)
def _loaded(folder: Path) -> Rubric:
    return load(folder)


def find(wanted: str | None = None) -> Rubric:
    """The rubric named ``id`` (its newest version) or ``id@version``; by default the instance's.

    Raises ``UnknownRubric`` if there is none, ``RubricFaults`` if it cannot be used.
    """
    name, _, version = (wanted or settings.RUBRIC).partition("@")
    known_folder = _folders.get((settings.RUBRICS_DIR, name, version))
    if known_folder is not None and known_folder.is_dir():
        return _loaded(known_folder)
    folders = version_folders()
    candidates = [folder for folder in folders if folder.parent.name == name]
    if not candidates:
        known = sorted({folder.parent.name for folder in folders})
        raise UnknownRubric(f"there is no rubric '{shorten(name)}'{nearest(name, known)}")
    if not version:
        return _loaded(candidates[-1])
    for folder in candidates:
        if folder.name == version:
            _folders[settings.RUBRICS_DIR, name, version] = folder
            return _loaded(folder)
    known = [folder.name for folder in candidates]
    raise UnknownRubric(
        f"rubric '{name}' has no version '{shorten(version)}' (known: {', '.join(known)})"
    )


def folder_of(rubric: Rubric) -> Path:
    """The folder that the rubric was loaded from."""
    return Path(settings.RUBRICS_DIR) / rubric.id / rubric.version


def once_per_rubric(build: Callable[[Rubric], Built]) -> Callable[[Rubric], Built]:
    """Keeps what takes long to build and never changes, under the rubric's hash, which covers all of
    its content.

    A rubric itself could be a key only at the price of hashing thousands of texts at each call.
    """
    kept: dict[str, Built] = {}

    @wraps(build)
    def keep(rubric: Rubric) -> Built:
        if rubric.hash not in kept:
            kept[rubric.hash] = build(rubric)
        return kept[rubric.hash]

    return keep
