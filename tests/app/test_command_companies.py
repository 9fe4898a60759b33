"""``manage.py export_company``, ``import_company`` and ``delete_due``: for whoever runs the instance."""

from __future__ import annotations

import io
import json
import stat
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from assessments.management.commands import import_company
from assessments.management.usage import UsageError
from assessments.models import Act, Company

from .company_files import company_with_everything, exported
from .factories import owned_assessment, respondent_of, user, write_rows

pytestmark = pytest.mark.django_db


class Bytes:
    """A standard stream of bytes."""

    def __init__(self, content: bytes = b"") -> None:
        self.buffer = io.BytesIO(content)


def test_a_company_is_exported_into_a_file_for_this_users_eyes_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    company = company_with_everything(user("olga@example.org", name="Olga"))
    out = tmp_path / "ferrovia.json"

    call_command("export_company", company.public_id, "--out", str(out))

    raw = json.loads(out.read_bytes())
    assert raw["company"]["name"] == "Ferrovia"
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["ferrovia.json"]
    act = company.acts.get(kind=Act.Kind.EXPORTED)
    assert (act.user, act.about) == (None, "by whoever runs the server")
    assert "Wrote" in capsys.readouterr().err


def test_without_a_file_it_goes_to_standard_output(monkeypatch: pytest.MonkeyPatch):
    company = owned_assessment(user("olga@example.org")).company
    out = Bytes()
    monkeypatch.setattr(sys, "stdout", out)

    call_command("export_company", company.public_id)

    assert json.loads(out.buffer.getvalue())["company"]["id"] == company.public_id


@pytest.mark.parametrize("even_closed", [False, True])
def test_closed_sheets_are_in_it_only_if_that_is_asked_for(tmp_path: Path, even_closed: bool):
    common = owned_assessment(user("olga@example.org"), submitted=False)
    respondent, _token = respondent_of(common)
    write_rows(respondent.sheet, {("question", "users"): "testers"})
    out = tmp_path / "x.json"

    options = ["--even-closed-sheets"] if even_closed else []
    call_command("export_company", common.company.public_id, "--out", str(out), *options)

    sheet = json.loads(out.read_bytes())["assessments"][0]["respondents"][0]["sheet"]
    assert (sheet["answers"] is not None) == even_closed


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Give the company's name in addresses"),
        (["nobody"], "There is no company 'nobody'"),
    ],
)
def test_what_is_not_there_is_said(arguments: list[str], words: str):
    with pytest.raises(UsageError, match=words):
        call_command("export_company", *arguments)


def test_where_nothing_can_be_written_that_is_said(tmp_path: Path):
    company = owned_assessment(user("olga@example.org")).company

    with pytest.raises(UsageError, match="Cannot write"):
        call_command("export_company", company.public_id, "--out", str(tmp_path / "no" / "x"))


def test_what_was_exported_is_imported_for_an_account(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    olga, otto = user("olga@example.org", name="Olga"), user("otto@example.org")
    raw = exported(company_with_everything(olga), olga)
    raw["assessments"][0]["answers"][0]["key"] = "gone"
    file = tmp_path / "x.json"
    file.write_text(json.dumps(raw))

    call_command("import_company", str(file), "--owner", "Otto@example.org")

    company = Company.objects.latest("pk")
    said = capsys.readouterr()
    assert [one.user for one in company.owners.all()] == [otto]
    assert said.out == f"Ferrovia: /companies/{company.public_id}/\n"
    assert "assessments[0].answers[0]" in said.err
    assert "2 respondents' answers are not in the file" in said.err


def test_it_can_come_by_standard_input(monkeypatch: pytest.MonkeyPatch):
    olga = user("olga@example.org")
    raw = exported(owned_assessment(olga).company, olga)
    monkeypatch.setattr(sys, "stdin", Bytes(json.dumps(raw).encode()))

    call_command("import_company", "-", "--owner", "olga@example.org")

    assert Company.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "no JSON"),
        (b" " * 1001, "larger than 0 MB"),
        (
            b'{"format": "stagecheck-company", "version": 1}',
            r"x\.json: 'made_at' is missing\n.*x\.json: 'company' is missing",
        ),
    ],
    ids=["no JSON", "too large", "two faults"],
)
def test_a_file_that_cannot_be_used_is_refused_with_a_line_for_each_fault(
    tmp_path: Path, content: bytes, words: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(import_company, "LARGEST_FILE", 1000)
    user("olga@example.org")
    file = tmp_path / "x.json"
    file.write_bytes(content)

    with pytest.raises(UsageError, match=words) as caught:
        call_command("import_company", str(file), "--owner", "olga@example.org")

    assert caught.value.returncode == 2
    assert not Company.objects.exists()


def test_an_account_or_a_file_that_is_not_there_is_said(tmp_path: Path):
    with pytest.raises(UsageError, match=r"no account with the address nobody@example\.org"):
        call_command("import_company", "x.json", "--owner", "nobody@example.org")
    user("olga@example.org")
    with pytest.raises(UsageError, match="Cannot read"):
        call_command("import_company", str(tmp_path / "no"), "--owner", "olga@example.org")


def test_a_write_that_fails_half_way_leaves_no_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def fail(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    company = owned_assessment(user("olga@example.org")).company
    monkeypatch.setattr("os.replace", fail)

    with pytest.raises(UsageError, match="No space left"):
        call_command("export_company", company.public_id, "--out", str(tmp_path / "x.json"))

    assert list(tmp_path.iterdir()) == []
