"""Assessments, their answers, and the links that open them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from .companies import Company
from .tokens import hash_of, new_public_id, new_token


class Assessment(models.Model):
    """A company at a date, answered against one version of a rubric.

    Open until ``submitted_at`` is set; from then on neither it nor its answers change.

    Where several people answer, each has an assessment of their own, their *sheet* (``sheet_of`` is
    the one that they answer together). Nobody else sees it before ``revealed_at`` is set there. What
    is settled then makes the answers of the common one.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="assessments")
    as_of = models.DateField()
    rubric_id = models.CharField(max_length=60)
    rubric_version = models.CharField(max_length=20)
    rubric_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True)
    previous = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="following"
    )  # it began from the answers of this one
    sheet_of = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="sheets"
    )
    revealed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.company} {self.as_of}"

    @property
    def is_sheet(self) -> bool:
        return self.sheet_of_id is not None

    @property
    def is_submitted(self) -> bool:
        return self.submitted_at is not None

    @property
    def is_closed(self) -> bool:
        """Whether its answers can no longer change: submitted, or a sheet that was not finished when
        the answers of its round were opened."""
        is_left_out = self.sheet_of is not None and self.sheet_of.revealed_at is not None
        return self.is_submitted or is_left_out

    @property
    def rubric_name(self) -> str:
        """The pinned rubric as ``id@version``."""
        return f"{self.rubric_id}@{self.rubric_version}"


class Answer(models.Model):
    """The answer to one question, how one role is held, or a note on either, as a file states it.

    ``key`` is the id of the question or role; of a note, the id of the question or ``roles.<id>``.
    A note is a row of its own: there may be one without an answer, and two people may change the
    answer and the note at once without getting in each other's way.
    """

    class Subject(models.TextChoices):
        QUESTION = "question"
        ROLE = "role"
        NOTE = "note"

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="answers")
    subject = models.CharField(max_length=10, choices=Subject.choices)
    key = models.CharField(max_length=70)
    value = models.JSONField()
    page = models.CharField(
        max_length=16, blank=True
    )  # the page it was given on, opened anew each time
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment", "subject", "key"], name="one_answer_per_question"
            ),
            models.CheckConstraint(
                condition=models.Q(subject__in=["question", "role", "note"]), name="known_subject"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.value}"


class Link(models.Model):
    """A random link that opens an assessment. Only a hash of it is kept."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"link {self.pk} to assessment {self.assessment_id}"

    new_token = staticmethod(new_token)
    hash_of = staticmethod(hash_of)
