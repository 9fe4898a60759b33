"""Searching the rubric: every word of the query has to be found, whole or as a beginning.

Knows texts and words only; ``entries`` says what there is to find, the view where it leads to.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import takewhile

from ..domain.rubric import Rubric
from ..rubrics import once_per_rubric
from .entries import Entry, entries

LONGEST = 100  # characters of a query that are read
MOST_WORDS = 8  # of a query
MOST_SHOWN = 30
EXCERPT = 190  # characters

# What a match is worth by where it stands; half as much if a word only begins so.
IN_TITLE, IN_NAMES, IN_TEXTS = 12.0, 6.0, 2.0
AS_TITLE, AT_START, AS_PHRASE = 40.0, 8.0, 5.0

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

Piece = tuple[str, bool]  # some text, and whether it is what was searched for


@dataclass(frozen=True)
class Hit:
    """An entry that fits, its title and the passage that fits best, in pieces."""

    entry: Entry
    title: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]


@dataclass(frozen=True)
class Found:
    """What a search has found: the best hits, how many there are, and near words if none."""

    query: str
    hits: tuple[Hit, ...]
    count: int
    suggestions: tuple[str, ...] = ()

    @property
    def left_out(self) -> int:
        return self.count - len(self.hits)


def plain(text: str) -> str:
    """The text with the letters that are compared: small, without accents."""
    parts = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(one for one in parts if not unicodedata.combining(one)).casefold()


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared."""
    return [_singular(one) for one in _WORD.findall(plain(text))]


def _singular(word: str) -> str:
    """The word without an ending that only says number or whose it is."""
    word = word.removesuffix("'s")
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def forms_of(word: str) -> tuple[str, ...]:
    """What a written word is found by: itself, "hiring" by "hire" too and "testing" by "test"."""
    if word.endswith("ing") and len(word) > 5:
        return (word, word[:-3], f"{word[:-3]}e")
    return (word,)


EVERYWHERE = frozenset(
    words_of("a an and are as at be by do for if in is it of on or our so the to we")
)


def clean(query: str) -> str:
    """A query as it is repeated: printable, single spaces, not too long."""
    printable = "".join(one if one.isprintable() else " " for one in query[:LONGEST])
    return " ".join(printable.split())


class Index:
    """The words of all entries, each with the entries that it stands in and what it is worth."""

    def __init__(self, found: Iterable[Entry]) -> None:
        self.entries = tuple(found)
        self.titles = tuple(" ".join(words_of(entry.title)) for entry in self.entries)
        self.texts = tuple(
            tuple(" ".join(words_of(text)) for text in entry.texts) for entry in self.entries
        )
        self.worth: dict[str, dict[int, float]] = defaultdict(dict)
        for at, entry in enumerate(self.entries):
            self._add(at, (entry.title,), IN_TITLE)
            self._add(at, entry.names, IN_NAMES)
            self._add(at, entry.texts, IN_TEXTS)
        self.forms = sorted(self.worth)
        # what may be suggested, the words of titles first
        self.title_words = _words_of_all(entry.title for entry in self.entries)
        self.other_words = _words_of_all(
            text for entry in self.entries for text in (*entry.names, *entry.texts)
        )

    def _add(self, at: int, texts: Iterable[str], value: float) -> None:
        for word in _words_of_all(texts):
            for form in forms_of(word):
                self.worth[form].setdefault(at, value)

    def beginning_with(self, start: str) -> list[str]:
        """The known forms of words that begin so."""
        first = bisect_left(self.forms, start)
        return list(takewhile(lambda form: form.startswith(start), self.forms[first:]))

    def worth_of(self, word: str) -> dict[int, float]:
        """What the word of a query is worth in each entry that has it."""
        found: dict[int, float] = {}
        for known in self.beginning_with(word):
            share = 1.0 if known == word else 0.5
            for at, value in self.worth[known].items():
                found[at] = max(value * share, found.get(at, 0))
        return found


def _words_of_all(texts: Iterable[str]) -> list[str]:
    return sorted({word for text in texts for word in words_of(text)})


@once_per_rubric
def index_of(rubric: Rubric) -> Index:
    return Index(entries(rubric))


def search(index: Index, query: str) -> Found:
    """The entries that have all words of the query, best first; the same every time."""
    query = clean(query)
    words = _asked(query)
    if not words:
        return Found(query, (), 0)
    scores = _scores(index, words, " ".join(words_of(query)))
    ranked = sorted(scores, key=lambda at: (-scores[at], at))
    hits = tuple(_hit(index.entries[at], words) for at in ranked[:MOST_SHOWN])
    return Found(query, hits, len(ranked), () if ranked else _suggestions(index, words))


def _asked(query: str) -> list[str]:
    """The words that are looked for: those that stand everywhere only if there are no others."""
    words = list(dict.fromkeys(words_of(query)))
    telling = [word for word in words if word not in EVERYWHERE]
    return (telling or words)[:MOST_WORDS]


def _scores(index: Index, words: Sequence[str], phrase: str) -> dict[int, float]:
    found = [index.worth_of(word) for word in words]
    scores = {}
    for at in set.intersection(*(set(one) for one in found)):
        title = index.titles[at]
        score = sum(one[at] for one in found)
        if title == phrase:
            score += AS_TITLE
        elif title.startswith(f"{phrase} "):
            score += AT_START
        if len(words) > 1 and any(phrase in text for text in index.texts[at]):
            score += AS_PHRASE
        scores[at] = score
    return scores


# --- near words ----------------------------------------------------------------------------------


def _suggestions(index: Index, words: Sequence[str]) -> tuple[str, ...]:
    """Searches that find something: with near words for the unknown ones, else the words alone."""
    mended = [word if index.beginning_with(word) else _nearest(index, word) for word in words]
    known = [word for word in mended if word]
    whole = " ".join(known)
    tried = [whole, *known] if len(known) > 1 else known
    return tuple(one for one in dict.fromkeys(tried) if _finds(index, one))


def _nearest(index: Index, word: str) -> str:
    """The most similar word, one of a title if there is any; "" if none is similar."""
    for words in (index.title_words, index.other_words):
        if close := get_close_matches(word, words, n=1, cutoff=0.7):
            return close[0]
    return ""


def _finds(index: Index, query: str) -> bool:
    found = [set(index.worth_of(word)) for word in _asked(query)]
    return bool(found) and bool(set.intersection(*found))


# --- what is shown -------------------------------------------------------------------------------


def _hit(entry: Entry, words: Sequence[str]) -> Hit:
    texts = (*entry.texts[:1], *entry.names, *entry.texts[1:])
    best = max(texts, key=lambda text: len(_words_in(text, words)))
    return Hit(entry, pieces(entry.title, words), pieces(_passage(best, words), words))


def _words_in(text: str, words: Sequence[str]) -> set[str]:
    forms = {form for each in words_of(text) for form in forms_of(each)}
    return {word for word in words if any(form.startswith(word) for form in forms)}


def _passage(text: str, words: Sequence[str]) -> str:
    """The part of a text around the first word that was searched for, cut between words."""
    if len(text) <= EXCERPT:
        return text
    first = next((one.start() for one in _WORD.finditer(text) if _fits(one.group(), words)), 0)
    start = max(0, min(first - EXCERPT // 3, len(text) - EXCERPT))
    if start:
        start = text.find(" ", start) + 1
    end = start + EXCERPT
    if end < len(text):
        end = text.rfind(" ", start, end)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return f"{before}{text[start:end]}{after}"


def pieces(text: str, words: Sequence[str]) -> tuple[Piece, ...]:
    """The text in pieces: between, and what was searched for."""
    found: list[Piece] = []
    last = 0
    for one in _WORD.finditer(text):
        if _fits(one.group(), words):
            found += [(text[last : one.start()], False), (one.group(), True)]
            last = one.end()
    return tuple(piece for piece in (*found, (text[last:], False)) if piece[0])


def _fits(written: str, words: Sequence[str]) -> bool:
    return bool(_words_in(written, words))
