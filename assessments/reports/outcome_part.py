"""What became of an action's practices, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import get_args

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..domain.outcome import Outcome, PracticeOutcome, Progress
from ..domain.rubric import Rubric
from .words import answer_words, join, lower_first


@dataclass(frozen=True)
class PracticeOutcomeView:
    """A practice then and now. ``was`` is empty where there was no earlier assessment."""

    id: str
    name: str
    progress: str
    was: str
    now: str

    @property
    def in_words(self) -> str:
        """The practice with its answer, and the one before."""
        values = {
            "practice": self.name,
            "now": lower_first(self.now),
            "was": lower_first(self.was),
        }
        if not self.was:
            return _("“%(practice)s”: %(now)s") % values
        if self.was == self.now:
            return _("“%(practice)s”: %(now)s, as before") % values
        return _("“%(practice)s”: %(now)s (was: %(was)s)") % values


@dataclass(frozen=True)
class OutcomeView:
    """What became of an action by the assessment of a day: a word for it, and each practice."""

    progress: str
    name: str
    date: str
    practices: tuple[PracticeOutcomeView, ...]
    is_missing: bool

    @property
    def headline(self) -> str:
        """The word with the day."""
        text = {
            "settled": _("Settled by %(date)s."),
            "moved": _("Moved, but not settled by %(date)s."),
            "not-yet": _("Not settled by %(date)s."),
            "unknown": _("Not known on %(date)s."),
        }[self.progress]
        return text % {"date": self.date}

    @property
    def sentence(self) -> str:
        """Each practice with its answers now and then."""
        return "; ".join(one.in_words for one in self.practices) + "."

    @property
    def missing(self) -> str:
        """The practices that are known not to be in place, by name."""
        names = [_("“%s”") % one.name for one in self.practices if _is_missing(one.progress)]
        return join(names)

    @property
    def still_missing(self) -> str:
        """What to say of an action that is done while its practices are not in place."""
        count = sum(_is_missing(one.progress) for one in self.practices)
        return ngettext(
            "Marked done, but %(names)s is still not in place.",
            "Marked done, but %(names)s are still not in place.",
            count,
        ) % {"names": self.missing}


def _is_missing(progress: str) -> bool:
    return progress in ("moved", "not-yet")


def outcome_view(outcome: Outcome, day: date, now: Rubric, then: Rubric | None) -> OutcomeView:
    """An outcome by the assessment of a day, in the words of its rubric; ``then`` is the rubric of the
    earlier one, None without one."""
    return OutcomeView(
        outcome.progress,
        progress_words(outcome.progress),
        date_format(day, "j F Y"),
        tuple(_practice_view(one, now, then) for one in outcome.practices),
        outcome.is_missing,
    )


def tally(outcomes: Iterable[OutcomeView]) -> str:
    """How many actions have become what: "3 settled, 1 not known"."""
    count = Counter(one.progress for one in outcomes)
    words = [
        _("%(count)s %(progress)s")
        % {"count": count[progress], "progress": lower_first(progress_words(progress))}
        for progress in get_args(Progress)
        if count[progress]
    ]
    return "; ".join(words)


def progress_words(progress: str) -> str:
    return {
        "settled": _("Settled"),
        "moved": _("Moved, not settled"),
        "not-yet": _("Not settled"),
        "unknown": _("Not known"),
    }[progress]


def _practice_view(one: PracticeOutcome, now: Rubric, then: Rubric | None) -> PracticeOutcomeView:
    known = now.practice_by_id.get(one.practice)
    if known is None and then is not None:
        known = then.practice_by_id.get(one.practice)
    return PracticeOutcomeView(
        one.practice,
        known.name if known else one.practice,
        one.progress,
        answer_words(then, one.practice, one.was) if then else "",
        answer_words(now, one.practice, one.now),
    )
