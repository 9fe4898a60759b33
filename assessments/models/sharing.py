"""Who else may see a company: grants, and the log of who looked."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .answering import Assessment
from .companies import Company
from .tokens import new_public_id


class Grant(models.Model):
    """Who may see what of a company until when.

    To an account (``user``, once accepted) or to whoever has the link. With ``assessment`` it is
    for that one only, else for every submitted one, later ones included. Revoked or expired, it
    opens nothing, at once.
    """

    class Tier(models.TextChoices):
        SUMMARY = "summary", _("Summary")
        RESULT = "result", _("Full result")
        ANSWERS = "answers", _("Answers and evidence")

    class Kind(models.TextChoices):
        LINK = "link", _("by link")
        ACCOUNT = "account", _("to an account")

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
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind="account") | models.Q(user=None),
                name="link_grant_is_nobodys",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_tier_display()} for {self.label}"


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
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["grant", "page", "-at"], name="last_look")]

    def __str__(self) -> str:
        return f"{self.by} {self.page} {self.at:%Y-%m-%d %H:%M}"
