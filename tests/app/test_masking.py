"""Logs hold no token: neither what Django writes of refused and failed requests nor gunicorn's logs."""

from __future__ import annotations

import io
import logging
import logging.config
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from assessments.models import Link
from stagecheck.masking import MASK, MaskTokens, masked

from ..browser.production import Server, production_server
from .factories import begun_assessment, owned_assessment, user

TOKEN = (
    "Vb3-mQ7_kZp0RtYx2LcN9dHs4FgWjE6u"  # made up: the tests of all processes have the same names
)


@pytest.mark.parametrize(
    ("said", "clean"),
    [
        (f"Not Found: /a/{TOKEN}/", f"Not Found: /a/{MASK}/"),
        (f"Not Found: /s/{TOKEN}/", f"Not Found: /s/{MASK}/"),
        (f"/a/{TOKEN}", f"/a/{MASK}"),
        (f"/a/{TOKEN}/result/?x=1", f"/a/{MASK}/result/?x=1"),
        (f'"GET /a/{TOKEN}/ HTTP/1.1" 200', f'"GET /a/{MASK}/ HTTP/1.1" 200'),
        (f'"http://host/a/{TOKEN}/check/" "Firefox"', f'"http://host/a/{MASK}/check/" "Firefox"'),
        (f"/mounted/below/a/{TOKEN}/", f"/mounted/below/a/{MASK}/"),
        (f"/account/login/?next=/a/{TOKEN}/claim/", f"/account/login/?next=/a/{MASK}/claim/"),
        (f"?next=%2Fa%2F{TOKEN}%2Fclaim%2F&x=1", f"?next=%2Fa%2F{MASK}%2Fclaim%2F&x=1"),
        (f"?next=%2fs%2f{TOKEN}%2f", f"?next=%2fs%2f{MASK}%2f"),
        (f"/a/{TOKEN}x/ and /s/{TOKEN[:-1]}/", f"/a/{MASK}/ and /s/{MASK}/"),
        (f"/a/{TOKEN}%0aX/", f"/a/{MASK}/"),
        ("{'token': '" + TOKEN + "', 'slug': 'x'}", "{'token': '" + MASK + "', 'slug': 'x'}"),
    ],
)
def test_a_token_is_masked_wherever_it_stands(said: str, clean: str):
    assert masked(said) == clean
    assert TOKEN[:-1] not in masked(said)


@pytest.mark.parametrize(
    "said",
    [
        "Not Found: /a/pXq8lWSFgK-c/",  # an assessment's name opens nothing by itself
        "/companies/x/sharing/",
        "/rubric/practices/priority-owner/",
        "/static/css/tokens.css",
        'File "/srv/stagecheck/assessments/access.py", line 3',
        "a/b and s/o",
    ],
)
def test_everything_else_stays(said: str):
    assert masked(said) == said


# --- Django --------------------------------------------------------------------------------------


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the handlers of the settings write, as text; put in place as Django does it."""
    stream = io.StringIO()
    loggers = [logging.getLogger(), *map(logging.getLogger, ("django", "django.server"))]
    before = [(one, one.handlers[:], one.level, one.propagate) for one in loggers]
    from django.utils.log import DEFAULT_LOGGING

    logging.config.dictConfig(DEFAULT_LOGGING)
    logging.config.dictConfig(settings.LOGGING)
    handlers = [handler for one in loggers for handler in one.handlers]
    assert handlers
    for handler in handlers:
        assert isinstance(handler, logging.StreamHandler)
        handler.setStream(stream)
    yield stream
    for one, kept, level, propagate in before:
        one.handlers, one.level, one.propagate = kept, level, propagate


@pytest.mark.django_db
def test_a_404_tells_no_token(client: Client, written: io.StringIO):
    for path in (
        f"/a/{TOKEN}/",
        f"/s/{TOKEN}/",
        f"/m/{TOKEN}/",
        f"/j/{TOKEN}/",
        f"/a/{TOKEN}/result/",
    ):
        assert client.get(path).status_code == 404

    assert written.getvalue().splitlines() == [
        f"Not Found: /a/{MASK}/",
        f"Not Found: /s/{MASK}/",
        f"Not Found: /m/{MASK}/",
        f"Not Found: /j/{MASK}/",
        f"Not Found: /a/{MASK}/result/",
    ]


@pytest.mark.django_db
def test_a_403_tells_no_token(written: io.StringIO):
    _assessment, token = begun_assessment()

    response = Client(enforce_csrf_checks=True).post(reverse("check", kwargs={"token": token}))

    assert response.status_code == 403
    assert f"/a/{MASK}/check/" in written.getvalue()
    assert "Forbidden" in written.getvalue()
    assert token not in written.getvalue()


@pytest.mark.django_db
def test_a_500_tells_no_token_in_message_or_traceback(
    client: Client, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
):
    _assessment, token = begun_assessment()
    client.raise_request_exception = False

    def fail(*_args: object, **_kwargs: object) -> None:
        reverse("section", kwargs={"token": token, "slug": "not a slug"})

    monkeypatch.setattr("assessments.access.open_assessment", fail)
    assert client.get(reverse("hub", kwargs={"token": token})).status_code == 500

    assert f"Internal Server Error: /a/{MASK}/" in written.getvalue()
    assert "Traceback" in written.getvalue()
    assert "NoReverseMatch" in written.getvalue()
    assert token not in written.getvalue()


@pytest.mark.django_db
def test_a_405_a_bad_host_and_the_development_server_tell_no_token(
    client: Client, written: io.StringIO
):
    """Whatever else is logged with an address: it all passes the same handlers."""
    assessment = owned_assessment(user())
    assert client.put(f"/a/{TOKEN}/").status_code == 405
    client.get(f"/a/{TOKEN}/", headers={"host": "evil.example"})
    logging.getLogger("django.security.DisallowedHost").error("at /a/%s/", TOKEN)
    logging.getLogger("django.server").info('"GET /a/%s/ HTTP/1.1" 200 5', TOKEN)
    logging.getLogger("assessments.anything").warning("about /s/%s/", TOKEN, stack_info=True)
    client.put(f"/a/{assessment.public_id}/")

    said = written.getvalue()
    assert TOKEN not in said
    assert said.count(MASK) == 4
    assert f"/a/{assessment.public_id}/" in said


def test_no_handler_of_the_settings_is_without_the_filter():
    handlers: Any = settings.LOGGING["handlers"]
    assert handlers
    for name, handler in handlers.items():
        assert handler["filters"] == ["mask_tokens"], name


def test_a_record_is_let_through_as_it_is_if_there_is_nothing_to_mask():
    record = logging.LogRecord("x", logging.INFO, "x.py", 1, "%s of %s", (1, 2), None)

    assert MaskTokens().filter(record)

    assert (record.msg, record.args) == ("%s of %s", (1, 2))


# --- gunicorn ------------------------------------------------------------------------------------

BEGUN = """
from tests.app.factories import begun_assessment
print(begun_assessment()[1])
"""
BREAK = """
from django.db import connection
connection.cursor().execute("ALTER TABLE assessments_link RENAME TO gone")
"""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A production server that logs every request."""
    monkeypatch.setenv("GUNICORN_CMD_ARGS", "--access-logfile - --log-level debug")
    monkeypatch.setenv("STAGECHECK_RENDER_WORKERS", "0")
    with production_server() as running:
        yield running


def asked(server: Server, path: str, *, post: bool = False, referrer: str = "") -> int:
    request = urllib.request.Request(  # noqa: S310
        server.address + path, data=b"" if post else None, headers={"Referer": referrer}
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="starts a server as Linux has them")
@pytest.mark.processes
def test_a_servers_logs_hold_no_token_whatever_a_request_comes_to(server: Server):
    token, dead = server.python(BEGUN), Link.new_token()
    hub = f"/a/{token}/"
    wanted = [
        asked(server, hub),
        asked(server, f"{hub}check/", referrer=f"{server.address}{hub}"),
        asked(server, f"{hub}claim/"),  # leads to the sign-in, which is told where to go on
        asked(server, f"{hub}check/", post=True),
        asked(server, f"/a/{dead}/"),
        asked(server, f"/s/{dead}/"),
    ]
    server.python(BREAK)
    wanted.append(asked(server, hub))

    assert wanted == [200, 200, 200, 403, 404, 404, 500]
    server.stop()
    log = server.log.read_text()
    assert token not in log
    assert dead not in log
    assert f'"GET {hub.replace(token, MASK)} HTTP/1.1" 200' in log  # the access log is on
    assert f"{server.address}/a/{MASK}/" in log  # with the referrer
    assert f"?next=/a/{MASK}/claim/" in log
    assert f"Not Found: /s/{MASK}/" in log
    assert f"Internal Server Error: /a/{MASK}/" in log
    assert "Traceback" in log
