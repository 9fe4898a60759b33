"""Those who delete, keep, claim and export at the same moment, and what the database refuses. Part of
``rivals``."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments import rubrics, services
from assessments.company_file.reading import read
from assessments.models import Act, Answer, Assessment, Company, User
from assessments.services.deleting import (
    NotUnclaimed,
    Removed,
    ask_for_deletion,
    delete_due,
    delete_unclaimed,
    keep,
)
from assessments.services.importing import import_company
from assessments.services.owning import ClaimedAlready, own

from .company_files import company_with_everything, comparable, exported, without_new_acts
from .factories import QUESTION, TODAY, begun_assessment, change, owned_assessment, user
from .racing import ROUNDS, Found, at_once, surprises
from .test_append_only import REWRITING, Past, refused

AT = "https://stagecheck.example/"


def the_database_refuses_every_way_to_rewrite_history() -> Found:
    with transaction.atomic():
        past = Past()
        found = [name for name, rewrite in REWRITING.items() if not refused(partial(rewrite, past))]
        transaction.set_rollback(True)
    return found


def an_answer_written_past_the_services_while_others_submit_is_refused() -> Found:
    """Whoever submits has not committed yet when the answer is written."""
    found: Found = []
    for number in range(ROUNDS):
        owner = user(f"past-{number}@example.org")
        assessment = owned_assessment(owner, company=f"past {number}", submitted=False)
        submitted, begun = threading.Event(), threading.Event()

        def submit(assessment: Assessment, submitted: Any, begun: Any) -> None:
            with transaction.atomic():
                services.submit(assessment)
                submitted.set()
                begun.wait(10)
                threading.Event().wait(0.1)  # until the other one waits for this

        def write(assessment: Assessment, submitted: Any, begun: Any) -> None:
            submitted.wait(10)
            begun.set()
            with transaction.atomic():
                Answer.objects.create(
                    assessment=assessment,
                    subject=QUESTION,
                    key="too-late",
                    value="x",
                    saved_at=timezone.now(),
                )

        results = at_once(
            partial(submit, assessment, submitted, begun),
            partial(write, assessment, submitted, begun),
        )
        found += surprises(results, IntegrityError)
        if Answer.objects.filter(assessment=assessment, key="too-late").exists():
            found.append("it was written")
    return found


def asking_for_deletion_many_times_at_once_is_asking_once() -> Found:
    found: Found = []
    for number in range(ROUNDS):
        owner = user(f"asking-{number}@example.org")
        company = owned_assessment(owner, company=f"asked {number}").company
        ask = partial(ask_for_deletion, by=owner, address=AT)
        copies = [Company.objects.get(pk=company.pk) for _ in range(4)]
        found += surprises(at_once(*(partial(ask, one) for one in copies)))
        if (count := company.acts.filter(kind=Act.Kind.DELETION_ASKED).count()) != 1:
            found.append(f"{count} records")
    return found


def what_is_due_is_removed_once_however_many_do_it() -> Found:
    found: Found = []
    owner = user("due@example.org")
    for number in range(6):
        company = owned_assessment(owner, company=f"due {number}").company
        Company.objects.filter(pk=company.pk).update(delete_at=timezone.now())
    results = at_once(*[delete_due] * 4)
    found += surprises(results)
    removed = sum(one.companies for one in results if isinstance(one, Removed))
    if removed != 6 or Company.objects.filter(name__startswith="due ").exists():
        found.append(f"{removed} were told removed")
    return found


def keeping_raced_with_the_end_either_keeps_it_or_comes_too_late() -> Found:
    found: Found = []
    for number in range(3 * ROUNDS):
        owner = user(f"keeping-{number}@example.org")
        company = owned_assessment(owner, company=f"kept {number}").company
        end = timezone.now() + timedelta(milliseconds=15)
        Company.objects.filter(pk=company.pk).update(delete_at=end)
        results = at_once(
            partial(_at, end, partial(keep, company, by=owner, address=AT)),
            partial(_at, end, delete_due),
        )
        found += surprises(results)
        delete_due()
        is_there = Company.objects.filter(pk=company.pk, delete_at=None).exists()
        if results[0] != is_there or Company.objects.filter(pk=company.pk).exists() != is_there:
            found.append(f"told kept: {results[0]}, there: {is_there}")
    return found


def _at(moment: Any, work: Any) -> Any:
    threading.Event().wait(max(0.0, (moment - timezone.now()).total_seconds()))
    return work()


def claiming_raced_with_deleting_by_the_link_has_one_winner() -> Found:
    found: Found = []
    for number in range(3 * ROUNDS):
        assessment, _token = begun_assessment(company=f"raced {number}")
        somebody = user(f"racing-{number}@example.org")
        results = at_once(
            partial(own, Company.objects.get(pk=assessment.company_id), somebody),
            partial(delete_unclaimed, assessment),
        )
        found += surprises(results, ClaimedAlready, NotUnclaimed)
        claimed, deleted = (not isinstance(one, Exception) for one in results)
        is_there = Company.objects.filter(pk=assessment.company_id).exists()
        if claimed == deleted or is_there != claimed:
            found.append(f"claimed {claimed}, deleted {deleted}, there {is_there}")
    return found


def an_export_while_others_write_is_one_that_can_be_imported() -> Found:
    found: Found = []
    owner = user("exporting@example.org", name="Exporting")
    first = owned_assessment(owner, company="written to", submitted=False)
    for number in range(ROUNDS):
        results = at_once(
            partial(exported, first.company, owner),
            partial(services.save_answers, first, [change(f"x{number}", "unknown")]),
            partial(services.begin_from, first, as_of=TODAY),
            partial(exported, first.company, owner),
        )
        found += surprises(results)
        for raw in (results[0], results[3]):
            if isinstance(raw, dict):
                read(json.dumps(raw).encode(), rubrics.find)
    return found


def what_is_exported_here_comes_back_here() -> Found:
    owner = user("round-trip@example.org", name="Olga")
    company = company_with_everything(owner, name="all of it “Süd” 🚂")
    raw = without_new_acts(exported(company, owner), owner)
    made = import_company(read(json.dumps(raw).encode(), rubrics.find), _fresh(owner)).company
    back = without_new_acts(exported(made, owner), owner)
    again = import_company(read(json.dumps(back).encode(), rubrics.find), _fresh(owner)).company
    twice = without_new_acts(exported(again, owner), owner)
    found = (
        [] if len(back["assessments"]) == len(raw["assessments"]) == 2 else ["not all came back"]
    )
    return found if comparable(back) == comparable(twice) else [*found, "it came back changed"]


def _fresh(owner: User) -> User:
    return User.objects.get(pk=owner.pk)


SENTENCES = (
    the_database_refuses_every_way_to_rewrite_history,
    an_answer_written_past_the_services_while_others_submit_is_refused,
    asking_for_deletion_many_times_at_once_is_asking_once,
    what_is_due_is_removed_once_however_many_do_it,
    keeping_raced_with_the_end_either_keeps_it_or_comes_too_late,
    claiming_raced_with_deleting_by_the_link_has_one_winner,
    an_export_while_others_write_is_one_that_can_be_imported,
    what_is_exported_here_comes_back_here,
)
