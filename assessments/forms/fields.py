"""What a section's page shows: its fields, filled in, and brought up to date after a save.

Each field carries a hidden copy of the answer and of the note that the page was made with
(``was``). With it the server can tell a change made here from one made in another window.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ..domain.answers import (
    NOT_APPLICABLE_WORD,
    UNKNOWN_WORD,
    Question,
)
from ..domain.notes import LINK_LIMIT, NOTE_LIMIT, ROLE_PREFIX
from ..domain.rubric import Practice, Role, Rubric
from ..models import Answer
from ..questionnaire import Doubt, Questionnaire, Section
from ..reports.ages import age_words
from ..selectors import Ages, Place, Saved
from ..services import SaveResult


@dataclass(frozen=True)
class Option:
    """A radio button."""

    value: str
    label: str
    checked: bool


@dataclass(frozen=True)
class Problem:
    """What is wrong on the page, and the id of the element that it is wrong with."""

    anchor: str
    text: str
    legend: str


@dataclass
class NoteField:
    """The remark and the evidence link beside an answer."""

    key: str
    name: str
    text: str = ""
    link: str = ""
    was: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    text_limit: int = NOTE_LIMIT
    link_limit: int = LINK_LIMIT

    @property
    def is_open(self) -> bool:
        """Whether there is something to see without asking for it."""
        return bool(self.text or self.link or self.errors)


@dataclass
class Field:
    """A question or role on the page, with what is chosen in it and what is wrong with it.

    ``news`` says that the answer was changed elsewhere since the page was opened; ``is_swapped``
    that the whole field goes to the page anew. ``may_be_doubted``: there is a rule that could ask
    about the answer again. ``age`` says in words when an earlier assessment's answer was given that is
    to be confirmed; ``is_confirmed`` that it just was. ``may_be_old``: the assessment began with such
    answers.
    """

    subject: str
    key: str
    legend: str
    hint: str
    why: str
    note: NoteField
    options: list[Option] = field(default_factory=list)
    number: str | None = None
    unit: str = ""
    least: int = 0
    most: int = 0
    unknown: bool = False
    reason: str | None = None
    hat_options: list[Option] = field(default_factory=list)
    was: str = ""
    error: str = ""
    news: str = ""
    is_swapped: bool = False
    is_practice: bool = False
    may_be_doubted: bool = False
    doubts: tuple[Doubt, ...] = ()
    may_be_old: bool = False
    age: str = ""
    is_confirmed: bool = False

    @property
    def name(self) -> str:
        return f"{self.subject}-{self.key}"

    @property
    def kind(self) -> str:
        if self.number is not None:
            return "number"
        return "role" if self.subject == Answer.Subject.ROLE else "choice"

    @property
    def anchor(self) -> str:
        """The id of the element that takes the focus when the answer has to be mended."""
        if self.kind == "number":
            return f"{self.name}-number"
        chosen = next((one.value for one in self.options if one.checked), "")
        if chosen == NOT_APPLICABLE_WORD:
            return f"{self.name}-reason"
        return f"{self.name}-{chosen or self.options[0].value}"

    @property
    def problems(self) -> list[Problem]:
        found = [Problem(self.anchor, self.error, self.legend)] if self.error else []
        found += [
            Problem(f"{part}-{self.name}", what, self.legend)
            for part, what in self.note.errors.items()
        ]
        return found

    @property
    def reference(self) -> str:
        """The page that says more about the question or role."""
        if self.subject == Answer.Subject.ROLE:
            return reverse("rubric-role", kwargs={"role": self.key})
        if self.is_practice:
            return reverse("rubric-practice", kwargs={"practice": self.key})
        return reverse("rubric-question", kwargs={"question": self.key})

    @property
    def places(self) -> tuple[Place, Place]:
        """Where the answer and its note are kept."""
        return (self.subject, self.key), (Answer.Subject.NOTE, self.note.key)


def fields_of(rubric: Rubric, section: Section, saved: Saved) -> list[Field]:
    """The section's fields, filled in with the saved answers."""
    questions = [_question_field(rubric, one, saved) for one in section.questions]
    return questions + [_role_field(rubric, section, one, saved) for one in section.roles]


def bring_up(fields: list[Field], fresh: list[Field], result: SaveResult) -> list[Field]:
    """The fields after a save: each with its new base, or anew where somebody else changed it.

    ``fresh`` are the same fields as they stand now. A field with a fault stays as it was typed.
    """
    shown = []
    for mine, theirs in zip(fields, fresh, strict=True):
        answer_place, note_place = mine.places
        if answer_place in result.conflicts:
            theirs.error = _(
                "This was changed in another window meanwhile and is shown as it stands now. "
                "Choose again to change it."
            )
        if note_place in result.conflicts:
            theirs.note.errors["text"] = _(
                "This note was changed in another window meanwhile and is shown as it stands now. "
                "You had written: %(text)s %(link)s"
            ) % {"text": mine.note.text, "link": mine.note.link}
        elif mine.note.errors:
            theirs.note = mine.note
        if not result.conflicts.isdisjoint(mine.places):
            theirs.is_swapped = True
            shown.append(theirs)
        elif mine.problems:
            shown.append(mine)
        elif not result.news.isdisjoint(mine.places):
            theirs.news = _("Changed in another window; this is how it stands now.")
            theirs.is_swapped = True
            shown.append(theirs)
        else:
            mine.was, mine.note.was = theirs.was, theirs.note.was
            shown.append(mine)
    return shown


def with_doubts(fields: list[Field], questionnaire: Questionnaire) -> list[Field]:
    """The fields, with what to ask again about the answers as they stand."""
    for one in fields:
        one.may_be_doubted = one.name in questionnaire.may_be_doubted
        one.doubts = questionnaire.doubts.get(one.name, ())
    return fields


def with_ages(
    fields: list[Field], ages: Ages, today: date, confirmed: Collection[Place] = ()
) -> list[Field]:
    """The fields of an assessment that began with an earlier one's answers, with what is to be
    confirmed and what just was."""
    for one in fields:
        place = one.places[0]
        one.may_be_old = True
        one.age = age_words(ages[place], today) if place in ages else ""
        one.is_confirmed = place in confirmed
    return fields


def dump(value: Any) -> str:
    """An answer as the hidden copy carries it; an empty text for no answer."""
    return "" if value is None else json.dumps(value, sort_keys=True)


def _note_field(subject: str, key: str, saved: Saved) -> NoteField:
    kept = f"{ROLE_PREFIX}{key}" if subject == Answer.Subject.ROLE else key
    value = saved.get((Answer.Subject.NOTE, kept)) or {}
    return NoteField(
        kept,
        f"note-{subject}-{key}",
        value.get("text", ""),
        value.get("link", ""),
        was=dump(value or None),
    )


def _question_field(rubric: Rubric, asked: Question, saved: Saved) -> Field:
    value = saved.get((Answer.Subject.QUESTION, asked.id))
    note = _note_field(Answer.Subject.QUESTION, asked.id, saved)
    made = Field(Answer.Subject.QUESTION, asked.id, "", "", "", note, was=dump(value))
    if isinstance(asked, Practice):
        made.legend, made.hint, made.why = asked.name, asked.in_place, asked.why
        made.is_practice = True
        chosen = NOT_APPLICABLE_WORD if isinstance(value, dict) else value
        made.reason = value[NOT_APPLICABLE_WORD] if isinstance(value, dict) else ""
        made.options = [Option(level.id, level.name, chosen == level.id) for level in rubric.levels]
        made.options.append(Option(UNKNOWN_WORD, _("Don’t know"), chosen == UNKNOWN_WORD))
        made.options.append(
            Option(NOT_APPLICABLE_WORD, _("Not applicable"), chosen == NOT_APPLICABLE_WORD)
        )
        return made
    made.legend, made.hint, made.why = asked.text, asked.hint, asked.why
    made.unknown = value == UNKNOWN_WORD
    if asked.number:
        made.unit = asked.number.unit
        made.least, made.most = asked.number.least, asked.number.most
        made.number = str(value) if isinstance(value, int) else ""
    else:
        made.options = [Option(one.id, one.label, value == one.id) for one in asked.options]
        made.options.append(Option(UNKNOWN_WORD, _("I don’t know"), made.unknown))
    return made


def _role_field(rubric: Rubric, section: Section, role: Role, saved: Saved) -> Field:
    value = saved.get((Answer.Subject.ROLE, role.id))
    held = value.get("held-by") if isinstance(value, dict) else value
    hat_of = value.get("of", "") if isinstance(value, dict) else ""
    note = _note_field(Answer.Subject.ROLE, role.id, saved)
    made = Field(
        Answer.Subject.ROLE, role.id, role.name, role.does, role.vacant, note, was=dump(value)
    )
    made.options = [
        Option(one, label, held == one)
        for one, label in (
            ("dedicated", _("A dedicated person")),
            ("hat", _("Somebody’s second hat")),
            ("outside", _("Somebody outside")),
            ("nobody", _("Nobody")),
            (UNKNOWN_WORD, _("Don’t know")),
        )
    ]
    known = {one.id: one for one in section.roles}
    if hat_of and hat_of not in known:
        known[hat_of] = rubric.role_by_id[hat_of]
    made.hat_options = [Option("", _("not said"), not hat_of)]
    made.hat_options += [
        Option(one.id, one.name, hat_of == one.id) for one in known.values() if one.id != role.id
    ]
    return made
