"""The result: the page for every stage, the answers as a file, beginning again."""

from __future__ import annotations

from datetime import timedelta

import pytest
import yaml
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments import rubrics, services
from assessments.archetypes import archetype
from assessments.domain.assessment_file import read
from assessments.models import Answer, Assessment, Company
from assessments.reports.context import ReportContext
from assessments.selectors import answer_set, saved_values
from assessments.views.results import file_name, report_context

from ..factories import real_rubric
from .factories import (
    TODAY,
    answered,
    begun_assessment,
    golden_values,
    history_rewritten,
    only_facts_answered,
    submitted_assessment,
    write_rows,
)
from .markup import Html

pytestmark = pytest.mark.django_db

STAGES = real_rubric().stage_ids


def opened(client: Client, token: str, name: str = "result"):
    return client.get(reverse(name, kwargs={"token": token}))


def result_page(client: Client, token: str) -> Html:
    response = opened(client, token)
    assert response.status_code == 200
    return Html(response.content.decode())


# --- the page ------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", STAGES)
def test_the_result_of_a_typical_company_says_all_that_its_report_knows(client: Client, stage: str):
    assessment, token = submitted_assessment(company="Ferrovia", archetype=stage)
    page, report = result_page(client, token), report_context(assessment)

    assert report.stage is not None
    assert report.stage.id == stage
    assert page.text_of(page.one("h1")) == report.stage.name
    assert "Ferrovia · 22 November 2026" in page.words
    for said in everything_said(report):
        assert " ".join(said.split()) in page.words


def everything_said(report: ReportContext) -> list[str]:
    assert report.stage is not None
    assert report.organisation is not None
    assert report.leadership is not None
    musts = [words for one in report.musts for words in (one.name, *one.first_moves, one.done_when)]
    charts = [report.organisation.now, report.organisation.next]
    seats = [seat.role.name for chart in charts if chart for seat in chart.seats]
    plan = [move for column in report.plan for one in column.items for move in (one.name, one.move)]
    moves = [change.text for move in report.moves for change in move.changes]
    why = [part for row in report.contributions for part in (row.label, row.answer, row.says)]
    return [
        report.headline,
        report.lede,
        report.stage.meaning,
        report.stage.cto.one_line,
        *report.how_sure,
        report.possible,
        report.readiness_sentence,
        *(f"{one.number} {one.name} {one.share}" for one in report.shares),
        *(one.name for one in report.priorities),
        *(reason.text for one in report.ranked for reason in one.reasons),
        *(one.what for one in report.stop_doing),
        *(sign.text for sign in report.stage.signs_of_next),
        *musts,
        *seats,
        *plan,
        *moves,
        *why,
        *(group.title for group in report.answers),
    ]


def test_without_a_cto_the_page_says_who_is_meant_by_the_acting_one(client: Client):
    assessment, token = begun_assessment()
    write_rows(assessment, golden_values("founder-without-cto"))
    services.submit(assessment)

    page = result_page(client, token)

    assert "There is no CTO, so this report speaks to the founder" in page.words
    assert "Acting CTO as development manager" in page.words
    _assessment, token = submitted_assessment()
    assert "acting CTO" not in result_page(client, token).words


@pytest.mark.parametrize("stage", STAGES)
def test_every_drawing_has_its_words_and_a_table_that_says_the_same(client: Client, stage: str):
    assessment, token = submitted_assessment(archetype=stage)
    page, report = result_page(client, token), report_context(assessment)
    organisation = report.organisation
    assert organisation is not None
    drawn = [page.text_of(title) for title in page.all("title")[1:]]

    assert (
        sum(one.startswith("Chart: the stage that each dimension has reached") for one in drawn)
        == 1
    )
    assert sum(one.startswith("Chart: the plan on a line of 90 days") for one in drawn) == 2
    assert sum(one.startswith("Org chart. Now: ") for one in drawn) == 1
    assert sum(one.startswith("Org chart. Next: ") for one in drawn) == (
        1 if report.next_stage else 0
    )
    assert sum(one.startswith("Key to the org charts") for one in drawn) == 1
    rows = {page.text_of(one) for one in page.all("th", scope="row")}
    assert {line.seat.role.name for line in organisation.seats} <= rows
    assert {row.name for row in report.readiness} <= rows


@pytest.mark.parametrize("stage", STAGES)
def test_every_typical_company_has_moves_in_its_plan_and_at_most_five_musts(
    client: Client, stage: str
):
    assessment, token = submitted_assessment(archetype=stage)
    page, report = result_page(client, token), report_context(assessment)

    musts = [one for one in page.all("span") if one.get("class") == "tag tag--must"]
    assert len(musts) == len(report.musts) <= 5
    assert any(column.items for column in report.plan)
    heads = [page.text_of(one) for one in page.one("table", class_="plan").findall("thead/tr/th")]
    assert heads == ["Priority", "By day 30", "By day 60", "By day 90"]


def test_without_practices_and_roles_the_result_says_what_is_not_known(client: Client):
    assessment, token = begun_assessment()
    only_facts_answered(assessment)
    client.post(reverse("check", kwargs={"token": token}))
    page = result_page(client, token)

    assert page.text_of(page.one("h1")) == rubrics.find().stage_by_id["adoption"].name
    assert "Next hireNot known" in page.words
    assert "No practice was answered" in page.words
    assert "Roles 0 of" in page.words


def test_with_everything_unknown_but_five_facts_there_is_a_result(client: Client):
    rubric = rubrics.find()
    known = ["release-status", "users", "it-members", "teams", "money"]
    others = {
        one.replace("-", "_"): "unknown"
        for one in (*rubric.fact_by_id, *rubric.circumstance_by_id, *rubric.practice_by_id)
        if one not in known
    }
    _assessment, token = submitted_assessment(archetype="mvp", **others)

    assert result_page(client, token).text_of(result_page(client, token).one("h1")) == "MVP"


@pytest.mark.parametrize("practice", ["in-place", "not-yet", "measured", "unknown"])
def test_there_is_a_result_whatever_all_practices_are(client: Client, practice: str):
    rubric = rubrics.find()
    levels = {one.id.replace("-", "_"): practice for one in rubric.practices}
    for stage in (STAGES[0], STAGES[-1]):
        _assessment, token = submitted_assessment(archetype=stage, **levels)
        page = result_page(client, token)
        assert page.text_of(page.one("h1")) == rubric.stage_by_id[stage].name


def test_the_page_offers_the_report_the_answers_and_beginning_again(client: Client):
    _assessment, token = submitted_assessment()
    page = result_page(client, token)

    assert page.all("a", href=reverse("report", kwargs={"token": token}))
    assert page.all("a", href=reverse("brief", kwargs={"token": token}))
    assert page.all("a", href=reverse("answers-file", kwargs={"token": token}))
    assert page.all("a", href=reverse("answers", kwargs={"token": token}))
    (begin_again,) = page.all("form", method="post")
    assert begin_again.get("action") == reverse("again", kwargs={"token": token})


def test_before_submitting_result_and_report_lead_to_the_check_page(client: Client):
    assessment, token = begun_assessment()
    answered(assessment)

    for name in ("result", "answers", "what-if", "report"):
        response = opened(client, token, name)
        assert response["Location"] == reverse("check", kwargs={"token": token})


def test_where_the_answers_no_longer_suffice_it_says_what_is_missing_and_where_to_answer(
    client: Client,
):
    _assessment, token = submitted_assessment()
    with history_rewritten():
        Answer.objects.filter(key__in=["users", "it-members"]).update(
            value="no such answer any more"
        )
    page = result_page(client, token)

    assert page.text_of(page.one("h1")) == "No verdict yet"
    assert "At least one more of these must be known" in page.words
    open_facts = [one.get("value") for one in page.all("button", name="question")]
    assert open_facts == ["users", "it-members"]
    assert opened(client, token, "answers").status_code == 200
    what_if = Html(opened(client, token, "what-if").content.decode())
    assert "With these answers there would be no verdict." in what_if.words
    response = client.get(reverse("report", kwargs={"token": token}), follow=True)
    assert response.redirect_chain[-1][0] == reverse("result", kwargs={"token": token})


# --- files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("company", "name"),
    [
        ("Ferrovia", "stagecheck-ferrovia.pdf"),
        ("Ærø & Čapek", "stagecheck-r-capek.pdf"),
        ("名前", "stagecheck-company.pdf"),
        ('"; filename="x', "stagecheck-filename-x.pdf"),
        ("../../etc/passwd", "stagecheck-etc-passwd.pdf"),
        ("a\r\nSet-Cookie: x", "stagecheck-a-set-cookie-x.pdf"),
        ("x" * 120, f"stagecheck-{'x' * 60}.pdf"),
    ],
)
def test_a_file_is_named_safely_whatever_the_company_is_called(company: str, name: str):
    assert file_name(company, "pdf") == name


# --- the answers as a file -----------------------------------------------------------------------


@pytest.mark.parametrize("stage", STAGES)
def test_the_answers_come_as_a_file_that_reads_back_to_the_same(client: Client, stage: str):
    assessment, token = submitted_assessment(company="Ferrovia", archetype=stage)
    response = opened(client, token, "answers-file")
    file = read(response.content.decode(), "f.yaml", rubrics.find)

    assert response["Content-Type"] == "application/yaml; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="stagecheck-ferrovia.yaml"'
    assert (file.company, file.date) == ("Ferrovia", TODAY.isoformat())
    assert file.rubric is rubrics.find()
    assert file.answers == answer_set(assessment)
    assert file.answers == archetype(rubrics.find(), stage).answers


@pytest.mark.parametrize(
    "company",
    [
        "yes",
        "null",
        "1.0",
        "2026-01-01",
        "- a: [b",
        "\"quoted\" 'and' more",
        "# not a comment",
        "<script>&amp;</script>",
        "🚂 Söhne 名前",
        "!!python/object",
        "*alias",
        "a: b",
        pytest.param("👩\u200d💻 Labs"),
    ],
)
def test_any_name_survives_the_way_through_the_file(client: Client, company: str):
    _assessment, token = submitted_assessment(company=company)
    text = opened(client, token, "answers-file").content.decode()

    assert read(text, "f.yaml", rubrics.find).company == company


@pytest.mark.parametrize(
    "reason", ["yes", "a: b", "<b>&</b>", "\"'", "- x", "🚂", "two  spaces", "12"]
)
def test_any_reason_survives_the_way_through_the_file(client: Client, reason: str):
    assessment, token = submitted_assessment(code_review={"not-applicable": reason})
    text = opened(client, token, "answers-file").content.decode()

    assert read(text, "f.yaml", rubrics.find).answers == answer_set(assessment)


def test_the_answers_of_an_open_assessment_can_be_taken_home_too(client: Client):
    assessment, token = begun_assessment()
    answered(assessment, users=None)
    plain = yaml.safe_load(opened(client, token, "answers-file").content)

    assert "users" not in plain["answers"]
    assert plain["answers"]["teams"] == "two-three"


# --- beginning again -----------------------------------------------------------------------------


def test_beginning_again_leads_to_a_new_questionnaire_with_the_same_answers(client: Client):
    old, token = submitted_assessment()
    old_answers = saved_values(old)

    response = client.post(reverse("again", kwargs={"token": token}))

    new = Assessment.objects.exclude(pk=old.pk).get()
    assert response["Location"].split("/")[2] != token
    assert client.get(response["Location"]).status_code == 200
    assert new.as_of == timezone.localdate()
    assert not new.is_submitted
    assert saved_values(new) == old_answers
    assert Company.objects.count() == 1
    assert client.get(reverse("result", kwargs={"token": token})).status_code == 200


def test_one_can_begin_again_at_a_question_that_is_open(client: Client):
    _old, token = submitted_assessment(users="unknown")
    url = reverse("again", kwargs={"token": token})
    (button,) = result_page(client, token).all("button", name="question")

    response = client.post(url, {"question": button.get("value", "")})

    assert response["Location"].endswith("/sections/product-and-users/#question-users")
    page = Html(client.get(response["Location"]).content.decode())
    assert page.by_id("question-users") is not None


@pytest.mark.parametrize("question", ["no-such-question", "code-review", "<b>", "\0"])
def test_beginning_again_at_what_is_no_fact_leads_to_all_sections(client: Client, question: str):
    _old, token = submitted_assessment()
    response = client.post(reverse("again", kwargs={"token": token}), {"question": question})

    new_token = response["Location"].split("/")[2]
    assert response["Location"] == reverse("hub", kwargs={"token": new_token})


def test_looking_at_again_begins_nothing(client: Client):
    _assessment, token = submitted_assessment()

    assert client.get(reverse("again", kwargs={"token": token})).status_code == 405
    assert Assessment.objects.count() == 1


# --- the rubric has gone -------------------------------------------------------------------------


def test_of_a_rubric_version_that_is_gone_a_page_says_so_and_everything_stays_in_place(
    client: Client,
):
    assessment, token = submitted_assessment()
    before = saved_values(assessment)
    with history_rewritten():
        Assessment.objects.update(rubric_version="0.9")

    for name in ("result", "answers", "what-if", "report", "answers-file"):
        response = opened(client, token, name)
        assert response.status_code == 503
        words = Html(response.content.decode()).words
        assert "The answers are safe." in words
        assert "rubric 'cto-stages' has no version '0.9' (known: 1.0)" in words

    assert saved_values(assessment) == before
    assert client.get(reverse("start")).status_code == 200
    with history_rewritten():
        Assessment.objects.update(rubric_version=rubrics.find().version)
    assert opened(client, token).status_code == 200


def test_of_an_open_assessment_whose_rubric_version_is_gone_a_page_says_so(client: Client):
    assessment, token = begun_assessment()
    answered(assessment)
    before = saved_values(assessment)
    Assessment.objects.update(rubric_version="0.9")

    for name in ("hub", "check"):
        assert opened(client, token, name).status_code == 503
    section = reverse("section", kwargs={"token": token, "slug": "roles"})
    assert client.post(section, {"was-role-cto": "", "role-cto": "nobody"}).status_code == 503
    assert client.post(reverse("check", kwargs={"token": token})).status_code == 503

    assert saved_values(assessment) == before


def test_a_result_of_a_rubric_that_was_edited_in_place_says_so(client: Client):
    _assessment, token = submitted_assessment()
    words = "The rubric was edited after these answers were submitted"
    assert words not in result_page(client, token).words

    with history_rewritten():
        Assessment.objects.update(rubric_hash="0" * 64)

    assert words in result_page(client, token).words


def test_a_link_that_expires_while_one_reads_is_gone_at_the_next_click(client: Client):
    assessment, token = submitted_assessment()
    assert opened(client, token).status_code == 200

    assessment.links.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert opened(client, token).status_code == 404
