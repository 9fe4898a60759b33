"""The validator that the W3C uses finds no error, on no page in no state, nor in our pictures.

Errors fail. Warnings and remarks are printed: they are advice, some of it for older browsers. The
attributes of htmx are let through: the standard has no ``hx-*``, browsers leave them alone.
Needs Java and vnu-jar from npm, so it belongs to ``make audit``.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings

from .markup import Html

# The pages are rendered for the whole session; without a mark nobody would make the database.
pytestmark = [pytest.mark.audit, pytest.mark.django_db]

HTMX = re.compile(r"Attribute “hx-[a-z-]+” not allowed on element")
VNU = settings.BASE_DIR / "node_modules/vnu-jar/build/dist/vnu.jar"


@dataclass(frozen=True)
class Message:
    """What the validator says of a place in a file."""

    file: str
    is_error: bool
    text: str


def validate(folder: Path) -> Iterator[Message]:
    """What the validator has to say of every file in the folder, by what it is: HTML or SVG."""
    command = ["java", "-jar", str(VNU), "--format", "json", "--stdout", "--also-check-svg"]
    done = subprocess.run([*command, str(folder)], capture_output=True, text=True)
    assert done.stdout, done.stderr
    for one in json.loads(done.stdout)["messages"]:
        if HTMX.match(one["message"]):
            continue
        place = f"line {one.get('lastLine', '?')}: {one.get('extract', '').strip()!r}"
        file = Path(one.get("url", "")).name
        yield Message(file, one["type"] != "info", f"{one['message']} {place}")


def test_every_page_is_valid(pages: list[Html], tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    for index, page in enumerate(pages):
        name = re.sub(r"[^a-z0-9]+", "-", page.name.lower()).strip("-")
        (tmp_path / f"{index:03}-{name}.html").write_text(page.text, encoding="utf-8")

    found = list(validate(tmp_path))

    advice = Counter(one.text.partition(" line ")[0] for one in found if not one.is_error)
    with capsys.disabled():
        for text, times in advice.most_common():
            print(f"\nadvice, {times} times: {text}", end="")
    assert not (errors := [f"{one.file}: {one.text}" for one in found if one.is_error]), "\n".join(
        errors
    )
    assert len(pages) > 50


def test_every_picture_that_we_draw_is_valid(tmp_path: Path):
    for file in (settings.BASE_DIR / "static/img").glob("*.svg"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    assert list(tmp_path.iterdir())

    assert [f"{one.file}: {one.text}" for one in validate(tmp_path) if one.is_error] == []


def test_a_page_with_a_fault_is_reported(tmp_path: Path):
    page = "<!doctype html><html lang=en><title>x</title><p><div></p><b id=a></b><b id=a></b>"
    (tmp_path / "faulty.html").write_text(page, encoding="utf-8")

    errors = [one for one in validate(tmp_path) if one.is_error]

    assert {one.file for one in errors} == {"faulty.html"}
    assert any("Duplicate ID" in one.text for one in errors)
