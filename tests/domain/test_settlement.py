"""What was differed on and how it was settled, written down and read back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.domain.answers import AnswerSet, Choice
from assessments.domain.disagreement import Sheet, disagreements
from assessments.domain.rubric import Rubric
from assessments.domain.settlement import (
    Differences,
    DifferencesFault,
    Implied,
    as_plain,
    implied,
    read_plain,
    settled,
)

from .. import strategies
from ..factories import answer_set, company_at
from ..strategies import RUBRIC

ROLES = {"a": "cto", "b": "ceo", "c": "lead"}


def differences(rubric: Rubric, *answers: AnswerSet) -> Differences:
    sheets = [Sheet(name, one) for name, one in zip(ROLES, answers, strict=False)]
    return Differences(
        tuple(implied(rubric, ROLES[one.respondent], one.answers) for one in sheets),
        tuple(
            settled(one, ROLES, one.positions[-1].answer if at % 2 else None, f"reason {at}")
            for at, one in enumerate(disagreements(rubric, sheets))
        ),
        7,
    )


def test_answers_imply_a_stage_or_too_little_is_known(rubric: Rubric):
    assert implied(rubric, "cto", company_at(rubric, "pmf")) == Implied("cto", "pmf", "clear")
    assert implied(rubric, "cto", AnswerSet()) == Implied("cto", None, None)


def test_respondents_are_told_by_their_roles(rubric: Rubric):
    found = differences(
        rubric, answer_set(rubric, users="testers"), answer_set(rubric, users="large-base")
    )

    (only,) = found.settled
    assert [(one.answer, one.roles) for one in only.given] == [
        (Choice("testers"), ("cto",)),
        (Choice("large-base"), ("ceo",)),
    ]


@given(st.lists(strategies.answer_sets(), min_size=2, max_size=3))
@settings(max_examples=20)
def test_whatever_is_written_down_reads_back_the_same(answers: list[AnswerSet]):
    found = differences(RUBRIC, *answers)

    assert read_plain(RUBRIC, json.loads(json.dumps(as_plain(found)))) == found


@pytest.mark.parametrize(
    "spoil",
    [
        lambda plain: plain.pop("implied"),
        lambda plain: plain.update(more="x"),
        lambda plain: plain.update(agreed="7"),
        lambda plain: plain.update(agreed=True),
        lambda plain: plain.update(agreed=-1),
        lambda plain: plain["implied"][0].update(stage="unicorn"),
        lambda plain: plain["implied"][0].update(certainty="very"),
        lambda plain: plain["implied"][0].update(certainty=None),
        lambda plain: plain["implied"][0].update(role="<b>"),
        lambda plain: plain["settled"][0].update(id="martians"),
        lambda plain: plain["settled"][0].update(reason=7),
        lambda plain: plain["settled"][0].update(reason="x" * 2001),
        lambda plain: plain["settled"][0].update(answer="martians"),
        lambda plain: plain["settled"][0].update(given="x"),
        lambda plain: plain["settled"][0]["given"][0].update(roles=[7]),
        lambda plain: plain["settled"].append("x"),
    ],
)
def test_what_is_no_differences_is_refused(rubric: Rubric, spoil: Any):
    plain = as_plain(
        differences(rubric, company_at(rubric, "pmf"), company_at(rubric, "pmf", users="testers"))
    )
    assert read_plain(rubric, plain)
    spoil(plain)

    with pytest.raises(DifferencesFault):
        read_plain(rubric, plain)


@pytest.mark.parametrize("written", [None, 7, "x", [], {}, [1]])
def test_anything_else_is_refused(rubric: Rubric, written: object):
    with pytest.raises(DifferencesFault):
        read_plain(rubric, written)
