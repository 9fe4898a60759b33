"""The start page: what you get, and the form that begins an assessment without an account."""

from __future__ import annotations

from django import forms
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from .. import access, rubrics, services
from ..htmx import HtmxHttpRequest


class BeginForm(forms.Form):
    """The name of the company that is to be assessed."""

    company = forms.CharField(
        label=_("Name of the company"),
        max_length=120,
        error_messages={
            "required": _("Give the name of the company; it stands on the report."),
            "max_length": _("Keep the name to 120 characters."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "organization", "class": "input"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HtmxHttpRequest) -> HttpResponse:
    form = BeginForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        _assessment, token = services.begin_assessment(
            company_name=form.cleaned_data["company"],
            as_of=timezone.localdate(),
            owner=access.signed_in_or_none(request),
        )
        return redirect("quick" if "quick" in request.POST else "hub", token=token)
    status = 422 if form.errors else 200
    context = {"form": form, "rubric": rubrics.find()}
    return render(request, "start.html", context, status=status)


@require_safe
def health(request: HtmxHttpRequest) -> HttpResponse:
    """For load balancers: 200 if the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
