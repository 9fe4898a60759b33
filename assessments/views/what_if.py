"""What if an answer were another? The verdict is shown to move; nothing is saved.

The form is sent by GET, with one parameter for each fact, so every what-if has an address of its
own. What the address does not name stays as it was submitted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .. import access, forms, rubrics
from ..access import May
from ..archetypes import example
from ..domain.answers import (
    NOT_APPLICABLE_WORD,
    UNKNOWN_WORD,
    AnswerSet,
    parse_answer,
    write_answer,
)
from ..domain.marked_yaml import shorten
from ..domain.rubric import Fact, Rubric
from ..domain.what_if import is_same, what_if
from ..htmx import HtmxHttpRequest
from ..models import Answer
from ..questionnaire import Section
from ..reports.what_if_part import OutcomeView, outcome_view
from ..reports.words import answer_words
from ..selectors import Saved, answer_set, rubric_of
from .places import Places, example_places, places_of

MOST_NAMED = 3  # parameters that no fact has, repeated in the message


@dataclass(frozen=True)
class Control:
    """The field of one fact: what it is tried with, and what was answered (``own``)."""

    fact: Fact
    field: forms.Field
    own: str
    typed: str
    is_changed: bool

    @property
    def options(self) -> list[forms.Option]:
        """The answers in short: a list has less room than a page of questions."""
        short = {one.id: one.short for one in self.fact.options}
        return [
            forms.Option(one.value, short.get(one.value, one.label), one.checked)
            for one in self.field.options
        ]


@dataclass(frozen=True)
class Panel:
    """The form of a what-if with what comes of it.

    ``outcome`` is None while something in the form cannot be understood; ``strangers`` are names
    in the address that no fact has. ``address`` leads to this what-if, with the changes only.
    """

    controls: tuple[Control, ...]
    outcome: OutcomeView | None
    strangers: tuple[str, ...]
    more_strangers: int
    address: str

    @property
    def faults(self) -> tuple[Control, ...]:
        return tuple(one for one in self.controls if one.field.error)


@dataclass(frozen=True)
class WhatIfPage:
    """The page of a what-if."""

    company: str
    places: Places
    panel: Panel


def panel_of(rubric: Rubric, answers: AnswerSet, data: QueryDict, address: str) -> Panel:
    """The what-if that ``data`` asks for; an empty one shows the answers as they were submitted."""
    section = Section("what-if", "facts", "", "", rubric.facts, (), 0)
    fields = forms.fields_of(rubric, section, _as_saved(rubric, answers))
    posted = _as_posted(rubric, data)
    changes = forms.changes_of(rubric, section, fields, posted)
    tried = {
        one.key: parse_answer(rubric, rubric.fact_by_id[one.key], one.value) for one in changes
    }
    controls = {}
    for fact, field in zip(rubric.facts, fields, strict=True):
        own = answers.answers.get(fact.id)
        is_changed = fact.id in tried and not is_same(own, tried[fact.id])
        typed = shorten(data.get(fact.id, ""))
        controls[fact.id] = Control(
            fact, field, answer_words(rubric, fact.id, own), typed, is_changed
        )
    strangers = [shorten(name) or "=" for name in data if name not in rubric.fact_by_id]
    is_faulty = bool(strangers) or any(field.error for field in fields)
    changed = {one: str(write_answer(tried[one])) for one in tried if controls[one].is_changed}
    return Panel(
        tuple(controls.values()),
        None if is_faulty else outcome_view(rubric, what_if(rubric, answers, tried)),
        tuple(strangers[:MOST_NAMED]),
        len(strangers[MOST_NAMED:]),
        f"{address}?{urlencode(changed)}" if changed else address,
    )


def _as_saved(rubric: Rubric, answers: AnswerSet) -> Saved:
    """The facts as the questionnaire's fields take them; what does not apply counts as unknown."""
    given = answers.answers
    return {
        (Answer.Subject.QUESTION, fact.id): write_answer(given[fact.id])
        if answers.is_known(fact.id)
        else UNKNOWN_WORD
        for fact in rubric.facts
    }


def _as_posted(rubric: Rubric, data: Mapping[str, str]) -> dict[str, str]:
    """The parameters as a section of the questionnaire would post them.

    What is empty or does not apply is unknown, which here comes to the same.
    """
    posted = {}
    for fact in rubric.facts:
        if fact.id not in data:
            continue
        value = data[fact.id].strip()
        if value in ("", NOT_APPLICABLE_WORD):
            value = UNKNOWN_WORD
        posted[f"was-question-{fact.id}"] = ""
        posted[f"question-{fact.id}"] = value
        if fact.number and value == UNKNOWN_WORD:
            posted[f"question-{fact.id}"] = ""
            posted[f"question-{fact.id}-unknown"] = UNKNOWN_WORD
    return posted


@never_cache
@require_safe
def of_assessment(request: HtmxHttpRequest, token: str) -> HttpResponse:
    way = access.assessment(request, token, May.SEE_ANSWERS)
    assessment = way.assessment
    if not assessment.is_submitted:
        return redirect("check", token=token)
    places = places_of(token, way.may)
    panel = panel_of(rubric_of(assessment), answer_set(assessment), request.GET, places.what_if)
    return _render(request, WhatIfPage(assessment.company.name, places, panel))


@never_cache
@require_safe
def of_example(request: HtmxHttpRequest) -> HttpResponse:
    rubric, places = rubrics.find(), example_places()
    file = example(rubric)
    panel = panel_of(rubric, file.answers, request.GET, places.what_if)
    return _render(request, WhatIfPage(file.company, places, panel))


def _render(request: HtmxHttpRequest, page: WhatIfPage) -> HttpResponse:
    """The whole page; for htmx what has changed in it."""
    is_partial = request.htmx and not request.htmx.history_restore_request
    template = "result/what_if_outcome.html" if is_partial else "result/what_if.html"
    response = render(
        request,
        template,
        {"page": page, "panel": page.panel},
        status=200 if page.panel.outcome else 422,
    )
    patch_vary_headers(response, ["HX-Request"])
    return response
