"""What the page of each item says: the item with everything in the rubric that names it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

from ..domain.rubric import (
    Advice,
    Circumstance,
    CircumstanceOption,
    Dimension,
    Fact,
    Gate,
    LedEffort,
    Lesson,
    Option,
    OrgChart,
    Practice,
    Problem,
    Role,
    Rubric,
    Seat,
    Section,
    Stage,
)
from ..reports.words import band_words, percent
from .conditions import (
    ConditionView,
    RaiseUse,
    Uses,
    condition_views,
    raise_uses,
    uses_of,
)

Item = TypeVar("Item")


@dataclass(frozen=True)
class Neighbours(Generic[Item]):
    """The items before and after one, to leaf through; None at the ends."""

    before: Item | None
    after: Item | None


def neighbours(items: Sequence[Item], one: Item) -> Neighbours[Item]:
    at = next(place for place, each in enumerate(items) if each is one)
    return Neighbours(items[at - 1] if at else None, items[at + 1] if at + 1 < len(items) else None)


# --- stages --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SeatView:
    """A seat of a stage's chart: its role, whom it stands under, who stands under it."""

    stage: Stage
    seat: Seat
    role: Role
    under: Role | None
    below: tuple[Role, ...]
    filled: str
    conditions: tuple[ConditionView, ...]


@dataclass(frozen=True)
class TypicalAnswers:
    """The answers of a fact that are typical of a stage."""

    fact: Fact
    options: tuple[Option, ...]


@dataclass(frozen=True)
class StagePage:
    """A stage: what it is, what the CTO works on, what is expected, who is needed."""

    stage: Stage
    band: str
    hats: tuple[Role, ...]
    leadership: tuple[Advice, ...]
    problems: tuple[Problem, ...]
    efforts: tuple[LedEffort, ...]
    practices: tuple[tuple[Dimension, tuple[Practice, ...]], ...]
    chart: OrgChart
    seats: tuple[SeatView, ...]
    typical: tuple[TypicalAnswers, ...]
    gates: tuple[Gate, ...]
    neighbours: Neighbours[Stage]


def stage_page(rubric: Rubric, stage: Stage) -> StagePage:
    expected = [one for one in rubric.practices if one.expected_from == stage.id]
    chart = rubric.org_chart_by_stage[stage.id]
    return StagePage(
        stage,
        band_words(stage.it_members),
        tuple(rubric.role_by_id[hat] for hat in stage.cto.hats),
        tuple(one for one in rubric.leadership.by_stage if stage.id in one.stages),
        tuple(one for one in rubric.problems if one.stage == stage.id),
        tuple(one for one in rubric.efforts if one.stage == stage.id),
        by_dimension(rubric, expected),
        chart,
        tuple(_seat_view(rubric, chart, seat) for seat in chart.seats),
        _typical_answers(rubric, stage),
        tuple(one for one in rubric.gates if one.ceiling == stage.id),
        neighbours(rubric.stages, stage),
    )


def by_dimension(
    rubric: Rubric, practices: Sequence[Practice]
) -> tuple[tuple[Dimension, tuple[Practice, ...]], ...]:
    """The practices in groups, in the order of the dimensions; no group is empty."""
    groups = (
        (dimension, tuple(one for one in practices if one.dimension == dimension.id))
        for dimension in rubric.dimensions
    )
    return tuple(group for group in groups if group[1])


def _typical_answers(rubric: Rubric, stage: Stage) -> tuple[TypicalAnswers, ...]:
    found = (
        TypicalAnswers(fact, tuple(one for one in fact.options if stage.id in one.typical))
        for fact in rubric.facts
    )
    return tuple(one for one in found if one.options)


def _seat_view(rubric: Rubric, chart: OrgChart, seat: Seat) -> SeatView:
    return SeatView(
        rubric.stage_by_id[chart.stage],
        seat,
        rubric.role_by_id[seat.role],
        rubric.role_by_id[seat.under] if seat.under else None,
        tuple(rubric.role_by_id[one.role] for one in chart.seats if one.under == seat.role),
        _filled_words(rubric, seat),
        condition_views(rubric, seat.hire_if),
    )


def _filled_words(rubric: Rubric, seat: Seat) -> str:
    """The least that the stage asks for in a seat."""
    if seat.filled == "hat" and seat.hat_of:
        return _("May be a hat of: %(role)s") % {"role": rubric.role_by_id[seat.hat_of].name}
    if seat.filled == "hat":
        return _("May be somebody’s hat")
    return _("Several people or teams") if seat.kind == "group" else _("A post of its own")


# --- problems and efforts ------------------------------------------------------------------------


@dataclass(frozen=True)
class ProblemPage:
    """A problem: what settles it, what else bears on it, what raises it, where it returns."""

    problem: Problem
    settles: tuple[Practice, ...]
    bears_on: tuple[Practice, ...]
    raises: tuple[RaiseUse, ...]
    elsewhere: tuple[Problem, ...]
    lessons: tuple[Lesson, ...]
    neighbours: Neighbours[Problem]


def problem_page(rubric: Rubric, problem: Problem) -> ProblemPage:
    naming = [one for one in rubric.practices if problem.id in one.problems]
    return ProblemPage(
        problem,
        tuple(rubric.practice_by_id[one] for one in problem.practices),
        tuple(one for one in naming if one.id not in problem.practices),
        raise_uses(rubric, problem),
        tuple(one for one in rubric.problems if one.name == problem.name and one.id != problem.id),
        tuple(one for one in rubric.scale_up if problem.id in one.problems),
        neighbours(rubric.problems, problem),
    )


@dataclass(frozen=True)
class EffortPage:
    effort: LedEffort
    practices: tuple[Practice, ...]
    neighbours: Neighbours[LedEffort]


def effort_page(rubric: Rubric, effort: LedEffort) -> EffortPage:
    return EffortPage(
        effort,
        tuple(rubric.practice_by_id[one] for one in effort.practices),
        neighbours(rubric.efforts, effort),
    )


# --- practices -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class PracticePage:
    """A practice: where it belongs, the problems it bears on, what asks for it or spares it."""

    practice: Practice
    dimension: Dimension
    settles: tuple[Problem, ...]
    bears_on: tuple[Problem, ...]
    efforts: tuple[LedEffort, ...]
    expected_by: tuple[tuple[Circumstance, CircumstanceOption], ...]
    spared_by: tuple[tuple[Circumstance, CircumstanceOption], ...]
    lessons: tuple[Lesson, ...]
    uses: Uses
    neighbours: Neighbours[Practice]


def practice_page(rubric: Rubric, practice: Practice) -> PracticePage:
    problems = [one for one in rubric.problems if one.id in practice.problems]
    chosen = [(one, option) for one in rubric.circumstances for option in one.options]
    return PracticePage(
        practice,
        rubric.dimension_by_id[practice.dimension],
        tuple(one for one in problems if practice.id in one.practices),
        tuple(one for one in problems if practice.id not in one.practices),
        tuple(one for one in rubric.efforts if practice.id in one.practices),
        tuple(one for one in chosen if practice.id in one[1].expects),
        tuple(one for one in chosen if practice.id in one[1].spares),
        tuple(one for one in rubric.scale_up if practice.id in one.practices),
        uses_of(rubric, "practice", practice.id),
        neighbours(rubric.practices, practice),
    )


# --- roles ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RolePage:
    """A role: its seat at each stage, the stages at which the CTO wears it, what looks at it."""

    role: Role
    seats: tuple[SeatView, ...]
    worn_at: tuple[Stage, ...]
    uses: Uses
    neighbours: Neighbours[Role]


def role_page(rubric: Rubric, role: Role) -> RolePage:
    return RolePage(
        role,
        role_seats(rubric, role),
        tuple(stage for stage in rubric.stages if role.id in stage.cto.hats),
        uses_of(rubric, "role", role.id),
        neighbours(rubric.roles, role),
    )


def role_seats(rubric: Rubric, role: Role) -> tuple[SeatView, ...]:
    """The role's seats, earliest stage first."""
    charts = [rubric.org_chart_by_stage[stage] for stage in rubric.stage_ids]
    return tuple(
        _seat_view(rubric, chart, seat)
        for chart in charts
        for seat in chart.seats
        if seat.role == role.id
    )


def roles_by_stage(rubric: Rubric) -> tuple[tuple[Role, tuple[tuple[Stage, str], ...]], ...]:
    """Every role with what each stage asks for in its seat; "" where it has none."""
    rows = []
    for role in rubric.roles:
        asked = {seat.stage.id: _asked_words(seat.seat) for seat in role_seats(rubric, role)}
        rows.append((role, tuple((stage, asked.get(stage.id, "")) for stage in rubric.stages)))
    return tuple(rows)


def _asked_words(seat: Seat) -> str:
    words = {"line": _("post"), "beside": _("post beside"), "group": _("several")}[seat.kind]
    if seat.filled == "hat":
        words = _("hat")
    return _("%(seat)s, if needed") % {"seat": words} if seat.optional else words


# --- questions -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class QuestionPage:
    """A fact or a circumstance: how it counts and everything that follows from its answers.

    ``options`` pairs each option of a circumstance with the practices that it asks for and
    spares. The words on weighing stand for facts only.
    """

    question: Fact | Circumstance
    section: Section
    is_fact: bool
    dimension: Dimension | None
    weight: str
    direction: str
    is_anchor: bool
    options: tuple[ChangedAdvice, ...]
    uses: Uses
    neighbours: Neighbours[Fact | Circumstance]


@dataclass(frozen=True)
class ChangedAdvice:
    """An option of a circumstance with the practices that it brings forward and spares."""

    option: CircumstanceOption
    expects: tuple[Practice, ...]
    spares: tuple[Practice, ...]


def question_page(rubric: Rubric, question: Fact | Circumstance) -> QuestionPage:
    section = next(one for one in rubric.sections if one.id == question.section)
    uses = uses_of(rubric, "question", question.id)
    asked: tuple[Fact | Circumstance, ...] = (*rubric.facts, *rubric.circumstances)
    around = neighbours(asked, question)
    if isinstance(question, Circumstance):
        options = tuple(_changed_advice(rubric, one) for one in question.options)
        return QuestionPage(question, section, False, None, "", "", False, options, uses, around)
    return QuestionPage(
        question,
        section,
        True,
        rubric.dimension_by_id[question.dimension],
        weight_words(question),
        direction_words(rubric, question),
        question.id in rubric.scoring.anchors,
        (),
        uses,
        around,
    )


def _changed_advice(rubric: Rubric, option: CircumstanceOption) -> ChangedAdvice:
    practices = rubric.practice_by_id
    return ChangedAdvice(
        option,
        tuple(practices[one] for one in option.expects),
        tuple(practices[one] for one in option.spares),
    )


def weight_words(fact: Fact) -> str:
    """How much a fact counts, against the usual weight of 1."""
    if fact.weight > 1:
        return _("more than most (weight %(weight)s)") % {"weight": f"{fact.weight:g}"}
    if fact.weight < 1:
        return _("less than most (weight %(weight)s)") % {"weight": f"{fact.weight:g}"}
    return _("as much as most (weight 1)")


def direction_words(rubric: Rubric, fact: Fact) -> str:
    """Whether a fact pulls both ways alike."""
    if fact.counts == "both-ways":
        return _("Alike, towards an earlier stage and a later one.")
    return _(
        "In full towards a later stage, and by %(share)s towards an earlier one: a firm with few "
        "people or managers may still be far."
    ) % {"share": percent(rubric.scoring.upwards_factor)}
