"""No secret of an address gets into a log.

Whoever has the token of a private link, a share or an invitation can open what it stands for, so a log
that held addresses would be a list of keys. What is masked is the part after ``/a/``, ``/s/``, ``/m/``
or ``/j/``, wherever it stands: in a path, in a referrer, in the ``next`` of a sign-in; and a token that
a message names as one, as that of ``NoReverseMatch`` does. The name of an assessment opens nothing by
itself and stays: it is shorter than any token. A token for the API is known by how it begins, wherever it stands.
"""

from __future__ import annotations

import logging
import re

MASK = "[token]"
# A name has 12 characters, a token 32: what is longer than a name is masked, also if it was cut short
# or something was added to it. Within a query a slash may be written as %2F.
IN_AN_ADDRESS = re.compile(
    r"""((?:/|%2F)[ajms](?:/|%2F))(?:(?!%2F)[^/\s"'<>?#&]){13,}""", re.IGNORECASE
)
OF_THE_API = re.compile(r"stagecheck_[\w-]{13,}")
BY_ITS_NAME = re.compile(r"""(["'](?:token|share|joining|bringing)["']: ["'])[^"']{13,}""")


def masked(text: str) -> str:
    """The text with every token in it replaced."""
    text = OF_THE_API.sub(MASK, text)
    return BY_ITS_NAME.sub(rf"\1{MASK}", IN_AN_ADDRESS.sub(rf"\1{MASK}", text))


class MaskTokens(logging.Filter):
    """Lets every record through, without the tokens in its message and its traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if (clean := masked(message)) != message:
            record.msg, record.args = clean, None
        if record.exc_info and not record.exc_text:
            # Formatters take what was written here before they write it themselves.
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = masked(record.exc_text)
        if record.stack_info:
            record.stack_info = masked(record.stack_info)
        return True


mask_tokens = MaskTokens()  # one for all: added twice to a logger, it still is there once
