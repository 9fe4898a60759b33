"""Small pieces that every page of the reference has."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils.translation import gettext as _

from ..reports.words import effort_words

register = template.Library()

# Each index with the pages that belong to it.
INDEXES = {
    "rubric": ("rubric-stage",),
    "rubric-problems": ("rubric-problem", "rubric-effort"),
    "rubric-practices": ("rubric-practice",),
    "rubric-roles": ("rubric-role",),
    "rubric-questions": ("rubric-question",),
    "rubric-method": (),
    "rubric-scale-up": (),
    "rubric-leadership": (),
    "rubric-glossary": (),
    "rubric-sources": (),
}


def _titles() -> dict[str, str]:
    return {
        "rubric": _("Stages"),
        "rubric-problems": _("Problems"),
        "rubric-practices": _("Practices"),
        "rubric-roles": _("Roles"),
        "rubric-questions": _("Questions"),
        "rubric-method": _("Method"),
        "rubric-scale-up": _("Scale-up"),
        "rubric-leadership": _("Leadership"),
        "rubric-glossary": _("Glossary"),
        "rubric-sources": _("Sources"),
    }


@register.inclusion_tag("reference/_indexes.html", takes_context=True)
def indexes(context: Context) -> dict[str, Any]:
    """The way to every index; the one that the page is or belongs to is marked."""
    here = context["request"].resolver_match.url_name
    titles = _titles()
    links = [
        (name, titles[name], "page" if name == here else "true" if here in pages else "")
        for name, pages in INDEXES.items()
    ]
    return {"links": links}


@register.inclusion_tag("reference/_stage.html", takes_context=True)
def stage_mark(context: Context, stage_id: str, linked: bool = True) -> dict[str, Any]:
    """A stage by its number in its colour and its name."""
    rubric = context["rubric"]
    number = rubric.stage_order[stage_id] + 1
    return {"stage": rubric.stage_by_id[stage_id], "number": number, "linked": linked}


@register.filter
def in_words(effort: str) -> str:
    """What a problem or practice takes: days, weeks or months."""
    return effort_words(effort)
