"""The editions of the report: the same scorecard for different readers.

Each layout has two: one for the company itself, which carries every answer, and one for those with
whom the result is shared and the answers are not. A layout's template is ``report/<layout>.html``.
"""

from __future__ import annotations

FULL = "full"
BRIEF = "brief"  # two pages for a board
EDITIONS = (FULL, BRIEF)  # with all answers; made as soon as they are submitted

SHARED_FULL = "full-shared"
SHARED_BRIEF = "brief-shared"
_SHARED = {FULL: SHARED_FULL, BRIEF: SHARED_BRIEF}
EVERY_EDITION = (*EDITIONS, *_SHARED.values())
PORTFOLIO = "portfolio"  # of many companies and no assessment: made when it is asked for


def without_answers(edition: str) -> str:
    """The same layout without the list of all answers, without notes and without an attachment."""
    return _SHARED.get(edition, edition)


def has_answers(edition: str) -> bool:
    return edition not in _SHARED.values()


def layout_of(edition: str) -> str:
    """``full`` or ``brief``: how the edition is laid out."""
    return next((layout for layout, shared in _SHARED.items() if shared == edition), edition)
