"""The ways of looking at a portfolio that its members keep by name."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from ..models import Portfolio, SavedView

MOST = 40  # of one portfolio: more are no shortcut any more


class NameTaken(Exception):
    """The portfolio has a view of that name."""


class TooMany(Exception):
    """The portfolio has as many views as it may."""


def save_view(portfolio: Portfolio, *, name: str, query: str) -> SavedView:
    """Keep a view, whose query string the caller has read and written anew (``View.query``).

    Raises ``NameTaken`` or ``TooMany``. Two queries.
    """
    if portfolio.views.count() >= MOST:
        raise TooMany
    try:
        with transaction.atomic():
            return SavedView.objects.create(portfolio=portfolio, name=name, query=query)
    except IntegrityError:
        raise NameTaken from None


def delete_view(portfolio: Portfolio, public_id: str) -> bool:
    """Take a view of the portfolio away; whether there was one. The companies in it stay."""
    deleted, _by_model = SavedView.objects.filter(portfolio=portfolio, public_id=public_id).delete()
    return bool(deleted)
