"""The ways to portfolios, to what is in them, and by invitations into them."""

from __future__ import annotations

from django.db.models import Q
from django.http import Http404, HttpRequest

from ..models import (
    CompanyInvitation,
    Entry,
    Grant,
    Link,
    Member,
)
from .visitors import keep_opened, nothing_for, signed_in_or_none
from .ways import (
    JOINING_KEY,
    MEMBERSHIPS_KEY,
    ROLES,
    MayKeep,
    ToPortfolio,
)


def portfolio(request: HttpRequest, name: str, may: MayKeep) -> ToPortfolio:
    """The way to a portfolio by its name, for its members; 404 to all others, and to members who may
    not do that with it; ``SignInFirst`` if nobody is signed in. One query."""
    user = signed_in_or_none(request)
    members = Member.objects.filter(user=user, portfolio__public_id=name)
    member = members.select_related("portfolio").first() if user is not None else None
    if member is None or ROLES[Member.Role(member.role)] < may:
        raise nothing_for(request, name)
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
    keep_opened(request, MEMBERSHIPS_KEY, member.public_id, member.token_hash or "")


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
        raise nothing_for(request, name)
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
    keep_opened(request, JOINING_KEY, invited.public_id, invited.token_hash)


def company_invitation(request: HttpRequest, name: str) -> CompanyInvitation:
    """An invitation to bring a company into a portfolio, for whoever has opened its link.

    404 if there is none, or none that still holds; ``SignInFirst`` instead if nobody is signed in. A
    link that was replaced by a newer one counts as never opened. One query.
    """
    token_hash = request.session.get(JOINING_KEY, {}).get(name, "")
    invitations = CompanyInvitation.objects.filter(public_id=name, token_hash=token_hash)
    found = invitations.select_related("portfolio", "created_by").first()
    if found is None or not _can_be_shown(found):
        raise nothing_for(request, name)
    return found


def _can_be_shown(invited: CompanyInvitation) -> bool:
    """Whoever comes by the link of an accepted one is told that it is."""
    return invited.state in (CompanyInvitation.State.OPEN, CompanyInvitation.State.ACCEPTED)
