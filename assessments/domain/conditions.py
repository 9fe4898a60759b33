"""Do a rubric's conditions hold for what a company has answered?

A condition on something unknown does not hold: advice is never given on a guess.
"""

from __future__ import annotations

from collections.abc import Iterable

from .answers import AnswerSet, Holding
from .rubric import AnswerCondition, Condition, PracticeCondition


def holds(condition: Condition, answers: AnswerSet) -> bool:
    """Whether the condition is known to hold."""
    if isinstance(condition, PracticeCondition):
        return answers.choice(condition.practice) in condition.levels
    if isinstance(condition, AnswerCondition):
        if condition.options:
            return answers.choice(condition.question) in condition.options
        number = answers.number(condition.question)
        if number is None:
            return False
        least, most = condition.at_least, condition.at_most
        return (least is None or number >= least) and (most is None or number <= most)
    holding = answers.roles.get(condition.role)
    return isinstance(holding, Holding) and holding.held_by in condition.held_by


def all_hold(conditions: Iterable[Condition], answers: AnswerSet) -> bool:
    """Whether every condition is known to hold."""
    return all(holds(condition, answers) for condition in conditions)


def is_answered(condition: Condition, answers: AnswerSet) -> bool:
    """Whether enough is known to tell if the condition holds."""
    if isinstance(condition, PracticeCondition):
        return answers.is_known(condition.practice)
    if isinstance(condition, AnswerCondition):
        return answers.is_known(condition.question)
    return isinstance(answers.roles.get(condition.role), Holding)


def subjects(conditions: Iterable[Condition]) -> tuple[str, ...]:
    """What the conditions look at: ids of questions and practices, and ``roles.<id>`` for roles."""
    found = []
    for condition in conditions:
        if isinstance(condition, PracticeCondition):
            found.append(condition.practice)
        elif isinstance(condition, AnswerCondition):
            found.append(condition.question)
        else:
            found.append(f"roles.{condition.role}")
    return tuple(found)
