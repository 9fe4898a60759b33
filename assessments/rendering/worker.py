"""Takes reports from the queue and renders them, one after the other, until it is told to end.

It survives whatever a render raises, and a database that is locked or away. What it does not
survive, a render that hangs or takes the process with it, the next worker finds in the queue.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import partial

from django.db import Error, close_old_connections, connection
from django.utils import timezone

from ..domain.assessment_file import UnknownRubric
from ..domain.rubric_loading import RubricFaults
from ..models import Portfolio, Rendering
from ..reports.editions import EDITIONS
from . import cache, portfolio_files, queue
from .contents import contents_of

INTERVAL = 0.2  # seconds between two looks at an empty queue
TIDY_EVERY = 5.0  # seconds
NOW_AND_THEN = 600.0  # seconds
EXAMPLE_AFTER = 10.0  # seconds: while a server starts there are better things to do
DATABASE_AWAY = 5.0  # seconds until the database is tried again
# A new process after that many renders, whatever the libraries below have kept by then.
RENDERS = 500

logger = logging.getLogger(__name__)


class OtherContents(Exception):
    """What is to be rendered is not what was asked for: answers, rubric or release have changed."""


class Worker:
    """One worker. ``limited`` is entered around each render: it may end the process.

    ``is_over`` is asked between two renders, and often while there is nothing to do. ``now_and_then``
    is what else has to be done on this server: at the beginning, and every ten minutes.
    """

    def __init__(
        self,
        *,
        is_over: Callable[[], bool] = lambda: False,
        limited: Callable[[Rendering], AbstractContextManager[object]] = lambda row: nullcontext(),
        now_and_then: Callable[[], object] = lambda: None,
    ) -> None:
        self.id = queue.new_worker_id()
        self.is_over, self.limited, self.now_and_then = is_over, limited, now_and_then
        self.renders = 0
        self._began = time.monotonic()
        self._tidied = self._did_the_rest = float("-inf")
        self._asked_for_example = False

    def run(self) -> None:
        """Work until it is over, or until this process has made its share of reports."""
        while not self.is_over() and self.renders < RENDERS:
            close_old_connections()
            try:
                if not self.step():
                    time.sleep(INTERVAL)
            except Error as error:
                logger.warning("The render worker cannot reach the database: %s", error)
                connection.close()
                self._rest(DATABASE_AWAY)

    def run_until_done(self) -> None:
        """Work until nothing is left to do, waiting for what is to be tried again."""
        while not self.is_over():
            if not self.step():
                due = queue.next_due()
                if due is None:
                    return
                time.sleep(max(0.0, (due - timezone.now()).total_seconds()))

    def step(self) -> bool:
        """Render the next report; False if there is none."""
        if time.monotonic() - self._tidied > TIDY_EVERY:
            self.tidy()
        row = queue.claim(self.id)
        if row is None:
            return False
        self.render(row)
        return True

    def render(self, row: Rendering) -> None:
        """Make the report of a row that this worker holds. Whatever goes wrong is told to the row."""
        self.renders += 1
        try:
            self._make(row)
        except Exception as error:
            self._say(row, queue.fail(row), error)

    def tidy(self) -> None:
        """Take up what other workers have left behind, and clear away what nobody needs."""
        self._tidied = time.monotonic()
        for row in queue.abandoned(self.id):
            self._say(row, queue.fail(row, at_once=True))
        queue.forget_old_failures()
        cache.remove_abandoned_drafts()
        if self._tidied - self._did_the_rest > NOW_AND_THEN:
            self._did_the_rest = self._tidied
            self._do_the_rest()
        if not self._asked_for_example and self._tidied - self._began > EXAMPLE_AFTER:
            self._asked_for_example = True
            with suppress(UnknownRubric, RubricFaults):  # what the pages say, too
                for edition in EDITIONS:
                    queue.ask(None, edition)

    def _do_the_rest(self) -> None:
        """It must not keep reports from being made: what goes wrong is tried again next time."""
        try:
            self.now_and_then()
        except Exception:
            logger.exception("What is done beside the reports went wrong")

    def _make(self, row: Rendering) -> None:
        if row.portfolio is not None:
            self._make_portfolio(row, row.portfolio)
            return
        contents = contents_of(row.assessment, row.edition)
        if contents.hash != row.content_hash:
            raise OtherContents("asked for by another release, or changed since")
        if cache.is_there(row.content_hash):
            queue.finish(row, lambda: None)
            return
        from ..reports import pdf  # here, because it takes half a second and much memory

        with self.limited(row):
            rendered = pdf.render_pdf(contents.context(), row.edition)
        self._publish(row, rendered)

    def _make_portfolio(self, row: Rendering, portfolio: Portfolio) -> None:
        """Make the report of a portfolio, if it still is what was asked for before and afterwards.

        What is not is nobody's any more, since a company has come, moved or left: whoever waits asks
        for the next one by themselves.
        """
        contents = portfolio_files.contents_of(portfolio)
        if contents.hash == row.content_hash and not cache.is_there(row.content_hash):
            from ..reports import portfolio_pdf

            with self.limited(row):
                told = partial(queue.tell_share, row)
                rendered = portfolio_pdf.render(contents.report(told), told)
            if portfolio_files.contents_of(portfolio).hash == row.content_hash:
                self._publish(row, rendered)
                return
        queue.finish(row, lambda: None)

    def _publish(self, row: Rendering, rendered: bytes) -> None:
        draft = cache.write_draft(rendered)
        if not queue.finish(row, lambda: cache.publish(draft, row.content_hash)):
            draft.unlink(missing_ok=True)
        cache.evict()

    def _say(self, row: Rendering, pause: float | None, error: Exception | None = None) -> None:
        """Log what went wrong: in full once, when no attempt is left."""
        what = f"{error!r}" if error else "its worker ended over it, or took too long"
        name = f"Report {row.content_hash[:12]} ({row.edition})"
        if pause is None:
            logger.error(
                "%s could not be made in %s attempts: %s", name, row.attempts, what, exc_info=error
            )
        else:
            logger.warning("%s: attempt %s failed: %s", name, row.attempts, what)

    def _rest(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.is_over():
            time.sleep(INTERVAL)
