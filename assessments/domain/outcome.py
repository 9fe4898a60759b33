"""Did an action do what it was for? Its practices in an earlier assessment, beside a later one.

What counts is what the answers say, not whether somebody ticked the action off: an action that is
done while its practice is still missing has not settled it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from .answers import Answer, AnswerSet, Choice, NotApplicable
from .rubric import Rubric

Progress = Literal["settled", "moved", "not-yet", "unknown"]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The answers at a date, and the rubric that they were given for."""

    rubric: Rubric
    answers: AnswerSet

    def credit(self, practice: str) -> float | None:
        """How far the practice is, 0 (not yet) to 1 (in place); None if that is not known."""
        answer = self.answers.answers.get(practice)
        if not isinstance(answer, Choice) or practice not in self.rubric.practice_by_id:
            return None
        return self.rubric.level_by_id[answer.option].credit


@dataclass(frozen=True, slots=True)
class PracticeOutcome:
    """What became of one practice; ``was`` and ``now`` are the answers, None where there is none.

    - ``settled``: it is in place.
    - ``moved``: it is not, but further than it was known to be.
    - ``not-yet``: it is known, and no further; it may even have fallen back.
    - ``unknown``: nobody said, or it no longer applies.
    """

    practice: str
    was: Answer | None
    now: Answer | None
    progress: Progress

    @property
    def is_moot(self) -> bool:
        """Whether it no longer applies to the company."""
        return isinstance(self.now, NotApplicable)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of all the practices of an action."""

    practices: tuple[PracticeOutcome, ...]

    @property
    def progress(self) -> Progress:
        """Settled if every practice is; moved if any is or has moved; not yet if none is known to.

        What no longer applies is left out of it. Unknown if nothing else is known.
        """
        found = [one.progress for one in self.practices if not one.is_moot]
        known = {one for one in found if one != "unknown"}
        if not known:
            return "unknown"
        if known == {"settled"} and "unknown" not in found:
            return "settled"
        return "not-yet" if known == {"not-yet"} else "moved"

    @property
    def is_missing(self) -> bool:
        """Whether some practice is known not to be in place."""
        return any(one.progress in ("moved", "not-yet") for one in self.practices)


def outcome(practices: Iterable[str], then: Snapshot | None, now: Snapshot) -> Outcome | None:
    """What became of the practices between two assessments; None if there are none to look at.

    Without ``then`` nothing was known before. The two may follow different versions of a rubric: a
    practice that the later one does not have is unknown there.
    """
    found = tuple(_of_practice(one, then, now) for one in dict.fromkeys(practices))
    return Outcome(found) if found else None


def _of_practice(practice: str, then: Snapshot | None, now: Snapshot) -> PracticeOutcome:
    before = then.credit(practice) if then else None
    after = now.credit(practice)
    progress: Progress = "not-yet"
    if after is None:
        progress = "unknown"
    elif after == 1:
        progress = "settled"
    elif before is not None and after > before:
        progress = "moved"
    was = then.answers.answers.get(practice) if then else None
    return PracticeOutcome(practice, was, now.answers.answers.get(practice), progress)
