"""What a submitted assessment came to, kept beside it: for lists of many companies."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from .answering import Assessment
from .companies import Company


class Result(models.Model):
    """The scorecard of a submitted assessment in columns.

    Written when it is submitted, and anew when its rubric was edited: everything in it can be worked
    out again from the answers. Without a verdict ``ordinal`` is 0 and ``stage`` empty.

    ``readiness`` maps each dimension to the ordinal of the stage that it is ready for, 0 for not even
    the first, None if too little is known. ``gaps`` names the practices known to be missing, each
    between two spaces (see ``named``). ``moved`` is the ordinal less that of the assessment before,
    None if there is none to compare with.
    """

    assessment = models.OneToOneField(Assessment, on_delete=models.CASCADE, related_name="result")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="results")
    as_of = models.DateField()
    rubric_id = models.CharField(max_length=60)
    rubric_version = models.CharField(max_length=20)
    rubric_hash = models.CharField(max_length=64)
    ordinal = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=60, blank=True)
    certainty = models.CharField(max_length=10, blank=True)  # clear, leaning, between
    probability = models.FloatField()  # of the stage, 0 to 1
    probabilities = models.JSONField(default=dict)  # of every stage
    readiness = models.JSONField(default=dict)
    coverage = models.FloatField()  # share of the asked practices that are known, 0 to 1
    is_split = models.BooleanField()
    it_members = models.PositiveIntegerField(null=True)
    musts = models.PositiveSmallIntegerField()
    moved = models.SmallIntegerField(null=True)
    gaps = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["company", "-as_of"], name="results_of_company")]

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.stage or 'no verdict'}"

    @property
    def missing(self) -> tuple[str, ...]:
        """The practices known to be missing, in the rubric's order."""
        return tuple(self.gaps.split())


def named(ids: tuple[str, ...]) -> str:
    """Ids as ``gaps`` keeps them, so that one is found by its name between two spaces."""
    return f" {' '.join(ids)} " if ids else ""
