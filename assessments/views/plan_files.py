"""The action plan as files: for a calendar, for a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from ..calendars import DueDay, as_calendar
from ..models import Action
from ..spreadsheet import as_csv
from .plan_page import ActionView, PlanPage

NAMES_END = "@stagecheck"  # makes an action's name one of its own among all calendars


def calendar_file(page: PlanPage, absolute: Callable[[str], str]) -> bytes:
    """Every action that has a date, as a day in a calendar; what was dropped goes from it.

    ``absolute`` makes a whole address of a path: each day leads to the action, for those who may
    change it.
    """
    title = _("%(company)s: action plan") % {"company": page.way.company.name}
    dated = [(one.action.due, one) for one in page.actions if one.action.due]
    return as_calendar(title, (_day(page, due, one, absolute) for due, one in dated))


def _day(page: PlanPage, due: date, one: ActionView, absolute: Callable[[str], str]) -> DueDay:
    action = one.action
    title = action.title
    if action.state == Action.State.DONE:
        title = _("Done: %(title)s") % {"title": title}
    return DueDay(
        name=f"action-{action.public_id}{NAMES_END}",
        day=due,
        title=title,
        description="\n".join(_described(page, one)),
        url=absolute(one.url) if page.may_change else "",
        created_at=action.created_at,
        changed_at=action.changed_at,
        version=action.version,
        is_cancelled=action.state == Action.State.DROPPED,
    )


def _described(page: PlanPage, one: ActionView) -> list[str]:
    """What a calendar tells of an action, in lines."""
    lines = [
        (_("Company: %s"), page.way.company.name),
        (_("Who: %s"), one.action.owner),
        (_("For: %s"), one.about),
        (_("State: %s"), one.action.get_state_display()),
        (_("Link: %s"), one.link),
    ]
    found = [text % said for text, said in lines if said]
    return [*found, "", one.note] if one.note else found


def table_file(page: PlanPage) -> bytes:
    """Every action in a row; dates as 2026-12-31, so that they sort."""
    header = (
        _("Action"), _("State"), _("Who"), _("Due"), _("Overdue"), _("For"), _("Outcome"),
        _("Practices"), _("Note"), _("Link"), _("Taken on"), _("Closed"),
    )  # fmt: skip
    return as_csv(header, (_row(one) for one in page.actions))


def _row(one: ActionView) -> tuple[object, ...]:
    action, outcome = one.action, one.outcome
    return (
        action.title,
        action.get_state_display(),
        action.owner,
        action.due,
        _("yes") if one.is_overdue else _("no"),
        one.about,
        outcome.name if outcome else "",
        outcome.sentence if outcome else "",
        one.note,
        one.link,
        timezone.localdate(action.created_at),
        timezone.localdate(action.closed_at) if action.closed_at else None,
    )
