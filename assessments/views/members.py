"""Who keeps a portfolio: its members see each other, owners invite and change, all may leave."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .. import access
from ..access import MayKeep, ToPortfolio
from ..htmx import HtmxHttpRequest
from ..models import Member
from ..selectors.members import invited_to, members_of
from ..services import members as keeping
from ..services.members import LastOwner, MemberAlready, NotOwner, TooManyMembers
from ..services.sharing import CannotAccept, ChangedMeanwhile, TooManyMails
from .portfolio_form import MemberForm, new_key, token_of

OLD_FORM = gettext_lazy("The page was too old. Nothing was done; please do it again from this one.")
LAST_OWNER = gettext_lazy(
    "A portfolio needs an owner. Make somebody else one first, or delete the portfolio."
)
CHANGED = gettext_lazy("Somebody changed this meanwhile. Nothing was done; look again.")
MAILED_ENOUGH = gettext_lazy(
    "You have sent as many invitations as one may within a day. Go on tomorrow."
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def members(request: HtmxHttpRequest, portfolio: str) -> HttpResponse:
    """Everybody who keeps it; posted by an owner, one more is invited, and the link shown once."""
    may = MayKeep.MANAGE if request.method == "POST" else MayKeep.SEE
    way = access.portfolio(request, portfolio, may)
    form = MemberForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        token = token_of(way.portfolio, request.POST.get("key", ""))
        made = _invite(request, way, form, token) if token else None
        if token and made:
            return _show_link(request, way, made[0], token, is_new=made[1])
        if not form.errors:
            form.add_error(None, OLD_FORM)
    return _render(request, way, form)


def _render(request: HtmxHttpRequest, way: ToPortfolio, form: MemberForm) -> HttpResponse:
    context = {
        "way": way,
        "members": members_of(way.portfolio),
        "invited": invited_to(way.portfolio),
        "roles": Member.Role,
        "form": form,
        "key": new_key(way.portfolio),
        "days": keeping.INVITATION_DAYS,
    }
    return render(request, "portfolios/members.html", context, status=422 if form.errors else 200)


def _invite(
    request: HtmxHttpRequest, way: ToPortfolio, form: MemberForm, token: str
) -> tuple[Member, bool] | None:
    """Who was invited, and whether that is new; None if nobody was, which the form then says."""
    try:
        return keeping.invite(
            way.portfolio,
            email=form.cleaned_data["email"],
            role=form.chosen,
            token=token,
            by=access.signed_in(request),
        )
    except NotOwner:
        raise Http404 from None
    except MemberAlready:
        told = _("That person is a member or invited already. A lost link can be sent again above.")
        form.add_error("email", told)
    except TooManyMembers:
        form.add_error(None, _("A portfolio has at most 100 members, those invited included."))
    except TooManyMails:
        form.add_error(None, MAILED_ENOUGH)
    return None


def _show_link(
    request: HtmxHttpRequest, way: ToPortfolio, member: Member, token: str, *, is_new: bool
) -> HttpResponse:
    """The link, this once; mailed too, unless that was done already."""
    link = request.build_absolute_uri(reverse("member-link", kwargs={"joining": token}))
    user = access.signed_in(request)
    is_mailed = is_new and keeping.mail_invitation(member, link, by=user)
    context = {"way": way, "member": member, "link": link, "is_mailed": is_mailed, "is_new": is_new}
    return render(request, "portfolios/invited.html", context)


@never_cache
@require_POST
def again(request: HtmxHttpRequest, portfolio: str, member: str) -> HttpResponse:
    """Send an invitation that nobody has accepted once more, with a new link."""
    way, found = access.member_of(request, portfolio, member, MayKeep.MANAGE)
    token = token_of(way.portfolio, request.POST.get("key", ""))
    if token is None:
        messages.error(request, OLD_FORM)
        return redirect("members", portfolio=portfolio)
    try:
        is_new = keeping.invite_again(found, token=token, by=access.signed_in(request))
    except NotOwner:
        raise Http404 from None
    except ChangedMeanwhile:
        messages.error(request, CHANGED)
    except TooManyMails:
        messages.error(request, MAILED_ENOUGH)
    else:
        found.refresh_from_db()
        return _show_link(request, way, found, token, is_new=is_new)
    return redirect("members", portfolio=portfolio)


@never_cache
@require_POST
def role(request: HtmxHttpRequest, portfolio: str, member: str) -> HttpResponse:
    """Let a member do more or less."""
    _way, found = access.member_of(request, portfolio, member, MayKeep.MANAGE)
    role, was = request.POST.get("role", ""), request.POST.get("was", "")
    if role not in Member.Role.values:
        messages.error(request, _("Choose a role."))
        return redirect("members", portfolio=portfolio)
    user = access.signed_in(request)
    try:
        is_changed = keeping.change_role(found, Member.Role(role), was=was, by=user)
    except NotOwner:
        raise Http404 from None
    except LastOwner:
        messages.error(request, LAST_OWNER)
    except ChangedMeanwhile:
        messages.error(request, CHANGED)
    else:
        if is_changed:
            told = _("%(who)s: %(role)s from now on.")
            words = {"who": _who(found), "role": Member.Role(role).label.lower()}
            messages.success(request, told % words)
    return redirect("members", portfolio=portfolio)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HtmxHttpRequest, portfolio: str, member: str) -> HttpResponse:
    """Ask whether to remove a member, or to take an invitation back; posted, it is done."""
    way, found = access.member_of(request, portfolio, member, MayKeep.MANAGE)
    if request.method != "POST":
        return render(request, "portfolios/member_remove.html", {"way": way, "member": found})
    user = access.signed_in(request)
    try:
        keeping.remove(found, by=user)
    except NotOwner:
        raise Http404 from None
    except LastOwner:
        messages.error(request, LAST_OWNER)
        return redirect("members", portfolio=portfolio)
    told = _("%(who)s keeps the portfolio no longer.")
    if found.user is None:
        told = _("The invitation to %(who)s opens nothing any more.")
    messages.success(request, told % {"who": _who(found)})
    is_self = found.user_id == user.pk
    return redirect("portfolios") if is_self else redirect("members", portfolio=portfolio)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HtmxHttpRequest, portfolio: str) -> HttpResponse:
    """Ask whether to keep it no longer; posted, one has left."""
    way = access.portfolio(request, portfolio, MayKeep.SEE)
    if request.method != "POST":
        return render(request, "portfolios/leave.html", {"way": way})
    try:
        keeping.leave(way.portfolio, access.signed_in(request))
    except LastOwner:
        messages.error(request, LAST_OWNER)
        return redirect("members", portfolio=portfolio)
    told = _("You have left “%(name)s”.") % {"name": way.portfolio.name}
    messages.success(request, told)
    return redirect("portfolios")


def _who(member: Member) -> str:
    return member.user.get_full_name() if member.user else member.email


# --- those who are invited -----------------------------------------------------------------------


@never_cache
@require_safe
def follow(request: HtmxHttpRequest, joining: str) -> HttpResponse:
    """An invitation's link: keeps in the session that it was opened, and leads to an address without
    the token."""
    found = access.member_by_token(joining)
    access.remember_membership(request, found)
    return redirect("member-join", portfolio=found.portfolio.public_id, member=found.public_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HtmxHttpRequest, portfolio: str, member: str) -> HttpResponse:
    """Who invites to keep what. Posted by somebody who has signed in, it is accepted."""
    found = access.membership(request, portfolio, member)
    user = access.signed_in_or_none(request)
    if user is not None and found.user_id == user.pk:
        return redirect("portfolio", portfolio=portfolio)
    if request.method != "POST":
        return _render_invitation(request, found)
    try:
        keeping.accept(found, access.signed_in(request))
    except CannotAccept:
        found.refresh_from_db()
        return _render_invitation(request, found, status=409)
    except MemberAlready:
        messages.info(request, _("You keep this portfolio already."))
        return redirect("portfolio", portfolio=portfolio)
    told = _("You keep “%(name)s” from now on. You find it under Portfolios.")
    messages.success(request, told % {"name": found.portfolio.name})
    return redirect("portfolio", portfolio=portfolio)


def _render_invitation(
    request: HtmxHttpRequest, member: Member, *, status: int = 200
) -> HttpResponse:
    context = {"member": member, "is_taken": member.user_id is not None}
    return render(request, "portfolios/invitation.html", context, status=status)
