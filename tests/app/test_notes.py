"""Notes and evidence links: given beside any answer, kept apart from it, shown where it is shown."""

from __future__ import annotations

import pytest
import yaml
from django.test import Client
from django.urls import reverse

from assessments import rubrics, services
from assessments.domain.assessment_file import read
from assessments.domain.notes import Note
from assessments.models import Answer, Assessment
from assessments.selectors import answer_set, saved_values

from .factories import QUESTION, ROLE, answered, begun_assessment, change, write_rows
from .markup import Html

pytestmark = pytest.mark.django_db

NOTE = str(Answer.Subject.NOTE)
LINK = "https://wiki.example/on-call?page=2#rota"


def url(token: str, slug: str = "product-and-users") -> str:
    return reverse("section", kwargs={"token": token, "slug": slug})


def fill(client: Client, token: str, slug: str = "product-and-users", **changes: str):
    """Open the section, change fields (``__`` for ``-``), and post all of it."""
    values = Html(client.get(url(token, slug)).content.decode()).form_values()
    return client.post(
        url(token, slug), values | {k.replace("__", "-"): v for k, v in changes.items()}
    )


def test_a_note_is_kept_with_its_lines_and_its_link_and_shown_again(client: Client):
    assessment, token = begun_assessment()

    fill(client, token, text__question__users=" one\r\ntwo ", link__question__users=LINK)

    assert saved_values(assessment) == {(NOTE, "users"): {"text": "one\ntwo", "link": LINK}}
    page = Html(client.get(url(token)).content.decode())
    assert page.form_values()["text-question-users"] == "one\ntwo"
    assert page.form_values()["link-question-users"] == LINK
    assert page.by_id("text-question-users").text == "one\ntwo"
    opened = [one for one in page.all("details", class_="note") if "open" in one.attrib]
    assert len(opened) == 1


def test_a_note_needs_no_answer_and_an_answer_no_note(client: Client):
    assessment, token = begun_assessment()

    fill(client, token, "roles", text__role__cto="Maria, since May", link__role__cto="")
    fill(client, token, question__users="testers")

    assert saved_values(assessment) == {
        (NOTE, "roles.cto"): {"text": "Maria, since May"},
        (QUESTION, "users"): "testers",
    }
    assert answer_set(assessment).notes == {"roles.cto": Note("Maria, since May")}


def test_an_emptied_note_is_gone(client: Client):
    assessment, token = begun_assessment()
    write_rows(assessment, {(NOTE, "users"): {"text": "old"}, (QUESTION, "users"): "testers"})

    fill(client, token, text__question__users=" ")

    assert saved_values(assessment) == {(QUESTION, "users"): "testers"}


@pytest.mark.parametrize(
    ("part", "typed", "told"),
    [
        ("text", "x" * 2001, "Keep the note to 2,000 characters; it has 2,001."),
        ("link", "javascript:alert(1)", "Give the whole address of a page"),
        ("link", "<script>", "Give the whole address of a page"),
    ],
)
def test_what_cannot_be_kept_is_told_in_its_place_and_stays_as_typed(
    client: Client, part: str, typed: str, told: str
):
    assessment, token = begun_assessment()

    response = fill(
        client, token, **{f"{part}__question__users": typed, "question__demand": "roadmap"}
    )

    page = Html(response.content.decode())
    assert response.status_code == 422
    assert told in page.text_of(page.by_id(f"error-{part}-question-users"))
    assert page.form_values()[f"{part}-question-users"] == typed
    summary = page.one("div", class_="error-summary")
    assert [one.get("href") for one in summary.iter("a")] == [f"#{part}-question-users"]
    assert saved_values(assessment) == {(QUESTION, "demand"): "roadmap"}  # nothing else is lost


def test_two_people_change_an_answer_and_its_note_without_getting_in_each_others_way(
    client: Client,
):
    assessment, token = begun_assessment()
    mine = Html(client.get(url(token)).content.decode()).form_values()
    services.save_answers(assessment, [change("users", "testers")])

    response = client.post(url(token), mine | {"text-question-users": "a remark"})

    assert response.status_code == 302
    assert saved_values(assessment) == {
        (QUESTION, "users"): "testers",
        (NOTE, "users"): {"text": "a remark"},
    }


def test_a_note_that_somebody_else_wrote_meanwhile_is_shown_and_mine_is_not_lost(client: Client):
    assessment, token = begun_assessment()
    mine = Html(client.get(url(token)).content.decode()).form_values()
    services.save_answers(assessment, [change("users", {"text": "theirs"}, subject=NOTE)])

    response = client.post(
        url(token), mine | {"text-question-users": "all that I wrote", "question-users": "testers"}
    )

    page = Html(response.content.decode())
    assert response.status_code == 422
    assert page.form_values()["text-question-users"] == "theirs"
    assert "You had written: all that I wrote" in page.words
    assert saved_values(assessment)[NOTE, "users"] == {"text": "theirs"}
    assert saved_values(assessment)[QUESTION, "users"] == "testers"


def test_a_note_with_a_fault_stays_as_typed_where_the_answer_was_changed_elsewhere(client: Client):
    assessment, token = begun_assessment()
    mine = Html(client.get(url(token)).content.decode()).form_values()
    services.save_answers(assessment, [change("users", "large-base")])

    response = client.post(
        url(token), mine | {"question-users": "testers", "link-question-users": "nowhere"}
    )

    page = Html(response.content.decode())
    assert page.form_values()["question-users"] == "large-base"
    assert page.form_values()["link-question-users"] == "nowhere"
    assert len(list(page.one("div", class_="error-summary").iter("a"))) == 2


def test_notes_are_shown_where_answers_are_checked(client: Client):
    assessment, token = begun_assessment()
    answered(assessment, "adoption")
    write_rows(assessment, {(NOTE, "users"): {"text": "one\n<b>two</b>", "link": LINK}})

    page = Html(client.get(reverse("check", kwargs={"token": token})).content.decode())

    assert "one <b>two</b>" in page.words
    link = page.one("a", href=LINK)
    assert "noopener" in (link.get("rel") or "")


def test_the_file_of_answers_holds_the_notes_and_is_read_back(client: Client):
    assessment, token = begun_assessment()
    answered(assessment, "adoption")
    notes = {(NOTE, "users"): {"text": "one\ntwo"}, (NOTE, "roles.cto"): {"link": LINK}}
    write_rows(assessment, notes)

    text = client.get(reverse("answers-file", kwargs={"token": token})).content.decode()

    assert yaml.safe_load(text)["notes"] == {
        "users": {"text": "one\ntwo"},
        "roles.cto": {"link": LINK},
    }
    assert read(text, "a.yaml", rubrics.find).answers == answer_set(assessment)


def test_beginning_again_takes_the_notes_along(client: Client):
    assessment, token = begun_assessment()
    answered(assessment, "adoption")
    write_rows(assessment, {(NOTE, "users"): {"text": "kept"}, (NOTE, "roles.cto"): {"text": "x"}})
    services.submit(assessment)

    client.post(reverse("again", kwargs={"token": token}))

    again = Assessment.objects.exclude(pk=assessment.pk).get()
    assert saved_values(again) == saved_values(assessment)
    assert (ROLE, "cto") in saved_values(again)
