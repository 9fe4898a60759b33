"""The brief edition: what a board reads on two pages, chosen so that it fits.

Nothing is set smaller or cut off to make room. What a page can do without is left out, in steps;
whoever lays the pages out takes the first step of each that fits. See ``Fit``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .context import ReportContext
from .evidence_chart import CLOSE_ROW, ROW, EvidenceDrawing, draw_evidence
from .hire_part import HireRow
from .move_part import MoveView, moves_in_words
from .priority_part import PlanItem, PriorityView
from .readiness_chart import ReadinessDrawing
from .words import first_sentence, join

SHORT = 90  # characters, where a text has to be cut at a word

Page = TypeVar("Page", "FirstPage", "SecondPage")


@dataclass(frozen=True)
class FirstPage:
    """How much the first page says."""

    row: float = ROW  # the height of a row of the evidence chart
    sure: int = 4  # paragraphs on how sure the verdict is
    splits: int = 3
    readings: bool = True  # what a split means, beside that there is one
    doubts: int = 2  # pairs of answers to look at again
    lede: bool = True
    short: bool = False


@dataclass(frozen=True)
class SecondPage:
    """How much the second page says. Whatever is left out is in the full report."""

    priorities: int = 6  # the musts come first and are never left out
    reasons: int = 3
    moves_in_plan: int = 9  # moves in a column that are told in full
    items: int = 9  # moves in a column that are named at all
    hires: int = 6
    whole_triggers: bool = True
    changes: int = 3  # ways in which the verdict could move
    handovers: int = 3
    short: bool = False


def _less_and_less(most: Page, *steps: dict[str, Any]) -> tuple[Page, ...]:
    """From the page that says most down, leaving out something more at each step."""
    return tuple(accumulate(steps, lambda page, step: replace(page, **step), initial=most))


FIRST_PAGES = _less_and_less(
    FirstPage(),
    {"row": CLOSE_ROW},
    {"splits": 2},
    {"splits": 1, "sure": 3},
    {"doubts": 1},
    {"readings": False},
    {"lede": False, "sure": 2},
    {"doubts": 0, "sure": 1, "short": True},
)
SECOND_PAGES = _less_and_less(
    SecondPage(),
    {"reasons": 2},
    {"priorities": 5, "hires": 5, "handovers": 2},
    {"priorities": 4, "handovers": 0},
    {"priorities": 3, "hires": 4},
    {"moves_in_plan": 6},
    {"moves_in_plan": 5},
    {"reasons": 1},
    {"moves_in_plan": 4, "whole_triggers": False},
    {"changes": 2},
    {"moves_in_plan": 3, "items": 8, "hires": 3},
    {"moves_in_plan": 2, "changes": 1},
    {"moves_in_plan": 1, "items": 6},
    {"moves_in_plan": 0, "items": 4, "hires": 2, "short": True},
)


@dataclass(frozen=True)
class Fit:
    """Which step of each page to take: 0 says most. The last step of each fits for any company."""

    first: int = 0
    second: int = 0


LAST_FIT = Fit(len(FIRST_PAGES) - 1, len(SECOND_PAGES) - 1)


@dataclass(frozen=True)
class Duty:
    """A priority as the board reads it."""

    number: int
    name: str
    moscow: str
    moscow_name: str
    why: str
    move: str
    owner: str


@dataclass(frozen=True)
class Hire:
    role: str
    step: str
    trigger: str
    met: str
    is_due: bool


@dataclass(frozen=True)
class Month:
    """A column of the plan: which first moves of the table above, further moves, the rest by name."""

    title: str
    above: str
    told: tuple[PlanItem, ...]
    rest: str


@dataclass(frozen=True)
class Brief:
    """What the two pages say."""

    lede: str
    evidence: EvidenceDrawing
    readiness: ReadinessDrawing | None
    readiness_said: str
    sure: tuple[str, ...]
    splits: tuple[str, ...]
    doubts: tuple[str, ...]
    duties_title: str
    duties: tuple[Duty, ...]
    no_duty: str
    hires_title: str
    hires: tuple[Hire, ...]
    hires_said: str
    plan: tuple[Month, ...]
    moves: tuple[tuple[str, str], ...]
    no_move: str
    stop_doing: tuple[tuple[str, str], ...]


def brief_of(report: ReportContext, fit: Fit = Fit()) -> Brief:
    """The brief of a report with a verdict, said as fully as ``fit`` allows."""
    first, second = FIRST_PAGES[fit.first], SECOND_PAGES[fit.second]
    if report.stage is None:
        raise ValueError("There is no verdict yet, so there is no report.")
    cut = _cut if first.short else str
    duties = _duties(report, second)
    return Brief(
        lede=report.lede if first.lede else "",
        evidence=draw_evidence(
            report.rubric.stages, report.stage.id, report.contributions, first.row
        ),
        readiness=report.readiness_drawing,
        readiness_said=cut(report.readiness_sentence),
        sure=tuple(map(cut, (*report.how_sure, report.possible)[: first.sure])),
        splits=_splits(report, first),
        doubts=tuple(one.ask for one in report.contradictions[: first.doubts]),
        duties_title=_duties_title(report, duties),
        duties=duties,
        no_duty=""
        if duties
        else _("No priority follows from what is known. Answer the practices first."),
        hires_title=_hires_title(report),
        hires=_hires(report, second),
        hires_said=_hires_said(report, second),
        plan=_plan(report, duties, second),
        moves=_moves(report, second),
        no_move=""
        if report.moves
        else _("Nothing small: no change of up to four answers moves it to another stage."),
        stop_doing=tuple((one.what, one.to) for one in report.stop_doing[: second.handovers]),
    )


def _cut(text: str) -> str:
    """The first sentence, or as much of it as is short, ended at a word."""
    text = first_sentence(text)
    if len(text) <= SHORT:
        return text
    return text[:SHORT].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def _splits(report: ReportContext, page: FirstPage) -> tuple[str, ...]:
    cut: Callable[[str], str] = _cut if page.short else str
    said = []
    for one in report.splits[: page.splits]:
        reading = f" {one.reading.do}" if one.reading and page.readings else ""
        said.append(cut(one.sentence) + reading)
    more = len(report.splits) - len(said)
    if said and more > 0:
        said.append(
            ngettext(
                "One more pair is out of step; the full report names it.",
                "%(count)s more pairs are out of step; the full report names them.",
                more,
            )
            % {"count": more}
        )
    return tuple(said) or (_("No side of the company is two stages or more ahead of another."),)


def _duties_title(report: ReportContext, duties: tuple[Duty, ...]) -> str:
    if not report.musts:
        return _("What to do first")
    if len(duties) > len(report.musts):
        return _("What must happen, and what should")
    return _("What must happen")


def _duties(report: ReportContext, page: SecondPage) -> tuple[Duty, ...]:
    wanted = max(len(report.musts), page.priorities)
    return tuple(_duty(one, page) for one in report.in_full[:wanted])


def _duty(one: PriorityView, page: SecondPage) -> Duty:
    cut = _cut if page.short else str
    why = " ".join(reason.text for reason in one.reasons[: page.reasons])
    return Duty(
        one.number,
        one.name,
        one.moscow,
        one.moscow_name,
        cut(why),
        cut(one.first_move),
        one.owner,
    )


def _hires_title(report: ReportContext) -> str:
    found = report.organisation
    return _("Open seats") if found and found.stopped else _("Next hires")


def _ordered_hires(report: ReportContext) -> tuple[HireRow, ...]:
    """Each role once: those that are due, then those of this stage, then those of the next."""
    found = report.organisation
    both = (*found.hires, *found.later) if found else ()
    ranked = sorted(both, key=lambda one: not one.is_due)
    return tuple({one.role.id: one for one in reversed(ranked)}.values())[::-1]


def _hires(report: ReportContext, page: SecondPage) -> tuple[Hire, ...]:
    cut = _cut if page.short else str
    return tuple(
        Hire(
            one.role.name,
            one.step,
            cut(one.trigger) if page.whole_triggers else cut(one.in_short),
            one.met,
            one.is_due,
        )
        for one in _ordered_hires(report)[: page.hires]
    )


def _hires_said(report: ReportContext, page: SecondPage) -> str:
    """What stands below the hires, or instead of them."""
    found, hires = report.organisation, _ordered_hires(report)
    if found is None or not (hires or found.known):
        return _("Whom to hire can be said once it is known who holds which role.")
    if not hires:
        return _("Every seat that the charts ask for is held as it should be.")
    rest = hires[page.hires :]
    late = [found.span] if found.span_is_late else []
    if found.stopped:
        late.append(found.stopped)
    if rest:
        late.append(
            ngettext(
                "%(count)s more seat, with its trigger, is in the full report.",
                "%(count)s more seats, with their triggers, are in the full report.",
                len(rest),
            )
            % {"count": len(rest)}
        )
    return " ".join(late)


def _plan(report: ReportContext, duties: tuple[Duty, ...], page: SecondPage) -> tuple[Month, ...]:
    above = {one.move for one in duties}
    return tuple(_month(one.title, one.items, above, page) for one in report.plan)


def _month(title: str, items: tuple[PlanItem, ...], above: set[str], page: SecondPage) -> Month:
    """A first move that stands above already is not told again."""
    first = [one.name for one in items if one.move in above]
    new = [one for one in items if one.move not in above]
    told, rest = tuple(new[: page.moves_in_plan]), new[page.moves_in_plan :]
    names = [one.name for one in rest[: max(page.items - len(told), 0)]]
    more = len(rest) - len(names)
    if more > 0:
        names.append(_("%(count)s more") % {"count": more})
    rest_said = _("And: %(names)s.") % {"names": join(names)} if names else ""
    if not items:
        rest_said = _("Nothing new: finish what was begun.")
    above_said = _("The first moves above: %(names)s.") % {"names": join(first)} if first else ""
    return Month(title, above_said, told, rest_said)


def _moves(report: ReportContext, page: SecondPage) -> tuple[tuple[str, str], ...]:
    """The smallest changes first; at least one each way while there is room for two."""
    ranked: list[MoveView] = sorted(report.moves, key=lambda move: len(move.changes))
    ways = list({move.direction: move for move in reversed(ranked)}.values())
    ranked = sorted(ways, key=lambda move: len(move.changes)) + [
        move for move in ranked if move not in ways
    ]
    cut = _cut if page.short else str
    said = moves_in_words(ranked[: page.changes])
    return tuple((title, cut(text)) for title, text in said)
