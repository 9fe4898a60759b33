"""What the members of a portfolio have to do this week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, QuerySet
from django.utils import timezone

from ..models import Entry, Portfolio
from .portfolios import visible_entries

DAYS_AHEAD = 7  # check-ins within this time are due this week
ENDING_WITHIN_DAYS = 30  # shares that end within this time have to be asked for again
OLD_AFTER_DAYS = 120  # an assessment, where the portfolio does not say
SHOWN = 50  # of each list


@dataclass(frozen=True, slots=True)
class Due:
    """Companies that something is to be done about: the first ones, and how many there are."""

    entries: tuple[Entry, ...]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.entries)


@dataclass(frozen=True, slots=True)
class Week:
    """What there is to do, the most pressing first in each."""

    today: date
    old_after_days: int
    check_ins: Due
    old: Due
    unassessed: Due
    ending: Due

    @property
    def is_empty(self) -> bool:
        return not any(
            one.count for one in (self.check_ins, self.old, self.unassessed, self.ending)
        )


def week_of(portfolio: Portfolio) -> Week:
    """Check-ins that are due within a week, assessments that are old or missing, and shares that end
    soon. Eight queries, however many companies there are."""
    today = timezone.localdate()
    seen = visible_entries(portfolio)
    old_after = portfolio.remind_after_days or OLD_AFTER_DAYS
    old = seen.filter(company__latest__as_of__lt=today - timedelta(days=old_after))
    soon = timezone.now() + timedelta(days=ENDING_WITHIN_DAYS)
    check_ins = seen.filter(check_in_on__lte=today + timedelta(days=DAYS_AHEAD))
    return Week(
        today,
        old_after,
        _due(check_ins, "check_in_on"),
        _due(old, "company__latest__as_of"),
        _due(seen.filter(company__latest=None), "added_at"),
        _due(seen.filter(grant__expires_at__lte=soon), "grant__expires_at"),
    )


def _due(entries: QuerySet[Entry], by: str) -> Due:
    first = entries.order_by(F(by).asc(), "company__name", "pk")[:SHOWN]
    return Due(tuple(first), entries.count())
