"""Parts of pages that are rendered once and kept in this process.

``{% kept by=key %}…{% endkept %}`` renders what lies between at the first use of a key. The key has to
hold by value all that this shows: no model, which equals another by its id alone. An empty key keeps
nothing. What differs from one visit to the next stands within it between ``{% anew %}`` and
``{% endanew %}``; the token of a form against forgery does by itself. Nothing kept may ask the request:
within it there is none.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Any

from django import template
from django.template import Context, NodeList
from django.template.base import FilterExpression, Node, Parser, Token
from django.template.base import token_kwargs as keywords
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()

MOST = 60  # parts that are kept: those used last, of about 200 kB each
KEY = "what is rendered anew within the part that is being kept"
# Nobody can write these into a page, since they are others in every process.
HOLE, FORM_TOKEN = secrets.token_hex(20), secrets.token_hex(20)


class Part:
    """A rendered part, with holes for what is rendered anew."""

    def __init__(self, text: str, holes: list[NodeList]) -> None:
        self.pieces, self.holes = text.split(HOLE), holes
        self.has_form = FORM_TOKEN in text

    def fill(self, context: Context) -> str:
        text = self.pieces[0]
        for piece, hole in zip(self.pieces[1:], self.holes, strict=True):
            text += hole.render(context) + piece
        return (
            text.replace(FORM_TOKEN, str(context.get("csrf_token", ""))) if self.has_form else text
        )


_parts: OrderedDict[Hashable, Part] = OrderedDict()
_lock = Lock()


class KeptNode(Node):
    child_nodelists = ("nodelist",)

    def __init__(self, nodelist: NodeList, key: FilterExpression, line: int | None) -> None:
        self.nodelist, self.key, self.line = nodelist, key, line

    def render(self, context: Context) -> SafeString:
        given = self.key.resolve(context)
        if not given:
            return self.nodelist.render(context)
        key = (self.origin.name, self.line, get_language(), given)
        with _lock:
            part = _parts.get(key)
            if part is not None:
                _parts.move_to_end(key)
        if part is None:
            part = self._rendered(context)
            with _lock:
                _parts[key] = part
                while len(_parts) > MOST:
                    _parts.popitem(last=False)
        return mark_safe(part.fill(context))  # noqa: S308  templates have rendered all of it

    def _rendered(self, context: Context) -> Part:
        holes: list[NodeList] = []
        shared: Any = context.render_context.dicts[0]
        shared[KEY] = holes
        try:
            with context.push(request=None, csrf_token=FORM_TOKEN):
                return Part(self.nodelist.render(context), holes)
        finally:
            del shared[KEY]


class AnewNode(Node):
    child_nodelists = ("nodelist",)

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        shared: Any = context.render_context.dicts[0]
        holes = shared.get(KEY)
        if holes is None:
            return self.nodelist.render(context)
        holes.append(self.nodelist)
        return mark_safe(HOLE)  # noqa: S308  ours


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    bits = token.split_contents()[1:]
    given = keywords(bits, parser)
    if set(given) != {"by"} or bits:
        raise template.TemplateSyntaxError("it is {% kept by=key %}")
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodelist, given["by"], token.lineno)


@register.tag
def anew(parser: Parser, token: Token) -> AnewNode:
    nodelist = parser.parse(("endanew",))
    parser.delete_first_token()
    return AnewNode(nodelist)


def forget() -> None:
    """Keep nothing any more. For tests."""
    _parts.clear()
