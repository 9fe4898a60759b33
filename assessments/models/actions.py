"""What a company set out to do."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .answering import Assessment
from .companies import Company
from .tokens import new_public_id


class Action(models.Model):
    """Something to do by a date: a priority that somebody took on, or an own entry.

    It belongs to the company and so is carried from one assessment to the next. ``practices`` are
    those that it is to settle; whether it did is read from the answers of a later assessment.
    ``version`` counts its changes, so that of two people who change it at once the second is told.
    """

    class State(models.TextChoices):
        OPEN = "open", _("To do")
        DOING = "doing", _("In progress")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="actions")
    assessment = models.ForeignKey(
        Assessment, on_delete=models.SET_NULL, null=True, blank=True, related_name="actions"
    )  # whose result it came from
    priority = models.CharField(max_length=70, blank=True)  # id of the problem, or of the practice
    practices = models.JSONField(default=list, blank=True)
    title = models.CharField(max_length=200)
    owner = models.CharField(max_length=120, blank=True)
    due = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    note = models.TextField(max_length=2000, blank=True)
    link = models.URLField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(auto_now=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["due", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment", "priority"],
                condition=~models.Q(priority="") & models.Q(assessment__isnull=False),
                name="one_action_per_priority",
            )
        ]

    def __str__(self) -> str:
        return self.title
