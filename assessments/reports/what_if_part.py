"""A what-if in words: what the verdict would be, stage by stage, and what each change contributes."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..domain.answers import UNKNOWN
from ..domain.rubric import Rubric
from ..domain.scoring import Contribution, Placement, Verdict
from ..domain.what_if import Shift, WhatIf, times_likelier
from .verdict_part import missing_sentence, name_of, verdict_sentence
from .words import answer_words, join, percent, question_words, times_words

SLIGHT = 1.05  # a factor below which nothing is said of it


@dataclass(frozen=True)
class ShareMove:
    """A stage's probability as it is and as it would be; a dash where there is none."""

    number: int
    name: str
    before: str
    after: str
    was_verdict: bool
    is_verdict: bool


@dataclass(frozen=True)
class ShiftRow:
    """A changed answer in words, with what the change contributes."""

    question: str
    name: str
    was: str
    becomes: str
    says: str


@dataclass(frozen=True)
class OutcomeView:
    """What a what-if comes to. ``missing`` says what is needed if it leads to no verdict."""

    sentence: str
    detail: str
    missing: str
    shares: tuple[ShareMove, ...]
    shifts: tuple[ShiftRow, ...]
    gate: str


def outcome_view(rubric: Rubric, found: WhatIf) -> OutcomeView:
    before, after = found.before.verdict, found.after.verdict
    missing = missing_sentence(rubric, found.after.missing) if found.after.missing else ""
    by_rule = after is not None and after.by_rule and after.gate is not None
    return OutcomeView(
        _("With these answers there would be no verdict.")
        if after is None
        else _sentence(rubric, before, after, changed=bool(found.shifts)),
        verdict_sentence(rubric, after) if after else "",
        missing,
        _share_moves(rubric, found.before, found.after) if after else (),
        tuple(_shift_row(rubric, found, one) for one in found.shifts),
        after.gate.because if by_rule and after and after.gate else "",
    )


def _sentence(rubric: Rubric, before: Verdict | None, after: Verdict, *, changed: bool) -> str:
    """What becomes of the verdict, in one sentence."""
    values = {"stage": name_of(rubric, after.stage), "share": percent(max(after.probabilities))}
    if before is None:
        return _("It would be %(stage)s.") % values
    values |= {"was": name_of(rubric, before.stage), "before": percent(max(before.probabilities))}
    if not changed:
        return _("As you answered: %(stage)s.") % values
    if before.stage != after.stage:
        return _("It would be %(stage)s instead of %(was)s.") % values
    gain = max(after.probabilities) - max(before.probabilities)
    if values["share"] == values["before"]:
        return _("It would still be %(stage)s, as surely as now.") % values
    if gain > 0:
        return (
            _("It would still be %(stage)s, and surer: %(share)s instead of %(before)s.") % values
        )
    return (
        _("It would still be %(stage)s, but less surely: %(share)s instead of %(before)s.") % values
    )


def _share_moves(rubric: Rubric, before: Placement, after: Placement) -> tuple[ShareMove, ...]:
    return tuple(
        ShareMove(
            order + 1,
            stage.name,
            percent(before.verdict.probabilities[order]) if before.verdict else "–",
            percent(after.verdict.probabilities[order]) if after.verdict else "–",
            before.verdict is not None and before.verdict.stage == stage.id,
            after.verdict is not None and after.verdict.stage == stage.id,
        )
        for order, stage in enumerate(rubric.stages)
    )


def _shift_row(rubric: Rubric, found: WhatIf, shift: Shift) -> ShiftRow:
    return ShiftRow(
        shift.question,
        question_words(rubric, shift.question),
        _said(rubric, shift.question, shift.was),
        _said(rubric, shift.question, shift.becomes),
        " ".join(filter(None, (_typical(rubric, shift), _weight(rubric, found, shift)))),
    )


def _said(rubric: Rubric, question: str, part: Contribution | None) -> str:
    return answer_words(rubric, question, part.answer if part else UNKNOWN)


def _typical(rubric: Rubric, shift: Shift) -> str:
    """Of which stages the answer was typical, and of which it would be."""

    def names(part: Contribution) -> str:
        return join([name_of(rubric, stage) for stage in part.typical], _("or"))

    if shift.becomes is None:
        return _("Says nothing any more; it was typical of %(was)s.") % {
            "was": names(shift.was) if shift.was else ""
        }
    values = {"stages": names(shift.becomes)}
    if shift.was is None:
        return _("Typical of %(stages)s; it said nothing before.") % values
    if shift.was.typical == shift.becomes.typical:
        return _("Still typical of %(stages)s.") % values
    values["was"] = names(shift.was)
    return _("Typical of %(stages)s instead of %(was)s.") % values


def _weight(rubric: Rubric, found: WhatIf, shift: Shift) -> str:
    """What the change is worth between the stage before and after, or the two that are nearest."""
    pair = _rivals(rubric, found.before.verdict, found.after.verdict)
    if pair is None:
        return ""
    stage, against = pair
    factor = times_likelier(rubric, shift, stage, against)
    if factor < 1:
        stage, against, factor = against, stage, times_likelier(rubric, shift, against, stage)
    values = {"stage": name_of(rubric, stage), "against": name_of(rubric, against)}
    if factor < SLIGHT:
        if stage != pair[0]:
            values = {"stage": values["against"], "against": values["stage"]}
        return _("It changes nothing between %(stage)s and %(against)s.") % values
    values["times"] = times_words(factor)
    return _("It makes %(stage)s %(times)s as likely against %(against)s.") % values


def _rivals(
    rubric: Rubric, before: Verdict | None, after: Verdict | None
) -> tuple[str, str] | None:
    """The two stages that a change is weighed between."""
    if before is None or after is None:
        return None
    if before.stage != after.stage:
        return after.stage, before.stage
    others = [
        (share, stage)
        for share, stage in zip(before.probabilities, rubric.stage_ids, strict=True)
        if stage != before.stage
    ]
    return before.stage, max(others)[1]
