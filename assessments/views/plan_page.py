"""What the pages of an action plan show. Made of rows that were read already: no query."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import rubrics
from ..access import May, ToCompany
from ..domain.proposals import item_of
from ..models import Action, Assessment
from ..reports.outcome_part import OutcomeView, outcome_view
from ..reports.priority_part import PriorityView
from ..reports.proposal_part import ProposalView
from ..selectors import rubric_of
from ..selectors.plan import Outcomes
from ..services.plan import CLOSED

State = Action.State


@dataclass(frozen=True)
class Who:
    """Whose actions are asked for: all, those of one ``owner``, or those of nobody yet."""

    owner: str = ""
    is_nobody: bool = False

    @classmethod
    def asked(cls, query: QueryDict) -> Who:
        return cls(query.get("owner", ""), "nobody" in query)

    @property
    def query(self) -> str:
        """What stands for it behind an address, with the question mark."""
        if self.is_nobody:
            return "?nobody=1"
        return f"?{urlencode({'owner': self.owner})}" if self.owner else ""

    @property
    def is_everybody(self) -> bool:
        return not self.owner and not self.is_nobody

    def holds(self, action: Action) -> bool:
        if self.is_nobody:
            return action.owner == ""
        return self.owner in ("", action.owner)


EVERYBODY = Who()


@dataclass(frozen=True)
class WhoChoice:
    """A way to ask for fewer actions."""

    who: Who
    name: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class StateChoice:
    """A state that an action can be put into."""

    value: str
    label: str
    is_current: bool


@dataclass(frozen=True)
class ActionView:
    """An action as people read it. ``note`` and ``link`` are empty for whoever may not see them.

    ``about`` is the practice or problem that it is for, ``about_url`` its page, if there is one.
    """

    action: Action
    company: str  # its name in addresses
    due: str
    is_overdue: bool
    about: str
    about_url: str
    note: str
    link: str
    outcome: OutcomeView | None

    @property
    def id(self) -> str:
        return f"action-{self.action.public_id}"

    @property
    def states(self) -> tuple[StateChoice, ...]:
        return tuple(
            StateChoice(value, str(label), value == self.action.state)
            for value, label in State.choices
        )

    @property
    def is_closed(self) -> bool:
        return self.action.state in CLOSED

    @property
    def closed(self) -> str:
        """When it was done or dropped."""
        at = self.action.closed_at
        return date_format(timezone.localtime(at), "j F Y") if at else ""

    @property
    def is_unsettled(self) -> bool:
        """Whether it is done while what it was for is known to be missing."""
        return self.action.state == State.DONE and bool(self.outcome and self.outcome.is_missing)

    @property
    def is_settled_unseen(self) -> bool:
        """Whether what it was for is in place and nobody has ticked it off."""
        settled = self.outcome is not None and self.outcome.progress == "settled"
        return settled and not self.is_closed

    @property
    def parts(self) -> dict[str, str]:
        """What names it in an address."""
        return {"company": self.company, "action": self.action.public_id}

    @property
    def url(self) -> str:
        return reverse("action", kwargs=self.parts)

    @property
    def state_url(self) -> str:
        return reverse("action-state", kwargs=self.parts)


@dataclass(frozen=True)
class StateGroup:
    """The actions in one state."""

    state: str
    name: str
    actions: tuple[ActionView, ...]


@dataclass(frozen=True)
class ProposalGroup:
    """What one priority proposes."""

    priority: PriorityView
    proposals: tuple[ProposalView, ...]


@dataclass(frozen=True)
class PlanPage:
    """The action plan. ``all_count`` counts the actions that are not asked for, too.

    ``is_taking_on``: somebody came to take something on.
    """

    way: ToCompany
    who: Who
    whose: tuple[WhoChoice, ...]
    actions: tuple[ActionView, ...]
    all_count: int
    result: Assessment | None
    proposals: tuple[ProposalGroup, ...]
    today: date
    is_taking_on: bool = False

    @property
    def may_change(self) -> bool:
        return self.way.may >= May.MANAGE

    @property
    def groups(self) -> tuple[StateGroup, ...]:
        """Every state with its actions, in the order of the states."""
        return tuple(
            StateGroup(
                value, str(label), tuple(one for one in self.actions if one.action.state == value)
            )
            for value, label in State.choices
        )

    @property
    def open_groups(self) -> tuple[StateGroup, ...]:
        return tuple(one for one in self.groups if one.state not in CLOSED)

    @property
    def closed_groups(self) -> tuple[StateGroup, ...]:
        return tuple(one for one in self.groups if one.state in CLOSED)

    @property
    def unsettled(self) -> tuple[ActionView, ...]:
        """What is done while the practice is still missing."""
        return tuple(one for one in self.actions if one.is_unsettled)

    @property
    def must_count(self) -> int:
        return sum(one.is_must for group in self.proposals for one in group.proposals)

    @property
    def proposal_count(self) -> int:
        return sum(len(group.proposals) for group in self.proposals)

    @property
    def summary(self) -> str:
        """How the plan stands, in a sentence."""
        still = [one for one in self.actions if not one.is_closed]
        overdue = sum(one.is_overdue for one in still)
        text = ngettext("%(count)s action is open", "%(count)s actions are open", len(still))
        said = text % {"count": len(still) or _("No")}
        if overdue:
            said += ngettext(
                ", %(count)s of them overdue", ", %(count)s of them overdue", overdue
            ) % {"count": overdue}
        done = sum(one.action.state == State.DONE for one in self.actions)
        return _("%(open)s; %(done)s done.") % {"open": said, "done": done or _("none")}


# --- building them -------------------------------------------------------------------------------


def action_views(
    way: ToCompany, actions: Iterable[Action], outcomes: Outcomes, today: date
) -> tuple[ActionView, ...]:
    """The actions for whoever comes by that way."""
    return tuple(action_view(way, one, outcomes, today) for one in actions)


def action_view(way: ToCompany, action: Action, outcomes: Outcomes, today: date) -> ActionView:
    name, url = _about(action)
    sees_notes = way.may >= May.SEE_ANSWERS
    found, then = outcomes.of.get(action.pk), outcomes.then.get(action.pk)
    told = None
    if found is not None and (now := outcomes.now) is not None:
        told = outcome_view(found, now.as_of, rubric_of(now), rubric_of(then) if then else None)
    return ActionView(
        action=action,
        company=way.company.public_id,
        due=due_words(action.due, today, is_closed=action.state in CLOSED),
        is_overdue=_is_overdue(action, today),
        about=name,
        about_url=url,
        note=action.note if sees_notes else "",
        link=action.link if sees_notes else "",
        outcome=told,
    )


def _is_overdue(action: Action, today: date) -> bool:
    return action.due is not None and action.due < today and action.state not in CLOSED


def _about(action: Action) -> tuple[str, str]:
    """The practice or problem that an action is for, and its page in today's rubric if it is there."""
    if not action.priority:
        return "", ""
    item, today = item_of(action.priority), rubrics.find()
    rubric = rubric_of(action.assessment) if action.assessment else today
    for known, now, url in (
        (rubric.practice_by_id, today.practice_by_id, "practice"),
        (rubric.problem_by_id, today.problem_by_id, "problem"),
    ):
        if item in known:
            page = reverse(f"rubric-{url}", kwargs={url: item}) if item in now else ""
            return known[item].name, page
    return "", ""


def whose(actions: Sequence[Action], who: Who) -> tuple[WhoChoice, ...]:
    """Everybody, each person who has an action, and nobody yet; empty if there is no choice."""
    counts: dict[str, int] = {}
    for one in actions:
        counts[one.owner] = counts.get(one.owner, 0) + 1
    if len(counts) < 2 and who.is_everybody:
        return ()
    nobodys = counts.pop("", 0)
    found = [(EVERYBODY, _("Everybody"), len(actions))]
    found += [(Who(name), name, counts[name]) for name in sorted(counts, key=str.casefold)]
    if nobodys or who.is_nobody:
        found.append((Who(is_nobody=True), _("Nobody yet"), nobodys))
    if who not in [one for one, _name, _count in found]:
        found.append((who, who.owner, 0))
    return tuple(WhoChoice(one, name, count, one == who) for one, name, count in found)


def proposal_groups(
    proposals: Iterable[ProposalView], taken: set[str]
) -> tuple[ProposalGroup, ...]:
    """What is not in the plan yet, by priority."""
    groups: dict[int, tuple[PriorityView, list[ProposalView]]] = {}
    for one in proposals:
        if one.key not in taken:
            groups.setdefault(one.priority.number, (one.priority, []))[1].append(one)
    return tuple(ProposalGroup(priority, tuple(found)) for priority, found in groups.values())


# --- words ---------------------------------------------------------------------------------------


def due_words(due: date | None, today: date, *, is_closed: bool = False) -> str:
    """By when, and how far off that is: what is overdue says so."""
    if due is None:
        return _("No date yet")
    values = {"date": date_format(due, "j F Y"), "apart": apart_words(abs((due - today).days))}
    if is_closed:
        return _("Was due %(date)s") % values
    if due < today:
        return _("Overdue by %(apart)s, since %(date)s") % values
    if due == today:
        return _("Due today, %(date)s") % values
    return _("Due %(date)s, in %(apart)s") % values


def apart_words(days: int) -> str:
    """A time in the largest unit that still says enough: days up to a fortnight, weeks, months."""
    if days <= 14:
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    if days < 70:
        weeks = round(days / 7)
        return ngettext("%(count)s week", "%(count)s weeks", weeks) % {"count": weeks}
    months = round(days / 30.4)
    return ngettext("%(count)s month", "%(count)s months", months) % {"count": months}
