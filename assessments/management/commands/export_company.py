"""``manage.py export_company``: everything of a company as one file, for whoever runs the instance."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import IO, Any

from ...company_file.records import schema
from ...models import Company
from ...services.exporting import export_company
from ..usage import PlainCommand, UsageError


class Command(PlainCommand):
    help = "Write everything of a company into one JSON file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "company",
            nargs="?",
            metavar="COMPANY",
            help="its name in addresses: /companies/COMPANY/",
        )
        parser.add_argument("--out", metavar="FILE", help="where to (default: standard output)")
        parser.add_argument(
            "--even-closed-sheets",
            action="store_true",
            help="with the answers of respondents that nobody may see yet: don't pass it on",
        )
        parser.add_argument(
            "--schema", action="store_true", help="print the JSON Schema of such files"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["schema"]:
            self.stdout.write(json.dumps(schema(), ensure_ascii=False, indent=2))
            return
        if not options["company"]:
            raise UsageError("Give the company's name in addresses: /companies/COMPANY/.")
        company = Company.objects.filter(public_id=options["company"]).first()
        if company is None:
            raise UsageError(f"There is no company '{options['company']}'.")
        about = "by whoever runs the server"
        with export_company(
            company, user=None, about=about, even_closed=options["even_closed_sheets"]
        ) as file:
            if options["out"]:
                self.write(file, Path(options["out"]))
            else:
                shutil.copyfileobj(file, sys.stdout.buffer)

    def write(self, file: IO[bytes], path: Path) -> None:
        """The file is there whole or not at all, and for the eyes of this user only."""
        try:
            handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            try:
                with os.fdopen(handle, "wb") as out:
                    shutil.copyfileobj(file, out)
                os.replace(draft, path)
            except BaseException:
                Path(draft).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise UsageError(f"Cannot write {path}: {error.strerror}") from None
        self.stderr.write(f"Wrote {path} ({path.stat().st_size:,} bytes)")
