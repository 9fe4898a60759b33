"""What has to be done now and then, whoever is there: by the process that makes the reports."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings

from ..rendering.portfolio_files import forget_outdated
from .deleting import delete_due
from .reminders import remind_everywhere
from .results import keep_missing_results


def keep_house() -> None:
    """Remove what is due to be gone, portfolios' files that no longer hold and the sessions that are
    over; complete the kept results; remind companies whose assessment is old.

    Several processes may do it at once.
    """
    delete_due()
    keep_missing_results()
    forget_outdated()
    remind_everywhere()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
