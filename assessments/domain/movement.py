"""What moved between two scorecards of a company, and why: terms that add up exactly.

**The stage.** Evidence is a sum over the known facts (``scoring.py``), so the log-odds of two stages
are one, too::

    balance(rubric, answers) = sum over facts of
        (evidence for the later stage - evidence for the earlier one) / temperature

What two scorecards differ by is then the exact sum of, fact by fact,

- what the *rubric* adds: the older answer as the newer rubric scores it, less as the older one did
  (nothing, where the versions are the same);
- what the *answer* adds, both under the newer rubric: it changed, became known, or is no longer known.

The two stages are those of the two verdicts. Where these are the same, it is that stage and the one
that comes nearest to it by the weighing in either scorecard. They are always set against each other in
the rubric's order, so that going back undoes what going there did.

Gates override the weighing. Those that opened or closed are named apart: they are no term of the sum.

**Readiness.** Practices that were due then or are now fall into exactly one class each (came into
place, came closer, fell back, newly known, no longer known, newly asked, no longer asked, or no change),
and each says what it adds to three counts: practices asked for, known, and in place.

**The rest**: circumstances, roles and practices that are not due. They move the advice, not the stage.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import fsum
from typing import Literal

from .answers import (
    Amount,
    Answer,
    AnswerFault,
    AnswerSet,
    Choice,
    Holding,
    RoleAnswer,
    parse_answer,
    write_answer,
)
from .comparison import NotComparable
from .conditions import all_hold
from .notes import ROLE_PREFIX
from .readiness import PracticeState, Readiness
from .rubric import Gate, Rubric
from .scorecard import Scorecard
from .scoring import evidence_of
from .what_if import is_same

Reason = Literal["changed", "newly-known", "no-longer-known", "rubric"]
PracticeMove = Literal[
    "into-place",
    "closer",
    "fell-back",
    "newly-known",
    "no-longer-known",
    "newly-asked",
    "no-longer-asked",
]
MOVES: tuple[PracticeMove, ...] = (
    "into-place",
    "closer",
    "fell-back",
    "newly-known",
    "no-longer-known",
    "newly-asked",
    "no-longer-asked",
)


@dataclass(frozen=True, slots=True)
class Term:
    """What one fact adds to the balance for one reason; ``gain`` is positive towards the later stage.

    ``was`` and ``becomes`` are the answers, None where there is none. For the reason ``rubric`` they
    are the same older answer as each rubric reads it, None where it knows no such answer.
    """

    reason: Reason
    question: str
    was: Answer | None
    becomes: Answer | None
    gain: float


@dataclass(frozen=True, slots=True)
class Balance:
    """The log-odds (natural logarithm) of the later of two stages against the earlier one, before and
    after. The terms, largest first, sum to the difference."""

    earlier: str
    later: str
    before: float
    after: float
    terms: tuple[Term, ...]

    @property
    def change(self) -> float:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class GateChange:
    """A rule that excludes stages and came into force (``closed``) or went out of it.

    ``decided``: while it was in force, the verdict was its doing.
    """

    gate: Gate
    closed: bool
    decided: bool


@dataclass(frozen=True, slots=True)
class PracticeChange:
    """A practice of a dimension that stands otherwise than before.

    ``was`` and ``becomes`` are the answers. ``asked``, ``known`` and ``in_place`` are what it adds to
    the dimension's counts: -1, 0 or 1. ``by_rubric``: the answer is the same, another version of the
    rubric counts it otherwise.
    """

    practice: str
    move: PracticeMove
    was: Answer | None
    becomes: Answer | None
    asked: int
    known: int
    in_place: int
    by_rubric: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """Practices of a dimension that are due: how many, and how many are known and in place."""

    asked: int = 0
    known: int = 0
    in_place: int = 0


@dataclass(frozen=True, slots=True)
class DimensionMovement:
    """Readiness of a dimension then and now; None where nothing was due. The counts before and what
    the changes add give the counts after."""

    dimension: str
    was: Readiness | None
    becomes: Readiness | None
    before: Tally
    after: Tally
    changes: tuple[PracticeChange, ...]


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """Another answer that changed: of a circumstance, a practice that is not due, or ``roles.<id>``."""

    subject: str
    was: Answer | RoleAnswer | None
    becomes: Answer | RoleAnswer | None


@dataclass(frozen=True, slots=True)
class Movement:
    """All that moved. ``balance`` is None if one of the two has no verdict."""

    balance: Balance | None
    gates: tuple[GateChange, ...]
    dimensions: tuple[DimensionMovement, ...]
    others: tuple[AnswerChange, ...]
    rubric_changed: bool

    @property
    def is_empty(self) -> bool:
        """Whether nothing moved and no answer changed."""
        moved = any(one.changes for one in self.dimensions)
        terms = self.balance.terms if self.balance else ()
        return not (terms or self.gates or moved or self.others)


def movement(older: Scorecard, newer: Scorecard) -> Movement:
    """What moved from the older to the newer scorecard of a company.

    Raises ``NotComparable`` if they follow different rubrics, or different major versions of one.
    """
    check_comparable(older.rubric, newer.rubric)
    dimensions = tuple(_dimensions(older, newer))
    return Movement(
        _balance(older, newer),
        tuple(_gates(older, newer)),
        dimensions,
        tuple(_others(older, newer, dimensions)),
        older.rubric.hash != newer.rubric.hash,
    )


def check_comparable(older: Rubric, newer: Rubric) -> None:
    """Raises ``NotComparable`` if the stages of the two do not mean the same."""
    kinds = [(one.id, one.version.partition(".")[0], one.stage_ids) for one in (older, newer)]
    if kinds[0] != kinds[1]:
        first, second = (f"{one.id} {one.version}" for one in (older, newer))
        raise NotComparable(f"the assessments follow different rubrics: {first} and {second}")


# --- the stage -----------------------------------------------------------------------------------


def _balance(older: Scorecard, newer: Scorecard) -> Balance | None:
    if older.verdict is None or newer.verdict is None:
        return None
    order = newer.rubric.stage_order
    leading = sorted({older.verdict.stage, newer.verdict.stage}, key=order.__getitem__)
    if len(leading) == 1:
        leading = sorted([*leading, _rival(leading[0], older, newer)], key=order.__getitem__)
    pair = order[leading[0]], order[leading[1]]
    terms = sorted(_terms(older, newer, pair), key=lambda term: -abs(term.gain))
    before, after = (_margin(card, pair) for card in (older, newer))
    return Balance(leading[0], leading[1], before, after, tuple(terms))


def _margin(card: Scorecard, pair: tuple[int, int]) -> float:
    earlier, later = pair
    return (card.evidence[later] - card.evidence[earlier]) / card.rubric.scoring.temperature


def _rival(stage: str, older: Scorecard, newer: Scorecard) -> str:
    """The stage that comes nearest to ``stage`` in either scorecard; of equals the earlier one."""
    ids = newer.rubric.stage_ids
    here = ids.index(stage)
    others = [at for at in range(len(ids)) if at != here]
    nearest = max(others, key=lambda at: max(_margin(card, (here, at)) for card in (older, newer)))
    return ids[nearest]


def _terms(older: Scorecard, newer: Scorecard, pair: tuple[int, int]) -> Iterator[Term]:
    for fact in dict.fromkeys([*older.rubric.fact_by_id, *newer.rubric.fact_by_id]):
        was, now = older.answers.answers.get(fact), newer.answers.answers.get(fact)
        read = _as_read_by(newer.rubric, fact, was)
        then = _pull(older.rubric, fact, was, pair)
        rescored = _pull(newer.rubric, fact, read, pair)
        if rescored != then:
            yield Term("rubric", fact, was, read, rescored - then)
        if not is_same(read, now):
            gain = _pull(newer.rubric, fact, now, pair) - rescored
            yield Term(_reason(read, now), fact, read, now, gain)


def _as_read_by(rubric: Rubric, fact: str, answer: Answer | None) -> Answer | None:
    """An answer as another version of the rubric takes it; None if it has no such answer."""
    asked = rubric.fact_by_id.get(fact)
    if asked is None or answer is None:
        return None
    try:
        return parse_answer(rubric, asked, write_answer(answer))
    except AnswerFault:
        return None


def _pull(rubric: Rubric, fact: str, answer: Answer | None, pair: tuple[int, int]) -> float:
    """What an answer adds to the balance of the two stages; nothing if it is not known."""
    asked = rubric.fact_by_id.get(fact)
    if asked is None or not isinstance(answer, Choice | Amount):
        return 0.0
    evidence = evidence_of(rubric, asked, answer)
    return (evidence[pair[1]] - evidence[pair[0]]) / rubric.scoring.temperature


def _reason(was: Answer | None, now: Answer | None) -> Reason:
    if not isinstance(was, Choice | Amount):
        return "newly-known"
    return "changed" if isinstance(now, Choice | Amount) else "no-longer-known"


def _gates(older: Scorecard, newer: Scorecard) -> Iterator[GateChange]:
    then, now = _closed(older), _closed(newer)
    for name, gate in then.items():
        if name not in now:
            yield GateChange(gate, False, _decided(older, gate))
    for name, gate in now.items():
        if name not in then:
            yield GateChange(gate, True, _decided(newer, gate))


def _closed(card: Scorecard) -> Mapping[str, Gate]:
    return {gate.id: gate for gate in card.rubric.gates if all_hold(gate.when, card.answers)}


def _decided(card: Scorecard, gate: Gate) -> bool:
    return card.verdict is not None and card.verdict.by_rule and card.verdict.gate == gate


# --- readiness -----------------------------------------------------------------------------------


def _dimensions(older: Scorecard, newer: Scorecard) -> Iterator[DimensionMovement]:
    then = {one.dimension: one for one in older.readiness}
    now = {one.dimension: one for one in newer.readiness}
    for name in dict.fromkeys([*older.rubric.dimension_by_id, *newer.rubric.dimension_by_id]):
        if name in then or name in now:
            changes = tuple(_changes(older, newer, name))
            was, becomes = then.get(name), now.get(name)
            yield DimensionMovement(name, was, becomes, _tally(was), _tally(becomes), changes)


def _tally(one: Readiness | None) -> Tally:
    return Tally(one.asked, one.known, one.known - len(one.unmet)) if one else Tally()


def _changes(older: Scorecard, newer: Scorecard, dimension: str) -> Iterator[PracticeChange]:
    then, now = _due(older, dimension), _due(newer, dimension)
    for practice in dict.fromkeys([*then, *now]):
        was, becomes = older.answers.answers.get(practice), newer.answers.answers.get(practice)
        before, after = then.get(practice), now.get(practice)
        move = _move(before, after, _is_further(newer.rubric, was, becomes))
        if move is not None:
            yield PracticeChange(
                practice,
                move,
                was,
                becomes,
                (after is not None) - (before is not None),
                _is_known(after) - _is_known(before),
                _is_in_place(after) - _is_in_place(before),
                was == becomes and before is not None and after is not None,
            )


def _due(card: Scorecard, dimension: str) -> dict[str, PracticeState]:
    """The practices of the dimension that count for its readiness."""
    mine = {one.id for one in card.rubric.practices if one.dimension == dimension}
    states = (one for one in card.states if one.practice in mine)
    return {one.practice: one for one in states if one.timing != "coming"}


def _is_known(state: PracticeState | None) -> bool:
    return state is not None and state.credit is not None


def _is_in_place(state: PracticeState | None) -> bool:
    return _is_known(state) and state is not None and not state.is_gap


def _is_further(rubric: Rubric, was: Answer | None, becomes: Answer | None) -> int:
    """Whether one level of a practice comes after another: 1, 0 or -1."""
    order = {level.id: at for at, level in enumerate(rubric.levels)}
    levels = [order.get(one.option) for one in (was, becomes) if isinstance(one, Choice)]
    if len(levels) != 2 or levels[0] is None or levels[1] is None:
        return 0
    return (levels[1] > levels[0]) - (levels[1] < levels[0])


def _move(
    before: PracticeState | None, after: PracticeState | None, further: int
) -> PracticeMove | None:
    """The one class that the change of a practice belongs to; None if it stands as before."""
    if before is None or after is None:
        return "newly-asked" if before is None else "no-longer-asked"
    if before.credit is None or after.credit is None:
        if before.credit is None and after.credit is None:
            return None
        return "newly-known" if before.credit is None else "no-longer-known"
    way = (after.credit > before.credit) - (after.credit < before.credit) or further
    if way > 0:
        return "into-place" if before.is_gap and not after.is_gap else "closer"
    return "fell-back" if way < 0 else None


# --- the rest ------------------------------------------------------------------------------------


def _others(
    older: Scorecard, newer: Scorecard, dimensions: tuple[DimensionMovement, ...]
) -> Iterator[AnswerChange]:
    told = {change.practice for one in dimensions for change in one.changes}
    rubrics = (older.rubric, newer.rubric)
    facts = {fact for rubric in rubrics for fact in rubric.fact_by_id}
    for question in _asked(older.answers, newer.answers):
        was, now = older.answers.answers.get(question), newer.answers.answers.get(question)
        if question not in facts and question not in told and not is_same(was, now):
            yield AnswerChange(question, was, now)
    for role in dict.fromkeys([*older.answers.roles, *newer.answers.roles]):
        held, holds = older.answers.roles.get(role), newer.answers.roles.get(role)
        if held != holds and (isinstance(held, Holding) or isinstance(holds, Holding)):
            yield AnswerChange(ROLE_PREFIX + role, held, holds)


def _asked(*answers: AnswerSet) -> list[str]:
    return list(dict.fromkeys(question for one in answers for question in one.answers))


def sum_of(terms: tuple[Term, ...], reason: Reason | None = None) -> float:
    """What the terms of a reason, or all of them, add up to."""
    return fsum(term.gain for term in terms if reason is None or term.reason == reason)
