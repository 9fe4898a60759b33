"""The record of what changed who may see or do what with a company."""

from __future__ import annotations

from ..models import Act, Company, User


def record(company: Company, kind: Act.Kind, *, user: User | None, about: str = "") -> None:
    """Write the act down, within the caller's transaction: it happens with what it tells of.

    Without a user it was somebody with the private link. ``about`` says in words whom or what it
    concerned.
    """
    by = user.get_full_name() if user else ""
    Act.objects.create(company=company, kind=kind, user=user, by=by[:120], about=about[:250])
