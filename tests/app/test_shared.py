"""Those with whom a company is shared: what each tier shows, until when, and what is written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments import access, services
from assessments.models import Act, Answer, Assessment, Company, Grant, Link, Look, User
from assessments.models.tokens import new_public_id
from assessments.rendering import queue
from assessments.rendering.contents import content_hash, contents_of
from assessments.reports.editions import EVERY_EDITION, FULL, SHARED_BRIEF, SHARED_FULL
from assessments.reports.summary import summary_of
from assessments.selectors import as_answer_set, rubric_of
from assessments.services import sharing
from assessments.services.sharing import CannotAccept, OwnsIt, Terms
from assessments.templatetags.sharing import PAGES, page_words
from assessments.views.results import report_context

from .factories import (
    QUESTION,
    TODAY,
    golden_values,
    grant_for,
    make_reports,
    owned_assessment,
    user,
    write_rows,
)
from .markup import Html
from .test_access_table import ROW_URLS
from .test_urls import parts_of, patterns
from .world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stub_pdf")]

TIERS = Grant.Tier
NOTE = {"text": "Zaphod keeps the pager", "link": "https://evidence.example/zaphod"}
HEADCOUNT = 137


@pytest.fixture
def owner() -> User:
    return user("olga@example.org", name="Olga")


@pytest.fixture
def assessment(owner: User) -> Assessment:
    """Sixty people without on-call, with a note and a number that stands nowhere else."""
    made, _name = services.begin_assessment(company_name="Sixty", as_of=TODAY, owner=owner)
    values = golden_values("sixty-without-on-call")
    write_rows(made, {**values, (str(QUESTION), "it-members"): HEADCOUNT})
    write_rows(made, {(str(Answer.Subject.NOTE), "on-call"): NOTE})
    services.submit(made)
    made.refresh_from_db()
    return made


def at(name: str, assessment: Assessment) -> str:
    return reverse(name, kwargs={"token": assessment.public_id})


def link_of(token: str) -> str:
    return reverse("share", kwargs={"share": token})


def invitation_to(grant: Grant) -> str:
    return reverse("invitation", kwargs={"invitation": grant.public_id})


def guest_by_link(company: Company, **grant: Any) -> tuple[Client, Grant]:
    """A browser that has opened a share's link."""
    made, token = grant_for(company, **grant)
    client = Client()
    assert client.get(link_of(token)).status_code == 302
    return client, made


def page_at(client: Client, url: str) -> Html:
    response = client.get(url)
    assert response.status_code == 200, response.status_code
    return Html(response.content.decode(), url=url)


# --- the link ------------------------------------------------------------------------------------


def test_a_link_leads_to_an_address_without_the_token(client: Client, assessment: Assessment):
    for scope, place in ((None, "company"), (assessment, "result")):
        _grant, token = grant_for(assessment.company, assessment=scope)

        response = client.get(link_of(token))

        assert response.status_code == 302
        names = {"company": assessment.company.public_id, "token": assessment.public_id}
        part = "company" if place == "company" else "token"
        assert response["Location"] == reverse(place, kwargs={part: names[part]})
        assert token not in str(dict(client.session))
        assert client.get(response["Location"]).status_code == 200


@pytest.mark.parametrize("kind", ["a live one", "a dead one", "none"])
def test_no_page_is_told_that_one_came_from_a_shares_address(
    client: Client, assessment: Assessment, kind: str
):
    _grant, token = grant_for(assessment.company, revoked=kind == "a dead one")
    address = link_of(token if kind != "none" else Link.new_token())

    for response in (client.get(address), client.post(address), client.get(address[:-1])):
        assert response["Referrer-Policy"] == "no-referrer"
    assert client.get(reverse("start"))["Referrer-Policy"] == "same-origin"
    assert "no-store" in client.get(address).get("Cache-Control", "")


@pytest.mark.parametrize(
    "dead",
    [
        {"revoked": True},
        {"expires_in": timedelta(seconds=-1)},
        {"expires_in": timedelta(days=1), "revoked": True},
        {"is_pending": True, "revoked": True},
        {"is_pending": True, "expires_in": timedelta(seconds=-1)},
    ],
)
def test_a_dead_link_opens_as_little_as_one_that_never_was(
    client: Client, assessment: Assessment, dead: dict[str, Any]
):
    _grant, token = grant_for(assessment.company, **dead)

    answers = [client.get(link_of(one)) for one in (token, Link.new_token(), "x", "x" * 5000)]

    assert {one.status_code for one in answers} == {404}
    assert len({one.content for one in answers}) == 1


def test_the_link_of_a_company_that_is_being_deleted_is_dead(
    client: Client, assessment: Assessment
):
    _grant, token = grant_for(assessment.company)
    guest, _other = guest_by_link(assessment.company)
    Company.objects.update(delete_at=timezone.now() + timedelta(days=14))

    assert client.get(link_of(token)).status_code == 404
    assert guest.get(at("result", assessment)).status_code == 302  # to sign in, as for anything


def test_the_page_of_a_dead_link_has_no_form_that_would_be_refused(client: Client, owner: User):
    """Without a referrer the browser would not say whose page the form was on."""
    client.force_login(owner)

    response = client.get(link_of(Link.new_token()))

    assert Html(response.content.decode()).all("form") == []


def test_a_link_opens_what_it_is_for_and_nothing_else(assessment: Assessment, owner: User):
    guest, _grant = guest_by_link(assessment.company, assessment=assessment)
    later = services.begin_from(assessment, as_of=TODAY, with_link=False)[0]
    services.submit(later)
    foreign = owned_assessment(owner, company="Another")

    assert guest.get(at("result", assessment)).status_code == 200
    for closed in (later, foreign):
        assert guest.get(at("result", closed)).status_code == 302  # to sign in
    company = reverse("company", kwargs={"company": assessment.company.public_id})
    assert guest.get(company).status_code == 302


def test_what_is_shared_as_a_whole_takes_in_what_is_submitted_later(assessment: Assessment):
    guest, _grant = guest_by_link(assessment.company)
    later = services.begin_from(assessment, as_of=TODAY, with_link=False)[0]

    assert guest.get(at("result", later)).status_code == 302
    services.submit(later)

    assert guest.get(at("result", later)).status_code == 200


def test_of_two_shares_the_wider_one_counts(assessment: Assessment):
    guest, _narrow = guest_by_link(assessment.company, tier=TIERS.SUMMARY)
    _wide, token = grant_for(assessment.company, tier=TIERS.ANSWERS)
    assert guest.get(at("answers", assessment)).status_code == 302

    guest.get(link_of(token))

    assert guest.get(at("answers", assessment)).status_code == 200


# --- the invitation ------------------------------------------------------------------------------


@pytest.fixture
def invited(client: Client, assessment: Assessment, owner: User) -> Grant:
    """An invitation whose link the browser has opened."""
    grant, token = grant_for(assessment.company, tier=TIERS.ANSWERS, is_pending=True)
    Grant.objects.update(created_by=owner)
    response = client.get(link_of(token))
    assert response["Location"] == invitation_to(grant)
    return grant


def test_an_invitation_says_who_shares_what_and_asks_to_sign_in(client: Client, invited: Grant):
    page = page_at(client, invitation_to(invited))

    assert "Olga shares Sixty with you as an advisor." in page.words
    assert "Answers and evidence" in page.words
    assert "when you look at what" in page.words
    assert page.all("form") == []
    ways = [link for link in page.links() if link.startswith("/account/")]
    assert {way.partition("?next=")[2] for way in ways if "next" in way} == {invitation_to(invited)}


def test_accepting_without_an_account_leads_to_the_sign_in(client: Client, invited: Grant):
    response = client.post(invitation_to(invited))

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))
    invited.refresh_from_db()
    assert invited.accepted_at is None


def test_an_advisor_accepts_and_finds_the_company_among_what_is_shared_with_them(
    client: Client, invited: Grant, assessment: Assessment
):
    ada = user("ada@example.org", name="Ada")
    client.force_login(ada)
    assert client.get(at("answers", assessment)).status_code == 404

    response = client.post(invitation_to(invited))

    assert response["Location"] == reverse("company", kwargs={"company": invited.company.public_id})
    invited.refresh_from_db()
    assert (invited.user, invited.state) == (ada, Grant.State.ACTIVE)
    assert client.get(at("answers", assessment)).status_code == 200
    words = page_at(client, reverse("companies")).words
    assert "Shared with you Sixty Answers and evidence" in words
    act = assessment.company.acts.first()
    assert act
    assert (act.kind, act.by) == (Act.Kind.ACCEPTED, "Ada")
    another_browser = Client()
    another_browser.force_login(ada)
    assert another_browser.get(at("answers", assessment)).status_code == 200


def test_whoever_signs_in_after_opening_the_link_can_go_on(client: Client, invited: Grant):
    """Their session is given a new key, and keeps what they have opened."""
    key = client.session.session_key
    client.force_login(user("ada@example.org"))

    assert client.session.session_key != key
    assert client.post(invitation_to(invited)).status_code == 302


def test_an_invitation_is_nothing_to_who_has_not_opened_its_link(assessment: Assessment):
    grant, _token = grant_for(assessment.company, is_pending=True)
    client = Client()
    client.force_login(user("ada@example.org"))

    for method in (client.get, client.post):
        assert method(invitation_to(grant)).status_code == 404
    grant.refresh_from_db()
    assert grant.user is None


def test_an_invitation_is_accepted_once_by_one_account(client: Client, invited: Grant):
    others, browser = user("bob@example.org"), Client()
    browser.cookies = client.cookies
    session = dict(client.session)
    client.force_login(user("ada@example.org"))
    client.post(invitation_to(invited))
    second = Client()
    second.force_login(others)
    kept = second.session
    kept.update({access.INVITATIONS_KEY: session[access.INVITATIONS_KEY]})
    kept.save()

    seen, taken = second.get(invitation_to(invited)), second.post(invitation_to(invited))

    assert seen.status_code == 200
    assert taken.status_code == 409
    for response in (seen, taken):
        page = Html(response.content.decode())
        assert "accepted already" in page.words
        assert [one for one in page.all("form") if one.get("action") is None] == []
    invited.refresh_from_db()
    assert invited.user == User.objects.get(email="ada@example.org")
    again = client.post(invitation_to(invited))
    assert again["Location"] == reverse("company", kwargs={"company": invited.company.public_id})
    assert invited.company.acts.filter(kind=Act.Kind.ACCEPTED).count() == 1


def test_an_owner_has_nothing_to_accept_and_does_not_use_the_invitation_up(
    client: Client, invited: Grant, owner: User
):
    client.force_login(owner)

    response = client.post(invitation_to(invited), follow=True)

    assert "This company is yours" in Html(response.content.decode()).words
    invited.refresh_from_db()
    assert invited.accepted_at is None
    with pytest.raises(OwnsIt):
        sharing.accept(invited, owner)


@pytest.mark.parametrize(
    "end",
    [
        lambda grant, owner: sharing.revoke(grant, by=owner),
        lambda grant, owner: Grant.objects.update(expires_at=timezone.now()),
        lambda grant, owner: Company.objects.update(delete_at=timezone.now()),
        lambda grant, owner: sharing.invite_again(grant, token=Link.new_token(), by=owner),
    ],
    ids=["revoked", "expired", "company being deleted", "sent again"],
)
def test_an_invitation_that_is_over_cannot_be_accepted(
    client: Client, invited: Grant, owner: User, end: Callable[[Grant, User], object]
):
    ada = user("ada@example.org")
    client.force_login(ada)
    end(invited, owner)

    assert client.get(invitation_to(invited)).status_code == 404
    assert client.post(invitation_to(invited)).status_code == 404
    with pytest.raises(CannotAccept):
        sharing.accept(invited, ada)
    assert not Grant.objects.filter(user=ada).exists()


# --- what each tier shows ------------------------------------------------------------------------


def test_the_summary_says_the_stage_the_readiness_and_the_musts(assessment: Assessment):
    guest, _grant = guest_by_link(assessment.company, tier=TIERS.SUMMARY)
    page, summary = page_at(guest, at("result", assessment)), summary_of(report_context(assessment))

    assert summary.stage
    assert page.text_of(page.one("h1")) == summary.stage.name
    assert summary.musts == ("On-call rotation",)
    shares = [f"{one.number} {one.name} {one.share}" for one in summary.shares]
    rows = [f"{one.name}{one.reached_name}{one.standing.capitalize()}" for one in summary.readiness]
    for said in (summary.headline, summary.readiness_said, *shares, *rows, *summary.musts):
        assert " ".join(said.split()) in page.words
    assert "Sixty shares this with you (Summary)." in page.words


def test_the_summary_gives_away_no_answer(assessment: Assessment):
    """Whatever differs between two companies with the same summary is not on its page."""
    guest, _grant = guest_by_link(assessment.company, tier=TIERS.SUMMARY)
    other = services.begin_from(assessment, as_of=TODAY, with_link=False)[0]
    other.answers.filter(key="it-members").update(value=900)
    other.answers.filter(subject=Answer.Subject.NOTE).delete()
    other.answers.filter(subject=Answer.Subject.ROLE).delete()
    services.submit(other)
    one, another = (summary_of(report_context(each)) for each in (assessment, other))
    assert replace(one, shares=()) == replace(another, shares=())

    page, second = (page_at(guest, at("result", each)) for each in (assessment, other))

    assert page.words == second.words
    assert str(HEADCOUNT) not in page.words
    company = page_at(guest, reverse("company", kwargs={"company": assessment.company.public_id}))
    assert str(HEADCOUNT) not in company.words
    for secret in NOTE.values():
        assert secret not in page.text
    assert page.all("form") == []
    hosts = [link for link in page.links() if assessment.public_id in link]
    assert hosts == []


def test_the_summary_of_a_rubric_that_was_edited_since_says_that_there_is_no_verdict():
    assessment = owned_assessment(user("x@example.org"))
    nothing_fits = as_answer_set(rubric_of(assessment), {})
    summary = summary_of(contents_of(assessment, FULL, nothing_fits).context())

    assert summary.stage is None
    assert (summary.musts, summary.readiness, summary.shares) == ((), (), ())


def test_the_full_result_leads_to_no_answer_and_offers_nothing_that_writes(
    assessment: Assessment,
):
    guest, _grant = guest_by_link(assessment.company, tier=TIERS.RESULT)
    page, report = page_at(guest, at("result", assessment)), report_context(assessment)

    closed = [at(name, assessment) for name in ("answers", "what-if", "answers-file", "again")]
    assert [one for one in page.links() if one.partition("?")[0].partition("#")[0] in closed] == []
    assert page.all("form") == []
    assert page.all("script") == []
    for secret in NOTE.values():
        assert secret not in page.text
    assert page.all("a", href=at("report", assessment))
    assert page.all("a", href=at("brief", assessment))
    for said in (report.headline, *(one.name for one in report.ranked), str(HEADCOUNT)):
        assert " ".join(said.split()) in page.words
    assert "Sixty shares this with you (Full result)." in page.words


def test_answers_and_evidence_show_all_and_offer_nothing_that_writes(assessment: Assessment):
    guest, _grant = guest_by_link(assessment.company, tier=TIERS.ANSWERS)
    result, answers = (page_at(guest, at(name, assessment)) for name in ("result", "answers"))

    assert [one.get("action") for one in result.all("form")] == [at("what-if", assessment)]
    assert answers.all("form") == []
    assert NOTE["text"] in answers.words
    assert answers.all("a", href=NOTE["link"])
    assert at("answers-file", assessment) in list(result.links())
    assert guest.get(at("answers-file", assessment)).status_code == 200
    assert guest.get(at("what-if", assessment)).status_code == 200
    assert guest.post(at("again", assessment)).status_code == 302  # to sign in


def test_the_owner_and_the_private_link_are_told_nothing_of_a_share(
    client: Client, assessment: Assessment, owner: User
):
    client.force_login(owner)

    page = page_at(client, at("result", assessment))

    assert "shares this with you" not in page.words
    assert page.all("form", action=at("again", assessment))


# --- reports -------------------------------------------------------------------------------------


def downloaded(client: Client, url: str, **headers: str) -> tuple[int, bytes, str]:
    response = client.get(url, headers=headers)
    return response.status_code, b"".join(response), response.get("ETag", "")


@pytest.mark.parametrize(
    ("tier", "full", "brief"),
    [("result", SHARED_FULL, SHARED_BRIEF), ("answers", "full", "brief")],
)
def test_who_may_not_see_the_answers_gets_reports_without_them(
    assessment: Assessment, stub_pdf: list[Any], tier: str, full: str, brief: str
):
    guest, _grant = guest_by_link(assessment.company, tier=tier)
    for edition in EVERY_EDITION:
        queue.ask(assessment, edition)
    make_reports()

    for name, edition in (("report", full), ("brief", brief)):
        status, content, _etag = downloaded(guest, at(name, assessment))
        assert status == 200
        assert content == f"%PDF-1.7 stub of the {edition} edition".encode()


def test_a_report_for_those_is_made_when_somebody_wants_it(assessment: Assessment):
    make_reports()
    guest, _grant = guest_by_link(assessment.company)

    waiting = guest.get(at("report", assessment))
    assert waiting.status_code == 302
    page = page_at(guest, waiting["Location"])
    make_reports()

    assert "The report is being made" in page.words
    response = guest.get(at("report", assessment))
    assert b"full-shared" in b"".join(response)
    assert response["Content-Disposition"] == 'attachment; filename="stagecheck-sixty.pdf"'


def test_the_editions_are_kept_apart(assessment: Assessment):
    assert len({content_hash(assessment, edition) for edition in EVERY_EDITION}) == 4


# --- at once -------------------------------------------------------------------------------------

NARROWED: dict[str, Callable[[Grant, User], object]] = {
    "revoked": lambda grant, by: sharing.revoke(grant, by=by),
    "expired": lambda grant, by: Grant.objects.update(expires_at=timezone.now()),
    "narrowed": lambda grant, by: sharing.change(
        grant, replace(Terms.of(grant), tier=TIERS.SUMMARY), was=Terms.of(grant), by=by
    ),
}


@pytest.mark.parametrize("how", NARROWED)
@pytest.mark.parametrize("by_link", [True, False], ids=["by link", "by account"])
def test_what_is_taken_back_is_closed_with_the_very_next_request_cached_reports_too(
    assessment: Assessment, owner: User, how: str, by_link: bool
):
    make_reports()
    if by_link:
        a_day = timedelta(days=1)
        guest, grant = guest_by_link(assessment.company, tier=TIERS.ANSWERS, expires_in=a_day)
    else:
        ada, guest = user("ada@example.org"), Client()
        grant, _token = grant_for(assessment.company, tier=TIERS.ANSWERS, user=ada)
        guest.force_login(ada)
    _status, _content, etag = downloaded(guest, at("report", assessment))
    assert downloaded(guest, at("report", assessment), if_none_match=etag)[0] == 304
    closed = 302 if by_link else 404  # who has not signed in is asked to

    NARROWED[how](grant, owner)

    for name in ("report", "brief", "answers", "answers-file", "what-if"):
        for headers in ({}, {"if-none-match": etag}):
            response = guest.get(at(name, assessment), headers=headers)
            assert response.status_code == closed, name
            assert "ETag" not in response
    seen = guest.get(at("result", assessment))
    assert seen.status_code == (200 if how == "narrowed" else closed)
    assert str(HEADCOUNT) not in Html(seen.content.decode()).words


def test_a_report_that_was_opened_by_a_wide_share_is_not_the_same_by_a_narrow_one(
    assessment: Assessment, owner: User
):
    for edition in EVERY_EDITION:
        queue.ask(assessment, edition)
    make_reports()
    guest, grant = guest_by_link(assessment.company, tier=TIERS.ANSWERS)
    _status, _content, etag = downloaded(guest, at("report", assessment))

    narrow = replace(Terms.of(grant), tier=TIERS.RESULT, expires_at=timezone.now() + timedelta(1))
    sharing.change(grant, narrow, was=Terms.of(grant), by=owner)

    status, content, _etag = downloaded(guest, at("report", assessment), if_none_match=etag)
    assert status == 200
    assert b"full-shared" in content
    assert content_hash(assessment, FULL) in etag


# --- looks ---------------------------------------------------------------------------------------


def readable(world: World) -> dict[str, str]:
    """The addresses that name the world's rows, by name; ``test_access_table`` insists on all parts."""
    found = {}
    for name in sorted(ROW_URLS - {"share", "invitation"}):
        parts = parts_of(patterns()[name])
        if set(parts) <= set(world.parts):
            found[name] = reverse(name, kwargs={part: world.parts[part] for part in parts})
    return found


def test_every_page_that_a_share_opens_counts_and_no_other(client: Client):
    world = World.of(submitted=True)
    guest = world.client("answers")

    for name, url in readable(world).items():
        before = Look.objects.count()
        response = guest.get(url)
        b"".join(response)
        looked = Look.objects.order_by("-pk").first() if Look.objects.count() > before else None
        if response.status_code == 200:
            assert looked, name
            assert (looked.page, looked.user) == (name, world.advisors["answers"]), name
            assert name in PAGES, f"{name} has no words for the log"
        else:
            assert looked is None, name


def test_neither_the_owner_nor_a_respondent_nor_who_gets_nothing_leaves_a_look():
    world = World.of(submitted=True)

    for who in ("owner", "respondent", "expired", "revoked", "stranger", "anonymous", "invited"):
        for url in readable(world).values():
            b"".join(world.client(who).get(url))

    assert not Look.objects.exists()


def test_a_look_says_who_at_what_and_when(assessment: Assessment, owner: User):
    ada, guest = user("ada@example.org", name="Ada"), Client()
    grant, _token = grant_for(assessment.company, user=ada)
    guest.force_login(ada)
    by_link, other = guest_by_link(assessment.company)
    before = timezone.now()
    guest.get(at("result", assessment))
    by_link.get(at("result", assessment))

    one, second = Look.objects.order_by("pk")

    assert (one.grant, one.page, one.assessment, one.user, one.by) == (
        grant,
        "result",
        assessment,
        ada,
        "Ada",
    )
    assert one.at >= before
    assert (second.grant, second.user, second.by) == (other, None, "")
    client = Client()
    client.force_login(owner)
    page = page_at(client, reverse("looks", kwargs={"company": assessment.company.public_id}))
    told = [[page.text_of(cell) for cell in row][:2] for row in page.one("tbody")]
    assert told == [
        ["Somebody with the link for An advisor", "Result, assessment of 22 November 2026"],
        ["Ada", "Result, assessment of 22 November 2026"],
    ]


def test_who_looks_again_within_ten_minutes_has_looked_once(assessment: Assessment):
    guest, _grant = guest_by_link(assessment.company)
    for _ in range(3):
        guest.get(at("result", assessment))
    assert Look.objects.count() == 1

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("assessments.access.grants.ONE_LOOK", timedelta(0))
        guest.get(at("result", assessment))

    assert Look.objects.count() == 2


def test_a_questionnaire_that_leads_on_to_the_result_is_no_look(assessment: Assessment):
    guest, _grant = guest_by_link(assessment.company)

    response = guest.get(at("hub", assessment), follow=True)

    assert response.redirect_chain == [(at("result", assessment), 302)]
    assert list(Look.objects.values_list("page", flat=True)) == ["result"]


def test_a_page_without_words_is_told_by_its_name():
    assert page_words("result") == "Result"
    assert page_words("new-page") == "new-page"


# --- the session ---------------------------------------------------------------------------------


def test_a_session_remembers_the_latest_fifty_links(assessment: Assessment):
    client, grants = Client(), []
    for _ in range(access.MOST_REMEMBERED + 2):
        grant, token = grant_for(assessment.company)
        grants.append(grant.pk)
        client.get(link_of(token))
    client.get(link_of(token))

    assert client.session[access.SESSION_KEY] == grants[-access.MOST_REMEMBERED :]


def test_the_name_of_a_share_opens_nothing(client: Client, assessment: Assessment):
    grant, _token = grant_for(assessment.company)

    for address in (invitation_to(grant), link_of(grant.public_id)):
        assert client.get(address).status_code in (302, 404)
    assert client.get(invitation_to(grant))["Location"].startswith(reverse("account_login"))
    assert (
        client.get(reverse("invitation", kwargs={"invitation": new_public_id()})).status_code == 302
    )


def test_an_answered_assessment_that_is_still_open_is_shown_to_nobody(owner: User):
    assessment = owned_assessment(owner, submitted=False)
    guest, _grant = guest_by_link(assessment.company, tier=TIERS.ANSWERS)

    for name in ("hub", "check", "result", "answers", "answers-file"):
        assert guest.get(at(name, assessment)).status_code == 302
    assert not Look.objects.exists()
