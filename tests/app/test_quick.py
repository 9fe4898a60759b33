"""The quick check: one question at a time until the stage is settled."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import resolve, reverse

from assessments import rubrics
from assessments.archetypes import archetype
from assessments.domain.answers import write_answer
from assessments.domain.scorecard import score
from assessments.models import Assessment
from assessments.selectors import answer_set

from .factories import begun_assessment
from .markup import Html

pytestmark = pytest.mark.django_db


def asked_on(client: Client, token: str) -> str | None:
    """The fact that the quick check leads on to; None once it asks no more."""
    response = client.get(reverse("quick", args=[token]))
    return resolve(response["Location"]).kwargs["fact"] if response.status_code == 302 else None


def question(token: str, fact: str) -> str:
    return reverse("quick-question", kwargs={"token": token, "fact": fact})


def walk(client: Client, token: str, answers: dict[str, object]) -> list[str]:
    """Answer as ``answers`` say, unknown else; the facts in the order asked."""
    asked: list[str] = []
    while (fact := asked_on(client, token)) is not None:
        assert fact not in asked
        asked.append(fact)
        posted = {f"was-question-{fact}": ""}
        if isinstance(answers.get(fact), int):
            posted[f"question-{fact}"] = str(answers[fact])
        elif rubrics.find().fact_by_id[fact].number:
            posted[f"question-{fact}-unknown"] = "unknown"
        else:
            posted[f"question-{fact}"] = str(answers.get(fact, "unknown"))
        assert client.post(question(token, fact), posted).status_code == 302
    return asked


def outcome(client: Client, token: str) -> Html:
    response = client.get(reverse("quick", args=[token]))
    assert response.status_code == 200
    return Html(response.content.decode())


@pytest.mark.parametrize("stage", ["mvp", "pmf", "adoption", "scaling", "enterprise"])
def test_it_settles_the_stage_with_fewer_questions(client: Client, stage: str):
    rubric = rubrics.find()
    given = archetype(rubric, stage).answers.answers
    assessment, token = begun_assessment()

    asked = walk(client, token, {k: write_answer(v) for k, v in given.items()})

    verdict = score(rubric, answer_set(assessment)).verdict
    assert verdict is not None
    assert verdict.stage == stage
    assert len(asked) < len(rubric.facts)
    said = outcome(client, token)
    assert rubric.stage_by_id[stage].name in said.text_of(said.one("p", class_="lede"))
    assert len(said.all("dt")) == len(asked)


def test_who_knows_nothing_is_asked_everything_once_and_led_on(client: Client):
    _assessment, token = begun_assessment()

    assert len(walk(client, token, {})) == len(rubrics.find().facts)
    assert "Too little is known for a stage" in outcome(client, token).words


def test_going_on_to_the_whole_questionnaire_asks_nothing_twice(client: Client):
    _assessment, token = begun_assessment()
    given = archetype(rubrics.find(), "scaling").answers.answers
    asked = walk(client, token, {k: write_answer(v) for k, v in given.items()})

    for slug in ("product-and-users", "team-and-structure", "direction-and-money"):
        url = reverse("section", kwargs={"token": token, "slug": slug})
        values = Html(client.get(url).content.decode()).form_values()
        here = [one for one in asked if f"was-question-{one}" in values]
        assert all(f"question-{one}" in values for one in here)


def test_a_question_has_an_address_of_its_own_and_shows_what_was_said(client: Client):
    _assessment, token = begun_assessment()
    client.post(
        question(token, "users"), {"was-question-users": "", "question-users": "steady-base"}
    )

    page = Html(client.get(question(token, "users")).content.decode())

    assert page.form_values()["question-users"] == "steady-base"
    assert client.get(question(token, "no-such-fact")).status_code == 404
    assert client.get(question(token, "error-logging")).status_code == 404


@pytest.mark.parametrize(
    "posted",
    [
        {},
        {"was-question-users": ""},
        {"was-question-users": "", "was-note-question-users": "", "text-question-users": "a note"},
    ],
)
def test_without_an_answer_it_says_so_and_saves_nothing(client: Client, posted: dict[str, str]):
    assessment, token = begun_assessment()

    response = client.post(question(token, "users"), posted)

    assert response.status_code == 422
    assert "Choose an answer" in response.content.decode()
    assert posted.get("text-question-users", "") in response.content.decode()
    assert assessment.answers.count() == 0


def test_a_wrong_number_is_told_beside_the_question(client: Client):
    _assessment, token = begun_assessment()
    posted = {"was-question-it-members": "", "question-it-members": "many"}

    response = client.post(question(token, "it-members"), posted)

    assert response.status_code == 422
    assert "Give a whole number of people" in response.content.decode()


def test_an_answer_given_elsewhere_meanwhile_is_not_overwritten(client: Client):
    assessment, token = begun_assessment()
    posted = {"was-question-users": "", "question-users": "testers"}
    client.post(question(token, "users"), posted | {"question-users": "market-wide"})

    response = client.post(question(token, "users"), posted)

    assert response.status_code == 422
    assert "in another window meanwhile" in response.content.decode()
    assert answer_set(Assessment.objects.get(pk=assessment.pk)).choice("users") == "market-wide"
