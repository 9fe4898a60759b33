"""What respondents agree on is taken over, the rest settled: each once, with a reason, nothing lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments import rubrics, services
from assessments.access import SubmittedAlready
from assessments.domain.answers import UNKNOWN, Amount, Choice, Holding, NotApplicable
from assessments.domain.settlement import REASON_LIMIT
from assessments.models import Answer, Assessment, Settlement, User
from assessments.selectors import answer_set, saved_values
from assessments.selectors.people import side_by_side, told_differences
from assessments.services import people, settling
from assessments.services.settling import (
    NotDiffered,
    NotOpenYet,
    NotSettled,
    SettledMeanwhile,
    stamp,
)

from .factories import QUESTION, ROLE, user, write_rows
from .markup import Html
from .rounds import Round, Values, begun_round, finished, finished_with, opened_round, typical

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stub_pdf")]

USERS, MEMBERS, ON_CALL = (QUESTION, "users"), (QUESTION, "it-members"), (QUESTION, "on-call")


@pytest.fixture
def owner() -> User:
    return user("owner@example.org", name="Olga")


def at(name: str, round_of: Round, **parts: str) -> str:
    return reverse(name, kwargs={"token": round_of.common.public_id, **parts})


def signed_in(who: User) -> Client:
    client = Client()
    client.force_login(who)
    return client


def settled(common: Assessment, place: tuple[str, str]) -> Settlement:
    return Settlement.objects.get(assessment=common, subject=place[0], key=place[1])


def round_with(owner: User, mine: dict[Any, Any], theirs: dict[Any, Any]) -> Round:
    """An opened round of two with exactly these answers."""
    round_of = begun_round(owner, "cto")
    round_of.own.answers.all().delete()
    finished_with(round_of.own, mine)
    finished_with(round_of.sheet("Cto"), theirs)
    settling.reveal(round_of.common, by=owner)
    round_of.common.refresh_from_db()
    return round_of


# --- what is taken over --------------------------------------------------------------------------


def test_what_all_who_know_agree_on_is_taken_over(owner: User):
    round_of = round_with(
        owner,
        {USERS: "testers", MEMBERS: 5, (ROLE, "cto"): {"held-by": "dedicated"}},
        {USERS: "testers", MEMBERS: "unknown", (ROLE, "cto"): {"held-by": "dedicated"}},
    )

    assert saved_values(round_of.common) == {
        USERS: "testers",
        MEMBERS: 5,
        (ROLE, "cto"): {"held-by": "dedicated"},
    }
    assert not Settlement.objects.exists()


def test_what_they_differ_on_and_what_nobody_knows_stays_open(owner: User):
    round_of = round_with(
        owner, {USERS: "testers", MEMBERS: "unknown"}, {USERS: "large-base", MEMBERS: "unknown"}
    )

    assert saved_values(round_of.common) == {}


def test_what_who_has_not_finished_answered_counts_nowhere(owner: User):
    round_of = begun_round(owner, "cto", "lead", "vp")
    round_of.own.answers.all().delete()
    finished_with(round_of.own, {USERS: "testers"})
    write_rows(round_of.sheet("Cto"), {USERS: "large-base"})
    people.withdraw(round_of.others["Vp"], by=owner)
    finished_with(round_of.sheet("Vp"), {USERS: "market-wide"})

    settling.reveal(round_of.common, by=owner)

    assert saved_values(round_of.common) == {USERS: "testers"}


def test_an_answer_taken_over_is_as_old_as_when_it_was_last_given(owner: User):
    round_of = begun_round(owner, "cto")
    long_ago = timezone.now() - timedelta(days=90)
    Answer.objects.filter(assessment=round_of.own).update(saved_at=long_ago)
    services.submit(round_of.own)
    finished_with(round_of.sheet("Cto"), {USERS: typical("users")})

    settling.reveal(round_of.common, by=owner)

    ages = dict(round_of.common.answers.values_list("key", "saved_at"))
    assert ages["it-members"] == long_ago
    assert ages["users"] > long_ago


def test_the_notes_of_those_who_agree_come_along(owner: User):
    note = {"text": "See the wiki.", "link": "https://wiki.example/users"}
    round_of = round_with(
        owner,
        {USERS: "testers", ("note", "users"): note},
        {USERS: "testers", ("note", "users"): {"text": "A dozen friends."}},
    )

    assert saved_values(round_of.common)["note", "users"] == {
        "text": "CEO: See the wiki.\nCTO: A dozen friends.",
        "link": "https://wiki.example/users",
    }


# --- settling ------------------------------------------------------------------------------------


def test_what_is_settled_is_the_common_answer_and_the_reason_is_kept(owner: User):
    round_of = opened_round(owner, users="testers")

    settling.settle(round_of.common, USERS, Choice("testers"), reason="We counted them.", by=owner)

    assert saved_values(round_of.common)[USERS] == "testers"
    found = settled(round_of.common, USERS)
    assert (found.reason, found.by, found.user) == ("We counted them.", "Olga", owner)


def test_an_answer_that_nobody_gave_can_be_settled_on(owner: User):
    round_of = opened_round(owner, it_members=90)

    settling.settle(round_of.common, MEMBERS, Amount(40), reason="Counted.", by=owner)

    assert saved_values(round_of.common)[MEMBERS] == 40


def test_a_fact_can_be_left_unknown_on_purpose(owner: User):
    round_of = opened_round(owner, users="testers")

    settling.settle(round_of.common, USERS, UNKNOWN, reason="Nobody can count.", by=owner)

    assert saved_values(round_of.common)[USERS] == "unknown"
    services.submit(round_of.common)
    assert round_of.fresh().is_submitted


def test_the_note_of_whose_answer_stands_comes_along_and_goes_with_it(owner: User):
    round_of = round_with(
        owner,
        {USERS: "testers", ("note", "users"): {"text": "Friends."}},
        {USERS: "large-base", ("note", "users"): {"text": "The dashboard."}},
    )
    common = round_of.common

    first = settling.settle(common, USERS, Choice("testers"), reason="So.", by=owner)
    assert saved_values(common)["note", "users"] == {"text": "Friends."}

    settling.settle(common, USERS, Choice("large-base"), reason="No.", by=owner, seen=stamp(first))
    assert saved_values(common)["note", "users"] == {"text": "The dashboard."}

    last = settled(common, USERS)
    settling.settle(common, USERS, UNKNOWN, reason="Hm.", by=owner, seen=stamp(last))
    assert ("note", "users") not in saved_values(common)


def test_whoever_comes_second_is_told_what_was_settled_and_overwrites_nothing(owner: User):
    round_of = opened_round(owner, users="testers")
    other = user("other@example.org", name="Otto")
    settling.settle(round_of.common, USERS, Choice("testers"), reason="Counted.", by=other)

    with pytest.raises(SettledMeanwhile) as told:
        settling.settle(round_of.common, USERS, UNKNOWN, reason="Hm.", by=owner)

    assert told.value.answer == Choice("testers")
    assert (told.value.settlement.by, told.value.settlement.reason) == ("Otto", "Counted.")
    assert saved_values(round_of.common)[USERS] == "testers"


def test_the_same_form_sent_twice_is_one_settlement(owner: User):
    round_of = opened_round(owner, users="testers")
    for _ in range(2):
        settling.settle(round_of.common, USERS, Choice("testers"), reason="So.", by=owner)

    assert Settlement.objects.count() == 1


def test_only_what_is_differed_on_can_be_settled(owner: User):
    round_of = opened_round(owner, users="testers")

    for place in (MEMBERS, (QUESTION, "martians"), (ROLE, "users"), ("note", "users")):
        with pytest.raises(NotDiffered):
            settling.settle(round_of.common, place, UNKNOWN, reason="So.", by=owner)


def test_nothing_is_settled_before_the_answers_are_open(owner: User):
    round_of = begun_round(owner)

    with pytest.raises(NotOpenYet):
        settling.settle(round_of.common, USERS, UNKNOWN, reason="So.", by=owner)
    with pytest.raises(NotOpenYet):
        settling.settle_cautiously(round_of.common, reason="So.", by=owner)


def test_nothing_is_settled_after_submitting(owner: User):
    round_of = opened_round(owner, on_call="not-yet")
    services.submit(round_of.common)

    with pytest.raises(SubmittedAlready):
        settling.settle(round_of.common, ON_CALL, UNKNOWN, reason="So.", by=owner)
    with pytest.raises(SubmittedAlready):
        settling.settle_cautiously(round_of.common, reason="So.", by=owner)


def test_the_rest_is_settled_on_the_answers_that_claim_least(owner: User):
    claimed: Values = {
        ON_CALL: "in-place",
        (QUESTION, "restorable-backups"): "measured",
        USERS: "testers",
    }
    claimed |= {(ROLE, "cto"): {"held-by": "dedicated"}}
    doubted: Values = {
        ON_CALL: "partly",
        (QUESTION, "restorable-backups"): "not-yet",
        USERS: "large-base",
    }
    doubted |= {(ROLE, "cto"): {"held-by": "hat"}}
    round_of = round_with(owner, claimed, doubted)
    settling.settle(round_of.common, ON_CALL, Choice("in-place"), reason="It is.", by=owner)

    count = settling.settle_cautiously(round_of.common, reason="To be safe.", by=owner)

    standing = saved_values(round_of.common)
    assert count == 2
    assert standing[ON_CALL] == "in-place"
    assert standing[QUESTION, "restorable-backups"] == "not-yet"
    assert standing[ROLE, "cto"] == {"held-by": "hat"}
    assert USERS not in standing
    assert settled(round_of.common, ON_CALL).reason == "It is."
    assert settled(round_of.common, (ROLE, "cto")).reason == "To be safe."


# --- submitting ----------------------------------------------------------------------------------


def test_submitting_takes_that_the_answers_were_opened(owner: User):
    round_of = begun_round(owner)

    with pytest.raises(NotSettled) as told:
        services.submit(round_of.common)

    assert told.value.open == ()
    assert not round_of.fresh().is_submitted


def test_submitting_takes_that_every_fact_is_settled(owner: User):
    round_of = opened_round(owner, users="testers", money="pocket-seed", on_call="not-yet")

    with pytest.raises(NotSettled) as told:
        services.submit(round_of.common)
    assert {one.key for one in told.value.open} == {"users", "money"}

    for place in (USERS, (QUESTION, "money")):
        settling.settle(round_of.common, place, UNKNOWN, reason="So.", by=owner)
    services.submit(round_of.common)
    assert round_of.fresh().is_submitted


def test_a_practice_that_nobody_settled_is_submitted_as_unknown(owner: User):
    round_of = opened_round(owner, on_call="not-yet")

    services.submit(round_of.common)

    assert "on-call" not in answer_set(round_of.common).answers


def test_too_little_known_in_common_is_no_verdict(owner: User):
    round_of = round_with(owner, {USERS: "testers"}, {})

    with pytest.raises(services.NotReady):
        services.submit(round_of.common)


def test_what_was_settled_begins_the_next_assessment(owner: User):
    round_of = opened_round(owner, users="testers")
    settling.settle(round_of.common, USERS, Choice("testers"), reason="So.", by=owner)
    services.submit(round_of.common)

    following, _name = services.begin_from(
        round_of.common, as_of=round_of.common.as_of, with_link=False
    )

    assert saved_values(following) == saved_values(round_of.common)
    assert not following.sheets.exists()


# --- reads ---------------------------------------------------------------------------------------


def test_side_by_side_costs_the_same_for_many_as_for_few(owner: User):
    few = opened_round(owner, company="Few", users="testers")
    many = begun_round(owner, *["lead"] * 8, company="Many")
    for one in many.others.values():
        finished(many.sheet(one.name))
    settling.reveal(many.common, by=owner)

    counts = []
    for round_of in (few, many):
        with CaptureQueriesContext(
            connection,
        ) as made:
            found = side_by_side(round_of.common)
            assert found.differed is not None
        counts.append(len(made))
    assert counts == [4, 4]


def test_told_afterwards_are_roles_and_no_names(owner: User):
    round_of = opened_round(owner, users="testers")
    settling.settle(round_of.common, USERS, Choice("testers"), reason="Counted.", by=owner)

    told = told_differences(round_of.common)

    assert told is not None
    assert [one.role for one in told.implied] == ["ceo", "cto"]
    (only,) = told.settled
    assert {each.roles for each in only.given} == {("ceo",), ("cto",)}
    assert (only.answer, only.reason) == (Choice("testers"), "Counted.")
    assert "Olga" not in repr(told)


def test_an_assessment_of_one_person_has_no_differences(owner: User):
    round_of = begun_round(owner)

    assert told_differences(round_of.own) is None
    with CaptureQueriesContext(connection) as made:
        told_differences(round_of.own)
    assert len(made) == 1


# --- the list ------------------------------------------------------------------------------------


def test_the_list_shows_where_each_stands_and_what_each_said(owner: User):
    round_of = opened_round(owner, users="testers", on_call="not-yet")

    page = Html(signed_in(owner).get(at("differences", round_of)).content.decode())

    assert "On 2 questions, 0 of them settled." in page.words
    for words in ("Olga", "Cto", "CEO", "Testers or nobody", "Steady base", "On-call"):
        assert words in page.words
    assert "1 fact is still to be settled." in page.words


def test_the_list_leads_to_who_answers_until_the_answers_are_open(owner: User):
    round_of = begun_round(owner)

    for name in ("differences",):
        response = signed_in(owner).get(at(name, round_of))
        assert response["Location"] == at("people", round_of)
    url = at("settle", round_of, subject="question", key="users")
    assert signed_in(owner).get(url)["Location"] == at("people", round_of)
    for name in ("settle-rest", "settled-submit"):
        assert signed_in(owner).post(at(name, round_of))["Location"] == at("people", round_of)


def test_what_matters_most_comes_first(owner: User):
    round_of = opened_round(owner, users="market-wide", it_members=typical("it-members") + 1)

    page = Html(signed_in(owner).get(at("differences", round_of)).content.decode())

    ids = [one.get("id") for one in page.all("li") if (one.get("id") or "").startswith("question-")]
    assert ids == ["question-users", "question-it-members"]


def test_agreed_answers_are_listed_with_who_gave_them(owner: User):
    round_of = round_with(owner, {USERS: "testers", MEMBERS: 5}, {USERS: "testers"})

    page = Html(signed_in(owner).get(at("differences", round_of)).content.decode())

    assert "Nowhere: whoever knows an answer gives the same one." in page.words
    assert "Olga (CEO) and Cto (CTO)" in page.words


def test_who_was_left_out_is_named(owner: User):
    round_of = begun_round(owner, "cto", "lead")
    services.submit(round_of.own)
    settling.reveal(round_of.common, by=owner)

    page = Html(signed_in(owner).get(at("differences", round_of)).content.decode())

    assert "Left out, since they had not finished: Cto (CTO), Lead (Lead engineer)" in page.words


def test_submitting_too_early_says_which_facts_are_open(owner: User):
    round_of, client = opened_round(owner, users="testers"), signed_in(owner)

    response = client.post(at("settled-submit", round_of))

    page = Html(response.content.decode())
    assert response.status_code == 422
    assert "#question-users" in list(page.links())
    assert not round_of.fresh().is_submitted


def test_submitting_with_too_little_known_says_what_is_missing(owner: User):
    round_of, client = round_with(owner, {USERS: "testers"}, {}), signed_in(owner)

    response = client.post(at("settled-submit", round_of))

    assert response.status_code == 422
    assert "Too little is known for a verdict" in response.content.decode()


def test_submitting_leads_to_the_result_which_tells_what_was_settled(owner: User):
    round_of, client = opened_round(owner, users="testers"), signed_in(owner)
    settling.settle(round_of.common, USERS, Choice("testers"), reason="We counted <b>.", by=owner)

    response = client.post(at("settled-submit", round_of), follow=True)

    page = Html(response.content.decode())
    assert response.redirect_chain[-1][0] == at("result", round_of)
    assert "Where the answers differed" in page.words
    assert "We counted <b>." in page.words
    for name in ("Olga", "Cto "):
        assert name not in page.text_of(page.one("main"))
    again = client.get(at("differences", round_of))
    assert "Where you differed" in again.content.decode()
    assert at("settle-rest", round_of) not in again.content.decode()


def test_after_submitting_the_forms_lead_back_to_the_list(owner: User):
    round_of, client = opened_round(owner, on_call="not-yet"), signed_in(owner)
    services.submit(round_of.common)
    url = at("settle", round_of, subject="question", key="on-call")

    for response in (
        client.get(url),
        client.post(url, {"question-on-call": "in-place", "reason": "So."}),
        client.post(at("settle-rest", round_of), {"reason": "So."}),
    ):
        assert response["Location"] == at("differences", round_of)
    assert client.post(at("settled-submit", round_of))["Location"] == at("result", round_of)
    assert not Settlement.objects.exists()


@pytest.mark.parametrize("reason", ["", "  ", "x" * (REASON_LIMIT + 1), "a\0b"])
def test_the_rest_takes_a_reason(owner: User, reason: str):
    round_of = opened_round(owner, on_call="not-yet")

    response = signed_in(owner).post(at("settle-rest", round_of), {"reason": reason})

    assert response.status_code == 422
    assert not Settlement.objects.exists()


def test_the_rest_is_settled_from_the_list(owner: User):
    round_of = opened_round(owner, on_call="not-yet", restorable_backups="not-yet")

    response = signed_in(owner).post(
        at("settle-rest", round_of), {"reason": "To be safe."}, follow=True
    )

    assert "2 questions are settled on the most cautious answer." in response.content.decode()
    assert saved_values(round_of.common)[ON_CALL] == "not-yet"


# --- the form ------------------------------------------------------------------------------------


def posted(round_of: Round, subject: str, key: str, **given: str) -> Any:
    client = signed_in(round_of.owner)
    url = at("settle", round_of, subject=subject, key=key)
    values = Html(client.get(url).content.decode()).form_values()
    chosen = {name.replace("__", "-"): value for name, value in given.items()}
    return client.post(url, values | {"reason": "So."} | chosen)


def test_the_form_shows_every_answer_with_who_gave_it(owner: User):
    round_of = opened_round(owner, users="testers")
    url = at("settle", round_of, subject="question", key="users")

    page = Html(signed_in(owner).get(url).content.decode())

    labels = [page.text_of(one) for one in page.all("label")]
    assert "Nobody, or testers and friends you invited Cto (CTO)" in labels
    assert "A base that comes back every month and grows Olga (CEO)" in labels
    assert "Leave it unknown" in labels
    assert (
        len(page.all("input", type="radio")) == len(rubrics.find().fact_by_id["users"].options) + 1
    )


def test_settling_leads_on_to_the_next_question_and_at_the_end_back_to_the_list(owner: User):
    round_of = opened_round(owner, users="market-wide", on_call="not-yet")

    first = posted(round_of, "question", "users", **{"question-users": "steady-base"})
    second = posted(round_of, "question", "on-call", **{"question-on-call": "partly"})

    assert first["Location"] == at("settle", round_of, subject="question", key="on-call")
    assert second["Location"] == at("differences", round_of)
    assert saved_values(round_of.common)[ON_CALL] == "partly"


def test_one_can_go_back_to_the_list_instead(owner: User):
    round_of = opened_round(owner, users="market-wide", on_call="not-yet")

    response = posted(
        round_of, "question", "users", **{"question-users": "steady-base", "back": "1"}
    )

    assert response["Location"] == at("differences", round_of)


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ({"question-it-members-given": "90"}, 90),
        ({"question-it-members-given": "other", "question-it-members": "41"}, 41),
        ({"question-it-members-given": "unknown", "question-it-members": "41"}, "unknown"),
        ({"question-it-members": "1,200"}, 1200),
    ],
)
def test_a_number_given_another_or_none(owner: User, given: dict[str, str], value: object):
    round_of = opened_round(owner, it_members=90)

    response = posted(round_of, "question", "it-members", **given)

    assert response.status_code == 302
    assert saved_values(round_of.common)[MEMBERS] == value


def test_a_practice_that_does_not_apply_and_a_role_that_is_a_hat(owner: User):
    round_of = round_with(
        owner,
        {ON_CALL: {"not-applicable": "no service"}, (ROLE, "product-owner"): {"held-by": "nobody"}},
        {ON_CALL: "in-place", (ROLE, "product-owner"): {"held-by": "hat", "of": "cto"}},
    )

    first = posted(round_of, "question", "on-call", **{"question-on-call": "not-applicable"})
    second = posted(
        round_of,
        "role",
        "product-owner",
        **{"role-product-owner": "hat", "role-product-owner-of": "cto"},
    )

    assert (first.status_code, second.status_code) == (302, 302)
    standing = answer_set(round_of.common)
    assert standing.answers["on-call"] == NotApplicable("no service")
    assert standing.roles["product-owner"] == Holding("hat", "cto")


@pytest.mark.parametrize(
    ("key", "given", "message"),
    [
        ("users", {}, "Choose the answer that stands."),
        ("users", {"question-users": "martians"}, "Choose one of the answers shown."),
        ("users", {"question-users": "testers", "reason": " "}, "Say why, in a few words"),
        ("it-members", {"question-it-members-given": "other"}, "Choose the answer that stands."),
        ("it-members", {"question-it-members": "many"}, "Give a whole number"),
        ("on-call", {"question-on-call": "not-applicable"}, "Say in a few words why"),
    ],
)
def test_a_faulty_settlement_says_what_is_wrong_and_keeps_what_was_typed(
    owner: User, key: str, given: dict[str, str], message: str
):
    round_of = opened_round(owner, users="testers", it_members=90, on_call="not-yet")

    response = posted(round_of, "question", key, **{"reason": "Typed.", **given})

    page = Html(response.content.decode())
    assert response.status_code == 422
    assert message in page.words
    assert page.form_values()["reason"] == given.get("reason", "Typed.").strip()
    assert not Settlement.objects.exists()


@pytest.mark.parametrize(
    ("subject", "key"),
    [("question", "it-members"), ("question", "x"), ("role", "users"), ("note", "users")],
)
def test_what_is_not_differed_on_has_no_form(owner: User, subject: str, key: str):
    round_of, client = opened_round(owner, users="testers"), signed_in(owner)
    url = at("settle", round_of, subject=subject, key=key)

    assert client.get(url).status_code == 404
    assert client.post(url, {"reason": "x"}).status_code == 404


def test_who_comes_second_sees_what_was_settled_and_keeps_their_own(owner: User):
    round_of, client = opened_round(owner, users="testers"), signed_in(owner)
    url = at("settle", round_of, subject="question", key="users")
    mine = Html(client.get(url).content.decode()).form_values()
    other = user("other@example.org", name="Otto")
    settling.settle(round_of.common, USERS, Choice("testers"), reason="We counted.", by=other)

    refused = client.post(url, mine | {"question-users": "large-base", "reason": "Mine."})

    page = Html(refused.content.decode())
    assert refused.status_code == 409
    assert "Otto has settled this meanwhile: Testers or nobody." in page.words
    assert "We counted." in page.words
    values = page.form_values()
    assert (values["question-users"], values["reason"]) == ("large-base", "Mine.")
    assert saved_values(round_of.common)[USERS] == "testers"

    assert client.post(url, values).status_code == 302
    assert saved_values(round_of.common)[USERS] == "large-base"
    assert settled(round_of.common, USERS).reason == "Mine."


def test_settling_anew_shows_what_stands(owner: User):
    round_of, client = opened_round(owner, users="testers"), signed_in(owner)
    settling.settle(round_of.common, USERS, Choice("large-base"), reason="Counted.", by=owner)
    url = at("settle", round_of, subject="question", key="users")

    values = Html(client.get(url).content.decode()).form_values()

    assert (values["question-users"], values["reason"]) == ("large-base", "Counted.")


def test_notes_are_shown_where_it_is_settled(owner: User):
    note = {"text": "See <there>", "link": "https://wiki.example/users"}
    round_of = round_with(owner, {USERS: "testers"}, {USERS: "large-base", ("note", "users"): note})
    url = at("settle", round_of, subject="question", key="users")

    page = Html(signed_in(owner).get(url).content.decode())

    assert "See <there>" in page.words
    assert page.one("a", href="https://wiki.example/users").get("rel")
