"""``manage.py rubric check``: is a rubric in order?"""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from assessments.management.usage import UsageError

from ..rubric_copy import RubricCopy

ROOT = Path(__file__).parents[2]


def check(*path: Path) -> str:
    out = io.StringIO()
    call_command("rubric", "check", *map(str, path), stdout=out)
    return out.getvalue()


def refusal(*path: Path) -> list[str]:
    with pytest.raises(UsageError) as refused:
        check(*path)
    assert refused.value.returncode == 2
    return str(refused.value).splitlines()


def test_the_published_rubric_is_in_order():
    said = check()

    assert said.startswith("rubrics/cto-stages/1.0: in order: 13 facts, ")
    assert said.count("\n") == 1


def test_a_rubric_of_ones_own_is_checked_by_its_folder(small_copy: RubricCopy):
    assert "small/1.0: in order: 5 facts, 4 practices, 4 problems, 4 roles" in check(
        small_copy.folder
    )


def test_a_broken_copy_is_refused_with_every_fault_and_its_place(rubric_folder: Path):
    questions, roles = rubric_folder / "questions.yaml", rubric_folder / "roles.yaml"
    text = questions.read_text(encoding="utf-8")
    line = text[: text.index("typical: [mvp]")].count("\n") + 1
    questions.write_text(text.replace("typical: [mvp]", "typical: [mpv]", 1), encoding="utf-8")
    text = roles.read_text(encoding="utf-8")
    roles.write_text(text.replace("id: architect\n", "id: arkitect\n", 1), encoding="utf-8")

    faults = refusal(rubric_folder)

    assert any(f"questions.yaml:{line}:" in one and "mpv" in one for one in faults)
    assert any("org_charts.yaml:" in one and "'architect'" in one for one in faults)
    for fault in faults:
        _file, at_line, column, what = fault.split(":", 3)
        assert int(at_line) > 0
        assert int(column) > 0
        assert what.strip()


@pytest.mark.parametrize("content", ["stages: [", "stages: {", "\x00", "stages: !!python/name:os"])
def test_a_file_that_is_not_yaml_is_refused_with_its_place(small_copy: RubricCopy, content: str):
    small_copy.write("stages.yaml", content)

    assert "stages.yaml:1:" in refusal(small_copy.folder)[0]


def test_a_file_that_is_no_text_is_refused(small_copy: RubricCopy):
    (small_copy.folder / "stages.yaml").write_bytes(b"stages:\n\xff\xfe")

    assert refusal(small_copy.folder)[0].endswith("stages.yaml:2:1: not UTF-8 text")


@pytest.mark.parametrize("name", ["nothing", "a-file.yaml"])
def test_a_place_without_a_rubric_is_refused(tmp_path: Path, name: str):
    (tmp_path / "a-file.yaml").write_text("answers: {}\n")

    assert refusal(tmp_path / name)[0].endswith(f"{name}:1:1: no rubric here: no .yaml file")


def test_with_no_path_every_version_is_checked_and_one_fault_is_enough(
    settings: Any, rubric_folder: Path
):
    other = rubric_folder.parent / "1.1"
    other.mkdir()
    (other / "rubric.yaml").write_text("rubric: 1\n")
    settings.RUBRICS_DIR = rubric_folder.parents[1]

    faults = refusal()

    assert all("cto-stages/1.1" in one for one in faults)


def test_it_needs_no_database_and_says_it_plainly_as_a_process(small_copy: RubricCopy):
    small_copy.write("roles.yaml", "roles: [\n")
    done = subprocess.run(
        [sys.executable, "manage.py", "rubric", "check", str(small_copy.folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 2
    assert "roles.yaml:1:1: not YAML" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
