"""What was done is written down once: by whom, when, and whom or what it concerned."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.utils import timezone


class NeverChanges(Exception):
    """A row that is kept as it was written."""


class Recorded(models.Model):
    """An entry of a record: written once, never changed. A subclass says of what, and its ``kind``.

    ``by`` keeps the name that the person had then; ``about`` says in words whom or what it concerned.
    """

    kind: str
    at = models.DateTimeField(default=timezone.now, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    by = models.CharField(max_length=120, blank=True)
    about = models.CharField(max_length=250, blank=True)

    class Meta:
        abstract = True
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        done = self.get_kind_display()  # type: ignore[attr-defined] # of the subclass's choices
        return f"{self.by} {done} {self.about}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise NeverChanges
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise NeverChanges
