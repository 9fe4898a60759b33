"""Companies, who owns them, and what was done that changes who sees what."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .recorded import Recorded
from .tokens import new_public_id


class Company(models.Model):
    """A software company, assessed at one date after another.

    Begun without an account, it is nobody's until somebody with its link claims it.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    claimed_at = models.DateTimeField(null=True, blank=True)
    delete_at = models.DateTimeField(null=True, blank=True)  # asked for; shut to all but its owners
    latest = models.ForeignKey(
        "assessments.Result", on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )  # what its latest submitted assessment came to

    class Meta:
        verbose_name_plural = "companies"

    def __str__(self) -> str:
        return self.name

    @property
    def is_claimed(self) -> bool:
        return self.claimed_at is not None

    @property
    def is_being_deleted(self) -> bool:
        return self.delete_at is not None

    @property
    def is_due(self) -> bool:
        """Whether it is to be gone: from now on nobody can keep it."""
        return self.delete_at is not None and self.delete_at <= timezone.now()


class Owner(models.Model):
    """Somebody who may do everything with a company."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="owners")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="owned"
    )
    since = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "user"], name="owner_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} owns {self.company}"


class Act(Recorded):
    """Something that changed who may see or do what with a company. It goes only together with the
    company."""

    class Kind(models.TextChoices):
        CLAIMED = "claimed", _("claimed the company")
        RENAMED = "renamed", _("renamed the company")
        OWNER_ADDED = "owner-added", _("added an owner")
        OWNER_LEFT = "owner-left", _("is no longer an owner")
        SUBMITTED = "submitted", _("submitted an assessment")
        LINK_MADE = "link-made", _("made a private link")
        LINK_REVOKED = "link-revoked", _("revoked a private link")
        INVITED = "invited", _("invited a respondent")
        WITHDRAWN = "withdrawn", _("withdrew an invitation")
        REVEALED = "revealed", _("opened the respondents’ answers")
        SHARED = "shared", _("shared the company")
        ACCEPTED = "accepted", _("accepted a share")
        SHARE_CHANGED = "share-changed", _("changed a share")
        SHARE_REVOKED = "share-revoked", _("revoked a share")
        EXPORTED = "exported", _("exported the company’s data")
        IMPORTED = "imported", _("imported the company’s data")
        DELETION_ASKED = "deletion-asked", _("asked for the company’s deletion")
        DELETION_STOPPED = "deletion-stopped", _("stopped the company’s deletion")

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="acts")
    kind = models.CharField(max_length=20, choices=Kind.choices)
