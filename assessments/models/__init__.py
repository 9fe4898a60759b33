"""Rows and constraints. What an answer means is the domain's business; here it is only kept."""

from .accounts import User
from .actions import Action
from .answering import Answer, Assessment, Link
from .companies import Act, Company, NeverChanges, Owner
from .people import Respondent, Settlement
from .rendering import Rendering
from .sharing import Grant, Look

__all__ = [
    "Act",
    "Action",
    "Answer",
    "Assessment",
    "Company",
    "Grant",
    "Link",
    "Look",
    "NeverChanges",
    "Owner",
    "Rendering",
    "Respondent",
    "Settlement",
    "User",
]
