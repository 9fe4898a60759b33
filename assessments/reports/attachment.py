"""The answers that travel inside a report, as the JSON file ``stagecheck-answers.json``.

Format 1, an object:

``format``    1; another number is another format
``edition``   ``full`` or ``brief``
``made-with`` ``engine`` (Stagecheck's version) and what else decides the bytes: compared as a whole
``rubric``    ``id``, ``version``, ``hash`` of the rubric that was scored with; ``edited`` is true if
              it had been edited after the answers were submitted
``assessment``  company, date, answers, roles and notes, as an assessment file states them
``differences``  only where several people answered: by role, what each one's answers imply, what they
              differed on and how it was settled (``assessments.domain.settlement``)
``verdict``   what the report says of them: ``stage``, ``certainty``, ``probabilities`` by stage, and
              ``priorities`` in order, each with ``problem``, ``stage`` and ``class``

Pure: knows nothing of PDF.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from ..domain.assessment_file import as_plain
from ..domain.scorecard import Scorecard
from ..domain.scorecard import as_plain as plain_card
from ..domain.settlement import as_plain as plain_differences
from .context import ReportContext

NAME = "stagecheck-answers.json"
FORMAT = 1
LARGEST = 2_000_000  # bytes; the largest assessment that can be written has under a million


class Unreadable(ValueError):
    """There are no answers to read; the text says why."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


# Ids, versions and hashes: what is repeated in messages may hold nothing that moves a cursor.
Word = Annotated[str, StringConstraints(pattern=r"^[\w.@+ -]{0,100}$")]


class ScoredRubric(_Part):
    id: Word
    version: Word
    hash: Word
    edited: bool


class PlainPriority(_Part):
    problem: Word
    stage: Word
    moscow: Word = Field(alias="class")


class Outcome(_Part):
    """What a report says of the answers, in ids and rounded numbers."""

    stage: Word
    certainty: Word
    probabilities: dict[Word, float]
    priorities: tuple[PlainPriority, ...] = Field(strict=False)


class Attached(_Part):
    """The content of the attached file. ``assessment`` and ``differences`` have yet to be checked
    against the rubric."""

    format: Literal[1]
    edition: Word
    made_with: dict[Word, Word] = Field(alias="made-with")
    rubric: ScoredRubric
    assessment: dict[str, Any]
    differences: dict[str, Any] | None = None
    verdict: Outcome

    @property
    def engine(self) -> str:
        return self.made_with.get("engine", "")


def outcome_of(card: Scorecard) -> Outcome | None:
    """What a report says of a scorecard; None if it has no verdict."""
    plain = plain_card(card)
    verdict = plain["verdict"]
    if verdict["stage"] is None:
        return None
    return Outcome.model_validate(
        {
            "stage": verdict["stage"],
            "certainty": verdict["certainty"],
            "probabilities": verdict["probabilities"],
            "priorities": tuple(
                {"problem": one["id"], "stage": one["stage"], "class": one["class"]}
                for one in plain["priorities"]
            ),
        }
    )


def attached(report: ReportContext, edition: str, made_with: Mapping[str, str]) -> bytes:
    """The attached file of a report, always the same for the same report."""
    rubric = report.rubric
    outcome = outcome_of(report.card)
    if outcome is None:
        raise ValueError("There is no verdict yet, so there is no report.")
    content = {
        "format": FORMAT,
        "edition": edition,
        "made-with": dict(made_with),
        "rubric": {
            "id": rubric.id,
            "version": rubric.version,
            "hash": rubric.hash,
            "edited": report.rubric_changed,
        },
        "assessment": as_plain(report.company, report.as_of, rubric, report.card.answers),
        "verdict": outcome.model_dump(by_alias=True),
    }
    if report.differences is not None:
        content["differences"] = plain_differences(report.differences)
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def read_attached(content: bytes) -> Attached:
    """Read an attached file. Raises ``Unreadable``."""
    if len(content) > LARGEST:
        raise Unreadable(f"{NAME} is larger than {LARGEST:,} bytes.")
    try:
        written = json.loads(content.decode())
    except (ValueError, RecursionError):
        raise Unreadable(f"{NAME} is damaged: it cannot be read as JSON.") from None
    number = written.get("format") if isinstance(written, dict) else None
    if number != FORMAT or isinstance(number, bool):
        raise Unreadable(
            f"{NAME} is not of format {FORMAT}, which this version of Stagecheck reads."
        )
    try:
        return Attached.model_validate(written)
    except ValidationError as invalid:
        first = invalid.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))[:60]
        raise Unreadable(f"{NAME} is damaged: {where}: {first['msg'].lower()}.") from None
