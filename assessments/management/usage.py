"""How our commands say that what they were given cannot be used: plain text, exit status 2."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError


class UsageError(CommandError):
    """Something is wrong with what was given; the message says what and where."""

    def __init__(self, message: str) -> None:
        super().__init__(message, returncode=2)


class PlainCommand(BaseCommand):
    """Prints a ``UsageError`` as it is, without the name of its class before it."""

    requires_system_checks: Any = ()
    _called_from_command_line: bool

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except UsageError as error:
            if not self._called_from_command_line or options.get("traceback"):
                raise
            self.stderr.write(str(error))
            sys.exit(error.returncode)
