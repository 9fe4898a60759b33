"""Writers that get in each other's way, on the database that DATABASE_URL names.

Run as a program by ``test_databases.py``: it needs real transactions and a connection per thread.
Prints as JSON, for every sentence below, what was found against it (nothing, if it holds).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stagecheck.settings")
sys.path.insert(0, str(Path(__file__).parents[2]))
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from assessments import rubrics, services  # noqa: E402
from assessments.access import SubmittedAlready  # noqa: E402
from assessments.models import Assessment, Company, Rendering  # noqa: E402
from assessments.rendering import cache, queue  # noqa: E402
from assessments.rendering.contents import content_hash  # noqa: E402
from assessments.reports.editions import FULL  # noqa: E402
from assessments.selectors import Saved, saved_values  # noqa: E402
from tests.app import worker_process  # noqa: E402
from tests.app.factories import (  # noqa: E402
    QUESTION,
    answered,
    begun_assessment,
    change,
    submitted_assessment,
)

ROUNDS = 4
Found = list[str]
Work = Callable[[], Any]


def at_once(*works: Work) -> list[Any]:
    """What each returns or raises, all started at the same moment, each in a thread of its own."""
    barrier = threading.Barrier(len(works))
    results: list[Any] = [None] * len(works)

    def run(at: int, work: Work) -> None:
        try:
            barrier.wait()
            results[at] = work()
        except Exception as error:
            results[at] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def surprises(results: list[Any], *expected: type) -> Found:
    return [
        repr(one) for one in results if isinstance(one, Exception) and not isinstance(one, expected)
    ]


def of_many_saves_of_one_answer_one_wins_and_the_others_see_a_conflict() -> Found:
    found: Found = []
    for _round in range(ROUNDS):
        assessment, _token = begun_assessment()
        values = [f"value-{number}" for number in range(6)]
        results = at_once(*(saving(assessment, "users", value) for value in values))
        found += surprises(results)
        if found:
            break
        winners = [one.saved[0].value for one in results if one.saved]
        stands = saved_values(assessment)[QUESTION, "users"]
        told = {one.standing[place] for one in results for place in one.conflicts}
        if winners != [stands] or told != {stands}:
            found.append(f"{stands} stands, {winners} were told saved, {told} in conflicts")
    return found


def saves_of_different_answers_all_get_through() -> Found:
    found: Found = []
    keys = [fact.id for fact in rubrics.find().facts][:8]
    for _round in range(ROUNDS):
        assessment, _token = begun_assessment()
        results = at_once(*(saving(assessment, key, "unknown") for key in keys))
        found += surprises(results)
        if set(saved_values(assessment)) != {(QUESTION, key) for key in keys}:
            found.append(f"only {list(saved_values(assessment))} were saved")
    return found


def a_save_raced_with_submitting_is_either_kept_or_refused() -> Found:
    found: Found = []
    keys = ["demand", "teams", "layers", "money"]
    for _round in range(ROUNDS):
        assessment = answered(begun_assessment()[0])
        before = saved_values(assessment)
        works = [saving(assessment, key, "unknown", before[QUESTION, key]) for key in keys]
        works.insert(2, partial(services.submit, assessment))
        results = at_once(*works)
        found += surprises(results, SubmittedAlready)
        acknowledged: Saved = {
            (QUESTION, change.key): change.value
            for one in results
            if isinstance(one, services.SaveResult)
            for change in one.saved
        }
        if saved_values(assessment) != {**before, **acknowledged}:
            found.append("what stands is not what was acknowledged")
        if not Assessment.objects.get(pk=assessment.pk).is_submitted:
            found.append("it is still open")
    return found


def submitting_many_times_at_once_is_submitting_once() -> Found:
    found: Found = []
    for _round in range(ROUNDS):
        assessment = answered(begun_assessment()[0])
        found += surprises(at_once(*[partial(services.submit, assessment)] * 4))
        if not Assessment.objects.get(pk=assessment.pk).is_submitted:
            found.append("it is still open")
    return found


def a_change_raced_with_a_deletion_has_one_winner() -> Found:
    found: Found = []
    for _round in range(ROUNDS):
        assessment, _token = begun_assessment()
        services.save_answers(assessment, [change("users", "testers")])
        results = at_once(
            saving(assessment, "users", None, "testers"),
            saving(assessment, "users", "steady-base", "testers"),
        )
        found += surprises(results)
        winners = [
            one.saved[0].value for one in results if not isinstance(one, Exception) and one.saved
        ]
        stands = saved_values(assessment).get((QUESTION, "users"))
        if winners != [stands]:
            found.append(f"{stands} stands, {winners} were told saved")
    return found


def many_can_begin_at_once() -> Found:
    before = Company.objects.count()
    results = at_once(*([begun_assessment] * 10))
    found = surprises(results)
    if Company.objects.count() - before != 10 or len({token for _, token in results}) != 10:
        found.append(f"{Company.objects.count() - before} companies")
    return found


def who_reads_does_not_wait_for_who_writes() -> Found:
    assessment, token = begun_assessment()
    writing, read = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            services.save_answers(assessment, [change("users", "testers")])
            writing.set()
            read.wait(10)

    def look() -> tuple[int, float, bool]:
        writing.wait(10)
        start = time.monotonic()
        status = Client().get(f"/a/{token}/", headers={"host": "localhost"}).status_code
        taken = time.monotonic() - start
        unseen = saved_values(assessment) == {}
        read.set()
        return status, taken, unseen

    results = at_once(write, look)
    found = surprises(results)
    if not found and (results[1][0] != 200 or results[1][1] > 5 or not results[1][2]):
        found.append(f"status, seconds and whether the half-done write was unseen: {results[1]}")
    return found


def the_site_works_from_the_first_page_to_the_last() -> Found:
    name, reason = "Ferrovia “Süd” 🚂", "no “code” yet: <b>0</b> \\u0000 🚂"
    client = Client(headers={"host": "localhost"})
    hub = client.post("/", {"company": name})["Location"]
    posted = {
        "was-question-code-review": "",
        "question-code-review": "not-applicable",
        "question-code-review-reason": reason,
    }
    steps = {
        "hub": (client.get(hub), 200),
        "early": (client.post(f"{hub}check/"), 422),
        "practices": (client.post(f"{hub}sections/practices-delivery/", posted), 302),
    }
    assessment = Assessment.objects.get(company__name=name)
    found = []
    if saved_values(assessment) != {(QUESTION, "code-review"): {"not-applicable": reason}}:
        found.append("the reason came back changed")
    answered(assessment, "adoption", code_review=None)
    steps |= {
        "check": (client.get(f"{hub}check/"), 200),
        "submit": (client.post(f"{hub}check/"), 302),
        "result": (client.get(f"{hub}result/"), 200),
        "answers": (client.get(f"{hub}answers.yaml"), 200),
        "again": (client.post(f"{hub}again/"), 302),
        "health": (client.get("/health/"), 200),
    }
    found += [
        f"{step}: {got.status_code}" for step, (got, due) in steps.items() if got.status_code != due
    ]
    return found


def a_reason_with_a_nul_character_is_answered_with_a_page() -> Found:
    _assessment, token = begun_assessment()
    client = Client(headers={"host": "localhost"}, raise_request_exception=False)
    posted = {
        "was-question-code-review": "",
        "question-code-review": "not-applicable",
        "question-code-review-reason": "nothing \x00 here",
    }
    status = client.post(f"/a/{token}/sections/practices-delivery/", posted).status_code
    return [] if status in (302, 422) else [f"status {status}"]


def asking_for_one_report_at_once_is_asking_once() -> Found:
    found: Found = []
    assessment, _token = submitted_assessment(company="asked for")
    for _round in range(ROUNDS):
        Rendering.objects.all().delete()
        found += surprises(at_once(*[partial(queue.ask, assessment, FULL)] * 6))
        if (count := Rendering.objects.count()) != 1:
            found.append(f"{count} rows")
    return found


def many_workers_make_every_report_once() -> Found:
    Rendering.objects.all().delete()
    for number in range(8):
        submitted_assessment(company=f"shared {number}")
    wanted = set(Rendering.objects.values_list("content_hash", flat=True))
    taken: Found = []

    def work() -> None:
        worker = queue.new_worker_id()
        while row := queue.claim(worker):
            taken.append(row.content_hash)
            queue.finish(row, lambda: None)

    found = surprises(at_once(*[work] * 4))
    if sorted(taken) != sorted(wanted):
        found.append(f"{len(taken)} taken of {len(wanted)}, {len(set(taken))} different")
    return found + [f"still there: {row}" for row in Rendering.objects.all()]


def a_report_whose_worker_is_killed_is_made_by_the_next_one() -> Found:
    Rendering.objects.all().delete()
    assessment, _token = submitted_assessment(company="killed")
    Rendering.objects.exclude(edition=FULL).delete()
    command = [sys.executable, worker_process.__file__]
    killed = subprocess.Popen([*command, "endless"])
    try:
        end = time.monotonic() + 20
        while not Rendering.objects.filter(claimed_at__isnull=False) and time.monotonic() < end:
            time.sleep(0.05)
    finally:
        killed.kill()
        killed.wait()
    left = list(Rendering.objects.values_list("attempts", "failed_at"))
    subprocess.run([*command, "quick", "--until-done"], check=True, capture_output=True)
    found = [] if left == [(1, None)] else [f"the killed worker left {left}"]
    if not cache.is_there(content_hash(assessment, FULL)) or Rendering.objects.exists():
        found.append("it was not made")
    return found


def saving(assessment: Assessment, key: str, value: Any, was: Any = None) -> Work:
    return partial(services.save_answers, assessment, [change(key, value, was=was)])


SENTENCES = (
    of_many_saves_of_one_answer_one_wins_and_the_others_see_a_conflict,
    saves_of_different_answers_all_get_through,
    a_save_raced_with_submitting_is_either_kept_or_refused,
    submitting_many_times_at_once_is_submitting_once,
    a_change_raced_with_a_deletion_has_one_winner,
    many_can_begin_at_once,
    who_reads_does_not_wait_for_who_writes,
    the_site_works_from_the_first_page_to_the_last,
    a_reason_with_a_nul_character_is_answered_with_a_page,
    asking_for_one_report_at_once_is_asking_once,
    many_workers_make_every_report_once,
    a_report_whose_worker_is_killed_is_made_by_the_next_one,
)

if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    found = {}
    for sentence in SENTENCES:
        try:
            found[sentence.__name__] = sentence()
        except Exception as error:
            found[sentence.__name__] = [repr(error)]
    print(json.dumps({"vendor": connection.vendor, "found": found}))
