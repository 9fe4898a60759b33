"""Which reports are wanted and who works on them: asked for once, tried again, never lost."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments import services
from assessments.models import Assessment, Rendering
from assessments.rendering import cache, queue
from assessments.rendering.contents import content_hash
from assessments.reports.editions import BRIEF, EDITIONS, FULL

from .factories import (
    answered,
    begun_assessment,
    history_rewritten,
    only_facts_answered,
    submitted_assessment,
)

pytestmark = pytest.mark.django_db

ME = queue.new_worker_id()
GONE = 4_000_000  # more than any process number


def asked(*, company: str = "Ferrovia", awaited: bool = False) -> Rendering:
    """The full report of a submitted assessment, asked for; nothing else is."""
    assessment, _token = submitted_assessment(company=company)
    Rendering.objects.filter(assessment=assessment).delete()
    queue.ask(assessment, FULL, awaited=awaited)
    return Rendering.objects.get(assessment=assessment)


def claimed(worker_id: str = ME) -> Rendering:
    row = queue.claim(worker_id)
    assert row is not None
    return row


def worker_elsewhere(pid: int = 1) -> str:
    return f"another-machine:{pid}:abcd"


def worker_here(pid: int) -> str:
    place, _pid, _token = ME.rsplit(":", 2)
    return f"{place}:{pid}:abcd"


def held_by(worker_id: str, **since: float) -> Rendering:
    """A report that this worker claimed some time ago."""
    row = asked()
    claimed(worker_id)
    Rendering.objects.update(claimed_at=timezone.now() - timedelta(**since))
    return row


# --- asking --------------------------------------------------------------------------------------


def test_submitting_asks_for_every_edition_of_the_report():
    assessment, _token = submitted_assessment()

    asked_for = {row.edition: row.content_hash for row in assessment.renderings.all()}
    assert asked_for == {edition: content_hash(assessment, edition) for edition in EDITIONS}


def test_submitting_twice_asks_once():
    assessment, _token = submitted_assessment()
    before = list(Rendering.objects.values())

    services.submit(assessment)

    assert list(Rendering.objects.values()) == before


def test_an_assessment_that_is_refused_asks_for_nothing():
    assessment, _token = begun_assessment()

    with pytest.raises(services.NotReady):
        services.submit(assessment)

    assert not Rendering.objects.exists()


def test_nothing_is_asked_for_by_a_submission_that_is_rolled_back():
    assessment = only_facts_answered(begun_assessment()[0])
    with transaction.atomic():
        services.submit(assessment)
        assert Rendering.objects.exists()
        transaction.set_rollback(True)

    assert not Rendering.objects.exists()


def test_what_is_there_is_not_asked_for():
    row = asked()
    cache.publish(cache.write_draft(b"%PDF-"), row.content_hash)
    row.delete()
    assessment = Assessment.objects.get()

    queue.ask(assessment, FULL)

    assert not Rendering.objects.exists()


def test_asking_again_changes_nothing_but_that_somebody_waits():
    row = asked()
    assessment = row.assessment
    queue.ask(assessment, FULL)
    assert list(Rendering.objects.values()) == [{**_values(row), "awaited": False}]

    queue.ask(assessment, FULL, awaited=True)
    queue.ask(assessment, FULL)

    assert list(Rendering.objects.values()) == [{**_values(row), "awaited": True}]


def _values(row: Rendering) -> dict[str, Any]:
    return dict(Rendering.objects.filter(pk=row.pk).values().get())


def test_the_same_report_of_two_assessments_is_asked_for_once():
    one, _token = submitted_assessment()
    other, _token = services.begin_from(one, as_of=one.as_of)
    services.submit(other)

    assert Rendering.objects.filter(assessment=one).count() == len(EDITIONS)
    assert not Rendering.objects.filter(assessment=other).exists()


def test_with_an_assessment_goes_what_was_asked_for_it():
    assessment, _token = submitted_assessment()

    with history_rewritten():
        assessment.delete()

    assert not Rendering.objects.exists()


def test_the_database_refuses_a_row_that_is_failed_and_claimed():
    row = asked()
    now = timezone.now()

    with pytest.raises(IntegrityError), transaction.atomic():
        Rendering.objects.filter(pk=row.pk).update(failed_at=now, claimed_at=now)


# --- taking up -----------------------------------------------------------------------------------


def test_reports_are_taken_up_in_the_order_in_which_they_were_asked_for():
    rows = [asked(company=name) for name in ("a", "b", "c")]

    assert [claimed() for _ in rows] == rows
    assert queue.claim(ME) is None


def test_a_report_that_somebody_waits_for_comes_first():
    asked(company="a")
    awaited = asked(company="b", awaited=True)

    assert claimed() == awaited


def test_what_is_claimed_says_by_whom_and_counts_the_attempt():
    asked()
    row = claimed()

    assert (row.claimed_by, row.attempts) == (ME, 1)
    assert row.claimed_at is not None


def test_a_finished_report_is_published_and_its_row_is_gone():
    asked()
    row = claimed()
    published: list[bool] = []

    assert queue.finish(row, lambda: published.append(True))

    assert published == [True]
    assert not Rendering.objects.exists()


def test_a_report_that_cannot_be_published_stays_wanted():
    asked()
    row = claimed()

    def publish() -> None:
        raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space"):
        queue.finish(row, publish)

    assert Rendering.objects.get() == row


def test_what_is_made_of_a_deleted_assessment_is_not_published():
    asked()
    row = claimed()
    with history_rewritten():
        Assessment.objects.all().delete()
    published: list[bool] = []

    assert not queue.finish(row, lambda: published.append(True))

    assert published == []


def test_whoever_lost_the_report_to_another_worker_changes_nothing_more():
    asked()
    row = claimed()
    queue.fail(row, at_once=True)
    mine = claimed("another-machine:1:abcd")
    before = _values(mine)

    assert not queue.finish(row, lambda: None)
    queue.fail(row)

    assert _values(mine) == before


# --- going wrong ---------------------------------------------------------------------------------


def test_a_failed_attempt_is_repeated_twice_after_longer_and_longer_pauses():
    asked()
    pauses = []
    for _ in range(queue.ATTEMPTS):
        Rendering.objects.update(due_at=timezone.now())
        pauses.append(queue.fail(claimed()))

    assert pauses == [2, 15, None]
    row = Rendering.objects.get()
    assert row.failed_at is not None
    assert row.claimed_at is None
    assert queue.claim(ME) is None


def test_a_failed_attempt_is_not_repeated_before_its_pause_is_over():
    asked()
    queue.fail(claimed())

    assert queue.claim(ME) is None
    due = queue.next_due()
    assert due is not None
    assert timedelta(seconds=1) < due - timezone.now() <= timedelta(seconds=2)


def failed(*, ago: timedelta = timedelta(0)) -> Rendering:
    row = asked()
    Rendering.objects.update(failed_at=timezone.now() - ago, attempts=queue.ATTEMPTS)
    return row


def test_what_could_not_be_made_is_not_tried_again_by_being_looked_at():
    row = failed()

    queue.ask(row.assessment, FULL, awaited=True)

    assert queue.claim(ME) is None
    assert queue.progress(row.content_hash) == queue.Progress("failed")


def test_what_could_not_be_made_is_tried_again_when_somebody_says_so():
    row = failed()

    queue.ask_again(row.content_hash)

    assert claimed().attempts == 1


def test_what_could_not_be_made_is_tried_again_when_it_is_asked_for_much_later():
    row = failed(ago=queue.FORGIVEN + timedelta(seconds=1))

    queue.ask(row.assessment, FULL)

    assert claimed() == row


def test_what_nobody_has_asked_for_since_it_failed_is_forgotten():
    failed(ago=queue.FORGOTTEN + timedelta(seconds=1))
    kept = Rendering.objects.create(
        content_hash="0", edition=FULL, asked_at=timezone.now(), due_at=timezone.now()
    )

    queue.forget_old_failures()

    assert list(Rendering.objects.all()) == [kept]


# --- workers that are gone -----------------------------------------------------------------------


def test_what_a_dead_worker_held_is_abandoned():
    row = held_by(worker_here(GONE), seconds=1)

    assert queue.abandoned(ME) == [row]


def test_what_a_running_worker_holds_is_not_abandoned_until_it_takes_too_long(settings: Any):
    settings.RENDER_TIMEOUT = 60
    row = held_by(worker_here(os.getppid()), seconds=80)
    assert queue.abandoned(ME) == []

    Rendering.objects.update(claimed_at=timezone.now() - timedelta(seconds=91))

    assert queue.abandoned(ME) == [row]


def test_whether_a_worker_elsewhere_runs_only_the_time_tells(settings: Any):
    settings.RENDER_TIMEOUT = 60
    row = held_by(worker_elsewhere(GONE), seconds=80)
    assert queue.abandoned(ME) == []

    Rendering.objects.update(claimed_at=timezone.now() - timedelta(seconds=91))

    assert queue.abandoned(ME) == [row]


def test_what_a_worker_that_is_idle_still_holds_is_abandoned():
    """It could not tell the database how its render ended."""
    row = held_by(ME, seconds=1)

    assert queue.abandoned(ME) == [row]


def test_a_process_of_another_user_is_alive(monkeypatch: pytest.MonkeyPatch):
    def refuse(_pid: int, _signal: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", refuse)
    held_by(worker_here(GONE), seconds=1)

    assert queue.abandoned(ME) == []


def test_what_nobody_holds_is_not_abandoned():
    asked()
    failed_row = asked(company="other")
    Rendering.objects.filter(pk=failed_row.pk).update(failed_at=timezone.now())

    assert queue.abandoned(ME) == []


# --- progress ------------------------------------------------------------------------------------


def test_of_what_nobody_asked_for_there_is_no_progress():
    assert queue.progress("0" * 64) is None


def test_a_report_counts_what_is_made_before_it():
    waits = asked(company="a", awaited=True)
    assert queue.progress(waits.content_hash) == queue.Progress("waiting", 0)
    asked(company="in good time")
    last = asked(company="b", awaited=True)
    assert queue.progress(last.content_hash) == queue.Progress("waiting", 1)

    claimed()

    assert queue.progress(waits.content_hash) == queue.Progress("making")
    assert queue.progress(last.content_hash) == queue.Progress("waiting", 1)


def test_after_an_attempt_that_failed_a_report_is_to_be_tried_again():
    row = asked()
    queue.fail(claimed())

    assert queue.progress(row.content_hash) == queue.Progress("again")


def test_what_has_been_waiting_for_a_minute_is_slow():
    row = asked()
    Rendering.objects.update(asked_at=timezone.now() - timedelta(seconds=61))

    assert queue.progress(row.content_hash) == queue.Progress("waiting", 0, is_slow=True)


def test_progress_costs_two_queries(django_assert_max_num_queries: Any):
    row = asked()

    with django_assert_max_num_queries(2):
        queue.progress(row.content_hash)


# --- the development server ----------------------------------------------------------------------


class Started:
    """Stands for a process that was started, and whether it still runs."""

    def __init__(self, command: list[str], **_options: Any) -> None:
        self.command = command
        self.status: int | None = None

    def poll(self) -> int | None:
        return self.status


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Started]:
    processes: list[Started] = []

    def start(command: list[str], **options: Any) -> Started:
        processes.append(Started(command, **options))
        return processes[-1]

    monkeypatch.setattr(subprocess, "Popen", start)
    monkeypatch.setattr(queue, "_on_demand", None)
    return processes


def test_the_development_server_starts_one_worker_at_a_time(settings: Any, started: list[Started]):
    settings.RENDER_ON_DEMAND = True

    queue.wake()
    queue.wake()
    assert [one.command for one in started] == [
        [sys.executable, "manage.py", "render_reports", "--until-done"]
    ]
    started[0].status = 0
    queue.wake()

    assert len(started) == 2


def test_any_other_server_starts_none(settings: Any, started: list[Started]):
    settings.RENDER_ON_DEMAND = False

    queue.wake()

    assert started == []


def test_a_worker_is_woken_when_the_submission_is_committed(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
):
    woken: list[int] = []
    monkeypatch.setattr(queue, "wake", lambda: woken.append(Rendering.objects.count()))
    assessment = answered(begun_assessment()[0])
    with django_capture_on_commit_callbacks(execute=True):
        services.submit(assessment)
        assert woken == []

    assert woken == [len(EDITIONS)] * len(EDITIONS)
    assert BRIEF in EDITIONS
