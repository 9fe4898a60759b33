"""``manage.py create_administrator EMAIL``: the first administrator of an instance, or one more.

Asks for a password twice. With ``--no-password`` the account signs in by a code that is mailed to it.
An account that there is already keeps its password and only becomes an administrator.
"""

from __future__ import annotations

from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from ...models import User
from ...selectors.accounts import user_by_address
from ...services.accounts import make_administrator
from ..usage import PlainCommand, UsageError


class Command(PlainCommand):
    help = "Make an account an administrator, and the account if there is none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument(
            "--no-password",
            action="store_true",
            help="ask for none: the account signs in by a code by e-mail",
        )

    def handle(self, *args: Any, email: str, no_password: bool, **options: Any) -> None:
        try:
            validate_email(email)
        except ValidationError:
            raise UsageError(f"{email} is no e-mail address") from None
        is_known = user_by_address(email) is not None
        password = None if is_known or no_password else ask_for_password(email)
        is_new = make_administrator(email, password)
        self.stdout.write(
            f"{email} has an account now and is an administrator."
            if is_new
            else f"{email} is an administrator now; the password stays as it was."
        )


def ask_for_password(email: str) -> str:
    """A password, typed twice without showing it."""
    try:
        password = getpass("Password: ")
        again = getpass("Password once more: ")
    except (EOFError, KeyboardInterrupt):
        raise UsageError("\nNothing was done. Without a password: --no-password") from None
    if password != again:
        raise UsageError("These are two different passwords. Nothing was done.")
    try:
        validate_password(password, User(email=email))
    except ValidationError as refused:
        raise UsageError("\n".join([*refused.messages, "Nothing was done."])) from None
    return password
