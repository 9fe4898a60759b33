"""The demonstration: a portfolio of invented companies that goes again without a trace."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from assessments import rubrics
from assessments.domain.digest import digest
from assessments.management.usage import UsageError
from assessments.models import (
    Act,
    Answer,
    Assessment,
    Company,
    Entry,
    Grant,
    Portfolio,
    Result,
    Tag,
    User,
)
from assessments.selectors import answer_set
from assessments.selectors.portfolios import visible_entries
from assessments.services import demo
from assessments.services.demo_answers import answers_of, traits_of
from assessments.services.demo_companies import LABEL, QUARTERS, STORIES, stories
from assessments.services.results import keep_missing_results

from .factories import entry_in, owned_assessment, user

pytestmark = pytest.mark.django_db

OWNER = "ada@example.org"


@pytest.fixture
def owner() -> User:
    return user(OWNER)


def seed(*more: str) -> str:
    out = StringIO()
    call_command("seed_demo", "--owner", OWNER, *more, stdout=out, stderr=StringIO())
    return out.getvalue()


def remove() -> str:
    out = StringIO()
    call_command("seed_demo", "--remove", stdout=out, stderr=StringIO())
    return out.getvalue()


def test_it_makes_a_portfolio_of_companies_that_are_labelled_as_invented(owner: User):
    said = seed()

    portfolio = Portfolio.objects.get()
    assert portfolio.name == "Demo portfolio (invented companies)"
    assert f"/portfolios/{portfolio.public_id}/" in said
    entries = list(visible_entries(portfolio))
    assert len(entries) == len(STORIES) == 24
    assert all(one.company.name.endswith(LABEL) for one in entries)
    assert [one.user for one in portfolio.members.all()] == [owner]


def test_they_have_six_quarters_that_move_believably(owner: User):
    seed()
    histories = {
        company.name.removesuffix(f" {LABEL}"): [
            one.ordinal for one in company.results.order_by("as_of")
        ]
        for company in Company.objects.all()
    }

    assert sorted({len(one) for one in histories.values()}) == [4, QUARTERS]
    assert sum(len(one) == 4 for one in histories.values()) == 2  # they stopped answering
    assert sum(one[-1] > one[0] for one in histories.values()) >= 8
    assert [name for name, one in histories.items() if one[-1] < one[0]] == ["Copperstile"]
    assert len(set(histories["Wickerbloom"])) == 1
    latest = Result.objects.filter(pk__in=Company.objects.values("latest"))
    assert set(latest.values_list("ordinal", flat=True)) == {1, 2, 3, 4, 5}
    assert latest.filter(is_split=True).count() == 1
    assert Grant.objects.filter(tier="summary").count() == 2
    assert latest.filter(gaps__contains=" on-call ").count() >= 5


def test_what_is_kept_of_each_is_what_its_answers_come_to(owner: User):
    seed("--companies", "5")

    for result in Result.objects.select_related("assessment"):
        found = digest(rubrics.find(), answer_set(result.assessment))
        assert found.verdict is not None
        assert (result.stage, result.missing) == (found.verdict.stage, found.gaps)
        assert result.musts == found.musts
    assert keep_missing_results() == 0


def test_each_assessment_was_submitted_and_begun_from_the_one_before(owner: User):
    seed("--companies", "2")

    for company in Company.objects.all():
        before: Assessment | None = None
        for one in company.assessments.order_by("as_of"):
            assert one.previous == before
            assert one.submitted_at is not None
            assert one.created_at < one.submitted_at
            assert not one.answers.filter(saved_at__gt=one.submitted_at).exists()
            before = one
        submitted = company.acts.filter(kind=Act.Kind.SUBMITTED).count()
        assert submitted == company.assessments.count()


def test_the_same_company_gives_the_same_answers_every_time():
    rubric = rubrics.find()
    first, again = (
        [answers_of(rubric, traits_of(rubric, one), 3) for one in stories(30)] for _ in range(2)
    )

    assert first == again
    assert len({one.title for one in stories(3000)}) == 3000


def test_every_answer_fits_the_rubric(owner: User):
    seed("--companies", "24")

    for one in Assessment.objects.filter(company__name__startswith="Nettleworth"):
        read = answer_set(one)
        assert len(read.answers) + len(read.roles) == one.answers.count()


def test_notes_tags_and_dates_stand_beside_the_companies(owner: User):
    seed()

    entry = Entry.objects.get(company__name__startswith="Amberquay")
    assert "Customs papers" in entry.note
    assert [tag.name for tag in entry.tags.all()] == ["logistics", "regulated"]
    assert entry.check_in_on is not None
    assert entry.check_in_on > date(2020, 1, 1)


def test_the_pages_of_the_companies_open_for_the_owner(owner: User, client: Client):
    seed("--companies", "9")
    client.force_login(owner)
    company = Company.objects.get(name__startswith="Wickerbloom")
    latest = company.assessments.order_by("-as_of")[0]

    for address in (
        reverse("company", kwargs={"company": company.public_id}),
        reverse("company-compare", kwargs={"company": company.public_id}),
        reverse("result", kwargs={"token": latest.public_id}),
        reverse("plan", kwargs={"company": company.public_id}),
    ):
        assert client.get(address).status_code == 200, address


def test_what_moved_can_be_read_of_who_shares_the_answers(owner: User, client: Client):
    seed()
    client.force_login(owner)
    company = Company.objects.get(name__startswith="Vellumbrook")

    response = client.get(reverse("moved", kwargs={"company": company.public_id}))

    assert response.status_code == 200


def test_a_second_one_is_refused(owner: User):
    seed("--companies", "1")

    with pytest.raises(UsageError, match="Remove it first"):
        seed("--companies", "1")
    assert Company.objects.count() == 1


def test_it_takes_an_account_that_there_is():
    with pytest.raises(UsageError, match="There is no account"):
        seed()
    assert not User.objects.exists()


@pytest.mark.parametrize("count", ["0", "10001"])
def test_it_makes_one_to_ten_thousand_companies(owner: User, count: str):
    with pytest.raises(UsageError, match="from 1 to 10,000"):
        seed("--companies", count)


def test_more_than_have_a_story_are_generated(owner: User):
    seed("--companies", str(len(STORIES) + 3))

    assert Company.objects.count() == len(STORIES) + 3
    assert Result.objects.filter(company=Company.objects.order_by("-pk")[0]).count() == QUARTERS


def test_it_all_goes_again_and_nothing_else(
    owner: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
):
    mine = owned_assessment(owner)
    seed("--companies", "3")
    entry_in(Portfolio.objects.get(), mine.company)

    with django_capture_on_commit_callbacks(execute=True):
        assert "3 invented companies" in remove()

    assert list(Company.objects.all()) == [mine.company]
    assert list(Assessment.objects.all()) == [mine]
    assert not Portfolio.objects.exists()
    assert not Tag.objects.exists()
    assert not Entry.objects.exists()
    assert Answer.objects.exclude(assessment=mine).count() == 0
    assert Grant.objects.get().revoked_at is not None  # of the real company: it ended


def test_it_goes_also_after_the_portfolio_or_its_owner_is_gone(owner: User):
    seed("--companies", "2")
    User.objects.all().delete()

    remove()

    assert not Company.objects.exists()
    assert not Portfolio.objects.exists()


def test_it_can_be_made_anew_once_it_is_removed(owner: User):
    seed("--companies", "1")
    remove()
    seed("--companies", "1")

    assert demo.marked_companies() == 1


def test_to_remove_what_is_not_there_removes_nothing():
    assert "0 invented companies" in remove()
