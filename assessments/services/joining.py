"""A founder brings a company into a portfolio, and says what its members see of it."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import (
    Act,
    Assessment,
    Company,
    CompanyInvitation,
    Entry,
    Grant,
    Owner,
    Portfolio,
    PortfolioAct,
    User,
)
from ..models.tokens import hash_of, new_token
from .acts import record, record_in
from .answering import begin_assessment
from .sharing import CannotAccept, Terms

States = CompanyInvitation.State


class NotTheirs(Exception):
    """Only who owns a company can bring it in, and none that is being deleted."""


class InItAlready(Exception):
    """The company shares with the portfolio already. ``entry`` says how."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        super().__init__("it shares with the portfolio already")


@transaction.atomic
def join(invitation: CompanyInvitation, company: Company, terms: Terms, *, user: User) -> Entry:
    """Bring a company of the user's into the portfolio: it shares with the members what the ``terms``
    say, at once.

    An invitation of one company is accepted once; by the same user for the same company twice without
    harm. Raises ``CannotAccept`` if it holds no longer or was accepted, ``NotTheirs``, and
    ``InItAlready``: what a company shares is changed on its own page.
    """
    offered, portfolio = _hold(invitation)
    mine = Owner.objects.filter(company=company, user=user, company__delete_at__isnull=True)
    if not mine.exists():
        raise NotTheirs
    entries = Entry.objects.filter(portfolio=portfolio, company=company)
    entry = entries.select_related("grant", "company").first()
    shares = entry is not None and entry.grant.state == Grant.State.ACTIVE
    if offered.state == States.ACCEPTED:
        if entry is not None and shares and _came_by(entry.grant, offered, user):
            return entry
        raise CannotAccept
    if entry is not None and shares:
        raise InItAlready(entry)
    return _let_in(offered, company, entry, terms, user)


@transaction.atomic
def join_anew(
    invitation: CompanyInvitation, name: str, terms: Terms, *, as_of: date, user: User
) -> Assessment:
    """The same with a new company of that name: its first assessment, without answers yet.

    The form that is sent twice makes one: a company of theirs that has the name and shares with the
    portfolio is taken for it. Raises ``CannotAccept``, and ``InItAlready`` if that one has submitted
    its assessment.
    """
    offered, portfolio = _hold(invitation)
    same = Entry.objects.filter(
        portfolio=portfolio,
        company__name=name,
        company__owners__user=user,
        grant__in=Grant.objects.that_hold(),
    )
    there = same.select_related("company", "grant").first()
    if there is not None:
        own = there.company.assessments.filter(sheet_of__isnull=True)
        if begun := own.filter(submitted_at__isnull=True).first():
            return begun
        raise InItAlready(there)
    if offered.state == States.ACCEPTED:
        raise CannotAccept
    assessment, _name = begin_assessment(company_name=name, as_of=as_of, owner=user)
    _let_in(offered, assessment.company, None, terms, user)
    return assessment


# --- parts ---------------------------------------------------------------------------------------


def _hold(invitation: CompanyInvitation) -> tuple[CompanyInvitation, Portfolio]:
    """The invitation as it is now and its portfolio, whose row is held until the transaction ends:
    of two who accept at once one comes first, and a member who revokes it comes before or after."""
    held = Portfolio.objects.select_for_update().filter(pk=invitation.portfolio_id).first()
    opened = CompanyInvitation.objects.filter(pk=invitation.pk, token_hash=invitation.token_hash)
    found = opened.select_related("portfolio").first()
    if held is None or found is None or found.state not in (States.OPEN, States.ACCEPTED):
        raise CannotAccept
    return found, held


def _came_by(grant: Grant, invitation: CompanyInvitation, user: User) -> bool:
    return grant.accepted_at == invitation.accepted_at and grant.created_by_id == user.pk


def _let_in(
    invitation: CompanyInvitation, company: Company, entry: Entry | None, terms: Terms, user: User
) -> Entry:
    """``entry`` is one whose grant holds no longer: what the members wrote about it stays."""
    portfolio, now = invitation.portfolio, timezone.now()
    grant = Grant.objects.create(
        company=company,
        kind=Grant.Kind.PORTFOLIO,
        portfolio=portfolio,
        tier=terms.tier,
        label=portfolio.name,
        token_hash=hash_of(new_token()),  # no link leads to it
        created_by=user,
        accepted_at=now,
        expires_at=terms.expires_at,
    )
    if entry is None:
        entry = Entry(portfolio=portfolio, company=company)
    else:  # one that is over would else open again if its end were put off
        Grant.objects.filter(pk=entry.grant_id, revoked_at__isnull=True).update(revoked_at=now)
    entry.grant, entry.note, entry.reminded_at = grant, entry.note or invitation.note, None
    entry.save()
    entry.tags.add(*invitation.tags.all())
    # The same moment as the grant's: so it can be told who has accepted it.
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    about = _("%(label)s, with a portfolio: %(terms)s, every submitted assessment")
    words = {"label": portfolio.name, "terms": terms}
    record(company, Act.Kind.SHARED, user=user, about=about % words)
    about = _about(company, invitation, terms)
    record_in(portfolio, PortfolioAct.Kind.COMPANY_JOINED, user=user, about=about)
    return entry


def _about(company: Company, invitation: CompanyInvitation, terms: Terms) -> str:
    if company.name == invitation.label:
        return f"{company.name}: {terms}"
    words = {"company": company.name, "label": invitation.label, "terms": terms}
    return _("%(company)s, invited as “%(label)s”: %(terms)s") % words
