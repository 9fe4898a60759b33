"""Rows and constraints. What an answer means is the domain's business; here it is only kept."""

from .accounts import User
from .actions import Action
from .answering import Answer, Assessment, Link
from .api import ApiToken
from .companies import Act, Company, Owner
from .people import Respondent, Settlement
from .portfolios import (
    CompanyInvitation,
    Entry,
    Member,
    Portfolio,
    PortfolioAct,
    SavedView,
    Tag,
)
from .recorded import NeverChanges
from .rendering import Rendering
from .results import Result
from .sharing import Grant, Look

__all__ = [
    "Act",
    "Action",
    "Answer",
    "ApiToken",
    "Assessment",
    "Company",
    "CompanyInvitation",
    "Entry",
    "Grant",
    "Link",
    "Look",
    "Member",
    "NeverChanges",
    "Owner",
    "Portfolio",
    "PortfolioAct",
    "Rendering",
    "Respondent",
    "Result",
    "SavedView",
    "Settlement",
    "Tag",
    "User",
]
