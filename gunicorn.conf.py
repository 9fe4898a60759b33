"""How `make run` serves: read by gunicorn from the directory it starts in."""

import logging
import os
from typing import Any

from stagecheck import render_workers
from stagecheck.masking import mask_tokens

# One process with threads: SQLite has one writer at a time, so more processes would only wait.
# WEB_CONCURRENCY, which gunicorn reads by itself, sets another number.
bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
threads = 4
loglevel = "warning"
control_socket_disable = True  # it would lie in the home directory, one for all checkouts

# Errors and, once it is on, the access log tell addresses. Workers inherit the filter.
for log in ("gunicorn.error", "gunicorn.access"):
    logging.getLogger(log).addFilter(mask_tokens)

# Processes beside the web's that make the PDF reports; 0 where they are run in another way.
render_worker_number = int(os.environ.get("STAGECHECK_RENDER_WORKERS", "1"))


def when_ready(server: Any) -> None:
    render_workers.start(render_worker_number)


def on_reload(server: Any) -> None:
    """After SIGHUP reports are made by the new code, too."""
    render_workers.stop()
    render_workers.start(render_worker_number)


def on_exit(server: Any) -> None:
    render_workers.stop()


def post_worker_init(worker: Any) -> None:
    """Say where the application is, once it has loaded; not again for later workers."""
    if worker.age == 1:
        print(f"Stagecheck runs at http://{bind} (stop with Ctrl+C)", flush=True)
