"""What a section's page shows and what it posts. Form values <-> answers as a file states them.

Each field carries a hidden copy of the answer that the page was made with (``was``). With it the
server can tell a change made here from one made in another window.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from .domain.answers import (
    NOT_APPLICABLE_WORD,
    REASON_LIMIT,
    UNKNOWN_WORD,
    AnswerFault,
    Question,
    parse_answer,
    parse_role,
)
from .domain.rubric import Practice, Role, Rubric
from .models import Answer
from .questionnaire import Section
from .selectors import Saved
from .services import Change

HATS_KEY = "of"


@dataclass(frozen=True)
class Option:
    """A radio button."""

    value: str
    label: str
    checked: bool


@dataclass
class Field:
    """A question or role on the page, with what is chosen in it and what is wrong with it."""

    subject: str
    key: str
    legend: str
    hint: str
    why: str
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
    is_conflict: bool = False
    is_practice: bool = False

    @property
    def name(self) -> str:
        return f"{self.subject}-{self.key}"

    @property
    def kind(self) -> str:
        if self.number is not None:
            return "number"
        return "role" if self.subject == Answer.Subject.ROLE else "choice"


def fields_of(rubric: Rubric, section: Section, saved: Saved) -> list[Field]:
    """The section's fields, filled in with the saved answers."""
    questions = [_question_field(rubric, one, saved) for one in section.questions]
    return questions + [_role_field(rubric, section, one, saved) for one in section.roles]


def posted_keys(data: Mapping[str, str]) -> frozenset[str]:
    """Names of the fields that a page was made with, as ``<subject>-<key>``."""
    return frozenset(name.removeprefix("was-") for name in data if name.startswith("was-"))


def dump(value: Any) -> str:
    """An answer as the hidden copy carries it; an empty text for no answer."""
    return "" if value is None else json.dumps(value, sort_keys=True)


def _question_field(rubric: Rubric, asked: Question, saved: Saved) -> Field:
    value = saved.get((Answer.Subject.QUESTION, asked.id))
    made = Field(Answer.Subject.QUESTION, asked.id, "", "", "", was=dump(value))
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
    made = Field(Answer.Subject.ROLE, role.id, role.name, role.does, "", was=dump(value))
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


def changes_of(
    rubric: Rubric, section: Section, fields: list[Field], data: Mapping[str, str]
) -> list[Change]:
    """What was posted for the section. Faulty fields get their error and are left out.

    Fields are brought up to what was posted, so that the page can be shown again as typed.
    """
    questions: dict[str, Question] = {one.id: one for one in section.questions}
    roles: dict[str, Role] = {one.id: one for one in section.roles}
    changes = []
    for one in fields:
        if f"was-{one.name}" not in data:
            continue
        one.was = data[f"was-{one.name}"]
        try:
            if one.subject == Answer.Subject.ROLE:
                value = _posted_role(rubric, roles[one.key], one, data)
            else:
                value = _posted_answer(rubric, questions[one.key], one, data)
        except AnswerFault as fault:
            one.error = str(fault)
            continue
        changes.append(Change(one.subject, one.key, _load(one.was), value))
    return changes


def _load(written: str) -> Any:
    """The hidden copy; a copy that somebody has tampered with counts as no answer."""
    try:
        return json.loads(written) if written else None
    except (ValueError, RecursionError):
        return None


def _posted_answer(rubric: Rubric, asked: Question, made: Field, data: Mapping[str, str]) -> Any:
    """The posted answer as a file would state it, None for none. Raises ``AnswerFault``."""
    posted = data.get(made.name, "").strip()
    if made.kind == "number":
        return _posted_number(made, posted, data)
    made.options = [Option(one.value, one.label, one.value == posted) for one in made.options]
    value: Any = posted or None
    if posted == NOT_APPLICABLE_WORD:
        made.reason = data.get(f"{made.name}-reason", "").replace("\0", "").strip()
        value = {NOT_APPLICABLE_WORD: made.reason}
        if not made.reason:
            raise AnswerFault(_("Say in a few words why this does not apply to you."))
        if len(made.reason) > REASON_LIMIT:
            raise AnswerFault(
                _("Keep the reason to %(limit)s characters.") % {"limit": REASON_LIMIT}
            )
    if value is not None:
        try:
            parse_answer(rubric, asked, value)
        except AnswerFault:
            raise AnswerFault(_("Choose one of the answers shown.")) from None
    return value


def _posted_number(made: Field, posted: str, data: Mapping[str, str]) -> Any:
    made.number = posted
    made.unknown = data.get(f"{made.name}-unknown") == UNKNOWN_WORD
    if not posted:
        return UNKNOWN_WORD if made.unknown else None
    if made.unknown:
        raise AnswerFault(_("Give a number or tick “I don’t know”, not both."))
    digits = re.sub(r"(?<=\d)[ ,\u00a0\u2009\u202f](?=\d{3}(?!\d))", "", posted)
    least, most = made.least, made.most
    if not (digits.isascii() and digits.isdigit() and len(digits) < 12):
        raise AnswerFault(_("Give a whole number of %(unit)s, such as 14.") % {"unit": made.unit})
    if not least <= int(digits) <= most:
        raise AnswerFault(
            _("Give a number of %(unit)s between %(least)s and %(most)s.")
            % {"unit": made.unit, "least": least, "most": most}
        )
    return int(digits)


def _posted_role(rubric: Rubric, role: Role, made: Field, data: Mapping[str, str]) -> Any:
    held = data.get(made.name, "").strip()
    hat_of = data.get(f"{made.name}-{HATS_KEY}", "").strip()
    made.options = [Option(one.value, one.label, one.value == held) for one in made.options]
    made.hat_options = [
        Option(one.value, one.label, one.value == hat_of) for one in made.hat_options
    ]
    if not held:
        return None
    if held == UNKNOWN_WORD:
        return UNKNOWN_WORD
    value = {"held-by": held}
    if held == "hat" and hat_of:
        value[HATS_KEY] = hat_of
    try:
        parse_role(rubric, role.id, value)
    except AnswerFault:
        raise AnswerFault(_("Choose one of the answers shown.")) from None
    return value
