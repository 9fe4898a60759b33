"""The production server that other tests use: it serves as ``make run`` does, and can be killed."""

from __future__ import annotations

import urllib.error
import urllib.request

import pytest

from .production import Server

pytestmark = pytest.mark.browser

BEGIN = """
from tests.app.factories import begun_assessment
print(begun_assessment(company="Ferrovia")[1])
"""


def get(address: str) -> int:
    with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310
        return int(answer.status)


def test_a_killed_server_is_gone_and_comes_back_with_what_was_saved(server: Server):
    token = server.python(BEGIN)
    hub = f"{server.address}/a/{token}/"
    assert get(hub) == 200

    server.kill()

    assert not server.is_running
    with pytest.raises(urllib.error.URLError, match="refused"):
        get(hub)
    server.start()
    assert get(hub) == 200
