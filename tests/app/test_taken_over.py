"""An assessment that began from the last one's answers: their age, and confirming or changing each."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from assessments import rubrics, services
from assessments.models import Answer, Assessment
from assessments.questionnaire import Questionnaire
from assessments.selectors import answer_set, old_answers, saved_values, saved_with_ages

from .factories import (
    QUESTION,
    ROLE,
    begun_assessment,
    change,
    given_on,
    history_of,
    now_said,
    submitted_assessment,
    user,
)
from .markup import Html

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stub_pdf")]

PRODUCT, TEAM, DELIVERY = "product-and-users", "team-and-structure", "practices-delivery"
USERS = "question-users"
THEN = "12 August 2026"


@pytest.fixture
def before() -> Assessment:
    """What was submitted in August."""
    (first,) = history_of(user(), date(2026, 8, 12))
    return first


@pytest.fixture
def begun(before: Assessment, client: Client) -> Assessment:
    """The assessment that began from it just now, its owner signed in."""
    client.force_login(before.company.owners.get().user)
    return services.begin_from(before, as_of=timezone.localdate(), with_link=False)[0]


def url(assessment: Assessment, name: str = "section", **parts: str) -> str:
    return reverse(name, kwargs={"token": assessment.public_id, **parts})


def page_at(client: Client, assessment: Assessment, name: str = "section", **parts: str) -> Html:
    response = client.get(url(assessment, name, **parts))
    assert response.status_code == 200
    return Html(response.content.decode())


def post(
    client: Client, assessment: Assessment, slug: str, *, htmx: bool = False, **given: str
) -> HttpResponse:
    """Open the section, change some of its fields, and post all of it."""
    values = page_at(client, assessment, slug=slug).form_values()
    headers = {"HX-Request": "true"} if htmx else {}
    values |= {name.replace("_", "-"): value for name, value in given.items()}
    response: Any = client.post(url(assessment, slug=slug), values, headers=headers)
    return response


def times(assessment: Assessment, subject: str = QUESTION) -> dict[str, datetime]:
    rows = assessment.answers.filter(subject=subject).values_list("key", "saved_at")
    return dict(rows)


def facts_in(slug: str) -> list[str]:
    return [one.id for one in rubrics.find().facts if one.section == slug]


def is_old(assessment: Assessment, key: str) -> bool:
    return key in old_answers(assessment)


# --- age -----------------------------------------------------------------------------------------


def test_what_was_taken_over_keeps_its_time(before: Assessment, begun: Assessment):
    assert times(begun) == times(before)
    assert set(old_answers(begun)) == {
        f"roles.{key}" if subject == ROLE else key for subject, key in saved_values(begun)
    }


def test_each_answer_says_when_it_was_given_and_asks_whether_it_still_holds(
    client: Client, begun: Assessment
):
    days = (timezone.localdate() - date(2026, 8, 12)).days
    page = page_at(client, begun, slug=PRODUCT)

    age = page.text_of(page.by_id(f"age-{USERS}"))
    assert f"Answered {THEN}" in age
    assert "ago" in age
    assert days > 0
    assert page.by_id(f"still-{USERS}").get("type") == "checkbox"
    assert "Still right" in age


def test_an_assessment_that_began_without_answers_speaks_of_no_age(client: Client):
    _assessment, token = begun_assessment()
    page = Html(
        client.get(reverse("section", kwargs={"token": token, "slug": PRODUCT})).content.decode()
    )

    assert page.all("input", id=f"still-{USERS}") == []
    assert page.all(id=f"age-{USERS}") == []
    assert page.all(id="old") == []


def test_an_answer_given_in_this_assessment_has_no_age(client: Client, begun: Assessment):
    now_said(begun, "users", "testers")
    page = page_at(client, begun, slug=PRODUCT)

    assert page.text_of(page.by_id(f"age-{USERS}")) == ""
    assert not is_old(begun, "users")


def test_a_note_has_no_age_of_its_own(begun: Assessment):
    note = services.Change("note", "users", None, {"text": "see the wiki"})
    services.save_answers(begun, [note])
    Answer.objects.filter(subject="note").update(saved_at=timezone.now() - timedelta(days=9))

    _saved, ages = saved_with_ages(begun)

    assert ("note", "users") not in ages
    assert (QUESTION, "users") in ages


def test_what_the_quick_check_asks_speaks_of_no_age(client: Client, begun: Assessment):
    page = page_at(client, begun, "quick-question", fact="users")

    assert page.all(id=f"still-{USERS}") == []


# --- confirming ----------------------------------------------------------------------------------


def test_an_answer_that_is_still_right_counts_as_given_now(client: Client, begun: Assessment):
    before, started = times(begun), timezone.now()

    response = post(client, begun, PRODUCT, still_question_users="yes")

    assert response.status_code == 302
    after = times(begun)
    assert after["users"] >= started
    assert {key: when for key, when in after.items() if key != "users"} == {
        key: when for key, when in before.items() if key != "users"
    }


def test_confirming_changes_no_answer(client: Client, begun: Assessment):
    saved = saved_values(begun)

    for slug in (PRODUCT, TEAM, DELIVERY, "roles"):
        post(client, begun, slug, confirm="rest")

    assert saved_values(begun) == saved


def test_an_answer_that_was_changed_needs_no_confirming(client: Client, begun: Assessment):
    post(client, begun, PRODUCT, question_users="testers")

    assert not is_old(begun, "users")
    assert is_old(begun, "release-status")


def test_the_whole_page_can_be_confirmed_at_once(client: Client, begun: Assessment):
    response = post(client, begun, PRODUCT, confirm="rest")

    assert response["Location"] == url(begun, slug=TEAM)
    mine = facts_in(PRODUCT)
    assert not any(is_old(begun, key) for key in mine)
    assert all(is_old(begun, key) for key in facts_in(TEAM))
    assert f"age-{USERS}" in page_at(client, begun, slug=PRODUCT).ids
    assert page_at(client, begun, slug=PRODUCT).all("button", value="rest") == []


def test_confirming_the_page_saves_what_was_changed_on_it(client: Client, begun: Assessment):
    post(client, begun, PRODUCT, confirm="rest", question_users="testers")

    assert saved_values(begun)[QUESTION, "users"] == "testers"
    assert not any(is_old(begun, key) for key in facts_in(PRODUCT))


def test_what_cannot_be_saved_is_not_confirmed_with_the_rest(client: Client, begun: Assessment):
    response = post(client, begun, TEAM, confirm="rest", question_it_members="a dozen")

    assert response.status_code == 422
    assert is_old(begun, "it-members")
    assert not is_old(begun, "teams")


def test_roles_are_confirmed_like_answers(client: Client, begun: Assessment):
    role = begun.answers.filter(subject=ROLE).first()
    assert role is not None

    post(client, begun, "roles", htmx=False, **{f"still_role_{role.key}": "yes"})

    assert not is_old(begun, f"roles.{role.key}")
    assert sum(key.startswith("roles.") for key in old_answers(begun)) > 1


def test_that_one_still_does_not_know_can_be_confirmed(
    client: Client, before: Assessment, begun: Assessment
):
    Answer.objects.filter(assessment=begun, key="users").update(value="unknown")

    post(client, begun, PRODUCT, still_question_users="yes")

    assert saved_values(begun)[QUESTION, "users"] == "unknown"
    assert not is_old(begun, "users")


def test_autosave_confirms_and_says_so_in_the_place_of_the_question(
    client: Client, begun: Assessment
):
    response = post(client, begun, PRODUCT, htmx=True, still_question_users="yes")
    reply = Html(response.content.decode())

    assert response["HX-Trigger"] == "answers-saved"
    age = reply.by_id(f"age-{USERS}")
    assert age.get("hx-swap-oob") == "true"
    assert "Confirmed" in reply.text_of(age)
    assert reply.by_id(f"still-{USERS}").get("tabindex") == "-1"  # it takes the focus from the box
    left = len(facts_in(PRODUCT)) - 1
    assert f"{left} answers here are from your last assessment" in reply.text_of(reply.by_id("old"))


def test_with_the_last_one_confirmed_the_page_asks_no_more(client: Client, begun: Assessment):
    ticks = {f"still_question_{key}": "yes" for key in facts_in(PRODUCT)}
    response = post(client, begun, PRODUCT, htmx=True, **ticks)
    reply = Html(response.content.decode())

    assert reply.text_of(reply.by_id("old")) == ""
    assert "hidden" in reply.by_id("old").attrib
    assert reply.all("button", value="rest") == []


def test_saving_a_page_untouched_confirms_nothing(client: Client, begun: Assessment):
    before = times(begun)

    post(client, begun, PRODUCT)

    assert times(begun) == before


# --- two windows ---------------------------------------------------------------------------------


def test_what_was_changed_elsewhere_meanwhile_is_not_confirmed_but_shown(
    client: Client, begun: Assessment
):
    values = page_at(client, begun, slug=PRODUCT).form_values()
    now_said(begun, "users", "testers")
    changed_at = times(begun)["users"]

    response = client.post(
        url(begun, slug=PRODUCT),
        values | {f"still-{USERS}": "yes"},
        headers={"HX-Request": "true"},
    )
    reply = Html(response.content.decode())

    assert times(begun)["users"] == changed_at
    assert saved_values(begun)[QUESTION, "users"] == "testers"
    assert "Changed in another window" in reply.text_of(reply.by_id(USERS))


def test_an_answer_that_was_taken_away_elsewhere_is_not_brought_back(
    client: Client, begun: Assessment
):
    values = page_at(client, begun, slug=PRODUCT).form_values()
    now_said(begun, "users", None)

    client.post(url(begun, slug=PRODUCT), values | {"confirm": "rest"})

    assert (QUESTION, "users") not in saved_values(begun)


def test_confirming_twice_is_confirming_once(begun: Assessment):
    shown = saved_values(begun)[QUESTION, "users"]
    confirmation = services.Change(QUESTION, "users", shown, shown, confirms=True)
    first = services.save_answers(begun, [confirmation])
    at = times(begun)["users"]
    second = services.save_answers(begun, [confirmation])

    assert (first.confirmed, second.confirmed) == ({(QUESTION, "users")}, frozenset())
    assert times(begun)["users"] == at


def test_a_submitted_assessment_confirms_nothing_any_more(client: Client, begun: Assessment):
    values = page_at(client, begun, slug=PRODUCT).form_values()
    services.submit(begun)
    before = times(begun)

    response = client.post(url(begun, slug=PRODUCT), values | {"confirm": "rest"})

    assert response["Location"] == url(begun, "result")
    assert times(begun) == before


def test_only_what_an_earlier_assessment_left_is_confirmed():
    assessment, _token = begun_assessment()
    services.save_answers(assessment, [change("users", "testers")])
    at = times(assessment)["users"]

    result = services.save_answers(
        assessment, [services.Change(QUESTION, "users", "testers", "testers", True)]
    )

    assert result.confirmed == frozenset()
    assert times(assessment)["users"] == at


# --- hub, check, result --------------------------------------------------------------------------


def test_the_hub_counts_what_is_still_to_be_confirmed(client: Client, begun: Assessment):
    asked = Questionnaire(rubrics.find(), answer_set(begun)).sections
    count = sum(section.answered for section in asked)
    page = page_at(client, begun, "hub")

    assert f"This began with your answers of {THEN}." in page.words
    assert f"{count} of them are to be confirmed or changed." in page.words
    assert f"{len(facts_in(PRODUCT))} to confirm" in page.text_of(page.by_id(f"status-{PRODUCT}"))


def test_the_hub_begins_at_the_first_section_and_goes_on_at_what_is_left(
    client: Client, begun: Assessment
):
    begin = page_at(client, begun, "hub").all("a", class_="button")[0]
    assert begin.get("href") == f"{url(begun, slug=PRODUCT)}#question-release-status"

    post(client, begun, PRODUCT, confirm="rest")
    post(client, begun, TEAM, still_question_it_members="yes")

    page = page_at(client, begun, "hub")
    go_on = page.all("a", class_="button")[0]
    assert page.text_of(go_on).startswith("Go on: ")
    assert go_on.get("href") == f"{url(begun, slug=TEAM)}#question-teams"
    assert page.text_of(page.by_id(f"status-{PRODUCT}")) == "Complete"


def test_with_everything_confirmed_the_hub_leads_to_checking(client: Client, begun: Assessment):
    begun.answers.update(saved_at=timezone.now() + timedelta(seconds=1))
    page = page_at(client, begun, "hub")

    assert "to be confirmed" not in page.words
    assert "Everything is answered" in page.words


def test_the_check_page_says_how_many_answers_are_older_and_dates_each(
    client: Client, begun: Assessment
):
    now_said(begun, "users", "testers")
    page = page_at(client, begun, "check")
    asked = Questionnaire(rubrics.find(), answer_set(begun)).sections
    count = sum(section.answered for section in asked) - 1

    assert f"{count} answers are older than this assessment and not confirmed." in page.words
    assert len(page.all("span", class_="given")) == count
    assert {page.text_of(one) for one in page.all("span", class_="given")} == {f"from {THEN}"}


def test_the_answers_behind_a_result_tell_which_of_them_were_not_confirmed(
    client: Client, begun: Assessment
):
    post(client, begun, PRODUCT, confirm="rest")
    services.submit(begun)
    page = page_at(client, begun, "answers")

    old = page.text_of(page.by_id("question-it-members"))
    assert f"(of {THEN}, not confirmed since)" in old
    assert "not confirmed" not in page.text_of(page.by_id(USERS))


def test_the_answers_of_a_first_assessment_have_no_dates(client: Client):
    _assessment, token = submitted_assessment()
    page = Html(client.get(reverse("answers", kwargs={"token": token})).content.decode())

    assert "not confirmed" not in page.words


def test_what_was_never_confirmed_is_dated_by_when_it_was_really_given(
    client: Client, begun: Assessment
):
    given_on(begun, date(2026, 8, 12))
    Assessment.objects.filter(pk=begun.pk).update(created_at=timezone.now())
    services.submit(begun)
    third, _name = services.begin_from(begun, as_of=timezone.localdate(), with_link=False)

    page = page_at(client, third, slug=PRODUCT)

    assert f"Answered {THEN}" in page.text_of(page.by_id(f"age-{USERS}"))
    assert date_format(times(third)["users"], "j F Y") == THEN


# --- what it costs -------------------------------------------------------------------------------


def test_the_ages_cost_no_query_of_their_own(
    client: Client, begun: Assessment, django_assert_num_queries: Any
):
    with django_assert_num_queries(1):
        saved_with_ages(begun)
    with django_assert_num_queries(1):
        old_answers(begun)
    first, _token = begun_assessment()
    with django_assert_num_queries(0):
        old_answers(first)
