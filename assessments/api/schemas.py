"""What goes over the wire: the shapes that the OpenAPI document describes.

Ids are the names that rows have in addresses; those of stages, dimensions, practices, problems, roles
and questions are the rubric's. What is not shared is null, and ``not_shared`` says that it is for that.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from unicodedata import category

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator

Tier = Literal["summary", "result", "answers"]
Share = Annotated[float, Field(ge=0, le=1)]
SHARED = "How much of it is shared with you; each tier holds those before it. Your own companies: answers."


class Sent(Schema):
    """What a client sends: nothing that the API does not know."""

    model_config = ConfigDict(extra="forbid")


# --- errors --------------------------------------------------------------------------------------


class Fault(Schema):
    where: str = Field(description="Where in the request, such as answers.users or query.limit")
    what: str = Field(description="What is wrong with it, in words")


class Error(Schema):
    """What every refused request gets."""

    code: str = Field(description="For programs: stays the same")
    message: str = Field(description="For people")
    faults: list[Fault] = Field(
        description="Every fault of the request; empty if it is not of that kind"
    )


# --- rubric --------------------------------------------------------------------------------------


class RubricName(Schema):
    id: str
    version: str = Field(description="Stages mean the same within a major version")
    hash: str


class Stage(Schema):
    number: int = Field(description="Its place, from 1")
    id: str
    name: str


class Option(Schema):
    id: str
    label: str


class NumberAsked(Schema):
    unit: str
    least: int
    most: int


class Question(Schema):
    id: str
    kind: Literal["fact", "circumstance", "practice"] = Field(
        description="Facts place the stage, circumstances change the advice, practices show readiness"
    )
    dimension: str | None
    text: str
    hint: str
    options: list[Option] = Field(
        description="Answer with the id of one; empty if a number is asked for"
    )
    number: NumberAsked | None
    expected_from: str | None = Field(
        description="Of a practice: the stage from which it is expected"
    )


class RoleAsked(Schema):
    id: str
    name: str
    does: str


class Dimension(Schema):
    id: str
    name: str


class Rubric(Schema):
    """Everything that can be answered. Each question also takes ``unknown`` and
    ``{"not-applicable": "the reason"}``; a role takes ``unknown`` or ``{"held-by": …, "of": …}``."""

    id: str
    version: str
    hash: str
    stages: list[Stage]
    dimensions: list[Dimension]
    questions: list[Question]
    roles: list[RoleAsked]
    held_by: list[str] = Field(
        description="How a role can be held; of names the role whose hat it is"
    )


# --- where a company stands ----------------------------------------------------------------------


class StandingMore(Schema):
    """What companies share that share their full result."""

    is_split: bool = Field(description="Whether two of its dimensions are two or more stages apart")
    it_members: int | None
    practices_missing: list[str] = Field(
        description="Those expected up to its stage, known to be missing"
    )


class Standing(Schema):
    """What a submitted assessment came to. Without a verdict ``stage`` and ``certainty`` are null."""

    assessment: str
    as_of: date
    rubric: RubricName
    stage: Stage | None
    certainty: Literal["clear", "leaning", "between"] | None
    probability: Share
    probabilities: dict[str, float] = Field(description="By stage")
    readiness: dict[str, int | None] = Field(
        description="By dimension: the number of the stage it is ready for, 0 for not even the first, "
        "null if too little is known"
    )
    coverage: Share = Field(description="Share of the asked practices that are known")
    musts: int = Field(description="How many priorities must be dealt with now")
    moved: int | None = Field(description="Stages up or down since the assessment before")
    more: StandingMore | None = Field(description="Null if no more than the summary is shared")


class Company(Schema):
    id: str
    name: str
    is_own: bool
    shared: Tier = Field(description=SHARED)
    latest: Standing | None = Field(description="Null if no assessment was submitted yet")


class Assessment(Schema):
    id: str
    company: str
    as_of: date
    is_submitted: bool
    submitted_at: datetime | None
    rubric: RubricName
    shared: Tier = Field(description=SHARED)
    standing: Standing | None = Field(description="Null until it is submitted")


class Begun(Schema):
    """An assessment to answer."""

    id: str
    company: str
    as_of: date
    is_submitted: bool
    rubric: RubricName


# --- one result ----------------------------------------------------------------------------------


class Ready(Schema):
    dimension: str
    stage: str | None = Field(description="The stage whose expectations it meets")
    behind: int | None = Field(
        description="Stages behind the company's own; null if too little is known"
    )
    coverage: Share


class Summary(Schema):
    stage: Stage
    certainty: Literal["clear", "leaning", "between"]
    between: list[str]
    probabilities: dict[str, float]
    readiness: list[Ready]
    coverage: Share | None
    musts: list[str] = Field(description="What must be dealt with now, by name")
    moved: int | None


class ReadyWith(Ready):
    unmet: list[str] = Field(description="Practices known to be missing")
    unknown: list[str]


class Side(Schema):
    dimension: str
    stage: str


class SplitFinding(Schema):
    ahead: Side
    behind: Side
    apart: int
    meaning: str
    do: str


class Split(Schema):
    dimensions: dict[str, str]
    findings: list[SplitFinding]


class Reason(Schema):
    kind: str
    answers: list[str] = Field(description="Questions and roles")
    because: str


class Priority(Schema):
    rank: int
    id: str
    name: str
    stage: str
    timing: str
    moscow: str = Field(description="must, should, could or wont", alias="class")
    weight: float
    gap: float
    reasons: list[Reason]
    missing: list[str]
    hole: str | None
    first_moves: list[str]
    done_when: str
    owner: str


class Move(Schema):
    days: int
    problem: str
    move: str
    owner: str


class Seat(Schema):
    role: str
    under: str | None
    kind: str
    held_by: str
    hat_of: str | None
    step: str | None


class Hire(Schema):
    role: str
    stage: str
    step: str
    trigger: str
    trigger_met: bool | None


class LargestTeam(Schema):
    people: int
    has_manager: bool | None
    span: str


class OrgChart(Schema):
    now: list[Seat]
    next_stage: str | None
    next: list[Seat]
    missing: list[str]
    hires: list[Hire]
    largest_team: LargestTeam | None


class Result(Schema):
    """What it came to, without each answer."""

    possible_stages: list[str] = Field(description="What the open questions still leave possible")
    gate: str | None = Field(description="The rule that excluded stages")
    is_by_rule: bool
    evidence: dict[str, float] = Field(description="Summed, by stage")
    split: Split
    readiness: list[ReadyWith]
    it_members: int | None
    priorities: list[Priority]
    plan: list[Move]
    org_chart: OrgChart | None


class Contribution(Schema):
    question: str
    answer: Any
    typical: list[str]
    evidence: dict[str, float]


class Contradiction(Schema):
    id: str
    ask: str
    answers: list[str]


class Change(Schema):
    question: str
    was: Any
    becomes: Any


class Counterfactual(Schema):
    direction: str
    stage: str
    changes: list[Change]


class Answers(Schema):
    """Each answer as an assessment file states it, and what it did."""

    answers: dict[str, Any]
    roles: dict[str, Any]
    notes: dict[str, Any]
    contributions: list[Contribution]
    contradictions: list[Contradiction]
    counterfactuals: list[Counterfactual]


class CompanyName(Schema):
    id: str
    name: str


class AssessmentWithResult(Schema):
    id: str
    company: CompanyName
    as_of: date
    is_submitted: bool
    submitted_at: datetime | None
    rubric: RubricName
    shared: Tier = Field(description=SHARED)
    not_shared: list[Literal["result", "answers"]]
    summary: Summary | None = Field(description="Null until it is submitted, or without a verdict")
    result: Result | None
    answers: Answers | None


# --- portfolios ----------------------------------------------------------------------------------


class Portfolio(Schema):
    id: str
    name: str
    role: Literal["owner", "editor", "viewer"]


class PortfolioWithNumbers(Portfolio):
    companies: int = Field(description="Those that share something with it now")
    by_stage: dict[str, int] = Field(description="Companies by the id of their stage")
    without_verdict: int = Field(
        description="Companies without a submitted assessment or a verdict"
    )
    tags: list[str]


class CompanyInPortfolio(Schema):
    id: str
    name: str
    shared: Tier = Field(description=SHARED)
    added_at: datetime
    tags: list[str]
    check_in_on: date | None
    latest: Standing | None = Field(description="Null if no assessment was submitted yet")


# --- pages ---------------------------------------------------------------------------------------


class Page(Schema):
    total: int
    limit: int
    offset: int
    next: str | None = Field(description="The address of the next page; null on the last one")


class PortfolioPage(Page):
    items: list[Portfolio]


class CompanyPage(Page):
    items: list[CompanyInPortfolio]


class AssessmentPage(Page):
    items: list[Assessment]


class Paging(Schema):
    limit: int = Field(50, ge=1, le=200, description="How many at most")
    offset: int = Field(0, ge=0, le=1_000_000, description="How many to leave out before")


class CompanyFilter(Paging):
    stage: str | None = Field(None, max_length=60, description="Those at that stage, by its id")
    tag: str | None = Field(
        None, max_length=40, description="Those with that tag", pattern=r"^[^\x00]*$"
    )
    older_than: int | None = Field(
        None,
        ge=0,
        le=36_500,
        description="Those whose latest assessment is more days old than that",
    )
    practice_missing: str | None = Field(
        None,
        max_length=60,
        description="Those known to lack that practice, by its id, among those that share their result",
    )


# --- what clients send ---------------------------------------------------------------------------


def _printable(text: str) -> str:
    if any(category(one) in ("Cc", "Cs", "Co", "Cn") for one in text):
        raise ValueError("it holds characters that cannot be printed")
    return text


NewName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=120),
    AfterValidator(_printable),
]


class Begin(Sent):
    """Either ``name``, for a new company of yours, or ``company``, the id of one that you own."""

    name: NewName | None = Field(
        None, description="The name of a new company, at most 120 characters"
    )
    company: str | None = Field(None, max_length=60, description="The id of a company that you own")

    @model_validator(mode="after")
    def _one_of_them(self) -> Begin:
        if (self.name is None) == (self.company is None):
            raise ValueError("give either the name of a new company or the id of your own")
        return self


def _one_is_given(schema: dict[str, Any]) -> None:
    schema["minProperties"] = 1


Written = dict[str, Any]


class Given(Sent):
    """Answers as an assessment file states them. What is named is written, null takes an answer away,
    what is not named stays as it is."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=_one_is_given)

    answers: Written = Field(
        default_factory=dict,
        description='By question: an option\'s id, a number, "unknown" or {"not-applicable": "why"}',
    )
    roles: Written = Field(
        default_factory=dict, description='By role: {"held-by": "hat", "of": "cto"} or "unknown"'
    )
    notes: Written = Field(
        default_factory=dict,
        description='By question or "roles.<id>": a text or {"text": "…", "link": "https://…"}',
    )

    @model_validator(mode="after")
    def _something(self) -> Given:
        if not (self.answers or self.roles or self.notes):
            raise ValueError("give at least one answer")
        return self


class Saved(Schema):
    """How the assessment stands after that."""

    id: str
    written: int = Field(description="Answers, roles and notes that read differently now")
    answered: int = Field(description="Questions and roles that have an answer")
    is_ready: bool = Field(description="Whether enough is known to submit it")
    missing: list[str] = Field(description="Facts without a known answer, while it is not")
