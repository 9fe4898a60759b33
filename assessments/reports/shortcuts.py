"""Shortcuts through WeasyPrint 70: what it does again and again, done once. A quarter of a render's time.

Each gives exactly what it stands in for: the tests make reports with and without them and compare the
bytes. One is better than that: WeasyPrint shapes the text of a chart letter by letter, five times the
work; as a whole, pairs of letters are kerned as everywhere else.

They were read against one version, and are taken in that one only.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import weasyprint
from weasyprint.css import functions
from weasyprint.formatting_structure.boxes import Box
from weasyprint.layout import absolute, block, column, grid, inline, page, percent, table
from weasyprint.layout import float as floats
from weasyprint.svg import Node
from weasyprint.text import line_break
from weasyprint.text.constants import PANGO_DIRECTION
from weasyprint.text.ffi import ffi, gobject, pango, unicode_to_char_p
from weasyprint.text.fonts import font_features, get_font_description

READ_IN = "70."  # the versions whose code these stand in for
OUT_OF_FLOW = frozenset(("absolute", "fixed"))
LETTER_BY_LETTER = frozenset(("rotate", "dx", "dy", "letter-spacing", "textLength"))
SIDES = ("top", "right", "bottom", "left")
LENGTHS = (
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in SIDES),
    *(f"{limit}{axis}" for limit in ("", "min_", "max_") for axis in ("width", "height")),
)
BORDERS = tuple(f"border_{side}_width" for side in SIDES)
PLAIN = frozenset((str, int, float))
LAYING_OUT = (absolute, block, column, floats, grid, inline, page, percent, table)

_set_up = line_break.Layout.setup
_font_key = line_break._font_style_cache_key
_is_calculated = functions.check_math
_resolve = percent.resolve_percentages


# --- text ----------------------------------------------------------------------------------------


def _set_up_once(layout: line_break.Layout, style: Any) -> None:
    """What every text of a style shares is made for the first one and kept with the style."""
    shared = style.__dict__.get("_shared")
    if shared is None:
        if not _is_plain(style):
            _set_up(layout, style)
            return
        shared = style._shared = _share(style)
    context, layout.language, font = shared
    layout.style = style
    layout.first_line_direction = 0
    layout.layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
    pango.pango_layout_set_auto_dir(layout.layout, False)
    pango.pango_layout_set_font_description(layout.layout, font)
    layout.ascent = layout.underline_position = layout.strikethrough_position = None


def _is_plain(style: Any) -> bool:
    """Whether a text of this style needs a font and a language, and nothing more."""
    return (
        style["text_decoration_line"] == "none"
        and style["font_language_override"] == "normal"
        and not font_features(
            style["font_kerning"],
            style["font_variant_ligatures"],
            style["font_variant_position"],
            style["font_variant_caps"],
            style["font_variant_numeric"],
            style["font_variant_alternates"],
            style["font_variant_east_asian"],
            style["font_feature_settings"],
        )
    )


def _share(style: Any) -> tuple[Any, Any, Any]:
    """Pango's context, language and font for a style."""
    context = ffi.gc(
        pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref
    )
    pango.pango_context_set_round_glyph_positions(context, False)
    pango.pango_context_set_base_dir(context, PANGO_DIRECTION[style["direction"]])
    if style["lang"]:
        pointer, _kept_alive = unicode_to_char_p(style["lang"])
        language = pango.pango_language_from_string(pointer)
        pango.pango_context_set_language(context, language)
    else:
        language = pango.pango_language_get_default()
    return context, language, get_font_description(style)


def _font_key_once(style: Any, include_size: bool = False) -> str:
    """The same text about a style's font is not put together for each of its lines."""
    name = "_sized_font_key" if include_size else "_unsized_font_key"
    key: str | None = style.__dict__.get(name)
    if key is None:
        key = style.__dict__[name] = _font_key(style, include_size)
    return key


class _Whole(str):
    """A text that is laid out by one "letter" at a time: all of it."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        yield str(self)


def _whole_text(node: Node) -> str | None:
    """The text of an SVG node; as a whole, where its letters have no places of their own."""
    text: str | None = node._etree_node.text
    if (
        not text
        or node.tag not in ("text", "tspan")
        or not LETTER_BY_LETTER.isdisjoint(node.attrib)
    ):
        return text
    one_place = all(len(node.attrib.get(axis, "").split()) < 2 for axis in ("x", "y"))
    return _Whole(text) if one_place else text


# --- boxes ---------------------------------------------------------------------------------------


def _is_in_normal_flow(box: Box) -> bool:
    """Two look-ups in the style instead of five."""
    position = box.style["position"]
    return (
        box.style["float"] == "none"
        and isinstance(position, str)  # a tuple is that of a running element or a note
        and position not in OUT_OF_FLOW
    )


def _resolve_at_once(box: Box, containing_block: Any) -> None:
    """The lengths of a style without percentages are worked out for its first box."""
    style, own = box.style, box.__dict__
    lengths = style.__dict__.get("_plain_lengths")
    if lengths is None:
        lengths = style._plain_lengths = _plain_lengths(style)
    if not lengths or box.is_flex_item or box.is_grid_item:  # whose styles are changed in between
        _resolve(box, containing_block)
        return
    own.update(lengths)
    collapses = style["border_collapse"] == "collapse"
    for name in BORDERS:
        if not (collapses and name in own):  # else it was found when the table was put together
            own[name] = style[name]


def _plain_lengths(style: Any) -> dict[str, Any]:
    """The used lengths of a style where they are those it states; else nothing."""
    if style["box_sizing"] != "content-box":
        return {}
    found = {}
    for name in LENGTHS:
        length = style[name]
        if getattr(length, "unit", None) == "px":
            found[name] = length.value
        elif length is None or length == "auto":
            found[name] = 0 if length and name in ("min_width", "min_height") else length
        else:
            return {}
    return found


def _is_calculated_quickly(token: Any) -> Any:
    """Most values are words or numbers, which are no function."""
    return False if type(token) in PLAIN else _is_calculated(token)


# --- taken and left ------------------------------------------------------------------------------

_SHORTCUTS: tuple[tuple[Any, str, Any], ...] = (
    (line_break.Layout, "setup", _set_up_once),
    (line_break, "_font_style_cache_key", _font_key_once),
    (Node, "text", property(_whole_text)),
    (Box, "is_in_normal_flow", _is_in_normal_flow),
    *((one, "resolve_percentages", _resolve_at_once) for one in LAYING_OUT),
    (weasyprint.css, "check_math", _is_calculated_quickly),
)
_LONG_WAYS = tuple((owner, name, vars(owner)[name]) for owner, name, _short in _SHORTCUTS)


def take() -> None:
    """From now on WeasyPrint takes the shortcuts in this process."""
    if weasyprint.VERSION.startswith(READ_IN):
        _put(_SHORTCUTS)


@contextmanager
def left(*, but_whole_texts: bool = False) -> Iterator[None]:
    """Meanwhile WeasyPrint goes its own ways; ``but_whole_texts``: but for the text of charts."""
    before = tuple((owner, name, vars(owner)[name]) for owner, name, _way in _LONG_WAYS)
    _put([one for one in _LONG_WAYS if not (but_whole_texts and one[0] is Node)])
    try:
        yield
    finally:
        _put(before)


def _put(ways: Any) -> None:
    for owner, name, way in ways:
        setattr(owner, name, way)
