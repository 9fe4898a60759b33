"""What Stagecheck does differently from django-allauth, which signs people in: words, mails, places."""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.forms import BaseForm
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .mail import with_html
from .models import User

logger = logging.getLogger(__name__)

LONGEST_ADDRESS: int = User._meta.get_field("email").max_length or 254


class AccountAdapter(DefaultAccountAdapter):
    """How accounts are made, found and written to."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account has been switched off."),
        "cannot_remove_primary_email": _(
            "This is your main address. Make another one your main address first."
        ),
        "duplicate_email": _("Your account has this address already."),
        "email_password_mismatch": _(
            "No account has this address and this password. Check both, or have a code sent to you."
        ),
        "email_taken": _("Another account has this address."),
        "enter_current_password": _("That is not your present password."),
        "incorrect_code": _(
            "That is not the code that was sent last. Copy it again, to the last letter."
        ),
        "incorrect_password": _("That is not your password."),
        "max_email_addresses": _("An account has at most %d addresses."),
        "too_many_login_attempts": _(
            "Too many attempts. Wait a few minutes, then try again or have a code sent to you."
        ),
        "unverified_primary_email": _("Confirm the address first; then it can be your main one."),
        "same_as_current": _("That is the address that you have given already."),
        "rate_limited": _("That was too often within a short time. Wait a minute, then try again."),
    }

    def clean_email(self, email: str) -> str:
        """The address, if it is short enough to be kept."""
        if len(email) > LONGEST_ADDRESS:
            raise ValidationError(
                _("Keep the address to %(count)s characters."), params={"count": LONGEST_ADDRESS}
            )
        return email

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """The mail as text and, with the same words, as HTML."""
        minutes = {"minutes": settings.CODE_MINUTES}
        message = super().render_mail(template_prefix, email, {**minutes, **context}, headers)
        return with_html(message, code=context.get("code", ""))

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Tell somebody what was done to their account. It was done whether the mail goes out or
        not, so if it does not, that is for the log."""
        try:
            super().send_notification_mail(*args, **kwargs)
        except (OSError, SMTPException):
            logger.exception("a mail about a change of an account could not be sent")

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Count the address as confirmed; the main one is told of one that is new."""
        is_new = email_address.pk is None
        is_done = bool(super().confirm_email(request, email_address))
        if is_done and is_new:
            told = {"added_email": email_address.email}
            self.send_notification_mail("account/email/email_added", email_address.user, told)
        return is_done

    def save_user(
        self, request: HttpRequest, user: AbstractBaseUser, form: BaseForm, commit: bool = True
    ) -> AbstractBaseUser:
        """A new account. Of two made at once with one address, as by a double click, one is."""
        try:
            with transaction.atomic():
                return super().save_user(request, user, form, commit)
        except IntegrityError:
            said = gettext("There is an account with this address now. Sign in with it.")
            self.add_message(request, messages.INFO, message=said)
            raise ImmediateHttpResponse(redirect("account_login")) from None

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        """Where one goes after confirming an address that was added to an account."""
        return reverse("account_email")


class MfaAdapter(DefaultMFAAdapter):
    """The words of the second step, and what passkeys are called."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "cannot_generate_recovery_codes": _(
            "Recovery codes stand in for an authenticator app or a passkey. Set up one of them first."
        ),
        "incorrect_code": _("That did not work: the code is wrong, or was used or too old."),
        "unverified_email": _("Confirm your e-mail addresses first, or remove them."),
    }

    def _get_site_name(self) -> str:
        """What passkey and app show as the site."""
        return "Stagecheck"

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        """What a passkey is called until its owner gives it another name."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Passkey %(number)s") % {"number": count + 1}
