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
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stagecheck.settings")
os.environ["EMAIL_URL"] = "memory://"  # what is printed is the outcome
sys.path.insert(0, str(Path(__file__).parents[2]))
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from assessments import rubrics, services  # noqa: E402
from assessments.access import SubmittedAlready  # noqa: E402
from assessments.domain.answers import Amount, Choice  # noqa: E402
from assessments.models import Action, Assessment, Company, Rendering, Settlement  # noqa: E402
from assessments.rendering import cache, queue  # noqa: E402
from assessments.rendering.contents import content_hash  # noqa: E402
from assessments.reports.editions import FULL  # noqa: E402
from assessments.selectors import Saved, saved_values  # noqa: E402
from assessments.services import people, settling  # noqa: E402
from assessments.services import plan as planning  # noqa: E402
from tests.app import (  # noqa: E402
    account_rivals,
    history_rivals,
    joining_rivals,
    keeping_rivals,
    member_rivals,
    overview_rivals,
    plans,
    rounds,
    sharing_rivals,
    worker_process,
)
from tests.app.factories import (  # noqa: E402
    QUESTION,
    answered,
    begun_assessment,
    change,
    owned_assessment,
    submitted_assessment,
    user,
)
from tests.app.racing import ROUNDS, Found, Work, at_once, surprises  # noqa: E402


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


def taking_the_same_on_at_once_is_taking_it_on_once() -> Found:
    found: Found = []
    for number in range(ROUNDS):
        result = plans.result_with_a_hole(user(f"taking-{number}@example.org"))
        wanted = [plans.HOLE, f"{plans.HOLE}:2"]
        results = at_once(*[partial(planning.take_on, result, wanted)] * 4)
        found += surprises(results)
        if (count := result.actions.count()) != 2 or sorted(map(str, results)) != [*"0002"]:
            found.append(f"{count} actions, {results} were told")
    return found


def of_many_changes_of_one_action_one_wins_and_the_others_are_told() -> Found:
    found: Found = []
    for number in range(ROUNDS):
        result = plans.result_with_a_hole(user(f"changing-{number}@example.org"))
        action = plans.action_of(result.company)
        results = at_once(
            *(changing(action, owner=f"Person {each}") for each in range(4)),
            partial(planning.move_to, action, "done", seen="open"),
            changing(action, note="Mine."),
        )
        found += surprises(results, planning.ChangedMeanwhile)
        action.refresh_from_db()
        winners = [one.owner for one in results[:4] if isinstance(one, Action)]
        told = {
            one.both["owner"] for one in results[:4] if isinstance(one, planning.ChangedMeanwhile)
        }
        if winners != [action.owner] or told != {action.owner}:
            found.append(f"{action.owner} stands, {winners} were told saved, {told} in conflicts")
        if (action.state, action.note, action.version) != ("done", "Mine.", 4):
            found.append(f"{action.state}, {action.note}, {action.version} stand")
    return found


def changing(action: Action, **parts: Any) -> Work:
    seen = planning.Entry.of(action)
    return partial(planning.change, action, seen=seen, wanted=replace(seen, **parts))


def of_many_settlements_of_one_question_one_stands_and_the_others_are_told() -> Found:
    found: Found = []
    place = (QUESTION.value, "it-members")
    for number in range(ROUNDS):
        owner = user(f"settling-{number}@example.org")
        round_of = rounds.opened_round(owner, it_members=90)
        results = at_once(
            *(
                partial(
                    settling.settle, round_of.common, place, Amount(at), reason=f"{at}", by=owner
                )
                for at in range(40, 46)
            )
        )
        found += surprises(results, settling.SettledMeanwhile)
        stands = saved_values(round_of.common)[place]
        winners = [one.reason for one in results if isinstance(one, Settlement)]
        told = {one.answer for one in results if isinstance(one, settling.SettledMeanwhile)}
        if winners != [str(stands)] or told != {Amount(stands)}:
            found.append(f"{stands} stands, {winners} were told settled, {told} in conflicts")
        if (count := round_of.common.settlements.count()) != 1:
            found.append(f"{count} settlements")
    return found


def settling_one_raced_with_settling_the_rest_and_with_submitting_loses_nothing() -> Found:
    found: Found = []
    place = (QUESTION.value, "on-call")
    for number in range(ROUNDS):
        owner = user(f"rest-{number}@example.org")
        round_of = rounds.opened_round(owner, on_call="not-yet", code_review="not-yet")
        common = round_of.common
        results = at_once(
            partial(settling.settle, common, place, Choice("partly"), reason="So.", by=owner),
            partial(settling.settle_cautiously, common, reason="Rest.", by=owner),
            partial(services.submit, common),
        )
        found += surprises(results, SubmittedAlready, settling.SettledMeanwhile)
        standing = saved_values(common)
        kept = {one.key: one.reason for one in common.settlements.all()}
        if isinstance(results[0], Settlement) and (
            kept.get("on-call") != "So." or standing[place] != "partly"
        ):
            found.append(f"settled on partly, {kept} and {standing.get(place)} stand")
        if isinstance(results[1], int) and len(kept) < results[1]:
            found.append(f"{results[1]} were told settled, {kept} are")
        if not round_of.fresh().is_submitted:
            found.append("it is still open")
    return found


def first_invitations_at_once_make_one_round() -> Found:
    found: Found = []
    for number in range(ROUNDS):
        owner = user(f"inviting-{number}@example.org")
        alone = owned_assessment(owner, submitted=False)
        before = saved_values(alone)
        works = [
            partial(people.invite, alone, by=owner, name=f"Person {at}", role="cto")
            for at in range(5)
        ]
        results = at_once(*works, saving(alone, "users", "unknown", was=before[QUESTION, "users"]))
        found += surprises(results)
        common = Assessment.objects.get(company=alone.company, sheet_of__isnull=True)
        names = sorted(common.respondents.values_list("name", flat=True))
        if names != ["Ada", *(f"Person {at}" for at in range(5))]:
            found.append(f"{names} answer")
        if saved_values(alone) != {**before, (QUESTION, "users"): "unknown"}:
            found.append("the owner's sheet is not what was answered")
        if saved_values(common):
            found.append("the common assessment has answers before they are opened")
    return found


def finishing_raced_with_opening_counts_or_is_refused() -> Found:
    found: Found = []
    place = (QUESTION.value, "users")
    for number in range(ROUNDS):
        owner = user(f"opening-{number}@example.org")
        round_of = rounds.begun_round(owner, "cto", "lead")
        services.submit(round_of.own)
        for name in ("Cto", "Lead"):
            answered(round_of.sheet(name), users="testers")
        results = at_once(
            *(partial(services.submit, round_of.sheet(name)) for name in ("Cto", "Lead")),
            *[partial(settling.reveal, round_of.common, by=owner)] * 2,
        )
        found += surprises(results)
        if sorted(results[2:]) != [False, True]:
            found.append(f"{results[2:]} were told opened")
        counted = [one for one in ("Cto", "Lead") if round_of.sheet(one).is_submitted]
        differs = place not in saved_values(round_of.common)
        if differs != bool(counted):
            found.append(f"{counted} have finished, and the answer taken over says otherwise")
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
    taking_the_same_on_at_once_is_taking_it_on_once,
    of_many_changes_of_one_action_one_wins_and_the_others_are_told,
    of_many_settlements_of_one_question_one_stands_and_the_others_are_told,
    settling_one_raced_with_settling_the_rest_and_with_submitting_loses_nothing,
    first_invitations_at_once_make_one_round,
    finishing_raced_with_opening_counts_or_is_refused,
    *sharing_rivals.SENTENCES,
    *account_rivals.SENTENCES,
    *history_rivals.SENTENCES,
    *joining_rivals.SENTENCES,
    *keeping_rivals.SENTENCES,
    *member_rivals.SENTENCES,
    *overview_rivals.SENTENCES,
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
