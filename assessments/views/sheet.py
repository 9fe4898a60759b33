"""One respondent's sheet once it is closed: thanks, what their answers imply, and what they were."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .. import access
from ..access import May
from ..domain.scoring import place
from ..domain.settlement import implied
from ..htmx import HtmxHttpRequest
from ..models import Assessment, Respondent
from ..reports.disagreement_part import ImpliedView, implied_views
from ..reports.verdict_part import missing_sentence
from ..selectors.people import respondent_of
from .questionnaire import CheckRow, Page, check_rows


@dataclass(frozen=True)
class SheetPage:
    """What a sheet says by itself. ``is_own``: it is the visitor's, else an owner looks at it."""

    respondent: Respondent
    is_own: bool
    may_manage: bool
    implied: ImpliedView
    stage: str | None
    missing: str
    groups: tuple[tuple[str, str, list[CheckRow]], ...]

    @property
    def sheet(self) -> Assessment:
        return self.respondent.sheet

    @property
    def common(self) -> Assessment:
        return self.respondent.assessment

    @property
    def has_answers(self) -> bool:
        return any(row.known for _, _, rows in self.groups for row in rows)

    @property
    def is_left_out(self) -> bool:
        """Whether it was not finished when the answers were opened."""
        return not self.sheet.is_submitted


@never_cache
@require_safe
def sheet(request: HtmxHttpRequest, token: str) -> HttpResponse:
    """What a respondent sees once they have finished; and the owners, once all answers are open."""
    way = access.assessment(request, token, May.SEE_ANSWERS, even_sheet=True)
    if not way.assessment.is_sheet:
        raise Http404
    if not way.assessment.is_closed:
        return redirect("hub", token=token)
    respondent = respondent_of(way.assessment)
    page = Page.of(token, way.assessment)
    answers = page.questionnaire.answers
    missing = place(page.rubric, answers).missing
    found = implied(page.rubric, respondent.role, answers)
    (view,) = implied_views(page.rubric, [found])
    groups = tuple(
        (one.slug, one.title, check_rows(page, one)) for one in page.questionnaire.sections
    )
    context = SheetPage(
        respondent,
        way.may >= May.ANSWER,
        access.owns(request, way.company),
        view,
        found.stage,
        missing_sentence(page.rubric, missing) if missing else "",
        groups,
    )
    return render(request, "people/sheet.html", {"page": context})
