"""Calendar files: read back by a parser of the format, and by the rules of its text."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from assessments.calendars import DueDay, as_calendar

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
HARD = "Write, the; list\\ of “names”:\nŁódź 🚂 " + "long " * 40


def day(**parts: Any) -> DueDay:
    plain: dict[str, Any] = {
        "name": "action-a@stagecheck",
        "day": date(2026, 12, 24),
        "title": "Write it down",
        "description": "",
        "url": "",
        "created_at": NOW,
        "changed_at": NOW,
        "version": 1,
    }
    return DueDay(**(plain | parts))


def events(*days: DueDay, title: str = "Ferrovia") -> list[Any]:
    return Calendar.from_ical(as_calendar(title, days)).walk("VEVENT")


def test_a_due_day_is_an_event_of_a_whole_day_that_keeps_the_day_free():
    (event,) = events(day())

    assert event["dtstart"].params["VALUE"] == "DATE"
    assert event.decoded("dtstart") == date(2026, 12, 24)
    assert event.decoded("dtend") == date(2026, 12, 25)
    assert event["transp"] == "TRANSPARENT"
    assert event["status"] == "CONFIRMED"
    assert event.decoded("dtstamp") == NOW


def test_an_event_keeps_its_name_and_counts_its_changes():
    (first,) = events(day())
    (second,) = events(day(version=3, title="Changed"))

    assert first["uid"] == second["uid"] == "action-a@stagecheck"
    assert (first["sequence"], second["sequence"]) == (0, 2)


def test_what_is_not_to_be_done_any_more_is_cancelled():
    (event,) = events(day(is_cancelled=True))

    assert event["status"] == "CANCELLED"


def test_title_description_and_address_come_back_as_they_were():
    (event,) = events(day(title=HARD, description=HARD, url="https://x.example/a?b=c&d=e"))

    assert str(event["summary"]) == HARD
    assert str(event["description"]) == HARD
    assert str(event["url"]) == "https://x.example/a?b=c&d=e"


def test_the_file_follows_the_rules_of_its_text():
    content = as_calendar(HARD, [day(title=HARD, description=HARD)])

    assert content.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Stagecheck//")
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # no letter is cut in two
    assert b"list\\\\ of" in content.replace(b"\r\n ", b"")
    assert b"Write\\, the\\; list" in content.replace(b"\r\n ", b"")


def test_nothing_that_is_written_can_add_a_line_of_its_own():
    evil = "x\r\nBEGIN:VEVENT\r\nUID:evil\r\nEND:VEVENT\x00\x1b"
    days = [day(title=evil, description=evil)]

    assert [str(one["uid"]) for one in events(*days, title=evil)] == ["action-a@stagecheck"]
    assert b"\nBEGIN:VEVENT\r\nUID:evil" not in as_calendar(evil, days)


def test_the_last_day_that_there_is_has_no_day_after_it():
    (event,) = events(day(day=date.max))

    assert event.decoded("dtstart") == date.max
    assert "dtend" not in event


def test_the_same_days_make_the_same_bytes():
    days = [day(), day(name="b", title=HARD)]

    assert as_calendar("Ferrovia", days) == as_calendar("Ferrovia", days)


PRINTED = st.text(
    st.one_of(st.characters(exclude_categories=("Cc", "Cs")), st.sampled_from('\n\t\\nN;,:"'))
)


@given(PRINTED, PRINTED)
def test_any_text_comes_back_as_it_was(title: str, description: str):
    (event,) = events(day(title=title, description=description), title=title)

    assert str(event["summary"]) == title
    assert str(event.get("description", "")) == description


@given(st.text(), st.text())
def test_any_text_at_all_makes_one_event(title: str, description: str):
    (event,) = events(day(title=title, description=description), title=title)

    assert event["uid"] == "action-a@stagecheck"
