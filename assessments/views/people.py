"""Several people answer: who is invited, how far they have come, and opening what they said."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from .. import access
from ..access import May, SubmittedAlready, ToAssessment
from ..htmx import HtmxHttpRequest
from ..models import Assessment, Company, Respondent
from ..models.tokens import new_public_id
from ..selectors.people import Person, people_of
from ..services import people as inviting
from ..services import settling
from ..services.people import HasSheet, Invited, InvitedAlready, TooMany
from ..services.settling import NobodyFinished

ONCE = re.compile(r"[\w-]{12}", re.ASCII)
OPENED = gettext_lazy(
    "The answers were opened already, so nobody can be invited or left out any more."
)

TOO_MANY = gettext_lazy("No more people can be invited today, or to this assessment.")


class InviteForm(forms.Form):
    """Somebody to be invited. The first time also as what the owner answers."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        error_messages={
            "required": gettext_lazy("Give a name, so that you know whose link it is."),
            "max_length": gettext_lazy("Keep the name to 120 characters."),
        },
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=Respondent.Role.choices,
        error_messages={
            "required": gettext_lazy("Choose the role that they answer from."),
            "invalid_choice": gettext_lazy("Choose one of the roles shown."),
        },
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address (optional)"),
        required=False,
        error_messages={
            "invalid": gettext_lazy("Give an address such as ada@example.org, or leave it empty.")
        },
    )
    own_role = forms.ChoiceField(
        label=gettext_lazy("Your own role"),
        choices=Respondent.Role.choices,
        error_messages={
            "required": gettext_lazy("Choose the role that you answer from."),
            "invalid_choice": gettext_lazy("Choose one of the roles shown."),
        },
    )

    def __init__(self, *args: object, is_first: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not is_first:
            del self.fields["own_role"]

    def clean_name(self) -> str:
        """The name on one line: it stands in the subject of an e-mail."""
        return " ".join(self.cleaned_data["name"].split())


@dataclass(frozen=True)
class PeoplePage:
    """Who answers the assessment, and how far they have come."""

    way: ToAssessment
    people: tuple[Person, ...]
    form: InviteForm
    once: str
    user_pk: int

    @property
    def assessment(self) -> Assessment:
        return self.way.assessment

    @property
    def company(self) -> Company:
        return self.way.company

    @property
    def is_open(self) -> bool:
        """Whether what they said can be seen."""
        return self.assessment.revealed_at is not None

    @property
    def is_first(self) -> bool:
        """Whether nobody has been invited yet."""
        return not self.way.is_common

    @cached_property
    def invited(self) -> tuple[Person, ...]:
        return tuple(one for one in self.people if not one.is_withdrawn)

    @property
    def withdrawn(self) -> tuple[Person, ...]:
        return tuple(one for one in self.people if one.is_withdrawn)

    @property
    def finished(self) -> tuple[Person, ...]:
        return tuple(one for one in self.invited if one.is_finished)

    @property
    def unfinished(self) -> tuple[Person, ...]:
        return tuple(one for one in self.invited if not one.is_finished)

    @property
    def own(self) -> Person | None:
        """The owner who looks, as a respondent."""
        return next((one for one in self.invited if one.respondent.user_id == self.user_pk), None)


def _page(
    request: HtmxHttpRequest, way: ToAssessment, form: InviteForm | None = None
) -> PeoplePage:
    """One query, none before the first invitation."""
    people = people_of(way.assessment) if way.is_common else ()
    unsent = form or InviteForm(is_first=not way.is_common)
    once, user = new_public_id(), access.signed_in(request)
    return PeoplePage(way, people, unsent, once, user.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HtmxHttpRequest, token: str) -> HttpResponse:
    """Everybody who answers; posted, one more is invited, and the link to their sheet shown once."""
    way = access.assessment(request, token, May.ANSWER, even_sheet=True)
    if way.assessment.sheet_of is not None and access.owns(request, way.company):
        if request.method != "POST":
            return redirect("people", token=way.assessment.sheet_of.public_id)
        # A page that was made before somebody else sent the first invitation: it invites all the same.
        way = access.common(request, way.assessment.sheet_of.public_id)
    if way.may < May.MANAGE:
        return _by_link(request, way)
    if request.method != "POST":
        return render(request, "people/people.html", {"page": _page(request, way)})
    if way.assessment.is_submitted:
        messages.error(request, OPENED)
        return redirect("people", token=token)
    form = InviteForm(request.POST, is_first=not way.is_common)
    if not form.is_valid():
        context = {"page": _page(request, way, form)}
        return render(request, "people/people.html", context, status=422)
    return _invite(request, way, form)


def _invite(request: HtmxHttpRequest, way: ToAssessment, form: InviteForm) -> HttpResponse:
    once = request.POST.get("once", "")
    given = form.cleaned_data
    try:
        invited = inviting.invite(
            way.assessment,
            by=access.signed_in(request),
            name=given["name"],
            role=given["role"],
            email=given["email"],
            own_role=given.get("own_role", Respondent.Role.FOUNDER),
            once=once if ONCE.fullmatch(once) else "",
        )
    except InvitedAlready:
        told = _("That person is invited already. If the link is lost, make a new one below.")
        messages.info(request, told)
    except TooMany:
        messages.error(request, TOO_MANY)
    except SubmittedAlready:
        messages.error(request, OPENED)
    else:
        return _show_link(request, invited)
    return redirect("people", token=way.assessment.public_id)


def _show_link(request: HtmxHttpRequest, invited: Invited) -> HttpResponse:
    """The link, this once; mailed too, if there is an address."""
    path = reverse("hub", kwargs={"token": invited.token})
    link, user = request.build_absolute_uri(path), access.signed_in(request)
    respondent = invited.respondent
    is_mailed = bool(respondent.email) and inviting.send(invited, link, by=user)
    context = {
        "respondent": respondent,
        "assessment": respondent.assessment,
        "link": link,
        "is_mailed": is_mailed,
    }
    return render(request, "people/invited.html", context)


def _by_link(request: HtmxHttpRequest, way: ToAssessment) -> HttpResponse:
    """Whoever came by a private link: owners are led on, others told how it goes."""
    if way.assessment.is_sheet:
        raise Http404
    if access.owns(request, way.company):
        return redirect("people", token=way.assessment.public_id)
    if request.method == "POST":
        raise Http404
    context = {"way": way, "token": request.resolver_match.kwargs["token"]}  # type: ignore[union-attr]
    return render(request, "people/by_link.html", context)


@never_cache
@require_POST
def answer_too(request: HtmxHttpRequest, token: str) -> HttpResponse:
    """An owner who has no sheet gets one."""
    way = access.common(request, token)
    role = request.POST.get("role", "")
    if role not in Respondent.Role.values:
        messages.error(request, _("Choose the role that you answer from."))
        return redirect("people", token=token)
    try:
        mine = inviting.add_owner(way.assessment, by=access.signed_in(request), role=role)
    except HasSheet:
        return redirect("people", token=token)
    except SubmittedAlready:
        messages.error(request, OPENED)
        return redirect("people", token=token)
    return redirect("hub", token=mine.sheet.public_id)


@never_cache
@require_POST
def new_link(request: HtmxHttpRequest, token: str, respondent: str) -> HttpResponse:
    """A new link in place of a lost one, shown once. Who comes by their account needs none."""
    found = access.respondent_of(access.common(request, token), respondent)
    if found.user_id is not None:
        raise Http404
    try:
        return _show_link(request, inviting.renew_link(found, by=access.signed_in(request)))
    except SubmittedAlready:
        messages.error(request, _("There is no new link: the invitation is over."))
    except TooMany:
        messages.error(request, TOO_MANY)
    return redirect("people", token=token)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HtmxHttpRequest, token: str, respondent: str) -> HttpResponse:
    """Ask whether to withdraw an invitation; posted, it is withdrawn."""
    way = access.common(request, token)
    found = access.respondent_of(way, respondent)
    user = access.signed_in(request)
    if found.user_id == user.pk:
        raise Http404
    if way.assessment.revealed_at is not None:
        messages.error(request, OPENED)
        return redirect("people", token=token)
    if request.method != "POST":
        context = {"respondent": found, "assessment": way.assessment}
        return render(request, "people/withdraw.html", context)
    try:
        inviting.withdraw(found, by=user)
    except SubmittedAlready:
        messages.error(request, OPENED)
    else:
        told = _("Withdrawn. The link for %(name)s opens nothing any more.")
        messages.success(request, told % {"name": found.name})
    return redirect("people", token=token)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_answers(request: HtmxHttpRequest, token: str) -> HttpResponse:
    """Ask whether to open what they answered, and who would be left out; posted, it is opened."""
    way = access.common(request, token)
    if way.assessment.revealed_at is not None:
        return redirect("differences", token=token)
    if request.method != "POST":
        return render(request, "people/open.html", {"page": _page(request, way)})
    try:
        settling.reveal(way.assessment, by=access.signed_in(request))
    except NobodyFinished:
        messages.error(request, _("Nobody has finished yet, so there is nothing to open."))
        return redirect("people", token=token)
    except SubmittedAlready:
        pass
    return redirect("differences", token=token)
