"""The PDF of a portfolio: made in the background of what is shared now, and of nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import (
    Company,
    Entry,
    Grant,
    Look,
    Portfolio,
    PortfolioAct,
    Rendering,
    User,
)
from assessments.rendering import portfolio_files, queue
from assessments.rendering.worker import Worker
from assessments.reports import portfolio_pdf
from assessments.reports.editions import FULL
from assessments.reports.portfolio_part import PortfolioReport
from assessments.services import deleting, portfolios, sharing
from assessments.services.housekeeping import keep_house
from assessments.services.sharing import Terms

from .factories import entry_in, make_reports, member_of, owned_assessment, portfolio_of, user

pytestmark = pytest.mark.django_db

Told = Callable[[float], object]
Commit = Any  # pytest-django's fixture that runs what waits for the commit


@pytest.fixture
def advisor() -> User:
    return user("ida@fund.example.org", name="Ida")


@pytest.fixture
def founder() -> User:
    return user("founder@example.org", name="Fay")


@pytest.fixture
def portfolio(advisor: User) -> Portfolio:
    return portfolio_of(advisor)


@pytest.fixture
def member(client: Client, advisor: User) -> Client:
    client.force_login(advisor)
    return client


@pytest.fixture(autouse=True)
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[PortfolioReport]:
    """No PDF is laid out, which takes seconds; what was to be. The file names its companies."""
    reports: list[PortfolioReport] = []

    def render(report: PortfolioReport, told: Told = lambda share: None) -> bytes:
        reports.append(report)
        told(0.75)
        return f"%PDF-1.7 {[one.row.name for one in report.rows]}".encode()

    monkeypatch.setattr(portfolio_pdf, "render", render)
    return reports


def entry_of(
    portfolio: Portfolio, founder: User, name: str = "Ferrovia", tier: str = "result", **how: Any
) -> Entry:
    return entry_in(portfolio, owned_assessment(founder, company=name, **how).company, tier=tier)


def address(name: str, portfolio: Portfolio) -> str:
    return reverse(name, kwargs={"portfolio": portfolio.public_id})


def file_of(member: Client, portfolio: Portfolio) -> bytes | None:
    """The file, if it is handed out; else None, and the visitor is on the page to wait on."""
    response = member.get(address("portfolio-report", portfolio))
    if response.status_code == 302:
        assert response["Location"].startswith(address("portfolio-report-wait", portfolio))
        return None
    return b"".join(response)


def make(member: Client, portfolio: Portfolio) -> None:
    """Ask for the file as a visitor does, and have it made."""
    member.get(address("portfolio-report-wait", portfolio))
    Rendering.objects.exclude(portfolio=portfolio).delete()
    make_reports()


def on_disk(portfolio: Portfolio) -> list[Path]:
    begin = portfolio_files.begin_of_portfolio(portfolio)
    return list(Path(django_settings.REPORTS_DIR).glob(f"{begin}*.pdf"))


def narrowed(grant: Grant, tier: str, *, by: User) -> None:
    was = Terms.of(grant)
    sharing.change(grant, Terms(Grant.Tier(tier), was.label, was.expires_at), was=was, by=by)


# --- made in the background ----------------------------------------------------------------------


def test_it_is_asked_for_by_the_page_made_by_a_worker_and_then_handed_out(
    member: Client, portfolio: Portfolio, founder: User, advisor: User
):
    entry_of(portfolio, founder)
    Rendering.objects.all().delete()
    assert file_of(member, portfolio) is None
    assert not Rendering.objects.exists()

    page = member.get(address("portfolio-report-wait", portfolio)).content.decode()
    row = Rendering.objects.get()
    assert (row.edition, row.portfolio, row.awaited) == ("portfolio", portfolio, True)
    assert "It is next." in page
    make_reports()

    assert file_of(member, portfolio) == b"%PDF-1.7 ['Ferrovia']"
    assert not Rendering.objects.exists()
    act = PortfolioAct.objects.get()
    assert (act.kind, act.about, act.user) == ("exported", "PDF", advisor)
    look = Look.objects.get()  # the founder is told, too, once the file is out
    assert (look.page, look.user) == ("portfolio-report", advisor)


def test_the_page_tells_how_much_is_made(member: Client, portfolio: Portfolio, founder: User):
    entry_of(portfolio, founder)
    member.get(address("portfolio-report-wait", portfolio))
    row = Rendering.objects.get(portfolio=portfolio)
    Rendering.objects.filter(pk=row.pk).update(
        claimed_at=timezone.now(), claimed_by="x", attempts=1
    )
    row.refresh_from_db()
    queue.tell_share(row, 0.42)

    url = address("portfolio-report-wait", portfolio)
    page = member.get(url).content.decode()
    part = member.get(f"{url}?look=1&seen=making-0-10", headers={"HX-Request": "true"})
    same = member.get(f"{url}?look=1&seen=making-0-42", headers={"HX-Request": "true"})

    assert 'value="42"' in page
    assert 'value="42"' in part.content.decode()
    assert "<main" not in part.content.decode()
    assert same.status_code == 204


def test_whoever_waits_is_led_to_the_file_once_it_is_there(
    member: Client, portfolio: Portfolio, founder: User
):
    entry_of(portfolio, founder)
    make(member, portfolio)
    url = address("portfolio-report-wait", portfolio)

    assert member.get(url, headers={"HX-Request": "true"})["HX-Redirect"] == f"{url}?look=1"
    page = member.get(f"{url}?look=1").content.decode()
    assert f'content="0; url={address("portfolio-report", portfolio)}"' in page


def test_one_that_could_not_be_made_can_be_asked_for_again(
    member: Client, portfolio: Portfolio, founder: User, monkeypatch: pytest.MonkeyPatch
):
    entry_of(portfolio, founder)
    working = portfolio_pdf.render

    def broken(report: PortfolioReport, told: Told) -> bytes:
        raise RuntimeError("no fonts")

    monkeypatch.setattr(portfolio_pdf, "render", broken)
    monkeypatch.setattr(queue, "PAUSES", (0, 0))
    make(member, portfolio)
    url = address("portfolio-report-wait", portfolio)
    assert "The report could not be made" in member.get(url).content.decode()

    monkeypatch.setattr(portfolio_pdf, "render", working)
    response = member.post(url)
    make_reports()

    assert (response.status_code, response["Location"]) == (302, f"{url}?look=1")
    assert file_of(member, portfolio) is not None


def test_the_same_portfolio_has_the_same_file_until_the_day_is_over(
    portfolio: Portfolio, founder: User
):
    entry_of(portfolio, founder)
    today = timezone.localdate()

    first, again = (portfolio_files.contents_of(portfolio) for _ in range(2))

    assert first.hash == again.hash
    tomorrow = portfolio_files.contents_of(portfolio, today + timedelta(days=1))
    assert tomorrow.hash != first.hash


# --- never more than is shared now ---------------------------------------------------------------


def revoked(entry: Entry, founder: User) -> None:
    sharing.revoke(entry.grant, by=founder)


def told_less(entry: Entry, founder: User) -> None:
    narrowed(entry.grant, "summary", by=founder)


def being_deleted(entry: Entry, founder: User) -> None:
    deleting.ask_for_deletion(entry.company, by=founder, address="https://example.org/")


CHANGES = [revoked, told_less, being_deleted]


@pytest.mark.parametrize("change", CHANGES)
def test_a_file_from_before_a_company_shares_less_is_not_handed_out_and_is_gone(
    member: Client,
    portfolio: Portfolio,
    founder: User,
    change: Callable[[Entry, User], None],
    django_capture_on_commit_callbacks: Commit,
):
    entry = entry_of(portfolio, founder)
    entry_of(portfolio, founder, "Aquila")
    make(member, portfolio)
    assert b"Ferrovia" in (file_of(member, portfolio) or b"")

    with django_capture_on_commit_callbacks(execute=True):
        change(entry, founder)

    assert file_of(member, portfolio) is None
    assert on_disk(portfolio) == []


def test_a_deleted_portfolio_leaves_no_file_and_takes_no_other_report_along(
    member: Client,
    portfolio: Portfolio,
    founder: User,
    advisor: User,
    django_capture_on_commit_callbacks: Commit,
):
    entry_of(portfolio, founder)
    make(member, portfolio)
    assert on_disk(portfolio)
    queue.ask(None, FULL)  # the example's, which belongs to nothing

    with django_capture_on_commit_callbacks(execute=True):
        portfolios.delete(portfolio, by=advisor)

    assert on_disk(portfolio) == []
    assert Rendering.objects.filter(portfolio=None, assessment=None).count() == 1


def test_a_file_is_not_handed_out_after_a_share_is_over_even_if_nobody_has_removed_it(
    member: Client, portfolio: Portfolio, founder: User
):
    entry = entry_of(portfolio, founder)
    make(member, portfolio)

    Grant.objects.filter(pk=entry.grant.pk).update(expires_at=timezone.now())

    assert file_of(member, portfolio) is None
    assert len(on_disk(portfolio)) == 1
    keep_house()
    assert on_disk(portfolio) == []


def test_housekeeping_keeps_the_file_that_still_holds(
    member: Client, portfolio: Portfolio, founder: User
):
    entry_of(portfolio, founder)
    make(member, portfolio)

    keep_house()

    assert file_of(member, portfolio) is not None


def test_the_next_file_knows_nothing_of_a_company_that_has_revoked(
    member: Client, portfolio: Portfolio, founder: User, rendered: list[PortfolioReport]
):
    entry = entry_of(portfolio, founder)
    entry_of(portfolio, founder, "Aquila")
    make(member, portfolio)
    sharing.revoke(entry.grant, by=founder)

    make(member, portfolio)

    assert file_of(member, portfolio) == b"%PDF-1.7 ['Aquila']"
    assert "Ferrovia" not in repr(rendered[-1])


def test_a_share_that_is_revoked_while_the_file_is_made_keeps_it_from_being_published(
    member: Client, portfolio: Portfolio, founder: User, monkeypatch: pytest.MonkeyPatch
):
    entry = entry_of(portfolio, founder)

    def render(report: PortfolioReport, told: Told) -> bytes:
        sharing.revoke(entry.grant, by=founder)
        return b"%PDF-1.7 Ferrovia"

    monkeypatch.setattr(portfolio_pdf, "render", render)
    make(member, portfolio)

    assert on_disk(portfolio) == []
    assert not Rendering.objects.filter(portfolio=portfolio).exists()
    assert file_of(member, portfolio) is None


def test_what_was_asked_for_before_a_share_changed_is_not_made(
    member: Client, portfolio: Portfolio, founder: User, rendered: list[PortfolioReport]
):
    entry = entry_of(portfolio, founder)
    member.get(address("portfolio-report-wait", portfolio))
    Grant.objects.filter(pk=entry.grant.pk).update(tier=Grant.Tier.SUMMARY)

    Worker().run_until_done()

    assert rendered == []
    assert not Rendering.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: Company.objects.filter(pk=entry.company.pk).update(name="Renamed"),
        lambda entry: Portfolio.objects.filter(pk=entry.portfolio.pk).update(name="Renamed"),
        lambda entry: entry.company.results.update(rubric_hash="0" * 64),
        lambda entry: entry.company.results.update(moved=1),
    ],
    ids=["company", "portfolio", "rubric", "history"],
)
def test_whatever_the_file_says_decides_its_hash(
    portfolio: Portfolio, founder: User, change: Callable[[Entry], object]
):
    entry = entry_of(portfolio, founder)
    before = portfolio_files.contents_of(portfolio).hash

    change(entry)
    portfolio.refresh_from_db()

    assert portfolio_files.contents_of(portfolio).hash != before


def test_notes_tags_and_dates_of_the_members_are_not_in_it(portfolio: Portfolio, founder: User):
    """They are the members' own; a report is handed on."""
    entry = entry_of(portfolio, founder)
    before = portfolio_files.contents_of(portfolio).hash

    Entry.objects.filter(pk=entry.pk).update(note="Secret", check_in_on=date(2027, 1, 1))

    assert portfolio_files.contents_of(portfolio).hash == before


# --- what it says --------------------------------------------------------------------------------


def report_of(portfolio: Portfolio) -> PortfolioReport:
    return portfolio_files.contents_of(portfolio).report()


def test_the_page_of_a_company_has_only_what_its_tier_shares(portfolio: Portfolio, founder: User):
    entry_of(portfolio, founder, "Full", tier="result", archetype="scaling")
    entry_of(portfolio, founder, "Short", tier="summary", archetype="scaling")

    full, short = report_of(portfolio).pages

    assert (full.shares_result, short.shares_result) == (True, False)
    assert full.priorities
    assert full.it_members
    assert (short.priorities, short.hires, short.acting, short.it_members) == ((), (), "", None)
    assert short.summary.headline == full.summary.headline


def test_companies_are_counted_by_stage_and_those_without_apart(
    portfolio: Portfolio, founder: User
):
    entry_of(portfolio, founder, "A", archetype="mvp")
    entry_of(portfolio, founder, "B", archetype="mvp")
    entry_of(portfolio, founder, "C", submitted=False)

    report = report_of(portfolio)

    counted = {bar.name: bar.count for bar in report.stages.bars}
    assert (counted["MVP"], counted["Enterprise"], counted["No stage yet"]) == (2, 0, 1)
    assert "MVP: 2" in report.stages.alternative
    assert (report.count, len(report.rows), len(report.pages)) == (3, 3, 2)


def test_more_companies_than_have_room_are_counted_and_told(
    portfolio: Portfolio, founder: User, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(portfolio_files, "MOST_PAGES", 1)
    monkeypatch.setattr(portfolio_files, "MOST_IN_TABLE", 2)
    for name in ("A", "B", "C"):
        entry_of(portfolio, founder, name)

    report = report_of(portfolio)

    assert [page.summary.company for page in report.pages] == ["A"]
    assert [row.row.name for row in report.rows] == ["A", "B"]
    assert report.without_row == 1
    assert sum(bar.count for bar in report.stages.bars) == 3


def test_a_dimension_below_the_stage_is_told_by_a_number_not_by_colour(
    portfolio: Portfolio, founder: User
):
    entry = entry_of(portfolio, founder)
    readiness = {**entry.company.results.get().readiness, "team": 1, "product": None}
    readiness.pop("people", None)
    entry.company.results.update(readiness=readiness)

    report = report_of(portfolio)

    cells = dict(zip(report.dimensions, report.rows[0].cells, strict=True))
    assert (cells["Team"].number, cells["Team"].below) == (1, "\u22122")
    assert (cells["Product"].number, cells["Product"].style) == (None, "s0")
    assert (cells["Product"].is_expected, cells["People"].is_expected) == (True, False)


def test_how_much_is_made_grows_while_it_is_made(portfolio: Portfolio, founder: User):
    for name in ("A", "B"):
        entry_of(portfolio, founder, name)
    told: list[float] = []

    portfolio_files.contents_of(portfolio).report(told.append)

    assert told == [0.05, 0.1]


def test_a_viewer_gets_it_and_a_stranger_does_not(
    client: Client, portfolio: Portfolio, founder: User
):
    entry_of(portfolio, founder)
    viewer = user("viewer@fund.example.org")
    member_of(portfolio, viewer)
    client.force_login(viewer)
    make(client, portfolio)
    assert file_of(client, portfolio)

    client.force_login(founder)

    assert client.get(address("portfolio-report", portfolio)).status_code == 404
