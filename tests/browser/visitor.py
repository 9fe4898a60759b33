"""What a visitor does, in their words."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from assessments.models import Answer, Assessment, User
from assessments.selectors import saved_values

SAVED = re.compile(r"^Saved \d\d:\d\d$")
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
        """The answers on disk, by question and role."""
        rows = saved_values(self.assessment)
        return {key: value for (what, key), value in rows.items() if what != Answer.Subject.NOTE}

    @property
    def notes(self) -> dict[str, Any]:
        """The notes on disk."""
        rows = saved_values(self.assessment)
        return {key: value for (what, key), value in rows.items() if what == Answer.Subject.NOTE}


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
    """Answer, and wait until this answer is the page's new base and autosave has said so."""
    answer(page, question, value)
    expect(page.locator(f"#was-question-{question}")).to_have_value(json.dumps(value))
    expect(save_status(page)).to_have_text(SAVED)


@contextmanager
def autosave(page: Page) -> Iterator[None]:
    """What is done within leads to an autosave; go on once it has succeeded and said so."""
    with page.expect_response(lambda reply: reply.request.method == "POST"):
        yield
    expect(save_status(page)).to_have_text(SAVED)


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


def sign_in(page: Page, host: str, who: User) -> None:
    """Sign in as somebody, without the pages for that."""
    client = Client()
    client.force_login(who)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": host}])
