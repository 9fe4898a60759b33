"""Every URL that names a row x who comes x which method -> the exact status.

Generated from the URL configuration: a URL that names a company or an assessment needs a row here,
or the tests fail. Whoever a row does not name gets nothing: 404, or, if nobody is signed in, the way
to the sign-in page, whether there is anything or not. What private links open is in
``test_urls.py``.
"""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from assessments.models.tokens import new_public_id

from .test_urls import parts_of, patterns
from .world import NAMES_A_ROW, VISITORS, World

METHODS = ("GET", "HEAD", "POST")
OPEN, SUBMITTED = "open", "submitted"  # the assessment that the address names, or its company has

Statuses = tuple[int, int, int]
READ: Statuses = (200, 200, 405)
AWAY: Statuses = (302, 302, 405)
WAITING: Statuses = (200, 200, 302)
FORM: Statuses = (200, 200, 422)  # posted empty
WRITE: Statuses = (405, 405, 302)
NOTHING: Statuses = (404, 404, 404)

Row = dict[str, Statuses]


def for_all(statuses: Statuses, *who: str) -> Row:
    return dict.fromkeys(who, statuses)


SEE_ANSWERS = ("owner", "answers")
SEE_PORTFOLIO = ("portfolio owner", "editor", "viewer")
SEE_RESULT = (*SEE_ANSWERS, "result", "by link", *SEE_PORTFOLIO)
SEE_SUMMARY = (*SEE_RESULT, "summary")
NOT_SIGNED_IN = ("anonymous", "by link", "invited")
EDIT_PORTFOLIO = ("portfolio owner", "editor")
EDITORS_FORM: Row = for_all((405, 405, 422), *EDIT_PORTFOLIO)  # shows the page again
ASKED: Statuses = (200, 200, 302)  # whether to do it
OWNERS_FORM: Row = {"portfolio owner": FORM, **for_all((200, 200, 404), "editor", "viewer")}
# Posted empty, it does not say what it was made from.
REMARKS: Row = {**for_all((200, 200, 409), *EDIT_PORTFOLIO), "viewer": (200, 200, 404)}
ONLY_AFTERWARDS: Row = {"owner": AWAY}

# URL -> who gets what, for an open assessment and for a submitted one.
TABLE: dict[str, tuple[Row, Row]] = {
    "hub": ({"owner": READ}, for_all(AWAY, *SEE_SUMMARY)),
    "section": ({"owner": (200, 200, 302)}, for_all((302, 302, 302), *SEE_SUMMARY)),
    "quick": ({"owner": READ}, for_all(AWAY, *SEE_SUMMARY)),
    "quick-question": ({"owner": (200, 200, 422)}, for_all((302, 302, 302), *SEE_SUMMARY)),
    "check": ({"owner": (200, 200, 302)}, for_all((302, 302, 302), *SEE_SUMMARY)),
    "claim": ({}, {}),  # by the private link only
    "delete-unclaimed": ({}, {}),
    "result": (ONLY_AFTERWARDS, for_all(READ, *SEE_SUMMARY)),
    "answers": (ONLY_AFTERWARDS, for_all(READ, *SEE_ANSWERS)),
    "what-if": (ONLY_AFTERWARDS, for_all(READ, *SEE_ANSWERS)),
    "report": (ONLY_AFTERWARDS, for_all(READ, *SEE_RESULT)),
    "report-wait": ({"owner": (302, 302, 302)}, for_all(WAITING, *SEE_RESULT)),
    "brief": (ONLY_AFTERWARDS, for_all(READ, *SEE_RESULT)),
    "brief-wait": ({"owner": (302, 302, 302)}, for_all(WAITING, *SEE_RESULT)),
    "answers-file": ({"owner": READ}, for_all(READ, *SEE_ANSWERS)),
    "again": ({"owner": (405, 405, 302)}, {"owner": (405, 405, 302)}),
    "company": (for_all(READ, *SEE_SUMMARY), for_all(READ, *SEE_SUMMARY)),
    "company-name": ({"owner": FORM}, {"owner": FORM}),
    "company-data": ({"owner": READ}, {"owner": READ}),
    "company-export": ({"owner": (405, 405, 200)}, {"owner": (405, 405, 200)}),  # the file
    "company-delete": ({"owner": FORM}, {"owner": FORM}),
    "company-keep": ({"owner": WRITE}, {"owner": WRITE}),
    "begin-next": ({"owner": WRITE}, {"owner": WRITE}),
    "company-compare": (for_all(READ, *SEE_RESULT), for_all(READ, *SEE_RESULT)),
    "moved": (for_all(READ, *SEE_ANSWERS), for_all(READ, *SEE_ANSWERS)),
    "plan": (for_all(READ, *SEE_RESULT), for_all(READ, *SEE_RESULT)),
    "plan-print": (for_all(READ, *SEE_RESULT), for_all(READ, *SEE_RESULT)),
    "plan-calendar": (for_all(READ, *SEE_RESULT), for_all(READ, *SEE_RESULT)),
    "plan-table": (for_all(READ, *SEE_RESULT), for_all(READ, *SEE_RESULT)),
    "plan-take-on": ({"owner": WRITE}, {"owner": WRITE}),
    "action-new": ({"owner": FORM}, {"owner": FORM}),
    "action": ({"owner": FORM}, {"owner": FORM}),
    "action-state": ({"owner": (405, 405, 404)}, {"owner": (405, 405, 404)}),  # empty: no state
    "sharing": ({"owner": READ}, {"owner": READ}),
    "share-by-link": ({"owner": FORM}, {"owner": FORM}),
    "share-with-advisor": ({"owner": FORM}, {"owner": FORM}),
    "owners": ({"owner": FORM}, {"owner": FORM}),
    "owner-give-up": ({"owner": WRITE}, {"owner": WRITE}),
    "looks": ({"owner": READ}, {"owner": READ}),
    "record": ({"owner": READ}, {"owner": READ}),
    "private-link": ({"owner": WRITE}, {"owner": WRITE}),
    "private-link-revoke": ({"owner": WRITE}, {"owner": WRITE}),
    "grant": ({"owner": FORM}, {"owner": FORM}),
    "grant-revoke": ({"owner": WRITE}, {"owner": WRITE}),
    "invite-again": ({"owner": WRITE}, {"owner": WRITE}),
    "share": (for_all(AWAY, *VISITORS), for_all(AWAY, *VISITORS)),  # whoever has the link has it
    "invitation": ({"invited": (200, 200, 302)}, {"invited": (200, 200, 302)}),
    "people": ({"owner": FORM}, {"owner": (200, 200, 302)}),
    "people-answer": ({"owner": WRITE}, {"owner": WRITE}),
    "people-open": ({"owner": (200, 200, 302)}, {"owner": (302, 302, 302)}),
    "people-link": ({"owner": (405, 405, 200)}, {"owner": WRITE}),  # shows the new link, once
    "people-withdraw": ({"owner": (200, 200, 302)}, {"owner": (302, 302, 302)}),
    "sheet": ({"respondent": READ}, for_all(READ, "owner", "respondent")),  # finished, then opened
    "differences": ({"owner": AWAY}, {"owner": READ}),
    "settle": ({"owner": (302, 302, 302)}, {"owner": (302, 302, 302)}),
    "settle-rest": ({"owner": WRITE}, {"owner": WRITE}),
    "settled-submit": ({"owner": WRITE}, {"owner": WRITE}),
    "week": (for_all(READ, *SEE_PORTFOLIO), for_all(READ, *SEE_PORTFOLIO)),
    "portfolio-record": (for_all(READ, *SEE_PORTFOLIO), for_all(READ, *SEE_PORTFOLIO)),
    "portfolio-settings": ({"portfolio owner": FORM}, {"portfolio owner": FORM}),
    "portfolio-delete": ({"portfolio owner": FORM}, {"portfolio owner": FORM}),
    "members": (OWNERS_FORM, OWNERS_FORM),
    "member-role": ({"portfolio owner": WRITE}, {"portfolio owner": WRITE}),
    "member-remove": ({"portfolio owner": ASKED}, {"portfolio owner": ASKED}),
    "member-again": ({"portfolio owner": WRITE}, {"portfolio owner": WRITE}),
    "member-leave": (for_all(ASKED, *SEE_PORTFOLIO), for_all(ASKED, *SEE_PORTFOLIO)),
    "member-join": ({"viewer": (302, 302, 302)}, {"viewer": (302, 302, 302)}),  # has accepted
    "member-link": (for_all(AWAY, *VISITORS), for_all(AWAY, *VISITORS)),
    "entry": (REMARKS, REMARKS),
    "entry-remove": (for_all(ASKED, *EDIT_PORTFOLIO), for_all(ASKED, *EDIT_PORTFOLIO)),
    "portfolio": (for_all(READ, *SEE_PORTFOLIO), for_all(READ, *SEE_PORTFOLIO)),
    "portfolio-insights": (for_all(READ, *SEE_PORTFOLIO), for_all(READ, *SEE_PORTFOLIO)),
    "view-save": (EDITORS_FORM, EDITORS_FORM),
    "view-delete": (for_all(WRITE, *EDIT_PORTFOLIO), for_all(WRITE, *EDIT_PORTFOLIO)),
    "portfolio-compare": (for_all(READ, *SEE_PORTFOLIO), for_all(READ, *SEE_PORTFOLIO)),
    "portfolio-export": (for_all(READ, *SEE_PORTFOLIO), for_all(READ, *SEE_PORTFOLIO)),
    "portfolio-table": (for_all(READ, *SEE_PORTFOLIO), for_all(READ, *SEE_PORTFOLIO)),
    "portfolio-workbook": (for_all(READ, *SEE_PORTFOLIO), for_all(READ, *SEE_PORTFOLIO)),
    "portfolio-programs": (for_all(READ, *SEE_PORTFOLIO), for_all(READ, *SEE_PORTFOLIO)),
    "portfolio-report": (for_all(AWAY, *SEE_PORTFOLIO), for_all(AWAY, *SEE_PORTFOLIO)),
    "portfolio-report-wait": (for_all(WAITING, *SEE_PORTFOLIO), for_all(WAITING, *SEE_PORTFOLIO)),
}
TABLE |= {
    "company-invite": (for_all(READ, *EDIT_PORTFOLIO), for_all(READ, *EDIT_PORTFOLIO)),
    **dict.fromkeys(
        (
            "company-invite-link",
            "company-invite-cohort",
            "company-invite-addresses",
            "company-invite-file",
        ),
        (for_all(FORM, *EDIT_PORTFOLIO), for_all(FORM, *EDIT_PORTFOLIO)),
    ),
    **dict.fromkeys(
        (
            "company-invite-send",
            "company-invite-again",
            "company-invite-revoke",
            "remind-all",
            "remind",
        ),
        (for_all(WRITE, *EDIT_PORTFOLIO), for_all(WRITE, *EDIT_PORTFOLIO)),
    ),
    "join": ({}, {}),  # nobody has opened the link
    "join-link": (for_all(AWAY, *VISITORS), for_all(AWAY, *VISITORS)),
}
TABLE["token-revoke"] = ({"owner": WRITE}, {"owner": WRITE})
# Methods that a URL has for nobody: refused before anything is looked up.
READ_ONLY = {"hub", "quick", "result", "answers", "what-if", "report", "brief", "answers-file"} | {
    "company"
}
READ_ONLY |= {"sharing", "looks", "record", "share"}
READ_ONLY |= {"moved", "company-data"}
READ_ONLY |= {"plan", "plan-print", "plan-calendar", "plan-table"}
WRITE_ONLY = {"again", "private-link", "private-link-revoke", "grant-revoke", "invite-again"}
WRITE_ONLY |= {"begin-next", "company-export", "company-keep"}
WRITE_ONLY |= {"owner-give-up"}
WRITE_ONLY |= {"plan-take-on", "action-state"}
READ_ONLY |= {"sheet", "differences", "portfolio", "portfolio-insights"}
WRITE_ONLY |= {"view-save", "view-delete"}
WRITE_ONLY |= {"people-answer", "people-link", "settle-rest", "settled-submit"}
READ_ONLY |= {"portfolio-export", "portfolio-table", "portfolio-workbook", "portfolio-programs"}
READ_ONLY |= {"portfolio-report", "portfolio-compare", "company-compare"}
READ_ONLY |= {"week", "portfolio-record", "member-link"}
WRITE_ONLY |= {"member-role", "member-again"}
WRITE_ONLY |= {"token-revoke"}
WRITE_ONLY |= {"company-invite-send", "company-invite-again", "company-invite-revoke"}
WRITE_ONLY |= {"remind", "remind-all"}
READ_ONLY |= {"company-invite", "join-link"}
BY_SECRET = {
    "share",
    "member-link",
    "join-link",
}  # named by a secret: without it there is nothing, signed in or not
ROW_URLS = {name for name, one in patterns().items() if NAMES_A_ROW & set(parts_of(one))}


def expected(name: str, who: str, state: str) -> Statuses:
    row = TABLE[name][state == SUBMITTED]
    if who in row:
        return row[who]
    nothing = 302 if who in NOT_SIGNED_IN else 404
    get = 405 if name in WRITE_ONLY else nothing
    return get, get, 405 if name in READ_ONLY else nothing


@pytest.mark.django_db  # so that there is a database, should these tests be run alone
def test_the_table_has_a_row_for_every_url_that_names_a_row_and_no_other():
    assert set(TABLE) == ROW_URLS


@pytest.mark.parametrize("name", sorted(ROW_URLS))
def test_visitors_get_what_the_table_says(world: World, state: str, name: str):
    known = world.parts_of(name)
    url = reverse(name, kwargs={part: known[part] for part in parts_of(patterns()[name])})

    got = {who: statuses(world.client(who), url) for who in VISITORS}

    assert got == {who: expected(name, who, state) for who in VISITORS}


def statuses(client: Client, url: str) -> Statuses:
    """What each method gets; whatever it changed is undone."""
    found = []
    for method in METHODS:
        with transaction.atomic():
            response = client.generic(method, url)
            b"".join(response)  # a file is closed once it is read
            transaction.set_rollback(True)
        found.append(response.status_code)
    get, head, post = found
    return get, head, post


@pytest.mark.parametrize("name", sorted(ROW_URLS - BY_SECRET))
def test_who_has_not_signed_in_is_led_there_whether_there_is_anything_or_not(
    world: World, client: Client, name: str
):
    parts = parts_of(patterns()[name])
    here = reverse(name, kwargs={part: world.parts_of(name)[part] for part in parts})
    nowhere = reverse(
        name,
        kwargs={
            part: new_public_id() if part in NAMES_A_ROW else world.parts[part] for part in parts
        },
    )
    method = "POST" if name in WRITE_ONLY else "GET"

    for url in (here, nowhere):
        response = client.generic(method, url)
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))
