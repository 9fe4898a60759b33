"""Which reports are wanted and not there yet: asked for by pages, taken up by workers.

Our own, in the database that there is, and not django-tasks-db, which was read and weighed (0.13):
of what a report needs it has the row and the loop. It has no key, so two clicks are two jobs and the
page finds its job only by its arguments; it neither retries nor limits the time of a job; what a
killed worker held stays RUNNING; its worker ends when the database is locked for long, and asks for
an exclusive lock at every look, which on SQLite makes whoever saves an answer wait. All of that would
be ours to write around it, with a second table to keep in step. Here a row is one content hash: its
constraint keeps jobs apart, and every change of it is a single statement, right on both databases.
"""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache as once
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from ..models import Assessment, Portfolio, Rendering
from ..reports.editions import EDITIONS, PORTFOLIO
from . import cache
from .contents import content_hash

ATTEMPTS = 3
PAUSES = (2, 15)  # seconds before the second and the third attempt
FORGIVEN = timedelta(minutes=10)  # after that a failed report may be asked for as if it were new
FORGOTTEN = timedelta(days=7)  # and after that nothing is known of it any more
GRACE = timedelta(seconds=30)  # what a worker gets beyond the time limit of a render
SLOW = timedelta(minutes=1)
FOR_A_PORTFOLIO = 5  # times as long as one report it may take


# --- asking --------------------------------------------------------------------------------------


def ask_for_all_editions(assessment: Assessment) -> None:
    """Have every edition made in good time. Within a transaction it happens with it or not at all."""
    for edition in EDITIONS:
        ask(assessment, edition)


def ask(assessment: Assessment | None, edition: str, *, awaited: bool = False) -> None:
    """Have the report made, if it is neither there nor asked for yet. No assessment: the example's.

    ``awaited``: somebody waits, so it comes before what is made in good time. A report that could
    not be made is tried again once that is a while ago.
    """
    wanted = content_hash(assessment, edition)
    _ask(wanted, awaited, edition=edition, assessment=assessment)


def ask_for_portfolio(portfolio: Portfolio, wanted: str) -> None:
    """The same for the report of a portfolio, whose hash is ``wanted``. Somebody waits for it."""
    _ask(wanted, True, edition=PORTFOLIO, portfolio=portfolio)


def _ask(wanted: str, awaited: bool, **whose: object) -> None:
    if cache.is_there(wanted):
        return
    now = timezone.now()
    row, is_new = Rendering.objects.get_or_create(
        content_hash=wanted,
        defaults={**whose, "awaited": awaited, "asked_at": now, "due_at": now},
    )
    if not is_new:
        if row.failed_at is not None and now - row.failed_at > FORGIVEN:
            ask_again(wanted)
        if awaited and not row.awaited:
            Rendering.objects.filter(pk=row.pk).update(awaited=True)
    transaction.on_commit(wake)


def ask_again(wanted: str) -> None:
    """Forget that the report could not be made: it gets all its attempts once more."""
    now = timezone.now()
    Rendering.objects.filter(content_hash=wanted, failed_at__isnull=False).update(
        failed_at=None, attempts=0, asked_at=now, due_at=now, awaited=True
    )
    transaction.on_commit(wake)


_on_demand: subprocess.Popen[bytes] | None = None


def wake() -> None:
    """Under ``runserver`` start a worker that ends when there is nothing left to do.

    Anywhere else one is running: nothing happens.
    """
    global _on_demand
    if not settings.RENDER_ON_DEMAND:
        return
    if _on_demand is None or _on_demand.poll() is not None:
        command = [sys.executable, "manage.py", "render_reports", "--until-done"]
        _on_demand = subprocess.Popen(command, cwd=settings.BASE_DIR)  # noqa: S603


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a report has come that is not there yet.

    ``state`` is ``waiting``, ``making``, ``again`` (an attempt went wrong, the next is due) or
    ``failed``; ``ahead`` counts the reports that are made before it. ``done`` is how much of a long
    one is made, 0 to 1.
    """

    state: str
    ahead: int = 0
    is_slow: bool = False
    done: float = 0


def progress(wanted: str) -> Progress | None:
    """How far the report has come; None if it is not asked for. At most two queries."""
    row = Rendering.objects.filter(content_hash=wanted).first()
    if row is None:
        return None
    if row.failed_at is not None:
        return Progress("failed")
    is_slow = timezone.now() - row.asked_at > SLOW
    if row.claimed_at is not None:
        return Progress("making", is_slow=is_slow, done=row.done_share)
    if row.attempts:
        return Progress("again", is_slow=is_slow)
    before = Rendering.objects.filter(failed_at=None).filter(
        Q(claimed_at__isnull=False) | Q(awaited=True, due_at__lt=row.due_at)
    )
    return Progress("waiting", before.count(), is_slow)


# --- taking up -----------------------------------------------------------------------------------


def new_worker_id() -> str:
    """A name for a worker that says where it runs, so that others can see whether it still does."""
    return f"{_place()}:{os.getpid()}:{secrets.token_hex(4)}"


def claim(worker_id: str) -> Rendering | None:
    """The next report to make, held for this worker; None if there is nothing to do yet."""
    while True:
        now = timezone.now()
        waiting = Rendering.objects.filter(claimed_at=None, failed_at=None)
        row = waiting.filter(due_at__lte=now).order_by("-awaited", "due_at", "pk").first()
        if row is None:
            return None
        taken = waiting.filter(pk=row.pk).update(
            claimed_at=now, claimed_by=worker_id, attempts=F("attempts") + 1, done_share=0
        )
        if taken:  # else another worker was faster
            rows = Rendering.objects.select_related("assessment__company", "portfolio")
            return rows.get(pk=row.pk)


def next_due() -> datetime | None:
    """When the next report is due; None if none is waiting. One query."""
    waiting = Rendering.objects.filter(claimed_at=None, failed_at=None)
    return waiting.order_by("due_at").values_list("due_at", flat=True).first()


@transaction.atomic
def finish(row: Rendering, publish: Callable[[], None]) -> bool:
    """Publish what was made for the row, unless its assessment was deleted meanwhile.

    The row goes only if the file is there: killed in between, it is made again.
    """
    deleted, _ = _held(row).delete()
    if deleted:
        publish()
    return bool(deleted)


def tell_share(row: Rendering, share: float) -> None:
    """Write down how much of a long report is made, 0 to 1, for whoever waits."""
    _held(row).update(done_share=share)


def time_limit(row: Rendering) -> int:
    """Seconds that the making of this report may take: that of a portfolio has many pages."""
    limit: int = settings.RENDER_TIMEOUT
    return limit * FOR_A_PORTFOLIO if row.edition == PORTFOLIO else limit


def fail(row: Rendering, *, at_once: bool = False) -> float | None:
    """The attempt went wrong: seconds until the next one, or None if that was the last."""
    now = timezone.now()
    if row.attempts >= ATTEMPTS:
        _held(row).update(failed_at=now, claimed_at=None, claimed_by="")
        return None
    pause = 0 if at_once else PAUSES[row.attempts - 1]
    _held(row).update(due_at=now + timedelta(seconds=pause), claimed_at=None, claimed_by="")
    return pause


def _held(row: Rendering) -> QuerySet[Rendering]:
    """The row, if it still is held as it was when it was claimed."""
    return Rendering.objects.filter(pk=row.pk, claimed_by=row.claimed_by, attempts=row.attempts)


def abandoned(worker_id: str) -> list[Rendering]:
    """Reports that are held by workers which no longer work on them. The one who asks is idle."""
    held = Rendering.objects.filter(claimed_at__isnull=False)
    return [row for row in held if not _is_at_work(row, worker_id)]


def forget_old_failures() -> None:
    """Remove rows of reports that could not be made and that nobody has asked for since."""
    Rendering.objects.filter(failed_at__lt=timezone.now() - FORGOTTEN).delete()


def _is_at_work(row: Rendering, asking: str) -> bool:
    limit = timedelta(seconds=time_limit(row)) + GRACE
    if row.claimed_at is None or timezone.now() - row.claimed_at > limit:
        return False
    place, pid, _ = row.claimed_by.rsplit(":", 2)
    if place != _place():  # on another machine: only the time limit can tell
        return True
    return row.claimed_by != asking and int(pid) != os.getpid() and _is_alive(int(pid))


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@once
def _place() -> str:
    """What has process numbers of its own: this machine since it was started, or this container."""
    parts = [socket.gethostname()[:40]]
    try:
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text()[:8])
        parts.append(str(os.stat("/proc/self/ns/pid").st_ino))
    except OSError:
        pass  # no Linux: the name has to do
    return "/".join(parts)
