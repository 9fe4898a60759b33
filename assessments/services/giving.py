"""A program gives many answers at once: all of them are written, or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from ..domain.answers import parse_answers, write_answer, write_role
from ..domain.marked_yaml import shorten
from ..domain.notes import ROLE_PREFIX, write_note
from ..domain.rubric import Rubric
from ..models import Answer, Assessment
from ..selectors import Place, Saved, rubric_of, saved_values
from .answering import Change, save_answers

QUESTION, ROLE, NOTE = Answer.Subject.QUESTION, Answer.Subject.ROLE, Answer.Subject.NOTE
PARTS = {"answers": QUESTION, "roles": ROLE, "notes": NOTE}

Raw = Mapping[str, Mapping[str, Any]]


class AnswersFaulty(Exception):
    """Some of the answers do not fit the rubric; ``faults`` are all of them, each with its place."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        self.faults = tuple(faults)
        super().__init__("some answers do not fit")


class AnswersMoved(Exception):
    """Somebody else changed some of the answers in the same moment; ``places`` are those."""

    def __init__(self, places: list[str]) -> None:
        self.places = tuple(places)
        super().__init__("some answers were changed meanwhile")


@dataclass(frozen=True, slots=True)
class Written:
    """How many answers read differently now, and all as they stand."""

    changed: int
    standing: Saved


@transaction.atomic
def give_answers(assessment: Assessment, raw: Raw) -> Written:
    """Write the answers that ``raw`` names under ``answers``, ``roles`` and ``notes``, as an assessment
    file states them; None takes one away, and what is not named stays.

    An answer of an earlier assessment that is given again counts as given now. Raises ``AnswersFaulty``,
    ``SubmittedAlready``, and ``AnswersMoved`` if somebody else was faster.
    """
    rubric = rubric_of(assessment)
    given = _read(rubric, raw)
    standing = saved_values(assessment)
    changes = [
        Change(subject, key, standing.get((subject, key)), value, confirms=True)
        for (subject, key), value in given.items()
    ]
    result = save_answers(assessment, changes)
    if result.conflicts:
        raise AnswersMoved([_told(place) for place in sorted(result.conflicts)])
    return Written(len(result.saved), result.standing)


def _read(rubric: Rubric, raw: Raw) -> dict[Place, Any]:
    """Each answer as its row keeps it, None for one to take away; all faults at once."""
    faults: list[tuple[str, str]] = []
    taken = {
        part: [key for key, value in raw.get(part, {}).items() if value is None] for part in PARTS
    }
    said = {
        part: {key: value for key, value in raw.get(part, {}).items() if value is not None}
        for part in PARTS
    }
    parsed = parse_answers(rubric, said, lambda path, what: faults.append((".".join(path), what)))
    known = _known(rubric)
    for part, keys in taken.items():
        for key in keys:
            if key not in known[part]:
                faults.append((f"{part}.{key}", f"there is no '{shorten(key)}' to take away"))
    if faults:
        raise AnswersFaulty(faults)
    found: dict[Place, Any] = {
        (PARTS[part], key): None for part, keys in taken.items() for key in keys
    }
    found |= {(QUESTION, key): write_answer(one) for key, one in parsed.answers.items()}
    found |= {(ROLE, key): write_role(one) for key, one in parsed.roles.items()}
    return found | {(NOTE, key): write_note(one) for key, one in parsed.notes.items()}


def _known(rubric: Rubric) -> dict[str, frozenset[str]]:
    questions = frozenset(_questions(rubric))
    roles = frozenset(rubric.role_by_id)
    noted = questions | {ROLE_PREFIX + role for role in roles}
    return {"answers": questions, "roles": roles, "notes": noted}


def _questions(rubric: Rubric) -> Iterator[str]:
    yield from rubric.fact_by_id
    yield from rubric.circumstance_by_id
    yield from rubric.practice_by_id


def _told(place: Place) -> str:
    """A place as whoever gave the answers wrote it."""
    subject, key = place
    part = next(part for part, one in PARTS.items() if one == subject)
    return f"{part}.{key}"
