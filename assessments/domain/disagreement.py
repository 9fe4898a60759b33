"""Several people's answers side by side: what they agree on, and what they differ on, ranked.

Only what somebody *knows* counts: a question that one leaves open or does not know is no
disagreement with those who do. "Does not apply" says something, so it can differ from an answer.

A disagreement is ranked by how much it matters. All else stands as it was settled, or else as most
of the respondents see it (``middle``); then each of the answers given is put in its place:

- a **fact** matters by the largest change in the log-odds of the leading stage against all others. The
  probability itself would not do: where the stage is clear, no single answer moves it, though several
  together turn it. Gates count with the rest;
- a **practice** or a **circumstance** by the largest change in the priorities: the differences of
  their ranks, summed (a problem that is not in the list has the rank 0);
- a **role** by the seats that it changes: one for what the chart of the stage asks for, a half for
  the next stage's.

Facts come first, since they alone place the stage; of equals the rubric's order decides. The order
of the respondents makes no difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import exp, fsum, log
from typing import Literal

from .answers import (
    Amount,
    Answer,
    AnswerSet,
    Choice,
    Holding,
    NotApplicable,
    RoleAnswer,
    option_ids,
    question,
)
from .notes import NOTE_LIMIT, Note
from .org_chart import OrgCharts, org_charts
from .priorities import priorities
from .readiness import practice_states
from .rubric import Rubric
from .scoring import (
    add_up,
    allowed_stages,
    closed_gate,
    contributions,
    most_probable,
    probabilities,
)
from .split import dimension_stages

Kind = Literal["fact", "circumstance", "practice", "role"]
Said = Answer | RoleAnswer
KINDS: tuple[Kind, ...] = ("fact", "circumstance", "practice", "role")
LEAST_HELD_FIRST = ("nobody", "outside", "hat", "dedicated")
NEXT_SEAT = 0.5  # what a changed seat of the next stage's chart counts
MOST_ODDS = 40.0  # logarithm; no answers of any rubric come near it
LAST = 10**9  # sorts behind every option and every number


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one respondent answered; ``respondent`` is any name that tells them apart."""

    respondent: str
    answers: AnswerSet


@dataclass(frozen=True, slots=True)
class Position:
    """One of the answers given to a question, and who gave it."""

    answer: Said
    respondents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """A question to which all who know give the same answer."""

    kind: Kind
    key: str
    answer: Said
    respondents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A question to which those who know give different answers, the least of them first.

    ``weight`` is how much it matters (see the module). ``stages`` are the leading stages that a fact's
    answers lead to, one for each position; ``problem`` is the one whose rank a practice or
    circumstance changes most, None if it changes none.
    """

    kind: Kind
    key: str
    positions: tuple[Position, ...]
    silent: tuple[str, ...]
    weight: float = 0.0
    stages: tuple[str, ...] = ()
    problem: str | None = None

    @property
    def turns_the_verdict(self) -> bool:
        """Whether the answers lead to different stages."""
        return len(set(self.stages)) > 1


def agreements(rubric: Rubric, sheets: Sequence[Sheet]) -> tuple[Agreement, ...]:
    """What all who know agree on, in the rubric's order."""
    found = []
    for kind, key in _subjects(rubric):
        positions = _positions(rubric, sheets, kind, key)
        if len(positions) == 1:
            (only,) = positions
            found.append(Agreement(kind, key, only.answer, only.respondents))
    return tuple(found)


def disagreements(
    rubric: Rubric, sheets: Sequence[Sheet], settled: AnswerSet | None = None
) -> tuple[Disagreement, ...]:
    """What those who know differ on: the facts first, within each kind what matters most.

    ``settled`` are answers that stand already.
    """
    measure = _Measure(rubric, middle(rubric, sheets, settled or AnswerSet()))
    found = []
    for kind, key in _subjects(rubric):
        positions = _positions(rubric, sheets, kind, key)
        if len(positions) > 1:
            said = {one for position in positions for one in position.respondents}
            silent = tuple(one.respondent for one in sheets if one.respondent not in said)
            found.append(measure.weigh(Disagreement(kind, key, positions, silent)))
    return tuple(sorted(found, key=lambda one: (KINDS.index(one.kind), -one.weight)))


def differ(rubric: Rubric, sheets: Sequence[Sheet], kind: Kind, key: str) -> bool:
    """Whether those who know give different answers to one question."""
    return len(_positions(rubric, sheets, kind, key)) > 1


def kind_of(rubric: Rubric, subject: str, key: str) -> Kind | None:
    """What a question (or, with ``subject`` "role", a role) is; None if there is no such thing."""
    if subject == "role":
        return "role" if key in rubric.role_by_id else None
    if key in rubric.fact_by_id:
        return "fact"
    if key in rubric.circumstance_by_id:
        return "circumstance"
    return "practice" if key in rubric.practice_by_id else None


def most_cautious(disagreement: Disagreement) -> Said | None:
    """The answer that claims least: the lowest level of a practice, the barest way to hold a role.

    Other questions have none.
    """
    if disagreement.kind in ("practice", "role"):
        return disagreement.positions[0].answer
    return None


def middle(rubric: Rubric, sheets: Sequence[Sheet], settled: AnswerSet) -> AnswerSet:
    """The answers as they stand, or else as most see them.

    Facts, practices and numbers have an order: of those the median, the lower one of two. Of the
    others the answer given most often, of equals the first in the rubric's order.
    """
    answers, roles = dict(settled.answers), dict(settled.roles)
    for kind, key in _subjects(rubric):
        if key in (roles if kind == "role" else answers):
            continue
        positions = _positions(rubric, sheets, kind, key)
        if not positions:
            continue
        chosen = _middle_of(kind, positions)
        if isinstance(chosen, Holding):
            roles[key] = chosen
        else:
            answers[key] = chosen
    return AnswerSet(answers, roles)


def leading_stage(rubric: Rubric, stands: AnswerSet) -> str:
    """The most probable stage of these answers, also where too little is known for a verdict."""
    return _Measure(rubric, stands).stage


def joined_note(noted: Sequence[tuple[str, Note]]) -> Note | None:
    """The notes of those whose answer stands, as one; ``noted`` has a label for each.

    What all say, or only one says, is left as it is; else each text stands on a line of its own
    behind its label. A second link goes into the text. Cut to what a note may hold.
    """
    texts = list(dict.fromkeys((label, one.text) for label, one in noted if one.text))
    links = list(dict.fromkeys((label, one.link) for label, one in noted if one.link))
    lines = [f"{label}: {text}" for label, text in texts]
    if len({text for _, text in texts}) == 1:
        lines = [texts[0][1]]
    link = links[0][1] if links else ""
    lines += [f"{label}: {other}" for label, other in links if other != link]
    text = "\n".join(lines)
    if len(text) > NOTE_LIMIT:
        text = text[: NOTE_LIMIT - 1] + "…"
    return Note(text, link) if text or link else None


# --- positions -----------------------------------------------------------------------------------


def _subjects(rubric: Rubric) -> Iterator[tuple[Kind, str]]:
    """Everything that can be answered, in the rubric's order."""
    yield from (("fact", one.id) for one in rubric.facts)
    yield from (("circumstance", one.id) for one in rubric.circumstances)
    yield from (("practice", one.id) for one in rubric.practices)
    yield from (("role", one.id) for one in rubric.roles)


def _positions(
    rubric: Rubric, sheets: Sequence[Sheet], kind: Kind, key: str
) -> tuple[Position, ...]:
    """The different answers of those who know, the least first."""
    said = [(sheet.respondent, _known(sheet.answers, kind, key)) for sheet in sheets]
    given = [(who, answer) for who, answer in said if answer is not None]
    hats = {one.hat_of for _, one in given if isinstance(one, Holding) and one.hat_of}
    by_answer: dict[Said, list[str]] = {}
    reasons = [one for _, one in given if isinstance(one, NotApplicable)]
    for who, answer in given:
        by_answer.setdefault(_canonical(answer, hats, reasons), []).append(who)
    return tuple(
        Position(answer, tuple(by_answer[answer]))
        for answer in sorted(by_answer, key=lambda one: _order(rubric, key, one))
    )


def _known(answers: AnswerSet, kind: Kind, key: str) -> Said | None:
    if kind == "role":
        holding = answers.roles.get(key)
        return holding if isinstance(holding, Holding) else None
    answer = answers.answers.get(key)
    return answer if isinstance(answer, Choice | Amount | NotApplicable) else None


def _canonical(answer: Said, hats: set[str], reasons: Sequence[NotApplicable]) -> Said:
    """The same for answers that say the same: why a question does not apply is no other answer, and
    who leaves out whose hat a role is does not contradict the only one who says it."""
    if isinstance(answer, NotApplicable):
        return min(reasons, key=lambda one: (-len(one.reason), one.reason))
    if isinstance(answer, Holding) and answer.held_by == "hat" and len(hats) == 1:
        return Holding("hat", next(iter(hats)))
    return answer


def _order(rubric: Rubric, key: str, answer: Said) -> tuple[int, str]:
    """Sorts answers to one question: as the rubric has the options, "does not apply" at the end."""
    if isinstance(answer, Amount):
        return answer.number, ""
    if isinstance(answer, Holding):
        return LEAST_HELD_FIRST.index(answer.held_by), answer.hat_of or ""
    asked = question(rubric, key)
    if isinstance(answer, Choice) and asked is not None:
        return option_ids(rubric, asked).index(answer.option), ""
    return LAST, ""


def _middle_of(kind: Kind, positions: Sequence[Position]) -> Said:
    has_order = kind in ("fact", "practice") or isinstance(positions[0].answer, Amount)
    if not has_order:
        return max(positions, key=lambda one: len(one.respondents)).answer
    applying = [one for one in positions if not isinstance(one.answer, NotApplicable)]
    votes = [one.answer for one in applying or positions for _ in one.respondents]
    return votes[(len(votes) - 1) // 2]


# --- the measure ---------------------------------------------------------------------------------


class _Measure:
    """Weighs disagreements against the answers as they stand."""

    def __init__(self, rubric: Rubric, stands: AnswerSet) -> None:
        self.rubric, self.stands = rubric, stands
        self.leading = most_probable(self.chances(stands))
        self.stage = rubric.stage_ids[self.leading]

    def weigh(self, one: Disagreement) -> Disagreement:
        """The disagreement with its weight, and with what it bears on."""
        if one.kind == "fact":
            weight, stages = self.of_fact(one)
            return replace(one, weight=weight, stages=stages)
        if one.kind == "role":
            return replace(one, weight=self.of_role(one))
        weight, problem = self.of_advice(one)
        return replace(one, weight=weight, problem=problem)

    def of_fact(self, one: Disagreement) -> tuple[float, tuple[str, ...]]:
        variants = self.variants(one)
        odds = [self.log_odds(answers) for answers in variants]
        leads = (most_probable(self.chances(answers)) for answers in variants)
        return max(odds) - min(odds), tuple(self.rubric.stage_ids[stage] for stage in leads)

    def of_advice(self, one: Disagreement) -> tuple[float, str | None]:
        ranks = [self.ranks(answers) for answers in self.variants(one)]
        most: tuple[float, str | None] = (0.0, None)
        for at, first in enumerate(ranks):
            for second in ranks[at + 1 :]:
                moved = {
                    problem: abs(first.get(problem, 0.0) - second.get(problem, 0.0))
                    for problem in sorted({*first, *second})
                }
                total = fsum(moved.values())
                if total > most[0]:
                    most = total, max(moved, key=lambda name: moved[name])
        return most

    def of_role(self, one: Disagreement) -> float:
        charts = [org_charts(self.rubric, each, self.stage) for each in self.variants(one)]
        return max(
            _seats_changed(first, second)
            for at, first in enumerate(charts)
            for second in charts[at + 1 :]
        )

    def variants(self, one: Disagreement) -> list[AnswerSet]:
        """What stands, with each of the answers given in its place."""
        found = []
        for position in one.positions:
            if isinstance(position.answer, Holding):
                roles = {**self.stands.roles, one.key: position.answer}
                found.append(AnswerSet(self.stands.answers, roles))
            else:
                found.append(self.stands.with_answer(one.key, position.answer))
        return found

    def chances(self, answers: AnswerSet) -> tuple[float, ...]:
        """The probability of each stage, also where too little is known for a verdict."""
        parts = [part.evidence for part in contributions(self.rubric, answers)]
        gate = closed_gate(self.rubric, answers)
        return probabilities(self.rubric, add_up(self.rubric, parts), gate)

    def log_odds(self, answers: AnswerSet) -> float:
        """The logarithm of the odds of the leading stage against all others together.

        Worked out from the evidence: the probabilities are too near to 0 and 1 to be divided. Held to
        what a gate, which excludes stages altogether, may count.
        """
        parts = [part.evidence for part in contributions(self.rubric, answers)]
        evidence = add_up(self.rubric, parts)
        allowed = allowed_stages(self.rubric, closed_gate(self.rubric, answers))
        if self.leading not in allowed:
            return -MOST_ODDS
        others = [evidence[stage] for stage in allowed if stage != self.leading]
        if not others:
            return MOST_ODDS
        best, temperature = max(others), self.rubric.scoring.temperature
        rest = fsum(exp((strength - best) / temperature) for strength in others)
        odds = (evidence[self.leading] - best) / temperature - log(rest)
        return max(-MOST_ODDS, min(odds, MOST_ODDS))

    def ranks(self, answers: AnswerSet) -> dict[str, float]:
        """The rank of each problem in the priorities at the leading stage."""
        states = practice_states(self.rubric, answers, self.stage)
        sides = dimension_stages(self.rubric, contributions(self.rubric, answers))
        found: dict[str, float] = {}
        for one in priorities(self.rubric, answers, states, self.stage, sides):
            found[one.problem] = found.get(one.problem, 0.0) + one.rank
        return found


def _seats_changed(first: OrgCharts, second: OrgCharts) -> float:
    now = sum(one.step != other.step for one, other in zip(first.now, second.now, strict=True))
    later = sum(one.step != other.step for one, other in zip(first.next, second.next, strict=True))
    return now + NEXT_SEAT * later
