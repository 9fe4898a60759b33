"""What a result proposes to take on, in words: the move, for what, who, by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.text import Truncator

from ..domain.proposals import proposals
from ..domain.scorecard import Scorecard
from .priority_part import PriorityView, priority_views

TITLE_LIMIT = 200  # characters of an action's title
OWNER_LIMIT = 120


@dataclass(frozen=True)
class ProposalView:
    """A move that can be taken on. ``days`` and ``due`` are None where the plan has no day for it.

    ``note`` holds the whole move if the title has no room for it.
    """

    key: str
    title: str
    note: str
    owner: str
    practices: tuple[str, ...]
    days: int | None
    due: date | None
    priority: PriorityView

    @property
    def is_must(self) -> bool:
        return self.priority.moscow == "must"


def proposal_views(card: Scorecard, as_of: date) -> tuple[ProposalView, ...]:
    """The proposals of a scorecard, by priority and day. Days count from the assessment's date."""
    views = dict(zip(card.priorities, priority_views(card), strict=True))
    found = []
    for one in proposals(card):
        priority, text = views[one.priority], one.move.text
        title = Truncator(text).chars(TITLE_LIMIT)
        found.append(
            ProposalView(
                key=one.key,
                title=title,
                note="" if title == text else text,
                owner=Truncator(priority.owner).chars(OWNER_LIMIT),
                practices=one.move.practices,
                days=one.days,
                due=as_of + timedelta(days=one.days) if one.days else None,
                priority=priority,
            )
        )
    return tuple(found)
