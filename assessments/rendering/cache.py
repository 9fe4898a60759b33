"""Rendered reports as files under their content hash, up to a limit of size.

The folder is the whole truth: a file's name is what it is, its time of change when it was last
downloaded. Several servers may share it. Whoever has opened a file can read it to its end, also when
it is removed meanwhile.
"""

from __future__ import annotations

import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

DRAFT = ".draft"
ABANDONED = 3600  # seconds after which a draft is nobody's any more


def path_of(content_hash: str) -> Path:
    return Path(settings.REPORTS_DIR) / f"{content_hash}.pdf"


def is_there(content_hash: str) -> bool:
    return path_of(content_hash).is_file()


def open_report(content_hash: str) -> BinaryIO | None:
    """The report to read from, or None if it is not there. It counts as downloaded now."""
    try:
        file = path_of(content_hash).open("rb")
    except FileNotFoundError:
        return None
    with suppress(OSError):  # the folder may be read-only here, and the file somebody else's
        os.utime(file.fileno())
    return file


def write_draft(content: bytes) -> Path:
    """The bytes on disk, under a name that nobody reads; ``publish`` gives it its own."""
    folder = Path(settings.REPORTS_DIR)
    # What companies say of themselves: for the eyes of this user only.
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, suffix=DRAFT)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())  # or a power cut may leave an empty file under the final name
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return draft


def publish(draft: Path, content_hash: str) -> None:
    """From now on the report is there, whole."""
    draft.replace(path_of(content_hash))


def remove(content_hash: str) -> None:
    path_of(content_hash).unlink(missing_ok=True)


def remove_all(begin: str, *, but: str = "") -> None:
    """Remove every report whose hash begins so: all of one company's, ``but`` the one of that hash."""
    for path in Path(settings.REPORTS_DIR).glob(f"{begin}*.pdf"):
        if path.stem != but:
            path.unlink(missing_ok=True)


def has_any(begin: str) -> bool:
    """Whether there is a report whose hash begins so."""
    return any(Path(settings.REPORTS_DIR).glob(f"{begin}*.pdf"))


def evict() -> None:
    """Remove reports until the rest fits the limit: first what nobody has wanted for longest.

    The newest stays, whatever its size: somebody waits for it.
    """
    limit = settings.REPORTS_LIMIT_MB * 1_000_000
    found = []
    for path in Path(settings.REPORTS_DIR).glob("*.pdf"):
        with suppress(FileNotFoundError):  # another worker may evict, too
            stat = path.stat()
            found.append((stat.st_mtime_ns, stat.st_size, path))
    found.sort()
    size = sum(one for _time, one, _path in found)
    for _time, one, path in found[:-1]:
        if size <= limit:
            return
        with suppress(OSError):  # gone already, or not ours to remove
            path.unlink()
        size -= one


def remove_abandoned_drafts() -> None:
    """Remove what workers that were killed while writing have left."""
    now = time.time()
    for path in Path(settings.REPORTS_DIR).glob(f"*{DRAFT}"):
        with suppress(FileNotFoundError):
            if now - path.stat().st_mtime > ABANDONED:
                path.unlink()
