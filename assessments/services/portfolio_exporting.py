"""What is in a portfolio leaves as a file, and that it did is recorded."""

from __future__ import annotations

import tempfile
from datetime import date
from typing import IO

from django.db import transaction
from django.db.models import QuerySet

from ..domain.rubric import Rubric
from ..models import Entry, Portfolio, PortfolioAct, User
from ..portfolio_file.columns import LinkTo
from ..portfolio_file.workbook import write_workbook
from .acts import record_in


@transaction.atomic
def record_export(portfolio: Portfolio, kind: str, *, user: User) -> None:
    """Write down that the user took a file of this kind (``CSV``, ``PDF``…) with them."""
    record_in(portfolio, PortfolioAct.Kind.EXPORTED, user=user, about=kind)


@transaction.atomic
def export_workbook(
    portfolio: Portfolio,
    entries: QuerySet[Entry],
    rubric: Rubric,
    today: date,
    link_to: LinkTo,
    *,
    filters: str,
    user: User,
) -> IO[bytes]:
    """The XLSX file, open to be read from its beginning. That it was made is recorded.

    Within one transaction, so that its sheets tell of one state; on disk, so that its size does not
    matter.
    """
    record_export(portfolio, "XLSX", user=user)
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  the caller closes it
    try:
        write_workbook(file, portfolio, entries, rubric, today, link_to, filters=filters)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file
