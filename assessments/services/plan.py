"""A company's action plan: moves are taken on, own actions added, and all of them changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from ..domain.scorecard import score
from ..models import Action, Assessment, Company
from ..reports.proposal_part import proposal_views
from ..selectors import answer_set, rubric_of
from ..selectors.plan import taken_keys

CLOSED = (Action.State.DONE, Action.State.DROPPED)


@dataclass(frozen=True, slots=True)
class Entry:
    """All that people write into an action."""

    title: str
    owner: str = ""
    due: date | None = None
    state: str = Action.State.OPEN
    note: str = ""
    link: str = ""

    @classmethod
    def of(cls, action: Action) -> Entry:
        return cls(**{name: getattr(action, name) for name in FIELDS})


FIELDS = tuple(one.name for one in fields(Entry))


class ChangedMeanwhile(Exception):
    """Somebody else changed the same of an action first, so nothing was written.

    ``action`` is the row as it stands; ``both`` maps each field that both changed to its value there.
    """

    def __init__(self, action: Action, both: Mapping[str, Any]) -> None:
        self.action, self.both = action, both
        super().__init__(f"changed meanwhile: {', '.join(both)}")


@transaction.atomic
def take_on(assessment: Assessment, wanted: Collection[str]) -> int:
    """Make actions of the moves that a submitted result proposes; returns how many it made.

    ``wanted`` are keys of proposals. What the plan has already, and what the result does not
    propose, is passed over: taking something on twice, or in two windows at once, is taking it on
    once.
    """
    Company.objects.select_for_update().get(pk=assessment.company_id)  # one after the other
    taken = taken_keys(assessment)
    card = score(rubric_of(assessment), answer_set(assessment))
    chosen = [
        one
        for one in proposal_views(card, assessment.as_of)
        if one.key in wanted and one.key not in taken
    ]
    Action.objects.bulk_create(
        Action(
            company_id=assessment.company_id,
            assessment=assessment,
            priority=one.key,
            practices=list(one.practices),
            title=one.title,
            owner=one.owner,
            due=one.due,
            note=one.note,
        )
        for one in chosen
    )
    return len(chosen)


@transaction.atomic
def add(company: Company, entry: Entry) -> Action:
    """An action of one's own, which no result has proposed."""
    values = {name: getattr(entry, name) for name in FIELDS}
    return Action.objects.create(
        company=company, closed_at=timezone.now() if entry.state in CLOSED else None, **values
    )


@transaction.atomic
def change(action: Action, *, seen: Entry, wanted: Entry) -> Action:
    """Change what ``wanted`` has other than ``seen``, which is what the writer had before them.

    What others changed meanwhile stays as they left it. Where they changed the same to something
    else, nothing at all is written: ``ChangedMeanwhile``. Returns the row as it stands then.
    """
    row = Action.objects.select_for_update().get(pk=action.pk)
    stands = Entry.of(row)
    changed = [
        name
        for name in FIELDS
        if getattr(wanted, name) not in (getattr(seen, name), getattr(stands, name))
    ]
    both = [name for name in changed if getattr(stands, name) != getattr(seen, name)]
    if both:
        raise ChangedMeanwhile(row, {name: getattr(stands, name) for name in both})
    if not changed:
        return row
    for name in changed:
        setattr(row, name, getattr(wanted, name))
    if "state" in changed:
        row.closed_at = timezone.now() if row.state in CLOSED else None
    row.version += 1
    row.save(update_fields=[*changed, "closed_at", "version", "changed_at"])
    return row


def move_to(action: Action, state: str, *, seen: str) -> Action:
    """Put the action into another state, from the one that was ``seen``; as ``change`` does."""
    stands = Entry.of(action)
    return change(action, seen=replace(stands, state=seen), wanted=replace(stands, state=state))
