"""A company is shared: in tiers, with an account or by link, until a day; and no longer.

Tokens are made by whoever asks for the share, before: so asking twice with the same one is asking
once, and the second answer can show the same link. Only hashes are kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..mail import is_taken, mail
from ..models import (
    Act,
    Assessment,
    Company,
    Grant,
    Link,
    Owner,
    Portfolio,
    PortfolioAct,
    User,
)
from ..rendering import portfolio_files
from ..selectors.sharing import private_link
from .acts import record, record_in

A_DAY = timedelta(days=1)
MOST_A_DAY = 100  # shares and changes of shares by one person after which no more mails are sent


class MadeOtherwise(Exception):
    """With this token something else was shared already."""


class ChangedMeanwhile(Exception):
    """Somebody else has changed or revoked the share since it was shown."""


class TooManyMails(Exception):
    """So much was shared by this person today that no further invitation is mailed."""


class CannotAccept(Exception):
    """The invitation holds no longer, or another account has accepted it."""


class OwnsIt(Exception):
    """Who owns the company has nothing to accept."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What is shared, and until when (None: without an end). ``label`` says for whom."""

    tier: Grant.Tier
    label: str
    expires_at: datetime | None

    @classmethod
    def of(cls, grant: Grant) -> Terms:
        return cls(Grant.Tier(grant.tier), grant.label, grant.expires_at)

    def __str__(self) -> str:
        end = "without an end"
        if self.expires_at is not None:
            day = timezone.localtime(self.expires_at - timedelta(microseconds=1))
            end = f"until {date_format(day, 'j F Y')}"
        return f"{self.tier.label.lower()} {end}"


# --- sharing -------------------------------------------------------------------------------------


@transaction.atomic
def share(
    company: Company,
    terms: Terms,
    *,
    token: str,
    by: User,
    assessment: Assessment | None = None,
    email: str = "",
) -> tuple[Grant, bool]:
    """Share the company, or one submitted ``assessment`` of it: the grant, and whether it is new.

    With an ``email`` it is an invitation, which opens nothing before an account accepts it; without,
    whoever has the link gets in, and it has to end. Raises ``MadeOtherwise`` or ``TooManyMails``.
    """
    if not email and terms.expires_at is None:
        raise ValueError("what is shared by link has to end")
    if assessment is not None and (
        assessment.company_id != company.pk or assessment.is_sheet or not assessment.is_submitted
    ):
        raise ValueError("only a submitted assessment of the company can be shared")
    values = {
        "company": company,
        "assessment": assessment,
        "kind": Grant.Kind.ACCOUNT if email else Grant.Kind.LINK,
        "tier": terms.tier,
        "label": terms.label,
        "email": email,
        "expires_at": terms.expires_at,
    }
    grant, is_new = Grant.objects.get_or_create(
        token_hash=Link.hash_of(token), defaults={**values, "created_by": by}
    )
    if not is_new:
        if any(getattr(grant, name) != value for name, value in values.items()):
            raise MadeOtherwise
        return grant, False
    if email:
        _count_mail(by)
    how = f"with {email}" if email else "by link"
    what = "every submitted assessment" if assessment is None else _day(assessment)
    record(company, Act.Kind.SHARED, user=by, about=f"{terms.label}, {how}: {terms}, {what}")
    return grant, True


@transaction.atomic
def change(grant: Grant, terms: Terms, *, was: Terms, by: User) -> bool:
    """Put the share under other terms, at once; whether anything is different now.

    Raises ``ChangedMeanwhile`` if its terms are not what they ``was`` when they were shown, or it
    was revoked: nobody opens again what another has just narrowed.
    """
    if grant.kind == Grant.Kind.LINK and terms.expires_at is None:
        raise ValueError("what is shared by link has to end")
    standing = Grant.objects.filter(pk=grant.pk, revoked_at__isnull=True)
    as_shown = standing.filter(tier=was.tier, label=was.label, expires_at=was.expires_at)
    changed = as_shown.update(tier=terms.tier, label=terms.label, expires_at=terms.expires_at)
    if not changed:
        raise ChangedMeanwhile
    if terms == was:
        return False
    renamed = f", before {was.label}" if terms.label != was.label else ""
    about = f"{terms.label}{renamed}: {terms}, before {was}"
    record(grant.company, Act.Kind.SHARE_CHANGED, user=by, about=about)
    if grant.portfolio is not None:
        _forget_files(grant.portfolio)
    return True


@transaction.atomic
def revoke(grant: Grant, *, by: User) -> bool:
    """Take the share back, at once and for good; whether it was not taken back before.

    A portfolio's record tells of it too, whoever did it: the company, or a member.
    """
    # Held first, as where the portfolio itself goes: so neither waits for the other.
    held = None
    if grant.portfolio_id is not None:
        held = Portfolio.objects.select_for_update().filter(pk=grant.portfolio_id).first()
    standing = Grant.objects.filter(pk=grant.pk, revoked_at__isnull=True)
    if not standing.update(revoked_at=timezone.now()):
        return False
    about = f"{grant.label}: {Terms.of(grant)}"
    record(grant.company, Act.Kind.SHARE_REVOKED, user=by, about=about)
    if held is not None:
        about = grant.company.name
        record_in(held, PortfolioAct.Kind.COMPANY_REMOVED, user=by, about=about)
        _forget_files(held)
    return True


def _forget_files(portfolio: Portfolio) -> None:
    """What was made of the portfolio before holds no longer: it is to be on no disk either."""
    transaction.on_commit(lambda: portfolio_files.forget(portfolio))


@transaction.atomic
def revoke_all_of(portfolio: Portfolio, *, by: User) -> int:
    """Take back everything that is shared with the portfolio, recorded on each company; how much.

    For a portfolio that goes: its own record goes with it. Three queries.
    """
    standing = Grant.objects.filter(portfolio=portfolio, revoked_at__isnull=True)
    grants = list(standing.select_for_update(of=("self",)).select_related("company"))
    standing.update(revoked_at=timezone.now())
    why, name = _("the portfolio was deleted"), by.get_full_name()[:120]
    Act.objects.bulk_create(
        Act(
            company=one.company,
            kind=Act.Kind.SHARE_REVOKED,
            user=by,
            by=name,
            about=f"{one.label}: {Terms.of(one)}; {why}"[:250],
        )
        for one in grants
    )
    _forget_files(portfolio)
    return len(grants)


# --- invitations ---------------------------------------------------------------------------------


@transaction.atomic
def invite_again(grant: Grant, *, token: str, by: User) -> bool:
    """Give an invitation that nobody has accepted a new link; the one before is dead at once.

    Whether that was not done with this token already. Raises ``ChangedMeanwhile`` if the invitation
    was accepted, revoked, or sent again by somebody else meanwhile; ``TooManyMails``.
    """
    new = Link.hash_of(token)
    waiting = _open(Grant.objects.filter(pk=grant.pk, user__isnull=True, accepted_at__isnull=True))
    if waiting.filter(token_hash=new).exists():
        return False
    if not waiting.filter(token_hash=grant.token_hash).update(token_hash=new):
        raise ChangedMeanwhile
    _count_mail(by)
    about = f"{grant.label}: a new link to {grant.email}, the one before is dead"
    record(grant.company, Act.Kind.SHARE_CHANGED, user=by, about=about)
    return True


def mail_invitation(grant: Grant, link: str, *, by: User) -> bool:
    """Send the invitation's link to its address; whether the mail server took it."""
    invitation = {"grant": grant, "company": grant.company, "by": by, "link": link}
    return is_taken(mail("sharing/email/invitation", grant.email, invitation))


@transaction.atomic
def accept(grant: Grant, user: User) -> None:
    """Make what was offered the account's own. It happens once, to one account.

    To that account it happens twice without harm. Raises ``CannotAccept`` or ``OwnsIt``.
    """
    if Owner.objects.filter(company=grant.company_id, user=user).exists():
        raise OwnsIt
    if Company.objects.filter(pk=grant.company_id, delete_at__isnull=False).exists():
        raise CannotAccept
    # Of the grant's own columns only: PostgreSQL looks again at those, and at no other, of a row that
    # a rival has just changed.
    offered = _open(Grant.objects.filter(pk=grant.pk, kind=Grant.Kind.ACCOUNT))
    free = offered.filter(accepted_at__isnull=True, token_hash=grant.token_hash)
    if free.update(user=user, accepted_at=timezone.now()):
        about = f"{grant.label}: {Terms.of(grant)}"
        record(grant.company, Act.Kind.ACCEPTED, user=user, about=about)
    elif not offered.filter(user=user).exists():
        raise CannotAccept


# --- private links -------------------------------------------------------------------------------


@transaction.atomic
def make_private_link(assessment: Assessment, *, token: str, by: User) -> Link:
    """One more link that opens the assessment to whoever has it. Twice with a token is once."""
    link, is_new = Link.objects.get_or_create(
        token_hash=Link.hash_of(token), defaults={"assessment": assessment}
    )
    if link.assessment_id != assessment.pk:
        raise MadeOtherwise
    if is_new:
        record(assessment.company, Act.Kind.LINK_MADE, user=by, about=_day(assessment))
    return link


@transaction.atomic
def revoke_private_link(company: Company, name: str, *, by: User) -> bool:
    """Make the company's link of this name open nothing any more; whether it did until now."""
    link = private_link(company, name)
    if link is None:
        return False
    working = Link.objects.filter(pk=link.pk, revoked_at__isnull=True)
    if not working.update(revoked_at=timezone.now()):
        return False
    made = date_format(timezone.localtime(link.created_at), "j F Y, H:i")
    about = f"{_day(link.assessment)}, made {made}"
    record(company, Act.Kind.LINK_REVOKED, user=by, about=about)
    return True


# --- parts ---------------------------------------------------------------------------------------


def _open(grants: QuerySet[Grant]) -> QuerySet[Grant]:
    in_time = Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now())
    return grants.filter(in_time, revoked_at__isnull=True)


def _count_mail(by: User) -> None:
    """Refuse to send more mails for somebody than anybody needs: strangers would get them."""
    kinds = (Act.Kind.SHARED, Act.Kind.SHARE_CHANGED)
    recent = Act.objects.filter(user=by, kind__in=kinds, at__gt=timezone.now() - A_DAY)
    if recent.count() >= MOST_A_DAY:
        raise TooManyMails


def _day(assessment: Assessment) -> str:
    return f"the assessment of {date_format(assessment.as_of, 'j F Y')}"
