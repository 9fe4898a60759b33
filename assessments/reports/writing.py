"""Writes each object of a PDF once. Knows pydyf's objects, and no WeasyPrint.

For a file that has an identifier of its own pydyf makes the bytes of all objects twice, and so
compresses all pages twice; and it compresses as hard as can be, which takes twice the time for a
fiftieth of the size.
"""

from __future__ import annotations

import zlib

import pydyf

LEVEL = 6  # of compression, out of 9


class _Written:
    """An object whose bytes are there: nothing may be changed in it any more."""

    def __init__(self, written: pydyf.Object, data: bytes) -> None:
        super().__init__()
        self.number, self.generation, self.free = written.number, written.generation, written.free
        self._data = data

    @property
    def data(self) -> bytes:
        return self._data


class _WrittenObject(_Written, pydyf.Object):
    """One of those that are gathered and compressed together."""


class _WrittenStream(_Written, pydyf.Stream):
    """One that stands by itself."""


def write_once(pdf: pydyf.PDF) -> None:
    """Put in place of every object what it is written as. The last thing to do before ``write``."""
    for at, one in enumerate(pdf.objects):
        if one.free == "f":
            continue
        if isinstance(one, pydyf.Stream):
            pdf.objects[at] = _WrittenStream(one, _stream(one))
        else:
            pdf.objects[at] = _WrittenObject(one, one.data)


def _stream(one: pydyf.Stream) -> bytes:
    content = b"\n".join(
        item if isinstance(item, bytes) else pydyf._to_bytes(item) for item in one.stream
    )
    extra = pydyf.Dictionary(one.extra)
    if one.compress:
        extra["Filter"] = "/FlateDecode"
        content = zlib.compress(content, LEVEL)
    extra["Length"] = len(content)
    return b"\n".join((extra.data, b"stream", content, b"endstream"))
