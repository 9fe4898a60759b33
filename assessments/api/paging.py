"""Long lists go over the wire in pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.http import urlencode

from . import schemas
from .errors import Refused

Row = TypeVar("Row", bound=Model)


def page_of(
    request: HttpRequest,
    rows: QuerySet[Row],
    asked: schemas.Paging,
    make: Callable[[Row], object],
) -> dict[str, Any]:
    """The page that is asked for, its rows made into what is sent. One query besides those of the rows.

    A parameter that means nothing here is refused: a misspelt filter would give every row.
    """
    unknown = set(request.GET) - set(type(asked).model_fields)
    if unknown:
        faults = [(f"query.{name}", "there is no such parameter") for name in sorted(unknown)]
        raise Refused(422, "invalid", "Some of what was sent does not fit.", faults)
    total, end = rows.count(), asked.offset + asked.limit
    return {
        "total": total,
        "limit": asked.limit,
        "offset": asked.offset,
        "next": _address(request, asked, end) if end < total else None,
        "items": [make(row) for row in rows[asked.offset : end]],
    }


def _address(request: HttpRequest, asked: schemas.Paging, offset: int) -> str:
    values = asked.model_dump(exclude_none=True) | {"offset": offset}
    return f"{request.path}?{urlencode(values)}"
