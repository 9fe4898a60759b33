"""Every URL by the link of a respondent's sheet x how far the sheet is x method -> the exact status.

What is not named here is not there for a respondent: the same as for a stranger.
"""

from __future__ import annotations

import pytest
from django.test import Client

from assessments import services
from assessments.services import people, settling

from .factories import answered, user
from .rounds import Round, begun_round, finished
from .test_urls import METHODS, TABLE, TOKEN_URLS, Statuses, url_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stub_pdf")]

READ: Statuses = (200, 200, 405)
AWAY: Statuses = (302, 302, 405)
CLOSED: dict[str, Statuses] = {
    "hub": AWAY,
    "section": (302, 302, 302),
    "quick": AWAY,
    "quick-question": (302, 302, 302),
    "check": (302, 302, 302),
    "result": AWAY,
    "sheet": READ,
}
SHEETS: dict[str, dict[str, Statuses]] = {
    "open": {
        "hub": READ,
        "section": (200, 200, 302),
        "quick": AWAY,
        "quick-question": (200, 200, 422),
        "check": (200, 200, 302),
        "result": AWAY,
        "sheet": AWAY,
    },
    "finished": CLOSED,
    "opened": CLOSED,
    "left out": CLOSED,
    "withdrawn": {},
}


def link_to_a_sheet(state: str) -> str:
    """The link to the CTO's sheet, which is that far."""
    round_of: Round = begun_round(user("owner@example.org"))
    services.submit(round_of.own)
    sheet = round_of.sheet("Cto")
    if state in ("finished", "opened"):
        finished(sheet)
    if state == "left out":
        answered(sheet)
    if state in ("opened", "left out"):
        settling.reveal(round_of.common, by=round_of.owner)
    if state == "withdrawn":
        people.withdraw(round_of.others["Cto"], by=round_of.owner)
    return round_of.tokens["Cto"]


@pytest.mark.parametrize("state", SHEETS)
def test_the_link_to_a_sheet_opens_what_the_table_says(state: str):
    token, client = link_to_a_sheet(state), Client()
    got: dict[str, Statuses] = {}
    for name in TOKEN_URLS:
        # What is posted last may finish the sheet, so checking it comes last.
        if name == "check":
            continue
        get, head, post = (
            client.generic(method, url_of(name, token)).status_code for method in METHODS
        )
        got[name] = (get, head, post)
    get, head, post = (
        client.generic(method, url_of("check", token)).status_code for method in METHODS
    )
    got["check"] = (get, head, post)

    due = {name: TABLE.get(name, {}).get("stranger", (404, 404, 404)) for name in TOKEN_URLS}
    assert got == due | SHEETS[state]
