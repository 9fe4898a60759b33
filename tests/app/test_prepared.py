"""A prepared query finds what Django's own finds, in one query, whoever asks."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection
from django.db.models import Exists, Model, OuterRef, QuerySet

from assessments.models import Assessment, Link
from assessments.prepared import NUMBER, TEXT, Prepared

from .factories import begun_assessment

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
