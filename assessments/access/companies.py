"""The ways to companies and to what belongs to one."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from ..models import (
    Action,
    Company,
    Grant,
    Owner,
)
from ..prepared import NUMBER, Prepared
from .grants import best, grants_of, looks_at, tier_of
from .visitors import nothing_for, signed_in_or_none
from .ways import (
    May,
    ToCompany,
)


def company(request: HttpRequest, name: str, may: May, *, even_deleted: bool = False) -> ToCompany:
    """The way to a company by its name.

    404 if there is none, or none that this visitor ``may`` do that with; ``SignInFirst`` if they
    have not signed in. ``even_deleted``: its owners come in also while it is being deleted. Two to
    four queries.
    """
    way = _to_company(request, name)
    if way is None or way.may < may or (way.company.is_being_deleted and not even_deleted):
        raise nothing_for(request, name)
    looks_at(request, way.grant)
    return way


def _to_company(request: HttpRequest, name: str) -> ToCompany | None:
    found = Company.objects.filter(public_id=name).first()
    if found is None:
        return None
    if owns(request, found):
        return ToCompany(found, May.MANAGE)
    if found.is_being_deleted:
        return None
    grant = best(grants_of(request).filter(company=found, assessment__isnull=True))
    return ToCompany(found, tier_of(grant), grant) if grant else None


def action_of(request: HttpRequest, company_name: str, name: str) -> tuple[ToCompany, Action]:
    """An action of a company's plan, for its owners; 404 if the plan has none of that name.

    One query more than the way to the company.
    """
    way = company(request, company_name, May.MANAGE)
    actions = Action.objects.filter(company=way.company, public_id=name)
    found = actions.select_related("assessment").first()
    if found is None:
        raise Http404
    return way, found


def owns(request: HttpRequest, found: Company) -> bool:
    """Whether the visitor has signed in and is an owner of the company. One query."""
    user = signed_in_or_none(request)
    return user is not None and (user.pk,) in map(tuple, _owners.values(found.pk))


def _owners_of(company: int) -> QuerySet[Owner, Any]:
    return Owner.objects.filter(company=company).values_list("user")


_owners = Prepared(_owners_of, NUMBER)  # almost every page of a company asks for them


def grant_of(request: HttpRequest, company_name: str, name: str) -> tuple[ToCompany, Grant]:
    """A grant of a company, for its owners, whatever has become of it; 404 if there is none.

    One query more than the way to the company.
    """
    way = company(request, company_name, May.MANAGE)
    grants = Grant.objects.filter(company=way.company, public_id=name)
    found = grants.select_related("assessment", "user", "created_by", "portfolio").first()
    if found is None:
        raise Http404
    return way, found
