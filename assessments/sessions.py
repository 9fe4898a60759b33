"""Sessions and whose they are, found with prepared queries: each page of somebody signed in asks for both.

Otherwise they are Django's and django-allauth's.
"""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from .models import User
from .prepared import NUMBER, TEXT, Prepared


class SessionStore(db.SessionStore):
    """A session as a row of the database."""

    def _get_session_from_db(self) -> Session | None:
        found = _sessions.first(self.session_key) if self.session_key else None
        if found is None or found.expire_date <= timezone.now():
            self._session_key = None
            return None
        return found


class AccountBackend(AuthenticationBackend):
    """Signs in by address and password; knows again who has."""

    def get_user(self, user_id: int) -> User | None:
        user = _users.first(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None


def _sessions_of(key: str) -> QuerySet[Session, Any]:
    return Session.objects.filter(session_key=key)


def _users_of(pk: int) -> QuerySet[User, Any]:
    return User.objects.filter(pk=pk)


_sessions, _users = Prepared(_sessions_of, TEXT), Prepared(_users_of, NUMBER)
