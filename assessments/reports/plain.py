"""The scorecard and a comparison as plain text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..domain.comparison import Comparison
from ..domain.rubric import Rubric
from .context import ReportContext
from .words import certainty_words, join, percent, question_words, stages_apart

WIDTH = 88


def summary(report: ReportContext) -> str:
    """The report's essentials on a screen or two."""
    return "\n".join(_summary_lines(report)) + "\n"


def _summary_lines(report: ReportContext) -> Iterator[str]:
    title = " · ".join(part for part in (report.company, report.date) if part)
    if title:
        yield title
        yield "=" * len(title)
    if report.missing:
        yield from _wrap(report.missing.sentence)
        yield from _wrap(_("Not known: %(facts)s.") % {"facts": join(report.missing.questions)})
        return
    yield from _wrap(report.headline)
    yield from _wrap(report.lede)
    yield ""
    for share in report.shares:
        bar = "█" * round(share.probability * 30)
        mark = "→" if share.is_verdict else " "
        yield f"{mark} {share.number} {share.name:<20}{share.share:>10}  {bar}".rstrip()
    if report.gate:
        yield from _wrap(report.gate)
    yield from _section(_("Why"))
    for row in report.contributions:
        yield from _wrap(f"{row.label}: {row.answer} ({row.typical}; {row.says})", "- ")
    for one in report.contradictions:
        yield from _wrap(_("Please look again: %(ask)s") % {"ask": one.ask}, "! ")
    if report.splits:
        yield from _section(_("Out of step"))
        for split in report.splits:
            yield from _wrap(split.sentence, "- ")
            if split.reading:
                yield from _wrap(split.reading.do, "  ")
    yield from _section(_("What would move it"))
    for move in report.moves:
        yield from _wrap(f"{move.title}: {join([one.text for one in move.changes])}", "- ")
    yield from _wrap(report.possible, "- ")
    yield from _section(_("Practised against expected"))
    yield from _wrap(report.readiness_sentence)
    for ready in report.readiness:
        yield from _wrap(f"{ready.name}: {ready.in_words} ({ready.coverage})", "- ")
    yield from _section(_("What to do, in order"))
    for priority in report.ranked:
        yield from _wrap(
            f"{priority.number}. [{priority.moscow_name}] {priority.name} "
            f"({priority.stage_name}, {priority.timing_name})"
        )
        for reason in priority.reasons[:3]:
            yield from _wrap(reason.text, "     ")
        if priority.moscow in ("must", "should"):
            yield from _wrap(_("First: %(move)s") % {"move": priority.first_moves[0]}, "   → ")
    if report.organisation:
        yield from _section(_("Organisation"))
        yield from _wrap(report.organisation.span)
        for hire in report.organisation.hires:
            yield from _wrap(f"{hire.role.name}: {hire.step}", "- ")
    yield from _section(_("Stop doing"))
    for handover in report.stop_doing:
        yield from _wrap(f"{handover.what} → {handover.to}", "- ")
    yield ""
    rubric = report.rubric
    yield f"{rubric.id} {rubric.version} · {rubric.hash[:12]} · " + _(
        "%(answered)s of %(asked)s questions answered"
    ) % {"answered": report.answered, "asked": report.asked}


def _section(title: str) -> Iterator[str]:
    yield ""
    yield title
    yield "-" * len(title)


def _wrap(text: str, lead: str = "") -> list[str]:
    after = " " * len(lead)
    return textwrap.wrap(text, WIDTH, initial_indent=lead, subsequent_indent=after) or [lead]


def comparison_table(comparison: Comparison, rubric: Rubric) -> str:
    """Companies side by side, one column each."""
    sides = comparison.sides
    rows = [
        (_("Company"), [side.company for side in sides]),
        (_("Stage"), [_stage_name(rubric, side.stage) for side in sides]),
        (
            _("Certainty"),
            [
                f"{certainty_words(side.certainty)}, {percent(side.probability)}"
                if side.certainty
                else "–"
                for side in sides
            ],
        ),
    ]
    for dimension in comparison.dimensions:
        name = rubric.dimension_by_id[dimension].name
        cells = []
        for side in sides:
            behind = side.behind.get(dimension)
            cell = _stage_name(rubric, side.readiness.get(dimension))
            if dimension in side.behind and behind is None:
                cell = _("not known")
            elif behind:
                cell += f" ({_('%(apart)s behind') % {'apart': stages_apart(behind)}})"
            cells.append(cell)
        rows.append((name, cells))
    musts = [[_must_name(rubric, one) for one in side.musts] or [_("none")] for side in sides]
    missing = [
        [rubric.role_by_id[one].name for one in side.roles_missing] or [_("none known")]
        for side in sides
    ]
    rows.append((_("Musts"), ["; ".join(names) for names in musts]))
    rows.append((_("Roles missing"), ["; ".join(names) for names in missing]))
    text = _columns(rows)
    text += "\n" + _("Gaps that several share") + "\n"
    if not comparison.shared_gaps:
        return text + _("  none known") + "\n"
    for practice, companies in comparison.shared_gaps.items():
        line = _("%(practice)s: %(count)s of %(all)s (%(names)s)") % {
            "practice": question_words(rubric, practice),
            "count": len(companies),
            "all": len(sides),
            "names": join(companies),
        }
        text += "\n".join(_wrap(line, "  - ")) + "\n"
    return text


def _must_name(rubric: Rubric, must: str) -> str:
    problem = rubric.problem_by_id.get(must)
    return problem.name if problem else question_words(rubric, must)


def _stage_name(rubric: Rubric, stage: str | None) -> str:
    return rubric.stage_by_id[stage].name if stage else "–"


def _columns(rows: list[tuple[str, list[str]]]) -> str:
    """A table with wrapped cells."""
    label = max(len(name) for name, _cells in rows) + 2
    width = max((110 - label) // len(rows[0][1]) - 2, 18)
    lines = []
    for name, cells in rows:
        wrapped = [textwrap.wrap(cell, width) or [""] for cell in cells]
        for at in range(max(map(len, wrapped))):
            head = name if at == 0 else ""
            parts = [(cell[at] if at < len(cell) else "").ljust(width + 2) for cell in wrapped]
            lines.append((head.ljust(label) + "".join(parts)).rstrip())
        lines.append("")
    return "\n".join(lines)
