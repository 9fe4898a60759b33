"""Which rubric is meant, and where it lies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assessments import rubrics
from assessments.archetypes import archetype, archetype_text
from assessments.domain.assessment_file import UnknownRubric
from assessments.domain.rubric_loading import RubricFaults

Publish = Callable[[str], Path]


@pytest.fixture
def publish(settings: Any, rubric_folder: Path) -> Publish:
    """Publish one more version of the rubric."""
    settings.RUBRICS_DIR = rubric_folder.parents[1]

    def version(name: str) -> Path:
        folder = rubric_folder.parent / name
        folder.mkdir()
        for file in rubric_folder.glob("*.yaml"):
            text = file.read_text(encoding="utf-8").replace('version: "1.0"', f'version: "{name}"')
            (folder / file.name).write_text(text, encoding="utf-8")
        return folder

    return version


def test_the_instances_rubric_is_found_and_loaded_once():
    assert rubrics.find() is rubrics.find("cto-stages")
    assert rubrics.find() is rubrics.find("cto-stages@1.0")


def test_the_newest_version_is_the_one_with_the_highest_numbers(publish: Publish):
    for version in ("1.9", "1.10", "0.12"):
        publish(version)

    assert [one.name for one in rubrics.version_folders()] == ["0.12", "1.0", "1.9", "1.10"]
    assert rubrics.find().version == "1.10"
    assert rubrics.find("cto-stages@1.9").version == "1.9"


def test_a_version_that_was_found_is_not_looked_for_again(
    publish: Publish, monkeypatch: pytest.MonkeyPatch
):
    """Every request of an assessment asks for the version that it is pinned to."""
    publish("1.9")
    found = rubrics.find("cto-stages@1.9")
    monkeypatch.setattr(rubrics, "version_folders", lambda: pytest.fail("looked again"))

    assert rubrics.find("cto-stages@1.9") is found


def test_a_version_that_was_taken_away_is_gone(publish: Publish):
    folder = publish("1.9")
    rubrics.find("cto-stages@1.9")
    folder.rename(folder.with_name("gone"))

    with pytest.raises(UnknownRubric):
        rubrics.find("cto-stages@1.9")


def test_a_folder_without_a_rubric_is_none(publish: Publish, rubric_folder: Path):
    (rubric_folder.parent / "9.9").mkdir()
    (rubric_folder.parent / "notes.txt").write_text("x")

    assert [one.name for one in rubrics.version_folders()] == ["1.0"]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("cto-stage", "there is no rubric 'cto-stage'; did you mean 'cto-stages'?"),
        ("", ""),
        ("cto-stages@2", "rubric 'cto-stages' has no version '2' (known: 1.0)"),
        ("cto-stages@../1.0", "rubric 'cto-stages' has no version '../1.0' (known: 1.0)"),
        ("../rubrics/cto-stages", "there is no rubric '../rubrics/cto-stages'"),
        ("/etc", "there is no rubric '/etc'"),
    ],
)
def test_a_name_that_is_none_is_answered_with_what_there_is(wanted: str, said: str):
    if not wanted:
        assert rubrics.find(wanted) is rubrics.find()
        return
    with pytest.raises(UnknownRubric) as unknown:
        rubrics.find(wanted)
    assert str(unknown.value).startswith(said)


def test_a_broken_version_is_refused_and_the_others_go_on(publish: Publish):
    (publish("1.1") / "stages.yaml").write_text("stages: []\n")

    with pytest.raises(RubricFaults):
        rubrics.find()
    assert rubrics.find("cto-stages@1.0").version == "1.0"


def test_an_example_is_read_from_its_own_rubrics_folder(publish: Publish, rubric_folder: Path):
    path = rubric_folder / "archetypes" / "mvp.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("Pebbleroute", "Another"), encoding="utf-8"
    )
    rubric = rubrics.find("cto-stages@1.0")

    assert "Another" in archetype_text(rubric, "mvp")
    assert archetype(rubric, "mvp").company.startswith("Another")
