"""Pictures of every page of three companies' reports, to compare new ones with.

``python -m tests.report.golden`` makes them anew: look at them before they are committed.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pymupdf
from PIL import Image, ImageChops, ImageStat

FOLDER = Path(__file__).parent / "golden"
COMPANIES = ("archetypes/mvp", "golden/doubled-after-a-round", "golden/five-facts-known")
DPI = 36
GREYS = 6
LARGEST = 15_000  # bytes of a picture
# The mean difference of two pages, of 255, from which they are not the same. Another page makes
# more than 10, a page whose text moved by a pixel more than 4, another version of the libraries
# that draw hardly anything.
TOLERANCE = 1.5


def pages(report: bytes) -> Iterator[Image.Image]:
    """Every page in few greys."""
    with pymupdf.open(stream=report) as document:
        for page in document:
            drawn = page.get_pixmap(dpi=DPI, colorspace=pymupdf.csGRAY)
            picture = Image.frombytes("L", (drawn.width, drawn.height), drawn.samples)
            yield picture.quantize(GREYS).convert("L")


def stored(name: str) -> list[Image.Image]:
    return [Image.open(path).convert("L") for path in sorted(FOLDER.glob(f"{name}-*.png"))]


def file_stem(company: str, edition: str) -> str:
    return f"{company.rpartition('/')[2]}-{edition}"


def difference(one: Image.Image, other: Image.Image) -> float:
    """The mean difference of two pages of one size, 0 to 255."""
    if one.size != other.size:
        return 255.0
    return ImageStat.Stat(ImageChops.difference(one, other)).mean[0]


def write(report: bytes, stem: str) -> None:
    for number, page in enumerate(pages(report), 1):
        content = io.BytesIO()
        page.quantize(GREYS).save(content, "PNG", optimize=True)
        (FOLDER / f"{stem}-{number:02}.png").write_bytes(content.getvalue())


def main() -> None:
    """Make all pictures anew."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stagecheck.settings")
    import django

    django.setup()
    from assessments.reports import pdf
    from assessments.reports.editions import EDITIONS

    from .test_pdf import context_of

    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    for company in COMPANIES:
        for edition in EDITIONS:
            write(pdf.render_pdf(context_of(company), edition), file_stem(company, edition))


if __name__ == "__main__":
    main()
