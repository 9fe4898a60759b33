"""What the server replies to an autosave: what is saved, what is new, and what to look at again."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments import services
from assessments.selectors import saved_values

from .factories import QUESTION, ROLE, begun_assessment, change, write_rows
from .markup import Html

pytestmark = pytest.mark.django_db


class Tab:
    """A page that was opened once, and posts all of its form at each change."""

    def __init__(self, client: Client, token: str, slug: str = "product-and-users") -> None:
        self.client, self.url = client, reverse("section", kwargs={"token": token, "slug": slug})
        self.values = Html(client.get(self.url).content.decode()).form_values()

    def save_only(self, name: str, value: str) -> Any:
        """The reply to what the page's script posts: one field, the rest being saved already."""
        subject = name.partition("-")[2]
        mine = {one: what for one, what in self.values.items() if one.endswith(subject)}
        sent = {**mine, "page": self.values["page"], name: value}
        return self.client.post(self.url, sent, headers={"HX-Request": "true"})

    def save(self, **changes: str) -> Any:
        """The reply to what the page posts after changing fields (``__`` for ``-``)."""
        self.values |= {name.replace("__", "-"): value for name, value in changes.items()}
        response = self.client.post(self.url, self.values, headers={"HX-Request": "true"})
        assert response.status_code == 200
        return response


def page(response: Any) -> Html:
    return Html(response.content.decode())


def test_it_says_when_it_saved_and_gives_each_answer_its_new_base(client: Client):
    assessment, token = begun_assessment()

    reply = Tab(client, token).save(question__users="testers")

    assert page(reply).text_of(page(reply).by_id("save-status")).startswith("Saved ")
    assert page(reply).by_id("was-question-users").get("value") == '"testers"'
    assert page(reply).by_id("was-question-demand").get("value") == ""
    assert saved_values(assessment) == {(QUESTION, "users"): "testers"}


def test_only_a_save_that_wrote_something_is_told_to_other_tabs(client: Client):
    _assessment, token = begun_assessment()
    tab = Tab(client, token)

    assert tab.save(question__users="testers")["HX-Trigger"] == "answers-saved"
    assert "HX-Trigger" not in tab.save()


def test_what_another_tab_changed_meanwhile_is_shown_without_an_error(client: Client):
    assessment, token = begun_assessment()
    tab = Tab(client, token)
    services.save_answers(assessment, [change("users", "large-base")])

    reply = page(tab.save(question__demand="roadmap"))

    field = reply.by_id("question-users")
    assert field.get("hx-swap-oob") == "true"
    assert reply.by_id("question-users-large-base").get("checked") == ""
    assert "Changed in another window" in reply.text_of(field)
    assert reply.text_of(reply.by_id("error-question-users")) == ""
    assert reply.text_of(reply.by_id("save-status")).startswith("Saved ")
    assert saved_values(assessment) == {
        (QUESTION, "users"): "large-base",
        (QUESTION, "demand"): "roadmap",
    }


def test_asking_what_is_new_writes_nothing(client: Client):
    assessment, token = begun_assessment()
    tab = Tab(client, token)
    services.save_answers(assessment, [change("users", "large-base")])
    before = list(assessment.answers.values())

    assert "Changed in another window" in page(tab.save()).words
    assert list(assessment.answers.values()) == before


def test_a_field_with_a_fault_keeps_what_was_typed_though_another_tab_changed_it(client: Client):
    assessment, token = begun_assessment()
    tab = Tab(client, token, "team-and-structure")
    services.save_answers(assessment, [change("it-members", 12)])

    reply = page(tab.save(question__it__members="a dozen"))

    assert "Give a whole number" in reply.text_of(reply.by_id("error-question-it-members"))
    assert not reply.all("fieldset", id="question-it-members")


def test_after_a_reply_that_was_lost_the_same_page_goes_on_from_its_own_answer(client: Client):
    assessment, token = begun_assessment()
    tab = Tab(client, token)
    tab.save(question__users="testers")  # the reply never arrives: the base stays as it was

    reply = page(tab.save(question__users="steady-base"))

    assert reply.by_id("was-question-users").get("value") == '"steady-base"'
    assert "another window" not in reply.words
    assert saved_values(assessment) == {(QUESTION, "users"): "steady-base"}


def test_contradicting_answers_are_asked_about_in_their_places_and_saved(client: Client):
    assessment, token = begun_assessment()
    tab = Tab(client, token)
    write_rows(assessment, {(QUESTION, "release-status"): "prototype"})
    tab = Tab(client, token)

    reply = page(tab.save(question__users="large-base"))

    for name in ("question-users", "question-release-status"):
        doubt = reply.by_id(f"again-{name}")
        assert "Please look again" in reply.text_of(doubt)
        assert len(list(doubt.iter("a"))) == 1
    assert saved_values(assessment)[QUESTION, "users"] == "large-base"
    assert reply.text_of(reply.by_id("save-status")).startswith("Saved ")
    reply = page(tab.save(question__users="testers"))
    assert reply.text_of(reply.by_id("again-question-users")) == ""


def test_a_field_that_is_sent_alone_is_answered_alone_and_with_what_contradicts_it(client: Client):
    assessment, token = begun_assessment()
    write_rows(assessment, {(QUESTION, "release-status"): "prototype"})
    write_rows(assessment, {(QUESTION, "demand"): "roadmap"})
    tab = Tab(client, token)

    reply = page(tab.save_only("question-users", "large-base"))

    for name in ("question-users", "question-release-status"):
        assert "Please look again" in reply.text_of(reply.by_id(f"again-{name}"))
    assert "was-question-demand" not in reply.ids
    assert saved_values(assessment) == {
        (QUESTION, "release-status"): "prototype",
        (QUESTION, "users"): "large-base",
        (QUESTION, "demand"): "roadmap",
    }


def test_a_role_that_another_window_changed_is_shown_with_all_who_may_wear_its_hat(client: Client):
    assessment, token = begun_assessment()
    write_rows(assessment, {(ROLE, "cto"): {"held-by": "dedicated"}})
    tab = Tab(client, token, "roles")
    Tab(client, token, "roles").save_only("role-cto", "outside")

    reply = page(tab.save_only("role-cto", "nobody"))

    assert "another window" in reply.text_of(reply.by_id("error-role-cto"))
    hats = reply.by_id("role-cto-of")
    assert len(list(hats.iter("option"))) > 3
    assert saved_values(assessment) == {(ROLE, "cto"): {"held-by": "outside"}}


def test_a_contradiction_with_another_section_leads_there(client: Client):
    assessment, token = begun_assessment()
    write_rows(assessment, {(QUESTION, "it-members"): 40, (QUESTION, "money"): "pocket-seed"})

    shown = Html(
        client.get(
            reverse("section", kwargs={"token": token, "slug": "team-and-structure"})
        ).content.decode()
    )

    (link,) = shown.by_id("again-question-it-members").iter("a")
    assert link.get("href") == (
        reverse("section", kwargs={"token": token, "slug": "direction-and-money"})
        + "#question-money"
    )
