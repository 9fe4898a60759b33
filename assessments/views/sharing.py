"""A company's shares: who may see it, who has looked, and how to let somebody in or out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .. import access
from ..access import May, ToCompany
from ..htmx import HtmxHttpRequest
from ..models import Act, Assessment, Company, Grant, Look
from ..selectors.sharing import (
    PrivateLink,
    Share,
    acts_of,
    assessments_of,
    keepers_of,
    looks_at,
    private_links_of,
    shares_of,
)
from ..services import sharing
from ..services.sharing import ChangedMeanwhile, MadeOtherwise, TooManyMails
from .share_form import ChangeForm, ShareForm, new_key, token_of

LATEST = 8  # looks and acts told on the first page
ON_A_PAGE = 50
OLD_FORM = gettext_lazy("The page was too old. Nothing was done; please do it again from this one.")
MADE_ALREADY = gettext_lazy(
    "With that form something was shared already. Send this one to share more."
)
MAILED_ENOUGH = gettext_lazy(
    "You have sent as many invitations as one may within a day. Go on tomorrow, or share by link."
)

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class SharingPage:
    """Who may see a company, and who has looked."""

    way: ToCompany
    shares: list[Share]
    links: list[PrivateLink]
    assessments: list[Assessment]
    looks: list[Look]
    acts: list[Act]
    key: str

    @property
    def company(self) -> Company:
        return self.way.company

    @property
    def standing(self) -> list[Share]:
        return [one for one in self.shares if not one.is_over]

    @property
    def over(self) -> list[Share]:
        return [one for one in self.shares if one.is_over]

    @property
    def links_standing(self) -> list[PrivateLink]:
        return [one for one in self.links if not one.is_over]

    @property
    def links_over(self) -> list[PrivateLink]:
        return [one for one in self.links if one.is_over]


@never_cache
@require_safe
def overview(request: HtmxHttpRequest, company: str) -> HttpResponse:
    way = access.company(request, company, May.MANAGE)
    page = SharingPage(
        way,
        shares_of(way.company),
        private_links_of(way.company),
        list(assessments_of(way.company)),
        list(looks_at(way.company)[:LATEST]),
        list(acts_of(way.company)[:LATEST]),
        new_key(way.company),
    )
    return render(request, "sharing/overview.html", _context(way, page=page))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HtmxHttpRequest, company: str, kind: str) -> HttpResponse:
    """The form of a new share; posted, the link that was made, which is shown this once."""
    way = access.company(request, company, May.MANAGE)
    posted = request.POST if request.method == "POST" else None
    form = ShareForm(posted, company=way.company, kind=Grant.Kind(kind))
    if form.is_valid():
        token = token_of(way.company, request.POST.get("key", ""))
        made = _share(request, way.company, form, token) if token else None
        if token and made:
            grant, is_new = made
            return _show_link(request, way, grant, token, is_new=is_new)
        if not form.errors:
            form.add_error(None, OLD_FORM)
    context = _context(way, form=form, key=new_key(way.company))
    return render(request, "sharing/new.html", context, status=422 if form.errors else 200)


def _share(
    request: HtmxHttpRequest, company: Company, form: ShareForm, token: str
) -> tuple[Grant, bool] | None:
    """What was shared, and whether it is new; None if it was not, which the form then says."""
    try:
        return sharing.share(
            company,
            form.terms,
            token=token,
            by=access.signed_in(request),
            assessment=form.chosen,
            email=form.address,
        )
    except MadeOtherwise:
        form.add_error(None, MADE_ALREADY)
    except TooManyMails:
        form.add_error(None, MAILED_ENOUGH)
    return None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HtmxHttpRequest, company: str, grant: str) -> HttpResponse:
    """One share: what it opens, who looked, and the form that changes it."""
    way, found = access.grant_of(request, company, grant)
    user = access.signed_in(request)
    if request.method == "POST":
        form = ChangeForm(request.POST, grant=found)
        if not form.is_valid():
            return _render_one(request, way, found, form, status=422)
        try:
            if form.was is None:
                raise ChangedMeanwhile
            is_changed = sharing.change(found, form.terms, was=form.was, by=user)
        except ChangedMeanwhile:
            return _changed_meanwhile(request, way, found)
        if is_changed:
            messages.success(request, _("Changed. It holds from the next page that they open."))
        return redirect("grant", company=company, grant=grant)
    return _render_one(request, way, found, ChangeForm(grant=found))


def _changed_meanwhile(request: HtmxHttpRequest, way: ToCompany, found: Grant) -> HttpResponse:
    """The share as it stands now, and that what was posted was made for another."""
    found.refresh_from_db()
    told = _("This share was changed meanwhile and is shown as it stands now. Nothing was saved.")
    return _render_one(request, way, found, ChangeForm(grant=found), status=409, told=told)


def _render_one(
    request: HtmxHttpRequest,
    way: ToCompany,
    found: Grant,
    form: ChangeForm,
    *,
    status: int = 200,
    told: str = "",
) -> HttpResponse:
    looks = looks_at(way.company, found)
    context = _context(
        way,
        grant=found,
        form=form,
        told=told,
        keepers=keepers_of(found),
        looks=looks[:LATEST],
        look_count=looks.count(),
        key=new_key(way.company),
    )
    return render(request, "sharing/grant.html", context, status=status)


@never_cache
@require_POST
def revoke(request: HtmxHttpRequest, company: str, grant: str) -> HttpResponse:
    """Take a share back."""
    _way, found = access.grant_of(request, company, grant)
    sharing.revoke(found, by=access.signed_in(request))
    told = _("Revoked: what was shared with %(label)s opens nothing any more.")
    messages.success(request, told % {"label": found.label})
    return redirect("sharing", company=company)


@never_cache
@require_POST
def again(request: HtmxHttpRequest, company: str, grant: str) -> HttpResponse:
    """Send an invitation that nobody has accepted once more, with a new link."""
    way, found = access.grant_of(request, company, grant)
    token = token_of(way.company, request.POST.get("key", ""))
    if token is None:
        messages.error(request, OLD_FORM)
        return redirect("grant", company=company, grant=grant)
    try:
        is_new = sharing.invite_again(found, token=token, by=access.signed_in(request))
    except ChangedMeanwhile:
        return _changed_meanwhile(request, way, found)
    except TooManyMails:
        messages.error(request, MAILED_ENOUGH)
        return redirect("grant", company=company, grant=grant)
    return _show_link(request, way, found, token, is_new=is_new)


def _show_link(
    request: HtmxHttpRequest, way: ToCompany, grant: Grant, token: str, *, is_new: bool
) -> HttpResponse:
    """The link, this once; that of an invitation is mailed too, unless that was done already."""
    link = request.build_absolute_uri(reverse("share", kwargs={"share": token}))
    is_mailed = False
    if grant.kind == Grant.Kind.ACCOUNT and is_new:
        is_mailed = sharing.mail_invitation(grant, link, by=access.signed_in(request))
    context = _context(way, grant=grant, link=link, is_new=is_new, is_mailed=is_mailed)
    return render(request, "sharing/made.html", context)


# --- private links -------------------------------------------------------------------------------


@never_cache
@require_POST
def make_link(request: HtmxHttpRequest, company: str) -> HttpResponse:
    """One more private link to an assessment: it is shown this once."""
    way = access.company(request, company, May.MANAGE)
    token = token_of(way.company, request.POST.get("key", ""))
    name = request.POST.get("assessment", "")
    assessment = next((one for one in assessments_of(way.company) if one.public_id == name), None)
    if token is None or assessment is None:
        messages.error(request, OLD_FORM)
        return redirect("sharing", company=company)
    try:
        sharing.make_private_link(assessment, token=token, by=access.signed_in(request))
    except MadeOtherwise:
        messages.error(request, OLD_FORM)
        return redirect("sharing", company=company)
    link = request.build_absolute_uri(reverse("hub", kwargs={"token": token}))
    return render(request, "sharing/made.html", _context(way, assessment=assessment, link=link))


@never_cache
@require_POST
def revoke_link(request: HtmxHttpRequest, company: str) -> HttpResponse:
    """Make a private link open nothing any more."""
    way = access.company(request, company, May.MANAGE)
    name, user = request.POST.get("link", ""), access.signed_in(request)
    if sharing.revoke_private_link(way.company, name, by=user):
        messages.success(request, _("The private link opens nothing any more."))
    return redirect("sharing", company=company)


# --- logs ----------------------------------------------------------------------------------------


@never_cache
@require_safe
def looks(request: HtmxHttpRequest, company: str) -> HttpResponse:
    """Who looked when, by any share or by the one that ``of`` names."""
    grant = None
    if name := request.GET.get("of"):
        way, grant = access.grant_of(request, company, name)
    else:
        way = access.company(request, company, May.MANAGE)
    page = _paged(request, looks_at(way.company, grant))
    return render(request, "sharing/looks.html", _context(way, page=page, grant=grant))


@never_cache
@require_safe
def record(request: HtmxHttpRequest, company: str) -> HttpResponse:
    """Everything that changed who may see or do what."""
    way = access.company(request, company, May.MANAGE)
    page = _paged(request, acts_of(way.company))
    return render(request, "sharing/record.html", _context(way, page=page))


def _paged(request: HtmxHttpRequest, rows: QuerySet[Row]) -> Page[Row]:
    return Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))


def _context(way: ToCompany, **more: object) -> dict[str, object]:
    return {"way": way, "company": way.company, **more}
