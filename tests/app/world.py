"""A company with everything that an address can name, and everybody who may come to it.

For the table of who gets what (``test_access_table.py``). What a URL's parts stand for is in
``parts``; a URL with a new part needs an entry there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.test import Client

from assessments import rubrics, services
from assessments.access import INVITATIONS_KEY, SESSION_KEY
from assessments.domain.answers import UNKNOWN
from assessments.models import (
    Action,
    ApiToken,
    Assessment,
    Company,
    CompanyInvitation,
    Entry,
    Grant,
    Member,
    Respondent,
    SavedView,
    User,
)
from assessments.rendering import queue
from assessments.reports.editions import EVERY_EDITION
from assessments.services import settling

from .factories import (
    QUESTION,
    TODAY,
    answered,
    company_asked,
    entry_in,
    grant_for,
    invited_to,
    make_reports,
    member_of,
    owned_assessment,
    portfolio_of,
    token_for,
    user,
)
from .rounds import Round, begun_round, finished

DAY = timedelta(days=1)


# the parts of a URL that name a row
NAMES_A_ROW = {"token", "company", "grant", "share", "invitation", "action", "respondent"}
NAMES_A_ROW |= {"member", "joining"}
NAMES_A_ROW |= {"asked", "bringing"}
NAMES_A_ROW |= {"portfolio", "entry", "view"}
NAMES_A_ROW |= {"api_token"}
# whose token is that of an assessment that several people answer, or of a sheet
OF_A_ROUND = {"people", "people-answer", "people-open", "people-link", "people-withdraw"}
OF_A_ROUND |= {"differences", "settle", "settle-rest", "settled-submit"}
OF_A_SHEET = {"sheet"}


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
    link_token: str
    invitation: Grant
    action: Action
    several: Round
    members: dict[str, User]
    entry: Entry
    joining: str
    bringing: tuple[CompanyInvitation, str] = field(init=False)  # a company asked in, and its token
    sessions: dict[str, str] = field(init=False, default_factory=dict)  # of visitors that have one

    @classmethod
    def of(cls, *, submitted: bool) -> World:
        """A new one, whose assessment was submitted or not."""
        owner = user("owner@example.org", name="Olga")
        assessment = owned_assessment(owner, submitted=submitted)
        company, lead = assessment.company, user("lead@example.org", name="Lee")
        several = _several(owner, lead, company, submitted=submitted)
        advisors = {tier: user(f"{tier}@example.org") for tier in Grant.Tier.values}
        for tier, advisor in advisors.items():
            grant_for(company, tier=tier, user=advisor, expires_in=DAY)
        expired, revoked = user("late@example.org"), user("gone@example.org")
        grant_for(company, tier="answers", user=expired, expires_in=-DAY)
        grant_for(company, tier="answers", user=revoked, revoked=True)
        stranger = user("stranger@example.org")
        owned_assessment(stranger, company="Another")
        link_grant, link_token = grant_for(company, tier="result", expires_in=DAY)
        invitation, _token = grant_for(company, tier="result", is_pending=True)
        for edition in EVERY_EDITION if submitted else ():
            queue.ask(assessment, edition)
        make_reports()
        action = Action.objects.create(company=company, title="Write it down", owner="Olga")
        people = (owner, lead, advisors, expired, revoked, stranger)
        shared = (assessment, link_grant, link_token, invitation)
        made = cls(*people, *shared, action, several, *_portfolio(company))
        token_for(made.owner)
        made.bringing = company_asked(made.entry.portfolio)
        return made

    @property
    def parts(self) -> dict[str, str]:
        """What stands for each part of a URL."""
        return {
            "token": self.assessment.public_id,
            "company": self.assessment.company.public_id,
            "grant": self.link_grant.public_id,
            "share": self.link_token,
            "invitation": self.invitation.public_id,
            "action": self.action.public_id,
            "respondent": self.several.others["Cto"].public_id,
            "portfolio": self.entry.portfolio.public_id,
            "entry": self.entry.public_id,
            "member": self.member.public_id,
            "joining": self.joining,
            "asked": self.bringing[0].public_id,
            "bringing": self.bringing[1],
            "view": self.view.public_id,
            "api_token": self.api_token.public_id,
            "subject": "question",
            "key": "users",
            "slug": "product-and-users",
            "fact": "users",
        }

    @property
    def api_token(self) -> ApiToken:
        """The token that the owner has made for a program."""
        return ApiToken.objects.filter(user=self.owner).earliest("pk")

    @property
    def view(self) -> SavedView:
        """The portfolio's only saved view."""
        return self.entry.portfolio.views.get()

    @property
    def member(self) -> Member:
        """The viewer of the portfolio."""
        return self.members["viewer"].memberships.get()

    def parts_of(self, name: str) -> dict[str, str]:
        """The same for one URL: several people answer another assessment of the company."""
        if name in OF_A_ROUND:
            return {**self.parts, "token": self.several.common.public_id}
        if name in OF_A_SHEET:
            return {**self.parts, "token": self.several.sheet("Lead").public_id}
        return self.parts

    def client(self, who: str) -> Client:
        """The browser of one of ``VISITORS``."""
        client = Client()
        if who in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[who]
        else:
            VISITORS[who](self, client)
        return client

    def with_sessions(self) -> World:
        """The same world, whose visitors have all been here already: their browsers cost nothing."""
        for who in VISITORS:
            if session := self.client(who).cookies.get(settings.SESSION_COOKIE_NAME):
                self.sessions[who] = session.value
        return self


def _several(owner: User, lead: User, company: Company, *, submitted: bool) -> Round:
    """An assessment of the company that three people answer: the lead by an account, the CTO by a link.

    Owner and lead have finished. Submitted or not, as they differed on the users.
    """
    rubric = rubrics.find()
    alone = Assessment.objects.create(
        company=company,
        as_of=TODAY,
        rubric_id=rubric.id,
        rubric_version=rubric.version,
        rubric_hash=rubric.hash,
    )
    several = begun_round(owner, "lead", "cto", alone=answered(alone))
    Respondent.objects.filter(pk=several.others["Lead"].pk).update(user=lead)
    services.submit(several.own)
    finished(several.sheet("Lead"), users="testers")
    if submitted:
        settling.reveal(several.common, by=owner)
        place = (QUESTION.value, "users")
        settling.settle(several.common, place, UNKNOWN, reason="Nobody counts.", by=owner)
        services.submit(several.common)
    return several


def _portfolio(company: Company) -> tuple[dict[str, User], Entry, str]:
    """A portfolio with which the company shares its full result, its members by their role, and the
    token of an invitation to keep it."""
    members = {role: user(f"{role}@fund.example.org") for role in Member.Role.values}
    portfolio = portfolio_of(members["owner"])
    SavedView.objects.create(portfolio=portfolio, name="Not clear", query="certainty=leaning")
    for role in ("editor", "viewer"):
        member_of(portfolio, members[role], role=role)
    _member, joining = invited_to(portfolio, email="new@fund.example.org")
    return members, entry_in(portfolio, company, tier="result"), joining


def _signed_in(find: Callable[[World], User]) -> Callable[[World, Client], None]:
    return lambda world, client: client.force_login(find(world))


def _by_link(world: World, client: Client) -> None:
    session = client.session
    session[SESSION_KEY] = [world.link_grant.pk]
    session.save()


def _invited(world: World, client: Client) -> None:
    """Has opened the link of an invitation, and not signed in."""
    session = client.session
    session[INVITATIONS_KEY] = {world.invitation.public_id: world.invitation.token_hash}
    session.save()


VISITORS: dict[str, Callable[[World, Client], None]] = {
    "owner": _signed_in(lambda world: world.owner),
    "respondent": _signed_in(lambda world: world.lead),
    "summary": _signed_in(lambda world: world.advisors["summary"]),
    "result": _signed_in(lambda world: world.advisors["result"]),
    "answers": _signed_in(lambda world: world.advisors["answers"]),
    "portfolio owner": _signed_in(lambda world: world.members["owner"]),
    "editor": _signed_in(lambda world: world.members["editor"]),
    "viewer": _signed_in(lambda world: world.members["viewer"]),
    "by link": _by_link,
    "invited": _invited,
    "expired": _signed_in(lambda world: world.expired),
    "revoked": _signed_in(lambda world: world.revoked),
    "stranger": _signed_in(lambda world: world.stranger),
    "anonymous": lambda world, client: None,
}
