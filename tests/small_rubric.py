"""A small rubric of four stages and keyword factories for its parts.

Its numbers are fixed here, so that tests can work them out by hand while those of the published
rubric are being tuned.
"""

from __future__ import annotations

from typing import Any

from assessments.domain.rubric import Rubric

Plain = dict[str, Any]
STAGES = ("first", "second", "third", "fourth")
BANDS = {"first": (1, 4), "second": (2, 8), "third": (8, 32), "fourth": (32, None)}


def stage(id: str, **parts: Any) -> Plain:
    low, high = BANDS.get(id, (1, None))
    return {
        "id": id,
        "name": f"Stage {id}",
        "it_members": {"lo": low, "hi": high} if high else {"lo": low},
        "software": f"Software at {id}.",
        "meaning": f"What {id} means.",
        "focus": f"What matters at {id}.",
        "cto": {
            "one_line": f"The CTO at {id}.",
            "meaning": f"What the CTO is at {id}.",
            "hats": (),
            "source": ("S0",),
        },
        "stop_doing": (
            {"what": "Coding", "to": "Developers", "why": "No time.", "source": ("S0",)},
        ),
        "signs_of_next": (),
        "source": ("S0",),
    } | parts


def option(id: str, *typical: str) -> Plain:
    return {"id": id, "label": f"Option {id}", "short": id, "typical": typical}


def fact(id: str, dimension: str = "product", **parts: Any) -> Plain:
    """A fact with one option per stage, ``<id>-first`` to ``<id>-fourth``, of weight 1."""
    plain = {
        "id": id,
        "section": "all",
        "dimension": dimension,
        "text": f"Question {id}?",
        "short": id,
        "hint": f"How to answer {id}.",
        "why": f"Why {id} is asked.",
        "weight": 1.0,
        "source": ("S0",),
    } | parts
    if "number" not in plain and "options" not in plain:
        plain["options"] = tuple(option(f"{id}-{one}", one) for one in STAGES)
    return plain


def circumstance(id: str, *options: Plain, **parts: Any) -> Plain:
    plain = {
        "id": id,
        "section": "all",
        "text": f"Question {id}?",
        "short": id,
        "hint": f"How to answer {id}.",
        "why": f"Why {id} is asked.",
        "source": ("S0",),
    } | parts
    if options:
        plain["options"] = options
    return plain


def choice_of(id: str, **parts: Any) -> Plain:
    """An option of a circumstance."""
    return {"id": id, "label": f"Option {id}", "short": id} | parts


def practice(id: str, expected_from: str = "first", **parts: Any) -> Plain:
    return {
        "id": id,
        "name": f"Practice {id}",
        "dimension": "delivery",
        "expected_from": expected_from,
        "importance": 3,
        "problems": (),
        "in_place": f"What {id} looks like.",
        "why": f"Why {id} pays.",
        "first_moves": (f"First move of {id}.", f"Second move of {id}."),
        "measure": f"How {id} is measured.",
        "effort": "weeks",
        "source": ("practice",),
    } | parts


def problem(id: str, stage: str, *practices: str, **parts: Any) -> Plain:
    return {
        "id": id,
        "stage": stage,
        "name": f"Problem {id}",
        "meaning": f"What {id} means.",
        "signs": (f"Sign one of {id}.", f"Sign two of {id}."),
        "why_now": f"Why {id} now.",
        "first_moves": tuple(f"Move {number} of {id}." for number in (1, 2, 3)),
        "done_when": f"When {id} is done.",
        "owner": f"Owner of {id}",
        "importance": 5,
        "effort": "weeks",
        "practices": practices,
        "source": ("S0",),
    } | parts


def effort(id: str, stage: str, *practices: str, **parts: Any) -> Plain:
    return {
        "id": id,
        "stage": stage,
        "name": f"Effort {id}",
        "meaning": f"What {id} means.",
        "why_now": f"Why {id} now.",
        "first_moves": tuple(f"Move {number} of {id}." for number in (1, 2, 3)),
        "done_when": f"When {id} is done.",
        "owner": "CTO",
        "measure": f"How {id} is measured.",
        "practices": practices,
        "source": ("S0",),
    } | parts


def role(id: str) -> Plain:
    return {
        "id": id,
        "name": f"Role {id}",
        "does": f"What {id} does.",
        "hat": f"Who wears {id}.",
        "hire_when": f"When to hire {id}.",
        "vacant": f"Without {id}.",
        "source": ("S0",),
    }


def seat(role: str, under: str | None = "cto", **parts: Any) -> Plain:
    plain: Plain = {"role": role, "trigger": f"Trigger of {role}."}
    if under:
        plain["under"] = under
    return plain | parts


def org_chart(stage: str, *seats: Plain, **parts: Any) -> Plain:
    top = seat("cto", under=None)
    return {
        "stage": stage,
        "summary": f"The chart of {stage}.",
        "seats": (top, *(seats or (seat("developers"),))),
        "source": ("S0",),
    } | parts


def when(question: str, *options: str, **bounds: int) -> Plain:
    """A condition on a question."""
    plain: Plain = {"question": question}
    return plain | ({"options": options} if options else {}) | bounds


def small_plain(**parts: Any) -> Plain:
    """The small rubric as plain values, as its YAML files state them."""
    return {
        "rubric": {"id": "small", "version": "1.0", "title": "Small", "about": "A small rubric."},
        "sources": tuple(
            {"tag": tag, "title": "Source", "about": "Where it is from."}
            for tag in ("S0", "S1", "S3", "practice")
        ),
        "dimensions": tuple(
            {"id": one, "name": one.title(), "about": f"All about {one}."}
            for one in ("product", "team", "delivery")
        ),
        "levels": tuple(
            {"id": one, "name": one.title(), "meaning": f"Meaning of {one}.", "credit": credit}
            for one, credit in (("no", 0.0), ("half", 0.5), ("yes", 1.0), ("shown", 1.0))
        ),
        "scoring": {
            "temperature": 1.0,
            "headcount_ceiling": 128,
            "upwards_factor": 0.25,
            "known_facts": 3,
            "anchors": ("release", "users", "size"),
            "known_anchors": 2,
            "clear": 0.75,
            "leaning": 0.5,
            "met": 0.75,
        },
        "glossary": ({"id": "hat", "name": "Hat", "meaning": "A second role.", "source": ("S0",)},),
        "gates": (
            {
                "id": "nothing-out",
                "when": (when("release", "release-first"), when("users", "users-first")),
                "ceiling": "first",
                "because": "Nothing is out and nobody uses it.",
                "source": ("S0",),
            },
        ),
        "contradictions": (
            {
                "id": "many-users-of-nothing",
                "when": (when("release", "release-first"), when("users", "users-fourth")),
                "ask": "Is it out or not?",
            },
        ),
        "stages": tuple(stage(one) for one in STAGES),
        "sections": ({"id": "all", "title": "All", "intro": "All questions."},),
        "facts": (
            fact("release"),
            fact("users"),
            fact("size", "team", number={"unit": "people", "least": 1, "most": 1000}),
            fact("layers", "team", counts="upwards"),
            fact("money", "delivery", weight=0.5),
        ),
        "circumstances": (
            circumstance("largest-team", number={"unit": "people", "least": 1, "most": 1000}),
            circumstance("largest-team-manager", choice_of("has-manager"), choice_of("no-manager")),
            circumstance(
                "sale",
                choice_of("none"),
                choice_of("soon", expects=("review", "papers")),
                choice_of("never", spares=("papers", "backups")),
            ),
        ),
        "splits": (
            {
                "ahead": "team",
                "behind": "product",
                "meaning": "More people than use.",
                "do": "Stop hiring.",
                "source": ("S0",),
            },
        ),
        "practices": (
            practice("review", "first", problems=("quality",)),
            practice("backups", "second", problems=("faults",)),
            practice("papers", "third", problems=("rules",)),
            practice("audit", "fourth", problems=("audits",)),
        ),
        "problems": (
            problem("quality", "first", "review"),
            problem("faults", "second", "backups"),
            problem("rules", "third", "papers"),
            problem("audits", "fourth", "audit"),
        ),
        "efforts": (effort("watching", "second", "backups"),),
        "roles": tuple(role(one) for one in ("cto", "developers", "tester", "head")),
        "org_charts": tuple(org_chart(one) for one in STAGES),
        "scale_up_signs": ({"text": "Deadlines are fixed.", "source": ("S1",)},),
        "scale_up": (
            {
                "id": "own-the-code",
                "title": "Own the code",
                "text": "Own your code.",
                "moves": ("Sign a transfer.",),
                "practices": ("papers",),
                "problems": ("rules",),
                "source": ("S1",),
            },
        ),
        "leadership": {
            "intro": "Two roles.",
            "comparison": (
                {"aspect": "Scope", "vp_engineering": "Team", "cto": "All", "source": ("S3",)},
            ),
            "responsibilities": (
                {
                    "id": "vision",
                    "owner": "cto",
                    "text": "Owns the vision.",
                    "matters_from": "third",
                    "source": ("S3",),
                },
            ),
            "checkpoints": (
                {
                    "id": "built",
                    "text": "Built one",
                    "ask": "Have you?",
                    "first_move": "Build one.",
                    "source": ("S3",),
                },
            ),
            "by_stage": ({"text": "Wait for it.", "stages": ("first",), "source": ("S3",)},),
            "source": ("S3",),
        },
    } | parts


def small_rubric(**parts: Any) -> Rubric:
    """The small rubric with some of its top-level parts replaced. References are not checked."""
    return Rubric.model_validate({**small_plain(**parts), "hash": "0" * 64})
