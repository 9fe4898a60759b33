"""Every page of the site in its different states, rendered once for the tests that read them all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments import rubrics
from assessments.domain.rubric import Rubric
from assessments.models import Assessment, Rendering
from assessments.questionnaire import Questionnaire
from assessments.rendering import cache
from assessments.reports.editions import FULL
from assessments.selectors import answer_set

from .account_pages import account_responses
from .api_pages import api_responses
from .comparing_pages import comparing_responses
from .export_pages import export_responses
from .factories import (
    answered,
    begun_assessment,
    golden_values,
    history_rewritten,
    only_facts_answered,
    submitted_assessment,
    undecided_assessment,
    write_rows,
)
from .history_pages import history_responses
from .joining_pages import joining_responses
from .keeping_pages import keeping_responses
from .markup import Html
from .overview_pages import overview_responses
from .people_pages import people_responses
from .plan_pages import plan_responses
from .portfolio_pages import portfolio_responses
from .sharing_pages import share_responses

STRANGE_NAME = "<script>alert('x')</script> & “Söhne”"


def every_page() -> Iterator[Html]:
    """The pages, each with the name of its state. Needs a database, leaves rows in it."""
    client = Client(raise_request_exception=False)
    yield from _without_a_link(client)
    yield from _questionnaire(client, "fresh", *begun_assessment(company=STRANGE_NAME))
    assessment, token = begun_assessment(company="Ferrovia", as_of=date(2026, 2, 1))
    answered(assessment, "scaling", it_members="unknown", users="unknown", demand=None)
    yield from _questionnaire(client, "scaling", assessment, token)
    yield from _faulty(client)
    yield from _results(client)
    for state, url, response, status in (
        *plan_responses(),
        *history_responses(),
        *share_responses(),
        *people_responses(),
        *keeping_responses(),
        *api_responses(),
        *overview_responses(),
        *portfolio_responses(),
        *export_responses(),
        *joining_responses(),
        *comparing_responses(),
    ):
        yield _page(response, state, url, status)
    for state, url, response, status in account_responses():
        yield _page(response, state, url, status)


def _page(response: Any, name: str, url: str, status: int = 200) -> Html:
    assert response.status_code == status, f"{name}: {response.status_code}"
    return Html(response.content.decode(), name=name, url=url)


def reference_urls(rubric: Rubric) -> list[str]:
    """The reference: every index, every stage, and one item or two of every kind, searches too."""
    indexes = ["rubric", "rubric-problems", "rubric-practices", "rubric-roles", "rubric-questions"]
    indexes += ["rubric-method", "rubric-scale-up", "rubric-leadership", "rubric-glossary"]
    urls = [reverse(name) for name in [*indexes, "rubric-sources", "rubric-search"]]
    urls += [reverse("rubric-stage", kwargs={"stage": stage}) for stage in rubric.stage_ids]
    for kind, id in [
        ("problem", "mvp-hiring-a-team"),
        ("problem", "enterprise-culture-retention"),
        ("effort", "adoption-devops-effort"),
        ("practice", "code-ownership"),
        ("practice", "innovation-budget"),
        ("role", "development-manager"),
        ("role", "integration-partners"),
        ("question", "users"),
        ("question", "it-members"),
        ("question", "code-outside"),
        ("question", "largest-team"),
    ]:
        urls.append(reverse(f"rubric-{kind}", kwargs={kind: id}))
    search = reverse("rubric-search")
    return [*urls, *(f"{search}?q={query}" for query in ("deploy", "security polcy", "zzz", "<b>"))]


def _without_a_link(client: Client) -> Iterator[Html]:
    rubric = rubrics.find()
    example = [reverse(name) for name in ("example", "example-answers", "example-what-if")]
    urls = [reverse("start"), *example, *reference_urls(rubric)]
    for url in urls:
        yield _page(client.get(url), url, url)
    start = reverse("start")
    yield _page(client.post(start, {"company": " "}), "start without a name", start, 422)
    too_long = {"company": "<b>" + "x" * 120}
    yield _page(client.post(start, too_long), "start with a long name", start, 422)
    yield _page(client.get("/nowhere/"), "not found", "/nowhere/", 404)
    refused = Client(enforce_csrf_checks=True).post(start, {"company": "x"})
    yield _page(refused, "without a csrf token", start, 403)


def _questionnaire(
    client: Client, state: str, assessment: Assessment, token: str
) -> Iterator[Html]:
    hub, check = (reverse(name, kwargs={"token": token}) for name in ("hub", "check"))
    yield _page(client.get(hub), f"hub, {state}", hub)
    quick = reverse("quick-question", kwargs={"token": token, "fact": "it-members"})
    yield _page(client.get(quick), f"quick question, {state}", quick)
    yield _page(client.get(check), f"check, {state}", check)
    for section in Questionnaire(rubrics.find(), answer_set(assessment)).sections:
        url = reverse("section", kwargs={"token": token, "slug": section.slug})
        yield _page(client.get(url), f"{section.slug}, {state}", url)


def _faulty(client: Client) -> Iterator[Html]:
    assessment, token = begun_assessment(company=STRANGE_NAME)
    check = reverse("check", kwargs={"token": token})
    yield _page(client.post(check), "submitted too early", check, 422)
    quick = reverse("quick-question", kwargs={"token": token, "fact": "users"})
    yield _page(client.post(quick), "nothing chosen", quick, 422)
    url = reverse("section", kwargs={"token": token, "slug": "team-and-structure"})
    wrong = {"was-question-it-members": "", "question-it-members": "a <dozen>"}
    yield _page(client.post(url, wrong), "a faulty number", url, 422)
    answered(assessment, "adoption")
    outcome = reverse("quick", kwargs={"token": token})
    yield _page(client.get(outcome), "quick outcome", outcome)
    mine = {"was-question-it-members": '"unknown"', "question-it-members": "12"}
    yield _page(client.post(url, mine), "a conflict", url, 422)


def _results(client: Client) -> Iterator[Html]:
    for stage in rubrics.find().stage_ids:
        _assessment, token = submitted_assessment(company=f"{stage} <Co>", archetype=stage)
        yield from _result(client, stage, token)
    for name in ("forty-before-launch", "between-two-stages", "sixty-without-on-call"):
        assessment, token = begun_assessment(company=name)
        write_rows(assessment, golden_values(name))
        client.post(reverse("check", kwargs={"token": token}))
        yield from _result(client, name, token)
    _undecided, token = undecided_assessment()
    yield from _result(client, "undecided", token)
    assessment, token = begun_assessment(company=STRANGE_NAME)
    only_facts_answered(assessment)
    client.post(reverse("check", kwargs={"token": token}))
    yield from _result(client, "facts only", token)
    yield from _what_ifs(client, token)
    yield from _reports(client, token)
    url = reverse("result", kwargs={"token": token})
    with history_rewritten():
        Assessment.objects.filter(pk=assessment.pk).update(rubric_version="0.9")
    yield _page(client.get(url), "rubric gone", url, 503)


def _result(client: Client, state: str, token: str) -> Iterator[Html]:
    for name in ("result", "answers", "what-if"):
        url = reverse(name, kwargs={"token": token})
        yield _page(client.get(url), f"{name}, {state}", url)


def _reports(client: Client, token: str) -> Iterator[Html]:
    example = reverse("example-report-wait")
    yield _page(client.get(example), "waiting for the example", example)
    url = reverse("report-wait", kwargs={"token": token})
    yield _page(client.get(url), "waiting for a report", url)
    rows = Rendering.objects.filter(edition=FULL)
    rows.update(claimed_at=timezone.now(), claimed_by="somebody")
    yield _page(client.get(url), "waiting for a report, being made", url)
    rows.update(claimed_at=None, failed_at=timezone.now())
    yield _page(client.get(url), "waiting for a report, failed", url)
    for wanted in rows.values_list("content_hash", flat=True):
        cache.publish(cache.write_draft(b"%PDF-"), wanted)
    rows.delete()
    yield _page(client.get(f"{url}?look=2"), "waiting for a report, ready", url)


def _what_ifs(client: Client, token: str) -> Iterator[Html]:
    url = reverse("what-if", kwargs={"token": token})
    changed = {"users": "large-base", "it-members": "40"}
    yield _page(client.get(url, changed), "what-if, changed", url)
    nothing = dict.fromkeys(rubrics.find().fact_by_id, "unknown")
    yield _page(client.get(url, nothing), "what-if, too little known", url)
    wrong = {"users": "<b>", "it-members": "a <dozen>", "x": "y"}
    yield _page(client.get(url, wrong), "what-if, wrong", url, 422)
