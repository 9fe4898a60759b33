"""What decides the bytes of a portfolio's PDF, its hash, and the removal of those that no longer hold.

The hash covers what each company shares at this moment, so a file from before a share was narrowed,
revoked or over is not found any more, whether it is still on disk or not.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from .. import rubrics
from ..domain.assessment_file import UnknownRubric
from ..domain.rubric_loading import RubricFaults
from ..domain.scorecard import score
from ..domain.shared_gaps import shared_gaps
from ..models import Answer, Assessment, Entry, Portfolio, Rendering
from ..reports.context import ENGINE_VERSION, ReportContext, build
from ..reports.editions import PORTFOLIO
from ..reports.portfolio_part import (
    MOST_GAPS,
    MOST_IN_TABLE,
    MOST_NAMED,
    MOST_PAGES,
    PortfolioReport,
    count_stages,
    portfolio_report,
)
from ..reports.release import release
from ..selectors import Saved, as_answer_set, rubric_of
from ..selectors.portfolio_rows import AT_ONCE, EntryRow, entry_rows, numbers, standings
from ..selectors.portfolios import visible_entries
from . import cache
from .contents import DIGITS_OF_WHOSE, begin_of

# What decides what is told of a company. A result is written anew when its rubric was edited, and
# then has another hash; submitted answers never change.
DECIDES = (
    *("company__public_id", "company__name", "grant__tier", "company__latest"),
    *("company__latest__rubric_hash", "company__latest__ordinal", "company__latest__moved"),
)
RUBRIC = ("company__latest__rubric_id", "company__latest__rubric_version")
SCORING = 0.1  # of all the work, about
Told = Callable[[float], object]  # is told how much is done, 0 to 1


@dataclass(frozen=True, slots=True)
class PortfolioContents:
    """What a portfolio's PDF is made of, and the hash of it. ``today`` is in the file: ages count."""

    portfolio: Portfolio
    today: date
    hash: str

    def report(self, told: Told = lambda share: None) -> PortfolioReport:
        """What the PDF says. Scores up to a hundred assessments: for a worker.

        Six queries, however many companies there are.
        """
        rubric = rubrics.find()
        entries = _in_order(self.portfolio)
        rows = list(entry_rows(entries[:MOST_IN_TABLE], rubric, self.today))
        with_page = [row for row in rows if row.assessment is not None][:MOST_PAGES]
        sharing = list(standings(entries, rubric))
        gaps = shared_gaps(rubric, sharing, least=2, most_named=MOST_NAMED)
        pages = len(with_page) or 1
        return portfolio_report(
            self.portfolio.name,
            self.today,
            rubric,
            numbers=count_stages(numbers(entries, rubric)),
            rows=rows,
            gaps=gaps[:MOST_GAPS],
            sharing=len(sharing),
            reports=_reports(with_page),
            told=lambda done: told(SCORING * done / pages),
        )


def contents_of(portfolio: Portfolio, today: date | None = None) -> PortfolioContents:
    """What the portfolio's PDF is made of as its companies share it now. One query."""
    today = today or timezone.localdate()
    found = sha256()
    decides = {
        "edition": PORTFOLIO,
        "engine": ENGINE_VERSION,
        "release": release(),
        "rubric": rubrics.find().hash,
        "name": portfolio.name,
        "today": today.isoformat(),
    }
    found.update(json.dumps(decides, sort_keys=True).encode())
    read: dict[str, str | None] = {}
    for *values, rubric_id, version in (
        _in_order(portfolio).values_list(*DECIDES, *RUBRIC).iterator(chunk_size=AT_ONCE)
    ):
        name = f"{rubric_id}@{version}"
        if rubric_id and name not in read:
            read[name] = _hash_of(name)
        found.update(json.dumps([*values, read.get(name)]).encode())
    begin = begin_of_portfolio(portfolio)
    return PortfolioContents(portfolio, today, begin + found.hexdigest()[DIGITS_OF_WHOSE:])


def _hash_of(name: str) -> str | None:
    """The hash of a rubric as it reads now; None if it is not there or cannot be used."""
    try:
        return rubrics.find(name).hash
    except (UnknownRubric, RubricFaults):
        return None


def _in_order(portfolio: Portfolio) -> QuerySet[Entry]:
    return visible_entries(portfolio).order_by(Lower("company__name"), "pk")


def _reports(rows: list[EntryRow]) -> Iterator[tuple[EntryRow, ReportContext]]:
    """Each company with its report, scored one by one. Two queries."""
    wanted = [row.assessment for row in rows if row.assessment is not None]
    by_pk = Assessment.objects.in_bulk(wanted)
    answers: defaultdict[int, Saved] = defaultdict(dict)
    said = Answer.objects.filter(assessment__in=by_pk).exclude(subject=Answer.Subject.NOTE)
    for pk, subject, key, value in said.values_list("assessment", "subject", "key", "value"):
        answers[pk][subject, key] = value
    for row in rows:
        if row.assessment not in by_pk:
            continue  # deleted meanwhile
        assessment = by_pk[row.assessment]
        rubric = rubric_of(assessment)
        yield (
            row,
            build(
                score(rubric, as_answer_set(rubric, answers.pop(assessment.pk, {}))),
                company=row.name,
                date=assessment.as_of.isoformat(),
                rubric_changed=rubric.hash != assessment.rubric_hash,
            ),
        )


# --- files that are over -------------------------------------------------------------------------


def begin_of_portfolio(portfolio: Portfolio) -> str:
    """How the hashes of all files of a portfolio begin."""
    return begin_of(f"portfolio {portfolio.public_id}")


def forget(portfolio: Portfolio, *, but: str = "") -> None:
    """Remove the portfolio's files, and what is to be made of it: all ``but`` that of a hash.

    Called when a company shares less, so that what it no longer shares is on no disk either.
    """
    Rendering.objects.filter(portfolio=portfolio).exclude(content_hash=but).delete()
    cache.remove_all(begin_of_portfolio(portfolio), but=but)


def forget_outdated() -> None:
    """Remove files that no longer hold: a share has run out, a day is over. To be called now and then."""
    for portfolio in Portfolio.objects.iterator(chunk_size=AT_ONCE):
        if cache.has_any(begin_of_portfolio(portfolio)):
            forget(portfolio, but=contents_of(portfolio).hash)
