"""Founders who accept, and processes that remind, at the same moment. Part of ``rivals``."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.core import mail
from django.utils import timezone

from assessments.models import Company, Entry, Grant, PortfolioAct
from assessments.selectors.portfolios import visible_entries
from assessments.services import invitations, joining, reminders
from assessments.services.sharing import CannotAccept, Terms

from .factories import company_asked, entry_in, history_of, owned_assessment, portfolio_of, user
from .racing import ROUNDS, Found, at_once, surprises

TERMS = Terms(Grant.Tier.RESULT, "Contended", None)


def of_many_founders_who_accept_one_invitation_one_is_let_in() -> Found:
    found: Found = []
    for number in range(ROUNDS):
        portfolio = portfolio_of(user(f"asking-{number}@joins.example.org"))
        invitation, _token = company_asked(portfolio)
        founders = [user(f"founder-{number}-{each}@joins.example.org") for each in range(3)]
        companies = [owned_assessment(one, submitted=False).company for one in founders]
        results = at_once(
            *(
                partial(joining.join, invitation, company, TERMS, user=founder)
                for company, founder in zip(companies, founders, strict=True)
            )
        )
        found += surprises(results, CannotAccept)
        let_in = [one.company_id for one in results if isinstance(one, Entry)]
        there = [one.company_id for one in visible_entries(portfolio)]
        told = portfolio.acts.filter(kind=PortfolioAct.Kind.COMPANY_JOINED).count()
        if len(there) != 1 or let_in != there or told != 1:
            found.append(f"{there} are in it, {let_in} were told so, {told} in the record")
    return found


def accepting_a_cohorts_link_many_times_at_once_brings_a_company_in_once() -> Found:
    found: Found = []
    for number in range(ROUNDS):
        advisor, founder = (
            user(f"{who}-{number}@joins.example.org") for who in ("cohort", "twice")
        )
        portfolio = portfolio_of(advisor)
        invitation, _token = company_asked(portfolio, is_open=True)
        today = timezone.localdate()
        work = partial(joining.join_anew, invitation, "Twice", TERMS, as_of=today, user=founder)
        found += surprises(at_once(*[work] * 3))
        count = Company.objects.filter(owners__user=founder).count()
        if (count, visible_entries(portfolio).count()) != (1, 1):
            found.append(f"{count} companies were made")
    return found


def accepting_raced_with_revoking_the_invitation_is_told_truly() -> Found:
    found: Found = []
    for number in range(ROUNDS):
        advisor, founder = (user(f"{who}-{number}@joins.example.org") for who in ("taker", "giver"))
        portfolio = portfolio_of(advisor)
        invitation, _token = company_asked(portfolio)
        company = owned_assessment(founder, submitted=False).company
        results = at_once(
            partial(joining.join, invitation, company, TERMS, user=founder),
            partial(invitations.revoke, invitation, by=advisor),
        )
        found += surprises(results, CannotAccept)
        if visible_entries(portfolio).exists() != isinstance(results[0], Entry):
            found.append(f"told {results[0]!r}, in it: {visible_entries(portfolio).count()}")
        invitation.refresh_from_db()
        if invitation.revoked_at is None:
            found.append("it is not revoked")
    return found


def of_many_who_remind_a_company_one_sends() -> Found:
    found: Found = []
    for number in range(ROUNDS):
        portfolio = portfolio_of(user(f"reminding-{number}@joins.example.org"))
        founder = user(f"reminded-{number}@joins.example.org")
        last = timezone.localdate() - timedelta(days=300)
        company = history_of(founder, last)[0].company
        entry = entry_in(portfolio, company)
        stale = [
            Entry.objects.select_related("company__latest", "portfolio").get(pk=entry.pk)
            for _each in range(4)
        ]
        sent_before = len(_sent(founder.email))
        results = at_once(*(partial(reminders.remind, one) for one in stale))
        found += surprises(results)
        sent = len(_sent(founder.email)) - sent_before
        if (results.count(True), sent) != (1, 1):
            found.append(f"{results}, {sent} mails")
    return found


def _sent(email: str) -> list[object]:
    return [one for one in getattr(mail, "outbox", []) if one.to == [email]]


SENTENCES = (
    of_many_founders_who_accept_one_invitation_one_is_let_in,
    accepting_a_cohorts_link_many_times_at_once_brings_a_company_in_once,
    accepting_raced_with_revoking_the_invitation_is_told_truly,
    of_many_who_remind_a_company_one_sends,
)
