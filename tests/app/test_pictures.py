"""The pictures that other programs show for a page: of the size they ask for, and small."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

IMAGES: Path = settings.BASE_DIR / "static/img"


@pytest.mark.parametrize(
    ("name", "size"), [("apple-touch-icon.png", (180, 180)), ("preview.png", (1200, 630))]
)
def test_a_picture_has_the_size_that_is_asked_for_and_is_light(name: str, size: tuple[int, int]):
    with Image.open(IMAGES / name) as picture:
        assert picture.size == size
        assert picture.mode == "P"  # of few colours, so flat and small
    assert (IMAGES / name).stat().st_size < 60_000


@pytest.mark.parametrize("name", ["favicon.svg", "mark.svg"])
def test_the_mark_is_drawn_for_light_and_for_dark_and_is_light_itself(name: str):
    drawn = (IMAGES / name).read_text()

    assert "prefers-color-scheme: dark" in drawn
    assert drawn.count("<rect") == 5
    assert len(drawn) < 1000
