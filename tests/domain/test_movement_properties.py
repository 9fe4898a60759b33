"""What holds for what moved between any two assessments whatever."""

from __future__ import annotations

from math import fsum, isclose

from hypothesis import given
from hypothesis import strategies as st

from assessments.domain.answers import AnswerSet, Holding, question
from assessments.domain.movement import MOVES, Balance, Movement, PracticeChange, Tally, movement
from assessments.domain.rubric import Rubric
from assessments.domain.scorecard import Scorecard, score
from assessments.domain.standing import stand
from assessments.domain.what_if import is_same

from .. import strategies
from ..strategies import RUBRIC

MIRRORED = {"newly-known": "no-longer-known", "newly-asked": "no-longer-asked"}


def _next_version() -> Rubric:
    """The published rubric with other weights and another temperature, and a fact less; one practice
    is expected at another stage, and one belongs to another dimension."""
    parts = {name: getattr(RUBRIC, name) for name in Rubric.model_fields}
    parts["rubric"] = RUBRIC.rubric.model_copy(update={"version": "1.1"})
    parts["scoring"] = RUBRIC.scoring.model_copy(update={"temperature": 2.3})
    parts["facts"] = tuple(
        one.model_copy(update={"weight": one.weight / 2} if at % 3 == 0 else {})
        for at, one in enumerate(RUBRIC.facts[:-1])
    )
    first, second, *others = RUBRIC.practices
    later = first.model_copy(update={"expected_from": RUBRIC.stage_ids[-1]})
    elsewhere = second.model_copy(update={"dimension": RUBRIC.dimensions[-1].id})
    parts["practices"] = (later, elsewhere, *others)
    return Rubric(**parts | {"hash": "1" * 64})


RUBRICS = {"1.0": RUBRIC, "1.1": _next_version()}
Drawn = tuple[str, AnswerSet]  # the version and the answers: a scorecard would be long to print
Pair = tuple[Drawn, Drawn]
versions = st.sampled_from(list(RUBRICS))
drawn = st.tuples(versions, strategies.scorable_sets())
of_today = st.tuples(st.just("1.0"), strategies.scorable_sets())


@st.composite
def pairs(draw: st.DrawFn, of: st.SearchStrategy[Drawn] = drawn) -> tuple[Drawn, Drawn]:
    """Two assessments; in every other pair most answers are the same, as one company's are."""
    older, (version, given) = draw(of), draw(of)
    if draw(st.booleans()):
        few = dict(list(given.answers.items())[: draw(st.integers(0, 12))])
        given = AnswerSet({**older[1].answers, **few}, given.roles)
    return older, (version, given)


def card_of(one: Drawn) -> Scorecard:
    """Its scorecard; answers that the version does not know are left out, as those of a row are."""
    version, answers = one
    rubric = RUBRICS[version]
    kept = {name: said for name, said in answers.answers.items() if question(rubric, name)}
    return score(rubric, AnswerSet(kept, answers.roles))


def balance_of(found: Movement) -> Balance:
    assert found.balance is not None
    return found.balance


@given(pairs())
def test_the_terms_sum_to_the_difference(pair: Pair):
    found = movement(*map(card_of, pair))
    if found.balance is None:
        assert None in [card_of(one).verdict for one in pair]
        return
    gained = fsum(term.gain for term in found.balance.terms)

    assert isclose(found.balance.before + gained, found.balance.after, abs_tol=1e-9)


@given(pairs())
def test_before_and_after_are_the_odds_that_the_verdicts_give(pair: Pair):
    found = movement(*map(card_of, pair)).balance
    if found is None:
        return
    for card, odds in zip(map(card_of, pair), (found.before, found.after), strict=True):
        order = card.rubric.stage_order
        margin = card.evidence[order[found.later]] - card.evidence[order[found.earlier]]
        assert isclose(odds * card.rubric.scoring.temperature, margin, abs_tol=1e-9)
        assert card.verdict is not None
        assert order[found.earlier] < order[found.later]


@given(pairs())
def test_both_verdicts_are_among_the_two_stages(pair: Pair):
    found = movement(*map(card_of, pair)).balance
    if found is not None:
        verdicts = {card.verdict.stage for card in map(card_of, pair) if card.verdict}
        assert verdicts <= {found.earlier, found.later}


@given(drawn)
def test_against_itself_nothing_moved(one: Drawn):
    card = card_of(one)

    assert movement(card, card).is_empty


@given(pairs(of_today))
def test_going_back_undoes_what_going_there_did(pair: Pair):
    there, back = (
        balance_of(movement(*map(card_of, pair))),
        balance_of(movement(*map(card_of, reversed(pair)))),
    )

    assert (back.earlier, back.later) == (there.earlier, there.later)
    assert (back.before, back.after) == (there.after, there.before)
    undone = {term.question: (term.becomes, term.was, -term.gain) for term in there.terms}
    assert {term.question: (term.was, term.becomes, term.gain) for term in back.terms} == undone


@given(pairs())
def test_going_back_undoes_it_also_where_the_rubric_changed(pair: Pair):
    there, back = movement(*map(card_of, pair)), movement(*map(card_of, reversed(pair)))

    if there.balance and back.balance:
        assert isclose(there.balance.change, -back.balance.change, abs_tol=1e-9)
    then = {one.dimension: one for one in there.dimensions}
    for one in back.dimensions:
        assert (one.before, one.after) == (then[one.dimension].after, then[one.dimension].before)
        mirrored = {change.practice: change for change in then[one.dimension].changes}
        for change in one.changes:
            other = mirrored[change.practice]
            counts = (change.asked, change.known, change.in_place)
            assert counts == (-other.asked, -other.known, -other.in_place)
            assert _class(change) == _class(other)
    assert {(one.gate.id, not one.closed) for one in back.gates} == {
        (one.gate.id, one.closed) for one in there.gates
    }


def _class(change: PracticeChange) -> str:
    """The class without its direction."""
    forwards = {**MIRRORED, "into-place": "fell-back", "closer": "fell-back"}
    return forwards.get(change.move, change.move)


@given(pairs())
def test_the_counts_before_and_the_changes_give_the_counts_after(pair: Pair):
    for one in movement(*map(card_of, pair)).dimensions:
        assert one.after == Tally(
            one.before.asked + sum(change.asked for change in one.changes),
            one.before.known + sum(change.known for change in one.changes),
            one.before.in_place + sum(change.in_place for change in one.changes),
        )
        practices = [change.practice for change in one.changes]
        assert len(practices) == len(set(practices))
        assert {change.move for change in one.changes} <= set(MOVES)


@given(pairs(of_today))
def test_every_answer_that_changed_is_told_exactly_once(pair: Pair):
    older, newer = (card_of(one).answers for one in pair)
    found = movement(*map(card_of, pair))
    told = [term.question for term in balance_of(found).terms]
    told += [one.practice for each in found.dimensions for one in each.changes]
    told += [one.subject for one in found.others]
    changed = {
        question
        for question in {**older.answers, **newer.answers}
        if not is_same(older.answers.get(question), newer.answers.get(question))
    }
    changed |= {
        f"roles.{role}"
        for role in {**older.roles, **newer.roles}
        if older.roles.get(role) != newer.roles.get(role)
        and any(isinstance(one.get(role), Holding) for one in (older.roles, newer.roles))
    }

    assert len(told) == len(set(told))
    assert changed <= set(told)
    # what is told without having changed is a practice that the other stage or circumstance asks for
    for practice in set(told) - changed:
        assert practice in RUBRIC.practice_by_id


@given(versions, strategies.answer_sets())
def test_a_standing_says_what_the_scorecard_says(version: str, answers: AnswerSet):
    rubric = RUBRICS[version]
    card, found = score(rubric, answers), stand(rubric, answers)

    assert (found.verdict, found.missing) == (card.verdict, card.missing)
    assert found.readiness == card.readiness
