"""Who keeps which portfolio, and what was done in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from ..models import Entry, Grant, Member, Portfolio, PortfolioAct, User


@dataclass(frozen=True, slots=True)
class PortfolioRow:
    """A portfolio in the list of those that somebody keeps. ``companies``: whose grants hold."""

    portfolio: Portfolio
    role: Member.Role
    companies: int
    members: int


def portfolio_rows(user: User) -> list[PortfolioRow]:
    """The portfolios that the user keeps, by name, with how many companies they see in each and how
    many keep it. One query."""
    seen = Entry.objects.filter(grant__in=Grant.objects.that_hold())
    joined = Member.objects.filter(user__isnull=False)
    counted = (
        Member.objects.filter(user=user)
        .select_related("portfolio")
        .annotate(company_count=_count_of(seen), member_count=_count_of(joined))
    )
    return [
        PortfolioRow(one.portfolio, Member.Role(one.role), one.company_count, one.member_count)
        for one in counted.order_by("portfolio__name", "portfolio__pk")
    ]


def _count_of(rows: QuerySet[Any]) -> Coalesce:
    """How many of these the portfolio of the outer row has."""
    of_portfolio = rows.filter(portfolio=OuterRef("portfolio")).order_by()
    counted = of_portfolio.values("portfolio").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)


def members_of(portfolio: Portfolio) -> list[Member]:
    """Who keeps the portfolio, in the order in which they came. One query."""
    joined = portfolio.members.filter(user__isnull=False).select_related("user")
    return list(joined.order_by("accepted_at", "pk"))


def invited_to(portfolio: Portfolio) -> list[Member]:
    """Who is invited to keep it and has not accepted, the latest first; invitations that are over,
    too. One query."""
    return list(portfolio.members.filter(user__isnull=True).order_by("-invited_at", "-pk"))


def acts_in(portfolio: Portfolio) -> QuerySet[PortfolioAct]:
    """What changed who keeps it or what is in it, the latest first. One query."""
    return portfolio.acts.order_by("-at", "-pk")


def kept_alone(user: User) -> QuerySet[Portfolio]:
    """The portfolios that others keep too, but of which the user is the only owner. One query."""
    others = Member.objects.filter(portfolio=OuterRef("pk"), user__isnull=False).exclude(user=user)
    owned = Portfolio.objects.filter(members__user=user, members__role=Member.Role.OWNER)
    alone = owned.filter(Exists(others)).exclude(Exists(others.filter(role=Member.Role.OWNER)))
    return alone.order_by("name", "pk")


def kept_by_nobody_else(user: User) -> QuerySet[Portfolio]:
    """The portfolios that would go with the user's account: nobody else keeps them. One query."""
    others = Member.objects.filter(portfolio=OuterRef("pk"), user__isnull=False).exclude(user=user)
    mine = Portfolio.objects.filter(members__user=user)
    return mine.exclude(Exists(others)).order_by("name", "pk")
