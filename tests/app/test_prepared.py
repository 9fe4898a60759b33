"""A prepared query finds what Django's own finds, in one query, whoever asks."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.utils import timezone

from assessments.models import Answer, Assessment, Link
from assessments.prepared import NUMBER, TEXT, Prepared, PreparedUpsert, texts

from .factories import answered, begun_assessment

pytestmark = pytest.mark.django_db


def links(token_hash: str) -> QuerySet[Any]:
    found = Link.objects.filter(token_hash=token_hash, revoked_at__isnull=True)
    found = found.annotate(is_first=Exists(Assessment.objects.filter(pk=OuterRef("assessment"))))
    return found.select_related("assessment__company", "assessment__sheet_of")


def everything(row: Any) -> dict[str, Any]:
    """The row's values and what was joined to it."""
    return {
        name: everything(value) if isinstance(value, Model) else value
        for name, value in vars(row).items()
        if name != "_state"
    } | {"joined": {name: value and everything(value) for name, value in _joined(row).items()}}


def _joined(row: Any) -> dict[str, Any]:
    cached: dict[str, Any] = row._state.fields_cache
    return cached


def test_it_finds_the_same_row_with_all_that_belongs_to_it():
    prepared = Prepared(links, TEXT)
    for company in ("Ferrovia", "Łódź Trams"):
        _assessment, token = begun_assessment(company=company)
        found = prepared.first(Link.hash_of(token))

        assert found is not None
        assert everything(found) == everything(links(Link.hash_of(token)).get())
        assert found.assessment.company.name == company
        assert found._state.db == connection.alias
        assert not found._state.adding


def test_what_is_not_there_is_none():
    assert Prepared(links, TEXT).first("0" * 64) is None


def test_it_asks_for_numbers_too():
    prepared = Prepared(lambda pk: Assessment.objects.filter(pk=pk), NUMBER)
    first, second = begun_assessment()[0], begun_assessment()[0]

    assert prepared.first(first.pk) == first
    assert prepared.first(second.pk) == second


def test_it_is_built_once_and_costs_one_query(django_assert_num_queries: Any):
    built: list[str] = []

    def build(token_hash: str) -> QuerySet[Any]:
        built.append(token_hash)
        return links(token_hash)

    prepared = Prepared(build, TEXT)
    hashes = [Link.hash_of(begun_assessment()[1]) for _ in range(3)]
    with django_assert_num_queries(3):
        found = [prepared.first(one) for one in hashes]

    assert all(found)
    assert built == [TEXT]


def test_the_row_is_read_anew_each_time():
    prepared = Prepared(links, TEXT)
    assessment, token = begun_assessment(company="Ferrovia")
    prepared.first(Link.hash_of(token))
    type(assessment.company).objects.update(name="Tranvia")

    found = prepared.first(Link.hash_of(token))

    assert found is not None
    assert found.assessment.company.name == "Tranvia"


def test_a_value_that_is_asked_for_twice_is_a_mistake():
    twice = Prepared(
        lambda text: Link.objects.filter(token_hash=text).exclude(token_hash=text), TEXT
    )

    with pytest.raises(ValueError, match="once"):
        twice.first("x")


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_over_its_own_connection():
    prepared = Prepared(links, TEXT)
    token_hash = Link.hash_of(begun_assessment()[1])
    prepared.first(token_hash)
    found: list[Any] = []

    def ask() -> None:
        found.append(prepared.first(token_hash))
        connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()

    assert found == [prepared.first(token_hash)]


# --- values --------------------------------------------------------------------------------------


def values(assessment: int) -> QuerySet[Answer, Any]:
    rows = Answer.objects.filter(assessment=assessment)
    return rows.values_list("subject", "key", "value", "saved_at")


def test_values_are_those_that_django_reads():
    assessment, _token = begun_assessment()
    answered(assessment, "adoption")
    found = Prepared(values, NUMBER).values(assessment.pk)

    assert len(found) > 50
    assert sorted(map(tuple, found)) == sorted(values(assessment.pk))


def test_it_asks_for_several_values_in_any_order():
    assessment, _token = begun_assessment()
    answered(assessment, "adoption")

    def some(key: str, pk: int, other: str) -> QuerySet[Answer, Any]:
        return values(pk).filter(key__in=[other, key])

    prepared = Prepared(some, *texts(1), NUMBER, TEXT)
    for keys in (("release-status", "users"), ("users", "it-members"), ("users", "users")):
        found = prepared.values(keys[0], assessment.pk, keys[1])

        assert {row[1] for row in found} == set(keys)
        assert sorted(map(tuple, found)) == sorted(some(keys[0], assessment.pk, keys[1]))


def test_no_rows_are_no_rows():
    assert Prepared(values, NUMBER).values(-1) == []


# --- writing -------------------------------------------------------------------------------------


def an_answer(assessment: Assessment, value: object, page: str = "") -> Answer:
    return Answer(
        assessment=assessment,
        subject="question",
        key="release-status",
        value=value,
        page=page,
        saved_at=timezone.now(),
    )


@pytest.fixture
def upsert() -> PreparedUpsert[Answer]:
    return PreparedUpsert(
        Answer, unique=("assessment", "subject", "key"), changed=("value", "page", "saved_at")
    )


@pytest.mark.parametrize("value", ["stable", 'Łódź "%s" %', ["a", {"b": 1}], 3.5, True])
def test_a_row_is_written_as_it_is(upsert: PreparedUpsert[Answer], value: object):
    assessment, _token = begun_assessment()
    given = an_answer(assessment, value, page="0123")
    upsert.write(given, "default")

    (found,) = Answer.objects.filter(assessment=assessment)
    assert (found.value, found.page, found.saved_at) == (value, "0123", given.saved_at)


def test_a_row_that_is_there_is_changed(
    upsert: PreparedUpsert[Answer], django_assert_num_queries: Any
):
    assessment, _token = begun_assessment()
    other, _token = begun_assessment()
    upsert.write(an_answer(assessment, "prototype"), "default")
    upsert.write(an_answer(other, "prototype"), "default")
    (first,) = Answer.objects.filter(assessment=assessment)
    with django_assert_num_queries(1):
        upsert.write(an_answer(assessment, "stable", page="4567"), "default")

    (found,) = Answer.objects.filter(assessment=assessment)
    assert (found.pk, found.value, found.page) == (first.pk, "stable", "4567")
    assert Answer.objects.get(assessment=other).value == "prototype"


def test_what_the_database_forbids_is_not_written(upsert: PreparedUpsert[Answer]):
    assessment, _token = begun_assessment()
    wrong = an_answer(assessment, "stable")
    wrong.subject = "weather"

    with pytest.raises(IntegrityError), transaction.atomic():
        upsert.write(wrong, "default")

    assert not assessment.answers.exists()


@pytest.mark.django_db(transaction=True)
def test_each_thread_writes_over_its_own_connection(upsert: PreparedUpsert[Answer]):
    assessment, _token = begun_assessment()
    upsert.write(an_answer(assessment, "prototype"), "default")

    def write() -> None:
        upsert.write(an_answer(assessment, "stable"), "default")
        connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    thread.join()

    assert Answer.objects.get(assessment=assessment).value == "stable"
