"""Where the links of a result's pages lead: to one assessment's pages, or to the example's."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True)
class Places:
    """Addresses of pages about the same answers; empty where the example has no such thing."""

    result: str
    answers: str
    what_if: str
    report: str
    brief: str
    answers_file: str = ""
    again: str = ""

    @property
    def is_example(self) -> bool:
        return not self.again


def places_of(token: str) -> Places:
    names = ("result", "answers", "what-if", "report", "brief", "answers-file", "again")
    return Places(*(reverse(name, kwargs={"token": token}) for name in names))


def example_places() -> Places:
    return Places(
        reverse("example"),
        reverse("example-answers"),
        reverse("example-what-if"),
        reverse("example-report"),
        reverse("example-brief"),
    )
