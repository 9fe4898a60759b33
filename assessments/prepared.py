"""Queries that every request of a kind makes, put into SQL once.

Django builds such a query and puts it into SQL anew each time. For one row out of four joined tables
that takes ten times as long as the database does. What comes back is the same: rows of the model, with
what belongs to them. Knows Django's compiler, and no model.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

Row = TypeVar("Row", bound=Model)
Value = TypeVar("Value", str, int)

# They stand for the value while the query is put into SQL, and reach no database.
TEXT, NUMBER = "the text that is asked for", 2**62 + 1


@dataclass(frozen=True)
class _Written:
    """A query in the SQL of one connection, and how its rows are read."""

    connection: BaseDatabaseWrapper
    compiler: Any
    sql: str
    values: tuple[Any, ...]
    mark: str | int

    @classmethod
    def of(cls, query: QuerySet[Any], mark: str | int) -> _Written:
        connection = connections[query.db]
        compiler = query.query.get_compiler(connection=connection)
        sql, values = compiler.as_sql()
        if list(values).count(mark) != 1:
            raise ValueError("a prepared query asks for its value once")
        return cls(connection, compiler, sql, tuple(values), mark)

    def rows(self, value: str | int) -> list[Sequence[Any]]:
        values = [value if one == self.mark else one for one in self.values]
        with self.connection.cursor() as cursor:
            cursor.execute(self.sql, values)
            found = cursor.fetchall()
        return list(self.compiler.results_iter(results=[found])) if found else []

    def objects(self, value: str | int) -> list[Any]:
        """What ``ModelIterable`` makes of rows."""
        rows = self.rows(value)
        if not rows:
            return []
        compiler, using = self.compiler, self.connection.alias
        of_model = compiler.klass_info["select_fields"]
        start, end = of_model[0], of_model[-1] + 1
        names = [column[0].target.attname for column in compiler.select[start:end]]
        related = get_related_populators(  # type: ignore[call-arg] # stubs of Django 6
            compiler.klass_info, compiler.select, using
        )
        found = []
        for row in rows:
            made = compiler.klass_info["model"].from_db(using, names, row[start:end])
            for populator in related:
                populator.populate(row, made)
            for name, at in compiler.annotation_col_map.items():
                setattr(made, name, row[at])
            found.append(made)
        return found


class Prepared(Generic[Row, Value]):
    """A query for at most one row, by one value.

    ``build`` makes it for a value, ``mark`` is of the value's type: ``TEXT`` or ``NUMBER``. Nothing
    else in it may differ from one time to the next: no time of day, no visitor.
    """

    def __init__(self, build: Callable[[Value], QuerySet[Row]], mark: Value) -> None:
        self._build: Callable[[Value], QuerySet[Row]] = build
        self._mark: Value = mark
        self._here = threading.local()  # as are connections

    def first(self, value: Value) -> Row | None:
        """The row for the value, or None. One query."""
        written: _Written | None = getattr(self._here, "written", None)
        if written is None or written.connection is not connections[written.connection.alias]:
            written = self._here.written = _Written.of(self._build(self._mark), self._mark)
        found = written.objects(value)
        return found[0] if found else None
