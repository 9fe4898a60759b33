"""``manage.py assess``: what it prints, what it writes, and how it refuses what it cannot read."""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command

from assessments import rubrics
from assessments.archetypes import archetype, archetype_text
from assessments.domain.assessment_file import MOST_TOLD
from assessments.domain.rubric import Rubric
from assessments.domain.scorecard import score
from assessments.management.commands import assess
from assessments.management.usage import UsageError
from assessments.reports.context import build
from assessments.reports.editions import EDITIONS

from ..factories import REAL_FOLDER, real_rubric

ROOT = Path(__file__).parents[2]
STAGES = real_rubric().stage_ids
GOLDEN = sorted((REAL_FOLDER / "golden").glob("*.yaml"))
CPU_SECONDS = 15


def run(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """The command as people run it, in a process of its own, stopped if it takes long."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    return subprocess.run(
        [sys.executable, "manage.py", "assess", *arguments],
        cwd=ROOT,
        input=given,
        capture_output=True,
        preexec_fn=limit,
        timeout=60,
    )


def called(*arguments: str | Path) -> str:
    """What the command prints."""
    out = io.StringIO()
    call_command("assess", *map(str, arguments), stdout=out)
    return out.getvalue()


def refusal(*arguments: str | Path) -> str:
    """What the command says when it refuses; its exit status is 2 then."""
    out = io.StringIO()
    with pytest.raises(UsageError) as refused:
        call_command("assess", *map(str, arguments), stdout=out)
    assert refused.value.returncode == 2
    assert out.getvalue() == ""
    return str(refused.value)


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(content: str | bytes | dict[str, Any], name: str = "mine.yaml") -> Path:
        path = tmp_path / name
        if isinstance(content, dict):
            content = yaml.safe_dump(content)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def example(write: Write) -> Callable[[str], Path]:
    return lambda stage: write(archetype_text(rubrics.find(), stage), f"{stage}.yaml")


FIVE_FACTS = {
    "release-status": "launched",
    "users": "first-customers",
    "it-members": 6,
    "teams": "one",
    "money": "monthly-burn",
}


# --- as a process --------------------------------------------------------------------------------


def test_an_example_that_is_printed_can_be_piped_in_again():
    printed = run("--archetype", "scaling")
    scored = run("-", "--json", given=printed.stdout)

    assert (printed.returncode, printed.stderr) == (0, b"")
    assert (scored.returncode, scored.stderr) == (0, b"")
    assert json.loads(scored.stdout)["verdict"]["stage"] == "scaling"


def test_a_fault_is_said_on_stderr_with_status_2_and_no_traceback(write: Write):
    path = write("answers:\n  users: testers\n  release-status: prototyp\n")
    done = run(str(path))

    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.decode().splitlines() == [
        f"{path}:3:3: 'release-status' has no option 'prototyp'; did you mean 'prototype'? (known: "
        "prototype, launched, stable-set, several-modules, several-products)"
    ]


def test_what_comes_from_standard_input_is_named_so():
    done = run("-", given=b"answers: [")

    assert done.returncode == 2
    assert done.stderr.decode().startswith("<standard input>:1:")
    assert b"Traceback" not in done.stderr


def test_an_unknown_argument_is_refused_with_status_2():
    done = run("--nonsense")

    assert done.returncode == 2
    assert b"unrecognized arguments: --nonsense" in done.stderr
    assert b"Traceback" not in done.stderr


BOMBS = {
    "anchors that double and double": "\n".join(
        ["l0: &l0 [x, x]"] + [f"l{at}: &l{at} [*l{at - 1}, *l{at - 1}]" for at in range(1, 38)]
    ),
    "brackets without end": "[" * 200_000,
    "dashes without end": "- " * 200_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_neither_hangs_nor_crashes(name: str):
    done = run("-", given=BOMBS[name].encode())

    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert len(done.stderr) < 10_000


def test_a_pdf_is_written_whole_and_said_on_stderr(example: Callable[[str], Path], tmp_path: Path):
    out = tmp_path / "report.pdf"
    done = run(str(example("pmf")), "--pdf", str(out))

    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr.decode() == f"Wrote {out} ({out.stat().st_size:,} bytes)\n"
    assert out.read_bytes().startswith(b"%PDF-")
    assert out.stat().st_mode & 0o777 == 0o644
    assert sorted(one.name for one in tmp_path.iterdir()) == ["pmf.yaml", "report.pdf"]


# --- what it prints ------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", STAGES)
def test_the_example_of_a_stage_scores_its_own_stage(write: Write, stage: str):
    path = write(called("--archetype", stage))
    card = json.loads(called(path, "--json"))

    assert card["verdict"]["stage"] == stage
    assert card["verdict"]["certainty"] == "clear"


@pytest.mark.parametrize("stage", STAGES)
def test_the_summary_names_company_stage_and_priorities(
    example: Callable[[str], Path], rubric: Rubric, stage: str
):
    text, file = called(example(stage)), archetype(rubric, stage)
    report = build(score(rubric, file.answers), company=file.company, date=file.date)

    assert text.startswith(f"{file.company} · 22 November 2026\n=====")
    assert f"Stage {rubric.stage_order[stage] + 1} of 5, {rubric.stage_by_id[stage].name}" in text
    assert report.ranked
    for one in report.ranked:
        assert f"{one.number}. [{one.moscow_name}] {one.name} " in " ".join(text.split())
    assert all(len(line) <= 100 for line in text.splitlines())
    assert text.endswith("\n")


def test_the_json_has_every_key_that_is_promised(example: Callable[[str], Path], rubric: Rubric):
    card = json.loads(called(example("adoption"), "--json"))

    assert card["company"] == "Cobblestead"
    assert card["rubric"] == {
        "id": rubric.id,
        "version": rubric.version,
        "hash": rubric.hash,
    }
    verdict = card["verdict"]
    assert verdict["stage"] == "adoption"
    assert verdict["certainty"] in ("clear", "leaning", "between")
    assert list(verdict["probabilities"]) == list(STAGES)
    assert sum(verdict["probabilities"].values()) == pytest.approx(1, abs=0.001)
    assert set(verdict["possible_stages"]) <= set(STAGES)
    assert "adoption" in verdict["possible_stages"]
    assert set(card["split"]) == {"dimensions", "findings"}
    assert {one["question"] for one in card["contributions"]} == set(rubric.fact_by_id)
    assert all(list(one["evidence"]) == list(STAGES) for one in card["contributions"])
    assert {one["dimension"] for one in card["readiness"]} <= {d.id for d in rubric.dimensions}
    assert card["priorities"]
    for one in card["priorities"]:
        assert one["id"] in rubric.problem_by_id
        assert one["stage"] in STAGES
        assert one["class"] in ("must", "should", "could", "wont-now")
        assert one["reasons"]
    assert {one["role"] for one in card["org_chart"]["now"]} <= set(rubric.role_by_id)
    assert {"now", "next", "hires", "missing"} <= set(card["org_chart"])
    for one in card["counterfactuals"]:
        assert one["direction"] in ("up", "down")
        assert one["stage"] in STAGES
        assert one["changes"]


@pytest.mark.parametrize("stage", STAGES)
def test_the_contributions_of_the_json_sum_to_its_evidence(
    example: Callable[[str], Path], stage: str
):
    card = json.loads(called(example(stage), "--json"))

    for one in STAGES:
        parts = sum(part["evidence"][one] for part in card["contributions"])
        assert parts == pytest.approx(card["evidence"][one], abs=0.001)


def test_a_counterfactual_of_the_json_really_moves_the_verdict(write: Write, rubric: Rubric):
    file = yaml.safe_load(archetype_text(rubric, "pmf"))
    card = json.loads(called(write(file), "--json"))
    assert card["counterfactuals"]

    for one in card["counterfactuals"]:
        changed = file["answers"] | {c["question"]: c["becomes"] for c in one["changes"]}
        moved = json.loads(called(write({**file, "answers": changed}), "--json"))
        assert moved["verdict"]["stage"] == one["stage"]


def test_the_same_file_gives_the_same_json(example: Callable[[str], Path]):
    path = example("enterprise")

    assert called(path, "--json") == called(path, "--json")


@pytest.mark.parametrize("path", GOLDEN, ids=[path.stem for path in GOLDEN])
def test_every_golden_company_gets_a_summary_with_its_findings(path: Path):
    card, words = json.loads(called(path, "--json")), " ".join(called(path).split())

    for one in card["split"]["findings"]:
        assert " ".join(one["do"].split()) in words
    for one in card["contradictions"]:
        assert f"Please look again: {' '.join(one['ask'].split())}" in words
    assert words.endswith("questions answered")


def test_too_few_facts_are_no_fault_but_no_verdict_either(write: Write):
    path = write({"answers": {"users": "testers"}})

    card = json.loads(called(path, "--json"))
    assert card["verdict"]["stage"] is None
    assert card["verdict"]["missing"]["facts"] == 4
    assert card["org_chart"] is None
    assert called(path).startswith("There is no verdict yet: 4 more facts are needed.")


def test_five_facts_alone_give_a_verdict(write: Write):
    path = write({"answers": FIVE_FACTS})

    assert json.loads(called(path, "--json"))["verdict"]["stage"] == "pmf"
    assert "Product-Market Fit" in called(path)


def test_options_may_be_given_by_their_number(write: Write):
    by_id = write({"answers": FIVE_FACTS}, "ids.yaml")
    by_number = write(
        {"answers": {**FIVE_FACTS, "release-status": 2, "users": 2, "teams": 2, "money": 2}}
    )

    assert called(by_id, "--json") == called(by_number, "--json")


def test_a_file_with_a_byte_order_mark_and_windows_line_ends_is_read(write: Write):
    text = archetype_text(rubrics.find(), "mvp").replace("\n", "\r\n")
    path = write(b"\xef\xbb\xbf" + text.encode())

    assert json.loads(called(path, "--json"))["verdict"]["stage"] == "mvp"


# --- the report ----------------------------------------------------------------------------------


def test_html_is_one_file_that_needs_no_other(example: Callable[[str], Path], tmp_path: Path):
    out = tmp_path / "report.html"
    call_command("assess", str(example("adoption")), "--html", str(out), stderr=io.StringIO())
    text = out.read_text(encoding="utf-8")

    assert text.startswith("<!doctype html>")
    assert "Cobblestead" in text
    assert "http://" not in text.replace("http://www.w3.org/", "")
    assert "https://" not in text


def test_a_report_needs_a_verdict(write: Write, tmp_path: Path):
    out = tmp_path / "report.pdf"

    said = refusal(write({"answers": {"users": "testers"}}), "--pdf", out)

    assert said.startswith("No report can be made. There is no verdict yet")
    assert not out.exists()


@pytest.mark.usefixtures("stub_pdf")
def test_a_report_that_cannot_be_written_leaves_nothing_behind(
    example: Callable[[str], Path], tmp_path: Path
):
    missing = tmp_path / "no" / "such" / "report.pdf"
    taken = tmp_path / "taken"
    taken.mkdir()

    assert refusal(example("mvp"), "--pdf", missing) == (
        f"Cannot write {missing}: No such file or directory"
    )
    assert refusal(example("mvp"), "--pdf", taken) == f"Cannot write {taken}: Is a directory"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["mvp.yaml", "taken"]


@pytest.mark.usefixtures("stub_pdf")
def test_a_report_replaces_the_one_that_was_there(example: Callable[[str], Path], tmp_path: Path):
    out = tmp_path / "report.pdf"
    out.write_bytes(b"old" * 1000)

    call_command("assess", str(example("mvp")), "--pdf", str(out), stderr=io.StringIO())

    assert out.read_bytes().startswith(b"%PDF-1.7 stub")


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_edition_can_be_chosen(
    example: Callable[[str], Path], stub_pdf: list[tuple[object, str]], tmp_path: Path, edition: str
):
    for chosen in (["--edition", edition], []):
        out = ["--pdf", str(tmp_path / "report.pdf")]
        call_command("assess", str(example("mvp")), *out, *chosen, stderr=io.StringIO())

    assert [one for _context, one in stub_pdf] == [edition, "full"]


def test_the_brief_is_there_as_one_html_file_too(example: Callable[[str], Path], tmp_path: Path):
    full, brief = tmp_path / "full.html", tmp_path / "brief.html"
    path = str(example("mvp"))
    call_command("assess", path, "--html", str(full), stderr=io.StringIO())
    call_command("assess", path, "--html", str(brief), "--edition", "brief", stderr=io.StringIO())

    assert len(brief.read_text().partition("<body")[2]) < len(
        full.read_text().partition("<body")[2]
    )


def test_an_edition_needs_a_report_to_be_written(example: Callable[[str], Path]):
    for rest in ([], ["--json"]):
        said = refusal(example("mvp"), "--edition", "brief", *rest)
        assert said == "--edition is for --pdf and --html."


def test_an_unknown_edition_is_refused_with_those_there_are():
    done = run("-", "--pdf", "-", "--edition", "short")

    assert done.returncode == 2
    assert b"invalid choice: 'short' (choose from 'full', 'brief')" in done.stderr


# --- verifying (the answers inside a report are tested with the report) ----------------------------


@pytest.mark.report
def test_whether_a_report_holds_is_said_with_the_exit_status(
    example: Callable[[str], Path], tmp_path: Path
):
    out = tmp_path / "report.pdf"
    written = run(str(example("pmf")), "--pdf", str(out), "--edition", "brief")
    held = run("--verify", str(out))
    spoilt = run("--verify", "-", given=out.read_bytes()[:-900])

    assert (written.returncode, written.stdout) == (0, b"")
    assert (held.returncode, held.stderr) == (0, b"")
    assert held.stdout.decode().endswith("\nThe report holds.\n")
    assert (spoilt.returncode, spoilt.stdout) == (2, b"")
    assert spoilt.stderr.decode() == ("<standard input>: The PDF is damaged: it cannot be read.\n")


@pytest.mark.parametrize("option", ["--json", "--pdf=out.pdf", "--html=out.html"])
def test_verifying_writes_nothing(option: str):
    assert refusal("--verify", "report.pdf", option) == (
        "--verify says whether a report holds; it writes nothing."
    )


def test_a_report_that_cannot_be_opened_is_said_plainly(tmp_path: Path):
    missing = tmp_path / "missing.pdf"

    assert refusal("--verify", missing) == f"Cannot read {missing}: No such file or directory"


def test_a_pdf_that_is_no_report_is_no_assessment_file(write: Write):
    path = write(b"%PDF-1.7\n%%EOF\n", "other.pdf")

    assert refusal(path) == f"{path}: The PDF is damaged: it cannot be read."


# --- comparing -----------------------------------------------------------------------------------


def test_companies_are_set_side_by_side(example: Callable[[str], Path], rubric: Rubric):
    paths = [example(stage) for stage in ("pmf", "adoption", "enterprise")]
    text = called("--compare", *paths)

    first_line = text.splitlines()[0]
    for stage, path in zip(("pmf", "adoption", "enterprise"), paths, strict=True):
        assert yaml.safe_load(path.read_text())["company"] in first_line
        assert rubric.stage_by_id[stage].name in text


def test_a_comparison_as_json_has_a_card_for_each(example: Callable[[str], Path]):
    compared = json.loads(called("--compare", example("pmf"), example("adoption"), "--json"))

    assert "Cobblestead" in json.dumps(compared)
    assert "Fernwick Rota" in json.dumps(compared)


def test_the_json_names_the_musts_as_the_summary_does(example: Callable[[str], Path]):
    for stage in STAGES:
        path = example(stage)
        text = " ".join(called(path).split())
        for one in json.loads(called(path, "--json"))["priorities"]:
            if one["class"] == "must":
                assert f"[Must] {one['name']} " in text


def test_two_companies_of_one_name_are_told_apart(write: Write):
    one = write({"company": "Twin", "answers": FIVE_FACTS}, "one.yaml")
    other = write({"company": "Twin", "answers": FIVE_FACTS}, "other.yaml")

    assert "Twin (2)" in called("--compare", one, other)


def test_companies_without_a_name_or_a_verdict_can_be_compared(write: Write):
    named = write({"answers": {"users": "testers"}}, "alpha.yaml")
    other = write({"answers": FIVE_FACTS}, "beta.yaml")
    text = called("--compare", named, other)

    assert "alpha" in text
    assert "beta" in text


@pytest.mark.parametrize("count", [1, 21])
def test_one_company_or_too_many_cannot_be_compared(example: Callable[[str], Path], count: int):
    assert refusal("--compare", *[example("mvp")] * count) == "Give 2 to 20 files to compare."


def test_a_fault_in_one_of_the_files_is_said_with_its_name(
    example: Callable[[str], Path], write: Write
):
    broken = write("answers: {user: testers}", "broken.yaml")

    assert refusal("--compare", example("mvp"), broken) == (
        f"{broken}:1:11: unknown question 'user'; did you mean 'users'?"
    )


# --- what it refuses -----------------------------------------------------------------------------


def test_nothing_to_do_is_said():
    assert refusal() == (
        "Give a FILE (or - for standard input), --archetype, --compare or --verify."
    )


@pytest.mark.parametrize(
    "other", [["--archetype", "mvp"], ["--compare", "a", "b"], ["--verify", "report.pdf"]]
)
def test_two_things_at_once_are_refused(example: Callable[[str], Path], other: list[str]):
    assert refusal(example("mvp"), *other) == (
        "Give a FILE, --archetype, --compare or --verify, one of them."
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["--archetype", "mvp", "--json"],
        ["--archetype", "mvp", "--pdf", "out.pdf"],
        ["--compare", "a.yaml", "a.yaml", "--pdf", "out.pdf"],
        ["--compare", "a.yaml", "a.yaml", "--html", "out.html"],
    ],
)
def test_options_that_do_not_go_together_are_refused(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
):
    write({"answers": FIVE_FACTS}, "a.yaml")
    monkeypatch.chdir(tmp_path)

    assert refusal(*arguments)


@pytest.mark.parametrize(
    ("stage", "close"), [("adopton", "adoption"), ("MVP", ""), ("enterprize", "enterprise")]
)
def test_a_stage_that_is_none_is_answered_with_the_nearest(stage: str, close: str):
    said = refusal("--archetype", stage)

    assert said.startswith(f"There is no stage '{stage}'")
    assert f"did you mean '{close}'?" in said if close else "did you mean" not in said
    assert said.endswith("(known: mvp, pmf, adoption, scaling, enterprise)")


BAD: dict[str, tuple[str | bytes, str]] = {
    "an empty file": ("", "1:1: an assessment file holds 'answers:'"),
    "only a comment": ("# nothing\n", "1:1: an assessment file holds 'answers:'"),
    "a list": ("- users\n", "1:1: an assessment file holds 'answers:'"),
    "only a word": ("hello", "1:1: an assessment file holds 'answers:'"),
    "no answers": ("company: X\n", "1:1: there are no answers"),
    "empty answers": ("company: X\nanswers: {}\n", "there are no answers"),
    "answers that are a list": ("answers:\n  - users\n", "1:1: 'answers' holds ids"),
    "roles that are a word": ("answers: {users: testers}\nroles: cto\n", "2:1: 'roles' holds ids"),
    "not YAML": ("answers:\n  users: [testers\n", ":2:1: not YAML"),
    "a tab": ("answers:\n\tusers: testers\n", "2:1: not YAML"),
    "two documents": ("answers: {users: testers}\n---\nanswers: {}\n", "2:1: not YAML"),
    "a NUL": (b"answers:\n  users: \x00\n", "not YAML"),
    "bytes that are no text": (bytes(range(256)), "2:1: not UTF-8 text"),
    "UTF-16": ("answers:\n  users: testers\n".encode("utf-16"), "1:1: not UTF-8 text"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(500), "1:1: not UTF-8 text"),
    "an unknown key": (
        "company: X\nanswer: {}\n",
        "2:1: unknown key 'answer'; did you mean 'answers'?",
    ),
    "an unknown question": (
        "answers:\n  users: testers\n  it-member: 3\n",
        "3:3: unknown question 'it-member'; did you mean 'it-members'?",
    ),
    "an unknown option": (
        "answers:\n  users: tester\n",
        "2:3: 'users' has no option 'tester'; did you mean 'testers'?",
    ),
    "an option number too high": ("answers:\n  users: 6\n", "2:3: 'users' has options 1 to 5"),
    "a word for a number": (
        "answers:\n  it-members: many\n",
        "2:3: 'it-members' is a whole number",
    ),
    "half a person": ("answers:\n  it-members: 2.5\n", "2:3: 'it-members' is a whole number"),
    "nobody at all": ("answers:\n  it-members: 0\n", "2:3: 'it-members' lies between 1 and 20000"),
    "a million people": (
        "answers:\n  it-members: 1000000\n",
        "2:3: 'it-members' lies between 1 and 20000",
    ),
    "a negative number": ("answers:\n  it-members: -4\n", "2:3: 'it-members' lies between"),
    "a yes that YAML takes for true": (
        "answers:\n  users: yes\n",
        "2:10: YAML reads 'yes' as bool",
    ),
    "a question twice": (
        "answers:\n  users: testers\n  users: testers\n",
        "3:3: the key 'users' stands here twice",
    ),
    "an unknown role": (
        "answers: {users: testers}\nroles:\n  ct0: {held-by: dedicated}\n",
        "3:3: unknown role 'ct0'; did you mean 'cto'?",
    ),
    "a role held in no known way": (
        "answers: {users: testers}\nroles:\n  cto: {held-by: dedicatd}\n",
        "3:3: role 'cto' is not held by 'dedicatd'; did you mean 'dedicated'?",
    ),
    "no reason": (
        "answers:\n  code-review: {not-applicable: ''}\n",
        "2:3: 'code-review' is not applicable: say why",
    ),
    "a reason too long": (
        f"answers:\n  code-review: {{not-applicable: {'x' * 501}}}\n",
        "2:3: the reason for 'code-review' is longer than 500 characters",
    ),
    "a date that is none": (
        "date: 2026-13-40\nanswers: {users: testers}\n",
        "1:1: '2026-13-40' is no date",
    ),
    "a name too long": (
        f"company: {'x' * 121}\nanswers: {{users: testers}}\n",
        "1:1: 'company' is",
    ),
    "another rubric": (
        "rubric: cto-stage\nanswers: {users: testers}\n",
        "1:1: there is no rubric 'cto-stage'; did you mean 'cto-stages'?",
    ),
    "another version": (
        "rubric: cto-stages@9.9\nanswers: {users: testers}\n",
        "1:1: rubric 'cto-stages' has no version '9.9'",
    ),
    "a rubric outside": (
        "rubric: ../../etc\nanswers: {users: testers}\n",
        "1:1: there is no rubric",
    ),
    "an anchor in itself": ("answers: &a [*a]\n", "1:14: aliases are not read here"),
    "a call to Python": (
        "answers: !!python/object/apply:os.system ['echo hi']\n",
        "1:1: 'answers' holds ids",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused_with_file_line_and_column(write: Write, name: str):
    content, expected = BAD[name]
    path = write(content)

    said = refusal(path)

    assert expected in said
    assert all(line.startswith(f"{path}:") for line in said.splitlines())


def test_every_fault_is_said_at_once_in_the_order_of_lines(write: Write):
    path = write("companie: X\nanswers:\n  user: testers\n  teams: on\n  it-members: x\nroles: 3\n")

    places = [line.split(":")[1:3] for line in refusal(path).splitlines()]

    assert places == sorted(places, key=lambda place: [int(part) for part in place])
    assert {place[0] for place in places} == {"1", "3", "4", "5", "6"}


def test_what_cannot_be_opened_is_said_plainly(tmp_path: Path):
    assert refusal(tmp_path) == f"Cannot read {tmp_path}: Is a directory"
    missing = tmp_path / "missing.yaml"
    assert refusal(missing) == f"Cannot read {missing}: No such file or directory"


def test_a_huge_file_is_refused_without_being_read_whole(tmp_path: Path):
    huge = tmp_path / "huge.yaml"
    with huge.open("wb") as file:
        file.truncate(50_000_000_000)

    assert refusal(huge) == f"{huge} is larger than 1,000,000 bytes."


def test_the_largest_file_that_is_read_is_read(write: Write):
    text = yaml.safe_dump({"answers": FIVE_FACTS})
    path = write(text + "#" * (assess.LARGEST_FILE - len(text)))

    assert json.loads(called(path, "--json"))["verdict"]["stage"] == "pmf"


def test_a_thousand_wrong_lines_are_answered_soon(write: Write):
    lines = "".join(f"  no-such-question-{at}: x\n" for at in range(1000))

    told = refusal(write(f"answers:\n{lines}")).splitlines()
    assert len(told) == MOST_TOLD + 1
    assert told[-1] == f"… and {1000 - MOST_TOLD} more"


def test_a_monster_is_refused_with_a_message(write: Write, rubric: Rubric):
    asked = [*rubric.fact_by_id, *rubric.practice_by_id]
    notes = dict.fromkeys(asked, "x" * 10_000)
    answers = dict.fromkeys(map(str, range(500)), 1)

    few = refusal(write({"answers": answers, "notes": {"users": notes["users"]}})).splitlines()
    assert len(few) == MOST_TOLD + 1
    long = refusal(write({"answers": FIVE_FACTS, "notes": {"users": notes["users"]}}))
    assert long.endswith("Keep the note to 2,000 characters; it has 10,000.")
    every = refusal(write({"answers": FIVE_FACTS, "notes": notes, "about": "x" * 1_000_000}))
    assert every.endswith("is larger than 1,000,000 bytes.")


@pytest.mark.parametrize("place", ["  users: {}\n", "  {}: testers\n", "  it-members: {}\n"])
def test_a_long_wrong_value_is_not_echoed_whole(write: Write, place: str):
    assert len(refusal(write("answers:\n" + place.format("x" * 1000)))) < 800


def test_a_rubric_that_cannot_be_used_is_said_with_its_faults(
    settings: Any, tmp_path: Path, write: Write, rubric_folder: Path
):
    (rubric_folder / "stages.yaml").write_text("stages: [\n")
    settings.RUBRICS_DIR = rubric_folder.parents[1]
    rubrics._loaded.cache_clear()

    for arguments in ([write({"answers": FIVE_FACTS})], ["--archetype", "mvp"]):
        said = refusal(*arguments)
        assert said.startswith("The rubric cannot be used:\n")
        assert "stages.yaml:1:1: not YAML" in said


def test_an_example_of_a_rubric_that_is_not_there_is_refused(settings: Any):
    settings.RUBRIC = "cto-stage"

    assert "did you mean 'cto-stages'?" in refusal("--archetype", "mvp")


def test_an_example_that_a_rubric_does_not_have_is_refused(settings: Any, rubric_folder: Path):
    (rubric_folder / "archetypes" / "mvp.yaml").unlink()
    settings.RUBRICS_DIR = rubric_folder.parents[1]

    assert "mvp" in refusal("--archetype", "mvp")
