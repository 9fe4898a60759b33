"""E-mails: written once, as text, and sent as text and HTML.

The text is paragraphs with an empty line between them. In the HTML an address that stands alone is a
link, lines that begin with "- " are a list, and the code that the mail is about stands out. So the
two cannot say different things, and whatever is in a name stays text.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from smtplib import SMTPException
from typing import Any

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)

ADDRESS = re.compile(r"https?://\S+")
BULLET = "- "


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a mail: ``kind`` is text, link, list or code."""

    kind: str
    lines: tuple[str, ...]


def mail(template_prefix: str, to: str, context: dict[str, Any]) -> EmailMultiAlternatives:
    """A mail from the templates ``<prefix>_subject.txt`` and ``<prefix>_message.txt``.

    They are text: each begins with ``{% autoescape off %}``. The caller sends it, after the commit.
    """
    subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", context).split())
    body = render_to_string(f"{template_prefix}_message.txt", context).strip()
    message = EmailMultiAlternatives(f"Stagecheck: {subject}", body, to=[to])
    return with_html(message, code=context.get("code", ""))


def is_taken(message: EmailMessage) -> bool:
    """Send the mail; whether the mail server took it. For what holds whether it could be mailed or
    not, so not within a transaction.

    A mail may hold a secret link: only the kind of a fault is logged.
    """
    try:
        return message.send() > 0
    except (SMTPException, OSError) as error:
        logger.warning("A mail could not be sent: %s", type(error).__name__)
        return False


def with_html(message: EmailMessage, code: str = "") -> EmailMultiAlternatives:
    """The same mail with its text as HTML beside it. ``code`` is what is to be copied from it."""
    if not isinstance(message, EmailMultiAlternatives):
        raise TypeError("a mail that has no text")
    message.body = re.sub(r"\n{3,}", "\n\n", str(message.body)).strip() + "\n"
    context = {"subject": message.subject, "parts": parts(message.body, code)}
    message.attach_alternative(render_to_string("mail.html", context), "text/html")
    return message


def parts(text: str, code: str = "") -> list[Part]:
    """The paragraphs of a mail, each with what it is."""
    paragraphs = [paragraph.strip().splitlines() for paragraph in text.split("\n\n")]
    return [_part([line.strip() for line in lines], code) for lines in paragraphs if lines]


def _part(lines: list[str], code: str) -> Part:
    if code and lines == [code]:
        return Part("code", tuple(lines))
    if all(line.startswith(BULLET) for line in lines):
        return Part("list", tuple(line.removeprefix(BULLET) for line in lines))
    if len(lines) == 1 and ADDRESS.fullmatch(lines[0]):
        return Part("link", tuple(lines))
    return Part("text", tuple(lines))
