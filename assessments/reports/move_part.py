"""What would move the verdict, in words: other answers, and those that are still open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..domain.answers import Amount, Answer, write_answer
from ..domain.explanation import Change, Counterfactual
from ..domain.rubric import Rubric
from ..domain.scorecard import Scorecard
from .citing import CitedAnswer, cite
from .verdict_part import name_of
from .words import answer_words


@dataclass(frozen=True)
class ChangeView:
    """An answer that would be different.

    ``cited`` is the answer as it stands, ``value`` the other one as a file or an address states
    it, ``text`` the change in words.
    """

    cited: CitedAnswer
    becomes: str
    value: str
    text: str


@dataclass(frozen=True)
class MoveView:
    """What would move the verdict: the direction, the stage reached, and the changes."""

    direction: str
    stage: str
    stage_name: str
    title: str
    changes: tuple[ChangeView, ...]

    @property
    def text(self) -> str:
        """The changes, all of which it takes, as a sentence."""
        return "; ".join(one.text for one in self.changes) + "."


@dataclass(frozen=True)
class OpeningView:
    """A fact that is not known, and what its answer alone could do."""

    cited: CitedAnswer
    moves: tuple[MoveView, ...]


def move_views(card: Scorecard) -> tuple[MoveView, ...]:
    return tuple(_move_view(card, one) for one in card.counterfactuals)


def moves_in_words(moves: Iterable[MoveView]) -> tuple[tuple[str, str], ...]:
    """Each stage that the verdict could move to, with the ways there."""
    ways: dict[str, list[str]] = {}
    for move in moves:
        ways.setdefault(move.title, []).append(move.text)
    either = _(" Or: ")
    return tuple((title, either.join(texts)) for title, texts in ways.items())


def opening_views(card: Scorecard) -> tuple[OpeningView, ...]:
    return tuple(
        OpeningView(
            cite(card.rubric, card.answers, one.question),
            tuple(_move_view(card, move) for move in one.moves),
        )
        for one in card.openings
    )


def _move_view(card: Scorecard, move: Counterfactual) -> MoveView:
    template = _("Up to %(stage)s") if move.direction == "up" else _("Down to %(stage)s")
    name = name_of(card.rubric, move.stage)
    return MoveView(
        move.direction,
        move.stage,
        name,
        template % {"stage": name},
        tuple(_change_view(card, one, move.direction) for one in move.changes),
    )


def _change_view(card: Scorecard, change: Change, direction: str) -> ChangeView:
    cited = cite(card.rubric, card.answers, change.question)
    becomes = _becomes(card.rubric, change.question, change.becomes, direction)
    template = _("%(question)s: “%(becomes)s” instead of “%(was)s”")
    text = template % {"question": cited.name, "becomes": becomes, "was": cited.answer}
    return ChangeView(cited, becomes, str(write_answer(change.becomes)), text)


def _becomes(rubric: Rubric, question: str, answer: Answer, direction: str) -> str:
    said = answer_words(rubric, question, answer)
    if isinstance(answer, Amount) and answer.number > 1:
        template = _("%(number)s or more") if direction == "up" else _("%(number)s or fewer")
        return template % {"number": said}
    return said
