"""Reads: rows -> domain values. Each function says how many queries it takes.

What every assessment needs is here by name; the rest by module.
"""

from .answers import (
    Ages,
    LastAnswered,
    Place,
    Saved,
    answer_rows,
    answer_set,
    as_answer_set,
    is_taken_over,
    last_answered,
    old_answers,
    rubric_of,
    saved_values,
    saved_with_ages,
)

__all__ = [
    "Ages",
    "LastAnswered",
    "Place",
    "Saved",
    "answer_rows",
    "answer_set",
    "as_answer_set",
    "is_taken_over",
    "last_answered",
    "old_answers",
    "rubric_of",
    "saved_values",
    "saved_with_ages",
]
