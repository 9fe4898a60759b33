"""A company's data leaves as one file."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from typing import IO, Any

from django.db import transaction

from ..models import Act, Company, User
from ..selectors.company_file import company_file
from .acts import record

IN_MEMORY = 1_000_000  # bytes; what is larger lies on disk meanwhile


@transaction.atomic
def export_company(
    company: Company, *, user: User | None, about: str = "", even_closed: bool = False
) -> IO[bytes]:
    """The file of the company (``assessments.company_file``), open to be read from its beginning.

    It is written before anything is sent, within one transaction, so that it holds one state of the
    company whatever is changed meanwhile, and however slowly it is fetched. That it was made is
    recorded, also in itself. ``even_closed``: see ``selectors.company_file``.
    """
    # On PostgreSQL nothing that would belong to the company is added before this is done.
    held = Company.objects.select_for_update().get(pk=company.pk)
    record(held, Act.Kind.EXPORTED, user=user, about=about)
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  the caller closes it
    try:
        for piece in _encoded(company_file(held, reader=user, even_closed=even_closed)):
            file.write(piece.encode())
        file.write(b"\n")
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


def _encoded(value: Any) -> Iterator[str]:
    """JSON, piece by piece. Lists may be iterators; each of their items has a line of its own."""
    if isinstance(value, list | Iterator):
        begun = False
        for one in value:
            yield ",\n" if begun else "[\n"
            begun = True
            yield from _encoded(one)
        yield "\n]" if begun else "[]"
    elif isinstance(value, dict) and any(
        isinstance(one, list | Iterator) for one in value.values()
    ):
        yield "{"
        for number, (key, one) in enumerate(value.items()):
            yield f"{', ' if number else ''}{json.dumps(key)}: "
            yield from _encoded(one)
        yield "}"
    else:
        yield json.dumps(value, ensure_ascii=False)
