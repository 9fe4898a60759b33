"""May this visitor? The only gate to rows that a URL names.

A view never looks up a company or an assessment itself: it asks here, and says what it wants to do.
Whoever may not is told that there is none. What a visitor may do is one of five steps, each holding
those before it.

An assessment is reached by the token of a private link, or by its own name (``public_id``): that
opens it for its owners and for those with a grant, by their account or by a link whose grant their
session keeps (``remember``). A company is reached by its own name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from typing import TypeVar

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from .models import Assessment, Company, Grant, Link, Look, Owner, Respondent, User
from .models.tokens import new_public_id, new_token

Row = TypeVar("Row", Link, Grant)
TOKEN_LENGTH, NAME_LENGTH = len(new_token()), len(new_public_id())
SESSION_KEY = "grants"
ONE_LOOK = timedelta(minutes=10)  # who looks again at the same page within that time looked once


class May(IntEnum):
    """What a visitor may do."""

    SEE_SUMMARY = 1
    SEE_RESULT = 2
    SEE_ANSWERS = 3
    ANSWER = 4
    MANAGE = 5


TIERS = {
    Grant.Tier.SUMMARY: May.SEE_SUMMARY,
    Grant.Tier.RESULT: May.SEE_RESULT,
    Grant.Tier.ANSWERS: May.SEE_ANSWERS,
}


class SubmittedAlready(Exception):
    """The assessment was submitted, so its answers stand."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        super().__init__("the assessment was submitted")


class SignInFirst(Exception):
    """Nobody is signed in; whether there is anything here for them is not told before."""


@dataclass(frozen=True, slots=True)
class ToCompany:
    """A visitor's way to a company. ``grant`` is what opened it, for those who do not own it."""

    company: Company
    may: May
    grant: Grant | None = None


@dataclass(frozen=True, slots=True)
class ToAssessment:
    """A visitor's way to an assessment. ``by_link``: whoever has its private link."""

    assessment: Assessment
    may: May
    grant: Grant | None = None
    by_link: bool = False

    @property
    def company(self) -> Company:
        return self.assessment.company


# --- assessments ---------------------------------------------------------------------------------


def assessment(request: HttpRequest, token: str, may: May) -> ToAssessment:
    """The way to an assessment by a link's token or by its own name.

    404 if there is none, or none that this visitor ``may`` do that with; ``SignInFirst`` instead if
    they came by its name and have not signed in. One query by a link, two to four else.
    """
    way = _by_link(token) if len(token) == TOKEN_LENGTH else _by_name(request, token)
    if way is None or way.may < may:
        raise _nothing_for(request, token)
    if way.grant is not None:
        _note_look(request, way.grant, way.assessment)
    return way


def open_assessment(request: HttpRequest, token: str) -> ToAssessment:
    """The same, to write to: ``SubmittedAlready`` if its answers can no longer change."""
    way = assessment(request, token, May.SEE_SUMMARY)
    if way.assessment.is_submitted:
        raise SubmittedAlready(way.assessment)
    if way.may < May.ANSWER:
        raise Http404
    return way


def _by_link(token: str) -> ToAssessment | None:
    links = _valid(Link.objects.all()).filter(
        token_hash=Link.hash_of(token), assessment__company__delete_at__isnull=True
    )
    link = links.select_related("assessment__company").first()
    return ToAssessment(link.assessment, May.ANSWER, by_link=True) if link else None


def _by_name(request: HttpRequest, name: str) -> ToAssessment | None:
    rows = Assessment.objects.select_related("company", "sheet_of")
    found = rows.filter(public_id=name, company__delete_at__isnull=True).first()
    if found is None:
        return None
    if found.is_sheet:
        return _to_sheet(request, found)
    if owns(request, found.company):
        return ToAssessment(found, May.MANAGE)
    if not found.is_submitted:
        return None
    for_this = Q(assessment__isnull=True) | Q(assessment=found)
    grant = _best(_grants(request).filter(for_this, company=found.company))
    return ToAssessment(found, _tier(grant), grant) if grant else None


def _to_sheet(request: HttpRequest, sheet: Assessment) -> ToAssessment | None:
    """One's own sheet to answer; another's to see once all are revealed, for owners."""
    user = signed_in_or_none(request)
    if user is None:
        return None
    mine = Respondent.objects.filter(sheet=sheet, user=user, withdrawn_at__isnull=True)
    if mine.exists():
        return ToAssessment(sheet, May.ANSWER)
    common = sheet.sheet_of
    is_shown = common is not None and common.revealed_at is not None and sheet.is_submitted
    if is_shown and owns(request, sheet.company):
        return ToAssessment(sheet, May.SEE_ANSWERS)
    return None


# --- companies -----------------------------------------------------------------------------------


def company(request: HttpRequest, name: str, may: May, *, even_deleted: bool = False) -> ToCompany:
    """The way to a company by its name.

    404 if there is none, or none that this visitor ``may`` do that with; ``SignInFirst`` if they
    have not signed in. ``even_deleted``: its owners come in also while it is being deleted. Two to
    four queries.
    """
    way = _to_company(request, name)
    if way is None or way.may < may or (way.company.is_being_deleted and not even_deleted):
        raise _nothing_for(request, name)
    if way.grant is not None:
        _note_look(request, way.grant, None)
    return way


def _to_company(request: HttpRequest, name: str) -> ToCompany | None:
    found = Company.objects.filter(public_id=name).first()
    if found is None:
        return None
    if owns(request, found):
        return ToCompany(found, May.MANAGE)
    if found.is_being_deleted:
        return None
    grant = _best(_grants(request).filter(company=found, assessment__isnull=True))
    return ToCompany(found, _tier(grant), grant) if grant else None


def owns(request: HttpRequest, found: Company) -> bool:
    """Whether the visitor has signed in and is an owner of the company. One query."""
    user = signed_in_or_none(request)
    return user is not None and Owner.objects.filter(company=found, user=user).exists()


# --- grants --------------------------------------------------------------------------------------


def grant_by_token(token: str) -> Grant:
    """The grant that a link stands for; 404 if it is unknown, expired or revoked. One query."""
    grants = _valid(Grant.objects.all()).filter(
        token_hash=Link.hash_of(token), company__delete_at__isnull=True
    )
    found = grants.select_related("company", "assessment").first()
    if found is None:
        raise Http404
    return found


def remember(request: HttpRequest, grant: Grant) -> None:
    """Keep in the session that the visitor came by this grant's link.

    Their further addresses need no token, so none is left in a history or a log.
    """
    kept = [one for one in request.session.get(SESSION_KEY, []) if one != grant.pk]
    request.session[SESSION_KEY] = [*kept, grant.pk][-50:]


def valid_grants() -> QuerySet[Grant]:
    """Grants that open something now."""
    return _valid(Grant.objects.all()).filter(company__delete_at__isnull=True)


def _grants(request: HttpRequest) -> QuerySet[Grant]:
    """What the visitor's account and the links they came by open."""
    kept = request.session.get(SESSION_KEY, [])
    mine = Q(pk__in=kept, kind=Grant.Kind.LINK)
    if (user := signed_in_or_none(request)) is not None:
        mine |= Q(user=user, accepted_at__isnull=False)
    return valid_grants().filter(mine)


def _best(grants: QuerySet[Grant]) -> Grant | None:
    return max(grants, key=_tier, default=None)


def _tier(grant: Grant) -> May:
    return TIERS[Grant.Tier(grant.tier)]


def _note_look(request: HttpRequest, grant: Grant, seen: Assessment | None) -> None:
    """Write down that somebody looked; where the grant is used, so that no page can forget it."""
    match = request.resolver_match
    page, user = (match.url_name if match else "") or "", signed_in_or_none(request)
    looks = Look.objects.filter(grant=grant, page=page, assessment=seen, user=user)
    if not looks.filter(at__gt=timezone.now() - ONE_LOOK).exists():
        by = user.get_full_name() if user else ""
        Look.objects.create(grant=grant, page=page, assessment=seen, user=user, by=by)


def _valid(rows: QuerySet[Row]) -> QuerySet[Row]:
    in_time = Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now())
    return rows.filter(in_time, revoked_at__isnull=True)


# --- visitors ------------------------------------------------------------------------------------


def signed_in(request: HttpRequest) -> User:
    """Who has signed in. Raises ``SignInFirst`` if nobody has."""
    user = signed_in_or_none(request)
    if user is None:
        raise SignInFirst
    return user


def signed_in_or_none(request: HttpRequest) -> User | None:
    """Who has signed in, if anybody has."""
    return request.user if isinstance(request.user, User) else None


def _nothing_for(request: HttpRequest, name: str) -> Exception:
    """What to raise for whoever gets nothing: they may have an account that opens it."""
    if len(name) == NAME_LENGTH and signed_in_or_none(request) is None:
        return SignInFirst()
    return Http404()
