"""Everything that is known of a company, as its file states it (``assessments.company_file``)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from ..company_file.records import FORMAT, VERSION, as_moment
from ..models import Action, Answer, Assessment, Company, Grant, Look, Respondent, User

AT_ONCE = 20  # assessments in memory, with all their answers
Plain = dict[str, Any]  # values of JSON; a list may be an iterator, to be read once and in order


def company_file(company: Company, *, reader: User | None, even_closed: bool = False) -> Plain:
    """The whole file, its long lists to be read one after the other.

    Nothing is in it that ``reader`` may not see: a respondent's answers only once they are opened,
    or if they are the reader's own. ``even_closed``: for whoever runs the instance, these as well.
    Five queries, and eight for every twenty assessments or grants.
    """
    shown = _Shown(reader, even_closed)
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": as_moment(timezone.now()),
        "company": {
            "id": company.public_id,
            "name": company.name,
            "created_at": as_moment(company.created_at),
            "claimed_at": _moment(company.claimed_at),
            "delete_at": _moment(company.delete_at),
        },
        "owners": _owners(company),
        "assessments": (_assessment(one, shown) for one in _assessments(company)),
        "actions": (_action(one) for one in _actions(company)),
        "grants": (_grant(one) for one in _grants(company)),
        "acts": _acts(company),
    }


class _Shown:
    """Whose answers are in the file."""

    def __init__(self, reader: User | None, even_closed: bool) -> None:
        self.reader, self.even_closed = reader, even_closed

    def __call__(self, respondent: Respondent, common: Assessment) -> bool:
        if self.even_closed or (self.reader is not None and respondent.user == self.reader):
            return True
        is_opened = common.revealed_at is not None and respondent.is_finished
        return is_opened and respondent.withdrawn_at is None


# --- rows ----------------------------------------------------------------------------------------


def _assessments(company: Company) -> Iterator[Assessment]:
    answers = Prefetch("answers", Answer.objects.order_by("subject", "key"))
    sheets = Assessment.objects.select_related("previous").prefetch_related(answers, "links")
    people = Respondent.objects.select_related("user").order_by("pk")
    rows = company.assessments.filter(sheet_of__isnull=True).select_related("previous")
    rows = rows.order_by("pk").prefetch_related(
        answers,
        "links",
        "settlements",
        Prefetch("respondents", people.prefetch_related(Prefetch("sheet", sheets))),
    )
    return rows.iterator(chunk_size=AT_ONCE)


def _actions(company: Company) -> Iterator[Action]:
    return company.actions.select_related("assessment").order_by("pk").iterator()


def _grants(company: Company) -> Iterator[Grant]:
    looks = Prefetch("looks", Look.objects.select_related("assessment").order_by("at", "pk"))
    rows = company.grants.select_related("assessment", "user", "created_by").order_by("pk")
    return rows.prefetch_related(looks).iterator(chunk_size=AT_ONCE)


# --- as the file states them ---------------------------------------------------------------------


def _owners(company: Company) -> list[Plain]:
    rows = company.owners.select_related("user").order_by("pk")
    return [
        {"name": one.user.name, "email": one.user.email, "since": as_moment(one.since)}
        for one in rows
    ]


def _assessment(one: Assessment, shown: _Shown) -> Plain:
    return {
        **_sheet(one, is_shown=True),
        "revealed_at": _moment(one.revealed_at),
        "respondents": [_respondent(of, shown(of, one)) for of in one.respondents.all()],
        "settlements": [
            {
                "subject": of.subject,
                "key": of.key,
                "reason": of.reason,
                "by": of.by,
                "settled_at": as_moment(of.settled_at),
            }
            for of in sorted(one.settlements.all(), key=lambda of: of.pk)
        ],
    }


def _sheet(one: Assessment, *, is_shown: bool) -> Plain:
    rubric = {"id": one.rubric_id, "version": one.rubric_version, "hash": one.rubric_hash}
    return {
        "id": one.public_id,
        "as_of": one.as_of.isoformat(),
        "rubric": rubric,
        "created_at": as_moment(one.created_at),
        "submitted_at": _moment(one.submitted_at),
        "previous": _name(one.previous),
        "links": [
            {
                "created_at": as_moment(link.created_at),
                "expires_at": _moment(link.expires_at),
                "revoked_at": _moment(link.revoked_at),
            }
            for link in sorted(one.links.all(), key=lambda link: link.pk)
        ],
        "answers": [_answer(answer) for answer in one.answers.all()] if is_shown else None,
    }


def _answer(one: Answer) -> Plain:
    saved_at = as_moment(one.saved_at)
    return {"subject": one.subject, "key": one.key, "value": one.value, "saved_at": saved_at}


def _respondent(one: Respondent, is_shown: bool) -> Plain:
    return {
        "name": one.name,
        "role": one.role,
        "email": one.email,
        "account": _address(one.user),
        "invited_at": as_moment(one.invited_at),
        "withdrawn_at": _moment(one.withdrawn_at),
        "sheet": _sheet(one.sheet, is_shown=is_shown),
    }


def _action(one: Action) -> Plain:
    return {
        "assessment": _name(one.assessment),
        "priority": one.priority,
        "practices": one.practices,
        "title": one.title,
        "owner": one.owner,
        "due": _day(one.due),
        "state": one.state,
        "note": one.note,
        "link": one.link,
        "created_at": as_moment(one.created_at),
        "changed_at": as_moment(one.changed_at),
        "closed_at": _moment(one.closed_at),
        "version": one.version,
    }


def _grant(one: Grant) -> Plain:
    return {
        "assessment": _name(one.assessment),
        "kind": one.kind,
        "tier": one.tier,
        "label": one.label,
        "email": one.email,
        "account": _address(one.user),
        "created_at": as_moment(one.created_at),
        "created_by": one.created_by.get_full_name()[:120] if one.created_by else None,
        "accepted_at": _moment(one.accepted_at),
        "expires_at": _moment(one.expires_at),
        "revoked_at": _moment(one.revoked_at),
        "looks": [
            {
                "assessment": _name(look.assessment),
                "page": look.page,
                "by": look.by,
                "at": as_moment(look.at),
            }
            for look in one.looks.all()
        ],
    }


def _acts(company: Company) -> Iterator[Plain]:
    rows = company.acts.order_by("at", "pk").values("kind", "at", "by", "about")
    return ({**row, "at": as_moment(row["at"])} for row in rows.iterator())


def _name(assessment: Assessment | None) -> str | None:
    return assessment.public_id if assessment else None


def _address(user: User | None) -> str | None:
    return user.email if user else None


def _moment(moment: datetime | None) -> str | None:
    return as_moment(moment) if moment else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
