"""What is mailed: as text and as HTML, with the same words, and nothing of what others typed in it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core import mail as mailing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from assessments.mail import mail, parts

from .accounts import ADA, code_in, last_mail, reset_password, sign_in, sign_up
from .factories import PASSWORD, user
from .markup import Html

pytestmark = pytest.mark.django_db


def html_of(message: EmailMultiAlternatives) -> Html:
    (alternative,) = message.alternatives
    assert alternative[1] == "text/html"
    return Html(str(alternative[0]))


def words(text: str) -> str:
    return " ".join(re.sub(r"^- ", "", text, flags=re.MULTILINE).split())


def prefixes() -> list[str]:
    """Every mail that there is a text for."""
    folder = settings.BASE_DIR / "templates"
    found = [*folder.glob("account/email/*_message.txt"), *folder.glob("mfa/email/*_message.txt")]
    names = (one.relative_to(folder).as_posix() for one in found)
    return sorted(
        name.removesuffix("_message.txt")
        for name in names
        if not name.endswith("/base_message.txt")
    )


@pytest.mark.parametrize("prefix", prefixes())
def test_every_mail_of_an_account_says_the_same_as_text_and_as_html(prefix: str):
    request = RequestFactory().get("/")
    context = {
        "request": request,
        "current_site": {"domain": "stagecheck.example"},
        "code": "BCDF-GHJK",
        "minutes": 15,
        "email": "<b>@example.org",
        "from_email": "a&b@example.org",
        "to_email": "new@example.org",
        "deleted_email": "old@example.org",
        "added_email": "more@example.org",
        "signup_url": "https://stagecheck.example/account/signup/",
        "password_reset_url": "https://stagecheck.example/account/password/reset/",
        "timestamp": timezone.now(),
        "ip": "192.0.2.1",
        "user_agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0",
    }

    message = mail(prefix, ADA, context)

    page, text = html_of(message), str(message.body)
    assert message.subject.startswith("Stagecheck: ")
    assert "\n" not in message.subject
    assert words(text) == page.words.removeprefix(str(message.subject)).strip().removeprefix(
        "Stagecheck "
    )
    assert "{" not in text
    assert "&lt;" not in text
    assert "\n\n\n" not in text
    assert text.rstrip().endswith(
        ("Stagecheck at stagecheck.example", "Stagecheck at stagecheck.example.")
    )
    assert page.all("script", "img", "link") == []
    assert page.one("html").get("lang") == "en-GB"


def test_the_code_stands_out_and_addresses_can_be_followed(client: Client):
    sign_up(client)
    message = last_mail(ADA)
    page = html_of(message)
    code = code_in(message)

    (big,) = [one for one in page.all("p") if page.text_of(one) == code]
    assert "font-size: 28px" in (big.get("style") or "")

    user("grace@example.org", password=PASSWORD)
    sign_up(Client(), "grace@example.org")
    page = html_of(last_mail("grace@example.org"))
    place = f"http://testserver{reverse('account_reset_password')}"
    assert page.text_of(page.one("a", href=place)) == place


def test_a_mail_tells_where_a_change_was_made_from():
    user(ADA, password=PASSWORD)
    client = Client(headers={"user-agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0"})

    reset_password(client, "another horse entirely")

    body = str(last_mail(ADA).body)
    assert "with Firefox on Linux, from the network address 127.0.0.1" in body
    assert f"http://testserver{reverse('account')}" in body


def test_a_mail_comes_from_the_address_that_was_set(client: Client, settings):
    settings.DEFAULT_FROM_EMAIL = "Checks <checks@example.org>"

    sign_up(client)

    assert last_mail(ADA).from_email == "Checks <checks@example.org>"


def test_a_change_stands_though_its_mail_cannot_be_sent(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    somebody = user(ADA, password=PASSWORD)
    sign_in(client)

    def fail(message: EmailMultiAlternatives, fail_silently: bool = False) -> int:
        raise ConnectionRefusedError("no mail server")

    monkeypatch.setattr(EmailMultiAlternatives, "send", fail)
    new = {"password1": "another horse entirely", "password2": "another horse entirely"}
    with caplog.at_level(logging.ERROR, logger="assessments.sign_in"):
        response = client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, **new})

    assert response["Location"] == reverse("account")
    somebody.refresh_from_db()
    assert somebody.check_password("another horse entirely")
    assert "could not be sent" in caplog.text
    assert mailing.outbox == []


# --- text into parts -----------------------------------------------------------------------------


def kinds(text: str, code: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    for part in parts(text, code):
        yield part.kind, part.lines


def test_a_text_is_taken_apart_into_what_its_paragraphs_are():
    text = (
        "Hello\nAda,\n\nABCD\n\n- one\n- two\n\nhttps://x.example/a?b=1\n\nSee https://x.example."
    )

    assert list(kinds(text, "ABCD")) == [
        ("text", ("Hello", "Ada,")),
        ("code", ("ABCD",)),
        ("list", ("one", "two")),
        ("link", ("https://x.example/a?b=1",)),
        ("text", ("See https://x.example.",)),
    ]


@pytest.mark.parametrize("text", ["javascript:alert(1)", "data:text/html,x", "ftp://x.example"])
def test_what_is_no_address_of_a_page_is_no_link(text: str):
    assert list(kinds(text)) == [("text", (text,))]


def test_what_somebody_typed_is_text_in_the_html():
    context = {"parts": parts("<script>x</script> & “Söhne”\n\nhttps://x.example/'><b>")}

    page = Html(render_to_string("mail.html", context | {"subject": "<i>"}))

    assert page.all("script", "b", "i") == []
    assert "<script>x</script> & “Söhne”" in page.words
