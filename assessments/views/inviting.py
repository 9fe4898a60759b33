"""Companies are invited into a portfolio: by link, by a pasted list, by a file; by its editors."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .. import access, company_list
from ..access import MayKeep, ToPortfolio
from ..company_list import Fault, Invitee, Unfit
from ..htmx import HtmxHttpRequest
from ..models import CompanyInvitation
from ..selectors.invitations import invitations_of, with_entries
from ..services import invitations
from ..services.invitations import AskedAlready, NotEditor
from ..services.sharing import ChangedMeanwhile, MadeOtherwise, TooManyMails
from .invite_form import AddressesForm, LinkForm, TableForm, read_list, write_list
from .portfolio_form import new_key, token_of

ON_A_PAGE = 50
MOST_NAMED = 5  # addresses in one message
OLD_FORM = gettext_lazy("The page was too old. Nothing was done; please do it again from this one.")
CHANGED = gettext_lazy("Somebody changed this meanwhile. Nothing was done; look again.")
ENOUGH = gettext_lazy(
    "You can invite at most 500 companies within a day. Nobody was invited now; go on tomorrow."
)


@never_cache
@require_safe
def overview(request: HtmxHttpRequest, portfolio: str) -> HttpResponse:
    """How companies can be invited, and everybody who was."""
    way = access.portfolio(request, portfolio, MayKeep.EDIT)
    page = Paginator(invitations_of(way.portfolio), ON_A_PAGE).get_page(request.GET.get("page"))
    rows = with_entries(way.portfolio, page.object_list)
    context = {"way": way, "page": page, "rows": rows, "key": new_key(way.portfolio)}
    return render(request, "portfolios/invite.html", context)


# --- links ---------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HtmxHttpRequest, portfolio: str, *, is_open: bool) -> HttpResponse:
    """The form of a link for one company or a cohort; posted, the link, which is shown this once."""
    way = access.portfolio(request, portfolio, MayKeep.EDIT)
    form = LinkForm(request.POST if request.method == "POST" else None, is_open=is_open)
    if form.is_valid():
        token = token_of(way.portfolio, request.POST.get("key", ""))
        made = _make(request, way, form, token) if token else None
        if token and made:
            return _show_link(request, way, made, token)
        if not form.errors:
            form.add_error(None, OLD_FORM)
    context = {"way": way, "form": form, "key": new_key(way.portfolio)}
    status = 422 if form.errors else 200
    return render(request, "portfolios/invite_link.html", context, status=status)


def _make(
    request: HtmxHttpRequest, way: ToPortfolio, form: LinkForm, token: str
) -> CompanyInvitation | None:
    """What was made; None if it was not, which the form then says."""
    try:
        user = access.signed_in(request)
        return invitations.make_link(way.portfolio, form.asking, token=token, by=user)[0]
    except NotEditor:
        raise Http404 from None
    except MadeOtherwise:
        form.add_error(None, OLD_FORM)
    except TooManyMails:
        form.add_error(None, ENOUGH)
    return None


def _show_link(
    request: HtmxHttpRequest,
    way: ToPortfolio,
    invitation: CompanyInvitation,
    token: str,
    *,
    is_mailed: bool | None = None,
) -> HttpResponse:
    """The link, this once. ``is_mailed``: whether the mail server took it; None if none was sent."""
    context = {
        "way": way,
        "invitation": invitation,
        "link": _address(request, token),
        "is_mailed": is_mailed,
    }
    return render(request, "portfolios/invite_made.html", context)


def _address(request: HtmxHttpRequest, token: str) -> str:
    return request.build_absolute_uri(reverse("join-link", kwargs={"bringing": token}))


# --- lists ---------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def addresses(request: HtmxHttpRequest, portfolio: str) -> HttpResponse:
    """A list that is pasted; posted, what would be sent, or what is wrong in which line."""
    way = access.portfolio(request, portfolio, MayKeep.EDIT)
    form = AddressesForm(request.POST if request.method == "POST" else None)
    unfit = None
    if form.is_valid():
        try:
            found = company_list.read_lines(form.cleaned_data["companies"])
            return _preview(request, way, found)
        except Unfit as told:
            unfit = told
    return _render_list(request, way, form, unfit)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: HtmxHttpRequest, portfolio: str) -> HttpResponse:
    """The same as a CSV file."""
    way = access.portfolio(request, portfolio, MayKeep.EDIT)
    is_posted = request.method == "POST"
    form = TableForm(request.POST, request.FILES) if is_posted else TableForm()
    unfit = None
    if form.is_valid():
        try:
            content = form.cleaned_data["file"].read(company_list.LARGEST_FILE + 1)
            return _preview(request, way, company_list.read_table(content))
        except Unfit as told:
            unfit = told
    return _render_list(request, way, form, unfit)


def _preview(request: HtmxHttpRequest, way: ToPortfolio, found: Sequence[Invitee]) -> HttpResponse:
    """What would be sent to whom; ``Unfit`` if an invitation waits at any of the addresses."""
    waiting = set(invitations.waiting_at(way.portfolio, [one.email for one in found]))
    told = _("An invitation to this address waits to be accepted. Send that one again instead.")
    if faults := [Fault(one.row, "email", told) for one in found if one.email in waiting]:
        raise Unfit(faults)
    user = access.signed_in(request)
    subject, body = invitations.mail_to_be(way.portfolio, found[0], by=user)
    context = {
        "way": way,
        "invitees": found,
        "subject": subject,
        "body": body,
        "list": write_list(way.portfolio, found),
        "days": invitations.INVITATION_DAYS,
    }
    return render(request, "portfolios/invite_preview.html", context)


def _render_list(
    request: HtmxHttpRequest,
    way: ToPortfolio,
    form: AddressesForm | TableForm,
    unfit: Unfit | None,
) -> HttpResponse:
    is_file = isinstance(form, TableForm)
    context = {"way": way, "form": form, "unfit": unfit, "is_file": is_file}
    status = 422 if form.errors or unfit else 200
    return render(request, "portfolios/invite_list.html", context, status=status)


@never_cache
@require_POST
def send(request: HtmxHttpRequest, portfolio: str) -> HttpResponse:
    """Invite everybody of a list that was shown before."""
    way = access.portfolio(request, portfolio, MayKeep.EDIT)
    user = access.signed_in(request)
    listed = read_list(way.portfolio, request.POST.get("list", ""))
    back = redirect("company-invite", portfolio=portfolio)
    if listed is None:
        messages.error(request, OLD_FORM)
        return back
    try:
        made, is_new = invitations.invite_all(way.portfolio, listed, by=user)
    except NotEditor:
        raise Http404 from None
    except AskedAlready as asked:
        told = _("Nobody was invited: an invitation waits already at %(emails)s.")
        messages.error(request, told % {"emails": _named(asked.emails)})
    except TooManyMails:
        messages.error(request, ENOUGH)
    else:
        if is_new:
            links = [_address(request, token) for _one, token in listed]
            _mail(request, list(zip(made, links, strict=True)))
    return back


def _mail(request: HtmxHttpRequest, made: Sequence[tuple[CompanyInvitation, str]]) -> None:
    failed = invitations.mail_invitations(made, by=access.signed_in(request))
    if sent := len(made) - len(failed):
        told = ngettext(
            "%(count)s invitation is on its way.", "%(count)s invitations are on their way.", sent
        )
        messages.success(request, told % {"count": sent})
    if failed:
        told = _(
            "The mail server did not take those to %(emails)s. Send these again from the list."
        )
        messages.error(request, told % {"emails": _named([one.email for one in failed])})


def _named(emails: Sequence[str]) -> str:
    named = ", ".join(emails[:MOST_NAMED])
    more = len(emails) - MOST_NAMED
    if more <= 0:
        return named
    told = ngettext("%(named)s and %(count)s more", "%(named)s and %(count)s more", more)
    return told % {"named": named, "count": more}


# --- one invitation ------------------------------------------------------------------------------


@never_cache
@require_POST
def again(request: HtmxHttpRequest, portfolio: str, asked: str) -> HttpResponse:
    """Give an invitation a new link, and send it once more if it was mailed."""
    way, found = access.company_invitation_of(request, portfolio, asked)
    token = token_of(way.portfolio, request.POST.get("key", ""))
    user = access.signed_in(request)
    if token is None:
        messages.error(request, OLD_FORM)
        return redirect("company-invite", portfolio=portfolio)
    try:
        is_new = invitations.invite_again(found, token=token, by=user)
    except NotEditor:
        raise Http404 from None
    except ChangedMeanwhile:
        messages.error(request, CHANGED)
    except TooManyMails:
        messages.error(request, ENOUGH)
    else:
        found.refresh_from_db()
        is_mailed = None
        if found.email and is_new:
            link = _address(request, token)
            is_mailed = not invitations.mail_invitations([(found, link)], by=user)
        return _show_link(request, way, found, token, is_mailed=is_mailed)
    return redirect("company-invite", portfolio=portfolio)


@never_cache
@require_POST
def revoke(request: HtmxHttpRequest, portfolio: str, asked: str) -> HttpResponse:
    """Let an invitation's link open nothing any more."""
    _way, found = access.company_invitation_of(request, portfolio, asked)
    try:
        is_revoked = invitations.revoke(found, by=access.signed_in(request))
    except NotEditor:
        raise Http404 from None
    if is_revoked:
        told = _("Revoked: the link for %(label)s opens nothing any more.")
        messages.success(request, told % {"label": found.label})
    return redirect("company-invite", portfolio=portfolio)
