"""What submitted assessments came to is kept in columns, for lists of many companies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery

from .. import rubrics
from ..domain.assessment_file import UnknownRubric
from ..domain.digest import digest
from ..domain.rubric import Rubric
from ..domain.rubric_loading import RubricFaults
from ..domain.scorecard import round_number
from ..models import Answer, Assessment, Company, Result
from ..models.results import named
from ..selectors import Saved, as_answer_set

COLUMNS = tuple(
    one.name
    for one in Result._meta.concrete_fields
    if one.name not in ("id", "assessment", "company")
)
AT_ONCE = 200  # companies whose results are worked out again in one transaction


def keep_results(*companies: Company) -> int:
    """Write what each submitted assessment of the companies came to, where it is not there yet or was
    worked out by a rubric that reads otherwise now. How many were written. Five queries, or three.

    What cannot be scored, since its rubric is gone, has no result.
    """
    with transaction.atomic():
        return _keep(companies)


def keep_missing_results() -> int:
    """The same for every company that lacks one: from before results were kept, or with another
    rubric. To be called now and then. How many were written."""
    written = 0
    pks = list(_lacking().values_list("company", flat=True).distinct())
    for begin in range(0, len(pks), AT_ONCE):
        written += keep_results(*Company.objects.filter(pk__in=pks[begin : begin + AT_ONCE]))
    return written


def _lacking() -> QuerySet[Assessment]:
    """Submitted assessments without a result, or with one by a rubric that was edited since."""
    submitted = Assessment.objects.filter(sheet_of__isnull=True, submitted_at__isnull=False)
    here = [(one.id, one.version, one.hash) for one in _rubrics_here()]
    edited = Q(pk__in=[])
    for id, version, hash in here:
        of_this = Q(rubric_id=id, rubric_version=version)
        edited |= of_this & (Q(result__isnull=True) | ~Q(result__rubric_hash=hash))
    return submitted.filter(edited)


def _rubrics_here() -> Iterator[Rubric]:
    names = Assessment.objects.values_list("rubric_id", "rubric_version").distinct()
    for id, version in names.order_by("rubric_id", "rubric_version"):
        if (found := _find(f"{id}@{version}")) is not None:
            yield found


def _find(name: str) -> Rubric | None:
    try:
        return rubrics.find(name)
    except (UnknownRubric, RubricFaults):
        return None


def _keep(companies: Iterable[Company]) -> int:
    by_company: defaultdict[int, list[Assessment]] = defaultdict(list)
    submitted = Assessment.objects.filter(
        company__in=companies, sheet_of__isnull=True, submitted_at__isnull=False
    ).select_related("result")
    for one in submitted.order_by("as_of", "created_at", "pk"):
        by_company[one.company_id].append(one)
    made = [
        result
        for assessments in by_company.values()
        for result in _results(assessments, _answers_of(assessments))
    ]
    Result.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["assessment"], update_fields=COLUMNS
    )
    latest = Result.objects.filter(company=OuterRef("pk"))
    latest = latest.order_by("-as_of", "-assessment__created_at", "-assessment__pk")
    pks = [one.pk for one in companies]
    Company.objects.filter(pk__in=pks).update(latest=Subquery(latest.values("pk")[:1]))
    return len(made)


def _answers_of(assessments: list[Assessment]) -> dict[int, Saved]:
    found: defaultdict[int, Saved] = defaultdict(dict)
    todo = [one for one in assessments if _is_lacking(one)]
    rows = Answer.objects.filter(assessment__in=todo).exclude(subject=Answer.Subject.NOTE)
    for pk, subject, key, value in rows.values_list("assessment", "subject", "key", "value"):
        found[pk][subject, key] = value
    return found


def _is_lacking(assessment: Assessment) -> bool:
    rubric = _find(assessment.rubric_name)
    kept: Result | None = getattr(assessment, "result", None)
    return rubric is not None and (kept is None or kept.rubric_hash != rubric.hash)


def _results(assessments: list[Assessment], answers: dict[int, Saved]) -> Iterator[Result]:
    """The results of a company that are to be written, the earliest first; ``moved`` of each against
    the one before."""
    before: Result | None = None
    for one in assessments:
        result: Result | None = getattr(one, "result", None)
        is_new = _is_lacking(one)
        if is_new:
            rubric = rubrics.find(one.rubric_name)
            result = result_of(one, rubric, answers.get(one.pk, {}))
        if result is not None:
            moved = _moved(before, result)
            if is_new or moved != result.moved:
                result.moved, result.pk = moved, None  # written by its assessment, there or not
                yield result
            before = result


def result_of(assessment: Assessment, rubric: Rubric, saved: Saved) -> Result:
    """What the answers come to by the rubric, as a row that is not written yet. No query."""
    found = digest(rubric, as_answer_set(rubric, saved))
    verdict = found.verdict
    chances = verdict.probabilities if verdict else ()
    stages = zip(rubric.stage_ids, chances, strict=False)
    return Result(
        assessment=assessment,
        company_id=assessment.company_id,
        as_of=assessment.as_of,
        rubric_id=rubric.id,
        rubric_version=rubric.version,
        rubric_hash=rubric.hash,
        ordinal=rubric.stage_order[verdict.stage] + 1 if verdict else 0,
        stage=verdict.stage if verdict else "",
        certainty=verdict.certainty if verdict else "",
        probability=round_number(max(chances, default=0.0)),
        probabilities={stage: round_number(chance) for stage, chance in stages},
        readiness=dict(found.readiness),
        coverage=round_number(found.coverage),
        is_split=found.is_split,
        it_members=found.it_members,
        musts=found.musts,
        gaps=named(found.gaps),
    )


def _moved(before: Result | None, now: Result) -> int | None:
    """Stages up or down since the assessment before; None where stages do not mean the same."""
    if before is None or not before.ordinal or not now.ordinal:
        return None
    is_same = before.rubric_id == now.rubric_id
    majors = (one.rubric_version.partition(".")[0] for one in (before, now))
    return now.ordinal - before.ordinal if is_same and len(set(majors)) == 1 else None
