"""What nobody has claimed: deleted by its private link, or in the end by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from assessments import services
from assessments.models import Answer, Assessment, Company
from assessments.rendering.worker import Worker
from assessments.selectors.keeping import idle_companies, kept_until
from assessments.services.deleting import NotUnclaimed, delete_due, delete_unclaimed
from assessments.services.owning import ClaimedAlready, own

from .factories import (
    TODAY,
    answered,
    begun_assessment,
    change,
    history_rewritten,
    owned_assessment,
    submitted_assessment,
    user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stub_pdf")]


def files() -> list[Path]:
    return list(Path(django_settings.REPORTS_DIR).glob("*"))


# --- by itself -----------------------------------------------------------------------------------


@pytest.fixture
def ninety_days(settings: Any) -> int:
    settings.DELETE_UNCLAIMED_AFTER_DAYS = 90
    return 90


def aged(assessment: Assessment, days: float) -> Assessment:
    """The same, begun and answered that many days ago."""
    then = timezone.now() - timedelta(days=days)
    with history_rewritten():
        Company.objects.filter(pk=assessment.company_id).update(created_at=then)
        rows = Assessment.objects.filter(pk=assessment.pk)
        rows.update(created_at=then)
        rows.exclude(submitted_at=None).update(submitted_at=then)
        Answer.objects.filter(assessment=assessment).update(saved_at=then)
    return Assessment.objects.select_related("company").get(pk=assessment.pk)


def test_where_nothing_is_set_nothing_goes_by_itself():
    assessment = aged(answered(begun_assessment()[0]), 5000)

    assert kept_until(assessment.company) is None
    assert delete_due().companies == 0
    assert Company.objects.exists()


@pytest.mark.usefixtures("ninety_days")
def test_what_nobody_claimed_goes_so_many_days_after_the_last_answer():
    old = aged(answered(begun_assessment(company="Old")[0]), 91)
    young = aged(answered(begun_assessment(company="Young")[0]), 89)

    removed = delete_due()

    assert (removed.companies, removed.unclaimed) == (1, 1)
    assert list(Company.objects.all()) == [young.company]
    assert old.company.name == "Old"


@pytest.mark.usefixtures("ninety_days")
def test_what_somebody_owns_stays_however_old_it_is():
    aged(owned_assessment(user("olga@example.org")), 5000)

    assert delete_due().companies == 0


WHAT_KEEPS: dict[str, Callable[[Assessment], Any]] = {
    "an answer": lambda old: services.save_answers(old, [change("users", "testers")]),
    "a new assessment": lambda old: services.begin_from(old, as_of=TODAY),
    "submitting": lambda old: services.submit(answered_long_ago(old)),
    "claiming": lambda old: own(old.company, user("olga@example.org")),
}


def answered_long_ago(assessment: Assessment) -> Assessment:
    return aged(answered(assessment), 91)


@pytest.mark.usefixtures("ninety_days")
@pytest.mark.parametrize("name", WHAT_KEEPS)
def test_it_is_put_off_by(name: str):
    assessment = aged(begun_assessment()[0], 91)
    assert list(idle_companies(timezone.now())) == [assessment.company]

    WHAT_KEEPS[name](assessment)

    assert not idle_companies(timezone.now()).exists()
    assert delete_due().companies == 0


@pytest.mark.usefixtures("ninety_days")
@pytest.mark.parametrize("days", [0, 1, 89.99, 90.01, 400])
def test_until_when_it_is_kept_and_whether_it_goes_agree(days: float):
    assessment = aged(answered(begun_assessment()[0]), days)

    until = kept_until(assessment.company)

    assert until is not None
    assert idle_companies(timezone.now()).exists() == (until <= timezone.now())


@pytest.mark.usefixtures("ninety_days")
def test_until_when_it_is_kept_is_one_query(django_assert_num_queries: Any):
    company = begun_assessment()[0].company

    with django_assert_num_queries(1):
        assert kept_until(company)
    own(company, user("olga@example.org"))
    with django_assert_num_queries(0):
        assert kept_until(company) is None


# --- by its private link -------------------------------------------------------------------------


def test_the_only_assessment_takes_the_company_with_it():
    assessment, _token = submitted_assessment()
    Worker().run_until_done()
    assert files()

    delete_unclaimed(assessment)

    assert not Company.objects.exists()
    assert not Answer.objects.exists()
    assert files() == []


def test_of_several_only_that_one_goes_and_the_company_stays():
    first, _token = submitted_assessment()
    second, _token = services.begin_from(first, as_of=TODAY)
    Worker().run_until_done()

    delete_unclaimed(first)

    company = Company.objects.get()
    assert list(company.assessments.all()) == [second]
    assert company.delete_at is None
    assert second.answers.count() > 20
    assert Assessment.objects.get().previous is None
    assert (
        company.acts.latest("pk").about
        == "with the assessment of 22 November 2026, which was deleted"
    )


def test_what_is_claimed_meanwhile_is_not_deleted():
    assessment, _token = begun_assessment()
    own(Company.objects.get(), user("olga@example.org"))

    with pytest.raises(NotUnclaimed):
        delete_unclaimed(assessment)

    assert Assessment.objects.exists()


def test_what_is_deleted_meanwhile_cannot_be_claimed():
    assessment, _token = begun_assessment()
    Company.objects.update(delete_at=timezone.now())

    with pytest.raises(ClaimedAlready):
        own(assessment.company, user("olga@example.org"))
