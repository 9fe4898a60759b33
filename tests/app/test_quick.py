"""The quick check: one question at a time until the stage is settled."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from assessments import rubrics
from assessments.archetypes import archetype
from assessments.domain.answers import write_answer
from assessments.domain.scorecard import score
from assessments.models import Assessment
from assessments.selectors import answer_set

from .factories import begun_assessment
from .markup import Html

pytestmark = pytest.mark.django_db


def asked_on(client: Client, url: str) -> str | None:
    """The fact that the page asks for; None once it asks no more."""
    fields = Html(client.get(url).content.decode()).all("input", name="fact")
    return fields[0].get("value") if fields else None


def walk(client: Client, url: str, answers: dict[str, object]) -> list[str]:
    """Answer as ``answers`` say, unknown else; the facts in the order asked."""
    asked: list[str] = []
    while (fact := asked_on(client, url)) is not None:
        assert fact not in asked
        asked.append(fact)
        posted = {"fact": fact, f"was-question-{fact}": ""}
        if isinstance(answers.get(fact), int):
            posted[f"question-{fact}"] = str(answers[fact])
        elif rubrics.find().fact_by_id[fact].number:
            posted[f"question-{fact}-unknown"] = "unknown"
        else:
            posted[f"question-{fact}"] = str(answers.get(fact, "unknown"))
        assert client.post(url, posted).status_code == 302
    return asked


@pytest.mark.parametrize("stage", ["mvp", "pmf", "adoption", "scaling", "enterprise"])
def test_it_settles_the_stage_with_fewer_questions(client: Client, stage: str):
    rubric = rubrics.find()
    given = archetype(rubric, stage).answers.answers
    assessment, token = begun_assessment()

    asked = walk(
        client, reverse("quick", args=[token]), {k: write_answer(v) for k, v in given.items()}
    )

    verdict = score(rubric, answer_set(assessment)).verdict
    assert verdict is not None
    assert verdict.stage == stage
    assert len(asked) < len(rubric.facts)


def test_who_knows_nothing_is_asked_everything_once_and_led_on(client: Client):
    _assessment, token = begun_assessment()
    url = reverse("quick", args=[token])

    assert len(walk(client, url, {})) == len(rubrics.find().facts)
    assert "too few are known for a verdict" in Html(client.get(url).content.decode()).words


@pytest.mark.parametrize("posted", [{}, {"fact": "no-such-fact"}, {"fact": "users"}])
def test_without_an_answer_it_says_so_and_saves_nothing(client: Client, posted: dict[str, str]):
    assessment, token = begun_assessment()
    if posted.get("fact") == "users":
        posted = posted | {"was-question-users": ""}

    response = client.post(reverse("quick", args=[token]), posted)

    assert response.status_code == 422
    assert "Choose an answer" in response.content.decode()
    assert assessment.answers.count() == 0


def test_a_wrong_number_is_told_beside_the_question(client: Client):
    _assessment, token = begun_assessment()
    posted = {"fact": "it-members", "was-question-it-members": "", "question-it-members": "many"}

    response = client.post(reverse("quick", args=[token]), posted)

    assert response.status_code == 422
    assert "Give a whole number of people" in response.content.decode()


def test_an_answer_given_elsewhere_meanwhile_is_not_overwritten(client: Client):
    assessment, token = begun_assessment()
    url = reverse("quick", args=[token])
    posted = {"fact": "users", "was-question-users": "", "question-users": "testers"}
    client.post(url, posted | {"question-users": "market-wide"})

    response = client.post(url, posted)

    assert "in another window meanwhile" in response.content.decode()
    assert answer_set(Assessment.objects.get(pk=assessment.pk)).choice("users") == "market-wide"
