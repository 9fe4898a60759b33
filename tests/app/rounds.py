"""Several people who answer one assessment: keyword factories, through the services."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assessments import services
from assessments.models import Assessment, Respondent, User
from assessments.services import people, settling

from .factories import answered, archetype_values, owned_assessment, write_rows

Values = dict[tuple[str, str], Any]


@dataclass
class Round:
    """A common assessment, the owner's own sheet, and who else answers, by name."""

    owner: User
    common: Assessment
    own: Assessment
    others: dict[str, Respondent]
    tokens: dict[str, str]

    def sheet(self, name: str) -> Assessment:
        return Assessment.objects.get(pk=self.others[name].sheet_id)

    def fresh(self) -> Assessment:
        """The common assessment as it stands now."""
        return Assessment.objects.get(pk=self.common.pk)


def begun_round(
    owner: User,
    *others: str,
    company: str = "Ferrovia",
    archetype: str = "adoption",
    alone: Assessment | None = None,
) -> Round:
    """A round in which only the owner has answered so far, as a typical company of a stage.

    ``others`` are roles: the CTO is called Cto. ``alone`` is the assessment that becomes one, if it
    is there already.
    """
    if alone is None:
        alone = owned_assessment(owner, company=company, archetype=archetype, submitted=False)
    invited = {}
    for role in others or ("cto",):
        made = people.invite(alone, by=owner, name=role.capitalize(), role=role, own_role="ceo")
        invited[role.capitalize()] = made
    alone.refresh_from_db()
    assert alone.sheet_of is not None
    return Round(
        owner,
        alone.sheet_of,
        alone,
        {name: one.respondent for name, one in invited.items()},
        {name: one.token for name, one in invited.items()},
    )


def finished(sheet: Assessment, archetype: str = "adoption", **changes: Any) -> Assessment:
    """The sheet, answered like a typical company of a stage but for the changes, and finished."""
    services.submit(answered(sheet, archetype, **changes))
    sheet.refresh_from_db()
    return sheet


def finished_with(sheet: Assessment, values: Values) -> Assessment:
    """The sheet with exactly these answers, and finished."""
    write_rows(sheet, values)
    services.submit(sheet)
    sheet.refresh_from_db()
    return sheet


def opened_round(owner: User, company: str = "Ferrovia", **changes: Any) -> Round:
    """A round of two, opened: the CTO answers like the owner (a typical company of the stage Adoption)
    but for the changes."""
    round_of = begun_round(owner, "cto", company=company)
    services.submit(round_of.own)
    finished(round_of.sheet("Cto"), **changes)
    settling.reveal(round_of.common, by=owner)
    round_of.common.refresh_from_db()
    round_of.own.refresh_from_db()
    return round_of


def typical(key: str, archetype: str = "adoption") -> Any:
    """What a typical company answers to a question."""
    return archetype_values(archetype)["question", key]
