"""The pages of portfolios, members and entries in their states, for the tests that read every page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import Company, Entry, Member, Portfolio, User
from assessments.selectors.entries import Remarks, remarks_on
from assessments.services import members as keeping
from assessments.services import portfolios
from assessments.views.portfolio_form import new_key, write_seen

from .factories import (
    entry_in,
    history_of,
    invited_to,
    member_of,
    owned_assessment,
    portfolio_of,
    user,
)
from .sharing_pages import LONG, STRANGE

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Kept:
    """A portfolio with members, invitations and companies of every kind; names are strange and long."""

    owner: User
    viewer: User
    founder: User
    entry: Entry
    summary: Entry
    invited: Member
    token: str

    @property
    def portfolio(self) -> Portfolio:
        return self.entry.portfolio

    @property
    def company(self) -> Company:
        return self.entry.company

    def url(self, name: str, **parts: str) -> str:
        return reverse(name, kwargs={"portfolio": self.portfolio.public_id, **parts})


def kept_portfolio(owner: User, *, name: str = STRANGE) -> Kept:
    """A new one with everything that its pages can show."""
    portfolio, today = portfolio_of(owner, name=name), timezone.localdate()
    number, founder = portfolio.pk, user(f"founder{portfolio.pk}@example.org", name="Olga")
    viewer = user(f"v{number}.{'y' * 50}@x.example", name=LONG)
    member_of(portfolio, viewer)
    invited, token = invited_to(portfolio, email=f"long{number}@{'x' * 60}.example")
    invited_to(portfolio, email=f"over{number}@example.org", expires_in=-DAY)
    companies = [
        owned_assessment(founder, company=STRANGE).company,
        history_of(founder, today - 200 * DAY, company=LONG)[0].company,
        owned_assessment(founder, company="Fresh", submitted=False).company,
    ]
    entry = entry_in(portfolio, companies[0])
    summary = entry_in(portfolio, companies[1], tier="summary", expires_in=9 * DAY)
    entry_in(portfolio, companies[2], tier="answers")
    remarks = Remarks(f"{STRANGE}\n{LONG} {LONG}", (LONG[:40], "fintech"), today - 3 * DAY)
    for one in (entry, summary):
        portfolios.remark(one, remarks, was=remarks_on(one))
        one.refresh_from_db()
    portfolios.settle(portfolio, name=name, remind_after_days=90, by=owner)
    keeping.change_role(portfolio.members.get(user=viewer), _EDITOR, was="viewer", by=owner)
    keeping.change_role(portfolio.members.get(user=viewer), _VIEWER, was="editor", by=owner)
    return Kept(owner, viewer, founder, entry, summary, invited, token)


_EDITOR, _VIEWER = Member.Role.EDITOR, Member.Role.VIEWER


def portfolio_responses() -> Iterator[tuple[str, str, Any, int]]:
    """Every page: the name of its state, its address, the response, and the status it has to have."""
    owner, client = user("portfolio-keeper@example.org", name="Ada"), Client()
    client.force_login(owner)
    for name in ("portfolios", "portfolio-new"):
        yield f"{name}, fresh", reverse(name), client.get(reverse(name)), 200
    yield "a portfolio without a name", reverse("portfolio-new"), _sent(client), 422
    empty = portfolio_of(owner, name="Empty")
    for name in ("portfolio", "week", "members", "portfolio-record", "portfolio-settings"):
        url = reverse(name, kwargs={"portfolio": empty.public_id})
        yield f"{name}, of an empty one", url, client.get(url), 200
    kept = kept_portfolio(owner)
    yield "portfolios", reverse("portfolios"), client.get(reverse("portfolios")), 200
    yield from _of_owner(client, kept)
    yield from _of_entry(client, kept)
    yield from _of_others(kept)


def _sent(client: Client) -> Any:
    return client.post(reverse("portfolio-new"))


def _of_owner(client: Client, kept: Kept) -> Iterator[tuple[str, str, Any, int]]:
    for name in ("week", "members", "portfolio-record", "portfolio-settings", "portfolio-delete"):
        url = kept.url(name)
        yield name, url, client.get(url), 200
    for name in ("members", "portfolio-settings", "portfolio-delete"):
        url = kept.url(name)
        yield f"{name}, sent empty", url, client.post(url), 422
    yield "leaving", kept.url("member-leave"), client.get(kept.url("member-leave")), 200
    joined = kept.portfolio.members.get(user=kept.viewer)
    for state, one in (("a member", joined), ("an invitation", kept.invited)):
        url = kept.url("member-remove", member=one.public_id)
        yield f"removing {state}", url, client.get(url), 200
    given = {"key": new_key(kept.portfolio), "email": "one@example.org", "role": "viewer"}
    yield "a member invited", kept.url("members"), client.post(kept.url("members"), given), 200


def _of_entry(client: Client, kept: Kept) -> Iterator[tuple[str, str, Any, int]]:
    for entry in kept.portfolio.entries.all():
        url = kept.url("entry", entry=entry.public_id)
        yield f"an entry {entry.pk}", url, client.get(url), 200
    url = kept.url("entry", entry=kept.entry.public_id)
    seen = write_seen(remarks_on(kept.entry))
    faulty = {"seen": seen, "tags": "x" * 50, "check_in_on": "soon", "note": "x" * 2100}
    yield "an entry with faults", url, client.post(url, faulty), 422
    old = write_seen(Remarks("old", (), None))
    yield "an entry changed meanwhile", url, client.post(url, {"seen": old, "note": "<b>"}), 409
    url = kept.url("entry-remove", entry=kept.entry.public_id)
    yield "an entry to be taken out", url, client.get(url), 200
    url = reverse("company", kwargs={"company": kept.company.public_id})
    yield "a company, seen by its portfolio", url, client.get(url), 200


def _of_others(kept: Kept) -> Iterator[tuple[str, str, Any, int]]:
    viewer, founder, invited = Client(), Client(), Client()
    viewer.force_login(kept.viewer)
    url = kept.url("entry", entry=kept.entry.public_id)
    yield "an entry, for a viewer", url, viewer.get(url), 200
    yield "members, for a viewer", kept.url("members"), viewer.get(kept.url("members")), 200
    founder.force_login(kept.founder)
    url = reverse("sharing", kwargs={"company": kept.company.public_id})
    yield "sharing, with a portfolio", url, founder.get(url), 200
    parts = {"company": kept.company.public_id, "grant": kept.entry.grant.public_id}
    url = reverse("grant", kwargs=parts)
    yield "a share with a portfolio", url, founder.get(url), 200
    link = reverse("member-link", kwargs={"joining": kept.token})
    url = kept.url("member-join", member=kept.invited.public_id)
    yield "an invitation to keep it", url, invited.get(link, follow=True), 200
    invited.force_login(user("quicker@example.org"))
    yield "the same, signed in", url, invited.get(url), 200
    keeping.accept(kept.invited, user("another-keeper@example.org"))
    yield "the same, accepted by another", url, invited.get(url), 200
    alone = Client()
    alone.force_login(kept.owner)
    url = reverse("account-delete")
    yield "an account that portfolios need", url, alone.get(url), 200
