"""A company's data: taken along as one file, brought in from one, deleted."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .. import access, rubrics
from ..access import May, ToCompany
from ..company_file import reading
from ..htmx import HtmxHttpRequest
from ..models import Company
from ..selectors.keeping import Holdings, holdings_of
from ..services.deleting import (
    NotUnclaimed,
    ask_for_deletion,
    delete_due,
    delete_unclaimed,
    keep,
)
from ..services.exporting import export_company
from ..services.importing import Imported, import_company
from . import results

MOST_LEFT_OUT = 3  # answers named in one message


@dataclass(frozen=True)
class DataPage:
    """What there is of a company, and what can be done with it."""

    way: ToCompany
    holdings: Holdings
    grace_days: int

    @property
    def company(self) -> Company:
        return self.way.company


# --- taken along ---------------------------------------------------------------------------------


@never_cache
@require_safe
def data(request: HtmxHttpRequest, company: str) -> HttpResponse:
    """The page from which a company's data is exported and the company deleted."""
    way = access.company(request, company, May.MANAGE, even_deleted=True)
    page = DataPage(way, holdings_of(way.company), settings.DELETION_GRACE_DAYS)
    context = {"page": page, "way": way, "company": way.company}
    return render(request, "companies/data.html", context)


@never_cache
@require_POST
def export(request: HtmxHttpRequest, company: str) -> HttpResponseBase:
    """The company's file. A post, since that it was made is recorded."""
    way = access.company(request, company, May.MANAGE, even_deleted=True)
    file = export_company(way.company, user=access.signed_in(request))
    day = timezone.localdate().isoformat()
    name = results.file_name(way.company.name, "json").replace(".json", f"-{day}.json")
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/json")


# --- brought in ----------------------------------------------------------------------------------


class ImportForm(forms.Form):
    """The file of a company."""

    file = forms.FileField(
        label=gettext_lazy("The company’s file"),
        allow_empty_file=True,  # what is wrong with it is said by who reads it
        error_messages={"required": gettext_lazy("Choose the file to import.")},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HtmxHttpRequest) -> HttpResponse:
    """Make a company of a file; all of it, or nothing."""
    user = access.signed_in(request)
    if request.method != "POST":
        return _render_import(request, ImportForm())
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _render_import(request, form)
    file: UploadedFile = form.cleaned_data["file"]
    try:
        found = reading.read(file.read(reading.LARGEST_FILE + 1), rubrics.find)
    except reading.Unfit as unfit:
        return _render_import(request, form, unfit, file.name or "")
    imported = import_company(found, user)
    _tell_of_import(request, imported)
    return redirect("company", company=imported.company.public_id)


def _render_import(
    request: HtmxHttpRequest,
    form: ImportForm,
    unfit: reading.Unfit | None = None,
    file_name: str = "",
) -> HttpResponse:
    context = {
        "form": form,
        "unfit": unfit,
        "file_name": file_name,
        "most": reading.LARGEST_FILE // 1_000_000,
    }
    status = 422 if unfit or form.errors else 200
    return render(request, "companies/import.html", context, status=status)


def _tell_of_import(request: HtmxHttpRequest, imported: Imported) -> None:
    name = imported.company.name
    messages.success(request, _("%(company)s is imported, and yours.") % {"company": name})
    if imported.closed:
        words = ngettext(
            "The answers of %(count)s respondent were closed when the file was made, so they are not in it.",
            "The answers of %(count)s respondents were closed when the file was made, so they are not in it.",
            imported.closed,
        )
        messages.warning(request, words % {"count": imported.closed})
    if count := len(imported.left_out):
        words = ngettext(
            "%(count)s answer does not fit the rubric as it reads here and counts as not given: %(which)s",
            "%(count)s answers do not fit the rubric as it reads here and count as not given: %(which)s",
            count,
        )
        which = " · ".join(str(one) for one in imported.left_out[:MOST_LEFT_OUT])
        more = " …" if count > MOST_LEFT_OUT else ""
        messages.warning(request, words % {"count": count, "which": which + more})


# --- deleted -------------------------------------------------------------------------------------


class DeleteForm(forms.Form):
    """The name of the company, typed to show that this one is meant."""

    name = forms.CharField(
        label=gettext_lazy("Name of the company"),
        max_length=1000,
        error_messages={"required": gettext_lazy("Type the name of the company.")},
    )

    def __init__(self, company: Company, *args: Any) -> None:
        super().__init__(*args)
        self.company = company

    def clean_name(self) -> str:
        typed: str = self.cleaned_data["name"]
        if _as_typed(typed) != _as_typed(self.company.name):
            raise forms.ValidationError(_("That is not the name of this company."))
        return typed


def _as_typed(name: str) -> str:
    """What matters of a name that is typed: neither case nor spaces nor how an accent is put."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HtmxHttpRequest, company: str) -> HttpResponse:
    """Ask for the company's deletion; the name is typed to confirm."""
    way = access.company(request, company, May.MANAGE, even_deleted=True)
    place = reverse("company-data", kwargs={"company": way.company.public_id})
    if way.company.is_being_deleted:
        return redirect(place)
    form = DeleteForm(way.company, *([request.POST] if request.method == "POST" else []))
    if form.is_valid():
        user, address = access.signed_in(request), request.build_absolute_uri(place)
        ask_for_deletion(way.company, by=user, address=address)
        return _asked(request, way.company, place)
    context = {
        "page": DataPage(way, holdings_of(way.company), settings.DELETION_GRACE_DAYS),
        "company": way.company,
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "companies/delete.html", context, status=status)


def _asked(request: HtmxHttpRequest, company: Company, place: str) -> HttpResponse:
    if not company.is_due:
        return redirect(place)
    delete_due()  # this instance gives no time of grace
    messages.success(request, _("%(company)s is deleted.") % {"company": company.name})
    return redirect("companies")


@never_cache
@require_POST
def keep_company(request: HtmxHttpRequest, company: str) -> HttpResponse:
    """Stop the deletion."""
    way = access.company(request, company, May.MANAGE, even_deleted=True)
    name = way.company.name
    place = reverse("company", kwargs={"company": way.company.public_id})
    was_asked = way.company.is_being_deleted
    if keep(way.company, by=access.signed_in(request), address=request.build_absolute_uri(place)):
        messages.success(request, _("%(company)s is kept.") % {"company": name})
    elif was_asked:
        messages.error(
            request, _("It is too late: %(company)s is being deleted.") % {"company": name}
        )
    return redirect(place)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delete_nobodys(request: HtmxHttpRequest, token: str) -> HttpResponse:
    """Delete an assessment that nobody has claimed, at once, by its private link."""
    way = access.assessment(request, token, May.ANSWER)
    if not way.by_link or way.company.is_claimed:
        raise Http404
    if request.method == "POST":
        try:
            delete_unclaimed(way.assessment)
        except NotUnclaimed:
            raise Http404 from None
        messages.success(request, _("The assessment is deleted, and nothing of it is left here."))
        return redirect("start")
    context = {"token": token, "assessment": way.assessment, "company": way.company}
    return render(request, "companies/delete_nobodys.html", context)
