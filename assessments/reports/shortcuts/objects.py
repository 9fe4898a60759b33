"""The objects of a PDF, made into bytes: the same bytes, in fewer steps."""

from __future__ import annotations

import zlib
from typing import Any

import pydyf

LEVEL = 6  # of compression, out of 9, which takes twice the time for a fiftieth of the size

_to_bytes = pydyf._to_bytes


def to_bytes(item: Any) -> bytes:
    """The kinds that most items are of come first."""
    kind = type(item)
    if kind is bytes:
        same: bytes = item
        return same
    if kind is str:
        letters: bytes = item.encode("ascii")
        return letters
    if kind is int or (kind is float and item.is_integer()):
        return b"%d" % item
    if kind is float:
        return (b"%f" % item).rstrip(b"0")
    written: bytes = _to_bytes(item)
    return written


def dictionary(one: pydyf.Dictionary) -> bytes:
    pairs = [b"/%b %b" % (to_bytes(name), to_bytes(value)) for name, value in one.items()]
    return b"<<%b>>" % b"".join(pairs)


def array(one: pydyf.Array) -> bytes:
    return b"[%b]" % b" ".join([to_bytes(item) for item in one])


def stream(one: pydyf.Stream) -> bytes:
    content = b"\n".join([to_bytes(item) for item in one.stream])
    extra = pydyf.Dictionary(one.extra)
    if one.compress:
        extra["Filter"] = "/FlateDecode"
        content = zlib.compress(content, LEVEL)
    extra["Length"] = len(content)
    return b"\n".join((extra.data, b"stream", content, b"endstream"))


def page_references(pdf: pydyf.PDF) -> tuple[bytes, ...]:
    """Every element of a page's structure asks for those of all pages."""
    known: tuple[int, tuple[bytes, ...]] | None = pdf.__dict__.get("_page_references")
    pages = pdf.pages["Kids"]
    if known is None or known[0] != len(pages):
        known = len(pages), tuple(b"%d 0 R" % number for number in pages[::3])
        pdf._page_references = known
    return known[1]
