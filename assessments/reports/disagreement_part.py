"""What several respondents differed on, and how it was settled: by role, without names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..domain.answers import Holding, question
from ..domain.disagreement import Disagreement, Kind, Said
from ..domain.rubric import Practice, Rubric
from ..domain.settlement import Differences, Implied, Settled
from ..models import Respondent
from .words import (
    answer_words,
    certainty_words,
    count_words,
    join,
    question_words,
    role_words,
    times_words,
)

TOLD_ON_PAPER = 10  # rows of the report's table
TOLD_WHERE_DENSE = 5  # the same where the report would grow too long
HARDLY = 0.05  # a change in the log-odds that nobody would see: one twentieth
MOST_TIMES = 20.0  # more than that is "over 1000 times" anyway


@dataclass(frozen=True)
class ImpliedView:
    """Where the answers of one role place the company; without a stage they knew too little."""

    role: str
    stage: str
    number: int
    certainty: str


@dataclass(frozen=True)
class GivenView:
    """An answer, and who gave it."""

    answer: str
    by: str


@dataclass(frozen=True)
class SettledView:
    """A question that they differed on. Without an answer it was left open."""

    kind: Kind
    name: str
    given: tuple[GivenView, ...]
    answer: str
    reason: str


@dataclass(frozen=True)
class DisagreementView:
    """All of it. The report has room for what matters most: ``told``, or ``told_where_dense``."""

    sentence: str
    implied: tuple[ImpliedView, ...]
    settled: tuple[SettledView, ...]

    @property
    def told(self) -> tuple[SettledView, ...]:
        return self.settled[:TOLD_ON_PAPER]

    @property
    def told_where_dense(self) -> tuple[SettledView, ...]:
        return self.settled[:TOLD_WHERE_DENSE]


def disagreement_view(rubric: Rubric, found: Differences | None) -> DisagreementView | None:
    """What the result and the report say of it; None if one person alone has answered."""
    if found is None or len(found.implied) < 2:
        return None
    return DisagreementView(
        _sentence(found),
        implied_views(rubric, found.implied),
        tuple(_settled_view(rubric, one) for one in found.settled),
    )


def _sentence(found: Differences) -> str:
    people = len(found.implied)
    stages = {one.stage for one in found.implied}
    said = ngettext(
        "%(count)s person answered without seeing the others’ answers.",
        "%(count)s people answered, each without seeing the others’ answers.",
        people,
    ) % {"count": count_words(people).capitalize()}
    if len(stages - {None}) > 1:
        told = _("Alone, their answers place the company at different stages.")
        said = f"{said} {told}"
    elif None in stages:
        told = _("Not each of them knows enough to place the company alone.")
        said = f"{said} {told}"
    else:
        told = _("Alone, the answers of each place the company at the same stage.")
        said = f"{said} {told}"
    if not found.settled:
        return said + " " + _("There is nothing that they differed on.")
    differed = ngettext(
        "They differed on %(count)s question and agreed on %(agreed)s.",
        "They differed on %(count)s questions and agreed on %(agreed)s.",
        len(found.settled),
    ) % {"count": len(found.settled), "agreed": found.agreed}
    return f"{said} {differed}"


def implied_views(rubric: Rubric, implied: Iterable[Implied]) -> tuple[ImpliedView, ...]:
    """Where the answers of each place the company."""
    return tuple(
        ImpliedView(
            role_name(one.role),
            rubric.stage_by_id[one.stage].name if one.stage else "",
            rubric.stage_order[one.stage] + 1 if one.stage else 0,
            certainty_words(one.certainty) if one.certainty else "",
        )
        for one in implied
    )


def _settled_view(rubric: Rubric, one: Settled) -> SettledView:
    given = tuple(
        GivenView(said_words(rubric, one.key, each.answer), role_names(each.roles))
        for each in one.given
    )
    answer = "" if one.answer is None else said_words(rubric, one.key, one.answer)
    return SettledView(
        one.kind, subject_words(rubric, one.kind, one.key), given, answer, one.reason
    )


# --- in words ------------------------------------------------------------------------------------


def role_name(role: str) -> str:
    """A respondent's role as people read it; one that there is no longer, as it was written."""
    try:
        return str(Respondent.Role(role).label)
    except ValueError:
        return role


def role_names(roles: Sequence[str]) -> str:
    """``CEO and two lead engineers``: each role once, with how many there were."""
    counted = Counter(roles)
    names = [
        role_name(role) if count == 1 else f"{role_name(role)} ({count})"
        for role, count in counted.items()
    ]
    return join(names)


def subject_words(rubric: Rubric, kind: Kind, key: str) -> str:
    """A question or role in short."""
    return rubric.role_by_id[key].name if kind == "role" else question_words(rubric, key)


def said_words(rubric: Rubric, key: str, answer: Said) -> str:
    """An answer in short."""
    if isinstance(answer, Holding):
        return role_words(rubric, answer)[0]
    return answer_words(rubric, key, answer)


def asked_words(rubric: Rubric, kind: Kind, key: str) -> str:
    """The question in full; of a practice what it looks like in place, of a role what it does."""
    if kind == "role":
        return rubric.role_by_id[key].does
    asked = question(rubric, key)
    if asked is None:
        return ""
    return asked.in_place if isinstance(asked, Practice) else asked.text


def weight_words(rubric: Rubric, one: Disagreement, leading: str) -> str:
    """How much a disagreement matters; ``leading`` is the stage that the answers now lead to."""
    if one.kind == "fact":
        return _fact_weight(rubric, one, leading)
    if one.kind == "role":
        if one.weight:
            return _("Changes what the org chart asks for.")
        return _("Changes nothing in the org chart of this stage.")
    if one.problem:
        name = rubric.problem_by_id[one.problem].name
        return _("Bears most on the priority “%(name)s”.") % {"name": name}
    return _("Changes no priority at this stage.")


def _fact_weight(rubric: Rubric, one: Disagreement, leading: str) -> str:
    stages = sorted(set(one.stages), key=lambda stage: rubric.stage_order[stage])
    if len(stages) > 1:
        names = join([rubric.stage_by_id[stage].name for stage in stages], last=_("or"))
        return _("Turns the verdict: %(stages)s.") % {"stages": names}
    if one.weight < HARDLY:
        return _("Makes no difference to the stage.")
    return _("Shifts the odds of %(stage)s by up to %(times)s.") % {
        "stage": rubric.stage_by_id[leading].name,
        "times": times_words(exp(min(one.weight, MOST_TIMES))),
    }
