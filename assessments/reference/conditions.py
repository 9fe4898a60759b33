"""Conditions in words, and where the rubric makes something depend on an item."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from ..domain.conditions import subjects
from ..domain.rubric import (
    AnswerCondition,
    Condition,
    Contradiction,
    Gate,
    PracticeCondition,
    Problem,
    Raise,
    Role,
    RoleCondition,
    Rubric,
    Seat,
)
from ..reports.words import holding_words, join, question_words

Subject = Literal["question", "practice", "role"]


@dataclass(frozen=True)
class ConditionView:
    """What a condition looks at (a question, practice or role), and what it must be."""

    kind: Subject
    id: str
    name: str
    says: str


def condition_views(rubric: Rubric, conditions: Iterable[Condition]) -> tuple[ConditionView, ...]:
    """The conditions in words; all of them must hold."""
    return tuple(_condition_view(rubric, one) for one in conditions)


def _condition_view(rubric: Rubric, condition: Condition) -> ConditionView:
    if isinstance(condition, PracticeCondition):
        levels = [rubric.level_by_id[one].name.lower() for one in condition.levels]
        name = rubric.practice_by_id[condition.practice].name
        return ConditionView("practice", condition.practice, name, join(levels, _("or")))
    if isinstance(condition, RoleCondition):
        held = [holding_words(rubric, one, None) for one in condition.held_by]
        name = rubric.role_by_id[condition.role].name
        return ConditionView(
            "role", condition.role, name, _("held by %(who)s") % {"who": join(held, _("or"))}
        )
    name = question_words(rubric, condition.question)
    return ConditionView("question", condition.question, name, _answer_words(rubric, condition))


def _answer_words(rubric: Rubric, condition: AnswerCondition) -> str:
    asked = rubric.fact_by_id.get(condition.question) or rubric.circumstance_by_id.get(
        condition.question
    )
    if condition.options and asked:
        chosen = [f"“{one.short}”" for one in asked.options if one.id in condition.options]
        return join(chosen, _("or"))
    least, most = condition.at_least, condition.at_most
    if least is not None and most is not None:
        return _("%(least)s to %(most)s") % {"least": least, "most": most}
    if least is not None:
        return _("%(least)s or more") % {"least": least}
    return _("%(most)s or fewer") % {"most": most}


# --- where an item is looked at ----------------------------------------------------------------


@dataclass(frozen=True)
class GateUse:
    gate: Gate
    conditions: tuple[ConditionView, ...]


@dataclass(frozen=True)
class ContradictionUse:
    contradiction: Contradiction
    conditions: tuple[ConditionView, ...]


@dataclass(frozen=True)
class RaiseUse:
    """A reason to rank a problem higher."""

    problem: Problem
    reason: Raise
    conditions: tuple[ConditionView, ...]


@dataclass(frozen=True)
class HireUse:
    """A seat that is to be filled once its conditions hold."""

    stage: str
    seat: Seat
    role: Role
    conditions: tuple[ConditionView, ...]


@dataclass(frozen=True)
class Uses:
    """Everything that the rubric makes depend on one question, practice or role."""

    gates: tuple[GateUse, ...]
    contradictions: tuple[ContradictionUse, ...]
    raises: tuple[RaiseUse, ...]
    hires: tuple[HireUse, ...]


def gate_uses(rubric: Rubric) -> tuple[GateUse, ...]:
    return tuple(GateUse(one, condition_views(rubric, one.when)) for one in rubric.gates)


def contradiction_uses(rubric: Rubric) -> tuple[ContradictionUse, ...]:
    return tuple(
        ContradictionUse(one, condition_views(rubric, one.when)) for one in rubric.contradictions
    )


def raise_uses(rubric: Rubric, problem: Problem) -> tuple[RaiseUse, ...]:
    return tuple(
        RaiseUse(problem, one, condition_views(rubric, one.when)) for one in problem.raised_by
    )


def hire_uses(rubric: Rubric) -> tuple[HireUse, ...]:
    """Every seat whose trigger can be told from answers."""
    return tuple(
        HireUse(
            chart.stage,
            seat,
            rubric.role_by_id[seat.role],
            condition_views(rubric, seat.hire_if),
        )
        for chart in rubric.org_charts
        for seat in chart.seats
        if seat.hire_if
    )


def uses_of(rubric: Rubric, kind: Subject, id: str) -> Uses:
    """Where the rubric looks at an item. A role's own seats are left out: its page shows them."""
    wanted = f"roles.{id}" if kind == "role" else id

    def looks(conditions: Iterable[Condition]) -> bool:
        return wanted in subjects(conditions)

    return Uses(
        tuple(one for one in gate_uses(rubric) if looks(one.gate.when)),
        tuple(one for one in contradiction_uses(rubric) if looks(one.contradiction.when)),
        tuple(
            one
            for problem in rubric.problems
            for one in raise_uses(rubric, problem)
            if looks(one.reason.when)
        ),
        tuple(
            one
            for one in hire_uses(rubric)
            if looks(one.seat.hire_if) and not (kind == "role" and one.role.id == id)
        ),
    )
