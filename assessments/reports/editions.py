"""The editions of the report: the same scorecard for different readers.

An edition's template is ``report/<edition>.html``.
"""

from __future__ import annotations

FULL = "full"
BRIEF = "brief"  # two pages for a board
EDITIONS = (FULL, BRIEF)
