"""The rubric as frozen values: everything Stagecheck knows, as the YAML files state it.

The types mirror the files of ``rubrics/<id>/<version>/`` one to one, so that reading a class tells
what may be written in the file. ``rubric_loading`` builds them and checks the references between
them; nothing here reads files.
"""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
)

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=1500)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=160)]
SourceTag = Literal["S0", "S1", "S3", "practice"]


def _as_tuple(value: object) -> object:
    """Let an author write ``source: S0`` for ``source: [S0]``."""
    return (value,) if isinstance(value, str) else value


Sources = Annotated[tuple[SourceTag, ...], BeforeValidator(_as_tuple), Field(min_length=1)]
Effort = Literal["days", "weeks", "months"]
Theme = Literal["scale-up", "due-diligence"]
HeldBy = Literal["dedicated", "hat", "nobody", "outside"]


class Part(BaseModel):
    """Base of every rubric type: frozen, no unknown keys, no silent conversion of types."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


# --- rubric.yaml -----------------------------------------------------------------------------


class Header(Part):
    """Name and version of the rubric; the folder's path repeats both.

    ``example`` names the golden case that is shown to people before they answer.
    """

    id: Slug
    version: Annotated[str, StringConstraints(pattern=r"^\d+\.\d+$")]
    example: Slug | None = None
    title: Label
    about: Text


class SourceDocument(Part):
    """A document that the rubric's facts come from; items cite it by its tag."""

    tag: SourceTag
    title: Label
    about: Text


class Dimension(Part):
    """One of the sides of a company that are looked at separately."""

    id: Slug
    name: Label
    about: Text


class Level(Part):
    """One answer of the set that all practices share; credit is 0 (nothing) to 1 (in place)."""

    id: Slug
    name: Label
    meaning: Text
    credit: Annotated[float, Field(ge=0, le=1)]


class Scoring(Part):
    """The few numbers of the scoring method; what each one does is said in ``scoring.py``."""

    temperature: Annotated[float, Field(gt=0, le=20)]
    headcount_ceiling: Annotated[int, Field(gt=0)]
    upwards_factor: Annotated[float, Field(gt=0, le=1)]
    known_facts: Annotated[int, Field(ge=1)]
    anchors: tuple[Slug, ...]
    known_anchors: Annotated[int, Field(ge=1)]
    clear: Annotated[float, Field(gt=0.5, lt=1)]
    leaning: Annotated[float, Field(gt=0.2, lt=1)]
    met: Annotated[float, Field(gt=0, le=1)]


class Term(Part):
    """A word of the glossary."""

    id: Slug
    name: Label
    meaning: Text
    source: Sources


# --- conditions (used by gates, contradictions, problems, seats) -------------------------------


class AnswerCondition(Part):
    """True if the question's answer is one of the options, or its number within the bounds."""

    question: Slug
    options: tuple[Slug, ...] = ()
    at_least: int | None = None
    at_most: int | None = None


class PracticeCondition(Part):
    """True if the practice was answered with one of the levels."""

    practice: Slug
    levels: Annotated[tuple[Slug, ...], Field(min_length=1)]


class RoleCondition(Part):
    """True if the role is held in one of the ways."""

    role: Slug
    held_by: Annotated[tuple[HeldBy, ...], Field(min_length=1)]


def _kind_of_condition(value: object) -> str | None:
    if isinstance(value, dict):
        return next((key for key in ("question", "practice", "role") if key in value), None)
    return next((key for key in ("question", "practice", "role") if hasattr(value, key)), None)


Condition = Annotated[
    Annotated[AnswerCondition, Tag("question")]
    | Annotated[PracticeCondition, Tag("practice")]
    | Annotated[RoleCondition, Tag("role")],
    Discriminator(
        _kind_of_condition,
        custom_error_type="condition",
        custom_error_message="a condition names a question, a practice or a role",
    ),
]
Conditions = Annotated[tuple[Condition, ...], Field(min_length=1)]


class Gate(Part):
    """A rule that overrides the weighing: if all conditions hold, no stage above ``ceiling``."""

    id: Slug
    when: Conditions
    ceiling: Slug
    because: Text
    source: Sources


class Contradiction(Part):
    """Answers that seldom go together: asked about again, never forbidden."""

    id: Slug
    when: Conditions
    ask: Text


# --- stages.yaml -------------------------------------------------------------------------------


class Band(Part):
    """A range of IT members, both ends inside; no upper end means "and more"."""

    lo: Annotated[int, Field(ge=1)]
    hi: int | None = None


class CtoRole(Part):
    """What the CTO is at a stage: in one line, in a paragraph, and the hats worn."""

    one_line: Text
    meaning: Text
    hats: tuple[Slug, ...]
    source: Sources


class Handover(Part):
    """Something the CTO should stop doing at a stage, with whom to hand it to and why."""

    what: Label
    to: Label
    why: Text
    source: Sources


class Sign(Part):
    """A sign that can be observed."""

    text: Text
    source: Sources


class Stage(Part):
    """One of the five ordinal stages; the order in the file is the order of the stages."""

    id: Slug
    name: Label
    it_members: Band
    software: Text
    meaning: Text
    focus: Text
    cto: CtoRole
    stop_doing: Annotated[tuple[Handover, ...], Field(min_length=1)]
    signs_of_next: tuple[Sign, ...]
    source: Sources


# --- questions.yaml ----------------------------------------------------------------------------


class Section(Part):
    """A page of the questionnaire made of facts or circumstances."""

    id: Slug
    title: Label
    intro: Text


class Option(Part):
    """An answer of a fact, with the adjacent stages that it is typical of."""

    id: Slug
    label: Label
    short: Label
    typical: Annotated[tuple[Slug, ...], Field(min_length=1)]


class Number(Part):
    """The range that a number may have and the word for what is counted."""

    unit: Label
    least: int
    most: int


class Fact(Part):
    """A question whose answer places the stage.

    Either ``options`` or ``number`` is given; a number is set against the stages' bands.
    ``counts: upwards`` marks questions on which flat firms look early: pulling down they count
    only in part.
    """

    id: Slug
    section: Slug
    dimension: Slug
    text: Label
    short: Label
    hint: Text
    why: Text
    weight: Annotated[float, Field(gt=0, le=3)]
    counts: Literal["both-ways", "upwards"] = "both-ways"
    options: tuple[Option, ...] = ()
    number: Number | None = None
    source: Sources


class Advice(Part):
    """A paragraph of advice; with ``stages`` only for companies in one of them."""

    text: Text
    stages: tuple[Slug, ...] = ()
    source: Sources


class CircumstanceOption(Part):
    """An answer of a circumstance and what it changes in the advice.

    ``expects`` names practices that are expected now, whatever the stage; ``spares`` names those
    that are not expected, because somebody else supplies them or they would not pay. With
    ``hires: false`` seats are filled from within.
    """

    id: Slug
    label: Label
    short: Label
    advice: tuple[Advice, ...] = ()
    expects: tuple[Slug, ...] = ()
    spares: tuple[Slug, ...] = ()
    hires: bool = True


class Circumstance(Part):
    """A question that changes the advice, never the stage."""

    id: Slug
    section: Slug
    text: Label
    short: Label
    hint: Text
    why: Text
    options: tuple[CircumstanceOption, ...] = ()
    number: Number | None = None
    source: Sources


class SplitReading(Part):
    """What it means, and what to do, if one dimension is two or more stages ahead of another."""

    ahead: Slug
    behind: Slug
    meaning: Text
    do: Text
    source: Sources


# --- practices.yaml ----------------------------------------------------------------------------


class Practice(Part):
    """Something a company does or does not do yet; it shows readiness, never the stage."""

    id: Slug
    name: Label
    dimension: Slug
    expected_from: Slug
    importance: Annotated[int, Field(ge=1, le=3)]
    problems: tuple[Slug, ...]
    in_place: Text
    why: Text
    first_moves: Annotated[tuple[Text, ...], Field(min_length=2, max_length=4)]
    measure: Text
    effort: Effort
    themes: tuple[Theme, ...] = ()
    source: Sources


# --- problems.yaml, efforts.yaml ---------------------------------------------------------------


class Raise(Part):
    """A reason to rank a problem higher: all conditions hold; the factor multiplies its rank."""

    when: Conditions
    factor: Annotated[float, Field(ge=1.1, le=2)]
    because: Text


class Problem(Part):
    """One of the problems that the CTO is solving at a stage."""

    id: Slug
    stage: Slug
    name: Label
    meaning: Text
    signs: Annotated[tuple[Text, ...], Field(min_length=2, max_length=5)]
    why_now: Text
    first_moves: Annotated[tuple[Text, ...], Field(min_length=3, max_length=3)]
    done_when: Text
    owner: Label
    importance: Annotated[int, Field(ge=1, le=5)]
    effort: Effort
    practices: Annotated[tuple[Slug, ...], Field(min_length=1)]
    raised_by: tuple[Raise, ...] = ()
    source: Sources


class LedEffort(Part):
    """A standing effort that the CTO leads at a stage (at MVP: a hat that the CTO wears)."""

    id: Slug
    stage: Slug
    name: Label
    meaning: Text
    why_now: Text
    first_moves: Annotated[tuple[Text, ...], Field(min_length=3, max_length=3)]
    done_when: Text
    owner: Label
    measure: Text
    practices: tuple[Slug, ...]
    source: Sources


# --- roles.yaml, org_charts.yaml ---------------------------------------------------------------


class Role(Part):
    """A role of the org chart: what it does, who may wear it as a hat, when to hire for it."""

    id: Slug
    name: Label
    does: Text
    hat: Text
    hire_when: Text
    vacant: Text
    source: Sources


class Seat(Part):
    """A role's place in a stage's chart.

    ``filled`` is the least that the stage asks for: ``hat`` (somebody wears it, usually
    ``hat_of``) or ``dedicated``. ``kind``: ``line`` reports to ``under``; ``beside`` is set next
    to it (shared, a partner, a staff function); ``group`` stands for several people or teams. An
    ``optional`` seat may stay empty.
    ``hire_if`` holds the trigger as conditions where it can be told from answers.
    """

    role: Slug
    under: Slug | None = None
    kind: Literal["line", "beside", "group"] = "line"
    filled: Literal["hat", "dedicated"] = "dedicated"
    hat_of: Slug | None = None
    optional: bool = False
    trigger: Text
    hire_if: tuple[Condition, ...] = ()


class OrgChart(Part):
    """The org chart of a stage; the first seat is its top."""

    stage: Slug
    summary: Text
    seats: Annotated[tuple[Seat, ...], Field(min_length=2)]
    notes: tuple[Advice, ...] = ()
    source: Sources


# --- scale_up.yaml, leadership.yaml ------------------------------------------------------------


class Lesson(Part):
    """Advice for the leap from start-up to scale-up."""

    id: Slug
    title: Label
    text: Text
    moves: Annotated[tuple[Text, ...], Field(min_length=1, max_length=5)]
    practices: tuple[Slug, ...] = ()
    problems: tuple[Slug, ...] = ()
    source: Sources


class Responsibility(Part):
    """Something that the CTO or the VP of Engineering owns, given that there are both."""

    id: Slug
    owner: Literal["cto", "vp-engineering"]
    text: Text
    matters_from: Slug
    source: Sources


class Checkpoint(Part):
    """An experience that a person should have behind them for the CTO's role."""

    id: Slug
    text: Label
    ask: Text
    first_move: Text
    source: Sources


class ComparisonRow(Part):
    """One row of the table that sets the VP of Engineering beside the CTO."""

    aspect: Label
    vp_engineering: Label
    cto: Label
    source: Sources


class Leadership(Part):
    """The CTO's role beside a VP of Engineering, and what it means at each stage."""

    intro: Text
    comparison: tuple[ComparisonRow, ...]
    responsibilities: tuple[Responsibility, ...]
    checkpoints: tuple[Checkpoint, ...]
    by_stage: tuple[Advice, ...]
    source: Sources


# --- the whole ---------------------------------------------------------------------------------


class Rubric(Part):
    """One published version of a rubric, whole and checked. Built by ``rubric_loading.load``."""

    rubric: Header
    sources: tuple[SourceDocument, ...]
    dimensions: tuple[Dimension, ...]
    levels: tuple[Level, ...]
    scoring: Scoring
    glossary: tuple[Term, ...]
    gates: tuple[Gate, ...]
    contradictions: tuple[Contradiction, ...]
    stages: Annotated[tuple[Stage, ...], Field(min_length=2)]
    sections: tuple[Section, ...]
    facts: tuple[Fact, ...]
    circumstances: tuple[Circumstance, ...]
    splits: tuple[SplitReading, ...]
    practices: tuple[Practice, ...]
    problems: tuple[Problem, ...]
    efforts: tuple[LedEffort, ...]
    roles: tuple[Role, ...]
    org_charts: tuple[OrgChart, ...]
    scale_up_signs: tuple[Sign, ...]
    scale_up: tuple[Lesson, ...]
    leadership: Leadership
    hash: str = ""

    @property
    def id(self) -> str:
        return self.rubric.id

    @property
    def version(self) -> str:
        return self.rubric.version

    @cached_property
    def stage_ids(self) -> tuple[str, ...]:
        """Ids of the stages, earliest first."""
        return tuple(stage.id for stage in self.stages)

    @cached_property
    def stage_order(self) -> dict[str, int]:
        """Order of each stage by its id, counted from 0."""
        return {stage.id: order for order, stage in enumerate(self.stages)}

    @cached_property
    def stage_by_id(self) -> dict[str, Stage]:
        return {stage.id: stage for stage in self.stages}

    @cached_property
    def dimension_by_id(self) -> dict[str, Dimension]:
        return {dimension.id: dimension for dimension in self.dimensions}

    @cached_property
    def level_by_id(self) -> dict[str, Level]:
        return {level.id: level for level in self.levels}

    @cached_property
    def fact_by_id(self) -> dict[str, Fact]:
        return {fact.id: fact for fact in self.facts}

    @cached_property
    def circumstance_by_id(self) -> dict[str, Circumstance]:
        return {circumstance.id: circumstance for circumstance in self.circumstances}

    @cached_property
    def practice_by_id(self) -> dict[str, Practice]:
        return {practice.id: practice for practice in self.practices}

    @cached_property
    def problem_by_id(self) -> dict[str, Problem]:
        return {problem.id: problem for problem in self.problems}

    @cached_property
    def role_by_id(self) -> dict[str, Role]:
        return {role.id: role for role in self.roles}

    @cached_property
    def org_chart_by_stage(self) -> dict[str, OrgChart]:
        return {chart.stage: chart for chart in self.org_charts}
