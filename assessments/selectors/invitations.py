"""The invitations of a portfolio, and what has become of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from ..models import CompanyInvitation, Entry, Portfolio, User
from .companies import companies_of
from .portfolios import visible_entries


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation in the list. ``entry`` is the company that came by it, while it shares."""

    invitation: CompanyInvitation
    entry: Entry | None

    @property
    def is_waiting(self) -> bool:
        """Whether it can be sent again: it was neither accepted nor revoked."""
        states = CompanyInvitation.State
        return self.invitation.state in (states.OPEN, states.EXPIRED)


def invitations_of(portfolio: Portfolio) -> QuerySet[CompanyInvitation]:
    """The latest first. One query."""
    return portfolio.invitations.order_by("-created_at", "-pk")


def with_entries(
    portfolio: Portfolio, invitations: Iterable[CompanyInvitation]
) -> tuple[Invited, ...]:
    """Each with the company that accepted it: its grant was made at that very moment. A company that
    shares no longer is not told. One query."""
    rows = list(invitations)
    moments = [one.accepted_at for one in rows if one.accepted_at and not one.is_open]
    entries = visible_entries(portfolio).filter(grant__accepted_at__in=moments)
    by_moment = {one.grant.accepted_at: one for one in entries.select_related("grant__created_by")}
    return tuple(
        Invited(one, None if one.is_open else by_moment.get(one.accepted_at)) for one in rows
    )


def can_bring(user: User, portfolio: Portfolio) -> list[tuple[str, str, bool]]:
    """The user's companies, none that is being deleted: name in addresses, name, and whether it
    shares with the portfolio already. Two queries."""
    shared = visible_entries(portfolio).filter(company__owners__user=user)
    there = set(shared.values_list("company_id", flat=True))
    mine = companies_of(user).filter(delete_at__isnull=True)
    return [(one.public_id, one.name, one.pk in there) for one in mine]
