"""What the charts' geometry shares: plain numbers that SVG templates draw for page and PDF alike.

Units are SVG user units (CSS pixels at full size). No HTML here; the only colours are those of the
stages, since an SVG takes its colours from attributes (they repeat ``tokens.css``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

WIDTH = 680
RAMP = ("#f6dcae", "#eeaa72", "#d06d5f", "#8f416b", "#45285f")


def ramp_colour(order: int, stages: int) -> str:
    """The colour of a stage by its order; fewer or more stages than five spread over the ramp."""
    return RAMP[round(order * (len(RAMP) - 1) / max(stages - 1, 1))]


@dataclass(frozen=True)
class TextLine:
    y: float
    text: str
    strong: bool


_NARROW = frozenset("ijlIftr.,:;'|!()[]-’ ")
_WIDE = frozenset("mwMW@%&—…")


def text_width(text: str, size: float) -> float:
    """About how wide a text is at a font size: an estimate on the safe side, for any font."""
    parts = (
        0.34 if one in _NARROW else 0.86 if one in _WIDE else 0.64 if one.isupper() else 0.55
        for one in text
    )
    return size * sum(parts)


def wrap(text: str, width: float, size: float) -> list[str]:
    """Break a text into lines that fit: at spaces and hyphens, and in a word that is too long."""
    lines, line = [], ""
    for word in re.findall(r"\s*[^\s-]*-+|\s*[^\s-]+", text):
        if text_width((line + word).strip(), size) <= width:
            line += word
            continue
        if line:
            lines.append(line.strip())
        word = word.strip()
        while text_width(word, size) > width and len(word) > 1:
            cut = next(
                at
                for at in range(len(word) - 1, 0, -1)
                if at == 1 or text_width(word[:at] + "-", size) <= width
            )
            lines.append(word[:cut] + "-")
            word = word[cut:]
        line = word
    return [*lines, line.strip()] if line else lines


def shorten(text: str, width: float, size: float) -> str:
    """Cut a text at a word so that it fits, with an ellipsis."""
    if text_width(text, size) <= width:
        return text
    words = text.split()
    while len(words) > 1 and text_width(" ".join(words) + " …", size) > width:
        words.pop()
    return " ".join(words) + " …"
