"""A portfolio is made, named and deleted; what its members write about each company in it.

What changes the portfolio holds its row first, so that two who do so come one after the other.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Entry, Member, Portfolio, PortfolioAct, Tag, User
from ..selectors.entries import Remarks, remarks_on
from .acts import record_in
from .members import hold
from .sharing import ChangedMeanwhile, revoke, revoke_all_of


class NotThere(Exception):
    """The company was taken out of the portfolio meanwhile."""


# --- the portfolio -------------------------------------------------------------------------------


@transaction.atomic
def make(name: str, *, by: User, once: str) -> Portfolio:
    """A new portfolio, whose first owner is whoever makes it.

    ``once`` is a name for it that the form brings along: sent twice, it makes one portfolio.
    """
    portfolio, is_new = Portfolio.objects.get_or_create(public_id=once, defaults={"name": name})
    if is_new:
        Member.objects.create(
            portfolio=portfolio, user=by, role=Member.Role.OWNER, accepted_at=timezone.now()
        )
        record_in(portfolio, PortfolioAct.Kind.MADE, user=by, about=name)
    return portfolio


@transaction.atomic
def settle(portfolio: Portfolio, *, name: str, remind_after_days: int | None, by: User) -> bool:
    """Name the portfolio, and say after how many days companies are reminded (None: never); whether
    anything is different now. Raises ``NotOwner``."""
    held = hold(portfolio, by)
    old_name, old_days = held.name, held.remind_after_days
    if (name, remind_after_days) == (old_name, old_days):
        return False
    held.name, held.remind_after_days = name, remind_after_days
    held.save(update_fields=["name", "remind_after_days"])
    if name != old_name:
        about = _("from “%(old)s” to “%(new)s”") % {"old": old_name, "new": name}
        record_in(held, PortfolioAct.Kind.RENAMED, user=by, about=about)
    return True


@transaction.atomic
def delete(portfolio: Portfolio, *, by: User) -> None:
    """Delete the portfolio with all that its members wrote, and its files.

    What was shared with it is taken back before, which each company's record tells; the companies
    themselves stay as they are. Raises ``NotOwner``, also once it is gone.
    """
    held = hold(portfolio, by)
    revoke_all_of(held, by=by)
    Portfolio.objects.filter(pk=held.pk).delete()  # what is done after it still names the row


# --- its companies -------------------------------------------------------------------------------


@transaction.atomic
def remark(entry: Entry, remarks: Remarks, *, was: Remarks) -> bool:
    """Write the members' note, tags and date; whether anything is different now.

    Raises ``ChangedMeanwhile`` if what stands is not what ``was`` shown, nor what is to be written:
    nobody writes over what another has just written without having seen it. ``NotThere``.
    """
    portfolio = Portfolio.objects.select_for_update().filter(pk=entry.portfolio_id).first()
    held = Entry.objects.filter(pk=entry.pk).first()
    if portfolio is None or held is None:
        raise NotThere
    now = remarks_on(held)
    if now == remarks:
        return False
    if now != was:
        raise ChangedMeanwhile
    held.note, held.check_in_on = remarks.note, remarks.check_in_on
    held.save(update_fields=["note", "check_in_on"])
    if now.tags != remarks.tags:
        held.tags.set([_tag(portfolio, name) for name in remarks.tags])
        drop_unused_tags(portfolio)
    return True


def _tag(portfolio: Portfolio, name: str) -> Tag:
    return Tag.objects.get_or_create(portfolio=portfolio, name=name)[0]


def drop_unused_tags(portfolio: Portfolio) -> None:
    """Forget the tags that neither a company nor an invitation has any more. The caller holds the
    portfolio's row."""
    Tag.objects.filter(portfolio=portfolio, entries=None, invitations=None).delete()


@transaction.atomic
def remove_company(entry: Entry, *, by: User) -> bool:
    """Take the company out: what it shared with the portfolio is revoked, and what the members wrote
    about it deleted. Recorded on both sides. Whether it was in it until now."""
    is_removed = revoke(entry.grant, by=by)
    if is_removed:
        Entry.objects.filter(pk=entry.pk, grant=entry.grant_id).delete()
        drop_unused_tags(entry.portfolio)
    return is_removed
