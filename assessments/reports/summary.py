"""``ReportContext`` -> ``Summary``: what those are told with whom a company shares its summary.

Only what is named here can get onto their page: no answer, and no sentence that is made from one.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..domain.rubric import Stage
from .context import ReportContext
from .readiness_chart import ReadinessDrawing
from .verdict_part import StageShare


@dataclass(frozen=True)
class Standing:
    """How ready one dimension is: the stage that its practices reach, against the company's own.

    ``coverage`` says how much of it is known.
    """

    name: str
    reached_name: str
    standing: str
    coverage: str


@dataclass(frozen=True)
class Summary:
    """Without a verdict (the rubric was edited since) ``stage`` is None and the rest empty.

    ``musts`` are the names of what must be done first.
    """

    company: str
    date: str
    rubric: str
    rubric_changed: bool
    stage: Stage | None
    stage_number: int
    headline: str
    usual_size: str
    shares: tuple[StageShare, ...]
    readiness: tuple[Standing, ...]
    readiness_said: str
    readiness_drawing: ReadinessDrawing | None
    musts: tuple[str, ...]


def summary_of(report: ReportContext) -> Summary:
    return Summary(
        company=report.company,
        date=report.date,
        rubric=f"{report.rubric.id} {report.rubric.version}",
        rubric_changed=report.rubric_changed,
        stage=report.stage,
        stage_number=report.stage_number,
        headline=report.headline,
        usual_size=report.band,
        shares=report.shares,
        readiness=tuple(
            Standing(row.name, row.reached_name, row.standing, row.coverage)
            for row in report.readiness
        ),
        readiness_said=report.readiness_sentence,
        readiness_drawing=report.readiness_drawing,
        musts=tuple(one.name for one in report.musts),
    )
