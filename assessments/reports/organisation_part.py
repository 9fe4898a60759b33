"""The organisation in words: chart now, chart next, and every seat of both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from ..domain.answers import Amount
from ..domain.digest import HEADCOUNT
from ..domain.org_chart import ChartSeat, TeamSpan
from ..domain.rubric import Advice
from ..domain.scorecard import Scorecard, stage_advice
from .citing import CitedAnswer
from .drawing import WIDTH
from .hire_part import (
    HireRow,
    hire_row,
    left_outside,
    no_hire_sentence,
    stopped_sentence,
    urgency,
)
from .org_drawing import (
    ON_PAGE,
    Legend,
    OrgDrawing,
    Outline,
    SeatRow,
    draw_bands,
    draw_chart,
    draw_legend,
)
from .verdict_part import name_of, verdict_of
from .words import holding_words, step_words

FAR_OFF = 1.5  # times the usual size of a stage, from which its advice on size is left out


@dataclass(frozen=True)
class SeatLine:
    """A role of either chart: whom it reports to now and next ("" where it has no seat).

    ``number`` is what the drawing refers to, 0 where nothing is to be filled; ``hires`` is what is.
    """

    seat: SeatRow
    now: str
    next: str
    number: int
    hires: tuple[HireRow, ...]

    @property
    def reports_to(self) -> str:
        """Now and, where it is another, next."""
        if not self.next or self.next == self.now:
            return self.now
        template = _("%(now)s; next: %(next)s") if self.now else _("next: %(next)s")
        return template % {"now": self.now, "next": self.next}

    @property
    def place(self) -> str:
        """The same as a part of a sentence."""
        top = _("at the top")
        if self.now == top:
            return top
        values = {"now": self.now, "next": self.next}
        if not self.now:
            return _("will report to %(next)s") % values
        if not self.next or self.next == self.now:
            return _("reports to %(now)s") % values
        return _("reports to %(now)s, next to %(next)s") % values

    @property
    def is_due(self) -> bool:
        return any(one.is_due for one in self.hires)

    @property
    def cited(self) -> tuple[CitedAnswer, ...]:
        """What its triggers look at, once."""
        return tuple(dict.fromkeys(each for one in self.hires for each in one.cited))


@dataclass(frozen=True)
class ChartView:
    """A chart in words, and seat by seat."""

    title: str
    summary: str
    seats: tuple[SeatRow, ...]
    notes: tuple[Advice, ...]


@dataclass(frozen=True)
class OrganisationView:
    """The charts now and next, what is to be filled, and what is to be said of them.

    ``apart`` tells of a company that has another size than its stage usually has, ``stopped`` of
    one that hires nobody for now, ``no_hire`` why no hire is due; each is empty where there is no
    such thing to tell.
    """

    now: ChartView
    next: ChartView | None
    hires: tuple[HireRow, ...]
    later: tuple[HireRow, ...]
    span: str
    span_is_late: bool
    team_mark: str
    known: bool
    apart: str
    stopped: str
    no_hire: str

    @property
    def next_hire(self) -> HireRow | None:
        """The first seat that is due to be filled by somebody of its own."""
        return next((one for one in (*self.hires, *self.later) if one.is_due), None)

    @property
    def due(self) -> tuple[HireRow, ...]:
        """The seats of this stage that somebody of its own is due for."""
        return tuple(one for one in self.hires if one.is_due)

    @cached_property
    def seats(self) -> tuple[SeatLine, ...]:
        """Every role of both charts once: what is to be filled first, then the order of the charts."""
        now = {seat.role.id: seat for seat in self.now.seats}
        following = {seat.role.id: seat for seat in self.next.seats} if self.next else {}
        numbers = self.hire_numbers
        roles = dict.fromkeys((*numbers, *now, *following))
        return tuple(
            SeatLine(
                now.get(role) or following[role],
                _place(now.get(role)),
                _place(following.get(role)),
                numbers.get(role, 0),
                tuple(one for one in (*self.hires, *self.later) if one.role.id == role),
            )
            for role in roles
        )

    @property
    def to_fill(self) -> tuple[SeatLine, ...]:
        """The seats that are to be filled, now or later, in the order of their numbers."""
        return tuple(line for line in self.seats if line.number)

    @property
    def to_fill_now(self) -> tuple[SeatLine, ...]:
        """Those that somebody of its own is due for."""
        return tuple(line for line in self.to_fill if line.is_due)

    @property
    def to_fill_later(self) -> tuple[SeatLine, ...]:
        """The others: a hat will do, or the trigger is not met."""
        return tuple(line for line in self.to_fill if not line.is_due)

    @property
    def settled(self) -> tuple[SeatLine, ...]:
        """The seats that ask for nothing, or only for an answer."""
        return tuple(line for line in self.seats if not line.number)

    @property
    def settled_pairs(self) -> tuple[tuple[SeatLine, ...], ...]:
        """The same, two in a row, for paper."""
        return tuple(self.settled[at : at + 2] for at in range(0, len(self.settled), 2))

    @cached_property
    def hire_numbers(self) -> dict[str, int]:
        """The roles to fill, numbered: what is due first, then this stage's, then the next one's."""
        ranked = sorted((*self.hires, *self.later), key=lambda one: not one.is_due)
        roles = dict.fromkeys(one.role.id for one in ranked)
        return {role: number for number, role in enumerate(roles, 1)}

    @property
    def charts(self) -> tuple[ChartView, ...]:
        return (self.now, self.next) if self.next else (self.now,)

    @property
    def drawings(self) -> tuple[tuple[ChartView, OrgDrawing], ...]:
        """Each chart drawn whole, for the page."""
        numbers = self.hire_numbers
        return tuple(
            (chart, draw_chart(outline, numbers))
            for chart, outline in zip(self.charts, self._outlines, strict=True)
        )

    @property
    def bands(self) -> tuple[tuple[OrgDrawing, ...], ...]:
        """The charts side by side, cut into bands, for paper."""
        return draw_bands(self._outlines, self.hire_numbers)

    @property
    def legend(self) -> Legend:
        """What the boxes mean, for the page."""
        return draw_legend(self._all_seats, ON_PAGE)

    @property
    def wide_legend(self) -> Legend:
        """The same for paper."""
        return draw_legend(self._all_seats, WIDTH)

    @property
    def _all_seats(self) -> tuple[SeatRow, ...]:
        return tuple(seat for chart in self.charts for seat in chart.seats)

    @property
    def _outlines(self) -> tuple[Outline, ...]:
        late = self.team_mark if self.span_is_late else ""
        return tuple(
            Outline(chart.title, chart.seats, late if chart is self.now else "")
            for chart in self.charts
        )


def _place(seat: SeatRow | None) -> str:
    """Whom a seat reports to, in words."""
    if seat is None:
        return ""
    return seat.under or _("at the top")


def organisation_view(card: Scorecard) -> OrganisationView:
    charts, rubric = card.org_charts, card.rubric
    if charts is None:
        raise ValueError("a scorecard without a verdict has no org chart")
    stage = verdict_of(card).stage
    title = _("Now: the chart of %(stage)s") % {"stage": name_of(rubric, stage)}
    now = _chart_view(card, stage, title, charts.now, step_words)
    following = None
    if charts.next_stage:
        title = _("Next: the chart of %(stage)s") % {"stage": name_of(rubric, charts.next_stage)}
        following = _chart_view(card, charts.next_stage, title, charts.next, _later_step)
    ordered = sorted(charts.hires, key=lambda one: urgency(one, now.seats))
    rows = [(one, hire_row(card, one)) for one in ordered]
    known = any(seat.held != "unknown" for seat in charts.now)
    return OrganisationView(
        now,
        following,
        tuple(row for one, row in rows if one.stage == stage and one.step != "ask"),
        tuple(row for one, row in rows if one.stage != stage),
        _span_sentence(charts.largest_team),
        charts.largest_team is not None
        and charts.largest_team.span == "beyond"
        and charts.largest_team.has_manager is False,
        _team_mark(charts.largest_team),
        known,
        _size_sentence(card),
        stopped_sentence(card),
        no_hire_sentence(card, [row for _one, row in rows], known),
    )


def _chart_view(
    card: Scorecard,
    stage: str,
    title: str,
    seats: tuple[ChartSeat, ...],
    say_step: Callable[[str | None], str],
) -> ChartView:
    chart = card.rubric.org_chart_by_stage[stage]
    rows = tuple(_seat_row(card, seat, say_step) for seat in seats)
    notes = () if _times_off(card) > FAR_OFF else stage_advice(chart.notes, stage)
    return ChartView(title, chart.summary, rows, notes)


def _later_step(step: str | None) -> str:
    """What a seat of the next chart asks for: it is not due yet."""
    return step_words(step) if step == "ask" else _("to be filled by then")


def _seat_row(card: Scorecard, seat: ChartSeat, say_step: Callable[[str | None], str]) -> SeatRow:
    rubric = card.rubric
    states = {"dedicated": "held", "outside": "held", "hat": "hat", "nobody": "open"}
    state = states.get(seat.held, "unknown")
    held = holding_words(rubric, seat.held, seat.hat_of)
    if seat.held == "dedicated" and seat.kind == "group":
        held = _("people of its own")
    return SeatRow(
        rubric.role_by_id[seat.role],
        rubric.role_by_id[seat.under].name if seat.under else "",
        seat.kind,
        held,
        _step_of(seat, say_step),
        state,
        _in_the_box(card, seat),
    )


def _step_of(seat: ChartSeat, say_step: Callable[[str | None], str]) -> str:
    """What a seat asks for, or why it asks for nothing."""
    if seat.step is None:
        return _as_it_is(seat.held)
    return left_outside(seat.step, seat.held) or say_step(seat.step)


def _in_the_box(card: Scorecard, seat: ChartSeat) -> str:
    """How a seat is held, in two or three words."""
    if seat.held == "hat" and seat.hat_of:
        return _("hat: %(role)s") % {"role": card.rubric.role_by_id[seat.hat_of].name}
    if seat.held == "nobody" and seat.step is None:
        return _("may stay open")
    return {
        "dedicated": "",
        "hat": _("a hat"),
        "nobody": _("open"),
        "outside": _("outside"),
    }.get(seat.held, _("not answered"))


def _as_it_is(held: str) -> str:
    """What is said of a seat that asks for nothing."""
    return {
        "outside": _("filled from outside"),
        "hat": _("a hat will do"),
        "nobody": _("may stay open"),
    }.get(held, step_words(None))


def _times_off(card: Scorecard) -> float:
    """How many times the usual size of its stage a company has, or one usual size it; 1 within."""
    answer = card.answers.answers.get(HEADCOUNT)
    if not isinstance(answer, Amount) or not answer.number:
        return 1.0
    band = card.rubric.stage_by_id[verdict_of(card).stage].it_members
    over = answer.number / band.hi if band.hi else 1.0
    return max(over, band.lo / answer.number, 1.0)


def _size_sentence(card: Scorecard) -> str:
    """That the charts are those of a company of another size; empty if they are not."""
    answer = card.answers.answers.get(HEADCOUNT)
    if not isinstance(answer, Amount) or _times_off(card) <= FAR_OFF:
        return ""
    stage = card.rubric.stage_by_id[verdict_of(card).stage]
    values = {"number": answer.number, "stage": stage.name, "lo": stage.it_members.lo}
    if stage.it_members.hi is None:
        text = _(
            "You have %(number)s IT members; %(stage)s usually has %(lo)s or more. The charts are "
            "those of the stage: read them for the jobs to be done, which one person can share."
        )
        return text % values
    text = _(
        "You have %(number)s IT members; %(stage)s usually has %(lo)s to %(hi)s. The charts are "
        "those of the stage: read them for the jobs to be done, not for the number of people."
    )
    return text % {**values, "hi": stage.it_members.hi}


def _team_mark(team: TeamSpan | None) -> str:
    """What the drawing says of a team that is too large to lead without a manager."""
    text = _("! A team of %(people)s people without a manager")
    return text % {"people": team.people} if team else ""


def _span_sentence(team: TeamSpan | None) -> str:
    """What the size of the largest team asks for [S0: a manager once a team passes 7 to 10]."""
    if team is None:
        return _(
            "The size of the largest team is not known; from 7 to 10 people on it needs a manager."
        )
    values = {"people": team.people}
    if team.has_manager:
        return _("The largest team has %(people)s people and a manager of its own.") % values
    if team.span == "within":
        return (
            _("The largest team has %(people)s people: no manager of its own is needed yet.")
            % values
        )
    unsure = team.has_manager is None
    if team.span == "at-limit":
        text = _(
            "The largest team has %(people)s people: it is passing the size (7 to 10) from which a "
            "team needs a manager of its own."
        )
    elif unsure:
        text = _(
            "The largest team has %(people)s people, beyond the 7 to 10 from which a team needs a "
            "manager of its own; find out whether it has one."
        )
    else:
        text = _(
            "The largest team has %(people)s people and no manager of its own. That is beyond the 7 "
            "to 10 that can be led without one: appoint a manager or split the team."
        )
    return text % values
