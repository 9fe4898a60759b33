"""What decides the bytes of a report, and the hash of it that its file is kept under.

The first digits of the hash say whose the report is. So all files of a company can be found when it is
deleted, also those of an earlier release or under an earlier name; and what one company may read is
never a file of another.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from .. import rubrics
from ..archetypes import example
from ..domain.answers import AnswerSet
from ..domain.assessment_file import as_plain
from ..domain.rubric import Rubric
from ..domain.scorecard import score
from ..domain.scoring import missing_facts
from ..domain.settlement import Differences
from ..domain.settlement import as_plain as plain_differences
from ..models import Assessment
from ..reports.context import ENGINE_VERSION, ReportContext, build
from ..reports.editions import FULL
from ..reports.release import release
from ..selectors import answer_set, rubric_of
from ..selectors.people import told_differences

DIGITS_OF_WHOSE = 16


def begin_of(whose: str) -> str:
    """How the hashes of all reports of a company begin, from its name in addresses."""
    return sha256(whose.encode()).hexdigest()[:DIGITS_OF_WHOSE]


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything that a report is made of, besides this release."""

    edition: str
    company: str
    date: str
    rubric: Rubric
    answers: AnswerSet
    rubric_changed: bool = False
    whose: str = ""  # the company's name in addresses; the example is nobody's
    differences: Differences | None = None  # what several people differed on, where that is told

    @property
    def has_verdict(self) -> bool:
        """Whether enough is known for a report."""
        return missing_facts(self.rubric, self.answers) is None

    @property
    def hash(self) -> str:
        """The same for the same report, in every process and on every day."""
        decides = {
            "edition": self.edition,
            "engine": ENGINE_VERSION,
            "release": release(),
            "rubric": self.rubric.hash,
            "rubric-changed": self.rubric_changed,
            "said": as_plain(self.company, self.date, self.rubric, self.answers),
        }
        if self.differences:
            decides["differences"] = plain_differences(self.differences)
        canonical = json.dumps(decides, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return begin_of(self.whose) + sha256(canonical.encode()).hexdigest()[DIGITS_OF_WHOSE:]

    def context(self) -> ReportContext:
        """What page and PDF say."""
        return build(
            score(self.rubric, self.answers),
            company=self.company,
            date=self.date,
            rubric_changed=self.rubric_changed,
            differences=self.differences,
        )


def contents_of(
    assessment: Assessment | None,
    edition: str,
    answers: AnswerSet | None = None,
    *,
    with_differences: bool = True,
) -> Contents:
    """The contents of an assessment's report; without an assessment, of the example's.

    The answers are read (one query) unless they are given; so is what several people differed on (one
    query, four if they are several), which only the full edition tells. Raises what ``rubrics.find``
    raises.
    """
    if assessment is None:
        file = example(rubrics.find())
        return Contents(edition, file.company, file.date, file.rubric, file.answers)
    rubric = rubric_of(assessment)
    if answers is None:
        answers = answer_set(assessment)
    is_told = with_differences and edition == FULL
    return Contents(
        edition,
        assessment.company.name,
        assessment.as_of.isoformat(),
        rubric,
        answers,
        rubric.hash != assessment.rubric_hash,
        assessment.company.public_id,
        told_differences(assessment, answers) if is_told else None,
    )


def content_hash(assessment: Assessment | None, edition: str) -> str:
    """The hash of the report of a submitted assessment, or of the example's.

    Submitted answers never change, so it is worked out once per process: no query after that.
    """
    return _kept_hash(assessment, edition, *_decides(assessment))


def kept_context(assessment: Assessment | None, *, with_differences: bool = True) -> ReportContext:
    """What is said of a submitted assessment, or of the example: the full edition's context.

    Kept for those looked at last, in this process: no query then, and no scoring.
    """
    return _kept_context(assessment, with_differences, *_decides(assessment))


def _decides(assessment: Assessment | None) -> tuple[Any, ...]:
    """What a report depends on besides submitted answers, which never change. No query."""
    if assessment is None:
        return rubrics.find().hash, release()
    return (
        assessment.company.public_id,
        assessment.company.name,
        assessment.as_of,
        assessment.submitted_at,
        assessment.rubric_hash,
        rubric_of(assessment).hash,
        release(),
    )


@lru_cache(maxsize=2000)
def _kept_hash(assessment: Assessment | None, edition: str, *_decides_too: Any) -> str:
    return contents_of(assessment, edition).hash


@lru_cache(maxsize=50)
def _kept_context(
    assessment: Assessment | None, with_differences: bool, *_decides_too: Any
) -> ReportContext:
    return contents_of(assessment, FULL, with_differences=with_differences).context()
