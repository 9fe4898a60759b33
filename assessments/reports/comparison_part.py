"""A comparison in words: the verdicts, the readiness drawn, and what differs before what does not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..domain.comparison import PARTS, Cell, Comparison, Line, Part, Side, compare, lines
from ..domain.rubric import Rubric
from ..domain.scorecard import Scorecard
from .comparison_chart import ComparisonDrawing, draw_comparison
from .words import (
    certainty_words,
    holding_words,
    moscow_words,
    percent,
    question_words,
)

LETTERS = "ABCDE"


@dataclass(frozen=True)
class Column:
    """A company, or an assessment of it, to be set beside others. ``place`` is the address of its
    result, empty where there is none; ``about`` says which assessment it is."""

    name: str
    card: Scorecard
    about: str = ""
    place: str = ""
    shares_result: bool = True
    it_members: int | None = None


@dataclass(frozen=True)
class Head:
    """The head of a column: its letter, which stands for the company in the drawing."""

    letter: str
    column: Column

    @property
    def name(self) -> str:
        return f"{self.letter} {self.column.name}"


@dataclass(frozen=True)
class CellView:
    """What stands in a cell. ``number`` is that of a stage; ``is_told`` whether it is shared."""

    said: str
    head: str
    number: int | None = None
    is_open: bool = False
    is_told: bool = True


@dataclass(frozen=True)
class Row:
    """One thing side by side; ``note`` says what several have in common."""

    name: str
    cells: tuple[CellView, ...]
    note: str = ""


@dataclass(frozen=True)
class Group:
    """The rows of one part under its title; ``what`` each of them is about."""

    title: str
    what: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class ComparisonView:
    """Everything that the page says. ``alone`` is what fewer than two share."""

    heads: tuple[Head, ...]
    verdicts: tuple[Row, ...]
    drawing: ComparisonDrawing
    differing: tuple[Group, ...]
    same: tuple[Group, ...]
    alone: tuple[Group, ...]
    hidden: tuple[str, ...]  # those that share the summary only

    @property
    def count_same(self) -> int:
        return sum(len(group.rows) for group in self.same)

    @property
    def count_alone(self) -> int:
        return sum(len(group.rows) for group in self.alone)


def comparison_view(columns: Sequence[Column]) -> ComparisonView:
    """The columns side by side. Raises ``NotComparable``."""
    heads = tuple(Head(LETTERS[at], one) for at, one in enumerate(columns))
    hidden = frozenset(at for at, one in enumerate(columns) if not one.shares_result)
    found = compare([(one.name, one.card) for one in columns], summaries=hidden)
    saying = _Saying(found, heads)
    every = lines(found)
    return ComparisonView(
        heads,
        tuple(saying.verdicts()),
        draw_comparison(found, tuple(one.letter for one in heads), heads_named(heads)),
        saying.groups(one for one in every if one.is_comparable and not one.is_same),
        saying.groups(one for one in every if one.is_same),
        saying.groups(one for one in every if not one.is_comparable),
        tuple(one.name for one in columns if not one.shares_result),
    )


def heads_named(heads: Iterable[Head]) -> tuple[str, ...]:
    return tuple(one.name for one in heads)


def part_words(part: Part) -> tuple[str, str]:
    """The title of a part, and what its rows are about."""
    return {
        "readiness": (_("Readiness"), _("Dimension")),
        "priorities": (_("Priorities"), _("Problem or practice")),
        "seats": (_("Organisation: who holds which role now"), _("Role")),
        "practices": (_("Practices that one of them lacks"), _("Practice")),
    }[part]


@dataclass(frozen=True)
class _Saying:
    """Puts the lines of one comparison into words."""

    comparison: Comparison
    heads: tuple[Head, ...]

    @property
    def rubric(self) -> Rubric:
        return self.comparison.rubrics[0]

    # --- verdicts --------------------------------------------------------------------------------

    def verdicts(self) -> Iterable[Row]:
        pairs = list(zip(self.comparison.sides, self.heads, strict=True))
        yield Row(_("Stage"), tuple(self._stage(side, head) for side, head in pairs))
        yield Row(_("How sure"), tuple(self._certainty(side, head) for side, head in pairs))
        for order, stage in enumerate(self.rubric.stages):
            name = _("Probability of %(number)s %(stage)s") % {
                "number": order + 1,
                "stage": stage.name,
            }
            yield Row(name, tuple(self._chance(order, side, head) for side, head in pairs))
        yield Row(_("Practices known"), tuple(self._coverage(head) for head in self.heads))
        yield Row(_("IT members"), tuple(self._people(head) for head in self.heads))

    def _stage(self, side: Side, head: Head) -> CellView:
        if side.stage is None:
            return CellView(_("Too little is known for a verdict"), head.name)
        name = self.rubric.stage_by_id[side.stage].name
        return CellView(name, head.name, self.rubric.stage_order[side.stage] + 1)

    def _certainty(self, side: Side, head: Head) -> CellView:
        return CellView(certainty_words(side.certainty) if side.certainty else "–", head.name)

    def _chance(self, order: int, side: Side, head: Head) -> CellView:
        verdict = head.column.card.verdict
        said = percent(verdict.probabilities[order]) if verdict else "–"
        is_verdict = side.stage == self.rubric.stages[order].id
        return CellView(said, head.name, is_open=is_verdict)

    def _coverage(self, head: Head) -> CellView:
        ready = head.column.card.readiness
        asked, known = (sum(getattr(one, what) for one in ready) for what in ("asked", "known"))
        said = _("%(known)s of %(asked)s") % {"known": known, "asked": asked}
        return CellView(said if asked else "–", head.name)

    def _people(self, head: Head) -> CellView:
        if not head.column.shares_result:
            return CellView(_("not shared"), head.name, is_told=False)
        people = head.column.it_members
        return CellView(_("not known") if people is None else str(people), head.name)

    # --- the rest --------------------------------------------------------------------------------

    def groups(self, chosen: Iterable[Line]) -> tuple[Group, ...]:
        listed = list(chosen)
        groups = (
            Group(*part_words(part), tuple(self._row(one) for one in listed if one.part == part))
            for part in PARTS
        )
        return tuple(one for one in groups if one.rows)

    def _row(self, line: Line) -> Row:
        cells = tuple(
            self._cell(line, cell, side, head)
            for cell, side, head in zip(line.cells, self.comparison.sides, self.heads, strict=True)
        )
        return Row(self._name(line), cells, _note(line))

    def _name(self, line: Line) -> str:
        for rubric in self.comparison.rubrics:
            if line.part == "readiness" and line.subject in rubric.dimension_by_id:
                return rubric.dimension_by_id[line.subject].name
            if line.part == "seats" and line.subject in rubric.role_by_id:
                return rubric.role_by_id[line.subject].name
            if line.part == "priorities" and line.subject in rubric.problem_by_id:
                return self._problem(rubric, line.subject)
            if line.subject in rubric.practice_by_id:
                return question_words(rubric, line.subject)
        return line.subject

    def _problem(self, rubric: Rubric, problem: str) -> str:
        """Its name; with the stage that it belongs to where another stage has one of that name."""
        found = rubric.problem_by_id[problem]
        if sum(one.name == found.name for one in rubric.problems) < 2:
            return found.name
        stage = rubric.stage_by_id[found.stage].name
        return _("%(problem)s (of %(stage)s)") % {"problem": found.name, "stage": stage}

    def _cell(self, line: Line, cell: Cell | None, side: Side, head: Head) -> CellView:
        if cell is None:
            said = _("no verdict") if side.stage is None else _("not shared")
            return CellView(said, head.name, is_told=False)
        if line.part == "readiness" and cell.value in self.rubric.stage_by_id:
            number = self.rubric.stage_order[cell.value] + 1
            name = self.rubric.stage_by_id[cell.value].name
            said = _("%(stage)s (behind)") % {"stage": name} if cell.is_open else name
            return CellView(said, head.name, number, cell.is_open)
        said = _say(line.part, cell, self.rubric)
        return CellView(said[:1].upper() + said[1:], head.name, is_open=cell.is_open)


def _say(part: Part, cell: Cell, rubric: Rubric) -> str:
    if part == "readiness":
        return {"unknown": _("not known"), "not-due": _("nothing is expected yet")}.get(
            cell.value, _("before the first stage")
        )
    if part == "priorities":
        others = {"none": _("not on its list"), "no-must": _("not a must")}
        return others.get(cell.value) or moscow_words(cell.value)
    if part == "seats":
        if cell.value == "not-due":
            return _("not asked for at its stage")
        held = holding_words(rubric, cell.value, None)
        return _("%(held)s: missing") % {"held": held} if cell.is_open else held
    return {
        "missing": _("not in place"),
        "met": _("in place"),
        "unknown": _("not known"),
        "not-due": _("not expected at its stage"),
    }[cell.value]


def _note(line: Line) -> str:
    """How many have it to do, where several do: one move may then serve them all."""
    count = sum(one.value == "must" for one in line.told)
    if line.part == "priorities" and count > 1:
        return _("a must in %(count)s") % {"count": count}
    count = sum(one.is_open for one in line.told)
    if line.part == "practices" and count > 1:
        return _("lacking in %(count)s") % {"count": count}
    if line.part == "seats" and count > 1:
        return _("missing in %(count)s") % {"count": count}
    return ""
