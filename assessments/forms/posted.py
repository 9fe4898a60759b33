"""What a section's page posts: form values -> answers as a file states them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from ..domain.answers import (
    NOT_APPLICABLE_WORD,
    REASON_LIMIT,
    UNKNOWN_WORD,
    AnswerFault,
    Question,
    parse_answer,
    parse_role,
)
from ..domain.notes import NoteFault, make_note, write_note
from ..domain.rubric import Role, Rubric
from ..models import Answer
from ..questionnaire import Section
from ..services import Change
from .fields import Field, Option

HATS_KEY = "of"
STILL_RIGHT = "yes"
CONFIRM, THE_REST = "confirm", "rest"  # the button that confirms all that stands as it was


def posted_keys(data: Mapping[str, str]) -> frozenset[str]:
    """Names of the fields that a page was made with, as ``<subject>-<key>``."""
    return frozenset(name.removeprefix("was-") for name in data if name.startswith("was-"))


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
        changes += _note_changes(one, data)
        one.was = data[f"was-{one.name}"]
        try:
            if one.subject == Answer.Subject.ROLE:
                value = _posted_role(rubric, roles[one.key], one, data)
            else:
                value = _posted_answer(rubric, questions[one.key], one, data)
        except AnswerFault as fault:
            one.error = str(fault)
            continue
        confirms = data.get(f"still-{one.name}") == STILL_RIGHT or data.get(CONFIRM) == THE_REST
        changes.append(Change(one.subject, one.key, _load(one.was), value, confirms))
    return changes


def _note_changes(made: Field, data: Mapping[str, str]) -> list[Change]:
    """What was posted of the note; nothing if the page had none or it cannot be kept."""
    note = made.note
    if f"was-{note.name}" not in data:
        return []
    note.was = data[f"was-{note.name}"]
    note.text = data.get(f"text-{made.name}", "")
    note.link = data.get(f"link-{made.name}", "")
    try:
        kept = make_note(note.text, note.link)
    except NoteFault as fault:
        note.errors = {fault.part: str(fault)}
        return []
    value = write_note(kept) if kept else None
    return [Change(Answer.Subject.NOTE, note.key, _load(note.was), value)]


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
