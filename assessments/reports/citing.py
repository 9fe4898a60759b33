"""The answers behind a claim: each claim names them, and the page links to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from ..domain.answers import AnswerSet, question
from ..domain.notes import ROLE_PREFIX
from ..domain.rubric import Practice, Rubric
from .words import answer_words, question_words, role_words

Kind = Literal["question", "practice", "role"]


@dataclass(frozen=True)
class CitedAnswer:
    """An answer that a claim rests on: the question (practice, role) in short, and what was said.

    ``anchor`` is the id of its row on the answers page, ``kind`` and ``id`` name it in the rubric.
    """

    kind: Kind
    id: str
    name: str
    answer: str
    is_known: bool

    @property
    def anchor(self) -> str:
        return f"{'role' if self.kind == 'role' else 'question'}-{self.id}"

    @property
    def text(self) -> str:
        return f"{self.name}: {self.answer}"


def cite(rubric: Rubric, answers: AnswerSet, subject: str) -> CitedAnswer:
    """The answer to a question or practice, or to ``roles.<id>``; ``KeyError`` if there is none."""
    if subject.startswith(ROLE_PREFIX):
        role = rubric.role_by_id[subject.removeprefix(ROLE_PREFIX)]
        said, is_known = role_words(rubric, answers.roles.get(role.id))
        return CitedAnswer("role", role.id, role.name, said, is_known)
    asked = question(rubric, subject)
    if asked is None:
        raise KeyError(subject)
    said = answer_words(rubric, subject, answers.answers.get(subject))
    kind: Kind = "practice" if isinstance(asked, Practice) else "question"
    name = question_words(rubric, subject)
    return CitedAnswer(kind, subject, name, said, answers.is_known(subject))


def cite_all(
    rubric: Rubric, answers: AnswerSet, subjects: Iterable[str]
) -> tuple[CitedAnswer, ...]:
    """The answers to each, without repeats."""
    return tuple(cite(rubric, answers, one) for one in dict.fromkeys(subjects))
