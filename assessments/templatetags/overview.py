"""The cells of a portfolio's table.

Fifty rows of seventeen cells are most of the page, so they are put together here: what depends on a few
small values only is made once and kept. Everything that somebody typed is escaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from .. import rubrics
from ..domain.rubric import Rubric
from ..models import Entry, Result
from ..reports.words import certainty_words, percent, thousands
from ..selectors.overview import Rows, is_known, shares_result

register = template.Library()

KEPT = 4096  # cells of one kind
NAME = "company-name"  # stands for a company's name while its address is made
NOTHING = -1  # as readiness: nothing is expected
NUMBER = '<td class="number" data-label="{}">{}</td>'
SELECTED, CHECKED = mark_safe(" selected"), mark_safe(" checked")
CELLS_BEHIND_NAME = 8  # stage, certainty, split, IT members, movement, age, coverage, musts


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose in a filter, as the address names it."""

    value: str
    said: str
    is_chosen: bool


@register.simple_tag
def overview_rows(rows: Rows, rubric: Rubric, portfolio: str) -> SafeString:
    """The table's rows: a box to choose the company, its name, stage, certainty, a cell for each
    dimension, and the rest. No query."""
    making = Making(
        rubric,
        str(get_language()),
        timezone.localdate(),
        reverse("company", kwargs={"company": NAME}),
        reverse("entry", kwargs={"portfolio": portfolio, "entry": NAME}),
        escape(_("Choose %(company)s") % {"company": NAME}),
        escape(_("Notes")),
    )
    return mark_safe(  # noqa: S308  every part is escaped where it is made
        "\n".join(_row(making, one, rows.tags.get(one.pk, ())) for one in rows.entries)
    )


@dataclass(frozen=True, slots=True)
class Making:
    """What all rows have in common; ``NAME`` stands for a company in ``address`` and ``choose``, for an
    entry in ``notes_address``."""

    rubric: Rubric
    language: str
    today: date
    address: str
    notes_address: str
    choose: str
    notes: str


@register.simple_tag
def options(choices: Sequence[Choice]) -> SafeString:
    """The options of a select."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((one.value, SELECTED if one.is_chosen else "", one.said) for one in choices),
    )


@register.simple_tag
def ticks(name: str, choices: Sequence[Choice]) -> SafeString:
    """Boxes to tick, each in its label."""
    return format_html_join(
        "",
        '<label><input type="checkbox" name="{}" value="{}"{}> {}</label>',
        ((name, one.value, CHECKED if one.is_chosen else "", one.said) for one in choices),
    )


@register.simple_tag
def practice_options(rubric: Rubric, chosen: str) -> SafeString:
    """The options of a select with the rubric's practices, by dimension."""
    return mark_safe(_options(rubric.id, rubric.version, rubric.hash, chosen))  # noqa: S308  by parts


@lru_cache(maxsize=256)
def _options(id: str, version: str, hash: str, chosen: str) -> str:
    rubric = rubrics.find(f"{id}@{version}")
    groups = [
        (
            dimension.name,
            format_html_join(
                "",
                '<option value="{}"{}>{}</option>',
                (
                    (one.id, SELECTED if one.id == chosen else "", one.name)
                    for one in rubric.practices
                    if one.dimension == dimension.id
                ),
            ),
        )
        for dimension in rubric.dimensions
    ]
    return format_html_join("", '<optgroup label="{}">{}</optgroup>', groups)


def _row(making: Making, entry: Entry, tags: Sequence[str]) -> str:
    company = entry.company
    name, each = escape(company.name), ""
    label = making.choose.replace(NAME, name)
    box = f'<td class="box"><input type="checkbox" name="company" value="{entry.public_id}" aria-label="{label}"></td>'
    if tags:
        each = " ".join(f"<span>{escape(tag)}</span>" for tag in tags) + " "
    place = making.notes_address.replace(NAME, entry.public_id)
    of = f'<span class="visually-hidden">: {name}</span>'
    told = f'<span class="row-tags">{each}<a href="{place}">{making.notes}{of}</a></span>'
    link = making.address.replace(NAME, company.public_id)
    head = f'{box}<th scope="row"><a href="{link}">{name}</a>{told}</th>'
    return f"<tr>{head}{_cells(making, entry)}</tr>"


def _cells(making: Making, entry: Entry) -> str:
    rubric, language, latest = making.rubric, making.language, entry.company.latest
    if latest is None or not is_known(entry, rubric):
        return _unknown(latest, rubric)
    number, readiness = latest.ordinal, latest.readiness
    heat = [
        _heat(rubric.hash, language, at, number, readiness.get(one.id, NOTHING))
        for at, one in enumerate(rubric.dimensions)
    ]
    return "".join(
        (
            _stage(rubric.hash, language, number),
            _certainty(language, latest.certainty, latest.probability),
            *heat,
            _split(language, is_split=latest.is_split),
            _people(language, latest.it_members, is_shared=shares_result(entry)),
            _moved(language, latest.moved),
            _age(language, latest.as_of, making.today),
            _coverage(language, latest.coverage),
            _musts(language, latest.musts),
        )
    )


def _unknown(latest: Result | None, rubric: Rubric) -> str:
    """One cell for all: the company has no stage that could be told."""
    width = CELLS_BEHIND_NAME + len(rubric.dimensions)
    if latest is None:
        said = _("No assessment has been submitted yet.")
    else:
        day = date_format(latest.as_of, "j F Y")
        said = _("Assessed on %(day)s: too little was known to tell the stage.") % {"day": day}
        if latest.ordinal:
            values = {"day": day, "rubric": f"{latest.rubric_id} {latest.rubric_version}"}
            said = _(
                "Assessed on %(day)s by the rubric %(rubric)s, whose stages do not mean the same."
            )
            said %= values
    return format_html('<td class="none" colspan="{}">{}</td>', width, said)


@lru_cache(maxsize=KEPT)
def _stage(rubric_hash: str, language: str, number: int) -> str:
    """The stage by number and name. The rubric and the language are what else it depends on."""
    stage = rubrics.find().stages[number - 1]
    return format_html(
        '<td class="stage" data-label="{}"><b class="stage-mark stage-{}">{}</b> {}</td>',
        _("Stage"),
        number,
        number,
        stage.name,
    )


@lru_cache(maxsize=KEPT)
def _certainty(language: str, certainty: str, probability: float) -> str:
    return format_html(
        '<td data-label="{}">{} <span class="soft">{}</span></td>',
        _("Certainty"),
        certainty_words(certainty) if certainty != "between" else _("between two"),
        percent(probability),
    )


@lru_cache(maxsize=KEPT)
def _heat(rubric_hash: str, language: str, at: int, own: int, ready: int | None) -> str:
    """What a dimension is ready for: number and colour, and a mark with how far it is below.

    Readers are told the stage by its name, and the same difference in words. ``NOTHING``: the rubric
    expects nothing of the dimension at that stage.
    """
    rubric = rubrics.find()
    label = rubric.dimensions[at].name
    if ready is None or ready == NOTHING:
        said = _("not known") if ready is None else _("nothing expected")
        return format_html(
            '<td class="heat heat-none" data-label="{}"><span aria-hidden="true">{}</span><span class="visually-hidden">{}</span></td>',
            label,
            "?" if ready is None else "–",
            said,
        )
    name = rubric.stages[ready - 1].name if ready else _("before the first stage")
    below = own - ready
    mark, said = "", ""
    if below > 0:
        mark = format_html('<span class="below" aria-hidden="true">▾{}</span>', below)
        said = ngettext(
            ", %(count)s stage below its own", ", %(count)s stages below its own", below
        )
        said %= {"count": below}
    return format_html(
        '<td class="heat{}{}" data-label="{}"><b>{}</b>{}<span class="visually-hidden"> {}{}</span></td>',
        f" stage-{ready}" if ready else " heat-zero",
        " is-below" if below > 0 else "",
        label,
        ready,
        mark,
        name,
        said,
    )


@lru_cache(maxsize=KEPT)
def _split(language: str, *, is_split: bool) -> str:
    return format_html(
        '<td class="split-flag" data-label="{}">{}</td>',
        _("Split"),
        format_html("<b>{}</b>", _("split")) if is_split else _("no"),
    )


@lru_cache(maxsize=KEPT)
def _people(language: str, count: int | None, *, is_shared: bool) -> str:
    if not is_shared:
        return format_html(
            '<td class="soft" data-label="{}">{}</td>', _("IT members"), _("not shared")
        )
    shown = _("not known") if count is None else thousands(count)
    return format_html(NUMBER, _("IT members"), shown)


@lru_cache(maxsize=KEPT)
def _moved(language: str, moved: int | None) -> str:
    """How many stages up or down; said in words, too."""
    if moved is None:
        shown, said = "–", _("nothing to compare with")
    elif moved == 0:
        shown, said = "0", _("the same stage")
    else:
        shown = f"↑{moved}" if moved > 0 else f"↓{-moved}"
        up = ngettext("%(count)s stage up", "%(count)s stages up", moved)
        down = ngettext("%(count)s stage down", "%(count)s stages down", -moved)
        said = (up if moved > 0 else down) % {"count": abs(moved)}
    return format_html(
        '<td class="number" data-label="{}"><span aria-hidden="true">{}</span><span class="visually-hidden">{}</span></td>',
        _("Moved"),
        shown,
        said,
    )


@lru_cache(maxsize=KEPT)
def _age(language: str, as_of: date, today: date) -> str:
    return format_html(
        '<td class="age" data-label="{}"><time datetime="{}" title="{}">{}</time></td>',
        _("Age"),
        as_of.isoformat(),
        date_format(as_of, "j F Y"),
        age_words(as_of, today),
    )


def age_words(as_of: date, today: date) -> str:
    """How old an assessment is: in days for the first month, then in whole months."""
    months = (today.year - as_of.year) * 12 + today.month - as_of.month
    months -= today.day < as_of.day
    if months >= 1:
        return ngettext("%(count)s month", "%(count)s months", months) % {"count": months}
    days = max((today - as_of).days, 0)
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


@lru_cache(maxsize=KEPT)
def _coverage(language: str, coverage: float) -> str:
    return format_html(NUMBER, _("Known"), percent(coverage))


@lru_cache(maxsize=KEPT)
def _musts(language: str, count: int) -> str:
    return format_html(NUMBER, _("Open musts"), count)
