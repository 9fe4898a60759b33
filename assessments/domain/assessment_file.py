"""An assessment as a file: the YAML that ``manage.py assess`` reads and the web page offers.

``read`` takes the text and a way to find rubrics; it is given no path and opens nothing. All
faults come at once, each with line and column.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from unicodedata import category

from . import marked_yaml
from .answers import AnswerSet, parse_answers, write_answer, write_role
from .marked_yaml import Fault, Marked, nearest, shorten
from .notes import ROLE_PREFIX, write_note
from .rubric import Rubric

KEYS = ("rubric", "company", "date", "answers", "roles", "notes", "about", "expect")
COMPANY_LIMIT = 120
MOST_TOLD = 200  # faults in one message
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_ALMOST_DATE = re.compile(r"[\d./-]+")

FindRubric = Callable[[str | None], Rubric]


class UnknownRubric(LookupError):
    """No rubric of that name and version; the text says which there are."""


class FileFaults(ValueError):
    """The file cannot be scored; ``faults`` says why, in the order of lines."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        lines = [str(fault) for fault in self.faults[:MOST_TOLD]]
        if len(self.faults) > MOST_TOLD:
            lines.append(f"… and {len(self.faults) - MOST_TOLD} more")
        super().__init__("\n".join(lines))


@dataclass(frozen=True, slots=True)
class AssessmentFile:
    """What the file says. ``date`` is a day, a month, a year or the author's own words."""

    rubric: Rubric
    company: str
    date: str
    answers: AnswerSet
    about: str = ""
    expect: Mapping[str, Any] | None = None


def read(text: str, name: str, find_rubric: FindRubric) -> AssessmentFile:
    """Read an assessment file. ``name`` stands for the file in messages.

    Raises ``FileFaults`` with everything that is wrong.
    """
    return _check(marked_yaml.read(text, name), find_rubric)


def read_plain(value: object, name: str, find_rubric: FindRubric) -> AssessmentFile:
    """The same from the values that a file holds, such as ``as_plain`` gives; no fault has a line.

    Raises ``FileFaults``.
    """
    return _check(Marked(name, value), find_rubric)


def _check(document: Marked, find_rubric: FindRubric) -> AssessmentFile:
    if document.faults and document.value is None:
        raise FileFaults(document.faults)
    raw = document.value
    if not isinstance(raw, dict):
        what = "an assessment file holds 'answers:' with question ids and their answers"
        raise FileFaults([*document.faults, document.fault((), what)])
    faults = list(document.faults)

    told = {fault.line for fault in faults}

    def complain(path: tuple[str, ...], what: str) -> None:
        fault = document.fault(path, what)
        if fault.line not in told:  # a value that could not be read is no wrong answer besides
            faults.append(fault)

    for key in raw:
        if key not in KEYS:
            complain((key,), f"unknown key '{shorten(key)}'{nearest(key, KEYS)}")
    wanted = raw.get("rubric")
    if wanted is not None and not isinstance(wanted, str):
        complain(("rubric",), "'rubric' is a name such as cto-stages or cto-stages@1.0")
        raise FileFaults(faults)
    try:
        rubric = find_rubric(wanted)
    except UnknownRubric as unknown:
        complain(("rubric",), str(unknown))
        raise FileFaults(faults) from None
    company = _short_text(raw, "company", complain)
    date = _date(raw, complain)
    about = _short_text(raw, "about", complain, limit=2000)
    expect = raw.get("expect")
    if expect is not None and not isinstance(expect, dict):
        complain(("expect",), "'expect' holds keys, such as stage")
    answers = parse_answers(rubric, raw, complain)
    if not raw.get("answers"):
        complain((), "there are no answers: give at least one under 'answers:'")
    if faults:
        raise FileFaults(faults)
    return AssessmentFile(rubric, company, date, answers, about, expect)


Complain = Callable[[tuple[str, ...], str], None]


def _short_text(
    raw: Mapping[str, Any], key: str, complain: Complain, limit: int = COMPANY_LIMIT
) -> str:
    value = raw.get(key)
    if value is None:
        return ""
    if isinstance(value, bool | dict | tuple):
        complain((key,), f"'{key}' is a text")
        return ""
    words = " ".join(str(value).split())
    if len(words) > limit:
        complain((key,), f"'{key}' is longer than {limit} characters")
    if any(category(one) in ("Cc", "Cs", "Co", "Cn") for one in words):
        complain((key,), f"'{key}' holds characters that cannot be printed")
    return words


def _date(raw: Mapping[str, Any], complain: Complain) -> str:
    date = _short_text(raw, "date", complain, limit=40)
    if _ALMOST_DATE.fullmatch(date) and not _is_date(date):
        complain(("date",), f"'{date}' is no date; write it like 2026-11-22, 2026-11 or 2026")
    return date


def _is_date(written: str) -> bool:
    if not _DATE.fullmatch(written):
        return False
    year, month, day = (*map(int, written.split("-")), 1, 1)[:3]
    return year >= 1 and day <= monthrange(year, month)[1]


def as_plain(company: str, date: str, rubric: Rubric, answers: AnswerSet) -> dict[str, Any]:
    """The file's content as plain values, in the rubric's order; ``read`` accepts it as YAML."""
    asked = [*rubric.fact_by_id, *rubric.circumstance_by_id, *rubric.practice_by_id]
    given = answers.answers
    subjects = [*asked, *(ROLE_PREFIX + role for role in rubric.role_by_id)]
    plain: dict[str, Any] = {
        "rubric": f"{rubric.id}@{rubric.version}",
        "company": company,
        "date": date,
        "answers": {one: write_answer(given[one]) for one in asked if one in given},
        "roles": {
            one: write_role(answers.roles[one]) for one in rubric.role_by_id if one in answers.roles
        },
    }
    if answers.notes:
        notes = answers.notes
        plain["notes"] = {one: write_note(notes[one]) for one in subjects if one in notes}
    return plain
