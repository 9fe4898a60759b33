"""What the visitor's account, their portfolios and the links they came by open."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from ..models import Assessment, Entry, Grant, Link, Look, Portfolio
from .visitors import keep_opened, nothing_for, signed_in_or_none
from .ways import (
    INVITATIONS_KEY,
    LOOKED,
    MOST_REMEMBERED,
    NAMED_IN_A_QUERY,
    ONE_LOOK,
    SESSION_KEY,
    TIERS,
    May,
)


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
        keep_opened(request, INVITATIONS_KEY, grant.public_id, grant.token_hash)
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
        raise nothing_for(request, name)
    return found


def grants_of(request: HttpRequest) -> QuerySet[Grant]:
    """What the visitor's account and the links they came by open."""
    kept = request.session.get(SESSION_KEY, [])
    mine = Q(pk__in=kept, kind=Grant.Kind.LINK)
    if (user := signed_in_or_none(request)) is not None:
        mine |= Q(user=user, accepted_at__isnull=False)
        mine |= Q(portfolio__in=Portfolio.objects.filter(members__user=user))
    return Grant.objects.that_hold().filter(mine).select_related("portfolio", "entry")


def best(grants: QuerySet[Grant]) -> Grant | None:
    return max(grants, key=tier_of, default=None)


def tier_of(grant: Grant) -> May:
    return TIERS[Grant.Tier(grant.tier)]


def looks_at(request: HttpRequest, grant: Grant | None, seen: Assessment | None = None) -> None:
    """Say that the page shows by this grant what is of a company, or of one assessment. Without a
    grant nobody else looks: it is the owner's own, or a private link's."""
    if grant is not None:
        _looked(request)[grant.pk, seen.pk if seen else None] = None


def takes_along(request: HttpRequest, entries: QuerySet[Entry]) -> None:
    """Say that a file, or what a program gets, holds what these companies share with a portfolio. One
    query."""
    shared = entries.order_by().values_list("grant", "company__latest__assessment")
    _looked(request).update(dict.fromkeys(shared))


def _looked(request: HttpRequest) -> dict[tuple[int, int | None], None]:
    """What this request has looked at, each once: grants, with the assessment if it was one."""
    if not hasattr(request, LOOKED):
        setattr(request, LOOKED, {})
    looks: dict[tuple[int, int | None], None] = getattr(request, LOOKED)
    return looks


def note_looks(request: HttpRequest) -> None:
    """Write down that somebody looked by a grant. Two queries, more only for hundreds of grants.

    Asked for once the page is there, of every request: no page can forget it, and what only leads
    on to another is none.
    """
    looks = _looked(request)
    if not looks:
        return
    match = request.resolver_match
    page, user = (match.url_name if match else "") or "", signed_in_or_none(request)
    by = user.get_full_name() if user else ""
    of_late = Look.objects.filter(page=page, user=user, at__gt=timezone.now() - ONE_LOOK)
    if len(looks) <= NAMED_IN_A_QUERY:
        of_late = of_late.filter(grant__in=[grant for grant, _seen in looks])
    noted = set(of_late.values_list("grant", "assessment"))
    Look.objects.bulk_create(
        Look(grant_id=grant, page=page, assessment_id=seen, user=user, by=by)
        for grant, seen in looks
        if (grant, seen) not in noted
    )
