"""``manage.py delete_due``: remove the companies whose time has come.

The process that makes the reports does it now and then, so nothing needs to be scheduled. Nothing is
said of what is removed but how much: it shall not live on in a log.
"""

from __future__ import annotations

from typing import Any

from ...services.deleting import delete_due
from ..usage import PlainCommand


class Command(PlainCommand):
    help = "Remove for good what was to be deleted by now."

    def handle(self, *args: Any, **options: Any) -> None:
        removed = delete_due()
        if removed.companies:
            self.stdout.write(
                f"Companies removed: {removed.companies}"
                f" (of them never claimed and long unused: {removed.unclaimed})"
            )
