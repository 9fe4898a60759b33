"""What an account has: addresses, ways to sign in, places where it is signed in, companies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from ..models import Assessment, Company, Respondent, User


def user_by_address(email: str) -> User | None:
    """Whose account has this address, as its main one or as one more that was confirmed. One or two
    queries."""
    confirmed = EmailAddress.objects.filter(email=email.lower(), verified=True)
    address = confirmed.select_related("user").first()
    return address.user if address else User.objects.filter(email=email.lower()).first()


@dataclass(frozen=True, slots=True)
class Account:
    """An account as its own page shows it."""

    user: User
    addresses: tuple[EmailAddress, ...]
    has_app: bool
    passkeys: int
    recovery_codes: int | None  # how many are left; None if there are none to use
    sessions: int

    @property
    def has_second_step(self) -> bool:
        return self.has_app or self.passkeys > 0


def account_of(user: User) -> Account:
    """The account, of somebody who is signed in. Three queries; ended sessions are counted until the
    list of them is opened."""
    addresses = EmailAddress.objects.filter(user=user).order_by("-primary", "email")
    by_type: dict[str, list[Authenticator]] = {}
    for one in Authenticator.objects.filter(user=user):
        by_type.setdefault(one.type, []).append(one)
    codes = by_type.get(Authenticator.Type.RECOVERY_CODES)
    return Account(
        user=user,
        addresses=tuple(addresses),
        has_app=Authenticator.Type.TOTP in by_type,
        passkeys=len(by_type.get(Authenticator.Type.WEBAUTHN, [])),
        recovery_codes=len(codes[0].wrap().get_unused_codes()) if codes else None,
        sessions=max(1, UserSession.objects.filter(user=user).count()),
    )


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """A company in the list of those that somebody owns, with its latest assessment."""

    name: str
    public_id: str
    delete_at: datetime | None
    assessments: int
    last_name: str | None  # the latest assessment's own name
    last_as_of: date | None
    last_submitted_at: datetime | None


def company_rows(user: User) -> list[CompanyRow]:
    """The companies that the user owns, by name; those being deleted, too. One query."""
    own = Assessment.objects.filter(sheet_of__isnull=True)
    latest = own.filter(company=OuterRef("pk")).order_by("-as_of", "-created_at", "-pk")
    companies: QuerySet[Company] = Company.objects.filter(owners__user=user)
    annotated = companies.annotate(
        count=Count("assessments", filter=Q(assessments__sheet_of__isnull=True), distinct=True),
        last_name=Subquery(latest.values("public_id")[:1]),
        last_as_of=Subquery(latest.values("as_of")[:1]),
        last_submitted_at=Subquery(latest.values("submitted_at")[:1]),
    )
    rows = annotated.order_by("name", "pk").values_list(
        "name",
        "public_id",
        "delete_at",
        "count",
        "last_name",
        "last_as_of",
        "last_submitted_at",
    )
    return [CompanyRow(*row) for row in rows]


def sheets_to_answer(user: User) -> QuerySet[Respondent]:
    """Where the user is asked to answer with others and has not finished, the latest first. One
    query."""
    open_sheets = Respondent.objects.filter(
        user=user,
        withdrawn_at__isnull=True,
        sheet__submitted_at__isnull=True,
        assessment__revealed_at__isnull=True,
        assessment__company__delete_at__isnull=True,
    )
    return open_sheets.select_related("sheet", "assessment__company").order_by("-invited_at", "-pk")


def owned_alone(user: User) -> QuerySet[Company]:
    """The companies that the user is the only owner of and that are not being deleted. One query."""
    owners = Count("owners", distinct=True)
    owned = Company.objects.filter(pk__in=user.owned.values("company"), delete_at__isnull=True)
    return owned.annotate(owner_count=owners).filter(owner_count=1).order_by("name", "pk")
