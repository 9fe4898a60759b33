"""Several people answer: the first invitation, who may do what, and that nobody sees what is closed."""

from __future__ import annotations

import re
import smtplib
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client, override_settings
from django.urls import reverse

from assessments import services
from assessments.access import SubmittedAlready
from assessments.models import Act, Assessment, Grant, Link, Respondent, User
from assessments.selectors import saved_values
from assessments.selectors.companies import history_of
from assessments.selectors.people import people_of
from assessments.services import people, settling
from assessments.services.people import HasSheet, InvitedAlready, TooMany
from assessments.services.settling import NobodyFinished

from .factories import (
    QUESTION,
    answered,
    begun_assessment,
    change,
    grant_for,
    link_to,
    owned_assessment,
    submitted_assessment,
    user,
)
from .markup import Html
from .rounds import Round, begun_round, finished, opened_round

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stub_pdf")]


@pytest.fixture
def owner() -> User:
    return user("owner@example.org", name="Olga")


def at(name: str, token: str, **parts: str) -> str:
    return reverse(name, kwargs={"token": token, **parts})


def signed_in(who: User) -> Client:
    client = Client()
    client.force_login(who)
    return client


def acts(common: Assessment) -> list[tuple[str, str]]:
    found = Act.objects.filter(company=common.company).order_by("pk")
    return [(one.kind, one.about) for one in found if one.kind != Act.Kind.CLAIMED]


INVITATION = {"name": "Grace", "role": "cto", "email": "", "own_role": "founder"}


# --- the first invitation ------------------------------------------------------------------------


def test_the_first_invitation_makes_the_answers_so_far_the_owners_own_sheet(owner: User):
    alone = owned_assessment(owner, submitted=False)
    before = saved_values(alone)

    invited = people.invite(alone, by=owner, name="Grace", role="cto", own_role="ceo")

    alone.refresh_from_db()
    common = invited.respondent.assessment
    mine = Respondent.objects.get(sheet=alone)
    assert alone.sheet_of == common
    assert saved_values(alone) == before
    assert saved_values(common) == {}
    assert (mine.user, mine.role, mine.name) == (owner, "ceo", "Olga")
    assert invited.respondent.sheet.sheet_of == common
    assert list(history_of(common.company)) == [common]


def test_the_common_assessment_is_of_the_same_day_rubric_and_past(owner: User):
    past = owned_assessment(owner)
    alone, _name = services.begin_from(past, as_of=past.as_of, with_link=False)

    common = people.invite(alone, by=owner, name="Grace", role="cto").respondent.assessment

    for name in ("company", "as_of", "rubric_name", "rubric_hash", "previous", "created_at"):
        assert getattr(common, name) == getattr(alone, name), name


def test_the_first_invitation_revokes_private_links_which_would_show_the_owners_answers(
    owner: User,
):
    alone = owned_assessment(owner, submitted=False)
    token = link_to(alone)

    people.invite(alone, by=owner, name="Grace", role="cto")

    assert Client().get(at("hub", token)).status_code == 404
    assert (Act.Kind.LINK_REVOKED, "1 of the assessment that others now answer too") in acts(alone)


def test_what_was_shared_of_the_assessment_is_now_shared_of_the_common_one(owner: User):
    alone = owned_assessment(owner, submitted=False)
    grant, _token = grant_for(alone.company, assessment=alone)

    common = people.invite(alone, by=owner, name="Grace", role="cto").respondent.assessment

    assert Grant.objects.get(pk=grant.pk).assessment == common


def test_a_page_that_was_open_before_goes_on_saving_to_the_owners_sheet(owner: User):
    alone = owned_assessment(owner, submitted=False)
    people.invite(alone, by=owner, name="Grace", role="cto")

    result = services.save_answers(alone, [change("users", "testers", was="steady-base")])

    assert [one.value for one in result.saved] == ["testers"]
    alone.refresh_from_db()
    assert alone.is_sheet
    assert saved_values(alone)[QUESTION, "users"] == "testers"


def test_a_submitted_assessment_cannot_be_answered_by_others_any_more(owner: User):
    alone = owned_assessment(owner)

    with pytest.raises(SubmittedAlready):
        people.invite(alone, by=owner, name="Grace", role="cto")

    assert not Respondent.objects.exists()


def test_inviting_from_ones_own_sheet_invites_to_the_same_round(owner: User):
    round_of = begun_round(owner, "cto")

    people.invite(round_of.own, by=owner, name="Leo", role="lead")

    assert {one.respondent.name for one in people_of(round_of.common)} == {"Olga", "Cto", "Leo"}


def test_every_invitation_is_recorded(owner: User):
    round_of = begun_round(owner, "cto", "lead")

    assert acts(round_of.common) == [
        (Act.Kind.INVITED, "Olga (CEO)"),
        (Act.Kind.INVITED, "Cto (CTO)"),
        (Act.Kind.INVITED, "Lead (Lead engineer)"),
    ]


def test_the_same_form_sent_twice_is_one_invitation(owner: User):
    alone = owned_assessment(owner, submitted=False)
    people.invite(alone, by=owner, name="Grace", role="cto", once="abcdefghijkl")

    with pytest.raises(InvitedAlready):
        people.invite(alone, by=owner, name="Grace", role="cto", once="abcdefghijkl")

    assert Respondent.objects.count() == 2


def test_an_address_is_invited_once_unless_its_invitation_was_withdrawn(owner: User):
    alone = owned_assessment(owner, submitted=False)
    grace = people.invite(alone, by=owner, name="Grace", role="cto", email="grace@example.org")

    with pytest.raises(InvitedAlready):
        people.invite(alone, by=owner, name="G.", role="vp", email="Grace@example.org")

    people.withdraw(grace.respondent, by=owner)
    people.invite(alone, by=owner, name="G.", role="vp", email="Grace@example.org")


def test_only_so_many_can_be_invited(owner: User, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(people, "MOST_RESPONDENTS", 3)
    round_of = begun_round(owner, "cto", "lead")

    with pytest.raises(TooMany):
        people.invite(round_of.common, by=owner, name="One more", role="vp")


def test_only_so_many_are_invited_by_one_person_in_a_day(
    owner: User, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(people, "MOST_A_DAY", 3)
    begun_round(owner, "cto", "lead")
    another = owned_assessment(owner, company="Another", submitted=False)

    with pytest.raises(TooMany):
        people.invite(another, by=owner, name="One more", role="vp")

    another.refresh_from_db()
    assert not another.is_sheet


# --- links ---------------------------------------------------------------------------------------


def test_the_link_opens_the_sheet_and_only_its_hash_is_kept(owner: User):
    round_of = begun_round(owner, "cto")
    token = round_of.tokens["Cto"]

    response = Client().get(at("hub", token))

    assert response.status_code == 200
    assert Link.objects.filter(token_hash=Link.hash_of(token)).exists()


def test_a_new_link_kills_the_old_one(owner: User):
    round_of = begun_round(owner, "cto")
    old = round_of.tokens["Cto"]

    new = people.renew_link(round_of.others["Cto"], by=owner).token

    assert Client().get(at("hub", old)).status_code == 404
    assert Client().get(at("hub", new)).status_code == 200
    assert acts(round_of.common)[-2:] == [
        (Act.Kind.LINK_REVOKED, "Cto (CTO)"),
        (Act.Kind.LINK_MADE, "Cto (CTO)"),
    ]


def test_there_is_no_link_to_the_sheet_of_who_comes_by_their_account(owner: User):
    round_of = begun_round(owner)
    other = user("other@example.org", name="Otto")
    round_of.common.company.owners.create(user=other)
    mine = people.add_owner(round_of.common, by=other, role="cto")
    url = at("people-link", round_of.common.public_id, respondent=mine.public_id)

    assert signed_in(owner).post(url).status_code == 404
    assert not mine.sheet.links.exists()


def test_a_withdrawn_invitation_opens_nothing_at_once(owner: User):
    round_of = begun_round(owner, "cto")
    grace = round_of.others["Cto"]

    people.withdraw(grace, by=owner)
    people.withdraw(grace, by=owner)

    assert Client().get(at("hub", round_of.tokens["Cto"])).status_code == 404
    assert [kind for kind, _ in acts(round_of.common)].count(Act.Kind.WITHDRAWN) == 1
    with pytest.raises(SubmittedAlready):
        people.renew_link(grace, by=owner)


def test_a_withdrawn_respondent_with_an_account_is_shut_out_too(owner: User):
    round_of = begun_round(owner, "cto")
    grace, account = round_of.others["Cto"], user("grace@example.org")
    Respondent.objects.filter(pk=grace.pk).update(user=account)
    client = signed_in(account)
    assert client.get(at("hub", grace.sheet.public_id)).status_code == 200

    people.withdraw(grace, by=owner)

    assert client.get(at("hub", grace.sheet.public_id)).status_code == 404


# --- nobody sees what is closed ------------------------------------------------------------------


SHEET_PAGES = ("hub", "check", "sheet", "result", "answers", "what-if", "report", "brief")


@pytest.mark.parametrize("is_finished", [False, True])
@pytest.mark.parametrize("name", [*SHEET_PAGES, "answers-file"])
def test_the_owner_cannot_see_anothers_sheet_before_the_answers_are_opened(
    owner: User, name: str, is_finished: bool
):
    round_of = begun_round(owner, "cto")
    sheet = round_of.sheet("Cto")
    if is_finished:
        finished(sheet, "mvp")

    response = signed_in(owner).get(at(name, sheet.public_id))

    assert response.status_code == 404


@pytest.mark.parametrize("name", ["hub", "check", "sheet"])
def test_an_owner_who_opens_the_link_of_somebody_else_is_told_that_it_is_not_theirs(
    owner: User, name: str
):
    round_of = begun_round(owner, "cto")
    answered(round_of.sheet("Cto"), "mvp")

    response = signed_in(owner).get(at(name, round_of.tokens["Cto"]))

    assert response.status_code == 403
    assert "This link is for Cto" in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_an_owner_cannot_answer_by_the_link_of_somebody_else(owner: User):
    round_of = begun_round(owner, "cto")
    url = at("section", round_of.tokens["Cto"], slug="product-and-users")

    response = signed_in(owner).post(url, {"was-question-users": "", "question-users": "testers"})

    assert response.status_code == 403
    assert saved_values(round_of.sheet("Cto")) == {}


def test_who_is_no_owner_can_be_signed_in_and_answer_by_their_link(owner: User):
    round_of = begun_round(owner, "cto")

    response = signed_in(user("grace@example.org")).get(at("hub", round_of.tokens["Cto"]))

    assert response.status_code == 200


def test_no_respondent_sees_the_sheet_of_another_nor_what_owners_see(owner: User):
    round_of = begun_round(owner, "cto", "lead")
    account = user("grace@example.org")
    Respondent.objects.filter(pk=round_of.others["Cto"].pk).update(user=account)
    client = signed_in(account)

    for name in SHEET_PAGES:
        assert client.get(at(name, round_of.others["Lead"].sheet.public_id)).status_code == 404
    for name in ("people", "differences", "hub", "result"):
        assert client.get(at(name, round_of.common.public_id)).status_code == 404
    for name in ("people", "differences"):
        assert Client().get(at(name, round_of.tokens["Cto"])).status_code == 404


@pytest.mark.parametrize("name", ["what-if", "answers", "report", "brief", "answers-file", "claim"])
def test_a_sheet_has_no_page_that_makes_a_result_of_it(owner: User, name: str):
    round_of = begun_round(owner, "cto")
    finished(round_of.sheet("Cto"))

    assert Client().get(at(name, round_of.tokens["Cto"])).status_code == 404


def test_nothing_can_be_begun_from_a_sheet(owner: User):
    round_of = begun_round(owner, "cto")
    finished(round_of.sheet("Cto"))
    before = Assessment.objects.count()

    response = Client().post(at("again", round_of.tokens["Cto"]))

    assert response.status_code == 404
    assert Assessment.objects.count() == before


def test_once_opened_owners_see_what_was_finished_and_nothing_else(owner: User):
    round_of = begun_round(owner, "cto", "lead", "vp")
    services.submit(round_of.own)
    finished(round_of.sheet("Cto"))
    people.withdraw(round_of.others["Vp"], by=owner)
    finished(round_of.sheet("Vp"))

    settling.reveal(round_of.common, by=owner)

    client = signed_in(owner)
    seen = {
        name: client.get(at("sheet", one.sheet.public_id)).status_code
        for name, one in round_of.others.items()
    }
    assert seen == {"Cto": 200, "Lead": 404, "Vp": 404}


def test_owners_read_a_sheet_and_cannot_change_it(owner: User):
    round_of = opened_round(owner)
    sheet = round_of.sheet("Cto")
    client, before = signed_in(owner), saved_values(sheet)

    page = client.get(at("sheet", sheet.public_id))
    posted = client.post(
        at("section", sheet.public_id, slug="product-and-users"),
        {"was-question-users": '"steady-base"', "question-users": "testers"},
    )

    assert "What Cto (CTO) answered" in page.content.decode()
    assert posted.status_code == 302
    assert saved_values(sheet) == before


# --- the page of who answers ---------------------------------------------------------------------


def test_the_page_explains_what_the_first_invitation_changes(owner: User):
    alone = owned_assessment(owner, submitted=False)

    page = Html(signed_in(owner).get(at("people", alone.public_id)).content.decode())

    assert "What the first invitation changes" in page.words
    assert "Private links to this assessment are revoked" in page.words
    assert not Respondent.objects.exists()


def test_inviting_shows_the_link_once_and_leads_to_the_round(owner: User):
    alone = owned_assessment(owner, submitted=False)
    client = signed_in(owner)

    shown = client.post(at("people", alone.public_id), INVITATION)

    grace = Respondent.objects.get(name="Grace")
    (link,) = set(re.findall(r"http://testserver/a/[\w-]{32}/", shown.content.decode()))
    assert shown.status_code == 200
    assert Client().get(link).status_code == 200
    listed = client.get(at("people", grace.assessment.public_id)).content.decode()
    assert "Grace" in listed
    assert link not in listed


def test_the_old_address_of_the_assessment_leads_owners_to_the_round(owner: User):
    round_of = begun_round(owner)

    response = signed_in(owner).get(at("people", round_of.own.public_id))

    assert response["Location"] == at("people", round_of.common.public_id)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"name": " "}, "Give a name"),
        ({"name": "x" * 121}, "Keep the name to 120 characters."),
        ({"role": ""}, "Choose the role that they answer from."),
        ({"role": "king"}, "Choose one of the roles shown."),
        ({"email": "nobody"}, "Give an address such as"),
        ({"own_role": ""}, "Choose the role that you answer from."),
    ],
)
def test_a_faulty_invitation_says_what_is_wrong_and_changes_nothing(
    owner: User, wrong: dict[str, str], message: str
):
    alone = owned_assessment(owner, submitted=False)

    response = signed_in(owner).post(at("people", alone.public_id), INVITATION | wrong)

    assert response.status_code == 422
    assert message in response.content.decode()
    assert not Respondent.objects.exists()


def test_the_form_sent_twice_by_a_browser_invites_once(owner: User):
    alone = owned_assessment(owner, submitted=False)
    client = signed_in(owner)
    page = Html(client.get(at("people", alone.public_id)).content.decode())
    posted = page.form_values() | INVITATION

    client.post(at("people", alone.public_id), posted)
    again = client.post(at("people", alone.public_id), posted, follow=True)

    assert Respondent.objects.count() == 2
    assert "already" in again.content.decode()


def test_the_page_says_who_has_finished_and_never_what(owner: User):
    round_of = begun_round(owner, "cto", "lead")
    finished(round_of.sheet("Cto"), "enterprise")
    answered(round_of.sheet("Lead"), "enterprise")

    page = Html(signed_in(owner).get(at("people", round_of.common.public_id)).content.decode())

    assert "1 of 3 have finished." in page.words
    for word in ("Finished", "Answering"):
        assert word in page.words
    assert "Enterprise" not in page.words


def test_the_page_costs_as_many_queries_for_many_as_for_few(
    owner: User, django_assert_num_queries: Any
):
    few, many = begun_round(owner), begun_round(owner, *["lead"] * 8, company="Other")
    for round_of in (few, many):
        client = signed_in(owner)
        client.get(at("people", round_of.common.public_id))
        with django_assert_num_queries(5):
            client.get(at("people", round_of.common.public_id))


def test_without_an_account_the_page_says_how_to_get_one(owner: User):
    _assessment, token = begun_assessment()

    page = Client().get(at("people", token)).content.decode()

    assert at("claim", token) in page
    assert Client().post(at("people", token), INVITATION).status_code == 404


def test_by_the_private_link_owners_are_led_on_and_others_told_to_sign_in(owner: User):
    alone = owned_assessment(owner, submitted=False)
    token = link_to(alone)

    led = signed_in(owner).get(at("people", token))
    told = Client().get(at("people", token))

    assert led["Location"] == at("people", alone.public_id)
    assert "sign in" in told.content.decode()
    assert at("claim", token) not in told.content.decode()


def test_a_private_link_to_the_common_assessment_answers_nothing(owner: User):
    round_of = begun_round(owner)
    token = link_to(round_of.common)
    url = at("section", token, slug="product-and-users")

    posted = Client().post(url, {"was-question-users": "", "question-users": "testers"})
    saved = Client().post(url, {"question-users": "x"}, headers={"HX-Request": "true"})

    assert posted["Location"] == at("people", token)
    assert saved["HX-Redirect"] == at("people", token)
    assert saved_values(round_of.common) == {}
    assert "Several people answer here" in Client().get(at("people", token)).content.decode()
    for name in ("differences", "people-open"):
        assert Client().get(at(name, token)).status_code == 404


def test_the_common_assessments_questions_lead_to_who_answers_and_then_to_the_differences(
    owner: User,
):
    round_of, client = begun_round(owner), signed_in(owner)
    assert client.get(at("hub", round_of.common.public_id))["Location"] == at(
        "people", round_of.common.public_id
    )
    services.submit(round_of.own)

    settling.reveal(round_of.common, by=owner)

    assert client.get(at("hub", round_of.common.public_id))["Location"] == at(
        "differences", round_of.common.public_id
    )


def test_a_co_owner_without_a_sheet_takes_one(owner: User):
    round_of = begun_round(owner)
    other = user("other@example.org", name="Otto")
    round_of.common.company.owners.create(user=other)
    client = signed_in(other)
    assert (
        "You have no sheet in this round"
        in client.get(at("people", round_of.common.public_id)).content.decode()
    )

    response = client.post(at("people-answer", round_of.common.public_id), {"role": "cto"})

    mine = Respondent.objects.get(user=other)
    assert response["Location"] == at("hub", mine.sheet.public_id)
    assert client.get(response["Location"]).status_code == 200
    with pytest.raises(HasSheet):
        people.add_owner(round_of.common, by=other, role="cto")
    nothing = client.post(at("people-answer", round_of.common.public_id), {"role": "king"})
    assert nothing.status_code == 302
    assert Respondent.objects.filter(user=other).count() == 1


def test_withdrawing_asks_first_and_not_for_ones_own_sheet(owner: User):
    round_of, client = begun_round(owner), signed_in(owner)
    mine = Respondent.objects.get(user=owner)
    token = round_of.common.public_id
    url = at("people-withdraw", token, respondent=round_of.others["Cto"].public_id)

    assert "Withdraw the invitation of Cto?" in client.get(url).content.decode()
    assert client.post(url)["Location"] == at("people", token)
    own = at("people-withdraw", token, respondent=mine.public_id)
    assert client.get(own).status_code == 404
    assert client.post(own).status_code == 404
    assert Respondent.objects.get(pk=mine.pk).withdrawn_at is None


def test_a_respondent_of_another_assessment_is_not_found(owner: User):
    round_of, other = begun_round(owner), begun_round(user("b@example.org"), company="Other")
    token, stranger = round_of.common.public_id, other.others["Cto"].public_id
    client = signed_in(owner)

    assert client.post(at("people-withdraw", token, respondent=stranger)).status_code == 404
    assert client.post(at("people-link", token, respondent=stranger)).status_code == 404
    assert Respondent.objects.get(public_id=stranger).withdrawn_at is None


# --- e-mails -------------------------------------------------------------------------------------


def test_an_invitation_with_an_address_is_mailed_with_the_link_that_is_shown(owner: User):
    alone = owned_assessment(owner, submitted=False)
    invitation = INVITATION | {"email": "grace@example.org"}

    shown = signed_in(owner).post(at("people", alone.public_id), invitation).content.decode()

    (sent,) = mail.outbox
    (link,) = re.findall(r"http://testserver/a/[\w-]{32}/", str(sent.body))
    assert link in shown
    assert sent.to == ["grace@example.org"]
    assert sent.reply_to == ["owner@example.org"]
    assert "Olga asks how you see Ferrovia" in sent.subject
    assert isinstance(sent, EmailMultiAlternatives)
    ((html, kind),) = sent.alternatives
    assert kind == "text/html"
    assert link in str(html)
    assert Client().get(link).status_code == 200


def test_a_name_on_several_lines_makes_no_second_header(owner: User):
    alone = owned_assessment(owner, company="Ferrovia\nBcc: x@example.org", submitted=False)
    invitation = INVITATION | {"name": "Grace\r\nBcc: y@example.org", "email": "g@example.org"}

    response = signed_in(owner).post(at("people", alone.public_id), invitation)

    assert response.status_code == 200
    assert "\n" not in mail.outbox[0].subject
    assert Respondent.objects.get(email="g@example.org").name == "Grace Bcc: y@example.org"


class RefusingBackend(EmailBackend):
    def send_messages(self, messages: Any) -> int:
        raise smtplib.SMTPRecipientsRefused({})


@override_settings(EMAIL_BACKEND="tests.app.test_people.RefusingBackend")
def test_an_invitation_stands_if_the_mail_server_refuses_it(
    owner: User, caplog: pytest.LogCaptureFixture
):
    alone = owned_assessment(owner, submitted=False)
    invitation = INVITATION | {"email": "grace@example.org"}

    shown = signed_in(owner).post(at("people", alone.public_id), invitation).content.decode()

    assert "The mail server did not take the mail" in shown
    (token,) = set(re.findall(r"/a/([\w-]{32})/", shown))
    assert Client().get(at("hub", token)).status_code == 200
    assert token not in caplog.text


# --- answering, finishing, opening ---------------------------------------------------------------


def test_the_hub_of_a_sheet_says_who_asks_and_that_nobody_looks(owner: User):
    round_of = begun_round(owner)

    page = Html(Client().get(at("hub", round_of.tokens["Cto"])).content.decode())

    assert "Cto, you are asked to answer for Ferrovia (CTO)." in page.words
    assert "Olga would like to know how you see it." in page.words
    assert "Nobody sees your answers before all are opened together" in page.words
    assert "minutes" in page.words


def test_finishing_takes_no_more_than_saying_so(owner: User):
    round_of, client = begun_round(owner), Client()
    token = round_of.tokens["Cto"]
    page = Html(client.get(at("check", token)).content.decode())
    assert "Too little is known" not in page.words

    done = client.post(at("check", token), follow=True)

    assert done.redirect_chain[-1][0] == at("sheet", token)
    assert "Thank you, Cto" in done.content.decode()
    assert round_of.sheet("Cto").is_submitted


def test_who_has_finished_sees_where_their_own_answers_lead_and_no_others(owner: User):
    round_of = begun_round(owner, archetype="enterprise")
    services.submit(round_of.own)
    finished(round_of.sheet("Cto"), "mvp")

    page = Html(Client().get(at("sheet", round_of.tokens["Cto"])).content.decode())

    assert "MVP" in page.words
    assert "Enterprise" not in page.words
    assert at("people", round_of.common.public_id) not in list(page.links())


def test_a_sheet_that_is_not_finished_leads_to_its_questions(owner: User):
    round_of = begun_round(owner)

    response = Client().get(at("sheet", round_of.tokens["Cto"]))

    assert response["Location"] == at("hub", round_of.tokens["Cto"])


def test_an_assessment_is_no_sheet(owner: User):
    submitted, token = submitted_assessment()

    assert Client().get(at("sheet", token)).status_code == 404
    assert not submitted.is_sheet


def test_no_report_is_made_of_a_sheet(owner: User, stub_pdf: list[Any]):
    round_of = begun_round(owner)

    finished(round_of.sheet("Cto"))

    assert stub_pdf == []


def test_what_was_not_finished_can_no_longer_change_and_says_so(owner: User):
    round_of = begun_round(owner, "cto", "lead")
    services.submit(round_of.own)
    token = round_of.tokens["Lead"]
    answered(round_of.sheet("Lead"), "mvp")
    before = saved_values(round_of.sheet("Lead"))

    settling.reveal(round_of.common, by=owner)

    url = at("section", token, slug="product-and-users")
    posted = {"was-question-users": '"testers"', "question-users": "steady-base"}
    saved = Client().post(url, posted, headers={"HX-Request": "true"})
    told = Client().get(saved["HX-Redirect"], follow=True).content.decode()
    assert "The answers were opened before you had finished" in told
    assert "Nothing can be saved here any more" in told
    assert saved_values(round_of.sheet("Lead")) == before
    with pytest.raises(SubmittedAlready):
        services.save_answers(round_of.sheet("Lead"), [change("money", "pocket-seed")])
    Client().post(at("check", token))
    services.submit(round_of.sheet("Lead"))
    assert not round_of.sheet("Lead").is_submitted


def test_opening_is_recorded_with_who_is_left_out(owner: User):
    round_of = begun_round(owner, "cto", "lead")
    services.submit(round_of.own)
    finished(round_of.sheet("Cto"))

    assert settling.reveal(round_of.common, by=owner)
    assert not settling.reveal(round_of.common, by=owner)

    revealed = [about for kind, about in acts(round_of.common) if kind == Act.Kind.REVEALED]
    assert revealed == ["Olga (CEO), Cto (CTO); left out: Lead (Lead engineer)"]
    assert round_of.fresh().revealed_at is not None


def test_nothing_is_opened_before_anybody_has_finished(owner: User):
    round_of, client = begun_round(owner), signed_in(owner)
    url = at("people-open", round_of.common.public_id)

    with pytest.raises(NobodyFinished):
        settling.reveal(round_of.common, by=owner)

    assert "nothing to open" in client.get(url).content.decode()
    assert client.post(url)["Location"] == at("people", round_of.common.public_id)
    assert round_of.fresh().revealed_at is None


def test_opening_asks_first_and_names_who_would_be_left_out(owner: User):
    round_of, client = begun_round(owner, "cto", "lead"), signed_in(owner)
    finished(round_of.sheet("Cto"))
    url = at("people-open", round_of.common.public_id)

    page = Html(client.get(url).content.decode())

    assert "Your own answers are not finished: they would be left out." in page.words
    assert "Lead (Lead engineer)" in page.words
    assert client.post(url)["Location"] == at("differences", round_of.common.public_id)


def test_nobody_is_invited_or_withdrawn_once_the_answers_are_open(owner: User):
    round_of, client = opened_round(owner), signed_in(owner)
    grace, token = round_of.others["Cto"], round_of.common.public_id

    with pytest.raises(SubmittedAlready):
        people.invite(round_of.common, by=owner, name="Leo", role="lead")
    with pytest.raises(SubmittedAlready):
        people.withdraw(grace, by=owner)
    with pytest.raises(SubmittedAlready):
        people.renew_link(grace, by=owner)
    with pytest.raises(SubmittedAlready):
        people.add_owner(round_of.common, by=user("x@example.org"), role="vp")
    for name in ("people", "people-answer"):
        client.post(at(name, token), {"name": "Leo", "role": "lead"})
    for name in ("people-link", "people-withdraw"):
        client.post(at(name, token, respondent=grace.public_id))
    assert Respondent.objects.count() == 2
    assert Respondent.objects.get(pk=grace.pk).withdrawn_at is None


def test_an_assessment_that_nobody_else_answers_has_none_of_these_pages(owner: User):
    alone, client = owned_assessment(owner, submitted=False), signed_in(owner)
    token = alone.public_id

    assert client.get(at("differences", token)).status_code == 404
    assert client.get(at("people-open", token)).status_code == 404
    assert client.post(at("settled-submit", token)).status_code == 404
    assert client.post(at("people-answer", token), {"role": "cto"}).status_code == 404


def test_the_round_is_not_there_for_other_rounds_owners(owner: User):
    round_of: Round = begun_round(owner)
    stranger = signed_in(user("stranger@example.org"))

    for name in ("people", "people-open", "differences"):
        assert stranger.get(at(name, round_of.common.public_id)).status_code == 404
