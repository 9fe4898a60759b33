"""What a section's page shows, and what it posts. Form values <-> answers as a file states them."""

from __future__ import annotations

from .fields import Field, Option, bring_up, fields_of, with_ages, with_doubts
from .posted import changes_of, posted_keys

__all__ = [
    "Field",
    "Option",
    "bring_up",
    "changes_of",
    "fields_of",
    "posted_keys",
    "with_ages",
    "with_doubts",
]
