"""``manage.py check``: a rubric that cannot be used is found before anybody answers it, and a reports
folder before anybody waits for a report."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from assessments.checks import check_mail, check_reports_folder, check_rubrics


def test_with_the_published_rubric_there_is_nothing_to_say():
    assert check_rubrics() == []
    call_command("check", stdout=io.StringIO())


def test_every_fault_of_every_rubric_is_an_error_with_file_line_and_column(
    settings: Any, rubric_folder: Path
):
    roles = rubric_folder / "roles.yaml"
    text = roles.read_text(encoding="utf-8")
    line = text[: text.index("id: cto\n")].count("\n") + 1
    roles.write_text(text.replace("id: cto\n", "id: cto2\n", 1), encoding="utf-8")
    other = rubric_folder.parent / "1.1"
    other.mkdir()
    (other / "stages.yaml").write_text("stages:\n  - [\n")
    settings.RUBRICS_DIR = rubric_folder.parents[1]

    errors = check_rubrics()

    assert {error.id for error in errors} == {"assessments.E002"}
    assert any("1.1/stages.yaml:2:" in error.msg for error in errors)
    assert any("unknown role 'cto'" in error.msg for error in errors) or any(
        f"roles.yaml:{line}:" in error.msg for error in errors
    )
    with pytest.raises(SystemCheckError) as refused:
        call_command("check")
    for error in errors:
        assert error.msg in str(refused.value)


def test_a_rubric_mended_on_disk_is_in_order_at_the_next_check(settings: Any, rubric_folder: Path):
    settings.RUBRICS_DIR = rubric_folder.parents[1]
    stages = rubric_folder / "stages.yaml"
    whole = stages.read_text(encoding="utf-8")
    stages.write_text("stages: []\n")
    assert check_rubrics()

    stages.write_text(whole, encoding="utf-8")

    assert check_rubrics() == []


@pytest.mark.parametrize("folder", ["empty", "missing"])
def test_no_rubric_at_all_is_an_error(settings: Any, tmp_path: Path, folder: str):
    (tmp_path / "empty").mkdir()
    settings.RUBRICS_DIR = tmp_path / folder

    assert [error.id for error in check_rubrics()] == ["assessments.E001"]


def test_a_chosen_rubric_that_is_not_there_is_an_error(settings: Any):
    settings.RUBRIC = "cto-stage"

    assert [error.id for error in check_rubrics()] == ["assessments.E003"]
    assert "'cto-stage'" in check_rubrics()[0].msg


def test_a_reports_folder_that_can_be_made_is_in_order(settings: Any, tmp_path: Path):
    settings.REPORTS_DIR = tmp_path / "not" / "there" / "yet"

    assert check_reports_folder() == []
    assert not settings.REPORTS_DIR.parent.exists()


@pytest.mark.parametrize("below", ["", "reports"])
def test_a_file_in_the_place_of_the_reports_folder_is_an_error(
    settings: Any, tmp_path: Path, below: str
):
    file = tmp_path / "file"
    file.write_text("no folder")
    settings.REPORTS_DIR = file / below

    (error,) = check_reports_folder()

    assert error.id == "assessments.E004"
    assert f"{file} is no folder that can be written to" in error.msg
    assert "STAGECHECK_REPORTS_DIR" in str(error.hint)
    with pytest.raises(SystemCheckError, match="E004"):
        call_command("check")


def test_a_reports_folder_that_may_not_be_written_to_is_an_error(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """By what the system says of the folder: who runs this may be allowed everything."""
    settings.REPORTS_DIR = tmp_path
    monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK)

    assert [error.id for error in check_reports_folder()] == ["assessments.E004"]


CONSOLE = "django.core.mail.backends.console.EmailBackend"


def test_an_instance_that_others_use_is_warned_while_its_mails_are_only_printed(settings: Any):
    settings.HTTPS, settings.EMAIL_BACKEND = True, CONSOLE

    assert [one.id for one in check_mail()] == ["assessments.W005"]


@pytest.mark.parametrize(
    ("https", "backend"), [(False, CONSOLE), (True, CONSOLE.replace("console", "smtp"))]
)
def test_an_instance_of_ones_own_and_one_with_a_mail_server_are_not(
    settings: Any, https: bool, backend: str
):
    settings.HTTPS, settings.EMAIL_BACKEND = https, backend

    assert check_mail() == []
