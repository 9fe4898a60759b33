"""What the tests of accounts share: the codes in mails, and the way in."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import time
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse

from assessments.models import User

from .factories import PASSWORD

ADA = "ada@example.org"
CODE = re.compile(r"^[A-Z]{4}-[A-Z]{4}$", re.MULTILINE)


def last_mail(to: str) -> EmailMultiAlternatives:
    """The mail that was sent last to the address."""
    sent = [one for one in mail.outbox if to in one.to]
    assert sent, f"no mail to {to}"
    found = sent[-1]
    assert isinstance(found, EmailMultiAlternatives)
    return found


def code_in(message: EmailMultiAlternatives) -> str:
    """The code that the mail is about."""
    (code,) = CODE.findall(str(message.body))
    return str(code)


def subjects(to: str) -> list[str]:
    """What was sent to the address, in that order."""
    return [str(one.subject) for one in mail.outbox if to in one.to]


def wait_a_while() -> None:
    """As if so much time had passed that no attempt counts any more."""
    cache.clear()


def sign_in(client: Client, email: str = ADA, password: str = PASSWORD) -> Any:
    """The first step, with a password."""
    return client.post(reverse("account_login"), {"login": email, "password": password})


def sign_up(client: Client, email: str = ADA, password: str = PASSWORD, **more: str) -> Any:
    """The form that creates an account."""
    return client.post(reverse("account_signup"), {"email": email, "password1": password, **more})


def confirm(client: Client, code: str, **more: str) -> Any:
    """Enter the code that an address is confirmed with."""
    return client.post(reverse("account_email_verification_sent"), {"code": code, **more})


def reset_password(client: Client, password: str) -> Any:
    """Set a new password with a code by mail; the last step's answer."""
    client.post(reverse("account_reset_password"), {"email": ADA})
    code = code_in(last_mail(ADA))
    client.post(reverse("account_confirm_password_reset_code"), {"code": code})
    return client.post(
        reverse("account_complete_password_reset"),
        {"password1": password, "password2": password},
    )


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("account")).status_code == 200


def with_app(somebody: User) -> str:
    """Have the account ask for a second step; the secret of its authenticator app."""
    secret: str = generate_totp_secret()
    TOTP.activate(somebody, secret)
    return secret


def app_code(secret: str) -> str:
    """What the authenticator app shows now, by RFC 6238: six digits for every half minute."""
    counter = int(time.time() // 30).to_bytes(8, "big")
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    at = digest[-1] & 0xF
    value = int.from_bytes(digest[at : at + 4], "big") & 0x7FFF_FFFF
    return f"{value % 1_000_000:06}"
