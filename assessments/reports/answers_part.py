"""Every answer by section, with what it did: the pull on the verdict, the gap, the priority it feeds.

The other way round from the rest of the report, where a claim names its answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..domain.answers import UNKNOWN, Choice, NotApplicable
from ..domain.notes import ROLE_PREFIX, Note
from ..domain.org_chart import TEAM_QUESTIONS
from ..domain.readiness import PracticeState
from ..domain.rubric import Circumstance, Fact, Practice, Role
from ..domain.scorecard import Scorecard, stage_advice
from .citing import CitedAnswer, cite
from .move_part import OpeningView
from .organisation_part import OrganisationView
from .priority_part import PriorityView
from .verdict_part import ContributionRow, name_of
from .words import join


@dataclass(frozen=True)
class Effect:
    """Something that an answer did. ``part`` is the id of the result's part that tells more."""

    text: str
    part: str


@dataclass(frozen=True)
class AnswerRow:
    """A question (practice, role) with its answer and what the answer did.

    ``asked`` is the question in full where it is one; ``note`` is what the respondent added.
    ``given`` is the day on which it was given, where an earlier assessment's answer was taken over and
    nobody has confirmed it since.
    """

    cited: CitedAnswer
    asked: str
    answered: bool
    effects: tuple[Effect, ...]
    note: Note | None
    given: str = ""

    @property
    def text(self) -> str:
        return self.cited.name

    @property
    def answer(self) -> str:
        return self.cited.answer


@dataclass(frozen=True)
class AnswerGroup:
    """A section of the questionnaire with its answers."""

    id: str
    title: str
    rows: tuple[AnswerRow, ...]

    @property
    def answered(self) -> int:
        return sum(row.answered for row in self.rows)

    @property
    def pairs(self) -> tuple[tuple[AnswerRow, ...], ...]:
        """The rows two by two, as a table on paper has them side by side."""
        return tuple(self.rows[at : at + 2] for at in range(0, len(self.rows), 2))

    @property
    def noted(self) -> tuple[AnswerRow, ...]:
        """The rows that have a note or a link."""
        return tuple(row for row in self.rows if row.note)


@dataclass(frozen=True)
class Told:
    """What the result says, as far as answers are traced back from it; empty without a verdict."""

    contributions: tuple[ContributionRow, ...] = ()
    openings: tuple[OpeningView, ...] = ()
    priorities: tuple[PriorityView, ...] = ()
    organisation: OrganisationView | None = None


def answer_groups(card: Scorecard, told: Told | None = None) -> tuple[AnswerGroup, ...]:
    """Every question asked of this company with its answer, and every answer given besides."""
    rows = _Rows(card, told or Told())
    rubric = card.rubric
    groups = []
    asked: tuple[Fact | Circumstance, ...] = (*rubric.facts, *rubric.circumstances)
    with_facts = {fact.section for fact in rubric.facts}
    for section in sorted(rubric.sections, key=lambda one: one.id not in with_facts):
        mine = [one for one in asked if one.section == section.id]
        groups.append((section.id, section.title, [rows.question(one) for one in mine]))
    for dimension in rubric.dimensions:
        title = _("Practices: %(dimension)s") % {"dimension": dimension.name.lower()}
        practices = [one for one in rows.practices if one.dimension == dimension.id]
        made = [rows.practice(one) for one in practices]
        groups.append((f"practices-{dimension.id}", title, made))
    groups.append(("roles", _("Roles"), [rows.role(one) for one in rows.roles]))
    return tuple(AnswerGroup(id, title, tuple(made)) for id, title, made in groups if made)


def by_kind(groups: tuple[AnswerGroup, ...]) -> tuple[AnswerGroup, ...]:
    """All questions together, all practices, all roles."""
    rows = [row for group in groups for row in group.rows]
    titles = {
        "question": _("Facts and circumstances"),
        "practice": _("Practices"),
        "role": _("Roles"),
    }
    found = [
        AnswerGroup(kind, title, tuple(row for row in rows if row.cited.kind == kind))
        for kind, title in titles.items()
    ]
    return tuple(group for group in found if group.rows)


def with_days(groups: tuple[AnswerGroup, ...], given: Mapping[str, str]) -> tuple[AnswerGroup, ...]:
    """The groups, with the day of each answer that ``given`` names by its question or ``roles.<id>``."""

    def dated(row: AnswerRow) -> AnswerRow:
        is_role = row.cited.kind == "role"
        return replace(row, given=given.get((ROLE_PREFIX if is_role else "") + row.cited.id, ""))

    return tuple(replace(group, rows=tuple(map(dated, group.rows))) for group in groups)


class _Rows:
    """Makes the rows of one company."""

    def __init__(self, card: Scorecard, told: Told) -> None:
        self.card, self.rubric, self.answers, self.told = card, card.rubric, card.answers, told
        self.states = {state.practice: state for state in card.states}
        self.pulls = {row.question: row for row in told.contributions}
        self.openings = {one.cited.id: one for one in told.openings}
        self.fed: dict[CitedAnswer, list[Effect]] = {}
        for priority in told.priorities:
            for cited in priority.cited:
                self.fed.setdefault(cited, []).append(_fed(priority))
        for cited, roles in _triggers(told.organisation).items():
            text = _("Part of the trigger for: %(roles)s.") % {
                "roles": ", ".join(dict.fromkeys(roles))
            }
            self.fed.setdefault(cited, []).append(Effect(text, "organisation"))

    @property
    def practices(self) -> list[Practice]:
        """Those that concern the company, and those that were answered besides."""
        given = self.answers.answers
        return [one for one in self.rubric.practices if one.id in self.states or one.id in given]

    @property
    def roles(self) -> list[Role]:
        """Those of the charts now and next, and those that were answered besides."""
        charts = self.card.org_charts
        seats = {seat.role for seat in (*charts.now, *charts.next)} if charts else set()
        given = self.answers.roles
        return [one for one in self.rubric.roles if one.id in seats or one.id in given]

    def question(self, asked: Fact | Circumstance) -> AnswerRow:
        cited = cite(self.rubric, self.answers, asked.id)
        told = self.of_fact if isinstance(asked, Fact) else self.of_circumstance
        return self.row(cited, asked.id, asked.text, [*told(asked.id)])

    def practice(self, practice: Practice) -> AnswerRow:
        cited = cite(self.rubric, self.answers, practice.id)
        return self.row(cited, practice.id, "", [*self.of_practice(practice)])

    def role(self, role: Role) -> AnswerRow:
        subject = ROLE_PREFIX + role.id
        cited = cite(self.rubric, self.answers, subject)
        return self.row(cited, subject, "", [*self.of_role(role)])

    def row(
        self, cited: CitedAnswer, subject: str, asked: str, effects: Sequence[Effect]
    ) -> AnswerRow:
        given = self.answers.answers.get(subject, UNKNOWN) != UNKNOWN
        answered = cited.is_known if cited.kind == "role" else given
        effects = (*effects, *self.fed.get(cited, ()))
        return AnswerRow(cited, asked, answered, effects, self.answers.notes.get(subject))

    def of_fact(self, fact: str) -> Iterator[Effect]:
        if row := self.pulls.get(fact):
            values = {"stages": row.typical, "says": row.says}
            yield Effect(_("Typical of %(stages)s: %(says)s.") % values, "why")
        elif opening := self.openings.get(fact):
            stages = [move.stage_name for move in opening.moves]
            text = _("Not known, so it adds nothing.")
            if stages:
                text += " " + _("Its answer alone could make it %(stages)s.") % {
                    "stages": join(stages, _("or"))
                }
            yield Effect(text, "open")

    def of_circumstance(self, circumstance: str) -> Iterator[Effect]:
        answer = self.answers.answers.get(circumstance)
        asked = self.rubric.circumstance_by_id[circumstance]
        verdict, charts = self.card.verdict, self.card.org_charts
        if charts and charts.largest_team and circumstance in TEAM_QUESTIONS:
            yield Effect(_("Says whether the largest team needs a manager."), "organisation")
        if verdict is None or not isinstance(answer, Choice):
            return
        option = next(one for one in asked.options if one.id == answer.option)
        if stage_advice(option.advice, verdict.stage):
            yield Effect(_("Brings advice of its own."), "circumstances")
        early = sum(state.because_of == circumstance for state in self.states.values())
        if early:
            text = ngettext("Asks for %(count)s practice.", "Asks for %(count)s practices.", early)
            yield Effect(text % {"count": early}, "profile")
        if option.spares:
            spared = len(option.spares)
            text = ngettext(
                "Spares you %(count)s practice.", "Spares you %(count)s practices.", spared
            )
            yield Effect(text % {"count": spared}, "profile")

    def of_practice(self, practice: Practice) -> Iterator[Effect]:
        if self.card.verdict is None:
            return
        state = self.states.get(practice.id)
        values = {
            "stage": name_of(self.rubric, practice.expected_from),
            "dimension": self.rubric.dimension_by_id[practice.dimension].name,
        }
        if state is None:
            yield Effect(self._why_left_out(practice) % values, "profile")
        else:
            part = "next" if state.timing == "coming" else "profile"
            yield Effect(_standing(state) % values, part)

    def _why_left_out(self, practice: Practice) -> str:
        if isinstance(self.answers.answers.get(practice.id), NotApplicable):
            return _("Left out, since it does not apply to you.")
        order, verdict = self.rubric.stage_order, self.card.verdict
        if verdict and order[practice.expected_from] > order[verdict.stage] + 1:
            return _("Expected from %(stage)s on only, so it does not count yet.")
        return _("Left out: your circumstances spare you this.")

    def of_role(self, role: Role) -> Iterator[Effect]:
        organisation = self.told.organisation
        if organisation is None:
            return
        now = {seat.role.id: seat for seat in organisation.now.seats}
        if seat := now.get(role.id):
            yield Effect(_("Its seat: %(step)s.") % {"step": seat.step}, "organisation")
        elif organisation.next:
            later = {seat.role.id: seat for seat in organisation.next.seats}
            if seat := later.get(role.id):
                text = _("A seat of the next stage: %(step)s.") % {"step": seat.step}
                yield Effect(text, "organisation")


def _standing(state: PracticeState) -> str:
    """How a practice counts, with places for its stage and dimension."""
    if state.timing == "coming":
        return _("Will be expected at %(stage)s.")
    if state.credit is None:
        return _("Not known: it counts neither for nor against %(dimension)s.")
    if state.is_gap:
        return _("A gap of %(dimension)s: expected from %(stage)s on.")
    return _("Counts for %(dimension)s.")


def _triggers(organisation: OrganisationView | None) -> dict[CitedAnswer, list[str]]:
    """The roles whose trigger looks at an answer."""
    found: dict[CitedAnswer, list[str]] = {}
    for hire in (*organisation.hires, *organisation.later) if organisation else ():
        for cited in hire.cited:
            if cited.id != hire.role.id:
                found.setdefault(cited, []).append(hire.role.name)
    return found


def _fed(priority: PriorityView) -> Effect:
    values = {"number": priority.number, "name": priority.name}
    return Effect(
        _("A reason for priority %(number)s, %(name)s.") % values, f"priority-{priority.number}"
    )
