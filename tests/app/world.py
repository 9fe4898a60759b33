"""A company with everything that an address can name, and everybody who may come to it.

For the table of who gets what (``test_access_table.py``). What a URL's parts stand for is in
``parts``; a URL with a new part needs an entry there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.test import Client

from assessments.access import SESSION_KEY
from assessments.models import Assessment, Grant, User

from .factories import grant_for, make_reports, owned_assessment, respondent_of, user

DAY = timedelta(days=1)


NAMES_A_ROW = {"token", "company"}  # the parts of a URL that name a row


@dataclass
class World:
    """The rows. ``VISITORS`` maps who comes to what signs them in."""

    owner: User
    lead: User
    advisors: dict[str, User]
    expired: User
    revoked: User
    stranger: User
    assessment: Assessment
    link_grant: Grant

    @classmethod
    def of(cls, *, submitted: bool) -> World:
        """A new one, whose assessment was submitted or not."""
        owner = user("owner@example.org", name="Olga")
        assessment = owned_assessment(owner, submitted=submitted)
        company, lead = assessment.company, user("lead@example.org", name="Lee")
        respondent_of(assessment, user=lead)
        advisors = {tier: user(f"{tier}@example.org") for tier in Grant.Tier.values}
        for tier, advisor in advisors.items():
            grant_for(company, tier=tier, user=advisor, expires_in=DAY)
        expired, revoked = user("late@example.org"), user("gone@example.org")
        grant_for(company, tier="answers", user=expired, expires_in=-DAY)
        grant_for(company, tier="answers", user=revoked, revoked=True)
        stranger = user("stranger@example.org")
        owned_assessment(stranger, company="Another")
        link_grant, _token = grant_for(company, tier="result", expires_in=DAY)
        make_reports()
        return cls(owner, lead, advisors, expired, revoked, stranger, assessment, link_grant)

    @property
    def parts(self) -> dict[str, str]:
        """What stands for each part of a URL."""
        return {
            "token": self.assessment.public_id,
            "company": self.assessment.company.public_id,
            "slug": "product-and-users",
            "fact": "users",
        }

    def client(self, who: str) -> Client:
        """The browser of one of ``VISITORS``."""
        client = Client()
        VISITORS[who](self, client)
        return client


def _signed_in(find: Callable[[World], User]) -> Callable[[World, Client], None]:
    return lambda world, client: client.force_login(find(world))


def _by_link(world: World, client: Client) -> None:
    session = client.session
    session[SESSION_KEY] = [world.link_grant.pk]
    session.save()


VISITORS: dict[str, Callable[[World, Client], None]] = {
    "owner": _signed_in(lambda world: world.owner),
    "respondent": _signed_in(lambda world: world.lead),
    "summary": _signed_in(lambda world: world.advisors["summary"]),
    "result": _signed_in(lambda world: world.advisors["result"]),
    "answers": _signed_in(lambda world: world.advisors["answers"]),
    "by link": _by_link,
    "expired": _signed_in(lambda world: world.expired),
    "revoked": _signed_in(lambda world: world.revoked),
    "stranger": _signed_in(lambda world: world.stranger),
    "anonymous": lambda world, client: None,
}
