"""Companies come into a portfolio: invited by link, by list or by file, accepted by founders, reminded."""

from __future__ import annotations

import re
from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments import company_list
from assessments.company_list import Invitee, Unfit
from assessments.models import (
    Act,
    Company,
    CompanyInvitation,
    Entry,
    Grant,
    Portfolio,
    PortfolioAct,
    User,
)
from assessments.selectors.portfolios import visible_entries
from assessments.services import invitations, joining, reminders
from assessments.services.housekeeping import keep_house
from assessments.services.invitations import AskedAlready, NotEditor
from assessments.services.joining import InItAlready, NotTheirs
from assessments.services.sharing import CannotAccept, ChangedMeanwhile, Terms, TooManyMails
from assessments.views.portfolio_form import new_key

from .factories import (
    company_asked,
    entry_in,
    history_of,
    member_of,
    owned_assessment,
    portfolio_of,
)
from .factories import user as account
from .markup import Html

pytestmark = pytest.mark.django_db

LINK = re.compile(r"https?://\S+/j/[\w-]{32}/")
SUMMARY = Terms(Grant.Tier.SUMMARY, "Spring cohort", None)
LIST = "company;email;tags;note\nFerrovia;Olga@ferrovia.example;fintech|Berlin;met in May\n"


@pytest.fixture
def ada() -> User:
    return account("ada@fund.example", name="Ada")


@pytest.fixture
def olga() -> User:
    return account("olga@ferrovia.example", name="Olga")


@pytest.fixture
def portfolio(ada: User) -> Portfolio:
    return portfolio_of(ada)


@pytest.fixture
def at_home(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def signed_in(who: User) -> Client:
    client = Client()
    client.force_login(who)
    return client


def url(name: str, portfolio: Portfolio, **parts: str) -> str:
    return reverse(name, kwargs={"portfolio": portfolio.public_id, **parts})


def upload(client: Client, portfolio: Portfolio, content: str | bytes) -> Html:
    content = content if isinstance(content, bytes) else content.encode()
    file = SimpleUploadedFile("companies.csv", content, content_type="text/csv")
    response = client.post(url("company-invite-file", portfolio), {"file": file})
    return Html(response.content.decode(), name=str(response.status_code))


def listed(page: Html) -> str:
    (found,) = re.findall(r'name="list" value="([^"]+)"', page.text)
    return str(found)


def join(client: Client, link: str, **given: str) -> tuple[int, str]:
    place = client.get(link).headers["Location"]
    response = client.post(place, given, follow=True)
    return response.status_code, Html(response.content.decode()).words


# --- lists ---------------------------------------------------------------------------------------


def test_a_pasted_line_is_a_name_and_an_address_in_any_of_three_ways():
    text = "Ferrovia, Olga@Ferrovia.example\n\nNorth & Sons <b@north.example>,\nc@alone.example\n"

    assert company_list.read_lines(text) == [
        Invitee(1, "Ferrovia", "olga@ferrovia.example"),
        Invitee(3, "North & Sons", "b@north.example"),
        Invitee(4, "c@alone.example", "c@alone.example"),
    ]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("sign", [",", ";"])
def test_a_file_is_read_with_either_separator_and_with_or_without_a_mark(mark: bytes, sign: str):
    rows = [
        ("email", "Company", "tags", "note"),
        ("olga@ferrovia.example", "Ferrovia", "fintech|Berlin", ""),
    ]
    content = mark + "\r\n".join(sign.join(row) for row in rows).encode()

    assert company_list.read_table(content) == [
        Invitee(2, "Ferrovia", "olga@ferrovia.example", ("Berlin", "fintech"))
    ]


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        (b"", [(0, "")]),
        (b"\xff\xfe", [(0, "")]),
        (b"company,email\n", [(0, "")]),
        (b"name,email\nFerrovia,a@x.example", [(1, "company"), (1, "name")]),
        (b"company,email,email\n", [(1, "email")]),
        (
            b"company,email\n,a@x.example\nB,nowhere\nC,",
            [(2, "company"), (3, "email"), (4, "email")],
        ),
        (b"company,email\nA,a@x.example\nB,A@x.example", [(3, "email")]),
        (b"company,email\nA,a@x.example,more", [(2, "")]),
        (b"company,email,tags\nA,a@x.example," + b"x" * 41, [(2, "tags")]),
        (b"company,email\n" + b"A" * 121 + b",a@x.example", [(2, "company")]),
        (b"company,email\nA\x00B,a@x.example", [(2, "company")]),
        (b"company,email\n" + b"A,a@x.example\n" * 501, [(0, "")]),
        (b"x" * 1_000_001, [(0, "")]),
    ],
)
def test_each_fault_of_a_file_is_told_with_its_row_and_column(
    content: bytes, faults: list[tuple[int, str]]
):
    with pytest.raises(Unfit) as told:
        company_list.read_table(content)

    assert [(one.row, one.column) for one in told.value.faults] == faults
    assert all(one.what for one in told.value.faults)


def test_a_file_with_one_fault_invites_nobody_and_mended_everybody(
    at_home: Client, portfolio: Portfolio
):
    shown = upload(at_home, portfolio, LIST + "North;nowhere;;\n")
    assert (shown.name, "“nowhere” is no e-mail address." in shown.words) == ("422", True)

    preview = upload(at_home, portfolio, LIST + "North;b@north.example;;\n")

    assert "Invite 2 companies?" in preview.words
    assert "Ada asks how your company stands, for “Spring cohort”" in preview.words
    assert not mail.outbox
    assert not portfolio.invitations.exists()
    page = at_home.post(
        url("company-invite-send", portfolio), {"list": listed(preview)}, follow=True
    )
    assert "2 invitations are on their way." in Html(page.content.decode()).words
    assert [one.to for one in mail.outbox] == [["olga@ferrovia.example"], ["b@north.example"]]
    links = [LINK.findall(str(one.body)) for one in mail.outbox]
    assert len({link for (link,) in links}) == 2
    made = portfolio.invitations.get(email="olga@ferrovia.example")
    assert (made.label, made.note) == ("Ferrovia", "met in May")
    assert sorted(tag.name for tag in made.tags.all()) == ["Berlin", "fintech"]
    assert portfolio.acts.filter(kind=PortfolioAct.Kind.COMPANY_INVITED).count() == 2


def test_a_list_that_is_sent_twice_is_sent_once(at_home: Client, portfolio: Portfolio):
    given = {"list": listed(upload(at_home, portfolio, LIST))}

    for _time in range(2):
        at_home.post(url("company-invite-send", portfolio), given)

    assert (len(mail.outbox), portfolio.invitations.count()) == (1, 1)


def test_a_list_of_another_portfolio_or_changed_on_the_way_is_not_sent(
    at_home: Client, ada: User, portfolio: Portfolio
):
    theirs = listed(upload(at_home, portfolio_of(ada, name="Other"), LIST))

    for given in (theirs, "x" + theirs, ""):
        at_home.post(url("company-invite-send", portfolio), {"list": given})

    assert not mail.outbox
    assert not portfolio.invitations.exists()


def test_an_address_at_which_an_invitation_waits_is_not_invited_again(
    at_home: Client, ada: User, portfolio: Portfolio
):
    company_asked(portfolio, email="olga@ferrovia.example")

    shown = upload(at_home, portfolio, LIST)

    assert "An invitation to this address waits to be accepted." in shown.words
    invitee = Invitee(2, "Ferrovia", "olga@ferrovia.example")
    with pytest.raises(AskedAlready):
        invitations.invite_all(portfolio, [(invitee, "x" * 32)], by=ada)


def test_a_list_that_goes_over_the_limit_of_a_day_invites_nobody(
    ada: User, portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(invitations, "MOST_A_DAY", 1)
    two = [(Invitee(n, f"C{n}", f"{n}@x.example"), str(n) * 32) for n in (1, 2)]

    with pytest.raises(TooManyMails):
        invitations.invite_all(portfolio, two, by=ada)

    assert not portfolio.invitations.exists()


def test_mails_that_the_server_does_not_take_are_named(
    at_home: Client, portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*_args: object, **_how: object) -> int:
        raise SMTPServerDisconnected

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", refuse)
    given = {"list": listed(upload(at_home, portfolio, LIST))}

    page = at_home.post(url("company-invite-send", portfolio), given, follow=True)

    told = "The mail server did not take those to olga@ferrovia.example."
    assert told in Html(page.content.decode()).words
    assert portfolio.invitations.get().state == CompanyInvitation.State.OPEN


# --- links ---------------------------------------------------------------------------------------


def test_a_link_is_shown_once_and_kept_only_as_a_hash(at_home: Client, portfolio: Portfolio):
    until = (timezone.localdate() + timedelta(days=10)).isoformat()
    given = {"key": new_key(portfolio), "label": "Spring", "until": until}

    shown = at_home.post(url("company-invite-cohort", portfolio), given)

    (link,) = set(LINK.findall(Html(shown.content.decode()).words))
    made = portfolio.invitations.get()
    assert (made.is_open, made.last_day.isoformat()) == (True, until)
    page = at_home.get(url("company-invite", portfolio)).content.decode()
    assert link.split("/")[-2] not in page
    at_home.post(url("company-invite-cohort", portfolio), given)
    assert portfolio.invitations.count() == 1


@pytest.mark.parametrize("days", [-1, 400])
def test_a_link_ends_within_a_year(at_home: Client, portfolio: Portfolio, days: int):
    until = (timezone.localdate() + timedelta(days=days)).isoformat()
    given = {"key": new_key(portfolio), "label": "Spring", "until": until}

    assert at_home.post(url("company-invite-link", portfolio), given).status_code == 422
    assert not portfolio.invitations.exists()


def test_an_invitation_sent_again_has_a_new_link_and_the_old_one_is_dead(
    at_home: Client, portfolio: Portfolio
):
    invitation, token = company_asked(portfolio)
    place = url("company-invite-again", portfolio, asked=invitation.public_id)

    at_home.post(place, {"key": new_key(portfolio)})

    (link,) = LINK.findall(str(mail.outbox[0].body))
    assert Client().get(reverse("join-link", kwargs={"bringing": token})).status_code == 404
    assert Client().get(link).status_code == 302


def test_an_invitation_that_another_has_just_sent_again_is_not_sent_twice(
    ada: User, portfolio: Portfolio
):
    invitation, _token = company_asked(portfolio)
    stale = CompanyInvitation.objects.get(pk=invitation.pk)
    invitations.invite_again(invitation, token="a" * 32, by=ada)

    with pytest.raises(ChangedMeanwhile):
        invitations.invite_again(stale, token="b" * 32, by=ada)


def test_a_revoked_invitation_opens_nothing_also_for_whoever_had_opened_it(
    at_home: Client, portfolio: Portfolio, olga: User
):
    invitation, token = company_asked(portfolio)
    theirs = signed_in(olga)
    place = theirs.get(reverse("join-link", kwargs={"bringing": token})).headers["Location"]
    assert theirs.get(place).status_code == 200

    at_home.post(url("company-invite-revoke", portfolio, asked=invitation.public_id))

    assert theirs.get(place).status_code == 404
    assert theirs.get(reverse("join-link", kwargs={"bringing": token})).status_code == 404


def test_whoever_may_edit_no_more_invites_nobody(ada: User, portfolio: Portfolio):
    ben = account("ben@fund.example")
    member_of(portfolio, ben, role="viewer")
    invitation, _token = company_asked(portfolio)

    with pytest.raises(NotEditor):
        invitations.revoke(invitation, by=ben)
    with pytest.raises(NotEditor):
        invitations.invite_all(portfolio, [(Invitee(1, "A", "a@x.example"), "a" * 32)], by=ben)


# --- joining -------------------------------------------------------------------------------------


def test_a_founder_sees_who_asks_and_what_each_tier_shows_and_chooses(
    portfolio: Portfolio, olga: User
):
    company = owned_assessment(olga).company
    invitation, token = company_asked(portfolio, note="met in May")
    link = reverse("join-link", kwargs={"bringing": token})
    theirs = signed_in(olga)
    response = theirs.get(link, follow=True)
    page = Html(response.content.decode())
    assert "Show “Spring cohort” how your company stands?" in page.words
    assert "Ada (ada@fund.example)" in page.words
    assert "No answer." in page.words
    assert len(re.findall(r'name="tier"', page.text)) == 3
    assert not re.search(r'name="tier"[^>]* checked', page.text)
    assert "met in May" not in page.words
    assert not visible_entries(portfolio).exists()

    status, words = join(theirs, link, company=company.public_id, tier="summary")

    assert (status, "Ferrovia shares with “Spring cohort” from now on." in words) == (200, True)
    entry = visible_entries(portfolio).get()
    assert (entry.company, entry.grant.tier, entry.note) == (company, "summary", "met in May")
    act = company.acts.get(kind=Act.Kind.SHARED)
    assert act.about == (
        "Spring cohort, with a portfolio: summary without an end, every submitted assessment"
    )
    told = portfolio.acts.get(kind=PortfolioAct.Kind.COMPANY_JOINED)
    assert (told.by, told.about) == ("Olga", "Ferrovia: summary without an end")
    invitation.refresh_from_db()
    assert invitation.state == CompanyInvitation.State.ACCEPTED


def test_without_a_tier_nothing_is_shared(portfolio: Portfolio, olga: User):
    company = owned_assessment(olga).company
    _invitation, token = company_asked(portfolio)

    link = reverse("join-link", kwargs={"bringing": token})
    status, words = join(signed_in(olga), link, company=company.public_id)

    assert (status, "Choose what they see." in words) == (422, True)
    assert not Entry.objects.exists()


def test_a_founder_without_a_company_begins_one_and_twice_sent_it_is_one(
    portfolio: Portfolio, olga: User
):
    _invitation, token = company_asked(portfolio, is_open=True)
    link = reverse("join-link", kwargs={"bringing": token})
    theirs = signed_in(olga)

    for _time in range(2):
        status, words = join(theirs, link, company="new", name="Ferrovia", tier="result")
        assert (status, "Begin its assessment here." in words) == (200, True)

    assert Company.objects.get().owners.get().user == olga
    assert visible_entries(portfolio).count() == 1


def test_who_has_not_signed_in_is_told_who_asks_and_finds_the_way_back(portfolio: Portfolio):
    invitation, token = company_asked(portfolio)
    stranger = Client()

    response = stranger.get(reverse("join-link", kwargs={"bringing": token}), follow=True)

    place = reverse("join", kwargs={"asked": invitation.public_id})
    page = Html(response.content.decode())
    assert response.redirect_chain == [(place, 302)]
    assert page.text.count(f"?next={place}") == 2
    assert stranger.post(place).headers["Location"].startswith(reverse("account_login"))


def test_an_invitation_is_accepted_once_and_by_the_same_founder_twice_without_harm(
    portfolio: Portfolio, olga: User
):
    company = owned_assessment(olga).company
    other = account("eve@example.org")
    theirs = owned_assessment(other, company="North").company
    invitation, token = company_asked(portfolio)
    joining.join(invitation, company, SUMMARY, user=olga)

    again = joining.join(invitation, company, SUMMARY, user=olga)

    assert again == visible_entries(portfolio).get()
    assert portfolio.acts.filter(kind=PortfolioAct.Kind.COMPANY_JOINED).count() == 1
    with pytest.raises(CannotAccept):
        joining.join(invitation, theirs, SUMMARY, user=other)
    link = reverse("join-link", kwargs={"bringing": token})
    page = signed_in(other).get(link, follow=True).content.decode()
    assert "This invitation was accepted already" in Html(page).words


def test_a_company_that_had_revoked_its_share_comes_back_to_its_notes(
    portfolio: Portfolio, olga: User
):
    company = owned_assessment(olga).company
    entry = entry_in(portfolio, company, revoked=True)
    Entry.objects.filter(pk=entry.pk).update(note="Ours", reminded_at=timezone.now())
    invitation, _token = company_asked(portfolio, note="met in May")

    joining.join(invitation, company, SUMMARY, user=olga)

    found = visible_entries(portfolio).get()
    assert (found.pk, found.note, found.grant.tier) == (entry.pk, "Ours", "summary")
    assert found.reminded_at is None


def test_a_share_that_was_over_cannot_be_put_off_beside_the_new_one(
    portfolio: Portfolio, olga: User
):
    company = owned_assessment(olga).company
    entry = entry_in(portfolio, company, expires_in=-timedelta(days=1))
    invitation, _token = company_asked(portfolio)

    joining.join(invitation, company, SUMMARY, user=olga)

    assert Grant.objects.get(pk=entry.grant_id).state == Grant.State.REVOKED


def test_what_a_company_shares_already_is_changed_on_its_own_page(portfolio: Portfolio, olga: User):
    company = owned_assessment(olga).company
    entry_in(portfolio, company, tier="answers")
    invitation, _token = company_asked(portfolio)

    with pytest.raises(InItAlready):
        joining.join(invitation, company, SUMMARY, user=olga)

    invitation.refresh_from_db()
    assert invitation.state == CompanyInvitation.State.OPEN


def test_nobody_brings_in_a_company_of_somebody_else_or_one_being_deleted(
    portfolio: Portfolio, olga: User
):
    company = owned_assessment(olga).company
    invitation, token = company_asked(portfolio)
    eve = account("eve@example.org")
    with pytest.raises(NotTheirs):
        joining.join(invitation, company, SUMMARY, user=eve)
    link = reverse("join-link", kwargs={"bringing": token})
    assert join(signed_in(eve), link, company=company.public_id, tier="summary")[0] == 422

    Company.objects.filter(pk=company.pk).update(delete_at=timezone.now() + timedelta(days=3))
    with pytest.raises(NotTheirs):
        joining.join(invitation, company, SUMMARY, user=olga)


def test_the_members_see_who_accepted_and_no_more_once_it_is_revoked(
    at_home: Client, portfolio: Portfolio, olga: User
):
    company = owned_assessment(olga, company="Secretive").company
    invitation, _token = company_asked(portfolio)
    entry = joining.join(invitation, company, SUMMARY, user=olga)
    page = Html(at_home.get(url("company-invite", portfolio)).content.decode()).words
    assert "accepted by Olga" in page
    assert "Secretive" in page

    Grant.objects.filter(pk=entry.grant_id).update(revoked_at=timezone.now())

    page = Html(at_home.get(url("company-invite", portfolio)).content.decode()).words
    assert "it shares no longer" in page
    assert "Secretive" not in page


# --- reminders -----------------------------------------------------------------------------------


@pytest.fixture
def old(portfolio: Portfolio, olga: User) -> Entry:
    """A company that was assessed half a year ago, in a portfolio that reminds after 90 days."""
    Portfolio.objects.filter(pk=portfolio.pk).update(remind_after_days=90)
    portfolio.refresh_from_db()
    history_of(olga, timezone.localdate() - timedelta(days=180))
    return entry_in(portfolio, Company.objects.get(name="Ferrovia"))


def test_an_old_assessment_is_asked_for_by_mail_once_in_two_weeks(old: Entry):
    for _time in range(2):
        keep_house()

    (message,) = mail.outbox
    assert message.to == ["olga@ferrovia.example"]
    company = reverse("company", kwargs={"company": old.company.public_id})
    assert f"http://localhost{company}" in str(message.body)
    Entry.objects.update(reminded_at=timezone.now() - timedelta(days=15))
    keep_house()
    assert len(mail.outbox) == 2


@pytest.mark.parametrize("why", ["revoked", "expired", "never asked for", "fresh", "deleted"])
def test_nobody_is_reminded_without_reason(old: Entry, why: str):
    now = timezone.now()
    match why:
        case "revoked":
            Grant.objects.update(revoked_at=now)
        case "expired":
            Grant.objects.update(expires_at=now)
        case "never asked for":
            Portfolio.objects.update(remind_after_days=None)
        case "fresh":
            Portfolio.objects.update(remind_after_days=200)
        case "deleted":
            Company.objects.update(delete_at=now + timedelta(days=3))

    assert reminders.remind_everywhere() == 0
    assert not mail.outbox


def test_a_grant_revoked_since_the_list_was_made_is_not_reminded(old: Entry):
    stale = Entry.objects.select_related("company__latest", "portfolio").get(pk=old.pk)
    Grant.objects.update(revoked_at=timezone.now())

    assert not reminders.remind(stale)
    assert not mail.outbox


def test_an_editor_reminds_one_company_and_all_that_are_due(
    at_home: Client, portfolio: Portfolio, old: Entry
):
    place = url("entry", portfolio, entry=old.public_id)
    asks = "Ask by mail for a new assessment"
    assert asks in Html(at_home.get(place).content.decode()).words

    page = at_home.post(url("remind", portfolio, entry=old.public_id), follow=True)

    words = Html(page.content.decode()).words
    assert "Ferrovia is asked by mail for a new assessment." in words
    assert asks not in words
    assert "Ada (ada@fund.example), who keeps" in str(mail.outbox[0].body)
    assert mail.outbox[0].reply_to == ["ada@fund.example"]
    Entry.objects.update(reminded_at=None)
    week = at_home.post(url("remind-all", portfolio), follow=True)
    assert "1 company is asked by mail" in Html(week.content.decode()).words


def test_a_reminder_that_was_not_mailed_counts_as_none(old: Entry, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_args: object, **_how: object) -> int:
        raise SMTPServerDisconnected

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", refuse)

    assert not reminders.remind(old)
    old.refresh_from_db()
    assert old.reminded_at is None


def test_the_list_of_invitations_costs_as_much_with_many_as_with_one(
    at_home: Client, portfolio: Portfolio, olga: User, django_assert_max_num_queries
):
    for number in range(6):
        company = owned_assessment(olga, company=f"C{number}").company
        joining.join(company_asked(portfolio)[0], company, SUMMARY, user=olga)

    with django_assert_max_num_queries(6):  # session, user, member, count, invitations, entries
        at_home.get(url("company-invite", portfolio))
