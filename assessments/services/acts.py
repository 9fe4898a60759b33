"""The records of what changed who may see or do what: of each company, and of each portfolio."""

from __future__ import annotations

from ..models import Act, Company, Portfolio, PortfolioAct, User


def record(company: Company, kind: Act.Kind, *, user: User | None, about: str = "") -> None:
    """Write the act down, within the caller's transaction: it happens with what it tells of.

    Without a user it was somebody with the private link. ``about`` says in words whom or what it
    concerned.
    """
    by = user.get_full_name() if user else ""
    Act.objects.create(company=company, kind=kind, user=user, by=by[:120], about=about[:250])


def record_in(
    portfolio: Portfolio, kind: PortfolioAct.Kind, *, user: User | None, about: str = ""
) -> None:
    """The same for what changed who keeps a portfolio or what is in it."""
    by = user.get_full_name() if user else ""
    PortfolioAct.objects.create(
        portfolio=portfolio, kind=kind, user=user, by=by[:120], about=about[:250]
    )
