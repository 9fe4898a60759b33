"""A portfolio of very many companies, made in bulk: results without the answers behind them.

What is in them looks as if it had been scored: stages spread as in a real portfolio, readiness around
the stage, gaps of practices that are expected by then. The same seed makes the same rows.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from assessments import rubrics
from assessments.domain.rubric import Rubric
from assessments.models import Assessment, Company, Entry, Grant, Link, Portfolio, Result, Tag
from assessments.models.results import named

QUARTER = timedelta(days=91)
AT_ONCE = 2000
TIERS = (Grant.Tier.SUMMARY, Grant.Tier.RESULT, Grant.Tier.RESULT, Grant.Tier.ANSWERS)
CERTAINTIES = ("clear", "clear", "leaning", "leaning", "between")


def fill(
    portfolio: Portfolio,
    count: int,
    *,
    assessments: int = 6,
    last: date | None = None,
    seed: int = 1,
    name: str = "Company",
) -> list[Entry]:
    """Add so many companies, each with a grant that holds and so many submitted assessments, one a
    quarter until ``last``. One in forty has none yet."""
    draw, rubric = random.Random(seed), rubrics.find()  # noqa: S311  nothing secret
    last = last or timezone.localdate()
    with transaction.atomic():
        companies = Company.objects.bulk_create(
            (Company(name=f"{name} {draw.randrange(10**6):06} {at}") for at in range(count)),
            batch_size=AT_ONCE,
        )
        first = companies[0].pk if companies else 0  # ours are all from there on
        assessed = [one for one in companies if draw.randrange(40)]
        _bulk(Assessment, _assessments(assessed, assessments, last, rubric, draw))
        made = Assessment.objects.filter(company__gte=first).order_by("company", "as_of")
        _bulk(Result, _results(made, rubric, draw))
        latest = Result.objects.filter(company=OuterRef("pk")).order_by("-as_of", "-pk")
        Company.objects.filter(pk__gte=first).update(latest=Subquery(latest.values("pk")[:1]))
        return _entries(portfolio, companies, draw)


def _bulk(model: type, rows: Iterator[object]) -> None:
    while some := list(islice(rows, AT_ONCE)):
        model.objects.bulk_create(some)  # type: ignore[attr-defined]


def _assessments(
    companies: list[Company], count: int, last: date, rubric: Rubric, draw: random.Random
) -> Iterator[Assessment]:
    now = timezone.now()
    for company in companies:
        end = last - timedelta(days=draw.randrange(400))
        for at in range(count):
            yield Assessment(
                company=company,
                as_of=end - (count - 1 - at) * QUARTER,
                rubric_id=rubric.id,
                rubric_version=rubric.version,
                rubric_hash=rubric.hash,
                submitted_at=now,
            )


def _results(
    assessments: Iterable[Assessment], rubric: Rubric, draw: random.Random
) -> Iterator[Result]:
    company, before = 0, 0
    for one in assessments:
        if one.company_id != company:
            company, before = one.company_id, 0
        step = draw.choice((0, 0, 0, 1, 1, -1))
        ordinal = min(max((before or draw.randrange(1, 4)) + step, 1), len(rubric.stages))
        yield _result(one, rubric, ordinal, ordinal - before if before else None, draw)
        before = ordinal


def _result(
    assessment: Assessment, rubric: Rubric, ordinal: int, moved: int | None, draw: random.Random
) -> Result:
    certainty = draw.choice(CERTAINTIES)
    probability = {"clear": 0.86, "leaning": 0.62, "between": 0.46}[certainty]
    probability += draw.randrange(10) / 100
    rest = (1 - probability) / (len(rubric.stages) - 1)
    due = [one for one in rubric.practices if rubric.stage_order[one.expected_from] < ordinal]
    missing = {one.id for one in draw.sample(due, min(len(due), draw.randrange(9)))}
    readiness = {
        one.id: draw.choice((ordinal, ordinal, ordinal, ordinal - 1, max(ordinal - 2, 0), None))
        for one in rubric.dimensions
    }
    return Result(
        assessment=assessment,
        company_id=assessment.company_id,
        as_of=assessment.as_of,
        rubric_id=rubric.id,
        rubric_version=rubric.version,
        rubric_hash=rubric.hash,
        ordinal=ordinal,
        stage=rubric.stage_ids[ordinal - 1],
        certainty=certainty,
        probability=round(probability, 4),
        probabilities={
            stage: round(probability if at == ordinal - 1 else rest, 4)
            for at, stage in enumerate(rubric.stage_ids)
        },
        readiness=readiness,
        coverage=draw.randrange(55, 101) / 100,
        is_split=not draw.randrange(6),
        it_members=draw.choice((None, *range(3, 90, 3))),
        musts=draw.randrange(6),
        moved=moved,
        gaps=named(tuple(one.id for one in rubric.practices if one.id in missing)),
    )


def _entries(portfolio: Portfolio, companies: list[Company], draw: random.Random) -> list[Entry]:
    now = timezone.now()
    grants = Grant.objects.bulk_create(
        (
            Grant(
                company=company,
                kind=Grant.Kind.PORTFOLIO,
                portfolio=portfolio,
                tier=draw.choice(TIERS),
                label=portfolio.name,
                token_hash=Link.hash_of(Link.new_token()),
                accepted_at=now,
            )
            for company in companies
        ),
        batch_size=AT_ONCE,
    )
    entries = Entry.objects.bulk_create(
        (Entry(portfolio=portfolio, company=grant.company, grant=grant) for grant in grants),
        batch_size=AT_ONCE,
    )
    tag, _is_new = Tag.objects.get_or_create(portfolio=portfolio, name="Batch 1")
    tag.entries.add(*entries[::4])
    return entries
