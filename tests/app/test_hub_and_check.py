"""The hub with its sections, and checking the answers before submitting."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from assessments import rubrics, services
from assessments.domain.rubric import AnswerCondition, Contradiction, Rubric
from assessments.models import Assessment
from assessments.questionnaire import Questionnaire
from assessments.selectors import answer_set

from .factories import (
    QUESTION,
    answered,
    begun_assessment,
    change,
    only_facts_answered,
    submitted_assessment,
    write_rows,
)
from .markup import Html

pytestmark = pytest.mark.django_db


def page_at(client: Client, name: str, token: str, status: int = 200) -> Html:
    response = client.get(reverse(name, kwargs={"token": token}))
    assert response.status_code == status
    return Html(response.content.decode())


def statuses(page: Html) -> list[str]:
    return [
        page.text_of(one)
        for one in page.all("span")
        if (one.get("class") or "").startswith("status ")
    ]


def test_the_hub_lists_every_section_with_its_status(client: Client):
    assessment, token = begun_assessment()
    page = page_at(client, "hub", token)

    sections = Questionnaire(rubrics.find(), answer_set(assessment)).sections
    links = [link for group in page.all("ul", class_="tasks") for link in group.iter("a")]
    assert [page.text_of(one) for one in links] == [section.title for section in sections]
    assert [one.get("href") for one in links] == [
        reverse("section", kwargs={"token": token, "slug": section.slug}) for section in sections
    ]
    assert statuses(page) == ["Not started"] * len(sections)


def test_the_hub_says_how_far_each_section_is(client: Client):
    assessment, token = begun_assessment()
    write_rows(assessment, {(QUESTION, "users"): "testers"})
    mine = [one for one in rubrics.find().facts if one.section == "product-and-users"]

    assert statuses(page_at(client, "hub", token))[0] == f"1 of {len(mine)}"
    write_rows(assessment, {(QUESTION, one.id): "unknown" for one in mine if one.id != "users"})
    assert statuses(page_at(client, "hub", token))[0] == "Complete"


def test_the_hub_leads_on_from_what_is_known(client: Client):
    assessment, token = begun_assessment()
    assert "Begin with the facts" in page_at(client, "hub", token).words

    only_facts_answered(assessment)
    assert "Enough is known for a verdict" in page_at(client, "hub", token).words

    assessment.answers.all().delete()
    answered(assessment, "enterprise")
    page = page_at(client, "hub", token)
    assert set(statuses(page)) == {"Complete"}
    assert "Everything is answered" in page.words


def test_the_hub_says_whose_it_is_and_that_its_address_is_the_key(client: Client):
    _assessment, token = begun_assessment(company="Ferrovia & Söhne")
    page = page_at(client, "hub", token)

    assert "Ferrovia & Söhne · 22 November 2026" in page.words
    assert "its address is your private link" in page.words


def test_the_check_page_lists_every_question_with_its_answer_and_a_way_to_change_it(client: Client):
    assessment, token = begun_assessment()
    answered(assessment, "adoption", users="unknown", it_members=1234, demand=None)
    page = page_at(client, "check", token)

    rows = {}
    for row in page.all("div"):
        if row.find("dt") is not None:
            term, answer, link = row
            anchor = next(link.iter("a")).get("href", "")
            rows[anchor.split("#")[1]] = (page.text_of(term), page.text_of(answer))
    sections = Questionnaire(rubrics.find(), answer_set(assessment)).sections
    asked = [f"question-{one.id}" for s in sections for one in s.questions]
    asked += [f"role-{one.id}" for s in sections for one in s.roles]
    assert list(rows) == asked
    assert rows["question-users"][1] == "Don’t know"
    assert rows["question-it-members"][1] == "1 234"
    assert rows["question-demand"][1] == "Not answered"
    assert rows["question-release-status"] == ("Release status", "Stable feature set")
    assert rows["question-team-managers"][1].startswith("Not applicable: Two teams")


def test_the_check_page_says_what_is_missing_before_there_can_be_a_verdict(client: Client):
    _assessment, token = begun_assessment()
    page = page_at(client, "check", token)

    assert "Too little is known for a verdict" in page.words
    assert "5 more facts are needed" in page.words
    assert page.title.startswith("Not yet:")
    assert page.one(class_="error-summary").get("role") == "group"


def test_submitting_too_early_says_so_with_the_focus_on_it_and_changes_nothing(client: Client):
    assessment, token = begun_assessment()
    response = client.post(reverse("check", kwargs={"token": token}))
    page = Html(response.content.decode())

    assert response.status_code == 422
    assert page.one(class_="error-summary").get("role") == "alert"
    assert "autofocus" in page.one(class_="error-summary").attrib
    assert not Assessment.objects.get(pk=assessment.pk).is_submitted


def test_open_questions_are_counted_and_no_obstacle(client: Client):
    assessment, token = begun_assessment()
    only_facts_answered(assessment)
    sections = Questionnaire(rubrics.find(), answer_set(assessment)).sections
    unanswered = sum(section.size - section.answered for section in sections)

    page = page_at(client, "check", token)

    assert f"{unanswered} questions are still open." in page.words
    assert page.all(class_="error-summary") == []


def test_answers_that_contradict_each_other_are_asked_about_again(client: Client):
    one, wanted = contradiction_of_choices(rubrics.find())
    assessment, token = begun_assessment()
    answered(assessment, "adoption")
    assert one.ask not in page_at(client, "check", token).words

    for question, option in wanted.items():
        assessment.answers.filter(key=question).update(value=option)

    assert one.ask in page_at(client, "check", token).words


def contradiction_of_choices(rubric: Rubric) -> tuple[Contradiction, dict[str, str]]:
    """A contradiction between answers that are chosen, and answers that make it."""
    for one in rubric.contradictions:
        chosen = {
            when.question: when.options[0]
            for when in one.when
            if isinstance(when, AnswerCondition) and when.options
        }
        if len(chosen) == len(one.when):
            return one, chosen
    raise LookupError


def test_submitting_leads_to_the_result(client: Client):
    assessment, token = begun_assessment()
    answered(assessment)

    response = client.post(reverse("check", kwargs={"token": token}))

    assert response.status_code == 302
    assert response["Location"] == reverse("result", kwargs={"token": token})
    assert Assessment.objects.get(pk=assessment.pk).is_submitted


def test_submitting_twice_leads_to_the_same_result(client: Client):
    assessment, token = begun_assessment()
    answered(assessment)
    url = reverse("check", kwargs={"token": token})
    client.post(url)
    first = Assessment.objects.get(pk=assessment.pk).submitted_at

    assert client.post(url)["Location"] == reverse("result", kwargs={"token": token})
    assert Assessment.objects.get(pk=assessment.pk).submitted_at == first


def test_an_assessment_that_was_submitted_shows_its_questions_no_longer(client: Client):
    _assessment, token = submitted_assessment()

    for name in ("hub", "check"):
        response = client.get(reverse(name, kwargs={"token": token}))
        assert response["Location"] == reverse("result", kwargs={"token": token})


def test_the_hub_goes_on_where_one_stopped(client: Client):
    assessment, token = begun_assessment()
    begin = page_at(client, "hub", token).all("a", class_="button")[0]
    assert begin.get("href", "").endswith("/product-and-users/#question-release-status")
    services.save_answers(assessment, [change("it-members", 4)])

    hub = page_at(client, "hub", token)

    go_on = hub.all("a", class_="button")[0]
    assert hub.text_of(go_on) == "Go on: Team and structure"
    assert go_on.get("href", "").endswith("/team-and-structure/#question-teams")
    assert "Last saved" in hub.words


def test_where_everything_is_answered_the_hub_leads_to_checking(client: Client):
    assessment, token = begun_assessment()
    answered(assessment, "adoption")

    hub = page_at(client, "hub", token)

    assert [hub.text_of(one) for one in hub.all("a", class_="button")] == ["Check your answers"]
