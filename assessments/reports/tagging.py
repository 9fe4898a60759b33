"""Mends the structure tree of a PDF where PDF/UA-1 asks for more than WeasyPrint 70 writes.

WeasyPrint tags the page's foot like the text, nests the links of a link's parts, measures figures
in CSS pixels and says neither what a header heads nor how a list is numbered. It also puts each piece
of text into an element of its own that says nothing: half of all there are. Called before the file is
written; knows pydyf's objects and the boxes that they were made from, and no report.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pydyf
from weasyprint.formatting_structure.boxes import LineBox, TextBox

LINK_PRINTS = 4  # the "print" flag of an annotation
POINTS = 0.75  # in a CSS pixel
NUMBERING = {
    "decimal": "/Decimal",
    "disc": "/Disc",
    "circle": "/Circle",
    "square": "/Square",
    "lower-alpha": "/LowerAlpha",
    "upper-alpha": "/UpperAlpha",
    "lower-roman": "/LowerRoman",
    "upper-roman": "/UpperRoman",
}
FOOT, SPACE = "/Pagination", "/Layout"  # types of artifact
HOLDS_TEXT = frozenset(
    f"/{one}"
    for one in ("P", "H1", "H2", "H3", "H4", "H5", "H6", "TH", "TD", "LBody", "Lbl", "Span", "Link")
)
# all that an element has which is there for its text only
SAYS_NOTHING = {"Type", "S", "K", "Pg", "P"}


def mend_tags(document: Any, pdf: pydyf.PDF) -> None:
    """Complete the structure tree of ``pdf``, which was drawn from WeasyPrint's ``document``."""
    lists = []
    for page in document.pages:
        for box in _boxes(page._page_box):
            if box.link_annotation or box.element_tag == "th":
                _describe(box)
            if box.element_tag in ("ul", "ol", "dl") and not isinstance(box, LineBox | TextBox):
                lists.append(box)
    tree = _Tree(pdf)
    elements = tree.elements(within=tree.document)
    tree.number_lists(lists)
    tree.gather_links(elements)
    tree.measure_figures(elements)
    spaces = tree.take_spaces_out(elements)
    texts = tree.take_texts_in(elements)
    tree.set_artifacts_aside({one.number for one in elements} - spaces - texts, spaces)


def _boxes(box: Any) -> Iterator[Any]:
    """The box and all in it, in the order in which WeasyPrint tags them."""
    waiting = [box]
    while waiting:
        box = waiting.pop()
        box = getattr(box, "_box", box)  # a placeholder of what is positioned absolutely
        yield box
        waiting.extend(reversed(box.children))


def _describe(box: Any) -> None:
    """Say what a table's header heads, and where a link leads."""
    element = box.element
    if element is None:
        return
    if box.element_tag == "th" and hasattr(box, "mark"):
        box.mark["A"]["Scope"] = "/Row" if element.get("scope") == "row" else "/Column"
    if box.link_annotation:
        box.link_annotation["F"] = LINK_PRINTS
        words = " ".join("".join(element.itertext()).split())
        box.link_annotation["Contents"] = pydyf.String(words)


class _Gone(pydyf.Object):
    """Takes the place of an object that nothing refers to any more: its number is free, for good."""

    compressible = False

    def __init__(self) -> None:
        super().__init__()
        self.number, self.generation, self.free = 0, 65535, "f"


class _Tree:
    """The structure tree as pydyf keeps it: references instead of objects."""

    def __init__(self, pdf: pydyf.PDF) -> None:
        self.pdf = pdf
        self._referred = {b"%d 0 R" % number: one for number, one in enumerate(pdf.objects)}
        root = self.at(pdf.catalog["StructTreeRoot"])
        self.document = self.at(root["K"][0])
        # a page's number, the elements of its contents; then a link's number, its element; …
        self.parents = self.at(root["ParentTree"])["Nums"]

    def at(self, reference: bytes) -> Any:
        return self._referred[reference]

    def kids(self, element: pydyf.Dictionary, kind: str) -> list[pydyf.Dictionary]:
        """The elements (``/StructElem``) or annotations (``/OBJR``) directly in an element."""
        referred = [self.at(kid) for kid in element["K"] if isinstance(kid, bytes)]
        return [one for one in referred if one["Type"] == kind]

    def elements(self, *, within: pydyf.Dictionary) -> list[pydyf.Dictionary]:
        """All elements in an element, in reading order."""
        found = []
        waiting = self.kids(within, "/StructElem")[::-1]
        while waiting:
            one = waiting.pop()
            found.append(one)
            waiting.extend(reversed(self.kids(one, "/StructElem")))
        return found

    def number_lists(self, boxes: list[Any]) -> None:
        """WeasyPrint makes an element for each list, in the order of their boxes."""
        lists = [
            one
            for one in self.pdf.objects
            if isinstance(one, pydyf.Dictionary) and one.get("S") == "/L"
        ]
        for element, box in zip(lists, boxes, strict=True):
            style = (box.children[0] if box.children else box).style["list_style_type"]
            element["A"] = pydyf.Dictionary(
                {"O": "/List", "ListNumbering": NUMBERING.get(style, "/None")}
            )

    def gather_links(self, elements: list[pydyf.Dictionary]) -> None:
        """A link is one element: the annotations of its parts belong to it, not to the parts."""
        for link in elements:
            if link["S"] != "/Link":
                continue
            for part in self.elements(within=link):
                if part["S"] == "/Link":
                    part["S"] = "/Span"
                for one in self.kids(part, "/OBJR"):
                    part["K"].remove(one.reference)
                    link["K"].append(one.reference)
                    place = self.at(one["Obj"])["StructParent"]
                    self.parents[2 * place + 1] = link.reference

    def measure_figures(self, elements: list[pydyf.Dictionary]) -> None:
        """The box of a figure is stated in points from the lower left corner of its page."""
        for one in elements:
            if one["S"] == "/Figure":
                height = self.at(one["Pg"])["MediaBox"][3]
                left, top, right, bottom = (POINTS * length for length in one["A"]["BBox"])
                one["A"]["BBox"] = pydyf.Array((left, height - bottom, right, height - top))

    def take_spaces_out(self, elements: list[pydyf.Dictionary]) -> set[int]:
        """Out of the tree: the space between the items of a list. Gives the numbers of its elements."""
        spaces = set()
        for one in elements:
            if one["S"] == "/L":
                for kid in self.kids(one, "/StructElem"):
                    if kid["S"] == "/Span":
                        one["K"].remove(kid.reference)
                        spaces.add(kid.number)
        return spaces

    def take_texts_in(self, elements: list[pydyf.Dictionary]) -> set[int]:
        """Text is the content of its paragraph, cell or item. Gives the numbers of what held it before."""
        marked = {
            page: self.parents[2 * at + 1] for at, page in enumerate(self.pdf.page_references)
        }
        taken = set()
        for one in elements:
            if one["S"] not in HOLDS_TEXT:
                continue
            kids = one["K"]
            for at, kid in enumerate(kids):
                held = self.at(kid) if isinstance(kid, bytes) else None
                if held is not None and _only_holds(held, one["Pg"]):
                    kids[at] = mark = held["K"][0]
                    marked[one["Pg"]][mark] = one.reference
                    taken.add(held.number)
        return taken

    def set_artifacts_aside(self, reached: set[int], spaces: set[int]) -> None:
        """The foot of a page and the space between list items are no contents."""
        for at, page in enumerate(self.pdf.page_references):
            owners = self.parents[2 * at + 1]
            found: dict[int, str] = {}
            for mark, owner in enumerate(owners):
                number = self.at(owner).number
                if number not in reached:
                    found[mark] = SPACE if number in spaces else FOOT
                    owners[mark] = b"null"
            _make_artifacts(self.at(self.at(page)["Contents"]), found)
        for at, one in enumerate(self.pdf.objects):
            is_element = isinstance(one, pydyf.Dictionary) and one.get("Type") == "/StructElem"
            if is_element and at not in reached and one is not self.document:
                self.pdf.objects[at] = _Gone()


def _only_holds(element: pydyf.Dictionary, page: bytes) -> bool:
    """Whether there is nothing to an element but one piece of text on that page."""
    return (
        element.get("S") == "/Span"
        and element["Pg"] == page
        and element.keys() == SAYS_NOTHING
        and len(element["K"]) == 1
        and isinstance(element["K"][0], int)
    )


def _make_artifacts(page: pydyf.Stream, marks: dict[int, str]) -> None:
    """Turn marked contents of a page, by their ids, into artifacts of the types given."""
    drawn = page.stream
    for at, one in enumerate(drawn):
        if type(one) is pydyf.Dictionary and one.get("MCID") in marks:
            drawn[at - 1] = "/Artifact"
            drawn[at] = pydyf.Dictionary({"Type": marks[one["MCID"]]})
