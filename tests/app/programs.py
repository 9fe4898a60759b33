"""Programs that use the API: what they send, and with whose token."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from assessments.models import User

from .factories import token_for

PLACE = "/api/v1/"


class Program:
    """A program that has a token of somebody, by default with every scope; without a user it has none."""

    def __init__(self, user: User | None = None, *scopes: str, token: str = "") -> None:
        self.token = token or (token_for(user, *scopes)[1] if user else "")
        self.client = Client(raise_request_exception=False, enforce_csrf_checks=True)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The response to a request with a JSON body, or with none."""
        sent: dict[str, Any] = {}
        if body is not None:
            sent = {"data": json.dumps(body), "content_type": "application/json"}
        send = getattr(self.client, method.lower())
        return send(PLACE + path, headers=self.headers | headers, **sent)

    def get(self, path: str, **headers: str) -> Any:
        return self.send("GET", path, **headers)

    def read(self, path: str) -> Any:
        """What it gets, which has to be there."""
        response = self.get(path)
        assert response.status_code == 200, response.content
        return response.json()
