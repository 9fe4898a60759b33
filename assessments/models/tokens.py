"""Random names: of links, which are secrets, and of rows in addresses, which are not."""

from __future__ import annotations

import hashlib
import secrets
import string

LETTERS_AND_DIGITS = string.ascii_letters + string.digits


def new_token() -> str:
    """A token that nobody can guess: 192 random bits, 32 characters, safe in a URL."""
    return secrets.token_urlsafe(24)


def hash_of(token: str) -> str:
    """What is kept of a token. It is random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_public_id() -> str:
    """The name of a row in an address, 12 letters and digits: it tells nothing, and opens nothing by
    itself. No dash, which a command would take for an option."""
    return "".join(secrets.choice(LETTERS_AND_DIGITS) for _ in range(12))
