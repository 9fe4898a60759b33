"""What an invented company answers: between the typical companies of two stages, by its own traits.

The same company gives the same answers each time they are made. Each of its answers changes when its
own time has come, so a company that grows moves answer by answer and not all at once.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import floor
from typing import Any

from ..archetypes import archetype
from ..domain.answers import NOT_APPLICABLE_WORD, UNKNOWN_WORD, write_answer, write_role
from ..domain.digest import HEADCOUNT
from ..domain.rubric import Rubric
from ..models import Answer
from ..selectors import Place, Saved
from .demo_companies import Story

QUESTION, ROLE = str(Answer.Subject.QUESTION), str(Answer.Subject.ROLE)
UNKNOWN_AT_FIRST, LESS_EACH_TIME = 0.16, 0.022  # share of practices that are not known
NOT_YET = "We do not need it at our size yet."


@lru_cache(maxsize=8)
def _typical(rubric: Rubric) -> tuple[Saved, ...]:
    """Every answer of the typical company of each stage, as it is saved."""
    found = []
    for stage in rubric.stage_ids:
        answers = archetype(rubric, stage).answers
        values: Saved = {(QUESTION, key): write_answer(one) for key, one in answers.answers.items()}
        values |= {(ROLE, key): write_role(one) for key, one in answers.roles.items()}
        found.append(values)
    return tuple(found)


@dataclass(frozen=True)
class Traits:
    """What stays the same of a company: when each answer's time comes, and how it differs from others.

    ``times`` are between 0 and 1: the part of the way to the next stage after which the answer is that
    stage's. ``doubts`` say the same of how long an answer stays unknown.
    """

    story: Story
    times: Mapping[Place, float]
    doubts: Mapping[Place, float]
    size: float


def traits_of(rubric: Rubric, story: Story) -> Traits:
    chance = random.Random(f"traits:{story.name}")  # noqa: S311  no secret: it has to be the same again
    places = dict.fromkeys(place for values in _typical(rubric) for place in values)
    times = {place: chance.uniform(0.1, 0.9) for place in places}
    doubts = {place: chance.random() for place in places}
    return Traits(story, times, doubts, chance.uniform(0.85, 1.25))


def answers_of(rubric: Rubric, traits: Traits, quarter: int) -> Saved:
    """All answers of the company in a quarter, counted from 0, as they are saved."""
    story = traits.story
    level = story.start + story.pace * quarter
    typical = _typical(rubric)
    found: Saved = {}
    for place, time in traits.times.items():
        subject, key = place
        at = level + _moved(rubric, story, key)
        value = typical[_stage(at, time, len(typical))].get(place)
        if subject == QUESTION and key in rubric.practice_by_id:
            value = _practice(rubric, traits, place, value, quarter)
        elif isinstance(value, int):
            value = _people(typical, place, at, traits.size)
        if subject == QUESTION and key in story.says:
            value = story.says[key]
        if value is not None:
            found[place] = value
    _fit(found)
    return found


def _moved(rubric: Rubric, story: Story, key: str) -> float:
    if key in rubric.fact_by_id:
        return story.skew.get(rubric.fact_by_id[key].dimension, 0.0)
    if key in rubric.practice_by_id:
        return -story.lag
    return 0.0


def _stage(at: float, time: float, stages: int) -> int:
    below = floor(at)
    return min(max(below + (at - below > time), 0), stages - 1)


def _practice(rubric: Rubric, traits: Traits, place: Place, value: Any, quarter: int) -> Any:
    if (key := place[1]) in traits.story.lacks:
        begins = traits.story.lacks[key]
        if begins is None or quarter < begins - 1:
            return "not-yet"
        return "partly" if quarter < begins else "in-place"
    if value is None:
        return None
    if traits.doubts[place] < UNKNOWN_AT_FIRST - LESS_EACH_TIME * quarter:
        return UNKNOWN_WORD
    return {NOT_APPLICABLE_WORD: NOT_YET} if isinstance(value, dict) else value


def _people(typical: tuple[Saved, ...], place: Place, at: float, size: float) -> int:
    """A number on the way from one stage's to the next: it grows by a factor, not by steps."""
    last = len(typical) - 1
    below = min(max(floor(at), 0), last)
    above = min(below + 1, last)
    low, high = (float(typical[one][place]) for one in (below, above))
    part = min(max(at - below, 0.0), 1.0)
    return max(round(low * (high / low) ** part * size), 1)


def _fit(found: Saved) -> None:
    """No team is larger than the whole, and nobody leads more people than there are."""
    whole, largest = found.get((QUESTION, HEADCOUNT)), found.get((QUESTION, "largest-team"))
    if isinstance(whole, int) and isinstance(largest, int):
        found[QUESTION, "largest-team"] = min(largest, whole)
