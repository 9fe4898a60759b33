"""The field for a day: a browser's own where it holds a day, and a text as it was typed where not."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms


def is_day(written: str) -> bool:
    """Whether a browser's field for dates can hold what was written: a day as 2026-12-24, or nothing."""
    if not written:
        return True
    try:
        return date.fromisoformat(written).isoformat() == written
    except ValueError:
        return False


class DayInput(forms.DateInput):
    """A browser drops what is no day from its field for dates; so that stands in a text field."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        written = context["widget"]["value"] or ""
        context["widget"]["type"] = "date" if is_day(written) else "text"
        return context
