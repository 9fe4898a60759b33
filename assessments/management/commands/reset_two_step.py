"""``manage.py reset_two_step EMAIL``: for somebody who has lost phone, passkeys and recovery codes.

Be sure that it is them who ask. They sign in with the password or a code by e-mail then, and can set up
new ones.
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from ...selectors.accounts import user_by_address
from ...services.accounts import reset_two_step
from ..usage import PlainCommand, UsageError


class Command(PlainCommand):
    help = "Take away the passkeys, authenticator app and recovery codes of an account."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        user = user_by_address(email)
        if user is None:
            raise UsageError(f"no account has the address {email}")
        if not reset_two_step(user):
            self.stdout.write(f"{email} has no two-step sign-in; signed out everywhere.")
        else:
            self.stdout.write(f"{email} signs in without a second step now; signed out everywhere.")
