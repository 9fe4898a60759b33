"""Accounts: their name, their end, and who administers the instance."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Act, Company, Grant, Owner, Portfolio, PortfolioAct, User
from ..selectors.accounts import user_by_address
from ..selectors.members import kept_alone
from ..selectors.portfolios import portfolios_of
from .acts import record, record_in
from .portfolios import delete as delete_portfolio


class OnlyOwner(Exception):
    """Companies, or portfolios that others keep too, would be left without anybody who may manage
    them."""

    def __init__(
        self, companies: tuple[Company, ...] = (), portfolios: tuple[Portfolio, ...] = ()
    ) -> None:
        self.companies, self.portfolios = companies, portfolios
        names = [one.name for one in companies] + [one.name for one in portfolios]
        super().__init__(", ".join(names))


@transaction.atomic
def rename_account(user: User, name: str) -> None:
    """Set what others see of this person; empty, they see the address."""
    user.name = name
    user.save(update_fields=["name"])


@transaction.atomic
def delete_account(user: User) -> None:
    """Delete the account with its addresses, passkeys, sessions, and all that it was given.

    Raises ``OnlyOwner`` while it is the only one that owns a company, unless that is being deleted
    itself, or a portfolio that others keep too; one that nobody else keeps goes along. Of two owners
    who leave at once one stays. What the person did with companies of others stays in their record
    under the name of then, and so does who looked at what.
    """
    # The rows of portfolios and companies are held, so that no two of their owners leave at the same
    # time; in this order, as where a portfolio is deleted, which then writes to its companies.
    kept = list(portfolios_of(user).select_for_update(of=("self",)).order_by("pk"))
    held = Company.objects.select_for_update(of=("self",))
    owned = list(held.filter(owners__user=user).order_by("pk"))
    alone = tuple(one for one in owned if not one.is_being_deleted and _is_alone(user, one))
    needed = tuple(kept_alone(user))
    if alone or needed:
        raise OnlyOwner(alone, needed)
    gone = _("deleted their account")
    for portfolio in kept:
        _give_up(portfolio, user, gone)
    for company in owned:
        record(company, Act.Kind.OWNER_LEFT, user=user, about=gone)
    # An account's grants would go with it, and with them the log of who looked.
    for grant in Grant.objects.filter(user=user).select_related("company"):
        if grant.revoked_at is None:
            about = f"{grant.label}: {gone}"
            record(grant.company, Act.Kind.SHARE_REVOKED, user=user, about=about)
        grant.user, grant.revoked_at = None, grant.revoked_at or timezone.now()
        grant.save(update_fields=["user", "revoked_at"])
    _end_sessions(user)
    user.delete()


def _give_up(portfolio: Portfolio, user: User, why: str) -> None:
    if portfolio.members.filter(user__isnull=False).exclude(user=user).exists():
        record_in(portfolio, PortfolioAct.Kind.MEMBER_LEFT, user=user, about=why)
    else:
        delete_portfolio(portfolio, by=user)


def _is_alone(user: User, company: Company) -> bool:
    return not Owner.objects.filter(company=company).exclude(user=user).exists()


@transaction.atomic
def make_administrator(email: str, password: str | None = None) -> bool:
    """Make the account with this address an administrator, and a new one if there is none; whether
    it is new.

    The address counts as verified: whoever may do this has the server. The password is for a new
    account; without one it signs in by a code, or sets one by a reset.
    """
    email = email.lower()
    user = user_by_address(email)
    is_new = user is None
    if user is None:
        user = User.objects.create_superuser(email, password)
    else:
        user.is_staff = user.is_superuser = user.is_active = True
        user.save(update_fields=["is_staff", "is_superuser", "is_active"])
    has_main = EmailAddress.objects.filter(user=user, primary=True).exclude(email=email)
    EmailAddress.objects.update_or_create(
        user=user,
        email=email,
        defaults={"verified": True},
        create_defaults={"verified": True, "primary": not has_main.exists()},
    )
    return is_new


@transaction.atomic
def reset_two_step(user: User) -> int:
    """Take away every second step of somebody who has lost them, and sign them out everywhere; how
    many there were."""
    count, _by_model = Authenticator.objects.filter(user=user).delete()
    _end_sessions(user)
    return count


def _end_sessions(user: User) -> None:
    known = UserSession.objects.filter(user=user)
    Session.objects.filter(session_key__in=known.values("session_key")).delete()
    known.delete()
