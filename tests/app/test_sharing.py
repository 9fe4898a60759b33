"""Owners share a company, change what they share, and take it back."""

from __future__ import annotations

from datetime import date, timedelta
from smtplib import SMTPException
from typing import Any

import pytest
from django.core import mail
from django.core.serializers import serialize
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments import models
from assessments.models import Act, Assessment, Company, Grant, Link, Look, User
from assessments.services import sharing
from assessments.services.sharing import ChangedMeanwhile, Terms
from assessments.views.share_form import LINK_DAYS, end_of, new_key, write

from .factories import (
    TODAY,
    begun_assessment,
    grant_for,
    link_to,
    owned_assessment,
    respondent_of,
    user,
)
from .markup import Html

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stub_pdf")]

TIERS = Grant.Tier


@pytest.fixture
def owner() -> User:
    return user("olga@example.org", name="Olga")


@pytest.fixture
def assessment(owner: User) -> Assessment:
    return owned_assessment(owner)


@pytest.fixture
def company(assessment: Assessment) -> Company:
    return assessment.company


@pytest.fixture
def client(owner: User, company: Company) -> Client:
    """The owner's browser."""
    client = Client()
    client.force_login(owner)
    return client


def url(name: str, company: Company, **parts: str) -> str:
    return reverse(name, kwargs={"company": company.public_id, **parts})


def of_grant(name: str, grant: Grant) -> str:
    return url(name, grant.company, grant=grant.public_id)


def a_link(company: Company, **changes: str) -> dict[str, str]:
    """What the form of a share by link posts."""
    until = (timezone.localdate() + timedelta(days=9)).isoformat()
    given = {"label": "Board", "tier": "result", "assessment": "", "until": until}
    return given | {"key": new_key(company)} | changes


def an_invitation(company: Company, **changes: str) -> dict[str, str]:
    """What the form of an invitation posts."""
    return a_link(company, email="ada@example.org", label="Ada", until="") | changes


def shown_link(response: Any) -> str:
    """The link that the page shows this once."""
    page = Html(response.content.decode())
    return page.text_of(page.by_id("link"))


def token_in(link: str) -> str:
    return link.rstrip("/").rpartition("/")[2]


def acts(company: Company) -> list[tuple[str, str, str]]:
    """Who did what about whom, the latest first, from the first share on."""
    found = company.acts.exclude(kind__in=[Act.Kind.CLAIMED, Act.Kind.SUBMITTED])
    return [(act.by, act.kind, act.about) for act in found]


def problems(response: Any) -> str:
    assert response.status_code in (409, 422)
    page = Html(response.content.decode())
    return page.text_of(page.one("div", class_="error-summary"))


# --- by link -------------------------------------------------------------------------------------


def test_a_link_is_shown_once_and_only_its_hash_is_kept(client: Client, company: Company):
    response = client.post(url("share-by-link", company), a_link(company))

    assert response.status_code == 200
    link = shown_link(response)
    token = token_in(link)
    assert link == f"http://testserver{reverse('share', kwargs={'share': token})}"
    grant = Grant.objects.get()
    assert grant.token_hash == Link.hash_of(token)
    assert (grant.kind, grant.tier, grant.label) == ("link", "result", "Board")
    assert Client().get(link).status_code == 302
    rows = serialize("json", [*Grant.objects.all(), *Act.objects.all(), *Look.objects.all()])
    assert token not in rows
    for page in (url("sharing", company), of_grant("grant", grant), url("record", company)):
        assert token not in client.get(page).content.decode()


def test_a_share_is_written_into_the_record(client: Client, company: Company):
    client.post(url("share-by-link", company), a_link(company, until="2099-01-31"))

    about = "Board, by link: full result until 31 January 2099, every submitted assessment"
    assert acts(company) == [("Olga", "shared", about)]


def test_a_link_is_open_for_thirty_days_unless_another_day_is_chosen(
    client: Client, company: Company
):
    page = Html(client.get(url("share-by-link", company)).content.decode())

    until = page.by_id("id_until").get("value")
    assert until == (timezone.localdate() + timedelta(days=LINK_DAYS)).isoformat()
    client.post(url("share-by-link", company), a_link(company, until=until or ""))
    assert Grant.objects.get().last_day == date.fromisoformat(until or "")


def test_a_link_opens_until_the_end_of_its_last_day(client: Client, company: Company):
    today = timezone.localdate()
    client.post(url("share-by-link", company), a_link(company, until=today.isoformat()))

    grant = Grant.objects.get()
    assert grant.expires_at == end_of(today)
    assert grant.expires_at > timezone.now()
    assert grant.state == Grant.State.ACTIVE
    assert timezone.localtime(grant.expires_at).date() == today + timedelta(days=1)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"label": " "}, "Say for whom it is."),
        ({"label": "x" * 121}, "Keep it to 120 characters."),
        ({"tier": ""}, "Choose what they see."),
        ({"tier": "everything"}, "Choose one of the three."),
        ({"until": ""}, "Give the last day."),
        ({"until": "2020-01-01"}, "That day is over."),
        ({"until": "tomorrow"}, "Give the day as in"),
        ({"until": "9999-12-31"}, "Give the day as in"),
        ({"assessment": "nobodys-name"}, "Choose one of those listed."),
        ({"key": ""}, "The page was too old."),
        ({"key": "forged:1:2"}, "The page was too old."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_shared(
    client: Client, company: Company, changes: dict[str, str], told: str
):
    response = client.post(url("share-by-link", company), a_link(company, **changes))

    assert told in problems(response)
    assert not Grant.objects.exists()
    assert acts(company) == []
    typed = Html(response.content.decode()).form_values()
    assert typed["label"].strip() == changes.get("label", "Board").strip()


def test_the_form_that_is_sent_twice_makes_one_link_and_shows_it_again(
    client: Client, company: Company
):
    posted = a_link(company)

    first, second = (client.post(url("share-by-link", company), posted) for _ in range(2))

    assert shown_link(first) == shown_link(second)
    assert Grant.objects.count() == 1
    assert len(acts(company)) == 1


def test_a_form_that_is_changed_and_sent_again_has_to_be_sent_once_more(
    client: Client, company: Company
):
    posted = a_link(company)
    client.post(url("share-by-link", company), posted)

    response = client.post(url("share-by-link", company), posted | {"tier": "answers"})

    assert "something was shared already" in problems(response)
    assert Grant.objects.get().tier == "result"
    again = Html(response.content.decode()).form_values()
    assert client.post(url("share-by-link", company), again).status_code == 200
    assert Grant.objects.count() == 2


def test_a_key_that_was_made_for_another_company_is_none(client: Client, company: Company):
    another = owned_assessment(user("other@example.org")).company

    response = client.post(url("share-by-link", company), a_link(company, key=new_key(another)))

    assert "too old" in problems(response)


def test_one_assessment_alone_can_be_shared_if_it_was_submitted(
    client: Client, owner: User, assessment: Assessment
):
    company = assessment.company
    still_open = Assessment.objects.create(
        company=company, as_of=TODAY, rubric_id="cto-stages", rubric_version="1.0", rubric_hash=""
    )
    posted = a_link(company, assessment=assessment.public_id)

    assert client.post(url("share-by-link", company), posted).status_code == 200

    assert Grant.objects.get().assessment == assessment
    assert "the assessment of 22 November 2026" in acts(company)[0][2]
    for other in (still_open, owned_assessment(owner, company="Another")):
        posted = a_link(company, assessment=other.public_id)
        assert "those listed" in problems(client.post(url("share-by-link", company), posted))
        with pytest.raises(ValueError, match="only a submitted assessment"):
            sharing.share(
                company,
                Terms(TIERS.SUMMARY, "x", timezone.now()),
                token="x",
                by=owner,
                assessment=other,
            )


def test_nothing_is_shared_by_link_without_an_end(owner: User, company: Company):
    endless = Terms(TIERS.SUMMARY, "x", None)

    with pytest.raises(ValueError, match="has to end"):
        sharing.share(company, endless, token="x", by=owner)

    grant, _token = grant_for(company)
    with pytest.raises(ValueError, match="has to end"):
        sharing.change(grant, endless, was=Terms.of(grant), by=owner)


# --- invitations ---------------------------------------------------------------------------------


def test_an_advisor_is_invited_by_a_mail_as_text_and_html(
    client: Client, company: Company, mailoutbox: list[mail.EmailMultiAlternatives]
):
    response = client.post(url("share-with-advisor", company), an_invitation(company))

    [sent] = mailoutbox
    assert sent.to == ["ada@example.org"]
    assert sent.subject == "Stagecheck: Olga invites you to see Ferrovia"
    link = shown_link(response)
    assert str(sent.body).count(link) == 1
    assert "Olga (olga@example.org) shares Ferrovia with you" in str(sent.body)
    assert "You would see: Full result." in str(sent.body)
    html, kind = sent.alternatives[0]
    assert kind == "text/html"
    assert f'href="{link}"' in str(html)
    assert "on its way to ada@example.org" in response.content.decode()


def test_an_invitation_opens_nothing_and_is_shown_as_not_accepted(client: Client, company: Company):
    link = shown_link(client.post(url("share-with-advisor", company), an_invitation(company)))

    grant = Grant.objects.get()
    assert (grant.kind, grant.email, grant.state) == ("account", "ada@example.org", "pending")
    assert grant.last_day is None
    assert "not accepted yet" in Html(client.get(url("sharing", company)).content.decode()).words
    guest = Client()
    guest.force_login(user("ada@example.org"))
    guest.get(link)
    assert guest.get(url("company", company)).status_code == 404


def test_a_mail_that_the_server_does_not_take_is_told_and_the_link_is_shown(
    client: Client,
    company: Company,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
):
    def refuse(*_: Any, **__: Any) -> None:
        raise SMTPException("refused")

    monkeypatch.setattr(mail.EmailMultiAlternatives, "send", refuse)

    response = client.post(url("share-with-advisor", company), an_invitation(company))

    assert "could not be mailed" in response.content.decode()
    link = shown_link(response)
    assert Client().get(link).status_code == 302
    assert "could not be sent: SMTPException" in caplog.text
    assert token_in(link) not in caplog.text


def test_a_name_with_a_line_break_adds_no_header_and_no_markup_to_the_mail(
    client: Client, company: Company, mailoutbox: list[mail.EmailMultiAlternatives]
):
    Company.objects.update(name="Ferro\nBcc: x@example.org <b>via</b>")

    client.post(url("share-with-advisor", company), an_invitation(company))

    [sent] = mailoutbox
    assert "\n" not in sent.subject
    assert sent.recipients() == ["ada@example.org"]
    assert "<b>via" in str(sent.body)
    assert "<b>via" not in str(sent.alternatives[0][0])


def test_the_invitation_that_is_sent_twice_is_mailed_once(
    client: Client, company: Company, mailoutbox: list[mail.EmailMultiAlternatives]
):
    posted = an_invitation(company)

    first, second = (client.post(url("share-with-advisor", company), posted) for _ in range(2))

    assert len(mailoutbox) == 1
    assert shown_link(first) == shown_link(second)
    assert "was made already" in second.content.decode()


def test_after_many_invitations_within_a_day_no_more_are_mailed(
    client: Client,
    owner: User,
    company: Company,
    mailoutbox: list[mail.EmailMultiAlternatives],
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(sharing, "MOST_A_DAY", 2)
    for _ in range(2):
        client.post(url("share-with-advisor", company), an_invitation(company))
    grant = Grant.objects.first()
    assert grant

    refused = client.post(url("share-with-advisor", company), an_invitation(company))
    again = client.post(of_grant("invite-again", grant), {"key": new_key(company)}, follow=True)

    assert "as many invitations as one may" in problems(refused)
    assert "as many invitations as one may" in Html(again.content.decode()).words
    assert len(mailoutbox) == Grant.objects.count() == 2
    assert client.post(url("share-by-link", company), a_link(company)).status_code == 200
    sharing.revoke(grant, by=owner)  # nobody is kept from taking something back


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("", "Give the address"),
        ("ada", "such as ada@example.org"),
        ("a@b\nBcc: c@d.example", "such"),
    ],
)
def test_an_invitation_needs_an_address(client: Client, company: Company, address: str, told: str):
    response = client.post(
        url("share-with-advisor", company), an_invitation(company, email=address)
    )

    assert told in problems(response)
    assert not Grant.objects.exists()


def test_an_invitation_is_sent_again_with_a_new_link_and_the_old_one_is_dead(
    client: Client, company: Company, mailoutbox: list[mail.EmailMultiAlternatives]
):
    old = shown_link(client.post(url("share-with-advisor", company), an_invitation(company)))
    grant = Grant.objects.get()
    has_opened_it = Client()
    has_opened_it.get(old)
    has_opened_it.force_login(user("eve@example.org"))
    posted = {"key": new_key(company)}

    first, second = (client.post(of_grant("invite-again", grant), posted) for _ in range(2))

    new = shown_link(first)
    assert new == shown_link(second) != old
    assert len(mailoutbox) == 2
    assert new in str(mailoutbox[1].body)
    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 302
    invitation = reverse("invitation", kwargs={"invitation": grant.public_id})
    assert has_opened_it.post(invitation).status_code == 404
    assert [kind for _by, kind, _about in acts(company)] == ["share-changed", "shared"]


def test_an_accepted_invitation_is_not_sent_again(
    client: Client, company: Company, mailoutbox: list[mail.EmailMultiAlternatives]
):
    grant, _token = grant_for(company, user=user("ada@example.org"))

    response = client.post(of_grant("invite-again", grant), {"key": new_key(company)})

    assert "changed meanwhile" in problems(response)
    assert mailoutbox == []


# --- changing and revoking -----------------------------------------------------------------------


def change_form(client: Client, grant: Grant) -> dict[str, str]:
    page = Html(client.get(of_grant("grant", grant)).content.decode())
    return {name: page.form_values()[name] for name in ("was", "label", "tier", "until")}


def test_tier_label_and_end_can_be_changed(client: Client, company: Company):
    grant, _token = grant_for(company, tier=TIERS.ANSWERS, expires_in=timedelta(days=5))
    posted = change_form(client, grant)

    response = client.post(
        of_grant("grant", grant),
        posted | {"tier": "summary", "label": "Bank", "until": "2099-01-31"},
    )

    assert response.status_code == 302
    grant.refresh_from_db()
    assert Terms.of(grant) == Terms(TIERS.SUMMARY, "Bank", end_of(date(2099, 1, 31)))
    [(by, kind, about)] = acts(company)
    assert (by, kind) == ("Olga", "share-changed")
    assert about.startswith("Bank, before An advisor: summary until 31 January 2099, before ")


def test_saving_without_a_change_changes_and_records_nothing(client: Client, company: Company):
    grant, _token = grant_for(company, expires_in=timedelta(hours=5))
    before = grant.expires_at

    assert client.post(of_grant("grant", grant), change_form(client, grant)).status_code == 302

    grant.refresh_from_db()
    assert grant.expires_at == before
    assert acts(company) == []


def test_a_share_that_has_expired_can_be_opened_again_but_not_to_a_day_that_is_over(
    client: Client, company: Company
):
    grant, _token = grant_for(company, expires_in=timedelta(days=-2))
    posted = change_form(client, grant)

    refused = client.post(of_grant("grant", grant), posted | {"until": "2020-01-01"})
    client.post(of_grant("grant", grant), posted | {"until": timezone.localdate().isoformat()})

    assert "That day is over." in problems(refused)
    grant.refresh_from_db()
    assert grant.state == Grant.State.ACTIVE


def test_what_another_owner_has_narrowed_is_not_opened_again_by_an_old_page(
    client: Client, owner: User, company: Company
):
    grant, _token = grant_for(company, tier=TIERS.ANSWERS, expires_in=timedelta(days=5))
    posted = change_form(client, grant)
    narrow = Terms(TIERS.SUMMARY, grant.label, grant.expires_at)
    sharing.change(grant, narrow, was=Terms.of(grant), by=owner)

    response = client.post(of_grant("grant", grant), posted | {"until": "2099-01-31"})

    assert response.status_code == 409
    assert "Nothing was saved." in problems(response)
    grant.refresh_from_db()
    assert Terms.of(grant) == narrow
    assert Html(response.content.decode()).form_values()["tier"] == "summary"


@pytest.mark.parametrize("was", ["", "forged", "WyJzdW1tYXJ5IiwieCIsIiJd:1:2"])
def test_a_page_whose_terms_cannot_be_read_counts_as_old(
    client: Client, company: Company, was: str
):
    grant, _token = grant_for(company, expires_in=timedelta(days=5))
    posted = change_form(client, grant)

    response = client.post(of_grant("grant", grant), posted | {"tier": "answers", "was": was})

    assert response.status_code == 409
    grant.refresh_from_db()
    assert grant.tier == "result"


def test_a_change_with_something_wrong_is_refused(client: Client, company: Company):
    grant, _token = grant_for(company, expires_in=timedelta(days=5))
    posted = change_form(client, grant)

    for wrong in ({"label": ""}, {"tier": "all"}, {"until": ""}):
        assert problems(client.post(of_grant("grant", grant), posted | wrong))

    grant.refresh_from_db()
    assert grant.label == "An advisor"
    assert acts(company) == []


def test_a_share_is_revoked_once_and_for_good(client: Client, owner: User, company: Company):
    grant, token = grant_for(company, expires_in=timedelta(days=5))
    posted = change_form(client, grant)

    for _ in range(2):
        response = client.post(of_grant("grant-revoke", grant), follow=True)

    assert "Revoked: what was shared with An advisor" in Html(response.content.decode()).words
    assert Client().get(reverse("share", kwargs={"share": token})).status_code == 404
    assert [kind for _by, kind, _about in acts(company)] == ["share-revoked"]
    assert client.post(of_grant("grant", grant), posted).status_code == 409
    page = Html(client.get(of_grant("grant", grant)).content.decode())
    assert "Save" not in [page.text_of(one) for one in page.all("button")]
    with pytest.raises(ChangedMeanwhile):
        sharing.change(grant, Terms.of(grant), was=Terms.of(grant), by=owner)


def test_another_companys_share_cannot_be_reached_through_ones_own(
    client: Client, company: Company
):
    foreign, _token = grant_for(owned_assessment(user("other@example.org")).company)
    parts = {"company": company.public_id, "grant": foreign.public_id}

    for name in ("grant", "grant-revoke", "invite-again"):
        assert client.post(reverse(name, kwargs=parts)).status_code == 404
    assert client.get(reverse("grant", kwargs=parts)).status_code == 404
    assert client.get(url("looks", company), {"of": foreign.public_id}).status_code == 404
    foreign.refresh_from_db()
    assert foreign.revoked_at is None


# --- the overview --------------------------------------------------------------------------------


def test_the_overview_lists_every_share_with_its_state_and_how_often_it_was_used(
    client: Client, company: Company
):
    ada = user("ada@example.org", name="Ada")
    standing, _token = grant_for(company, user=ada)
    grant_for(company, is_pending=True)
    grant_for(company, expires_in=timedelta(days=-1))
    grant_for(company, revoked=True)
    for looked_at in ("company", "result"):
        Look.objects.create(grant=standing, page=looked_at, user=ada, by="Ada")

    page = Html(client.get(url("sharing", company)).content.decode())

    words = page.words
    for state in ("open", "not accepted yet", "expired", "revoked"):
        assert f" {state} " in words
    assert "2 times, last" in words
    assert "2 shares that are over" in words
    assert "accepted by ada@example.org" in words  # it was sent to another address


def test_a_company_that_is_not_shared_says_what_will_stand_there(client: Client, company: Company):
    words = Html(client.get(url("sharing", company)).content.decode()).words

    assert "Nobody but its owners" in words
    assert "Nobody yet. Whenever somebody opens a page" in words


def test_the_overview_takes_as_many_queries_for_many_shares_as_for_few(
    client: Client, company: Company, django_assert_num_queries: DjangoAssertNumQueries
):
    ada = user("ada@example.org")

    def fill() -> None:
        for _ in range(3):
            grant, _token = grant_for(company, user=ada, assessment=company.assessments.get())
            Look.objects.create(grant=grant, page="result", assessment=grant.assessment, user=ada)
            link_to(company.assessments.get())

    fill()
    with django_assert_num_queries(9):
        client.get(url("sharing", company))
    fill()
    with django_assert_num_queries(9):
        client.get(url("sharing", company))


# --- private links -------------------------------------------------------------------------------


def test_a_new_private_link_is_shown_once_and_opens_the_assessment(
    client: Client, assessment: Assessment
):
    company = assessment.company
    posted = {"key": new_key(company), "assessment": assessment.public_id}

    first, second = (client.post(url("private-link", company), posted) for _ in range(2))

    link = shown_link(first)
    assert link == shown_link(second)
    assert Client().get(link, follow=True).status_code == 200
    assert Link.objects.get().token_hash == Link.hash_of(token_in(link))
    assert acts(company) == [("Olga", "link-made", "the assessment of 22 November 2026")]
    assert token_in(link) not in client.get(url("sharing", company)).content.decode()


def test_a_private_link_is_listed_and_revoked(client: Client, assessment: Assessment):
    company, token = assessment.company, link_to(assessment)
    page = Html(client.get(url("sharing", company)).content.decode())
    name = page.one("button", name="link").get("value")

    for _ in range(2):
        client.post(url("private-link-revoke", company), {"link": name})

    assert Client().get(reverse("hub", kwargs={"token": token})).status_code == 404
    assert [kind for _by, kind, _about in acts(company)] == ["link-revoked"]
    assert (
        "1 private link opens nothing"
        in Html(client.get(url("sharing", company)).content.decode()).words
    )


def test_the_links_of_respondents_and_of_other_companies_are_neither_listed_nor_revoked(
    client: Client, assessment: Assessment
):
    _respondent, to_sheet = respondent_of(assessment)
    _other, elsewhere = begun_assessment(company="Another")
    tokens = (to_sheet, elsewhere)

    page = Html(client.get(url("sharing", assessment.company)).content.decode())
    for token in tokens:
        for name in (Link.hash_of(token)[:16], Link.hash_of(token), "", "0"):
            client.post(url("private-link-revoke", assessment.company), {"link": name})

    assert page.all("button", name="link") == []
    assert not Link.objects.filter(revoked_at__isnull=False).exists()
    assert acts(assessment.company) == []


def test_a_private_link_is_made_for_an_assessment_of_the_company_only(
    client: Client, owner: User, company: Company
):
    other = owned_assessment(owner, company="Another")
    posted = {"key": new_key(company), "assessment": other.public_id}

    client.post(url("private-link", company), posted)
    client.post(url("private-link", company), {"assessment": "x", "key": "forged"})

    assert not Link.objects.exists()


# --- logs ----------------------------------------------------------------------------------------


def test_the_log_of_looks_is_paged_and_can_be_of_one_share(client: Client, company: Company):
    one, _token = grant_for(company)
    other, _token = grant_for(company)
    for number in range(60):
        Look.objects.create(grant=one if number % 2 else other, page="result", by=f"Ada {number}")

    first = Html(client.get(url("looks", company)).content.decode())
    second = Html(client.get(url("looks", company), {"page": "2"}).content.decode())
    of_one = Html(client.get(url("looks", company), {"of": one.public_id}).content.decode())

    def rows(page: Html) -> list[str]:
        return [page.text_of(found[0]) for found in page.one("tbody")]

    assert rows(first) == [f"Ada {number}" for number in range(59, 9, -1)]
    assert rows(second) == [f"Ada {number}" for number in range(9, -1, -1)]
    assert rows(of_one) == [f"Ada {number}" for number in range(59, 0, -2)]
    for asked in ("0", "-1", "x", "99", "2"):
        assert client.get(url("looks", company), {"page": asked}).status_code == 200


def test_the_record_tells_everything_and_is_paged(client: Client, owner: User, company: Company):
    for number in range(55):
        sharing.record(company, Act.Kind.LINK_MADE, user=owner, about=f"number {number}")

    first = Html(client.get(url("record", company)).content.decode())
    second = Html(client.get(url("record", company), {"page": "2"}).content.decode())

    assert len(first.one("tbody")) == 50
    assert len(second.one("tbody")) == company.acts.count() - 50
    assert "claimed the company" in second.words


def test_every_kind_of_act_has_words():
    assert all(kind.label != kind.value for kind in Act.Kind)


def test_terms_are_read_as_they_were_written(company: Company):
    from assessments.views.share_form import read

    for end in (None, timezone.now()):
        terms = Terms(TIERS.ANSWERS, "Søren & “co”", end)
        assert read(write(terms)) == terms


def test_no_model_keeps_a_token():
    """What a link stands for is found by a hash: there is no column that a token would go into."""
    columns = {
        field.name
        for model in (models.Grant, models.Link, models.Respondent)
        for field in model._meta.get_fields()
    }

    assert {name for name in columns if "token" in name} == {"token_hash"}
