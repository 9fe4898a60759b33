"""Who keeps a portfolio: members are invited by e-mail, accept, get another role, and go.

Each of these holds the portfolio's row, so that of two owners who go at once one stays. As with
shares, whoever asks for an invitation makes its token before: asking twice with the same one is
asking once. Only its hash is kept.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from ..mail import is_taken, mail
from ..models import Member, Portfolio, PortfolioAct, User
from ..models.tokens import hash_of
from .acts import record_in
from .sharing import CannotAccept, ChangedMeanwhile, TooManyMails

INVITATION_DAYS = 14  # how long an invitation can be accepted
MOST_MEMBERS = 100  # of one portfolio, those invited included
MOST_A_DAY = 100  # invitations that one person sends: strangers would get the mails


class LastOwner(Exception):
    """Without them nobody could manage the portfolio any more."""


class NotOwner(Exception):
    """Whoever asks for it is no owner of the portfolio any more."""


class MemberAlready(Exception):
    """Somebody with that address, or that account, is a member or invited already."""


class TooManyMembers(Exception):
    """The portfolio has as many members as one can have."""


def hold(portfolio: Portfolio, by: User) -> Portfolio:
    """The portfolio, its row held until the transaction ends; ``NotOwner`` unless it is there and the
    user still owns it."""
    held = Portfolio.objects.select_for_update().filter(pk=portfolio.pk).first()
    mine = Member.objects.filter(portfolio=held, user=by, role=Member.Role.OWNER)
    if held is None or not mine.exists():
        raise NotOwner
    return held


# --- invitations ---------------------------------------------------------------------------------


@transaction.atomic
def invite(
    portfolio: Portfolio, *, email: str, role: Member.Role, token: str, by: User
) -> tuple[Member, bool]:
    """Invite somebody to keep the portfolio: the member to be, and whether that is new.

    It can be accepted by one account within 14 days; until then nothing is open. Raises ``NotOwner``,
    ``MemberAlready``, ``TooManyMembers``, ``TooManyMails``.
    """
    held = hold(portfolio, by)
    given = Member.objects.filter(portfolio=held, token_hash=hash_of(token)).first()
    if given is not None:
        if (given.email, given.role) != (email, role):
            raise MemberAlready
        return given, False
    if _of_address(held, email).exists():
        raise MemberAlready
    if held.members.count() >= MOST_MEMBERS:
        raise TooManyMembers
    _count_mail(by)
    member = Member.objects.create(
        portfolio=held, role=role, email=email, token_hash=hash_of(token), expires_at=_end()
    )
    record_in(held, PortfolioAct.Kind.MEMBER_INVITED, user=by, about=_about(member))
    return member, True


@transaction.atomic
def invite_again(member: Member, *, token: str, by: User) -> bool:
    """Give an invitation that nobody has accepted a new link and a new end; the link before is dead
    at once. Whether that was not done with this token already.

    Raises ``NotOwner``, ``TooManyMails``, and ``ChangedMeanwhile`` if it was accepted or taken back.
    """
    held = hold(member.portfolio, by)
    found = held.members.filter(pk=member.pk, user__isnull=True).first()
    if found is None:
        raise ChangedMeanwhile
    if found.token_hash == hash_of(token):
        return False
    _count_mail(by)
    found.token_hash, found.expires_at = hash_of(token), _end()
    found.save(update_fields=["token_hash", "expires_at"])
    about = _("%(member)s: a new link, the one before is dead") % {"member": _about(found)}
    record_in(held, PortfolioAct.Kind.MEMBER_INVITED, user=by, about=about)
    return True


def mail_invitation(member: Member, link: str, *, by: User) -> bool:
    """Send the invitation's link to its address; whether the mail server took it. Not within a
    transaction: an invitation stands whether it could be mailed or not."""
    context = {"member": member, "portfolio": member.portfolio, "by": by, "link": link}
    message = mail("portfolios/email/member_invitation", member.email, context)
    message.reply_to = [by.email]
    return is_taken(message)


@transaction.atomic
def accept(member: Member, user: User) -> None:
    """Make the invitation the account's own. It happens once, to one account; to that one it happens
    twice without harm.

    Raises ``CannotAccept`` if the invitation holds no longer or another account has it, and
    ``MemberAlready`` if the account keeps the portfolio already: the invitation stays for another.
    """
    Portfolio.objects.select_for_update().filter(pk=member.portfolio_id).first()
    offered = Member.objects.filter(pk=member.pk, token_hash=member.token_hash).first()
    if offered is None:
        raise CannotAccept
    if offered.user_id is not None:
        if offered.user_id != user.pk:
            raise CannotAccept
        return
    if offered.is_over:
        raise CannotAccept
    if Member.objects.filter(portfolio=offered.portfolio_id, user=user).exists():
        raise MemberAlready
    offered.user, offered.accepted_at = user, timezone.now()
    offered.save(update_fields=["user", "accepted_at"])
    kind = PortfolioAct.Kind.MEMBER_JOINED
    record_in(offered.portfolio, kind, user=user, about=_about(offered))


# --- members -------------------------------------------------------------------------------------


@transaction.atomic
def change_role(member: Member, role: Member.Role, *, was: str, by: User) -> bool:
    """Let the member do more or less from now on; whether anything is different.

    Raises ``NotOwner``, ``LastOwner``, and ``ChangedMeanwhile`` if their role is not what it ``was``
    when it was shown, or they are gone.
    """
    held = hold(member.portfolio, by)
    found = held.members.filter(pk=member.pk).first()
    if found is None or found.role not in (was, role):
        raise ChangedMeanwhile
    if found.role == role:
        return False
    if found.user_id is not None:
        _keep_an_owner(found)
    before, found.role = found.get_role_display(), role
    found.save(update_fields=["role"])
    about = _("%(member)s, before %(role)s") % {"member": _about(found), "role": before}
    record_in(held, PortfolioAct.Kind.MEMBER_CHANGED, user=by, about=about)
    return True


@transaction.atomic
def remove(member: Member, *, by: User) -> bool:
    """Let the member see and do nothing there any more, or take an invitation back, at once; whether
    they were there until now. Raises ``NotOwner`` and ``LastOwner``."""
    held = hold(member.portfolio, by)
    found = held.members.filter(pk=member.pk).first()
    if found is None:
        return False
    kind = PortfolioAct.Kind.INVITATION_REVOKED
    if found.user_id is not None:
        _keep_an_owner(found)
        kind = PortfolioAct.Kind.MEMBER_REMOVED
    about = _about(found)
    found.delete()
    record_in(held, kind, user=by, about=about)
    return True


@transaction.atomic
def leave(portfolio: Portfolio, user: User) -> None:
    """Have the user keep the portfolio no longer. Of two owners who leave at once one stays.

    Raises ``LastOwner``; whoever is no member leaves nothing.
    """
    held = Portfolio.objects.select_for_update().filter(pk=portfolio.pk).first()
    found = Member.objects.filter(portfolio=held, user=user).first() if held else None
    if held is None or found is None:
        return
    _keep_an_owner(found)
    found.delete()
    record_in(held, PortfolioAct.Kind.MEMBER_LEFT, user=user)


# --- parts ---------------------------------------------------------------------------------------


def _keep_an_owner(member: Member) -> None:
    others = Member.objects.filter(portfolio=member.portfolio_id, role=Member.Role.OWNER)
    others = others.filter(user__isnull=False).exclude(pk=member.pk)
    if member.role == Member.Role.OWNER and not others.exists():
        raise LastOwner


def _of_address(portfolio: Portfolio, email: str) -> QuerySet[Member]:
    """Who was invited at this address, or has accepted with an account that has it."""
    confirmed = EmailAddress.objects.filter(email__iexact=email, verified=True)
    theirs = Q(user__email__iexact=email) | Q(user__in=confirmed.values("user"))
    invited = Q(user__isnull=True, email__iexact=email)
    return portfolio.members.filter(theirs | invited)


def _count_mail(by: User) -> None:
    since = timezone.now() - timedelta(days=1)
    sent = PortfolioAct.objects.filter(user=by, kind=PortfolioAct.Kind.MEMBER_INVITED)
    if sent.filter(at__gt=since).count() >= MOST_A_DAY:
        raise TooManyMails


def _end() -> datetime:
    return timezone.now() + timedelta(days=INVITATION_DAYS)


def _about(member: Member) -> str:
    """Whom it is about, by name and address, and their role."""
    who = member.email
    if member.user is not None:
        name, address = member.user.get_full_name(), member.user.email
        who = name if name == address else f"{name} ({address})"
    role = member.get_role_display().lower()
    return _("%(who)s as %(role)s") % {"who": who, "role": role}
