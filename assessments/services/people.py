"""People are invited to answer an assessment, each on a sheet of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..access import SubmittedAlready
from ..mail import is_taken, mail
from ..models import Act, Action, Assessment, Grant, Link, Respondent, User
from .acts import record
from .settling import hold_round

MOST_A_DAY = 60  # invitations and new links of one person
MOST_RESPONDENTS = 20  # in one assessment, the withdrawn ones included three times as many


class InvitedAlready(Exception):
    """The same invitation was sent before: the form was sent twice, or the address is invited."""


class TooMany(Exception):
    """As many people as can answer one assessment are invited, or as many as one may invite in a day."""


class HasSheet(Exception):
    """The owner has a sheet already."""


@dataclass(frozen=True, slots=True)
class Invited:
    """A respondent, and the token of the link to their sheet: given out once, only its hash is kept."""

    respondent: Respondent
    token: str


@transaction.atomic
def invite(
    assessment: Assessment,
    *,
    by: User,
    name: str,
    role: str,
    email: str = "",
    own_role: str = Respondent.Role.FOUNDER,
    once: str = "",
) -> Invited:
    """Invite somebody to answer.

    The first invitation makes room for several: what was answered so far becomes the sheet of the user,
    in their ``own_role``, and a new assessment takes its place, whose answers are what they all agree
    on or settle. The private links to it are revoked, since they would show those answers. Of two who
    begin it at once one does, and both invite to the same round.

    ``once`` is a name for the respondent that the form brings along: sent twice, it is one invitation.
    Raises ``InvitedAlready``, ``TooMany``, and ``SubmittedAlready`` once the answers are opened.
    """
    _count(by)
    common = _common(assessment, by, own_role)
    respondents = Respondent.objects.filter(assessment=common)
    invited = respondents.filter(withdrawn_at__isnull=True)
    if once and Respondent.objects.filter(public_id=once).exists():
        raise InvitedAlready
    if email and invited.filter(email__iexact=email).exists():
        raise InvitedAlready
    if invited.count() >= MOST_RESPONDENTS or respondents.count() >= 3 * MOST_RESPONDENTS:
        raise TooMany
    respondent = Respondent(
        assessment=common, sheet=_new_sheet(common), role=role, name=name, email=email
    )
    if once:
        respondent.public_id = once
    respondent.save()
    record(common.company, Act.Kind.INVITED, user=by, about=str(respondent))
    return Invited(respondent, _new_link(respondent))


@transaction.atomic
def add_owner(common: Assessment, *, by: User, role: str) -> Respondent:
    """Give an owner who has none a sheet of their own. Raises ``HasSheet`` and ``SubmittedAlready``."""
    hold_round(common.pk)
    mine = Respondent.objects.filter(assessment=common, user=by, withdrawn_at__isnull=True)
    if mine.exists():
        raise HasSheet
    respondent = Respondent.objects.create(
        assessment=common,
        sheet=_new_sheet(common),
        user=by,
        role=role,
        name=by.get_full_name()[:120],
    )
    record(common.company, Act.Kind.INVITED, user=by, about=str(respondent))
    return respondent


@transaction.atomic
def renew_link(respondent: Respondent, *, by: User) -> Invited:
    """A new link to the sheet, in place of a lost one, which is revoked.

    Raises ``SubmittedAlready`` if the answers are opened or the invitation is withdrawn; ``TooMany``.
    """
    _count(by)
    hold_round(respondent.assessment_id)
    respondent.refresh_from_db(fields=["withdrawn_at"])
    if respondent.withdrawn_at is not None:
        raise SubmittedAlready(respondent.assessment)
    company, about = respondent.assessment.company, str(respondent)
    if _revoke_links(respondent.sheet):
        record(company, Act.Kind.LINK_REVOKED, user=by, about=about)
    record(company, Act.Kind.LINK_MADE, user=by, about=about)
    return Invited(respondent, _new_link(respondent))


@transaction.atomic
def withdraw(respondent: Respondent, *, by: User) -> None:
    """Withdraw the invitation: the link is dead at once, and what was answered by it counts nowhere.

    To withdraw twice does nothing more. Raises ``SubmittedAlready`` once the answers are opened.
    """
    hold_round(respondent.assessment_id)
    stands = Respondent.objects.filter(pk=respondent.pk, withdrawn_at__isnull=True)
    if stands.update(withdrawn_at=timezone.now()):
        _revoke_links(respondent.sheet)
        company = respondent.assessment.company
        record(company, Act.Kind.WITHDRAWN, user=by, about=str(respondent))


def send(invited: Invited, address: str, *, by: User) -> bool:
    """Mail the invitation with the address of the sheet; False if the mail server refuses it.

    Not within a transaction: an invitation stands whether it could be mailed or not.
    """
    respondent = invited.respondent
    company = respondent.assessment.company.name
    context = {
        "respondent": respondent,
        "company": company,
        "by": by.get_full_name(),
        "by_email": by.email,
        "address": address,
    }
    message = mail("people/email/invitation", respondent.email, context)
    message.reply_to = [by.email]
    return is_taken(message)


def _count(by: User) -> None:
    """Invitations may be mailed to anybody, so one person sends so many in a day."""
    kinds = (Act.Kind.INVITED, Act.Kind.LINK_MADE)
    since = timezone.now() - timedelta(days=1)
    if Act.objects.filter(user=by, kind__in=kinds, at__gt=since).count() >= MOST_A_DAY:
        raise TooMany


def _common(assessment: Assessment, by: User, own_role: str) -> Assessment:
    """The assessment that they answer together; it is made if there is none yet."""
    row = Assessment.objects.select_for_update().get(pk=assessment.pk)
    if row.sheet_of_id is not None:  # somebody else began it meanwhile
        return hold_round(row.sheet_of_id)
    if row.sheets.exists():
        return hold_round(row.pk)
    return _make_room(row, by, own_role)


def _make_room(alone: Assessment, by: User, own_role: str) -> Assessment:
    """Put a common assessment in the place of one that a single person has answered.

    That one stays as it is, at its address, so that pages of it that are still open somewhere go on
    saving to where their answers now belong.
    """
    if alone.is_submitted:
        raise SubmittedAlready(alone)
    common = Assessment.objects.create(
        company=alone.company,
        as_of=alone.as_of,
        rubric_id=alone.rubric_id,
        rubric_version=alone.rubric_version,
        rubric_hash=alone.rubric_hash,
        previous=alone.previous,
        created_at=alone.created_at,
    )
    alone.sheet_of = common
    alone.save(update_fields=["sheet_of"])
    Grant.objects.filter(assessment=alone).update(assessment=common)
    Action.objects.filter(assessment=alone).update(assessment=common)
    if count := _revoke_links(alone):
        about = _("%(count)s of the assessment that others now answer too") % {"count": count}
        record(alone.company, Act.Kind.LINK_REVOKED, user=by, about=about)
    respondent = Respondent.objects.create(
        assessment=common, sheet=alone, user=by, role=own_role, name=by.get_full_name()[:120]
    )
    record(alone.company, Act.Kind.INVITED, user=by, about=str(respondent))
    return common


def _new_sheet(common: Assessment) -> Assessment:
    """An empty sheet: what an earlier assessment said would not be an answer of theirs."""
    return Assessment.objects.create(
        company=common.company,
        as_of=common.as_of,
        rubric_id=common.rubric_id,
        rubric_version=common.rubric_version,
        rubric_hash=common.rubric_hash,
        sheet_of=common,
    )


def _new_link(respondent: Respondent) -> str:
    token = Link.new_token()
    Link.objects.create(assessment=respondent.sheet, token_hash=Link.hash_of(token))
    return token


def _revoke_links(assessment: Assessment) -> int:
    return assessment.links.filter(revoked_at__isnull=True).update(revoked_at=timezone.now())
