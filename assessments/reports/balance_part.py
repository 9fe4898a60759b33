"""The table that adds up: what each fact adds to the balance of two stages, in points.

Each point doubles the odds of the later stage against the earlier one; 0 is even. Points add up, also as
they are shown (``words.in_tenths``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

from django.utils.translation import gettext as _

from ..domain.movement import Balance, Reason, Term
from ..domain.rubric import Rubric
from ..domain.what_if import MOST_GAIN
from .verdict_part import name_of
from .words import answer_words, in_tenths, question_words, tenths_words, times_words

ABOUT_EVEN = 1.1  # times as likely; below that neither stage is said to be likelier
STRIP, STRIP_HEIGHT, EDGE = 200, 22, 4
REASONS: tuple[Reason, ...] = ("changed", "newly-known", "no-longer-known", "rubric")


@dataclass(frozen=True)
class Bar:
    """A bar between two numbers on a line that all rows of the table share; ``zero`` is the even point."""

    x: float
    length: float
    zero: float
    is_later: bool
    width: int = STRIP
    height: int = STRIP_HEIGHT


@dataclass(frozen=True)
class TermRow:
    """What a fact adds: its name, the answer then and now, and the points."""

    question: str
    name: str
    was: str
    becomes: str
    points: str
    bar: Bar
    is_new_question: bool


@dataclass(frozen=True)
class TermGroup:
    """The facts that moved it for one reason, and what they add together."""

    reason: Reason
    title: str
    points: str
    rows: tuple[TermRow, ...]


@dataclass(frozen=True)
class BalanceView:
    """The table that adds up: before, the groups, after."""

    earlier: str
    later: str
    before: str
    after: str
    change: str
    before_words: str
    after_words: str
    before_bar: Bar
    after_bar: Bar
    groups: tuple[TermGroup, ...]


def balance_view(older: Rubric, newer: Rubric, balance: Balance) -> BalanceView:
    ordered = [term for reason in REASONS for term in balance.terms if term.reason == reason]
    before, after, gains = in_tenths(
        balance.before / log(2),
        balance.after / log(2),
        [term.gain / log(2) for term in ordered],
    )
    line = _Line(before, gains)
    rows = [
        (term, gain, _term_row(older, newer, term, gain, line.bar(at)))
        for at, (term, gain) in enumerate(zip(ordered, gains, strict=True))
    ]
    groups = []
    for reason in REASONS:
        mine = [row for row in rows if row[0].reason == reason]
        if mine:
            points = tenths_words(sum(gain for _term, gain, _row in mine))
            groups.append(TermGroup(reason, _title(reason), points, tuple(row[2] for row in mine)))
    names = name_of(newer, balance.earlier), name_of(newer, balance.later)
    return BalanceView(
        *names,
        tenths_words(before),
        tenths_words(after),
        tenths_words(after - before),
        _odds_words(*names, balance.before),
        _odds_words(*names, balance.after),
        line.between(0, before),
        line.between(0, after),
        tuple(groups),
    )


def _title(reason: Reason) -> str:
    return {
        "changed": _("Answers that changed"),
        "newly-known": _("Newly known"),
        "no-longer-known": _("No longer known"),
        "rubric": _("The rubric changed"),
    }[reason]


def _term_row(older: Rubric, newer: Rubric, term: Term, gain: int, bar: Bar) -> TermRow:
    rubric = newer if term.question in newer.fact_by_id else older
    before = older if term.reason == "rubric" else newer
    becomes = answer_words(newer, term.question, term.becomes)
    if term.reason == "rubric":
        becomes = _("the same answer") if term.becomes else _("not asked like that any more")
    return TermRow(
        term.question,
        question_words(rubric, term.question),
        answer_words(before, term.question, term.was),
        becomes,
        tenths_words(gain),
        bar,
        term.question not in older.fact_by_id,
    )


def _odds_words(earlier: str, later: str, odds: float) -> str:
    """Which of the two stages is how much likelier, by the weighing."""
    times = exp(min(abs(odds), MOST_GAIN))
    if times < ABOUT_EVEN:
        return _("%(earlier)s and %(later)s about equally likely") % {
            "earlier": earlier,
            "later": later,
        }
    first, second = (later, earlier) if odds > 0 else (earlier, later)
    return _("%(first)s %(times)s as likely as %(second)s") % {
        "first": first,
        "times": times_words(times),
        "second": second,
    }


class _Line:
    """The line on which every row of the table draws its bar, in tenths of a point."""

    def __init__(self, before: int, gains: Sequence[int]) -> None:
        self.stops = [before]
        for gain in gains:
            self.stops.append(self.stops[-1] + gain)
        self.low, high = min(0, *self.stops), max(0, *self.stops)
        self.scale = (STRIP - 2 * EDGE) / max(high - self.low, 1)

    def x(self, tenths: int) -> float:
        return EDGE + (tenths - self.low) * self.scale

    def between(self, start: int, end: int) -> Bar:
        """From one number to another; a hairline at least, so that a 0 is seen, too."""
        low, high = sorted((self.x(start), self.x(end)))
        return Bar(low, max(high - low, 1.5), self.x(0), end >= start)

    def bar(self, at: int) -> Bar:
        return self.between(self.stops[at], self.stops[at + 1])
