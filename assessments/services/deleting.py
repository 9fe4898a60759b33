"""A company is deleted with all that is known of it; and so is what never became anybody's.

Whoever owns a company asks for its deletion; it is shut at once, and gone after a time of grace. What
was begun without an account is deleted at once by whoever has its private link, or in the end by
itself. All of them go the same way: ``delete_at`` is set, and what is due is removed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..mail import mail
from ..models import Act, Assessment, Company, Portfolio, Rendering, User
from ..rendering import cache, portfolio_files
from ..rendering.contents import begin_of
from ..selectors.keeping import idle_companies
from .acts import record
from .results import keep_results


class NotUnclaimed(Exception):
    """Somebody owns the company meanwhile, or it is being deleted."""


@dataclass(frozen=True, slots=True)
class Removed:
    """How many companies are gone; of those, how many that nobody had claimed went by themselves."""

    companies: int
    unclaimed: int


@transaction.atomic
def ask_for_deletion(company: Company, *, by: User, address: str) -> None:
    """Shut the company at once to all but its owners; it is removed after the time of grace.

    All owners are told by mail, with the ``address`` at which they can keep it. To ask twice does
    nothing more.
    """
    gone_at = timezone.now() + timedelta(days=settings.DELETION_GRACE_DAYS)
    if Company.objects.filter(pk=company.pk, delete_at=None).update(delete_at=gone_at):
        company.delete_at = gone_at
        about = _("to be gone on %(day)s") % {"day": _day(company)}
        record(company, Act.Kind.DELETION_ASKED, user=by, about=about)
        _tell_owners("deletion_asked", company, by, address)
        for portfolio in Portfolio.objects.filter(entries__company=company):
            transaction.on_commit(partial(portfolio_files.forget, portfolio))


@transaction.atomic
def keep(company: Company, *, by: User, address: str) -> bool:
    """Stop the deletion; all owners are told. False if there is nothing to stop, or it is too late."""
    in_time = Company.objects.filter(pk=company.pk, delete_at__gt=timezone.now())
    if not in_time.update(delete_at=None):
        return False
    company.delete_at = None
    record(company, Act.Kind.DELETION_STOPPED, user=by)
    _tell_owners("deletion_stopped", company, by, address)
    return True


def delete_due() -> Removed:
    """Remove every company whose time has come. To be called now and then, also by several at once."""
    now = timezone.now()
    unclaimed = idle_companies(now).update(delete_at=now)
    due = Company.objects.filter(delete_at__lte=now).values_list("pk", flat=True)
    return Removed(sum(remove(pk) for pk in list(due)), unclaimed)


def delete_unclaimed(assessment: Assessment) -> None:
    """Delete an assessment of a company that is nobody's; the last one takes the company with it.

    Raises ``NotUnclaimed``.
    """
    if _is_last(assessment):
        remove(assessment.company_id)


def remove(company_pk: int) -> bool:
    """Remove a company whose time has come: rows and files. False if somebody else has, or keeps it.

    Reports first: killed in between, what is left of the company is still due. With their rows go
    those that are being made: no worker publishes a report whose row is gone.
    """
    company = Company.objects.filter(pk=company_pk).first()
    if company is None or not company.is_due:
        return False
    begin = begin_of(company.public_id)
    Rendering.objects.filter(assessment__company=company).delete()
    cache.remove_all(begin)
    with transaction.atomic():
        held = Company.objects.select_for_update().filter(pk=company_pk).first()
        is_removed = held is not None and held.is_due
        if held is not None and is_removed:
            held.delete()
    cache.remove_all(begin)  # whatever a worker had in hand that was faster than the first line
    return is_removed


@transaction.atomic
def _is_last(assessment: Assessment) -> bool:
    """Whether the whole company is due now; if there are other assessments, this one is gone."""
    company = Company.objects.select_for_update().filter(pk=assessment.company_id).first()
    if company is None or company.is_claimed or company.is_being_deleted:
        raise NotUnclaimed
    others = company.assessments.exclude(pk=assessment.pk)
    company.delete_at = timezone.now()
    company.save(update_fields=["delete_at"])
    if not others.exists():
        return True
    # The database lets history go only from a company that is being deleted: for this moment it is.
    about = _("with the assessment of %(day)s, which was deleted") % {
        "day": date_format(assessment.as_of, "j F Y")
    }
    assessment.delete()
    keep_results(company)
    record(company, Act.Kind.LINK_REVOKED, user=None, about=about)
    company.delete_at = None
    company.save(update_fields=["delete_at"])
    transaction.on_commit(lambda: cache.remove_all(begin_of(company.public_id)))
    return False


def _tell_owners(template: str, company: Company, by: User, address: str) -> None:
    """Mail all owners once the change is on disk; a mail server that fails undoes nothing."""
    context = {
        "company": company.name,
        "by": by.get_full_name(),
        "day": _day(company),
        "address": address,
    }
    for email in company.owners.order_by("pk").values_list("user__email", flat=True):
        message = mail(f"companies/email/{template}", email, context)
        transaction.on_commit(message.send, robust=True)


def _day(company: Company) -> str:
    return date_format(timezone.localtime(company.delete_at), "j F Y") if company.delete_at else ""
