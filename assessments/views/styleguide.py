"""The visual language on one page, in development: tokens and every component in its states."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from .. import rubrics
from ..forms import Field, fields_of
from ..htmx import HtmxHttpRequest
from ..models import Answer
from ..questionnaire import Doubt, Section
from ..selectors import Saved
from .example import example_context

COLOURS = (
    ("paper", "surface", "tint", "line", "field"),
    ("ink", "ink-soft", "accent", "wrong", "right", "focus"),
)
STEPS = ("step-4", "step-3", "step-2", "step-1", "step-0", "step--1")
SPACES = ("space-1", "space-2", "space-3", "space-4", "space-5")


@require_safe
def styleguide(request: HtmxHttpRequest) -> HttpResponse:
    """Everything that pages are made of. Only while ``DEBUG`` is on."""
    if not settings.DEBUG:
        raise Http404
    context = {
        "colours": COLOURS,
        "steps": STEPS,
        "spaces": SPACES,
        "stages": rubrics.find().stages,
        "facts": _facts(),
        "practices": _practices(),
        "report": example_context(),
    }
    return render(request, "styleguide.html", context)


def _facts() -> list[Field]:
    rubric = rubrics.find()
    asked = tuple(rubric.fact_by_id[one] for one in ("users", "it-members", "teams"))
    section = Section("styleguide", "facts", "", "", asked, (), 0)
    question, note = str(Answer.Subject.QUESTION), str(Answer.Subject.NOTE)
    saved: Saved = {
        (question, "users"): "large-base",
        (note, "users"): {"text": "1,200 paying firms", "link": "https://wiki.example/users"},
        (question, "teams"): "one",
    }
    users, members, teams = fields_of(rubric, section, saved)
    users.may_be_doubted = True
    users.doubts = (Doubt(rubric.contradictions[0].ask, ()),)
    members.number, members.error = "a dozen", _("Give a whole number of people, such as 14.")
    teams.news = _("Changed in another window; this is how it stands now.")
    return [users, members, teams]


def _practices() -> list[Field]:
    rubric = rubrics.find()
    section = Section("styleguide", "practices", "", "", rubric.practices[:2], (), 0)
    first, second = fields_of(rubric, section, {})
    first.options = [replace(one, checked=one.value == "in-place") for one in first.options]
    second.error = _("Say in a few words why this does not apply to you.")
    second.options = [replace(one, checked=one.value == "not-applicable") for one in second.options]
    return [first, second]
