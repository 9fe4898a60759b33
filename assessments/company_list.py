"""A list of companies to invite, as somebody typed or exported it -> who is asked, or every fault.

All of it can be used, or nothing: half a list sent is a list that nobody can send again. A pasted
list has an address on each line, a file is a table with a header (``COLUMNS``).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from unicodedata import category

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

COLUMNS = ("company", "email", "tags", "note")
NEEDED = COLUMNS[:2]
LARGEST_FILE = 1_000_000  # bytes
MOST_ROWS = 500
MOST_TOLD = 100  # faults in one answer
MOST_TAGS = 20
LONGEST = {"company": 120, "email": 254, "note": 2000}
LONGEST_TAG = 40


@dataclass(frozen=True, slots=True)
class Invitee:
    """A company that is to be asked, and what the members write about it for themselves."""

    row: int
    company: str
    email: str
    tags: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a row: counted from 1, the header included; 0 is the list as a whole."""

    row: int
    column: str
    what: str


class Unfit(ValueError):
    """Nobody can be invited by this list. ``faults`` says why; ``is_cut``: there may be more."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults[:MOST_TOLD])
        self.is_cut = len(faults) > MOST_TOLD
        super().__init__("\n".join(f"{one.row} {one.column}: {one.what}" for one in self.faults))


# --- pasted --------------------------------------------------------------------------------------


def read_lines(text: str) -> list[Invitee]:
    """One company on each line: ``name, address``, ``Name <address>``, or the address alone, which
    then stands for the name too. Raises ``Unfit``."""
    rows = [
        (number, dict(zip(NEEDED, _parts(line), strict=True)))
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip()
    ]
    return _checked(rows)


def _parts(line: str) -> tuple[str, str]:
    line = line.strip().rstrip(",;").strip()
    if line.endswith(">") and "<" in line:
        name, address = line[:-1].rsplit("<", 1)
        name = name.strip().rstrip(",;").strip().strip('"').strip()
        return name or address.strip(), address.strip()
    for sign in (",", ";", "\t"):
        if sign in line:
            name, address = line.rsplit(sign, 1)
            return name.strip(), address.strip()
    return parseaddr(line)[1] or line, line


# --- a file --------------------------------------------------------------------------------------


def read_table(content: bytes) -> list[Invitee]:
    """The companies of a CSV file in UTF-8, with or without a byte order mark, its columns parted by
    commas or semicolons. Raises ``Unfit``."""
    if len(content) > LARGEST_FILE:
        raise Unfit([Fault(0, "", _("The file is larger than 1 MB."))])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        told = _("The file is not in UTF-8. Export it as “CSV UTF-8”.")
        raise Unfit([Fault(0, "", told)]) from None
    table = _table(text)
    if not table:
        raise Unfit([Fault(0, "", _("The file is empty."))])
    header = [one.strip().casefold() for one in table[0][1]]
    if faults := list(_faults_of_header(header)):
        raise Unfit(faults)
    faults = [
        Fault(number, "", _("It has more cells than the header has columns."))
        for number, cells in table[1:]
        if any(cells[len(header) :])
    ]
    rows = [(number, dict(zip(header, cells, strict=False))) for number, cells in table[1:]]
    return _checked(rows, faults)


def _table(text: str) -> list[tuple[int, list[str]]]:
    """The rows in which anything stands, each with its number in a spreadsheet."""
    first = text.lstrip("\r\n").partition("\n")[0]
    sign = ";" if first.count(";") > first.count(",") else ","
    rows = []
    try:
        for number, cells in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=sign), 1
        ):
            if any(cell.strip() for cell in cells):
                rows.append((number, cells))
    except csv.Error:
        told = _("From here on it cannot be read as a table: look for a quotation mark too many.")
        raise Unfit([Fault(len(rows) + 1, "", told)]) from None
    return rows


def _faults_of_header(header: Sequence[str]) -> Iterator[Fault]:
    for name in NEEDED:
        if name not in header:
            told = _("The header has no such column. The first row names the columns: %(names)s.")
            yield Fault(1, name, told % {"names": ", ".join(COLUMNS)})
    for at, name in enumerate(header):
        if name and name not in COLUMNS:
            told = _("There is no such column. Those that are read: %(names)s.")
            yield Fault(1, name[:40], told % {"names": ", ".join(COLUMNS)})
        elif name in header[:at] and name:
            yield Fault(1, name, _("This column is there twice."))


# --- both ----------------------------------------------------------------------------------------


def _checked(
    rows: Sequence[tuple[int, dict[str, str]]], faults: Sequence[Fault] = ()
) -> list[Invitee]:
    found: list[Invitee] = []
    seen: dict[str, int] = {}
    told = list(faults)
    if not rows:
        raise Unfit([*told, Fault(0, "", _("There is no company in it."))])
    if len(rows) > MOST_ROWS:
        what = _("These are %(count)s companies. At most %(most)s can be invited at once.")
        raise Unfit([Fault(0, "", what % {"count": len(rows), "most": MOST_ROWS})])
    for number, cells in rows:
        invitee = _invitee(number, cells)
        told += (Fault(number, column, what) for column, what in _faults_of(invitee))
        if invitee.email and invitee.email in seen:
            what = _("The same address stands in row %(row)s.") % {"row": seen[invitee.email]}
            told.append(Fault(number, "email", what))
        seen.setdefault(invitee.email, number)
        found.append(invitee)
    if told:
        raise Unfit(sorted(told, key=lambda one: one.row))
    return found


def _invitee(row: int, cells: dict[str, str]) -> Invitee:
    words = cells.get("tags", "").replace(";", ",").replace("|", ",").split(",")
    tags: dict[str, str] = {}
    for word in words:
        if name := " ".join(word.split()):
            tags.setdefault(name.casefold(), name)
    return Invitee(
        row,
        " ".join(cells.get("company", "").split()),
        cells.get("email", "").strip().lower(),
        tuple(sorted(tags.values())),
        cells.get("note", "").strip().replace("\r\n", "\n"),
    )


def _faults_of(invitee: Invitee) -> Iterator[tuple[str, str]]:
    if not invitee.company:
        yield "company", _("The name is missing.")
    if not invitee.email:
        yield "email", _("The address is missing.")
    elif not _is_address(invitee.email):
        yield "email", _("“%(text)s” is no e-mail address.") % {"text": invitee.email[:60]}
    for name in ("company", "note"):
        text = getattr(invitee, name)
        if len(text) > LONGEST[name]:
            yield name, _("Keep it to %(most)s characters.") % {"most": LONGEST[name]}
        if any(category(one) in ("Cc", "Cs", "Co", "Cn") and one not in "\n\t" for one in text):
            yield name, _("It holds characters that cannot be printed.")
    if any(len(one) > LONGEST_TAG for one in invitee.tags):
        yield "tags", _("Keep each tag to %(most)s characters.") % {"most": LONGEST_TAG}
    if len(invitee.tags) > MOST_TAGS:
        yield "tags", _("Give a company at most %(most)s tags.") % {"most": MOST_TAGS}
    if not "".join(invitee.tags).isprintable():
        yield "tags", _("It holds characters that cannot be printed.")


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= LONGEST["email"]
