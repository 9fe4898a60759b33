"""Portfolios that one is a member of, and the companies in them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from .. import access, rubrics
from ..access import MayKeep
from ..domain.marked_yaml import nearest, shorten
from ..models import Entry, Portfolio
from ..selectors.portfolio_companies import (
    Wanted,
    companies_listed,
    counts_by_stage,
    roles_of,
    tags_of,
)
from ..selectors.portfolios import visible_entries
from . import schemas
from .auth import READ
from .errors import Refused
from .operations import operation, row_name
from .paging import page_of
from .standings import may_of, standing

router = Router(tags=["Portfolios"])


@router.get("portfolios", **operation("portfolios", READ, gives=schemas.PortfolioPage))
def portfolios(request: HttpRequest, asked: Query[schemas.Paging]) -> dict[str, Any]:
    """Your portfolios, by name."""
    return page_of(request, roles_of(access.signed_in(request)), asked, _portfolio)


def _portfolio(row: Portfolio) -> dict[str, Any]:
    mine = row.mine[0]  # type: ignore[attr-defined]
    return {"id": row.public_id, "name": row.name, "role": mine.role}


@router.get(
    "portfolios/{portfolio}",
    **operation("portfolio", READ, gives=schemas.PortfolioWithNumbers, errors=(404,)),
)
def portfolio(request: HttpRequest, portfolio: str) -> dict[str, Any]:
    """One portfolio, with how many of its companies stand where."""
    way = access.portfolio(request, row_name(portfolio), MayKeep.SEE)
    counts = counts_by_stage(way.portfolio)
    return {
        "id": way.portfolio.public_id,
        "name": way.portfolio.name,
        "role": way.member.role,
        "companies": sum(counts.values()),
        "by_stage": {stage: count for stage, count in counts.items() if stage},
        "without_verdict": counts.get("", 0),
        "tags": tags_of(way.portfolio),
    }


@router.get(
    "portfolios/{portfolio}/companies",
    **operation("portfolio-companies", READ, gives=schemas.CompanyPage, errors=(404,)),
)
def companies(
    request: HttpRequest, portfolio: str, asked: Query[schemas.CompanyFilter]
) -> dict[str, Any]:
    """Its companies, by name, each as far as it shares itself now. A company that takes its share back
    is gone from here at once. The founders of those that are sent see that a program looked."""
    way = access.portfolio(request, row_name(portfolio), MayKeep.SEE)
    _check_known(asked)
    wanted = Wanted(asked.stage, asked.tag, asked.older_than, asked.practice_missing)
    page = page_of(request, companies_listed(way.portfolio, wanted), asked, _company)
    sent = [one["id"] for one in page["items"]]
    access.takes_along(request, visible_entries(way.portfolio).filter(company__public_id__in=sent))
    return page


def _check_known(asked: schemas.CompanyFilter) -> None:
    """A filter by what no rubric has would look like a portfolio without such companies."""
    rubric = rubrics.find()
    known = {"stage": rubric.stage_ids, "practice_missing": tuple(rubric.practice_by_id)}
    faults = []
    for field, names in known.items():
        given = getattr(asked, field)
        if given is not None and given not in names:
            what = f"the rubric has no '{shorten(given)}'{nearest(given, names)}"
            faults.append((f"query.{field}", what))
    if faults:
        raise Refused(422, "invalid", "Some of what was sent does not fit.", faults)


def _company(entry: Entry) -> dict[str, Any]:
    tier = may_of(entry.grant)
    return {
        "id": entry.company.public_id,
        "name": entry.company.name,
        "shared": tier,
        "added_at": entry.added_at,
        "tags": [one.name for one in entry.tags.all()],
        "check_in_on": entry.check_in_on,
        "latest": standing(entry.company.latest, tier),
    }
