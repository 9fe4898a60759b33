"""Reads a tagged PDF back: its structure tree with the words in it, and what is wrong with it.

``faults`` knows the rules of PDF/UA-1 that can be checked without a person. It reads the file that
was written and knows nothing about how it was made.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

import pikepdf

PAINTING = {
    *("Tj", "TJ", "'", '"', "Do", "sh", "EI", "INLINE IMAGE"),
    *("f", "F", "f*", "B", "B*", "b", "b*", "S", "s"),
}
GROUPING = {"Document", "Part", "Sect", "Art", "Div", "NonStruct", "BlockQuote"}
HEADINGS = {"H1", "H2", "H3", "H4", "H5", "H6"}
BLOCKS = GROUPING | HEADINGS | {"P", "L", "Table", "Figure"}
INLINE = {"Span", "Link", "NonStruct", "Figure"}
CHILDREN = {
    "L": {"L", "LI", "Caption"},
    "LI": {"Lbl", "LBody"},
    "Table": {"TR", "THead", "TBody", "TFoot", "Caption"},
    "THead": {"TR"},
    "TBody": {"TR"},
    "TFoot": {"TR"},
    "TR": {"TH", "TD"},
    "P": INLINE,
    "Span": INLINE,
    "Link": INLINE - {"Link"},
    "Figure": set(),
    **dict.fromkeys(HEADINGS, INLINE),
}
ONLY_IN = {
    "LI": {"L"},
    "LBody": {"LI"},
    "Lbl": {"LI"},
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "TH": {"TR"},
    "TD": {"TR"},
    "THead": {"Table"},
    "TBody": {"Table"},
    "Caption": {"L", "Table"},
}
KNOWN = GROUPING | HEADINGS | INLINE | set(CHILDREN) | set(ONLY_IN)
PRINTED = 4  # the "print" flag of an annotation


@dataclass(eq=False)
class Element:
    """A structure element; ``parts`` are its elements and the words directly in it, in order."""

    tag: str
    source: Any
    parent: Element | None
    kids: list[Element] = field(default_factory=list)
    content: list[tuple[int, int]] = field(default_factory=list)  # page, marked-content id
    links: list[Any] = field(default_factory=list)
    parts: list[Element | str] = field(default_factory=list)

    @property
    def alternative(self) -> str:
        return str(self.source.get("/Alt", ""))

    @cached_property
    def text(self) -> str:
        """All words in it, in reading order."""
        parts = (part if isinstance(part, str) else part.text for part in self.parts)
        return " ".join(" ".join(parts).split())

    def attribute(self, name: str) -> Any:
        found = self.source.get("/A", {})
        for one in found if isinstance(found, pikepdf.Array) else [found]:
            if name in one:
                return one[name]
        return None

    def descendants(self) -> Iterator[Element]:
        yield self
        for kid in self.kids:
            yield from kid.descendants()

    def ancestors(self) -> Iterator[Element]:
        above = self.parent
        while above is not None:
            yield above
            above = above.parent


@dataclass
class Content:
    """What a page draws: the words by marked-content id, the words of artifacts, and faults."""

    words: dict[int, str] = field(default_factory=dict)
    tags: dict[int, str] = field(default_factory=dict)
    artifacts: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


class Tagged:
    """A tagged PDF that was read back."""

    def __init__(self, content: bytes) -> None:
        self.pdf = pikepdf.open(io.BytesIO(content))
        self.root: Any = self.pdf.Root
        self._fonts: dict[tuple[int, int], Font] = {}
        self.pages = [self._read(page) for page in self.pdf.pages]
        self._page_at = {page.obj.objgen: at for at, page in enumerate(self.pdf.pages)}
        tops: Any = self.root.StructTreeRoot.K
        listed = tops if isinstance(tops, pikepdf.Array) else [tops]
        self.tops = [self._element(one, None, None) for one in listed]

    @property
    def elements(self) -> list[Element]:
        """Every element in reading order."""
        return [one for top in self.tops for one in top.descendants()]

    def tagged(self, *tags: str) -> list[Element]:
        return [one for one in self.elements if one.tag in tags]

    @property
    def fonts(self) -> list[Font]:
        return list(self._fonts.values())

    @property
    def bookmarks(self) -> list[tuple[int, str]]:
        """Level and title of every bookmark, in their order."""
        found: list[tuple[int, str]] = []

        def walk(item: Any, level: int) -> None:
            while item is not None:
                found.append((level, str(item.Title)))
                if "/First" in item:
                    walk(item.First, level + 1)
                item = item.get("/Next")

        if "/Outlines" in self.root:
            walk(self.root.Outlines.get("/First"), 1)
        return found

    def _element(self, source: Any, parent: Element | None, page: int | None) -> Element:
        page = self._page_at[source.Pg.objgen] if "/Pg" in source else page
        element = Element(str(source.S)[1:], source, parent)
        kids = source.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, int):
                assert page is not None
                element.content.append((page, kid))
                element.parts.append(self.pages[page].words.get(kid, ""))
            elif kid.get("/Type") == "/OBJR":
                element.links.append(kid.Obj)
            else:
                element.kids.append(self._element(kid, element, page))
                element.parts.append(element.kids[-1])
        return element

    def _read(self, page: pikepdf.Page) -> Content:
        found = Content()
        fonts: Any = page.resources.get("/Font", {})
        open_marks: list[int | str | None] = []
        font: Font | None = None
        for drawn in pikepdf.parse_content_stream(page):
            operands: Any = drawn.operands
            name = str(drawn.operator)
            if name in ("BDC", "BMC"):
                tag = str(operands[0])[1:]
                properties = operands[1] if name == "BDC" else {}
                mark = int(properties["/MCID"]) if "/MCID" in properties else tag
                if isinstance(mark, int):
                    if mark in found.words:
                        found.faults.append(f"the marked-content id {mark} comes twice")
                    found.words[mark], found.tags[mark] = "", tag
                if "Artifact" in open_marks or (mark == "Artifact" and _ids(open_marks)):
                    found.faults.append(f"{tag} within {open_marks[-1]}")
                open_marks.append(mark)
            elif name == "EMC":
                open_marks.pop()
            elif name == "Tf":
                font = self._font(fonts[operands[0]])
            elif name in PAINTING:
                inside = _ids(open_marks)
                if not inside and "Artifact" not in open_marks:
                    found.faults.append(f"{name} draws outside any tag and artifact")
                if name in ("Tj", "TJ") and font is not None:
                    written = font.words(operands[0])
                    if inside:
                        found.words[inside[-1]] += written
                    else:
                        found.artifacts.append(written)
        return found

    def _font(self, source: Any) -> Font:
        return self._fonts.setdefault(source.objgen, Font(source))


def _ids(open_marks: list[int | str | None]) -> list[int]:
    return [one for one in open_marks if isinstance(one, int)]


class Font:
    """A composite font whose codes are two bytes; ``unmapped`` are codes that stand for no letter."""

    def __init__(self, source: Any) -> None:
        self.source = source
        self.name = str(source.BaseFont)[1:]
        self.unmapped: set[int] = set()
        self.letters: dict[int, str] = {}
        if "/ToUnicode" in source:
            written = source.ToUnicode.read_bytes().decode("latin-1")
            for block in re.findall(r"beginbfchar(.*?)endbfchar", written, re.DOTALL):
                for code, letters in re.findall(r"<(\w+)>\s*<(\w*)>", block):
                    self.letters[int(code, 16)] = bytes.fromhex(letters).decode("utf-16-be")

    @property
    def is_embedded(self) -> bool:
        inner = self.source.get("/DescendantFonts", [self.source])[0]
        descriptor: Any = inner.get("/FontDescriptor", {})
        return any(f"/FontFile{which}" in descriptor for which in ("", "2", "3"))

    def words(self, shown: Any) -> str:
        parts = shown if isinstance(shown, pikepdf.Array) else [shown]
        found = []
        for part in parts:
            if not isinstance(part, pikepdf.String):
                continue
            codes = bytes(part)
            for at in range(0, len(codes), 2):
                code = int.from_bytes(codes[at : at + 2], "big")
                if code == 0 or not self.letters.get(code):
                    self.unmapped.add(code)
                found.append(self.letters.get(code, ""))
        return "".join(found)


# --- what is wrong -------------------------------------------------------------------------------


def faults(content: bytes) -> list[str]:
    """What keeps a PDF from being PDF/UA-1, as far as a program can tell; nothing if all is well."""
    tagged = Tagged(content)
    return [
        *_faults_of_document(tagged),
        *_faults_of_content(tagged),
        *_faults_of_nesting(tagged),
        *_faults_of_headings(tagged),
        *_faults_of_tables(tagged),
        *_faults_of_lists(tagged),
        *_faults_of_figures(tagged),
        *_faults_of_links(tagged),
        *_faults_of_fonts(tagged),
        *_faults_of_attachments(tagged),
    ]


def _faults_of_document(tagged: Tagged) -> Iterator[str]:
    root: Any = tagged.root
    if not str(root.get("/Lang", "")):
        yield "the document names no language"
    if not root.get("/MarkInfo", {}).get("/Marked", False):
        yield "the document is not marked as tagged"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield "the title bar shows the file's name instead of the title"
    with tagged.pdf.open_metadata() as metadata:
        if metadata.get("pdfuaid:part") != "1":
            yield "the metadata do not say PDF/UA-1"
        if not metadata.get("dc:title"):
            yield "the metadata have no title"
    if [one.tag for one in tagged.tops] != ["Document"]:
        yield "the structure tree has not one document at its top"
    for one in tagged.elements:
        if one.tag not in KNOWN and one.tag != "Document":
            yield f"{one.tag} is no standard structure type"


def _faults_of_content(tagged: Tagged) -> Iterator[str]:
    owners = Counter(place for one in tagged.elements for place in one.content)
    holders = {place: one for one in tagged.elements for place in one.content}
    numbers = pikepdf.NumberTree(tagged.root.StructTreeRoot.ParentTree)
    for at, (page, content) in enumerate(zip(tagged.pdf.pages, tagged.pages, strict=True)):
        yield from (f"page {at + 1}: {what}" for what in content.faults)
        if page.get("/Tabs") != "/S":
            yield f"page {at + 1}: the tab order is not that of the structure"
        parents = numbers[int(page.StructParents)]
        for mark in content.words:
            place = f"page {at + 1}: content {mark}"
            if owners[at, mark] != 1:
                yield f"{place} is {owners[at, mark]} times in the structure tree"
            elif mark >= len(parents) or not _same(parents[mark], holders[at, mark].source):
                yield f"{place} has another parent than the tree says"
    for at, mark in owners:
        if mark not in tagged.pages[at].words:
            yield f"page {at + 1}: content {mark} is in the structure tree only"


def _same(one: Any, other: Any) -> bool:
    return isinstance(one, pikepdf.Dictionary) and one.objgen == other.objgen


def _faults_of_nesting(tagged: Tagged) -> Iterator[str]:
    for one in tagged.elements:
        if one.parent is not None and not _same(one.source.P, one.parent.source):
            yield f"{one.tag} “{one.text[:40]}” names another parent than it has"
        allowed = CHILDREN.get(one.tag)
        for kid in one.kids:
            if allowed is not None and kid.tag not in allowed:
                yield f"{kid.tag} “{kid.text[:40]}” within {one.tag}"
            if kid.tag in ONLY_IN and one.tag not in ONLY_IN[kid.tag]:
                yield f"{kid.tag} “{kid.text[:40]}” within {one.tag}"
        if one.tag in ("L", "Table", "TR", "LI", *HEADINGS) and not one.kids and not one.content:
            yield f"an empty {one.tag}"


def _faults_of_headings(tagged: Tagged) -> Iterator[str]:
    levels = [int(one.tag[1]) for one in tagged.tagged(*HEADINGS)]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield f"the headings' levels begin with {levels[:3]}"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"a heading of level {after} follows one of level {before}"


def _faults_of_tables(tagged: Tagged) -> Iterator[str]:
    for table in tagged.tagged("Table"):
        cells = [one for one in table.descendants() if one.tag in ("TH", "TD")]
        heads = {str(one.source.ID) for one in cells if "/ID" in one.source}
        if not any(one.tag == "TH" for one in cells):
            yield f"a table without headers: “{table.text[:60]}”"
        for one in cells:
            if one.tag == "TH" and one.attribute("/Scope") not in ("/Row", "/Column", "/Both"):
                yield f"the header “{one.text[:40]}” does not say what it heads"
            for name in one.attribute("/Headers") or []:
                if str(name) not in heads:
                    yield f"the cell “{one.text[:40]}” names a header that is not there"
        rows = [
            sum(int(cell.attribute("/ColSpan") or 1) for cell in row.kids)
            for row in table.descendants()
            if row.tag == "TR"
        ]
        if not any(one.attribute("/RowSpan") for one in cells) and len(set(rows)) > 1:
            yield f"a table whose rows have {sorted(set(rows))} columns"


def _faults_of_lists(tagged: Tagged) -> Iterator[str]:
    for one in tagged.tagged("L"):
        if any(kid.tag == "Lbl" for item in one.kids for kid in item.kids) and (
            one.attribute("/ListNumbering") in (None, "/None")
        ):
            yield f"a list with labels does not say how it is numbered: “{one.text[:40]}”"
    for item in tagged.tagged("LI"):
        if [kid.tag for kid in item.kids if kid.tag != "L"] not in (["LBody"], ["Lbl", "LBody"]):
            yield f"a list item holds {[kid.tag for kid in item.kids]}: “{item.text[:40]}”"


def _faults_of_figures(tagged: Tagged) -> Iterator[str]:
    for figure in tagged.tagged("Figure"):
        if not figure.alternative.strip():
            yield "a figure without alternative text"
        pages = {at for at, _mark in figure.content}
        if len(pages) != 1:
            yield f"a figure on {len(pages)} pages: “{figure.alternative[:40]}”"
            continue
        left, bottom, right, top = map(float, figure.attribute("/BBox") or (0, 0, 0, 0))
        _, _, width, height = map(float, tagged.pdf.pages[pages.pop()].mediabox)
        if not (0 <= left < right <= width and 0 <= bottom < top <= height):
            yield f"a figure that lies outside its page: “{figure.alternative[:40]}”"


def _faults_of_links(tagged: Tagged) -> Iterator[str]:
    holders = {link.objgen: one for one in tagged.elements for link in one.links}
    numbers = pikepdf.NumberTree(tagged.root.StructTreeRoot.ParentTree)
    for at, page in enumerate(tagged.pdf.pages, 1):
        for note in page.get("/Annots", []):
            if note.Subtype != "/Link":
                yield f"page {at}: an annotation that is no link"
                continue
            if note.objgen not in holders:
                yield f"page {at}: a link that is not in the structure tree"
                continue
            holder = holders[note.objgen]
            if holder.tag != "Link":
                yield f"page {at}: a link tagged {holder.tag}"
            if not _same(numbers[int(note.get("/StructParent", -1))], holder.source):
                yield f"page {at}: a link with another parent than the tree says"
            if not str(note.get("/Contents", "")).strip():
                yield f"page {at}: a link that does not say where it leads"
            if not int(note.get("/F", 0)) & PRINTED:
                yield f"page {at}: a link that is not printed"
    for one in tagged.tagged("Link"):
        if not one.links:
            yield f"a link without an annotation: “{one.text[:40]}”"
        if any(above.tag == "Link" for above in one.ancestors()):
            yield f"a link within a link: “{one.text[:40]}”"


def _faults_of_fonts(tagged: Tagged) -> Iterator[str]:
    for font in tagged.fonts:
        if not font.is_embedded:
            yield f"the font {font.name} is not embedded"
        if font.unmapped:
            yield f"the font {font.name} shows {len(font.unmapped)} signs that stand for no letter"


def _faults_of_attachments(tagged: Tagged) -> Iterator[str]:
    for name, one in tagged.pdf.attachments.items():
        if not {"/F", "/UF", "/AFRelationship", "/Desc"} <= set(one.obj.keys()):
            yield f"the attachment {name} does not say what it is"
