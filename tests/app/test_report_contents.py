"""The hash that a report is kept under: the same for the same report, another for any other."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from django.conf import settings as django_settings

from assessments import services
from assessments.domain.answers import UNKNOWN, AnswerSet, Choice
from assessments.domain.notes import Note
from assessments.models import Assessment
from assessments.rendering import contents
from assessments.rendering.contents import Contents, begin_of, content_hash, contents_of
from assessments.reports import release
from assessments.reports.editions import BRIEF, EDITIONS, FULL
from assessments.selectors import answer_set
from assessments.views.results import report_context

from .factories import (
    QUESTION,
    answered,
    begun_assessment,
    history_rewritten,
    submitted_assessment,
    write_rows,
)

pytestmark = pytest.mark.django_db


def some_contents(**changes: Any) -> Contents:
    assessment, _token = submitted_assessment()
    return replace(contents_of(assessment, FULL), **changes)


def with_answer(given: AnswerSet, question: str, answer: Any) -> AnswerSet:
    return replace(given, answers=MappingProxyType({**given.answers, question: answer}))


def test_two_assessments_of_one_company_with_the_same_date_and_answers_have_one_report():
    one, _token = submitted_assessment(company="Ferrovia")
    other, _token = services.begin_from(one, as_of=one.as_of)
    services.submit(other)

    assert one.pk != other.pk
    assert content_hash(one, FULL) == content_hash(other, FULL)


def test_the_report_of_another_company_is_another_though_it_says_the_same():
    one, other = (submitted_assessment(company="Ferrovia")[0] for _ in range(2))

    assert content_hash(one, FULL) != content_hash(other, FULL)


def test_the_hash_begins_with_whose_the_report_is_whatever_it_says():
    one, _token = submitted_assessment(company="Ferrovia")
    other, _token = submitted_assessment(company="Ferrovia")
    begin = begin_of(one.company.public_id)
    before = content_hash(one, FULL)
    one.company.name = "Ferrovia 2"

    hashes = {before, content_hash(one, FULL), content_hash(one, BRIEF)}

    assert len(hashes) == 3
    assert {len(found) for found in hashes} == {64}
    assert all(found.startswith(begin) for found in hashes)
    assert not content_hash(other, FULL).startswith(begin)


@pytest.mark.parametrize(
    "changes",
    [
        {"company": "Ferrovia 2"},
        {"date": "2026-11-23"},
        {"edition": BRIEF},
        {"rubric_changed": True},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_whatever_else_is_said_is_another_report(changes: dict[str, Any]):
    before = some_contents()

    assert replace(before, **changes).hash != before.hash


def test_another_answer_note_role_or_rubric_is_another_report():
    before = some_contents()
    given = before.answers
    noted = replace(given, notes=MappingProxyType({"users": Note("as of May")}))
    linked = replace(given, notes=MappingProxyType({"users": Note("as of May", "https://x.org")}))
    fewer = dict(given.roles)
    fewer.popitem()
    others = [
        replace(before, answers=with_answer(given, "users", Choice("testers"))),
        replace(before, answers=with_answer(given, "users", UNKNOWN)),
        replace(before, answers=noted),
        replace(before, answers=linked),
        replace(before, answers=replace(given, roles=MappingProxyType(fewer))),
        replace(before, rubric=before.rubric.model_copy(update={"hash": "0" * 64})),
    ]

    assert len({before.hash, *(one.hash for one in others)}) == len(others) + 1


def test_the_order_in_which_answers_were_given_makes_no_difference():
    before = some_contents()
    given = before.answers
    turned = AnswerSet(
        MappingProxyType(dict(reversed(list(given.answers.items())))),
        MappingProxyType(dict(reversed(list(given.roles.items())))),
    )

    assert replace(before, answers=turned).hash == before.hash


def test_a_new_release_or_engine_makes_every_report_anew(monkeypatch: pytest.MonkeyPatch):
    before = some_contents()
    hashes = {before.hash}
    for name, value in (("release", lambda: "of tomorrow"), ("ENGINE_VERSION", "99.0")):
        with monkeypatch.context() as patched:
            patched.setattr(contents, name, value)
            hashes.add(before.hash)

    assert len(hashes) == 3
    assert before.hash in hashes


@pytest.mark.parametrize(
    "path",
    [
        "templates/report/full.html",
        "static/css/report.css",
        "static/fonts/source-serif-4-latin-600-normal.woff2",
        "assessments/reports/context.py",
    ],
)
def test_one_byte_more_in_what_reports_are_made_with_is_another_release(
    settings: Any, tmp_path: Path, path: str
):
    file = tmp_path / path
    file.parent.mkdir(parents=True)
    file.write_bytes((django_settings.BASE_DIR / path).read_bytes())
    settings.BASE_DIR, settings.DEBUG = tmp_path, True  # in development it is worked out each time
    before = release.release()

    with file.open("ab") as added:
        added.write(b" ")

    assert release.release() != before


def test_the_hash_of_a_submitted_assessment_is_worked_out_once(django_assert_num_queries: Any):
    assessment, _token = submitted_assessment()
    wanted = content_hash(assessment, FULL)
    assert wanted == contents_of(assessment, FULL).hash

    with django_assert_num_queries(0):
        assert content_hash(assessment, FULL) == wanted


def test_what_is_remembered_of_one_assessment_is_not_taken_for_another():
    """Rows of a test are rolled back, and a later one may get the same number."""
    assessment, _token = submitted_assessment(company="Ferrovia")
    before = content_hash(assessment, FULL)
    later, _token = begun_assessment(company="Ferrovia", as_of=date(2027, 1, 1))
    services.submit(answered(later, "mvp"))
    later.pk = assessment.pk

    assert content_hash(later, FULL) != before


def test_the_example_has_a_report_of_each_edition():
    assert len({content_hash(None, edition) for edition in EDITIONS}) == len(EDITIONS)


def test_the_pdf_is_made_of_what_the_page_says():
    assessment, _token = submitted_assessment()

    assert contents_of(assessment, FULL).context() == report_context(assessment)


def test_a_rubric_that_was_edited_since_is_told():
    assessment, _token = submitted_assessment()
    before = contents_of(assessment, FULL)
    with history_rewritten():
        Assessment.objects.update(rubric_hash="0" * 64)
    assessment.refresh_from_db()

    assert not before.rubric_changed
    assert contents_of(assessment, FULL).rubric_changed
    assert content_hash(assessment, FULL) != before.hash


def test_too_few_answers_have_no_verdict():
    assessment, _token = begun_assessment()
    write_rows(assessment, {(QUESTION, "users"): "testers"})

    assert not contents_of(assessment, FULL).has_verdict
    assert contents_of(answered(begun_assessment()[0]), FULL).has_verdict
    assert contents_of(assessment, FULL).answers == answer_set(assessment)


def test_another_process_works_out_the_same_hash():
    program = (
        "import django; django.setup(); from assessments.rendering.contents import content_hash; "
        "print(content_hash(None, 'full'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=django_settings.BASE_DIR,
        env={"DJANGO_SETTINGS_MODULE": "stagecheck.settings", "SECRET_KEY": "x", "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == contents_of(None, FULL).hash
