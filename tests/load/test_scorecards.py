"""Many scorecards, drawn at random: each gives a report's context, and its pages without a warning.

Takes long, so it is outside the everyday suite: ``pytest -m load tests/load``. ``SCORECARDS`` and
``RENDERED`` in the environment set smaller numbers, ``SEED`` draws others.
"""

from __future__ import annotations

import logging
import os
import random
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from assessments.domain.answers import AnswerSet, question
from assessments.domain.notes import ROLE_PREFIX, Note
from assessments.domain.scorecard import score
from assessments.reports import pdf
from assessments.reports.attachment import attached, read_attached
from assessments.reports.context import build
from assessments.reports.editions import EDITIONS

from ..report.structure import faults
from ..strategies import RUBRIC, answer_sets, scorable_sets

SCORECARDS = int(os.environ.get("SCORECARDS", "20000"))
RENDERED = int(os.environ.get("RENDERED", "200"))
SEED = int(os.environ.get("SEED", "1"))
WORDS = ("Wir prüfen das täglich.", "as agreed", "<b>no</b>", "see the\nminutes", "x" * 200, "Łódź")
COMPANIES = ("", "Example Ltd", "Ł" + "ß" * 119, '<b>&"', "A B C")
DATES = ("2026-11-22", "2026-11", "2026", "", "spring")

pytestmark = pytest.mark.load


def many(count: int) -> settings:
    return settings(
        max_examples=count,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
        deadline=None,
        derandomize=False,
        database=None,
    )


def annotated(answers: AnswerSet, chance: random.Random) -> AnswerSet:
    """The same answers with a note on one in ten."""
    subjects = [*answers.answers, *(ROLE_PREFIX + role for role in answers.roles)]
    noted = [one for one in subjects if chance.random() < 0.1]
    notes = {one: Note(chance.choice(WORDS), "https://example.org/?a=1&b") for one in noted}
    return AnswerSet(answers.answers, answers.roles, notes)


@seed(SEED)
@many(SCORECARDS)
@given(answer_sets() | scorable_sets(), st.randoms(use_true_random=False))
def test_every_scorecard_gives_a_context(answers: AnswerSet, chance: random.Random) -> None:
    given_answers = annotated(answers, chance)
    card = score(RUBRIC, given_answers)
    report = build(card, company=chance.choice(COMPANIES), date=chance.choice(DATES))

    assert bool(report.missing) != bool(report.stage)
    assert all(question(RUBRIC, one) for one in given_answers.answers)
    if report.stage:
        kept = read_attached(attached(report, "full", {"engine": report.engine_version}))
        assert kept.verdict.stage == report.stage.id


@pytest.fixture
def warnings_of_rendering(caplog: pytest.LogCaptureFixture) -> Iterator[list[str]]:
    found: list[str] = []

    class Gather(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(record.getMessage())

    gather = Gather(logging.WARNING)
    names = ("weasyprint", "fontTools", "py.warnings", "assessments")
    for name in names:
        logging.getLogger(name).addHandler(gather)
    yield found
    for name in names:
        logging.getLogger(name).removeHandler(gather)


def test_every_report_is_rendered_without_a_warning(warnings_of_rendering: list[str]) -> None:
    checked: list[str] = []

    @seed(SEED)
    @many(RENDERED)
    @given(scorable_sets(), st.randoms(use_true_random=False))
    def render(answers: AnswerSet, chance: random.Random) -> None:
        card = score(RUBRIC, annotated(answers, chance))
        report = build(card, company=chance.choice(COMPANIES), date=chance.choice(DATES))
        if report.stage is None:
            return
        edition = EDITIONS[len(checked) % len(EDITIONS)]
        content = pdf.render_pdf(report, edition)
        assert warnings_of_rendering == []
        assert faults(content) == []
        checked.append(edition)

    render()
    assert len(checked) > RENDERED / 2
