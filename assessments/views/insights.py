"""A portfolio's companies together: stages over time, shared gaps, movements, and who needs a look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .. import access
from ..access import MayKeep, ToPortfolio
from ..domain import aggregates
from ..domain.aggregates import FEWEST_PEERS, Moved, Quartiles
from ..domain.rubric import Practice, Stage
from ..domain.shared_gaps import SharedGap, shared_gaps
from ..htmx import HtmxHttpRequest
from ..reports.history_chart import NARROW
from ..reports.stages_chart import StagesDrawing, draw_stages
from ..reports.words import certainty_words, join, percent, thousands
from ..selectors.insights import Gathered, Named, gathered, quarter_ends
from ..selectors.overview import months_before

SHARED_BY = 2  # companies that lack a practice, for it to be a shared gap
MOST_LISTED = 50  # companies of one list; the overview has all
PERIOD = 3  # months, unless another is asked for

# --- what the page shows -------------------------------------------------------------------------


@dataclass(frozen=True)
class CompanyLink:
    name: str
    url: str


@dataclass(frozen=True)
class Gap:
    """A practice that several companies lack: "missing in 6 of 14 companies at Adoption or later"."""

    practice: Practice
    said: str
    companies: tuple[CompanyLink, ...]
    more: int
    filtered: str  # the overview with those companies


@dataclass(frozen=True)
class MoveRow:
    """``url`` is where the answers tell what moved; empty where these are not shared."""

    company: CompanyLink
    was: Stage
    was_number: int
    becomes: Stage
    number: int
    day: str
    url: str


@dataclass(frozen=True)
class MovesView:
    """The movements of a period. ``problem`` says why it cannot be told of."""

    begin: str
    end: str
    said: str
    up: tuple[MoveRow, ...] = ()
    down: tuple[MoveRow, ...] = ()
    more: int = 0
    problem: str = ""


@dataclass(frozen=True)
class Look:
    """A company that needs a look, its stage, and why in a sentence."""

    company: CompanyLink
    number: int
    stage: Stage
    said: str


@dataclass(frozen=True)
class PeerGroup:
    """The quartiles of a stage's companies, as rows of a table: what, and the three values."""

    number: int
    stage: Stage
    count: int
    rows: tuple[tuple[str, Quartiles | None], ...]


@dataclass(frozen=True)
class StageCounts:
    """How many companies were at each stage, day by day: as a drawing of either width, and in rows."""

    days: tuple[str, ...]
    rows: tuple[tuple[int, Stage, tuple[int, ...]], ...]
    wide: StagesDrawing | None
    narrow: StagesDrawing | None


@dataclass(frozen=True)
class InsightsPage:
    companies: int
    placed: int
    sharing_result: int
    stages: StageCounts
    gaps: tuple[Gap, ...]
    moves: MovesView
    turning: tuple[Look, ...]
    turning_more: int
    out_of_step: tuple[Look, ...]
    out_of_step_more: int
    peers: tuple[PeerGroup, ...]
    too_few: str  # the stages of which no quartiles are shown


@never_cache
@require_safe
def insights(request: HtmxHttpRequest, portfolio: str) -> HttpResponse:
    """What the portfolio's companies come to together; movements from ``from`` to ``to``."""
    way = access.portfolio(request, portfolio, MayKeep.SEE)
    page = _page(way, gathered(way.portfolio), request.GET)
    status = 422 if page.moves.problem else 200
    context = {"way": way, "page": page, "fewest": FEWEST_PEERS}
    return render(request, "portfolios/insights.html", context, status=status)


def _page(way: ToPortfolio, found: Gathered, asked: Mapping[str, str]) -> InsightsPage:
    links = {key: _link(one) for key, one in found.named.items()}
    turning = _turning(found, links)
    stepping = _out_of_step(found, links)
    groups = aggregates.peers(
        found.cards, len(found.rubric.stages), tuple(found.rubric.dimension_by_id)
    )
    few = [found.rubric.stages[one.ordinal - 1].name for one in groups if not one.is_shown]
    return InsightsPage(
        len(found.named),
        len(found.cards),
        len(found.standings),
        _stages(found),
        _gaps(way, found, links),
        _moves(found, links, asked),
        turning[:MOST_LISTED],
        max(len(turning) - MOST_LISTED, 0),
        stepping[:MOST_LISTED],
        max(len(stepping) - MOST_LISTED, 0),
        tuple(_group(found, one) for one in groups if one.is_shown),
        join(few),
    )


def _link(one: Named) -> CompanyLink:
    return CompanyLink(one.name, reverse("company", kwargs={"company": one.public_id}))


# --- stages over time, shared gaps ---------------------------------------------------------------


def _stages(found: Gathered) -> StageCounts:
    today, stages = timezone.localdate(), found.rubric.stages
    first = min((one.day for one in found.history), default="")
    ended = (one for one in quarter_ends(today) if one.isoformat() >= first)
    days = (*ended, today)
    counts = aggregates.stages_at(found.history, [one.isoformat() for one in days], len(stages))
    said = (*(date_format(one, "M Y") for one in days[:-1]), _("today"))
    rows = tuple(
        (at + 1, stage, tuple(one[at] for one in counts)) for at, stage in enumerate(stages)
    )
    wide, narrow = draw_stages(stages, said, counts), draw_stages(stages, said, counts, NARROW)
    return StageCounts(said, rows, wide, narrow)


def _gaps(way: ToPortfolio, found: Gathered, links: Mapping[str, CompanyLink]) -> tuple[Gap, ...]:
    shared = shared_gaps(found.rubric, found.standings, least=SHARED_BY, most_named=MOST_LISTED)
    return tuple(_gap(way, found, one, links) for one in shared)


def _gap(
    way: ToPortfolio, found: Gathered, one: SharedGap, links: Mapping[str, CompanyLink]
) -> Gap:
    stages = found.rubric.stages
    values = {
        "missing": thousands(one.missing),
        "count": thousands(one.of),
        "stage": stages[one.stage - 1].name,
    }
    if one.stage == 1:
        said = ngettext(
            "missing in %(missing)s of %(count)s company",
            "missing in %(missing)s of %(count)s companies",
            one.of,
        )
    elif one.stage == len(stages):
        said = ngettext(
            "missing in %(missing)s of %(count)s company at %(stage)s",
            "missing in %(missing)s of %(count)s companies at %(stage)s",
            one.of,
        )
    else:
        said = ngettext(
            "missing in %(missing)s of %(count)s company at %(stage)s or later",
            "missing in %(missing)s of %(count)s companies at %(stage)s or later",
            one.of,
        )
    asked: list[tuple[str, object]] = [("stage", at) for at in range(one.stage, len(stages) + 1)]
    query = urlencode([*asked, ("missing", one.practice.id)])
    overview = reverse("portfolio", kwargs={"portfolio": way.portfolio.public_id})
    companies = tuple(links[key] for key in one.companies)
    return Gap(one.practice, said % values, companies, one.more, f"{overview}?{query}")


# --- movements -----------------------------------------------------------------------------------


def _moves(
    found: Gathered, links: Mapping[str, CompanyLink], asked: Mapping[str, str]
) -> MovesView:
    today = timezone.localdate()
    begin, end = _day(asked.get("from"), months_before(today, PERIOD)), _day(asked.get("to"), today)
    if begin is None or end is None or begin > end:
        problem = _("Give two days, the earlier one first.")
        return MovesView(asked.get("from", ""), asked.get("to", ""), "", problem=problem)
    period = aggregates.period(found.history, begin.isoformat(), end.isoformat())
    up, down = (
        tuple(_move(found, one, links) for one in islice(moves, MOST_LISTED))
        for moves in (period.up, period.down)
    )
    more = len(period.up) + len(period.down) - len(up) - len(down)
    values = {
        "up": len(period.up),
        "down": len(period.down),
        "stayed": period.stayed,
        "first": period.first,
    }
    said = _(
        "Up: %(up)s. Down: %(down)s. Assessed anew and at the same stage: %(stayed)s. First assessed: %(first)s."
    )
    return MovesView(begin.isoformat(), end.isoformat(), said % values, up, down, more)


def _day(given: str | None, default: date) -> date | None:
    """The day that is given, or the default if none is; None if it is no day."""
    if not given:
        return default
    try:
        return parse_date(given)
    except ValueError:
        return None


def _move(found: Gathered, one: Moved, links: Mapping[str, CompanyLink]) -> MoveRow:
    stages, named = found.rubric.stages, found.named[one.company]
    url = ""
    if named.shares_answers:
        pair = urlencode({"from": one.was.assessment, "to": one.becomes.assessment})
        url = f"{reverse('moved', kwargs={'company': named.public_id})}?{pair}"
    return MoveRow(
        links[one.company],
        stages[one.was.ordinal - 1],
        one.was.ordinal,
        stages[one.becomes.ordinal - 1],
        one.becomes.ordinal,
        date_format(date.fromisoformat(one.becomes.day), "j F Y"),
        url,
    )


# --- who needs a look, and peers -----------------------------------------------------------------


def _turning(found: Gathered, links: Mapping[str, CompanyLink]) -> tuple[Look, ...]:
    stages = found.rubric.stages
    return tuple(
        Look(
            links[one.company],
            one.ordinal,
            stages[one.ordinal - 1],
            _("%(certainty)s; %(stage)s has %(share)s")
            % {
                "certainty": certainty_words(one.certainty),
                "stage": stages[one.next_to - 1].name,
                "share": percent(one.probability),
            },
        )
        for one in aggregates.about_to_turn(found.cards)
    )


def _out_of_step(found: Gathered, links: Mapping[str, CompanyLink]) -> tuple[Look, ...]:
    rubric = found.rubric
    looks = []
    for one in aggregates.out_of_step(found.cards):
        behind = [
            _("%(dimension)s %(stages)s behind")
            % {"dimension": rubric.dimension_by_id[dimension].name, "stages": stages}
            for dimension, stages in one.behind
            if dimension in rubric.dimension_by_id
        ]
        parts = [_("split"), *behind] if one.is_split else behind
        company, stage = links[one.company], rubric.stages[one.ordinal - 1]
        looks.append(Look(company, one.ordinal, stage, "; ".join(parts)))
    return tuple(looks)


def _group(found: Gathered, one: aggregates.Peers) -> PeerGroup:
    rubric = found.rubric
    rows = [(rubric.dimension_by_id[key].name, value) for key, value in one.readiness.items()]
    rows.append((_("IT members"), one.it_members))
    return PeerGroup(one.ordinal, rubric.stages[one.ordinal - 1], one.count, tuple(rows))
