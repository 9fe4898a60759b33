"""The report's download, and the page on which one waits for it."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import Answer, Rendering
from assessments.rendering import cache, queue
from assessments.rendering.contents import content_hash
from assessments.reports.editions import BRIEF, FULL
from assessments.views.report import PAUSES, URL_NAMES

from .factories import begun_assessment, history_rewritten, make_reports, submitted_assessment
from .markup import Html

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def submitted(company: str = "Ferrovia") -> str:
    """The token of a submitted assessment whose reports nobody has made yet."""
    return submitted_assessment(company=company)[1]


def address(name: str, token: str | None = None) -> str:
    """Of an assessment's page, or without a token of the example's."""
    if token is None:
        return reverse(f"example-{name}")
    return reverse(name, kwargs={"token": token})


def opened(client: Client, token: str | None, query: str = "", **headers: str) -> Any:
    return client.get(address("report-wait", token) + query, headers=headers)


def waiting_page(client: Client, token: str | None, query: str = "") -> Html:
    response = opened(client, token, query)
    assert response.status_code == 200
    return Html(response.content.decode())


def claim() -> None:
    assert queue.claim(queue.new_worker_id())


def fail() -> None:
    Rendering.objects.update(failed_at=timezone.now(), attempts=queue.ATTEMPTS)


def refresh(page: Html) -> tuple[int, str] | None:
    """After how many seconds the page leads where by itself, if it does."""
    found = page.all("meta", http_equiv="refresh")
    if not found:
        return None
    written = re.fullmatch(r"(\d+); url=(\S+)", found[0].get("content", ""))
    assert written, found[0].attrib
    return int(written[1]), written[2]


# --- the download --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "file_name"),
    [
        ("report", "stagecheck-ferrovia-sud-sohne.pdf"),
        ("brief", "stagecheck-ferrovia-sud-sohne-brief.pdf"),
    ],
)
@pytest.mark.usefixtures("stub_pdf")
def test_each_edition_is_a_pdf_named_after_the_company(client: Client, name: str, file_name: str):
    token = submitted("Ferrovia “Süd” & Söhne")
    make_reports()

    response = client.get(address(name, token))

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="{file_name}"'
    content = response.getvalue()
    edition = next(edition for edition, one in URL_NAMES.items() if one == name)
    assert content == f"%PDF-1.7 stub of the {edition} edition".encode()
    assert response["Content-Length"] == str(len(content))


@pytest.mark.usefixtures("stub_pdf")
def test_the_example_opens_in_the_browser(client: Client):
    queue.ask(None, FULL)
    queue.ask(None, BRIEF)
    make_reports()

    for name, file_name in (("report", "example"), ("brief", "example-brief")):
        response = client.get(address(name))
        assert response["Content-Disposition"] == f'inline; filename="stagecheck-{file_name}.pdf"'
        assert response.getvalue().startswith(b"%PDF-")


@pytest.mark.usefixtures("stub_pdf")
def test_asking_for_the_head_tells_the_same_and_sends_nothing(client: Client):
    token = submitted()
    make_reports()
    whole = client.get(address("report", token))
    whole.getvalue()

    head = client.head(address("report", token))

    assert head.content == b""
    assert dict(head.items()) == dict(whole.items())


def test_nothing_is_rendered_in_the_web_server(client: Client, stub_pdf: list[Any]):
    token = submitted()

    for name in ("result", "report", "report-wait", "brief", "brief-wait"):
        client.get(address(name, token))
    for name in ("report", "report-wait"):
        client.get(address(name))

    assert stub_pdf == []


@pytest.mark.usefixtures("stub_pdf")
def test_the_second_download_costs_one_query_and_a_file(
    client: Client, django_assert_num_queries: Any
):
    token = submitted()
    make_reports()
    client.get(address("report", token)).getvalue()

    with django_assert_num_queries(1):
        client.get(address("report", token)).getvalue()


@pytest.mark.usefixtures("stub_pdf")
def test_whoever_has_the_report_already_is_told_that_it_is_still_the_same(client: Client):
    token = submitted()
    make_reports()
    first = client.get(address("report", token))
    first.getvalue()

    again = client.get(address("report", token), headers={"if-none-match": first["ETag"]})
    other = client.get(address("report", token), headers={"if-none-match": '"other"'})
    other.getvalue()

    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"] == other["ETag"]
    assert other.status_code == 200


@pytest.mark.usefixtures("stub_pdf")
def test_a_download_counts_for_what_is_kept(client: Client):
    assessment, token = submitted_assessment()
    make_reports()
    path = cache.path_of(content_hash(assessment, FULL))
    os.utime(path, (1, 1))

    client.get(address("report", token)).getvalue()

    assert path.stat().st_mtime > 1


@pytest.mark.usefixtures("stub_pdf")
def test_a_report_that_was_removed_is_made_again(client: Client):
    assessment, token = submitted_assessment()
    make_reports()
    cache.remove(content_hash(assessment, FULL))

    assert client.get(address("report", token), follow=True).status_code == 200
    make_reports()

    assert client.get(address("report", token)).getvalue().startswith(b"%PDF-")


@pytest.mark.usefixtures("stub_pdf")
def test_a_strangers_link_is_no_link_also_if_the_report_is_there(client: Client):
    token = submitted()
    make_reports()

    for name in ("report", "report-wait", "brief", "brief-wait"):
        assert client.get(address(name, token[:-1])).status_code == 404


# --- waiting -------------------------------------------------------------------------------------


def test_who_comes_too_early_waits_on_a_page_and_the_report_comes_first(client: Client):
    submitted("Earlier")
    assessment, token = submitted_assessment()

    response = client.get(address("report", token))
    page = waiting_page(client, token, "?look=1")

    assert response["Location"] == address("report-wait", token) + "?look=1"
    assert page.text_of(page.one("h1")) == "The report is being made"
    assert page.text_of(page.by_id("report-said")) == "It is next."
    row = queue.claim("me")
    assert row is not None
    assert (row.assessment, row.edition) == (assessment, FULL)


def test_an_open_assessment_leads_to_the_check_page(client: Client):
    _assessment, token = begun_assessment()

    for name in ("report", "report-wait", "brief", "brief-wait"):
        response = client.get(address(name, token))
        assert response["Location"] == reverse("check", kwargs={"token": token})
    assert not Rendering.objects.exists()


def test_without_a_verdict_there_is_nothing_to_wait_for(client: Client):
    """Its rubric was edited since."""
    token = submitted()
    Rendering.objects.all().delete()
    with history_rewritten():
        Answer.objects.filter(key__in=["users", "it-members"]).update(
            value="no such answer any more"
        )

    assert opened(client, token)["Location"] == reverse("result", kwargs={"token": token})
    assert not Rendering.objects.exists()


def test_the_page_says_how_far_it_is(client: Client):
    first, second = submitted("a"), submitted("b")

    def said(token: str) -> str:
        page = waiting_page(client, token)
        return page.text_of(page.by_id("report-said"))

    assert said(first) == "It is next."
    assert said(second) == "It waits for its turn; one report is made before it."
    claim()
    assert said(first) == "It is being made now."
    claim()
    Rendering.objects.update(claimed_at=None, claimed_by="")
    assert said(first) == "A try went wrong. It is tried again by itself."
    Rendering.objects.update(asked_at=timezone.now() - timedelta(minutes=2))
    assert "This takes longer than it should." in said(first)


def test_the_step_that_it_is_at_is_named_and_marked(client: Client):
    token = submitted()

    def steps() -> list[tuple[str, str | None]]:
        page = waiting_page(client, token)
        return [(page.text_of(one), one.get("aria-current")) for one in page.all("li")]

    assert steps() == [
        ("1 Asked for done", None),
        ("2 Being made waits for its turn", "step"),
        ("3 Ready to come", None),
    ]
    claim()
    assert steps()[1] == ("2 Being made now", "step")


def test_without_scripts_the_page_looks_again_by_itself_after_longer_and_longer_pauses(
    client: Client,
):
    token = submitted()
    query, pauses = "?look=1", []
    for _ in range(8):
        page = waiting_page(client, token, query)
        found = refresh(page)
        assert found
        assert page.text.count("<noscript><meta http-equiv") == 1
        pauses.append(found[0])
        query = "?" + found[1].partition("?")[2]

    assert pauses == [*PAUSES[1:], *[PAUSES[-1]] * (8 - len(PAUSES) + 1)]
    assert found is not None
    assert found[1].startswith(address("report-wait", token))


@pytest.mark.parametrize("look", ["x", "-1", "٣", "9" * 100, ""])
def test_a_look_that_is_no_number_is_as_good_as_none(client: Client, look: str):
    found = refresh(waiting_page(client, submitted(), f"?look={look}"))

    assert found
    assert found[0] == PAUSES[0]


@pytest.mark.usefixtures("stub_pdf")
def test_once_it_is_there_the_page_opens_it_for_those_who_waited(client: Client):
    token = submitted()
    make_reports()
    report = address("report", token)
    waited, came = (waiting_page(client, token, query) for query in ("?look=4", ""))

    assert refresh(waited) == (0, report)
    assert refresh(came) is None
    for page in (waited, came):
        assert page.text_of(page.one("h1")) == "The report is ready"
        assert page.all("a", href=report, class_="button")
        assert "noscript" not in page.text


@pytest.mark.usefixtures("stub_pdf")
def test_a_report_that_is_finished_while_the_page_is_made_counts_as_there(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    token = submitted()
    progress = queue.progress

    def finished_meanwhile(wanted: str) -> queue.Progress | None:
        found = progress(wanted)
        make_reports()
        return found

    monkeypatch.setattr(queue, "progress", finished_meanwhile)

    assert "The report is ready" in waiting_page(client, token).words


# --- with htmx -----------------------------------------------------------------------------------


def look_again(page: Html) -> str:
    return page.by_id("look-again").get("hx-get") or ""


def test_nothing_new_is_not_told_again(client: Client):
    token = submitted()
    look = look_again(waiting_page(client, token))

    response = client.get(look, headers=HTMX)

    assert response.status_code == 204
    assert "HX-Request" in response["Vary"]


def test_what_is_new_is_told_where_it_is_read_out(client: Client):
    token = submitted()
    look = look_again(waiting_page(client, token))
    claim()

    response = client.get(look, headers=HTMX)
    part = Html(response.content.decode())

    said = part.by_id("report-said")
    assert said.get("hx-swap-oob") == "innerHTML"
    assert part.text_of(said) == "It is being made now."
    assert part.by_id("report-steps") is not None
    assert not part.all("html", "h1")
    assert client.get(look_again(part), headers=HTMX).status_code == 204


@pytest.mark.parametrize("outcome", ["ready", "failed"])
@pytest.mark.usefixtures("stub_pdf")
def test_when_the_wait_is_over_the_page_as_a_whole_is_new(client: Client, outcome: str):
    token = submitted()
    look = look_again(waiting_page(client, token))
    make_reports() if outcome == "ready" else fail()

    response = client.get(look, headers=HTMX)

    assert response["HX-Redirect"] == address("report-wait", token) + "?look=1"
    assert response.content == b""


# --- failed --------------------------------------------------------------------------------------


def test_what_could_not_be_made_is_said_with_what_to_do(client: Client):
    assessment, token = submitted_assessment()
    fail()
    page = waiting_page(client, token, "?look=3")

    assert page.text_of(page.one("h1")) == "The report could not be made"
    assert "Answers and result are safe" in page.words
    assert content_hash(assessment, FULL)[:12] in page.words
    assert refresh(page) is None
    (form,) = page.all("form", method="post")
    assert form.get("action") == address("report-wait", token)


@pytest.mark.parametrize("of", ["an assessment", "the example"])
@pytest.mark.usefixtures("stub_pdf")
def test_it_is_tried_once_more_when_one_says_so(client: Client, of: str):
    token = submitted() if of == "an assessment" else None
    waiting_page(client, token)
    fail()
    make_reports()
    assert "could not be made" in waiting_page(client, token).words

    response = client.post(address("report-wait", token))
    make_reports()

    assert response["Location"] == address("report-wait", token) + "?look=1"
    assert "The report is ready" in waiting_page(client, token).words


def test_asking_once_more_for_what_did_not_fail_changes_nothing(client: Client):
    token = submitted()
    before = list(Rendering.objects.values())

    client.post(address("report-wait", token))

    assert list(Rendering.objects.values()) == before


def test_of_the_example_the_page_speaks_as_of_an_example(client: Client):
    page = waiting_page(client, None)

    assert page.all("a", href=reverse("example"))
    assert "Example · Report (PDF)" in page.words
    assert Rendering.objects.get().assessment is None
