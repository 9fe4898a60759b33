"""The pages of an assessment that several people answer, in a browser. Part of ``states``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from django.urls import reverse
from playwright.sync_api import Page, expect

from assessments.domain.answers import Choice
from assessments.models import User
from assessments.services import settling

from ..app.factories import owned_assessment, user
from ..app.people_pages import LONG, USERS, differing_round, settled_round, waiting_round
from ..app.rounds import Round
from .visitor import sign_in

Reach = Callable[[Page, str], None]
Make = Callable[[User], Round]


def people_states() -> Iterator[tuple[str, Reach]]:
    """Each state with its name, and how a browser comes to it. Most only read, and share their rows."""
    states = _States()
    yield "inviting the first one", states.inviting
    yield "an invitation with nothing filled in", states.nothing_filled_in
    yield "an invitation that was sent", states.invited
    for name in ("people", "people-open"):
        yield f"{name}, waiting", partial(states.as_owner, waiting_round, name)
    yield "withdrawing an invitation", states.withdrawing
    yield "the hub of a sheet", partial(states.by_link, waiting_round, "hub", "Lead")
    yield "the check of a sheet", partial(states.by_link, waiting_round, "check", "Lead")
    yield "a sheet that is finished", partial(states.by_link, waiting_round, "sheet", "Cto")
    yield "the link of somebody else", states.somebody_elses_link
    yield "a sheet that was left out", partial(states.by_link, differing_round, "sheet", "Vp")
    for name in ("people", "differences"):
        yield f"{name}, opened", partial(states.as_owner, differing_round, name)
    yield "differences with facts to settle first", states.refused
    for key in ("users", "it-members", "on-call"):
        yield f"settling {key}", partial(states.settling, key)
    yield "settling with nothing chosen", states.nothing_chosen
    yield "differences, submitted", partial(states.as_owner, settled_round, "differences")
    yield (
        "a result that several people answered",
        partial(states.as_owner, settled_round, "result"),
    )
    yield "settled by somebody else meanwhile", states.settled_meanwhile


class _States:
    """The ways to the states. Each kind of round is made once."""

    def __init__(self) -> None:
        self.made: dict[Make, Round] = {}

    def round(self, make: Make, page: Page, host: str) -> Round:
        """A round of that kind, its owner signed in."""
        if make not in self.made:
            self.made[make] = make(_new_owner())
        found = self.made[make]
        _sign_in(page, host, found.owner)
        return found

    def as_owner(self, make: Make, name: str, page: Page, host: str) -> None:
        _open(page, host, name, self.round(make, page, host).common.public_id)

    def by_link(self, make: Make, name: str, whose: str, page: Page, host: str) -> None:
        token = self.round(make, page, host).tokens[whose]
        page.context.clear_cookies()
        _open(page, host, name, token)

    def inviting(self, page: Page, host: str) -> None:
        owner = _new_owner()
        alone = owned_assessment(owner, company=LONG, submitted=False)
        _sign_in(page, host, owner)
        _open(page, host, "people", alone.public_id)

    def nothing_filled_in(self, page: Page, host: str) -> None:
        self.inviting(page, host)
        page.get_by_role("button", name="Invite").click()
        expect(page.locator(".error-summary")).to_be_focused()

    def invited(self, page: Page, host: str) -> None:
        self.inviting(page, host)
        page.get_by_label("Name").fill(LONG)
        page.get_by_label("Role", exact=True).select_option("cto")
        page.get_by_label("Your own role").select_option("ceo")
        page.get_by_role("button", name="Invite").click()
        expect(page.locator("#link")).to_contain_text("/a/")

    def withdrawing(self, page: Page, host: str) -> None:
        waiting = self.round(waiting_round, page, host)
        parts = {"respondent": waiting.others["Lead"].public_id}
        _open(page, host, "people-withdraw", waiting.common.public_id, **parts)

    def somebody_elses_link(self, page: Page, host: str) -> None:
        waiting = self.round(waiting_round, page, host)
        _open(page, host, "hub", waiting.tokens["Lead"])
        expect(page.locator("h1")).to_contain_text("This link is for")

    def refused(self, page: Page, host: str) -> None:
        self.as_owner(differing_round, "differences", page, host)
        page.get_by_role("button", name="Submit and see the result").click()
        expect(page.locator(".error-summary")).to_be_focused()

    def settling(self, key: str, page: Page, host: str) -> None:
        differing = self.round(differing_round, page, host)
        token = differing.common.public_id
        _open(page, host, "settle", token, subject="question", key=key)

    def nothing_chosen(self, page: Page, host: str) -> None:
        self.settling("on-call", page, host)
        page.get_by_role("button", name="Save and settle the next one").click()
        expect(page.locator(".error-summary")).to_be_focused()

    def settled_meanwhile(self, page: Page, host: str) -> None:
        self.settling("users", page, host)
        differing = self.made[differing_round]
        (stands,) = differing.common.settlements.all()
        settling.settle(
            differing.common,
            USERS,
            Choice("testers"),
            reason=LONG,
            by=differing.owner,
            seen=settling.stamp(stands),
        )
        page.get_by_label("Why", exact=True).fill("Mine.")
        page.get_by_role("button", name="Save and settle the next one").click()
        expect(page.locator(".error-summary")).to_be_focused()


def _new_owner() -> User:
    return user(f"round-{User.objects.count()}@example.org", name="Olga")


def _sign_in(page: Page, host: str, owner: User) -> None:
    page.context.clear_cookies()
    sign_in(page, host, owner)


def _open(page: Page, host: str, name: str, token: str, **parts: str) -> None:
    page.goto(host + reverse(name, kwargs={"token": token, **parts}))
