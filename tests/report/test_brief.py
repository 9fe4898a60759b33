"""The brief edition: two pages for every company, chosen and not squeezed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import pikepdf
import pymupdf
import pytest

from assessments.reports import pdf
from assessments.reports.brief import (
    FIRST_PAGES,
    LAST_FIT,
    SECOND_PAGES,
    SHORT,
    Fit,
    brief_of,
)
from assessments.reports.context import ReportContext
from assessments.reports.editions import BRIEF
from assessments.reports.fitting import fitted
from assessments.reports.priority_part import PriorityView

from .test_pdf import EVERY, FACTS_ONLY, NAMES, SMALLEST, context_of, filled, spans

BUSIEST = "golden/doubled-after-a-round"
LONGEST = "W" * 119 + "x"


@lru_cache
def brief(name: str) -> bytes:
    return pdf.render_pdf(context_of(name), BRIEF)


def pages_of(content: bytes) -> Iterator[str]:
    with pymupdf.open(stream=content) as document:
        for page in document:
            yield " ".join(page.get_text().split())


@pytest.mark.parametrize("name", EVERY)
def test_it_has_two_pages_neither_half_empty_and_none_squeezed(name: str) -> None:
    with pymupdf.open(stream=brief(name)) as document:
        assert len(document) == 2
        for page in document:
            assert filled(page) > 0.65
            for span in spans(page):
                assert span["size"] >= SMALLEST, span["text"]
                assert span["bbox"][2] <= page.rect.width - 30, span["text"]


@pytest.mark.parametrize("name", [BUSIEST, FACTS_ONLY, "archetypes/mvp", "archetypes/enterprise"])
def test_it_says_the_verdict_the_musts_and_the_way_back_to_the_rest(name: str) -> None:
    report, (first, second) = context_of(name), pages_of(brief(name))
    assert report.headline.replace("\u202f", " ") in first
    for share in report.shares:
        assert f"{share.name} {share.share}".replace("\u202f", " ") in first
    assert "How sure that is" in first
    assert "Out of step" in first
    for one in report.musts:
        assert one.name in second
        assert one.owner in second
    for heading in ("Next hires", "The next ninety days", "What would move the verdict"):
        assert heading in second
    assert "The full report has" in second
    assert report.rubric.hash[:12] in second


@pytest.mark.parametrize("company", [*NAMES, LONGEST])
def test_the_longest_name_fits(company: str) -> None:
    content = pdf.render_pdf(replace(context_of(BUSIEST), company=company), BRIEF)
    pages = ["".join(page.split()) for page in pages_of(content)]
    assert len(pages) == 2
    assert all("".join(company.split()) in page for page in pages)


def wordy(one: PriorityView) -> PriorityView:
    return replace(
        one,
        name="Everything at once " * 4,
        first_move="Do a great many things without a single full stop " * 12,
        owner="Whoever is there " * 5,
    )


def busier(report: ReportContext) -> ReportContext:
    """Five wordy musts, more than forty seats to fill, a column of twenty wordy moves."""
    organisation = report.organisation
    assert organisation is not None
    hires = [
        replace(one, trigger="When it is time, but not before " * 20) for one in organisation.later
    ]
    plan = tuple(
        replace(
            column,
            items=tuple(
                replace(item, name=f"{item.name} {at}", move="One thing after the other " * 20)
                for at in range(3)
                for item in report.plan[-1].items
            ),
        )
        for column in report.plan
    )
    return replace(
        report,
        priorities=tuple(wordy(one) for one in report.priorities),
        organisation=replace(organisation, later=tuple(hires * 4)),
        plan=plan,
        how_sure=tuple("It is rather sure, all in all, one might say. " * 30 for _ in range(3)),
        lede="There is a lot to be said. " * 20,
    )


def test_a_company_with_more_to_say_than_two_pages_hold_still_gets_two() -> None:
    report = busier(context_of(BUSIEST))
    first, second = pages_of(pdf.render_pdf(report, BRIEF))
    assert report.headline.replace("\u202f", " ") in first
    assert second.count("Must ·") == len(report.musts)
    assert " …" in second


def test_what_is_missing_is_said_in_words() -> None:
    _first, second = pages_of(brief(FACTS_ONLY))
    assert "Whom to hire can be said once it is known who holds which role." in second


def test_it_is_tagged_and_has_one_title_and_a_text_for_each_chart() -> None:
    document = pikepdf.open(io.BytesIO(brief(BUSIEST)))
    assert "brief" in str(document.docinfo["/Title"])
    with document.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_the_same_context_gives_the_same_bytes() -> None:
    assert pdf.render_pdf(context_of(BUSIEST), BRIEF) == brief(BUSIEST)


def test_each_step_says_less_and_no_step_drops_a_must() -> None:
    report = context_of(BUSIEST)
    for at in range(len(SECOND_PAGES)):
        said = brief_of(report, Fit(0, at))
        assert [one.name for one in said.duties][: len(report.musts)] == [
            one.name for one in report.musts
        ]
    sizes = [len(str(brief_of(report, Fit(at, at)))) for at in range(len(FIRST_PAGES))]
    assert sizes == sorted(sizes, reverse=True)
    last = brief_of(report, LAST_FIT)
    assert all(len(one.why) <= SHORT + 2 for one in last.duties)


@pytest.mark.parametrize("first", range(len(FIRST_PAGES)))
@pytest.mark.parametrize("second", range(len(SECOND_PAGES)))
def test_the_first_steps_that_fit_are_found(first: int, second: int) -> None:
    tried: list[Fit] = []

    def lay_out(fit: Fit) -> tuple[Fit, Fit]:
        tried.append(fit)
        return fit, Fit(int(fit.first < first), int(fit.second < second))

    assert fitted(lay_out) == Fit(first, second)
    assert len(tried) <= 7


def test_the_last_step_is_taken_even_if_it_does_not_fit() -> None:
    assert fitted(lambda fit: (fit, Fit(1, 1))) == LAST_FIT


def test_without_a_verdict_there_is_no_brief() -> None:
    report = replace(context_of(FACTS_ONLY), stage=None)
    with pytest.raises(ValueError, match="no verdict"):
        brief_of(report)
    with pytest.raises(ValueError, match="no verdict"):
        pdf.render_pdf(report, BRIEF)
