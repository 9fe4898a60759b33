"""May this visitor? The only gate to rows that a URL names.

A view never looks up a company or an assessment itself: it asks here, and says what it wants to do.
Whoever may not is told that there is none. What a visitor may do is one of five steps, each holding
those before it.

An assessment is reached by the token of a private link, or by its own name (``public_id``): that
opens it for its owners and for those with a grant, by their account or by a link whose grant their
session keeps (``remember``). A company is reached by its own name. A portfolio is reached by its
members, who see of its companies what those share with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from .models import (
    Action,
    ApiToken,
    Assessment,
    Company,
    CompanyInvitation,
    Entry,
    Grant,
    Link,
    Look,
    Member,
    Owner,
    Portfolio,
    Respondent,
    User,
)
from .models.tokens import new_public_id, new_token
from .prepared import TEXT, Prepared

TOKEN_LENGTH, NAME_LENGTH = len(new_token()), len(new_public_id())
SESSION_KEY = "grants"  # of links that the visitor came by
INVITATIONS_KEY = "invitations"  # that they have opened: name of the grant -> hash of its token
LOOKED = "looked_by_grant"  # of a request: the grant that opened it, and the assessment
MEMBERSHIPS_KEY = "memberships"  # the same for invitations to keep a portfolio
JOINING_KEY = "joining"  # the same for invitations to bring a company into a portfolio
MOST_REMEMBERED = 50  # links in one session
ONE_LOOK = timedelta(minutes=10)  # who looks again at the same page within that time looked once


class May(IntEnum):
    """What a visitor may do."""

    SEE_SUMMARY = 1
    SEE_RESULT = 2
    SEE_ANSWERS = 3
    ANSWER = 4
    MANAGE = 5


class MayKeep(IntEnum):
    """What a member may do with a portfolio."""

    SEE = 1
    EDIT = 2
    MANAGE = 3


TIERS = {
    Grant.Tier.SUMMARY: May.SEE_SUMMARY,
    Grant.Tier.RESULT: May.SEE_RESULT,
    Grant.Tier.ANSWERS: May.SEE_ANSWERS,
}
ROLES = {
    Member.Role.VIEWER: MayKeep.SEE,
    Member.Role.EDITOR: MayKeep.EDIT,
    Member.Role.OWNER: MayKeep.MANAGE,
}


class SubmittedAlready(Exception):
    """The assessment was submitted, so its answers stand."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        super().__init__("the assessment was submitted")


class SignInFirst(Exception):
    """Nobody is signed in; whether there is anything here for them is not told before."""


class OthersSheet(Exception):
    """An owner has come by the link of somebody else's sheet, whose answers are not opened yet."""

    def __init__(self, sheet: Assessment) -> None:
        self.sheet = sheet
        super().__init__("the answers of this sheet are not opened yet")


@dataclass(frozen=True, slots=True)
class ToCompany:
    """A visitor's way to a company. ``grant`` is what opened it, for those who do not own it."""

    company: Company
    may: May
    grant: Grant | None = None


@dataclass(frozen=True, slots=True)
class ToAssessment:
    """A visitor's way to an assessment. ``by_link``: whoever has its private link.

    ``is_common``: several people answer it, each on a sheet of their own; its own answers are only
    what they agree on or have settled.
    """

    assessment: Assessment
    may: May
    grant: Grant | None = None
    by_link: bool = False
    is_common: bool = False

    @property
    def company(self) -> Company:
        return self.assessment.company


@dataclass(frozen=True, slots=True)
class ToPortfolio:
    """A member's way to a portfolio."""

    portfolio: Portfolio
    member: Member
    may: MayKeep


# --- assessments ---------------------------------------------------------------------------------


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
    setattr(request, LOOKED, (way.grant, way.assessment))
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
        raise _nothing_for(request, token)
    return way


def _by_link(request: HttpRequest, token: str) -> ToAssessment | None:
    link = _unrevoked.first(Link.hash_of(token))
    if link is None or (link.expires_at is not None and link.expires_at <= timezone.now()):
        return None
    if link.assessment.is_sheet:
        _keep_unseen(request, link.assessment)
    return ToAssessment(link.assessment, May.ANSWER, by_link=True, is_common=link.is_common)


def _by_name(request: HttpRequest, name: str) -> ToAssessment | None:
    rows = Assessment.objects.select_related("company", "sheet_of")
    rows = rows.annotate(is_common=_has_sheets(OuterRef("pk")))
    found = rows.filter(public_id=name, company__delete_at__isnull=True).first()
    if found is None:
        return None
    if found.is_sheet:
        return _to_sheet(request, found)
    if owns(request, found.company):
        return ToAssessment(found, May.MANAGE, is_common=found.is_common)
    if not found.is_submitted:
        return None
    for_this = Q(assessment__isnull=True) | Q(assessment=found)
    grant = _best(_grants(request).filter(for_this, company=found.company))
    if grant is None:
        return None
    return ToAssessment(found, _tier(grant), grant, is_common=found.is_common)


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


_unrevoked: Prepared[Any, str] = Prepared(_unrevoked_links, TEXT)  # each saved answer asks for one


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
    setattr(request, LOOKED, (way.grant, None))
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
    return user is not None and Owner.objects.filter(company=found, user=user).exists()


# --- portfolios ----------------------------------------------------------------------------------


def portfolio(request: HttpRequest, name: str, may: MayKeep) -> ToPortfolio:
    """The way to a portfolio by its name, for its members; 404 to all others, and to members who may
    not do that with it; ``SignInFirst`` if nobody is signed in. One query."""
    user = signed_in_or_none(request)
    members = Member.objects.filter(user=user, portfolio__public_id=name)
    member = members.select_related("portfolio").first() if user is not None else None
    if member is None or ROLES[Member.Role(member.role)] < may:
        raise _nothing_for(request, name)
    return ToPortfolio(member.portfolio, member, ROLES[Member.Role(member.role)])


def entry_of(
    request: HttpRequest, portfolio_name: str, name: str, may: MayKeep
) -> tuple[ToPortfolio, Entry]:
    """A company in a portfolio, while its grant holds; 404 if there is none. One query more."""
    way = portfolio(request, portfolio_name, may)
    entries = Entry.objects.filter(portfolio=way.portfolio, public_id=name)
    found = entries.filter(grant__in=Grant.objects.that_hold())
    entry = found.select_related("company__latest", "grant").first()
    if entry is None:
        raise Http404
    return way, entry


def member_of(
    request: HttpRequest, portfolio_name: str, name: str, may: MayKeep
) -> tuple[ToPortfolio, Member]:
    """A member of a portfolio, or somebody invited; 404 if there is none. One query more."""
    way = portfolio(request, portfolio_name, may)
    members = Member.objects.filter(portfolio=way.portfolio, public_id=name)
    found = members.select_related("portfolio", "user").first()
    if found is None:
        raise Http404
    return way, found


def member_by_token(token: str) -> Member:
    """The invitation to keep a portfolio that a link stands for, accepted or not; 404 if it is
    unknown, over or taken back. One query."""
    found = Member.objects.filter(token_hash=Link.hash_of(token)).first()
    if found is None or found.is_over:
        raise Http404
    return found


def remember_membership(request: HttpRequest, member: Member) -> None:
    """Keep in the session that the visitor has opened this invitation, so that no further address
    needs its token."""
    opened = dict(request.session.get(MEMBERSHIPS_KEY, {}))
    opened.pop(member.public_id, None)
    kept = [*opened.items(), (member.public_id, member.token_hash)][-MOST_REMEMBERED:]
    request.session[MEMBERSHIPS_KEY] = dict(kept)


def membership(request: HttpRequest, portfolio_name: str, name: str) -> Member:
    """An invitation to keep a portfolio, for whoever has opened its link or has accepted it.

    404 if there is none, or none that still holds; ``SignInFirst`` instead if nobody is signed in. A
    link that was replaced by a newer one counts as never opened. One query.
    """
    theirs = Q(token_hash=request.session.get(MEMBERSHIPS_KEY, {}).get(name, ""))
    if (user := signed_in_or_none(request)) is not None:
        theirs |= Q(user=user)
    members = Member.objects.filter(theirs, public_id=name, portfolio__public_id=portfolio_name)
    found = members.select_related("portfolio", "user").first()
    if found is None or found.is_over:
        raise _nothing_for(request, name)
    return found


def company_invitation_of(
    request: HttpRequest, portfolio_name: str, name: str
) -> tuple[ToPortfolio, CompanyInvitation]:
    """An invitation of a company, whatever has become of it, for those who may edit the portfolio;
    404 if there is none. One query more."""
    way = portfolio(request, portfolio_name, MayKeep.EDIT)
    found = CompanyInvitation.objects.filter(portfolio=way.portfolio, public_id=name).first()
    if found is None:
        raise Http404
    return way, found


def company_invitation_by_token(token: str) -> CompanyInvitation:
    """The invitation that a link stands for, accepted or not; 404 if it is unknown, expired or
    revoked. One query."""
    found = CompanyInvitation.objects.filter(token_hash=Link.hash_of(token)).first()
    if found is None or not _can_be_shown(found):
        raise Http404
    return found


def remember_company_invitation(request: HttpRequest, invited: CompanyInvitation) -> None:
    """Keep in the session that the visitor has opened this invitation, so that no further address
    needs its token."""
    opened = dict(request.session.get(JOINING_KEY, {}))
    opened.pop(invited.public_id, None)
    kept = [*opened.items(), (invited.public_id, invited.token_hash)][-MOST_REMEMBERED:]
    request.session[JOINING_KEY] = dict(kept)


def company_invitation(request: HttpRequest, name: str) -> CompanyInvitation:
    """An invitation to bring a company into a portfolio, for whoever has opened its link.

    404 if there is none, or none that still holds; ``SignInFirst`` instead if nobody is signed in. A
    link that was replaced by a newer one counts as never opened. One query.
    """
    token_hash = request.session.get(JOINING_KEY, {}).get(name, "")
    invitations = CompanyInvitation.objects.filter(public_id=name, token_hash=token_hash)
    found = invitations.select_related("portfolio", "created_by").first()
    if found is None or not _can_be_shown(found):
        raise _nothing_for(request, name)
    return found


def _can_be_shown(invited: CompanyInvitation) -> bool:
    """Whoever comes by the link of an accepted one is told that it is."""
    return invited.state in (CompanyInvitation.State.OPEN, CompanyInvitation.State.ACCEPTED)


# --- grants --------------------------------------------------------------------------------------


def grant_by_token(token: str) -> Grant:
    """The grant that a link stands for; 404 if it is unknown, expired or revoked. One query."""
    grants = Grant.objects.that_hold().filter(token_hash=Link.hash_of(token))
    found = grants.select_related("company", "assessment").first()
    if found is None:
        raise Http404
    return found


def remember(request: HttpRequest, grant: Grant) -> None:
    """Keep in the session that the visitor came by this grant's link.

    Their further addresses need no token, so none is left in a history or a log. What is shared by
    link is open to them from now on; what is shared with an account, they may accept.
    """
    if grant.kind == Grant.Kind.ACCOUNT:
        opened = dict(request.session.get(INVITATIONS_KEY, {}))
        opened.pop(grant.public_id, None)
        kept = [*opened.items(), (grant.public_id, grant.token_hash)][-MOST_REMEMBERED:]
        request.session[INVITATIONS_KEY] = dict(kept)
        return
    by_link = [one for one in request.session.get(SESSION_KEY, []) if one != grant.pk]
    request.session[SESSION_KEY] = [*by_link, grant.pk][-MOST_REMEMBERED:]


def invitation(request: HttpRequest, name: str) -> Grant:
    """A grant to an account, for whoever has opened the link to it or has accepted it.

    404 if there is none, or none that still holds; ``SignInFirst`` instead if nobody is signed in.
    A link that was replaced by a newer one counts as never opened. One query.
    """
    token_hash = request.session.get(INVITATIONS_KEY, {}).get(name, "")
    theirs = Q(token_hash=token_hash)
    if (user := signed_in_or_none(request)) is not None:
        theirs |= Q(user=user)
    grants = Grant.objects.that_hold()
    grants = grants.filter(theirs, public_id=name, kind=Grant.Kind.ACCOUNT)
    found = grants.select_related("company", "assessment", "created_by").first()
    if found is None:
        raise _nothing_for(request, name)
    return found


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


def _grants(request: HttpRequest) -> QuerySet[Grant]:
    """What the visitor's account and the links they came by open."""
    kept = request.session.get(SESSION_KEY, [])
    mine = Q(pk__in=kept, kind=Grant.Kind.LINK)
    if (user := signed_in_or_none(request)) is not None:
        mine |= Q(user=user, accepted_at__isnull=False)
        mine |= Q(portfolio__in=Portfolio.objects.filter(members__user=user))
    return Grant.objects.that_hold().filter(mine).select_related("portfolio", "entry")


def _best(grants: QuerySet[Grant]) -> Grant | None:
    return max(grants, key=_tier, default=None)


def _tier(grant: Grant) -> May:
    return TIERS[Grant.Tier(grant.tier)]


def note_look(request: HttpRequest) -> None:
    """Write down that somebody looked, if it was by a grant. At most two queries.

    Asked for once the page is there, of every request: no page can forget it, and what only leads
    on to another is none.
    """
    grant, seen = getattr(request, LOOKED, (None, None))
    if grant is None:
        return
    match = request.resolver_match
    page, user = (match.url_name if match else "") or "", signed_in_or_none(request)
    looks = Look.objects.filter(grant=grant, page=page, assessment=seen, user=user)
    if not looks.filter(at__gt=timezone.now() - ONE_LOOK).exists():
        by = user.get_full_name() if user else ""
        Look.objects.create(grant=grant, page=page, assessment=seen, user=user, by=by)


# --- tokens of programs --------------------------------------------------------------------------


def api_token(request: HttpRequest, name: str) -> ApiToken:
    """A token that the visitor has made for a program, whatever has become of it; 404 to all others;
    ``SignInFirst`` if nobody is signed in. One query."""
    user = signed_in_or_none(request)
    found = ApiToken.objects.filter(user=user, public_id=name).first() if user else None
    if found is None:
        raise _nothing_for(request, name)
    return found


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
