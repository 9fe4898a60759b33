"""Keyword factories for rows: what a test does not name is filled in plainly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import timezone

from assessments import append_only, rubrics, services
from assessments.archetypes import archetype
from assessments.domain.answers import write_answer, write_role
from assessments.domain.assessment_file import AssessmentFile, read
from assessments.models import (
    Answer,
    ApiToken,
    Assessment,
    Company,
    CompanyInvitation,
    Entry,
    Grant,
    Link,
    Member,
    Portfolio,
    Respondent,
    User,
)
from assessments.rendering.worker import Worker
from assessments.selectors import Saved, saved_values
from assessments.selectors.api_tokens import new_api_token

from ..factories import REAL_FOLDER

TODAY = date(2026, 11, 22)
PASSWORD = "correct horse battery"
QUESTION, ROLE = Answer.Subject.QUESTION, Answer.Subject.ROLE


def begun_assessment(*, company: str = "Ferrovia", as_of: date = TODAY) -> tuple[Assessment, str]:
    """An assessment without answers, and the token that opens it."""
    return services.begin_assessment(company_name=company, as_of=as_of)


def answered(assessment: Assessment, archetype: str = "adoption", **changes: Any) -> Assessment:
    """The assessment with all the answers of a stage's typical company.

    ``changes`` names questions with ``_`` for ``-``; None leaves the question open.
    """
    values = dict(archetype_values(archetype))
    for name, value in changes.items():
        values[QUESTION, name.replace("_", "-")] = value
    write_rows(assessment, values)
    return assessment


def only_facts_answered(assessment: Assessment, archetype: str = "adoption") -> Assessment:
    """The assessment with a typical company's facts: no practice, no role, no circumstance."""
    facts = rubrics.find().fact_by_id
    values = archetype_values(archetype)
    write_rows(assessment, {at: value for at, value in values.items() if at[1] in facts})
    return assessment


def submitted_assessment(
    *, company: str = "Ferrovia", archetype: str = "adoption", **changes: Any
) -> tuple[Assessment, str]:
    """An assessment whose answers stand, and the token that opens it."""
    assessment, token = begun_assessment(company=company)
    services.submit(answered(assessment, archetype, **changes))
    assessment.refresh_from_db()
    return assessment, token


def make_reports() -> None:
    """Make everything that is asked for, as a worker does. Takes seconds, without ``stub_pdf``."""
    Worker().run_until_done()


def tokens_of_visitors() -> dict[str, str]:
    """Of an open assessment, of a submitted one whose reports are there, and one that opens nothing."""
    _open, opens = begun_assessment()
    _submitted, shows = submitted_assessment()
    make_reports()
    return {"open": opens, "submitted": shows, "stranger": Link.new_token()}


def undecided_assessment() -> tuple[Assessment, str]:
    """A submitted assessment of six facts that pull apart: the answer to another can turn it."""
    assessment, token = begun_assessment()
    facts = {"release-status": "launched", "outage-impact": "work-stops", "it-members": 40}
    facts |= {"teams": "two-three", "layers": "team-leads", "cto-week": "first-managers"}
    write_rows(assessment, {(QUESTION, key): value for key, value in facts.items()})
    write_rows(assessment, {(QUESTION, "users"): "unknown"})
    services.submit(assessment)
    return assessment, token


def user(email: str = "ada@example.org", *, name: str = "Ada", password: str | None = None) -> User:
    """Somebody with an account whose address is verified."""
    made = User.objects.create_user(email, password, name=name)
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    return made


def owned_assessment(
    owner: User, *, company: str = "Ferrovia", archetype: str = "adoption", submitted: bool = True
) -> Assessment:
    """An assessment of a new company that the user owns, with a typical company's answers."""
    assessment, _name = services.begin_assessment(company_name=company, as_of=TODAY, owner=owner)
    answered(assessment, archetype)
    if submitted:
        services.submit(assessment)
        assessment.refresh_from_db()
    return assessment


def history_of(
    owner: User, *days: date, company: str = "Ferrovia", **changes: Any
) -> list[Assessment]:
    """Submitted assessments of one company, one on each day, earliest first: the answers of each were
    given on that day, and each began from those of the one before.

    ``changes`` are the answers of the last one that differ; None takes one away.
    """
    first, _name = services.begin_assessment(company_name=company, as_of=days[0], owner=owner)
    made = [answered(first)]
    given_on(first, days[0])
    services.submit(first)
    for day in days[1:]:
        following, _name = services.begin_from(made[-1], as_of=day, with_link=False)
        if day == days[-1]:
            for name, value in changes.items():
                now_said(following, name.replace("_", "-"), value)
        given_on(following, day)
        services.submit(following)
        made.append(following)
    for assessment in made:
        assessment.refresh_from_db()
    return made


def given_on(assessment: Assessment, day: date) -> None:
    """The open assessment was begun in the morning of that day, and every answer given at noon."""
    begun = datetime.combine(day, time(8), tzinfo=UTC)
    Assessment.objects.filter(pk=assessment.pk).update(created_at=begun)
    assessment.answers.update(saved_at=begun + timedelta(hours=4))


def now_said(assessment: Assessment, key: str, value: Any) -> None:
    """One answer of the open assessment, given anew; None takes it away."""
    was = saved_values(assessment).get((QUESTION, key))
    services.save_answers(assessment, [change(key, value, was=was)])


def grant_for(
    company: Company,
    *,
    tier: str = Grant.Tier.RESULT,
    user: User | None = None,
    assessment: Assessment | None = None,
    expires_in: timedelta | None = None,
    revoked: bool = False,
    is_pending: bool = False,
) -> tuple[Grant, str]:
    """A grant past the services, and its token: to an account that has accepted it, to a link, or
    (``is_pending``) to an account that has yet to do so."""
    now, token = timezone.now(), Link.new_token()
    grant = Grant.objects.create(
        company=company,
        assessment=assessment,
        kind=Grant.Kind.ACCOUNT if user or is_pending else Grant.Kind.LINK,
        tier=tier,
        label="An advisor",
        email="advisor@example.org" if user or is_pending else "",
        token_hash=Link.hash_of(token),
        user=user,
        accepted_at=now if user else None,
        expires_at=now + expires_in if expires_in is not None else None,
        revoked_at=now if revoked else None,
    )
    return grant, token


def portfolio_of(owner: User, *, name: str = "Spring cohort") -> Portfolio:
    """A portfolio that the user owns, past the services."""
    portfolio = Portfolio.objects.create(name=name)
    member_of(portfolio, owner, role=Member.Role.OWNER)
    return portfolio


def member_of(portfolio: Portfolio, user: User, *, role: str = Member.Role.VIEWER) -> Member:
    """A member who has accepted, past the services."""
    return Member.objects.create(
        portfolio=portfolio, user=user, role=role, accepted_at=timezone.now()
    )


def invited_to(
    portfolio: Portfolio,
    *,
    email: str = "ben@example.org",
    role: str = Member.Role.EDITOR,
    expires_in: timedelta = timedelta(days=14),
) -> tuple[Member, str]:
    """Somebody invited to keep the portfolio, past the services, and the token of the link."""
    token = Link.new_token()
    member = Member.objects.create(
        portfolio=portfolio,
        role=role,
        email=email,
        token_hash=Link.hash_of(token),
        expires_at=timezone.now() + expires_in,
    )
    return member, token


def company_asked(
    portfolio: Portfolio,
    *,
    label: str = "Ferrovia",
    email: str = "olga@example.org",
    is_open: bool = False,
    expires_in: timedelta = timedelta(days=30),
    note: str = "",
) -> tuple[CompanyInvitation, str]:
    """A company invited into the portfolio, past the services, and the token of the link."""
    token = Link.new_token()
    invitation = CompanyInvitation.objects.create(
        portfolio=portfolio,
        label=label,
        email="" if is_open else email,
        is_open=is_open,
        note=note,
        token_hash=Link.hash_of(token),
        expires_at=timezone.now() + expires_in,
    )
    return invitation, token


def entry_in(
    portfolio: Portfolio,
    company: Company,
    *,
    tier: str = Grant.Tier.RESULT,
    expires_in: timedelta | None = None,
    revoked: bool = False,
) -> Entry:
    """A company in a portfolio with the grant that lets it be seen, past the services."""
    now = timezone.now()
    grant = Grant.objects.create(
        company=company,
        kind=Grant.Kind.PORTFOLIO,
        portfolio=portfolio,
        tier=tier,
        label=portfolio.name,
        token_hash=Link.hash_of(Link.new_token()),
        accepted_at=now,
        expires_at=now + expires_in if expires_in is not None else None,
        revoked_at=now if revoked else None,
    )
    return Entry.objects.create(portfolio=portfolio, company=company, grant=grant)


def token_for(
    user: User,
    *scopes: str,
    name: str = "A program",
    expires_in: timedelta = timedelta(days=30),
    revoked: bool = False,
) -> tuple[ApiToken, str]:
    """A token for the API past the services, by default with every scope, and what is sent of it."""
    now, token = timezone.now(), new_api_token()
    row = ApiToken.objects.create(
        user=user,
        token_hash=Link.hash_of(token),
        name=name,
        scopes=list(scopes or ApiToken.Scope.values),
        expires_at=now + expires_in,
        revoked_at=now if revoked else None,
    )
    return row, token


def respondent_of(
    assessment: Assessment, *, user: User | None = None, role: str = Respondent.Role.LEAD
) -> tuple[Respondent, str]:
    """One more respondent past the services, and the token of the link to their sheet."""
    sheet = Assessment.objects.create(
        company=assessment.company,
        as_of=assessment.as_of,
        rubric_id=assessment.rubric_id,
        rubric_version=assessment.rubric_version,
        rubric_hash=assessment.rubric_hash,
        sheet_of=assessment,
    )
    respondent = Respondent.objects.create(
        assessment=assessment, sheet=sheet, user=user, role=role, name="Grace"
    )
    return respondent, link_to(sheet)


@contextmanager
def history_rewritten() -> Iterator[None]:
    """Within this the database lets history be changed: for what only time or an accident brings."""
    append_only.remove(connection)
    try:
        yield
    finally:
        append_only.install(connection)


def visitor(user: User | None = None) -> HttpRequest:
    """A request of somebody, signed in or not, with a session of their own."""
    request = RequestFactory().get("/")
    request.user = user or AnonymousUser()
    request.session = SessionStore()
    request.resolver_match = None
    return request


def link_to(
    assessment: Assessment, *, expires_in: timedelta | None = None, revoked: bool = False
) -> str:
    """One more link to the assessment: the token that opens it, or opens it no longer."""
    now: datetime = timezone.now()
    token = Link.new_token()
    Link.objects.create(
        assessment=assessment,
        token_hash=Link.hash_of(token),
        expires_at=now + expires_in if expires_in is not None else None,
        revoked_at=now if revoked else None,
    )
    return token


def write_rows(assessment: Assessment, values: Saved) -> None:
    """Answers as rows, past the services; None writes nothing."""
    Answer.objects.bulk_create(
        Answer(
            assessment=assessment, subject=subject, key=key, value=value, saved_at=timezone.now()
        )
        for (subject, key), value in values.items()
        if value is not None
    )


@cache
def archetype_values(stage: str) -> Saved:
    """Every answer of a stage's typical company, as it is saved."""
    return _values(archetype(rubrics.find(), stage))


def golden_values(name: str) -> Saved:
    """Every answer of a golden company of the rubric, as it is saved."""
    text = (REAL_FOLDER / "golden" / f"{name}.yaml").read_text(encoding="utf-8")
    return _values(read(text, f"{name}.yaml", rubrics.find))


def _values(file: AssessmentFile) -> Saved:
    questions = {
        (str(QUESTION), key): write_answer(one) for key, one in file.answers.answers.items()
    }
    roles = {(str(ROLE), key): write_role(one) for key, one in file.answers.roles.items()}
    return {**questions, **roles}


def change(key: str, value: Any, *, was: Any = None, subject: str = QUESTION) -> services.Change:
    """A change of one answer, by default of a question that had none."""
    return services.Change(str(subject), key, was, value)
