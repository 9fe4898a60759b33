"""The answers inside a report: what is attached, and whether the report still holds."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import pikepdf
import pytest
from django.core.management import call_command

from assessments import rubrics
from assessments.domain.answers import NotApplicable
from assessments.domain.assessment_file import read_plain
from assessments.domain.notes import LINK_LIMIT, NOTE_LIMIT, Note
from assessments.management.usage import UsageError
from assessments.reports import attachment, extraction, pdf
from assessments.reports.attachment import NAME, Unreadable, read_attached
from assessments.reports.editions import EDITIONS, FULL
from assessments.reports.extraction import attached_file

from .test_pdf import CASES, context_of

ROOT = Path(__file__).parents[2]
COMPANY = "archetypes/pmf"


@lru_cache
def report(edition: str = FULL) -> bytes:
    return pdf.render_pdf(context_of(COMPANY), edition)


@lru_cache
def _content(edition: str = FULL) -> str:
    return attached_file(report(edition)).decode()


def content(edition: str = FULL) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_content(edition))
    return found


def carrying(attached: bytes | dict[str, Any], *, name: str = NAME) -> bytes:
    """The report with another file attached in the place of its own."""
    written = attached if isinstance(attached, bytes) else json.dumps(attached).encode()
    with pikepdf.open(io.BytesIO(report())) as document:
        file = document.Root.AF[0]
        file.UF = pikepdf.String(name)
        file.EF.F.write(written)
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


def altered(change: Callable[[dict[str, Any]], None]) -> bytes:
    attached = content()
    change(attached)
    return carrying(attached)


class Said(str):
    """What the command printed, with its exit status."""

    status: int


Verify = Callable[[bytes], Said]


@pytest.fixture
def verify(tmp_path: Path) -> Verify:
    """``manage.py assess --verify`` on a file with this content."""

    def verify(given: bytes) -> Said:
        path, out, status = tmp_path / "report.pdf", io.StringIO(), 0
        path.write_bytes(given)
        try:
            call_command("assess", "--verify", str(path), stdout=out)
        except SystemExit as left:
            status = int(left.code or 0)
        except UsageError as refused:
            status = refused.returncode
            out.write(str(refused).removeprefix(f"{path}: "))
        said = Said(out.getvalue())
        said.status = status
        return said

    return verify


# --- what travels --------------------------------------------------------------------------------


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_answers_travel_inside_the_report(edition: str):
    context, found = context_of(COMPANY), content(edition)

    assert found["format"] == 1
    assert found["edition"] == edition
    assert found["made-with"]["engine"] == context.engine_version
    assert found["rubric"]["hash"] == context.rubric.hash
    assert found["assessment"]["company"] == context.company
    assert found["assessment"]["date"] == "2026-11-22"
    assert found["verdict"]["stage"] == "pmf"
    assert len(found["verdict"]["priorities"]) == len(context.priorities)
    file = read_plain(found["assessment"], NAME, rubrics.find)
    assert file.answers == context.card.answers


def test_other_programs_find_them_as_an_associated_file():
    with pikepdf.open(io.BytesIO(report())) as document:
        file = document.Root.AF[0]
        assert file.AFRelationship == "/Data"
        assert file.EF.F.Subtype == "/application/json"
        assert document.attachments[NAME].get_file().read_bytes() == _content().encode()
        assert file.EF.F.Params.Size == len(_content().encode())


def test_a_report_is_an_assessment_file_too(tmp_path: Path):
    path = tmp_path / "report.pdf"
    path.write_bytes(report())
    printed = []
    for source in (path, CASES / f"{COMPANY}.yaml"):
        out = io.StringIO()
        call_command("assess", str(source), "--json", stdout=out)
        printed.append(json.loads(out.getvalue()))

    assert printed[0] == printed[1]


def test_the_largest_assessment_fits():
    rubric = rubrics.find()
    questions = [*rubric.fact_by_id, *rubric.circumstance_by_id, *rubric.practice_by_id]
    subjects = [*questions, *(f"roles.{role}" for role in rubric.role_by_id)]
    said = {
        "answers": dict.fromkeys(questions, NotApplicable("\u0416" * 500).reason),
        "notes": dict.fromkeys(subjects, vars_of(Note("\u0416" * NOTE_LIMIT, "x" * LINK_LIMIT))),
    }

    assert len(json.dumps(said, ensure_ascii=False).encode()) < attachment.LARGEST / 2


def vars_of(note: Note) -> dict[str, str]:
    return {"text": note.text, "link": note.link}


# --- does it hold? -------------------------------------------------------------------------------


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_report_that_nobody_touched_holds(verify: Verify, edition: str):
    said = verify(report(edition))

    assert said.status == 0
    assert said.splitlines()[0] == (
        f"{context_of(COMPANY).company} · 22 November 2026 · {edition} edition"
    )
    assert "The rubric is the same." in said
    assert "bytes identical" in said
    assert said.splitlines()[-1] == "The report holds."


def test_a_report_of_another_release_holds_without_its_pages_being_compared(verify: Verify):
    said = verify(altered(lambda found: found["made-with"].update(engine="0.0.9")))

    assert said.status == 0
    assert "rendered by another version" in said
    assert "The report holds." in said


def test_pages_that_were_changed_do_not_hold(verify: Verify):
    with pikepdf.open(io.BytesIO(report())) as document:
        document.pages[0].contents_add(b" ")
        out = io.BytesIO()
        document.save(out)

    said = verify(out.getvalue())

    assert said.status == 1
    assert "Do not trust its pages" in said
    assert said.endswith("The report does not hold.\n")


def test_a_verdict_that_the_answers_do_not_give_does_not_hold(verify: Verify):
    def better(found: dict[str, Any]) -> None:
        found["verdict"]["stage"] = "enterprise"
        found["verdict"]["probabilities"].update(enterprise=0.9, pmf=0.05)
        found["verdict"]["priorities"] = found["verdict"]["priorities"][1:]

    said = verify(altered(better))

    assert said.status == 1
    assert "- Stage: Enterprise in the report, Product-Market Fit now." in said
    assert "- Probability of Enterprise: 90 % in the report, " in said
    assert "- New priority: " in said
    assert said.endswith("The report does not hold.\n")


def test_answers_that_give_another_verdict_do_not_hold(verify: Verify):
    def smaller(found: dict[str, Any]) -> None:
        found["assessment"]["answers"] = {"users": "testers"}

    said = verify(altered(smaller))

    assert said.status == 1
    assert "- There is no verdict any more" in said


@pytest.fixture
def edited_rubric(settings: Any, tmp_path: Path) -> Path:
    """A copy of the rubric in use that a test may edit; the report was made before."""
    report()
    rubric = rubrics.find()
    folder = tmp_path / "rubrics" / rubric.id / rubric.version
    shutil.copytree(CASES, folder)
    settings.RUBRICS_DIR = tmp_path / "rubrics"
    return folder


def edit(path: Path, written: str, instead: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert written in text
    path.write_text(text.replace(written, instead), encoding="utf-8")


def test_a_rubric_that_says_the_same_in_other_words_leaves_it_standing(
    verify: Verify, edited_rubric: Path
):
    edit(edited_rubric / "rubric.yaml", "title: Five stages", "title: The five stages")

    said = verify(report())

    assert said.status == 0
    assert "The rubric has changed since." in said
    assert "Scored again, the answers say the same" in said
    assert "The pages were not compared" in said


def test_a_rubric_that_scores_otherwise_is_told_with_what_differs(
    verify: Verify, edited_rubric: Path
):
    edit(edited_rubric / "rubric.yaml", "temperature: ", "temperature: 1")

    said = verify(report())

    assert said.status == 1
    assert "The rubric has changed since." in said
    assert "- Probability of Product-Market Fit: " in said
    assert said.endswith("The report does not hold.\n")


def test_answers_that_the_rubric_no_longer_knows_are_told(verify: Verify, edited_rubric: Path):
    def of_another_rubric(found: dict[str, Any]) -> None:
        found["rubric"]["hash"] = "0" * 64
        found["assessment"]["answers"]["moon-phase"] = "full"

    said = verify(altered(of_another_rubric))

    assert said.status == 1
    assert "- The answers no longer fit the rubric: unknown question 'moon-phase'." in said


# --- what cannot be verified ---------------------------------------------------------------------


def _set(*path: Any, to: Any) -> Callable[[dict[str, Any]], None]:
    def change(found: dict[str, Any]) -> None:
        inner: Any = found
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = to

    return change


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_set("format", to=2), "is not of format 1"),
        (_set("format", to=True), "is not of format 1"),
        (_set("format", to="1"), "is not of format 1"),
        (_set("surprise", to=1), "is damaged: surprise: extra inputs are not permitted"),
        (_set("verdict", to=None), "is damaged: verdict"),
        (_set("verdict", "stage", to=3), "is damaged: verdict.stage"),
        (_set("verdict", "certainty", to="\x1b[2J"), "is damaged: verdict.certainty"),
        (_set("verdict", "priorities", to=[{}]), "is damaged: verdict.priorities.0.problem"),
        (_set("made-with", to={"engine": "\x07"}), "is damaged: made-with.engine"),
        (_set("edition", to="../../etc/passwd"), "is damaged: edition"),
        (_set("edition", to="huge"), "it contradicts itself"),
        (_set("rubric", "version", to="0.9"), "it contradicts itself"),
        (_set("assessment", to=[]), "is damaged: assessment"),
        (_set("assessment", to={}), "it contradicts itself"),
        (_set("assessment", "answers", "moon-phase", to="full"), "its answers do not fit"),
        (_set("assessment", "company", to="x\x1b[2J"), "its answers do not fit"),
    ],
)
def test_an_attachment_that_is_not_ours_is_refused(
    verify: Verify, change: Callable[[dict[str, Any]], None], expected: str
):
    said = verify(altered(change))

    assert said.status == 2
    assert expected in said
    assert "\x1b" not in said
    assert len(said) < 300


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (b"", "is damaged: it cannot be read as JSON"),
        (b"{", "is damaged: it cannot be read as JSON"),
        (b"\xff\xfe", "is damaged: it cannot be read as JSON"),
        (b"[" * 100_000, "is damaged: it cannot be read as JSON"),
        (b"[]", "is not of format 1"),
        (b'{"format": 1}', "is damaged"),
        (b" " * (attachment.LARGEST + 1), "is larger than 2,000,000 bytes"),
        (b" " * 80_000_000, "damaged"),
    ],
)
def test_an_attachment_that_cannot_be_read_is_refused(
    verify: Verify, written: bytes, expected: str
):
    said = verify(carrying(written))

    assert said.status == 2
    assert expected in said


def test_a_rubric_that_is_not_here_is_named(verify: Verify):
    def elsewhere(found: dict[str, Any]) -> None:
        found["rubric"]["id"] = "other"
        found["assessment"]["rubric"] = "other@1.0"

    said = verify(altered(elsewhere))

    assert said.status == 2
    assert "there is no rubric 'other'" in said


def _foreign() -> bytes:
    out = io.BytesIO()
    document = pikepdf.new()
    document.add_blank_page()
    document.save(out)
    return out.getvalue()


def _encrypted(revision: Literal[4, 6]) -> bytes:
    strong = revision > 4
    kind = pikepdf.Encryption(owner="x", user="x", R=revision, aes=strong, metadata=strong)
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(report())) as document:
        document.save(out, encryption=kind)
    return out.getvalue()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (lambda: b"", "The PDF is damaged"),
        (lambda: b"%PDF-1.7\n", "The PDF is damaged"),
        (lambda: b"company: Example\n", "The PDF is damaged"),
        (lambda: report()[:-2000], "The PDF is damaged"),
        (lambda: report() + b"\0" * extraction.LARGEST_PDF, "The PDF is larger than 20,000,000"),
        (_foreign, "it is no report of Stagecheck"),
        (lambda: carrying(b"{}", name="other.json"), "it is no report of Stagecheck"),
        (lambda: _encrypted(4), "The PDF is encrypted"),
        (lambda: _encrypted(6), "The PDF is encrypted"),
    ],
)
def test_what_is_no_report_is_refused(verify: Verify, given: Callable[[], bytes], expected: str):
    said = verify(given())

    assert said.status == 2
    assert expected in said


def test_a_pdf_that_lies_about_itself_is_answered_soon():
    """Bytes turned over anywhere give an answer or a refusal; never a crash, never a hang."""
    whole = report("brief")
    for at in range(0, len(whole), max(1, len(whole) // 150)):
        spoilt = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
        with suppress(Unreadable):
            read_attached(attached_file(spoilt))


def test_a_bomb_in_the_structure_is_refused():
    """A table of objects, packed, that is four hundred times as large as the file."""
    bomb = zlib.compress(b"\0" * 200_000_000, 9)
    head = (
        b"1 0 obj\n<</Type/XRef/Size 3/W[1 4 1]/Root 1 0 R/Filter/FlateDecode/Length %d>>stream\n"
    )
    table = head % len(bomb) + bomb + b"\nendstream\nendobj\n"
    with pytest.raises(Unreadable, match="The PDF is damaged"):
        attached_file(b"%PDF-1.7\n" + table + b"startxref\n9\n%%EOF\n")


# --- the same bytes ------------------------------------------------------------------------------

SCRIPT = (
    "import django, hashlib; django.setup();"
    "from tests.report.test_pdf import context_of;"
    "from assessments.reports import pdf;"
    "made = [pdf.render_pdf(context_of('archetypes/pmf'), one) for one in ('full', 'brief')];"
    "print(*(hashlib.sha256(one).hexdigest() for one in made))"
)
LATER = """
import datetime, time
_now = time.time
time.time = lambda: _now() + 400 * 86400
class Later(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return super().now(tz) + datetime.timedelta(days=400)
datetime.datetime = Later
"""
ELSEWHERE = {
    "PYTHONHASHSEED": "4711",
    "SOURCE_DATE_EPOCH": "1000000000",
    "TZ": "Pacific/Auckland",
    "LC_ALL": "tr_TR.UTF-8",
    "LANG": "tr_TR.UTF-8",
}


def test_another_process_elsewhere_on_another_day_gives_the_same_bytes(tmp_path: Path):
    (tmp_path / "sitecustomize.py").write_text(LATER)
    here = {**os.environ, "DJANGO_SETTINGS_MODULE": "stagecheck.settings"}
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", SCRIPT],
            cwd=folder,
            env={**here, **changes, "PYTHONPATH": os.pathsep.join(path)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for folder, changes, path in (
            (ROOT, {}, [str(ROOT)]),
            (tmp_path, ELSEWHERE, [str(tmp_path), str(ROOT)]),
        )
    ]
    printed = [one.communicate(timeout=300)[0].split() for one in processes]

    assert [one.returncode for one in processes] == [0, 0]
    assert printed[0] == printed[1]
    assert len(set(printed[0])) == 2


def test_the_file_is_identified_by_its_content():
    with (
        pikepdf.open(io.BytesIO(report())) as one,
        pikepdf.open(io.BytesIO(report("brief"))) as two,
    ):
        assert one.trailer.ID != two.trailer.ID
        assert len(bytes(one.trailer.ID[0])) == 32
