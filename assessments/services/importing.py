"""A company is made of a file (``assessments.company_file``)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils import timezone

from .. import rubrics
from ..company_file import records
from ..company_file.reading import Fault, Path
from ..domain.answers import parse_answers
from ..models import (
    Act,
    Action,
    Answer,
    Assessment,
    Company,
    Grant,
    Link,
    Look,
    Owner,
    Respondent,
    Settlement,
    User,
)
from ..models.tokens import hash_of, new_token
from ..selectors.answers import PARTS_OF_A_FILE
from .acts import record
from .results import keep_results

AT_ONCE = 500  # rows in one statement

Made = TypeVar("Made", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Imported:
    """The new company. ``left_out`` are answers that are kept, but do not fit the rubric as it reads
    here: as everywhere, they count as not given. ``closed`` counts the sheets without answers."""

    company: Company
    left_out: tuple[Fault, ...]
    closed: int


@transaction.atomic
def import_company(file: records.CompanyFile, owner: User) -> Imported:
    """A new company that the user owns, with all that the file tells of it, times included.

    Nobody else is given anything: links and grants are kept as history, revoked, and open nothing;
    of the accounts that the file names only the owner's own is taken to be somebody here.
    """
    now = timezone.now()
    company = Company.objects.create(
        name=file.company.name, created_at=file.company.created_at, claimed_at=now
    )
    Owner.objects.create(company=company, user=owner, since=now)
    making = _Making(company, owner, now)
    making.assessments(file.assessments)
    making.actions(file.actions)
    making.grants(file.grants)
    _insert(
        Act(company=company, kind=one.kind, at=one.at, by=one.by, about=one.about)
        for one in file.acts
    )
    keep_results(company)
    record(company, Act.Kind.IMPORTED, user=owner, about=f"from a file of {file.made_at:%d %B %Y}")
    return Imported(company, tuple(making.left_out), making.closed)


def _insert(rows: Iterator[Made]) -> list[Made]:
    made = list(rows)
    if made:
        type(made[0])._default_manager.bulk_create(made, batch_size=AT_ONCE)
    return made


@dataclass
class _Making:
    """The rows of one import. ``by_id`` finds assessments and sheets by their name in the file."""

    company: Company
    owner: User
    now: datetime
    by_id: dict[str, Assessment] = field(default_factory=dict)
    left_out: list[Fault] = field(default_factory=list)
    closed: int = 0

    # --- assessments -----------------------------------------------------------------------------

    def assessments(self, files: list[records.Assessment]) -> None:
        """The assessments with their sheets: open first, since what is submitted takes no answers."""
        commons = _insert(self._open(one) for one in files)
        self.by_id |= {one.id: row for one, row in zip(files, commons, strict=True)}
        people = [
            (common, one)
            for common, file in zip(commons, files, strict=True)
            for one in file.respondents
        ]
        sheets = _insert(self._open(one.sheet, common) for common, one in people)
        self.by_id |= {one.sheet.id: row for (_, one), row in zip(people, sheets, strict=True)}
        _insert(
            Respondent(
                assessment=common,
                sheet=sheet,
                user=self._account(one.account),
                role=one.role,
                name=one.name,
                email=one.email,
                invited_at=one.invited_at,
                withdrawn_at=one.withdrawn_at,
            )
            for (common, one), sheet in zip(people, sheets, strict=True)
        )
        for at, file in enumerate(files):
            self._fill(file, ("assessments", at))
            for number, one in enumerate(file.respondents):
                self._fill(one.sheet, ("assessments", at, "respondents", number, "sheet"))
            self._settlements(file)
        self._close([*files, *(one.sheet for _common, one in people)])

    def _open(self, file: records.Sheet, common: Assessment | None = None) -> Assessment:
        return Assessment(
            company=self.company,
            sheet_of=common,
            as_of=file.as_of,
            rubric_id=file.rubric.id,
            rubric_version=file.rubric.version,
            rubric_hash=file.rubric.hash,
            created_at=file.created_at,
            revealed_at=file.revealed_at if isinstance(file, records.Assessment) else None,
        )

    def _fill(self, file: records.Sheet, path: Path) -> None:
        assessment = self.by_id[file.id]
        _insert(
            Link(
                assessment=assessment,
                token_hash=hash_of(new_token()),  # nobody has the token
                created_at=one.created_at,
                expires_at=one.expires_at,
                revoked_at=one.revoked_at or self.now,
            )
            for one in file.links
        )
        if file.answers is None:
            self.closed += 1
            return
        _insert(
            Answer(
                assessment=assessment,
                subject=one.subject,
                key=one.key,
                value=value_of(one),
                saved_at=one.saved_at,
            )
            for one in file.answers
        )
        self.left_out += _unfit(file, path)

    def _settlements(self, file: records.Assessment) -> None:
        _insert(
            Settlement(
                assessment=self.by_id[file.id],
                subject=one.subject,
                key=one.key,
                reason=one.reason,
                by=one.by,
                settled_at=one.settled_at,
            )
            for one in file.settlements
        )

    def _close(self, files: list[records.Sheet]) -> None:
        rows = []
        for one in files:
            row = self.by_id[one.id]
            row.previous = self.by_id[one.previous] if one.previous else None
            row.submitted_at = one.submitted_at
            rows.append(row)
        Assessment.objects.bulk_update(rows, ["previous", "submitted_at"], batch_size=AT_ONCE)

    # --- the rest --------------------------------------------------------------------------------

    def actions(self, files: list[records.Action]) -> None:
        made = _insert(
            Action(
                company=self.company,
                assessment=self._assessment(one.assessment),
                priority=one.priority,
                practices=one.practices,
                title=one.title,
                owner=one.owner,
                due=one.due,
                state=one.state,
                note=one.note,
                link=one.link,
                created_at=one.created_at,
                closed_at=one.closed_at,
                version=one.version,
            )
            for one in files
        )
        for row, one in zip(made, files, strict=True):
            row.changed_at = one.changed_at  # writing the row has set it
        Action.objects.bulk_update(made, ["changed_at"], batch_size=AT_ONCE)

    def grants(self, files: list[records.Grant]) -> None:
        made = _insert(
            Grant(
                company=self.company,
                assessment=self._assessment(one.assessment),
                kind=one.kind,
                tier=one.tier,
                label=one.label,
                email=one.email,
                token_hash=hash_of(new_token()),  # nobody has the token
                created_at=one.created_at,
                accepted_at=one.accepted_at,
                expires_at=one.expires_at,
                revoked_at=one.revoked_at or self.now,
            )
            for one in files
        )
        _insert(
            Look(
                grant=grant,
                assessment=self._assessment(look.assessment),
                page=look.page,
                by=look.by,
                at=look.at,
            )
            for grant, one in zip(made, files, strict=True)
            for look in one.looks
        )

    def _assessment(self, name: str | None) -> Assessment | None:
        return self.by_id[name] if name is not None else None

    def _account(self, address: str | None) -> User | None:
        return self.owner if address is not None and address.lower() == self.owner.email else None


def value_of(answer: records.OnQuestion | records.OnRole | records.OnNote) -> Any:
    """The value of an answer as its row keeps it."""
    if isinstance(answer.value, records.Record):
        return answer.value.model_dump(by_alias=True, exclude_unset=True)
    return answer.value


def _unfit(file: records.Sheet, path: Path) -> Iterator[Fault]:
    """The answers that do not fit the rubric as it reads here."""
    raw: dict[str, dict[str, Any]] = {part: {} for part in PARTS_OF_A_FILE.values()}
    places: dict[Path, int] = {}
    for at, one in enumerate(file.answers or ()):
        part = PARTS_OF_A_FILE[one.subject]
        raw[part][one.key] = value_of(one)
        places[part, one.key] = at
    found: list[Fault] = []

    def complain(where: tuple[str, ...], what: str) -> None:
        found.append(Fault((*path, "answers", places[where]), what))

    parse_answers(rubrics.find(file.rubric.name), raw, complain)
    return iter(found)
