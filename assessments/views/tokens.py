"""One's tokens for the API: made for a purpose and a time, shown once, and revoked."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from .. import access
from ..htmx import HtmxHttpRequest
from ..models import ApiToken, User
from ..selectors.api_tokens import new_api_token, tokens_of
from ..services.api_tokens import TooManyTokens, make_token, revoke_token
from .day_input import DayInput, is_day

USUAL, LONGEST = timedelta(days=90), timedelta(days=365)
KEY_AGE = timedelta(days=1)
UNCLEAR_DAY = gettext_lazy("Give the day as in 24/12/2026.")


class TokenForm(forms.Form):
    """What a token is for, what it may do, and until when."""

    name = forms.CharField(
        max_length=80,
        error_messages={
            "required": gettext_lazy("Say what the token is for."),
            "max_length": gettext_lazy("Keep it to 80 characters."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": "80"}),
    )
    scopes = forms.MultipleChoiceField(
        choices=ApiToken.Scope.choices,
        error_messages={
            "required": gettext_lazy("Choose at least one thing that it may do."),
            "invalid_choice": gettext_lazy("Choose among those listed."),
        },
    )
    until = forms.DateField(
        error_messages={
            "required": gettext_lazy("Give the last day on which it works."),
            "invalid": UNCLEAR_DAY,
        },
        widget=DayInput(),
    )

    def clean_until(self) -> date:
        day: date = self.cleaned_data["until"]
        today = timezone.localdate()
        if day < today:
            raise forms.ValidationError(_("That day is over. Give today or a later day."))
        if day > today + LONGEST:
            raise forms.ValidationError(_("A token works for a year at most. Give an earlier day."))
        return day

    @property
    def expires_at(self) -> datetime:
        """The end of the last day, once the form is valid."""
        day = self.cleaned_data["until"] + timedelta(days=1)
        return timezone.make_aware(datetime.combine(day, time.min))

    @property
    def until_written(self) -> str:
        """The last day as the field takes it: a day, or as it was typed."""
        value = self["until"].value()
        return "" if value is None else str(value)

    @property
    def until_is_day(self) -> bool:
        """Whether a browser's field for dates can hold that."""
        return is_day(self.until_written)

    @property
    def choices(self) -> list[tuple[str, Any, bool]]:
        """Each scope, what it lets a program do, and whether it is chosen."""
        chosen = self["scopes"].value() or []
        return [(one, words, one in chosen) for one, words in ApiToken.Scope.choices]


@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HtmxHttpRequest) -> HttpResponse:
    """The tokens there are, and the form of a new one; posted, the token, which is shown this once."""
    access.signed_in(request)
    return _tokens(request)


@reauthentication_required(allow_get=False)
def _tokens(request: HtmxHttpRequest) -> HttpResponse:
    user = access.signed_in(request)
    if request.method != "POST":
        initial = {"until": timezone.localdate() + USUAL, "scopes": [ApiToken.Scope.READ]}
        return _page(request, user, TokenForm(initial=initial))
    form = TokenForm(request.POST)
    token = _token_of(user, request.POST.get("key", ""))
    if form.is_valid() and token is None:
        form.add_error(None, _("The page was too old. Nothing was done; please send it again."))
    if not form.is_valid() or token is None:
        return _page(request, user, form, status=422)
    try:
        row, is_new = make_token(
            user,
            token=token,
            name=form.cleaned_data["name"],
            scopes=form.cleaned_data["scopes"],
            expires_at=form.expires_at,
        )
    except TooManyTokens:
        form.add_error(
            None, _("You have as many tokens as one may. Revoke one that is not needed.")
        )
        return _page(request, user, form, status=422)
    if is_new:
        mail = "account/email/api_token_made"
        get_adapter().send_notification_mail(mail, user, {"token_name": row.name})
    return render(request, "account/token_made.html", {"row": row, "token": token})


def _page(
    request: HtmxHttpRequest, user: User, form: TokenForm, *, status: int = 200
) -> HttpResponse:
    rows = list(tokens_of(user))
    context = {
        "form": form,
        "key": new_key(user),
        "working": [one for one in rows if one.is_working],
        "over": [one for one in rows if not one.is_working],
    }
    return render(request, "account/tokens.html", context, status=status)


@require_POST
def revoke(request: HttpRequest, api_token: str) -> HttpResponse:
    """Make a token open nothing any more."""
    row = access.api_token(request, api_token)
    revoke_token(row)
    told = _("“%(name)s” is revoked: programs that use it get nothing any more.")
    messages.success(request, told % {"name": row.name})
    return redirect("tokens")


# --- keys ----------------------------------------------------------------------------------------


def new_key(user: User) -> str:
    """The token that the form may make, signed: so the form that is sent twice makes one."""
    return _signer(user).sign(new_api_token())


def _token_of(user: User, key: str) -> str | None:
    """The token of a key that was made for this user within a day; else None."""
    try:
        return _signer(user).unsign(key, max_age=KEY_AGE)
    except signing.BadSignature:
        return None


def _signer(user: User) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"api token of {user.pk}")
