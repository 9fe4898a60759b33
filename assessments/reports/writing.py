"""Writes each object of a PDF once. Knows pydyf's objects, and no WeasyPrint.

For a file that has an identifier of its own pydyf makes the bytes of all objects twice, and so
compresses all pages twice.
"""

from __future__ import annotations

import pydyf


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
        if one.free != "f":
            kind = _WrittenStream if isinstance(one, pydyf.Stream) else _WrittenObject
            pdf.objects[at] = kind(one, one.data)
