"""A portfolio's table on the database at hand. Part of ``rivals``."""

from __future__ import annotations

import random

from django.http import QueryDict

from assessments import rubrics
from assessments.selectors.overview import view_of

from .factories import portfolio_of, user
from .overview_model import expected, mixed_portfolio, queries
from .racing import Found

TRIED = 150  # addresses


def a_portfolio_is_filtered_and_sorted_as_plain_python_does_it() -> Found:
    draw, rubric = random.Random(6), rubrics.find()  # noqa: S311  nothing secret
    portfolio = mixed_portfolio(portfolio_of(user("overview@example.org")))
    found: Found = []
    for _address in range(TRIED):
        query = queries(draw, rubric)
        view = view_of(QueryDict(query))
        shown = [one.company.name for one in view.entries(portfolio)]
        if shown != expected(view, portfolio):
            found.append(f"{query}: {shown} instead of {expected(view, portfolio)}")
    return found[:3]


SENTENCES = (a_portfolio_is_filtered_and_sorted_as_plain_python_does_it,)
