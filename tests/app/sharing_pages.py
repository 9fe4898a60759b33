"""The pages of a company's shares in their different states, for the tests that read every page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments import services
from assessments.models import Assessment, Company, Grant, Link, Look, User
from assessments.services import sharing
from assessments.services.sharing import Terms
from assessments.views.share_form import new_key

from .factories import TODAY, golden_values, grant_for, link_to, user, write_rows

STRANGE = "<b>Ünsinn</b> & “Söhne”"
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Shared:
    """A company that is shared in every way, with looks, and the tokens of its links by tier."""

    owner: User
    assessment: Assessment
    pending: Grant
    pending_token: str
    by_link: Grant
    tokens: dict[str, str]

    @property
    def company(self) -> Company:
        return self.assessment.company

    def url(self, name: str, **parts: str) -> str:
        return reverse(name, kwargs={"company": self.company.public_id, **parts})

    def guest(self, tier: str) -> Client:
        """A browser that has opened the link of that tier."""
        client = Client()
        client.get(reverse("share", kwargs={"share": self.tokens[tier]}))
        return client


def shared_in_every_way(owner: User, *, company: str = STRANGE) -> Shared:
    """A new one, whose names are strange and long."""
    assessment, _name = services.begin_assessment(company_name=company, as_of=TODAY, owner=owner)
    write_rows(assessment, golden_values("sixty-without-on-call"))
    services.submit(assessment)
    assessment.refresh_from_db()
    made, advisor = assessment.company, user(f"long.{assessment.pk}@{'y' * 60}.example")
    tokens = {}
    for tier in Grant.Tier:
        by_link, tokens[str(tier)] = grant_for(made, tier=tier, expires_in=30 * DAY)
    Grant.objects.filter(pk=by_link.pk).update(label=LONG)
    accepted, _token = grant_for(made, user=advisor, assessment=assessment)
    grant_for(made, expires_in=-DAY)
    revoked, _token = grant_for(made, tier=Grant.Tier.SUMMARY)
    sharing.revoke(revoked, by=owner)
    pending_token = Link.new_token()
    terms = Terms(Grant.Tier.ANSWERS, STRANGE, timezone.now() + 9 * DAY)
    pending, _is_new = sharing.share(
        made, terms, token=pending_token, by=owner, email=f"ada@{'x' * 60}.example"
    )
    link_to(assessment)
    link_to(assessment, revoked=True)
    for number in range(12):
        Look.objects.create(grant=by_link, page="result", assessment=assessment)
        Look.objects.create(grant=accepted, page="report", user=advisor, by=f"{LONG} {number}")
    by_link.refresh_from_db()
    return Shared(owner, assessment, pending, pending_token, by_link, tokens)


def share_responses() -> Iterator[tuple[str, str, Any, int]]:
    """Every page: the name of its state, its address, the response, and the status it has to have."""
    owner, client = user("sharer@example.org", name="Olga"), Client()
    client.force_login(owner)
    fresh, _name = services.begin_assessment(company_name="Fresh", as_of=TODAY, owner=owner)
    for name in ("sharing", "looks", "record", "share-by-link"):
        url = reverse(name, kwargs={"company": fresh.company.public_id})
        yield f"{name}, of a fresh company", url, client.get(url), 200
    yield from _of_the_owner(client, shared_in_every_way(owner))
    yield from _of_guests(shared_in_every_way(owner))


def _of_the_owner(client: Client, shared: Shared) -> Iterator[tuple[str, str, Any, int]]:
    for name in ("sharing", "looks", "record", "share-by-link", "share-with-advisor"):
        url = shared.url(name)
        yield name, url, client.get(url), 200
    url = f"{shared.url('looks')}?of={shared.by_link.public_id}"
    yield "looks, of one share", url, client.get(url), 200
    for grant in shared.company.grants.all():
        url = shared.url("grant", grant=grant.public_id)
        yield f"a share that is {grant.state}", url, client.get(url), 200
    url = shared.url("share-with-advisor")
    yield "share-with-advisor, sent empty", url, client.post(url), 422
    url = shared.url("grant", grant=shared.by_link.public_id)
    yield "a share, changed into nothing", url, client.post(url), 422
    old = {"was": "x", "label": "x", "tier": "summary", "until": "2099-01-01"}
    yield "a share, changed meanwhile", url, client.post(url, old), 409
    key, url = new_key(shared.company), shared.url("share-by-link")
    given = {"key": key, "label": STRANGE, "tier": "result", "until": "2099-01-01"}
    yield "the link of a share", url, client.post(url, given), 200
    key, url = new_key(shared.company), shared.url("invite-again", grant=shared.pending.public_id)
    yield "an invitation sent again", url, client.post(url, {"key": key}), 200
    key, url = new_key(shared.company), shared.url("private-link")
    given = {"key": key, "assessment": shared.assessment.public_id}
    yield "a private link", url, client.post(url, given), 200


def _of_guests(shared: Shared) -> Iterator[tuple[str, str, Any, int]]:
    # The widest first: of pages with one address the first is where anchors lead.
    pages = {"answers": ("result", "answers"), "result": ("result",), "summary": ("result",)}
    for tier, names in pages.items():
        guest = shared.guest(tier)
        for name in names:
            url = reverse(name, kwargs={"token": shared.assessment.public_id})
            yield f"{name}, shared as {tier}", url, guest.get(url), 200
        url = shared.url("company")
        yield f"company, shared as {tier}", url, guest.get(url), 200
    invited, url = Client(), reverse("share", kwargs={"share": shared.pending_token})
    yield "an invitation", url, invited.get(url, follow=True), 200
    advisor = user("advisor@example.org", name="Ada")
    invited.force_login(advisor)
    yield "an invitation, signed in", url, invited.get(url, follow=True), 200
    sharing.accept(shared.pending, user("faster@example.org"))
    yield "an invitation, accepted already", url, invited.get(url, follow=True), 200
    grant_for(shared.company, user=advisor, assessment=shared.assessment, expires_in=DAY)
    grant_for(shared.company, user=advisor)
    url = reverse("companies")
    yield "companies, with some shared", url, invited.get(url), 200
