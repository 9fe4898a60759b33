"""Portfolios are made, named and deleted; what their members write about a company; what is due."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import (
    Act,
    Company,
    Entry,
    Grant,
    Member,
    Portfolio,
    PortfolioAct,
    Tag,
    User,
)
from assessments.models.tokens import new_public_id
from assessments.selectors.entries import Remarks, remarks_on
from assessments.selectors.week import week_of
from assessments.services import portfolios as keeping
from assessments.services import sharing
from assessments.services.accounts import OnlyOwner, delete_account
from assessments.services.sharing import ChangedMeanwhile
from assessments.views.portfolio_form import write_seen

from .factories import TODAY, entry_in, history_of, member_of, owned_assessment, portfolio_of, user
from .markup import Html

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
Kind = PortfolioAct.Kind
NOTHING = Remarks("", (), None)


@pytest.fixture
def ada() -> User:
    return user("ada@fund.example", name="Ada")


@pytest.fixture
def olga() -> User:
    return user("olga@example.org", name="Olga")


@pytest.fixture
def company(olga: User) -> Company:
    return owned_assessment(olga).company


@pytest.fixture
def portfolio(ada: User) -> Portfolio:
    return portfolio_of(ada)


@pytest.fixture
def entry(portfolio: Portfolio, company: Company) -> Entry:
    return entry_in(portfolio, company)


@pytest.fixture
def at_home(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def url(name: str, portfolio: Portfolio, **parts: str) -> str:
    return reverse(name, kwargs={"portfolio": portfolio.public_id, **parts})


def of(entry: Entry, name: str = "entry") -> str:
    return url(name, entry.portfolio, entry=entry.public_id)


def words(client: Client, place: str) -> str:
    response = client.get(place, follow=True)
    assert response.status_code == 200
    return Html(response.content.decode()).words


# --- the portfolio -------------------------------------------------------------------------------


def test_a_portfolio_is_made_and_whoever_made_it_owns_it(at_home: Client, ada: User):
    assert "You keep none yet." in words(at_home, reverse("portfolios"))
    given = {"name": "  Spring   cohort ", "once": new_public_id()}

    first, second = (at_home.post(reverse("portfolio-new"), given) for _ in range(2))

    made = Portfolio.objects.get()
    assert made.name == "Spring cohort"
    assert first["Location"] == second["Location"] == url("portfolio", made)
    assert (made.members.get().user, made.members.get().role) == (ada, Member.Role.OWNER)
    assert [one.kind for one in made.acts.all()] == [Kind.MADE]


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "a\x07b"])
def test_a_portfolio_needs_a_name_that_can_be_shown(at_home: Client, name: str):
    response = at_home.post(reverse("portfolio-new"), {"name": name})

    assert response.status_code == 422
    assert "There is a problem" in Html(response.content.decode()).words
    assert not Portfolio.objects.exists()


def test_the_list_tells_what_is_seen_in_each_and_by_what_right(
    at_home: Client, ada: User, entry: Entry, olga: User
):
    entry_in(entry.portfolio, owned_assessment(olga, company="Gone").company, revoked=True)
    entry_in(entry.portfolio, owned_assessment(olga, company="Over").company, expires_in=-DAY)
    other = portfolio_of(user("eve@fund.example"), name="Autumn")
    member_of(other, ada)
    portfolio_of(user("dan@fund.example"), name="Secret")

    page = words(at_home, reverse("portfolios"))

    assert "Autumn 0 companies Viewer, 2 members" in page
    assert "Spring cohort 1 company Owner This week" in page
    assert "Secret" not in page


def test_the_list_costs_as_much_for_many_as_for_one(
    at_home: Client, ada: User, portfolio: Portfolio, django_assert_max_num_queries
):
    for number in range(5):
        portfolio_of(ada, name=f"{number}")
    with django_assert_max_num_queries(3):  # session, user, portfolios
        at_home.get(reverse("portfolios"))


def test_name_and_reminders_are_set_and_the_name_is_recorded(at_home: Client, portfolio: Portfolio):
    place = url("portfolio-settings", portfolio)

    at_home.post(place, {"name": "Autumn", "remind_after_days": "90"})
    at_home.post(place, {"name": "Autumn", "remind_after_days": ""})

    portfolio.refresh_from_db()
    assert (portfolio.name, portfolio.remind_after_days) == ("Autumn", None)
    act = portfolio.acts.get()
    assert (act.kind, act.about) == (Kind.RENAMED, "from “Spring cohort” to “Autumn”")


@pytest.mark.parametrize("days", ["3", "5000", "-1", "soon"])
def test_reminders_come_at_a_sensible_pace_or_not_at_all(
    at_home: Client, portfolio: Portfolio, days: str
):
    given = {"name": "x", "remind_after_days": days}

    assert at_home.post(url("portfolio-settings", portfolio), given).status_code == 422

    portfolio.refresh_from_db()
    assert (portfolio.name, portfolio.remind_after_days) == ("Spring cohort", None)


def test_deleting_takes_back_what_was_shared_with_it_and_each_company_is_told(
    at_home: Client, ada: User, entry: Entry, company: Company
):
    place = url("portfolio-delete", entry.portfolio)
    assert "1 company shares nothing with it any more" in words(at_home, place)
    assert at_home.post(place, {"name": "something"}).status_code == 422

    at_home.post(place, {"name": "spring cohort"})

    assert not Portfolio.objects.exists()
    assert not Entry.objects.exists()
    grant = Grant.objects.get(pk=entry.grant_id)
    assert (grant.state, grant.portfolio) == (Grant.State.REVOKED, None)
    act = company.acts.get(kind=Act.Kind.SHARE_REVOKED)
    assert (act.by, act.user) == ("Ada", ada)
    assert act.about.endswith("; the portfolio was deleted")
    assert at_home.get(reverse("company", kwargs={"company": company.public_id})).status_code == 404


def test_the_record_tells_who_did_what(at_home: Client, ada: User, portfolio: Portfolio):
    keeping.settle(portfolio, name="Autumn", remind_after_days=None, by=ada)

    page = words(at_home, url("portfolio-record", portfolio))

    assert "renamed the portfolio from “Spring cohort” to “Autumn”" in page


# --- its companies -------------------------------------------------------------------------------


def test_note_tags_and_check_in_are_kept_for_the_members_only(
    at_home: Client, entry: Entry, olga: User
):
    given = {
        "seen": write_seen(NOTHING),
        "note": "Ask about\r\non-call",
        "tags": "fintech,  Berlin , FINTECH,",
        "check_in_on": "2026-12-01",
    }

    assert at_home.post(of(entry), given).status_code == 302

    stands = remarks_on(Entry.objects.get(pk=entry.pk))
    assert stands == Remarks("Ask about\non-call", ("Berlin", "fintech"), date(2026, 12, 1))
    page = words(at_home, of(entry))
    assert "Ask about" in page
    founder = Client()
    founder.force_login(olga)
    assert founder.get(of(entry)).status_code == 404
    shared = reverse("sharing", kwargs={"company": entry.company.public_id})
    assert "Ask about" not in words(founder, shared)


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"note": "x" * 2001}, "Keep the note to 2,000 characters."),
        ({"tags": "x" * 41}, "Keep each tag to 40 characters."),
        ({"tags": ",".join(map(str, range(21)))}, "Give a company at most 20 tags."),
        ({"check_in_on": "soon"}, "Give the date as day, month and year."),
        ({"check_in_on": "1999-12-31"}, "Give a date between 2000 and 2099."),
    ],
)
def test_what_cannot_be_kept_is_said_where_it_was_typed(
    at_home: Client, entry: Entry, given: dict[str, str], complaint: str
):
    response = at_home.post(of(entry), {"seen": write_seen(NOTHING), **given})

    assert response.status_code == 422
    assert complaint in Html(response.content.decode()).words
    assert remarks_on(Entry.objects.get(pk=entry.pk)) == NOTHING


def test_two_who_write_at_once_do_not_write_over_each_other(at_home: Client, entry: Entry):
    keeping.remark(entry, Remarks("Ben’s", ("b",), None), was=NOTHING)
    given = {"seen": write_seen(NOTHING), "note": "Ada’s", "tags": "", "check_in_on": ""}

    response = at_home.post(of(entry), given)

    page = Html(response.content.decode())
    assert response.status_code == 409
    assert "Ben’s" in page.words
    assert "Ada’s" in page.text
    assert Entry.objects.get(pk=entry.pk).note == "Ben’s"

    at_home.post(of(entry), given | {"seen": page.form_values()["seen"]})

    assert Entry.objects.get(pk=entry.pk).note == "Ada’s"


def test_to_write_what_stands_already_is_no_conflict(entry: Entry):
    keeping.remark(entry, Remarks("x", (), None), was=NOTHING)

    assert keeping.remark(entry, Remarks("x", (), None), was=NOTHING) is False
    with pytest.raises(ChangedMeanwhile):
        keeping.remark(entry, Remarks("y", (), None), was=NOTHING)


def test_a_tag_that_no_company_has_any_more_is_forgotten(entry: Entry):
    first = Remarks("", ("a", "b"), None)
    keeping.remark(entry, first, was=NOTHING)

    keeping.remark(entry, Remarks("", ("b",), None), was=first)

    assert [one.name for one in Tag.objects.all()] == ["b"]


def test_viewers_read_what_stands_and_write_nothing(entry: Entry, client: Client):
    ben = user("ben@fund.example")
    member_of(entry.portfolio, ben)
    keeping.remark(entry, Remarks("Read me", ("b",), None), was=NOTHING)
    client.force_login(ben)

    page = client.get(of(entry))

    assert "Read me" in page.content.decode()
    assert "<textarea" not in page.content.decode()
    assert client.post(of(entry), {"note": "x"}).status_code == 404
    assert client.post(of(entry, "entry-remove")).status_code == 404


def test_the_page_of_a_company_tells_its_stage_what_it_shares_and_leads_to_its_pages(
    at_home: Client, entry: Entry
):
    page = Html(at_home.get(of(entry)).content.decode())

    assert "3 Adoption clear, assessed 22 November 2026" in page.words
    assert "Full result The whole result page" in page.words
    latest = entry.company.assessments.get()
    for name, parts in (
        ("company", {"company": entry.company.public_id}),
        ("plan", {"company": entry.company.public_id}),
        ("result", {"token": latest.public_id}),
    ):
        assert f'href="{reverse(name, kwargs=parts)}"' in page.text


def test_where_only_the_summary_is_shared_no_page_is_offered_that_stays_shut(
    at_home: Client, portfolio: Portfolio, company: Company
):
    entry = entry_in(portfolio, company, tier="summary")

    page = at_home.get(of(entry)).content.decode()

    assert reverse("plan", kwargs={"company": company.public_id}) not in page


def test_a_company_taken_out_shares_nothing_any_more_and_both_records_tell(
    at_home: Client, entry: Entry, company: Company
):
    keeping.remark(entry, Remarks("note", ("a",), None), was=NOTHING)
    assert "record tells that you did this" in words(at_home, of(entry, "entry-remove"))

    at_home.post(of(entry, "entry-remove"))

    assert Grant.objects.get(pk=entry.grant_id).state == Grant.State.REVOKED
    assert not Entry.objects.exists()
    assert not Tag.objects.exists()
    assert company.acts.get(kind=Act.Kind.SHARE_REVOKED).by == "Ada"
    act = entry.portfolio.acts.get()
    assert (act.kind, act.by, act.about) == (Kind.COMPANY_REMOVED, "Ada", "Ferrovia")
    assert at_home.get(of(entry)).status_code == 404


# --- the founder's side --------------------------------------------------------------------------


def founder_of(company: Company, olga: User) -> Client:
    client = Client()
    client.force_login(olga)
    return client


def place_of(entry: Entry, name: str = "grant") -> str:
    parts = {"company": entry.company.public_id, "grant": entry.grant.public_id}
    return reverse(name, kwargs=parts)


def test_a_founder_sees_with_which_portfolio_and_whom_they_share(
    entry: Entry, olga: User, company: Company
):
    founder = founder_of(company, olga)
    Portfolio.objects.update(name="Renamed")

    page = words(founder, place_of(entry))

    assert "with the portfolio Spring cohort" in page
    assert "Renamed" in page
    assert "Ada (ada@fund.example)" in page
    assert "The company leaves the portfolio" in page
    for absent in ("For whom", "Send it again", "invite them again", "deleted"):
        assert absent not in page


def test_a_founder_narrows_what_the_portfolio_sees_and_puts_an_end_to_it(
    at_home: Client, entry: Entry, olga: User, company: Company
):
    founder = founder_of(company, olga)
    seen = Html(founder.get(place_of(entry)).content.decode()).form_values()
    result = reverse("plan", kwargs={"company": company.public_id})
    assert at_home.get(result).status_code == 200
    until = timezone.localdate() + 9 * DAY

    given = seen | {"tier": "summary", "until": until.isoformat()}
    assert founder.post(place_of(entry), given).status_code == 302

    grant = Grant.objects.get(pk=entry.grant_id)
    assert (grant.tier, grant.last_day, grant.label) == ("summary", until, "Spring cohort")
    assert at_home.get(result).status_code == 404
    assert "Summary" in words(at_home, of(entry))
    assert company.acts.filter(kind=Act.Kind.SHARE_CHANGED).count() == 1


def test_a_founder_who_revokes_is_gone_from_the_portfolio_at_once(
    at_home: Client, entry: Entry, olga: User, company: Company
):
    founder = founder_of(company, olga)

    founder.post(place_of(entry, "grant-revoke"))

    assert at_home.get(of(entry)).status_code == 404
    assert "Ferrovia" not in words(at_home, url("portfolio", entry.portfolio))
    assert "0 companies" in words(at_home, reverse("portfolios"))
    act = entry.portfolio.acts.get()
    assert (act.kind, act.by, act.about) == (Kind.COMPANY_REMOVED, "Olga", "Ferrovia")
    shared = words(founder, reverse("sharing", kwargs={"company": company.public_id}))
    assert "1 share that is over" in shared


def test_from_the_company_its_page_in_the_portfolio_is_one_step_away(at_home: Client, entry: Entry):
    place = reverse("company", kwargs={"company": entry.company.public_id})

    assert f'href="{of(entry)}"' in at_home.get(place).content.decode()


# --- what is due ---------------------------------------------------------------------------------


def test_this_week_tells_what_is_due_and_nothing_of_what_is_not_shared_any_more(
    at_home: Client, portfolio: Portfolio, olga: User
):
    today = timezone.localdate()
    rows = {
        "Late": {"check_in_on": today - DAY},
        "Soon": {"check_in_on": today + 7 * DAY},
        "Later": {"check_in_on": today + 8 * DAY},
        "Hidden": {"check_in_on": today},
    }
    for name, changes in rows.items():
        made = owned_assessment(olga, company=name).company
        entry = entry_in(portfolio, made, revoked=name == "Hidden")
        Entry.objects.filter(pk=entry.pk).update(**changes)
    entry_in(portfolio, owned_assessment(olga, company="Ending").company, expires_in=9 * DAY)
    entry_in(portfolio, owned_assessment(olga, company="Open", submitted=False).company)
    old = history_of(olga, today - 121 * DAY, company="Old")[0].company
    entry_in(portfolio, old)

    week = week_of(portfolio)

    def names(due: object) -> list[str]:
        return [one.company.name for one in due.entries]  # type: ignore[attr-defined]

    assert names(week.check_ins) == ["Late", "Soon"]
    assert names(week.old) == ["Old"]
    assert names(week.unassessed) == ["Open"]
    assert names(week.ending) == ["Ending"]
    page = words(at_home, url("week", portfolio))
    assert "overdue since" in page
    assert "Hidden" not in page


def test_how_old_is_old_the_portfolio_says(ada: User, portfolio: Portfolio, olga: User):
    day = timezone.localdate() - 40 * DAY
    entry_in(portfolio, history_of(olga, day)[0].company)
    assert week_of(portfolio).old.count == 0

    keeping.settle(portfolio, name="x", remind_after_days=30, by=ada)
    portfolio.refresh_from_db()

    assert week_of(portfolio).old.count == 1


def test_this_week_costs_as_much_for_many_companies_as_for_none(
    at_home: Client, portfolio: Portfolio, olga: User, django_assert_num_queries
):
    place = url("week", portfolio)
    with django_assert_num_queries(11):  # session, user, member, and eight for the lists
        assert "Nothing is due" in words(at_home, place)
    for number in range(4):
        made = owned_assessment(olga, company=f"{number}", submitted=bool(number % 2)).company
        entry = entry_in(portfolio, made, expires_in=DAY)
        Entry.objects.filter(pk=entry.pk).update(check_in_on=TODAY)
    with django_assert_num_queries(11):
        at_home.get(place)


# --- accounts that go ----------------------------------------------------------------------------


def test_the_only_owner_of_a_portfolio_that_others_keep_too_stays(
    at_home: Client, ada: User, portfolio: Portfolio
):
    member_of(portfolio, user("ben@fund.example"), role=Member.Role.EDITOR)

    with pytest.raises(OnlyOwner) as refused:
        delete_account(ada)

    assert refused.value.portfolios == (portfolio,)
    page = words(at_home, reverse("account-delete"))
    assert "Your account cannot be deleted yet" in page
    assert "Spring cohort" in page


def test_a_portfolio_that_nobody_else_keeps_goes_with_its_owner_and_its_companies_are_told(
    at_home: Client, ada: User, entry: Entry, company: Company
):
    assert "nobody keeps but you, are deleted" in words(at_home, reverse("account-delete"))

    delete_account(ada)

    assert not Portfolio.objects.exists()
    assert Grant.objects.get(pk=entry.grant_id).state == Grant.State.REVOKED
    act = company.acts.get(kind=Act.Kind.SHARE_REVOKED)
    assert (act.by, act.user) == ("Ada", None)


def test_one_of_several_members_may_go_and_the_record_says_so(ada: User, portfolio: Portfolio):
    member_of(portfolio, user("ben@fund.example"), role=Member.Role.OWNER)

    delete_account(ada)

    assert portfolio.members.count() == 1
    act = portfolio.acts.get()
    assert (act.kind, act.by, act.about) == (Kind.MEMBER_LEFT, "Ada", "deleted their account")


def test_a_share_that_was_revoked_is_not_told_again_when_the_portfolio_goes(
    ada: User, entry: Entry, olga: User, company: Company
):
    sharing.revoke(entry.grant, by=olga)

    keeping.delete(entry.portfolio, by=ada)

    assert company.acts.filter(kind=Act.Kind.SHARE_REVOKED).count() == 1
