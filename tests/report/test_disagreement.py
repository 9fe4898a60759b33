"""The report of an assessment that several people answered: what they differed on, and its proof."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import cycle, islice

import pymupdf
import pytest

from assessments import rubrics
from assessments.domain.answers import AnswerSet
from assessments.domain.assessment_file import read
from assessments.domain.disagreement import Sheet, agreements, disagreements, middle
from assessments.domain.scorecard import score
from assessments.domain.settlement import Differences, implied, settled
from assessments.models import Respondent
from assessments.reports import pdf
from assessments.reports.attachment import Unreadable, read_attached
from assessments.reports.context import ReportContext, build
from assessments.reports.editions import BRIEF, FULL, SHARED_FULL
from assessments.reports.extraction import attached_file
from assessments.reports.verification import Pages, verify

from .structure import faults
from .test_pdf import CASES

ROLES = Respondent.Role.values
LONG = "Because we looked, and the figures of the last quarter say so. " * 20


def answers_of(name: str) -> AnswerSet:
    path = CASES / f"{name}.yaml"
    return read(path.read_text(encoding="utf-8"), str(path), rubrics.find).answers


def context_of(*names: str, reason: str = "So.") -> ReportContext:
    """The context of what people who see these companies settle on the middle; half is left open."""
    rubric = rubrics.find()
    sheets = [Sheet(str(at), answers_of(name)) for at, name in enumerate(names)]
    role_of = {one.respondent: role for one, role in zip(sheets, cycle(ROLES), strict=False)}
    stands = middle(rubric, sheets, AnswerSet())
    differed = disagreements(rubric, sheets)
    told = Differences(
        tuple(implied(rubric, role_of[one.respondent], one.answers) for one in sheets),
        tuple(
            settled(one, role_of, one.positions[0].answer if at % 2 else None, reason)
            for at, one in enumerate(differed)
        ),
        len(agreements(rubric, sheets)),
    )
    card = score(rubric, stands)
    return build(card, company="Ferrovia", date="2026-11-22", differences=told)


COMPANIES = {
    "two who agree": ("archetypes/adoption",) * 2,
    "two": ("archetypes/scaling", "archetypes/adoption"),
    "five": ("archetypes/enterprise", *("archetypes/mvp", "archetypes/pmf") * 2),
    "twenty": tuple(islice(cycle(("archetypes/enterprise", "archetypes/scaling")), 20)),
}


@lru_cache
def report_of(name: str, edition: str = FULL) -> bytes:
    return pdf.render_pdf(context_of(*COMPANIES[name], reason=LONG), edition)


@lru_cache
def text_of(name: str, edition: str = FULL) -> str:
    with pymupdf.open(stream=report_of(name, edition)) as document:
        return " ".join(" ".join(page.get_text().split()) for page in document)


@pytest.mark.parametrize("name", COMPANIES)
def test_the_full_report_still_has_eight_to_twelve_pages(name: str):
    with pymupdf.open(stream=report_of(name)) as document:
        assert 8 <= len(document) <= 12


@pytest.mark.parametrize("name", COMPANIES)
def test_it_is_as_sound_as_any_other(name: str):
    assert faults(report_of(name)) == []


def test_it_has_a_section_of_its_own_before_the_appendix():
    with pymupdf.open(stream=report_of("two")) as document:
        bookmarks = [title for level, title, _page in document.get_toc() if level == 1]

    assert bookmarks[-2:] == ["11 Where the answers differed", "12 Appendix"]


def test_it_says_who_said_what_by_role_what_was_settled_and_why():
    said = text_of("two")

    assert "Two people answered, each without seeing the others’ answers." in said
    assert "Founder Scaling (clear), CEO Adoption (clear)." in said
    assert "the figures of the last quarter say so" in said
    assert "left open" in said
    assert "the result page tells them all" in said


def test_who_agree_on_everything_are_told_so_in_a_sentence():
    assert "There is nothing that they differed on." in text_of("two who agree")


def test_one_persons_report_says_nothing_of_it():
    context = replace(context_of("archetypes/pmf"), differences=None)

    assert context.disagreement is None
    assert "Where the answers differed" not in pdf.render_html(context)


def test_the_brief_says_nothing_of_it():
    with pymupdf.open(stream=report_of("two", BRIEF)) as document:
        assert len(document) == 2
    assert "differed" not in text_of("two", BRIEF)


def test_the_edition_without_answers_attaches_nothing():
    with pytest.raises(Unreadable):
        attached_file(pdf.render_pdf(context_of("archetypes/pmf"), SHARED_FULL))


@pytest.mark.parametrize("name", ["two", "twenty"])
def test_the_file_is_proved_byte_for_byte(name: str):
    report = report_of(name)

    found = verify(
        report,
        read_attached(attached_file(report)),
        rubrics.find,
        pdf.made_with(),
        pdf.render_pdf,
    )

    assert found.pages is Pages.IDENTICAL
    assert found.holds


def test_attached_differences_that_are_none_are_told_as_damage():
    report = report_of("two")
    attached = read_attached(attached_file(report))
    spoiled = attached.model_copy(update={"differences": {"settled": []}})

    with pytest.raises(Unreadable, match="differences do not fit"):
        verify(report, spoiled, rubrics.find, pdf.made_with(), pdf.render_pdf)


def test_the_same_differences_make_the_same_bytes():
    again = pdf.render_pdf(context_of(*COMPANIES["two"], reason=LONG))

    assert again == report_of("two")
