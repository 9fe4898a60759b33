"""The saved answers of an assessment: all of them, or those under some keys."""

from __future__ import annotations

from typing import Any

import pytest

from assessments.models import Answer, Assessment
from assessments.selectors import answer_rows
from assessments.selectors.answers import FEW

from .factories import answered, begun_assessment

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessment() -> Assessment:
    """Answered, beside another that is answered differently."""
    for archetype in ("mvp", "adoption"):
        made, _token = begun_assessment()
        answered(made, archetype)
    return made


def test_all_of_them_are_those_of_the_assessment(assessment: Assessment):
    found = {(row.subject, row.key): row for row in answer_rows(assessment)}

    assert len(found) == assessment.answers.count()
    for one in assessment.answers.all():
        row = found[one.subject, one.key]
        assert (row.value, row.page, row.saved_at) == (one.value, one.page, one.saved_at)


@pytest.mark.parametrize("count", [0, 1, 2, FEW - 1, FEW, FEW + 1, 3 * FEW])
def test_some_are_found_by_their_keys_however_many(
    assessment: Assessment, count: int, django_assert_num_queries: Any
):
    keys = set(
        Answer.objects.filter(assessment=assessment).values_list("key", flat=True)[:count]
    ) | ({"no-such-question"} if count else set())
    with django_assert_num_queries(1):
        found = list(answer_rows(assessment, keys))

    expected = assessment.answers.filter(key__in=keys)
    assert sorted((row.subject, row.key) for row in found) == sorted(
        expected.values_list("subject", "key")
    )
