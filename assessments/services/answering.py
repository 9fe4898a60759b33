"""An assessment is begun, answered and submitted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from .. import rubrics
from ..access import SubmittedAlready
from ..domain.notes import ROLE_PREFIX
from ..domain.scoring import Missing, missing_facts
from ..models import Act, Answer, Assessment, Company, Link, User
from ..prepared import NUMBER, Prepared, PreparedUpsert
from ..rendering import queue
from ..selectors import Ages, Place, Saved, answer_rows, answer_set, is_taken_over, rubric_of
from .acts import record
from .owning import own
from .results import keep_results
from .settling import check_settled, hold_round


class NotReady(Exception):
    """Too little is known for a verdict, so the assessment cannot be submitted yet."""

    def __init__(self, missing: Missing) -> None:
        self.missing = missing
        super().__init__("too few facts are known")


@dataclass(frozen=True, slots=True)
class Change:
    """An answer as the page had it (``was``) and as it was given; None stands for no answer.

    ``confirms``: whoever gave it says that it is right as it stands, though it is an earlier
    assessment's.
    """

    subject: str
    key: str
    was: Any
    value: Any
    confirms: bool = False

    @property
    def place(self) -> Place:
        return self.subject, self.key


@dataclass(frozen=True, slots=True)
class SaveResult:
    """What was written, and what stands now.

    ``conflicts`` were not written because somebody else came first. ``news`` are answers that the
    page had left alone and that were changed elsewhere since it was made. ``standing`` is every
    answer that was asked for as it stands after the save; ``ages`` says of those which are still an earlier
    assessment's when they were given. ``confirmed`` no longer are, though they read the same.
    """

    saved: tuple[Change, ...]
    conflicts: frozenset[Place]
    news: frozenset[Place]
    standing: Saved
    ages: Ages
    confirmed: frozenset[Place]


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
def save_answers(
    assessment: Assessment,
    changes: list[Change],
    page: str = "",
    *,
    read: Collection[str] | None = None,
) -> SaveResult:
    """Write the changes whose answer still is what the page had shown.

    A change whose answer was changed elsewhere meanwhile is not written but returned as a
    conflict, so nobody's answer is overwritten unseen. An answer that the same ``page`` gave is
    its own to change, also if the reply to an earlier save was lost on the way. An answer that is
    confirmed counts as given now, if it still stands as the page had it. ``read`` names the questions
    (``roles.<id>`` for roles) whose answers are wanted back, those of the changes among them; all
    are by default. Raises ``SubmittedAlready``.
    """
    _lock_open(assessment, _state_held)
    standing, given_on, ages = _rows(assessment, read)
    saved: list[Change] = []
    confirmed: set[Place] = set()
    conflicts: set[Place] = set()
    news: set[Place] = set()
    for change in changes:
        stands = standing.get(change.place)
        is_own = page != "" and given_on.get(change.place) == page
        if change.value == stands:
            if change.confirms and change.place in ages:
                confirmed.add(change.place)
            continue
        if stands == change.was or is_own:
            saved.append(change)
        elif change.value == change.was:
            news.add(change.place)
        else:
            conflicts.add(change.place)
    _write(assessment, saved, page)
    _write_confirmed(assessment, confirmed)
    for change in saved:
        ages.pop(change.place, None)
        if change.value is None:
            standing.pop(change.place, None)
        else:
            standing[change.place] = change.value
    for place in confirmed:
        del ages[place]
    return SaveResult(
        tuple(saved), frozenset(conflicts), frozenset(news), standing, ages, frozenset(confirmed)
    )


def _rows(
    assessment: Assessment, read: Collection[str] | None
) -> tuple[Saved, dict[Place, str], Ages]:
    """The answers, the page that gave each, and when it was given if it was taken over. One query."""
    standing: Saved = {}
    given_on: dict[Place, str] = {}
    ages: Ages = {}
    keys = None
    if read is not None:  # a role's answer stands under its bare id, its note under the whole
        keys = {*read, *(one.removeprefix(ROLE_PREFIX) for one in read)}
    for row in answer_rows(assessment, keys):
        place = row.subject, row.key
        standing[place], given_on[place] = row.value, row.page
        if is_taken_over(assessment, row.subject, row.saved_at):
            ages[place] = row.saved_at
    return standing, given_on, ages


_UNIQUE, _CHANGED = ("assessment", "subject", "key"), ("value", "page", "saved_at")
_one_answer = PreparedUpsert(Answer, unique=_UNIQUE, changed=_CHANGED)


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
    if len(given) == 1:  # as each autosave has it
        _one_answer.write(given[0], Answer.objects.db)
    elif given:
        Answer.objects.bulk_create(
            given, update_conflicts=True, unique_fields=_UNIQUE, update_fields=_CHANGED
        )
    for change in changes:
        if change.value is None:
            assessment.answers.filter(subject=change.subject, key=change.key).delete()


def _write_confirmed(assessment: Assessment, places: set[Place]) -> None:
    """The answers count as given now; what they say stays as it is."""
    for subject in {subject for subject, _key in places}:
        keys = [key for of, key in places if of == subject]
        answers = assessment.answers.filter(subject=subject, key__in=keys)
        answers.update(saved_at=timezone.now())


@transaction.atomic
def submit(assessment: Assessment, *, by: User | None = None) -> None:
    """Close the assessment; its answers stand from now on, and its reports are made. ``by`` is None
    for somebody with its private link.

    Submitting twice does nothing more. One of several respondents may know little, and there is no
    report of a single sheet.
    Raises ``NotReady`` if too little is known for a verdict, and ``NotSettled`` if several people
    answer and have yet to settle what they differ on.
    """
    try:
        row = _lock_open(assessment)
        if row.sheet_of_id is not None:
            hold_round(row.sheet_of_id)
    except SubmittedAlready:
        return
    if not row.is_sheet:
        check_settled(row)
        missing = missing_facts(rubric_of(row), answer_set(row))
        if missing:
            raise NotReady(missing)
    assessment.submitted_at = timezone.now()
    assessment.save(update_fields=["submitted_at"])
    if not row.is_sheet:
        record(row.company, Act.Kind.SUBMITTED, user=by, about=f"{row.as_of:%d %B %Y}")
        keep_results(row.company)
        queue.ask_for_all_editions(assessment)


def _lock_open(assessment: Assessment, held: Prepared[Assessment] | None = None) -> Assessment:
    """Hold the assessment's row until the transaction ends, if it is still open: the row as it is."""
    row = (held or _held).first(assessment.pk)
    if row is None:
        raise Assessment.DoesNotExist
    if row.is_closed:
        raise SubmittedAlready(row)
    return row


def _held_row(pk: int) -> QuerySet[Assessment]:
    rows = Assessment.objects.select_for_update(of=("self",)).select_related("sheet_of", "company")
    return rows.filter(pk=pk)


def _held_state(pk: int) -> QuerySet[Assessment]:
    """No more of it than tells whether it is open: each saved answer asks."""
    rows = Assessment.objects.select_for_update(of=("self",)).select_related("sheet_of")
    return rows.only("submitted_at", "sheet_of__revealed_at").filter(pk=pk)


_held, _state_held = Prepared(_held_row, NUMBER), Prepared(_held_state, NUMBER)
