"""Every operation of the API x whose token x the exact status. Generated from the OpenAPI document: an
operation that the table has no row for fails the tests.

Whoever a row does not name gets 404; what is not shared with a tier ``test_api`` tells.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from assessments.api.pages import openapi
from assessments.models import User

from .programs import PLACE, Program
from .world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stub_pdf")]

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
MEMBERS = ("portfolio owner", "editor", "viewer")
SEE = ("owner", "answers", "result", "summary", *MEMBERS)
EVERYBODY = (*SEE, "expired", "revoked", "stranger", "respondent")
OPEN, SUBMITTED = "open", "submitted"  # the assessment that the address names

Row = dict[str, int]


def for_all(status: int, *who: str) -> Row:
    return dict.fromkeys(who, status)


# operation -> who gets what, for an open assessment and for a submitted one
TABLE: dict[str, tuple[Row, Row]] = {
    "GET portfolios": (for_all(200, *EVERYBODY), for_all(200, *EVERYBODY)),
    "GET portfolios/{portfolio}": (for_all(200, *MEMBERS), for_all(200, *MEMBERS)),
    "GET portfolios/{portfolio}/companies": (for_all(200, *MEMBERS), for_all(200, *MEMBERS)),
    "GET companies/{company}": (for_all(200, *SEE), for_all(200, *SEE)),
    "GET companies/{company}/assessments": (for_all(200, *SEE), for_all(200, *SEE)),
    "GET assessments/{assessment}": ({"owner": 200}, for_all(200, *SEE)),
    "GET rubric": (for_all(200, *EVERYBODY), for_all(200, *EVERYBODY)),
    "POST assessments": ({"owner": 200}, {"owner": 200}),  # one is open already
    "PUT assessments/{assessment}/answers": ({"owner": 200}, {"owner": 409}),
    "POST assessments/{assessment}/submit": ({"owner": 200}, {"owner": 200}),
}


def operations() -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path.removeprefix(PLACE)}": one
        for path, methods in openapi()["paths"].items()
        for method, one in methods.items()
    }


def person(world: World, who: str) -> User:
    if who in world.advisors:
        return world.advisors[who]
    if who in MEMBERS:
        return world.members[who.removeprefix("portfolio ")]
    people = {"owner": world.owner, "respondent": world.lead, "stranger": world.stranger}
    return people.get(who) or (world.expired if who == "expired" else world.revoked)


def path_of(name: str, world: World) -> str:
    known = world.parts | {"assessment": world.parts["token"]}
    return name.partition(" ")[2].format(**known)


def body_of(name: str, world: World) -> Any:
    if name == "POST assessments":
        return {"company": world.parts["company"]}
    return {"answers": {"users": "testers"}} if name.startswith("PUT") else None


def test_the_table_has_a_row_for_every_operation_and_no_other():
    assert set(TABLE) == set(operations())


def test_programs_get_what_the_table_says(world: World, state: str):
    if state == SUBMITTED:
        Program(world.owner).send("POST", "assessments", {"company": world.parts["company"]})
    for name in TABLE:
        method, path = name.partition(" ")[0], path_of(name, world)
        got = {}
        for who in EVERYBODY:
            with transaction.atomic():
                program = Program(person(world, who))
                got[who] = program.send(method, path, body_of(name, world)).status_code
                transaction.set_rollback(True)
        row = TABLE[name][state == SUBMITTED]
        assert got == {who: row.get(who, 404) for who in EVERYBODY}, name


@pytest.mark.parametrize("world_made", [SUBMITTED], indirect=True)
@pytest.mark.parametrize("name", sorted(TABLE))
def test_without_a_token_every_operation_is_refused_whether_there_is_anything_or_not(
    world: World, name: str
):
    method, path = name.partition(" ")[0], path_of(name, world)
    nowhere = name.partition(" ")[2].format(portfolio="x", company="x", assessment="x")

    there = Program().send(method, path, body_of(name, world))
    not_there = Program().send(method, nowhere)

    assert (there.status_code, not_there.status_code) == (401, 401)
    assert there.content == not_there.content


@pytest.mark.parametrize("world_made", [SUBMITTED], indirect=True)
@pytest.mark.parametrize("name", sorted(TABLE))
def test_a_token_without_the_scope_is_refused_before_anything_is_looked_up(world: World, name: str):
    scopes = {"read", "answer"} - set(operations()[name]["x-scopes"])
    if not scopes:  # every token will do
        return
    method, path = name.partition(" ")[0], path_of(name, world)

    for who in ("owner", "stranger"):
        program = Program(person(world, who), *scopes)
        assert program.send(method, path, body_of(name, world)).status_code == 403


@pytest.mark.parametrize("world_made", [SUBMITTED], indirect=True)
@pytest.mark.parametrize("path", sorted({name.partition(" ")[2] for name in TABLE}))
def test_no_address_takes_a_method_that_the_document_does_not_name(world: World, path: str):
    program = Program(world.owner)
    taken = {name.partition(" ")[0] for name in TABLE if name.partition(" ")[2] == path}

    for method in set(METHODS) - taken:
        response = program.send(method, path_of(f"GET {path}", world))
        assert response.status_code == 405, method
        assert set(response["Allow"].replace(" ", "").split(",")) == taken
