"""Typed answers, checked against a rubric.

"I don't know" and "not applicable" are types of their own: neither is ever a number, and no
code can add them up by mistake. An ``AnswerSet`` is what a company has said; questions that were
not answered are simply not in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from unicodedata import category

from .marked_yaml import nearest, shorten
from .notes import ROLE_PREFIX, Note, NoteFault, parse_note
from .rubric import Circumstance, Fact, HeldBy, Number, Practice, Rubric

UNKNOWN_WORD = "unknown"
NOT_APPLICABLE_WORD = "not-applicable"
REASON_LIMIT = 500


@dataclass(frozen=True, slots=True)
class Choice:
    """The option of a fact or circumstance that was chosen, or the level of a practice."""

    option: str


@dataclass(frozen=True, slots=True)
class Amount:
    """The number that was given to a question that asks for one."""

    number: int


@dataclass(frozen=True, slots=True)
class Unknown:
    """The respondent does not know. Never a number."""


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """The question does not apply to the company; the reason is required."""

    reason: str


@dataclass(frozen=True, slots=True)
class Holding:
    """How a role is held: by a person of its own, as the hat of another role, outside, or not."""

    held_by: HeldBy
    hat_of: str | None = None


Answer = Choice | Amount | Unknown | NotApplicable
RoleAnswer = Holding | Unknown
UNKNOWN = Unknown()
HELD_BY: tuple[HeldBy, ...] = ("dedicated", "hat", "nobody", "outside")


@dataclass(frozen=True, slots=True)
class AnswerSet:
    """All answers of one assessment, by the id of the question or role.

    ``notes`` are by the id of the question, or ``roles.<id>``; there may be a note where there is
    no answer yet.
    """

    answers: Mapping[str, Answer] = field(default_factory=lambda: MappingProxyType({}))
    roles: Mapping[str, RoleAnswer] = field(default_factory=lambda: MappingProxyType({}))
    notes: Mapping[str, Note] = field(default_factory=lambda: MappingProxyType({}))

    def choice(self, question: str) -> str | None:
        """The chosen option or level, or None if there is none."""
        answer = self.answers.get(question)
        return answer.option if isinstance(answer, Choice) else None

    def number(self, question: str) -> int | None:
        """The given number, or None if there is none."""
        answer = self.answers.get(question)
        return answer.number if isinstance(answer, Amount) else None

    def is_known(self, question: str) -> bool:
        """Whether the answer says something: neither missing nor unknown nor not applicable."""
        return isinstance(self.answers.get(question), Choice | Amount)

    def with_answer(self, question: str, answer: Answer) -> AnswerSet:
        """The same answers but for one."""
        return AnswerSet({**self.answers, question: answer}, self.roles, self.notes)


class AnswerFault(ValueError):
    """An answer that does not fit its question; the text can be shown to the person who gave it."""


Question = Fact | Circumstance | Practice


def question(rubric: Rubric, question_id: str) -> Question | None:
    """The fact, circumstance or practice with this id."""
    return (
        rubric.fact_by_id.get(question_id)
        or rubric.circumstance_by_id.get(question_id)
        or rubric.practice_by_id.get(question_id)
    )


def option_ids(rubric: Rubric, asked: Question) -> tuple[str, ...]:
    """Ids of the options in order; empty for a question that asks for a number."""
    if isinstance(asked, Practice):
        return tuple(level.id for level in rubric.levels)
    return tuple(option.id for option in asked.options)


def parse_answer(rubric: Rubric, asked: Question, written: object) -> Answer:
    """The answer that was written for a question, as a file or a form gives it.

    ``written`` is an option's id, its number counted from 1, a number where one is asked for,
    ``unknown``, or ``{"not-applicable": reason}``. Raises ``AnswerFault`` for anything else.
    """
    if written == UNKNOWN_WORD:
        return UNKNOWN
    if isinstance(written, Mapping):
        return _parse_mapping(rubric, asked, written)
    number = None if isinstance(asked, Practice) else asked.number
    if number is not None:
        return _parse_amount(asked, number, written)
    options = option_ids(rubric, asked)
    if isinstance(written, int) and not isinstance(written, bool):
        if 1 <= written <= len(options):
            return Choice(options[written - 1])
        raise AnswerFault(
            f"'{asked.id}' has options 1 to {len(options)}; {shorten(written)} is none of them"
        )
    if not isinstance(written, str):
        raise AnswerFault(f"'{asked.id}' takes one of: {', '.join(options)}, {UNKNOWN_WORD}")
    if written not in options:
        close = nearest(written, [*options, UNKNOWN_WORD])
        known = ", ".join(options)
        raise AnswerFault(
            f"'{asked.id}' has no option '{shorten(written)}'{close} (known: {known})"
        )
    return Choice(written)


def _parse_mapping(rubric: Rubric, asked: Question, written: Mapping[str, object]) -> Answer:
    if set(written) == {NOT_APPLICABLE_WORD}:
        reason = written[NOT_APPLICABLE_WORD]
        if not isinstance(reason, str) or not reason.strip():
            raise AnswerFault(f"'{asked.id}' is not applicable: say why, in a few words")
        if len(reason) > REASON_LIMIT:
            raise AnswerFault(
                f"the reason for '{asked.id}' is longer than {REASON_LIMIT} characters"
            )
        if any(category(one) in ("Cc", "Cs") and one not in "\t\r\n" for one in reason):
            raise AnswerFault(
                f"the reason for '{asked.id}' holds characters that cannot be printed"
            )
        return NotApplicable(reason.strip())
    if set(written) == {"number"} and not isinstance(written["number"], Mapping):
        return parse_answer(rubric, asked, written["number"])
    raise AnswerFault(
        f"'{asked.id}' takes an answer or {{{NOT_APPLICABLE_WORD}: reason}}, not {shorten(dict(written))}"
    )


def _parse_amount(asked: Question, number: Number, written: object) -> Amount:
    if isinstance(written, bool) or not isinstance(written, int):
        raise AnswerFault(
            f"'{asked.id}' is a whole number of {number.unit}, not {shorten(repr(written))}"
        )
    if not number.least <= written <= number.most:
        raise AnswerFault(
            f"'{asked.id}' lies between {number.least} and {number.most} {number.unit}; "
            f"{shorten(written)} does not"
        )
    return Amount(written)


def parse_role(rubric: Rubric, role: str, written: object) -> RoleAnswer:
    """How a role is held, as ``{"held-by": …, "of": …}`` or ``unknown``; else ``AnswerFault``."""
    if written == UNKNOWN_WORD:
        return UNKNOWN
    if not isinstance(written, Mapping) or "held-by" not in written:
        raise AnswerFault(
            f"role '{role}' takes {{held-by: {' | '.join(HELD_BY)}}} or {UNKNOWN_WORD}"
        )
    for key in written:
        if key not in ("held-by", "of"):
            raise AnswerFault(
                f"role '{role}' has no '{shorten(key)}'{nearest(str(key), ['held-by', 'of'])}"
            )
    held_by, hat_of = written["held-by"], written.get("of")
    if held_by not in HELD_BY:
        close = nearest(str(held_by), HELD_BY)
        raise AnswerFault(
            f"role '{role}' is not held by '{shorten(held_by)}'{close} (known: {', '.join(HELD_BY)})"
        )
    if hat_of is not None:
        if held_by != "hat":
            raise AnswerFault(f"role '{role}': 'of' says whose hat it is, so held-by must be 'hat'")
        if not isinstance(hat_of, str) or hat_of not in rubric.role_by_id:
            close = nearest(str(hat_of), list(rubric.role_by_id))
            raise AnswerFault(
                f"role '{role}' is the hat of an unknown role '{shorten(hat_of)}'{close}"
            )
        if hat_of == role:
            raise AnswerFault(f"role '{role}' cannot be its own hat")
    return Holding(held_by, hat_of)


Complain = Callable[[tuple[str, ...], str], None]


def parse_answers(rubric: Rubric, raw: Mapping[str, Any], complain: Complain) -> AnswerSet:
    """The answers under ``answers`` and ``roles`` of ``raw``, with the ``notes`` on them.

    Everything that does not fit is left out and told to ``complain`` with its path, so that all
    faults of a file come at once.
    """
    answers: dict[str, Answer] = {}
    roles: dict[str, RoleAnswer] = {}
    notes: dict[str, Note] = {}
    questions = [*rubric.fact_by_id, *rubric.circumstance_by_id, *rubric.practice_by_id]
    for question_id, written in _section(raw, "answers", complain).items():
        asked = question(rubric, question_id)
        if asked is None:
            close = nearest(question_id, questions)
            what = f"unknown question '{shorten(question_id)}'{close}"
            complain(("answers", question_id), what)
            continue
        try:
            answers[question_id] = parse_answer(rubric, asked, written)
        except AnswerFault as fault:
            complain(("answers", question_id), str(fault))
    for role, written in _section(raw, "roles", complain).items():
        if role not in rubric.role_by_id:
            close = nearest(role, list(rubric.role_by_id))
            complain(("roles", role), f"unknown role '{shorten(role)}'{close}")
            continue
        try:
            roles[role] = parse_role(rubric, role, written)
        except AnswerFault as fault:
            complain(("roles", role), str(fault))
    subjects = [*questions, *(ROLE_PREFIX + role for role in rubric.role_by_id)]
    for subject, written in _section(raw, "notes", complain).items():
        if subject not in subjects:
            what = f"a note on unknown '{shorten(subject)}'{nearest(subject, subjects)}"
            complain(("notes", subject), what)
            continue
        try:
            notes[subject] = parse_note(subject, written)
        except NoteFault as fault:
            complain(("notes", subject), str(fault))
    return AnswerSet(MappingProxyType(answers), MappingProxyType(roles), MappingProxyType(notes))


def _section(raw: Mapping[str, Any], name: str, complain: Complain) -> Mapping[str, object]:
    section = raw.get(name)
    if section is None:
        return {}
    if not isinstance(section, Mapping):
        complain((name,), f"'{name}' holds ids and what is said of them")
        return {}
    return section


def write_answer(answer: Answer) -> object:
    """The answer as a file states it; ``parse_answer`` reads it back to the same answer."""
    match answer:
        case Choice(option):
            return option
        case Amount(number):
            return number
        case NotApplicable(reason):
            return {NOT_APPLICABLE_WORD: reason}
    return UNKNOWN_WORD


def write_role(answer: RoleAnswer) -> object:
    """The role's answer as a file states it; ``parse_role`` reads it back."""
    if isinstance(answer, Unknown):
        return UNKNOWN_WORD
    written: dict[str, str] = {"held-by": answer.held_by}
    if answer.hat_of is not None:
        written["of"] = answer.hat_of
    return written
