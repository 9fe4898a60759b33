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

from .assessments import assessment, common, open_assessment, respondent_of
from .companies import action_of, company, grant_of, owns
from .grants import grant_by_token, invitation, looks_at, note_looks, remember, takes_along
from .portfolios import (
    company_invitation,
    company_invitation_by_token,
    company_invitation_of,
    entry_of,
    member_by_token,
    member_of,
    membership,
    portfolio,
    remember_company_invitation,
    remember_membership,
)
from .visitors import api_token, signed_in, signed_in_or_none
from .ways import (
    INVITATIONS_KEY,
    JOINING_KEY,
    MEMBERSHIPS_KEY,
    MOST_REMEMBERED,
    NAME_LENGTH,
    ROLES,
    SESSION_KEY,
    TIERS,
    TOKEN_LENGTH,
    May,
    MayKeep,
    OthersSheet,
    SignInFirst,
    SubmittedAlready,
    ToAssessment,
    ToCompany,
    ToPortfolio,
)

__all__ = [
    "INVITATIONS_KEY",
    "JOINING_KEY",
    "MEMBERSHIPS_KEY",
    "MOST_REMEMBERED",
    "NAME_LENGTH",
    "ROLES",
    "SESSION_KEY",
    "TIERS",
    "TOKEN_LENGTH",
    "May",
    "MayKeep",
    "OthersSheet",
    "SignInFirst",
    "SubmittedAlready",
    "ToAssessment",
    "ToCompany",
    "ToPortfolio",
    "action_of",
    "api_token",
    "assessment",
    "common",
    "company",
    "company_invitation",
    "company_invitation_by_token",
    "company_invitation_of",
    "entry_of",
    "grant_by_token",
    "grant_of",
    "invitation",
    "looks_at",
    "member_by_token",
    "member_of",
    "membership",
    "note_looks",
    "open_assessment",
    "owns",
    "portfolio",
    "remember",
    "remember_company_invitation",
    "remember_membership",
    "respondent_of",
    "signed_in",
    "signed_in_or_none",
    "takes_along",
]
