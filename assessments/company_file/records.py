"""What stands in the file of a company. The types mirror the JSON one to one.

Rows are named by ``id`` only where something else in the file refers to them. What would open anything,
tokens of links or their hashes, is never in it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import GenerateJsonSchema

from ..domain.answers import REASON_LIMIT
from ..domain.notes import NoteFault, parse_note

FORMAT, VERSION = "stagecheck-company", 1


def _printable(text: str) -> str:
    """What no database can keep is refused: NUL characters and halves of characters."""
    if "\0" in text or any("\ud800" <= one <= "\udfff" for one in text):
        raise ValueError("holds characters that cannot be kept")
    return text


def _day(written: object) -> date:
    if not isinstance(written, str) or len(written) != 10:
        raise ValueError("is no date such as 2026-11-22")
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ValueError("is no date such as 2026-11-22") from None


def _moment(written: object) -> datetime:
    fault = ValueError("is no time with an offset such as 2026-11-22T09:30:00Z")
    if not isinstance(written, str) or not 20 <= len(written) <= 40:
        raise fault
    try:
        moment = datetime.fromisoformat(written)
        if moment.tzinfo is None:
            raise fault
        moment = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise fault from None
    if not 2 <= moment.year <= 9998:  # else no time zone can show it
        raise fault
    return moment


def as_moment(moment: datetime) -> str:
    """A time as the file states it: UTC, to the microsecond where there are any."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _one_link(link: str) -> str:
    if link:
        parse_note("action", {"link": link})
    return link


def _one_note(note: Note) -> Note:
    try:
        parse_note("this", {"text": note.text, "link": note.link})
    except NoteFault as fault:
        raise ValueError(str(fault)) from None
    return note


Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    PlainSerializer(as_moment),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Day = Annotated[
    date,
    BeforeValidator(_day),
    PlainSerializer(date.isoformat),
    WithJsonSchema({"type": "string", "format": "date"}),
]
Text = Annotated[str, AfterValidator(_printable)]
Name = Annotated[Text, StringConstraints(max_length=120)]
Key = Annotated[Text, StringConstraints(min_length=1, max_length=70)]
Long = Annotated[Text, StringConstraints(max_length=2000)]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,16}$")]
Email = Annotated[Text, StringConstraints(max_length=254, pattern=r"^([^@\s]+@[^@\s]+)?$")]
Address = Annotated[
    Text, StringConstraints(max_length=500, pattern=r"^(https?://\S+)?$"), AfterValidator(_one_link)
]


class Record(BaseModel):
    """Base of every type: frozen, no unknown keys, no silent conversion of types."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True
    )


# --- answers -------------------------------------------------------------------------------------


class NotApplicable(Record):
    """That a question does not apply to this company, and why."""

    reason: Annotated[
        Text,
        StringConstraints(min_length=1, max_length=REASON_LIMIT),
        Field(alias="not-applicable"),
    ]


class Held(Record):
    """How a role is held: ``dedicated``, ``hat`` (of another role), ``nobody`` or ``outside``."""

    held_by: Annotated[Key, Field(alias="held-by")]
    of: Key | None = None


class Note(Record):
    """A remark, and the address of evidence; one of them may be missing."""

    text: Long = ""
    link: Annotated[Text, StringConstraints(max_length=500)] = ""


class OnQuestion(Record):
    """The answer to a question: an option's id, a number, ``unknown``, or why it does not apply."""

    subject: Literal["question"]
    key: Key
    """Id of the question in the rubric."""
    value: Key | Annotated[int, Field(ge=-(2**53), le=2**53)] | NotApplicable
    saved_at: Moment


class OnRole(Record):
    """How a role is held, or ``unknown``."""

    subject: Literal["role"]
    key: Key
    """Id of the role in the rubric."""
    value: Literal["unknown"] | Held
    saved_at: Moment


class OnNote(Record):
    """A note on a question or on a role."""

    subject: Literal["note"]
    key: Key
    """Id of the question, or ``roles.`` and the id of the role."""
    value: Annotated[Note, AfterValidator(_one_note)]
    saved_at: Moment


Answer = Annotated[OnQuestion | OnRole | OnNote, Field(discriminator="subject")]


# --- assessments and who answered them -----------------------------------------------------------


class RubricPin(Record):
    """The version of the rubric that the answers were given to, and the hash of its files then."""

    id: Annotated[Text, StringConstraints(min_length=1, max_length=60)]
    version: Annotated[Text, StringConstraints(min_length=1, max_length=20)]
    hash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]

    @property
    def name(self) -> str:
        return f"{self.id}@{self.version}"

    @model_validator(mode="after")
    def _is_known(self, info: ValidationInfo) -> RubricPin:
        """Without its rubric an assessment could not be shown; the reader says what is wrong with it."""
        fault_of: Callable[[str], str] = info.context or (lambda _name: "")
        if what := fault_of(self.name):
            raise ValueError(what)
        return self


class Link(Record):
    """That there was a private link. What it was is not known to anybody but who has it."""

    created_at: Moment
    expires_at: Moment | None = None
    revoked_at: Moment | None = None


class Sheet(Record):
    """The answers that one respondent gave."""

    id: Id
    as_of: Day
    rubric: RubricPin
    created_at: Moment
    submitted_at: Moment | None = None
    """When the answers were finished; from then on they stand."""
    previous: Id | None = None
    """The assessment whose answers this one began from."""
    links: list[Link] = []
    answers: list[Answer] | None
    """``null``: closed. Nobody else may see them yet, or the respondent was withdrawn."""


class Respondent(Record):
    """Somebody who answered an assessment together with others."""

    name: Name
    role: Literal["founder", "ceo", "cto", "vp", "lead", "advisor"]
    email: Email = ""
    account: Email | None = None
    """The address of the account that answered, if it was done with one."""
    invited_at: Moment
    withdrawn_at: Moment | None = None
    sheet: Sheet


class Settlement(Record):
    """Why the respondents settled on an answer where they disagreed. The answer is the assessment's."""

    subject: Literal["question", "role", "note"]
    key: Key
    reason: Long
    by: Name = ""
    settled_at: Moment


class Assessment(Sheet):
    """The company at a date. Where several people answered, these are the answers they settled on."""

    answers: list[Answer]
    revealed_at: Moment | None = None
    """When the respondents' sheets were opened."""
    respondents: list[Respondent] = []
    settlements: list[Settlement] = []


# --- everything else -----------------------------------------------------------------------------


class Company(Record):
    """The company itself."""

    id: Id
    name: Annotated[Text, StringConstraints(max_length=120, pattern=r"\S")]
    created_at: Moment
    claimed_at: Moment | None = None
    """When somebody made it theirs."""
    delete_at: Moment | None = None
    """When it is gone, if its deletion was asked for."""


class Owner(Record):
    """Somebody who may do everything with the company."""

    name: Name
    email: Email
    since: Moment


class Action(Record):
    """Something that the company set out to do."""

    assessment: Id | None = None
    """Whose result it came from."""
    priority: Annotated[Text, StringConstraints(max_length=70)] = ""
    """Id of the problem, or of the practice."""
    practices: Annotated[list[Key], Field(max_length=500)] = []
    title: Annotated[Text, StringConstraints(max_length=200, pattern=r"\S")]
    owner: Name = ""
    due: Day | None = None
    state: Literal["open", "doing", "done", "dropped"]
    note: Long = ""
    link: Address = ""
    created_at: Moment
    changed_at: Moment
    closed_at: Moment | None = None
    version: Annotated[int, Field(ge=1, lt=2**31)] = 1
    """How often it was changed, from 1."""


class Look(Record):
    """That somebody looked at a page by a grant."""

    assessment: Id | None = None
    page: Annotated[Text, StringConstraints(max_length=40)]
    by: Name = ""
    at: Moment


class Grant(Record):
    """Who may see what of the company until when."""

    assessment: Id | None = None
    """For that one only; ``null``: for every submitted one."""
    kind: Literal["link", "account", "portfolio"]
    """``portfolio``: to the members of the portfolio that ``label`` names."""
    tier: Literal["summary", "result", "answers"]
    label: Name
    email: Email = ""
    account: Email | None = None
    """The address of the account that accepted it."""
    created_at: Moment
    created_by: Name | None = None
    accepted_at: Moment | None = None
    expires_at: Moment | None = None
    revoked_at: Moment | None = None
    looks: list[Look] = []


ActKind = Literal[
    "claimed",
    "renamed",
    "owner-added",
    "owner-left",
    "submitted",
    "link-made",
    "link-revoked",
    "invited",
    "withdrawn",
    "revealed",
    "shared",
    "accepted",
    "share-changed",
    "share-revoked",
    "exported",
    "imported",
    "deletion-asked",
    "deletion-stopped",
]


class Act(Record):
    """Something that changed who may see or do what. Oldest first."""

    kind: ActKind
    at: Moment
    by: Name = ""
    """The name of then; empty: somebody with a private link, or whoever runs the instance."""
    about: Annotated[Text, StringConstraints(max_length=250)] = ""


class CompanyFile(Record):
    """Everything that Stagecheck knows of one company."""

    format: Literal["stagecheck-company"]
    version: Literal[1]
    """Of the format. A reader refuses a version that it does not know."""
    made_at: Moment
    company: Company
    owners: list[Owner] = []
    assessments: list[Assessment] = []
    """Oldest first, open ones too."""
    actions: list[Action] = []
    grants: list[Grant] = []
    acts: list[Act] = []


class _WithoutTitlesOfFields(GenerateJsonSchema):
    """A field's name is title enough."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def schema() -> dict[str, Any]:
    """The JSON Schema of the file."""
    found = CompanyFile.model_json_schema(schema_generator=_WithoutTitlesOfFields)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A company exported from Stagecheck",
        **{key: value for key, value in found.items() if key != "title"},
    }
