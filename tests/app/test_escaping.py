"""What people type comes out as text: on every page, in the file and in the report, never as markup."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from assessments import services
from assessments.models import Assessment
from assessments.reports.pdf import render_html, standalone_html
from assessments.views.results import report_context

from .factories import QUESTION, answered, begun_assessment, change
from .markup import Html

pytestmark = pytest.mark.django_db

NASTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title></textarea><svg onload=alert(1)>",
    "{{ 7|add:35 }}{% load x %}",
    "&lt;b&gt; &amp; &#x27;",
    "<!-- --><![CDATA[ ]]>",
)


@pytest.fixture(params=NASTY)
def nasty(request: pytest.FixtureRequest) -> str:
    text: str = request.param
    return text


@pytest.fixture
def nasty_assessment(nasty: str) -> tuple[Assessment, str]:
    """A company with the name, and a practice that does not apply for the reason."""
    assessment, token = begun_assessment(company=nasty)
    answered(assessment, code_review=None)
    services.save_answers(assessment, [change("code-review", {"not-applicable": nasty})])
    return assessment, token


def assert_only_text(page: Html, nasty: str) -> None:
    assert [one for one in page.all("script") if not one.get("src")] == []
    assert page.all("img", src="x") == []
    for one in page.elements:
        assert not [name for name in one.attrib if name.startswith("on")]
    assert "42" not in [page.text_of(one) for one in page.all("h1", "h2", "p")]
    shown = page.words + " ".join(one.get("value") or "" for one in page.all("input"))
    assert " ".join(nasty.split()) in shown


def test_on_every_page_of_the_questionnaire(
    client: Client, nasty: str, nasty_assessment: tuple[Assessment, str]
):
    _assessment, token = nasty_assessment
    base = reverse("hub", kwargs={"token": token})

    for address in ("", "check/", "sections/roles/", "sections/practices-delivery/"):
        assert_only_text(Html(client.get(base + address).content.decode()), nasty)


def test_on_the_result_and_in_the_report(
    client: Client, nasty: str, nasty_assessment: tuple[Assessment, str]
):
    assessment, token = nasty_assessment
    services.submit(assessment)

    page = Html(client.get(reverse("result", kwargs={"token": token})).content.decode())
    report = Html(render_html(report_context(assessment)))

    for one in (page, report):
        assert_only_text(one, nasty)
        assert " ".join(f"Not applicable: {nasty}".split()) in one.words
        assert nasty.split()[0] in one.title


def test_in_the_report_as_a_file_there_is_no_script_and_nothing_from_outside(
    nasty: str, nasty_assessment: tuple[Assessment, str]
):
    assessment, _token = nasty_assessment
    services.submit(assessment)
    text = standalone_html(report_context(assessment))
    page = Html(text)

    assert page.all("script") == []
    assert nasty not in text or "<" not in nasty
    assert [one for one in page.links() if not one.startswith(("#", "data:"))] == []


def test_on_an_error_page_nothing_of_it_is_lost(client: Client, nasty: str):
    _assessment, token = begun_assessment(company=nasty)
    response = client.post(
        reverse("section", kwargs={"token": token, "slug": "practices-delivery"}),
        {
            "was-question-code-review": "",
            "question-code-review": "not-applicable",
            "question-code-review-reason": nasty + "x" * 500,
            "was-question-release-schedule": nasty,
            "question-release-schedule": nasty,
        },
    )
    page = Html(response.content.decode())

    assert response.status_code == 422
    assert_only_text(page, nasty)
    assert page.by_id("question-code-review-reason").get("value") == nasty + "x" * 500


def test_a_saved_value_that_could_never_be_saved_by_a_page_is_text_too(client: Client, nasty: str):
    assessment, token = begun_assessment()
    services.save_answers(
        assessment,
        [
            change("it-members", nasty),
            change("users", {nasty: nasty}),
            change("cto", [nasty], subject="role"),
        ],
    )

    for address in ("", "check/", "sections/team-and-structure/", "sections/product-and-users/"):
        response = client.get(reverse("hub", kwargs={"token": token}) + address)
        assert response.status_code == 200
        page = Html(response.content.decode())
        assert [one for one in page.all("script") if not one.get("src")] == []


def test_what_is_saved_is_what_was_typed_not_what_is_shown(client: Client, nasty: str):
    assessment, token = begun_assessment()
    client.post(
        reverse("section", kwargs={"token": token, "slug": "practices-delivery"}),
        {
            "was-question-code-review": "",
            "question-code-review": "not-applicable",
            "question-code-review-reason": nasty,
        },
    )

    row = assessment.answers.get(subject=QUESTION, key="code-review")
    assert row.value == {"not-applicable": nasty}
