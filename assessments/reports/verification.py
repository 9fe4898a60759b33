"""Does a report still hold? Scores the answers attached to a PDF again and compares.

Two questions: whether scoring says the same as the report, and whether the file is what these answers
give, byte for byte. The second can only be asked of a file that the same release has rendered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from unicodedata import category

from django.utils.translation import gettext as _

from ..domain.assessment_file import AssessmentFile, FileFaults, FindRubric, read_plain
from ..domain.rubric import Rubric
from ..domain.scorecard import Scorecard, score
from ..domain.settlement import Differences, DifferencesFault
from ..domain.settlement import read_plain as read_plain_differences
from . import words
from .attachment import NAME, Attached, Outcome, PlainPriority, Unreadable, outcome_of
from .context import ReportContext, build
from .editions import EDITIONS

MOST_TOLD = 50  # differences in one message

Render = Callable[[ReportContext, str], bytes]


class Pages(Enum):
    """How the file compares with a fresh one of the same answers."""

    IDENTICAL = "identical"
    OTHER_VERSION = "rendered by another version"
    ALTERED = "altered"
    NOT_COMPARED = "not compared"


@dataclass(frozen=True, slots=True)
class Verification:
    """``differences`` are sentences: what scoring says otherwise than the report.

    Company and date are empty if the answers could not be read.
    """

    attached: Attached
    company: str
    date: str
    rubric_changed: bool
    differences: tuple[str, ...]
    pages: Pages

    @property
    def holds(self) -> bool:
        return not self.differences and self.pages is not Pages.ALTERED


def read_answers(attached: Attached, find_rubric: FindRubric) -> AssessmentFile:
    """The attached answers as an assessment file. Raises ``FileFaults`` or ``UnknownRubric``."""
    return read_plain(attached.assessment, NAME, find_rubric)


def verify(
    pdf: bytes,
    attached: Attached,
    find_rubric: FindRubric,
    made_with: dict[str, str],
    render: Render,
) -> Verification:
    """Score the attached answers again and compare with what the report says.

    ``made_with`` says what reports are rendered with here. Raises ``Unreadable`` if the attached file
    contradicts itself, ``UnknownRubric`` if its rubric is not here.
    """
    scored_with = attached.rubric
    name = f"{scored_with.id}@{scored_with.version}"
    if attached.assessment.get("rubric") != name or attached.edition not in EDITIONS:
        raise Unreadable(f"{NAME} is damaged: it contradicts itself.")
    rubric = find_rubric(name)
    changed = rubric.hash != scored_with.hash
    try:
        file = read_answers(attached, find_rubric)
    except FileFaults as misfit:
        if not changed:
            what = misfit.faults[0].what
            raise Unreadable(f"{NAME} is damaged: its answers do not fit: {what}.") from None
        said = [
            _("The answers no longer fit the rubric: %(what)s.") % {"what": one.what}
            for one in misfit.faults
        ]
        return Verification(attached, "", "", changed, tuple(said), Pages.NOT_COMPARED)
    differences_told = _told(attached, rubric)
    card = score(file.rubric, file.answers)
    differences = tuple(_differences(attached.verdict, card))
    if attached.made_with != made_with:
        pages = Pages.OTHER_VERSION
    elif changed or differences:
        pages = Pages.NOT_COMPARED
    else:
        edited = attached.rubric.edited
        fresh = build(
            card,
            company=file.company,
            date=file.date,
            rubric_changed=edited,
            differences=differences_told,
        )
        same = render(fresh, attached.edition) == pdf
        pages = Pages.IDENTICAL if same else Pages.ALTERED
    return Verification(attached, file.company, file.date, changed, differences, pages)


def _told(attached: Attached, rubric: Rubric) -> Differences | None:
    """What several people differed on, as the file says it. Raises ``Unreadable``."""
    if attached.differences is None:
        return None
    try:
        return read_plain_differences(rubric, attached.differences)
    except DifferencesFault:
        if rubric.hash != attached.rubric.hash:
            return None  # the rubric was edited: the pages are not compared
        raise Unreadable(f"{NAME} is damaged: its differences do not fit.") from None


def _differences(then: Outcome, card: Scorecard) -> Iterator[str]:
    now, rubric = outcome_of(card), card.rubric
    if now is None:
        yield _("There is no verdict any more: too few facts are known.")
        return
    if then.stage != now.stage:
        yield _("Stage: %(then)s in the report, %(now)s now.") % {
            "then": _stage(rubric, then.stage),
            "now": _stage(rubric, now.stage),
        }
    if then.certainty != now.certainty:
        yield _("Certainty: %(then)s in the report, %(now)s now.") % {
            "then": then.certainty,
            "now": now.certainty,
        }
    for stage in dict.fromkeys([*then.probabilities, *now.probabilities]):
        before, after = (words.percent(one.probabilities.get(stage, 0)) for one in (then, now))
        if before != after:
            yield _("Probability of %(stage)s: %(then)s in the report, %(now)s now.") % {
                "stage": _stage(rubric, stage),
                "then": before,
                "now": after,
            }
    yield from _changed_priorities(rubric, then.priorities, now.priorities)


def _changed_priorities(
    rubric: Rubric, then: tuple[PlainPriority, ...], now: tuple[PlainPriority, ...]
) -> Iterator[str]:
    before = {(one.problem, one.stage): one for one in then}
    after = {(one.problem, one.stage): one for one in now}
    for key, one in before.items():
        name = {"name": _problem(rubric, one.problem)}
        if key not in after:
            yield _("No longer a priority: %(name)s.") % name
        elif after[key].moscow != one.moscow:
            classes = {"then": _moscow(one.moscow), "now": _moscow(after[key].moscow)}
            yield _("%(name)s: %(then)s in the report, %(now)s now.") % {**name, **classes}
    for key, one in after.items():
        if key not in before:
            yield _("New priority: %(name)s.") % {"name": _problem(rubric, one.problem)}
    kept_before = [key for key in before if key in after]
    kept_after = [key for key in after if key in before]
    if kept_before != kept_after:
        yield _("The priorities stand in another order.")


def _stage(rubric: Rubric, stage: str) -> str:
    found = rubric.stage_by_id.get(stage)
    return found.name if found else stage


def _problem(rubric: Rubric, problem: str) -> str:
    found = rubric.problem_by_id.get(problem)
    return found.name if found else problem


def _moscow(moscow: str) -> str:
    try:
        return words.moscow_words(moscow)
    except KeyError:
        return moscow


# --- in words ------------------------------------------------------------------------------------


def in_words(found: Verification) -> str:
    """What was found, as lines for a person. Whatever the PDF held, it is safe to print."""
    about, scored_with = found.attached, found.attached.rubric
    title = [
        found.company or _("No company named"),
        words.date_words(found.date),
        _("%(edition)s edition") % {"edition": about.edition},
    ]
    lines = [
        " · ".join(filter(None, title)),
        _("Rubric %(id)s %(version)s, hash %(hash)s; Stagecheck %(engine)s.")
        % {
            "id": scored_with.id,
            "version": scored_with.version,
            "hash": scored_with.hash,
            "engine": about.engine,
        },
        _("The rubric has changed since.")
        if found.rubric_changed
        else _("The rubric is the same."),
    ]
    if found.differences:
        lines.append(_("Scored again, the answers say something else:"))
        lines += [f"- {one}" for one in found.differences[:MOST_TOLD]]
        if len(found.differences) > MOST_TOLD:
            more = len(found.differences) - MOST_TOLD
            lines.append(_("… and %(count)s more") % {"count": more})
    else:
        lines.append(_("Scored again, the answers say the same: stage, probabilities, priorities."))
    lines.append(_pages(found.pages))
    lines.append(_("The report holds.") if found.holds else _("The report does not hold."))
    return "\n".join(map(_printable, lines))


def _printable(line: str) -> str:
    return "".join("\ufffd" if category(one)[0] == "C" else one for one in line)


def _pages(pages: Pages) -> str:
    return {
        Pages.IDENTICAL: _("The file is what these answers give: bytes identical."),
        Pages.OTHER_VERSION: _(
            "The pages were not compared: the file was rendered by another version."
        ),
        Pages.ALTERED: _(
            "The file is not what this version renders from these answers: it was changed, or "
            "rendered with other system libraries. Do not trust its pages; make them anew."
        ),
        Pages.NOT_COMPARED: _("The pages were not compared, since they cannot be made again."),
    }[pages]
