"""Who may see a company, who has looked, and what changed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Prefetch, QuerySet
from django.utils import timezone

from ..models import Act, Assessment, Company, Grant, Link, Look, Member, User

LINK_NAME_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Share:
    """A grant, how often somebody looked by it, and when last."""

    grant: Grant
    looks: int
    last_look: datetime | None

    @property
    def is_over(self) -> bool:
        return self.grant.state in (Grant.State.EXPIRED, Grant.State.REVOKED)


def shares_of(company: Company) -> list[Share]:
    """Every grant of the company, the newest first, whatever has become of it; those to portfolios
    with who keeps them (``grant.portfolio.keepers``). One query, two with portfolios."""
    grants = company.grants.select_related("assessment", "user", "portfolio").annotate(
        look_count=Count("looks"), last_look=Max("looks__at")
    )
    grants = grants.prefetch_related(Prefetch("portfolio__members", _joined(), "keepers"))
    return [Share(one, one.look_count, one.last_look) for one in grants]


def _joined() -> QuerySet[Member]:
    joined = Member.objects.filter(user__isnull=False).select_related("user")
    return joined.order_by("accepted_at", "pk")


def keepers_of(grant: Grant) -> list[User]:
    """Who sees the company by a grant to a portfolio: its members now. One query, none for others."""
    if grant.portfolio_id is None:
        return []
    return [one.user for one in _joined().filter(portfolio=grant.portfolio_id) if one.user]


def looks_at(company: Company, grant: Grant | None = None) -> QuerySet[Look]:
    """Who looked at the company's pages by a grant, the latest first; by this one, if given. One
    query."""
    looks = Look.objects.filter(grant__company=company)
    if grant is not None:
        looks = looks.filter(grant=grant)
    return looks.select_related("grant", "assessment").order_by("-at", "-pk")


def acts_of(company: Company) -> QuerySet[Act]:
    """What changed who may see or do what, the latest first. One query."""
    return company.acts.order_by("-at", "-pk")


def owners_of(company: Company) -> list[User]:
    """Who owns the company, the first one first. One query."""
    return list(User.objects.filter(owned__company=company).order_by("owned__since", "pk"))


def who_could_own(company: Company) -> list[Grant]:
    """Grants that an account has accepted and that hold. One query."""
    grants = Grant.objects.that_hold().filter(company=company, kind=Grant.Kind.ACCOUNT)
    accepted = grants.filter(user__isnull=False, accepted_at__isnull=False)
    return list(accepted.select_related("user").order_by("user__name", "user__email", "pk"))


@dataclass(frozen=True, slots=True)
class PrivateLink:
    """A private link. ``name`` stands for it in a form: a part of its hash, which leads nowhere."""

    link: Link

    @property
    def name(self) -> str:
        return self.link.token_hash[:LINK_NAME_LENGTH]

    @property
    def is_over(self) -> bool:
        """Whether it opens nothing any more."""
        end = self.link.expires_at
        return self.link.revoked_at is not None or (end is not None and end <= timezone.now())


def private_links_of(company: Company) -> list[PrivateLink]:
    """The links that open the company's assessments to whoever has them, the newest first.

    Those to a respondent's sheet are not among them. One query.
    """
    return [PrivateLink(one) for one in _private_links(company).order_by("-created_at", "-pk")]


def private_link(company: Company, name: str) -> Link | None:
    """The company's private link of this name. One query."""
    if len(name) != LINK_NAME_LENGTH:
        return None
    return _private_links(company).filter(token_hash__startswith=name).first()


def _private_links(company: Company) -> QuerySet[Link]:
    links = Link.objects.filter(assessment__company=company, assessment__sheet_of__isnull=True)
    return links.select_related("assessment")


def assessments_of(company: Company) -> QuerySet[Assessment]:
    """The company's assessments, the latest first: no respondent's sheet. One query."""
    own = company.assessments.filter(sheet_of__isnull=True)
    return own.order_by("-as_of", "-created_at", "-pk")


def shared_with(user: User) -> list[Grant]:
    """What others share with the user's account now, by the company's name. One query."""
    grants = Grant.objects.that_hold().filter(user=user, accepted_at__isnull=False)
    return list(grants.select_related("company", "assessment").order_by("company__name", "pk"))
