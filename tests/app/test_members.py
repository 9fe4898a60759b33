"""Who keeps a portfolio: invited by mail, accepted once, given another role, removed, gone."""

from __future__ import annotations

import re
from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import Member, Portfolio, PortfolioAct, User
from assessments.services import members as keeping
from assessments.services.members import LastOwner, MemberAlready, NotOwner
from assessments.services.sharing import CannotAccept, ChangedMeanwhile, TooManyMails
from assessments.views.portfolio_form import new_key

from .factories import invited_to, member_of, owned_assessment, portfolio_of, user
from .markup import Html

pytestmark = pytest.mark.django_db

LINK = re.compile(r"https?://\S+/m/[\w-]{32}/")
Kind, Role = PortfolioAct.Kind, Member.Role


@pytest.fixture
def ada() -> User:
    return user("ada@fund.example", name="Ada")


@pytest.fixture
def portfolio(ada: User) -> Portfolio:
    return portfolio_of(ada)


@pytest.fixture
def at_home(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def url(name: str, portfolio: Portfolio, **parts: str) -> str:
    return reverse(name, kwargs={"portfolio": portfolio.public_id, **parts})


def invite(client: Client, portfolio: Portfolio, **changes: str) -> Html:
    given = {"key": new_key(portfolio), "email": "Ben@fund.example", "role": "editor", **changes}
    response = client.post(url("members", portfolio), given)
    return Html(response.content.decode(), name=str(response.status_code))


def words(client: Client, place: str) -> str:
    response = client.get(place)
    assert response.status_code == 200
    return Html(response.content.decode()).words


def told(portfolio: Portfolio) -> list[tuple[str, str, str]]:
    return [(one.by, one.kind, one.about) for one in portfolio.acts.order_by("pk")]


def signed_in(who: User) -> Client:
    client = Client()
    client.force_login(who)
    return client


# --- inviting and accepting ----------------------------------------------------------------------


def test_a_member_is_invited_by_mail_accepts_and_sees_the_portfolio(
    at_home: Client, portfolio: Portfolio
):
    shown = invite(at_home, portfolio)

    (message,) = mail.outbox
    (link,) = LINK.findall(str(message.body))
    assert link in shown.words
    assert (message.to, message.reply_to) == (["ben@fund.example"], ["ada@fund.example"])
    assert message.subject == "Stagecheck: Ada invites you to keep “Spring cohort”"
    assert "editor" in str(message.body)
    ben = user("ben@fund.example", name="Ben")
    theirs = signed_in(ben)
    asked = theirs.get(link, follow=True)
    place = asked.redirect_chain[-1][0]
    assert link.split("/m/")[1].strip("/") not in place
    assert "Keep “Spring cohort” with others?" in Html(asked.content.decode()).words
    assert theirs.get(url("portfolio", portfolio)).status_code == 404

    joined = theirs.post(place, follow=True)

    assert joined.redirect_chain[-1][0] == url("portfolio", portfolio)
    member = portfolio.members.get(user=ben)
    assert (member.role, member.accepted_at is not None) == ("editor", True)
    assert told(portfolio) == [
        ("Ada", Kind.MEMBER_INVITED, "ben@fund.example as editor"),
        ("Ben", Kind.MEMBER_JOINED, "Ben (ben@fund.example) as editor"),
    ]
    assert "Ben" in words(theirs, url("members", portfolio))


def test_whoever_has_no_account_is_led_to_one_and_back(client: Client, portfolio: Portfolio):
    member, token = invited_to(portfolio)
    page = client.get(reverse("member-link", kwargs={"joining": token}), follow=True)

    place = url("member-join", portfolio, member=member.public_id)
    assert f"?next={place}" in page.content.decode()
    assert client.post(place).status_code == 302
    assert not portfolio.members.filter(user__isnull=False).exclude(role=Role.OWNER).exists()


def test_a_form_that_is_sent_twice_invites_and_mails_once(at_home: Client, portfolio: Portfolio):
    key = new_key(portfolio)

    first, second = (invite(at_home, portfolio, key=key) for _ in range(2))

    assert portfolio.members.filter(user=None).count() == 1
    assert len(mail.outbox) == 1
    assert LINK.findall(first.words) == LINK.findall(second.words)
    assert "made already" in second.words


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"email": ""}, "Give the address that the invitation goes to."),
        ({"email": "ben"}, "Give an e-mail address such as ada@example.org."),
        ({"role": ""}, "Choose what they may do."),
        ({"role": "king"}, "Choose one of the three."),
        ({"key": "old"}, "The page was too old."),
        ({"email": "ADA@fund.example"}, "That person is a member or invited already."),
    ],
)
def test_what_is_wrong_with_an_invitation_is_said_and_nothing_mailed(
    at_home: Client, portfolio: Portfolio, given: dict[str, str], complaint: str
):
    page = invite(at_home, portfolio, **given)

    assert page.name == "422"
    assert complaint in page.words
    assert portfolio.members.count() == 1
    assert not mail.outbox


def test_an_invitation_that_cannot_be_mailed_holds_and_its_link_is_shown(
    at_home: Client, portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
):
    def refuse(self: object) -> int:
        raise SMTPServerDisconnected

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)

    page = invite(at_home, portfolio)

    assert "could not be mailed" in page.words
    assert LINK.search(page.words)
    assert portfolio.members.filter(email="ben@fund.example").exists()


def test_an_invitation_is_accepted_by_one_account_only(portfolio: Portfolio):
    member, token = invited_to(portfolio)
    ben, carl = user("ben@fund.example"), user("carl@fund.example")
    keeping.accept(member, ben)
    keeping.accept(member, ben)  # twice is once

    with pytest.raises(CannotAccept):
        keeping.accept(member, carl)

    late = signed_in(carl)
    page = late.get(reverse("member-link", kwargs={"joining": token}), follow=True)
    assert "accepted already" in page.content.decode()
    assert portfolio.acts.filter(kind=Kind.MEMBER_JOINED).count() == 1


def test_an_invitation_that_is_over_or_taken_back_opens_nothing(
    client: Client, ada: User, portfolio: Portfolio
):
    over, old = invited_to(portfolio, expires_in=-timedelta(seconds=1))
    back, taken = invited_to(portfolio, email="carl@fund.example")
    ben = user("ben@fund.example")
    signed = signed_in(ben)
    signed.get(reverse("member-link", kwargs={"joining": taken}))
    keeping.remove(back, by=ada)

    for token in (old, taken):
        assert client.get(reverse("member-link", kwargs={"joining": token})).status_code == 404
    for member in (over, back):
        place = url("member-join", portfolio, member=member.public_id)
        assert signed.post(place).status_code == 404
        with pytest.raises(CannotAccept):
            keeping.accept(member, ben)
    assert portfolio.acts.get().kind == Kind.INVITATION_REVOKED


def test_an_invitation_sent_again_gets_a_new_link_and_the_one_before_is_dead(
    at_home: Client, portfolio: Portfolio
):
    member, before = invited_to(portfolio, expires_in=-timedelta(days=1))
    place = url("member-again", portfolio, member=member.public_id)
    key = new_key(portfolio)

    page = at_home.post(place, {"key": key})
    again = at_home.post(place, {"key": key})

    assert len(mail.outbox) == 1
    (link,) = LINK.findall(str(mail.outbox[0].body))
    assert link in page.content.decode()
    assert link in again.content.decode()
    assert at_home.get(reverse("member-link", kwargs={"joining": before})).status_code == 404
    assert at_home.get(link.partition("testserver")[2]).status_code == 302
    member.refresh_from_db()
    assert member.expires_at is not None
    assert member.expires_at > timezone.now() + timedelta(days=13)


def test_who_has_accepted_is_not_invited_again(ada: User, portfolio: Portfolio):
    member, _token = invited_to(portfolio)
    keeping.accept(member, user("ben@fund.example"))

    with pytest.raises(ChangedMeanwhile):
        keeping.invite_again(member, token="x" * 32, by=ada)


def test_a_member_who_opens_another_invitation_stays_what_they_are(portfolio: Portfolio):
    ben = user("ben@elsewhere.example")
    member_of(portfolio, ben, role=Role.VIEWER)
    second, _token = invited_to(portfolio, role=Role.OWNER)

    with pytest.raises(MemberAlready):
        keeping.accept(second, ben)

    assert portfolio.members.get(user=ben).role == Role.VIEWER


def test_one_person_sends_only_so_many_invitations_a_day(
    ada: User, portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(keeping, "MOST_A_DAY", 1)
    keeping.invite(portfolio, email="a@x.example", role=Role.VIEWER, token="a" * 32, by=ada)

    with pytest.raises(TooManyMails):
        keeping.invite(portfolio, email="b@x.example", role=Role.VIEWER, token="b" * 32, by=ada)

    assert portfolio.members.count() == 2


# --- roles ---------------------------------------------------------------------------------------


def test_a_role_is_changed_by_an_owner_and_holds_at_once(at_home: Client, portfolio: Portfolio):
    ben = user("ben@fund.example", name="Ben")
    member = member_of(portfolio, ben)
    assert signed_in(ben).get(url("portfolio-settings", portfolio)).status_code == 404
    place = url("member-role", portfolio, member=member.public_id)

    page = at_home.post(place, {"role": "owner", "was": "viewer"}, follow=True)

    assert "Ben: owner from now on." in Html(page.content.decode()).words
    assert signed_in(ben).get(url("portfolio-settings", portfolio)).status_code == 200
    act = portfolio.acts.get()
    assert (act.kind, act.about) == (
        Kind.MEMBER_CHANGED,
        "Ben (ben@fund.example) as owner, before Viewer",
    )


def test_a_role_that_another_owner_has_just_changed_is_not_written_over(
    ada: User, portfolio: Portfolio
):
    member = member_of(portfolio, user("ben@fund.example"))
    keeping.change_role(member, Role.EDITOR, was="viewer", by=ada)

    with pytest.raises(ChangedMeanwhile):
        keeping.change_role(member, Role.OWNER, was="viewer", by=ada)

    member.refresh_from_db()
    assert member.role == Role.EDITOR


def test_the_last_owner_keeps_their_role_and_stays(
    at_home: Client, ada: User, portfolio: Portfolio
):
    member_of(portfolio, user("ben@fund.example"), role=Role.EDITOR)
    mine = portfolio.members.get(user=ada)
    parts = {"member": mine.public_id}

    tries = [
        at_home.post(
            url("member-role", portfolio, **parts), {"role": "viewer", "was": "owner"}, follow=True
        ),
        at_home.post(url("member-remove", portfolio, **parts), follow=True),
        at_home.post(url("member-leave", portfolio), follow=True),
    ]

    for page in tries:
        assert "A portfolio needs an owner." in Html(page.content.decode()).words
    mine.refresh_from_db()
    assert mine.role == Role.OWNER
    assert not portfolio.acts.exists()


def test_an_invited_owner_who_has_not_accepted_does_not_count(ada: User, portfolio: Portfolio):
    invited_to(portfolio, role=Role.OWNER)

    with pytest.raises(LastOwner):
        keeping.leave(portfolio, ada)


def test_a_member_who_is_removed_or_leaves_sees_nothing_any_more(
    at_home: Client, portfolio: Portfolio
):
    ben, carl = user("ben@fund.example", name="Ben"), user("carl@fund.example", name="Carl")
    member, _other = member_of(portfolio, ben), member_of(portfolio, carl)
    place = url("member-remove", portfolio, member=member.public_id)
    assert "Remove Ben?" in words(at_home, place)

    at_home.post(place)
    left = signed_in(carl).post(url("member-leave", portfolio))

    assert left["Location"] == reverse("portfolios")
    for who in (ben, carl):
        assert signed_in(who).get(url("portfolio", portfolio)).status_code == 404
    assert told(portfolio) == [
        ("Ada", Kind.MEMBER_REMOVED, "Ben (ben@fund.example) as viewer"),
        ("Carl", Kind.MEMBER_LEFT, ""),
    ]


def test_whoever_is_no_owner_any_more_changes_nobody(ada: User, portfolio: Portfolio):
    ben = user("ben@fund.example")
    member = member_of(portfolio, ben, role=Role.OWNER)
    keeping.change_role(member, Role.VIEWER, was="owner", by=ada)
    mine = portfolio.members.get(user=ada)

    with pytest.raises(NotOwner):
        keeping.remove(mine, by=ben)
    with pytest.raises(NotOwner):
        keeping.invite(portfolio, email="x@x.example", role=Role.OWNER, token="x" * 32, by=ben)


def test_a_member_of_another_portfolio_cannot_be_named(at_home: Client, portfolio: Portfolio):
    other = portfolio_of(user("eve@fund.example"), name="Other")
    theirs = member_of(other, user("ben@fund.example"))

    for name in ("member-remove", "member-role", "member-again"):
        place = url(name, portfolio, member=theirs.public_id)
        assert at_home.post(place, {"role": "owner", "was": "viewer"}).status_code == 404


def test_the_page_of_the_members_costs_as_much_with_many_as_with_one(
    at_home: Client, portfolio: Portfolio, django_assert_num_queries
):
    def count() -> int:
        with django_assert_num_queries(5) as found:  # session, user, member, members, invited
            at_home.get(url("members", portfolio))
        return len(found)

    at_home.get(url("members", portfolio))
    few = count()
    for number in range(5):
        member_of(portfolio, user(f"m{number}@fund.example"))
        invited_to(portfolio, email=f"i{number}@fund.example")
    assert count() == few


def test_viewers_see_who_keeps_it_and_are_offered_nothing_to_change(portfolio: Portfolio):
    ben = user("ben@fund.example", name="Ben")
    member_of(portfolio, ben)

    page = words(signed_in(ben), url("members", portfolio))

    assert "Ada" in page
    assert "Invite a member" not in page
    assert "Settings" not in page


def test_a_company_owner_is_told_who_joined(portfolio: Portfolio, client: Client):
    """What a member sees by the portfolio the company's owners see on their own page: who that is."""
    from .factories import entry_in

    olga = user("olga@example.org", name="Olga")
    company = owned_assessment(olga).company
    entry_in(portfolio, company)
    member_of(portfolio, user("ben@fund.example", name="Ben"))
    client.force_login(olga)

    page = words(client, reverse("sharing", kwargs={"company": company.public_id}))

    assert "a portfolio: Ada, Ben" in page
