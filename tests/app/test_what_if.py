"""What-if: an answer is changed, the verdict is shown to move, and nothing is saved."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments import rubrics
from assessments.domain.answers import parse_answer
from assessments.domain.scorecard import score
from assessments.models import Answer, Assessment, Link
from assessments.reports.words import percent
from assessments.selectors import answer_set, saved_values
from assessments.views.results import report_context

from .factories import (
    begun_assessment,
    golden_values,
    only_facts_answered,
    submitted_assessment,
    undecided_assessment,
    write_rows,
)
from .markup import Html

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
TURNED_EASILY = (
    "between-two-stages",
    "clinkle-2013-12",
    "doubled-after-a-round",
    "bank-after-launch",
)


def url_of(token: str) -> str:
    return reverse("what-if", kwargs={"token": token})


def shown(client: Client, url: str, **parameters: Any) -> Html:
    response = client.get(url, parameters)
    assert response.status_code == 200
    return Html(response.content.decode())


def refused(client: Client, url: str, **parameters: Any) -> Html:
    response = client.get(url, parameters)
    assert response.status_code == 422
    return Html(response.content.decode())


def sentence(page: Html) -> str:
    return page.text_of(page.by_id("what-if-said"))


def submitted_golden(name: str) -> tuple[Assessment, str]:
    assessment, token = begun_assessment(company=name)
    write_rows(assessment, golden_values(name))
    Assessment.objects.filter(pk=assessment.pk).update(submitted_at="2026-11-22T12:00Z")
    return assessment, token


# --- it works ------------------------------------------------------------------------------------


def test_a_changed_answer_moves_the_verdict(client: Client):
    _assessment, token = submitted_assessment(archetype="adoption")
    page = shown(client, url_of(token), **{"release-status": "several-products", "users": "market-wide", "demand": "portfolio", "outage-impact": "regulator-press"})  # fmt: skip

    assert sentence(page) == "It would be Scaling instead of Adoption."
    assert "Users: Steady base → becomes Market-wide" in page.words
    assert "Typical of Enterprise instead of Adoption." in page.words
    assert "as likely against" in page.words


def test_it_says_the_same_as_scoring_the_changed_answers(client: Client):
    assessment, token = submitted_assessment(archetype="scaling", money="unknown")
    rubric, changes = (
        rubrics.find(),
        {"users": "first-customers", "it-members": "9", "teams": "one"},
    )
    page = shown(client, url_of(token), **changes)

    answers = answer_set(assessment)
    for fact, value in changes.items():
        written: object = int(value) if value.isdigit() else value
        answers = answers.with_answer(fact, parse_answer(rubric, rubric.fact_by_id[fact], written))
    before, after = score(rubric, answer_set(assessment)).verdict, score(rubric, answers).verdict
    assert before is not None
    assert after is not None
    rows = [page.text_of(one) for one in page.one("ol", class_="shares").findall("li")]
    for row, was, becomes in zip(rows, before.probabilities, after.probabilities, strict=True):
        assert row.endswith(percent(becomes))
        assert percent(was) == percent(becomes) or f"from {percent(was)} →" in row


def test_without_a_change_it_shows_the_answers_and_the_verdict_as_they_are(client: Client):
    assessment, token = submitted_assessment(archetype="adoption", users="unknown")
    page = shown(client, url_of(token))
    values = page.form_values()

    assert sentence(page) == "As you answered: Adoption."
    for fact in rubrics.find().facts:
        saved = saved_values(assessment)["question", fact.id]
        assert values[fact.id] == str(saved)
    assert page.all("ul", class_="shifts") == []


def test_what_the_form_sends_without_a_change_is_no_change(client: Client):
    _assessment, token = submitted_assessment(archetype="adoption", users="unknown")
    values = shown(client, url_of(token)).form_values()

    assert sentence(shown(client, url_of(token), **values)) == "As you answered: Adoption."


def test_the_form_keeps_what_is_tried_and_says_what_was_answered(client: Client):
    _assessment, token = submitted_assessment(archetype="adoption")
    page = shown(client, url_of(token), **{"users": "testers", "it-members": "1 200"})

    assert page.form_values()["users"] == "testers"
    assert page.form_values()["it-members"] == "1 200"
    assert page.text_of(page.by_id("said-users")) == "Your answer: Steady base"
    assert page.text_of(page.by_id("said-it-members")) == "Your answer: 16"
    assert page.text_of(page.by_id("said-teams")) == ""


def test_an_answer_can_be_taken_away(client: Client):
    _assessment, token = submitted_assessment(archetype="adoption")

    for unknown in ({"users": "unknown"}, {"users": ""}, {"it-members": ""}):
        page = shown(client, url_of(token), **unknown)
        assert "Says nothing any more; it was typical of Adoption." in page.words
    everything = {fact.id: "unknown" for fact in rubrics.find().facts}
    page = shown(client, url_of(token), **everything)
    assert sentence(page) == "With these answers there would be no verdict."
    assert "5 more facts are needed." in page.words
    assert page.all("ol", class_="shares") == []


def test_it_leads_back_to_the_answers_and_has_an_address_of_its_own(client: Client):
    _assessment, token = submitted_assessment(archetype="adoption")
    values = shown(client, url_of(token)).form_values() | {"users": "large-base"}
    page = shown(client, url_of(token), **values)

    assert page.all("a", href=url_of(token))
    assert page.all("a", href=f"{url_of(token)}?users=large-base")
    assert sentence(shown(client, f"{url_of(token)}?users=large-base")) == sentence(page)


def test_the_result_page_has_the_same_form_filled_in(client: Client):
    _assessment, token = submitted_assessment(archetype="adoption")
    page = Html(client.get(reverse("result", kwargs={"token": token})).content.decode())
    form = page.one("form", class_="what-if")

    assert (form.get("method"), form.get("action")) == ("get", url_of(token))
    assert form.get("hx-get") == url_of(token)
    assert page.form_values()["users"] == "steady-base"


def test_the_example_can_be_tried_without_a_link(client: Client):
    page = shown(client, reverse("example-what-if"), users="steady-base")

    assert sentence(page) == "It would be Adoption instead of Scaling."


# --- the promises of the result ------------------------------------------------------------------


def assert_promises_are_kept(client: Client, assessment: Assessment, token: str) -> None:
    page = Html(client.get(reverse("result", kwargs={"token": token})).content.decode())
    report = report_context(assessment)
    promised = [one.stage_name for opening in report.openings for one in opening.moves]
    promised += [one.stage_name for one in report.moves]
    links = [one.get("href", "") for one in page.all("a", class_="try")]

    assert len(links) == len(promised)
    for link, stage in zip(links, promised, strict=True):
        assert f"It would be {stage} instead of" in sentence(shown(client, link))


@pytest.mark.parametrize("name", TURNED_EASILY)
def test_every_try_it_shows_the_stage_that_the_result_promised(client: Client, name: str):
    assessment, token = submitted_golden(name)

    assert report_context(assessment).moves
    assert_promises_are_kept(client, assessment, token)


def test_so_does_every_try_it_of_an_answer_that_is_open(client: Client):
    assessment, token = undecided_assessment()

    assert report_context(assessment).may_move
    assert_promises_are_kept(client, assessment, token)


# --- in place ------------------------------------------------------------------------------------


def test_htmx_gets_what_has_changed_and_not_the_form(client: Client):
    _assessment, token = submitted_assessment(archetype="adoption")
    response = client.get(url_of(token), {"users": "testers"}, headers=HTMX)
    part = Html(response.content.decode())

    assert response.status_code == 200
    assert part.all("form", "h1", "main", "select") == []
    assert part.by_id("what-if-said").get("hx-swap-oob") == "innerHTML"
    assert "It would still be Adoption" in sentence(part)
    assert part.text_of(part.by_id("said-users")) == "Your answer: Steady base"
    assert part.all("ol", class_="shares")


def test_caches_keep_page_and_part_apart(client: Client):
    for url in (url_of(submitted_assessment()[1]), reverse("example-what-if")):
        response = client.get(url)
        assert "HX-Request" in response["Vary"]
        assert "no-store" in response["Cache-Control"]


def test_going_back_in_the_browser_gets_the_whole_page(client: Client):
    headers = HTMX | {"HX-History-Restore-Request": "true"}
    response = client.get(reverse("example-what-if"), headers=headers)

    assert Html(response.content.decode()).one("main") is not None


# --- bad input -----------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["a dozen", "-3", "0", "1.5", "1e3", "99999999999999", "½"])
def test_what_is_no_headcount_is_said_beside_it_and_kept(client: Client, typed: str):
    _assessment, token = submitted_assessment()
    page = refused(client, url_of(token), **{"it-members": typed})

    assert page.form_values()["it-members"] == typed
    said = page.text_of(page.by_id("said-it-members"))
    assert said.startswith("Give a ")
    assert said in sentence(page)
    assert page.by_id("what-if-it-members").get("aria-invalid") == "true"
    assert page.all("ol", class_="shares") == []
    assert page.title.startswith("Problem:")


@pytest.mark.parametrize("typed", ["no-such-answer", "<b>&", "Steady base", "1", "\0", "x" * 5000])
def test_what_is_no_answer_is_said_beside_it_and_kept(client: Client, typed: str):
    _assessment, token = submitted_assessment()
    page = refused(client, url_of(token), users=typed, teams="one")

    kept = page.form_values()
    assert kept["teams"] == "one"
    assert kept["users"][:20] == typed[:20]
    assert page.text_of(page.by_id("said-users")) == "Choose one of the answers shown."
    assert "is none of them" in sentence(page)


def test_names_that_no_question_has_are_said_and_led_away_from(client: Client):
    _assessment, token = submitted_assessment()
    page = refused(client, url_of(token), **{"usres": "testers", "": "", "teams": "one"})

    assert "The address names what is no question here: “usres”, “=”." in sentence(page)
    assert page.form_values()["teams"] == "one"
    assert page.all("a", href=f"{url_of(token)}?teams=one")


def test_a_hundred_parameters_are_answered_with_a_message(client: Client):
    _assessment, token = submitted_assessment()
    page = refused(client, url_of(token), **{f"name-{at}" * 50: "x" for at in range(100)})

    assert "and 97 more" in sentence(page)
    assert len(sentence(page)) < 500


def test_what_is_wrong_is_said_in_place_too(client: Client):
    _assessment, token = submitted_assessment()
    response = client.get(url_of(token), {"it-members": "many"}, headers=HTMX)
    part = Html(response.content.decode())

    assert response.status_code == 422
    assert "Give a whole number of people" in sentence(part)
    assert "Give a whole number of people" in part.text_of(part.by_id("said-it-members"))
    assert part.all("ol", class_="shares") == []


def test_what_does_not_apply_is_as_unknown_as_what_is_not_known(client: Client):
    _assessment, token = submitted_assessment(users="unknown")

    assert "As you answered" in sentence(shown(client, url_of(token), users="not-applicable"))


# --- who may, and what it leaves behind ----------------------------------------------------------


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_can_only_be_looked_at(client: Client, method: str):
    _assessment, token = submitted_assessment()

    for url in (url_of(token), reverse("example-what-if")):
        assert getattr(client, method)(url).status_code == 405


def test_a_stranger_finds_nothing(client: Client):
    submitted_assessment()

    assert client.get(url_of(Link.new_token())).status_code == 404
    assert client.get(url_of(Link.new_token()), headers=HTMX).status_code == 404


def test_nothing_is_saved_and_only_the_answers_are_read(client: Client):
    assessment, token = submitted_assessment(archetype="adoption")
    rows = list(Answer.objects.values_list())
    url = url_of(token)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        shown(client, url, users="testers", teams="one")

    assert [one["sql"].split()[0] for one in queries] == ["SELECT", "SELECT"]
    assert list(Answer.objects.values_list()) == rows
    assert Assessment.objects.count() == 1
    assert report_context(assessment).stage == rubrics.find().stage_by_id["adoption"]


def test_facts_that_were_never_answered_can_be_tried(client: Client):
    assessment, token = begun_assessment()
    only_facts_answered(assessment, "adoption")
    Answer.objects.filter(key__in=["money", "backers"]).delete()
    client.post(reverse("check", kwargs={"token": token}))
    page = shown(client, url_of(token), money="monthly-burn")

    assert "Technology money: Don’t know → becomes Monthly burn" in page.words
    assert "it said nothing before" in page.words


def test_try_it_links_hold_only_what_changes(client: Client):
    page = Html(client.get(reverse("example")).content.decode())

    for link in page.all("a", class_="try"):
        parts = urlsplit(link.get("href", ""))
        assert parts.path == reverse("example-what-if")
        assert 1 <= len(parse_qsl(parts.query)) <= 4
