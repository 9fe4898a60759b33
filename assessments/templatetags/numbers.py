"""Numbers as every page and report writes them."""

from __future__ import annotations

from django import template

from ..reports.words import thousands

register = template.Library()


@register.filter
def in_thousands(number: int) -> str:
    """A whole number with narrow spaces between its thousands."""
    return thousands(number)
