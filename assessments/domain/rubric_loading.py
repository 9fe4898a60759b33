"""A folder of YAML -> ``Rubric``; every fault at once, each with file, line and column.

The only module of the domain that reads files. ``rubric_references`` checks what the types alone
cannot: that every id leads somewhere.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from . import marked_yaml
from .marked_yaml import Fault, Marked, shorten
from .rubric import Rubric
from .rubric_references import reference_faults


class RubricFaults(Exception):
    """The rubric cannot be used; ``faults`` says why, in the order of files and lines."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class _Folder:
    """The documents of a rubric's folder, joined under their top-level keys."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.value: dict[str, Any] = {}
        self.faults: list[Fault] = []
        self._document_of: dict[str, Marked] = {}
        self._first: Marked = Marked(str(path))

    def add(self, document: Marked) -> None:
        self.faults += document.faults
        if document.faults and document.value is None:
            return
        if not isinstance(document.value, dict):
            self.faults.append(document.fault((), "a rubric file holds keys at its top level"))
            return
        for key, value in document.value.items():
            if key in self.value:
                other = self._document_of[key].file
                self.faults.append(document.fault((key,), f"'{key}' is already in {other}"))
                continue
            self.value[key] = value
            self._document_of[key] = document

    def fault(self, path: tuple[str | int, ...], what: str) -> Fault:
        document = self._document_of.get(str(path[0])) if path else None
        return (document or self._first).fault(path, what)


def load(folder: Path) -> Rubric:
    """Load and check the rubric in ``folder``.

    Raises ``RubricFaults`` with every fault that was found: unreadable YAML, values that do not
    fit, and ids that lead nowhere.
    """
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise RubricFaults([Fault(str(folder), 1, 1, "no rubric here: no .yaml file")])
    joined, digest = _Folder(folder), hashlib.sha256()
    for file in files:
        content = file.read_bytes()
        digest.update(file.name.encode() + b"\0" + content + b"\0")
        try:
            joined.add(marked_yaml.read(content.decode("utf-8"), str(file)))
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            joined.faults.append(Fault(str(file), line, 1, "not UTF-8 text"))
    if "hash" in joined.value:
        joined.faults.append(joined.fault(("hash",), "unknown key 'hash'"))
    if joined.faults:
        raise RubricFaults(joined.faults)
    try:
        rubric = Rubric.model_validate({**joined.value, "hash": digest.hexdigest()})
    except ValidationError as invalid:
        faults = [_fault(joined, error) for error in invalid.errors()]
        raise RubricFaults(faults + _faults_of_the_rest(joined, invalid)) from None
    faults = [joined.fault(path, what) for path, what in reference_faults(rubric)]
    faults += _name_faults(joined, rubric)
    if faults:
        raise RubricFaults(faults)
    return rubric


def _faults_of_the_rest(joined: _Folder, invalid: ValidationError) -> list[Fault]:
    """Faults in the references of the items that do fit, so that all faults come at once.

    What leads to an item that does not fit is no fault of its own. Nothing is found if something
    other than single items does not fit, for then the rest makes no rubric.
    """
    misfits: dict[str, set[int]] = {}
    for error in invalid.errors():
        path = _path_in_file(joined.value, error["loc"])
        if len(path) < 2 or not isinstance(path[1], int):
            return []
        misfits.setdefault(str(path[0]), set()).add(path[1])
    rest, places, named = dict(joined.value), {}, set()
    for key, left_out in misfits.items():
        items = list(enumerate(joined.value[key]))
        places[key] = [at for at, _ in items if at not in left_out]
        rest[key] = tuple(item for at, item in items if at not in left_out)
        for at, item in items:
            if at in left_out and isinstance(item, dict):
                named |= {str(item.get("id")), str(item.get("stage"))}
    found = []
    for path, what in reference_faults(Rubric.model_validate(rest)):
        if any(f"'{name}'" in what for name in named):
            continue
        if str(path[0]) in places and len(path) > 1 and isinstance(path[1], int):
            path = (path[0], places[str(path[0])][path[1]], *path[2:])
        found.append(joined.fault(path, what))
    return found


def _name_faults(joined: _Folder, rubric: Rubric) -> list[Fault]:
    """The folder's path ends in ``<id>/<version>``; it is how a version is found."""
    faults = []
    folder = joined.path.resolve()
    if rubric.version != folder.name:
        what = f"version {rubric.version} lies in a folder named {folder.name}"
        faults.append(joined.fault(("rubric", "version"), what))
    if rubric.id != folder.parent.name:
        what = f"rubric {rubric.id} lies in a folder named {folder.parent.name}"
        faults.append(joined.fault(("rubric", "id"), what))
    return faults


def _fault(joined: _Folder, error: ErrorDetails) -> Fault:
    """A validation error in the author's words, at the place in the author's file."""
    path = _path_in_file(joined.value, error["loc"])
    if error["type"] == "missing":
        return joined.fault(path, f"'{error['loc'][-1]}' is missing")
    if error["type"] == "extra_forbidden":
        return joined.fault((*path,), f"unknown key '{error['loc'][-1]}'")
    what = error["msg"].replace("Input should", "it should")
    where = ".".join(str(part) for part in path if isinstance(part, str))
    return joined.fault(path, f"{where}: {what} (found {shorten(repr(error['input']))})")


def _path_in_file(value: Any, loc: tuple[int | str, ...]) -> tuple[str | int, ...]:
    """``loc`` without the steps that exist in the types but not in the file.

    The kind of a condition is such a step; it has the name of the condition's first key, under
    which there is nothing to go on to.
    """
    path: list[str | int] = []
    for at, step in enumerate(loc):
        if isinstance(value, dict) and step in value:
            if at + 1 < len(loc) and not isinstance(value[str(step)], dict | tuple):
                continue
            value = value[str(step)]
        elif isinstance(value, tuple) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            continue
        path.append(step)
    return tuple(path)
