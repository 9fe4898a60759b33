"""Statements that every request of a kind makes, put into SQL once.

Django builds such a statement and puts it into SQL anew each time. For one row out of four joined tables
that takes ten times as long as the database does. What comes back is the same: rows of the model, with
what belongs to them. Knows Django's compiler, and no model.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet
from django.db.models.constants import OnConflict
from django.db.models.query import get_related_populators
from django.db.models.sql import InsertQuery

Row = TypeVar("Row", bound=Model)
Value = str | int

# They stand for the values while the query is put into SQL, and reach no database.
TEXT, NUMBER = "the text that is asked for", 2**62 + 1


def texts(count: int) -> tuple[str, ...]:
    """So many different ones."""
    return tuple(f"{TEXT} ({number})" for number in range(count))


@dataclass(frozen=True)
class _Written:
    """A query in the SQL of one connection, and how its rows are read."""

    connection: BaseDatabaseWrapper
    compiler: Any
    sql: str
    values: tuple[Any, ...]
    marks: tuple[Value, ...]

    @classmethod
    def of(cls, query: QuerySet[Any], marks: tuple[Value, ...]) -> _Written:
        connection = connections[query.db]
        compiler = query.query.get_compiler(connection=connection)
        sql, values = compiler.as_sql()
        if any(list(values).count(one) != 1 for one in marks):
            raise ValueError("a prepared query asks for each of its values once")
        return cls(connection, compiler, sql, tuple(values), marks)

    @cached_property
    def _converters(self) -> dict[int, Any]:
        compiler = self.compiler
        fields = [one[0] for one in compiler.select[: compiler.col_count]]
        if compiler.has_composite_fields(fields):
            raise ValueError("a prepared query has no composite keys")
        converters: dict[int, Any] = compiler.get_converters(fields)
        return converters

    @cached_property
    def _names(self) -> list[str]:
        """The fields of the model, in the order of its columns."""
        start, end = self._of_model
        return [column[0].target.attname for column in self.compiler.select[start:end]]

    @property
    def _of_model(self) -> tuple[int, int]:
        columns = self.compiler.klass_info["select_fields"]
        return columns[0], columns[-1] + 1

    @cached_property
    def _related(self) -> list[Any]:
        compiler, using = self.compiler, self.connection.alias
        populators: list[Any] = get_related_populators(  # type: ignore[call-arg] # stubs of Django 6
            compiler.klass_info, compiler.select, using
        )
        return populators

    def rows(self, values: Sequence[Value]) -> list[Sequence[Any]]:
        given = dict(zip(self.marks, values, strict=True))
        with self.connection.cursor() as cursor:
            cursor.execute(self.sql, [given.get(one, one) for one in self.values])
            found = cursor.fetchall()
        return list(self.compiler.apply_converters(found, self._converters)) if found else []

    def objects(self, values: Sequence[Value]) -> list[Any]:
        """What ``ModelIterable`` makes of rows."""
        rows = self.rows(values)
        if not rows:
            return []
        compiler, using = self.compiler, self.connection.alias
        start, end = self._of_model
        found = []
        for row in rows:
            made = compiler.klass_info["model"].from_db(using, self._names, row[start:end])
            for populator in self._related:
                populator.populate(row, made)
            for name, at in compiler.annotation_col_map.items():
                setattr(made, name, row[at])
            found.append(made)
        return found


class Prepared(Generic[Row]):
    """A query by one value, or by some.

    ``build`` makes it for values, ``marks`` are of the values' types: ``TEXT``, ``NUMBER``, ``texts``.
    Nothing else in it may differ from one time to the next: no time of day, no visitor.
    """

    def __init__(self, build: Callable[..., QuerySet[Row, Any]], *marks: Value) -> None:
        self._build, self._marks = build, marks
        self._here = threading.local()  # as are connections

    def first(self, *values: Value) -> Row | None:
        """The row for the values, or None: of a query for at most one. One query."""
        found = self._written().objects(values)
        return found[0] if found else None

    def values(self, *values: Value) -> list[Sequence[Any]]:
        """The rows for the values, of a query for ``values_list``. One query."""
        return self._written().rows(values)

    def _written(self) -> _Written:
        written: _Written | None = getattr(self._here, "written", None)
        if written is None or written.connection is not connections[written.connection.alias]:
            written = self._here.written = _Written.of(self._build(*self._marks), self._marks)
        return written


class PreparedUpsert(Generic[Row]):
    """A row is written, or, where there is one with the same ``unique`` fields, its others changed.

    As ``bulk_create`` does for one object: no signals, and the object does not learn its key.
    """

    def __init__(self, model: type[Row], *, unique: Sequence[str], changed: Sequence[str]) -> None:
        self._model, self._unique, self._changed = model, unique, changed
        self._here = threading.local()

    def write(self, row: Row, using: str) -> None:
        """Write the row to that database. One statement."""
        connection = connections[using]
        compiler, sql = getattr(self._here, "written", (None, ""))
        if compiler is None or compiler.connection is not connection:
            compiler, sql = self._here.written = self._compiled(row, connection)
        values = [
            compiler.prepare_value(field, compiler.pre_save_val(field, row))
            for field in compiler.query.fields
        ]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)

    def _compiled(self, row: Row, connection: BaseDatabaseWrapper) -> tuple[Any, str]:
        of_model = self._model._meta
        fields = [one for one in of_model.concrete_fields if not one.primary_key]
        query = InsertQuery(
            self._model,
            on_conflict=OnConflict.UPDATE,
            update_fields=[of_model.get_field(name) for name in self._changed],
            unique_fields=[of_model.get_field(name) for name in self._unique],
        )
        query.insert_values(fields, [row])
        compiler = query.get_compiler(connection=connection)
        ((sql, values),) = compiler.as_sql()
        if len(values) != len(fields):
            raise ValueError("a prepared row is written with one value for each field")
        query.objs = []  # the row is not kept
        return compiler, sql
