"""How old an answer is, in words: the day on which it was given, and how long ago that is."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .words import count_words

WEEK, MONTH, YEAR = 7, 30.44, 365.25  # days
MONTHS_FROM = 60  # days from which months are counted, then years from two of them on
YEARS_FROM = 2 * YEAR


def day_words(when: datetime) -> str:
    """The day of a moment, where this instance is: "12 August 2026"."""
    return date_format(timezone.localtime(when), "j F Y")


def age_words(when: datetime, today: date) -> str:
    """The day of a moment and how long ago it is: "12 August 2026, three months ago"."""
    day = timezone.localtime(when).date()
    return _("%(day)s, %(ago)s") % {"day": day_words(when), "ago": ago_words((today - day).days)}


def ago_words(days: int) -> str:
    """So many days ago, in the unit that people would use."""
    if days <= 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    if days < 2 * WEEK:
        return _("%(count)s days ago") % {"count": count_words(days)}
    if days < MONTHS_FROM:
        return _("%(count)s weeks ago") % {"count": count_words(round(days / WEEK))}
    if days < YEARS_FROM:
        return _("%(count)s months ago") % {"count": count_words(round(days / MONTH))}
    return _("over %(count)s years ago") % {"count": count_words(int(days // YEAR))}
