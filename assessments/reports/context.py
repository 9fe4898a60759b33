"""Scorecard -> ``ReportContext``: what the result page, the PDF and the plain summary say.

The one typed context of all three. Builders for its larger parts are in ``verdict_part``,
``priority_part``, ``advice_part`` and ``organisation_part``; this module only puts them together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from ..domain.answers import Holding
from ..domain.rubric import Handover, Rubric, Sign, Stage
from ..domain.scorecard import Scorecard
from ..domain.settlement import Differences
from . import (
    advice_part,
    answers_part,
    disagreement_part,
    move_part,
    organisation_part,
    priority_part,
    verdict_part,
    words,
)
from .advice_part import (
    CircumstanceView,
    EffortView,
    LeadershipView,
    LessonView,
    PracticeView,
    ReadinessRow,
)
from .answers_part import AnswerGroup
from .citing import CitedAnswer, cite_all
from .disagreement_part import DisagreementView
from .evidence_chart import CLOSE_ROW, EvidenceDrawing, Strip, draw_evidence
from .lede import lede
from .move_part import MoveView, OpeningView
from .organisation_part import OrganisationView
from .plan_chart import NARROW, PlanDrawing, draw_plan
from .priority_part import PlanColumn, PlanRow, PriorityView
from .readiness_chart import ReadinessDrawing, draw_readiness
from .verdict_part import (
    ContradictionView,
    ContributionRow,
    DimensionView,
    SplitView,
    StageShare,
)

ENGINE_VERSION = "0.1.0"
TOLD_IN_FULL = 6  # priorities
TOLD_ON_PAPER = 4


@dataclass(frozen=True)
class Missing:
    """What is still needed before there can be a verdict."""

    sentence: str
    facts: tuple[CitedAnswer, ...]

    @property
    def questions(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.facts)


@dataclass(frozen=True)
class ReportContext:
    """Everything that a report says; without a verdict only the first block is filled in."""

    company: str
    date: str
    as_of: str  # the date as it was given
    card: Scorecard
    rubric: Rubric
    engine_version: str
    missing: Missing | None
    rubric_changed: bool
    contradictions: tuple[ContradictionView, ...]
    answers: tuple[AnswerGroup, ...]
    answered: int
    asked: int

    stage: Stage | None = None
    stage_number: int = 0
    acting: str = ""  # who acts as CTO, where the company has none of its own
    certainty: str = ""
    headline: str = ""
    lede: str = ""
    shares: tuple[StageShare, ...] = ()
    gate: str = ""
    how_sure: tuple[str, ...] = ()
    possible: str = ""
    openings: tuple[OpeningView, ...] = ()
    contributions: tuple[ContributionRow, ...] = ()
    evidence: EvidenceDrawing | None = None
    dimensions: tuple[DimensionView, ...] = ()
    splits: tuple[SplitView, ...] = ()
    moves: tuple[MoveView, ...] = ()
    readiness: tuple[ReadinessRow, ...] = ()
    readiness_sentence: str = ""
    priorities: tuple[PriorityView, ...] = ()
    plan: tuple[PlanColumn, ...] = ()
    efforts: tuple[EffortView, ...] = ()
    stop_doing: tuple[Handover, ...] = ()
    circumstances: tuple[CircumstanceView, ...] = ()
    organisation: OrganisationView | None = None
    scale_up_signs: tuple[Sign, ...] = ()
    lessons: tuple[LessonView, ...] = ()
    due_diligence: tuple[PracticeView, ...] = ()
    leadership: LeadershipView | None = None
    next_stage: Stage | None = None
    next_practices: tuple[PracticeView, ...] = ()
    differences: Differences | None = None  # where several people answered
    disagreement: DisagreementView | None = None

    @property
    def band(self) -> str:
        """The usual number of IT members at the stage, in words."""
        return words.band_words(self.stage.it_members) if self.stage else ""

    @property
    def close_evidence(self) -> EvidenceDrawing | None:
        """The evidence chart with its rows close together, as paper has it."""
        if self.stage is None:
            return None
        return draw_evidence(self.rubric.stages, self.stage.id, self.contributions, CLOSE_ROW)

    @property
    def evidence_rows(self) -> tuple[tuple[ContributionRow, Strip], ...]:
        """Each contribution with its part of the chart."""
        strips = self.evidence.strips if self.evidence else ()
        return tuple(zip(self.contributions, strips, strict=True))

    @property
    def answers_by_kind(self) -> tuple[AnswerGroup, ...]:
        """The same answers in fewer groups, for paper."""
        return answers_part.by_kind(self.answers)

    @property
    def has_notes(self) -> bool:
        return any(group.noted for group in self.answers)

    @property
    def may_move(self) -> bool:
        """Whether the answer to a single unknown fact could move the verdict."""
        return any(one.moves for one in self.openings)

    @property
    def moves_in_words(self) -> tuple[tuple[str, str], ...]:
        """Each stage that the verdict could move to, with the ways there."""
        return move_part.moves_in_words(self.moves)

    @property
    def has_cto(self) -> bool:
        """Whether the company is not known to be without one."""
        return self.card.answers.roles.get(priority_part.CTO) != Holding("nobody")

    @property
    def plan_rows(self) -> tuple[PlanRow, ...]:
        return priority_part.plan_rows(self.plan)

    @property
    def plan_drawing(self) -> PlanDrawing | None:
        """The plan on a line of days; None if nothing is planned."""
        return draw_plan(self.plan, self.priorities)

    @property
    def narrow_plan_drawing(self) -> PlanDrawing | None:
        """The same for a phone."""
        return draw_plan(self.plan, self.priorities, NARROW)

    @property
    def readiness_drawing(self) -> ReadinessDrawing | None:
        """The dimensions in a chart of half the page's width; None if nothing is expected yet."""
        if not self.readiness:
            return None
        return draw_readiness(self.rubric.stages, self.readiness, self.stage_number - 1)

    @property
    def unknown_diligence(self) -> tuple[PracticeView, ...]:
        """The practices that a due diligence looks for and whose state is not known."""
        return tuple(one for one in self.due_diligence if one.is_unknown)

    @property
    def unasked_diligence(self) -> tuple[PracticeView, ...]:
        """Those that nobody was asked about, since they are for later stages."""
        return tuple(one for one in self.due_diligence if not one.was_asked)

    @property
    def settled_diligence(self) -> int:
        """How many of the practices that a due diligence looks for are in place."""
        return sum(one.is_known and not one.is_gap for one in self.due_diligence)

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
    def on_paper(self) -> tuple[PriorityView, ...]:
        """What the PDF tells in full: it has less room than the page."""
        return self.in_full[: max(len(self.musts), TOLD_ON_PAPER)]

    @property
    def in_table(self) -> tuple[PriorityView, ...]:
        """The other priorities to act on, a row each in the PDF."""
        return tuple(one for one in self.ranked if one not in self.on_paper)

    @property
    def put_off(self) -> tuple[PriorityView, ...]:
        return tuple(one for one in self.priorities if one.moscow == "wont-now")


def build(
    card: Scorecard,
    *,
    company: str,
    date: str,
    rubric_changed: bool = False,
    differences: Differences | None = None,
) -> ReportContext:
    """The context of a scorecard. ``date`` is shown in words if it is a day or month.

    ``rubric_changed`` tells that the rubric is no longer the one that the answers were given for;
    ``differences`` what several people differed on, where it is to be told.
    """
    rubric = card.rubric
    groups = answers_part.answer_groups(card)
    asked = [row for group in groups for row in group.rows]
    base = ReportContext(
        company=company,
        date=words.date_words(date),
        as_of=date,
        card=card,
        rubric=rubric,
        engine_version=ENGINE_VERSION,
        missing=None,
        rubric_changed=rubric_changed,
        contradictions=verdict_part.contradiction_views(card),
        answers=groups,
        answered=sum(row.answered for row in asked),
        asked=len(asked),
        differences=differences,
        disagreement=disagreement_part.disagreement_view(rubric, differences),
    )
    if card.missing:
        unknown = cite_all(rubric, card.answers, card.missing.unanswered)
        sentence = verdict_part.missing_sentence(rubric, card.missing)
        return replace(base, missing=Missing(sentence, unknown))
    return _with_verdict(base, card)


def _with_verdict(base: ReportContext, card: Scorecard) -> ReportContext:
    rubric, verdict = card.rubric, verdict_part.verdict_of(card)
    stage = rubric.stage_by_id[verdict.stage]
    order = rubric.stage_order[stage.id]
    readiness = advice_part.readiness_rows(card)
    priorities = priority_part.priority_views(card)
    told = answers_part.Told(
        verdict_part.contribution_rows(card),
        move_part.opening_views(card),
        priorities,
        organisation_part.organisation_view(card),
    )
    return replace(
        base,
        answers=answers_part.answer_groups(card, told),
        stage=stage,
        stage_number=order + 1,
        acting=priority_part.acting_sentence(card),
        certainty=_("settled by a rule")
        if verdict.by_rule
        else words.certainty_words(verdict.certainty),
        headline=verdict_part.headline(card),
        lede=lede(card, readiness, priorities),
        shares=verdict_part.stage_shares(rubric, verdict),
        gate=verdict.gate.because if verdict.gate and verdict.by_rule else "",
        how_sure=verdict_part.how_sure(card),
        possible=verdict_part.possible_sentence(card),
        openings=told.openings,
        contributions=told.contributions,
        evidence=draw_evidence(rubric.stages, stage.id, told.contributions),
        dimensions=verdict_part.dimension_views(card),
        splits=verdict_part.split_views(card),
        moves=move_part.move_views(card),
        readiness=readiness,
        readiness_sentence=advice_part.readiness_sentence(card, readiness),
        priorities=priorities,
        plan=priority_part.plan_columns(card),
        efforts=advice_part.effort_views(card),
        stop_doing=stage.stop_doing,
        circumstances=advice_part.circumstance_views(card),
        organisation=told.organisation,
        scale_up_signs=rubric.scale_up_signs,
        lessons=advice_part.lesson_views(card),
        due_diligence=advice_part.themed_practices(card, "due-diligence"),
        leadership=advice_part.leadership_view(card),
        next_stage=rubric.stages[order + 1] if order + 1 < len(rubric.stages) else None,
        next_practices=advice_part.coming_practices(card),
    )
