"""YAML text -> plain values that still know where they were written.

PyYAML's ``safe_load`` forgets positions and swallows duplicate keys. This module reads the node
tree instead, so that every fault can name line and column and all of them come at once. It knows
nothing about rubrics or assessments, and it is given text, never a path.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

import yaml

Path = tuple[str | int, ...]

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DECIMAL = re.compile(r"[-+]?\d+")
_TAG = "tag:yaml.org,2002:"
DEEPEST = 40  # levels of nesting
ECHO = 60  # characters of what was written that a message repeats


@dataclass(frozen=True, order=True)
class Fault:
    """Something wrong at a place in a file; line and column are counted from 1."""

    file: str
    line: int
    column: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.what}"


@dataclass
class Marked:
    """A document's value, where each part of it stands, and the faults found while reading."""

    file: str
    value: Any = None
    marks: dict[Path, tuple[int, int]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def mark(self, path: Sequence[str | int]) -> tuple[int, int]:
        """Line and column of the part at ``path``, or of the nearest part that encloses it."""
        known = tuple(path)
        while known and known not in self.marks:
            known = known[:-1]
        return self.marks.get(known, (1, 1))

    def fault(self, path: Sequence[str | int], what: str) -> Fault:
        """A fault at the part that ``path`` leads to."""
        return Fault(self.file, *self.mark(path), what)


def shorten(written: object) -> str:
    """What somebody wrote, short enough to be repeated in a message."""
    text = str(written)
    return text if len(text) <= ECHO else f"{text[: ECHO - 1]}…"


def nearest(word: str, known: Sequence[str]) -> str:
    """``; did you mean 'x'?`` for the most similar known word, or nothing if none is similar."""
    if len(word) > ECHO:
        return ""
    close = get_close_matches(word, known, n=1, cutoff=0.55)
    return f"; did you mean '{close[0]}'?" if close else ""


def read(text: str, file: str) -> Marked:
    """Read one YAML document. Faults are collected in the result, none is raised."""
    document = Marked(file)
    try:
        unsafe = _unsafe_structure(text)
        if unsafe:
            document.faults.append(Fault(file, *unsafe))
            return document
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        if line > max(len(text.splitlines()), 1):  # where the text ends, not on a line after it
            line, column = max(len(text.splitlines()), 1), 1
        document.faults.append(Fault(file, line, column, f"not YAML: {error.problem}"))
        return document
    except (yaml.YAMLError, UnicodeError) as error:
        what = str(error).splitlines()[0] or type(error).__name__
        document.faults.append(Fault(file, 1, 1, f"not YAML: {what}"))
        return document
    if node is not None:
        document.value = _Reader(document).build(node, ())
    return document


def _unsafe_structure(text: str) -> tuple[int, int, str] | None:
    """The first place that could exhaust the reader: deep nesting (libyaml recurses over it) or
    an alias (a few lines of them can unfold into millions of values)."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        mark: Any = event.start_mark
        place = (mark.line + 1, mark.column + 1)
        if isinstance(event, yaml.AliasEvent):
            return (*place, f"aliases are not read here: write out what *{event.anchor} stands for")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                return (*place, f"nested deeper than {DEEPEST} levels")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return None


class _Reader:
    """Turns nodes into dicts, tuples and scalars, noting the place of each."""

    def __init__(self, document: Marked) -> None:
        self.document = document

    def build(self, node: Any, path: Path) -> Any:
        self.document.marks.setdefault(path, (node.start_mark.line + 1, node.start_mark.column + 1))
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node, path)
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        return tuple(self.build(child, (*path, at)) for at, child in enumerate(node.value))

    def mapping(self, node: Any, path: Path) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.complain(key_node, "a key must be a word")
                continue
            key = key_node.value
            if key in built:
                self.complain(key_node, f"the key '{shorten(key)}' stands here twice")
                continue
            place = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            self.document.marks[(*path, key)] = place
            built[key] = self.build(value_node, (*path, key))
        return built

    def scalar(self, node: Any, path: Path) -> Any:
        kind, written = node.tag.removeprefix(_TAG), node.value
        if kind == "str":
            return written
        if kind == "null":
            return None
        if kind == "bool" and written.lower() in ("true", "false"):
            return written.lower() == "true"
        if kind == "int" and _DECIMAL.fullmatch(written):
            return int(written) if len(written) < 19 else float(written)
        if kind == "float":
            try:
                return float(written)
            except ValueError:
                pass
        if kind == "timestamp":
            return written
        self.complain(
            node, f"YAML reads {shorten(written)!r} as {kind}, not as text: put it in quotes"
        )
        return None

    def complain(self, node: Any, what: str) -> None:
        mark = node.start_mark
        self.document.faults.append(Fault(self.document.file, mark.line + 1, mark.column + 1, what))
