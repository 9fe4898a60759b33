"""The pages on which a company's data is exported, imported and deleted."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.company_file.reading import LARGEST_FILE
from assessments.models import Act, Answer, Assessment, Company, Owner, User
from assessments.services.deleting import ask_for_deletion
from assessments.services.owning import own

from .company_files import SCRIPT, Raw, company_with_everything, exported
from .factories import (
    answered,
    begun_assessment,
    owned_assessment,
    respondent_of,
    submitted_assessment,
    user,
)
from .markup import Html

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stub_pdf")]


@pytest.fixture
def olga(client: Client) -> User:
    """Somebody who has signed in."""
    made = user("olga@example.org", name="Olga")
    client.force_login(made)
    return made


def at(name: str, company: Company) -> str:
    return reverse(name, kwargs={"company": company.public_id})


def page(response: Any, status: int = 200) -> Html:
    assert response.status_code == status
    return Html(response.content.decode())


def told(response: Any) -> str:
    """The messages on the page that one is led to."""
    return " ".join(str(message) for message in response.context["messages"])


# --- export --------------------------------------------------------------------------------------


def test_the_page_says_what_there_is_and_offers_to_take_it_along(client: Client, olga: User):
    company = company_with_everything(olga)

    found = page(client.get(at("company-data", company)))

    assert "Assessments 2" in found.words
    assert "Respondents 4" in found.words
    assert "Actions in the plan 2" in found.words
    assert "The answers of 2 respondents are closed" in found.words
    assert found.one("form", action=at("company-export", company)).get("method") == "post"
    assert found.all("a", href=at("company-delete", company))
    assert found.all("a", href=reverse("company-import"))


def test_the_tab_is_there_for_owners(client: Client, olga: User):
    company = owned_assessment(olga).company

    found = page(client.get(at("company", company)))

    assert found.all("a", href=at("company-data", company))


def test_an_export_is_a_file_of_its_own_name(client: Client, olga: User):
    company = owned_assessment(olga, company="Söhne & Co").company

    response = client.post(at("company-export", company))
    content = b"".join(response)

    day = timezone.localdate().isoformat()
    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"] == (
        f'attachment; filename="stagecheck-sohne-co-{day}.json"'
    )
    assert int(response["Content-Length"]) == len(content)
    assert "no-store" in response["Cache-Control"]
    assert json.loads(content)["company"]["name"] == "Söhne & Co"


def test_an_owner_gets_no_answers_of_others_that_are_not_opened(client: Client, olga: User):
    common = owned_assessment(olga, submitted=False)
    grace, _token = respondent_of(common, role="cto")
    answered(grace.sheet)

    raw = json.loads(b"".join(client.post(at("company-export", common.company))))

    (respondent,) = raw["assessments"][0]["respondents"]
    assert respondent["sheet"]["answers"] is None


def test_while_it_is_being_deleted_it_can_be_exported_and_kept(client: Client, olga: User):
    company = owned_assessment(olga).company
    ask_for_deletion(company, by=olga, address="x")

    found = page(client.get(at("company-data", company)))

    assert "This company is being deleted" in found.words
    assert found.all("form", action=at("company-keep", company))
    assert not found.all("a", href=at("company-delete", company))
    response = client.post(at("company-export", company))
    assert json.loads(b"".join(response))["company"]["delete_at"]


# --- import --------------------------------------------------------------------------------------


def send(client: Client, content: bytes | Raw, name: str = "company.json") -> Any:
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    file = SimpleUploadedFile(name, raw, content_type="application/json")
    return client.post(reverse("company-import"), {"file": file}, follow=True)


def test_who_has_not_signed_in_is_led_to_do_so(client: Client):
    response = client.get(reverse("company-import"))

    assert response["Location"].startswith(reverse("account_login"))


def test_an_imported_company_is_there_with_its_history(client: Client, olga: User):
    raw = exported(company_with_everything(olga), olga)
    Owner.objects.all().delete()

    response = send(client, raw)

    company = Company.objects.latest("pk")
    assert response.redirect_chain == [(at("company", company), 302)]
    assert "Ferrovia is imported, and yours." in told(response)
    assert "The answers of 2 respondents were closed" in told(response)
    assert company.assessments.filter(sheet_of=None).count() == 2
    for one in company.assessments.filter(sheet_of=None):
        result = client.get(reverse("result", kwargs={"token": one.public_id}))
        assert result.status_code == 200


def test_what_does_not_fit_the_rubric_is_told(client: Client, olga: User):
    first = owned_assessment(olga, submitted=False)
    raw = exported(first.company, olga)
    raw["assessments"][0]["answers"][0]["key"] = "gone"

    response = send(client, raw)

    assert "1 answer does not fit the rubric as it reads here" in told(response)
    assert "assessments[0].answers[0]" in told(response)


def test_an_imported_result_without_any_answer_says_what_is_missing(client: Client, olga: User):
    raw = exported(owned_assessment(olga).company, olga)
    raw["assessments"][0]["answers"] = []
    send(client, raw)

    token = Assessment.objects.latest("pk").public_id
    found = page(client.get(reverse("result", kwargs={"token": token})))

    assert "No verdict yet" in found.words


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b"{}", "this is no company"),
        (b"\xff\xfe", "not UTF-8 text"),
        (b" " * (LARGEST_FILE + 1), "larger than 10 MB"),
        (b" " * (LARGEST_FILE * 2), "larger than 10 MB"),
    ],
    ids=["empty", "deep", "another", "no text", "too large", "far too large"],
)
def test_a_file_that_cannot_be_used_gets_a_message_and_leaves_nothing(
    client: Client, olga: User, content: bytes, words: str
):
    found = page(send(client, content, name="<b>.json"), 422)

    assert "Nothing was imported" in found.text_of(found.one("h2", id="error-title"))
    assert words in found.words
    assert "No company can be made of <b>.json." in found.words
    assert not Company.objects.exists()


def test_no_file_gets_a_message_where_it_belongs(client: Client, olga: User):
    found = page(client.post(reverse("company-import")), 422)

    assert "Choose the file to import." in found.words
    assert found.one("input", id="id_file").get("aria-describedby") == "file-hint file-error"
    assert found.all("a", href="#id_file")


def test_every_fault_is_listed_with_its_place(client: Client, olga: User):
    raw = exported(owned_assessment(olga).company, olga)
    raw["company"]["name"] = SCRIPT * 10
    raw["assessments"][0]["rubric"]["version"] = "<i>0.9</i>"
    raw["acts"][0]["kind"] = SCRIPT

    response = send(client, raw)

    found = page(response, 422)
    places = [found.text_of(one) for one in found.all("code")]
    assert places == ["company.name", "assessments[0].rubric", "acts[0].kind"]
    assert b"<script>alert" not in response.content
    assert Company.objects.count() == 1


def test_a_script_in_a_name_is_shown_as_text(client: Client, olga: User):
    raw = exported(company_with_everything(olga, name=SCRIPT), olga)
    raw["assessments"][1]["respondents"][0]["name"] = SCRIPT
    raw["actions"][0] |= {"title": SCRIPT, "owner": SCRIPT, "note": SCRIPT}
    raw["grants"][0]["label"] = SCRIPT
    raw["acts"][0] |= {"by": SCRIPT, "about": SCRIPT}
    send(client, raw)
    company = Company.objects.latest("pk")

    for name in ("company", "company-data", "company-delete", "plan", "sharing", "record"):
        response = client.get(at(name, company))
        assert response.status_code == 200
        assert b"<script>alert" not in response.content, name


def test_what_is_uploaded_past_the_limit_is_not_kept(settings: Any, olga: User, client: Client):
    from assessments.uploads import NoMoreThanNeeded

    handler = NoMoreThanNeeded()
    handler.new_file("file", "x.json", "application/json", None)
    chunk, taken = b"x" * 2**16, 0
    for _ in range(LARGEST_FILE // len(chunk) * 3):
        taken += len(handler.receive_data_chunk(chunk, 0) or b"")

    assert LARGEST_FILE < taken <= LARGEST_FILE + 2 * len(chunk)
    assert settings.FILE_UPLOAD_HANDLERS[0] == "assessments.uploads.NoMoreThanNeeded"


# --- deletion ------------------------------------------------------------------------------------


def test_the_name_is_typed_and_then_the_company_is_shut(client: Client, olga: User):
    company = owned_assessment(olga, company="Söhne  & Co").company

    response = client.post(at("company-delete", company), {"name": " söhne & CO "}, follow=True)

    assert response.redirect_chain == [(at("company-data", company), 302)]
    company.refresh_from_db()
    assert company.is_being_deleted
    assert company.acts.filter(kind=Act.Kind.DELETION_ASKED, user=olga).exists()


@pytest.mark.parametrize("typed", ["", " ", "Ferrovi", "Ferrovia 2", "<b>"])
def test_another_name_deletes_nothing_and_gets_a_message(client: Client, olga: User, typed: str):
    company = owned_assessment(olga).company

    found = page(client.post(at("company-delete", company), {"name": typed}), 422)

    assert not Company.objects.get().is_being_deleted
    field = found.one("input", id="id_name")
    assert field.get("aria-invalid") == "true"
    assert "name-error" in str(field.get("aria-describedby"))
    assert found.all("a", href="#id_name")


def test_the_page_says_what_goes_when_and_who_is_told(client: Client, olga: User, settings: Any):
    settings.DELETION_GRACE_DAYS = 5
    company = owned_assessment(olga).company
    company.owners.create(user=user("otto@example.org", name="Otto"))

    found = page(client.get(at("company-delete", company)))

    assert "1 assessment goes" in found.words
    assert "After 5 days it is gone for good" in found.words
    assert "All owners are told by mail: Olga, Otto." in found.words


def test_without_a_time_of_grace_it_is_gone_at_once(client: Client, olga: User, settings: Any):
    settings.DELETION_GRACE_DAYS = 0
    company = owned_assessment(olga).company
    assert "It is gone at once" in page(client.get(at("company-delete", company))).words

    response = client.post(at("company-delete", company), {"name": "Ferrovia"}, follow=True)

    assert response.redirect_chain == [(reverse("companies"), 302)]
    assert "Ferrovia is deleted." in told(response)
    assert not Company.objects.exists()


def test_who_keeps_it_finds_everything_as_it_was(client: Client, olga: User):
    first = owned_assessment(olga)
    ask_for_deletion(first.company, by=olga, address="x")
    result = reverse("result", kwargs={"token": first.public_id})
    assert client.get(result).status_code == 404

    response = client.post(at("company-keep", first.company), follow=True)

    assert "Ferrovia is kept." in told(response)
    assert client.get(result).status_code == 200


def test_when_it_is_too_late_to_keep_it_the_page_says_so(client: Client, olga: User):
    company = owned_assessment(olga).company
    Company.objects.update(delete_at=timezone.now() - timedelta(seconds=1))

    response = client.post(at("company-keep", company), follow=True)

    assert "It is too late" in told(response)
    assert Company.objects.get().is_being_deleted


def test_the_companys_page_offers_to_keep_it(client: Client, olga: User):
    company = owned_assessment(olga).company
    ask_for_deletion(company, by=olga, address="x")

    found = page(client.get(at("company", company)))

    assert found.all("form", action=at("company-keep", company))
    assert found.all("form", action=at("company-export", company))


# --- what is nobody's ----------------------------------------------------------------------------


def of(name: str, token: str) -> str:
    return reverse(name, kwargs={"token": token})


def test_whoever_has_the_private_link_can_delete_what_is_nobodys(client: Client):
    _assessment, token = begun_assessment()
    (way,) = page(client.get(of("hub", token))).all("a", href=of("delete-unclaimed", token))
    assert "gone at once" in page(client.get(str(way.get("href")))).words

    response = client.post(of("delete-unclaimed", token), follow=True)

    assert response.redirect_chain == [(reverse("start"), 302)]
    assert "The assessment is deleted" in told(response)
    assert not Company.objects.exists()
    assert client.get(of("hub", token)).status_code == 404


def test_the_result_offers_it_too_and_an_owned_one_does_not(client: Client):
    assessment, token = submitted_assessment()
    place = of("delete-unclaimed", token)
    assert page(client.get(of("result", token))).all("a", href=place)

    own(assessment.company, user())

    assert not page(client.get(of("result", token))).all("a", href=place)
    assert client.get(place).status_code == 404
    assert client.post(place).status_code == 404
    assert Assessment.objects.exists()


def test_the_sheet_of_a_respondent_cannot_be_deleted_by_its_link(client: Client):
    assessment, _token = begun_assessment()
    _respondent, token = respondent_of(assessment)

    assert client.post(of("delete-unclaimed", token)).status_code == 404
    assert Assessment.objects.count() == 2


def test_the_hub_says_until_when_it_is_kept(client: Client, settings: Any):
    assessment, token = begun_assessment()
    words = "it is kept until"
    assert words not in page(client.get(of("hub", token))).words

    settings.DELETE_UNCLAIMED_AFTER_DAYS = 90
    until = timezone.localtime(assessment.created_at + timedelta(days=90))
    found = page(client.get(of("hub", token)))

    assert f"{words} {until.day} {until:%B %Y}" in found.words
    own(assessment.company, user())
    assert words not in page(client.get(of("hub", token))).words


def test_an_answer_puts_it_off(client: Client, settings: Any):
    settings.DELETE_UNCLAIMED_AFTER_DAYS = 90
    assessment, token = begun_assessment()
    later = timezone.now() + timedelta(days=40)
    answered(assessment)
    Answer.objects.filter(key="users").update(saved_at=later)

    until = timezone.localtime(later + timedelta(days=90))
    words = page(client.get(of("hub", token))).words

    assert f"{until.day} {until:%B %Y}" in words
