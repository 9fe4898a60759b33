"""Files of companies: random ones, one of everything, and what an import makes of one."""

from __future__ import annotations

import copy
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone
from hypothesis import strategies as st

from assessments import rubrics, services
from assessments.company_file.records import as_moment
from assessments.models import Act, Action, Assessment, Company, Grant, Look, Settlement, User
from assessments.services.acts import record
from assessments.services.exporting import export_company

from .factories import (
    answered,
    grant_for,
    link_to,
    owned_assessment,
    respondent_of,
    user,
)

Raw = dict[str, Any]
SCRIPT = "<script>alert('x')</script> & “Söhne” 🚂"

# --- one of everything ---------------------------------------------------------------------------


def company_with_everything(owner: User, *, name: str = "Ferrovia") -> Company:
    """A company that has rows in every table, each with everything that such a row can say."""
    now = timezone.now()
    first = owned_assessment(owner, company=name)
    company = first.company
    link_to(first, expires_in=timedelta(days=3))
    link_to(first, revoked=True)
    second, _name = services.begin_from(first, as_of=date(2027, 2, 1), with_link=False)
    services.save_answers(
        second,
        [
            services.Change("note", "users", None, {"text": SCRIPT, "link": "https://x.example/a"}),
            services.Change("question", "money", "x", {"not-applicable": "a charity"}),
        ],
    )
    with_everybody(second, owner)
    Action.objects.create(
        company=company,
        assessment=first,
        priority="adoption-devops-effort",
        practices=["on-call", "error-logging"],
        title="Set up on-call",
        owner="Grace",
        due=date(2027, 3, 1),
        state="done",
        note="two people",
        link="https://wiki.example/on-call",
        closed_at=now,
        version=3,
    )
    Action.objects.create(company=company, title="Look for a CTO")
    grant_with_looks(first, owner)
    record(company, Act.Kind.SHARED, user=owner, about="with Ada, an advisor")
    return company


def with_everybody(common: Assessment, owner: User) -> None:
    """Respondents in every state, and what they settled; submitted."""
    own, _token = respondent_of(common, user=owner, role="founder")
    finished, _token = respondent_of(common, role="cto")
    respondent_of(common, user=user(f"lee-{common.pk}@example.org", name="Lee"), role="lead")
    withdrawn, _token = respondent_of(common, role="vp")
    for one in (own, finished, withdrawn):
        answered(one.sheet, "scaling")
        services.submit(one.sheet)
    withdrawn.withdrawn_at = timezone.now()
    withdrawn.email = "gone@example.org"
    withdrawn.save()
    Settlement.objects.create(
        assessment=common,
        subject="question",
        key="users",
        reason="counted them: 400",
        by="Olga",
        user=owner,
        settled_at=timezone.now(),
    )
    common.revealed_at = timezone.now()
    common.save()
    services.submit(common)


def grant_with_looks(assessment: Assessment, owner: User) -> None:
    advisor = user(f"anna-{assessment.pk}@example.org", name="Anna")
    grant, _token = grant_for(assessment.company, tier="answers", user=advisor)
    Grant.objects.filter(pk=grant.pk).update(created_by=owner, email=advisor.email)
    for page in ("company", "result"):
        seen = assessment if page == "result" else None
        Look.objects.create(grant=grant, assessment=seen, page=page, by="Anna", user=advisor)
    one, _token = grant_for(assessment.company, assessment=assessment, expires_in=timedelta(days=9))
    Look.objects.create(grant=one, assessment=assessment, page="result")
    grant_for(assessment.company, revoked=True)


def exported(company: Company, user: User | None, *, even_closed: bool = False) -> Raw:
    """The company's file, parsed."""
    with export_company(company, user=user, even_closed=even_closed) as file:
        found: Raw = json.loads(file.read())
    return found


# --- random ones ---------------------------------------------------------------------------------

_printable = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
_line = st.text(_printable, max_size=40)
_moment = st.datetimes(
    min_value=datetime(2, 1, 2),  # noqa: DTZ001  the strategy wants them so
    max_value=datetime(9998, 12, 30),  # noqa: DTZ001
    timezones=st.just(UTC),
).map(as_moment)
_day = st.dates().map(date.isoformat)
_email = st.sampled_from(["", "grace@example.org", "a.b+c@x.example"])
_link = st.sampled_from(["", "https://wiki.example/a?b=c#d"])


def _maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


@st.composite
def _answers(draw: st.DrawFn) -> list[Raw]:
    rubric = rubrics.find()
    questions = [*rubric.fact_by_id, *rubric.practice_by_id, "no-longer-asked"]
    values: dict[tuple[str, str], Any] = {}
    value = (
        st.sampled_from(["unknown", "in-place", "launched", "testers", "no such option"])
        | st.integers(-(2**40), 2**40)
        | st.builds(lambda reason: {"not-applicable": f"x{reason}"}, _line)
    )
    for key in draw(st.lists(st.sampled_from(questions), unique=True, max_size=6)):
        values["question", key] = draw(value)
    for key in draw(st.lists(st.sampled_from([*rubric.role_by_id]), unique=True, max_size=3)):
        held = st.sampled_from([{"held-by": "dedicated"}, {"held-by": "hat", "of": "cto"}])
        values["role", key] = draw(st.just("unknown") | held)
    for key in draw(st.lists(st.sampled_from(["users", "roles.cto"]), unique=True)):
        link = draw(_link)
        values["note", key] = {"text": "a note"} | ({"link": link} if link else {})
    return [
        {"subject": subject, "key": key, "value": one, "saved_at": draw(_moment)}
        for (subject, key), one in values.items()
    ]


@st.composite
def _sheet(draw: st.DrawFn, number: str, earlier: list[str], *, may_be_closed: bool) -> Raw:
    rubric = rubrics.find()
    answers = draw(_answers())
    link = st.fixed_dictionaries(
        {"created_at": _moment, "expires_at": _maybe(_moment), "revoked_at": _maybe(_moment)}
    )
    return {
        "id": number,
        "as_of": draw(_day),
        "rubric": {
            "id": rubric.id,
            "version": rubric.version,
            "hash": draw(st.sampled_from([rubric.hash, "0" * 64])),
        },
        "created_at": draw(_moment),
        "submitted_at": draw(_maybe(_moment)),
        "previous": draw(st.sampled_from([None, *earlier])),
        "links": draw(st.lists(link, max_size=2)),
        "answers": draw(st.just(None) | st.just(answers)) if may_be_closed else answers,
    }


@st.composite
def _assessment(draw: st.DrawFn, at: int, importer: str) -> Raw:
    earlier = [f"a{number}" for number in range(at)]
    respondents = []
    for number in range(draw(st.integers(0, 2))):
        respondents.append(
            {
                "name": draw(_line),
                "role": draw(st.sampled_from(["founder", "ceo", "cto", "vp", "lead", "advisor"])),
                "email": draw(_email),
                "account": draw(st.sampled_from([None, "grace@example.org", importer])),
                "invited_at": draw(_moment),
                "withdrawn_at": draw(_maybe(_moment)),
                "sheet": draw(_sheet(f"a{at}s{number}", earlier, may_be_closed=True)),
            }
        )
    settled = st.fixed_dictionaries(
        {
            "subject": st.sampled_from(["question", "role", "note"]),
            "key": st.sampled_from(["users", "cto", "roles.cto"]),
            "reason": _line,
            "by": _line,
            "settled_at": _moment,
        }
    )
    return {
        **draw(_sheet(f"a{at}", earlier, may_be_closed=False)),
        "revealed_at": draw(_maybe(_moment)),
        "respondents": respondents,
        "settlements": draw(
            st.lists(settled, max_size=3, unique_by=lambda one: (one["subject"], one["key"]))
        ),
    }


def _actions(names: list[str]) -> st.SearchStrategy[list[Raw]]:
    action = st.fixed_dictionaries(
        {
            "assessment": st.sampled_from([None, *names]),
            "priority": st.sampled_from(["", "mvp-quality", "on-call"]),
            "practices": st.lists(st.sampled_from(["on-call", "code-review"]), max_size=2),
            "title": _line.map(lambda text: f"{text}."),
            "owner": _line,
            "due": _maybe(_day),
            "state": st.sampled_from(["open", "doing", "done", "dropped"]),
            "note": _line,
            "link": _link,
            "created_at": _moment,
            "changed_at": _moment,
            "closed_at": _maybe(_moment),
            "version": st.integers(1, 2**31 - 1),
        }
    )
    return st.lists(action, max_size=3).map(_only_one_per_priority)


def _only_one_per_priority(actions: list[Raw]) -> list[Raw]:
    taken = {
        (one["assessment"], one["priority"]) if one["assessment"] and one["priority"] else at: one
        for at, one in enumerate(actions)
    }
    return list(taken.values())


def _grants(names: list[str]) -> st.SearchStrategy[list[Raw]]:
    name = st.sampled_from([None, *names])
    look = st.fixed_dictionaries(
        {
            "assessment": name,
            "page": st.sampled_from(["company", "result"]),
            "by": _line,
            "at": _moment,
        }
    )
    grant = {
        "assessment": name,
        "tier": st.sampled_from(["summary", "result", "answers"]),
        "label": _line,
        "email": _email,
        "created_at": _moment,
        "created_by": _maybe(_line),
        "accepted_at": _maybe(_moment),
        "expires_at": _maybe(_moment),
        "revoked_at": _maybe(_moment),
        "looks": st.lists(look, max_size=3),
    }
    account = st.sampled_from([None, "grace@example.org"])
    to_account = st.fixed_dictionaries({**grant, "kind": st.just("account"), "account": account})
    by_link = st.fixed_dictionaries({**grant, "kind": st.just("link"), "account": st.none()})
    to_all = {**grant, "kind": st.just("portfolio"), "account": st.none(), "assessment": st.none()}
    return st.lists(to_account | by_link | st.fixed_dictionaries(to_all), max_size=3)


@st.composite
def company_files(draw: st.DrawFn, importer: str = "olga@example.org") -> Raw:
    """The file of any company that Stagecheck could have exported, now or under an older rubric."""
    assessments = [draw(_assessment(at, importer)) for at in range(draw(st.integers(0, 3)))]
    names = [one["id"] for one in assessments]
    act = st.fixed_dictionaries(
        {"kind": st.sampled_from(Act.Kind.values), "at": _moment, "by": _line, "about": _line}
    )
    owner = st.fixed_dictionaries({"name": _line, "email": _email, "since": _moment})
    return {
        "format": "stagecheck-company",
        "version": 1,
        "made_at": draw(_moment),
        "company": {
            "id": "abcdefghijkl",
            "name": draw(_line) + "Ferrovia",
            "created_at": draw(_moment),
            "claimed_at": draw(_maybe(_moment)),
            "delete_at": draw(_maybe(_moment)),
        },
        "owners": draw(st.lists(owner, max_size=2)),
        "assessments": assessments,
        "actions": draw(_actions(names)),
        "grants": draw(_grants(names)),
        "acts": draw(st.lists(act, max_size=4)),
    }


# --- what an import makes of one -----------------------------------------------------------------


def as_imported(raw: Raw, importer: User) -> Raw:
    """The file as it comes back after an import, but for names of rows and what the import adds.

    This is what is documented to change: the new company is the importer's alone, nobody else has an
    account or a way in, and answers that the importer may not see are not shown.
    """
    found = copy.deepcopy(raw)
    for assessment in found["assessments"]:
        for one in assessment["respondents"]:
            if one["account"] != importer.email:
                one["account"] = None
            is_opened = assessment["revealed_at"] and one["sheet"]["submitted_at"]
            is_shown = one["account"] or (is_opened and not one["withdrawn_at"])
            one["sheet"]["answers"] = (one["sheet"]["answers"] or []) if is_shown else None
    for grant in found["grants"]:
        grant["account"] = grant["created_by"] = None
    return comparable(found)


def comparable(raw: Raw) -> Raw:
    """A file without what an import changes anyway: names of rows, whose it is, when links ended."""
    found = copy.deepcopy(raw)
    del found["made_at"], found["owners"]
    found["company"] = {key: found["company"][key] for key in ("name", "created_at")}
    sheets = list(_sheets(found))
    names = {sheet["id"]: str(at) for at, sheet in enumerate(sheets)}
    for sheet in sheets:
        sheet["id"], sheet["previous"] = names[sheet["id"]], names.get(sheet["previous"])
        if sheet["answers"] is not None:
            sheet["answers"].sort(key=lambda one: (one["subject"], one["key"]))
        for link in sheet["links"]:
            del link["revoked_at"]
    for one in [*found["actions"], *found["grants"]]:
        one["assessment"] = names.get(one["assessment"])
    for grant in found["grants"]:
        del grant["revoked_at"]
        grant["looks"].sort(key=lambda one: one["at"])
        for look in grant["looks"]:
            look["assessment"] = names.get(look["assessment"])
    found["acts"].sort(key=lambda one: one["at"])
    return found


def _sheets(raw: Raw) -> list[Raw]:
    found = []
    for assessment in raw["assessments"]:
        found += [assessment, *(one["sheet"] for one in assessment["respondents"])]
    return found


def without_new_acts(raw: Raw, by: User) -> Raw:
    """The file without what exporting and importing have just recorded in it."""
    new = (Act.Kind.EXPORTED, Act.Kind.IMPORTED)
    own = by.get_full_name()
    acts = [one for one in raw["acts"] if one["by"] != own or one["kind"] not in new]
    return {**raw, "acts": acts}
