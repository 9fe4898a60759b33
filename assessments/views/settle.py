"""One question that the respondents differ on: what each said, and the form that settles it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .. import access, forms
from ..domain.answers import UNKNOWN_WORD, Amount, Holding, parse_answer, parse_role, question
from ..domain.answers import NotApplicable as DoesNotApply
from ..domain.disagreement import Disagreement, Said
from ..domain.rubric import Rubric
from ..htmx import HtmxHttpRequest
from ..models import Assessment
from ..questionnaire import Section
from ..reports.disagreement_part import said_words
from ..selectors import Place
from ..selectors.people import SideBySide, place_of, side_by_side
from ..services import settling
from ..services.settling import NotDiffered, SettledMeanwhile, stamp
from .differences import Row, answers_opened, names_of, reason_error, row_of, way_to_settle

ANOTHER = "other"  # the choice of a number that nobody gave


@dataclass(frozen=True)
class Choice:
    """An answer to choose, and who gave it."""

    value: str
    label: str
    by: str
    checked: bool


@dataclass(frozen=True)
class NoteView:
    """What a respondent wrote beside their answer."""

    by: str
    text: str
    link: str


@dataclass(frozen=True)
class SettlePage:
    """The question with its form. ``meanwhile`` is what somebody else has settled on since."""

    assessment: Assessment
    row: Row
    field: forms.Field
    choices: tuple[Choice, ...]
    notes: tuple[NoteView, ...]
    reason: str
    reason_error: str
    seen: str
    number: int
    of: int
    has_next: bool
    meanwhile: str = ""

    @property
    def is_number(self) -> bool:
        return self.field.kind == "number"

    @property
    def has_problems(self) -> bool:
        return bool(self.field.error or self.reason_error)


@answers_opened
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HtmxHttpRequest, token: str, subject: str, key: str) -> HttpResponse:
    """What each said to one question; posted, what stands from now on and why."""
    way = way_to_settle(request, token)
    found = side_by_side(way.assessment)
    one = found.find((subject, key))
    if one is None:
        raise Http404
    field = _field(found, one)
    if request.method != "POST":
        return _render(request, _page(way.assessment, found, one, field))
    answer = _posted(found.rubric, one, field, request.POST)
    reason = request.POST.get("reason", "").strip()
    if field.error or answer is None or reason_error(reason):
        page = _page(way.assessment, found, one, field, reason=reason, seen=_seen(request))
        return _render(request, page, status=422)
    try:
        settling.settle(
            way.assessment,
            (subject, key),
            answer,
            reason=reason,
            by=access.signed_in(request),
            seen=_seen(request),
        )
    except NotDiffered:
        raise Http404 from None
    except SettledMeanwhile as other:
        return _tell(request, way.assessment, one, field, reason, other)
    return _go_on(request, token, found, one)


def _seen(request: HtmxHttpRequest) -> str:
    return request.POST.get("seen", "")


def _tell(
    request: HtmxHttpRequest,
    common: Assessment,
    one: Disagreement,
    field: forms.Field,
    reason: str,
    other: SettledMeanwhile,
) -> HttpResponse:
    """Somebody else came first: what they settled on, with what was typed here kept in the form."""
    found = side_by_side(common)
    told = _("%(name)s has settled this meanwhile: %(answer)s.") % {
        "name": other.settlement.by or _("Somebody"),
        "answer": said_words(found.rubric, one.key, other.answer) if other.answer else "",
    }
    page = _page(
        common, found, one, field, reason=reason, seen=stamp(other.settlement), meanwhile=told
    )
    return _render(request, page, status=409)


def _go_on(
    request: HtmxHttpRequest, token: str, found: SideBySide, one: Disagreement
) -> HttpResponse:
    """To the next question that is open, or back to the list."""
    following = _next(found, one)
    if following is None or "back" in request.POST:
        return redirect("differences", token=token)
    subject, key = place_of(following.kind, following.key)
    return redirect("settle", token=token, subject=subject, key=key)


def _next(found: SideBySide, one: Disagreement) -> Disagreement | None:
    """The open question after this one, or else the first open one."""
    at = found.differed.index(one)
    order = (*found.differed[at + 1 :], *found.differed[:at])
    return next((other for other in order if found.settlement_of(other) is None), None)


# --- the form ------------------------------------------------------------------------------------


def _section(rubric: Rubric, one: Disagreement) -> Section:
    """A section of the question alone, so that it is asked and read like in its own."""
    if one.kind == "role":
        return Section("settle", "roles", "", "", (), (rubric.role_by_id[one.key],), 0)
    asked = question(rubric, one.key)
    return Section("settle", "facts", "", "", (asked,) if asked else (), (), 0)


def _field(found: SideBySide, one: Disagreement) -> forms.Field:
    """The question with what stands chosen in it."""
    place = place_of(one.kind, one.key)
    saved = {}
    if (stands := found.standing(one)) is not None:
        saved[place] = settling.written(stands)
    (field,) = forms.fields_of(found.rubric, _section(found.rubric, one), saved)
    if one.kind == "role":  # the hat may be that of any role, as a respondent may have said
        chosen = stands.hat_of if isinstance(stands, Holding) else None
        field.hat_options = [forms.Option("", _("not said"), not chosen)]
        field.hat_options += [
            forms.Option(role.id, role.name, role.id == chosen)
            for role in found.rubric.roles
            if role.id != one.key
        ]
    return field


def _posted(
    rubric: Rubric, one: Disagreement, field: forms.Field, posted: QueryDict
) -> Said | None:
    """The answer that was chosen; None if there is none or it cannot be, which the field then says."""
    given = posted.copy()
    given[f"was-{field.name}"] = field.was
    if field.kind == "number" and (chosen := posted.get(f"{field.name}-given", "")):
        if chosen == UNKNOWN_WORD:
            given[field.name], given[f"{field.name}-unknown"] = "", UNKNOWN_WORD
        elif chosen != ANOTHER:
            given[field.name] = chosen
    changes = forms.changes_of(rubric, _section(rubric, one), [field], given)
    value = changes[0].value if changes else None
    if value is None:
        field.error = field.error or _("Choose the answer that stands.")
        return None
    if one.kind == "role":
        return parse_role(rubric, one.key, value)
    asked = question(rubric, one.key)
    return parse_answer(rubric, asked, value) if asked else None


def _page(
    common: Assessment,
    found: SideBySide,
    one: Disagreement,
    field: forms.Field,
    *,
    reason: str | None = None,
    seen: str | None = None,
    meanwhile: str = "",
) -> SettlePage:
    stands = found.settlement_of(one)
    if one.kind == "practice" and field.reason == "":
        field.reason = _given_reason(one)
    return SettlePage(
        common,
        row_of(found, one),
        field,
        _choices(found, one, field),
        _notes(found, place_of(one.kind, one.key)),
        (stands.reason if stands else "") if reason is None else reason,
        "" if reason is None else reason_error(reason),
        stamp(stands) if seen is None else seen,
        found.differed.index(one) + 1,
        len(found.differed),
        _next(found, one) is not None,
        meanwhile,
    )


def _given_reason(one: Disagreement) -> str:
    """Why the practice does not apply, as whoever says so has put it."""
    reasons = (position.answer for position in one.positions)
    return next((said.reason for said in reasons if isinstance(said, DoesNotApply)), "")


def _choices(found: SideBySide, one: Disagreement, field: forms.Field) -> tuple[Choice, ...]:
    """Every answer there is, with who gave it; of a number those given, another, or none."""
    by_value: dict[str, str] = {}
    for position in one.positions:
        value = _value(position.answer)
        names = names_of(found, position.respondents)
        if isinstance(position.answer, Holding) and position.answer.hat_of:
            role = found.rubric.role_by_id[position.answer.hat_of].name
            names = _("%(names)s: of %(role)s") % {"names": names, "role": role}
        by_value[value] = f"{by_value[value]}; {names}" if value in by_value else names
    if field.kind != "number":
        return tuple(
            Choice(option.value, option.label, by_value.get(option.value, ""), option.checked)
            for option in field.options
        )
    given = tuple(
        Choice(value, f"{value} {field.unit}", by, field.number == value)
        for value, by in by_value.items()
    )
    is_another = bool(field.number) and field.number not in by_value
    return (
        *given,
        Choice(ANOTHER, _("Another number"), "", is_another),
        Choice(UNKNOWN_WORD, _("Leave it unknown"), "", field.unknown),
    )


def _value(answer: Said) -> str:
    """The answer as the form names it."""
    if isinstance(answer, Holding):
        return answer.held_by
    if isinstance(answer, Amount):
        return str(answer.number)
    written = settling.written(answer)
    return next(iter(written)) if isinstance(written, dict) else str(written)


def _notes(found: SideBySide, place: Place) -> tuple[NoteView, ...]:
    key = settling.note_key(place)
    return tuple(
        NoteView(names_of(found, [sheet.respondent]), note.text, note.link)
        for sheet in found.sheets
        if (note := sheet.answers.notes.get(key)) is not None
    )


def _render(request: HtmxHttpRequest, page: SettlePage, status: int = 200) -> HttpResponse:
    return render(request, "people/settle.html", {"page": page}, status=status)
