"""Drawing a line of text: its glyphs are read from Pango's memory together, and not field by field."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

from weasyprint.draw import text as drawing
from weasyprint.text.ffi import FROM_UNITS, ffi, pango

# PangoGlyphInfo: glyph, width, offset right, offset up, attributes
_GLYPH = struct.Struct("=IiiiI")
_ARE_READABLE = ffi.sizeof("PangoGlyphInfo") == _GLYPH.size and pango.pango_version() >= 14802
_THOUSANDTHS = 1000 * FROM_UNITS
_SMALLEST = 1e-6  # of font sizes that a PDF can tell from none

_draw_first_line = drawing.draw_first_line


@dataclass(frozen=True)
class _Run:
    """Glyphs of one font, as Pango has them."""

    item: Any
    font: Any  # WeasyPrint's
    font_size: float
    glyphs: list[tuple[int, int, int, int, int]]

    @property
    def is_plain(self) -> bool:
        """Whether each glyph is an outline that the font has, on the line."""
        font = self.font
        if font.bitmap or font.png or font.svg or font.colr:
            return False
        glyphs, _widths, _rights, ups, _attributes = zip(*self.glyphs, strict=True)
        return max(glyphs) < pango.PANGO_GLYPH_EMPTY and not any(ups)  # the unknown come after it


def draw_first_line(
    stream: Any, box: Any, text_overflow: str, block_ellipsis: str, matrix: Any
) -> list[Any]:
    """Draw a line of text of outlines that stand on it; any other goes WeasyPrint's own way."""
    is_cut = text_overflow == "ellipsis" or block_ellipsis != "none"
    is_seen = box.text.strip() and box.style["font_size"] >= _SMALLEST
    if not _ARE_READABLE or is_cut or not is_seen:
        return _long_way(stream, box, text_overflow, block_ellipsis, matrix)
    layout = box.pango_layout
    pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
    line, _index = layout.get_first_line()
    runs = _runs(stream, line)
    if not all(one.is_plain for one in runs):
        return _long_way(stream, box, text_overflow, block_ellipsis, matrix)
    stream.set_text_matrix(*matrix.values)
    drawn: list[str] = []
    font = None
    for one in runs:
        if one.item.item.analysis.font != font:
            font = one.item.item.analysis.font
            if drawn:
                stream.show_text("".join(drawn))
            drawn = []
            stream.set_font_size(one.font.hash, one.font_size)
        drawn += _written(stream, one, layout)
    stream.show_text("".join(drawn))
    return []


def _long_way(*line: Any) -> list[Any]:
    emojis: list[Any] = _draw_first_line(*line)
    return emojis


def _runs(stream: Any, line: Any) -> list[_Run]:
    found = []
    at = line.runs[0]
    while at != ffi.NULL:
        item, at = at.data, at.next
        string = item.glyphs
        memory = ffi.buffer(string.glyphs, string.num_glyphs * _GLYPH.size)
        font, font_size = stream.add_font(item.item.analysis.font)
        found.append(_Run(item, font, font_size, list(_GLYPH.iter_unpack(memory))))
    return found


def _written(stream: Any, run: _Run, layout: Any) -> list[str]:
    """The glyphs as PDF writes them: numbers, and between them how far apart they are moved."""
    font, font_size = run.font, run.font_size
    widths, known = font.widths, font.to_unicode
    written = ["<"]
    for at, (glyph, width, right, _up, _attributes) in enumerate(run.glyphs):
        if glyph not in known:
            known[glyph] = _letters(run, at, layout)
        if glyph not in widths:
            widths[glyph] = _width(stream, run, glyph)
        offset = right / font_size
        if offset:
            written.append(f">{-offset}<")
        written.append(f"{glyph:04x}")
        kerning = widths[glyph] + offset - width * _THOUSANDTHS / font_size
        if kerning:
            written.append(f">{int(kerning)}<")
    if written[-1].endswith("<"):
        written[-1] = written[-1][:-1]
    else:
        written.append(">")
    return written


def _letters(run: _Run, at: int, layout: Any) -> str:
    """What a glyph stands for, for whoever copies or searches the text."""
    item, clusters = run.item.item, run.item.glyphs.log_clusters
    is_leftwards = item.analysis.level % 2
    after = at - 1 if is_leftwards else at + 1
    end = clusters[after] if 0 <= after < len(run.glyphs) else item.length
    text: bytes = layout.text.encode()
    return text[item.offset + clusters[at] : item.offset + end].decode()


def _width(stream: Any, run: _Run, glyph: int) -> int:
    pango.pango_font_get_glyph_extents(
        run.item.item.analysis.font, glyph, stream.ink_rect, stream.logical_rect
    )
    return round(stream.logical_rect.width * _THOUSANDTHS / run.font_size)
