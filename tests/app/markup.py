"""A page as a browser would read it, and what may be asked of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from xml.etree.ElementTree import Element

from tinyhtml5.parser import HTMLParser

LABELLED = ("input", "select", "textarea")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
REFERENCES = ("aria-describedby", "aria-labelledby", "aria-controls", "for", "headers", "form")
LINKS = ("href", "src", "action", "hx-post", "hx-get", "formaction")


class Html:
    """A parsed page (or part of one) with the name that complaints give it."""

    def __init__(self, text: str, *, name: str = "", url: str = "") -> None:
        self.text, self.name, self.url = text, name, url

    @cached_property
    def _parsed(self) -> tuple[Element, list[str]]:
        parser = HTMLParser(namespace_html_elements=False)
        root: Element = parser.parse(self.text)
        return root, [str(error) for error in parser.errors]

    @property
    def root(self) -> Element:
        return self._parsed[0]

    @property
    def parse_errors(self) -> list[str]:
        return self._parsed[1]

    @cached_property
    def elements(self) -> list[Element]:
        """Every element in the order of the text."""
        return [one for one in self.root.iter() if isinstance(one.tag, str)]

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
            values[name] = one.get("value", "")
        return values

    def links(self) -> Iterator[str]:
        """Every address that the page leads to, loads or posts to."""
        for element in self.elements:
            for attribute in LINKS:
                if (address := element.get(attribute)) is not None:
                    yield address


def _text(element: Element) -> Iterator[str]:
    if element.tag in ("script", "style", "template"):
        return
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            yield from _text(child)
        yield child.tail or ""
