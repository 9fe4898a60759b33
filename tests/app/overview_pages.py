"""A portfolio's table and its companies together in their different states, for the tests that read
every page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.test import Client
from django.urls import reverse

from assessments.models import Company, Portfolio, User
from assessments.services import saved_views

from ..load.portfolio_rows import fill
from .factories import portfolio_of, user

STRANGE = "<b>Ünsinn</b> & “Söhne”"
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
FILTERED = "stage=1&stage=2&stage=3&moved=same&certainty=leaning&certainty=clear&sort=-musts"


def filled_portfolio(owner: User, *, companies: int = 60) -> Portfolio:
    """A portfolio with companies of every sort, with strange and long names, and saved views."""
    portfolio = portfolio_of(owner, name=STRANGE)
    entries = fill(portfolio, companies, assessments=3)
    for entry, name in zip(entries, (STRANGE, LONG), strict=False):
        Company.objects.filter(pk=entry.company_id).update(name=name)
        entry.tags.create(portfolio=portfolio, name=name[:40])
    saved_views.save_view(portfolio, name=LONG, query="split=yes")
    saved_views.save_view(portfolio, name=STRANGE, query=FILTERED)
    return portfolio


def overview_responses() -> Iterator[tuple[str, str, Any, int]]:
    """Every page: the name of its state, its address, the response, and the status it has to have."""
    owner, client = user("overview@example.org", name="Olga"), Client()
    client.force_login(owner)
    empty, filled = portfolio_of(owner, name="Empty"), filled_portfolio(owner)
    for state, portfolio, query in (
        ("full", filled, ""),
        ("the last page", filled, "page=9"),
        ("filtered", filled, FILTERED),
        ("nothing found", filled, "q=nobody&stage=1"),
        ("asked for what there is not", filled, "stage=9&sort=%3Cb%3E"),
        ("empty", empty, ""),
    ):
        url = reverse("portfolio", kwargs={"portfolio": portfolio.public_id})
        yield f"a portfolio, {state}", url, client.get(f"{url}?{query}"), 200
    url = reverse("view-save", kwargs={"portfolio": filled.public_id})
    yield "a view without a name", url, client.post(url, {"query": "stage=2"}), 422
    for state, portfolio, query, status in (
        ("full", filled, "", 200),
        ("in a long period", filled, "from=2000-01-01&to=2099-12-31", 200),
        ("in no period", filled, "from=2026-02-01&to=2026-01-01", 422),
        ("empty", empty, "", 200),
    ):
        url = reverse("portfolio-insights", kwargs={"portfolio": portfolio.public_id})
        yield f"together, {state}", url, client.get(f"{url}?{query}"), status
