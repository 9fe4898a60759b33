"""The action plan of a company: taking on, changing, and carrying it elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib import messages
from django.forms import BoundField
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .. import access
from ..access import May, ToCompany
from ..domain.scorecard import score
from ..htmx import HtmxHttpRequest
from ..models import Action, Assessment, Company
from ..reports.proposal_part import ProposalView, proposal_views
from ..selectors import answer_set, rubric_of
from ..selectors.plan import Outcomes, actions_of, latest_outcomes, results_of, taken_keys
from ..services import plan as services
from ..services.plan import FIELDS, ChangedMeanwhile, Entry
from .action_form import ActionForm, read_seen, value_words, write_seen
from .plan_files import calendar_file, table_file
from .plan_page import (
    EVERYBODY,
    PlanPage,
    ProposalGroup,
    Who,
    action_view,
    action_views,
    proposal_groups,
    whose,
)
from .results import file_name

# --- the plan ------------------------------------------------------------------------------------


@never_cache
@require_safe
def plan(request: HtmxHttpRequest, company: str) -> HttpResponse:
    """The plan, and what the latest result proposes besides."""
    way = access.company(request, company, May.SEE_RESULT)
    page = _page(way, Who.asked(request.GET), with_proposals=True)
    if not page.all_count or "take-on" in request.GET:
        page = replace(page, is_taking_on=True)
    return render(request, "plan/page.html", {"page": page, "company": way.company, "way": way})


@never_cache
@require_safe
def plan_print(request: HtmxHttpRequest, company: str) -> HttpResponse:
    """The plan as a page for paper."""
    way = access.company(request, company, May.SEE_RESULT)
    page = _page(way, Who.asked(request.GET))
    return render(request, "plan/print.html", {"page": page, "company": way.company, "way": way})


@never_cache
@require_safe
def plan_calendar(request: HtmxHttpRequest, company: str) -> HttpResponse:
    """The actions with a date as a calendar file."""
    way = access.company(request, company, May.SEE_RESULT)
    page = _page(way, Who.asked(request.GET))
    content = calendar_file(page, request.build_absolute_uri)
    return _download(content, "text/calendar; charset=utf-8", way.company, "ics")


@never_cache
@require_safe
def plan_table(request: HtmxHttpRequest, company: str) -> HttpResponse:
    """The actions as a table for a spreadsheet."""
    way = access.company(request, company, May.SEE_RESULT)
    page = _page(way, Who.asked(request.GET))
    return _download(table_file(page), "text/csv; charset=utf-8", way.company, "csv")


def _page(way: ToCompany, who: Who, *, with_proposals: bool = False) -> PlanPage:
    """The plan as it stands. Three queries; with proposals, which only owners get, two more."""
    actions, results = list(actions_of(way.company)), results_of(way.company)
    asked = [one for one in actions if who.holds(one)]
    today = timezone.localdate()
    result = results[-1] if results else None
    proposes = with_proposals and result is not None and way.may >= May.MANAGE
    return PlanPage(
        way=way,
        who=who,
        whose=whose(actions, who),
        actions=action_views(way, asked, latest_outcomes(asked, results), today),
        all_count=len(actions),
        result=result,
        proposals=_proposals(result) if result and proposes else (),
        today=today,
    )


def _proposals(result: Assessment) -> tuple[ProposalGroup, ...]:
    return proposal_groups(_proposed(result), taken_keys(result))


def _proposed(result: Assessment) -> tuple[ProposalView, ...]:
    return proposal_views(score(rubric_of(result), answer_set(result)), result.as_of)


def _download(content: bytes, kind: str, company: Company, extension: str) -> HttpResponse:
    name = file_name(f"{company.name} plan", extension)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)


# --- taking on and adding ------------------------------------------------------------------------


@never_cache
@require_POST
def take_on(request: HtmxHttpRequest, company: str) -> HttpResponse:
    """Take on what was ticked, or ``only`` one thing, or with ``musts`` every must."""
    way = access.company(request, company, May.MANAGE)
    results = results_of(way.company)
    place = reverse("plan", kwargs={"company": company})
    wanted = _wanted(request.POST, results[-1]) if results else set()
    if not wanted:
        messages.warning(request, _("Nothing was ticked, so nothing was taken on."))
        return redirect(f"{place}#take-on")
    count = services.take_on(results[-1], wanted)
    text = ngettext("%(count)s action was taken on.", "%(count)s actions were taken on.", count)
    said = text % {"count": count} if count else _("That is in the plan already.")
    messages.success(request, said)
    return redirect(place)


def _wanted(posted: QueryDict, result: Assessment) -> set[str]:
    if "only" in posted:
        return set(posted.getlist("only"))
    if "musts" in posted:
        return {one.key for one in _proposed(result) if one.is_must}
    return set(posted.getlist("take"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_action(request: HtmxHttpRequest, company: str) -> HttpResponse:
    """An action of one's own."""
    way = access.company(request, company, May.MANAGE)
    form = ActionForm.of(Entry(title=""))
    if request.method == "POST":
        form = ActionForm(request.POST)
        if form.is_valid():
            row = services.add(way.company, form.entry)
            messages.success(request, _("“%(title)s” is in the plan.") % {"title": row.title})
            return redirect(_place_of(row, way))
    context = {"form": form, "fields": _fields(form), "way": way, "company": way.company}
    return render(request, "plan/action.html", context, status=422 if form.errors else 200)


# --- changing ------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def action(request: HtmxHttpRequest, company: str, action: str) -> HttpResponse:
    """An action in full, to be changed."""
    way, row = access.action_of(request, company, action)
    if request.method != "POST":
        return _render_action(request, way, row, ActionForm.of(Entry.of(row)), Entry.of(row))
    form, seen = ActionForm(request.POST), read_seen(request.POST.get("seen", ""))
    if not form.is_valid():
        return _render_action(request, way, row, form, seen, status=422)
    try:
        row = services.change(row, seen=seen, wanted=form.entry)
    except ChangedMeanwhile as meanwhile:
        return _render_conflict(request, way, meanwhile, seen, form.entry)
    messages.success(request, _("“%(title)s” is saved.") % {"title": row.title})
    return redirect(_place_of(row, way, Who.asked(request.GET)))


@never_cache
@require_POST
def action_state(request: HtmxHttpRequest, company: str, action: str) -> HttpResponse:
    """Put an action into another state with one click. What is no state is not found."""
    way, row = access.action_of(request, company, action)
    state, seen = request.POST.get("state", ""), request.POST.get("seen", "")
    if state not in Action.State.values:
        raise Http404
    try:
        row = services.move_to(row, state, seen=seen)
    except ChangedMeanwhile as meanwhile:
        row = meanwhile.action
        if request.htmx:
            return _render_state(request, way, row, refused=state)
        stands = Entry.of(row)
        wanted, shown = replace(stands, state=state), replace(stands, state=seen)
        return _render_conflict(request, way, meanwhile, shown, wanted)
    if request.htmx:
        return _render_state(request, way, row)
    messages.success(request, _said(row))
    return redirect(_place_of(row, way, Who.asked(request.GET)))


def _render_state(
    request: HtmxHttpRequest, way: ToCompany, row: Action, refused: str = ""
) -> HttpResponse:
    """The action in its place, with what it changes elsewhere on the page.

    ``refused`` is a state that it was not put into, since it was in another one meanwhile.
    """
    page = _page(way, Who.asked(request.GET))
    views = [one for one in page.actions if one.action.pk == row.pk]
    one = views[0] if views else action_view(way, row, Outcomes(), page.today)
    context = {"page": page, "one": one, "said": _said(row)}
    if refused:
        context["said"] = context["refused"] = _(
            "Somebody put this to “%(theirs)s” meanwhile. You chose “%(yours)s”: choose it again if "
            "that is right."
        ) % {"theirs": row.get_state_display(), "yours": Action.State(refused).label}
    return render(request, "plan/state.html", context, status=409 if refused else 200)


def _said(row: Action) -> str:
    return _("“%(title)s” is now: %(state)s.") % {
        "title": row.title,
        "state": row.get_state_display(),
    }


@dataclass(frozen=True)
class Conflict:
    """A field that somebody else changed to something else, with what stands there now."""

    field: BoundField
    theirs: str


def _fields(
    form: ActionForm, conflicts: Sequence[Conflict] = ()
) -> list[tuple[BoundField, Conflict | None]]:
    """Each field, with the conflict about it if there is one."""
    about = {one.field.name: one for one in conflicts}
    return [(field, about.get(field.name)) for field in form]


def _render_conflict(
    request: HtmxHttpRequest,
    way: ToCompany,
    meanwhile: ChangedMeanwhile,
    seen: Entry,
    wanted: Entry,
) -> HttpResponse:
    """Both values of what was changed twice: the writer's in the fields, the other beside them.

    What only others changed is taken over into the fields. Saved once more, all of it is written.
    """
    stands = Entry.of(meanwhile.action)
    changed = {
        name: getattr(wanted, name)
        for name in FIELDS
        if getattr(wanted, name) != getattr(seen, name)
    }
    form = ActionForm.of(replace(stands, **changed), conflicts=meanwhile.both)
    conflicts = [
        Conflict(form[name], value_words(name, value)) for name, value in meanwhile.both.items()
    ]
    return _render_action(
        request, way, meanwhile.action, form, stands, conflicts=conflicts, status=409
    )


def _render_action(
    request: HtmxHttpRequest,
    way: ToCompany,
    row: Action,
    form: ActionForm,
    seen: Entry,
    *,
    conflicts: Sequence[Conflict] = (),
    status: int = 200,
) -> HttpResponse:
    results = results_of(way.company)
    one = action_view(way, row, latest_outcomes([row], results), timezone.localdate())
    context = {
        "form": form,
        "seen": write_seen(seen),
        "one": one,
        "fields": _fields(form, conflicts),
        "conflicts": conflicts,
        "way": way,
        "company": way.company,
        "query": Who.asked(request.GET).query,
    }
    return render(request, "plan/action.html", context, status=status)


def _place_of(row: Action, way: ToCompany, who: Who = EVERYBODY) -> str:
    """Where the action stands on the plan's page."""
    place = reverse("plan", kwargs={"company": way.company.public_id})
    return f"{place}{who.query if who.holds(row) else ''}#action-{row.public_id}"
