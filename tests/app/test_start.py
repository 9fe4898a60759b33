"""The start page, its form, and what needs no link: health, 404, 500."""

from __future__ import annotations

import logging

import pytest
from django.test import Client
from django.urls import reverse

from assessments import rubrics
from assessments.models import Assessment, Company

from .markup import Html

pytestmark = pytest.mark.django_db

START = reverse("start")


def begin(client: Client, company: str):
    return client.post(START, {"company": company})


def test_the_start_page_says_what_you_get_and_names_the_five_stages(client: Client):
    page = Html(client.get(START).content.decode())

    assert page.one("form", action=START).get("method") == "post"
    assert f"{len(rubrics.find().facts)} short questions" in page.words
    stages = [page.text_of(one) for one in page.one("ol", class_="stair")]
    assert stages == [f"{at} {one.name}" for at, one in enumerate(rubrics.find().stages, 1)]
    assert page.all("a", href=reverse("example-report"))


def test_a_name_is_enough_to_begin(client: Client):
    response = begin(client, "  Ferrovia  ")

    assert response.status_code == 302
    assert Company.objects.get().name == "Ferrovia"
    token = response["Location"].split("/")[2]
    assert response["Location"] == reverse("hub", kwargs={"token": token})
    assert client.get(response["Location"]).status_code == 200


def test_one_can_begin_with_the_quick_check(client: Client):
    response = client.post(START, {"company": "Ferrovia", "quick": "1"})

    token = response["Location"].split("/")[2]
    assert response["Location"] == reverse("quick", kwargs={"token": token})
    assert client.get(response["Location"], follow=True).status_code == 200


@pytest.mark.parametrize("name", ["", "   ", "\t\n", None])
def test_without_a_name_nothing_begins_and_the_field_says_so(client: Client, name: str | None):
    response = client.post(START, {} if name is None else {"company": name})
    page = Html(response.content.decode())

    assert response.status_code == 422
    assert not Company.objects.exists()
    field = page.by_id("id_company")
    assert field.get("aria-invalid") == "true"
    said = page.by_id(field.get("aria-describedby") or "")
    assert page.text_of(said) == "Give the name of the company; it stands on the report."
    assert page.all("a", href="#id_company")
    assert "autofocus" in page.one(role="alert").attrib


def test_a_name_of_120_characters_is_kept_whole(client: Client):
    assert begin(client, "é" * 120).status_code == 302
    assert Company.objects.get().name == "é" * 120


def test_a_longer_name_is_refused_and_stays_in_the_field_as_typed(client: Client):
    name = '<b>"' + "x" * 117

    response = begin(client, name)

    page = Html(response.content.decode())
    assert response.status_code == 422
    assert page.by_id("id_company").get("value") == name
    assert not Company.objects.exists()


@pytest.mark.parametrize("name", ["a\x00b", "\x00"])
def test_a_name_with_a_nul_character_is_refused_with_a_page(client: Client, name: str):
    assert begin(client, name).status_code == 422
    assert not Company.objects.exists()


@pytest.mark.parametrize(
    "name",
    ["<script>x</script>", "O’Neill & Söhne", "名前", "🚂", "=SUM(A1)", "a\r\nSet-Cookie: x=y"],
)
def test_any_other_name_will_do_and_is_kept_as_typed(client: Client, name: str):
    response = begin(client, name)

    assert response.status_code == 302
    assert Company.objects.get().name == name
    page = Html(client.get(response["Location"]).content.decode())
    assert " ".join(name.split()) in page.words


def test_who_comes_twice_begins_two_assessments(client: Client):
    first, second = begin(client, "Ferrovia"), begin(client, "Ferrovia")

    assert first["Location"] != second["Location"]
    assert Assessment.objects.count() == 2


def test_health_answers_in_plain_text(client: Client):
    response = client.get(reverse("health"))

    assert (response.content, response["Content-Type"]) == (b"ok", "text/plain")


def test_the_example_is_said_to_be_invented_and_offers_no_way_to_change_it(client: Client):
    page = Html(client.get(reverse("example")).content.decode())

    assert "An example: this company is invented." in page.words
    assert [one.get("method") for one in page.all("form")] == ["get"]  # the what-if saves nothing
    assert page.all("button", name="question") == []
    assert not page.all("meta", name="robots")
    assert page.text_of(page.one("h1")) in {one.name for one in rubrics.find().stages}
    assert "Must" in page.words


def test_a_wrong_address_is_answered_with_a_page_that_leads_back(client: Client):
    response = client.get("/no/such/page/")
    page = Html(response.content.decode())

    assert response.status_code == 404
    assert page.text_of(page.one("h1")) == "There is nothing here"
    assert page.all("main")[0].find(f".//a[@href='{START}']") is not None


def test_an_error_of_ours_is_answered_with_a_page_that_tells_no_details(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def fail(wanted: str | None = None) -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr(rubrics, "find", fail)
    with caplog.at_level(logging.CRITICAL, logger="django.request"):
        response = Client(raise_request_exception=False).get(START)

    page = Html(response.content.decode())
    assert response.status_code == 500
    assert page.text_of(page.one("h1")) == "Something went wrong on our side"
    assert "secret" not in response.content.decode()
    assert page.all("style", "script") == []


def test_a_request_for_another_host_is_refused(client: Client):
    assert client.get(START, headers={"host": "evil.example"}).status_code == 400
