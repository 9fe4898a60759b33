"""A process that renders reports one after the other when it is told to.

Run as a program. It says ``ready`` once it is warm. For each number that it reads it renders so many
reports, of all editions and of companies of every stage in turn, and says how many kilobytes of
memory it holds.
"""

from __future__ import annotations

import itertools
import os
import resource
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stagecheck.settings")
django.setup()

from assessments import rubrics  # noqa: E402  Django has to be set up first
from assessments.archetypes import archetype  # noqa: E402
from assessments.domain.scorecard import score  # noqa: E402
from assessments.reports import pdf  # noqa: E402
from assessments.reports.context import ReportContext, build  # noqa: E402
from assessments.reports.editions import EDITIONS  # noqa: E402


def contexts() -> list[ReportContext]:
    rubric = rubrics.find()
    files = [archetype(rubric, stage) for stage in rubric.stage_ids]
    return [build(score(rubric, one.answers), company=one.company, date=one.date) for one in files]


def memory() -> int:
    """Kilobytes that this process holds now; where the system does not tell, the most it has held."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return pages * resource.getpagesize() // 1024


def main() -> None:
    turns = itertools.cycle(itertools.product(contexts(), EDITIONS))
    pdf.warm_up()
    pdf.render_pdf(*next(turns))
    print("ready", flush=True)
    for line in sys.stdin:
        for context, edition in itertools.islice(turns, int(line)):
            pdf.render_pdf(context, edition)
        print(memory(), flush=True)


if __name__ == "__main__":
    main()
