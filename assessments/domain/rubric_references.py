"""Do all ids of a rubric lead somewhere, and do its stages, bands and options fit together?

Everything that the types of ``rubric`` cannot say by themselves. Each check yields the path of
the faulty part within the YAML and what is wrong with it; ``rubric_loading`` turns paths into
lines and columns.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Protocol

from .marked_yaml import nearest
from .rubric import (
    AnswerCondition,
    Condition,
    OrgChart,
    PracticeCondition,
    Rubric,
)
from .rubric_consistency import consistency_faults, range_fault

PathFault = tuple[tuple[str | int, ...], str]


class _Named(Protocol):
    @property
    def id(self) -> str: ...


def reference_faults(rubric: Rubric) -> Iterator[PathFault]:
    """Every fault of the kinds described above, in no particular order."""
    yield from _duplicate_ids(rubric)
    yield from _stage_faults(rubric)
    yield from _fact_faults(rubric)
    yield from _references(rubric)
    yield from _one_sided_practices(rubric)
    yield from _condition_faults(rubric)
    for at, chart in enumerate(rubric.org_charts):
        yield from _chart_faults(rubric, at, chart)
    yield from consistency_faults(rubric)


def _duplicate_ids(rubric: Rubric) -> Iterator[PathFault]:
    lists: dict[str, Sequence[_Named]] = {
        name: getattr(rubric, name)
        for name in [
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
    }
    for name, items in lists.items():
        seen: set[str] = set()
        for at, item in enumerate(items):
            if item.id in seen:
                yield (name, at, "id"), f"the id '{item.id}' stands in {name} twice"
            seen.add(item.id)
    asked: set[str] = set()
    for name in ("facts", "circumstances", "practices"):
        for at, item in enumerate(lists[name]):
            if item.id in asked:
                what = f"'{item.id}' is already a question; facts, circumstances and practices share their ids"
                yield (name, at, "id"), what
            asked.add(item.id)
    for name in ("facts", "circumstances"):
        for at, question in enumerate(getattr(rubric, name)):
            options = [option.id for option in question.options]
            for place, option in enumerate(options):
                if option in options[:place]:
                    yield (name, at, "options", place, "id"), f"option '{option}' stands here twice"


def _stage_faults(rubric: Rubric) -> Iterator[PathFault]:
    for at, stage in enumerate(rubric.stages):
        band, where = stage.it_members, ("stages", at, "it_members")
        if band.hi is not None and band.hi < band.lo:
            yield where, f"the band ends ({band.hi}) before it begins ({band.lo})"
        if at == 0:
            continue
        before = rubric.stages[at - 1].it_members
        if band.lo < before.lo or (before.hi is None) or (band.hi or before.hi) < before.hi:
            yield where, f"the band of '{stage.id}' goes back behind the stage before it"
    with_chart = {chart.stage for chart in rubric.org_charts}
    with_problem = {problem.stage for problem in rubric.problems}
    for at, stage in enumerate(rubric.stages):
        if stage.id not in with_chart:
            yield ("stages", at, "id"), f"stage '{stage.id}' has no org chart"
        if stage.id not in with_problem:
            yield ("stages", at, "id"), f"stage '{stage.id}' has no problem"


def _fact_faults(rubric: Rubric) -> Iterator[PathFault]:
    order = rubric.stage_order
    for name in ("facts", "circumstances"):
        for at, question in enumerate(getattr(rubric, name)):
            if bool(question.options) == bool(question.number):
                yield (name, at), f"'{question.id}' needs either options or a number"
            if question.number and question.number.most < question.number.least:
                yield (name, at, "number"), "the range ends before it begins"
    for at, fact in enumerate(rubric.facts):
        last = (0, 0)
        for place, option in enumerate(fact.options):
            where = ("facts", at, "options", place, "typical")
            stages = sorted(order[stage] for stage in option.typical if stage in order)
            if not stages or len(stages) != len(option.typical):
                continue  # an unknown stage, reported with the references
            if stages != list(range(stages[0], stages[-1] + 1)):
                yield where, "typical stages must be neighbours"
            if stages[0] < last[0] or stages[-1] < last[1]:
                yield (
                    where,
                    f"option '{option.id}' is typical of earlier stages than the one before",
                )
            last = (stages[0], stages[-1])


def _references(rubric: Rubric) -> Iterator[PathFault]:
    """Ids that one item gives of another."""
    stages, dimensions = set(rubric.stage_order), set(rubric.dimension_by_id)
    practices, problems = set(rubric.practice_by_id), set(rubric.problem_by_id)
    roles, sections = set(rubric.role_by_id), {section.id for section in rubric.sections}
    facts = set(rubric.fact_by_id)
    known: dict[tuple[str, str], tuple[str, Collection[str]]] = {
        ("facts", "section"): ("section", sections),
        ("facts", "dimension"): ("dimension", dimensions),
        ("circumstances", "section"): ("section", sections),
        ("practices", "dimension"): ("dimension", dimensions),
        ("practices", "expected_from"): ("stage", stages),
        ("practices", "problems"): ("problem", problems),
        ("problems", "stage"): ("stage", stages),
        ("problems", "practices"): ("practice", practices),
        ("efforts", "stage"): ("stage", stages),
        ("efforts", "practices"): ("practice", practices),
        ("splits", "ahead"): ("dimension", dimensions),
        ("splits", "behind"): ("dimension", dimensions),
        ("gates", "ceiling"): ("stage", stages),
        ("org_charts", "stage"): ("stage", stages),
        ("scale_up", "practices"): ("practice", practices),
        ("scale_up", "problems"): ("problem", problems),
    }
    for (name, key), (kind, ids) in known.items():
        for at, item in enumerate(getattr(rubric, name)):
            yield from _unknown((name, at, key), getattr(item, key), kind, ids)
    yield from _unknown(("scoring", "anchors"), rubric.scoring.anchors, "fact", facts)
    for at, stage in enumerate(rubric.stages):
        yield from _unknown(("stages", at, "cto", "hats"), stage.cto.hats, "role", roles)
    for at, fact in enumerate(rubric.facts):
        for place, option in enumerate(fact.options):
            where = ("facts", at, "options", place, "typical")
            yield from _unknown(where, option.typical, "stage", stages)
    for at, circumstance in enumerate(rubric.circumstances):
        for place, choice in enumerate(circumstance.options):
            here = ("circumstances", at, "options", place)
            yield from _unknown((*here, "expects"), choice.expects, "practice", practices)
            yield from _unknown((*here, "spares"), choice.spares, "practice", practices)
            for number, advice in enumerate(choice.advice):
                where_advised = (*here, "advice", number, "stages")
                yield from _unknown(where_advised, advice.stages, "stage", stages)
    lead = rubric.leadership
    for at, responsibility in enumerate(lead.responsibilities):
        path = ("leadership", "responsibilities", at, "matters_from")
        yield from _unknown(path, responsibility.matters_from, "stage", stages)
    for at, advice in enumerate(lead.by_stage):
        yield from _unknown(
            ("leadership", "by_stage", at, "stages"), advice.stages, "stage", stages
        )


def _one_sided_practices(rubric: Rubric) -> Iterator[PathFault]:
    """A practice that settles a problem bears on it too, so it must name the problem."""
    for at, problem in enumerate(rubric.problems):
        for place, name in enumerate(problem.practices):
            practice = rubric.practice_by_id.get(name)
            if practice is not None and problem.id not in practice.problems:
                what = f"practice '{name}' does not name '{problem.id}' among its problems"
                yield ("problems", at, "practices", place), what


def _unknown(
    path: tuple[str | int, ...], given: str | Sequence[str], kind: str, known: Collection[str]
) -> Iterator[PathFault]:
    if isinstance(given, str):
        if given not in known:
            yield path, f"unknown {kind} '{given}'{nearest(given, list(known))}"
        return
    for at, one in enumerate(given):
        yield from _unknown((*path, at), one, kind, known)


def _condition_faults(rubric: Rubric) -> Iterator[PathFault]:
    lists: list[tuple[tuple[str | int, ...], tuple[Condition, ...]]] = []
    for name in ("gates", "contradictions"):
        for at, item in enumerate(getattr(rubric, name)):
            lists.append(((name, at, "when"), item.when))
    for at, problem in enumerate(rubric.problems):
        for place, reason in enumerate(problem.raised_by):
            lists.append((("problems", at, "raised_by", place, "when"), reason.when))
    for at, chart in enumerate(rubric.org_charts):
        for place, seat in enumerate(chart.seats):
            lists.append((("org_charts", at, "seats", place, "hire_if"), seat.hire_if))
    for path, conditions in lists:
        for at, condition in enumerate(conditions):
            yield from _condition_fault(rubric, (*path, at), condition)


def _condition_fault(
    rubric: Rubric, path: tuple[str | int, ...], condition: Condition
) -> Iterator[PathFault]:
    impossible = range_fault(condition)
    if impossible:
        yield path, impossible
    if isinstance(condition, PracticeCondition):
        practices, levels = rubric.practice_by_id, rubric.level_by_id
        yield from _unknown((*path, "practice"), condition.practice, "practice", practices)
        yield from _unknown((*path, "levels"), condition.levels, "level", levels)
    elif isinstance(condition, AnswerCondition):
        question = rubric.fact_by_id.get(condition.question) or rubric.circumstance_by_id.get(
            condition.question
        )
        if question is None:
            known = [*rubric.fact_by_id, *rubric.circumstance_by_id]
            yield from _unknown((*path, "question"), condition.question, "question", known)
        elif question.number and (
            condition.options or (condition.at_least is None and condition.at_most is None)
        ):
            yield path, f"'{question.id}' is a number: give at_least or at_most"
        elif question.options:
            options = [option.id for option in question.options]
            if not condition.options:
                yield path, f"'{question.id}' has options: give at least one"
            yield from _unknown((*path, "options"), condition.options, "option", options)
    else:
        yield from _unknown((*path, "role"), condition.role, "role", rubric.role_by_id)


def _chart_faults(rubric: Rubric, at: int, chart: OrgChart) -> Iterator[PathFault]:
    for number, note in enumerate(chart.notes):
        path = ("org_charts", at, "notes", number, "stages")
        yield from _unknown(path, note.stages, "stage", rubric.stage_order)
    above: set[str] = set()
    for place, seat in enumerate(chart.seats):
        where = ("org_charts", at, "seats", place)
        yield from _unknown((*where, "role"), seat.role, "role", rubric.role_by_id)
        if seat.role in above:
            yield (*where, "role"), f"'{seat.role}' has a seat in this chart already"
        if place == 0 and seat.under is not None:
            yield (*where, "under"), "the first seat is the top: it stands under nobody"
        if place > 0 and seat.under not in above:
            what = f"'{seat.under}' has no seat further up in this chart"
            yield (*where, "under") if seat.under else where, what
        if seat.hat_of is not None:
            yield from _unknown((*where, "hat_of"), seat.hat_of, "role", rubric.role_by_id)
        above.add(seat.role)
