"""The rubric as pages: every stage, problem, practice, role and question, with its sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeVar

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from .. import rubrics
from ..domain.rubric import Circumstance, Fact, Part, Rubric, Term
from ..htmx import HtmxHttpRequest
from ..reference import conditions, pages
from ..reference.entries import split_id, split_title
from ..reference.search import Hit, index_of
from ..reference.search import search as search_in
from ..reference.terms import shown_name
from ..reports.words import percent

Item = TypeVar("Item")


def _or_404(items: Mapping[str, Item], id: str) -> Item:
    if id not in items:
        raise Http404
    return items[id]


def _show(request: HtmxHttpRequest, template: str, rubric: Rubric, **context: Any) -> HttpResponse:
    return render(request, f"reference/{template}.html", {"rubric": rubric, **context})


@require_safe
def overview(request: HtmxHttpRequest) -> HttpResponse:
    rubric = rubrics.find()
    count = len(rubric.facts) + len(rubric.circumstances)
    return _show(request, "overview", rubric, question_count=count)


# --- an item a page ------------------------------------------------------------------------------


@require_safe
def stage(request: HtmxHttpRequest, stage: str) -> HttpResponse:
    rubric = rubrics.find()
    page = pages.stage_page(rubric, _or_404(rubric.stage_by_id, stage))
    return _show(request, "stage", rubric, page=page, number=rubric.stage_order[stage] + 1)


@require_safe
def problem(request: HtmxHttpRequest, problem: str) -> HttpResponse:
    rubric = rubrics.find()
    page = pages.problem_page(rubric, _or_404(rubric.problem_by_id, problem))
    return _show(
        request, "problem", rubric, page=page, stage=rubric.stage_by_id[page.problem.stage]
    )


@require_safe
def effort(request: HtmxHttpRequest, effort: str) -> HttpResponse:
    rubric = rubrics.find()
    page = pages.effort_page(rubric, _or_404({one.id: one for one in rubric.efforts}, effort))
    return _show(request, "effort", rubric, page=page, stage=rubric.stage_by_id[page.effort.stage])


@require_safe
def practice(request: HtmxHttpRequest, practice: str) -> HttpResponse:
    rubric = rubrics.find()
    page = pages.practice_page(rubric, _or_404(rubric.practice_by_id, practice))
    return _show(request, "practice", rubric, page=page)


@require_safe
def role(request: HtmxHttpRequest, role: str) -> HttpResponse:
    rubric = rubrics.find()
    page = pages.role_page(rubric, _or_404(rubric.role_by_id, role))
    return _show(request, "role", rubric, page=page)


@require_safe
def question(request: HtmxHttpRequest, question: str) -> HttpResponse:
    rubric = rubrics.find()
    asked: dict[str, Fact | Circumstance] = {**rubric.fact_by_id, **rubric.circumstance_by_id}
    page = pages.question_page(rubric, _or_404(asked, question))
    return _show(request, "question", rubric, page=page)


# --- indexes -------------------------------------------------------------------------------------


@require_safe
def problems(request: HtmxHttpRequest) -> HttpResponse:
    rubric = rubrics.find()
    groups = [
        (
            stage,
            [one for one in rubric.problems if one.stage == stage.id],
            [one for one in rubric.efforts if one.stage == stage.id],
        )
        for stage in rubric.stages
    ]
    return _show(request, "problems", rubric, groups=groups)


@require_safe
def practices(request: HtmxHttpRequest) -> HttpResponse:
    rubric = rubrics.find()
    return _show(request, "practices", rubric, groups=pages.by_dimension(rubric, rubric.practices))


@require_safe
def roles(request: HtmxHttpRequest) -> HttpResponse:
    rubric = rubrics.find()
    return _show(request, "roles", rubric, rows=pages.roles_by_stage(rubric))


@require_safe
def questions(request: HtmxHttpRequest) -> HttpResponse:
    rubric = rubrics.find()
    groups = [
        (
            section,
            [one for one in rubric.facts if one.section == section.id],
            [one for one in rubric.circumstances if one.section == section.id],
        )
        for section in rubric.sections
    ]
    return _show(request, "questions", rubric, groups=groups)


@require_safe
def method(request: HtmxHttpRequest) -> HttpResponse:
    rubric = rubrics.find()
    scoring = rubric.scoring
    return _show(
        request,
        "method",
        rubric,
        facts=sorted(rubric.facts, key=lambda fact: -fact.weight),
        anchors=[rubric.fact_by_id[one] for one in scoring.anchors],
        gates=conditions.gate_uses(rubric),
        contradictions=conditions.contradiction_uses(rubric),
        splits=[(split_id(one), split_title(rubric, one), one) for one in rubric.splits],
        upwards=percent(scoring.upwards_factor),
        clear=percent(scoring.clear),
        leaning=percent(scoring.leaning),
        met=percent(scoring.met),
    )


@require_safe
def scale_up(request: HtmxHttpRequest) -> HttpResponse:
    rubric = rubrics.find()
    lessons = [
        (
            one,
            [rubric.practice_by_id[each] for each in one.practices],
            [rubric.problem_by_id[each] for each in one.problems],
        )
        for one in rubric.scale_up
    ]
    return _show(request, "scale_up", rubric, lessons=lessons)


@require_safe
def leadership(request: HtmxHttpRequest) -> HttpResponse:
    rubric = rubrics.find()
    owners = [
        (
            rubric.role_by_id[owner],
            [one for one in rubric.leadership.responsibilities if one.owner == owner],
        )
        for owner in ("vp-engineering", "cto")
    ]
    return _show(request, "leadership", rubric, owners=owners)


@require_safe
def glossary(request: HtmxHttpRequest) -> HttpResponse:
    rubric = rubrics.find()
    terms = sorted(rubric.glossary, key=lambda term: term.name.casefold())
    letters = [
        (letter, [(term, shown_name(term)) for term in group])
        for letter, group in groupby(terms, key=_initial)
    ]
    return _show(request, "glossary", rubric, letters=letters)


def _initial(term: Term) -> str:
    return term.name[0].upper()


@require_safe
def sources(request: HtmxHttpRequest) -> HttpResponse:
    rubric = rubrics.find()
    named = [tag for tags in _source_tags(rubric) for tag in tags]
    counted = [(source, named.count(source.tag)) for source in rubric.sources]
    return _show(request, "sources", rubric, sources=counted)


def _source_tags(part: object) -> Iterator[tuple[str, ...]]:
    """The sources of everything within a part of the rubric."""
    if isinstance(part, tuple):
        for one in part:
            yield from _source_tags(one)
    elif isinstance(part, Part):
        for name in type(part).model_fields:
            if name == "source":
                yield getattr(part, name)
            else:
                yield from _source_tags(getattr(part, name))


# --- search --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class HitView:
    """A hit with the word for its kind and where it leads to."""

    hit: Hit
    kind: str
    url: str


@require_safe
def search(request: HtmxHttpRequest) -> HttpResponse:
    rubric = rubrics.find()
    found = search_in(index_of(rubric), request.GET.get("q", ""))
    context = {
        "found": found,
        "hits": [_hit_view(hit) for hit in found.hits],
        "is_search": True,
        "examples": (_("on-call"), _("hiring"), _("due diligence"), _("budget")),
    }
    name = "search.html#while-typing" if request.htmx else "search.html"
    response = render(request, f"reference/{name}", {"rubric": rubric, **context})
    patch_vary_headers(response, ["HX-Request"])
    return response


def _hit_view(hit: Hit) -> HitView:
    kind, id = hit.entry.kind, hit.entry.id
    words, name, part = {
        "stage": (_("Stage"), "rubric-stage", "stage"),
        "problem": (_("Problem"), "rubric-problem", "problem"),
        "effort": (_("Effort"), "rubric-effort", "effort"),
        "practice": (_("Practice"), "rubric-practice", "practice"),
        "role": (_("Role"), "rubric-role", "role"),
        "question": (_("Question"), "rubric-question", "question"),
        "term": (_("Glossary"), "rubric-glossary", ""),
        "lesson": (_("Scale-up"), "rubric-scale-up", ""),
        "leadership": (_("Leadership"), "rubric-leadership", ""),
        "checkpoint": (_("Checkpoint for a CTO"), "rubric-leadership", ""),
        "dimension": (_("Dimension"), "rubric-practices", ""),
        "rule": (_("Method"), "rubric-method", ""),
        "split": (_("Method"), "rubric-method", ""),
        "source": (_("Source"), "rubric-sources", ""),
    }[kind]
    if part:
        return HitView(hit, words, reverse(name, kwargs={part: id}))
    return HitView(hit, words, f"{reverse(name)}#{'d-' if kind == 'dimension' else ''}{id}")
