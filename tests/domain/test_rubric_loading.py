"""Loading a rubric's folder: what comes out, and each kind of fault with its place."""

import shutil
from pathlib import Path

import pytest

from assessments.domain.rubric import AnswerCondition, Gate, Rubric
from assessments.domain.rubric_loading import RubricFaults, load

from ..rubric_copy import RubricCopy, place_in
from ..small_rubric import small_rubric


def test_a_folder_is_read_as_its_files_say(small_copy: RubricCopy):
    loaded = small_copy.load()

    assert loaded.model_copy(update={"hash": "0" * 64}) == small_rubric()
    assert (loaded.id, loaded.version) == ("small", "1.0")


def test_it_makes_no_difference_which_file_a_key_stands_in(small_copy: RubricCopy):
    before = small_copy.load()
    practices = small_copy.text("practices.yaml")
    (small_copy.folder / "practices.yaml").unlink()
    small_copy.write("problems.yaml", small_copy.text("problems.yaml") + practices)

    assert small_copy.load().practices == before.practices


def test_files_in_folders_below_are_no_part_of_the_rubric(small_copy: RubricCopy):
    before = small_copy.load()
    (small_copy.folder / "golden").mkdir()
    small_copy.write("golden/case.yaml", "answers: {}")

    assert small_copy.load() == before


def test_the_hash_stays_with_the_content(rubric: Rubric, tmp_path: Path):
    copy = RubricCopy.of_real(tmp_path)

    assert len(rubric.hash) == 64
    assert copy.load() == rubric


def test_the_hash_changes_with_any_of_the_content(small_copy: RubricCopy):
    before = small_copy.load()
    small_copy.write("roles.yaml", small_copy.text("roles.yaml") + "# a comment\n")

    assert small_copy.load().hash != before.hash


def test_the_hash_changes_if_a_file_is_renamed(small_copy: RubricCopy):
    before = small_copy.load()
    shutil.move(small_copy.folder / "roles.yaml", small_copy.folder / "seats.yaml")

    assert small_copy.load().hash != before.hash


def test_a_single_source_may_be_written_without_a_list(small_copy: RubricCopy):
    small_copy.replace("efforts.yaml", "  source:\n  - S0", "  source: S1")

    assert small_copy.load().efforts[0].source == ("S1",)


def test_parts_are_found_by_their_ids(rubric: Rubric):
    assert rubric.stage_by_id["mvp"] is rubric.stages[0]
    assert rubric.dimension_by_id["product"] is rubric.dimensions[0]
    assert rubric.org_chart_by_stage["enterprise"] is rubric.org_charts[-1]
    assert rubric.stage_order == {stage.id: at for at, stage in enumerate(rubric.stages)}


def test_conditions_can_be_built_from_conditions():
    condition = AnswerCondition(question="users", options=("testers",))
    gate = Gate(
        id="none-yet", when=(condition,), ceiling="mvp", because="Nobody is there.", source=("S0",)
    )

    assert gate.when == (condition,)


# --- the folder ------------------------------------------------------------------------------------


def test_a_folder_that_is_missing_or_empty_holds_no_rubric(tmp_path: Path):
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(RubricFaults) as raised:
            load(folder)

        assert str(raised.value) == f"{folder}:1:1: no rubric here: no .yaml file"


def test_the_folder_is_named_after_the_version(tmp_path: Path):
    copy = RubricCopy.of_small(tmp_path)
    moved = RubricCopy(copy.folder.rename(copy.folder.parent / "1.1"))

    assert moved.faults() == [("rubric.yaml", 3, 3, "version 1.0 lies in a folder named 1.1")]


def test_the_folder_above_is_named_after_the_rubric(tmp_path: Path):
    copy = RubricCopy.of_small(tmp_path)
    copy.folder.parent.rename(tmp_path / "large")

    assert RubricCopy(tmp_path / "large" / "1.0").faults() == [
        ("rubric.yaml", 2, 3, "rubric small lies in a folder named large")
    ]


# --- files -----------------------------------------------------------------------------------------


def test_a_file_that_is_no_yaml_is_a_fault(small_copy: RubricCopy):
    small_copy.write("roles.yaml", "roles:\n  - id: [cto\n")

    ((file, line, column, what),) = small_copy.faults()
    assert (file, line, column) == ("roles.yaml", 2, 1)
    assert what.startswith("not YAML: ")


def test_a_file_that_is_no_utf_8_is_a_fault_in_its_line(small_copy: RubricCopy):
    content = b"roles:\n  - id: cto\n    name: Ch\xe9f\n"
    (small_copy.folder / "roles.yaml").write_bytes(content)

    assert small_copy.faults() == [("roles.yaml", 3, 1, "not UTF-8 text")]


@pytest.mark.parametrize("text", ["", "# nothing\n", "- id: cto\n", "roles\n"])
def test_a_file_without_keys_is_a_fault(small_copy: RubricCopy, text: str):
    small_copy.write("more.yaml", text)

    assert small_copy.faults() == [("more.yaml", 1, 1, "a rubric file holds keys at its top level")]


def test_a_key_in_two_files_is_a_fault_in_the_later_one(small_copy: RubricCopy):
    small_copy.write("seats.yaml", "# more of them\nroles: []\n")

    assert small_copy.faults() == [
        ("seats.yaml", 2, 1, f"'roles' is already in {small_copy.folder / 'roles.yaml'}")
    ]


def test_a_key_twice_in_one_file_is_a_fault(small_copy: RubricCopy):
    text = small_copy.text("roles.yaml")
    small_copy.write("roles.yaml", text + "roles: []\n")

    assert small_copy.faults() == [
        ("roles.yaml", text.count("\n") + 1, 1, "the key 'roles' stands here twice")
    ]


def test_a_word_that_yaml_reads_as_something_else_is_a_fault(small_copy: RubricCopy):
    line, column = small_copy.replace("roles.yaml", "id: cto", "id: yes", at="yes")

    assert small_copy.faults() == [
        ("roles.yaml", line, column, "YAML reads 'yes' as bool, not as text: put it in quotes")
    ]


# --- values ----------------------------------------------------------------------------------------


def test_a_top_level_key_that_is_missing_is_a_fault_of_the_folder(small_copy: RubricCopy):
    (small_copy.folder / "roles.yaml").unlink()

    assert small_copy.faults() == [(small_copy.folder.name, 1, 1, "'roles' is missing")]


def test_an_unknown_top_level_key_is_a_fault_at_the_key(small_copy: RubricCopy):
    text = small_copy.text("roles.yaml")
    small_copy.write("roles.yaml", text + "rolls: []\n")

    assert small_copy.faults() == [("roles.yaml", text.count("\n") + 1, 1, "unknown key 'rolls'")]


CASES = {
    "a key that is missing, at the item": (
        "roles.yaml", "- id: tester\n  name: Role tester\n", "- id: tester\n", "id: tester",
        "'name' is missing",
    ),
    "an unknown key, at the key": (
        "roles.yaml", "  name: Role tester\n", "  nmae: x\n  name: Role tester\n", "nmae",
        "unknown key 'nmae'",
    ),
    "a number where a text is due, at its key": (
        "roles.yaml", "name: Role tester", "name: 7", "name",
        "roles.name: it should be a valid string (found 7)",
    ),
    "a text where a number is due": (
        "practices.yaml", "importance: 3", "importance: high", "importance",
        "practices.importance: it should be a valid integer (found 'high')",
    ),
    "a number out of its range": (
        "practices.yaml", "importance: 3", "importance: 4", "importance",
        "practices.importance: it should be less than or equal to 3 (found 4)",
    ),
    "a word that is not one of the known": (
        "practices.yaml", "effort: weeks", "effort: years", "effort",
        "practices.effort: it should be 'days', 'weeks' or 'months' (found 'years')",
    ),
    "an unknown source, at its place in the list": (
        "practices.yaml", "source:\n  - practice", "source:\n  - S0\n  - S9", "S9",
        "practices.source: it should be 'S0', 'S1', 'S3' or 'practice' (found 'S9')",
    ),
    "a list that is empty": (
        "practices.yaml", "source:\n  - practice", "source: []", "source",
        "practices.source: Value should have at least 1 item after validation, not 0 (found ())",
    ),
    "an id that is no slug": (
        "roles.yaml", "id: tester", "id: The Tester", "id",
        "roles.id: String should match pattern '^[a-z][a-z0-9]*(-[a-z0-9]+)*$' (found 'The Tester')",
    ),
    "a text that is too long, cut short": (
        "roles.yaml", "name: Role tester", f"name: {'very ' * 60}", "name",
        "roles.name: String should have at most 160 characters"
        f" (found {repr('very ' * 60)[:59]}…)",
    ),
    "a condition that names nothing": (
        "questions.yaml", "- question: release\n", "- answer: release\n", "answer",
        "gates.when: a condition names a question, a practice or a role"
        " (found {'answer': 'release', 'options': ('release-first',)})",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "at", "what"), CASES.values(), ids=CASES.keys())
def test_a_value_that_does_not_fit_is_a_fault(
    small_copy: RubricCopy, file: str, old: str, new: str, at: str, what: str
):
    line, column = small_copy.replace(file, old, new, at=at)

    assert small_copy.faults() == [(file, line, column, what)]


def test_a_fault_within_a_condition_stands_at_its_own_key(small_copy: RubricCopy):
    line, column = small_copy.replace(
        "questions.yaml",
        "- question: release\n    options:\n    - release-first\n",
        "- question: release\n    optoins:\n    - release-first\n",
        at="optoins",
    )

    assert small_copy.faults() == [("questions.yaml", line, column, "unknown key 'optoins'")]


def test_the_hash_is_not_for_the_author_to_give(small_copy: RubricCopy):
    small_copy.write("more.yaml", "hash: abc\n")

    assert small_copy.faults() == [("more.yaml", 1, 1, "unknown key 'hash'")]


# --- all at once -----------------------------------------------------------------------------------


def test_faults_of_several_files_come_at_once_in_their_order(small_copy: RubricCopy):
    practice = small_copy.replace(
        "practices.yaml", "importance: 3", "importance: 9", at="importance"
    )
    first = small_copy.replace("roles.yaml", "  name: Role cto", "  name: 1", at="name")
    second = small_copy.replace("roles.yaml", "  name: Role tester", "  nam: x", at="nam")
    missing = place_in(text := small_copy.text("roles.yaml"), text.index("id: tester"))

    assert small_copy.faults() == [
        (
            "practices.yaml",
            *practice,
            "practices.importance: it should be less than or equal to 3 (found 9)",
        ),
        ("roles.yaml", *first, "roles.name: it should be a valid string (found 1)"),
        ("roles.yaml", *missing, "'name' is missing"),
        ("roles.yaml", *second, "unknown key 'nam'"),
    ]


def test_ids_that_lead_nowhere_and_wrong_folder_names_come_at_once(tmp_path: Path):
    copy = RubricCopy.of_small(tmp_path)
    copy.folder.rename(copy.folder.parent / "2.0")
    copy = RubricCopy(copy.folder.parent / "2.0")
    line, column = copy.replace("problems.yaml", "stage: second", "stage: secnd", at="stage")

    assert [(file, what) for file, _, _, what in copy.faults()] == [
        ("problems.yaml", "unknown stage 'secnd'; did you mean 'second'?"),
        ("rubric.yaml", "version 1.0 lies in a folder named 2.0"),
        ("stages.yaml", "stage 'second' has no problem"),
    ]
    assert copy.faults()[0][1:3] == (line, column)


def test_the_message_names_each_fault_in_a_line_of_its_own(small_copy: RubricCopy):
    small_copy.write("a.yaml", "- 1")
    small_copy.write("b.yaml", "- 1")

    with pytest.raises(RubricFaults) as raised:
        small_copy.load()

    assert str(raised.value).splitlines() == [
        f"{small_copy.folder / name}:1:1: a rubric file holds keys at its top level"
        for name in ("a.yaml", "b.yaml")
    ]


# --- misfits and references in one round -----------------------------------------------------------


def told(copy: RubricCopy) -> list[tuple[str, str]]:
    return [(file, what) for file, _line, _column, what in copy.faults()]


def test_references_are_checked_beside_an_item_that_does_not_fit(small_copy: RubricCopy):
    small_copy.replace("practices.yaml", "importance: 3", "importance: 9", at="importance")
    line, column = small_copy.replace("problems.yaml", "stage: second", "stage: secnd", at="stage")

    assert [file for file, _ in told(small_copy)] == [
        "practices.yaml",
        "problems.yaml",
        "stages.yaml",
    ]
    assert ("problems.yaml", line, column) in [fault[:3] for fault in small_copy.faults()]


def test_what_leads_to_an_item_that_does_not_fit_is_no_fault_of_its_own(small_copy: RubricCopy):
    small_copy.replace("practices.yaml", "importance: 3", "importance: 9", at="importance")

    assert [file for file, _ in told(small_copy)] == ["practices.yaml"]


def test_behind_an_item_that_does_not_fit_the_places_still_are_right(small_copy: RubricCopy):
    text = (small_copy.folder / "practices.yaml").read_text()
    where = text.rindex("dimension: ")
    end = text.index("\n", where)
    text = f"{text[:where]}dimension: nowhere{text[end:]}".replace(
        "importance: 3", "importance: 9", 1
    )
    small_copy.write("practices.yaml", text)

    found = {what: (line, column) for _, line, column, what in small_copy.faults()}
    (place,) = [place for what, place in found.items() if "unknown dimension 'nowhere'" in what]
    assert place == (text[:where].count("\n") + 1, 3)


def test_without_a_sound_header_only_the_misfits_are_told(small_copy: RubricCopy):
    small_copy.replace("rubric.yaml", "clear: 0.75", "clear: 7", at="clear")
    small_copy.replace("problems.yaml", "stage: second", "stage: secnd", at="stage")

    assert [file for file, _ in told(small_copy)] == ["rubric.yaml"]


def test_if_the_rest_makes_no_rubric_only_the_misfits_are_told(small_copy: RubricCopy):
    text = (small_copy.folder / "stages.yaml").read_text()
    small_copy.write("stages.yaml", text.replace("software: ", "softwear: "))

    assert {file for file, _ in told(small_copy)} == {"stages.yaml"}
