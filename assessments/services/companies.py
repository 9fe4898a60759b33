"""A company's name, and the assessment that it goes on with."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from .. import rubrics
from ..domain.assessment_file import UnknownRubric
from ..domain.rubric_loading import RubricFaults
from ..models import Act, Assessment, Company, Rendering, User
from ..rendering import cache, queue
from ..rendering.contents import begin_of
from .acts import record
from .answering import begin_from


@transaction.atomic
def begin_next(company: Company, *, as_of: date) -> Assessment:
    """The assessment that the company goes on with: the open one, if there is one.

    Else a new one from the answers of the latest that was submitted; without answers if none was.
    Two who ask at once get the same one.
    """
    common = _hold(company)
    going_on = common.filter(submitted_at__isnull=True).order_by("-created_at", "-pk").first()
    if going_on is not None:
        return going_on
    submitted = common.filter(submitted_at__isnull=False)
    last = submitted.order_by("-as_of", "-created_at", "-pk").first()
    if last is not None:
        return begin_from(last, as_of=as_of, with_link=False)[0]
    rubric = rubrics.find()
    return Assessment.objects.create(
        company=company,
        as_of=as_of,
        rubric_id=rubric.id,
        rubric_version=rubric.version,
        rubric_hash=rubric.hash,
    )


@transaction.atomic
def begin_again(previous: Assessment, *, as_of: date) -> Assessment:
    """The open assessment that began from the answers of ``previous``; begun now if there is none.

    Two who ask at once, or one who asks twice, get the same one.
    """
    following = _hold(previous.company).filter(previous=previous, submitted_at__isnull=True)
    going_on = following.order_by("-created_at", "-pk").first()
    return going_on or begin_from(previous, as_of=as_of, with_link=False)[0]


def _hold(company: Company) -> QuerySet[Assessment]:
    """The company's assessments, no respondent's sheet; its row is held until the transaction ends."""
    Company.objects.select_for_update().get(pk=company.pk)
    return company.assessments.filter(sheet_of__isnull=True)


@transaction.atomic
def rename(company: Company, name: str, *, user: User) -> None:
    """Correct the company's name. Its reports bear it, so the old files go and new ones are made."""
    held = Company.objects.select_for_update().get(pk=company.pk)
    company.name, old_name = name, held.name
    if name == old_name:
        return
    held.name = name
    held.save(update_fields=["name"])
    about = _("from “%(old)s” to “%(new)s”") % {"old": old_name, "new": name}
    record(held, Act.Kind.RENAMED, user=user, about=about)
    Rendering.objects.filter(assessment__company=held).delete()
    transaction.on_commit(lambda: cache.remove_all(begin_of(held.public_id)))
    common = held.assessments.filter(sheet_of__isnull=True, submitted_at__isnull=False)
    for assessment in common.select_related("company"):
        with suppress(UnknownRubric, RubricFaults):  # of such a one there is no report
            queue.ask_for_all_editions(assessment)
