"""Tokens by which programs act for somebody."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .tokens import new_public_id


class ApiToken(models.Model):
    """What a program shows to act for a user: it may what they may, within its scopes.

    Shown once; only a hash is kept.
    """

    class Scope(models.TextChoices):
        READ = "read", _("Read portfolios and what their companies share")
        ANSWER = "answer", _("Start assessments of one’s own companies and submit answers")

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens"
    )
    name = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)  # of Scope
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_working(self) -> bool:
        """Whether it opens anything by now."""
        return self.revoked_at is None and self.expires_at > timezone.now()
