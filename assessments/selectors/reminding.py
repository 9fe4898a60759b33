"""Which companies of a portfolio may be, and are due to be, reminded of a new assessment."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from ..models import Entry, Portfolio
from .portfolios import visible_entries
from .week import OLD_AFTER_DAYS

PAUSE = timedelta(days=14)  # between two reminders of one company


def old_after_days(portfolio: Portfolio) -> int:
    """After how many days an assessment counts as old in the portfolio."""
    return portfolio.remind_after_days or OLD_AFTER_DAYS


def rested() -> Q:
    """The condition that the last reminder, if any, was long enough ago."""
    return Q(reminded_at__isnull=True) | Q(reminded_at__lt=timezone.now() - PAUSE)


def due_entries(portfolio: Portfolio) -> QuerySet[Entry]:
    """The visible companies whose latest assessment is old and which were not reminded within 14
    days, the oldest first. One query."""
    last = timezone.localdate() - timedelta(days=old_after_days(portfolio))
    old = visible_entries(portfolio).filter(rested(), company__latest__as_of__lt=last)
    return old.order_by("company__latest__as_of", "pk")


def may_be_reminded(entry: Entry, portfolio: Portfolio) -> bool:
    """Whether the company has nothing submitted or something old, and was not reminded within 14
    days. No query, once its latest result is there."""
    if entry.reminded_at is not None and entry.reminded_at >= timezone.now() - PAUSE:
        return False
    latest = entry.company.latest
    last = timezone.localdate() - timedelta(days=old_after_days(portfolio))
    return latest is None or latest.as_of < last
