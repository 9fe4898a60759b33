"""What of a rubric can be found: an entry for each item, with its texts by how much they tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..domain.rubric import Circumstance, Fact, Rubric, SplitReading
from ..reports.words import lower_first


@dataclass(frozen=True)
class Entry:
    """Something to find: its kind, its id, its title and its texts.

    ``names`` are other short words for it (options, a short form); ``texts`` is everything else
    that its page says of it, most telling first. ``note`` tells entries of one title apart.
    """

    kind: str
    id: str
    title: str
    names: tuple[str, ...]
    texts: tuple[str, ...]
    note: str = ""


def entries(rubric: Rubric) -> Iterator[Entry]:
    """Every entry; those that come first win where two fit a search equally well."""
    yield from _stages(rubric)
    yield from _problems(rubric)
    yield from _practices(rubric)
    yield from _roles(rubric)
    yield from _questions(rubric)
    for term in rubric.glossary:
        yield Entry("term", term.id, term.name, (), (term.meaning,))
    yield from _scale_up(rubric)
    yield from _leadership(rubric)
    yield from _method(rubric)


def _stages(rubric: Rubric) -> Iterator[Entry]:
    for stage in rubric.stages:
        handed = [f"{one.what} → {one.to}. {one.why}" for one in stage.stop_doing]
        chart = rubric.org_chart_by_stage[stage.id]
        yield Entry(
            "stage",
            stage.id,
            stage.name,
            (),
            (
                stage.meaning,
                stage.software,
                stage.focus,
                stage.cto.one_line,
                stage.cto.meaning,
                *handed,
                *(sign.text for sign in stage.signs_of_next),
                chart.summary,
                *(note.text for note in chart.notes),
            ),
        )


def _problems(rubric: Rubric) -> Iterator[Entry]:
    for one in rubric.problems:
        yield Entry(
            "problem",
            one.id,
            one.name,
            (),
            (
                one.meaning,
                one.why_now,
                *one.signs,
                *one.first_moves,
                one.done_when,
                one.owner,
                *(reason.because for reason in one.raised_by),
            ),
            rubric.stage_by_id[one.stage].name,
        )
    for effort in rubric.efforts:
        yield Entry(
            "effort",
            effort.id,
            effort.name,
            (),
            (
                effort.meaning,
                effort.why_now,
                *effort.first_moves,
                effort.done_when,
                effort.measure,
                effort.owner,
            ),
            rubric.stage_by_id[effort.stage].name,
        )


def _practices(rubric: Rubric) -> Iterator[Entry]:
    for one in rubric.practices:
        yield Entry(
            "practice",
            one.id,
            one.name,
            (),
            (one.in_place, one.why, *one.first_moves, one.measure),
            rubric.dimension_by_id[one.dimension].name,
        )


def _roles(rubric: Rubric) -> Iterator[Entry]:
    for one in rubric.roles:
        triggers = (
            seat.trigger
            for chart in rubric.org_charts
            for seat in chart.seats
            if seat.role == one.id
        )
        texts = (one.does, one.hat, one.hire_when, one.vacant, *triggers)
        yield Entry("role", one.id, one.name, (), texts)


def _questions(rubric: Rubric) -> Iterator[Entry]:
    asked: list[Fact | Circumstance] = [*rubric.facts, *rubric.circumstances]
    for one in asked:
        labels = tuple(option.label for option in one.options)
        advice: tuple[str, ...] = ()
        if isinstance(one, Circumstance):
            advice = tuple(each.text for option in one.options for each in option.advice)
        names = (one.short, *(option.short for option in one.options))
        yield Entry("question", one.id, one.text, names, (*labels, one.why, one.hint, *advice))


def _scale_up(rubric: Rubric) -> Iterator[Entry]:
    for one in rubric.scale_up:
        yield Entry("lesson", one.id, one.title, (), (one.text, *one.moves))
    signs = tuple(sign.text for sign in rubric.scale_up_signs)
    yield Entry("lesson", "signs", _("Signs that the leap has happened"), (), signs)


def _leadership(rubric: Rubric) -> Iterator[Entry]:
    lead = rubric.leadership
    for one in lead.checkpoints:
        yield Entry("checkpoint", one.id, one.text, (), (one.ask, one.first_move))
    owned = tuple(one.text for one in lead.responsibilities)
    compared = tuple(f"{one.aspect}: {one.vp_engineering} / {one.cto}" for one in lead.comparison)
    advice = tuple(one.text for one in lead.by_stage)
    yield Entry("leadership", "owns", _("Who owns what"), (), (lead.intro, *compared, *owned))
    yield Entry(
        "leadership", "by-stage", _("CTO and VP of Engineering, stage by stage"), (), advice
    )


def split_id(reading: SplitReading) -> str:
    """A reading's anchor; the rubric gives it none of its own."""
    return f"{reading.ahead}-ahead-of-{reading.behind}"


def split_title(rubric: Rubric, reading: SplitReading) -> str:
    return _("%(ahead)s ahead of %(behind)s") % {
        "ahead": rubric.dimension_by_id[reading.ahead].name,
        "behind": lower_first(rubric.dimension_by_id[reading.behind].name),
    }


def _method(rubric: Rubric) -> Iterator[Entry]:
    for dimension in rubric.dimensions:
        yield Entry("dimension", dimension.id, dimension.name, (), (dimension.about,))
    for gate in rubric.gates:
        ceiling = rubric.stage_by_id[gate.ceiling].name
        title = _("At most %(stage)s") % {"stage": ceiling}
        yield Entry("rule", gate.id, title, (), (gate.because,))
    for one in rubric.splits:
        yield Entry("split", split_id(one), split_title(rubric, one), (), (one.meaning, one.do))
    for source in rubric.sources:
        yield Entry("source", source.tag, source.title, (source.tag,), (source.about,))
