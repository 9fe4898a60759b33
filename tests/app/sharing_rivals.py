"""Those who share, accept, change and revoke at the same moment. Part of ``rivals``."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

from django.utils import timezone

from assessments import services
from assessments.models import Act, Company, Grant, Link, User
from assessments.services import owning, sharing
from assessments.services.sharing import CannotAccept, ChangedMeanwhile, Terms

from .factories import TODAY, grant_for, user
from .racing import ROUNDS, Found, at_once, surprises

TIERS = Grant.Tier


def _company(owner: User) -> Company:
    assessment, _name = services.begin_assessment(
        company_name="Contended", as_of=TODAY, owner=owner
    )
    return assessment.company


def of_many_accounts_that_accept_one_invitation_one_has_it() -> Found:
    found: Found = []
    for number in range(ROUNDS):
        company = _company(user(f"accepting-{number}@example.org"))
        grant, _token = grant_for(company, is_pending=True)
        advisors = [user(f"advisor-{number}-{each}@example.org") for each in range(4)]
        results = at_once(*(partial(sharing.accept, grant, one) for one in advisors))
        found += surprises(results, CannotAccept)
        grant.refresh_from_db()
        winners = [one for one, got in zip(advisors, results, strict=True) if got is None]
        told = company.acts.filter(kind=Act.Kind.ACCEPTED).count()
        if winners != [grant.user] or told != 1:
            found.append(f"{grant.user} has it, {winners} were told so, {told} in the record")
    return found


def of_two_owners_who_give_it_up_at_once_one_stays() -> Found:
    found: Found = []
    for number in range(ROUNDS):
        first, second = (user(f"{who}-owner-{number}@example.org") for who in ("first", "second"))
        company = _company(first)
        grant, _token = grant_for(company, user=second)
        owning.add_owner(grant, by=first)
        results = at_once(*(partial(owning.give_up, company, one) for one in (first, second)))
        found += surprises(results, owning.LastOwner)
        left = company.acts.filter(kind=Act.Kind.OWNER_LEFT).count()
        if company.owners.count() != 1 or left != 1:
            found.append(f"{company.owners.count()} owners, {left} have left")
    return found


def somebody_made_an_owner_by_two_at_once_is_one_once() -> Found:
    found: Found = []
    for number in range(ROUNDS):
        owner, other = user(f"making-{number}@example.org"), user(f"made-{number}@example.org")
        company = _company(owner)
        grant, _token = grant_for(company, user=other)
        found += surprises(at_once(*[partial(owning.add_owner, grant, by=owner)] * 3))
        told = company.acts.filter(kind=Act.Kind.OWNER_ADDED).count()
        if company.owners.count() != 2 or told != 1:
            found.append(f"{company.owners.count()} owners, {told} in the record")
    return found


def accepting_raced_with_revoking_leaves_nothing_open() -> Found:
    found: Found = []
    for number in range(ROUNDS):
        owner, advisor = user(f"revoking-{number}@example.org"), user(f"late-{number}@example.org")
        company = _company(owner)
        grant, _token = grant_for(company, is_pending=True)
        results = at_once(
            partial(sharing.accept, grant, advisor), partial(sharing.revoke, grant, by=owner)
        )
        found += surprises(results, CannotAccept)
        grant.refresh_from_db()
        accepted = company.acts.filter(kind=Act.Kind.ACCEPTED).exists()
        if grant.state != Grant.State.REVOKED:
            found.append(f"it is {grant.state}")
        if accepted != (grant.user == advisor) or accepted != (results[0] is None):
            found.append(f"{results[0]!r}, the record says {accepted}, it is {grant.user}’s")
    return found


def sharing_by_one_form_many_times_at_once_is_sharing_once() -> Found:
    found: Found = []
    for number in range(ROUNDS):
        owner = user(f"sharing-{number}@example.org")
        company = _company(owner)
        terms = Terms(TIERS.SUMMARY, "Board", timezone.now() + timedelta(days=3))
        share = partial(sharing.share, company, terms, token=Link.new_token(), by=owner)
        results = at_once(*[share] * 4)
        found += surprises(results)
        new = sum(is_new for _grant, is_new in results) if not found else 0
        told = company.acts.filter(kind=Act.Kind.SHARED).count()
        if (company.grants.count(), new, told) != (1, 1, 1):
            found.append(f"{company.grants.count()} shares, {new} new, {told} in the record")
    return found


def of_many_changes_of_one_share_one_wins_and_the_others_are_told() -> Found:
    """So nobody opens again by an old page what another owner narrows at the same moment."""
    found: Found = []
    for number in range(ROUNDS):
        owner = user(f"narrowing-{number}@example.org")
        company = _company(owner)
        grant, _token = grant_for(company, tier=TIERS.ANSWERS, expires_in=timedelta(days=3))
        was = Terms.of(grant)
        wanted = [replace(was, tier=TIERS.SUMMARY), replace(was, tier=TIERS.RESULT)]
        wanted += [replace(was, label="Bank"), replace(was, label="Board")]
        results = at_once(
            *(partial(sharing.change, grant, one, was=was, by=owner) for one in wanted)
        )
        found += surprises(results, ChangedMeanwhile)
        grant.refresh_from_db()
        winners = [one for one, got in zip(wanted, results, strict=True) if got is True]
        told = company.acts.filter(kind=Act.Kind.SHARE_CHANGED).count()
        if winners != [Terms.of(grant)] or told != 1:
            found.append(f"{Terms.of(grant)} stands, {winners} were told so, {told} in the record")
    return found


SENTENCES = (
    of_two_owners_who_give_it_up_at_once_one_stays,
    somebody_made_an_owner_by_two_at_once_is_one_once,
    of_many_accounts_that_accept_one_invitation_one_has_it,
    accepting_raced_with_revoking_leaves_nothing_open,
    sharing_by_one_form_many_times_at_once_is_sharing_once,
    of_many_changes_of_one_share_one_wins_and_the_others_are_told,
)
