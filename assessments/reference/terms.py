"""Finding the glossary's terms in a text. Knows words, nothing of pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..domain.rubric import Rubric, Term
from ..rubrics import once_per_rubric

Piece = tuple[str, Term | None]


class TermFinder:
    """The terms of a glossary as one pattern, longest first.

    A name with capitals of its own (SLA, DevOps, IT members) stands in texts exactly so; any other
    may begin with a capital or a small letter. An addition in brackets is no part of the name,
    a space may be a hyphen and the other way round, and one ``s`` for the plural may follow.
    """

    def __init__(self, terms: tuple[Term, ...]) -> None:
        self.by_written: dict[str, Term] = {}
        forms = []
        for term in terms:
            name = shown_name(term)
            if name:
                self.by_written.setdefault(_key(name), term)
                forms.append(name)
        forms.sort(key=len, reverse=True)
        joined = "|".join(map(_form, forms)) or r"(?!)"
        self.pattern = re.compile(rf"(?<![\w-])(?:{joined})(?![\w]|-\w)")

    def pieces(self, text: str) -> Iterator[Piece]:
        """The text from beginning to end: what lies between terms, and each term as written."""
        last = 0
        for one in self.pattern.finditer(text):
            if one.start() > last:
                yield text[last : one.start()], None
            yield one.group(), self.by_written[_key(one.group())]
            last = one.end()
        if last < len(text):
            yield text[last:], None


@once_per_rubric
def finder_of(rubric: Rubric) -> TermFinder:
    return TermFinder(rubric.glossary)


def shown_name(term: Term) -> str:
    """The name as it stands in texts: "BI" for "BI (business intelligence)"."""
    return term.name.partition("(")[0].strip()


def _form(name: str) -> str:
    """A pattern for one name, its plural included."""
    first, rest = re.escape(name[0]), re.escape(name[1:])
    if not _has_own_capitals(name):
        first = f"[{re.escape(name[0].lower())}{re.escape(name[0].upper())}]"
    rest = re.sub(r"\\[ -]", lambda _: r"[\s-]", rest)
    if len(name) > 1 and name[-1].isalpha() and not name.endswith("ss"):
        rest += "?" if name.endswith("s") else "s?"
    return first + rest


def _has_own_capitals(name: str) -> bool:
    return any(letter.isupper() for letter in name[1:])


def _key(written: str) -> str:
    """What all ways to write one term have in common."""
    return re.sub(r"[\s-]+", " ", written).lower().removesuffix("s")
