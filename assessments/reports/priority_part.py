"""The priorities and their plan in words: what, why for this company, who, how, by when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..domain.answers import Holding
from ..domain.plan import first_moves
from ..domain.priorities import Priority, Reason, priority_name
from ..domain.rubric import Problem, Rubric
from ..domain.scorecard import Scorecard
from .citing import CitedAnswer, cite_all
from .verdict_part import name_of
from .words import (
    SENTENCE_END,
    effort_words,
    first_sentence,
    join,
    lower_first,
    moscow_words,
    timing_words,
)

CTO = "cto"  # the role that the report speaks to
REASONS_ON_PAPER = 5
LEAST_TOLD = 60  # letters; a sentence shorter than that is told with the next
LETTERS_OF_A_GAP = 45  # of a column: the rest of a last line, and the space below


@dataclass(frozen=True)
class ReasonView:
    """A reason in words, with the answers behind it.

    Where the reason names the answers itself, ``named`` are the words that do, one for each, and
    ``lead`` and ``rest`` are what stands before and behind them.
    """

    text: str
    cited: tuple[CitedAnswer, ...]
    lead: str = ""
    named: tuple[tuple[CitedAnswer, str], ...] = ()
    rest: str = ""


@dataclass(frozen=True)
class Told:
    """A paragraph about a priority on paper, with the bold words it begins with, if any."""

    label: str
    text: str
    is_reason: bool = False

    @property
    def length(self) -> int:
        """Its height in letters of a column, with the space below it."""
        return len(self.label) + len(self.text) + LETTERS_OF_A_GAP


@dataclass(frozen=True)
class PriorityView:
    """A ranked problem with everything that the report says about it.

    A problem carried over from an earlier stage speaks of the hole that carries it. ``first_move``
    is what to begin with: of its moves the first that no priority above begins with.
    """

    number: int
    id: str
    name: str
    moscow: str
    moscow_name: str
    stage_name: str
    timing: str
    timing_name: str
    meaning: str
    in_short: str
    why_now: str
    signs: tuple[str, ...]
    first_moves: tuple[str, ...]
    first_move: str
    is_planned: bool
    done_when: str
    owner: str
    effort: str
    source: tuple[str, ...]
    reasons: tuple[ReasonView, ...]
    problem_stage: str
    hole: str

    @property
    def halves(self) -> tuple[tuple[Told, ...], tuple[Told, ...]]:
        """What paper tells of it, in two columns as even as its order allows."""
        told = tuple(self._told())
        lengths = [one.length for one in told]
        cut = min(range(1, len(told)), key=lambda at: max(sum(lengths[:at]), sum(lengths[at:])))
        return told[:cut], told[cut:]

    def _told(self) -> Iterator[Told]:
        reasons = " ".join(one.text for one in self.reasons[:REASONS_ON_PAPER])
        more = len(self.reasons) - REASONS_ON_PAPER
        if more > 0:
            reasons += " " + _("And %(more)s more.") % {"more": more}
        yield Told("", reasons, is_reason=True)
        if self.timing != "brought-forward":  # there the reasons say why now
            yield Told(_("Why now."), self.why_now)
        yield Told("", self.in_short)
        if self.is_planned:
            yield Told(_("First move (the plan has the next)."), self.first_move)
        else:
            yield Told(_("First moves."), " ".join(self.first_moves))
        yield Told(_("Done when."), self.done_when)

    @property
    def cited(self) -> tuple[CitedAnswer, ...]:
        """Every answer that a reason rests on, once."""
        return tuple(dict.fromkeys(one for why in self.reasons for one in why.cited))


@dataclass(frozen=True)
class PlanItem:
    problem: str
    name: str
    move: str
    owner: str


@dataclass(frozen=True)
class PlanColumn:
    """What is to be done within so many days."""

    days: int
    title: str
    items: tuple[PlanItem, ...]


@dataclass(frozen=True)
class PlanRow:
    """One priority's way through the plan: its move by each day, empty where there is none."""

    name: str
    owner: str
    dated: tuple[tuple[str, str], ...]


def priority_views(card: Scorecard) -> tuple[PriorityView, ...]:
    begin = _beginnings(card)
    return tuple(
        _priority_view(card, at + 1, one, begin[one.problem])
        for at, one in enumerate(card.priorities)
    )


def _beginnings(card: Scorecard) -> dict[str, str]:
    """The first move of each priority: what the plan has first, or what nothing above has."""
    found: dict[str, str] = {}
    for step in card.plan:
        found.setdefault(step.problem, step.move)
    taken = {step.move for step in card.plan}
    for one in card.priorities:
        if one.problem not in found:
            moves = first_moves(card.rubric, one)
            found[one.problem] = next((move for move in moves if move not in taken), moves[0])
            taken.add(found[one.problem])
    return found


def _priority_view(card: Scorecard, number: int, one: Priority, begin: str) -> PriorityView:
    rubric = card.rubric
    problem = rubric.problem_by_id[one.problem]
    reasons = list(_reason_views(card, one))
    if not reasons:
        text = _("It belongs to every company at %(stage)s.") % {
            "stage": name_of(rubric, one.stage)
        }
        reasons = [ReasonView(text, ())]
    hole = rubric.practice_by_id[one.hole] if one.hole else None
    return PriorityView(
        number=number,
        id=problem.id,
        name=priority_name(rubric, one),
        moscow=one.moscow,
        moscow_name=moscow_words(one.moscow),
        stage_name=name_of(rubric, one.stage),
        timing=one.timing,
        timing_name=timing_words(one.timing),
        meaning=hole.why if hole else problem.meaning,
        in_short=first_sentence(hole.why) if hole else _in_short(rubric, problem),
        why_now=_carried_over(rubric, one, problem) if hole else problem.why_now,
        signs=() if hole else problem.signs,
        first_moves=first_moves(rubric, one),
        first_move=begin,
        is_planned=any(step.problem == one.problem for step in card.plan),
        done_when=_done_when(rubric, one) if hole else problem.done_when,
        owner=owner_words(card, problem.owner),
        effort=effort_words(hole.effort if hole else problem.effort),
        source=hole.source if hole else problem.source,
        reasons=tuple(reasons),
        problem_stage=name_of(rubric, problem.stage),
        hole=one.hole or "",
    )


def _in_short(rubric: Rubric, problem: Problem) -> str:
    """What a problem means in a sentence; in two where the first says what it was before."""
    here = rubric.stage_order[problem.stage]
    first, *rest = re.split(SENTENCE_END, problem.meaning)
    was = any(stage.name in first for stage in rubric.stages[:here])
    if rest and (was or len(first) < LEAST_TOLD):
        return f"{first} {rest[0]}"
    return first


def _done_when(rubric: Rubric, one: Priority) -> str:
    """What in place looks like, for each hole that the priority is named after."""
    holes = one.missing[:2] or ((one.hole,) if one.hole else ())
    return " ".join(rubric.practice_by_id[each].in_place for each in holes)


def owner_words(card: Scorecard, owner: str) -> str:
    """The owner of a problem; the CTO where the role that should own it is held by nobody.

    Where nobody is CTO either, the owner is whoever acts as one: see ``acting_sentence``.
    """
    for role in card.rubric.roles:
        named = role.id != CTO and owner.lower().startswith(role.name.lower())
        if named and card.answers.roles.get(role.id) == Holding("nobody"):
            owner = _("CTO, until there is somebody as %(owner)s") % {"owner": lower_first(owner)}
    if card.answers.roles.get(CTO) == Holding("nobody"):
        owner = re.sub(r"\bCTO\b", _("acting CTO"), owner)
        owner = owner[:1].upper() + owner[1:]
    return owner


def acting_sentence(card: Scorecard) -> str:
    """Who acts as CTO, where there is none of the company's own; empty where there is."""
    holding = card.answers.roles.get(CTO)
    if not isinstance(holding, Holding):
        return ""
    if holding.held_by == "nobody":
        return _(
            "There is no CTO, so this report speaks to the founder: “acting CTO” is you, until you "
            "have found somebody or asked somebody you trust to stand in."
        )
    if holding.held_by == "outside":
        return _(
            "The CTO comes from outside the company. What is said to the CTO is theirs to do and "
            "the founder’s to decide: accounts, contracts and hiring stay inside."
        )
    if holding.held_by == "hat" and holding.hat_of:
        role = card.rubric.role_by_id[holding.hat_of].name
        return _(
            "CTO is a second hat of: %(role)s. What is said to the CTO is for that person."
        ) % {"role": role}
    if holding.held_by == "hat":
        return _(
            "CTO is somebody’s second hat, often a founder’s. What is said to the CTO is for that "
            "person, in the hours that the hat has."
        )
    return ""


def _carried_over(rubric: Rubric, one: Priority, problem: Problem) -> str:
    if one.timing == "brought-forward":
        return _("Companies usually need this later; your circumstances ask for it now.")
    return _("Left over from %(stage)s (%(problem)s): every later stage is built on it.") % {
        "stage": name_of(rubric, one.stage),
        "problem": lower_first(problem.name),
    }


def _reason_views(card: Scorecard, one: Priority) -> Iterator[ReasonView]:
    """The reasons in their order; the circumstances that ask for it are one, told last."""
    asked_for: tuple[CitedAnswer, ...] = ()
    for why in one.reasons:
        cited = cite_all(card.rubric, card.answers, why.answers)
        if why.kind == "circumstance":
            asked_for += cited
        else:
            yield _reason_view(card.rubric, why, cited)
    if asked_for:
        text = _("Your circumstances ask for it (%(answer)s).")
        yield _naming(text, {}, asked_for, tuple(each.text for each in asked_for))


def _reason_view(rubric: Rubric, why: Reason, cited: tuple[CitedAnswer, ...]) -> ReasonView:
    if why.kind == "raised":
        return ReasonView(why.because, cited)
    if why.kind == "not-answered":
        text = ngettext(
            "Not known yet: %(answer)s. Find out first.",
            "Not known yet: %(answer)s. Find these out first.",
            len(cited),
        )
        return _naming(text, {}, cited, tuple(each.name for each in cited))
    expected = name_of(rubric, rubric.practice_by_id[cited[0].id].expected_from)
    text = _("%(practice)s: %(answer)s; expected from %(stage)s on.")
    values = {"practice": cited[0].name, "stage": expected}
    return _naming(text, values, cited, (lower_first(cited[0].answer),))


def _naming(
    text: str, values: dict[str, str], cited: tuple[CitedAnswer, ...], words: tuple[str, ...]
) -> ReasonView:
    """A reason that names its answers where ``text`` has its ``%(answer)s``."""
    lead, _sep, rest = text.partition("%(answer)s")
    lead, rest = lead % values, rest % values
    named = tuple(zip(cited, words, strict=True))
    return ReasonView(f"{lead}{join(words)}{rest}", cited, lead, named, rest)


def plan_columns(card: Scorecard) -> tuple[PlanColumn, ...]:
    names = {one.id: one.name for one in priority_views(card)}
    columns = []
    for days in (30, 60, 90):
        items = tuple(
            PlanItem(one.problem, names[one.problem], one.move, owner_words(card, one.owner))
            for one in card.plan
            if one.days == days
        )
        columns.append(PlanColumn(days, _("By day %(days)s") % {"days": days}, items))
    return tuple(columns)


def plan_rows(columns: tuple[PlanColumn, ...]) -> tuple[PlanRow, ...]:
    """The plan by priority."""
    items = {one.problem: one for column in columns for one in column.items}
    moves = [(each.title, {one.problem: one.move for one in each.items}) for each in columns]
    return tuple(
        PlanRow(one.name, one.owner, tuple((title, by.get(problem, "")) for title, by in moves))
        for problem, one in items.items()
    )
