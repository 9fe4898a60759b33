"""Companies whose assessment is old are asked for a new one: by a member, or by themselves.

A reminder is marked before it is mailed, and only if nobody else has just done so: of two processes
one sends. Should the mail server not take it, the mark goes again.
"""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from ..mail import is_taken, mail
from ..models import Entry, Grant, Owner, Portfolio, User
from ..selectors.reminding import due_entries, may_be_reminded, rested

MOST_AT_ONCE = 100  # of a portfolio, in one go: the next comes soon


def remind(entry: Entry, *, by: User | None = None) -> bool:
    """Ask the company's owners for a new assessment; whether a mail went to any of them.

    Not if it was asked within 14 days, its assessment is not old, or it shares no longer. ``by`` is
    the member who asks; without one it is the portfolio. Not within a transaction.
    """
    if not may_be_reminded(entry, entry.portfolio):
        return False
    now = timezone.now()
    mine = Entry.objects.filter(rested(), pk=entry.pk, grant__in=Grant.objects.that_hold())
    if not mine.update(reminded_at=now):
        return False
    if _mail(entry, by):
        return True
    Entry.objects.filter(pk=entry.pk, reminded_at=now).update(reminded_at=entry.reminded_at)
    return False


def remind_due(portfolio: Portfolio, *, by: User | None = None) -> int:
    """Ask each company of the portfolio that is due, at most 100 of them; how many were asked."""
    due = due_entries(portfolio).select_related("portfolio")
    return sum(remind(entry, by=by) for entry in due[:MOST_AT_ONCE])


def remind_everywhere() -> int:
    """The same in every portfolio that says after how many days; how many companies were asked."""
    portfolios = Portfolio.objects.filter(remind_after_days__isnull=False)
    return sum(remind_due(one) for one in portfolios)


def _mail(entry: Entry, by: User | None) -> bool:
    """Whether the mail server took the mail to any owner."""
    company = entry.company
    context = {
        "portfolio": entry.portfolio,
        "company": company,
        "latest": company.latest,
        "by": by,
        "link": _address("company", company.public_id),
        "sharing": _address("sharing", company.public_id),
    }
    owners = Owner.objects.filter(company=company, user__is_active=True).select_related("user")
    taken = False
    for owner in owners:
        message = mail("portfolios/email/reminder", owner.user.email, context)
        message.reply_to = [by.email] if by else []
        taken |= is_taken(message)
    return taken


def _address(name: str, company: str) -> str:
    return f"{settings.ADDRESS}{reverse(name, kwargs={'company': company})}"
