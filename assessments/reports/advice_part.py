"""The advice in words: priorities, plan, readiness, circumstances, scale-up, leadership, answers."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..domain.answers import UNKNOWN, AnswerSet, Holding, Unknown
from ..domain.plan import first_moves
from ..domain.priorities import Priority, Reason, priority_name
from ..domain.readiness import PracticeState, chosen_circumstances
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
from .verdict_part import name_of, verdict_of
from .words import (
    answer_words,
    effort_words,
    join,
    lower_first,
    moscow_words,
    percent,
    question_words,
    role_words,
    stages_apart,
    timing_words,
)


@dataclass(frozen=True)
class ReasonView:
    """A reason in words, with the questions behind it."""

    text: str
    answers: tuple[str, ...]


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
    practices: tuple[str, ...]


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
class ReadinessRow:
    """One dimension: the stage reached, against the company's own.

    ``reached`` and ``expected`` are orders from 0; ``reached`` is -1 below the first stage and
    None if not known.
    """

    id: str
    name: str
    reached: int | None
    reached_name: str
    expected: int
    behind: int | None
    coverage: str
    in_words: str
    unmet: tuple[str, ...]
    open: tuple[str, ...]


@dataclass(frozen=True)
class PracticeView:
    """A practice with its state for this company, in words."""

    practice: Practice
    stage_name: str
    state: str
    is_gap: bool
    effort: str
    is_known: bool


@dataclass(frozen=True)
class EffortView:
    """An effort that the CTO leads, and how far the company's practices carry it already."""

    effort: LedEffort
    state: str
    is_in_place: bool


@dataclass(frozen=True)
class LessonView:
    lesson: Lesson
    practices: tuple[PracticeView, ...]

    @property
    def is_open(self) -> bool:
        """Whether one of its practices is known not to be in place."""
        return any(one.is_gap for one in self.practices)

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


@dataclass(frozen=True)
class AnswerRow:
    question: str
    text: str
    answer: str
    answered: bool


@dataclass(frozen=True)
class AnswerGroup:
    """The answers of one kind, for the appendix and for checking."""

    title: str
    rows: tuple[AnswerRow, ...]


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
        practices=problem.practices,
    )


def _done_when(rubric: Rubric, one: Priority) -> str:
    """What in place looks like, for each hole that the priority is named after."""
    holes = one.missing[:2] or ((one.hole,) if one.hole else ())
    return " ".join(rubric.practice_by_id[each].in_place for each in holes)


def _owner(card: Scorecard, owner: str) -> str:
    """The owner of a problem; the CTO where the role that should own it is held by nobody."""
    for role in card.rubric.roles:
        named = role.id != "cto" and owner.lower().startswith(role.name.lower())
        if named and card.answers.roles.get(role.id) == Holding("nobody"):
            return _("CTO, until there is somebody as %(owner)s") % {"owner": lower_first(owner)}
    return owner


def _carried_over(rubric: Rubric, one: Priority, problem: Problem) -> str:
    if one.timing == "brought-forward":
        return _("Companies usually need this later; your circumstances ask for it now.")
    return _("Left over from %(stage)s (%(problem)s): every later stage is built on it.") % {
        "stage": name_of(rubric, one.stage),
        "problem": lower_first(problem.name),
    }


def _reason_view(card: Scorecard, one: Priority, why: Reason) -> ReasonView:
    rubric = card.rubric
    names = [question_words(rubric, each) for each in why.answers]
    if why.kind == "raised":
        return ReasonView(why.because, why.answers)
    if why.kind == "circumstance":
        said = answer_words(rubric, why.answers[0], card.answers.answers.get(why.answers[0]))
        text = _("Your circumstances ask for it (%(question)s: %(answer)s).")
        return ReasonView(text % {"question": names[0], "answer": said}, why.answers)
    if why.kind == "not-answered":
        text = ngettext(
            "Not known yet: %(practices)s. Find out first.",
            "Not known yet: %(practices)s. Find these out first.",
            len(names),
        )
        return ReasonView(text % {"practices": join(names)}, why.answers)
    said = answer_words(rubric, why.answers[0], card.answers.answers.get(why.answers[0]))
    expected = name_of(rubric, rubric.practice_by_id[why.answers[0]].expected_from)
    text = _("%(practice)s: %(answer)s; expected from %(stage)s on.")
    values = {"practice": names[0], "answer": lower_first(said), "stage": expected}
    return ReasonView(text % values, why.answers)


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


def readiness_rows(card: Scorecard) -> tuple[ReadinessRow, ...]:
    rubric, here = card.rubric, card.rubric.stage_order[verdict_of(card).stage]
    rows = []
    for one in card.readiness:
        names = [rubric.practice_by_id[each].name for each in one.unmet]
        reached = None if one.behind is None else -1
        reached_name = _("not known") if one.behind is None else _("before the first stage")
        if one.stage is not None and one.behind is not None:
            reached, reached_name = rubric.stage_order[one.stage], name_of(rubric, one.stage)
        if one.behind is None:
            in_words = _("too little known to say")
        elif one.behind:
            in_words = _("%(apart)s behind; not fully in place: %(practices)s") % {
                "apart": stages_apart(one.behind),
                "practices": join(names[:3]),
            }
        elif names:
            in_words = _("at the stage; still open: %(practices)s") % {"practices": join(names[:3])}
        else:
            in_words = _("at the stage") if reached == here else _("ahead of the stage")
        rows.append(
            ReadinessRow(
                one.dimension,
                rubric.dimension_by_id[one.dimension].name,
                reached,
                reached_name,
                here,
                one.behind,
                _("%(known)s of %(asked)s known") % {"known": one.known, "asked": one.asked},
                in_words,
                tuple(names),
                tuple(rubric.practice_by_id[each].name for each in one.open),
            )
        )
    return tuple(rows)


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


def circumstance_advice(card: Scorecard) -> tuple[tuple[str, Advice], ...]:
    """Advice that the circumstances and vacant leading roles bring, with what it follows from."""
    rubric, stage = card.rubric, verdict_of(card).stage
    found = []
    for circumstance, option in chosen_circumstances(rubric, card.answers):
        label = f"{question_words(rubric, circumstance)}: {option.short}"
        found += [(label, advice) for advice in stage_advice(option.advice, stage)]
    top = rubric.org_chart_by_stage[stage].seats[0].role
    holding = card.answers.roles.get(top)
    if isinstance(holding, Holding) and holding.held_by == "nobody":
        role = rubric.role_by_id[top]
        label = _("%(role)s: nobody") % {"role": role.name}
        found.insert(0, (label, Advice(text=role.vacant, source=role.source)))
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
    if due and all(credit[one] == 1 for one in due):
        return EffortView(effort, _("In place: keep it so."), True)
    if not missing:
        return EffortView(effort, "", False)
    names = join([card.rubric.practice_by_id[one].name for one in missing])
    return EffortView(effort, _("Not fully in place: %(names)s.") % {"names": names}, False)


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


def answer_groups(card: Scorecard) -> tuple[AnswerGroup, ...]:
    """Every question asked of this company with its answer, and every answer given besides."""
    rubric, answers = card.rubric, card.answers
    practices = [state.practice for state in card.states]
    practices += [one.id for one in rubric.practices if one.id in answers.answers]
    groups = [
        (_("Facts"), [one.id for one in rubric.facts]),
        (_("Circumstances"), [one.id for one in rubric.circumstances]),
        (_("Practices"), [one.id for one in rubric.practices if one.id in practices]),
    ]
    found = [
        AnswerGroup(title, tuple(_answer_row(rubric, answers, one) for one in asked))
        for title, asked in groups
        if asked
    ]
    roles = [one.id for one in rubric.roles if one.id in answers.roles]
    if card.org_charts:
        seats = {seat.role for seat in (*card.org_charts.now, *card.org_charts.next)}
        roles = [one.id for one in rubric.roles if one.id in seats or one.id in answers.roles]
    if roles:
        rows = tuple(_role_row(rubric, answers, one) for one in roles)
        found.append(AnswerGroup(_("Roles"), rows))
    return tuple(found)


def _answer_row(rubric: Rubric, answers: AnswerSet, question: str) -> AnswerRow:
    said = answer_words(rubric, question, answers.answers.get(question))
    given = answers.answers.get(question, UNKNOWN) != UNKNOWN
    return AnswerRow(question, question_words(rubric, question), said, given)


def _role_row(rubric: Rubric, answers: AnswerSet, role: str) -> AnswerRow:
    said, known = role_words(rubric, answers.roles.get(role))
    return AnswerRow(role, rubric.role_by_id[role].name, said, known)
