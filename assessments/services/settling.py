"""The respondents' answers are opened; what they agree on is taken over, the rest is settled."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from ..access import SubmittedAlready
from ..domain.answers import Holding, write_answer, write_role
from ..domain.disagreement import Disagreement, Said, joined_note, most_cautious
from ..domain.notes import ROLE_PREFIX, write_note
from ..models import Act, Answer, Assessment, Respondent, Settlement, User
from ..selectors import Place
from ..selectors.people import SideBySide, place_of, side_by_side
from .acts import record


class NobodyFinished(Exception):
    """There is nothing to open yet."""


class NotOpenYet(Exception):
    """The respondents' answers have to be opened first."""


class NotDiffered(Exception):
    """The respondents do not differ on this question, so there is nothing to settle."""


class NotSettled(Exception):
    """Several people answer, and what they differ on has to be settled before submitting.

    ``open`` is empty if their answers are not even opened yet.
    """

    def __init__(self, open: tuple[Disagreement, ...] = ()) -> None:
        self.open = open
        super().__init__("there is something to settle first")


class SettledMeanwhile(Exception):
    """Somebody else settled the question since the page was made; nothing was written."""

    def __init__(self, settlement: Settlement, answer: Said | None) -> None:
        self.settlement, self.answer = settlement, answer
        super().__init__("it was settled meanwhile")


def hold_round(common_pk: int) -> Assessment:
    """Hold the row of a common assessment until the transaction ends, if its respondents may still
    answer: the row as it is, ``SubmittedAlready`` if their answers were opened."""
    row = Assessment.objects.select_for_update().get(pk=common_pk)
    if row.revealed_at is not None or row.is_submitted:
        raise SubmittedAlready(row)
    return row


def check_settled(assessment: Assessment) -> None:
    """Within the caller's transaction: ``NotSettled`` if several people answer this assessment and it
    cannot be submitted yet. One query if nobody else answers it."""
    if not assessment.sheets.exists():
        return
    if assessment.revealed_at is None:
        raise NotSettled
    if open := side_by_side(assessment).to_settle_first:
        raise NotSettled(open)


@transaction.atomic
def reveal(common: Assessment, *, by: User) -> bool:
    """Open what the respondents answered. Nobody's answers change from now on, and who has not
    finished is left out.

    What all who know agree on becomes the common answer by itself. Of two who do it at once one does;
    False to the other. Raises ``NobodyFinished`` and ``SubmittedAlready``.
    """
    try:
        hold_round(common.pk)
    except SubmittedAlready as closed:
        if closed.assessment.is_submitted:
            raise
        return False
    found = side_by_side(common)
    if not found.respondents:
        raise NobodyFinished
    now = timezone.now()
    Assessment.objects.filter(pk=common.pk, revealed_at__isnull=True).update(revealed_at=now)
    common.revealed_at = now
    left_out = Respondent.objects.filter(
        assessment=common, withdrawn_at__isnull=True, sheet__submitted_at__isnull=True
    )
    about = ", ".join(str(one) for one in found.respondents)
    if names := ", ".join(str(one) for one in left_out):
        about = f"{about}; left out: {names}"
    record(common.company, Act.Kind.REVEALED, user=by, about=about)
    rows: list[Answer] = []
    for one in found.agreed:
        place = place_of(one.kind, one.key)
        given_at = max(found.given_at[name, place] for name in one.respondents)
        rows += _rows(common, found, place, one.answer, one.respondents, given_at)
    Answer.objects.bulk_create(rows)
    return True


@transaction.atomic
def settle(
    common: Assessment, place: Place, answer: Said, *, reason: str, by: User, seen: str = ""
) -> Settlement:
    """Write down what stands where the respondents differ, and why. Until it is submitted it can be
    settled anew.

    ``seen`` is the settlement that the page had shown (``stamp``), empty for none. If another stands
    by now, ``SettledMeanwhile`` tells which, and nothing is written. Raises ``NotDiffered``,
    ``NotOpenYet`` and ``SubmittedAlready``.
    """
    found = _to_settle(common)
    differed = found.find(place)
    if differed is None:
        raise NotDiffered
    stands = found.settlement_of(differed)
    if stamp(stands) != seen:
        if stands and (found.standing(differed), stands.reason) == (answer, reason):
            return stands  # the same form was sent twice
        if stands:
            raise SettledMeanwhile(stands, found.standing(differed))
    return _settle(common, found, differed, answer, reason, by)


@transaction.atomic
def settle_cautiously(common: Assessment, *, reason: str, by: User) -> int:
    """Settle every practice and role that is not settled yet on the answer that claims least: how many.

    What somebody settled meanwhile is left as it is. Raises ``NotOpenYet`` and ``SubmittedAlready``.
    """
    found = _to_settle(common)
    count = 0
    for one in found.unsettled:
        answer = most_cautious(one)
        if answer is not None:
            _settle(common, found, one, answer, reason, by)
            count += 1
    return count


def written(answer: Said) -> object:
    """The answer as a row keeps it."""
    return write_role(answer) if isinstance(answer, Holding) else write_answer(answer)


def stamp(settlement: Settlement | None) -> str:
    """Tells one settlement of a question from the next; empty for none."""
    return settlement.settled_at.isoformat() if settlement else ""


def _to_settle(common: Assessment) -> SideBySide:
    """Hold the row of the common assessment until the transaction ends: what there is to settle."""
    row = Assessment.objects.select_for_update().get(pk=common.pk)
    if row.is_submitted:
        raise SubmittedAlready(row)
    if row.revealed_at is None:
        raise NotOpenYet
    return side_by_side(row)


def _settle(
    common: Assessment, found: SideBySide, one: Disagreement, answer: Said, reason: str, by: User
) -> Settlement:
    place = place_of(one.kind, one.key)
    subject, key = place
    now = timezone.now()
    settlement, _is_new = Settlement.objects.update_or_create(
        assessment=common,
        subject=subject,
        key=key,
        defaults={
            "reason": reason,
            "by": by.get_full_name()[:120],
            "user": by,
            "settled_at": now,
        },
    )
    agreeing = next((each.respondents for each in one.positions if each.answer == answer), ())
    common.answers.filter(subject=subject, key=key).delete()
    common.answers.filter(subject=Answer.Subject.NOTE, key=note_key(place)).delete()
    Answer.objects.bulk_create(_rows(common, found, place, answer, agreeing, now))
    return settlement


def _rows(
    common: Assessment,
    found: SideBySide,
    place: Place,
    answer: Said,
    respondents: tuple[str, ...],
    at: datetime,
) -> list[Answer]:
    """The common answer as a row, and the notes of those who gave it as another."""
    subject, key = place
    value = written(answer)
    rows = [Answer(assessment=common, subject=subject, key=key, value=value, saved_at=at)]
    if note := _note(common, found, place, respondents, at):
        rows.append(note)
    return rows


def _note(
    common: Assessment,
    found: SideBySide,
    place: Place,
    respondents: tuple[str, ...],
    at: datetime,
) -> Answer | None:
    noted = [
        (found.by_name[sheet.respondent].get_role_display(), sheet.answers.notes[note_key(place)])
        for sheet in found.sheets
        if sheet.respondent in respondents and note_key(place) in sheet.answers.notes
    ]
    joined = joined_note(noted)
    if joined is None:
        return None
    return Answer(
        assessment=common,
        subject=Answer.Subject.NOTE,
        key=note_key(place),
        value=write_note(joined),
        saved_at=at,
    )


def note_key(place: Place) -> str:
    """Where the note on an answer is kept."""
    subject, key = place
    return f"{ROLE_PREFIX}{key}" if subject == Answer.Subject.ROLE else key
