"""The pages by which companies come into a portfolio, in their different states."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import Grant, Portfolio, User
from assessments.services import joining
from assessments.services.sharing import Terms
from assessments.views.portfolio_form import new_key

from .factories import company_asked, owned_assessment, portfolio_of, user

STRANGE = "<b>Ünsinn</b> & “Söhne”"
FAULTY = f"company,email,tag\n{STRANGE},nowhere,x\n"
FINE = "Ferrovia, olga@ferrovia.example\nNorth <b@north.example>"


def asked_in_every_way(advisor: User, founder: User, *, name: str = STRANGE) -> Portfolio:
    """A portfolio with an invitation in every state, one of them accepted by the founder."""
    portfolio = portfolio_of(advisor, name=name)
    company_asked(portfolio, label=name)
    company_asked(portfolio, label="Spring 2027", is_open=True)
    company_asked(portfolio, label="Too late", expires_in=-timedelta(days=3))
    revoked, _token = company_asked(portfolio, label="Taken back")
    revoked.revoked_at = timezone.now()
    revoked.save()
    accepted, _token = company_asked(portfolio)
    company = owned_assessment(founder, company=name).company
    joining.join(accepted, company, Terms(Grant.Tier.SUMMARY, "", None), user=founder)
    return portfolio


def joining_responses() -> Iterator[tuple[str, str, Any, int]]:
    """Every page: the name of its state, its address, the response, and the status it has to have."""
    client, advisor = Client(), user("inviting@fund.example.org", name="Ida")
    founder = user("joining@example.org", name="Olga")
    client.force_login(advisor)
    empty = _at("company-invite", portfolio_of(advisor, name="Nobody"))
    yield "no invitation yet", empty, client.get(empty), 200
    portfolio = asked_in_every_way(advisor, founder)
    invite = _at("company-invite", portfolio)
    yield "invitations in every state", invite, client.get(invite), 200
    for name in ("link", "cohort", "addresses", "file"):
        url = _at(f"company-invite-{name}", portfolio)
        yield f"inviting by {name}", url, client.get(url), 200
        yield f"inviting by {name}, nothing filled in", url, client.post(url), 422
    url = _at("company-invite-file", portfolio)
    file = SimpleUploadedFile("list.csv", FAULTY.encode())
    yield "a list with faults", url, client.post(url, {"file": file}), 422
    url = _at("company-invite-addresses", portfolio)
    yield "a list to be sent", url, client.post(url, {"companies": FINE}), 200
    url = _at("company-invite-link", portfolio)
    day = timezone.localdate().isoformat()
    given = {"key": new_key(portfolio), "label": STRANGE, "until": day}
    yield "a link that was made", url, client.post(url, given), 200
    yield from _of_the_founder(portfolio, founder)


def _of_the_founder(portfolio: Portfolio, founder: User) -> Iterator[tuple[str, str, Any, int]]:
    client = Client()
    invitation, token = company_asked(portfolio)
    join = reverse("join", kwargs={"asked": invitation.public_id})
    client.get(reverse("join-link", kwargs={"bringing": token}))
    yield "asked to join, not signed in", join, client.get(join), 200
    client = Client()
    client.force_login(founder)
    client.get(reverse("join-link", kwargs={"bringing": token}))
    yield "asked to join", join, client.get(join), 200
    yield "joining, nothing chosen", join, client.post(join, {"company": "new"}), 422
    other = owned_assessment(founder, company="Other").company
    joining.join(invitation, other, Terms(Grant.Tier.RESULT, "", None), user=founder)
    yield "asked to join, accepted already", join, client.get(join), 200


def _at(name: str, portfolio: Portfolio) -> str:
    return reverse(name, kwargs={"portfolio": portfolio.public_id})
