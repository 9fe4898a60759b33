"""The archetypes and the golden cases of the published rubric, each scored as a file."""

from pathlib import Path
from typing import Any

import pytest

from assessments.domain.assessment_file import AssessmentFile, read
from assessments.domain.rubric import Rubric
from assessments.domain.scorecard import Scorecard, score

from ..factories import REAL_FOLDER, real_rubric

ARCHETYPES = sorted((REAL_FOLDER / "archetypes").glob("*.yaml"))
GOLDEN = sorted((REAL_FOLDER / "golden").glob("*.yaml"))
EXPECTED_KEYS = {"stage", "acceptable", "certainty", "split", "leads"}
LEADING = 3  # so many priorities from the top may lead


def names(path: Path) -> str:
    return path.stem


def read_case(path: Path) -> AssessmentFile:
    return read(path.read_text(encoding="utf-8"), path.name, lambda wanted: real_rubric())


def scored(path: Path) -> tuple[Scorecard, dict[str, Any]]:
    case = read_case(path)
    return score(case.rubric, case.answers), dict(case.expect or {})


# --- archetypes ------------------------------------------------------------------------------------


def test_there_is_an_archetype_of_each_stage(rubric: Rubric):
    assert {path.stem for path in ARCHETYPES} == set(rubric.stage_ids)
    assert len(ARCHETYPES) == 5


@pytest.mark.parametrize("path", ARCHETYPES, ids=names)
def test_each_archetype_scores_its_stage_clear(path: Path):
    card, _ = scored(path)

    assert card.verdict is not None
    assert (card.verdict.stage, card.verdict.certainty) == (path.stem, "clear")
    assert card.contradictions == ()
    assert card.splits == ()


@pytest.mark.parametrize("path", ARCHETYPES, ids=names)
def test_each_archetype_answers_all_that_its_stage_is_asked(path: Path):
    card, _ = scored(path)
    answered = card.answers.answers

    assert [fact.id for fact in card.rubric.facts if not card.answers.is_known(fact.id)] == []
    assert [one.practice for one in card.states if one.practice not in answered] == []
    assert card.org_charts is not None
    assert [seat.role for seat in card.org_charts.now if seat.step == "ask"] == []


# --- golden cases ----------------------------------------------------------------------------------


def test_there_are_golden_cases():
    assert GOLDEN


@pytest.mark.parametrize("path", GOLDEN, ids=names)
def test_a_golden_case_says_what_it_expects(path: Path, rubric: Rubric):
    expect = read_case(path).expect or {}

    assert set(expect) <= EXPECTED_KEYS
    assert expect["stage"] in rubric.stage_ids
    assert set(expect.get("acceptable", ())) <= set(rubric.stage_ids)
    assert expect.get("certainty", "clear") in ("clear", "leaning", "between")
    for lead in leads(expect):
        assert lead in rubric.problem_by_id or lead in rubric.practice_by_id


@pytest.mark.parametrize("path", GOLDEN, ids=names)
def test_a_golden_case_scores_an_acceptable_stage(path: Path):
    card, expect = scored(path)

    assert card.verdict is not None
    assert card.verdict.stage in {expect["stage"], *expect.get("acceptable", ())}


@pytest.mark.parametrize(
    "path", [one for one in GOLDEN if "certainty:" in one.read_text("utf-8")], ids=names
)
def test_a_golden_case_is_as_certain_as_expected(path: Path):
    card, expect = scored(path)

    assert card.verdict is not None
    assert card.verdict.certainty == expect["certainty"]


@pytest.mark.parametrize(
    "path", [one for one in GOLDEN if "split:" in one.read_text("utf-8")], ids=names
)
def test_a_golden_case_is_split_if_expected(path: Path):
    card, expect = scored(path)

    found = [(one.ahead.dimension, one.behind.dimension) for one in card.splits]
    assert bool(found) == expect["split"], found


@pytest.mark.parametrize(
    "path", [one for one in GOLDEN if "leads:" in one.read_text("utf-8")], ids=names
)
def test_what_matters_most_leads_the_priorities_of_a_golden_case(path: Path):
    card, expect = scored(path)
    top = card.priorities[:LEADING]
    named = {one.problem for one in top} | {
        answer for one in top for why in one.reasons for answer in why.answers
    }

    assert set(leads(expect)) & named, [(one.problem, one.missing) for one in top]


def leads(expect: Any) -> tuple[str, ...]:
    given = expect.get("leads", ())
    return (given,) if isinstance(given, str) else tuple(given)
