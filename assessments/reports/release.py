"""What reports are made with, as one hash: the same release makes the same file of the same answers."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version

from django.conf import settings

# More than a report reads, so that nothing is forgotten when it reads something new: a release
# seldom comes, and an old file under a new report's hash would be there for good.
SOURCES = (
    ("assessments", "*.py"),
    ("templates", "*.html"),
    ("static/css", "*.css"),
    ("static/fonts", "*.woff2"),
)
PROGRAMS = ("weasyprint", "pydyf", "fonttools")


def release() -> str:
    """A hash of what reports are made with: code, templates, styles, fonts, the programs behind.

    In development files change under a running process; then it is worked out each time.
    """
    return _release() if settings.DEBUG else _kept_release()


@lru_cache(maxsize=1)
def _kept_release() -> str:
    return _release()


def _release() -> str:
    found = sha256()
    for folder, pattern in SOURCES:
        for path in sorted((settings.BASE_DIR / folder).rglob(pattern)):
            found.update(f"\0{path.relative_to(settings.BASE_DIR).as_posix()}\0".encode())
            found.update(path.read_bytes())
    for program in PROGRAMS:
        found.update(f"\0{program} {version(program)}\0".encode())
    return found.hexdigest()
