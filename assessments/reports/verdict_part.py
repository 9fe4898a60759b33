"""The verdict in words: the sentence, how sure, why, what is out of step, what would move it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..domain.answers import Amount, Answer
from ..domain.explanation import Counterfactual
from ..domain.rubric import Rubric, SplitReading
from ..domain.scorecard import Scorecard
from ..domain.scoring import Missing, Verdict
from ..domain.split import Split
from .words import (
    answer_words,
    count_words,
    join,
    lower_first,
    percent,
    question_words,
    stages_apart,
)


@dataclass(frozen=True)
class StageShare:
    """A stage of the band: its number, name and probability; ``is_verdict`` marks the verdict."""

    number: int
    id: str
    name: str
    share: str
    probability: float
    is_verdict: bool


@dataclass(frozen=True)
class ContributionRow:
    """A row of the evidence table and chart.

    ``first`` and ``last`` are the orders of the typical stages, ``weight`` the fact's weight,
    ``pull`` -1 (earlier than the verdict), 0 or 1 (later), ``cost`` the evidence it holds against
    the verdict (0 or more).
    """

    question: str
    label: str
    answer: str
    typical: str
    first: int
    last: int
    weight: float
    pull: int
    cost: float
    says: str


@dataclass(frozen=True)
class SplitView:
    """An out-of-step finding."""

    sentence: str
    reading: SplitReading | None


@dataclass(frozen=True)
class MoveView:
    """What would move the verdict: the direction, the stage reached, and the changes."""

    direction: str
    title: str
    changes: tuple[str, ...]
    questions: tuple[str, ...]


def verdict_of(card: Scorecard) -> Verdict:
    """The verdict of a scorecard; ``ValueError`` if it has none."""
    if card.verdict is None:
        raise ValueError("this scorecard has no verdict")
    return card.verdict


def name_of(rubric: Rubric, stage: str) -> str:
    return rubric.stage_by_id[stage].name


def headline(card: Scorecard) -> str:
    """The verdict in one sentence."""
    rubric, verdict = card.rubric, verdict_of(card)
    number = rubric.stage_order[verdict.stage] + 1
    values = {
        "number": number,
        "of": len(rubric.stages),
        "stage": name_of(rubric, verdict.stage),
        "share": percent(max(verdict.probabilities)),
    }
    if verdict.by_rule:
        return _("Stage %(number)s of %(of)s, %(stage)s: settled by a rule.") % values
    if verdict.certainty == "between":
        first, second = (name_of(rubric, stage) for stage in verdict.between)
        values |= {"first": first, "second": second}
        return (
            _("Between %(first)s and %(second)s; %(stage)s is the likelier at %(share)s.") % values
        )
    if verdict.certainty == "leaning":
        return _("Stage %(number)s of %(of)s, %(stage)s: leaning, at %(share)s.") % values
    return _("Stage %(number)s of %(of)s, %(stage)s: clear, at %(share)s.") % values


def stage_shares(card: Scorecard) -> tuple[StageShare, ...]:
    verdict = verdict_of(card)
    return tuple(
        StageShare(
            order + 1, stage.id, stage.name, percent(share), share, stage.id == verdict.stage
        )
        for order, (stage, share) in enumerate(
            zip(card.rubric.stages, verdict.probabilities, strict=True)
        )
    )


def possible_sentence(card: Scorecard) -> str:
    """What the unanswered facts could still change."""
    open_facts = [fact for fact in card.rubric.facts if not card.answers.is_known(fact.id)]
    if not open_facts:
        return _("All facts are known: no open answer can change the stage.")
    names = [name_of(card.rubric, stage) for stage in card.possible]
    values = {
        "count": len(open_facts),
        "facts": join([fact.short for fact in open_facts[:4]]),
        "stages": join(names, _("or")),
    }
    if len(names) == 1:
        return (
            ngettext(
                "%(count)s fact is unknown, but whatever the answer, the stage stays %(stages)s.",
                "%(count)s facts are unknown, but whatever the answers, the stage stays %(stages)s.",
                len(open_facts),
            )
            % values
        )
    return (
        ngettext(
            "%(count)s fact is unknown (%(facts)s). With it the stage could still be %(stages)s.",
            "%(count)s facts are unknown (such as %(facts)s). With them the stage could still be "
            "%(stages)s.",
            len(open_facts),
        )
        % values
    )


def contribution_rows(card: Scorecard) -> tuple[ContributionRow, ...]:
    """Every known fact, the strongest disagreement with the verdict last read first."""
    rubric, verdict = card.rubric, verdict_of(card)
    here = rubric.stage_order[verdict.stage]
    rows = []
    for part in card.contributions:
        orders = [rubric.stage_order[stage] for stage in part.typical]
        first, last = min(orders), max(orders)
        pull = 1 if first > here else -1 if last < here else 0
        names = join([rubric.stages[order].name for order in orders], _("or"))
        says = {
            1: _("pulls later"),
            -1: _("pulls earlier"),
            0: _("agrees"),
        }[pull]
        rows.append(
            ContributionRow(
                part.question,
                question_words(rubric, part.question),
                answer_words(rubric, part.question, part.answer),
                names,
                first,
                last,
                rubric.fact_by_id[part.question].weight,
                pull,
                -part.evidence[here] + 0.0,
                says,
            )
        )
    return tuple(sorted(rows, key=lambda row: (-row.pull, -row.cost)))


def dimension_rows(card: Scorecard) -> tuple[tuple[str, str], ...]:
    """Each dimension's own stage by its facts, as two names."""
    rubric = card.rubric
    return tuple(
        (rubric.dimension_by_id[one.dimension].name, name_of(rubric, one.stage))
        for one in card.dimension_stages
    )


def split_sentence(rubric: Rubric, split: Split) -> str:
    return _(
        "%(ahead)s reads as %(ahead_stage)s, %(behind)s as %(behind_stage)s: %(apart)s apart."
    ) % {
        "ahead": rubric.dimension_by_id[split.ahead.dimension].name,
        "ahead_stage": name_of(rubric, split.ahead.stage),
        "behind": lower_first(rubric.dimension_by_id[split.behind.dimension].name),
        "behind_stage": name_of(rubric, split.behind.stage),
        "apart": stages_apart(split.apart),
    }


def split_views(card: Scorecard) -> tuple[SplitView, ...]:
    return tuple(SplitView(split_sentence(card.rubric, one), one.reading) for one in card.splits)


def move_views(card: Scorecard) -> tuple[MoveView, ...]:
    return tuple(_move_view(card, one) for one in card.counterfactuals)


def _move_view(card: Scorecard, move: Counterfactual) -> MoveView:
    rubric = card.rubric
    template = _("Up to %(stage)s") if move.direction == "up" else _("Down to %(stage)s")
    changes = tuple(
        _("%(question)s: “%(becomes)s” instead of “%(was)s”")
        % {
            "question": question_words(rubric, change.question),
            "becomes": _becomes(rubric, change.question, change.becomes, move.direction),
            "was": answer_words(rubric, change.question, change.was),
        }
        for change in move.changes
    )
    title = template % {"stage": name_of(rubric, move.stage)}
    return MoveView(move.direction, title, changes, tuple(one.question for one in move.changes))


def _becomes(rubric: Rubric, question: str, answer: Answer, direction: str) -> str:
    said = answer_words(rubric, question, answer)
    if isinstance(answer, Amount) and answer.number > 1:
        template = _("%(number)s or more") if direction == "up" else _("%(number)s or fewer")
        return template % {"number": said}
    return said


def missing_sentence(rubric: Rubric, missing: Missing) -> str:
    """What is needed before there can be a verdict."""
    anchors = join([question_words(rubric, one) for one in rubric.scoring.anchors])
    sentence = ngettext(
        "There is no verdict yet: %(facts)s more fact is needed.",
        "There is no verdict yet: %(facts)s more facts are needed.",
        missing.facts,
    ) % {"facts": missing.facts}
    if missing.anchors:
        sentence += " " + ngettext(
            "At least one more of these must be known: %(anchors)s.",
            "At least %(count)s more of these must be known: %(anchors)s.",
            missing.anchors,
        ) % {"count": count_words(missing.anchors), "anchors": anchors}
    return sentence
