"""Who is told what several people differed on: whoever may see answers, and nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments import rubrics, services
from assessments.domain.answers import UNKNOWN, Choice
from assessments.domain.settlement import Differences, Given, Implied, Settled
from assessments.models import Settlement, User
from assessments.rendering.contents import contents_of
from assessments.reports.disagreement_part import disagreement_view, role_names
from assessments.reports.editions import BRIEF, EVERY_EDITION, FULL
from assessments.services import settling

from .factories import QUESTION, grant_for, history_rewritten, link_to, owned_assessment, user
from .rounds import Round, opened_round

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stub_pdf")]

USERS = (QUESTION.value, "users")


@pytest.fixture
def owner() -> User:
    return user("owner@example.org", name="Olga")


def settled_round(owner: User, reason: str = "We counted them.") -> Round:
    round_of = opened_round(owner, users="testers")
    settling.settle(round_of.common, USERS, Choice("testers"), reason=reason, by=owner)
    services.submit(round_of.common)
    round_of.common.refresh_from_db()
    return round_of


@pytest.mark.parametrize(("tier", "told"), [("answers", True), ("result", False)])
def test_the_result_tells_it_to_those_who_may_see_answers(owner: User, tier: str, told: bool):
    round_of, client, advisor = settled_round(owner), Client(), user("advisor@example.org")
    grant_for(round_of.common.company, tier=tier, user=advisor)
    client.force_login(advisor)

    page = client.get(reverse("result", kwargs={"token": round_of.common.public_id}))

    assert page.status_code == 200
    assert ("We counted them." in page.content.decode()) is told
    assert ("Where the answers differed" in page.content.decode()) is told


@pytest.mark.parametrize("edition", EVERY_EDITION)
def test_of_the_reports_only_the_full_one_with_answers_tells_it(owner: User, edition: str):
    round_of = settled_round(owner)

    context = contents_of(round_of.common, edition).context()

    assert (context.disagreement is not None) is (edition == FULL)


def test_a_report_is_another_if_the_reason_is(owner: User):
    round_of = settled_round(owner)
    before = {edition: contents_of(round_of.common, edition).hash for edition in (FULL, BRIEF)}
    with history_rewritten():
        Settlement.objects.update(reason="Another.")

    after = {edition: contents_of(round_of.common, edition).hash for edition in (FULL, BRIEF)}

    assert after[FULL] != before[FULL]
    assert after[BRIEF] == before[BRIEF]


def test_the_result_of_one_person_asks_nothing_more(
    owner: User, django_assert_max_num_queries: Any
):
    token = link_to(owned_assessment(owner))

    with django_assert_max_num_queries(2):
        page = Client().get(reverse("result", kwargs={"token": token}))

    assert "Where the answers differed" not in page.content.decode()


def test_left_open_and_left_unknown_are_told_apart():
    rubric = rubrics.find()
    given = (Given(Choice("testers"), ("ceo",)), Given(Choice("large-base"), ("cto", "lead")))
    found = Differences(
        (Implied("ceo", "mvp", "clear"), Implied("cto", None, None)),
        (
            Settled("fact", "users", given, None, ""),
            Settled("fact", "users", given, UNKNOWN, "Nobody can count."),
        ),
        7,
    )

    view = disagreement_view(rubric, found)

    assert view is not None
    assert [one.answer for one in view.settled] == ["", "Don’t know"]
    assert [one.by for one in view.settled[0].given] == ["CEO", "CTO and Lead engineer"]
    assert "Not each of them knows enough to place the company alone." in view.sentence
    assert [one.stage for one in view.implied] == ["MVP", ""]


def test_roles_are_counted_and_one_that_is_no_more_is_told_as_written():
    assert role_names(["lead", "cto", "lead"]) == "Lead engineer (2) and CTO"
    assert role_names(["wizard"]) == "wizard"
