"""What decides the bytes of a report, and the hash of it that its file is kept under."""

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
from ..models import Assessment
from ..reports.context import ENGINE_VERSION, ReportContext, build
from ..reports.release import release
from ..selectors import answer_set, rubric_of


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything that a report is made of, besides this release."""

    edition: str
    company: str
    date: str
    rubric: Rubric
    answers: AnswerSet
    rubric_changed: bool = False

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
        canonical = json.dumps(decides, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return sha256(canonical.encode()).hexdigest()

    def context(self) -> ReportContext:
        """What page and PDF say."""
        return build(
            score(self.rubric, self.answers),
            company=self.company,
            date=self.date,
            rubric_changed=self.rubric_changed,
        )


def contents_of(
    assessment: Assessment | None, edition: str, answers: AnswerSet | None = None
) -> Contents:
    """The contents of an assessment's report; without an assessment, of the example's.

    The answers are read (one query) unless they are given. Raises what ``rubrics.find`` raises.
    """
    if assessment is None:
        file = example(rubrics.find())
        return Contents(edition, file.company, file.date, file.rubric, file.answers)
    rubric = rubric_of(assessment)
    return Contents(
        edition,
        assessment.company.name,
        assessment.as_of.isoformat(),
        rubric,
        answer_set(assessment) if answers is None else answers,
        rubric.hash != assessment.rubric_hash,
    )


def content_hash(assessment: Assessment | None, edition: str) -> str:
    """The hash of the report of a submitted assessment, or of the example's.

    Submitted answers never change, so it is worked out once per process: no query after that.
    """
    if assessment is None:
        return _kept_hash(None, edition, rubrics.find().hash, release())
    return _kept_hash(
        assessment,
        edition,
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
