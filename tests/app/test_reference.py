"""The rubric's pages: everything that the rubric knows can be read, with its sources, and found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urldefrag, urljoin

import pytest
from django.test import Client
from django.urls import reverse
from pydantic import BaseModel

from assessments import rubrics
from assessments.domain.rubric import (
    AnswerCondition,
    Condition,
    PracticeCondition,
    RoleCondition,
    Rubric,
)
from assessments.reference.conditions import condition_views

from ..factories import real_rubric
from .markup import Html

# Fields that say where something stands or how it counts; pages put them into other words.
NOT_READ = {
    *("id", "kind", "filled", "counts", "themes", "matters_from", "expected_from", "effort"),
    *("stage", "stages", "typical", "dimension", "section", "practices", "problems", "role"),
    *("under", "hat_of", "ceiling", "expects", "spares", "ahead", "behind", "hats", "tag"),
}
CONDITIONS = (AnswerCondition, PracticeCondition, RoleCondition)
KINDS = ("stage", "problem", "effort", "practice", "role", "question")


def items(rubric: Rubric, kind: str) -> tuple[Any, ...]:
    if kind == "question":
        return (*rubric.facts, *rubric.circumstances)
    found: tuple[Any, ...] = getattr(rubric, f"{kind}s")
    return found


def url_of(kind: str, id: str) -> str:
    return reverse(f"rubric-{kind}", kwargs={kind: id})


def all_items() -> list[tuple[str, str]]:
    return [(kind, one.id) for kind in KINDS for one in items(real_rubric(), kind)]


_READ: dict[tuple[str, str], Html] = {}


def page_at(client: Client, url: str) -> Html:
    """A page, requested and parsed once for all tests: it is the same for everybody."""
    key = (rubrics.find().hash, url)
    if key not in _READ:
        response = client.get(url)
        assert response.status_code == 200, url
        _READ[key] = Html(response.content.decode(), name=url, url=url)
    return _READ[key]


def page_of(client: Client, kind: str, id: str) -> Html:
    return page_at(client, url_of(kind, id))


def index(client: Client, name: str) -> Html:
    return page_at(client, reverse(f"rubric-{name}" if name else "rubric"))


def texts(part: object) -> Iterator[str]:
    """Every text of an item, as the YAML file has it; ids and the like left out."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for one in part:
            yield from texts(one)
    elif isinstance(part, BaseModel) and not isinstance(part, CONDITIONS):
        for name in type(part).model_fields:
            if name not in NOT_READ:
                yield from texts(getattr(part, name))


def conditions(part: object) -> Iterator[Condition]:
    if isinstance(part, CONDITIONS):
        yield part
    elif isinstance(part, tuple):
        for one in part:
            yield from conditions(one)
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from conditions(getattr(part, name))


def assert_said(page: Html, *wanted: str) -> None:
    missing = [text for text in wanted if " ".join(text.split()) not in page.words]
    assert missing == []


def links_of(page: Html) -> set[str]:
    return {
        urldefrag(urljoin(page.url, one.get("href", "")))[0]
        for one in page.all("a")
        if one.get("href")
    }


def assert_leads_to(page: Html, kind: str, *ids: str) -> None:
    assert {url_of(kind, id) for id in ids} - links_of(page) == set()


# --- everything is there -------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "id"), all_items())
def test_every_text_of_an_item_can_be_read_on_its_page(
    client: Client, rubric: Rubric, kind: str, id: str
):
    one = next(each for each in items(rubric, kind) if each.id == id)
    page = page_of(client, kind, id)

    assert_said(page, *texts(one))
    assert len(page.all("h1")) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_an_item_that_is_not_there_is_not_found(client: Client, kind: str):
    assert client.get(url_of(kind, "unicorn")).status_code == 404


def test_an_item_of_one_kind_is_not_found_among_another(client: Client):
    assert client.get(url_of("problem", "priority-owner")).status_code == 404
    assert client.get(url_of("question", "priority-owner")).status_code == 404


def test_every_page_of_the_reference_can_be_reached_from_the_overview(
    client: Client, rubric: Rubric
):
    start = reverse("rubric")
    seen, to_read = {start}, [start]
    while to_read:
        page = page_at(client, to_read.pop())
        for url in links_of(page):
            if url.startswith(start) and "?" not in url and url not in seen:
                seen.add(url)
                to_read.append(url)

    assert {url_of(kind, id) for kind, id in all_items()} - seen == set()


@pytest.mark.parametrize("name", ["", "problems", "practices", "roles", "questions", "glossary"])
def test_an_index_names_every_item_and_leads_to_it(client: Client, rubric: Rubric, name: str):
    page = index(client, name)
    kind = name.removesuffix("s") or "stage"

    if name == "glossary":
        assert_said(page, *texts(rubric.glossary))
        assert {term.id for term in rubric.glossary} <= set(page.ids)
        return
    named = [getattr(one, "text", None) or one.name for one in items(rubric, kind)]
    assert_said(page, *named)
    assert_leads_to(page, kind, *(one.id for one in items(rubric, kind)))


def test_the_indexes_keep_an_anchor_for_every_practice_role_and_question(
    client: Client, rubric: Rubric
):
    assert {one.id for one in rubric.practices} <= set(index(client, "practices").ids)
    assert {one.id for one in rubric.roles} <= set(index(client, "roles").ids)
    assert {f"fact-{one.id}" for one in rubric.facts} <= set(index(client, "questions").ids)


def test_dimensions_levels_and_sections_are_explained(client: Client, rubric: Rubric):
    assert_said(index(client, "practices"), *texts(rubric.dimensions), *texts(rubric.levels))
    assert_said(index(client, "questions"), *texts(rubric.sections))


def test_the_method_has_rules_splits_contradictions_and_the_numbers_of_the_scoring(
    client: Client, rubric: Rubric
):
    page = index(client, "method")

    assert_said(page, *texts(rubric.gates), *texts(rubric.splits), *texts(rubric.contradictions))
    assert_said(page, "5 facts", "75 %", "50 %", "25 %", "200", "1.4")
    assert {one.id for one in rubric.gates} <= set(page.ids)
    assert {one.id for one in rubric.contradictions} <= set(page.ids)


def test_the_lessons_of_scale_ups_and_the_two_leaders_can_be_read(client: Client, rubric: Rubric):
    lessons, leaders = index(client, "scale-up"), index(client, "leadership")

    assert_said(lessons, *texts(rubric.scale_up), *texts(rubric.scale_up_signs))
    assert_said(leaders, *(text for text in texts(rubric.leadership) if text != "vp-engineering"))
    for lesson in rubric.scale_up:
        assert_leads_to(lessons, "practice", *lesson.practices)
        assert_leads_to(lessons, "problem", *lesson.problems)


def test_every_source_is_described_with_the_number_of_items_that_name_it(
    client: Client, rubric: Rubric
):
    page = index(client, "sources")

    assert_said(page, *texts(rubric.sources))
    assert {one.tag for one in rubric.sources} <= set(page.ids)
    counts = [page.text_of(one) for one in page.all("p", class_="meta")]
    assert len(counts) == len(rubric.sources)
    assert all(count.startswith("Named by ") for count in counts)


def test_a_source_tag_leads_to_what_the_source_is(client: Client):
    page = page_of(client, "practice", "code-ownership")
    tags = [one for one in page.all("a") if "/sources/#" in one.get("href", "")]

    assert [page.text_of(one) for one in tags[:2]] == ["S1", "practice"]
    assert tags[0].get("href") == reverse("rubric-sources") + "#S1"


# --- cross-links ---------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", real_rubric().stage_ids)
def test_a_stage_leads_to_its_problems_efforts_practices_roles_facts_and_neighbours(
    client: Client, rubric: Rubric, stage: str
):
    page = page_of(client, "stage", stage)

    assert_leads_to(page, "problem", *(one.id for one in rubric.problems if one.stage == stage))
    assert_leads_to(page, "effort", *(one.id for one in rubric.efforts if one.stage == stage))
    expected = [one.id for one in rubric.practices if one.expected_from == stage]
    assert_leads_to(page, "practice", *expected)
    seats = rubric.org_chart_by_stage[stage].seats
    assert_leads_to(
        page, "role", *(seat.role for seat in seats), *rubric.stage_by_id[stage].cto.hats
    )
    assert_said(
        page, *(seat.trigger for seat in seats), *(rubric.role_by_id[s.role].name for s in seats)
    )
    assert_leads_to(page, "stage", *rubric.stage_ids)
    for fact in rubric.facts:
        typical = [option.label for option in fact.options if stage in option.typical]
        assert_said(page, *typical)


def test_the_first_and_the_last_of_a_kind_lead_on_to_one_side_only(client: Client, rubric: Rubric):
    for kind in KINDS:
        ids = [one.id for one in items(rubric, kind)]
        first, last = (page_of(client, kind, id) for id in (ids[0], ids[-1]))
        assert [one.get("href") for one in first.all("a", rel="next")] == [url_of(kind, ids[1])]
        assert first.all("a", rel="prev") == []
        assert [one.get("href") for one in last.all("a", rel="prev")] == [url_of(kind, ids[-2])]
        assert last.all("a", rel="next") == []


@pytest.mark.parametrize("id", [one.id for one in real_rubric().practices])
def test_a_practice_leads_to_everything_that_names_it(client: Client, rubric: Rubric, id: str):
    page, one = page_of(client, "practice", id), rubric.practice_by_id[id]

    assert_said(page, rubric.dimension_by_id[one.dimension].name, f"{one.importance} of 3")
    assert_leads_to(page, "stage", one.expected_from)
    assert_leads_to(page, "problem", *one.problems)
    assert_leads_to(page, "effort", *(each.id for each in rubric.efforts if id in each.practices))
    for circumstance in rubric.circumstances:
        for option in circumstance.options:
            if id in (*option.expects, *option.spares):
                assert_leads_to(page, "question", circumstance.id)
                assert_said(page, option.label)
    assert_said(page, *(lesson.title for lesson in rubric.scale_up if id in lesson.practices))


@pytest.mark.parametrize("id", [one.id for one in real_rubric().problems])
def test_a_problem_leads_to_its_practices_and_says_what_raises_it(
    client: Client, rubric: Rubric, id: str
):
    page, one = page_of(client, "problem", id), rubric.problem_by_id[id]

    assert_leads_to(page, "stage", one.stage)
    bearing = [each.id for each in rubric.practices if id in each.problems]
    assert_leads_to(page, "practice", *one.practices, *bearing)
    for view in condition_views(rubric, tuple(conditions(one))):
        assert_said(page, f"{view.name}: {view.says}")
        assert_leads_to(page, view.kind, view.id)
    assert_said(page, *(lesson.title for lesson in rubric.scale_up if id in lesson.problems))


def test_a_problem_names_the_same_problem_at_another_stage(client: Client):
    assert_leads_to(page_of(client, "problem", "pmf-bug-fixes"), "problem", "adoption-bug-fixes")
    assert_leads_to(page_of(client, "problem", "adoption-bug-fixes"), "problem", "pmf-bug-fixes")
    alone = page_of(client, "problem", "mvp-quality")
    assert "The same problem" not in alone.words


@pytest.mark.parametrize("id", [one.id for one in real_rubric().roles])
def test_a_role_has_its_seat_at_every_stage_with_the_conditions_of_hire(
    client: Client, rubric: Rubric, id: str
):
    page = page_of(client, "role", id)

    for chart in rubric.org_charts:
        for seat in chart.seats:
            if seat.role == id:
                assert_leads_to(page, "stage", chart.stage)
                assert_said(page, seat.trigger)
                if seat.under:
                    assert_leads_to(page, "role", seat.under)
                if seat.hat_of:
                    assert_said(page, f"May be a hat of: {rubric.role_by_id[seat.hat_of].name}")
                if seat.optional:
                    assert_said(page, "may stay empty")
                for view in condition_views(rubric, seat.hire_if):
                    assert_said(page, f"{view.name}: {view.says}")
            elif seat.under == id:
                assert_leads_to(page, "role", seat.role)


@pytest.mark.parametrize("id", [one.id for one in real_rubric().facts])
def test_a_fact_says_how_it_counts_and_all_that_depends_on_it(
    client: Client, rubric: Rubric, id: str
):
    page, fact = page_of(client, "question", id), rubric.fact_by_id[id]

    assert_said(page, f"weight {fact.weight:g}", rubric.dimension_by_id[fact.dimension].name)
    assert ("by 25 % towards an earlier one" in page.words) == (fact.counts == "upwards")
    assert ("Needed for a verdict" in page.words) == (id in rubric.scoring.anchors)
    for option in fact.options:
        rung = page.by_id(option.id)
        assert page.text_of(rung).startswith(option.label)
        for stage in rubric.stages:
            is_named = f"{rubric.stage_order[stage.id] + 1} {stage.name}" in page.text_of(rung)
            assert is_named == (stage.id in option.typical)
    assert_uses_are_said(page, rubric, id)


def assert_uses_are_said(page: Html, rubric: Rubric, question: str) -> None:
    """Gates, contradictions, problems and seats whose conditions look at the question."""

    def looks(part: object) -> bool:
        return any(getattr(one, "question", None) == question for one in conditions(part))

    assert_said(page, *(one.ask for one in rubric.contradictions if looks(one.when)))
    for gate in rubric.gates:
        assert (f"{reverse('rubric-method')}#{gate.id}" in page.text) == looks(gate.when)
    assert_leads_to(page, "problem", *(p.id for p in rubric.problems if looks(p.raised_by)))
    seats = [seat for chart in rubric.org_charts for seat in chart.seats if looks(seat.hire_if)]
    assert_leads_to(page, "role", *(seat.role for seat in seats))


@pytest.mark.parametrize("id", [one.id for one in real_rubric().circumstances])
def test_a_circumstance_leads_to_the_practices_that_it_expects_and_spares(
    client: Client, rubric: Rubric, id: str
):
    page, one = page_of(client, "question", id), rubric.circumstance_by_id[id]

    for option in one.options:
        assert_leads_to(page, "practice", *option.expects, *option.spares)
        changed = page.text_of(page.by_id(option.id))
        assert ("filled from within" in changed) == (not option.hires)
        does = option.advice or option.expects or option.spares or not option.hires
        assert ("Changes nothing." in changed) == (not does)
    assert "it changes the advice only" in page.words
    assert_uses_are_said(page, rubric, id)


def test_a_number_is_shown_with_its_range_and_a_fact_with_the_stages_sizes(
    client: Client, rubric: Rubric
):
    heads = page_of(client, "question", "it-members")
    assert_said(heads, "from 1 to 20 000", "50 or more 5 Enterprise", "1–5 1 MVP")

    team = page_of(client, "question", "largest-team")
    assert_said(team, "from 1 to 2 000")
    assert "Enterprise" not in team.text_of(team.by_id("answers"))


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (AnswerCondition(question="it-members", at_least=10), "IT members: 10 or more"),
        (AnswerCondition(question="it-members", at_most=7), "IT members: 7 or fewer"),
        (AnswerCondition(question="it-members", at_least=3, at_most=7), "IT members: 3 to 7"),
        (
            AnswerCondition(question="users", options=("testers", "first-customers")),
            "Users: “Testers or nobody” or “First customers”",
        ),
        (
            PracticeCondition(practice="code-review", levels=("not-yet", "planned", "partly")),
            "Code review and tests: not yet, planned or partly",
        ),
        (
            RoleCondition(role="qa", held_by=("nobody", "hat")),
            "QA: held by nobody or somebody’s second hat",
        ),
    ],
)
def test_a_condition_is_put_into_words(rubric: Rubric, condition: Condition, said: str):
    (view,) = condition_views(rubric, (condition,))

    assert f"{view.name}: {view.says}" == said


# --- the frame of every page ---------------------------------------------------------------------


def test_a_page_marks_the_index_that_it_is_or_belongs_to(client: Client):
    def marked(page: Html) -> list[tuple[str, str | None]]:
        links = [one for one in page.all("a") if one.get("aria-current")]
        return [(page.text_of(one), one.get("aria-current")) for one in links]

    assert marked(index(client, "practices")) == [("Practices", "page")]
    assert marked(page_of(client, "practice", "code-review")) == [("Practices", "true")]
    assert marked(page_of(client, "effort", "adoption-help-desk")) == [("Problems", "true")]
    assert marked(page_of(client, "stage", "mvp")) == [("Stages", "true"), ("1 MVP", "page")]


def test_every_page_can_be_searched_from_and_cited(client: Client, rubric: Rubric):
    for url in (reverse("rubric-glossary"), url_of("problem", "mvp-quality")):
        page = page_at(client, url)
        form = page.one("form")
        assert (form.get("method"), form.get("action")) == ("get", reverse("rubric-search"))
        assert_said(page, f"Rubric cto-stages 1.0, hash {rubric.hash[:12]}…")
    assert_said(page_of(client, "problem", "mvp-quality"), "cto-stages 1.0, mvp-quality")


def test_no_reference_page_asks_the_database(client: Client, rubric: Rubric):
    """Without the ``django_db`` mark any query would fail this test."""
    names = ("problems", "practices", "roles", "questions", "method", "sources", "search")
    urls = [reverse("rubric"), *(reverse(f"rubric-{name}") for name in names)]
    for url in [*urls, *(url_of(kind, items(rubric, kind)[0].id) for kind in KINDS)]:
        assert client.get(url).status_code == 200


def test_a_rubric_without_the_usual_ids_can_be_read_too(client: Client, small_reference: Rubric):
    for kind in KINDS:
        for one in items(small_reference, kind):
            assert_said(page_of(client, kind, one.id), *texts(one))
    for name in ("", "problems", "practices", "roles", "questions", "method", "scale-up"):
        index(client, name)


@pytest.fixture
def small_reference(monkeypatch: pytest.MonkeyPatch) -> Rubric:
    """The site with a rubric of another author."""
    from ..small_rubric import small_rubric

    rubric = small_rubric()
    monkeypatch.setattr(rubrics, "find", lambda wanted=None: rubric)
    return rubric
