"""The advice in words besides the priorities: readiness, circumstances, scale-up, leadership."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..domain.answers import Holding, Unknown
from ..domain.notes import ROLE_PREFIX
from ..domain.readiness import PracticeState, Readiness, chosen_circumstances
from ..domain.rubric import (
    Advice,
    Checkpoint,
    ComparisonRow,
    LedEffort,
    Lesson,
    Practice,
    Responsibility,
)
from ..domain.scorecard import Scorecard, stage_advice
from .citing import CitedAnswer, cite, cite_all
from .priority_part import owner_words
from .verdict_part import name_of, verdict_of
from .words import (
    answer_words,
    effort_words,
    first_sentence,
    join,
    percent,
    stages_apart,
)

CTO = "cto"  # the role that the report speaks to


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

    @property
    def was_asked(self) -> bool:
        return self.cited is not None

    @property
    def is_unknown(self) -> bool:
        """Whether it was asked about and its state is not known."""
        return self.was_asked and not self.is_known


@dataclass(frozen=True)
class EffortView:
    """An effort that the CTO leads, and how far the company's practices carry it already."""

    effort: LedEffort
    owner: str
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
    def unknown(self) -> tuple[PracticeView, ...]:
        """Its practices that were asked about and whose state is not known."""
        return tuple(one for one in self.practices if one.is_unknown)

    @property
    def unasked(self) -> tuple[PracticeView, ...]:
        """Its practices that are for later stages, or for other companies."""
        return tuple(one for one in self.practices if not one.was_asked)


@dataclass(frozen=True)
class LeadershipView:
    """The CTO's role at the company's stage, beside a VP of Engineering."""

    by_stage: tuple[Advice, ...]
    comparison: tuple[ComparisonRow, ...]
    cto: tuple[Responsibility, ...]
    vp: tuple[Responsibility, ...]
    later: tuple[tuple[str, Responsibility], ...]
    checkpoints: tuple[Checkpoint, ...]


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
        text = _(
            "No dimension is known to be behind its stage (%(coverage)s of the expected practices are "
            "known)."
        )
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
    owner = owner_words(card, effort.owner)
    if due and all(credit[one] == 1 for one in due):
        return EffortView(effort, owner, _("In place: keep it so."), True, cited)
    if not missing:
        return EffortView(effort, owner, "", False, cited)
    names = join([card.rubric.practice_by_id[one].name for one in missing])
    state = _("Not fully in place: %(names)s.") % {"names": names}
    return EffortView(effort, owner, state, False, cited)


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
