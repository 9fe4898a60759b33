"""Companies go: shut at once, kept if somebody changes their mind, gone for good in the end."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.core import mail
from django.core.management import call_command
from django.db import connection, models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments import services
from assessments.models import Act, Assessment, Company, Link, Rendering, User
from assessments.rendering import cache, queue
from assessments.rendering.contents import begin_of, content_hash
from assessments.rendering.worker import NOW_AND_THEN, Worker
from assessments.reports.editions import FULL
from assessments.services import deleting
from assessments.services.deleting import (
    ask_for_deletion,
    delete_due,
    keep,
)

from .company_files import company_with_everything
from .factories import (
    entry_in,
    grant_for,
    owned_assessment,
    portfolio_of,
    submitted_assessment,
    user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stub_pdf")]

AT = "https://stagecheck.example/companies/x/data/"
DAY = timedelta(days=1)


def make_due(company: Company) -> None:
    Company.objects.filter(pk=company.pk).update(delete_at=timezone.now() - timedelta(seconds=1))


# --- asking, and keeping -------------------------------------------------------------------------


def test_a_company_whose_deletion_is_asked_for_is_gone_after_the_time_of_grace(settings: Any):
    settings.DELETION_GRACE_DAYS = 3
    olga = user("olga@example.org", name="Olga")
    company = owned_assessment(olga).company
    before = timezone.now()

    ask_for_deletion(company, by=olga, address=AT)

    company.refresh_from_db()
    assert company.delete_at is not None
    assert before + 3 * DAY <= company.delete_at <= timezone.now() + 3 * DAY
    act = company.acts.get(kind=Act.Kind.DELETION_ASKED)
    assert act.user == olga
    assert delete_due().companies == 0
    make_due(company)
    assert delete_due().companies == 1
    assert not Company.objects.exists()


def test_asking_twice_puts_nothing_off_and_is_recorded_once():
    olga = user("olga@example.org", name="Olga")
    company = owned_assessment(olga).company
    ask_for_deletion(company, by=olga, address=AT)
    first = Company.objects.get().delete_at

    ask_for_deletion(Company.objects.get(), by=olga, address=AT)

    assert Company.objects.get().delete_at == first
    assert company.acts.filter(kind=Act.Kind.DELETION_ASKED).count() == 1


def test_at_once_it_is_shut_to_everybody_but_its_owners(client: Client):
    olga, anna = user("olga@example.org", name="Olga"), user("anna@example.org")
    first = owned_assessment(olga)
    grant_for(first.company, tier="answers", user=anna)
    token = Link.new_token()
    Link.objects.create(assessment=first, token_hash=Link.hash_of(token))
    ask_for_deletion(first.company, by=olga, address=AT)
    company = reverse("company", kwargs={"company": first.company.public_id})
    result = reverse("result", kwargs={"token": first.public_id})

    assert client.get(reverse("result", kwargs={"token": token})).status_code == 404
    client.force_login(anna)
    assert [client.get(url).status_code for url in (company, result)] == [404, 404]
    client.force_login(olga)
    assert client.get(company).status_code == 200


def test_whoever_owns_it_can_keep_it_until_then():
    olga = user("olga@example.org", name="Olga")
    company = owned_assessment(olga).company
    ask_for_deletion(company, by=olga, address=AT)

    assert keep(company, by=olga, address=AT)

    assert Company.objects.get().delete_at is None
    assert company.acts.filter(kind=Act.Kind.DELETION_STOPPED).count() == 1
    assert delete_due().companies == 0


def test_after_that_it_is_too_late():
    olga = user("olga@example.org", name="Olga")
    company = owned_assessment(olga).company
    make_due(company)

    assert not keep(company, by=olga, address=AT)

    assert not company.acts.filter(kind=Act.Kind.DELETION_STOPPED).exists()
    assert delete_due().companies == 1


def test_where_nothing_is_being_deleted_there_is_nothing_to_keep():
    olga = user("olga@example.org", name="Olga")
    company = owned_assessment(olga).company

    assert not keep(company, by=olga, address=AT)


# --- mail ----------------------------------------------------------------------------------------


def test_all_owners_are_told_by_mail_in_text_and_html(django_capture_on_commit_callbacks: Any):
    olga, otto = user("olga@example.org", name="Olga <b>"), user("otto@example.org", name="Otto")
    company = owned_assessment(olga, company="Söhne & <Co>").company
    company.owners.create(user=otto)

    with django_capture_on_commit_callbacks(execute=True):
        ask_for_deletion(company, by=olga, address=AT)

    assert [one.to for one in mail.outbox] == [["olga@example.org"], ["otto@example.org"]]
    told = mail.outbox[1]
    assert told.subject == "Stagecheck: Söhne & <Co> is to be deleted"
    assert "Olga <b> has asked to delete Söhne & <Co>" in told.body
    assert AT in told.body.splitlines()
    assert isinstance(told, mail.EmailMultiAlternatives)
    ((html, kind),) = told.alternatives
    assert kind == "text/html"
    html = str(html)
    assert f'href="{AT}"' in html
    assert "Söhne &amp; &lt;Co&gt;" in html
    assert "<b>" not in html


def test_they_are_told_as_well_that_it_is_kept(django_capture_on_commit_callbacks: Any):
    olga = user("olga@example.org", name="Olga")
    company = owned_assessment(olga).company
    ask_for_deletion(company, by=olga, address=AT)

    with django_capture_on_commit_callbacks(execute=True):
        keep(company, by=olga, address=AT)

    assert [one.subject for one in mail.outbox] == ["Stagecheck: Ferrovia is kept"]
    assert AT in mail.outbox[0].body


def test_a_mail_server_that_fails_undoes_nothing(
    django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
):
    def fail(*_: Any, **__: Any) -> None:
        raise ConnectionRefusedError

    olga = user("olga@example.org", name="Olga")
    company = owned_assessment(olga).company
    monkeypatch.setattr("django.core.mail.EmailMessage.send", fail)

    with django_capture_on_commit_callbacks(execute=True):
        ask_for_deletion(company, by=olga, address=AT)

    assert Company.objects.get().is_being_deleted


# --- gone for good -------------------------------------------------------------------------------

MARK = "Kennzeichen-7f3a"  # in every text that is said of the company


def rows_of(company: Company) -> dict[str, set[Any]]:
    """Every row of every table that leads to the company, however many steps away."""
    found: dict[str, set[Any]] = {Company._meta.label: {company.pk}}
    to_see: list[tuple[type[models.Model], set[Any]]] = [(Company, {company.pk})]
    while to_see:
        model, keys = to_see.pop()
        for relation in model._meta.related_objects:
            to_it: Any = relation.related_model
            leads = {f"{relation.field.name}__in": keys}
            more = set(to_it._base_manager.filter(**leads).values_list("pk", flat=True))
            more -= found.setdefault(to_it._meta.label, set())
            if more:
                found[to_it._meta.label] |= more
                to_see.append((to_it, more))
    return found


def everything_written() -> str:
    """All that the database holds, as text."""
    connection.ensure_connection()
    raw: sqlite3.Connection = connection.connection
    tables = [row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return "\n".join(
        str(row)
        for table in tables
        for row in raw.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608  its own names
    )


def files() -> Iterator[Path]:
    folder = Path(django_settings.REPORTS_DIR)
    yield from (path for path in folder.rglob("*") if path.is_file())


def with_reports(company: Company) -> None:
    """A report of an earlier release, and one that is wanted; all of today are there."""
    begin = begin_of(company.public_id)
    cache.publish(cache.write_draft(MARK.encode()), begin + "0" * 48)
    first = company.assessments.filter(sheet_of=None).first()
    Rendering.objects.create(
        content_hash=begin + "1" * 48,
        edition=FULL,
        assessment=first,
        asked_at=timezone.now(),
        due_at=timezone.now() + DAY,
    )


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads all tables as SQLite lists them")
def test_in_the_end_no_row_of_any_table_and_no_file_is_left_and_nothing_of_others_is_touched():
    olga = user("olga@example.org", name="Olga")
    company = company_with_everything(olga, name=MARK)
    other = company_with_everything(user("otto@example.org", name="Otto"), name="Another")
    Worker().run_until_done()
    with_reports(company)
    with_reports(other)
    portfolio = portfolio_of(user("ada@fund.example.org"))
    for one in (company, other):
        entry_in(portfolio, one)
    others = rows_of(other)
    before, others_files = rows_of(company), {path.name for path in files()}
    assert {label for label, keys in before.items() if keys} == {
        f"assessments.{name}"
        for name in (
            *("Company", "Owner", "Assessment", "Answer", "Link", "Respondent", "Settlement"),
            *("Action", "Grant", "Look", "Act", "Rendering", "Result", "Entry"),
        )
    }
    assert MARK in everything_written()
    begin, others_begin = begin_of(company.public_id), begin_of(other.public_id)
    assert any(name.startswith(begin) for name in others_files)
    users = User.objects.count()

    ask_for_deletion(company, by=olga, address=AT)
    make_due(company)
    call_command("delete_due")

    for label, keys in before.items():
        left = apps.get_model(label)._base_manager.filter(pk__in=keys)
        assert not left.exists(), label
    assert MARK not in everything_written()
    assert {path.name for path in files()} == {
        name for name in others_files if not name.startswith(begin)
    }
    assert any(path.name.startswith(others_begin) for path in files())
    assert rows_of(other) == others
    assert User.objects.count() == users


def test_what_a_session_keeps_of_its_shares_opens_nothing_afterwards(client: Client):
    olga = user("olga@example.org", name="Olga")
    first = owned_assessment(olga)
    grant, _token = grant_for(first.company)
    session = client.session
    session["grants"] = [grant.pk]
    session.save()
    url = reverse("result", kwargs={"token": first.public_id})
    assert client.get(url).status_code == 200
    make_due(first.company)

    delete_due()
    other = owned_assessment(olga, company="Another")
    later, _token = grant_for(other.company)

    assert later.pk != grant.pk, "the number of a row that is gone is given to another"
    assert client.get(url).status_code == 302
    assert client.get(reverse("result", kwargs={"token": other.public_id})).status_code == 302


def test_a_report_that_is_being_made_meanwhile_is_not_published():
    olga = user("olga@example.org", name="Olga")
    first = owned_assessment(olga, submitted=False)
    services.submit(first)
    row = queue.claim(queue.new_worker_id())
    assert row is not None
    make_due(first.company)

    delete_due()

    assert not queue.finish(row, lambda: pytest.fail("it was published"))


def test_what_is_not_due_and_what_nobody_asked_for_stays():
    olga = user("olga@example.org", name="Olga")
    owned_assessment(olga, company="Kept")
    asked = owned_assessment(olga, company="Asked").company
    ask_for_deletion(asked, by=olga, address=AT)
    submitted_assessment(company="Nobody's")

    assert delete_due().companies == 0
    assert Company.objects.count() == 3


def test_to_delete_what_is_due_twice_does_nothing_more(capsys: pytest.CaptureFixture[str]):
    olga = user("olga@example.org", name="Olga")
    make_due(owned_assessment(olga, company=MARK).company)

    call_command("delete_due")
    call_command("delete_due")

    said = capsys.readouterr().out
    assert said.count("Companies removed: 1") == 1
    assert MARK not in said


def test_killed_half_way_the_rest_goes_the_next_time(monkeypatch: pytest.MonkeyPatch):
    class Killed(BaseException):
        pass

    def kill(*_: Any) -> None:
        raise Killed

    olga = user("olga@example.org", name="Olga")
    first = owned_assessment(olga)
    Worker().run_until_done()
    make_due(first.company)
    with monkeypatch.context() as patched:
        patched.setattr(cache, "remove_all", kill)
        with pytest.raises(Killed):
            delete_due()
    assert Company.objects.exists()

    delete_due()

    assert not Company.objects.exists()
    assert list(files()) == []


# --- beside the reports --------------------------------------------------------------------------


def test_the_worker_removes_what_is_due_at_the_beginning_and_now_and_then(
    monkeypatch: pytest.MonkeyPatch,
):
    calls: list[int] = []
    now = [1000.0]
    monkeypatch.setattr("assessments.rendering.worker.time.monotonic", lambda: now[0])
    worker = Worker(now_and_then=lambda: calls.append(1))

    worker.tidy()
    worker.tidy()
    assert len(calls) == 1
    now[0] += NOW_AND_THEN + 1
    worker.tidy()

    assert len(calls) == 2


def test_what_goes_wrong_there_keeps_no_report_from_being_made(caplog: pytest.LogCaptureFixture):
    def fail() -> None:
        raise RuntimeError("made to fail")

    submitted_assessment()
    assessment = Assessment.objects.get()
    services.submit(assessment)

    Worker(now_and_then=fail).run_until_done()

    assert cache.is_there(content_hash(assessment, FULL))
    assert "made to fail" in caplog.text


def test_the_command_that_makes_reports_does_it(monkeypatch: pytest.MonkeyPatch):
    make_due(owned_assessment(user("olga@example.org")).company)
    monkeypatch.setattr("os.nice", lambda _by: 0)
    monkeypatch.setattr("signal.signal", lambda *_: None)

    call_command("render_reports", "--until-done")

    assert not Company.objects.exists()
    assert deleting.delete_due().companies == 0
