"""Scorecard -> ``ReportContext``: what the result page, the PDF and the plain summary say.

The one typed context of all three. Builders for its larger parts are in ``verdict_part``,
``advice_part`` and ``organisation_part``; this module only puts them together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from ..domain.rubric import Advice, Contradiction, Handover, Rubric, Sign, Stage
from ..domain.scorecard import Scorecard
from . import advice_part, organisation_part, verdict_part, words
from .advice_part import (
    AnswerGroup,
    EffortView,
    LeadershipView,
    LessonView,
    PlanColumn,
    PracticeView,
    PriorityView,
    ReadinessRow,
)
from .evidence_chart import EvidenceDrawing, draw_evidence
from .lede import lede
from .organisation_part import OrganisationView
from .verdict_part import ContributionRow, MoveView, SplitView, StageShare

ENGINE_VERSION = "0.1.0"
TOLD_IN_FULL = 6  # priorities


@dataclass(frozen=True)
class Missing:
    """What is still needed before there can be a verdict."""

    sentence: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class ReportContext:
    """Everything that a report says; without a verdict only the first block is filled in."""

    company: str
    date: str
    rubric: Rubric
    engine_version: str
    missing: Missing | None
    rubric_changed: bool
    contradictions: tuple[Contradiction, ...]
    answers: tuple[AnswerGroup, ...]
    answered: int
    asked: int

    stage: Stage | None = None
    stage_number: int = 0
    certainty: str = ""
    headline: str = ""
    lede: str = ""
    shares: tuple[StageShare, ...] = ()
    gate: str = ""
    possible: str = ""
    contributions: tuple[ContributionRow, ...] = ()
    evidence: EvidenceDrawing | None = None
    dimension_stages: tuple[tuple[str, str], ...] = ()
    splits: tuple[SplitView, ...] = ()
    moves: tuple[MoveView, ...] = ()
    readiness: tuple[ReadinessRow, ...] = ()
    readiness_sentence: str = ""
    priorities: tuple[PriorityView, ...] = ()
    plan: tuple[PlanColumn, ...] = ()
    efforts: tuple[EffortView, ...] = ()
    stop_doing: tuple[Handover, ...] = ()
    circumstances: tuple[tuple[str, Advice], ...] = ()
    organisation: OrganisationView | None = None
    scale_up_signs: tuple[Sign, ...] = ()
    lessons: tuple[LessonView, ...] = ()
    due_diligence: tuple[PracticeView, ...] = ()
    leadership: LeadershipView | None = None
    next_stage: Stage | None = None
    next_practices: tuple[PracticeView, ...] = ()

    @property
    def band(self) -> str:
        """The usual number of IT members at the stage, in words."""
        return words.band_words(self.stage.it_members) if self.stage else ""

    @property
    def musts(self) -> tuple[PriorityView, ...]:
        return tuple(one for one in self.priorities if one.moscow == "must")

    @property
    def ranked(self) -> tuple[PriorityView, ...]:
        """The priorities to act on: all but those put off."""
        return tuple(one for one in self.priorities if one.moscow != "wont-now")

    @property
    def in_full(self) -> tuple[PriorityView, ...]:
        """The musts and shoulds that are told in full: all musts, and as many shoulds as make six."""
        wanted = tuple(one for one in self.priorities if one.moscow in ("must", "should"))
        return wanted[: max(len(self.musts), TOLD_IN_FULL)]

    @property
    def in_short(self) -> tuple[PriorityView, ...]:
        """The other priorities to act on."""
        return tuple(one for one in self.ranked if one not in self.in_full)

    @property
    def put_off(self) -> tuple[PriorityView, ...]:
        return tuple(one for one in self.priorities if one.moscow == "wont-now")


def build(
    card: Scorecard, *, company: str, date: str, rubric_changed: bool = False
) -> ReportContext:
    """The context of a scorecard. ``date`` is shown in words if it is a day or month.

    ``rubric_changed`` tells that the rubric is no longer the one that the answers were given for.
    """
    rubric = card.rubric
    groups = advice_part.answer_groups(card)
    asked = [row for group in groups for row in group.rows]
    base = ReportContext(
        company=company,
        date=words.date_words(date),
        rubric=rubric,
        engine_version=ENGINE_VERSION,
        missing=None,
        rubric_changed=rubric_changed,
        contradictions=card.contradictions,
        answers=groups,
        answered=sum(row.answered for row in asked),
        asked=len(asked),
    )
    if card.missing:
        unanswered = tuple(words.question_words(rubric, one) for one in card.missing.unanswered)
        sentence = verdict_part.missing_sentence(rubric, card.missing)
        return replace(base, missing=Missing(sentence, unanswered))
    return _with_verdict(base, card)


def _with_verdict(base: ReportContext, card: Scorecard) -> ReportContext:
    rubric, verdict = card.rubric, verdict_part.verdict_of(card)
    stage = rubric.stage_by_id[verdict.stage]
    order = rubric.stage_order[stage.id]
    readiness = advice_part.readiness_rows(card)
    priorities = advice_part.priority_views(card)
    contributions = verdict_part.contribution_rows(card)
    return replace(
        base,
        stage=stage,
        stage_number=order + 1,
        certainty=_("settled by a rule")
        if verdict.by_rule
        else words.certainty_words(verdict.certainty),
        headline=verdict_part.headline(card),
        lede=lede(card, readiness, priorities),
        shares=verdict_part.stage_shares(card),
        gate=verdict.gate.because if verdict.gate and verdict.by_rule else "",
        possible=verdict_part.possible_sentence(card),
        contributions=contributions,
        evidence=draw_evidence(rubric.stages, stage.id, contributions),
        dimension_stages=verdict_part.dimension_rows(card),
        splits=verdict_part.split_views(card),
        moves=verdict_part.move_views(card),
        readiness=readiness,
        readiness_sentence=advice_part.readiness_sentence(card, readiness),
        priorities=priorities,
        plan=advice_part.plan_columns(card),
        efforts=advice_part.effort_views(card),
        stop_doing=stage.stop_doing,
        circumstances=advice_part.circumstance_advice(card),
        organisation=organisation_part.organisation_view(card),
        scale_up_signs=rubric.scale_up_signs,
        lessons=advice_part.lesson_views(card),
        due_diligence=advice_part.themed_practices(card, "due-diligence"),
        leadership=advice_part.leadership_view(card),
        next_stage=rubric.stages[order + 1] if order + 1 < len(rubric.stages) else None,
        next_practices=advice_part.coming_practices(card),
    )
