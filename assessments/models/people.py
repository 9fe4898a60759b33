"""Several people who answer for one company: invitations, and how their disagreements were settled."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .answering import Answer, Assessment
from .tokens import new_public_id


class Respondent(models.Model):
    """Somebody who answers one assessment together with others, each on a sheet of their own.

    They come by a link to the sheet, or by their account. ``sheet.submitted_at`` is when they
    finished.
    """

    class Role(models.TextChoices):
        FOUNDER = "founder", _("Founder")
        CEO = "ceo", _("CEO")
        CTO = "cto", _("CTO")
        VP = "vp", _("VP")
        LEAD = "lead", _("Lead engineer")
        ADVISOR = "advisor", _("Advisor")

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="respondents")
    sheet = models.OneToOneField(Assessment, on_delete=models.CASCADE, related_name="respondent")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    role = models.CharField(max_length=10, choices=Role.choices)
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    invited_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["invited_at", "pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_role_display()})"

    @property
    def is_finished(self) -> bool:
        return self.sheet.submitted_at is not None


class Settlement(models.Model):
    """What the respondents settled on where they disagreed, and why. The answer itself is an
    ``Answer`` of the common assessment."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="settlements")
    subject = models.CharField(max_length=10, choices=Answer.Subject.choices)
    key = models.CharField(max_length=70)
    reason = models.TextField(max_length=2000)
    by = models.CharField(max_length=120, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    settled_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "subject", "key"], name="settled_once")
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.reason}"
