"""The file of a company: what is in it, what comes back, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis.extra.django import TestCase

from assessments import rubrics, services
from assessments.company_file import reading, records
from assessments.company_file.reading import read
from assessments.models import (
    Act,
    Action,
    Answer,
    Assessment,
    Company,
    Grant,
    Link,
    Look,
    Owner,
    Respondent,
    Settlement,
    User,
)
from assessments.selectors.company_file import AT_ONCE
from assessments.services.importing import import_company

from .company_files import (
    SCRIPT,
    Raw,
    as_imported,
    company_files,
    company_with_everything,
    comparable,
    exported,
    without_new_acts,
)
from .factories import (
    begun_assessment,
    owned_assessment,
    respondent_of,
    submitted_assessment,
    user,
    write_rows,
)

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "docs" / "company-export.schema.json"


def imported(raw: Raw, owner: Any) -> Company:
    return import_company(read(json.dumps(raw).encode(), rubrics.find), owner).company


# --- what is in it -------------------------------------------------------------------------------


def test_the_schema_in_the_documentation_is_the_one_of_the_code(capsys: pytest.CaptureFixture[str]):
    call_command("export_company", "--schema")

    assert SCHEMA.read_text(encoding="utf-8") == capsys.readouterr().out


def test_an_export_fits_the_schema_and_can_be_read():
    olga = user("olga@example.org", name="Olga")
    raw = exported(company_with_everything(olga), olga)

    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(schema, format_checker=checker).validate(raw)
    assert read(json.dumps(raw).encode(), rubrics.find).company.name == "Ferrovia"


# Columns that are not in the file, and why.
LEFT_OUT: dict[type[Any], set[str]] = {
    Company: {"latest"},  # follows from the answers, as do all results
    Owner: {"company", "user"},  # the user as name and address
    Assessment: {"company", "sheet_of"},  # a sheet stands within its respondent
    Answer: {"assessment", "page"},  # of an open window, long closed
    Link: {"assessment", "token_hash"},  # would let whoever has the token be recognised
    Respondent: {"public_id", "assessment"},
    Settlement: {"assessment", "user"},  # ``by`` says who
    Action: {"public_id", "company"},
    Grant: {"public_id", "company", "token_hash", "portfolio"},  # ``label`` says which
    Look: {"grant", "user"},  # ``by`` says who
    Act: {"company", "user"},  # ``by`` says who
}
NAMED_OTHERWISE = {"public_id": "id", "user": "account"} | dict.fromkeys(
    ("rubric_id", "rubric_version", "rubric_hash"), "rubric"
)
RECORDS: dict[type[Any], type[records.Record]] = {
    Company: records.Company,
    Owner: records.Owner,
    Assessment: records.Assessment,
    Answer: records.OnQuestion,
    Link: records.Link,
    Respondent: records.Respondent,
    Settlement: records.Settlement,
    Action: records.Action,
    Grant: records.Grant,
    Look: records.Look,
    Act: records.Act,
}


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_every_column_is_in_the_file_or_left_out_for_a_reason(model: type[Any]):
    columns = {field.name for field in model._meta.concrete_fields} - {"id"} - LEFT_OUT[model]

    stated = {NAMED_OTHERWISE.get(name, name) for name in columns}

    assert stated <= set(RECORDS[model].model_fields)


def test_every_table_that_belongs_to_a_company_is_in_the_file():
    found: set[type[Any]] = {Company}
    while True:
        more = {one.related_model for model in found for one in model._meta.related_objects} - found
        if not more:
            break
        found |= more
    not_data = {"Rendering", "Result"}  # what a worker has to do, and what follows from the answers
    not_data |= {"Entry"}  # an advisor's: the grant says that there is one

    assert {model.__name__ for model in found} == {one.__name__ for one in RECORDS} | not_data


@pytest.mark.parametrize(
    ("stated", "known"),
    [
        (records.ActKind, Act.Kind),
        (records.Respondent.model_fields["role"].annotation, Respondent.Role),
        (records.Grant.model_fields["tier"].annotation, Grant.Tier),
        (records.Grant.model_fields["kind"].annotation, Grant.Kind),
        (records.Action.model_fields["state"].annotation, Action.State),
    ],
)
def test_the_words_of_the_file_are_those_of_the_rows(stated: Any, known: Any):
    assert set(get_args(stated)) == set(known.values)


def test_no_token_hash_or_number_of_a_row_is_in_it():
    olga = user("olga@example.org", name="Olga")
    company = company_with_everything(olga)
    text = json.dumps(exported(company, olga))

    secrets = [*Link.objects.values_list("token_hash", flat=True)]
    secrets += Grant.objects.values_list("token_hash", flat=True)
    assert len(secrets) > 4
    assert not [secret for secret in secrets if secret in text]
    assert "password" not in text
    assert '"pk"' not in text


def test_an_export_is_recorded_also_in_itself():
    olga = user("olga@example.org", name="Olga")
    company = owned_assessment(olga).company

    raw = exported(company, olga)

    act = Act.objects.get(kind=Act.Kind.EXPORTED)
    assert (act.user, act.company) == (olga, company)
    assert [one["kind"] for one in raw["acts"]] == ["claimed", "submitted", "exported"]


def test_nothing_of_another_company_is_in_it():
    olga = user("olga@example.org", name="Olga")
    owned_assessment(user("other@example.org", name="Otto"), company="Zweitfirma")
    company = owned_assessment(olga).company

    text = json.dumps(exported(company, olga))

    assert "Zweitfirma" not in text
    assert "Otto" not in text


def test_the_number_of_queries_does_not_grow_with_the_assessments():
    olga = user("olga@example.org", name="Olga")
    company = company_with_everything(olga)
    first, grant = company.assessments.all()[0], company.grants.all()[0]
    few = queries(company, olga)

    for _ in range(AT_ONCE - 3):
        services.begin_from(first, as_of=first.as_of)
        Look.objects.create(grant=grant, page="result", assessment=first)

    assert queries(company, olga) == few
    assert few < 24


def queries(company: Company, reader: User) -> int:
    with CaptureQueriesContext(connection) as done:
        exported(company, reader)
    return len(done)


# --- whose answers are in it ---------------------------------------------------------------------


def sheets_of(raw: Raw) -> dict[str, Any]:
    people = [one for assessment in raw["assessments"] for one in assessment["respondents"]]
    return {one["role"]: one["sheet"]["answers"] for one in people}


def test_answers_that_are_not_opened_yet_are_in_nobodys_export_but_their_own():
    olga, grace = user("olga@example.org", name="Olga"), user("grace@example.org")
    common = owned_assessment(olga, submitted=False)
    mine, _token = respondent_of(common, user=olga, role="founder")
    theirs, _token = respondent_of(common, user=grace, role="cto")
    for one in (mine, theirs):
        write_rows(one.sheet, {("question", "users"): "testers"})

    raw = exported(common.company, olga)

    assert [one["key"] for one in sheets_of(raw)["founder"]] == ["users"]
    assert sheets_of(raw)["cto"] is None
    assert sheets_of(exported(common.company, None)) == {"founder": None, "cto": None}
    everybodys = sheets_of(exported(common.company, None, even_closed=True))
    assert [one["key"] for one in everybodys["cto"]] == ["users"]


def test_once_opened_the_answers_of_those_who_had_finished_are_in_it():
    olga = user("olga@example.org", name="Olga")
    raw = exported(company_with_everything(olga), olga)

    shown = {role: answers is not None for role, answers in sheets_of(raw).items()}

    assert shown == {"founder": True, "cto": True, "lead": False, "vp": False}


# --- what comes back -----------------------------------------------------------------------------


def test_of_one_of_everything_everything_comes_back():
    olga = user("olga@example.org", name="Olga")
    raw = without_new_acts(exported(company_with_everything(olga, name=SCRIPT), olga), olga)

    back = without_new_acts(exported(imported(raw, olga), olga), olga)

    assert comparable(back) == as_imported(raw, olga)


class RoundTrip(TestCase):
    """Of random companies, each rolled back."""

    @given(raw=company_files())
    def test_of_any_company_everything_comes_back_but_what_is_documented(self, raw: Raw):
        olga = user("olga@example.org", name="Olga")

        back = without_new_acts(exported(imported(raw, olga), olga), olga)

        assert comparable(back) == as_imported(raw, olga)

    @given(raw=company_files())
    def test_imported_once_more_it_is_the_same_again(self, raw: Raw):
        olga = user("olga@example.org", name="Olga")
        once = without_new_acts(exported(imported(raw, olga), olga), olga)

        twice = without_new_acts(exported(imported(once, olga), olga), olga)

        assert comparable(twice) == comparable(once)


def test_an_import_belongs_to_whoever_imports_and_gives_nobody_else_anything():
    olga, otto = user("olga@example.org", name="Olga"), user("otto@example.org", name="Otto")
    raw = exported(company_with_everything(olga), olga)
    accounts = type(olga).objects.count()

    company = imported(raw, otto)

    assert [one.user for one in company.owners.all()] == [otto]
    assert type(olga).objects.count() == accounts
    assert not company.grants.exclude(user=None).exists()
    assert not company.grants.filter(revoked_at=None).exists()
    assert not Link.objects.filter(assessment__company=company, revoked_at=None).exists()
    assert not Respondent.objects.filter(assessment__company=company).exclude(user=None).exists()
    kinds = list(company.acts.values_list("kind", "user"))
    assert (Act.Kind.IMPORTED, otto.pk) in kinds


def test_whoever_imports_gets_their_own_sheet_back():
    olga = user("olga@example.org", name="Olga")
    raw = exported(company_with_everything(olga), olga)

    company = imported(raw, olga)

    own = Respondent.objects.get(assessment__company=company, user=olga)
    assert (own.role, own.sheet.answers.count() > 20) == ("founder", True)


def test_what_was_submitted_is_submitted_and_stands():
    olga = user("olga@example.org", name="Olga")
    first = owned_assessment(olga)

    company = imported(exported(first.company, olga), olga)

    (back,) = company.assessments.all()
    assert back.submitted_at == first.submitted_at
    assert back.created_at == first.created_at
    assert list(back.answers.order_by("key").values_list("key", "value", "saved_at")) == list(
        first.answers.order_by("key").values_list("key", "value", "saved_at")
    )


def test_answers_that_no_longer_fit_the_rubric_come_along_and_are_told():
    olga = user("olga@example.org", name="Olga")
    first = owned_assessment(olga, submitted=False)
    write_rows(first, {("question", "gone"): "x", ("role", "herald"): {"held-by": "dedicated"}})
    raw = exported(first.company, olga)

    done = import_company(read(json.dumps(raw).encode(), rubrics.find), olga)

    told = {str(fault) for fault in done.left_out}
    assert len(told) == 2
    assert all(one.startswith("assessments[0].answers[") for one in told)
    assert any("unknown question 'gone'" in one for one in told)
    kept = Answer.objects.filter(assessment__company=done.company)
    assert kept.count() == first.answers.count()


def test_an_export_while_somebody_has_no_owner_is_still_whole():
    _assessment, _token = submitted_assessment()
    begun_assessment(company="Another")
    company = Company.objects.get(name="Ferrovia")

    raw = exported(company, None)

    assert (raw["owners"], raw["company"]["claimed_at"], len(raw["assessments"])) == ([], None, 1)
    assert reading.read(json.dumps(raw).encode(), rubrics.find)
