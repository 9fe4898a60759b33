"""The style guide shows every component, and only in development."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from .markup import Html

CSS = Path(django_settings.BASE_DIR) / "static" / "css"


def shown(client: Client, settings: Any) -> Html:
    settings.DEBUG = True
    response = client.get(reverse("styleguide"))
    assert response.status_code == 200
    return Html(response.content.decode(), name="styleguide", url=reverse("styleguide"))


def test_it_is_there_in_development_only(client: Client, settings: Any):
    assert client.get(reverse("styleguide")).status_code == 404
    assert shown(client, settings).one("h1") is not None


def test_every_colour_step_and_space_of_the_tokens_is_shown(client: Client, settings: Any):
    tokens = (CSS / "tokens.css").read_text(encoding="utf-8").partition("@media")[0]
    names = re.findall(r"^  --((?:step|space)-[\d-]+|[\w-]+): (?:#|clamp)", tokens, re.M)
    names += re.findall(r"^  --((?:step|space)-[\d-]+):", tokens, re.M)
    page = shown(client, settings)
    told = {page.text_of(one).removeprefix("--") for one in page.all("code")}

    assert len(names) > 20
    assert {one for one in names if not one.startswith(("stage-", "on-"))} <= told


def test_every_component_is_shown(client: Client, settings: Any):
    page = shown(client, settings)
    classes = {one for element in page.elements for one in (element.get("class") or "").split()}

    assert classes >= {
        "band",
        "button",
        "button--quiet",
        "card",
        "chart",
        "doubt",
        "empty",
        "error-summary",
        "field-error",
        "grid-head",
        "input",
        "lede",
        "news",
        "notice",
        "question--number",
        "question--practice",
        "status--complete",
        "table--cards",
        "tag--must",
    }
