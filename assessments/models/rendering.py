"""Reports that are wanted as files."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from .answering import Assessment
from .portfolios import Portfolio


class Rendering(models.Model):
    """A report that is wanted as a file and not there yet, or that could not be made.

    Waiting, claimed by a worker, or failed. Once the file is there, the row is gone.
    """

    content_hash = models.CharField(max_length=64, unique=True)
    edition = models.CharField(max_length=20)
    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, null=True, related_name="renderings"
    )
    portfolio = models.ForeignKey(
        Portfolio, on_delete=models.CASCADE, null=True, related_name="renderings"
    )  # neither: the example's
    awaited = models.BooleanField(default=False)  # somebody waits for it
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=100, blank=True)
    failed_at = models.DateTimeField(null=True)
    done_share = models.FloatField(default=0)  # how far a long one is, 0 to 1

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(claimed_at=None) | models.Q(failed_at=None),
                name="failed_is_not_claimed",
            )
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.content_hash[:12]}"
