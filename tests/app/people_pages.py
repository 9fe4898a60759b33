"""The pages of an assessment that several people answer, for the tests that read every page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.test import Client
from django.urls import reverse

from assessments import services
from assessments.domain.answers import Choice
from assessments.models import Respondent, User
from assessments.services import people, settling

from .factories import QUESTION, answered, begun_assessment, link_to, owned_assessment, user
from .rounds import Round, begun_round, finished

STRANGE = "<b>Grace</b> & “Söhne”"
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
USERS = (QUESTION.value, "users")

Page = tuple[str, str, Any, int]


def waiting_round(owner: User) -> Round:
    """A round in which one has finished, one answers, one has not begun and one was withdrawn."""
    waiting = begun_round(owner, "cto", "lead", "vp", "advisor", company=STRANGE)
    for name, called in (("Cto", STRANGE), ("Lead", LONG)):
        Respondent.objects.filter(pk=waiting.others[name].pk).update(
            name=called, email="a.very.long.address.of.somebody@engineering.example.org"
        )
    finished(waiting.sheet("Cto"), "scaling")
    answered(waiting.sheet("Lead"))
    people.withdraw(waiting.others["Advisor"], by=owner)
    return waiting


def differing_round(owner: User) -> Round:
    """An opened round whose respondents differ on much, with a note, a reason and somebody left out."""
    differing = begun_round(owner, "cto", "lead", "vp", company=STRANGE, archetype="scaling")
    Respondent.objects.filter(pk=differing.others["Cto"].pk).update(name=STRANGE)
    note = {"text": f"{STRANGE}\n{LONG}", "link": f"https://x.example/{LONG}"}
    differing.own.answers.create(
        subject="note", key="users", value=note, saved_at=differing.own.created_at
    )
    services.submit(differing.own)
    finished(differing.sheet("Cto"), "adoption", it_members=41)
    finished(differing.sheet("Lead"), "scaling", users="unknown", on_call="not-yet", it_members=44)
    settling.reveal(differing.common, by=owner)
    settling.settle(
        differing.common, USERS, Choice("large-base"), reason=f"{STRANGE}\n{LONG}", by=owner
    )
    return differing


def settled_round(owner: User) -> Round:
    """The same, all settled and submitted."""
    settled = differing_round(owner)
    for one in settling.side_by_side(settled.common).to_settle_first:
        place = (QUESTION.value, one.key)
        settling.settle(settled.common, place, one.positions[-1].answer, reason="So.", by=owner)
    settling.settle_cautiously(settled.common, reason="To be safe.", by=owner)
    services.submit(settled.common)
    return settled


def people_responses() -> Iterator[Page]:
    """Every page: the name of its state, its address, the response, and the status it has to have."""
    owner, client = user("inviter@example.org", name=STRANGE), Client()
    client.force_login(owner)
    yield from _inviting(client, owner)
    yield from _waiting(client, waiting_round(owner))
    yield from _differing(client, differing_round(owner))
    settled = settled_round(owner)
    for name in ("people", "differences"):
        yield _got(client, f"{name}, settled", name, settled.common.public_id)
    yield _got(Client(), "result, settled", "result", link_to(settled.common))


def _got(client: Client, state: str, name: str, token: str, **parts: str) -> Page:
    url = reverse(name, kwargs={"token": token, **parts})
    return state, url, client.get(url), 200


def _inviting(client: Client, owner: User) -> Iterator[Page]:
    alone = owned_assessment(owner, company=STRANGE, submitted=False)
    url = reverse("people", kwargs={"token": alone.public_id})
    yield "people, first", url, client.get(url), 200
    yield "people, faulty", url, client.post(url, {"name": " ", "email": STRANGE}), 422
    invitation = {"name": STRANGE, "role": "cto", "email": "grace@example.org", "own_role": "ceo"}
    yield "people, invited", url, client.post(url, invitation), 200
    _unclaimed, token = begun_assessment(company=STRANGE)
    yield _got(Client(), "people, by a private link", "people", token)
    token = link_to(owned_assessment(owner, submitted=False))
    yield _got(Client(), "people, by a private link of a claimed company", "people", token)


def _waiting(client: Client, waiting: Round) -> Iterator[Page]:
    token = waiting.common.public_id
    yield _got(client, "people, waiting", "people", token)
    yield _got(client, "people, to be opened", "people-open", token)
    parts = {"respondent": waiting.others["Vp"].public_id}
    yield _got(client, "people, to be withdrawn", "people-withdraw", token, **parts)
    url = reverse("people-link", kwargs={"token": token, **parts})
    yield "people, new link", url, client.post(url), 200
    yield _got(Client(), "people, by a link to the round", "people", link_to(waiting.common))
    yield _got(client, "hub of one's own sheet", "hub", waiting.own.public_id)
    yield _got(Client(), "hub of a sheet", "hub", waiting.tokens["Lead"])
    yield _got(Client(), "check of a sheet", "check", waiting.tokens["Lead"])
    yield _got(Client(), "sheet, finished", "sheet", waiting.tokens["Cto"])
    url = reverse("hub", kwargs={"token": waiting.tokens["Lead"]})
    yield "the link of somebody else", url, client.get(url), 403


def _differing(client: Client, differing: Round) -> Iterator[Page]:
    token = differing.common.public_id
    yield _got(client, "people, opened", "people", token)
    yield _got(client, "differences", "differences", token)
    for name in ("settle-rest", "settled-submit"):
        url = reverse(name, kwargs={"token": token})
        yield f"differences, {name}", url, client.post(url), 422
    for subject, key in (
        ("question", "users"),
        ("question", "it-members"),
        ("question", "on-call"),
    ):
        parts = {"subject": subject, "key": key}
        yield _got(client, f"settle {key}", "settle", token, **parts)
    yield _got(client, "settle a role", "settle", token, subject="role", key="directors")
    url = reverse("settle", kwargs={"token": token, "subject": "question", "key": "users"})
    yield "settle, faulty", url, client.post(url, {"reason": " "}), 422
    late = {"question-users": "testers", "reason": STRANGE, "seen": ""}
    yield "settle, settled meanwhile", url, client.post(url, late), 409
    yield _got(client, "sheet, seen by an owner", "sheet", differing.sheet("Cto").public_id)
    yield _got(Client(), "sheet, opened", "sheet", differing.tokens["Cto"])
    yield _got(Client(), "sheet, left out", "sheet", differing.tokens["Vp"])
