"""``manage.py import_company``: make a company of a file that was exported, here or elsewhere."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from ... import rubrics
from ...company_file import reading
from ...models import User
from ...services.importing import import_company
from ..usage import PlainCommand, UsageError

LARGEST_FILE = 200_000_000  # bytes: whoever runs the server may take more than a page does


class Command(PlainCommand):
    help = "Make a new company of an exported file; all of it, or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="an exported file, or -")
        parser.add_argument(
            "--owner", required=True, metavar="EMAIL", help="the account that it will belong to"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        owner = User.objects.filter(email=options["owner"].lower()).first()
        if owner is None:
            raise UsageError(f"There is no account with the address {options['owner']}.")
        name = options["file"]
        label = "<standard input>" if name == "-" else name
        try:
            file = reading.read(self.content(name, label), rubrics.find, most=LARGEST_FILE)
        except reading.Unfit as unfit:
            more = "\n… and maybe more" if unfit.is_cut else ""
            faults = "\n".join(f"{label}: {fault}" for fault in unfit.faults)
            raise UsageError(faults + more) from None
        imported = import_company(file, owner)
        self.stdout.write(f"{imported.company.name}: /companies/{imported.company.public_id}/")
        for left_out in imported.left_out:
            self.stderr.write(f"{label}: {left_out} (kept, but counts as not given)")
        if imported.closed:
            self.stderr.write(
                f"{label}: {imported.closed} respondents' answers are not in the file"
            )

    def content(self, name: str, label: str) -> bytes:
        """The bytes of a file or of standard input, never read beyond what an import accepts."""
        try:
            if name == "-":
                return sys.stdin.buffer.read(LARGEST_FILE + 1)
            with open(name, "rb") as file:
                return file.read(LARGEST_FILE + 1)
        except OSError as error:
            raise UsageError(f"Cannot read {label}: {error.strerror}") from None
