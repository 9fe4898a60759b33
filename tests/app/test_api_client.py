"""The example client of the API's page does what the page says."""

from __future__ import annotations

import subprocess
import sys

import pytest
from pytest_django.live_server_helper import LiveServer

from assessments.api.pages import client_source

from .factories import entry_in, owned_assessment, portfolio_of, token_for, user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("stub_pdf")]


def test_the_client_lists_every_company_with_its_stage(live_server: LiveServer):
    founder, advisor = user("founder@example.org"), user("advisor@example.org")
    portfolio = portfolio_of(advisor)
    entry_in(portfolio, owned_assessment(founder, company="Ferrovia").company)
    entry_in(portfolio, owned_assessment(founder, company="Grown", archetype="scaling").company)
    entry_in(portfolio, owned_assessment(founder, company="Open", submitted=False).company)
    _row, token = token_for(advisor, "read")

    ran = subprocess.run(
        [sys.executable, "-c", client_source()],
        env={"STAGECHECK": live_server.url, "STAGECHECK_TOKEN": token},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ran.stderr == ""
    assert ran.stdout.splitlines() == [
        "Ferrovia\tAdoption",
        "Grown\tScaling",
        "Open\tno verdict",
    ]


def test_the_client_takes_ten_lines():
    lines = [line for line in client_source().splitlines() if line.strip()]

    assert len(lines) == 10
