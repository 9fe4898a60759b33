"""Rows and constraints. What an answer means is the domain's business; here it is only kept."""

from .accounts import User
from .answering import Answer, Assessment, Company, Link
from .rendering import Rendering

__all__ = ["Answer", "Assessment", "Company", "Link", "Rendering", "User"]
