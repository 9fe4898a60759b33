"""Where the links of a result's pages lead: to one assessment's pages, or to the example's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse

from ..access import TOKEN_LENGTH, May, ToAssessment
from ..models import Assessment
from ..selectors.keeping import kept_until


@dataclass(frozen=True)
class Places:
    """Addresses of pages about the same answers; empty where the visitor may not go.

    Without ``answers`` a claim is not a link to the answer behind it, without ``what_if`` nothing
    can be tried, without ``again`` no assessment begun. The example has no file and no beginning
    again.
    """

    result: str
    answers: str
    what_if: str
    report: str
    brief: str
    answers_file: str = ""
    again: str = ""
    is_example: bool = False


def places_of(token: str, may: May) -> Places:
    """The addresses that are open to whoever ``may`` do so much with the assessment."""

    def at(name: str) -> str:
        return reverse(name, kwargs={"token": token})

    pages, reports = (at("result"), at("answers"), at("what-if")), (at("report"), at("brief"))
    places = Places(*pages, *reports, at("answers-file"), at("again"))
    if may < May.ANSWER:
        places = replace(places, again="")
    if may < May.SEE_ANSWERS:
        places = replace(places, answers="", what_if="", answers_file="")
    if may < May.SEE_RESULT:
        places = replace(places, report="", brief="")
    return places


def keep_place(token: str, assessment: Assessment) -> str:
    """Where whoever came by the private link can make the company their account's own; empty if it
    has an owner, or if one cannot come to own it by this address."""
    by_link = len(token) == TOKEN_LENGTH
    if not by_link or assessment.is_sheet or assessment.company.is_claimed:
        return ""
    return reverse("claim", kwargs={"token": token})


@dataclass(frozen=True)
class Nobodys:
    """An assessment that has no owner: where it can be deleted, and until when it is kept, if not for
    good. Each answer puts that off while it is open."""

    delete: str
    kept_until: datetime | None
    is_open: bool


def nobodys_of(token: str, assessment: Assessment) -> Nobodys | None:
    """What is told to whoever came by the private link of one that nobody has claimed. One query at
    most."""
    if not keep_place(token, assessment):
        return None
    place = reverse("delete-unclaimed", kwargs={"token": token})
    return Nobodys(place, kept_until(assessment.company), not assessment.is_submitted)


def company_place(way: ToAssessment) -> str:
    """The page of the company over time, for those whose way to the assessment opens that, too."""
    is_for_all = way.grant is not None and way.grant.assessment_id is None
    if way.may < May.MANAGE and not is_for_all:
        return ""
    return reverse("company", kwargs={"company": way.company.public_id})


def example_places() -> Places:
    return Places(
        reverse("example"),
        reverse("example-answers"),
        reverse("example-what-if"),
        reverse("example-report"),
        reverse("example-brief"),
        is_example=True,
    )
