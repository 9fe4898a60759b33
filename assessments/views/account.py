"""One's own account: what it has, what others see of it, and its end.

Signing in and up, addresses, passwords, second steps and sessions are pages of django-allauth.
"""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.views import ConfirmEmailVerificationCodeView
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from .. import access
from ..htmx import HtmxHttpRequest
from ..selectors.accounts import account_of, owned_alone
from ..selectors.members import kept_alone, kept_by_nobody_else
from ..services.accounts import OnlyOwner, delete_account, rename_account


class NameForm(forms.Form):
    """What others see of a person."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=120,
        required=False,
        error_messages={"max_length": gettext_lazy("Keep the name to 120 characters.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HtmxHttpRequest) -> HttpResponse:
    """The account's own page; its form gives a name."""
    user = access.signed_in(request)
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": user.name})
    if request.method == "POST" and form.is_valid():
        rename_account(user, form.cleaned_data["name"])
        messages.success(request, _("Your name is saved."))
        return redirect("account")
    context = {"account": account_of(user), "form": form}
    return render(request, "account/account.html", context, status=422 if form.errors else 200)


class _ConfirmAddress(ConfirmEmailVerificationCodeView):
    """The page for the code that an address is confirmed with.

    Theirs (65.21) has nothing for a new address that is none, and fails.
    """

    def _change_form_invalid(self, form: forms.Form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form))


confirm_address = _ConfirmAddress.as_view()


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HtmxHttpRequest) -> HttpResponse:
    """Delete the account, once it was confirmed that it is one's own."""
    access.signed_in(request)
    return _delete(request)


@reauthentication_required(allow_get=False)
def _delete(request: HtmxHttpRequest) -> HttpResponse:
    user = access.signed_in(request)
    if request.method != "POST":
        context = {
            "companies": owned_alone(user),
            "portfolios": kept_alone(user),
            "going": kept_by_nobody_else(user),
        }
        return render(request, "account/delete.html", context)
    address = user.email
    try:
        delete_account(user)
    except OnlyOwner as owner:
        needed = {"companies": owner.companies, "portfolios": owner.portfolios}
        return render(request, "account/delete.html", needed, status=409)
    get_adapter().send_notification_mail("account/email/account_deleted", user, email=address)
    logout(request)
    messages.success(request, _("Your account is deleted."))
    return redirect("start")
