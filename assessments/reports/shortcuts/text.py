"""The text of a document: what lines share is made once, and a line that is laid out stays so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from weasyprint.svg import Node
from weasyprint.text import line_break
from weasyprint.text.constants import PANGO_DIRECTION
from weasyprint.text.ffi import ffi, gobject, pango, unicode_to_char_p
from weasyprint.text.fonts import font_features, get_font_description

LETTER_BY_LETTER = frozenset(("rotate", "dx", "dy", "letter-spacing", "textLength"))
ENDS_A_PARAGRAPH = re.compile("[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")

_set_up = line_break.Layout.setup
_set_text = line_break.Layout.set_text
_lay_out_again = line_break.Layout.reactivate
_font_key = line_break._font_style_cache_key


def set_up_once(layout: line_break.Layout, style: Any) -> None:
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


def font_key_once(style: Any, include_size: bool = False) -> str:
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


def whole_text(node: Node) -> str | None:
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


# --- a line that is laid out stays so -------------------------------------------------------------


def set_text_of_one_paragraph(layout: line_break.Layout, text: str, justify: bool = False) -> None:
    """Drawing asks for one paragraph; a layout that was asked before need not be made anew for it."""
    is_one = ENDS_A_PARAGRAPH.search(text) is None
    pango.pango_layout_set_single_paragraph_mode(layout.layout, is_one)
    _set_text(layout, text, justify)


def keep(layout: line_break.Layout) -> None:
    """What WeasyPrint would put away until it draws: some megabytes, while the report is made."""


def take_up(layout: line_break.Layout, style: Any) -> None:
    """A layout that was kept is the one to draw, if all its text is in one line with plain spaces."""
    second_line = pango.pango_layout_get_line_readonly(layout.layout, 1)
    if layout.style is not style or layout.justification_spacing or second_line != ffi.NULL:
        _lay_out_again(layout, style)
