"""The advice in words: priorities, plan, readiness, circumstances, scale-up, leadership."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..domain.answers import Holding, Unknown
from ..domain.notes import ROLE_PREFIX
from ..domain.plan import first_moves
from ..domain.priorities import Priority, Reason, priority_name
from ..domain.readiness import PracticeState, Readiness, chosen_circumstances
from ..domain.rubric import (
    Advice,
    Checkpoint,
    ComparisonRow,
    LedEffort,
    Lesson,
    Practice,
    Problem,
    Responsibility,
    Rubric,
)
from ..domain.scorecard import Scorecard, stage_advice
from .citing import CitedAnswer, cite, cite_all
from .verdict_part import name_of, verdict_of
from .words import (
    answer_words,
    effort_words,
    first_sentence,
    join,
    lower_first,
    moscow_words,
    percent,
    stages_apart,
    timing_words,
)

CTO = "cto"  # the role that the report speaks to
REASONS_ON_PAPER = 5


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
class PriorityView:
    """A ranked problem with everything that the report says about it.

    A problem carried over from an earlier stage speaks of the hole that carries it.
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
    why_now: str
    signs: tuple[str, ...]
    first_moves: tuple[str, ...]
    done_when: str
    owner: str
    effort: str
    source: tuple[str, ...]
    reasons: tuple[ReasonView, ...]
    problem_stage: str
    hole: str

    @property
    def in_short(self) -> str:
        """The first sentence of what it means."""
        return first_sentence(self.meaning)

    @property
    def more_reasons(self) -> int:
        """How many reasons paper does not list."""
        return max(len(self.reasons) - REASONS_ON_PAPER, 0)

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


@dataclass(frozen=True)
class ReadinessRow:
    """One dimension: the stage reached, against the company's own.

    ``reached`` and ``expected`` are orders from 0; ``reached`` is -1 below the first stage and
    None if not known. ``standing`` is the sentence without the practices that it rests on;
    ``unmet`` and ``open`` are these: known to be missing, and not known.
    """

    id: str
    name: str
    reached: int | None
    reached_name: str
    expected: int
    behind: int | None
    coverage: str
    in_words: str
    standing: str
    unmet: tuple[CitedAnswer, ...]
    open: tuple[CitedAnswer, ...]


@dataclass(frozen=True)
class CircumstanceView:
    """Advice that an answer brings besides the stage."""

    cited: CitedAnswer
    advice: Advice


@dataclass(frozen=True)
class PracticeView:
    """A practice with its state for this company, in words. ``cited`` is None if it was not asked."""

    practice: Practice
    stage_name: str
    state: str
    is_gap: bool
    effort: str
    is_known: bool
    cited: CitedAnswer | None


@dataclass(frozen=True)
class EffortView:
    """An effort that the CTO leads, and how far the company's practices carry it already."""

    effort: LedEffort
    state: str
    is_in_place: bool
    cited: tuple[CitedAnswer, ...]

    @property
    def in_short(self) -> str:
        """The first sentence of what it means."""
        return first_sentence(self.effort.meaning)


@dataclass(frozen=True)
class LessonView:
    lesson: Lesson
    practices: tuple[PracticeView, ...]

    @property
    def gaps(self) -> tuple[PracticeView, ...]:
        """Its practices that are known not to be in place."""
        return tuple(one for one in self.practices if one.is_gap)

    @property
    def is_open(self) -> bool:
        """Whether one of its practices is known not to be in place."""
        return bool(self.gaps)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The names of its practices whose state is not known."""
        return tuple(one.practice.name for one in self.practices if not one.is_known)


@dataclass(frozen=True)
class LeadershipView:
    """The CTO's role at the company's stage, beside a VP of Engineering."""

    by_stage: tuple[Advice, ...]
    comparison: tuple[ComparisonRow, ...]
    cto: tuple[Responsibility, ...]
    vp: tuple[Responsibility, ...]
    later: tuple[tuple[str, Responsibility], ...]
    checkpoints: tuple[Checkpoint, ...]


def priority_views(card: Scorecard) -> tuple[PriorityView, ...]:
    return tuple(_priority_view(card, at + 1, one) for at, one in enumerate(card.priorities))


def _priority_view(card: Scorecard, number: int, one: Priority) -> PriorityView:
    rubric = card.rubric
    problem = rubric.problem_by_id[one.problem]
    reasons = [_reason_view(card, one, why) for why in one.reasons]
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
        why_now=_carried_over(rubric, one, problem) if hole else problem.why_now,
        signs=() if hole else problem.signs,
        first_moves=first_moves(rubric, one),
        done_when=_done_when(rubric, one) if hole else problem.done_when,
        owner=_owner(card, problem.owner),
        effort=effort_words(hole.effort if hole else problem.effort),
        source=hole.source if hole else problem.source,
        reasons=tuple(reasons),
        problem_stage=name_of(rubric, problem.stage),
        hole=one.hole or "",
    )


def _done_when(rubric: Rubric, one: Priority) -> str:
    """What in place looks like, for each hole that the priority is named after."""
    holes = one.missing[:2] or ((one.hole,) if one.hole else ())
    return " ".join(rubric.practice_by_id[each].in_place for each in holes)


def _owner(card: Scorecard, owner: str) -> str:
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


def _reason_view(card: Scorecard, one: Priority, why: Reason) -> ReasonView:
    rubric = card.rubric
    cited = cite_all(rubric, card.answers, why.answers)
    if why.kind == "raised":
        return ReasonView(why.because, cited)
    if why.kind == "circumstance":
        text = _("Your circumstances ask for it (%(question)s: %(answer)s).")
        return _naming(text, {"question": cited[0].name}, cited, (cited[0].answer,))
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
            PlanItem(one.problem, names[one.problem], one.move, _owner(card, one.owner))
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


def readiness_rows(card: Scorecard) -> tuple[ReadinessRow, ...]:
    return tuple(_readiness_row(card, one) for one in card.readiness)


def _readiness_row(card: Scorecard, one: Readiness) -> ReadinessRow:
    rubric, here = card.rubric, card.rubric.stage_order[verdict_of(card).stage]
    unmet = cite_all(rubric, card.answers, one.unmet)
    reached = None if one.behind is None else -1
    reached_name = _("not known") if one.behind is None else _("before the first stage")
    if one.stage is not None and one.behind is not None:
        reached, reached_name = rubric.stage_order[one.stage], name_of(rubric, one.stage)
    if one.behind is None:
        standing, in_words = _("too little known to say"), "%(standing)s"
    elif one.behind:
        standing = _("%(apart)s behind") % {"apart": stages_apart(one.behind)}
        in_words = _("%(standing)s; not fully in place: %(practices)s")
    elif unmet:
        standing = _("at the stage")
        in_words = _("%(standing)s; still open: %(practices)s")
    else:
        standing = _("at the stage") if reached == here else _("ahead of the stage")
        in_words = "%(standing)s"
    worst = join([each.name for each in unmet[:3]])
    return ReadinessRow(
        one.dimension,
        rubric.dimension_by_id[one.dimension].name,
        reached,
        reached_name,
        here,
        one.behind,
        _("%(known)s of %(asked)s known") % {"known": one.known, "asked": one.asked},
        in_words % {"standing": standing, "practices": worst},
        standing,
        unmet,
        cite_all(rubric, card.answers, one.open),
    )


def readiness_sentence(card: Scorecard, rows: tuple[ReadinessRow, ...]) -> str:
    known = sum(one.known for one in card.readiness)
    asked = sum(one.asked for one in card.readiness)
    if not known:
        return _(
            "No practice was answered, so nothing can be said about readiness. The priorities below "
            "follow from the facts alone; answer the practices to make them yours."
        )
    behind = [row.name for row in rows if row.behind]
    coverage = percent(known / asked)
    if not behind:
        text = _("No dimension is known to be behind its stage (%(coverage)s of it is known).")
        return text % {"coverage": coverage}
    text = _("Behind the stage: %(names)s (%(coverage)s of the expected practices are known).")
    return text % {"names": ", ".join(behind), "coverage": coverage}


def circumstance_views(card: Scorecard) -> tuple[CircumstanceView, ...]:
    """Advice that the circumstances and vacant leading roles bring, with what it follows from."""
    rubric, stage = card.rubric, verdict_of(card).stage
    found = []
    for circumstance, option in chosen_circumstances(rubric, card.answers):
        cited = cite(rubric, card.answers, circumstance)
        found += [CircumstanceView(cited, one) for one in stage_advice(option.advice, stage)]
    top = rubric.org_chart_by_stage[stage].seats[0].role
    holding = card.answers.roles.get(top)
    if isinstance(holding, Holding) and holding.held_by == "nobody":
        role = rubric.role_by_id[top]
        cited = cite(rubric, card.answers, ROLE_PREFIX + top)
        found.insert(0, CircumstanceView(cited, Advice(text=role.vacant, source=role.source)))
    return tuple(found)


def practice_view(card: Scorecard, practice: Practice) -> PracticeView:
    answer = card.answers.answers.get(practice.id)
    state = next((one for one in card.states if one.practice == practice.id), None)
    was_asked = answer is not None or state is not None
    return PracticeView(
        practice,
        name_of(card.rubric, practice.expected_from),
        answer_words(card.rubric, practice.id, answer) if was_asked else _("Not asked yet"),
        _is_gap(card, practice, state),
        effort_words(practice.effort),
        answer is not None and not isinstance(answer, Unknown),
        cite(card.rubric, card.answers, practice.id) if was_asked else None,
    )


def _is_gap(card: Scorecard, practice: Practice, state: PracticeState | None) -> bool:
    if state is not None:
        return state.is_gap
    level = card.rubric.level_by_id.get(card.answers.choice(practice.id) or "")
    return level is not None and level.credit < 1


def themed_practices(card: Scorecard, theme: str) -> tuple[PracticeView, ...]:
    return tuple(practice_view(card, one) for one in card.rubric.practices if theme in one.themes)


def coming_practices(card: Scorecard) -> tuple[PracticeView, ...]:
    """Practices that the next stage will expect."""
    coming = {state.practice for state in card.states if state.timing == "coming"}
    return tuple(practice_view(card, one) for one in card.rubric.practices if one.id in coming)


def effort_views(card: Scorecard) -> tuple[EffortView, ...]:
    """The efforts of the company's stage."""
    stage = verdict_of(card).stage
    return tuple(_effort_view(card, one) for one in card.rubric.efforts if one.stage == stage)


def _effort_view(card: Scorecard, effort: LedEffort) -> EffortView:
    """The state follows from the practices of the effort that are due; without any it is open."""
    credit = {state.practice: state.credit for state in card.states if state.timing != "coming"}
    due = [one for one in effort.practices if one in credit]
    missing = [one for one in due if credit[one] is not None and credit[one] != 1]
    cited = cite_all(card.rubric, card.answers, due)
    if due and all(credit[one] == 1 for one in due):
        return EffortView(effort, _("In place: keep it so."), True, cited)
    if not missing:
        return EffortView(effort, "", False, cited)
    names = join([card.rubric.practice_by_id[one].name for one in missing])
    return EffortView(effort, _("Not fully in place: %(names)s.") % {"names": names}, False, cited)


def lesson_views(card: Scorecard) -> tuple[LessonView, ...]:
    practices = card.rubric.practice_by_id
    return tuple(
        LessonView(one, tuple(practice_view(card, practices[each]) for each in one.practices))
        for one in card.rubric.scale_up
    )


def leadership_view(card: Scorecard) -> LeadershipView:
    rubric, stage = card.rubric, verdict_of(card).stage
    lead, here = rubric.leadership, rubric.stage_order[verdict_of(card).stage]
    due = [one for one in lead.responsibilities if rubric.stage_order[one.matters_from] <= here]
    later = [one for one in lead.responsibilities if rubric.stage_order[one.matters_from] > here]
    return LeadershipView(
        stage_advice(lead.by_stage, stage),
        lead.comparison,
        tuple(one for one in due if one.owner == "cto"),
        tuple(one for one in due if one.owner == "vp-engineering"),
        tuple((name_of(rubric, one.matters_from), one) for one in later),
        lead.checkpoints,
    )
