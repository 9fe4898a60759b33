"""Pages go compressed to whoever takes that; what is compressed already goes as it is."""

from __future__ import annotations

import gzip

import pytest
from django.test import Client
from django.urls import reverse

from .factories import make_reports, submitted_assessment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stub_pdf")]

TAKES_GZIP = {"accept-encoding": "gzip, deflate, br"}


def test_a_page_is_compressed_for_a_browser_that_takes_it(client: Client):
    plain = client.get(reverse("rubric-practices"))
    packed = client.get(reverse("rubric-practices"), headers=TAKES_GZIP)

    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert "Content-Encoding" not in plain
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 3


def test_answers_as_a_file_are_compressed_and_a_pdf_is_not(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    from assessments.reports import pdf

    monkeypatch.setattr(pdf, "render_pdf", lambda context, edition: b"%PDF-1.7" + bytes(5000))
    _assessment, token = submitted_assessment()
    make_reports()

    answers = client.get(reverse("answers-file", kwargs={"token": token}), headers=TAKES_GZIP)
    report = client.get(reverse("report", kwargs={"token": token}), headers=TAKES_GZIP)

    assert answers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in report
    assert report["Content-Type"] == "application/pdf"
    assert len(report.getvalue()) == 5008


def test_two_copies_of_a_page_with_a_form_share_neither_the_token_nor_the_length(client: Client):
    """So the length of a compressed page says nothing about what is secret in it."""
    copies = [client.get(reverse("start"), headers=TAKES_GZIP).content for _ in range(12)]

    assert len({gzip.decompress(one) for one in copies}) == 12
    assert len({len(one) for one in copies}) > 1
