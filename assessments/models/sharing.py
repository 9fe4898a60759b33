"""Who else may see a company: grants, and the log of who looked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .answering import Assessment
from .companies import Company
from .tokens import new_public_id


class Grants(models.QuerySet["Grant"]):
    """Grants, as they are asked for."""

    def that_hold(self) -> Grants:
        """Neither expired nor revoked, and of no company that is being deleted."""
        in_time = models.Q(expires_at__isnull=True) | models.Q(expires_at__gt=timezone.now())
        return self.filter(in_time, revoked_at__isnull=True, company__delete_at__isnull=True)


class Grant(models.Model):
    """Who may see what of a company until when.

    To an account (``user``, once accepted), to the members of a ``portfolio``, or to whoever has the
    link. With ``assessment`` it is for that one only, else for every submitted one, later ones
    included; a portfolio's always is. Revoked or expired, it opens nothing, at once.
    """

    class Tier(models.TextChoices):
        SUMMARY = "summary", _("Summary")
        RESULT = "result", _("Full result")
        ANSWERS = "answers", _("Answers and evidence")

    class Kind(models.TextChoices):
        LINK = "link", _("by link")
        ACCOUNT = "account", _("to an account")
        PORTFOLIO = "portfolio", _("to a portfolio")

    class State(models.TextChoices):
        PENDING = "pending", _("not accepted yet")
        ACTIVE = "active", _("open")
        EXPIRED = "expired", _("expired")
        REVOKED = "revoked", _("revoked")

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="grants")
    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, null=True, blank=True, related_name="grants"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    tier = models.CharField(max_length=10, choices=Tier.choices)
    label = models.CharField(max_length=120)  # for whom, in the founder's words
    email = models.EmailField(blank=True)  # where it was sent
    token_hash = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="grants",
    )
    portfolio = models.ForeignKey(
        "assessments.Portfolio",
        on_delete=models.SET_NULL,  # revoked before, it stays as history
        null=True,
        blank=True,
        related_name="grants",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = Grants.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind="account") | models.Q(user=None),
                name="link_grant_is_nobodys",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="portfolio", portfolio__isnull=False, assessment=None)
                | models.Q(kind="portfolio", revoked_at__isnull=False, assessment=None)
                | (~models.Q(kind="portfolio") & models.Q(portfolio=None)),
                name="portfolio_grant_has_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_tier_display()} for {self.label}"

    @property
    def state(self) -> State:
        """What has become of it by now. Only an active one opens anything."""
        if self.revoked_at is not None:
            return self.State.REVOKED
        if self.expires_at is not None and self.expires_at <= timezone.now():
            return self.State.EXPIRED
        if self.kind == self.Kind.ACCOUNT and self.accepted_at is None:
            return self.State.PENDING
        return self.State.ACTIVE

    @property
    def last_day(self) -> date | None:
        """The last day on which it opens something; None if it has no end."""
        if self.expires_at is None:
            return None
        return timezone.localdate(self.expires_at - timedelta(microseconds=1))


class Look(models.Model):
    """That somebody looked at something by a grant. The owners see it. Written once, never changed."""

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="looks")
    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, null=True, related_name="+"
    )
    page = models.CharField(max_length=40)  # the name of the URL
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    by = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["grant", "page", "-at"], name="last_look")]

    def __str__(self) -> str:
        return f"{self.by} {self.page} {self.at:%Y-%m-%d %H:%M}"
