"""``manage.py check``: is every published rubric in order, and can reports be kept? One message per
fault."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from .domain.rubric_loading import RubricFaults, load
from .rubrics import version_folders


@register("rubrics")
def check_rubrics(**_: Any) -> list[CheckMessage]:
    """Load every version of every rubric afresh and report each fault with its place."""
    folders = version_folders()
    if not folders:
        return [Error("There is no rubric in RUBRICS_DIR.", id="assessments.E001")]
    found: list[CheckMessage] = []
    if settings.RUBRIC not in {folder.parent.name for folder in folders}:
        message = f"STAGECHECK_RUBRIC names '{settings.RUBRIC}', which is not in RUBRICS_DIR."
        found.append(Error(message, id="assessments.E003"))
    for folder in folders:
        try:
            load(folder)
        except RubricFaults as invalid:
            found += [Error(str(fault), id="assessments.E002") for fault in invalid.faults]
    return found


@register("reports")
def check_reports_folder(**_: Any) -> list[CheckMessage]:
    """The folder need not be there yet, but it must be possible to make it and to write into it."""
    folder = Path(settings.REPORTS_DIR)
    there = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return []
    message = f"Reports cannot be kept in {folder}: {there} is no folder that can be written to."
    return [Error(message, hint="Set STAGECHECK_REPORTS_DIR.", id="assessments.E004")]


@register("mail")
def check_mail(**_: Any) -> list[CheckMessage]:
    """An instance that others use has a mail server: else codes to sign in only stand in its log."""
    if not settings.HTTPS or "console" not in settings.EMAIL_BACKEND:
        return []
    message = "E-mails are printed to the log instead of being sent, codes to sign in included."
    return [Warning(message, hint="Set EMAIL_URL.", id="assessments.W005")]
