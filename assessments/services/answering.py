"""An assessment is begun, answered and submitted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from .. import rubrics
from ..access import SubmittedAlready
from ..domain.scoring import Missing, missing_facts
from ..models import Answer, Assessment, Company, Link, User
from ..rendering import queue
from ..selectors import Place, Saved, answer_set, rubric_of
from .owning import own


class NotReady(Exception):
    """Too little is known for a verdict, so the assessment cannot be submitted yet."""

    def __init__(self, missing: Missing) -> None:
        self.missing = missing
        super().__init__("too few facts are known")


@dataclass(frozen=True, slots=True)
class Change:
    """An answer as the page had it (``was``) and as it was given; None stands for no answer."""

    subject: str
    key: str
    was: Any
    value: Any

    @property
    def place(self) -> Place:
        return self.subject, self.key


@dataclass(frozen=True, slots=True)
class SaveResult:
    """What was written, and what stands now.

    ``conflicts`` were not written because somebody else came first. ``news`` are answers that the
    page had left alone and that were changed elsewhere since it was made. ``standing`` is every
    answer as it stands after the save.
    """

    saved: tuple[Change, ...]
    conflicts: frozenset[Place]
    news: frozenset[Place]
    standing: Saved


@transaction.atomic
def begin_assessment(
    *, company_name: str, as_of: date, owner: User | None = None
) -> tuple[Assessment, str]:
    """A new assessment of a new company, and what opens it in an address.

    With an ``owner`` that is the assessment's own name, which opens it for them alone. Else it is
    the token of a new private link: given out once, only its hash is kept.
    """
    company = Company.objects.create(name=company_name)
    if owner is not None:
        own(company, owner)
    rubric = rubrics.find()
    assessment = Assessment.objects.create(
        company=company,
        as_of=as_of,
        rubric_id=rubric.id,
        rubric_version=rubric.version,
        rubric_hash=rubric.hash,
    )
    return assessment, assessment.public_id if owner else _new_link(assessment)


@transaction.atomic
def begin_from(
    previous: Assessment, *, as_of: date, with_link: bool = True
) -> tuple[Assessment, str]:
    """A new assessment of the same company that starts from the answers of ``previous``, and what
    opens it in an address: a new private link's token, or without one its own name.

    It follows the same version of the rubric, as that reads today. Each answer keeps the time at
    which it was given, so that its age can be told.
    """
    assessment = Assessment.objects.create(
        company=previous.company,
        as_of=as_of,
        rubric_id=previous.rubric_id,
        rubric_version=previous.rubric_version,
        rubric_hash=rubric_of(previous).hash,
        previous=previous,
    )
    Answer.objects.bulk_create(
        Answer(
            assessment=assessment,
            subject=answer.subject,
            key=answer.key,
            value=answer.value,
            saved_at=answer.saved_at,
        )
        for answer in previous.answers.all()
    )
    return assessment, _new_link(assessment) if with_link else assessment.public_id


def _new_link(assessment: Assessment) -> str:
    token = Link.new_token()
    Link.objects.create(assessment=assessment, token_hash=Link.hash_of(token))
    return token


@transaction.atomic
def save_answers(assessment: Assessment, changes: list[Change], page: str = "") -> SaveResult:
    """Write the changes whose answer still is what the page had shown.

    A change whose answer was changed elsewhere meanwhile is not written but returned as a
    conflict, so nobody's answer is overwritten unseen. An answer that the same ``page`` gave is
    its own to change, also if the reply to an earlier save was lost on the way. Raises
    ``SubmittedAlready``.
    """
    _lock_open(assessment)
    rows = assessment.answers.values_list("subject", "key", "value", "page")
    standing: Saved = {}
    given_on: dict[Place, str] = {}
    for subject, key, value, by_page in rows:
        standing[subject, key], given_on[subject, key] = value, by_page
    saved: list[Change] = []
    conflicts: set[Place] = set()
    news: set[Place] = set()
    for change in changes:
        stands = standing.get(change.place)
        is_own = page != "" and given_on.get(change.place) == page
        if change.value == stands:
            continue
        if stands == change.was or is_own:
            saved.append(change)
        elif change.value == change.was:
            news.add(change.place)
        else:
            conflicts.add(change.place)
    _write(assessment, saved, page)
    for change in saved:
        if change.value is None:
            standing.pop(change.place, None)
        else:
            standing[change.place] = change.value
    return SaveResult(tuple(saved), frozenset(conflicts), frozenset(news), standing)


def _write(assessment: Assessment, changes: list[Change], page: str) -> None:
    now = timezone.now()
    given = [
        Answer(
            assessment=assessment,
            subject=change.subject,
            key=change.key,
            value=change.value,
            page=page,
            saved_at=now,
        )
        for change in changes
        if change.value is not None
    ]
    if given:
        Answer.objects.bulk_create(
            given,
            update_conflicts=True,
            unique_fields=["assessment", "subject", "key"],
            update_fields=["value", "page", "saved_at"],
        )
    for change in changes:
        if change.value is None:
            assessment.answers.filter(subject=change.subject, key=change.key).delete()


@transaction.atomic
def submit(assessment: Assessment) -> None:
    """Close the assessment; its answers stand from now on, and its reports are made.

    Submitting twice does nothing more. One of several respondents may know little, and there is no
    report of a single sheet.
    Raises ``NotReady`` if too little is known for a verdict.
    """
    try:
        _lock_open(assessment)
    except SubmittedAlready:
        return
    missing = missing_facts(rubric_of(assessment), answer_set(assessment))
    if missing and not assessment.is_sheet:
        raise NotReady(missing)
    assessment.submitted_at = timezone.now()
    assessment.save(update_fields=["submitted_at"])
    if not assessment.is_sheet:
        queue.ask_for_all_editions(assessment)


def _lock_open(assessment: Assessment) -> None:
    """Hold the assessment's row until the transaction ends, if it is still open."""
    row = Assessment.objects.select_for_update().get(pk=assessment.pk)
    if row.is_submitted:
        raise SubmittedAlready(row)
