"""The answers page: every answer with what it did, and every claim of the result leads to it."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from assessments import rubrics, services
from assessments.models import Answer, Assessment, Link
from assessments.selectors import answer_set
from assessments.views.results import report_context

from ..factories import real_rubric
from .factories import (
    QUESTION,
    begun_assessment,
    golden_values,
    history_rewritten,
    only_facts_answered,
    submitted_assessment,
    undecided_assessment,
    write_rows,
)
from .markup import Html

pytestmark = pytest.mark.django_db

STAGES = real_rubric().stage_ids
VARIED = (
    "doubled-after-a-round",
    "five-facts-known",
    "forty-before-launch",
    "founder-without-cto",
    "part-of-a-group",
    "sale-in-six-months",
)


def page_of(client: Client, token: str, name: str = "answers") -> Html:
    response = client.get(reverse(name, kwargs={"token": token}))
    assert response.status_code == 200
    return Html(response.content.decode(), url=response.request["PATH_INFO"])


def submitted_golden(name: str) -> tuple[Assessment, str]:
    assessment, token = begun_assessment(company=name)
    write_rows(assessment, golden_values(name))
    services.submit(assessment)
    return assessment, token


def row(page: Html, anchor: str) -> tuple[str, str, str]:
    """Question, answer and what it did."""
    question, answer, did = (page.text_of(one) for one in page.by_id(anchor))
    return question, answer, did


# --- the answers ---------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", STAGES)
def test_every_question_and_role_has_a_row_with_its_answer(client: Client, stage: str):
    assessment, token = submitted_assessment(archetype=stage)
    page, answers = page_of(client, token), answer_set(assessment)
    rubric = rubrics.find()

    for question in (*rubric.fact_by_id, *rubric.circumstance_by_id, *answers.answers):
        assert page.by_id(f"question-{question}") is not None
    for role in answers.roles:
        assert page.by_id(f"role-{role}") is not None
    for group in report_context(assessment).answers:
        assert page.text_of(page.by_id(group.id)) == group.title
        for one in group.rows:
            question, answer, _did = row(page, one.cited.anchor)
            assert question == f"{one.text}{one.asked}"
            assert answer == " ".join(one.answer.split())


def test_each_question_stands_in_its_section_once(client: Client):
    assessment, _token = submitted_assessment(archetype="enterprise")
    groups = report_context(assessment).answers

    anchors = [one.cited.anchor for group in groups for one in group.rows]
    assert len(anchors) == len(set(anchors))
    assert len({group.id for group in groups}) == len(groups)
    assert [group.title for group in groups][:5] == [
        "Product and users",
        "Team and structure",
        "Direction and money",
        "Circumstances",
        "Practices: product",
    ]


def test_it_says_what_an_answer_did(client: Client):
    _assessment, token = submitted_golden("doubled-after-a-round")
    page = page_of(client, token)

    assert row(page, "question-money")[2].startswith(
        "Typical of Product-Market Fit: pulls earlier."
    )
    assert (
        "A reason for priority 1, Building leadership teams." in row(page, "question-cto-week")[2]
    )
    assert row(page, "question-code-review")[2] == "Counts for Delivery."
    assert "A gap of Team: expected from Scaling on." in row(page, "question-team-managers")[2]
    assert "Will be expected at Enterprise." in row(page, "question-innovation-budget")[2]
    assert "Its seat: hire or appoint now." in row(page, "role-directors")[2]
    assert "Brings advice of its own." in row(page, "question-headcount-change")[2]
    assert "Part of the trigger for: Directors" in row(page, "question-it-members")[2]
    assert "Says whether the largest team needs a manager." in row(page, "question-largest-team")[2]
    assert row(page, "question-parent-company")[2] == "Changes nothing."


def test_it_says_what_an_answer_that_is_not_known_could_do(client: Client):
    _assessment, token = undecided_assessment()
    page = page_of(client, token)

    said = row(page, "question-users")
    assert said[1] == "Don’t know"
    assert said[2].startswith("Not known, so it adds nothing.")
    assert "Its answer alone could make it" in said[2]
    assert "Not known: it counts neither for nor against" in row(page, "question-code-review")[2]


def test_what_does_not_apply_and_what_is_spared_is_said_to_be_left_out(client: Client):
    _assessment, token = submitted_assessment(
        archetype="adoption",
        code_review={"not-applicable": "we buy <b>it</b>"},
        parent_company="part-of-group",
    )
    page = page_of(client, token)

    assert row(page, "question-code-review")[1:] == (
        "Not applicable: we buy <b>it</b>",
        "Left out, since it does not apply to you.",
    )
    spared = rubrics.find().circumstance_by_id["parent-company"].options[1].spares[0]
    assert "Left out: your circumstances spare you this." in row(page, f"question-{spared}")[2]
    assert "Spares you" in row(page, "question-parent-company")[2]


def test_a_note_and_its_evidence_stand_beside_the_answer(client: Client):
    assessment, token = begun_assessment()
    only_facts_answered(assessment)
    write_rows(
        assessment,
        {("note", "users"): {"text": "Seen <i>twice</i>", "link": "https://wiki.example/u?a=1&b"}},
    )
    services.submit(assessment)
    page = page_of(client, token)

    assert "Seen <i>twice</i>" in row(page, "question-users")[1]
    (link,) = page.all("a", href="https://wiki.example/u?a=1&b")
    assert "noreferrer" in link.get("rel", "")


def test_each_row_leads_to_the_reference_and_each_effect_to_its_part_of_the_result(client: Client):
    assessment, token = submitted_golden("sixty-without-on-call")
    page, result = page_of(client, token), page_of(client, token, "result")

    for group in report_context(assessment).answers:
        for one in group.rows:
            link = page.by_id(one.cited.anchor).find("th/a")
            assert link is not None
            kind, id = one.cited.kind, one.cited.id
            assert link.get("href") == reverse(f"rubric-{kind}", kwargs={kind: id})
            for effect in one.effects:
                assert effect.part in result.ids


def test_they_can_be_taken_home_from_there(client: Client):
    _assessment, token = submitted_assessment()
    page = page_of(client, token)

    assert page.all("a", href=reverse("answers-file", kwargs={"token": token}))
    assert page.all("a", href=reverse("result", kwargs={"token": token}))


def test_a_stranger_finds_no_answers(client: Client):
    submitted_assessment()

    assert client.get(reverse("answers", kwargs={"token": Link.new_token()})).status_code == 404


# --- every claim leads to its answers ------------------------------------------------------------


def claims(page: Html) -> Iterator[str]:
    """The anchors on the answers page that a result leads to."""
    answers = page.url.replace("/result/", "/answers/")
    for one in page.all("a"):
        parts = urlsplit(one.get("href", ""))
        if parts.path == answers and parts.fragment:
            yield parts.fragment


@pytest.mark.parametrize("name", VARIED)
def test_every_claim_leads_to_an_answer_that_stands_there(client: Client, name: str):
    _assessment, token = submitted_golden(name)
    result, answers = page_of(client, token, "result"), page_of(client, token)

    assert set(claims(result)) - set(answers.ids) == set()


@pytest.mark.parametrize("stage", [STAGES[0], STAGES[-1]])
def test_so_it_is_for_typical_companies_and_those_of_whom_little_is_known(
    client: Client, stage: str
):
    _full, full_token = submitted_assessment(archetype=stage)
    bare, bare_token = begun_assessment()
    only_facts_answered(bare, stage)
    services.submit(bare)

    for token in (full_token, bare_token):
        result, answers = page_of(client, token, "result"), page_of(client, token)
        assert set(claims(result)) - set(answers.ids) == set()


def test_nothing_is_claimed_without_leading_to_an_answer(client: Client):
    assessment, token = submitted_golden("doubled-after-a-round")
    report, led_to = report_context(assessment), set(claims(page_of(client, token, "result")))

    cited = [one for row in report.readiness for one in (*row.unmet, *row.open)]
    cited += [one for priority in report.ranked for one in priority.cited]
    cited += [one for side in report.dimensions for one in side.cited]
    cited += [change.cited for move in report.moves for change in move.changes]
    assert report.organisation is not None
    cited += [
        one
        for hire in (*report.organisation.hires, *report.organisation.later)
        for one in hire.cited
    ]
    assert {one.anchor for one in cited} <= led_to
    assert {f"question-{row.question}" for row in report.contributions} <= led_to
    for priority in report.ranked:
        assert priority.cited or not any(one.cited for one in priority.reasons)


def test_the_claims_of_the_example_lead_to_its_own_answers(client: Client):
    result = Html(client.get(reverse("example")).content.decode())
    answers = Html(client.get(reverse("example-answers")).content.decode())
    base = reverse("example-answers")
    anchors = {
        urlsplit(one.get("href", "")).fragment
        for one in result.all("a")
        if one.get("href", "").startswith(f"{base}#")
    }

    assert len(anchors) > 50
    assert anchors - set(answers.ids) == set()


def test_of_contradicting_answers_each_is_named(client: Client):
    rubric = rubrics.find()
    rule = next(
        one for one in rubric.contradictions if all(hasattr(each, "question") for each in one.when)
    )
    assessment, token = submitted_assessment(archetype="adoption")
    for condition in rule.when:
        question = getattr(condition, "question", "")
        options = getattr(condition, "options", ())
        value = options[0] if options else condition.at_least or condition.at_most  # type: ignore[union-attr]
        with history_rewritten():
            Answer.objects.update_or_create(
                assessment=assessment, subject=QUESTION, key=question, defaults={"value": value}
            )
    (found,) = [one for one in report_context(assessment).contradictions if one.ask == rule.ask]
    page = page_of(client, token, "result")

    for cited in found.cited:
        assert cited.text in page.words
        assert cited.anchor in set(claims(page))
