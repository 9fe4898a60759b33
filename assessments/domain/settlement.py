"""What several people differed on and how it was settled, as it is told afterwards: by role, without
names. Part of a report, so it can be written down and read back (``as_plain``, ``read_plain``)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from .answers import (
    AnswerFault,
    AnswerSet,
    Holding,
    Question,
    parse_answer,
    parse_role,
    question,
    write_answer,
    write_role,
)
from .disagreement import Disagreement, Kind, Said, kind_of
from .rubric import Rubric
from .scoring import Certainty, place

REASON_LIMIT = 2000
_NAME = re.compile(r"[a-z][a-z-]{0,19}")


class DifferencesFault(ValueError):
    """Something that was written down as differences and is none."""


@dataclass(frozen=True, slots=True)
class Implied:
    """Where one respondent's answers alone place the company; no stage if they know too little."""

    role: str
    stage: str | None
    certainty: Certainty | None


@dataclass(frozen=True, slots=True)
class Given:
    """An answer and the roles of those who gave it."""

    answer: Said
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """A question that they differed on; ``answer`` is what stands, None if it was left open.

    The reason is empty where nothing was settled.
    """

    kind: Kind
    key: str
    given: tuple[Given, ...]
    answer: Said | None
    reason: str


@dataclass(frozen=True, slots=True)
class Differences:
    """What the respondents of an assessment differed on, what mattered most first in each kind."""

    implied: tuple[Implied, ...]
    settled: tuple[Settled, ...]
    agreed: int


def implied(rubric: Rubric, role: str, answers: AnswerSet) -> Implied:
    """Where these answers alone place the company."""
    verdict = place(rubric, answers).verdict
    if verdict is None:
        return Implied(role, None, None)
    return Implied(role, verdict.stage, verdict.certainty)


def settled(
    one: Disagreement, role_of: Mapping[str, str], answer: Said | None, reason: str
) -> Settled:
    """The disagreement as it is told afterwards."""
    given = tuple(
        Given(position.answer, tuple(role_of[who] for who in position.respondents))
        for position in one.positions
    )
    return Settled(one.kind, one.key, given, answer, reason)


def as_plain(found: Differences) -> dict[str, Any]:
    """The differences as plain values for JSON."""
    return {
        "implied": [
            {"role": one.role, "stage": one.stage, "certainty": one.certainty}
            for one in found.implied
        ],
        "settled": [
            {
                "subject": "role" if one.kind == "role" else "question",
                "id": one.key,
                "given": [
                    {"answer": _written(each.answer), "roles": list(each.roles)}
                    for each in one.given
                ],
                "answer": None if one.answer is None else _written(one.answer),
                "reason": one.reason,
            }
            for one in found.settled
        ],
        "agreed": found.agreed,
    }


def read_plain(rubric: Rubric, written: object) -> Differences:
    """The differences that ``as_plain`` wrote. Raises ``DifferencesFault`` for anything else."""
    try:
        whole = cast("dict[str, Any]", written)
        found = Differences(
            tuple(_read_implied(rubric, one) for one in whole["implied"]),
            tuple(_read_settled(rubric, one) for one in whole["settled"]),
            _count(whole["agreed"]),
        )
        is_same = as_plain(found) == written
    except (AnswerFault, KeyError, TypeError, ValueError, AttributeError):
        is_same = False
    if not is_same:
        raise DifferencesFault("these are no differences")
    return found


def _read_implied(rubric: Rubric, written: dict[str, Any]) -> Implied:
    stage, certainty = written["stage"], written["certainty"]
    if stage is not None and stage not in rubric.stage_by_id:
        raise DifferencesFault("an unknown stage")
    if certainty not in ("clear", "leaning", "between", None) or (stage is None) != (
        certainty is None
    ):
        raise DifferencesFault("an unknown certainty")
    return Implied(_name(written["role"]), stage, certainty)


def _read_settled(rubric: Rubric, written: dict[str, Any]) -> Settled:
    subject, key, reason = written["subject"], written["id"], written["reason"]
    kind = kind_of(rubric, subject, key)
    if kind is None or not isinstance(reason, str) or len(reason) > REASON_LIMIT:
        raise DifferencesFault("an unknown question")
    given = tuple(
        Given(_read_answer(rubric, kind, key, one["answer"]), tuple(map(_name, one["roles"])))
        for one in written["given"]
    )
    answer = written["answer"]
    stands = None if answer is None else _read_answer(rubric, kind, key, answer)
    return Settled(kind, key, given, stands, reason)


def _read_answer(rubric: Rubric, kind: Kind, key: str, written: object) -> Said:
    if kind == "role":
        return parse_role(rubric, key, written)
    asked = cast("Question", question(rubric, key))  # of a kind, so there is one
    return parse_answer(rubric, asked, written)


def _count(written: object) -> int:
    if isinstance(written, bool) or not isinstance(written, int) or written < 0:
        raise DifferencesFault("no number")
    return written


def _name(written: object) -> str:
    if not isinstance(written, str) or not _NAME.fullmatch(written):
        raise DifferencesFault("an unknown role")
    return written


def _written(answer: Said) -> object:
    return write_role(answer) if isinstance(answer, Holding) else write_answer(answer)
