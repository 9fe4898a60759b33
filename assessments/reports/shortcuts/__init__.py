"""Shortcuts through WeasyPrint 70 and pydyf 0.13: what they do again and again, done once.

A quarter to a third of a render's time. Each gives exactly what it stands in for: the tests make reports
with and without them and compare the bytes. Two are better than that: WeasyPrint shapes the text of a
chart letter by letter, five times the work; as a whole, pairs of letters are kerned as everywhere else.
And pydyf compresses as hard as can be.

They were read against these versions, and are taken in them only.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pydyf
import weasyprint
from weasyprint import css, layout
from weasyprint.draw import text as drawing
from weasyprint.formatting_structure.boxes import Box
from weasyprint.layout import (
    absolute,
    background,
    block,
    column,
    grid,
    inline,
    page,
    percent,
    table,
)
from weasyprint.layout import float as floats
from weasyprint.svg import Node
from weasyprint.svg import utils as svg
from weasyprint.text import line_break
from weasyprint.text.line_break import Layout

from . import boxes, glyphs, objects, pages, styles, text

READ_IN = ("70.", "0.13.")  # the versions of WeasyPrint and pydyf whose code these stand in for
LAYING_OUT = (absolute, block, column, floats, grid, inline, page, percent, table)

_SAME: tuple[tuple[Any, str, Any], ...] = (
    (css.ComputedStyle, "__init__", styles.begin_with_all),
    (css.AnonymousStyle, "__init__", styles.begin_anonymous_with_all),
    (css, "check_math", styles.is_calculated_quickly),
    (svg, "parse_color", styles.colour),
    (Layout, "setup", text.set_up_once),
    (Layout, "set_text", text.set_text_of_one_paragraph),
    (Layout, "deactivate", text.keep),
    (Layout, "reactivate", text.take_up),
    (line_break, "_font_style_cache_key", text.font_key_once),
    (layout, "make_all_pages", pages.make_pages_with_known_numbers),
    (Box, "is_in_normal_flow", boxes.is_in_normal_flow),
    *((one, "resolve_percentages", boxes.resolve_at_once) for one in LAYING_OUT),
    (inline, "avoid_collisions", boxes.avoid_what_floats),
    (background, "layout_box_backgrounds", boxes.lay_out_backgrounds),
    (drawing, "draw_first_line", glyphs.draw_first_line),
    (pydyf, "_to_bytes", objects.to_bytes),
    (pydyf.Dictionary, "data", property(objects.dictionary)),
    (pydyf.Array, "data", property(objects.array)),
    (pydyf.PDF, "page_references", property(objects.page_references)),
)
_BETTER: tuple[tuple[Any, str, Any], ...] = (
    (Node, "text", property(text.whole_text)),
    (pydyf.Stream, "data", property(objects.stream)),
)
_SHORTCUTS = _SAME + _BETTER
_LONG_WAYS = tuple((owner, name, vars(owner)[name]) for owner, name, _short in _SHORTCUTS)


def take() -> None:
    """From now on WeasyPrint and pydyf take the shortcuts in this process."""
    versions = weasyprint.VERSION, pydyf.VERSION
    if all(one.startswith(read) for one, read in zip(versions, READ_IN, strict=True)):
        _put(_SHORTCUTS)


@contextmanager
def left(*, but_better: bool = False) -> Iterator[None]:
    """Meanwhile they go their own ways; ``but_better``: but for what gives other bytes."""
    before = tuple((owner, name, vars(owner)[name]) for owner, name, _way in _LONG_WAYS)
    _put(_LONG_WAYS[: len(_SAME)] if but_better else _LONG_WAYS)
    try:
        yield
    finally:
        _put(before)


def _put(ways: Any) -> None:
    for owner, name, way in ways:
        setattr(owner, name, way)
