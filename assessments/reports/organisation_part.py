"""The organisation in words: chart now, chart next, what to fill and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..domain.notes import ROLE_PREFIX
from ..domain.org_chart import ChartSeat, Hire, TeamSpan
from ..domain.rubric import Advice, Role
from ..domain.scorecard import Scorecard, stage_advice
from .citing import CitedAnswer, cite_all
from .org_drawing import OrgDrawing, SeatRow, draw_org
from .org_pair import OrgPair, Outline, draw_pair
from .verdict_part import name_of, verdict_of
from .words import first_sentence, holding_words, step_words


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


@dataclass(frozen=True)
class ChartView:
    """A chart as a drawing and as a table."""

    title: str
    summary: str
    seats: tuple[SeatRow, ...]
    drawing: OrgDrawing
    notes: tuple[Advice, ...]


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
    is_due: bool
    waits: bool  # for its trigger
    cited: tuple[CitedAnswer, ...]

    @property
    def in_short(self) -> str:
        """The trigger's first sentence."""
        return first_sentence(self.trigger)


@dataclass(frozen=True)
class OrganisationView:
    now: ChartView
    next: ChartView | None
    hires: tuple[HireRow, ...]
    later: tuple[HireRow, ...]
    span: str
    span_is_late: bool
    team_mark: str
    known: bool

    @property
    def next_hire(self) -> HireRow | None:
        """The first seat that is due to be filled by somebody of its own."""
        return next((one for one in (*self.hires, *self.later) if one.is_due), None)

    @property
    def due(self) -> tuple[HireRow, ...]:
        """The seats of this stage that somebody of its own is due for."""
        return tuple(one for one in self.hires if one.is_due)

    @property
    def not_due(self) -> tuple[HireRow, ...]:
        """The other seats of this stage: a hat will do, or the trigger is not met."""
        return tuple(one for one in self.hires if not one.is_due)

    @property
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
    def hire_numbers(self) -> dict[str, int]:
        """The roles to fill, numbered: what is due first, then this stage's, then the next one's."""
        ranked = sorted((*self.hires, *self.later), key=lambda one: not one.is_due)
        roles = dict.fromkeys(one.role.id for one in ranked)
        return {role: number for number, role in enumerate(roles, 1)}

    @property
    def pair(self) -> OrgPair:
        """The chart now beside the chart next."""
        late = self.team_mark if self.span_is_late else ""
        outlines = [Outline(self.now.title, self.now.seats, late)]
        if self.next:
            outlines.append(Outline(self.next.title, self.next.seats))
        return draw_pair(outlines, self.hire_numbers)


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
    ordered = sorted(charts.hires, key=lambda one: _urgency(one, now))
    rows = [(one, _hire_row(card, one)) for one in ordered]
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
        any(seat.held != "unknown" for seat in charts.now),
    )


def _chart_view(
    card: Scorecard,
    stage: str,
    title: str,
    seats: tuple[ChartSeat, ...],
    say_step: Callable[[str | None], str],
) -> ChartView:
    rubric = card.rubric
    chart = rubric.org_chart_by_stage[stage]
    rows = tuple(_seat_row(card, seat, say_step) for seat in seats)
    notes = stage_advice(chart.notes, stage)
    return ChartView(title, chart.summary, rows, draw_org(rows, title), notes)


def _later_step(step: str | None) -> str:
    """What a seat of the next chart asks for: it is not due yet."""
    return step_words(step) if step in (None, "ask") else _("to be filled by then")


def _seat_row(card: Scorecard, seat: ChartSeat, say_step: Callable[[str | None], str]) -> SeatRow:
    rubric = card.rubric
    states = {"dedicated": "held", "outside": "held", "hat": "hat", "nobody": "open"}
    state = states.get(seat.held, "unknown")
    held = holding_words(rubric, seat.held, seat.hat_of)
    if seat.held == "dedicated" and seat.kind == "group":
        held = _("people of its own")
    step = say_step(seat.step)
    note = {"dedicated": "", "nobody": step}.get(seat.held, held)
    short = {"dedicated": "", "hat": _("a hat"), "nobody": _("open"), "outside": _("outside")}.get(
        seat.held, _("not answered")
    )
    if seat.held == "hat" and seat.hat_of:
        short = _("hat: %(role)s") % {"role": rubric.role_by_id[seat.hat_of].name}
    return SeatRow(
        rubric.role_by_id[seat.role],
        rubric.role_by_id[seat.under].name if seat.under else "",
        seat.kind,
        held,
        step,
        state,
        note,
        short,
    )


def _urgency(hire: Hire, chart: ChartView) -> tuple[bool, bool, bool]:
    """Sorts seats to fill: a person to find first, then triggers that are met, the line first."""
    beside = any(seat.role.id == hire.role and seat.kind == "beside" for seat in chart.seats)
    return (hire.step != "fill-now", hire.met is not True, beside)


def _hire_row(card: Scorecard, hire: Hire) -> HireRow:
    met = {True: _("met"), False: _("not met yet"), None: _("not known")}[hire.met]
    looked_at = (ROLE_PREFIX + hire.role, *hire.answers)
    cited = cite_all(card.rubric, card.answers, looked_at)
    return HireRow(
        card.rubric.role_by_id[hire.role],
        name_of(card.rubric, hire.stage),
        step_words("fill-now" if hire.step == "hire-when" and hire.met else hire.step),
        hire.trigger,
        met,
        hire.step == "fill-now" or (hire.step == "hire-when" and hire.met is True),
        hire.step == "hire-when" and hire.met is not True,
        tuple(one for one in cited if one.is_known),
    )


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
