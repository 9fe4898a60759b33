"""The rubric as pages: what is known of each stage, practice and role, with its sources."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .. import rubrics
from ..htmx import HtmxHttpRequest
from ..reports.words import band_words


@require_safe
def overview(request: HtmxHttpRequest) -> HttpResponse:
    rubric = rubrics.find()
    splits = [
        {
            "ahead": rubric.dimension_by_id[reading.ahead].name,
            "behind": rubric.dimension_by_id[reading.behind].name,
            "reading": reading,
        }
        for reading in rubric.splits
    ]
    return render(request, "reference/overview.html", {"rubric": rubric, "splits": splits})


@require_safe
def stage(request: HtmxHttpRequest, stage: str) -> HttpResponse:
    rubric = rubrics.find()
    chosen = rubric.stage_by_id.get(stage)
    if chosen is None:
        raise Http404
    context = {
        "rubric": rubric,
        "stage": chosen,
        "number": rubric.stage_order[stage] + 1,
        "band": band_words(chosen.it_members),
        "problems": [one for one in rubric.problems if one.stage == stage],
        "efforts": [one for one in rubric.efforts if one.stage == stage],
        "practices": [one for one in rubric.practices if one.expected_from == stage],
        "chart": rubric.org_chart_by_stage[stage],
        "seats": [
            (
                seat,
                rubric.role_by_id[seat.role],
                rubric.role_by_id[seat.under] if seat.under else None,
            )
            for seat in rubric.org_chart_by_stage[stage].seats
        ],
        "leadership": [one for one in rubric.leadership.by_stage if stage in one.stages],
    }
    return render(request, "reference/stage.html", context)


@require_safe
def practices(request: HtmxHttpRequest) -> HttpResponse:
    rubric = rubrics.find()
    groups = [
        (
            dimension,
            [
                (one, rubric.stage_by_id[one.expected_from])
                for one in rubric.practices
                if one.dimension == dimension.id
            ],
        )
        for dimension in rubric.dimensions
    ]
    context = {"rubric": rubric, "groups": [group for group in groups if group[1]]}
    return render(request, "reference/practices.html", context)


@require_safe
def roles(request: HtmxHttpRequest) -> HttpResponse:
    return render(request, "reference/roles.html", {"rubric": rubrics.find()})


@require_safe
def scale_up(request: HtmxHttpRequest) -> HttpResponse:
    return render(request, "reference/scale_up.html", {"rubric": rubrics.find()})


@require_safe
def leadership(request: HtmxHttpRequest) -> HttpResponse:
    return render(request, "reference/leadership.html", {"rubric": rubrics.find()})
