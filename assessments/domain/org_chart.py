"""Roles answered + the stage's chart -> the chart now, the chart next, hires with triggers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .answers import AnswerSet, Holding
from .conditions import all_hold, holds, is_answered, subjects
from .readiness import chosen_circumstances
from .rubric import OrgChart, Rubric, Seat

Held = Literal["dedicated", "hat", "nobody", "outside", "unknown"]
Step = Literal["fill-now", "give-as-hat", "hire-when", "ask"]
Span = Literal["within", "at-limit", "beyond"]

TEAM_QUESTIONS = ("largest-team", "largest-team-manager")
SPAN_LIMIT = (7, 10)  # people in a team, from which it needs a manager of its own [S0]


@dataclass(frozen=True, slots=True)
class ChartSeat:
    """A seat of a chart: who sits under whom and how the seat is held.

    ``step`` is what the chart asks for, None if the seat is as it should be.
    """

    role: str
    under: str | None
    kind: Literal["line", "beside", "group"]
    held: Held
    hat_of: str | None
    step: Step | None


@dataclass(frozen=True, slots=True)
class Hire:
    """A seat to fill, now or once its trigger is met.

    ``stage`` is the stage whose chart has the seat. ``met`` tells whether the trigger is met, None
    if the answers do not say; ``answers`` are the questions and roles that it looks at.
    """

    role: str
    stage: str
    step: Step
    trigger: str
    met: bool | None
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TeamSpan:
    """The largest team against the limit from which it needs a manager of its own."""

    people: int
    has_manager: bool | None
    span: Span


@dataclass(frozen=True, slots=True)
class OrgCharts:
    """The chart now, the chart that the next stage asks for, and the way there."""

    now: tuple[ChartSeat, ...]
    next_stage: str | None
    next: tuple[ChartSeat, ...]
    hires: tuple[Hire, ...]
    missing: tuple[str, ...]
    largest_team: TeamSpan | None


def asked_roles(rubric: Rubric, stage: str | None) -> tuple[str, ...]:
    """Roles of the stage's chart and of the next one's, in chart order."""
    here = rubric.stage_order[stage] if stage else 0
    wanted: dict[str, None] = {}
    for one in rubric.stage_ids[here : here + 2]:
        wanted.update({seat.role: None for seat in rubric.org_chart_by_stage[one].seats})
    return tuple(wanted)


def org_charts(rubric: Rubric, answers: AnswerSet, stage: str) -> OrgCharts:
    """The charts of a company at ``stage``."""
    here = rubric.org_chart_by_stage[stage]
    following = rubric.stage_order[stage] + 1
    next_stage = rubric.stage_ids[following] if following < len(rubric.stages) else None
    hires_people = all(option.hires for _, option in chosen_circumstances(rubric, answers))
    now = _chart(answers, here, hires_people)
    later: tuple[ChartSeat, ...] = ()
    if next_stage:
        later = _chart(answers, rubric.org_chart_by_stage[next_stage], hires_people)
    hires = [_hire(seat, stage, state.step, answers) for seat, state in _open(here, now)]
    taken = {seat.role for seat in here.seats if seat.filled == "dedicated"}
    if next_stage:
        chart = rubric.org_chart_by_stage[next_stage]
        hires += [
            _hire(seat, next_stage, "hire-when", answers)
            for seat, state in _open(chart, later)
            if seat.role not in taken and state.step != "ask"
        ]
    missing = tuple(seat.role for seat in now if seat.step in ("fill-now", "give-as-hat"))
    return OrgCharts(now, next_stage, later, tuple(hires), missing, _largest_team(answers))


def _chart(answers: AnswerSet, chart: OrgChart, hires_people: bool) -> tuple[ChartSeat, ...]:
    found = []
    for seat in chart.seats:
        holding = answers.roles.get(seat.role)
        held: Held = holding.held_by if isinstance(holding, Holding) else "unknown"
        hat_of = holding.hat_of if isinstance(holding, Holding) else None
        step = _step(seat, held, answers)
        if step == "fill-now" and not hires_people:
            step = None if held == "hat" else "give-as-hat"
        found.append(ChartSeat(seat.role, seat.under, seat.kind, held, hat_of, step))
    return tuple(found)


def _step(seat: Seat, held: Held, answers: AnswerSet) -> Step | None:
    """What a seat asks for: nothing, a person, a hat, an answer, or a hire at its trigger.

    A trigger that is known to be met asks for a person, whoever wears the hat now. One that is
    known not to be met leaves a hat alone; an empty seat becomes a hat for the time being, and an
    empty group waits.
    """
    if held == "unknown":
        return "ask"
    if held == "dedicated" or (seat.optional and held == "nobody"):
        return None
    if seat.under is None and held == "nobody":
        return "fill-now"
    if seat.hire_if and all_hold(seat.hire_if, answers):
        return "fill-now"
    waits = any(is_answered(one, answers) and not holds(one, answers) for one in seat.hire_if)
    if held == "nobody":
        if waits and seat.kind == "group":
            return "hire-when"
        return "give-as-hat" if seat.filled == "hat" or waits else "fill-now"
    if held == "outside" or seat.filled == "hat":
        return None
    return "hire-when" if waits else "fill-now"


def _open(chart: OrgChart, states: Sequence[ChartSeat]) -> list[tuple[Seat, ChartSeat]]:
    pairs = zip(chart.seats, states, strict=True)
    return [(seat, state) for seat, state in pairs if state.step is not None]


def _hire(seat: Seat, stage: str, step: Step | None, answers: AnswerSet) -> Hire:
    met: bool | None = None
    if seat.hire_if and all(is_answered(one, answers) for one in seat.hire_if):
        met = all_hold(seat.hire_if, answers)
    looked_at = subjects(seat.hire_if)
    return Hire(seat.role, stage, step or "hire-when", seat.trigger, met, looked_at)


def _largest_team(answers: AnswerSet) -> TeamSpan | None:
    team, managed = TEAM_QUESTIONS
    people = answers.number(team)
    if people is None:
        return None
    manager = answers.choice(managed)
    low, high = SPAN_LIMIT
    span: Span = "within" if people < low else "at-limit" if people <= high else "beyond"
    return TeamSpan(people, None if manager is None else manager == "has-manager", span)
