"""What a respondent adds to an answer: a remark, and a link to evidence. Never part of the score."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from unicodedata import category

from .marked_yaml import nearest, shorten

NOTE_LIMIT = 2000
LINK_LIMIT = 500
ROLE_PREFIX = "roles."
_LINK = re.compile(r"https?://[^\s/?#<>\"\\]+[^\s<>\"\\]*", re.IGNORECASE)
_LINE_ENDS = re.compile(r"\r\n?")


@dataclass(frozen=True, slots=True)
class Note:
    """A remark (plain text, may have several lines) and the address of evidence; one may be empty."""

    text: str = ""
    link: str = ""


class NoteFault(ValueError):
    """A note that cannot be kept; the text can be shown to the person who wrote it.

    ``part`` is ``text`` or ``link``.
    """

    def __init__(self, part: str, what: str) -> None:
        self.part = part
        super().__init__(what)


def make_note(text: str, link: str) -> Note | None:
    """The note that was typed; None if both parts are empty. Raises ``NoteFault``.

    Only ``http`` and ``https`` addresses are links: what is typed here is shown as a link later.
    """
    text = _LINE_ENDS.sub("\n", text).strip()
    link = link.strip()
    if len(text) > NOTE_LIMIT:
        raise NoteFault(
            "text", f"Keep the note to {NOTE_LIMIT:,} characters; it has {len(text):,}."
        )
    if any(category(one) in ("Cc", "Cs", "Co", "Cn") and one not in "\n\t" for one in text):
        raise NoteFault("text", "The note holds characters that cannot be printed.")
    if len(link) > LINK_LIMIT:
        raise NoteFault("link", f"Keep the link to {LINK_LIMIT} characters; it has {len(link):,}.")
    if link and not _LINK.fullmatch(link):
        raise NoteFault(
            "link", "Give the whole address of a page, such as https://wiki.example/on-call."
        )
    return Note(text, link) if text or link else None


def parse_note(subject: str, written: object) -> Note:
    """The note that a file states for a question or role, as a text or ``{text: …, link: …}``.

    Raises ``NoteFault``.
    """
    parts = {"text": written} if isinstance(written, str) else written
    if not isinstance(parts, Mapping):
        raise NoteFault("text", f"the note on '{subject}' is a text or {{text: …, link: …}}")
    for key, value in parts.items():
        if key not in ("text", "link"):
            close = nearest(str(key), ["text", "link"])
            raise NoteFault("text", f"the note on '{subject}' has no '{shorten(key)}'{close}")
        if not isinstance(value, str):
            raise NoteFault(key, f"the {key} of the note on '{subject}' is no text")
    note = make_note(parts.get("text", ""), parts.get("link", ""))
    if note is None:
        raise NoteFault("text", f"the note on '{subject}' is empty")
    return note


def write_note(note: Note) -> dict[str, str]:
    """The note as a file states it; ``parse_note`` reads it back."""
    return {key: value for key, value in (("text", note.text), ("link", note.link)) if value}
