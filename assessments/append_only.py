"""History that the database itself keeps as it was written, on SQLite and on PostgreSQL.

What is submitted, settled, done or looked at never changes: triggers refuse it, also where the services
are passed by. It goes only together with a company that somebody asked to delete (``delete_at``). Of
who did something only the account may be taken away, since accounts can be deleted.

The triggers are put in place after every ``migrate``, and on SQLite taken away before one that has
something to do. To alter a table SQLite makes it anew: that would forget the triggers on it, and fails
over those that read it. So a migration must not make them, and none has to think of them.
"""

# ruff: noqa: S608  every name in these statements is our own

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration
from django.db.models.signals import post_migrate, pre_migrate

ASSESSMENT, COMPANY, GRANT = "assessments_assessment", "assessments_company", "assessments_grant"
OF_ASSESSMENT = (
    *("public_id", "company_id", "as_of", "rubric_id", "rubric_version", "rubric_hash"),
    *("created_at", "submitted_at", "sheet_of_id"),
)
ANSWERS_STAND = "the assessment was submitted: its answers stand"
HISTORY_STANDS = "history is never rewritten"
ONLY_WITH_COMPANY = "history goes only together with a company that is being deleted"


@dataclass(frozen=True, slots=True)
class Guard:
    """What a table refuses: an event under a condition on the rows NEW and OLD.

    ``holds`` is the assessment whose row is held meanwhile where several may write at once.
    """

    table: str
    event: str
    when: str
    message: str
    holds: str = ""

    @property
    def name(self) -> str:
        return f"{self.table}_keeps_{self.event.lower()}"

    def on_sqlite(self) -> str:
        return (
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} FOR EACH ROW"
            f" WHEN {self.when} BEGIN SELECT RAISE(ABORT, '{self.message}'); END"
        )

    def function_on_postgresql(self) -> str:
        when = self.when.replace(" IS NOT NEW.", " IS DISTINCT FROM NEW.")
        hold = f"PERFORM 1 FROM {ASSESSMENT} WHERE id = {self.holds} FOR SHARE; "
        return (
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"{hold if self.holds else ''}"
            f"IF {when} THEN RAISE EXCEPTION '{self.message}' USING ERRCODE = '23000'; END IF; "
            f"RETURN {'OLD' if self.event == 'DELETE' else 'NEW'}; END $$"
        )

    def on_postgresql(self) -> str:
        return (
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table}"
            f" FOR EACH ROW EXECUTE FUNCTION {self.name}()"
        )


def _changed(*columns: str) -> str:
    return " OR ".join(f'OLD."{one}" IS NOT NEW."{one}"' for one in columns)


def _changed_but_emptied(column: str) -> str:
    return f'(NEW."{column}" IS NOT NULL AND ({_changed(column)}))'


def _submitted(row: str) -> str:
    of = f"id = {row}.assessment_id AND submitted_at IS NOT NULL"
    return f"EXISTS (SELECT 1 FROM {ASSESSMENT} WHERE {of})"


def _kept(company: str) -> str:
    """Whether the company is there and nobody has asked to delete it."""
    return f"EXISTS (SELECT 1 FROM {COMPANY} c WHERE c.id = {company} AND c.delete_at IS NULL)"


def _guards_of_answers(table: str, *columns: str) -> Iterable[Guard]:
    yield Guard(table, "INSERT", _submitted("NEW"), ANSWERS_STAND, "NEW.assessment_id")
    changed = f"({_changed('assessment_id', *columns)})"
    if table == "assessments_settlement":
        changed = f"({changed} OR {_changed_but_emptied('user_id')})"
    moved = f"{changed} AND ({_submitted('OLD')} OR {_submitted('NEW')})"
    yield Guard(table, "UPDATE", moved, ANSWERS_STAND, "OLD.assessment_id")
    company = f"(SELECT company_id FROM {ASSESSMENT} WHERE id = OLD.assessment_id)"
    gone = f"{_submitted('OLD')} AND {_kept(company)}"
    yield Guard(table, "DELETE", gone, ONLY_WITH_COMPANY, "OLD.assessment_id")


def _guards_of_record(table: str, company: str, *columns: str) -> Iterable[Guard]:
    changed = f"{_changed(*columns)} OR {_changed_but_emptied('user_id')}"
    yield Guard(table, "UPDATE", changed, HISTORY_STANDS)
    yield Guard(table, "DELETE", _kept(company), ONLY_WITH_COMPANY)


def _guards_of_assessments() -> Iterable[Guard]:
    changed = f"{_changed(*OF_ASSESSMENT)} OR {_changed_but_emptied('previous_id')}"
    submitted = "OLD.submitted_at IS NOT NULL"
    yield Guard(ASSESSMENT, "UPDATE", f"{submitted} AND ({changed})", ANSWERS_STAND)
    gone = f"{submitted} AND {_kept('OLD.company_id')}"
    yield Guard(ASSESSMENT, "DELETE", gone, ONLY_WITH_COMPANY)


GUARDS = (
    *_guards_of_assessments(),
    *_guards_of_answers("assessments_answer", "subject", "key", "value", "page", "saved_at"),
    *_guards_of_answers(
        "assessments_settlement", "subject", "key", "reason", "by", "settled_at"
    ),
    *_guards_of_record("assessments_act", "OLD.company_id", "company_id", "kind", "at", "by", "about"),
    *_guards_of_record(
        "assessments_look",
        f"(SELECT company_id FROM {GRANT} WHERE id = OLD.grant_id)",
        *("grant_id", "assessment_id", "page", "by", "at"),
    ),
    Guard(
        "assessments_portfolioact",
        "UPDATE",
        _changed("portfolio_id", "kind", "at", "by", "about")
        + f" OR {_changed_but_emptied('user_id')}",
        HISTORY_STANDS,
    ),
)  # fmt: skip


def install(connection: BaseDatabaseWrapper) -> None:
    """Put in place whatever guard is not there yet, or reads otherwise."""
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        if (
            not {ASSESSMENT, COMPANY, GRANT} <= there
        ):  # migrated back to before there were such tables
            return
        guards = [guard for guard in GUARDS if guard.table in there]
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
            found = {name for (name,) in cursor.fetchall()}
            for guard in guards:
                cursor.execute(guard.function_on_postgresql())
                if guard.name not in found:
                    cursor.execute(guard.on_postgresql())
        elif connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            written = dict(cursor.fetchall())
            for guard in guards:
                if written.get(guard.name) != guard.on_sqlite():
                    cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name}")
                    cursor.execute(guard.on_sqlite())


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take every guard away: history can be rewritten until they are installed again."""
    with connection.cursor() as cursor:
        for guard in GUARDS:
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP FUNCTION IF EXISTS {guard.name}() CASCADE")
            elif connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name}")


def _before_migrating(
    sender: AppConfig, using: str, plan: list[tuple[Migration, bool]], **_: Any
) -> None:
    touched = {migration.app_label for migration, _backwards in plan}
    if connections[using].vendor == "sqlite" and sender.label in touched:
        remove(connections[using])


def _after_migrating(using: str, **_: Any) -> None:
    install(connections[using])


def guard_migrations(app: AppConfig) -> None:
    """Have the guards put in place by ``migrate``."""
    pre_migrate.connect(_before_migrating, sender=app, dispatch_uid="append-only")
    post_migrate.connect(_after_migrating, sender=app, dispatch_uid="append-only")
