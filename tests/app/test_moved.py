"""What moved between two assessments: which two, for whom, and that the page adds up."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from django.test import Client
from django.urls import reverse

from assessments import rubrics, services
from assessments.models import Assessment, User

from .factories import (
    answered,
    history_of,
    history_rewritten,
    now_said,
    owned_assessment,
    user,
)
from .markup import Html

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stub_pdf")]

SPRING, SUMMER, AUTUMN = date(2026, 3, 2), date(2026, 8, 12), date(2026, 11, 20)
LATER = date(2027, 1, 15)  # than what the factories assess by default


@pytest.fixture
def owner(client: Client) -> User:
    """Somebody who owns companies, and has signed in."""
    owner = user()
    client.force_login(owner)
    return owner


def moved(client: Client, company: Any, status: int = 200, **asked: str) -> Html:
    url = reverse("moved", kwargs={"company": company.public_id})
    response = client.get(url, {name.rstrip("_"): value for name, value in asked.items()})
    assert response.status_code == status
    return Html(response.content.decode())


def between(page: Html) -> str:
    return page.text_of(page.one("p", class_="between")).partition(" Results")[0]


def points(page: Html, row: Element) -> float:
    """The number in the row's last cell."""
    (cell,) = (one for one in row.iter("td") if one.get("class") == "points")
    return float(page.text_of(cell).replace("\u2212", "-"))


def balance(page: Html) -> tuple[dict[str, float], dict[str, float]]:
    """The totals (before, groups, change, now) and the single rows of the table that adds up."""
    (table,) = page.all("table", class_="balance")
    totals: dict[str, float] = {}
    rows: dict[str, float] = {}
    for row in [one for body in table.iter("tbody") for one in body.iter("tr")]:
        name = page.text_of(row[0])
        is_total = (row.get("class") or "") in ("total", "group")
        (totals if is_total else rows)[name] = points(page, row)
    return totals, rows


# --- which two -----------------------------------------------------------------------------------


def test_without_a_choice_it_is_the_last_two(client: Client, owner: User):
    made = history_of(owner, SPRING, SUMMER, AUTUMN)

    page = moved(client, made[0].company)

    assert between(page) == "From 12 August 2026 to 20 November 2026"
    for one in made[1:]:
        assert reverse("result", kwargs={"token": one.public_id}) in list(page.links())


def test_any_two_can_be_chosen_and_are_told_forwards(client: Client, owner: User):
    first, _second, third = history_of(owner, SPRING, SUMMER, AUTUMN)
    there = moved(client, first.company, from_=first.public_id, to=third.public_id)
    back = moved(client, first.company, from_=third.public_id, to=first.public_id)

    assert between(there) == between(back) == "From 2 March 2026 to 20 November 2026"
    chosen = {one.get("value") for one in there.all("option") if "selected" in one.attrib}
    assert chosen == {first.public_id, third.public_id}


def test_the_same_one_twice_is_asked_about_again(client: Client, owner: User):
    first, _second = history_of(owner, SPRING, SUMMER)
    page = moved(client, first.company, 422, from_=first.public_id, to=first.public_id)

    assert "Choose two different assessments." in page.text_of(page.one(class_="error-summary"))
    assert page.title.startswith("Problem:")
    assert page.by_id("compare-to").get("aria-invalid") == "true"


def test_with_one_result_there_is_nothing_to_compare_yet(client: Client, owner: User):
    page = moved(client, owned_assessment(owner).company)

    assert "It takes two submitted assessments" in page.words
    assert page.all("select") == []


def test_another_companys_assessment_is_none_to_choose(client: Client, owner: User):
    first, second = history_of(owner, SPRING, SUMMER)
    foreign = owned_assessment(owner, company="Another")
    still_open, _name = services.begin_from(second, as_of=AUTUMN, with_link=False)

    for name in (foreign.public_id, still_open.public_id, "nobodys-name", ""):
        moved(client, first.company, 404, from_=name, to=second.public_id)


def test_two_of_the_same_date_are_told_apart_by_when_they_were_submitted(
    client: Client, owner: User
):
    first, _second = history_of(owner, SPRING, SPRING)
    page = moved(client, first.company)

    names = {page.text_of(one) for one in page.all("option")}
    assert all(name.startswith("2 March 2026, submitted ") for name in names)


# --- what it says --------------------------------------------------------------------------------


def test_the_rows_add_up_as_they_are_shown(client: Client, owner: User):
    changes: dict[str, Any] = {"it_members": 48, "users": "large-base", "demand": None}
    changes["teams"] = rubrics.find().fact_by_id["teams"].options[-1].id
    first, _second = history_of(owner, SPRING, SUMMER, **changes)

    totals, rows = balance(moved(client, first.company))

    assert set(rows) == {"IT members", "Users", "Source of work", "Teams"}
    assert set(totals) == {"Before", "Answers that changed", "No longer known", "Change", "Now"}
    assert round(sum(rows.values()), 1) == totals["Change"]
    assert round(totals["Before"] + totals["Change"], 1) == totals["Now"]
    groups = totals["Answers that changed"] + totals["No longer known"]
    assert round(groups, 1) == totals["Change"]
    assert rows["Source of work"] == totals["No longer known"]


def test_a_stage_that_moved_is_the_headline_with_what_did_most_of_it(client: Client, owner: User):
    first = owned_assessment(owner, archetype="pmf")
    second, _name = services.begin_from(first, as_of=LATER, with_link=False)
    second.answers.all().delete()
    services.submit(answered(second, "scaling"))
    page = moved(client, first.company)

    lede = page.text_of(page.one("p", class_="lede"))
    assert lede.startswith("From stage 2, Product-Market Fit, to stage 4, Scaling.")
    assert "Most of the pull towards Scaling: " in lede
    assert page.text_of(page.by_id("balance")).startswith("Product-Market Fit against Scaling")


def test_where_nothing_changed_it_says_so(client: Client, owner: User):
    first, _second = history_of(owner, SPRING, SUMMER)
    page = moved(client, first.company)

    assert "Still stage 3, Adoption: nothing moved." in page.words
    totals, rows = balance(page)
    assert totals["Change"] == 0
    assert totals["Before"] == totals["Now"]
    assert rows == {"No fact changed.": 0}


def test_the_practices_that_made_the_difference_are_named_with_the_sum(client: Client, owner: User):
    first, second = history_of(
        owner, SPRING, SUMMER, code_review="not-yet", scripted_deployment="unknown"
    )
    page = moved(client, first.company)
    (table,) = page.all("table", class_="table--cards ready")
    (row,) = [one for one in table.iter("tr") if page.text_of(one[0]) == "Delivery"]
    said = page.text_of(row)

    sums = re.search(r"(\d+) \u2212 1 \u2212 1 = (\d+) of", said)
    assert sums
    assert int(sums[1]) - 2 == int(sums[2])
    assert "1 fell back" in said
    assert "Code review and tests: In place →then, now Not yet" in said
    assert "1 no longer known" in said
    assert second.is_submitted


def test_circumstances_and_roles_that_changed_are_told_besides(client: Client, owner: User):
    first = owned_assessment(owner)
    second, _name = services.begin_from(first, as_of=LATER, with_link=False)
    sale = next(one for one in rubrics.find().circumstances if one.options)
    was = second.answers.get(key=sale.id).value
    other = next(one for one in sale.options if one.id != was)
    now_said(second, sale.id, other.id)
    services.submit(second)
    page = moved(client, first.company)

    (table,) = page.all("table", class_="table--cards others")
    assert [page.text_of(cell) for cell in list(table.iter("tr"))[1]] == [
        sale.short,
        next(one.short for one in sale.options if one.id == was),
        other.short,
    ]


def test_a_rule_that_no_longer_holds_is_named_apart(client: Client, owner: User):
    first = owned_assessment(owner, archetype="mvp")
    second, _name = services.begin_from(first, as_of=LATER, with_link=False)
    second.answers.all().delete()
    services.submit(answered(second, "adoption"))
    page = moved(client, first.company)

    notices = [page.text_of(one) for one in page.all("p", class_="notice")]
    assert notices == [f"A rule no longer applies: {one.because}" for one in rubrics.find().gates]


# --- other versions of the rubric ----------------------------------------------------------------


@pytest.fixture
def versions(tmp_path: Path, settings: Any) -> Path:
    """The rubrics with a 1.1, whose facts weigh otherwise, and a 2.0."""
    original = Path(settings.RUBRICS_DIR) / "cto-stages" / "1.0"
    for version in ("1.0", "1.1", "2.0"):
        folder = tmp_path / "cto-stages" / version
        folder.mkdir(parents=True)
        for file in original.glob("*.yaml"):
            text = file.read_text(encoding="utf-8")
            if file.name == "rubric.yaml":
                text = text.replace('version: "1.0"', f'version: "{version}"')
                text = (
                    text.replace("temperature: 1.4", "temperature: 1.7")
                    if version != "1.0"
                    else text
                )
            (folder / file.name).write_text(text, encoding="utf-8")
    settings.RUBRICS_DIR = tmp_path
    return tmp_path


def follows(assessment: Assessment, version: str) -> None:
    name = f"{assessment.rubric_id}@{version}"
    with history_rewritten():
        Assessment.objects.filter(pk=assessment.pk).update(
            rubric_version=version, rubric_hash=rubrics.find(name).hash
        )


@pytest.mark.usefixtures("versions")
def test_what_a_new_version_of_the_rubric_moved_is_told_as_its_doing(client: Client, owner: User):
    first, second = history_of(owner, SPRING, SUMMER, users="large-base")
    follows(first, "1.0")
    follows(second, "1.1")
    page = moved(client, first.company)

    assert "The older one follows version 1.0 of the rubric cto-stages, the newer one 1.1." in (
        page.words
    )
    totals, rows = balance(page)
    assert "The rubric changed" in totals
    assert (
        round(totals["Answers that changed"] + totals["The rubric changed"], 1)
        == (totals["Change"])
    )
    assert rows["Users"] != 0


@pytest.mark.usefixtures("versions")
def test_the_same_answers_under_a_new_version_say_that_only_the_rubric_changed(
    client: Client, owner: User
):
    first, second = history_of(owner, SPRING, SUMMER)
    follows(first, "1.0")
    follows(second, "1.1")

    assert "Only the rubric changed: the facts are answered as before." in (
        moved(client, first.company).words
    )


@pytest.mark.usefixtures("versions")
def test_another_major_version_cannot_be_compared_and_the_page_says_why(
    client: Client, owner: User
):
    first, second = history_of(owner, SPRING, SUMMER)
    follows(first, "1.0")
    follows(second, "2.0")
    page = moved(client, first.company)

    assert "These two cannot be compared." in page.words
    assert "cto-stages@1.0 and cto-stages@2.0" in page.words
    assert page.all("table") == []
    for one in (first, second):
        assert reverse("result", kwargs={"token": one.public_id}) in list(page.links())


@pytest.mark.usefixtures("versions")
def test_the_company_page_draws_only_what_follows_the_rubric_of_the_latest(
    client: Client, owner: User
):
    first, second = history_of(owner, SPRING, SUMMER)
    follows(first, "1.0")
    follows(second, "2.0")
    url = reverse("company", kwargs={"company": first.company.public_id})
    page = Html(client.get(url).content.decode())

    (said,) = {page.text_of(one) for one in page.all("title") if "Chart" in page.text_of(one)}
    assert "2 March" not in said
    assert "(of another rubric)" in page.words
