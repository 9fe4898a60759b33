"""What a submitted assessment came to is kept in columns, as the scorecard says it."""

from __future__ import annotations

from datetime import date

import pytest

from assessments import services
from assessments.domain.scorecard import score
from assessments.models import Assessment, Company, Result
from assessments.selectors import answer_set, rubric_of
from assessments.services.deleting import delete_unclaimed
from assessments.services.housekeeping import keep_house
from assessments.services.results import keep_missing_results, keep_results

from .factories import answered, begun_assessment, submitted_assessment

pytestmark = pytest.mark.django_db


def submitted_on(day: date, archetype: str) -> Assessment:
    assessment, _token = begun_assessment(as_of=day)
    services.submit(answered(assessment, archetype))
    assessment.refresh_from_db()
    return assessment


@pytest.mark.parametrize("stage", ["mvp", "pmf", "adoption", "scaling", "enterprise"])
def test_submitting_keeps_what_the_scorecard_says(stage: str):
    assessment, _token = submitted_assessment(archetype=stage)

    result = Result.objects.get(assessment=assessment)
    card = score(rubric_of(assessment), answer_set(assessment))
    assert card.verdict is not None
    assert result.stage == card.verdict.stage == stage
    assert card.rubric.stage_ids[result.ordinal - 1] == stage
    assert result.certainty == card.verdict.certainty
    assert (
        result.probabilities[stage]
        == result.probability
        == pytest.approx(max(card.verdict.probabilities), abs=1e-4)
    )
    order = card.rubric.stage_order
    assert result.readiness == {
        one.dimension: None if one.behind is None else (order[one.stage] + 1 if one.stage else 0)
        for one in card.readiness
    }
    assert result.is_split == bool(card.splits)
    assert result.musts == sum(one.moscow == "must" for one in card.priorities)
    assert set(result.missing) == {name for one in card.readiness for name in one.unmet}
    assert result.it_members == answer_set(assessment).number("it-members")
    assert Company.objects.get().latest == result


def test_the_latest_result_is_that_of_the_latest_date_and_tells_how_far_it_moved():
    first = submitted_on(date(2026, 3, 1), "adoption")
    following, _name = services.begin_from(first, as_of=date(2026, 9, 1))
    following.answers.all().delete()
    services.submit(answered(following, "enterprise"))
    between, _name = services.begin_from(first, as_of=date(2026, 6, 1))
    between.answers.all().delete()
    services.submit(answered(between, "pmf"))

    by_date = Result.objects.order_by("as_of")
    assert [(one.ordinal, one.moved) for one in by_date] == [(3, None), (2, -1), (5, 3)]
    assert Company.objects.get().latest == by_date.last()


def test_results_are_completed_and_brought_up_to_an_edited_rubric_without_being_asked():
    assessment, _token = submitted_assessment()
    Result.objects.all().delete()
    keep_house()
    assert Result.objects.get().assessment == assessment

    Result.objects.update(rubric_hash="another", ordinal=1)
    keep_house()
    assert Result.objects.get().ordinal == 3
    assert keep_missing_results() == 0


def test_keeping_results_again_writes_nothing():
    submitted_assessment()

    assert keep_results(*Company.objects.all()) == 0


def test_a_sheet_and_an_open_assessment_have_no_result():
    begun, _token = begun_assessment()
    answered(begun)

    keep_results(begun.company)
    keep_missing_results()

    assert not Result.objects.exists()
    assert Company.objects.get().latest is None


def test_when_one_of_several_unclaimed_assessments_is_deleted_the_latest_is_the_one_left():
    first = submitted_on(date(2026, 3, 1), "pmf")
    following, _name = services.begin_from(first, as_of=date(2026, 9, 1))
    services.submit(following)

    delete_unclaimed(following)

    assert Company.objects.get().latest == Result.objects.get() == first.result
