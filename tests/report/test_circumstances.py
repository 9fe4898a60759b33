"""Texts that follow the company: no CTO, code outside, fewer people, a parent, rules before launch."""

from __future__ import annotations

import io
from dataclasses import replace
from types import MappingProxyType

import pikepdf
import pymupdf
import pytest

from assessments import rubrics
from assessments.domain.answers import Holding
from assessments.domain.assessment_file import read
from assessments.domain.notes import Note
from assessments.domain.scorecard import score
from assessments.reports import pdf
from assessments.reports.context import ReportContext, build
from assessments.reports.editions import BRIEF

from .test_pdf import CASES, FOOT, context_of


def words_of(report: ReportContext, edition: str = "full") -> str:
    with pymupdf.open(stream=pdf.render_pdf(report, edition)) as document:
        return " ".join(" ".join(page.get_text() for page in document).split())


def changed(name: str, **roles: Holding) -> ReportContext:
    """A case with some roles held otherwise."""
    path = CASES / f"{name}.yaml"
    file = read(path.read_text(encoding="utf-8"), str(path), rubrics.find)
    answers = replace(file.answers, roles=MappingProxyType({**file.answers.roles, **roles}))
    return build(score(file.rubric, answers), company=file.company, date=file.date)


@pytest.mark.parametrize("edition", ["full", BRIEF])
def test_without_a_cto_the_report_speaks_to_the_founder(edition: str) -> None:
    report = context_of("golden/founder-without-cto")
    said = words_of(report, edition)
    assert "There is no CTO, so this report speaks to the founder" in said
    assert all("CTO" not in one.owner.replace("cting CTO", "") for one in report.priorities)
    assert any(one.owner.startswith("Acting CTO") for one in report.musts)


def test_who_wears_the_hat_of_the_cto_is_named() -> None:
    hat = changed("archetypes/mvp", cto=Holding("hat", "lead-developer"))
    assert hat.acting.startswith("CTO is a second hat of: Lead developer.")
    assert "often a founder’s" in changed("archetypes/mvp", cto=Holding("hat")).acting
    assert "from outside" in changed("archetypes/mvp", cto=Holding("outside")).acting
    assert context_of("archetypes/scaling").acting == ""
    assert context_of("golden/five-facts-known").acting == ""


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("bank-before-launch", "regulat"),
        ("code-written-outside", "outside"),
        ("cut-by-a-third", "Headcount change"),
        ("part-of-a-group", "group"),
    ],
)
def test_what_the_circumstances_change_is_told(name: str, said: str) -> None:
    report = context_of(f"golden/{name}")
    texts = " ".join(f"{one.cited.text} {one.advice.text}" for one in report.circumstances)
    assert said in texts
    words = words_of(report)
    for one in report.circumstances:
        assert one.advice.text.replace("\u202f", " ") in words


def test_a_company_that_shrinks_is_not_told_to_hire_now() -> None:
    organisation = context_of("golden/cut-by-a-third").organisation
    assert organisation is not None
    assert organisation.due == ()


def words_between(page: pymupdf.Page) -> str:
    """What a page says between its foot and the head of a table that goes on from the last one."""
    said = page.get_text(clip=(0, 0, page.rect.width, FOOT))
    return said.removeprefix("Answer\nWhat was added to it\n")


def test_notes_and_links_stand_in_the_appendix_as_text_and_as_links() -> None:
    path = CASES / "archetypes/mvp.yaml"
    file = read(path.read_text(encoding="utf-8"), str(path), rubrics.find)
    long = "One thing after the other, and <b>nothing</b> of it is markup. " * 40 + "W" * 400
    notes = {
        "users": Note("Counted by hand\non Monday", "https://example.org/users?from=1&to=2"),
        "roles.cto": Note(long, ""),
        "teams": Note("", "https://example.org/" + "x" * 300),
    }
    answers = replace(file.answers, notes=MappingProxyType(notes))
    report = build(score(file.rubric, answers), company="Noted", date="2026-11-22")
    content = pdf.render_pdf(report)
    with pymupdf.open(stream=content) as document:
        squeezed = "".join("".join(words_between(page) for page in document).split())
        for page in document:
            assert all(block[2] <= page.rect.width - 30 for block in page.get_text("blocks"))
    for note in notes.values():
        assert "".join(note.text.split()) in squeezed
        assert note.link in squeezed
    document = pikepdf.open(io.BytesIO(content))
    addresses = {
        str(one.A.URI)
        for page in document.pages
        for one in page.get("/Annots", [])
        if "/A" in one and "/URI" in one.A
    }
    assert addresses == {note.link for note in notes.values() if note.link}
