"""Several people who answer one assessment: who they are, how far they have come, and what they said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.db.models import Max
from django.utils.functional import cached_property

from ..domain.answers import AnswerSet
from ..domain.disagreement import (
    Agreement,
    Disagreement,
    Kind,
    Said,
    Sheet,
    agreements,
    disagreements,
    leading_stage,
    middle,
)
from ..domain.rubric import Rubric
from ..domain.settlement import Differences, implied, settled
from ..models import Answer, Assessment, Owner, Respondent, Settlement, User
from .answers import Place, Saved, answer_set, as_answer_set, rubric_of

MUST_BE_SETTLED: tuple[Kind, ...] = ("fact",)  # before submitting; the rest may stay open


def place_of(kind: Kind, key: str) -> Place:
    """Where the answer to a question or role is kept."""
    return (Answer.Subject.ROLE if kind == "role" else Answer.Subject.QUESTION).value, key


@dataclass(frozen=True, slots=True)
class Person:
    """A respondent, when they last answered something, and whether they did at all."""

    respondent: Respondent
    last_active: datetime | None

    @property
    def sheet(self) -> Assessment:
        return self.respondent.sheet

    @property
    def is_withdrawn(self) -> bool:
        return self.respondent.withdrawn_at is not None

    @property
    def is_finished(self) -> bool:
        return self.respondent.is_finished


def people_of(common: Assessment) -> tuple[Person, ...]:
    """The respondents in the order of their invitations, the withdrawn ones too; what they said is not
    read. One query."""
    rows = Respondent.objects.filter(assessment=common).select_related("sheet", "user")
    rows = rows.annotate(last_active=Max("sheet__answers__saved_at"))
    return tuple(Person(row, cast("datetime | None", row.last_active)) for row in rows)


def respondent_of(sheet: Assessment) -> Respondent:
    """Whose sheet it is, with the assessment that it belongs to. One query."""
    rows = Respondent.objects.select_related("assessment__company", "user")
    return rows.get(sheet=sheet)


def sheet_of(common: Assessment, user: User) -> Assessment | None:
    """The sheet that the user has to answer; None if there is none. One query."""
    mine = Respondent.objects.filter(assessment=common, user=user, withdrawn_at__isnull=True)
    found = mine.select_related("sheet").first()
    return found.sheet if found else None


def owner_names(assessment: Assessment) -> tuple[str, ...]:
    """The owners of the company as others see them, the first one first. One query."""
    owners = Owner.objects.filter(company=assessment.company_id).select_related("user")
    return tuple(one.user.get_full_name() for one in owners.order_by("since", "pk"))


# --- side by side --------------------------------------------------------------------------------


@dataclass(frozen=True)
class SideBySide:
    """What those who have finished answered, beside each other.

    Sheets are named by their respondent's ``public_id``. ``stands`` are the answers of the common
    assessment: agreed on, or settled. Costs no more queries once it is there.
    """

    rubric: Rubric
    respondents: tuple[Respondent, ...]
    sheets: tuple[Sheet, ...]
    given_at: dict[tuple[str, Place], datetime]
    stands: AnswerSet
    settlements: dict[Place, Settlement]

    @cached_property
    def agreed(self) -> tuple[Agreement, ...]:
        return agreements(self.rubric, self.sheets)

    @cached_property
    def differed(self) -> tuple[Disagreement, ...]:
        """What they differ on, what matters most first in each kind."""
        return disagreements(self.rubric, self.sheets, self.stands)

    @cached_property
    def by_name(self) -> dict[str, Respondent]:
        return {one.public_id: one for one in self.respondents}

    @cached_property
    def leading(self) -> str:
        """The stage that most of them, and what is settled, lead to."""
        return leading_stage(self.rubric, middle(self.rubric, self.sheets, self.stands))

    def find(self, place: Place) -> Disagreement | None:
        """What they differ on at this place; None if they do not."""
        return next((one for one in self.differed if place_of(one.kind, one.key) == place), None)

    def settlement_of(self, one: Disagreement) -> Settlement | None:
        return self.settlements.get(place_of(one.kind, one.key))

    def standing(self, one: Disagreement) -> Said | None:
        """The answer that was settled on, None where nothing is settled."""
        if self.settlement_of(one) is None:
            return None
        if one.kind == "role":
            return self.stands.roles.get(one.key)
        return self.stands.answers.get(one.key)

    @cached_property
    def unsettled(self) -> tuple[Disagreement, ...]:
        return tuple(one for one in self.differed if self.settlement_of(one) is None)

    @cached_property
    def to_settle_first(self) -> tuple[Disagreement, ...]:
        """What has to be settled before submitting."""
        return tuple(one for one in self.unsettled if one.kind in MUST_BE_SETTLED)

    def told(self) -> Differences:
        """The same as it is told afterwards: by role, without names."""
        role_of = {one.public_id: one.role for one in self.respondents}
        return Differences(
            tuple(
                implied(self.rubric, role_of[one.respondent], one.answers) for one in self.sheets
            ),
            tuple(
                settled(one, role_of, self.standing(one), self._reason(one))
                for one in self.differed
            ),
            len(self.agreed),
        )

    def _reason(self, one: Disagreement) -> str:
        settlement = self.settlement_of(one)
        return settlement.reason if settlement else ""


def side_by_side(common: Assessment, stands: AnswerSet | None = None) -> SideBySide:
    """The answers of those who have finished and whose invitation stands. Four queries, three if what
    ``stands`` is given.

    The caller sees to it that the answers may be seen, or that nobody does.
    """
    finished = Respondent.objects.filter(
        assessment=common, withdrawn_at__isnull=True, sheet__submitted_at__isnull=False
    )
    respondents = tuple(finished)
    rubric = rubric_of(common)
    saved: dict[int, Saved] = {one.sheet_id: {} for one in respondents}
    name_of = {one.sheet_id: one.public_id for one in respondents}
    given_at: dict[tuple[str, Place], datetime] = {}
    rows = Answer.objects.filter(assessment__in=saved)
    for of, subject, key, value, at in rows.values_list(
        "assessment", "subject", "key", "value", "saved_at"
    ):
        saved[of][subject, key] = value
        given_at[name_of[of], (subject, key)] = at
    sheets = (
        Sheet(one.public_id, as_answer_set(rubric, saved[one.sheet_id])) for one in respondents
    )
    return SideBySide(
        rubric,
        respondents,
        tuple(sheets),
        given_at,
        answer_set(common) if stands is None else stands,
        _by_place(Settlement.objects.filter(assessment=common)),
    )


def _by_place(settlements: Iterable[Settlement]) -> dict[Place, Settlement]:
    return {(one.subject, one.key): one for one in settlements}


def told_differences(common: Assessment, stands: AnswerSet | None = None) -> Differences | None:
    """What the respondents of a submitted assessment differed on; None if it has none. One query
    without respondents, else four."""
    found = side_by_side(common, stands) if common.sheets.exists() else None
    return found.told() if found and found.respondents else None
