"""``manage.py seed_demo``: a portfolio of invented companies to look around in; ``--remove`` ends it.

It never runs by itself, and makes no account: it takes one that there is.
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.urls import reverse
from django.utils import timezone

from ...models import User
from ...services import demo
from ...services.demo_companies import STORIES
from ..usage import PlainCommand, UsageError


class Command(PlainCommand):
    help = "Make a portfolio of invented companies, each labelled so; or remove it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--owner", metavar="EMAIL", help="the account that is to keep it")
        what.add_argument("--remove", action="store_true", help="remove all of it for good")
        parser.add_argument(
            "--companies",
            type=int,
            metavar="N",
            default=len(STORIES),
            help=f"how many, for trying the load (default: {len(STORIES)}; {demo.MOST:,} at most)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["remove"]:
            self._remove()
        else:
            self._seed(options["owner"], options["companies"])

    def _seed(self, email: str, count: int) -> None:
        if not 1 <= count <= demo.MOST:
            raise UsageError(f"--companies takes a number from 1 to {demo.MOST:,}.")
        owner = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
        if owner is None:
            raise UsageError(f"There is no account with the address {email}. Sign up first.")
        try:
            made = demo.seed(owner, count=count, today=timezone.localdate(), told=self._tell)
        except demo.ThereAlready:
            raise UsageError(
                "There is a demonstration already. Remove it first: manage.py seed_demo --remove"
            ) from None
        place = reverse("portfolio", kwargs={"portfolio": made.public_id})
        self.stdout.write(f"“{made.name}” with {count:,} companies: {place}")

    def _remove(self) -> None:
        gone = demo.remove(told=self._tell)
        self.stdout.write(f"Removed: {gone:,} invented companies and their portfolio.")

    def _tell(self, done: int, of: int) -> None:
        if of > demo.AT_ONCE:
            self.stderr.write(f"{done:,} of {of:,} companies")
