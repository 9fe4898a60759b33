"""A page as a browser would read it, and what may be asked of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

VOID = {"br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
LABELLED = ("input", "select", "textarea")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
REFERENCES = ("aria-describedby", "aria-labelledby", "aria-controls", "for", "headers", "form")
LINKS = ("href", "src", "action", "hx-post", "hx-get", "formaction")


class _Tree(HTMLParser):
    """Builds the elements of a text all of whose tags are closed; whatever is not, raises.

    A full parser would mend what it finds; it takes ten times as long (``test_html`` uses one).
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.builder, self.open = TreeBuilder(), ["document"]
        self.builder.start("document", {})
        self.feed(text)
        self.close()
        assert self.open == ["document"], f"never closed: {self.open[1:]}"
        self.builder.end("document")
        self.root: Element = self.builder.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self.builder.end(tag)
        else:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.open[-1], f"</{tag}> closes <{self.open[-1]}> at {self.getpos()}"
        self.open.pop()
        self.builder.end(tag)

    def handle_data(self, data: str) -> None:
        self.builder.data(data)


class Html:
    """A parsed page (or part of one) with the name that complaints give it."""

    def __init__(self, text: str, *, name: str = "", url: str = "") -> None:
        self.text, self.name, self.url = text, name, url

    @cached_property
    def root(self) -> Element:
        return _Tree(self.text).root

    @cached_property
    def title(self) -> str:
        """The title of the page (a chart has a title of its own)."""
        found = self.root.find("html/head/title")
        return "" if found is None else self.text_of(found)

    @cached_property
    def elements(self) -> list[Element]:
        """Every element in the order of the text."""
        return list(self.root.iter())

    def all(self, *tags: str, **attributes: str) -> list[Element]:
        """Elements of these tags with these attributes (``_`` for ``-``)."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            one
            for one in self.elements
            if (not tags or one.tag in tags)
            and all(one.get(name) == value for name, value in wanted.items())
        ]

    def one(self, *tags: str, **attributes: str) -> Element:
        found = self.all(*tags, **attributes)
        assert len(found) == 1, f"{len(found)} of {tags} {attributes}"
        return found[0]

    def by_id(self, id: str) -> Element:
        return self.one(id=id)

    @cached_property
    def ids(self) -> list[str]:
        return [id for one in self.elements if (id := one.get("id")) is not None]

    @cached_property
    def words(self) -> str:
        """All text with single spaces, without scripts and styles."""
        return " ".join("".join(_text(self.root)).split())

    def text_of(self, element: Element) -> str:
        return " ".join("".join(element.itertext()).split())

    def form_values(self) -> dict[str, str]:
        """What a browser would post of the page's fields, as they stand."""
        values: dict[str, str] = {}
        for one in self.all("input", "select", "textarea"):
            name, kind = one.get("name"), one.get("type")
            if name is None or kind in ("submit", "button"):
                continue
            if kind in ("radio", "checkbox") and "checked" not in one.attrib:
                continue
            if one.tag == "select":
                options = list(one.iter("option"))
                chosen = [o for o in options if "selected" in o.attrib] or options[:1]
                values[name] = chosen[0].get("value", "") if chosen else ""
                continue
            if one.tag == "textarea":
                values[name] = (one.text or "").removeprefix("\n")  # as a browser reads it
                continue
            values[name] = one.get("value", "")
        return values

    def links(self) -> Iterator[str]:
        """Every address that the page leads to, loads or posts to, but for what people linked to."""
        for element in self.elements:
            if "nofollow" in element.get("rel", "").split():
                continue
            for attribute in LINKS:
                if (address := element.get(attribute)) is not None:
                    yield address


def _text(element: Element) -> Iterator[str]:
    if element.tag in ("script", "style", "template"):
        return
    yield element.text or ""
    for child in element:
        yield from _text(child)
        yield child.tail or ""
