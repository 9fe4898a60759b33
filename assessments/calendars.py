"""Things that are due -> a calendar file (RFC 5545) that people can open or import.

Each is an event of a whole day: tasks (VTODO) are left out or hidden by most calendars. Its name
and its count of changes stay with it, so that importing a newer file changes what is there and adds
nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from unicodedata import category

from icalendar import Calendar, Event, vText

PRODUCT = "-//Stagecheck//Action plan//EN"


@dataclass(frozen=True, slots=True)
class DueDay:
    """Something that is due on a day. ``version`` counts its changes from 1; ``changed_at`` is the
    last one. ``is_cancelled``: it is not to be done any more, and goes from the calendar."""

    name: str  # of all such things in the world
    day: date
    title: str
    description: str
    url: str
    created_at: datetime
    changed_at: datetime
    version: int
    is_cancelled: bool = False


def as_calendar(title: str, days: Iterable[DueDay]) -> bytes:
    """The file. It depends on nothing but what is given: the same days make the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", vText(_printable(title)))  # what calendars show as its name
    for one in days:
        calendar.add_component(_event(one))
    return calendar.to_ical()


def _event(one: DueDay) -> Event:
    event = Event()
    event.add("uid", one.name)
    event.add("dtstamp", one.changed_at)
    event.add("created", one.created_at)
    event.add("last-modified", one.changed_at)
    event.add("sequence", one.version - 1)
    event.add("dtstart", one.day)
    if one.day < date.max:
        event.add("dtend", one.day + timedelta(days=1))  # the first day after it
    event.add("summary", _printable(one.title))
    if one.description:
        event.add("description", _printable(one.description))
    if one.url:
        event.add("url", one.url)
    event.add("status", "CANCELLED" if one.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")  # the day stays free
    return event


def _printable(text: str) -> str:
    """The text without control characters, which the format does not allow."""
    return "".join(one for one in text if one in "\n\t" or category(one) not in ("Cc", "Cs"))
