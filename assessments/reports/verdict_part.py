"""The verdict in words: the sentence, how sure, why, what is out of step, what would move it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..domain.conditions import subjects
from ..domain.rubric import Rubric, SplitReading
from ..domain.scorecard import Scorecard
from ..domain.scoring import Missing, Verdict
from ..domain.split import DimensionStage, Split
from .citing import CitedAnswer, cite_all
from .words import (
    answer_words,
    count_words,
    in_a_hundred,
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
class DimensionView:
    """A dimension read by itself: the stage of its own facts, and these facts."""

    name: str
    stage_name: str
    cited: tuple[CitedAnswer, ...]


@dataclass(frozen=True)
class SplitView:
    """An out-of-step finding."""

    sentence: str
    reading: SplitReading | None
    ahead: DimensionView
    behind: DimensionView


@dataclass(frozen=True)
class ContradictionView:
    """Answers that seldom go together."""

    ask: str
    cited: tuple[CitedAnswer, ...]


def verdict_of(card: Scorecard) -> Verdict:
    """The verdict of a scorecard; ``ValueError`` if it has none."""
    if card.verdict is None:
        raise ValueError("this scorecard has no verdict")
    return card.verdict


def name_of(rubric: Rubric, stage: str) -> str:
    return rubric.stage_by_id[stage].name


def headline(card: Scorecard) -> str:
    """The verdict in one sentence."""
    return verdict_sentence(card.rubric, verdict_of(card))


def verdict_sentence(rubric: Rubric, verdict: Verdict) -> str:
    """The same of a verdict without a scorecard."""
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


def stage_shares(rubric: Rubric, verdict: Verdict) -> tuple[StageShare, ...]:
    return tuple(
        StageShare(
            order + 1, stage.id, stage.name, percent(share), share, stage.id == verdict.stage
        )
        for order, (stage, share) in enumerate(
            zip(rubric.stages, verdict.probabilities, strict=True)
        )
    )


def how_sure(card: Scorecard) -> tuple[str, ...]:
    """What the verdict's word and percentage mean, and what they rest on: a paragraph each."""
    verdict = verdict_of(card)
    said = [_certainty_sentence(card.rubric, verdict)]
    if not verdict.by_rule:
        said.append(_expectation(card.rubric, verdict))
    said.append(_footing(card, verdict))
    return tuple(said)


def _certainty_sentence(rubric: Rubric, verdict: Verdict) -> str:
    clear, leaning = percent(rubric.scoring.clear), percent(rubric.scoring.leaning)
    if verdict.by_rule:
        return _(
            "A rule has settled it, not the weighing: by the answers alone it would be a later "
            "stage. The percentages are shared out among the stages that the rule leaves open."
        )
    if verdict.certainty == "clear":
        text = _("“Clear” is our word from %(clear)s on: one stage fits far better than any other.")
    elif verdict.certainty == "leaning":
        text = _(
            "“Leaning” is our word from %(leaning)s to %(clear)s: one stage is likelier than all "
            "others together, but a second one fits too."
        )
    else:
        text = _(
            "“Between” is our word below %(leaning)s: no stage is likelier than all others "
            "together. Read what is said of both."
        )
    return text % {"clear": clear, "leaning": leaning}


def _expectation(rubric: Rubric, verdict: Verdict) -> str:
    """The probabilities as people count: of a hundred companies with these answers."""
    ranked = sorted(
        zip(verdict.probabilities, rubric.stages, strict=True), key=lambda pair: -pair[0]
    )
    counted = [(in_a_hundred(share), stage.name) for share, stage in ranked]
    (most, first), rest = counted[0], [pair for pair in counted[1:] if pair[0]]
    if not rest:
        text = _("Of a hundred companies that answer like this we expect all to be in %(stage)s.")
        return text % {"stage": first}
    others = join([_("%(count)s in %(stage)s") % {"count": n, "stage": name} for n, name in rest])
    text = _(
        "Of a hundred companies that answer like this we expect about %(most)s to be in %(stage)s, "
        "%(others)s."
    )
    return text % {"most": most, "stage": first, "others": others}


def _footing(card: Scorecard, verdict: Verdict) -> str:
    """How many facts are known, and how they stand to the verdict."""
    rows = contribution_rows(card)
    pulls, stage = [row.pull for row in rows], name_of(card.rubric, verdict.stage)
    agree, later, earlier = pulls.count(0), pulls.count(1), pulls.count(-1)
    parts = [
        (agree, ngettext("%(n)s agrees with %(stage)s", "%(n)s agree with %(stage)s", agree)),
        (later, ngettext("%(n)s pulls later", "%(n)s pull later", later)),
        (earlier, ngettext("%(n)s pulls earlier", "%(n)s pull earlier", earlier)),
    ]
    said = join([text % {"n": count, "stage": stage} for count, text in parts if count])
    text = _("%(known)s of %(all)s facts are known; %(said)s.")
    if len(rows) < len(card.rubric.facts):
        text += " " + _("What is not known adds nothing, and is never held against you.")
    return text % {"known": len(rows), "all": len(card.rubric.facts), "said": said}


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


def contradiction_views(card: Scorecard) -> tuple[ContradictionView, ...]:
    return tuple(
        ContradictionView(one.ask, cite_all(card.rubric, card.answers, subjects(one.when)))
        for one in card.contradictions
    )


def dimension_views(card: Scorecard) -> tuple[DimensionView, ...]:
    """Each dimension's own stage by its facts."""
    return tuple(_dimension_view(card, one) for one in card.dimension_stages)


def _dimension_view(card: Scorecard, one: DimensionStage) -> DimensionView:
    return DimensionView(
        card.rubric.dimension_by_id[one.dimension].name,
        name_of(card.rubric, one.stage),
        cite_all(card.rubric, card.answers, one.facts),
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
    return tuple(
        SplitView(
            split_sentence(card.rubric, one),
            one.reading,
            _dimension_view(card, one.ahead),
            _dimension_view(card, one.behind),
        )
        for one in card.splits
    )


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
