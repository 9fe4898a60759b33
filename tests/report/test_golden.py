"""The pages look as they did when somebody last looked at them; see ``golden`` for how to renew."""

from __future__ import annotations

import pytest
from PIL import Image

from assessments.reports import pdf
from assessments.reports.editions import EDITIONS

from .golden import (
    COMPANIES,
    FOLDER,
    LARGEST,
    TOLERANCE,
    difference,
    file_stem,
    pages,
    stored,
)
from .test_pdf import context_of


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("company", COMPANIES)
def test_every_page_looks_as_it_did(company: str, edition: str) -> None:
    now = list(pages(pdf.render_pdf(context_of(company), edition)))
    before = stored(file_stem(company, edition))
    assert len(now) == len(before)
    for number, (one, other) in enumerate(zip(now, before, strict=True), 1):
        assert difference(one, other) < TOLERANCE, f"page {number} looks different"


def test_another_page_does_not_pass_for_the_same() -> None:
    first, second, *_ = stored(file_stem(COMPANIES[1], EDITIONS[0]))
    moved = first.transform(first.size, Image.Transform.AFFINE, (1, 0, 0, 0, 1, -4))
    assert difference(first, second) > TOLERANCE
    assert difference(first, moved) > TOLERANCE


def test_the_pictures_are_small() -> None:
    assert all(path.stat().st_size < LARGEST for path in FOLDER.glob("*.png"))
