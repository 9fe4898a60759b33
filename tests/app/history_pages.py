"""A company over time, and an assessment that began from earlier answers, in their different states."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments import services
from assessments.models import Assessment, Company, User

from .factories import TODAY, answered, history_of, owned_assessment, user

STRANGE = "<b>Ünsinn</b> & “Söhne”"
DAYS = tuple(date(2024 + at // 4, 3 * (at % 4) + 1, 1) for at in range(10))
MOVED: dict[str, Any] = {
    "users": "large-base",
    "it_members": 48,
    "demand": None,
    "code_review": "not-yet",
    "on_call": "unknown",
}


def long_history(owner: User) -> list[Assessment]:
    """Ten assessments; in the last one facts, practices and circumstances differ."""
    return history_of(owner, *DAYS, company=STRANGE, **MOVED)


def begun_again(owner: User) -> Assessment:
    """An assessment that was begun today from answers of August, one of which was changed since."""
    (first,) = history_of(owner, date(2026, 8, 12), company=STRANGE)
    begun, _name = services.begin_from(first, as_of=TODAY, with_link=False)
    services.save_answers(begun, [services.Change("question", "demand", "roadmap", "unknown")])
    return begun


def grown_company(owner: User) -> Company:
    """A company that went from one stage to another, and past a rule."""
    first = owned_assessment(owner, archetype="mvp", company="Grown")
    second, _name = services.begin_from(first, as_of=date(2027, 6, 1), with_link=False)
    second.answers.all().delete()
    services.submit(answered(second, "scaling"))
    return first.company


def history_responses() -> Iterator[tuple[str, str, Any, int]]:
    """Every page: the name of its state, its address, the response, and the status it has to have."""
    client, owner = Client(), user("historian@example.org", name="Hilda")
    client.force_login(owner)
    made = long_history(owner)
    yield from _company(client, "ten assessments", made[0].company)
    url = reverse("moved", kwargs={"company": made[0].company.public_id})
    same = {"from": made[0].public_id, "to": made[0].public_id}
    yield "moved, the same one twice", url, client.get(url, same), 422
    name = reverse("company-name", kwargs={"company": made[0].company.public_id})
    yield "a company's name", name, client.get(name), 200
    yield "a company's name, none given", name, client.post(name), 422
    yield from _company(client, "grown", grown_company(owner))
    yield from _company(client, "one assessment", owned_assessment(owner, company="One").company)
    opened = owned_assessment(owner, company="Open", submitted=False).company
    yield from _company(client, "an open assessment", opened)
    Company.objects.filter(pk=opened.pk).update(delete_at=timezone.now())
    deleted = reverse("company", kwargs={"company": opened.public_id})
    yield "company, being deleted", deleted, client.get(deleted), 200
    yield from _begun_again(client, begun_again(owner))


def _company(client: Client, state: str, company: Company) -> Iterator[tuple[str, str, Any, int]]:
    for name in ("company", "moved"):
        url = reverse(name, kwargs={"company": company.public_id})
        yield f"{name}, {state}", url, client.get(url), 200


def _begun_again(client: Client, begun: Assessment) -> Iterator[tuple[str, str, Any, int]]:
    for name in ("hub", "check"):
        url = reverse(name, kwargs={"token": begun.public_id})
        yield f"{name}, begun again", url, client.get(url), 200
    for slug in ("product-and-users", "team-and-structure", "practices-delivery", "roles"):
        url = reverse("section", kwargs={"token": begun.public_id, "slug": slug})
        yield f"{slug}, begun again", url, client.get(url), 200
    services.submit(begun)
    url = reverse("answers", kwargs={"token": begun.public_id})
    yield "answers, not confirmed", url, client.get(url), 200
