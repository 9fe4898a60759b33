"""What a visitor does, in their words."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from assessments.models import Assessment
from assessments.selectors import saved_values

FACTS: dict[str, dict[str, str | int]] = {
    "product-and-users": {
        "release-status": "launched",
        "users": "first-customers",
        "demand": "bugs-feedback",
        "outage-impact": "few-mails",
    },
    "team-and-structure": {"it-members": 6, "teams": "one"},
    "direction-and-money": {"money": "monthly-burn", "planning-horizon": "month"},
}


class Visitor:
    """A browser page and the link of one assessment."""

    def __init__(self, page: Page, host: str, assessment: Assessment, token: str) -> None:
        self.page, self.host, self.assessment, self.token = page, host, assessment, token

    def address(self, name: str, **parts: str) -> str:
        return self.host + reverse(name, kwargs={"token": self.token, **parts})

    def open(self, name: str, **parts: str) -> None:
        self.page.goto(self.address(name, **parts))

    def open_section(self, slug: str) -> None:
        self.open("section", slug=slug)

    @property
    def saved(self) -> dict[str, Any]:
        """What is on disk, by question and role."""
        return {key: value for (_, key), value in saved_values(self.assessment).items()}


def choice(page: Page, question: str, option: str) -> Locator:
    return page.locator(f"#question-{question}-{option}")


def number(page: Page, question: str) -> Locator:
    return page.locator(f"#question-{question}-number")


def answer(page: Page, question: str, value: str | int) -> None:
    """Choose or type an answer, and leave the field."""
    if isinstance(value, int):
        number(page, question).fill(str(value))
        number(page, question).blur()
    else:
        choice(page, question, value).check()


def answer_and_wait(page: Page, question: str, value: str | int) -> None:
    """Answer, and wait until autosave has said that this answer is saved."""
    with autosave(page):
        answer(page, question, value)


@contextmanager
def autosave(page: Page) -> Iterator[None]:
    """What is done within leads to an autosave; go on once it has succeeded and said so."""
    with page.expect_response(lambda reply: reply.request.method == "POST"):
        yield
    expect(save_status(page)).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))


def eventually(expected: object, found: Callable[[], object], *, seconds: float = 5) -> None:
    """Wait until what is found is what is expected."""
    end = time.monotonic() + seconds
    while found() != expected and time.monotonic() < end:
        time.sleep(0.05)
    assert found() == expected


def save_status(page: Page) -> Locator:
    return page.locator("#save-status")


def press_until_focused(
    page: Page, target: Locator, key: str = "Tab", *, at_most: int = 60
) -> None:
    """Press a key until the element has the focus, as somebody without a mouse does."""
    for _ in range(at_most):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{at_most} times {key} did not lead to {target}")
