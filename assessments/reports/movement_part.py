"""What moved between two assessments, in words: built from the terms of ``domain.movement`` alone."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..domain.answers import Amount, Answer, Choice, Holding, RoleAnswer, Unknown
from ..domain.movement import (
    MOVES,
    AnswerChange,
    DimensionMovement,
    GateChange,
    Movement,
    PracticeChange,
    PracticeMove,
    Reason,
    Term,
    movement,
)
from ..domain.notes import ROLE_PREFIX
from ..domain.readiness import Readiness
from ..domain.rubric import Rubric
from ..domain.scorecard import Scorecard
from .balance_part import BalanceView, balance_view
from .verdict_part import name_of, verdict_of
from .words import (
    MINUS,
    answer_words,
    certainty_words,
    join,
    percent,
    question_words,
    role_words,
)


@dataclass(frozen=True)
class PracticeRow:
    practice: str
    name: str
    was: str
    becomes: str
    by_rubric: bool


@dataclass(frozen=True)
class PracticeGroup:
    """The practices of a dimension that moved in one way."""

    move: PracticeMove
    title: str
    rows: tuple[PracticeRow, ...]


@dataclass(frozen=True)
class DimensionRow:
    """A dimension then and now; ``sum`` shows how the practices in place add up."""

    name: str
    then: str
    now: str
    sum: str
    asked: str
    groups: tuple[PracticeGroup, ...]


@dataclass(frozen=True)
class OtherRow:
    name: str
    was: str
    becomes: str


@dataclass(frozen=True)
class OtherGroup:
    """Other answers that became known, changed, or are known no longer."""

    reason: Reason
    title: str
    rows: tuple[OtherRow, ...]


@dataclass(frozen=True)
class MovementView:
    """Everything that the page says of what moved."""

    headline: str
    why: str
    how_sure: str
    balance: BalanceView | None
    gates: tuple[str, ...]
    dimensions: tuple[DimensionRow, ...]
    still: tuple[str, ...]  # dimensions of which no practice moved
    others: tuple[OtherGroup, ...]
    rubric: str


def movement_view(older: Scorecard, newer: Scorecard) -> MovementView:
    """What moved from the older to the newer. Raises ``NotComparable``."""
    found = movement(older, newer)
    moved = [one for one in found.dimensions if one.changes]
    return MovementView(
        _headline(older, newer, found),
        _why(newer.rubric, found),
        _how_sure(older, newer),
        balance_view(older.rubric, newer.rubric, found.balance) if found.balance else None,
        tuple(map(_gate, found.gates)),
        tuple(_dimension_row(older.rubric, newer.rubric, one) for one in moved),
        tuple(
            _dimension_name(newer.rubric, older.rubric, one.dimension)
            for one in found.dimensions
            if not one.changes
        ),
        _other_groups(older, newer, found),
        _rubric_sentence(older.rubric, newer.rubric, found),
    )


# --- in a sentence -------------------------------------------------------------------------------


def _headline(older: Scorecard, newer: Scorecard, found: Movement) -> str:
    if older.verdict is None or newer.verdict is None:
        return _("One of the two has no verdict, so no stage can have moved.")
    order = newer.rubric.stage_order
    values = {
        "from": order[older.verdict.stage] + 1,
        "was": name_of(older.rubric, older.verdict.stage),
        "to": order[newer.verdict.stage] + 1,
        "is": name_of(newer.rubric, newer.verdict.stage),
    }
    if older.verdict.stage != newer.verdict.stage:
        return _("From stage %(from)s, %(was)s, to stage %(to)s, %(is)s.") % values
    if found.is_empty:
        return _("Still stage %(to)s, %(is)s: nothing moved.") % values
    return _("Still stage %(to)s, %(is)s.") % values


def _how_sure(older: Scorecard, newer: Scorecard) -> str:
    """The certainty then and now; empty without two verdicts."""
    if older.verdict is None or newer.verdict is None:
        return ""
    sides = []
    for verdict in map(verdict_of, (older, newer)):
        word = _("settled by a rule") if verdict.by_rule else certainty_words(verdict.certainty)
        sides.append((word, percent(max(verdict.probabilities))))
    (was, was_share), (now, now_share) = sides
    if sides[0] == sides[1]:
        return _("How sure: %(now)s, at %(share)s, as before.") % {"now": now, "share": now_share}
    return _("How sure: %(was)s, at %(was_share)s, then; %(now)s, at %(now_share)s, now.") % {
        "was": was,
        "was_share": was_share,
        "now": now,
        "now_share": now_share,
    }


def _why(rubric: Rubric, found: Movement) -> str:
    """What did most of it, in a sentence."""
    balance = found.balance
    decided = [one for one in found.gates if one.decided]
    if balance is None or found.is_empty:
        return ""
    if decided:
        return _("A rule made the difference, whatever the weighing says: see below.")
    if not balance.terms:
        return _("No fact changed, so the stage weighs as it did.")
    if all(term.reason == "rubric" for term in balance.terms):
        return _("Only the rubric changed: the facts are answered as before.")
    pulled = [term for term in balance.terms if term.gain * balance.change > 0][:2]
    if not pulled:
        return _("What changed weighs nothing between the two stages.")
    stage = balance.later if balance.change > 0 else balance.earlier
    return _("Most of the pull towards %(stage)s: %(facts)s.") % {
        "stage": name_of(rubric, stage),
        "facts": join([_term_words(rubric, term) for term in pulled]),
    }


def _term_words(rubric: Rubric, term: Term) -> str:
    values = {
        "name": question_words(rubric, term.question),
        "was": answer_words(rubric, term.question, term.was),
        "is": answer_words(rubric, term.question, term.becomes),
    }
    if term.reason == "changed":
        return _("%(name)s (“%(was)s”, now “%(is)s”)") % values
    if term.reason == "newly-known":
        return _("%(name)s (newly known: “%(is)s”)") % values
    if term.reason == "no-longer-known":
        return _("%(name)s (no longer known; it was “%(was)s”)") % values
    return _("%(name)s (scored otherwise by the rubric)") % values


def _gate(change: GateChange) -> str:
    values = {"because": change.gate.because}
    if change.closed:
        text = _("A rule applies now: %(because)s")
        return (text + " " + _("It decides the verdict.") if change.decided else text) % values
    text = _("A rule no longer applies: %(because)s")
    return (text + " " + _("It had decided the verdict.") if change.decided else text) % values


def _rubric_sentence(older: Rubric, newer: Rubric, found: Movement) -> str:
    if not found.rubric_changed:
        return ""
    values = {"was": older.version, "is": newer.version, "id": newer.id}
    if older.version == newer.version:
        return _("The rubric %(id)s %(is)s was edited between the two.") % values
    return _(
        "The older one follows version %(was)s of the rubric %(id)s, the newer one %(is)s."
    ) % (values)


# --- readiness -----------------------------------------------------------------------------------


def _dimension_row(older: Rubric, newer: Rubric, one: DimensionMovement) -> DimensionRow:
    groups, steps = [], [str(one.before.in_place)]
    for move in MOVES:
        mine = [change for change in one.changes if change.move == move]
        if mine:
            rows = tuple(_practice_row(older, newer, change) for change in mine)
            groups.append(PracticeGroup(move, _move_title(move, len(mine)), rows))
        if added := sum(change.in_place for change in mine):
            steps.append(f"{'+' if added > 0 else MINUS} {abs(added)}")
    total = " ".join(steps) + f" = {one.after.in_place}" if len(steps) > 1 else steps[0]
    return DimensionRow(
        _dimension_name(newer, older, one.dimension),
        _reached(older, one.was),
        _reached(newer, one.becomes),
        total,
        _("of %(now)s expected, %(then)s then") % {"now": one.after.asked, "then": one.before.asked}
        if one.after.asked != one.before.asked
        else _("of %(now)s expected") % {"now": one.after.asked},
        tuple(groups),
    )


def _dimension_name(newer: Rubric, older: Rubric, dimension: str) -> str:
    known = newer if dimension in newer.dimension_by_id else older
    return known.dimension_by_id[dimension].name


def _reached(rubric: Rubric, one: Readiness | None) -> str:
    if one is None:
        return _("nothing expected")
    if one.behind is None:
        return _("not known")
    if one.stage is None:
        return _("before the first stage")
    number = rubric.stage_order[one.stage] + 1
    return _("%(number)s %(stage)s") % {"number": number, "stage": name_of(rubric, one.stage)}


def _move_title(move: PracticeMove, count: int) -> str:
    """How the practices moved, with their number."""
    text = {
        "into-place": ngettext("%(n)s came into place", "%(n)s came into place", count),
        "closer": ngettext("%(n)s came closer", "%(n)s came closer", count),
        "fell-back": ngettext("%(n)s fell back", "%(n)s fell back", count),
        "newly-known": ngettext("%(n)s newly known", "%(n)s newly known", count),
        "no-longer-known": ngettext("%(n)s no longer known", "%(n)s no longer known", count),
        "newly-asked": ngettext("%(n)s newly expected", "%(n)s newly expected", count),
        "no-longer-asked": ngettext("%(n)s no longer expected", "%(n)s no longer expected", count),
    }[move]
    return text % {"n": count}


def _practice_row(older: Rubric, newer: Rubric, change: PracticeChange) -> PracticeRow:
    known = newer if change.practice in newer.practice_by_id else older
    return PracticeRow(
        change.practice,
        question_words(known, change.practice),
        answer_words(older, change.practice, change.was),
        answer_words(newer, change.practice, change.becomes),
        change.by_rubric,
    )


# --- the rest ------------------------------------------------------------------------------------


def _other_groups(older: Scorecard, newer: Scorecard, found: Movement) -> tuple[OtherGroup, ...]:
    """The answers that changed first: they are what one looks for."""
    rows: dict[Reason, list[OtherRow]] = {"changed": [], "newly-known": [], "no-longer-known": []}
    for one in found.others:
        known = [isinstance(said, Choice | Amount | Holding) for said in (one.was, one.becomes)]
        reason: Reason = "changed"
        if not all(known):
            reason = "newly-known" if known[1] else "no-longer-known"
        rows[reason].append(_other(older.rubric, newer.rubric, one))
    titles = {
        "changed": _("Changed"),
        "newly-known": _("Newly known"),
        "no-longer-known": _("No longer known"),
    }
    return tuple(
        OtherGroup(reason, titles[reason], tuple(mine)) for reason, mine in rows.items() if mine
    )


def _other(older: Rubric, newer: Rubric, change: AnswerChange) -> OtherRow:
    known = newer if question_words(newer, change.subject) != change.subject else older
    return OtherRow(
        question_words(known, change.subject),
        _said(older, change.subject, change.was),
        _said(newer, change.subject, change.becomes),
    )


def _said(rubric: Rubric, subject: str, answer: Answer | RoleAnswer | None) -> str:
    if isinstance(answer, Holding):
        return role_words(rubric, answer)[0]
    if subject.startswith(ROLE_PREFIX):
        return role_words(rubric, answer if isinstance(answer, Unknown) else None)[0]
    return answer_words(rubric, subject, answer)
