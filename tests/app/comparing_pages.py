"""Companies, and assessments of one, side by side, in their different states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse

from assessments.models import Company, Portfolio, User

from .factories import entry_in, owned_assessment, portfolio_of, user
from .history_pages import long_history

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
STAGES = ("mvp", "pmf", "adoption", "scaling", "enterprise")


@dataclass(frozen=True)
class Compared:
    """A portfolio with a company at each stage and one more; the last but one shares its summary only.

    ``past`` is a company with ten assessments.
    """

    advisor: User
    portfolio: Portfolio
    names: tuple[str, ...]
    past: Company

    @property
    def of_portfolio(self) -> str:
        return reverse("portfolio-compare", kwargs={"portfolio": self.portfolio.public_id})

    @property
    def of_company(self) -> str:
        return reverse("company-compare", kwargs={"company": self.past.public_id})

    def asking_for(self, count: int) -> str:
        names = "&".join(f"company={one}" for one in self.names[:count])
        return f"{self.of_portfolio}?{names}"


def compared(email: str) -> Compared:
    advisor = user(email, name="Avi")
    portfolio, names = portfolio_of(advisor, name=LONG), []
    for at, stage in enumerate((*STAGES, "adoption")):
        owner = user(f"{at}-{email}")
        name = LONG if at == 0 else f"<b>Company</b> {at}"
        assessment = owned_assessment(owner, company=name, archetype=stage)
        company = Company.objects.get(pk=assessment.company_id)
        tier = "summary" if stage == "enterprise" else "result"
        names.append(entry_in(portfolio, company, tier=tier).public_id)
    past = long_history(advisor)[0].company
    return Compared(advisor, portfolio, tuple(names), past)


def comparing_responses() -> Iterator[tuple[str, str, Any, int]]:
    """Every page: the name of its state, its address, the response, and the status it has to have."""
    client, made = Client(), compared("comparer@example.org")
    client.force_login(made.advisor)
    for count, status in ((0, 200), (1, 200), (2, 200), (5, 200), (6, 422)):
        response = client.get(made.asking_for(count))
        yield f"{count} companies compared", made.of_portfolio, response, status
    response = client.get(made.of_portfolio, {"q": "nobody"})
    yield "companies to compare, none found", made.of_portfolio, response, 200
    asked = [
        ("nothing beside it", "", 200),
        ("its past and a stage", f"?with={_earlier(made.past)}&stage=scaling", 200),
        ("too much beside it", "?" + "&".join(f"stage={one}" for one in STAGES), 422),
    ]
    for name, query, status in asked:
        response = client.get(made.of_company + query)
        yield f"a company side by side, {name}", made.of_company, response, status


def _earlier(company: Company) -> str:
    first = company.assessments.order_by("as_of")[0]
    return first.public_id
