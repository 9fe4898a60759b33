"""Files of which no company can be made: each fault with its place, and nothing is kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from assessments import rubrics
from assessments.company_file.reading import LARGEST_FILE, MOST_TOLD, Unfit, read
from assessments.models import Act, Answer, Company, Owner
from assessments.services.importing import import_company

from .company_files import Raw, company_with_everything, exported
from .factories import user

pytestmark = pytest.mark.django_db


def places(raw: Raw | bytes) -> dict[str, str]:
    """What is wrong with a file: what, by place."""
    content = raw if isinstance(raw, bytes) else json.dumps(raw).encode()
    with pytest.raises(Unfit) as caught:
        read(content, rubrics.find)
    return {fault.place: fault.what for fault in caught.value.faults}


@pytest.fixture
def raw() -> Raw:
    olga = user("olga@example.org", name="Olga")
    return exported(company_with_everything(olga), olga)


def spoiled(spoil: Callable[[Raw], Any], raw: Raw) -> dict[str, str]:
    spoil(raw)
    return places(raw)


SPOILT: dict[str, tuple[Callable[[Raw], Any], str]] = {
    "no name": (lambda raw: raw["company"].pop("name"), "company"),
    "an empty name": (lambda raw: raw["company"].update(name=" \t"), "company.name"),
    "a long name": (lambda raw: raw["company"].update(name="x" * 121), "company.name"),
    "a name with NUL": (lambda raw: raw["company"].update(name="x\0"), "company.name"),
    "a name with half a character": (
        lambda raw: raw["company"].update(name="x\ud800"),
        "company.name",
    ),
    "a name that is a list": (lambda raw: raw["company"].update(name=["x"]), "company.name"),
    "a company that is a list": (lambda raw: raw.update(company=[]), "company"),
    "assessments that are a text": (lambda raw: raw.update(assessments="x"), "assessments"),
    "an assessment that is a number": (
        lambda raw: raw["assessments"].append(3),
        "assessments[2]",
    ),
    "a key that is not known": (lambda raw: raw["company"].update(x=1), "company.x"),
    "a day that is none": (
        lambda raw: raw["assessments"][0].update(as_of="2026-02-30"),
        "assessments[0].as_of",
    ),
    "a time without offset": (
        lambda raw: raw["assessments"][0].update(created_at="2026-02-03T10:00:00"),
        "assessments[0].created_at",
    ),
    "a time that no zone can show": (
        lambda raw: raw["assessments"][0].update(created_at="9999-12-31T23:59:59Z"),
        "assessments[0].created_at",
    ),
    "a time that is a number": (
        lambda raw: raw["acts"][0].update(at=0),
        "acts[0].at",
    ),
    "a rubric that is not here": (
        lambda raw: raw["assessments"][1]["rubric"].update(version="0.9"),
        "assessments[1].rubric",
    ),
    "a rubric that climbs": (
        lambda raw: raw["assessments"][1]["rubric"].update(id="../../etc"),
        "assessments[1].rubric",
    ),
    "the rubric of a sheet": (
        lambda raw: raw["assessments"][1]["respondents"][0]["sheet"]["rubric"].update(id="x"),
        "assessments[1].respondents[0].sheet.rubric",
    ),
    "an answer that is a list": (
        lambda raw: raw["assessments"][0]["answers"][5].update(value=[1]),
        "assessments[0].answers[5].value",
    ),
    "an answer that is a fraction": (
        lambda raw: raw["assessments"][0]["answers"][5].update(value=1.5),
        "assessments[0].answers[5].value",
    ),
    "an answer that is true": (
        lambda raw: raw["assessments"][0]["answers"][5].update(value=True),
        "assessments[0].answers[5].value",
    ),
    "an answer that is too large": (
        lambda raw: raw["assessments"][0]["answers"][5].update(value=10**100),
        "assessments[0].answers[5].value",
    ),
    "an answer of no subject": (
        lambda raw: raw["assessments"][0]["answers"][5].update(subject="x"),
        "assessments[0].answers[5]",
    ),
    "a question answered twice": (
        lambda raw: raw["assessments"][0]["answers"].append(raw["assessments"][0]["answers"][0]),
        "assessments[0].answers",
    ),
    "a common assessment without answers": (
        lambda raw: raw["assessments"][0].update(answers=None),
        "assessments[0].answers",
    ),
    "a sheet that is a list": (
        lambda raw: raw["assessments"][1]["respondents"][0].update(sheet=[]),
        "assessments[1].respondents[0].sheet",
    ),
    "a respondent of no role": (
        lambda raw: raw["assessments"][1]["respondents"][0].update(role="king"),
        "assessments[1].respondents[0].role",
    ),
    "an address that is none": (
        lambda raw: raw["assessments"][1]["respondents"][0].update(email="a b@c"),
        "assessments[1].respondents[0].email",
    ),
    "a link that is a script": (
        lambda raw: raw["actions"][0].update(link="javascript:alert(1)"),
        "actions[0].link",
    ),
    "a note whose link is a script": (
        lambda raw: raw["assessments"][0]["answers"].append(
            {
                "subject": "note",
                "key": "users",
                "value": {"link": "javascript:alert(1)"},
                "saved_at": "2026-02-03T10:00:00Z",
            }
        ),
        "assessments[0].answers[{last}].value",
    ),
    "an action of no assessment": (
        lambda raw: raw["actions"][0].update(assessment="nowhere"),
        "actions[0].assessment",
    ),
    "two actions of one priority": (
        lambda raw: raw["actions"].append(raw["actions"][0]),
        "actions",
    ),
    "a version of none": (lambda raw: raw["actions"][0].update(version=0), "actions[0].version"),
    "a link grant of an account": (
        lambda raw: raw["grants"][1].update(account="x@example.org"),
        "grants[1].account",
    ),
    "a grant of no assessment": (
        lambda raw: raw["grants"][0].update(assessment="nowhere"),
        "grants[0].assessment",
    ),
    "a look at no assessment": (
        lambda raw: raw["grants"][0]["looks"][0].update(assessment="nowhere"),
        "grants[0].looks[0].assessment",
    ),
    "an act of no kind": (lambda raw: raw["acts"][0].update(kind="x"), "acts[0].kind"),
    "begun from nothing": (
        lambda raw: raw["assessments"][0].update(previous="nowhere"),
        "assessments[0].previous",
    ),
    "begun from itself": (
        lambda raw: raw["assessments"][0].update(previous=raw["assessments"][0]["id"]),
        "assessments[0].previous",
    ),
    "begun in a circle": (
        lambda raw: raw["assessments"][0].update(previous=raw["assessments"][1]["id"]),
        "assessments[0].previous",
    ),
    "two of one name": (
        lambda raw: raw["assessments"][0].update(id=raw["assessments"][1]["id"]),
        "assessments[0].id",
    ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_fault_is_told_with_its_place(name: str, raw: Raw):
    spoil, place = SPOILT[name]
    place = place.replace("{last}", str(len(raw["assessments"][0]["answers"])))

    found = spoiled(spoil, raw)

    assert place in found
    assert all(found.values())


def test_every_fault_is_told_at_once(raw: Raw):
    raw["company"]["name"] = 3
    raw["assessments"][0]["answers"][2]["key"] = ""
    raw["assessments"][1]["respondents"][1]["sheet"]["as_of"] = "yesterday"
    raw["acts"][1]["kind"] = "x"
    raw["assessments"][1]["rubric"]["version"] = "0.9"
    del raw["grants"][0]["tier"]

    assert list(places(raw)) == [
        "company.name",
        "assessments[0].answers[2].key",
        "assessments[1].rubric",
        "assessments[1].respondents[1].sheet.as_of",
        "grants[0]",
        "acts[1].kind",
    ]


def test_the_words_say_what_is_wrong(raw: Raw):
    raw["company"] |= {"name": 3, "x": 1}
    raw["acts"][0] |= {"kind": "x", "by": "x" * 121}
    raw["actions"] = {}

    assert places(raw) == {
        "company.name": "is no text: found 3",
        "company.x": "is not known here",
        "acts[0].kind": places(raw)["acts[0].kind"],
        "acts[0].by": "has more than 120 characters",
        "actions": "is no list: found {}",
    }
    assert places(raw)["acts[0].kind"].startswith("must be 'claimed', 'renamed'")


HOSTILE: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"name: Ferrovia",
    "cut off": b'{"format": "stagecheck-company", "version": 1',
    "two": b"{} {}",
    "bytes": bytes(range(256)),
    "UTF-16": '{"format": 1}'.encode("utf-16"),
    "a list": b"[]",
    "a text": b'"stagecheck-company"',
    "null": b"null",
    "another format": b'{"format": "cyclonedx"}',
    "a format that is a list": b'{"format": [], "version": 1}',
    "nested": b"[" * 1_000_000,
    "nested objects": b'{"a":' * 1_000_000,
    "nested deep enough": b"[" * 900 + b"]" * 900,
    "NaN": b'{"format": "stagecheck-company", "version": NaN}',
    "a number of many digits": b'{"format": "stagecheck-company", "version": ' + b"9" * 9000 + b"}",
    "a version that is true": b'{"format": "stagecheck-company", "version": true}',
    "a version that is a text": b'{"format": "stagecheck-company", "version": "1"}',
    "ten megabytes of nothing": b'{"format": "stagecheck-company", "version": 1, "assessments": ['
    + b"{}," * 3_000_000
    + b"{}]}",
    "ten megabytes of answers": b'{"format": "stagecheck-company", "version": 1, "assessments": [{'
    b'"id": "a", "answers": [' + b"0," * 4_900_000 + b"0]}]}",
    "too large": b" " * (LARGEST_FILE + 1),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_a_file_is_there_is_a_message(name: str):
    found = places(HOSTILE[name])

    assert 0 < len(found) <= MOST_TOLD
    assert all(0 < len(what) < 300 for what in found.values())


def test_no_more_faults_are_told_than_somebody_reads():
    with pytest.raises(Unfit) as caught:
        read(HOSTILE["ten megabytes of answers"], rubrics.find)

    assert caught.value.is_cut
    assert len(caught.value.faults) == MOST_TOLD


def test_a_key_that_stands_twice_is_told_with_its_place():
    text = b'{"format": "stagecheck-company", "company": {"name": "a", "id": "x", "name": "b"}}'

    assert places(text) == {"company.name": "stands there more than once"}


def test_a_key_that_stands_twice_deep_within_is_told_too():
    text = b'{"a": ' * 300 + b'{"b": 1, "b": 2}' + b"}" * 300

    (place,) = places(text)

    assert place.endswith(".a.b")


def test_a_newer_format_says_which_this_one_reads():
    text = b'{"format": "stagecheck-company", "version": 2}'

    assert places(text) == {"version": "the file has version 2; this Stagecheck reads up to 1"}


def test_an_import_that_fails_half_way_leaves_nothing(raw: Raw, monkeypatch: pytest.MonkeyPatch):
    from assessments.services import importing

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError

    before = (Company.objects.count(), Answer.objects.count(), Act.objects.count())
    file = read(json.dumps(raw).encode(), rubrics.find)
    monkeypatch.setattr(importing, "record", fail)

    with pytest.raises(RuntimeError):
        import_company(file, Owner.objects.get().user)

    assert (Company.objects.count(), Answer.objects.count(), Act.objects.count()) == before
