"""The result page and the report say the same, word for word."""

from __future__ import annotations

import unicodedata

import pymupdf
import pytest
from django.test import Client
from django.urls import reverse

from assessments import services
from assessments.reports import pdf
from assessments.reports.editions import BRIEF, FULL
from assessments.views.results import report_context

from ..app.factories import begun_assessment, golden_values, write_rows
from ..app.markup import Html

pytestmark = pytest.mark.django_db

COMPANIES = ("doubled-after-a-round", "founder-without-cto", "five-facts-known")


def letters(text: str) -> str:
    """Without spaces and line ends, which the layout is free to set."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def text_of(report: bytes) -> str:
    with pymupdf.open(stream=report) as document:
        return letters("".join(page.get_text() for page in document))


@pytest.mark.parametrize("name", COMPANIES)
def test_page_and_report_say_the_same(client: Client, name: str) -> None:
    assessment, token = begun_assessment(company="Ferrovia")
    write_rows(assessment, golden_values(name))
    services.submit(assessment)
    assessment.refresh_from_db()
    report = report_context(assessment)
    organisation = report.organisation
    assert organisation is not None
    page, answers = (
        letters(Html(client.get(reverse(url, kwargs={"token": token})).content.decode()).words)
        for url in ("result", "answers")
    )
    full = text_of(pdf.render_pdf(report, FULL))

    said = [report.headline, report.lede]
    said += [text for one in report.priorities for text in (one.name,)]
    said += [item.move for column in report.plan for item in column.items]
    said += [item.owner for column in report.plan for item in column.items]
    said += [hire.role.name for hire in (*organisation.hires, *organisation.later)]
    said += [row.reached_name for row in report.readiness]
    said += [one.advice.text for one in report.circumstances]
    for text in said:
        assert letters(text) in page, text
        assert letters(text) in full, text
    for one in report.ranked:
        assert letters(f"{one.moscow_name}") in page
        assert (
            letters(f"{one.number}{one.name}") in full
            or letters(f"{one.number}{one.moscow_name}{one.name}") in full
        )
    for group in report.answers:
        for row in group.rows:
            assert letters(row.answer) in answers, row.text
            assert letters(row.text + row.answer) in full, row.text


@pytest.mark.parametrize("name", COMPANIES)
def test_the_brief_says_nothing_else_than_the_page(client: Client, name: str) -> None:
    assessment, token = begun_assessment(company="Ferrovia")
    write_rows(assessment, golden_values(name))
    services.submit(assessment)
    assessment.refresh_from_db()
    report = report_context(assessment)
    response = client.get(reverse("result", kwargs={"token": token}))
    page = letters(Html(response.content.decode()).words)
    brief = text_of(pdf.render_pdf(report, BRIEF))

    for text in (report.headline, *(one.name for one in report.musts)):
        assert letters(text) in page
        assert letters(text) in brief
    for one in report.musts:
        assert letters(one.reasons[0].text) in page
        assert letters(one.reasons[0].text) in brief
        assert letters(one.first_move) in page
        assert letters(one.first_move) in brief
