"""Writes. Each function is one transaction: all of it happens, or nothing.

What every assessment needs is here by name; the rest by module: ``services.people.invite`` and so on.
"""

from .answering import (
    Change,
    NotReady,
    SaveResult,
    begin_assessment,
    begin_from,
    save_answers,
    submit,
)

__all__ = [
    "Change",
    "NotReady",
    "SaveResult",
    "begin_assessment",
    "begin_from",
    "save_answers",
    "submit",
]
