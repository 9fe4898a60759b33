"""The editions for those with whom the result is shared: all of the report but its answers."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import lru_cache

import pikepdf
import pymupdf
import pytest

from assessments import rubrics
from assessments.domain.assessment_file import read
from assessments.domain.notes import make_note
from assessments.domain.scorecard import score
from assessments.reports import pdf
from assessments.reports.attachment import Unreadable
from assessments.reports.context import ReportContext, build
from assessments.reports.editions import (
    BRIEF,
    EDITIONS,
    EVERY_EDITION,
    FULL,
    SHARED_BRIEF,
    SHARED_FULL,
    has_answers,
    layout_of,
    without_answers,
)
from assessments.reports.extraction import attached_file

from .structure import faults
from .test_pdf import CASES, FACTS_ONLY, LEAST_FILLED, LEAST_FILLED_LAST, filled

SHARED = {SHARED_FULL: FULL, SHARED_BRIEF: BRIEF}
COMPANIES = ("golden/doubled-after-a-round", "archetypes/enterprise", FACTS_ONLY)
SECRET = "Zaphod keeps the pager"


def noted_context(name: str) -> ReportContext:
    """A company with a note and an evidence link beside an answer."""
    path = CASES / f"{name}.yaml"
    file = read(path.read_text(encoding="utf-8"), str(path), rubrics.find)
    note = make_note(SECRET, "https://evidence.example/zaphod")
    assert note
    answers = replace(file.answers, notes={**file.answers.notes, "users": note})
    return build(score(file.rubric, answers), company=file.company, date=file.date)


@lru_cache
def rendered(name: str, edition: str) -> bytes:
    return pdf.render_pdf(noted_context(name), edition)


def text_of(content: bytes) -> str:
    with pymupdf.open(stream=content) as document:
        return " ".join(" ".join(page.get_text() for page in document).split())


def test_each_layout_has_an_edition_with_answers_and_one_without() -> None:
    assert {layout_of(one) for one in EVERY_EDITION} == set(EDITIONS)
    assert [without_answers(one) for one in EDITIONS] == list(SHARED)
    assert [without_answers(one) for one in SHARED] == list(SHARED)
    assert [one for one in EVERY_EDITION if has_answers(one)] == list(EDITIONS)


@pytest.mark.parametrize("edition", SHARED)
@pytest.mark.parametrize("name", COMPANIES)
def test_no_answer_is_attached_and_no_note_stands_in_it(name: str, edition: str) -> None:
    shared, whole = rendered(name, edition), rendered(name, SHARED[edition])

    with pytest.raises(Unreadable, match="leaves the answers out"):
        attached_file(shared)
    with pikepdf.open(io.BytesIO(shared)) as document:
        assert list(document.attachments) == []
    assert SECRET.encode() in attached_file(whole)
    assert SECRET not in text_of(shared)
    assert SECRET.encode() not in b"".join(_streams(shared))
    if edition == SHARED_FULL:
        assert SECRET in text_of(whole)


def _streams(content: bytes) -> list[bytes]:
    """Everything in the file, unpacked."""
    with pikepdf.open(io.BytesIO(content)) as document:
        return [
            one.read_bytes() if isinstance(one, pikepdf.Stream) else bytes(repr(one), "utf-8")
            for one in document.objects
        ]


def test_the_list_of_all_answers_is_left_out_and_that_is_said() -> None:
    for name in COMPANIES:
        shared, whole = (text_of(rendered(name, one)) for one in (SHARED_FULL, FULL))
        for heading in ("Every answer", "Notes and evidence", "The appendix has all answers."):
            assert heading in whole
            assert heading not in shared
        assert "is in the company’s own" in shared
        brief = text_of(rendered(name, SHARED_BRIEF))
        assert "every answer" not in brief
        assert "readiness for growth or a sale" in brief


@pytest.mark.parametrize("name", COMPANIES)
def test_everything_else_is_in_it(name: str) -> None:
    report, shared = noted_context(name), text_of(rendered(name, SHARED_FULL))

    titles = [str(section.title) for section in pdf.SECTIONS]
    reasons = [one.reasons[0].text for one in report.on_paper]
    names = [one.name for one in report.ranked]
    for said in (report.headline, *titles, *names, *reasons):
        assert " ".join(said.replace("\u202f", " ").split()) in shared


@pytest.mark.parametrize("name", COMPANIES)
def test_the_pages_are_as_full_as_those_of_the_others(name: str) -> None:
    with pymupdf.open(stream=rendered(name, SHARED_FULL)) as document:
        heights = [filled(page) for page in document]
        assert 7 <= len(document) <= 12
    assert min(heights[:-1]) > LEAST_FILLED
    assert heights[-1] > LEAST_FILLED_LAST
    with pymupdf.open(stream=rendered(name, SHARED_BRIEF)) as document:
        assert len(document) == 2


@pytest.mark.parametrize("edition", SHARED)
def test_nothing_stands_in_the_way_of_pdf_ua_and_the_file_says_which_edition_it_is(
    edition: str,
) -> None:
    content = rendered(COMPANIES[0], edition)

    assert faults(content) == []
    with pikepdf.open(io.BytesIO(content)) as document:
        assert str(document.docinfo["/Edition"]) == edition


def test_the_same_context_gives_the_same_bytes() -> None:
    for edition in SHARED:
        again = pdf.render_pdf(noted_context(COMPANIES[0]), edition)
        assert again == rendered(COMPANIES[0], edition)
