"""The pages from which a portfolio is exported, in their different states."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import Portfolio, Rendering
from assessments.rendering import cache, portfolio_files

from .factories import entry_in, owned_assessment, portfolio_of, user

STRANGE = "<b>Ünsinn</b> & “Söhne”"


def export_responses() -> Iterator[tuple[str, str, Any, int]]:
    """Every page: the name of its state, its address, the response, and the status it has to have."""
    client, advisor = Client(), user("exporter@fund.example.org", name="Ida")
    client.force_login(advisor)
    portfolio = portfolio_of(advisor, name=STRANGE)
    export, wait = _at("portfolio-export", portfolio), _at("portfolio-report-wait", portfolio)
    yield "exporting an empty portfolio", export, client.get(export), 200
    company = owned_assessment(user("exported@example.org"), company=STRANGE).company
    entry_in(portfolio, company)
    yield "exporting a portfolio", export, client.get(export), 200
    filtered = f"{export}?q=nobody&sort=-name"
    yield "exporting some of a portfolio", filtered, client.get(filtered), 200
    yield "waiting for a portfolio's report", wait, client.get(f"{wait}?look=1"), 200
    rows = Rendering.objects.filter(portfolio=portfolio)
    rows.update(claimed_at=timezone.now(), done_share=0.4)
    yield "a portfolio's report in the making", wait, client.get(wait), 200
    rows.update(claimed_at=None, failed_at=timezone.now())
    yield "a portfolio's report that failed", wait, client.get(wait), 200
    rows.delete()
    wanted = portfolio_files.contents_of(portfolio).hash
    cache.publish(cache.write_draft(b"%PDF-"), wanted)
    yield "a portfolio's report that is there", wait, client.get(wait), 200


def _at(name: str, portfolio: Portfolio) -> str:
    return reverse(name, kwargs={"portfolio": portfolio.public_id})
