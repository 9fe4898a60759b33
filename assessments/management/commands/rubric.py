"""``manage.py rubric check``: is a rubric in order? Every fault at once, with its place."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from ... import rubrics
from ...domain.rubric_loading import RubricFaults, load
from ..usage import PlainCommand, UsageError


class Command(PlainCommand):
    help = "Work on rubrics."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        check = actions.add_parser("check", help="check a version's folder, or all of them")
        check.add_argument("path", nargs="?", type=Path, metavar="PATH")

    def handle(self, *args: Any, **options: Any) -> None:
        folders = [options["path"]] if options["path"] else rubrics.version_folders()
        faults: list[str] = []
        for folder in folders:
            near = Path(os.path.relpath(folder))
            try:
                rubric = load(near)
            except RubricFaults as invalid:
                faults += [str(fault) for fault in invalid.faults]
            else:
                self.stdout.write(
                    f"{near}: in order: {len(rubric.facts)} facts, {len(rubric.practices)} "
                    f"practices, {len(rubric.problems)} problems, {len(rubric.roles)} roles"
                )
        if faults:
            raise UsageError("\n".join(faults))
