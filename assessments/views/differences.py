"""What the respondents differ on, side by side, and how each question is settled."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from .. import access, services
from ..access import SubmittedAlready, ToAssessment
from ..domain.disagreement import KINDS, Disagreement, Kind
from ..domain.settlement import REASON_LIMIT
from ..htmx import HtmxHttpRequest
from ..models import Assessment, Respondent, Settlement
from ..reports.disagreement_part import (
    GivenView,
    ImpliedView,
    asked_words,
    implied_views,
    said_words,
    subject_words,
    weight_words,
)
from ..reports.verdict_part import missing_sentence
from ..reports.words import join
from ..selectors import rubric_of
from ..selectors.people import Person, SideBySide, people_of, place_of, side_by_side
from ..services import settling
from ..services.settling import NotOpenYet, NotSettled

LONG = 12  # questions of one kind
TITLES = {
    "fact": gettext_lazy("Facts: they place the stage"),
    "circumstance": gettext_lazy("Circumstances: they change the advice"),
    "practice": gettext_lazy("Practices: they show how ready you are"),
    "role": gettext_lazy("Roles: they make the org chart"),
}

Rest = ParamSpec("Rest")
View = Callable[Concatenate[HtmxHttpRequest, str, Rest], HttpResponse]


@dataclass(frozen=True)
class Row:
    """A question that they differ on, as the list has it."""

    subject: str
    key: str
    kind: Kind
    name: str
    asked: str
    given: tuple[GivenView, ...]
    silent: str
    weight: str
    settlement: Settlement | None
    answer: str

    @property
    def anchor(self) -> str:
        return f"{self.subject}-{self.key}"

    @property
    def is_settled(self) -> bool:
        return self.settlement is not None


@dataclass(frozen=True)
class Group:
    """The questions of one kind, what matters most first."""

    kind: Kind
    rows: tuple[Row, ...]

    @property
    def title(self) -> str:
        return str(TITLES[self.kind])

    @property
    def is_long(self) -> bool:
        """Whether the questions are folded away; never the facts, which have to be settled."""
        return self.kind != "fact" and len(self.rows) > LONG

    @property
    def open(self) -> int:
        return sum(not one.is_settled for one in self.rows)


@dataclass(frozen=True)
class Agreed:
    """A question that all who know agree on, and who said so."""

    name: str
    answer: str
    by: str


@dataclass(frozen=True)
class DifferencesPage:
    """Everything that the respondents said, side by side."""

    way: ToAssessment
    found: SideBySide
    left_out: tuple[Person, ...]
    missing: str = ""
    is_refused: bool = False
    reason: str = ""
    reason_error: str = ""

    @property
    def assessment(self) -> Assessment:
        return self.way.assessment

    @property
    def is_submitted(self) -> bool:
        return self.assessment.is_submitted

    @property
    def implied(self) -> tuple[tuple[Respondent, ImpliedView], ...]:
        views = implied_views(self.found.rubric, self.found.told().implied)
        return tuple(zip(self.found.respondents, views, strict=True))

    @property
    def is_at_odds(self) -> bool:
        """Whether their answers alone lead to different stages."""
        return len({one.stage for _, one in self.implied if one.stage}) > 1

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        rows = rows_of(self.found)
        groups = (Group(kind, tuple(one for one in rows if one.kind == kind)) for kind in KINDS)
        return tuple(group for group in groups if group.rows)

    @property
    def agreed(self) -> tuple[Agreed, ...]:
        return tuple(
            Agreed(
                subject_words(self.found.rubric, one.kind, one.key),
                said_words(self.found.rubric, one.key, one.answer),
                names_of(self.found, one.respondents),
            )
            for one in self.found.agreed
        )

    @property
    def differed(self) -> int:
        return len(self.found.differed)

    @property
    def settled(self) -> int:
        return self.differed - len(self.found.unsettled)

    @property
    def facts_to_settle(self) -> int:
        return len(self.found.to_settle_first)

    @property
    def first_open(self) -> Disagreement | None:
        return next(iter(self.found.unsettled), None)

    @property
    def first_place(self) -> tuple[str, str] | None:
        one = self.first_open
        return place_of(one.kind, one.key) if one else None

    @property
    def rest(self) -> int:
        """How many practices and roles are not settled yet."""
        return sum(one.kind in ("practice", "role") for one in self.found.unsettled)

    @property
    def stays_open(self) -> int:
        """How many questions would be submitted as they are: not known."""
        return len(self.found.unsettled) - self.facts_to_settle


def rows_of(found: SideBySide) -> tuple[Row, ...]:
    return tuple(row_of(found, one) for one in found.differed)


def row_of(found: SideBySide, one: Disagreement) -> Row:
    rubric, stands = found.rubric, found.standing(one)
    subject, key = place_of(one.kind, one.key)
    given = tuple(
        GivenView(said_words(rubric, key, position.answer), names_of(found, position.respondents))
        for position in one.positions
    )
    return Row(
        subject,
        key,
        one.kind,
        subject_words(rubric, one.kind, key),
        asked_words(rubric, one.kind, key),
        given,
        names_of(found, one.silent),
        weight_words(rubric, one, found.leading),
        found.settlement_of(one),
        said_words(rubric, key, stands) if stands else "",
    )


def names_of(found: SideBySide, respondents: Iterable[str]) -> str:
    """The respondents as owners read them: Grace (CTO) and Ada (CEO)."""
    return join([str(found.by_name[one]) for one in respondents])


# --- the way there -------------------------------------------------------------------------------


def way_to_differences(request: HtmxHttpRequest, token: str) -> ToAssessment:
    """The way of an owner to what respondents differ on. 404 to all others; ``NotOpenYet`` before the
    answers were opened."""
    way = access.common(request, token)
    if way.assessment.revealed_at is None:
        raise NotOpenYet
    return way


def way_to_settle(request: HtmxHttpRequest, token: str) -> ToAssessment:
    """The same, to settle something: ``SubmittedAlready`` if what was settled stands."""
    way = way_to_differences(request, token)
    if way.assessment.is_submitted:
        raise SubmittedAlready(way.assessment)
    return way


def answers_opened(view: View[Rest]) -> View[Rest]:
    """Send owners back to those who answer while their answers are not open, and away from the forms
    once it is submitted."""

    @wraps(view)
    def wrapped(
        request: HtmxHttpRequest, token: str, *args: Rest.args, **kwargs: Rest.kwargs
    ) -> HttpResponse:
        try:
            return view(request, token, *args, **kwargs)
        except NotOpenYet:
            return redirect("people", token=token)
        except SubmittedAlready:
            messages.info(request, _("This is submitted: what was settled stands."))
            return redirect("differences", token=token)

    return never_cache(wrapped)


# --- views ---------------------------------------------------------------------------------------


@answers_opened
@require_safe
def differences(request: HtmxHttpRequest, token: str) -> HttpResponse:
    """What they agree on, what they differ on, and what is settled."""
    return _render(request, _page(way_to_differences(request, token)))


@answers_opened
@require_POST
def settle_rest(request: HtmxHttpRequest, token: str) -> HttpResponse:
    """Settle every open practice and role on the most cautious of the answers given."""
    way = way_to_settle(request, token)
    reason = request.POST.get("reason", "").strip()
    if error := reason_error(reason):
        return _render(request, _page(way, reason=reason, reason_error=error), status=422)
    user = access.signed_in(request)
    count = settling.settle_cautiously(way.assessment, reason=reason, by=user)
    told = ngettext(
        "%(count)s question is settled on the most cautious answer.",
        "%(count)s questions are settled on the most cautious answer.",
        count,
    )
    messages.success(request, told % {"count": count})
    return redirect("differences", token=token)


@answers_opened
@require_POST
def submit(request: HtmxHttpRequest, token: str) -> HttpResponse:
    """Make what is settled the assessment's answers, for good."""
    way = way_to_differences(request, token)
    try:
        services.submit(way.assessment, by=access.signed_in(request))
    except NotSettled:
        return _render(request, _page(way, is_refused=True), status=422)
    except services.NotReady as short:
        missing = missing_sentence(rubric_of(way.assessment), short.missing)
        return _render(request, _page(way, missing=missing), status=422)
    return redirect("result", token=token)


def reason_error(reason: str) -> str:
    """What is wrong with a reason; empty if nothing is."""
    if not reason:
        return _("Say why, in a few words: whoever reads the result will ask.")
    if len(reason) > REASON_LIMIT:
        return _("Keep the reason to %(limit)s characters.") % {"limit": REASON_LIMIT}
    if "\0" in reason:
        return _("The reason holds characters that cannot be printed.")
    return ""


def _page(
    way: ToAssessment,
    *,
    missing: str = "",
    is_refused: bool = False,
    reason: str = "",
    reason_error: str = "",
) -> DifferencesPage:
    """Five queries, however many answered."""
    left_out = tuple(
        one for one in people_of(way.assessment) if not one.is_withdrawn and not one.is_finished
    )
    found = side_by_side(way.assessment)
    return DifferencesPage(way, found, left_out, missing, is_refused, reason, reason_error)


def _render(request: HtmxHttpRequest, page: DifferencesPage, status: int = 200) -> HttpResponse:
    return render(request, "people/differences.html", {"page": page}, status=status)
