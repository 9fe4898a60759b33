"""``manage.py assess``: score an assessment file, set several side by side, verify a report."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from ... import rubrics
from ...archetypes import archetype_text
from ...domain import comparison
from ...domain.assessment_file import (
    AssessmentFile,
    FileFaults,
    UnknownRubric,
    read,
    read_plain,
)
from ...domain.marked_yaml import nearest
from ...domain.rubric_loading import RubricFaults
from ...domain.scorecard import Scorecard, as_plain, score
from ...reports import plain
from ...reports.attachment import Unreadable, read_attached
from ...reports.context import ReportContext, build
from ...reports.editions import EDITIONS, FULL
from ...reports.extraction import LARGEST_PDF, attached_file
from ..usage import PlainCommand, UsageError

MOST_COMPARED = 20
LARGEST_FILE = 1_000_000  # bytes
PDF_BEGINS = b"%PDF-"


class Command(PlainCommand):
    help = "Score an assessment file and explain the score."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", metavar="FILE", help="an assessment file, or -")
        output = parser.add_mutually_exclusive_group()
        output.add_argument("--json", action="store_true", help="print the scorecard as JSON")
        output.add_argument("--pdf", metavar="OUT", help="write the report as PDF")
        output.add_argument("--html", metavar="OUT", help="write the report as one HTML file")
        parser.add_argument("--edition", choices=EDITIONS, help=f"of the report (default: {FULL})")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--archetype", metavar="STAGE", help="print a filled example")
        what.add_argument("--compare", nargs="+", metavar="FILE", help="set companies side by side")
        what.add_argument("--verify", metavar="PDF", help="does a report still hold?")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["file"] and (options["archetype"] or options["compare"] or options["verify"]):
            raise UsageError("Give a FILE, --archetype, --compare or --verify, one of them.")
        if options["archetype"] and (options["json"] or options["pdf"] or options["html"]):
            raise UsageError("--archetype prints an example; --json, --pdf and --html need a FILE.")
        if options["compare"] and (options["pdf"] or options["html"]):
            raise UsageError("--compare prints a table or, with --json, JSON; not a report.")
        if options["verify"] and (options["json"] or options["pdf"] or options["html"]):
            raise UsageError("--verify says whether a report holds; it writes nothing.")
        if options["edition"] and not (options["pdf"] or options["html"]):
            raise UsageError("--edition is for --pdf and --html.")
        try:
            if options["archetype"]:
                self.stdout.write(self.example(options["archetype"]), ending="")
            elif options["compare"]:
                self.compare(options["compare"], as_json=options["json"])
            elif options["verify"]:
                self.verify(options["verify"])
            elif options["file"]:
                self.assess(options["file"], options)
            else:
                raise UsageError(
                    "Give a FILE (or - for standard input), --archetype, --compare or --verify."
                )
        except UnknownRubric as unknown:
            raise UsageError(f"{unknown}") from None
        except RubricFaults as invalid:
            raise UsageError(f"The rubric cannot be used:\n{invalid}") from None

    def example(self, stage: str) -> str:
        rubric = rubrics.find()
        if stage not in rubric.stage_order:
            known = ", ".join(rubric.stage_ids)
            close = nearest(stage, rubric.stage_ids)
            raise UsageError(f"There is no stage '{stage}'{close} (known: {known})")
        try:
            return archetype_text(rubric, stage)
        except OSError:
            where = f"{rubric.id} {rubric.version}"
            raise UsageError(f"Rubric {where} has no example of stage '{stage}'.") from None

    def assess(self, name: str, options: dict[str, Any]) -> None:
        file = self.read(name)
        card = score(file.rubric, file.answers)
        if options["json"]:
            self.stdout.write(_json({"company": file.company, "date": file.date} | as_plain(card)))
            return
        report = build(card, company=file.company, date=file.date)
        if options["pdf"] or options["html"]:
            edition = options["edition"] or FULL
            self.write_report(report, edition, options["pdf"], options["html"])
        else:
            self.stdout.write(plain.summary(report), ending="")

    def write_report(
        self, report: ReportContext, edition: str, pdf: str | None, html: str | None
    ) -> None:
        if report.missing:
            raise UsageError(f"No report can be made. {report.missing.sentence}")
        from ...reports.pdf import render_pdf, standalone_html

        content = render_pdf(report, edition) if pdf else standalone_html(report, edition).encode()
        out = pdf or html or "-"
        if out == "-":
            sys.stdout.buffer.write(content)
            return
        try:
            write_whole(Path(out), content)
        except OSError as error:
            raise UsageError(f"Cannot write {out}: {error.strerror}") from None
        self.stderr.write(f"Wrote {out} ({len(content):,} bytes)")

    def compare(self, names: list[str], *, as_json: bool) -> None:
        if not 2 <= len(names) <= MOST_COMPARED:
            raise UsageError(f"Give 2 to {MOST_COMPARED} files to compare.")
        files = [self.read(name) for name in names]
        named = [
            (file.company or Path(name).stem, score(file.rubric, file.answers))
            for name, file in zip(names, files, strict=True)
        ]
        try:
            compared = comparison.compare(_told_apart(named))
        except comparison.NotComparable as error:
            raise UsageError(f"{error}") from None
        if as_json:
            self.stdout.write(_json(comparison.as_plain(compared)))
        else:
            table = plain.comparison_table(compared, files[0].rubric)
            self.stdout.write(table, ending="")

    def verify(self, name: str) -> None:
        """Say whether a report holds; exit status 1 if it does not."""
        from ...reports import pdf, verification

        content = self.content(name, LARGEST_PDF)
        try:
            attached = read_attached(attached_file(content))
            found = verification.verify(
                content, attached, rubrics.find, pdf.made_with(), pdf.render_pdf
            )
        except Unreadable as unreadable:
            raise UsageError(f"{_label(name)}: {unreadable}") from None
        self.stdout.write(verification.in_words(found))
        if not found.holds:
            sys.exit(1)

    def read(self, name: str) -> AssessmentFile:
        """The assessment file, or the one inside a report; every fault of it in one message."""
        label = _label(name)
        content = self.content(name, LARGEST_PDF)
        if content.startswith(PDF_BEGINS):
            return self.read_report(label, content)
        if len(content) > LARGEST_FILE:
            raise UsageError(f"{label} is larger than {LARGEST_FILE:,} bytes.")
        try:
            return read(content.decode("utf-8-sig"), label, rubrics.find)
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            raise UsageError(f"{label}:{line}:1: not UTF-8 text") from None
        except FileFaults as invalid:
            raise UsageError(str(invalid)) from None

    def read_report(self, label: str, content: bytes) -> AssessmentFile:
        """The answers that a report was made of."""
        try:
            return read_plain(read_attached(attached_file(content)).assessment, label, rubrics.find)
        except Unreadable as unreadable:
            raise UsageError(f"{label}: {unreadable}") from None
        except FileFaults as invalid:
            raise UsageError(str(invalid)) from None

    def content(self, name: str, most: int) -> bytes:
        """The bytes of a file or of standard input, never read beyond ``most``."""
        try:
            if name == "-":
                content = sys.stdin.buffer.read(most + 1)
            else:
                with open(name, "rb") as file:
                    content = file.read(most + 1)
        except OSError as error:
            raise UsageError(f"Cannot read {_label(name)}: {error.strerror}") from None
        return content


def _label(name: str) -> str:
    return "<standard input>" if name == "-" else name


def _told_apart(named: list[tuple[str, Scorecard]]) -> list[tuple[str, Scorecard]]:
    """Companies of the same name get a number, so that shared gaps stay readable."""
    seen: dict[str, int] = {}
    found = []
    for company, card in named:
        seen[company] = seen.get(company, 0) + 1
        label = company if seen[company] == 1 else f"{company} ({seen[company]})"
        found.append((label, card))
    return found


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(draft, 0o666 & ~umask)
        os.replace(draft, path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
