"""What visitors may do, and their ways to rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum

from ..models import (
    Assessment,
    Company,
    Grant,
    Member,
    Portfolio,
)
from ..models.tokens import new_public_id, new_token

TOKEN_LENGTH, NAME_LENGTH = len(new_token()), len(new_public_id())
SESSION_KEY = "grants"  # of links that the visitor came by
INVITATIONS_KEY = "invitations"  # that they have opened: name of the grant -> hash of its token
LOOKED = "looked_by_grant"  # of a request: the grants that opened it, each with the assessment
MEMBERSHIPS_KEY = "memberships"  # the same for invitations to keep a portfolio
JOINING_KEY = "joining"  # the same for invitations to bring a company into a portfolio
MOST_REMEMBERED = 50  # links in one session
ONE_LOOK = timedelta(minutes=10)  # who looks again at the same page within that time looked once
NAMED_IN_A_QUERY = 500  # grants; SQLite takes no more than 32,766 parameters in one


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
