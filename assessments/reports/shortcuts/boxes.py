"""The boxes of a document: what hardly ever applies to one is not asked of each."""

from __future__ import annotations

from typing import Any

from weasyprint.draw.color import get_color
from weasyprint.formatting_structure.boxes import Box, LineBox
from weasyprint.layout import background, inline, percent

OUT_OF_FLOW = frozenset(("absolute", "fixed"))
SIDES = ("top", "right", "bottom", "left")
LENGTHS = (
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in SIDES),
    *(f"{limit}{axis}" for limit in ("", "min_", "max_") for axis in ("width", "height")),
)
BORDERS = tuple(f"border_{side}_width" for side in SIDES)
RADII = tuple(f"border_{y}_{x}_radius" for y in ("top", "bottom") for x in ("left", "right"))
SHARP = (0, 0)  # a corner's radius, sideways and down

_resolve = percent.resolve_percentages
_avoid_collisions = inline.avoid_collisions
_lay_out_backgrounds = background.layout_box_backgrounds


def is_in_normal_flow(box: Box) -> bool:
    """Two look-ups in the style instead of five."""
    position = box.style["position"]
    return (
        box.style["float"] == "none"
        and isinstance(position, str)  # a tuple is that of a running element or a note
        and position not in OUT_OF_FLOW
    )


def resolve_at_once(box: Box, containing_block: Any) -> None:
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


def avoid_what_floats(context: Any, box: Box, containing_block: Any, outer: bool = True) -> Any:
    """A line has all the width there is where nothing floats."""
    if (
        context.excluded_shapes
        or outer
        or not isinstance(box, LineBox)
        or containing_block.style["direction"] != "ltr"
    ):
        return _avoid_collisions(context, box, containing_block, outer)
    return containing_block.content_box_x(), box.position_y, containing_block.width


def lay_out_backgrounds(
    page: Any, box: Any, get_image: Any, layout_children: bool = True, style: Any = None
) -> None:
    """Most boxes have neither background nor rounded corners."""
    if box is page or style is not None or not layout_children or not _is_bare(box.style):
        _lay_out_backgrounds(page, box, get_image, layout_children, style)
        return
    for corner in RADII:
        setattr(box, corner, SHARP)
    box.background = None
    for child in box.all_children():
        lay_out_backgrounds(page, child, get_image)


def _is_bare(style: Any) -> bool:
    """Whether a box of this style has nothing behind it and nothing round it but plain borders."""
    known: bool | None = style.__dict__.get("_is_bare")
    if known is None:
        known = style._is_bare = (
            style["border_image_source"][0] == style["mask_border_source"][0] == "none"
            and all(kind == "none" for kind, _image in style["background_image"])
            and get_color(style, "background_color").alpha == 0
            and not style["box_shadow"]
            and all(length.value == 0 for corner in RADII for length in style[corner])
        )
    return known
