"""Takes the attached answers out of a PDF that anybody may have made.

Nothing of the file is trusted: its size is bounded here, what it unpacks to by pypdf, and whatever
the reader stumbles over is told as one kind of fault.
"""

from __future__ import annotations

import io
import logging
from typing import Any

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError
from pypdf.generic import ArrayObject

from .attachment import NAME, Unreadable

LARGEST_PDF = 20_000_000  # bytes
MOST_FILES = 100  # attached to one PDF

# What it has to say of a damaged file is said by ``Unreadable``, once.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def attached_file(pdf: bytes) -> bytes:
    """The content of ``stagecheck-answers.json`` in a PDF. Raises ``Unreadable``."""
    if len(pdf) > LARGEST_PDF:
        raise Unreadable(f"The PDF is larger than {LARGEST_PDF:,} bytes.")
    try:
        found = _find(pdf)
    except Unreadable:
        raise
    except (DependencyError, FileNotDecryptedError):
        raise Unreadable("The PDF is encrypted: its answers cannot be read.") from None
    except Exception:  # pypdf raises nearly anything for a file that is damaged in the right place
        raise Unreadable("The PDF is damaged: it cannot be read.") from None
    if found is None:
        raise Unreadable(
            f"No {NAME} is attached to this PDF: it is no report of Stagecheck, or the edition that "
            "leaves the answers out."
        )
    return found


def _find(pdf: bytes) -> bytes | None:
    reader = PdfReader(io.BytesIO(pdf), strict=True)
    files: Any = reader.root_object.get("/AF", ArrayObject())
    for one in files.get_object()[:MOST_FILES]:
        described: Any = one.get_object()
        if described.get("/UF") == NAME:
            content: bytes = described["/EF"]["/F"].get_data()
            return content
    return None
