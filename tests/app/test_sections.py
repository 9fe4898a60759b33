"""A section's page: what it shows, what it accepts, what it says of what it cannot accept."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from assessments import rubrics, services
from assessments.models import Assessment
from assessments.selectors import saved_values

from .factories import (
    QUESTION,
    ROLE,
    answered,
    archetype_values,
    begun_assessment,
    change,
    submitted_assessment,
    write_rows,
)
from .markup import Html

pytestmark = pytest.mark.django_db

PRODUCT, TEAM, ROLES = "product-and-users", "team-and-structure", "roles"
DELIVERY = "practices-delivery"


class Visit:
    """A browser at an assessment's sections."""

    def __init__(self, client: Client, assessment: Assessment, token: str) -> None:
        self.client, self.assessment, self.token = client, assessment, token

    def url(self, slug: str) -> str:
        return reverse("section", kwargs={"token": self.token, "slug": slug})

    def open(self, slug: str) -> Html:
        response = self.client.get(self.url(slug))
        assert response.status_code == 200
        return Html(response.content.decode())

    def post(self, slug: str, values: dict[str, str], *, htmx: bool = False) -> HttpResponse:
        headers = {"HX-Request": "true"} if htmx else {}
        response: Any = self.client.post(self.url(slug), values, headers=headers)
        return response

    def fill(
        self, slug: str, values: dict[str, str] | None = None, *, htmx: bool = False
    ) -> HttpResponse:
        """Open the page, change some of its fields, and post all of it."""
        return self.post(slug, self.filled(slug, values or {}), htmx=htmx)

    def filled(self, slug: str, values: dict[str, str]) -> dict[str, str]:
        """What the page would post with some of its fields changed."""
        return self.open(slug).form_values() | values

    @property
    def saved(self) -> dict[str, Any]:
        return {key: value for (_, key), value in saved_values(self.assessment).items()}


@pytest.fixture
def visit(client: Client) -> Visit:
    """A visitor of a fresh assessment."""
    return Visit(client, *begun_assessment())


def field_error(page: Html, name: str) -> str:
    return page.text_of(page.by_id(f"error-{name}"))


# --- it works ------------------------------------------------------------------------------------


def test_a_page_asks_each_question_of_its_section_with_all_its_answers(visit: Visit):
    page = visit.open(PRODUCT)

    rubric = rubrics.find()
    mine = [one for one in rubric.facts if one.section == PRODUCT]
    legends = [page.text_of(one) for one in page.all("legend")]
    assert legends == [one.text for one in mine]
    for one in mine:
        radios = page.all("input", type="radio", name=f"question-{one.id}")
        assert [r.get("value") for r in radios] == [o.id for o in one.options] + ["unknown"]


def test_what_is_chosen_is_saved_and_leads_to_the_next_section(visit: Visit):
    response = visit.fill(PRODUCT, {"question-users": "testers", "question-demand": "unknown"})

    assert response.status_code == 302
    assert response["Location"] == visit.url(TEAM)
    assert visit.saved == {"users": "testers", "demand": "unknown"}


def test_what_was_saved_is_shown_when_one_comes_back(visit: Visit):
    answered(visit.assessment, "adoption")

    for slug in (PRODUCT, TEAM, DELIVERY, ROLES):
        before = visit.saved
        assert visit.post(slug, visit.open(slug).form_values()).status_code == 302
        assert visit.saved == before


@pytest.mark.parametrize("stage", ["mvp", "adoption", "enterprise"])
def test_saving_every_page_untouched_changes_no_answer(client: Client, stage: str):
    assessment, token = begun_assessment()
    visit = Visit(client, answered(assessment, stage), token)
    before = visit.saved

    url = visit.url(PRODUCT)
    for _ in range(30):
        response = client.post(url, Html(client.get(url).content.decode()).form_values())
        url = response["Location"]
        if "/sections/" not in url:
            break

    assert url == reverse("hub", kwargs={"token": token})
    assert visit.saved == before


def test_the_last_section_and_going_back_lead_to_the_hub(visit: Visit):
    hub = reverse("hub", kwargs={"token": visit.token})

    assert visit.fill(ROLES)["Location"] == hub
    assert visit.fill(PRODUCT, {"back": "1"})["Location"] == hub


def test_what_follows_is_what_the_new_answers_ask_for(client: Client):
    following = []
    for stage in ("mvp", "adoption"):
        assessment, token = begun_assessment()
        visit = Visit(client, answered(assessment, stage), token)
        following.append(visit.fill("practices-product")["Location"].split("/")[-2])

    assert following == ["practices-delivery", "practices-team"]


def test_an_answer_can_be_taken_back_by_posting_none(visit: Visit):
    visit.fill(TEAM, {"question-it-members": "16"})

    visit.fill(TEAM, {"question-it-members": ""})

    assert visit.saved == {}


def test_a_practice_takes_a_level_and_not_applicable_with_a_reason(visit: Visit):
    visit.fill(
        DELIVERY,
        {
            "question-code-review": "in-place",
            "question-scripted-deployment": "not-applicable",
            "question-scripted-deployment-reason": "  We ship <paper> & ink  ",
        },
    )

    assert visit.saved == {
        "code-review": "in-place",
        "scripted-deployment": {"not-applicable": "We ship <paper> & ink"},
    }
    page = visit.open(DELIVERY)
    reason = page.by_id("question-scripted-deployment-reason")
    assert reason.get("value") == "We ship <paper> & ink"


def test_a_reason_counts_only_with_not_applicable(visit: Visit):
    visit.fill(
        DELIVERY,
        {"question-code-review": "partly", "question-code-review-reason": "left over"},
    )

    assert visit.saved == {"code-review": "partly"}


def test_a_role_is_held_by_a_person_a_hat_nobody_or_outside(visit: Visit):
    visit.fill(
        ROLES,
        {
            "role-cto": "hat",
            "role-cto-of": "developers",
            "role-developers": "dedicated",
            "role-developers-of": "cto",
            "role-integration-partners": "outside",
        },
    )

    assert visit.saved == {
        "cto": {"held-by": "hat", "of": "developers"},
        "developers": {"held-by": "dedicated"},
        "integration-partners": {"held-by": "outside"},
    }


def test_a_hat_may_be_left_without_saying_whose(visit: Visit):
    visit.fill(ROLES, {"role-cto": "hat"})

    assert visit.saved == {"cto": {"held-by": "hat"}}


def test_before_the_facts_are_known_the_page_says_that_its_practices_are_provisional(visit: Visit):
    words = "These are the ones for the first two stages."

    assert words in visit.open(DELIVERY).words
    assert words in visit.open(ROLES).words
    assert words not in visit.open(PRODUCT).words
    answered(visit.assessment, "mvp")
    assert words not in visit.open(DELIVERY).words


# --- numbers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("16", 16),
        (" 16 ", 16),
        ("1", 1),
        ("007", 7),
        ("1 000", 1000),
        ("1,000", 1000),
        ("1\u202f000", 1000),
        ("20000", 20000),
        ("20,000", 20000),
        ("1\u00a0000", 1000),
    ],
)
def test_a_number_is_read_as_people_write_it(visit: Visit, typed: str, number: int):
    assert visit.fill(TEAM, {"question-it-members": typed}).status_code == 302
    assert visit.saved == {"it-members": number}


@pytest.mark.parametrize(
    "typed",
    [
        "-5",
        "+5",
        "12.5",
        "1e3",
        "a dozen",
        "16 people",
        "0x10",
        "١٢",
        "²",
        "½",
        "NaN",
        "1;DROP TABLE",
        "<b>3</b>",
        "1-5",
        "9" * 400,
        ",",
        "12,5",
        "1,00",
        "1,0000",
        "1 2",
    ],
)
def test_what_is_no_whole_number_is_refused_in_its_place_and_stays_as_typed(
    visit: Visit, typed: str
):
    response = visit.fill(TEAM, {"question-it-members": typed, "question-teams": "one"})

    page = Html(response.content.decode())
    assert response.status_code == 422
    assert field_error(page, "question-it-members") == (
        "Give a whole number of people, such as 14."
    )
    field = page.by_id("question-it-members-number")
    assert field.get("value") == typed
    assert field.get("aria-invalid") == "true"
    assert visit.saved == {"teams": "one"}


@pytest.mark.parametrize("typed", ["0", "20001", "99,999,999"])
def test_an_absurd_number_is_refused_with_what_would_do(visit: Visit, typed: str):
    response = visit.fill(TEAM, {"question-it-members": typed})

    page = Html(response.content.decode())
    assert response.status_code == 422
    assert field_error(page, "question-it-members") == (
        "Give a number of people between 1 and 20000."
    )
    assert visit.saved == {}


def test_a_number_may_be_unknown(visit: Visit):
    assert visit.fill(TEAM, {"question-it-members-unknown": "unknown"}).status_code == 302
    assert visit.saved == {"it-members": "unknown"}
    assert "checked" in visit.open(TEAM).by_id("question-it-members-unknown").attrib


def test_a_number_and_unknown_together_are_asked_about(visit: Visit):
    response = visit.fill(
        TEAM, {"question-it-members": "12", "question-it-members-unknown": "unknown"}
    )

    page = Html(response.content.decode())
    assert response.status_code == 422
    assert "not both" in field_error(page, "question-it-members")
    assert visit.saved == {}


# --- what is refused -----------------------------------------------------------------------------


def test_the_error_summary_takes_the_focus_and_leads_to_each_field(visit: Visit):
    response = visit.fill(
        TEAM,
        {"question-it-members": "x", "question-largest-team": "y", "question-teams": "one"},
    )

    page = Html(response.content.decode())
    summary = page.one(class_="error-summary")
    assert "autofocus" in summary.attrib
    assert summary.get("tabindex") == "-1"
    targets = [one.get("href", "")[1:] for one in summary.iter("a")]
    assert targets == ["question-it-members-number", "question-largest-team-number"]
    assert all(page.by_id(target).tag == "input" for target in targets)
    assert page.title.startswith("Problem:")


@pytest.mark.parametrize("reason", ["", "   ", "\x00"])
def test_not_applicable_without_a_reason_is_asked_for_one(visit: Visit, reason: str):
    response = visit.fill(
        DELIVERY,
        {
            "question-code-review": "not-applicable",
            "question-code-review-reason": reason,
        },
    )

    page = Html(response.content.decode())
    assert response.status_code == 422
    assert "why this does not apply" in field_error(page, "question-code-review")
    assert "checked" in page.by_id("question-code-review-not-applicable").attrib
    assert visit.saved == {}


def test_a_reason_of_500_characters_is_kept_and_one_more_is_refused_without_losing_it(
    visit: Visit,
):
    def post(reason: str) -> HttpResponse:
        return visit.fill(
            DELIVERY,
            {
                "question-code-review": "not-applicable",
                "question-code-review-reason": reason,
            },
        )

    assert post("ß" * 500).status_code == 302
    assert visit.saved == {"code-review": {"not-applicable": "ß" * 500}}

    refused = post("<" * 501)

    page = Html(refused.content.decode())
    assert refused.status_code == 422
    assert field_error(page, "question-code-review") == "Keep the reason to 500 characters."
    assert page.by_id("question-code-review-reason").get("value") == "<" * 501
    assert visit.saved == {"code-review": {"not-applicable": "ß" * 500}}


@pytest.mark.parametrize(
    "option", ["martians", "2", "prototype", "in-place", "TESTERS", "[]", "🚂"]
)
def test_an_option_that_the_page_does_not_offer_is_refused(visit: Visit, option: str):
    response = visit.fill(PRODUCT, {"question-users": option})

    assert response.status_code == 422
    page = Html(response.content.decode())
    assert field_error(page, "question-users") == "Choose one of the answers shown."
    assert visit.saved == {}


@pytest.mark.parametrize(
    ("held", "of"),
    [("somebody", ""), ("hat", "cto"), ("hat", "no-such-role"), ("<b>", ""), ("held-by", "x")],
)
def test_a_way_to_hold_a_role_that_the_page_does_not_offer_is_refused(
    visit: Visit, held: str, of: str
):
    response = visit.fill(ROLES, {"role-cto": held, "role-cto-of": of})

    assert response.status_code == 422
    assert visit.saved == {}


def test_a_fact_that_somebody_makes_not_applicable_past_the_page_does_no_harm(visit: Visit):
    values = {"question-users": "not-applicable", "question-users-reason": "we have none"}

    visit.post(PRODUCT, {"was-question-users": "", **values})

    assert visit.open(PRODUCT).all("input", name="question-users")
    check = reverse("check", kwargs={"token": visit.token})
    assert visit.client.get(check).status_code == 200


@pytest.mark.parametrize(
    "was",
    [
        "{",
        "nonsense",
        '"large-base"',
        "[1, 2]",
        '{"a": {}}',
        "NaN",
        "-0",
        "null",
        "9" * 5000,
        "\x00",
    ],
)
def test_a_hidden_copy_that_was_tampered_with_overwrites_nothing(visit: Visit, was: str):
    services.save_answers(visit.assessment, [change("users", "testers")])

    response = visit.post(PRODUCT, {"was-question-users": was, "question-users": "steady-base"})

    assert response.status_code == 422
    assert visit.saved == {"users": "testers"}


def test_a_hidden_copy_of_endless_brackets_is_answered_with_a_page(visit: Visit):
    services.save_answers(visit.assessment, [change("users", "testers")])

    response = visit.post(
        PRODUCT, {"was-question-users": "[" * 200_000, "question-users": "steady-base"}
    )

    assert response.status_code == 422
    assert visit.saved == {"users": "testers"}


def test_a_question_that_the_page_did_not_carry_is_left_alone(visit: Visit):
    response = visit.post(PRODUCT, {"question-users": "testers", "question-it-members": "3"})

    assert response.status_code == 302
    assert visit.saved == {}


def test_a_question_of_another_section_is_left_alone(visit: Visit):
    visit.post(PRODUCT, {"was-question-teams": "", "question-teams": "one"})

    assert visit.saved == {}


def test_more_fields_than_any_page_has_are_refused(client: Client, visit: Visit):
    response = visit.post(PRODUCT, {f"x{number}": "" for number in range(1001)})

    assert response.status_code == 400


def test_beside_a_fault_everything_else_is_saved_and_stands_on_the_page_as_typed(visit: Visit):
    response = visit.fill(
        TEAM,
        {
            "question-it-members": "<i>many</i>",
            "question-teams": "two-three",
            "question-layers": "unknown",
        },
    )

    page = Html(response.content.decode())
    assert visit.saved == {"teams": "two-three", "layers": "unknown"}
    values = page.form_values()
    assert values["question-it-members"] == "<i>many</i>"
    assert values["question-teams"] == "two-three"
    assert values["question-layers"] == "unknown"


def test_the_page_shown_again_after_a_fault_can_be_posted_as_it_is(visit: Visit):
    refused = visit.fill(TEAM, {"question-it-members": "x", "question-teams": "one"})
    again = Html(refused.content.decode()).form_values() | {"question-it-members": "12"}

    assert visit.post(TEAM, again).status_code == 302
    assert visit.saved == {"teams": "one", "it-members": 12}


# --- two windows ---------------------------------------------------------------------------------

CHANGED_ELSEWHERE = (
    "This was changed in another window meanwhile and is shown as it stands now. Choose again to "
    "change it."
)


def swapped(values: dict[str, str], reply: HttpResponse) -> dict[str, str]:
    """What the page would post once htmx has put the parts of an autosave's reply in place."""
    part = Html(reply.content.decode())
    replaced = {
        field.get("name")
        for whole in part.all("fieldset")
        for field in whole.iter()
        if field.get("name")
    }
    kept = {name: value for name, value in values.items() if name not in replaced}
    return kept | part.form_values()


def test_what_another_window_changed_is_not_overwritten_and_the_page_says_so(visit: Visit):
    mine = visit.filled(PRODUCT, {"question-users": "testers", "question-demand": "roadmap"})
    visit.fill(PRODUCT, {"question-users": "large-base"})

    response = visit.post(PRODUCT, mine)

    page = Html(response.content.decode())
    assert response.status_code == 422
    assert field_error(page, "question-users") == CHANGED_ELSEWHERE
    assert "checked" in page.by_id("question-users-large-base").attrib
    assert visit.saved == {"users": "large-base", "demand": "roadmap"}
    assert json.loads(page.by_id("was-question-users").get("value", "")) == "large-base"


def test_after_being_told_one_may_still_choose(visit: Visit):
    mine = visit.filled(PRODUCT, {"question-users": "testers"})
    visit.fill(PRODUCT, {"question-users": "large-base"})
    told = Html(visit.post(PRODUCT, mine).content.decode())

    visit.post(PRODUCT, told.form_values() | {"question-users": "first-customers"})

    assert visit.saved == {"users": "first-customers"}


def test_a_window_left_open_does_not_undo_what_it_did_not_touch(visit: Visit):
    mine = visit.filled(PRODUCT, {"question-demand": "roadmap"})
    visit.fill(PRODUCT, {"question-users": "large-base"})

    assert visit.post(PRODUCT, mine).status_code == 302
    assert visit.saved == {"users": "large-base", "demand": "roadmap"}


def test_a_role_that_another_window_changed_is_shown_as_it_is_held_now(visit: Visit):
    mine = visit.filled(ROLES, {"role-cto": "nobody"})
    visit.fill(ROLES, {"role-cto": "hat", "role-cto-of": "developers"})

    page = Html(visit.post(ROLES, mine).content.decode())

    assert visit.saved == {"cto": {"held-by": "hat", "of": "developers"}}
    assert field_error(page, "role-cto") == CHANGED_ELSEWHERE
    assert page.form_values()["role-cto"] == "hat"
    assert page.form_values()["role-cto-of"] == "developers"


def test_an_answer_that_another_window_took_back_is_shown_as_open(visit: Visit):
    visit.fill(PRODUCT, {"question-users": "testers"})
    mine = visit.filled(PRODUCT, {"question-users": "steady-base"})
    taken_back = visit.filled(PRODUCT, {})
    del taken_back["question-users"]
    visit.post(PRODUCT, taken_back)

    page = Html(visit.post(PRODUCT, mine).content.decode())

    assert visit.saved == {}
    assert field_error(page, "question-users") == CHANGED_ELSEWHERE
    assert "question-users" not in page.form_values()


def test_after_a_conflict_another_change_on_the_page_does_not_overwrite_it(visit: Visit):
    mine = visit.filled(PRODUCT, {"question-users": "testers"})
    visit.fill(PRODUCT, {"question-users": "large-base"})
    now = swapped(mine, visit.post(PRODUCT, mine, htmx=True))

    visit.post(PRODUCT, now | {"question-demand": "roadmap"}, htmx=True)

    assert visit.saved == {"users": "large-base", "demand": "roadmap"}


@pytest.mark.parametrize("back_to", ["large-base", "steady-base"])
def test_an_autosave_whose_reply_was_lost_is_no_conflict_with_oneself(visit: Visit, back_to: str):
    visit.fill(PRODUCT, {"question-users": "steady-base"})
    first = visit.filled(PRODUCT, {"question-users": "testers"})
    visit.post(PRODUCT, first, htmx=True)  # the reply never arrives: nothing is swapped
    second = first | {"question-demand": "roadmap"}
    now = swapped(second, visit.post(PRODUCT, second, htmx=True))

    visit.post(PRODUCT, now | {"question-users": back_to}, htmx=True)

    assert visit.saved == {"users": back_to, "demand": "roadmap"}


def test_a_page_may_not_change_what_another_took_from_it(visit: Visit):
    """A page's own earlier answer is its own only as long as nobody else has changed it."""
    mine = visit.filled(PRODUCT, {"question-users": "testers"})
    visit.post(PRODUCT, mine, htmx=True)
    visit.fill(PRODUCT, {"question-users": "large-base"})

    visit.post(PRODUCT, mine | {"question-users": "first-customers"}, htmx=True)

    assert visit.saved == {"users": "large-base"}


@pytest.mark.parametrize("name", ["", "x", "<b>", "g" * 16, "a" * 500, "\x00"])
def test_a_page_with_a_made_up_name_gains_nothing(visit: Visit, name: str):
    visit.post(PRODUCT, visit.filled(PRODUCT, {"question-users": "testers"}) | {"page": name})

    answer = {"was-question-users": "", "question-users": "large-base", "page": name}
    response = visit.post(PRODUCT, answer)

    assert response.status_code == 422
    assert visit.saved == {"users": "testers"}
    shown = Html(response.content.decode()).one("input", name="page").get("value", "")
    assert shown not in ("", name)


def test_answers_to_practices_that_left_the_page_meanwhile_are_kept(client: Client):
    assessment, token = begun_assessment()
    visit = Visit(client, answered(assessment, "adoption", support_slas=None), token)
    slug = "practices-support-data"
    mine = visit.filled(slug, {"question-support-slas": "in-place"})
    turn_into(assessment, "mvp")
    assert "question-support-slas" not in visit.open(slug).form_values()

    response = visit.post(slug, mine, htmx=True)

    assert visit.saved["support-slas"] == "in-place"
    assert Html(response.content.decode()).words.startswith("Saved ")


def test_a_whole_section_that_left_the_questionnaire_meanwhile_is_kept_too(client: Client):
    assessment, token = begun_assessment()
    answered(assessment, "scaling", team_managers=None, leadership_team=None)
    visit = Visit(client, assessment, token)
    mine = visit.filled("practices-team", {"question-team-managers": "in-place"})
    turn_into(assessment, "mvp")
    assert client.get(visit.url("practices-team")).status_code == 404

    response = visit.post("practices-team", mine)

    assert response.status_code == 302
    assert client.get(response["Location"]).status_code == 200
    assert visit.saved["team-managers"] == "in-place"


def turn_into(assessment: Assessment, stage: str) -> None:
    """Change the facts, as somebody else would meanwhile."""
    for (subject, key), value in archetype_values(stage).items():
        if key in rubrics.find().fact_by_id:
            assessment.answers.filter(subject=subject, key=key).update(value=value)


# --- autosave ------------------------------------------------------------------------------------


def test_autosave_answers_with_the_parts_to_swap_and_no_page(visit: Visit):
    response = visit.fill(PRODUCT, {"question-users": "testers"}, htmx=True)
    part = Html(response.content.decode())

    assert response.status_code == 200
    assert part.all("h1", "form", "fieldset") == []
    assert part.text_of(part.by_id("save-status")).startswith("Saved ")
    assert part.by_id("was-question-users").get("value") == '"testers"'
    assert part.by_id("was-question-users").get("hx-swap-oob") == "true"
    assert visit.saved == {"users": "testers"}


def test_every_part_that_autosave_swaps_has_its_place_on_the_page(visit: Visit):
    for slug in (PRODUCT, TEAM, DELIVERY, ROLES):
        page = visit.open(slug)
        part = Html(visit.fill(slug, htmx=True).content.decode())
        assert part.ids
        assert set(part.ids) <= set(page.ids)
        assert page.by_id("save-status").get("role") == "status"
        assert part.by_id("save-status").get("hx-swap-oob") == "innerHTML"  # the live region stays


def test_autosave_says_beside_the_field_what_is_wrong_and_saves_the_rest(visit: Visit):
    response = visit.fill(TEAM, {"question-it-members": "-3", "question-teams": "one"}, htmx=True)
    part = Html(response.content.decode())

    assert part.text_of(part.by_id("save-status")).startswith("One answer is not saved")
    assert "whole number" in field_error(part, "question-it-members")
    assert field_error(part, "question-teams") == ""
    assert visit.saved == {"teams": "one"}


def test_once_the_fault_is_mended_autosave_takes_its_message_away(visit: Visit):
    visit.fill(TEAM, {"question-it-members": "-3"}, htmx=True)
    part = Html(visit.fill(TEAM, {"question-it-members": "3"}, htmx=True).content.decode())

    assert field_error(part, "question-it-members") == ""
    assert part.text_of(part.by_id("save-status")).startswith("Saved ")


def test_autosave_of_a_conflict_tells_it_and_overwrites_nothing(visit: Visit):
    mine = visit.filled(PRODUCT, {"question-users": "testers"})
    visit.fill(PRODUCT, {"question-users": "large-base"}, htmx=True)

    part = Html(visit.post(PRODUCT, mine, htmx=True).content.decode())

    whole = part.by_id("question-users")
    assert whole.get("hx-swap-oob") == "true"
    assert field_error(part, "question-users") == CHANGED_ELSEWHERE
    assert "checked" in part.by_id("question-users-large-base").attrib
    assert visit.saved == {"users": "large-base"}


def test_one_autosave_after_the_other_with_swapped_copies_is_no_conflict(visit: Visit):
    values = visit.filled(PRODUCT, {})
    for choice in ("testers", "first-customers", "unknown", "testers"):
        values |= {"question-users": choice}
        part = Html(visit.post(PRODUCT, values, htmx=True).content.decode())
        values |= part.form_values()
        assert part.text_of(part.by_id("save-status")).startswith("Saved ")
        assert visit.saved == {"users": choice}


def test_what_was_typed_is_escaped_in_the_parts_too(visit: Visit):
    reason = "</p><script>alert(1)</script>"
    response = visit.fill(
        DELIVERY,
        {
            "question-code-review": "not-applicable",
            "question-code-review-reason": reason,
        },
        htmx=True,
    )
    part = Html(response.content.decode())

    assert part.all("script") == []
    assert json.loads(part.by_id("was-question-code-review").get("value", "")) == {
        "not-applicable": reason
    }


# --- submitted -----------------------------------------------------------------------------------


def test_after_submitting_a_post_leads_to_the_result_and_changes_nothing(client: Client):
    visit = Visit(client, *submitted_assessment())
    before = visit.saved

    values = {"was-question-users": '"steady-base"', "question-users": "testers"}
    response = visit.post(PRODUCT, values)
    autosaved = visit.post(PRODUCT, values, htmx=True)

    result = reverse("result", kwargs={"token": visit.token})
    assert (response.status_code, response["Location"]) == (302, result)
    assert (autosaved.status_code, autosaved["HX-Redirect"]) == (204, result)
    assert visit.saved == before


def test_a_submission_between_looking_and_saving_is_seen(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
):
    answered(visit.assessment)
    values = visit.filled(PRODUCT, {"question-users": "testers"})
    save = services.save_answers

    def submitted_meanwhile(*arguments: Any, **named: Any) -> services.SaveResult:
        services.submit(visit.assessment)
        return save(*arguments, **named)

    monkeypatch.setattr(services, "save_answers", submitted_meanwhile)
    response = visit.post(PRODUCT, values)

    assert response.status_code == 302
    assert response["Location"] == reverse("result", kwargs={"token": visit.token})
    assert visit.saved["users"] == "steady-base"


@pytest.mark.parametrize("subject", [QUESTION, ROLE])
def test_a_saved_answer_that_the_rubric_no_longer_knows_does_no_harm(visit: Visit, subject: str):
    write_rows(visit.assessment, {(subject, "gone"): "x", (QUESTION, "users"): "martians"})
    write_rows(visit.assessment, {(ROLE, "cto"): {"held-by": "hat", "of": "gone"}})
    before = visit.saved

    assert visit.fill(PRODUCT, {"question-demand": "roadmap"}).status_code in (302, 422)
    assert visit.saved["gone"] == before["gone"]
