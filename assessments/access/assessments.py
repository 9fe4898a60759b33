"""The ways to assessments: by private links, by their names, and to respondents' sheets."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from ..models import (
    Assessment,
    Link,
    Respondent,
)
from ..prepared import TEXT, Prepared
from .companies import owns
from .grants import best, grants_of, looks_at, tier_of
from .visitors import nothing_for, signed_in_or_none
from .ways import (
    TOKEN_LENGTH,
    May,
    OthersSheet,
    SubmittedAlready,
    ToAssessment,
)


def assessment(
    request: HttpRequest, token: str, may: May, *, even_sheet: bool = False
) -> ToAssessment:
    """The way to an assessment by a link's token or by its own name.

    404 if there is none, or none that this visitor ``may`` do that with; ``SignInFirst`` instead if
    they came by its name and have not signed in. A respondent's sheet has few of an assessment's
    pages: it counts as one for those that ask for ``even_sheet`` only. One query by a link, two to
    four else.
    """
    way = _to_assessment(request, token, may)
    if way.assessment.is_sheet and not even_sheet:
        raise Http404
    looks_at(request, way.grant, way.assessment)
    return way


def open_assessment(request: HttpRequest, token: str) -> ToAssessment:
    """The same, to write to: ``SubmittedAlready`` if its answers can no longer change."""
    way = _to_assessment(request, token, May.SEE_SUMMARY)
    if way.assessment.is_closed:
        raise SubmittedAlready(way.assessment)
    if way.may < May.ANSWER:
        raise Http404
    return way


def _to_assessment(request: HttpRequest, token: str, may: May) -> ToAssessment:
    way = _by_link(request, token) if len(token) == TOKEN_LENGTH else _by_name(request, token)
    if way is None or way.may < may:
        raise nothing_for(request, token)
    return way


def _by_link(request: HttpRequest, token: str) -> ToAssessment | None:
    link = _unrevoked.first(Link.hash_of(token))
    if link is None or (link.expires_at is not None and link.expires_at <= timezone.now()):
        return None
    if link.assessment.is_sheet:
        _keep_unseen(request, link.assessment)
    return ToAssessment(link.assessment, May.ANSWER, by_link=True, is_common=link.is_common)


def _by_name(request: HttpRequest, name: str) -> ToAssessment | None:
    found = _named.first(name)
    if found is None:
        return None
    if found.is_sheet:
        return _to_sheet(request, found)
    if owns(request, found.company):
        return ToAssessment(found, May.MANAGE, is_common=found.is_common)
    if not found.is_submitted:
        return None
    for_this = Q(assessment__isnull=True) | Q(assessment=found)
    grant = best(grants_of(request).filter(for_this, company=found.company))
    if grant is None:
        return None
    return ToAssessment(found, tier_of(grant), grant, is_common=found.is_common)


def _has_sheets(assessment: OuterRef) -> Exists:
    return Exists(Assessment.objects.filter(sheet_of=assessment))


def _unrevoked_links(token_hash: str) -> QuerySet[Any]:
    links = Link.objects.filter(
        token_hash=token_hash,
        revoked_at__isnull=True,
        assessment__company__delete_at__isnull=True,
    )
    links = links.annotate(is_common=_has_sheets(OuterRef("assessment")))
    return links.select_related("assessment__company", "assessment__sheet_of")


def _assessments_named(name: str) -> QuerySet[Any]:
    rows = Assessment.objects.filter(public_id=name, company__delete_at__isnull=True)
    rows = rows.annotate(is_common=_has_sheets(OuterRef("pk")))
    return rows.select_related("company", "sheet_of")


# each saved answer asks for one of them
_unrevoked: Prepared[Any] = Prepared(_unrevoked_links, TEXT)
_named: Prepared[Any] = Prepared(_assessments_named, TEXT)


def _keep_unseen(request: HttpRequest, sheet: Assessment) -> None:
    """Owners know the links that they have given out. They are not to look by one at answers that are
    not opened yet, were it by mistake: ``OthersSheet``. Up to two queries, for whoever is signed in."""
    if sheet.sheet_of is None or sheet.sheet_of.revealed_at is not None:
        return
    if owns(request, sheet.company) and not _is_theirs(request, sheet):
        raise OthersSheet(sheet)


def _is_theirs(request: HttpRequest, sheet: Assessment) -> bool:
    user = signed_in_or_none(request)
    mine = Respondent.objects.filter(sheet=sheet, user=user, withdrawn_at__isnull=True)
    return user is not None and mine.exists()


def _to_sheet(request: HttpRequest, sheet: Assessment) -> ToAssessment | None:
    """One's own sheet to answer; another's to see once all are revealed, for owners: none that was
    not finished or whose invitation was withdrawn."""
    if _is_theirs(request, sheet):
        return ToAssessment(sheet, May.ANSWER)
    common = sheet.sheet_of
    is_shown = common is not None and common.revealed_at is not None and sheet.is_submitted
    if not is_shown or not owns(request, sheet.company):
        return None
    if Respondent.objects.filter(sheet=sheet, withdrawn_at__isnull=False).exists():
        return None
    return ToAssessment(sheet, May.SEE_ANSWERS)


def common(request: HttpRequest, token: str) -> ToAssessment:
    """The way to an assessment that several people answer, for its owners; 404 to all others."""
    way = assessment(request, token, May.MANAGE)
    if not way.is_common:
        raise Http404
    return way


def respondent_of(way: ToAssessment, name: str) -> Respondent:
    """A respondent of the assessment by their name in addresses; 404 if there is none. One query."""
    respondents = Respondent.objects.filter(assessment=way.assessment, public_id=name)
    found = respondents.select_related("sheet", "user").first()
    if found is None:
        raise Http404
    return found
