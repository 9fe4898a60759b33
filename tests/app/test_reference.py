"""The rubric's pages: everything that the rubric knows can be read, with its sources."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from assessments.domain.rubric import Rubric

from ..factories import real_rubric
from .markup import Html


def page_at(client: Client, name: str, **parts: str) -> Html:
    response = client.get(reverse(name, kwargs=parts))
    assert response.status_code == 200
    return Html(response.content.decode())


def assert_said(page: Html, *texts: str) -> None:
    missing = [text for text in texts if " ".join(text.split()) not in page.words]
    assert missing == []


def test_the_overview_has_stages_facts_sources_and_glossary(client: Client, rubric: Rubric):
    page = page_at(client, "rubric")

    assert_said(page, *(stage.name for stage in rubric.stages))
    assert_said(page, *(fact.text for fact in rubric.facts))
    assert_said(page, *(option.label for fact in rubric.facts for option in fact.options))
    assert_said(page, *(source.title for source in rubric.sources))
    assert_said(page, *(term.meaning for term in rubric.glossary))


@pytest.mark.parametrize("stage", real_rubric().stage_ids)
def test_a_stage_has_its_problems_practices_and_chart(client: Client, rubric: Rubric, stage: str):
    page = page_at(client, "rubric-stage", stage=stage)

    problems = [one for one in rubric.problems if one.stage == stage]
    assert page.text_of(page.one("h1")) == rubric.stage_by_id[stage].name
    assert_said(page, *(one.name for one in problems), *(one.done_when for one in problems))
    assert_said(page, *(move for one in problems for move in one.first_moves))
    assert_said(page, *(one.name for one in rubric.practices if one.expected_from == stage))
    assert_said(page, *(seat.trigger for seat in rubric.org_chart_by_stage[stage].seats))
    assert_said(page, *(one.what for one in rubric.stage_by_id[stage].stop_doing))


def test_a_seat_is_named_as_its_role_is(client: Client, rubric: Rubric):
    """An id such as ``it-operations`` is not a name."""
    for stage in rubric.stage_ids:
        page = page_at(client, "rubric-stage", stage=stage)
        seats = rubric.org_chart_by_stage[stage].seats
        assert_said(page, *(rubric.role_by_id[seat.role].name for seat in seats))


def test_every_practice_and_every_role_can_be_read(client: Client, rubric: Rubric):
    practices, roles = page_at(client, "rubric-practices"), page_at(client, "rubric-roles")

    assert_said(practices, *(one.name for one in rubric.practices))
    assert_said(practices, *(one.in_place for one in rubric.practices))
    assert {one.id for one in rubric.practices} <= set(practices.ids)
    assert_said(roles, *(one.name for one in rubric.roles))
    assert_said(roles, *(one.hire_when for one in rubric.roles))
    assert {one.id for one in rubric.roles} <= set(roles.ids)


def test_the_lessons_of_scale_ups_and_the_two_leaders_can_be_read(client: Client, rubric: Rubric):
    assert_said(page_at(client, "rubric-scale-up"), *(one.text for one in rubric.scale_up))
    leaders = page_at(client, "rubric-leadership")
    assert_said(leaders, *(one.text for one in rubric.leadership.responsibilities))
    assert_said(leaders, *(one.ask for one in rubric.leadership.checkpoints))


def test_no_reference_page_asks_the_database(client: Client, rubric: Rubric):
    """Without the ``django_db`` mark any query would fail this test."""
    for name in ("rubric", "rubric-practices", "rubric-roles", "example"):
        page_at(client, name)
