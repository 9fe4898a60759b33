"""The pages on which a company's data is exported, imported and deleted, in their different states."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse

from assessments.models import Company
from assessments.services.deleting import ask_for_deletion

from .company_files import Raw, company_with_everything, exported
from .factories import begun_assessment, owned_assessment, submitted_assessment, user

STRANGE = "<b>Ünsinn</b> & “Söhne”"


def spoilt(raw: Raw) -> bytes:
    """A file with faults in many places, told with what stands there."""
    raw["company"] |= {"name": 3, "<i>": "<script>"}
    raw["assessments"][0]["answers"][3]["value"] = ["<script>"]
    raw["assessments"][1]["rubric"]["version"] = "<b>0.9</b>"
    raw["acts"][0]["kind"] = "<script>alert(1)</script>"
    del raw["grants"][0]["tier"]
    return json.dumps(raw).encode()


def upload(content: bytes, name: str = "<ferrovia>.json") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/json")


def keeping_responses() -> Iterator[tuple[str, str, Any, int]]:
    """Every page: the name of its state, its address, the response, and the status it has to have."""
    client, owner = Client(), user("keeper@example.org", name="Käthe")
    client.force_login(owner)
    company = company_with_everything(owner, name=STRANGE)
    bare = owned_assessment(owner, company="Bare").company
    data, delete = _at("company-data", company), _at("company-delete", company)
    yield "data of everything", data, client.get(data), 200
    yield "data of little", _at("company-data", bare), client.get(_at("company-data", bare)), 200
    yield "deleting a company", delete, client.get(delete), 200
    yield "deleting it under a wrong name", delete, client.post(delete, {"name": "<b>"}), 422
    with override_settings(DELETION_GRACE_DAYS=0):
        yield "data, deleted without grace", data, client.get(data), 200
        yield "deleting it without grace", delete, client.get(delete), 200
    bring_in = reverse("company-import")
    yield "importing", bring_in, client.get(bring_in), 200
    yield "importing nothing", bring_in, client.post(bring_in), 422
    file = {"file": upload(spoilt(exported(company, owner)))}
    yield "importing a faulty file", bring_in, client.post(bring_in, file), 422
    file = {"file": upload(b"{}")}
    yield "importing another file", bring_in, client.post(bring_in, file), 422
    ask_for_deletion(company, by=owner, address="https://stagecheck.example/")
    yield "data while it is being deleted", data, client.get(data), 200
    yield from _nobodys()


def _nobodys() -> Iterator[tuple[str, str, Any, int]]:
    client = Client()
    _assessment, token = begun_assessment(company=STRANGE)
    url = reverse("delete-unclaimed", kwargs={"token": token})
    yield "deleting what is nobody's", url, client.get(url), 200
    _submitted, submitted = submitted_assessment(company=STRANGE)
    with override_settings(DELETE_UNCLAIMED_AFTER_DAYS=90):
        for name, of in (("hub", token), ("result", submitted)):
            url = reverse(name, kwargs={"token": of})
            yield f"{name} that is kept for a time", url, client.get(url), 200


def _at(name: str, company: Company) -> str:
    return reverse(name, kwargs={"company": company.public_id})
