"""The worker: makes what is wanted, one after the other, and is stopped by nothing but its end."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import OperationalError
from django.utils import timezone

from assessments.models import Answer, Assessment, Rendering
from assessments.rendering import cache, queue, worker
from assessments.rendering.contents import content_hash, contents_of
from assessments.rendering.worker import Worker
from assessments.reports import pdf
from assessments.reports.context import ReportContext
from assessments.reports.editions import EDITIONS, FULL

from .factories import history_rewritten, make_reports, submitted_assessment

pytestmark = pytest.mark.django_db

Rendered = list[tuple[ReportContext, str]]


def only_the_full_report() -> Assessment:
    assessment, _token = submitted_assessment()
    Rendering.objects.exclude(edition=FULL).delete()
    return assessment


def going_wrong(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def render_pdf(_context: object, _edition: str) -> bytes:
        raise error

    monkeypatch.setattr(pdf, "render_pdf", render_pdf)


def step_when_due(one: Worker) -> None:
    Rendering.objects.update(due_at=timezone.now())
    one.step()


def test_every_edition_is_made_from_what_the_page_says(stub_pdf: Rendered):
    assessment, _token = submitted_assessment()

    make_reports()

    assert stub_pdf == [(contents_of(assessment, one).context(), one) for one in EDITIONS]
    assert all(cache.is_there(content_hash(assessment, one)) for one in EDITIONS)
    assert not Rendering.objects.exists()


def test_the_examples_report_is_made_like_any_other(stub_pdf: Rendered):
    queue.ask(None, FULL)

    make_reports()

    file = cache.open_report(content_hash(None, FULL))
    assert file is not None
    with file:
        assert file.read() == b"%PDF-1.7 stub of the full edition"


def test_what_is_there_already_is_not_made_again(stub_pdf: Rendered):
    """Another worker was faster, or one was killed just before it could say that it had finished."""
    assessment = only_the_full_report()
    cache.publish(cache.write_draft(b"%PDF- made before"), content_hash(assessment, FULL))

    make_reports()

    assert stub_pdf == []
    assert not Rendering.objects.exists()


def test_with_nothing_to_do_there_is_no_step():
    assert not Worker().step()


@pytest.mark.usefixtures("stub_pdf")
def test_too_many_reports_push_out_the_oldest(settings: Any):
    settings.REPORTS_LIMIT_MB = 0
    one, _token = submitted_assessment(company="one")
    make_reports()
    other, _token = submitted_assessment(company="other")

    make_reports()

    assert not any(cache.is_there(content_hash(one, edition)) for edition in EDITIONS)
    assert len(list(Path(django_settings.REPORTS_DIR).iterdir())) == 1
    assert cache.is_there(content_hash(other, EDITIONS[-1]))


# --- going wrong ---------------------------------------------------------------------------------


def test_a_render_that_fails_is_tried_twice_more_and_told_in_full_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    going_wrong(monkeypatch, ZeroDivisionError("made to fail"))
    wanted = content_hash(only_the_full_report(), FULL)
    one = Worker()
    for _ in range(5):
        step_when_due(one)

    assert queue.progress(wanted) == queue.Progress("failed")
    told = [(record.levelno, bool(record.exc_info)) for record in caplog.records]
    assert told == [(logging.WARNING, False)] * 2 + [(logging.ERROR, True)]
    assert all(wanted[:12] in record.getMessage() for record in caplog.records)
    assert all("made to fail" in record.getMessage() for record in caplog.records)


def test_a_render_that_fails_once_is_made_at_the_next_attempt(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    assessment = only_the_full_report()
    one = Worker()
    with monkeypatch.context() as patched:
        going_wrong(patched, MemoryError())
        one.step()
    assert not cache.is_there(content_hash(assessment, FULL))

    monkeypatch.setattr(pdf, "render_pdf", lambda context, edition: b"%PDF-")
    step_when_due(one)

    assert cache.is_there(content_hash(assessment, FULL))
    assert len(caplog.records) == 1


def test_one_report_that_fails_does_not_keep_the_others_from_being_made(
    monkeypatch: pytest.MonkeyPatch,
):
    bad, _token = submitted_assessment(company="Bad")
    good, _token = submitted_assessment(company="Good")

    def render_pdf(context: ReportContext, _edition: str) -> bytes:
        if context.company == "Bad":
            raise ValueError("made to fail")
        return b"%PDF-"

    monkeypatch.setattr(pdf, "render_pdf", render_pdf)
    one = Worker()
    while one.step():
        pass

    assert cache.is_there(content_hash(good, FULL))
    assert queue.progress(content_hash(bad, FULL)) == queue.Progress("again")


def test_a_folder_that_cannot_be_written_to_is_a_failed_attempt(
    stub_pdf: Rendered, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    assessment = only_the_full_report()
    django_settings.REPORTS_DIR = tmp_path / "file"
    (tmp_path / "file").write_text("no folder")

    Worker().step()

    assert queue.progress(content_hash(assessment, FULL)) == queue.Progress("again")
    assert "NotADirectoryError" in caplog.text or "FileExistsError" in caplog.text


def test_what_was_asked_for_by_another_release_is_not_made_under_a_wrong_name(
    stub_pdf: Rendered, caplog: pytest.LogCaptureFixture
):
    only_the_full_report()
    Rendering.objects.update(content_hash="0" * 64)

    Worker().step()

    assert stub_pdf == []
    assert queue.progress("0" * 64) == queue.Progress("again")
    assert "another release" in caplog.text


def test_answers_that_changed_under_a_report_are_not_made_under_a_wrong_name(
    stub_pdf: Rendered, caplog: pytest.LogCaptureFixture
):
    only_the_full_report()
    with history_rewritten():
        Answer.objects.filter(key="users").update(value="testers")

    Worker().step()

    assert stub_pdf == []
    assert "changed since" in caplog.text


def test_an_assessment_that_is_deleted_while_its_report_is_made_leaves_no_file(
    monkeypatch: pytest.MonkeyPatch,
):
    def render_pdf(_context: object, _edition: str) -> bytes:
        with history_rewritten():
            Assessment.objects.all().delete()
        return b"%PDF-"

    only_the_full_report()
    monkeypatch.setattr(pdf, "render_pdf", render_pdf)

    Worker().step()

    assert list(Path(django_settings.REPORTS_DIR).iterdir()) == []


# --- what other workers left ---------------------------------------------------------------------


def held_by_a_dead_worker(attempts: int = 1) -> Assessment:
    assessment = only_the_full_report()
    Rendering.objects.update(
        claimed_at=timezone.now() - timedelta(hours=1),
        claimed_by="another-machine:1:abcd",
        attempts=attempts,
    )
    return assessment


def test_what_a_dead_worker_held_is_made_at_once(
    stub_pdf: Rendered, caplog: pytest.LogCaptureFixture
):
    assessment = held_by_a_dead_worker()

    assert Worker().step()

    assert cache.is_there(content_hash(assessment, FULL))
    assert "its worker ended over it" in caplog.text


def test_a_report_that_ends_every_worker_is_given_up(
    stub_pdf: Rendered, caplog: pytest.LogCaptureFixture
):
    assessment = held_by_a_dead_worker(attempts=queue.ATTEMPTS)

    assert not Worker().step()

    assert stub_pdf == []
    assert queue.progress(content_hash(assessment, FULL)) == queue.Progress("failed")
    (told,) = caplog.records
    assert told.levelno == logging.ERROR


# --- running -------------------------------------------------------------------------------------


def at_most(looks: int) -> Iterator[bool]:
    """Whether it is over: not yet, so many times."""
    yield from [False] * looks
    while True:
        yield True


def running(looks: int, **options: Any) -> Worker:
    over = at_most(looks)
    return Worker(is_over=lambda: next(over), **options)


@pytest.fixture
def no_pause(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Nobody sleeps; how long they would have slept."""
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    return slept


@pytest.fixture
def one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's transaction would not survive a new connection."""
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    monkeypatch.setattr(worker.connection, "close", lambda: None)


@pytest.mark.usefixtures("one_connection")
def test_it_works_until_it_is_over_and_rests_while_there_is_nothing_to_do(
    stub_pdf: Rendered, no_pause: list[float]
):
    only_the_full_report()

    running(3).run()

    assert len(stub_pdf) == 1
    assert no_pause == [worker.INTERVAL] * 2


@pytest.mark.usefixtures("one_connection")
def test_a_database_that_is_locked_or_away_ends_nothing(
    stub_pdf: Rendered,
    no_pause: list[float],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
):
    only_the_full_report()
    claim, refused = queue.claim, [True, True]

    def claim_when_unlocked(worker_id: str) -> Rendering | None:
        if refused:
            refused.pop()
            raise OperationalError("database is locked")
        return claim(worker_id)

    monkeypatch.setattr(queue, "claim", claim_when_unlocked)
    monkeypatch.setattr(worker, "DATABASE_AWAY", 0)

    running(3).run()

    assert len(stub_pdf) == 1
    assert caplog.text.count("database is locked") == 2


@pytest.mark.usefixtures("one_connection")
def test_after_its_share_of_reports_it_ends(stub_pdf: Rendered, monkeypatch: pytest.MonkeyPatch):
    for name in "abc":
        submitted_assessment(company=name)
    monkeypatch.setattr(worker, "RENDERS", 2)

    Worker().run()

    assert len(stub_pdf) == 2


@pytest.mark.usefixtures("one_connection", "no_pause")
def test_once_the_server_has_started_it_makes_the_examples_report(
    stub_pdf: Rendered, monkeypatch: pytest.MonkeyPatch
):
    running(2).run()
    assert stub_pdf == []

    monkeypatch.setattr(worker, "EXAMPLE_AFTER", -1)
    running(4).run()

    assert [edition for _context, edition in stub_pdf] == list(EDITIONS)
    assert all(cache.is_there(content_hash(None, edition)) for edition in EDITIONS)


@pytest.mark.usefixtures("one_connection", "no_pause")
def test_without_a_rubric_it_waits_for_one(settings: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(worker, "EXAMPLE_AFTER", -1)
    settings.RUBRIC = "cto-stage"

    running(2).run()

    assert not Rendering.objects.exists()


def test_until_done_it_waits_for_what_is_to_be_tried_again(
    stub_pdf: Rendered, no_pause: list[float], monkeypatch: pytest.MonkeyPatch
):
    only_the_full_report()
    Rendering.objects.update(due_at=timezone.now() + timedelta(seconds=15), attempts=2)

    def sleep(seconds: float) -> None:
        no_pause.append(seconds)
        due_now()

    monkeypatch.setattr(time, "sleep", sleep)

    Worker().run_until_done()

    assert len(stub_pdf) == 1
    assert [round(one) for one in no_pause] == [15]


def due_now() -> None:
    Rendering.objects.update(due_at=timezone.now())


def test_until_done_ends_when_it_is_told_to(stub_pdf: Rendered):
    only_the_full_report()

    running(0).run_until_done()

    assert stub_pdf == []


def test_each_render_is_limited(stub_pdf: Rendered):
    limited: list[str] = []

    @contextmanager
    def limit(row: Rendering) -> Iterator[None]:
        limited.append(row.content_hash)
        yield
        limited.append("over")

    assessment = only_the_full_report()
    Worker(limited=limit).step()

    assert limited == [content_hash(assessment, FULL), "over"]
