"""Portfolios: the companies that an advisor, or a team of them, looks after."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .companies import Company
from .recorded import Recorded
from .sharing import Grant
from .tokens import new_public_id


class Portfolio(models.Model):
    """Companies that are looked after together. What is seen of each its grant says."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    remind_after_days = models.PositiveSmallIntegerField(null=True, blank=True)  # None: never

    class Meta:
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """Somebody who keeps a portfolio, or is invited to (without ``user`` until they accept).

    Viewers see; editors also keep entries, tags and notes; owners also members and the portfolio.
    """

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        EDITOR = "editor", _("Editor")
        VIEWER = "viewer", _("Viewer")

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    portfolio = models.ForeignKey(Portfolio, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="memberships",
    )
    role = models.CharField(max_length=10, choices=Role.choices)
    email = models.EmailField(blank=True)  # where the invitation was sent
    token_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    invited_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)  # of the invitation
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["invited_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["portfolio", "user"], name="member_once"),
            models.CheckConstraint(
                condition=models.Q(user__isnull=True, accepted_at__isnull=True)
                | models.Q(user__isnull=False, accepted_at__isnull=False),
                name="member_has_accepted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.email} ({self.get_role_display()})"

    @property
    def is_over(self) -> bool:
        """Whether it is an invitation that can be accepted no longer."""
        end = self.expires_at
        return self.user_id is None and (end is None or end <= timezone.now())


class Tag(models.Model):
    """A word by which the members of a portfolio tell its companies apart."""

    portfolio = models.ForeignKey(Portfolio, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(max_length=40)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["portfolio", "name"], name="tag_once")
        ]

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """A company in a portfolio.

    Its members see of the company what the grant lets them, and nothing any more once that is revoked
    or over. Note, tags and date are the members' own; the company does not see them.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    portfolio = models.ForeignKey(Portfolio, on_delete=models.CASCADE, related_name="entries")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="entries")
    grant = models.OneToOneField(Grant, on_delete=models.CASCADE, related_name="entry")
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    tags = models.ManyToManyField(Tag, blank=True, related_name="entries")
    note = models.TextField(max_length=2000, blank=True)
    check_in_on = models.DateField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["portfolio", "company"], name="entry_once")
        ]

    def __str__(self) -> str:
        return f"{self.company} in {self.portfolio}"


class CompanyInvitation(models.Model):
    """A link by which founders bring their companies into a portfolio, and choose what is seen.

    For one company, told by e-mail or otherwise; with ``is_open`` for as many as come (a cohort).
    Only a hash of the link's token is kept. ``label`` is what the members call the company until then.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ACCEPTED = "accepted", _("accepted")
        EXPIRED = "expired", _("expired")
        REVOKED = "revoked", _("revoked")

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    portfolio = models.ForeignKey(Portfolio, on_delete=models.CASCADE, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    is_open = models.BooleanField(default=False)
    label = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    tags = models.ManyToManyField(Tag, blank=True, related_name="invitations")
    note = models.TextField(max_length=2000, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)  # of an open one: the last time

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.label} to {self.portfolio}"

    @property
    def state(self) -> State:
        """What has become of it by now. One that is open to many stays open when one has come."""
        if self.revoked_at is not None:
            return self.State.REVOKED
        if self.accepted_at is not None and not self.is_open:
            return self.State.ACCEPTED
        return self.State.EXPIRED if self.expires_at <= timezone.now() else self.State.OPEN

    @property
    def last_day(self) -> date:
        """The last day on which it can be accepted."""
        return timezone.localdate(self.expires_at - timedelta(microseconds=1))


class SavedView(models.Model):
    """A way of looking at a portfolio: filters and order, as an address has them."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    portfolio = models.ForeignKey(Portfolio, on_delete=models.CASCADE, related_name="views")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=2000, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["portfolio", "name"], name="view_once")
        ]

    def __str__(self) -> str:
        return self.name


class PortfolioAct(Recorded):
    """Something that changed who keeps a portfolio or what is in it. It goes only together with the
    portfolio."""

    class Kind(models.TextChoices):
        MADE = "made", _("made the portfolio")
        RENAMED = "renamed", _("renamed the portfolio")
        MEMBER_INVITED = "member-invited", _("invited a member")
        MEMBER_JOINED = "member-joined", _("joined as a member")
        MEMBER_CHANGED = "member-changed", _("changed a member’s role")
        MEMBER_REMOVED = "member-removed", _("removed a member")
        MEMBER_LEFT = "member-left", _("left the portfolio")
        COMPANY_INVITED = "company-invited", _("invited a company")
        INVITATION_REVOKED = "invitation-revoked", _("revoked an invitation")
        COMPANY_JOINED = "company-joined", _("brought in a company")
        COMPANY_REMOVED = "company-removed", _("removed a company")
        EXPORTED = "exported", _("exported the portfolio")

    portfolio = models.ForeignKey(Portfolio, on_delete=models.CASCADE, related_name="acts")
    kind = models.CharField(max_length=20, choices=Kind.choices)
