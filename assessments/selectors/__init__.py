"""Reads: rows -> domain values. Each function says how many queries it takes.

What every assessment needs is here by name; the rest by module.
"""

from .answers import (
    LastAnswered,
    Place,
    Saved,
    answer_set,
    as_answer_set,
    last_answered,
    rubric_of,
    saved_values,
)

__all__ = [
    "LastAnswered",
    "Place",
    "Saved",
    "answer_set",
    "as_answer_set",
    "last_answered",
    "rubric_of",
    "saved_values",
]
