"""What the published rubric holds: counts, cross-references, and that each part can be reached."""

from collections import Counter

import pytest

from assessments.domain.rubric import Rubric

PROBLEMS = {
    "mvp": ["product-development", "hiring-a-team", "quality", "release"],
    "pmf": [
        "bug-fixes",
        "user-issues",
        "adoption-features",
        "pivoting",
        "reporting-devops",
        "standard-processes",
    ],
    "adoption": [
        "bug-fixes",
        "hiring-managers",
        "product-management",
        "bi",
        "devops",
        "scalability-testing",
        "refining-process",
    ],
    "scaling": [
        "portfolio-management",
        "release-management",
        "leadership-teams",
        "kpi-sla",
        "budgeting",
        "it-leadership",
        "culture",
    ],
    "enterprise": [
        "audits-compliance",
        "security",
        "portfolio-management",
        "budgeting",
        "executive-leadership",
        "culture-retention",
    ],
}


def test_the_stages_are_the_five_of_the_source_with_its_bands(rubric: Rubric):
    bands = {stage.id: (stage.it_members.lo, stage.it_members.hi) for stage in rubric.stages}

    assert bands == {
        "mvp": (1, 5),
        "pmf": (1, 10),
        "adoption": (10, 20),
        "scaling": (20, 50),
        "enterprise": (50, None),
    }
    assert list(bands) == ["mvp", "pmf", "adoption", "scaling", "enterprise"]


def test_every_one_of_the_thirty_problems_is_there_in_the_sources_order(rubric: Rubric):
    expected = [f"{stage}-{name}" for stage, names in PROBLEMS.items() for name in names]

    assert len(expected) == 30
    assert [problem.id for problem in rubric.problems] == expected
    assert all(problem.id.startswith(f"{problem.stage}-") for problem in rubric.problems)
    assert all("S0" in problem.source for problem in rubric.problems)


def test_there_are_forty_practices_or_more_and_some_for_every_stage_and_dimension(rubric: Rubric):
    assert len(rubric.practices) >= 40
    assert {one.expected_from for one in rubric.practices} == set(rubric.stage_ids)
    assert {one.dimension for one in rubric.practices} == set(rubric.dimension_by_id)


def test_there_is_a_chart_for_each_of_the_five_stages(rubric: Rubric):
    assert [chart.stage for chart in rubric.org_charts] == list(rubric.stage_ids)
    assert len(rubric.org_charts) == 5
    assert all(chart.seats[0].role == "cto" for chart in rubric.org_charts)


def test_there_are_efforts_for_every_stage(rubric: Rubric):
    assert {effort.stage for effort in rubric.efforts} == set(rubric.stage_ids)


def test_the_cto_hands_something_over_at_every_stage_and_sees_the_next_one_coming(rubric: Rubric):
    assert all(stage.stop_doing for stage in rubric.stages)
    assert all(stage.signs_of_next for stage in rubric.stages[:-1])


def test_leadership_has_advice_for_every_stage(rubric: Rubric):
    for stage in rubric.stage_ids:
        advice = [
            one for one in rubric.leadership.by_stage if not one.stages or stage in one.stages
        ]
        assert advice


def test_there_are_thirteen_facts_that_span_all_stages(rubric: Rubric):
    assert len(rubric.facts) == 13
    for fact in rubric.facts:
        if fact.options:
            spanned = {stage for option in fact.options for stage in option.typical}
            assert spanned == set(rubric.stage_ids), fact.id


def test_every_section_has_questions(rubric: Rubric):
    used = {one.section for one in rubric.facts} | {one.section for one in rubric.circumstances}

    assert used == {section.id for section in rubric.sections}


def test_the_levels_rise_from_nothing_to_in_place(rubric: Rubric):
    credits = [level.credit for level in rubric.levels]

    assert credits == sorted(credits)
    assert (credits[0], credits[-1]) == (0, 1)


def test_the_anchors_are_facts_and_can_be_known(rubric: Rubric):
    scoring = rubric.scoring

    assert set(scoring.anchors) <= set(rubric.fact_by_id)
    assert scoring.known_anchors <= len(scoring.anchors)
    assert scoring.known_facts <= len(rubric.facts)
    assert scoring.leaning < scoring.clear


# --- can everything be reached? ---------------------------------------------------------------------


def test_every_problem_can_be_reached_from_a_practice(rubric: Rubric):
    reached = {problem for practice in rubric.practices for problem in practice.problems}

    assert set(rubric.problem_by_id) - reached == set()


def test_every_practice_bears_on_a_problem(rubric: Rubric):
    assert [one.id for one in rubric.practices if not one.problems] == []


def test_every_practice_can_be_reached_from_a_problem(rubric: Rubric):
    reached = {practice for problem in rubric.problems for practice in problem.practices}

    assert set(rubric.practice_by_id) - reached == set()


def test_what_settles_a_problem_is_expected_no_later_than_the_stage_after_it(rubric: Rubric):
    order = rubric.stage_order
    for problem in rubric.problems:
        practices = [rubric.practice_by_id[one] for one in problem.practices]
        soonest = min(order[one.expected_from] for one in practices)
        assert soonest <= order[problem.stage] + 1, problem.id


def test_every_practice_of_a_circumstance_exists_once_per_option(rubric: Rubric):
    for circumstance in rubric.circumstances:
        for option in circumstance.options:
            assert len(set(option.expects)) == len(option.expects)
            assert not set(option.expects) & set(option.spares)


def test_every_role_has_a_seat(rubric: Rubric):
    seated = {seat.role for chart in rubric.org_charts for seat in chart.seats}

    assert set(rubric.role_by_id) - seated == set()


def test_every_split_of_dimensions_that_facts_can_show_has_a_reading(rubric: Rubric):
    facts = Counter(fact.dimension for fact in rubric.facts)
    readable = [one for one, number in facts.items() if number >= 2]
    read = {(one.ahead, one.behind) for one in rubric.splits}

    assert {(a, b) for a in readable for b in readable if a != b} == read


# --- sources ----------------------------------------------------------------------------------------


def sourced(rubric: Rubric) -> list[tuple[str, tuple[str, ...]]]:
    """Every part that names a source, by its path."""
    found: list[tuple[str, tuple[str, ...]]] = []

    def walk(part: object, path: str) -> None:
        fields = getattr(type(part), "model_fields", None)
        if fields:
            if "source" in fields:
                found.append((path, part.source))  # type: ignore[attr-defined]
            for name in fields:
                walk(getattr(part, name), f"{path}.{name}")
        elif isinstance(part, tuple):
            for at, one in enumerate(part):
                walk(one, f"{path}.{getattr(one, 'id', at)}")

    walk(rubric, "")
    return found


def test_every_item_cites_sources_that_the_rubric_describes(rubric: Rubric):
    described = {source.tag for source in rubric.sources}

    assert described == {"S0", "S1", "S3", "practice"}
    assert len(sourced(rubric)) > 200
    for path, source in sourced(rubric):
        assert source, path
        assert set(source) <= described, path
        assert len(set(source)) == len(source), path


@pytest.mark.parametrize(
    "name", ["facts", "circumstances", "practices", "problems", "efforts", "roles"]
)
def test_every_item_of_a_list_has_a_source_tag(rubric: Rubric, name: str):
    assert all(one.source for one in getattr(rubric, name))


@pytest.mark.parametrize("tag", ["S0", "S1", "S3", "practice"])
def test_every_source_is_used(rubric: Rubric, tag: str):
    assert any(tag in source for _, source in sourced(rubric))
