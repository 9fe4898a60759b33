"""What is set side by side: a few companies of a portfolio, or a company and its own past."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from ..domain.assessment_file import UnknownRubric
from ..domain.rubric_loading import RubricFaults
from ..domain.scorecard import Scorecard, score
from ..models import Answer, Assessment, Entry, Portfolio
from .answers import Saved, as_answer_set, rubric_of
from .portfolios import visible_entries

MOST_OFFERED = 60  # companies to choose from on one page


def entries_named(portfolio: Portfolio, names: Sequence[str]) -> list[Entry]:
    """The companies of these names that share with the portfolio now, in the order of the names, with
    their latest assessments. One query."""
    entries = visible_entries(portfolio).filter(public_id__in=names)
    found = list(entries.select_related("company__latest__assessment__company"))
    return sorted(found, key=lambda one: names.index(one.public_id))


def offered(portfolio: Portfolio, like: str) -> tuple[list[Entry], int]:
    """Those with something to compare whose name contains ``like``, by name, as many as a page holds;
    and how many more there are. Two queries."""
    entries = visible_entries(portfolio).filter(company__latest__isnull=False)
    if like:
        entries = entries.filter(company__name__icontains=like)
    shown = list(entries.order_by("company__name", "pk")[:MOST_OFFERED])
    return shown, max(entries.count() - len(shown), 0)


def cards_of(assessments: Iterable[Assessment]) -> Mapping[int, Scorecard]:
    """The scorecard of each assessment by its key; none of one whose rubric is not here any more. One
    query, and some milliseconds for each."""
    listed = list(assessments)
    saved: defaultdict[int, Saved] = defaultdict(dict)
    rows = Answer.objects.filter(assessment__in=listed).exclude(subject=Answer.Subject.NOTE)
    for pk, subject, key, value in rows.values_list("assessment", "subject", "key", "value"):
        saved[pk][subject, key] = value
    found = {}
    for one in listed:
        try:
            rubric = rubric_of(one)
        except (UnknownRubric, RubricFaults):
            continue
        found[one.pk] = score(rubric, as_answer_set(rubric, saved[one.pk]))
    return found
