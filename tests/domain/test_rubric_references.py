"""Ids that lead nowhere and parts that do not fit together, each with its place and message."""

from typing import Any

import pytest

from assessments.domain.rubric import Rubric
from assessments.domain.rubric_references import reference_faults

from ..rubric_copy import RubricCopy
from ..small_rubric import (
    choice_of,
    circumstance,
    effort,
    fact,
    option,
    org_chart,
    practice,
    problem,
    role,
    small_plain,
    small_rubric,
    stage,
    when,
)


def found(rubric: Rubric) -> list[tuple[str, str]]:
    """The faults, each path written with dots."""
    return [(".".join(map(str, path)), what) for path, what in reference_faults(rubric)]


def test_a_sound_rubric_has_no_faults(rubric: Rubric):
    assert found(rubric) == []
    assert found(small_rubric()) == []


# --- each kind, with file, line and column -----------------------------------------------------------

KINDS = {
    "an id that stands twice": (
        "roles.yaml", "- id: tester", "- id: cto", "id: cto",
        "the id 'cto' stands in roles twice",
    ),
    "a practice with a fact's id": (
        "practices.yaml", "- id: audit", "- id: money", "id: money",
        "'money' is already a question; facts, circumstances and practices share their ids",
    ),
    "an option that stands twice": (
        "questions.yaml", "- id: users-second", "- id: users-first", "id: users-first",
        "option 'users-first' stands here twice",
    ),
    "a band that ends before it begins": (
        "stages.yaml", "it_members:\n    lo: 1\n    hi: 4", "it_members:\n    lo: 5\n    hi: 4", "it_members",
        "the band ends (4) before it begins (5)",
    ),
    "a band that begins before that of the earlier stage": (
        "stages.yaml", "it_members:\n    lo: 8", "it_members:\n    lo: 1", "it_members",
        "the band of 'third' goes back behind the stage before it",
    ),
    "a stage without a chart": (
        "stages.yaml", "id: fourth", "id: fifth", "id: fifth",
        "stage 'fifth' has no org chart",
    ),
    "a stage without a problem": (
        "stages.yaml", "id: fourth", "id: fifth", "id: fifth",
        "stage 'fifth' has no problem",
    ),
    "a fact with neither options nor a number": (
        "questions.yaml", "- id: size\n", "- id: extra\n  section: all\n  dimension: team\n  text: Extra?\n"
        "  short: extra\n  hint: How.\n  why: Why.\n  weight: 1.0\n  source: S0\n- id: size\n", "id: extra",
        "'extra' needs either options or a number",
    ),
    "a range that ends before it begins": (
        "questions.yaml", "number:\n    unit: people\n    least: 1\n    most: 1000",
        "number:\n    unit: people\n    least: 1\n    most: 0", "number",
        "the range ends before it begins",
    ),
    "typical stages that are no neighbours": (
        "questions.yaml", "typical:\n    - first", "typical:\n    - first\n    - third", "typical",
        "typical stages must be neighbours",
    ),
    "an option typical of an earlier stage than the one before": (
        "questions.yaml", "typical:\n    - third", "typical:\n    - first", "typical",
        "option 'release-third' is typical of earlier stages than the one before",
    ),
    "an unknown section": (
        "questions.yaml", "section: all\n  dimension: team", "section: al\n  dimension: team", "section",
        "unknown section 'al'; did you mean 'all'?",
    ),
    "an unknown dimension": (
        "questions.yaml", "dimension: team", "dimension: teams", "dimension",
        "unknown dimension 'teams'; did you mean 'team'?",
    ),
    "an unknown stage": (
        "practices.yaml", "expected_from: third", "expected_from: thrd", "expected_from",
        "unknown stage 'thrd'; did you mean 'third'?",
    ),
    "an unknown problem, at its place in the list": (
        "practices.yaml", "problems:\n  - faults\n", "problems:\n  - audits\n  - fault\n", "fault\n",
        "unknown problem 'fault'; did you mean 'faults'?",
    ),
    "an unknown practice": (
        "problems.yaml", "practices:\n  - audit", "practices:\n  - zzz", "zzz",
        "unknown practice 'zzz'",
    ),
    "an unknown anchor": (
        "rubric.yaml", "- release\n  - users\n", "- release\n  - user\n", "user\n",
        "unknown fact 'user'; did you mean 'users'?",
    ),
    "an unknown hat": (
        "stages.yaml", "hats: []", "hats: [cto, qa]", "qa",
        "unknown role 'qa'",
    ),
    "an unknown typical stage": (
        "questions.yaml", "typical:\n    - third", "typical:\n    - thrid", "thrid",
        "unknown stage 'thrid'; did you mean 'third'?",
    ),
    "an unknown practice that a circumstance expects": (
        "questions.yaml", "expects:\n    - review\n    - papers\n", "expects:\n    - review\n    - paper\n", "paper\n",
        "unknown practice 'paper'; did you mean 'papers'?",
    ),
    "a condition on an unknown question": (
        "questions.yaml", "when:\n  - question: release", "when:\n  - question: relaese", "question",
        "unknown question 'relaese'; did you mean 'release'?",
    ),
    "a condition on an unknown option": (
        "questions.yaml", "options:\n    - release-first\n  - question", "options:\n    - release-0\n  - question", "release-0",
        "unknown option 'release-0'; did you mean 'release-third'?",
    ),
    "a seat of an unknown role": (
        "org_charts.yaml", "- role: developers", "- role: makers", "role",
        "unknown role 'makers'",
    ),
    "a seat that stands twice": (
        "org_charts.yaml", "- role: developers", "- role: cto", "role",
        "'cto' has a seat in this chart already",
    ),
    "a top under somebody": (
        "org_charts.yaml", "- role: cto\n", "- role: cto\n    under: developers\n", "under",
        "the first seat is the top: it stands under nobody",
    ),
    "a seat under one that has no seat": (
        "org_charts.yaml", "under: cto", "under: head", "under",
        "'head' has no seat further up in this chart",
    ),
    "a seat under nobody, at the seat": (
        "org_charts.yaml", "- role: developers\n    trigger: Trigger of developers.\n    under: cto\n",
        "- role: developers\n    trigger: Trigger of developers.\n", "role: developers",
        "'None' has no seat further up in this chart",
    ),
    "a practice that does not know its problem": (
        "problems.yaml", "practices:\n  - audit", "practices:\n  - review", "review",
        "practice 'review' does not name 'audits' among its problems",
    ),
    "the hat of an unknown role": (
        "org_charts.yaml", "under: cto", "under: cto\n    hat_of: cio", "hat_of",
        "unknown role 'cio'; did you mean 'cto'?",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "at", "what"), KINDS.values(), ids=KINDS.keys())
def test_each_kind_of_fault_stands_at_its_place(
    small_copy: RubricCopy, file: str, old: str, new: str, at: str, what: str
):
    line, column = small_copy.replace(file, old, new, at=at)

    assert (file, line, column, what) in small_copy.faults()


def test_faults_of_all_kinds_come_at_once(small_copy: RubricCopy):
    small_copy.replace("practices.yaml", "expected_from: third", "expected_from: thrd")
    small_copy.replace("questions.yaml", "dimension: team", "dimension: teams")
    small_copy.replace("org_charts.yaml", "- role: developers", "- role: makers")
    small_copy.replace("roles.yaml", "- id: tester", "- id: cto")

    assert [(file, what) for file, _, _, what in small_copy.faults()] == [
        ("org_charts.yaml", "unknown role 'makers'"),
        ("practices.yaml", "unknown stage 'thrd'; did you mean 'third'?"),
        ("questions.yaml", "unknown dimension 'teams'; did you mean 'team'?"),
        ("roles.yaml", "the id 'cto' stands in roles twice"),
    ]


# --- each place that a kind applies to ----------------------------------------------------------------

WITH_IDS = [
    "dimensions",
    "levels",
    "glossary",
    "gates",
    "contradictions",
    "stages",
    "sections",
    "facts",
    "circumstances",
    "practices",
    "problems",
    "efforts",
    "roles",
    "scale_up",
]


@pytest.mark.parametrize("name", WITH_IDS)
def test_an_id_may_stand_only_once_in_each_list(name: str):
    items = small_plain()[name]
    rubric = small_rubric(**{name: (*items, items[0])})

    path, what = f"{name}.{len(items)}.id", f"the id '{items[0]['id']}' stands in {name} twice"
    assert (path, what) in found(rubric)


def test_facts_circumstances_and_practices_share_their_ids():
    shared = "facts, circumstances and practices share their ids"
    rubric = small_rubric(
        circumstances=(circumstance("users", choice_of("few")),),
        practices=(practice("size"), *small_plain()["practices"]),
    )

    assert ("circumstances.0.id", f"'users' is already a question; {shared}") in found(rubric)
    assert ("practices.0.id", f"'size' is already a question; {shared}") in found(rubric)


def test_options_of_circumstances_may_stand_only_once_too():
    rubric = small_rubric(circumstances=(circumstance("sale", choice_of("a"), choice_of("a")),))

    assert ("circumstances.0.options.1.id", "option 'a' stands here twice") in found(rubric)


def back(*bands: tuple[int, int | None]) -> list[tuple[str, str]]:
    plain = [
        stage(one, it_members={"lo": low, "hi": high})
        for one, (low, high) in zip(("first", "second", "third", "fourth"), bands, strict=True)
    ]
    return found(small_rubric(stages=tuple(plain)))


def test_bands_may_overlap_but_never_go_back():
    fault = "the band of 'third' goes back behind the stage before it"

    assert back((1, 5), (1, 10), (10, 20), (20, None)) == []
    assert back((1, 5), (1, 10), (1, None), (20, None))[-1:] == [
        ("stages.3.it_members", "the band of 'fourth' goes back behind the stage before it")
    ]
    assert ("stages.2.it_members", fault) in back((1, 5), (4, 10), (3, 20), (20, None))
    assert ("stages.2.it_members", fault) in back((1, 5), (4, 10), (4, 9), (20, None))


def test_a_question_has_options_or_a_number_and_not_both():
    both: dict[str, Any] = {"number": {"unit": "people", "least": 1, "most": 9}}
    rubric = small_rubric(
        facts=(*small_plain()["facts"], fact("both", options=(option("one", "first"),), **both)),
        circumstances=(circumstance("neither"), circumstance("pair", choice_of("a"), **both)),
    )

    assert found(rubric) == [
        ("facts.5", "'both' needs either options or a number"),
        ("circumstances.0", "'neither' needs either options or a number"),
        ("circumstances.1", "'pair' needs either options or a number"),
    ]


def test_options_run_from_early_to_late():
    def typical(*options: tuple[str, ...]) -> list[tuple[str, str]]:
        given = tuple(option(f"o{at}", *stages) for at, stages in enumerate(options))
        return found(small_rubric(facts=(*small_plain()["facts"], fact("more", options=given))))

    back = "option 'o1' is typical of earlier stages than the one before"
    assert typical(("first", "second"), ("second",), ("second", "third")) == []
    assert typical(("second",), ("first", "second")) == [("facts.5.options.1.typical", back)]
    assert typical(("second", "third"), ("second",)) == [("facts.5.options.1.typical", back)]
    assert (
        typical(
            ("second", "first"),
        )
        == []
    )  # in which order they are named is all the same


REFERENCES: dict[str, tuple[str, Any, str]] = {
    "facts.5.section": ("facts", fact("more", section="x"), "section"),
    "facts.5.dimension": ("facts", fact("more", "x"), "dimension"),
    "circumstances.3.section": ("circumstances", circumstance("c", choice_of("o"), section="x"), "section"),
    "circumstances.3.options.0.spares.0": ("circumstances", circumstance("c", choice_of("o", spares=("x",))), "practice"),
    "circumstances.3.options.0.advice.0.stages.1": (
        "circumstances",
        circumstance("c", choice_of("o", advice=({"text": "Do it.", "stages": ("first", "x"), "source": ("S0",)},))),
        "stage",
    ),
    "practices.4.dimension": ("practices", practice("p", dimension="x"), "dimension"),
    "practices.4.expected_from": ("practices", practice("p", "x"), "stage"),
    "practices.4.problems.0": ("practices", practice("p", problems=("x",)), "problem"),
    "problems.4.stage": ("problems", problem("p", "x", "review"), "stage"),
    "problems.4.practices.1": ("problems", problem("p", "first", "review", "x"), "practice"),
    "efforts.1.stage": ("efforts", effort("e", "x"), "stage"),
    "efforts.1.practices.0": ("efforts", effort("e", "first", "x"), "practice"),
    "splits.1.ahead": (
        "splits", {"ahead": "x", "behind": "team", "meaning": "More.", "do": "Less.", "source": ("S0",)}, "dimension",
    ),
    "splits.1.behind": (
        "splits", {"ahead": "team", "behind": "x", "meaning": "More.", "do": "Less.", "source": ("S0",)}, "dimension",
    ),
    "gates.1.ceiling": (
        "gates",
        {"id": "g", "when": (when("users", "users-first"),), "ceiling": "x", "because": "So.", "source": ("S0",)},
        "stage",
    ),
    "org_charts.4.stage": ("org_charts", org_chart("x"), "stage"),
    "scale_up.1.practices.0": (
        "scale_up",
        {"id": "l", "title": "L", "text": "Lesson.", "moves": ("Do it.",), "practices": ("x",), "source": ("S1",)},
        "practice",
    ),
    "scale_up.1.problems.0": (
        "scale_up",
        {"id": "l", "title": "L", "text": "Lesson.", "moves": ("Do it.",), "problems": ("x",), "source": ("S1",)},
        "problem",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "item", "kind"), REFERENCES.values(), ids=REFERENCES.keys())
def test_every_id_of_another_item_is_followed(
    name: str, item: Any, kind: str, request: pytest.FixtureRequest
):
    rubric = small_rubric(**{name: (*small_plain()[name], item)})

    follows = [(at, what) for at, what in found(rubric) if what.startswith("unknown")]
    assert follows == [(request.node.callspec.id, f"unknown {kind} 'x'")]


def test_the_stages_of_the_leadership_advice_are_followed():
    lead = small_plain()["leadership"]
    rubric = small_rubric(
        leadership=lead
        | {
            "responsibilities": ({**lead["responsibilities"][0], "matters_from": "x"},),
            "by_stage": ({"text": "Wait for it.", "stages": ("first", "x"), "source": ("S3",)},),
        }
    )

    assert found(rubric) == [
        ("leadership.responsibilities.0.matters_from", "unknown stage 'x'"),
        ("leadership.by_stage.0.stages.1", "unknown stage 'x'"),
    ]


# --- what is not checked yet -------------------------------------------------------------------------

UNCHECKED: dict[str, dict[str, Any]] = {
    "two charts of one stage": {"org_charts": (*small_plain()["org_charts"], org_chart("first"))},
    "a note of a chart for an unknown stage": {
        "org_charts": (
            org_chart("first", notes=({"text": "Note it.", "stages": ("x",), "source": ("S0",)},)),
            *small_plain()["org_charts"][1:],
        )
    },
    "a fact whose number may be 0, which has no logarithm": {
        "facts": (
            *small_plain()["facts"][:2],
            fact("size", "team", number={"unit": "people", "least": 0, "most": 1000}),
            *small_plain()["facts"][3:],
        )
    },
    "an option whose id is the word for not knowing": {
        "circumstances": (
            *small_plain()["circumstances"],
            circumstance("c", choice_of("unknown"), choice_of("b")),
        )
    },
    "more anchors to be known than there are": {
        "scoring": small_plain()["scoring"] | {"known_anchors": 4}
    },
    "more facts to be known than there are": {
        "scoring": small_plain()["scoring"] | {"known_facts": 6}
    },
    "leaning that is more certain than clear": {
        "scoring": small_plain()["scoring"] | {"leaning": 0.9}
    },
    "a source that is not among the sources": {
        "practices": (*small_plain()["practices"], practice("p", source=("S3",)))
    },
    "a range of a condition that ends before it begins": {
        "contradictions": (
            {"id": "c", "when": (when("size", at_least=9, at_most=3),), "ask": "Really so?"},
        )
    },
    "two readings of one split": {"splits": small_plain()["splits"] * 2},
    "a level whose id is the word for not knowing": {
        "levels": (
            *small_plain()["levels"],
            {"id": "unknown", "name": "Unknown", "meaning": "Not known.", "credit": 0},
        )
    },
    "levels none of which is in place": {"levels": small_plain()["levels"][:2]},
}


@pytest.mark.parametrize("parts", UNCHECKED.values(), ids=UNCHECKED.keys())
def test_a_rubric_that_could_not_work_is_refused(parts: dict[str, Any]):
    sources = tuple(
        {"tag": tag, "title": "Source", "about": "Where it is from."}
        for tag in ("S0", "S1", "practice")
    )
    whole = small_plain() | {"sources": sources} | parts

    assert found(small_rubric(**whole))


def test_a_role_may_share_its_id_with_a_question():
    """Reasons and seats name roles and questions apart, so they need not differ."""
    rubric = small_rubric(roles=(*small_plain()["roles"], role("audit")))

    assert found(rubric) == []
