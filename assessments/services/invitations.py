"""Companies are asked into a portfolio: by a link, by mail, one or a list of them; and no longer.

Each of these holds the portfolio's row. Whoever asks makes the token of a link before, as with shares:
asking twice with the same one is asking once. Only its hash is kept.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..company_list import Invitee
from ..mail import is_taken, mail
from ..models import CompanyInvitation, Member, Portfolio, PortfolioAct, Tag, User
from ..models.tokens import hash_of
from .acts import record_in
from .sharing import ChangedMeanwhile, MadeOtherwise, TooManyMails

INVITATION_DAYS = 30  # how long one that is mailed can be accepted
MOST_A_DAY = 500  # invitations that one person makes: strangers would get the mails
EDITORS = (Member.Role.OWNER, Member.Role.EDITOR)

logger = logging.getLogger(__name__)


class NotEditor(Exception):
    """Whoever asks for it may not change the portfolio any more."""


class AskedAlready(Exception):
    """At these addresses invitations wait to be accepted. ``emails`` says which."""

    def __init__(self, emails: Sequence[str]) -> None:
        self.emails = tuple(emails)
        super().__init__(", ".join(emails))


@dataclass(frozen=True, slots=True)
class Asking:
    """A link that is to be made: for one company, or with ``is_open`` for as many as come."""

    label: str
    expires_at: datetime
    is_open: bool


def hold(portfolio: Portfolio, by: User) -> Portfolio:
    """The portfolio, its row held until the transaction ends; ``NotEditor`` unless it is there and
    the user may still change what is in it."""
    held = Portfolio.objects.select_for_update().filter(pk=portfolio.pk).first()
    if held is None or not held.members.filter(user=by, role__in=EDITORS).exists():
        raise NotEditor
    return held


@transaction.atomic
def make_link(
    portfolio: Portfolio, asking: Asking, *, token: str, by: User
) -> tuple[CompanyInvitation, bool]:
    """A link that is given to founders by hand: the invitation, and whether it is new.

    Raises ``NotEditor``, ``MadeOtherwise`` if with this token another was made, ``TooManyMails``.
    """
    held = hold(portfolio, by)
    found = held.invitations.filter(token_hash=hash_of(token)).first()
    if found is not None:
        if (found.label, found.is_open) != (asking.label, asking.is_open):
            raise MadeOtherwise
        return found, False
    _count(by, 1)
    made = held.invitations.create(
        token_hash=hash_of(token),
        label=asking.label,
        is_open=asking.is_open,
        expires_at=asking.expires_at,
        created_by=by,
    )
    how = _("a link for a cohort") if asking.is_open else _("a link")
    kind = PortfolioAct.Kind.COMPANY_INVITED
    record_in(held, kind, user=by, about=f"{made.label}: {how}")
    return made, True


@transaction.atomic
def invite_all(
    portfolio: Portfolio, invitees: Sequence[tuple[Invitee, str]], *, by: User
) -> tuple[list[CompanyInvitation], bool]:
    """Invite each company of a list by its token: the invitations, and whether they are new. All of
    them, or none.

    Raises ``NotEditor``, ``AskedAlready`` if one waits at any of the addresses, ``TooManyMails``.
    """
    held = hold(portfolio, by)
    hashes = [hash_of(token) for _one, token in invitees]
    there = held.invitations.filter(token_hash__in=hashes)
    if sent := list(there.order_by("pk")):
        return sent, False
    emails = [one.email for one, _token in invitees]
    waiting = set(waiting_at(held, emails))
    if waiting:
        raise AskedAlready([one for one in emails if one in waiting])
    _count(by, len(invitees))
    made = CompanyInvitation.objects.bulk_create(
        CompanyInvitation(
            portfolio=held,
            token_hash=hashed,
            label=one.company,
            email=one.email,
            note=one.note,
            expires_at=_end(),
            created_by=by,
        )
        for (one, _token), hashed in zip(invitees, hashes, strict=True)
    )
    _tag(held, made, [one for one, _token in invitees])
    _record_all(held, made, by)
    return made, True


def waiting_at(portfolio: Portfolio, emails: Sequence[str]) -> list[str]:
    """Those of the addresses at which an invitation can still be accepted. One query."""
    open_ones = portfolio.invitations.filter(
        email__in=emails,
        revoked_at__isnull=True,
        accepted_at__isnull=True,
        expires_at__gt=timezone.now(),
    )
    return list(open_ones.values_list("email", flat=True))


@transaction.atomic
def invite_again(invitation: CompanyInvitation, *, token: str, by: User) -> bool:
    """Give an invitation that was not accepted a new link and a new end; the link before is dead at
    once. Whether that was not done with this token already.

    Raises ``NotEditor``, ``TooManyMails``, and ``ChangedMeanwhile`` if it was accepted or revoked, or
    another has given it a new link since it was shown.
    """
    held = hold(invitation.portfolio, by)
    found = held.invitations.filter(pk=invitation.pk, revoked_at__isnull=True).first()
    if found is None or (found.accepted_at is not None and not found.is_open):
        raise ChangedMeanwhile
    if found.token_hash == hash_of(token):
        return False
    if found.token_hash != invitation.token_hash:
        raise ChangedMeanwhile
    _count(by, 1)
    found.token_hash = hash_of(token)
    found.expires_at = max(found.expires_at, _end())
    found.save(update_fields=["token_hash", "expires_at"])
    about = _("%(label)s: a new link, the one before is dead") % {"label": _about(found)}
    record_in(held, PortfolioAct.Kind.COMPANY_INVITED, user=by, about=about)
    return True


@transaction.atomic
def revoke(invitation: CompanyInvitation, *, by: User) -> bool:
    """Let the link open nothing any more, at once and for good; whether it did until now. Companies
    that came by it stay. Raises ``NotEditor``."""
    held = hold(invitation.portfolio, by)
    standing = held.invitations.filter(pk=invitation.pk, revoked_at__isnull=True)
    if not standing.update(revoked_at=timezone.now()):
        return False
    kind = PortfolioAct.Kind.INVITATION_REVOKED
    record_in(held, kind, user=by, about=_about(invitation))
    return True


def mail_invitations(
    invitations: Sequence[tuple[CompanyInvitation, str]], *, by: User
) -> list[CompanyInvitation]:
    """Send each its link, over one connection: those that the mail server did not take.

    Not within a transaction: an invitation stands whether it could be mailed or not.
    """
    failed: list[CompanyInvitation] = []
    connection = get_connection()
    try:
        connection.open()
    except (SMTPException, OSError) as error:
        logger.warning("No invitation could be mailed: %s", type(error).__name__)
        return [one for one, _link in invitations]
    try:
        for invitation, link in invitations:
            portfolio = invitation.portfolio
            context = {"invitation": invitation, "portfolio": portfolio, "by": by, "link": link}
            message = mail("portfolios/email/company_invitation", invitation.email, context)
            message.reply_to, message.connection = [by.email], connection
            if not is_taken(message):
                failed.append(invitation)
    finally:
        connection.close()
    return failed


def mail_to_be(portfolio: Portfolio, invitee: Invitee, *, by: User) -> tuple[str, str]:
    """Subject and text of the mail that the invitee would get; in place of the link stands what will
    be there."""
    invitation = CompanyInvitation(label=invitee.company, email=invitee.email, expires_at=_end())
    link = _("[a link of their own]")
    context = {"invitation": invitation, "portfolio": portfolio, "by": by, "link": link}
    message = mail("portfolios/email/company_invitation", invitee.email, context)
    return str(message.subject), str(message.body).strip()


# --- parts ---------------------------------------------------------------------------------------


def _tag(
    portfolio: Portfolio, made: Sequence[CompanyInvitation], invitees: Sequence[Invitee]
) -> None:
    names = {name for one in invitees for name in one.tags}
    Tag.objects.bulk_create(
        (Tag(portfolio=portfolio, name=name) for name in sorted(names)), ignore_conflicts=True
    )
    by_name = {tag.name: tag for tag in portfolio.tags.filter(name__in=names)}
    through = CompanyInvitation.tags.through
    through.objects.bulk_create(
        through(companyinvitation=row, tag=by_name[name])
        for row, one in zip(made, invitees, strict=True)
        for name in one.tags
    )


def _record_all(portfolio: Portfolio, made: Sequence[CompanyInvitation], by: User) -> None:
    name = by.get_full_name()[:120]
    PortfolioAct.objects.bulk_create(
        PortfolioAct(
            portfolio=portfolio,
            kind=PortfolioAct.Kind.COMPANY_INVITED,
            user=by,
            by=name,
            about=_about(one)[:250],
        )
        for one in made
    )


def _count(by: User, more: int) -> None:
    since = timezone.now() - timedelta(days=1)
    made = PortfolioAct.objects.filter(user=by, kind=PortfolioAct.Kind.COMPANY_INVITED)
    if made.filter(at__gt=since).count() + more > MOST_A_DAY:
        raise TooManyMails


def _end() -> datetime:
    return timezone.now() + timedelta(days=INVITATION_DAYS)


def _about(invitation: CompanyInvitation) -> str:
    return f"{invitation.label} ({invitation.email})" if invitation.email else invitation.label
