"""The styles of a document: most values of a style are those of its parent, or those that all begin with.

WeasyPrint works out each of some hundred values of each style when it is asked for, through the whole
cascade. Here a style begins with all that no rule says anything about; what a rule does say something
about, and what depends on more than the parent, is worked out as ever.
"""

from __future__ import annotations

from collections import defaultdict
from copy import copy
from functools import lru_cache
from typing import Any

from weasyprint import css
from weasyprint.css import functions
from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES
from weasyprint.svg import utils

INTERDEPENDENT = frozenset(("page", "position", "float", "display"))
OF_DECORATION = "text_decoration_"  # handed on in a way of their own
OF_PARTS = frozenset(
    ("first-line", "first-letter")
)  # whose values are laid over others', all of them
PLAIN = frozenset((str, int, float))
INDEPENDENT = tuple(
    name
    for name in INITIAL_VALUES
    if name not in INTERDEPENDENT and not name.startswith(OF_DECORATION)
)
HANDED_ON = tuple(name for name in INDEPENDENT if name in INHERITED)
TO_BEGIN_WITH = {
    name: INITIAL_VALUES[name]
    for name in INDEPENDENT
    if name not in INHERITED and name not in INITIAL_NOT_COMPUTED
}

_is_calculated = functions.check_math
_parse_colour = utils.parse_color
_begin = css.ComputedStyle.__init__
_begin_anonymous = css.AnonymousStyle.__init__


def _physical() -> dict[str, set[str]]:
    """The sides that "start", "end", "block" and "inline" can mean, by the name of the logical value."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, logical in PHYSICAL_FUNCTIONS.items():
        for direction in ("ltr", "rtl"):
            found[logical(block="ttb", inline=direction)].add(name)
    return dict(found)


PHYSICAL = _physical()


def begin_with_all(style: Any, parent: Any, cascaded: Any, pseudo_type: Any, *others: Any) -> None:
    """A style begins with every value that no rule and no other value of it has a say in."""
    _begin(style, parent, cascaded, pseudo_type, *others)
    if parent is None or pseudo_type in OF_PARTS:
        return
    style.update(TO_BEGIN_WITH)
    style.update(_handed_on(parent))
    for name in cascaded:
        style.pop(name, None)
        for physical in PHYSICAL.get(name, ()):
            style.pop(physical, None)


def begin_anonymous_with_all(style: Any, parent: Any) -> None:
    """The same for a box that no element stands for."""
    style.update(TO_BEGIN_WITH)
    style.update(_handed_on(parent))
    _begin_anonymous(style, parent)


def _handed_on(parent: Any) -> dict[str, Any]:
    """The values that every child of a style begins with."""
    known: dict[str, Any] | None = parent.__dict__.get("_handed_on")
    if known is None:
        known = parent._handed_on = {name: parent[name] for name in HANDED_ON}
    return known


def is_calculated_quickly(token: Any) -> Any:
    """Most values are words or numbers, which are no function."""
    return False if type(token) in PLAIN else _is_calculated(token)


def colour(token: Any) -> Any:
    """The few colours of charts are read once. A copy, since whoever gets it sets how clear it is."""
    return copy(_read_colour(token)) if isinstance(token, str) else _parse_colour(token)


@lru_cache(maxsize=256)
def _read_colour(written: str) -> Any:
    return _parse_colour(written)
