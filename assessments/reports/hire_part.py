"""The seats to fill in words: what to do, the trigger, whether it is met, and why nobody is hired."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..domain.answers import Holding
from ..domain.notes import ROLE_PREFIX
from ..domain.org_chart import Hire
from ..domain.readiness import chosen_circumstances
from ..domain.rubric import Role
from ..domain.scorecard import Scorecard
from .citing import CitedAnswer, cite, cite_all
from .org_drawing import SeatRow
from .verdict_part import name_of
from .words import first_sentence, join, step_words


@dataclass(frozen=True)
class HireRow:
    """A seat to fill: the role, what to do, its trigger and whether that is met.

    ``cited`` is how the role is held now, and the answers that the trigger looks at.
    """

    role: Role
    stage_name: str
    step: str
    trigger: str
    met: str
    when: str
    is_due: bool
    waits: bool  # for its trigger
    cited: tuple[CitedAnswer, ...]

    @property
    def in_short(self) -> str:
        """The trigger's first sentence."""
        return first_sentence(self.trigger)


def urgency(hire: Hire, seats: Sequence[SeatRow]) -> tuple[bool, bool, bool]:
    """Sorts seats to fill: a person to find first, then triggers that are met, the line first."""
    beside = any(seat.role.id == hire.role and seat.kind == "beside" for seat in seats)
    return (hire.step != "fill-now", hire.met is not True, beside)


def hire_row(card: Scorecard, hire: Hire) -> HireRow:
    rubric, is_met = card.rubric, hire.step == "hire-when" and hire.met is True
    looked_at = (ROLE_PREFIX + hire.role, *hire.answers)
    cited = cite_all(rubric, card.answers, looked_at)
    stopped = is_met and bool(_no_hiring(card))
    holding = card.answers.roles.get(hire.role)
    held = holding.held_by if isinstance(holding, Holding) else ""
    step = left_outside(hire.step, held) or step_words("fill-now" if is_met else hire.step)
    if stopped:
        step = _("not while nobody is hired: a hat will do")
    stage, met = name_of(rubric, hire.stage), _met_words(hire)
    return HireRow(
        rubric.role_by_id[hire.role],
        stage,
        step,
        hire.trigger,
        met,
        _when(stage, hire),
        hire.step == "fill-now" or (is_met and not stopped),
        hire.step == "hire-when" and not is_met,
        tuple(one for one in cited if one.is_known),
    )


def left_outside(step: str, held: str) -> str:
    """What to do with a seat that is held from outside while nobody is hired; empty otherwise."""
    if step == "give-as-hat" and held == "outside":
        return _("leave it outside until you hire")
    return ""


def _met_words(hire: Hire) -> str:
    """Whether the trigger is met; some are for people to judge, since no question asks for them."""
    if not hire.answers:
        return _("yours to judge")
    return {True: _("met"), False: _("not met yet"), None: _("not known")}[hire.met]


def _when(stage: str, hire: Hire) -> str:
    """The stage whose chart has the seat, and whether its trigger is met."""
    if not hire.answers:
        return stage
    return _("%(stage)s, trigger %(met)s") % {"stage": stage, "met": _met_words(hire)}


def _no_hiring(card: Scorecard) -> tuple[CitedAnswer, ...]:
    """The circumstances by which the company hires nobody for now."""
    return tuple(
        cite(card.rubric, card.answers, circumstance)
        for circumstance, option in chosen_circumstances(card.rubric, card.answers)
        if not option.hires
    )


def stopped_sentence(card: Scorecard) -> str:
    """That the company hires nobody for now, and what that means; empty if it does hire."""
    because = _no_hiring(card)
    text = _("Nobody is hired for now (%(because)s), so what is open is given as a hat.")
    return text % {"because": join([one.text for one in because])} if because else ""


def no_hire_sentence(card: Scorecard, rows: Sequence[HireRow], known: bool) -> str:
    """Why nobody is to be hired; empty if somebody is."""
    if any(row.is_due for row in rows):
        return ""
    if not known:
        return _("Not known: nobody has said yet who holds which role.")
    none_due = _("None is due: no trigger of this stage or the next is met.")
    return stopped_sentence(card) or none_due
