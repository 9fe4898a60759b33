"""Glossary terms explained in place.

``{% explain text %}`` renders a text, escaped; in it the first occurrence on the page of each term
of the rubric becomes a button that opens its meaning. ``{% explanations %}``, once and after all of
them, renders what the buttons open. The rubric is the context's ``rubric`` or that of its
``report``.

Only for what stands in paragraphs, list items and cells: a button must not lie in a link, a
heading, a summary or another button. What htmx swaps in is a page of its own to these tags: use
them either wholly within it or not at all.
"""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.template import Context
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from ..domain.rubric import Rubric, Term
from ..reference.terms import finder_of

register = template.Library()

KEY = "terms explained on this page"
BUTTON = '<button type="button" class="term" popovertarget="term-{id}">{written}</button>'
# A line may break on either side of a button, even before a comma: marks are kept with it.
TOGETHER = re.compile(
    r"([(\[“‘]*)(<button[^>]*>[^<]*</button>)((?:[.,;:!?)\]”’]|&#x27;|&quot;)*(?:(?<=’|;)s\b)?)"
)


def _explained(context: Context) -> dict[str, Term]:
    """The terms explained so far, by id. Kept with the rendering, at the level that the templates
    which are included or extended share with it; each has levels of its own above."""
    shared: Any = context.render_context.dicts[0]
    found: dict[str, Term] = shared.setdefault(KEY, {})
    return found


def _rubric(context: Context) -> Rubric | None:
    return context.get("rubric") or getattr(context.get("report"), "rubric", None)


@register.simple_tag(takes_context=True)
def explain(context: Context, text: object) -> SafeString:
    rubric = _rubric(context)
    if rubric is None:
        return escape(str(text))
    explained = _explained(context)
    parts: list[str] = []
    for piece, term in finder_of(rubric).pieces(str(text)):
        if term is None or term.id in explained:
            parts.append(escape(piece))
        else:
            explained[term.id] = term
            parts.append(BUTTON.format(id=escape(term.id), written=escape(piece)))
    return mark_safe(TOGETHER.sub(_unbroken, "".join(parts)))  # noqa: S308  each part is escaped


def _unbroken(found: re.Match[str]) -> str:
    before, _button, after = found.groups()
    return f'<span class="unbroken">{found[0]}</span>' if before or after else found[0]


@register.inclusion_tag("reference/_explanations.html", takes_context=True)
def explanations(context: Context) -> dict[str, Any]:
    return {"terms": list(_explained(context).values())}
