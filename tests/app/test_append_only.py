"""What the database itself refuses, whoever asks: history stands, and goes only with its company.

The same on PostgreSQL is among the sentences of ``rivals.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from assessments import append_only, services
from assessments.models import (
    Act,
    Answer,
    Assessment,
    Company,
    Grant,
    Look,
    PortfolioAct,
    Settlement,
    User,
)
from assessments.selectors import saved_values
from assessments.services.acts import record

from .factories import (
    TODAY,
    answered,
    begun_assessment,
    change,
    grant_for,
    owned_assessment,
    user,
    write_rows,
)

pytestmark = pytest.mark.django_db

USERS = ("question", "users")


class Past:
    """A company with something of everything that stands."""

    def __init__(self, *, submitted: bool = True) -> None:
        self.owner, self.advisor = user("olga@example.org"), user("ada@example.org")
        self.assessment = owned_assessment(self.owner, submitted=False)
        self.settlement = Settlement.objects.create(
            assessment=self.assessment,
            subject="question",
            key="users",
            reason="counted",
            by="Olga",
            user=self.advisor,
            settled_at=timezone.now(),
        )
        if submitted:
            services.submit(self.assessment)
        self.company = self.assessment.company
        self.other = owned_assessment(self.owner, company="Another", submitted=False)
        grant, _token = grant_for(self.company, user=self.advisor)
        self.look = Look.objects.create(
            grant=grant, assessment=self.assessment, page="result", by="Ada", user=self.advisor
        )
        record(self.company, Act.Kind.SHARED, user=self.advisor, about="with Ada")
        self.act = self.company.acts.get(kind=Act.Kind.SHARED)

    @property
    def answers(self) -> models.QuerySet[Answer]:
        return Answer.objects.filter(assessment=self.assessment)

    @property
    def row(self) -> models.QuerySet[Assessment]:
        return Assessment.objects.filter(pk=self.assessment.pk)


def refused(act: Callable[[], Any]) -> bool:
    try:
        with transaction.atomic():
            act()
    except IntegrityError:
        return True
    return False


# What nobody may do to what was submitted, done or seen.
REWRITING: dict[str, Callable[[Past], Any]] = {
    "another value": lambda past: past.answers.filter(key="users").update(value="testers"),
    "another time": lambda past: past.answers.update(saved_at=timezone.now()),
    "another key": lambda past: past.answers.filter(key="users").update(key="demand-2"),
    "one more answer": lambda past: write_rows(past.assessment, {("note", "users"): {"text": "x"}}),
    "an answer overwritten": lambda past: Answer.objects.bulk_create(
        [
            Answer(
                assessment=past.assessment,
                subject="question",
                key="users",
                value="testers",
                saved_at=timezone.now(),
            )
        ],
        update_conflicts=True,
        unique_fields=["assessment", "subject", "key"],
        update_fields=["value"],
    ),
    "an answer deleted": lambda past: past.answers.filter(key="users").delete(),
    "all answers deleted": lambda past: past.answers.delete(),
    "an answer moved away": lambda past: past.answers.filter(key="users").update(
        assessment=Assessment.objects.create(
            company=past.company, as_of=TODAY, rubric_id="x", rubric_version="1", rubric_hash="0"
        )
    ),
    "an answer moved in": lambda past: Answer.objects.filter(
        assessment=past.other, subject="question", key="users"
    ).update(assessment=past.assessment, key="users-2"),
    "opened again": lambda past: past.row.update(submitted_at=None),
    "submitted at another time": lambda past: past.row.update(submitted_at=timezone.now()),
    "another date": lambda past: past.row.update(as_of="2020-01-01"),
    "another rubric": lambda past: past.row.update(rubric_id="mine"),
    "another version": lambda past: past.row.update(rubric_version="9.9"),
    "another hash": lambda past: past.row.update(rubric_hash="0" * 64),
    "another company": lambda past: past.row.update(company=past.other.company),
    "made a sheet": lambda past: past.row.update(sheet_of=past.other),
    "begun from another": lambda past: past.row.update(previous=past.other),
    "another name": lambda past: past.row.update(public_id="another-name"),
    "deleted": lambda past: past.row.delete(),
    "another reason": lambda past: Settlement.objects.update(reason="guessed"),
    "settled by another": lambda past: Settlement.objects.update(by="Ada"),
    "settled by another account": lambda past: Settlement.objects.update(user=past.owner),
    "one more settlement": lambda past: Settlement.objects.create(
        assessment=past.assessment,
        subject="question",
        key="demand",
        reason="",
        settled_at=timezone.now(),
    ),
    "a settlement deleted": lambda past: Settlement.objects.all().delete(),
    "an act by another": lambda past: Act.objects.filter(pk=past.act.pk).update(by="Olga"),
    "an act of another kind": lambda past: Act.objects.filter(pk=past.act.pk).update(
        kind="renamed"
    ),
    "an act at another time": lambda past: Act.objects.update(at=timezone.now()),
    "an act about another": lambda past: Act.objects.update(about="nothing"),
    "an act of another company": lambda past: Act.objects.update(company=past.other.company),
    "an act of another account": lambda past: Act.objects.update(user=past.owner),
    "an act deleted": lambda past: Act.objects.filter(pk=past.act.pk).delete(),
    "a look by another": lambda past: Look.objects.update(by="Olga"),
    "a look at another page": lambda past: Look.objects.update(page="report"),
    "a look at another assessment": lambda past: Look.objects.update(assessment=None),
    "a look at another time": lambda past: Look.objects.update(at=timezone.now()),
    "a look of another account": lambda past: Look.objects.update(user=past.owner),
    "a look deleted": lambda past: Look.objects.all().delete(),
    "a grant deleted with its looks": lambda past: past.look.grant.delete(),
    "the company deleted unasked": lambda past: past.company.delete(),
}


@pytest.mark.parametrize("name", REWRITING)
def test_history_is_not_rewritten(name: str):
    past = Past()
    before = everything()

    assert refused(lambda: REWRITING[name](past))

    assert everything() == before


def everything() -> list[list[Any]]:
    tables = (Assessment, Answer, Settlement, Act, Look)
    return [list(table._default_manager.order_by("pk").values()) for table in tables]


ONLY_OF_SUBMITTED = [
    name
    for name in REWRITING
    if not name.startswith(("an act", "a look", "a grant", "the company"))
    and name != "deleted"  # somebody has looked at it
]


@pytest.mark.parametrize("name", ONLY_OF_SUBMITTED)
def test_what_is_open_can_be_changed_in_every_way(name: str):
    assert not refused(lambda: REWRITING[name](Past(submitted=False)))


def test_what_refuses_says_why():
    past = Past()

    with pytest.raises(IntegrityError, match="its answers stand"), transaction.atomic():
        past.answers.update(value="testers")
    with pytest.raises(IntegrityError, match="never rewritten"), transaction.atomic():
        Act.objects.update(by="me")
    with pytest.raises(IntegrityError, match="being deleted"), transaction.atomic():
        past.row.delete()


def test_saving_a_submitted_assessment_as_it_is_changes_nothing_and_is_allowed():
    past = Past()
    past.assessment.refresh_from_db()

    past.assessment.save()

    assert past.row.get().is_submitted


def test_who_deletes_their_account_goes_from_history_and_history_stays():
    past = Past()
    name_of_act, name_of_look = past.act.by, past.look.by

    Grant.objects.update(user=None)  # as deleting an account does
    User.objects.get(pk=past.advisor.pk).delete()

    past.act.refresh_from_db()
    past.look.refresh_from_db()
    past.settlement.refresh_from_db()
    assert (past.act.user, past.look.user, past.settlement.user) == (None, None, None)
    assert (past.act.by, past.look.by, past.settlement.by) == (name_of_act, name_of_look, "Olga")


def test_a_company_whose_deletion_was_asked_for_goes_with_its_history():
    past = Past()
    Company.objects.filter(pk=past.company.pk).update(delete_at=timezone.now())

    past.company.delete()

    assert Company.objects.get() == past.other.company
    assert not Settlement.objects.exists()
    assert not Look.objects.exists()
    assert not Act.objects.filter(company_id=past.company.pk).exists()


def test_submitting_and_beginning_again_work_as_before():
    assessment, _token = begun_assessment()
    services.submit(answered(assessment))
    following, _token = services.begin_from(assessment, as_of=TODAY)

    saved = services.save_answers(following, [change("users", "testers", was="steady-base")])

    assert saved.saved or saved.conflicts
    assert len(saved_values(following)) == len(saved_values(assessment))


# --- the triggers themselves ---------------------------------------------------------------------


def triggers() -> set[str]:
    if connection.vendor == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name for (name,) in cursor.fetchall()}


GUARDS = {guard.name for guard in append_only.GUARDS}


def test_every_guard_is_in_place_after_migrating():
    assert triggers() >= GUARDS


def test_every_column_of_what_stands_is_guarded_or_known_not_to_decide():
    free = {
        "assessments_assessment": {"id", "revealed_at", "previous_id"},
        "assessments_answer": {"id"},
        "assessments_settlement": {"id", "user_id"},
        "assessments_act": {"id", "user_id"},
        "assessments_look": {"id", "user_id"},
        "assessments_portfolioact": {"id", "user_id"},
    }
    updates = {guard.table: guard.when for guard in append_only.GUARDS if guard.event == "UPDATE"}
    for model in (Assessment, Answer, Settlement, Act, Look, PortfolioAct):
        table = model._meta.db_table
        columns = {str(field.column) for field in model._meta.concrete_fields}
        guarded = {one for one in columns if f'OLD."{one}" IS NOT NEW."{one}"' in updates[table]}
        assert columns - guarded <= free[table], table


def test_taken_away_and_put_back_they_are_the_same():
    append_only.remove(connection)
    assert not triggers() & GUARDS

    append_only.install(connection)
    append_only.install(connection)

    assert triggers() >= GUARDS


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_makes_a_table_anew_finds_no_trigger_in_its_way_and_leaves_all_in_place():
    call_command("migrate", "assessments", "0007", verbosity=0)
    try:
        later = {"assessments_portfolioact_keeps_update"}  # on a table that is not there yet
        assert triggers() >= GUARDS - later
    finally:
        call_command("migrate", verbosity=0)
    assert triggers() >= GUARDS
