"""Bytes that anybody may have made -> the records of a company, or every fault with its place.

Lists are read one item after the other, so that a file with a million faults costs no more than one
with a hundred.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from types import NoneType
from typing import Any, NoReturn, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from ..domain.assessment_file import UnknownRubric
from ..domain.marked_yaml import shorten
from ..domain.rubric import Rubric
from ..domain.rubric_loading import RubricFaults
from .records import FORMAT, VERSION, CompanyFile, Sheet

LARGEST_FILE = 10_000_000  # bytes that anybody may send
MOST_TOLD = 100  # faults in one message

Path = tuple[str | int, ...]
FindRubric = Callable[[str | None], Rubric]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a place of the file, written as ``assessments[0].answers[12].value``."""

    path: Path
    what: str

    @property
    def place(self) -> str:
        place = ""
        for step in self.path:
            place += f"[{step}]" if isinstance(step, int) else f".{shorten(step)}"
        return place.removeprefix(".")

    def __str__(self) -> str:
        return f"{self.place}: {self.what}" if self.path else self.what


class Unfit(ValueError):
    """No company can be made of the file. ``faults`` says why; ``is_cut``: there may be more."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults[:MOST_TOLD])
        self.is_cut = len(faults) >= MOST_TOLD
        super().__init__("\n".join(str(fault) for fault in self.faults))


def read(content: bytes, find_rubric: FindRubric, *, most: int = LARGEST_FILE) -> CompanyFile:
    """The company that the file holds, of ``most`` that many bytes.

    Raises ``Unfit`` with everything that is wrong.
    """
    if len(content) > most:
        raise Unfit([Fault((), f"the file is larger than {most // 1_000_000} MB")])
    raw = _parsed(content)
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise Unfit([Fault((), f"this is no company's file: its 'format' is not '{FORMAT}'")])
    version = raw.get("version")
    if isinstance(version, int) and version > VERSION:
        what = f"the file has version {version}; this Stagecheck reads up to {VERSION}"
        raise Unfit([Fault(("version",), what)])
    file = _read_records(raw, _Reader(find_rubric))
    if told := list(islice(_faults_of_names(file), MOST_TOLD)):
        raise Unfit(told)
    return file


# --- JSON ----------------------------------------------------------------------------------------


class _Doubled(dict[str, Any]):
    """An object that names a key more than once, so that it does not say what it means."""

    keys_again: tuple[str, ...] = ()


def _parsed(content: bytes) -> Any:
    """The JSON as it is written. Raises ``Unfit``."""
    doubled: list[_Doubled] = []

    def as_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        again = _Doubled(found)
        counted = Counter(key for key, _value in pairs)
        again.keys_again = tuple(key for key, times in counted.items() if times > 1)
        doubled.append(again)
        return again

    try:
        raw = json.loads(
            content.decode("utf-8-sig"),
            object_pairs_hook=as_object,
            parse_constant=_no_number,
        )
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Unfit([Fault((), f"line {line}: not UTF-8 text")]) from None
    except json.JSONDecodeError as error:
        what = f"line {error.lineno}, column {error.colno}: no JSON ({error.msg})"
        raise Unfit([Fault((), what)]) from None
    except RecursionError:
        raise Unfit([Fault((), "no JSON of a company: it is nested too deeply")]) from None
    except ValueError:
        what = "no JSON of a company: it holds NaN, Infinity or a number of thousands of digits"
        raise Unfit([Fault((), what)]) from None
    if doubled:
        raise Unfit(_faults_of_doubled(raw))
    return raw


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _faults_of_doubled(raw: Any) -> list[Fault]:
    """Where keys stand twice. Not recursive: the file may be nested as deep as Python allows."""
    found: list[Fault] = []
    to_see: list[tuple[Path, Any]] = [((), raw)]
    while to_see and len(found) < MOST_TOLD:
        path, value = to_see.pop()
        if isinstance(value, _Doubled):
            names = value.keys_again[:MOST_TOLD]
            found += [Fault((*path, name), "stands there more than once") for name in names]
        if isinstance(value, dict):
            to_see += [((*path, key), one) for key, one in reversed(value.items())]
        elif isinstance(value, list):
            to_see += [((*path, at), one) for at, one in reversed(list(enumerate(value)))]
    return found


# --- types ---------------------------------------------------------------------------------------


def _read_records(raw: dict[str, Any], reader: _Reader) -> CompanyFile:
    try:
        file = reader.record(CompanyFile, raw, ())
    except _EnoughFaults:
        file = None
    if not isinstance(file, CompanyFile) or reader.faults:
        raise Unfit(sorted(reader.faults, key=lambda fault: _order_in(raw, fault.path)))
    return file


def _order_in(raw: Any, path: Path) -> tuple[int, ...]:
    """Sorts by where it stands in the file; a fault of the whole comes before those of its parts."""
    order = []
    for step in path:
        is_there = isinstance(raw, dict) and step in raw
        order.append(list(raw).index(step) if is_there else int(step))
        raw = raw[step]
    return tuple(order)


class _EnoughFaults(Exception):
    """More would not be told."""


class _Reader:
    """Makes records, the inner ones first, and collects what is wrong with them.

    What has faults is left out of what holds it: so its own faults are told, and nothing that only
    follows from them.
    """

    def __init__(self, find_rubric: FindRubric) -> None:
        self.faults: list[Fault] = []
        self._find_rubric = find_rubric
        self._rubrics: dict[str, str] = {}  # what is wrong with each that is named

    def fault_of_rubric(self, name: str) -> str:
        """Why assessments with this rubric cannot be shown here; nothing if they can."""
        if name not in self._rubrics:
            try:
                self._find_rubric(name)
                self._rubrics[name] = ""
            except UnknownRubric as unknown:
                self._rubrics[name] = str(unknown)
            except RubricFaults:
                self._rubrics[name] = f"the rubric '{shorten(name)}' cannot be used here"
        return self._rubrics[name]

    def record(self, of: Any, raw: Any, path: Path) -> Any:
        """The record, or None if it has faults itself."""
        own, left_out = raw, set()
        if isinstance(raw, dict) and (inner := _inner(of)):
            own = dict(raw)
            for name in [name for name in raw if name in inner]:
                own[name] = self._inner(inner[name], raw[name], (*path, name))
                if own[name] is None and raw[name] is not None:
                    left_out.add(name)
        try:
            return _adapter(of).validate_python(own, context=self.fault_of_rubric)
        except ValidationError as invalid:
            errors = invalid.errors(include_url=False)
            told = [one for one in errors if not one["loc"] or one["loc"][0] not in left_out]
            for place, what in _told(raw, told):
                self._complain(Fault((*path, *place), what))
        return None

    def _inner(self, of: Any, raw: Any, path: Path) -> Any:
        """Records within a record; anything else that stands there is left as it is."""
        if get_origin(of) is not list:
            return self.record(of, raw, path) if isinstance(raw, dict) else raw
        if not isinstance(raw, list):
            return raw
        (item,) = get_args(of)
        read = [self.record(item, one, (*path, at)) for at, one in enumerate(raw)]
        return [one for one in read if one is not None]

    def _complain(self, fault: Fault) -> None:
        self.faults.append(fault)
        if len(self.faults) >= MOST_TOLD:
            raise _EnoughFaults


@cache
def _adapter(of: Any) -> TypeAdapter[Any]:
    return TypeAdapter(of)


@cache
def _inner(of: Any) -> dict[str, Any]:
    """The fields of a record that hold lists of records, or a record with such lists."""
    found = {}
    if isinstance(of, type) and issubclass(of, BaseModel):
        for name, field in of.model_fields.items():
            one = _without_none(field.annotation)
            if (get_origin(one) is list and get_args(one)[0] is not str) or _inner(one):
                found[name] = one
    return found


def _without_none(annotation: Any) -> Any:
    rest = [one for one in get_args(annotation) if one is not NoneType]
    return rest[0] if NoneType in get_args(annotation) and len(rest) == 1 else annotation


def _told(raw: Any, errors: list[ErrorDetails]) -> Iterator[tuple[Path, str]]:
    """Errors in plain words, one for each place: of several types that a value could have, none fits."""
    by_place: dict[Path, list[ErrorDetails]] = {}
    for error in errors:
        place = _place_in(raw, error["loc"])
        if error["type"] == "missing" and len(place) == len(error["loc"]) - 1:
            yield place, _words(error)
        else:
            by_place.setdefault(place, []).append(error)
    for place, there in by_place.items():
        yield place, _words(there[0]) if len(there) == 1 else f"does not fit: {_found(there[0])}"


def _place_in(raw: Any, loc: tuple[int | str, ...]) -> Path:
    """``loc`` without the steps that exist in the types but not in the file."""
    place: list[int | str] = []
    for step in loc:
        is_key = isinstance(raw, dict) and step in raw
        if is_key or (isinstance(raw, list) and isinstance(step, int) and step < len(raw)):
            raw = raw[step]
            place.append(step)
    return tuple(place)


WORDS = {
    "missing": "'{missing}' is missing",
    "extra_forbidden": "is not known here",
    "model_type": "is no object: {found}",
    "model_attributes_type": "is no object: {found}",
    "dict_type": "is no object: {found}",
    "list_type": "is no list: {found}",
    "string_type": "is no text: {found}",
    "int_type": "is no whole number: {found}",
    "string_too_long": "has more than {max_length} characters",
    "string_too_short": "is empty",
    "string_pattern_mismatch": "is not written as it must be: {found}",
    "too_long": "has more than {max_length} {units}",
    "too_short": "is empty",
    "literal_error": "must be {expected}: {found}",
    "greater_than_equal": "is less than {ge}",
    "less_than_equal": "is more than {le}",
    "less_than": "is not less than {lt}",
    "union_tag_invalid": "has no 'subject' that is known ({expected_tags}): {found}",
    "union_tag_not_found": "has no 'subject': {found}",
    "value_error": "{error}: {found}",
}


def _words(error: ErrorDetails) -> str:
    words = WORDS.get(error["type"])
    if error["type"] == "value_error" and isinstance(error["input"], dict):
        return str(error["ctx"]["error"])
    if words is None:
        return f"does not fit: {_found(error)}"
    return words.format(
        found=_found(error),
        missing=error["loc"][-1] if error["loc"] else "",
        units="characters" if isinstance(error["input"], str) else "items",
        **error.get("ctx", {}),
    )


def _found(error: ErrorDetails) -> str:
    return f"found {shorten(repr(error['input'])[:1000])}"


# --- what belongs together -----------------------------------------------------------------------


def _sheets(file: CompanyFile) -> Iterator[tuple[Path, Sheet]]:
    """Every assessment and every respondent's sheet."""
    for at, assessment in enumerate(file.assessments):
        yield ("assessments", at), assessment
        for number, respondent in enumerate(assessment.respondents):
            yield ("assessments", at, "respondents", number, "sheet"), respondent.sheet


def _faults_of_names(file: CompanyFile) -> Iterator[Fault]:
    """Names that lead nowhere or to two things, and what may be there only once."""
    sheets = list(_sheets(file))
    names = Counter(sheet.id for _path, sheet in sheets)
    for path, sheet in sheets:
        if names[sheet.id] > 1:
            yield Fault((*path, "id"), f"'{sheet.id}' is the id of more than one assessment")
        if sheet.previous is not None and sheet.previous not in names:
            yield _leads_nowhere((*path, "previous"), sheet.previous)
        given = [(answer.subject, answer.key) for answer in sheet.answers or ()]
        yield from _doubles((*path, "answers"), given, "is answered twice")
    yield from _circles(sheets)
    commons = {assessment.id for assessment in file.assessments}
    for at, assessment in enumerate(file.assessments):
        settled = [(one.subject, one.key) for one in assessment.settlements]
        yield from _doubles(("assessments", at, "settlements"), settled, "is settled twice")
    yield from _faults_of_rest(file, commons)


def _faults_of_rest(file: CompanyFile, commons: set[str]) -> Iterator[Fault]:
    taken = []
    for at, action in enumerate(file.actions):
        if action.assessment is not None and action.assessment not in commons:
            yield _leads_nowhere(("actions", at, "assessment"), action.assessment)
        if action.assessment is not None and action.priority:
            taken.append((action.assessment, action.priority))
    yield from _doubles(("actions",), taken, "is taken on twice")
    path: Path
    for at, grant in enumerate(file.grants):
        if grant.assessment is not None and grant.assessment not in commons:
            yield _leads_nowhere(("grants", at, "assessment"), grant.assessment)
        if grant.kind == "link" and grant.account is not None:
            yield Fault(("grants", at, "account"), "a grant by link belongs to no account")
        if grant.kind == "portfolio" and grant.assessment is not None:
            path = ("grants", at, "assessment")
            yield Fault(path, "a portfolio is granted every assessment, not one")
        for number, look in enumerate(grant.looks):
            if look.assessment is not None and look.assessment not in commons:
                path = ("grants", at, "looks", number, "assessment")
                yield _leads_nowhere(path, look.assessment)


def _leads_nowhere(path: Path, name: str) -> Fault:
    return Fault(path, f"there is no assessment '{name}' in the file")


def _doubles(path: Path, found: Sequence[tuple[str, str]], what: str) -> Iterator[Fault]:
    for (of, key), times in Counter(found).items():
        if times > 1:
            yield Fault(path, f"{of} '{key}' {what}")


def _circles(sheets: list[tuple[Path, Sheet]]) -> Iterator[Fault]:
    """Nothing can have begun from what began from it."""
    previous = {sheet.id: sheet.previous for _path, sheet in sheets}
    fine: set[str] = set()
    for path, sheet in sheets:
        way: set[str] = set()
        at: str | None = sheet.id
        while at is not None and at not in fine and at not in way:
            way.add(at)
            at = previous.get(at)
        if at in way:
            yield Fault((*path, "previous"), "goes round in a circle")
        fine |= way
