"""What programs get of the API: the same as the pages of whose token they have, and no more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.access import SESSION_KEY
from assessments.models import (
    ApiToken,
    Assessment,
    Company,
    Entry,
    Grant,
    Look,
    Portfolio,
    Result,
    User,
)
from assessments.services import sharing
from assessments.templatetags.sharing import page_words

from .factories import (
    entry_in,
    grant_for,
    history_of,
    link_to,
    member_of,
    owned_assessment,
    portfolio_of,
    respondent_of,
    token_for,
    user,
)
from .programs import Program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stub_pdf")]

MINE = timedelta(days=1)


@pytest.fixture
def founder() -> User:
    return user("founder@example.org", name="Fay")


@pytest.fixture
def advisor() -> User:
    return user("advisor@example.org", name="Ada")


@pytest.fixture
def portfolio(advisor: User) -> Portfolio:
    return portfolio_of(advisor)


def shared(
    founder: User, portfolio: Portfolio, *, tier: str = "result", **made: Any
) -> tuple[Assessment, Entry]:
    """A submitted assessment of a company that shares itself with the portfolio."""
    assessment = owned_assessment(founder, **made)
    return assessment, entry_in(portfolio, assessment.company, tier=tier)


def companies(program: Program, portfolio: Portfolio, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = program.read(
        f"portfolios/{portfolio.public_id}/companies{query}"
    )["items"]
    return found


# --- tokens --------------------------------------------------------------------------------------


def test_without_a_token_there_is_nothing(portfolio: Portfolio):
    response = Program().get("portfolios")

    assert response.status_code == 401
    assert response.json()["code"] == "no-token"
    assert response["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "token", ["x", "stagecheck_", "stagecheck_" + "x" * 32, "ä", "a b", "\x00"]
)
def test_a_strange_token_opens_nothing(token: str, portfolio: Portfolio):
    assert Program(token=token).get("portfolios").status_code == 401


def test_a_revoked_an_expired_and_an_inactive_persons_token_open_nothing(advisor: User):
    over = token_for(advisor, expires_in=timedelta(seconds=-1))[1]
    gone = token_for(advisor, revoked=True)[1]
    program = Program(advisor)
    assert program.get("portfolios").status_code == 200
    User.objects.filter(pk=advisor.pk).update(is_active=False)

    for one in (Program(token=over), Program(token=gone), program):
        assert one.get("portfolios").status_code == 401


def test_what_a_browser_has_opened_counts_for_nothing_here(founder: User, advisor: User):
    assessment = owned_assessment(founder)
    grant, _token = grant_for(assessment.company, expires_in=MINE)
    program = Program(advisor)
    session = program.client.session
    session[SESSION_KEY] = [grant.pk]
    session.save()
    signed_in = Client()
    signed_in.force_login(founder)

    assert program.get(f"companies/{assessment.company.public_id}").status_code == 404
    assert signed_in.get("/api/v1/portfolios").status_code == 401
    assert session.session_key == program.client.cookies["sessionid"].value  # and stands


def test_a_token_that_only_reads_writes_nothing_and_one_that_only_answers_reads_no_result(
    founder: User,
):
    assessment = owned_assessment(founder)
    reads, answers = Program(founder, "read"), Program(founder, "answer")

    begun = reads.send("POST", "assessments", {"name": "New"})
    read = answers.get(f"assessments/{assessment.public_id}")

    assert (begun.status_code, read.status_code) == (403, 403)
    assert begun.json()["code"] == "scope-missing"
    assert not Company.objects.filter(name="New").exists()
    assert answers.get("rubric").status_code == reads.get("rubric").status_code == 200


def test_the_last_use_is_written_down_once_an_hour(advisor: User):
    row, token = token_for(advisor)
    program = Program(token=token)
    program.read("portfolios")
    first = ApiToken.objects.get().last_used_at
    assert first is not None

    program.read("portfolios")
    assert ApiToken.objects.get().last_used_at == first

    ApiToken.objects.update(last_used_at=first - timedelta(hours=2))
    program.read("portfolios")
    row.refresh_from_db()
    assert row.last_used_at is not None
    assert row.last_used_at >= first


@override_settings(API_REQUESTS_A_MINUTE=3)
def test_too_many_requests_with_one_token_are_refused_and_do_not_cost_another_its_own(
    advisor: User,
):
    greedy, modest = Program(advisor), Program(advisor)

    statuses = [greedy.get("portfolios").status_code for _ in range(8)]  # a minute may end within
    refused = greedy.get("portfolios")

    assert statuses.count(429) >= 2
    if refused.status_code == 429:
        assert 0 < int(refused["Retry-After"]) <= 60
        assert refused.json()["code"] == "too-many-requests"
    assert modest.get("portfolios").status_code == 200


# --- what is shared ------------------------------------------------------------------------------


@pytest.mark.parametrize("tier", Grant.Tier.values)
def test_a_company_is_told_as_far_as_it_shares_itself(
    founder: User, advisor: User, portfolio: Portfolio, tier: str
):
    assessment, entry = shared(founder, portfolio, tier=tier)
    program, name = Program(advisor), entry.company.public_id

    listed = companies(program, portfolio)[0]
    company = program.read(f"companies/{name}")
    past = program.read(f"companies/{name}/assessments")["items"][0]
    one = program.read(f"assessments/{assessment.public_id}")

    assert {each["shared"] for each in (listed, company, past, one)} == {tier}
    for standing in (listed["latest"], company["latest"], past["standing"]):
        assert standing["stage"]["id"] == "adoption"
        assert (standing["more"] is None) == (tier == "summary")
    assert one["summary"]["stage"]["number"] == 3
    assert (one["result"] is None) == (tier == "summary")
    assert (one["answers"] is None) == (tier != "answers")
    assert one["not_shared"] == {"summary": ["result", "answers"], "result": ["answers"]}.get(
        tier, []
    )


def test_a_summary_holds_no_answer_and_no_practice(
    founder: User, advisor: User, portfolio: Portfolio
):
    assessment, _entry = shared(founder, portfolio, tier="summary", archetype="scaling")

    text = Program(advisor).get(f"assessments/{assessment.public_id}").content.decode()

    for word in ("it-members", "unmet", "practices_missing", "org_chart", "because", "users"):
        assert f'"{word}"' not in text


def test_a_result_holds_no_answer_to_a_question(founder: User, advisor: User, portfolio: Portfolio):
    assessment, _entry = shared(founder, portfolio, tier="result")

    told = Program(advisor).read(f"assessments/{assessment.public_id}")

    assert told["answers"] is None
    assert "contributions" not in told["result"]
    assert "counterfactuals" not in told["result"]
    assert told["result"]["priorities"][0]["class"] in ("must", "should", "could", "wont")


def test_owners_see_their_own_company_and_its_open_assessment(founder: User):
    done = owned_assessment(founder)
    program, name = Program(founder), done.company.public_id
    begun = program.send("POST", "assessments", {"company": name}).json()["id"]

    told = program.read(f"companies/{name}")
    listed = program.read(f"companies/{name}/assessments")["items"]
    open_one = program.read(f"assessments/{begun}")

    assert (told["is_own"], told["shared"]) == (True, "answers")
    assert {one["id"]: one["is_submitted"] for one in listed} == {
        begun: False,
        done.public_id: True,
    }
    assert open_one["summary"] is None
    assert open_one["answers"]["answers"]["release-status"]


def test_an_open_assessment_is_its_owners_alone(founder: User, advisor: User, portfolio: Portfolio):
    assessment = owned_assessment(founder, submitted=False)
    entry_in(portfolio, assessment.company, tier="answers")
    program = Program(advisor)

    assert program.get(f"assessments/{assessment.public_id}").status_code == 404
    listed = program.read(f"companies/{assessment.company.public_id}/assessments")
    assert listed["items"] == []
    assert companies(program, portfolio)[0]["latest"] is None


@pytest.mark.parametrize("how", ["revoked", "expired", "being deleted"])
def test_a_share_that_is_over_is_gone_from_everything_at_once(
    founder: User, advisor: User, portfolio: Portfolio, how: str
):
    assessment, entry = shared(founder, portfolio)
    other, _entry = shared(founder, portfolio, company="Stays")
    program, name = Program(advisor), entry.company.public_id
    assert len(companies(program, portfolio)) == 2

    if how == "revoked":
        sharing.revoke(entry.grant, by=founder)
    elif how == "expired":
        Grant.objects.filter(pk=entry.grant.pk).update(expires_at=timezone.now())
    else:
        Company.objects.filter(pk=entry.company.pk).update(delete_at=timezone.now())

    assert [one["name"] for one in companies(program, portfolio)] == ["Stays"]
    numbers = program.read(f"portfolios/{portfolio.public_id}")
    assert (numbers["companies"], numbers["by_stage"]) == (1, {"adoption": 1})
    for path in (f"companies/{name}", f"companies/{name}/assessments"):
        assert program.get(path).status_code == 404
    assert program.get(f"assessments/{assessment.public_id}").status_code == 404
    assert program.get(f"assessments/{other.public_id}").status_code == 200


def test_a_share_that_is_narrowed_is_narrower_with_the_next_request(
    founder: User, advisor: User, portfolio: Portfolio
):
    assessment, entry = shared(founder, portfolio, tier="answers")
    program = Program(advisor)
    assert program.read(f"assessments/{assessment.public_id}")["answers"]

    Grant.objects.filter(pk=entry.grant.pk).update(tier="summary")

    told = program.read(f"assessments/{assessment.public_id}")
    assert (told["result"], told["answers"]) == (None, None)
    assert companies(program, portfolio)[0]["latest"]["more"] is None


def test_whoever_left_a_portfolio_gets_nothing_of_it(founder: User, portfolio: Portfolio):
    colleague = user("colleague@example.org")
    member = member_of(portfolio, colleague)
    assessment, _entry = shared(founder, portfolio)
    program = Program(colleague)
    assert program.read("portfolios")["items"][0]["role"] == "viewer"

    member.delete()

    assert program.read("portfolios")["total"] == 0
    assert program.get(f"portfolios/{portfolio.public_id}").status_code == 404
    assert program.get(f"assessments/{assessment.public_id}").status_code == 404


def test_the_owners_see_that_a_program_looked(founder: User, advisor: User, portfolio: Portfolio):
    assessment, entry = shared(founder, portfolio)
    program = Program(advisor)
    program.read(f"companies/{entry.company.public_id}")
    program.read(f"assessments/{assessment.public_id}")
    Program(founder).read(f"assessments/{assessment.public_id}")  # one's own: no look

    looks = Look.objects.order_by("pk").values_list("page", "user", "assessment")
    client = Client()
    client.force_login(founder)
    page = client.get(f"/companies/{entry.company.public_id}/sharing/looks/").content.decode()

    assert list(looks) == [
        ("api-company", advisor.pk, None),
        ("api-assessment", advisor.pk, assessment.pk),
    ]
    assert "Result, by a program" in page


def test_the_owners_see_that_a_program_took_their_company_along_with_others(
    founder: User, advisor: User, portfolio: Portfolio
):
    assessment, _entry = shared(founder, portfolio)
    program = Program(advisor)
    program.read("portfolios")
    program.read(f"portfolios/{portfolio.public_id}")  # numbers alone
    program.read(f"portfolios/{portfolio.public_id}/companies?stage=mvp")  # without this one
    assert not Look.objects.exists()

    program.read(f"portfolios/{portfolio.public_id}/companies")

    look = Look.objects.get()
    assert (look.page, look.user) == ("api-portfolio-companies", advisor)
    assert look.assessment == assessment
    assert "program" in page_words(look.page)


def test_the_token_of_a_private_link_opens_nothing_here(founder: User, advisor: User):
    assessment = owned_assessment(founder, submitted=False)
    token = link_to(assessment)

    for program in (Program(founder), Program(advisor)):
        assert program.get(f"assessments/{token}").status_code == 404
        body = {"answers": {"users": "testers"}}
        assert program.send("PUT", f"assessments/{token}/answers", body).status_code == 404


# --- lists ---------------------------------------------------------------------------------------


def test_a_list_goes_in_pages_that_name_the_next(
    founder: User, advisor: User, portfolio: Portfolio
):
    for name in ("Alpha", "Beta", "Gamma"):
        shared(founder, portfolio, company=name)
    program = Program(advisor)
    path = f"portfolios/{portfolio.public_id}/companies?limit=2&stage=adoption"

    first = program.read(path)
    second = program.read(first["next"].removeprefix("/api/v1/"))

    assert [one["name"] for one in first["items"]] == ["Alpha", "Beta"]
    assert (first["total"], first["limit"], first["offset"]) == (3, 2, 0)
    assert "stage=adoption" in first["next"]
    assert [one["name"] for one in second["items"]] == ["Gamma"]
    assert second["next"] is None


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=201", "limit=x", "offset=-1", "stages=mvp", "stage=mpv", "older_than=x"],
)
def test_a_parameter_that_means_nothing_is_refused_by_its_name(
    advisor: User, portfolio: Portfolio, query: str
):
    response = Program(advisor).get(f"portfolios/{portfolio.public_id}/companies?{query}")

    assert response.status_code == 422
    assert [one["where"] for one in response.json()["faults"]] == [f"query.{query.split('=')[0]}"]


def test_companies_are_filtered_by_stage_tag_and_age(
    founder: User, advisor: User, portfolio: Portfolio
):
    today = timezone.localdate()
    shared(founder, portfolio, company="Grown", archetype="scaling")
    old = history_of(founder, today - timedelta(days=400), company="Old")[0].company
    entry = entry_in(portfolio, old)
    entry.tags.add(portfolio.tags.create(name="fintech"))
    program = Program(advisor)

    def names(query: str) -> list[str]:
        return [one["name"] for one in companies(program, portfolio, query)]

    assert names("?stage=scaling") == ["Grown"]
    assert names("?tag=fintech") == ["Old"]
    assert names("?tag=nothing") == []
    assert names("?older_than=399") == ["Old"]
    assert names("?older_than=400") == []
    assert names("?stage=scaling&tag=fintech") == []


def test_who_shares_the_summary_alone_is_not_found_by_what_is_missing(
    founder: User, advisor: User, portfolio: Portfolio
):
    for tier in ("summary", "result"):
        shared(founder, portfolio, tier=tier, company=tier, archetype="scaling")
    Result.objects.update(gaps=" priority-owner code-ownership ")

    found = companies(Program(advisor), portfolio, "?practice_missing=priority-owner")

    assert [one["name"] for one in found] == ["result"]
    assert "priority-owner" in found[0]["latest"]["more"]["practices_missing"]


def test_a_list_of_companies_takes_as_many_queries_however_long_it_is(
    founder: User, advisor: User, portfolio: Portfolio
):
    program, numbers = Program(advisor), []
    program.read("portfolios")  # the use of the token is written down
    for name in ("One", "Two", "Three"):
        shared(founder, portfolio, company=name)
        with CaptureQueriesContext(connection) as queries:
            companies(program, portfolio)
        numbers.append(len(queries))

    assert len(set(numbers)) == 1
    assert numbers[0] <= 8


# --- rubric --------------------------------------------------------------------------------------


def test_the_rubric_is_given_again_only_if_it_was_changed(advisor: User):
    program = Program(advisor)
    first = program.get("rubric")

    again = program.get("rubric", **{"If-None-Match": first["ETag"]})
    weak = program.get("rubric", **{"If-None-Match": f"W/{first['ETag']}"})
    other = program.get("rubric", **{"If-None-Match": '"other"'})

    assert (again.status_code, weak.status_code, other.status_code) == (304, 304, 200)
    assert again.content == b""
    assert again["ETag"] == first["ETag"]


def test_a_version_of_the_rubric_is_had_by_its_name(advisor: User):
    program = Program(advisor)
    newest = program.read("rubric")

    assert program.read(f"rubric?name={newest['id']}@{newest['version']}") == newest
    assert program.get("rubric?name=nothing").status_code == 404
    assert program.get("rubric?name=../secret@1.0").status_code == 404


def test_every_answer_can_be_made_of_what_the_rubric_names(founder: User):
    program = Program(founder)
    rubric = program.read("rubric")
    begun = program.send("POST", "assessments", {"name": "Made by a program"})
    answers = {
        one["id"]: one["options"][0]["id"] if one["options"] else one["number"]["least"]
        for one in rubric["questions"]
    }
    roles = {one["id"]: {"held-by": "nobody"} for one in rubric["roles"]}
    path = f"assessments/{begun.json()['id']}"

    saved = program.send("PUT", f"{path}/answers", {"answers": answers, "roles": roles})
    submitted = program.send("POST", f"{path}/submit")

    assert begun.status_code == 201
    assert saved.json()["written"] == saved.json()["answered"] == len(answers) + len(roles)
    assert submitted.json()["is_submitted"]
    assert program.read(path)["summary"]["stage"]["id"] == "mvp"


# --- beginning, answering, submitting ------------------------------------------------------------


def begun(founder: User) -> tuple[Program, str]:
    program = Program(founder)
    made = program.send("POST", "assessments", {"name": "New"}).json()
    return program, f"assessments/{made['id']}"


def test_the_next_assessment_of_ones_own_company_begins_from_the_last_answers(founder: User):
    last = owned_assessment(founder)
    program, body = Program(founder), {"company": last.company.public_id}

    first = program.send("POST", "assessments", body)
    again = program.send("POST", "assessments", body)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    told = program.read(f"assessments/{first.json()['id']}")
    before = program.read(f"assessments/{last.public_id}")
    assert told["answers"]["answers"] == before["answers"]["answers"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": "", "company": None},
        {"name": "x", "company": "y"},
        {"name": " "},
        {"name": "x" * 121},
        {"name": "a\x00b"},
        {"name": "a\ud800b"},
        {"name": 5},
        {"names": "x"},
        [],
        "x",
    ],
)
def test_what_no_assessment_can_be_begun_of_is_refused(founder: User, body: Any):
    response = Program(founder).send("POST", "assessments", body)

    assert response.status_code == 422
    assert response.json()["faults"]
    assert not Company.objects.exists()


def test_nobody_begins_an_assessment_of_anothers_company(
    founder: User, advisor: User, portfolio: Portfolio
):
    _assessment, entry = shared(founder, portfolio, tier="answers")

    response = Program(advisor).send("POST", "assessments", {"company": entry.company.public_id})

    assert response.status_code == 404
    assert entry.company.assessments.count() == 1


def test_one_answer_that_does_not_fit_keeps_all_from_being_saved(founder: User):
    program, path = begun(founder)
    body = {
        "answers": {"users": "testers", "it-members": -5, "nothing": "x", "gone": None},
        "roles": {"cto": {"held-by": "me"}},
        "notes": {"users": {"link": "no address"}},
    }

    response = program.send("PUT", f"{path}/answers", body)

    assert response.status_code == 422
    assert {one["where"] for one in response.json()["faults"]} == {
        "answers.it-members",
        "answers.nothing",
        "answers.gone",
        "roles.cto",
        "notes.users",
    }
    assert program.read(path)["answers"]["answers"] == {}


def test_answers_that_are_not_named_stay_and_null_takes_one_away(founder: User):
    program, path = begun(founder)
    first = {
        "answers": {"users": "testers", "it-members": 7},
        "roles": {"cto": {"held-by": "dedicated"}},
        "notes": {"users": "Counted in May."},
    }
    program.send("PUT", f"{path}/answers", first)

    saved = program.send("PUT", f"{path}/answers", {"answers": {"it-members": None}}).json()

    told = program.read(path)["answers"]
    assert (saved["written"], saved["answered"], saved["is_ready"]) == (1, 2, False)
    assert told["answers"] == {"users": "testers"}
    assert told["roles"] == {"cto": {"held-by": "dedicated"}}
    assert told["notes"] == {"users": {"text": "Counted in May."}}


def test_the_same_answers_sent_twice_change_nothing_more(founder: User):
    program, path = begun(founder)
    body = {"answers": {"users": "testers"}}

    written = [program.send("PUT", f"{path}/answers", body).json()["written"] for _ in "12"]

    assert written == [1, 0]


def test_an_answer_that_is_given_again_is_no_old_one_any_more(founder: User):
    last = owned_assessment(founder)
    program = Program(founder)
    name = program.send("POST", "assessments", {"company": last.company.public_id}).json()["id"]
    row = Assessment.objects.get(public_id=name)
    row.answers.update(saved_at=row.created_at - timedelta(days=90))
    users = row.answers.get(key="users", subject="question").value

    program.send("PUT", f"assessments/{name}/answers", {"answers": {"users": users}})

    assert row.answers.get(key="users", subject="question").saved_at >= row.created_at
    assert row.answers.get(key="it-members", subject="question").saved_at < row.created_at


def test_too_early_says_what_is_missing(founder: User):
    program, path = begun(founder)
    program.send("PUT", f"{path}/answers", {"answers": {"users": "testers"}})

    response = program.send("POST", f"{path}/submit")

    assert response.status_code == 422
    assert response.json()["code"] == "not-ready"
    missing = {one["where"] for one in response.json()["faults"]}
    assert "answers.it-members" in missing
    assert "answers.users" not in missing
    assert not program.read(path)["is_submitted"]


def test_what_was_submitted_stands_and_submitting_twice_does_no_harm(founder: User):
    assessment = owned_assessment(founder, submitted=False)
    program, path = Program(founder), f"assessments/{assessment.public_id}"

    statuses = [program.send("POST", f"{path}/submit").status_code for _ in "12"]
    late = program.send("PUT", f"{path}/answers", {"answers": {"users": "testers"}})

    assert statuses == [200, 200]
    assert (late.status_code, late.json()["code"]) == (409, "submitted")


def test_what_several_people_answer_is_not_answered_by_a_program(founder: User):
    assessment = owned_assessment(founder, submitted=False)
    respondent, _token = respondent_of(assessment, user=user("lead@example.org"))
    program, path = Program(founder), f"assessments/{assessment.public_id}"

    put = program.send("PUT", f"{path}/answers", {"answers": {"users": "testers"}})
    submitted = program.send("POST", f"{path}/submit")

    assert (put.status_code, put.json()["code"]) == (409, "several-answer")
    assert (submitted.status_code, submitted.json()["code"]) == (409, "several-answer")
    assert respondent.sheet is not None
    assert program.get(f"assessments/{respondent.sheet.public_id}").status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b'{"answers": {"users": NaN}}', 400),
        (b'{"answers": {"users": "testers", "users": "large-base"}}', 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b'{"answers": {"it-members": 1' + b"0" * 5000 + b"}}", 400),
        (b"", 422),
        (b'{"notes": {"users": "' + b"x" * 1_100_000 + b'"}}', 413),
    ],
)
def test_a_body_that_cannot_be_read_is_told_from_one_that_does_not_fit(
    founder: User, body: bytes, status: int
):
    program, path = begun(founder)

    response = program.client.put(
        f"/api/v1/{path}/answers", body, content_type="application/json", headers=program.headers
    )

    assert response.status_code == status
    assert response.json()["code"]


# --- all responses -------------------------------------------------------------------------------


def test_what_django_answers_by_itself_is_said_as_the_api_says_it(advisor: User):
    program = Program(advisor)

    nowhere = program.get("nowhere")
    wrong = program.send("DELETE", "portfolios")

    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "not-found")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "method-not-allowed")
    assert wrong["Allow"] == "GET"


def test_a_failure_on_our_side_tells_no_secret(advisor: User, monkeypatch: pytest.MonkeyPatch):
    def fail(*_args: object) -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr("assessments.api.portfolios.roles_of", fail)

    response = Program(advisor).get("portfolios")

    assert (response.status_code, response.json()["code"]) == (500, "server-error")
    assert b"secret" not in response.content


def test_no_cache_keeps_what_is_said_and_no_other_site_may_ask(advisor: User):
    response = Program(advisor).get("portfolios", origin="https://evil.example")

    assert "no-store" in response["Cache-Control"]
    assert not [name for name in response.headers if name.lower().startswith("access-control")]
    assert "Set-Cookie" not in response.headers
    assert response["X-Content-Type-Options"] == "nosniff"
