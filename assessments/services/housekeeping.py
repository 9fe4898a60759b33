"""What has to be done now and then, whoever is there: by the process that makes the reports."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings

from .deleting import delete_due
from .results import keep_missing_results


def keep_house() -> None:
    """Remove what is due to be gone and the sessions that are over; complete the kept results.

    Several processes may do it at once.
    """
    delete_due()
    keep_missing_results()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
