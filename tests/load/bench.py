"""``make bench``: how long the engine takes, with the machine it was measured on.

Prints medians of many runs, then ratios beside their goals; only these carry over to another machine.
It takes about a quarter of an hour. It is a measurement, never a test: nothing here can fail a build.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from itertools import chain

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stagecheck.settings")

import django

django.setup()

from assessments import rubrics  # noqa: E402  Django has to be set up first
from assessments.archetypes import archetype  # noqa: E402
from assessments.domain.rubric_loading import load  # noqa: E402
from assessments.domain.scorecard import score  # noqa: E402
from assessments.reports.context import build  # noqa: E402

from . import page_bench, render_bench, report_bench  # noqa: E402
from .machine import machine  # noqa: E402


def measure(run: Callable[[], object], times: int) -> tuple[float, float, float]:
    """Median, least and most milliseconds of a call, after three that are not counted."""
    for _ in range(3):
        run()
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        run()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken), min(taken), max(taken)


def main() -> None:
    """Measure and print."""
    print(machine())
    print(f"{'what':<52}{'median':>10}{'least':>10}{'most':>10}   goal")
    rubric = rubrics.find()
    folder = rubrics.folder_of(rubric)
    report("rubric loaded and checked", measure(lambda: load(folder), 20), "under 300 ms")
    for stage in rubric.stage_ids:
        answers = archetype(rubric, stage).answers
        report(
            f"assessment scored and explained ({stage})",
            measure(lambda answers=answers: score(rubric, answers), 300),  # type: ignore[misc]
            "under 5 ms",
        )
    card = score(rubric, archetype(rubric, "adoption").answers)
    report(
        "scorecard put into words and charts (adoption)",
        measure(lambda: build(card, company="Example", date="2026"), 100),
        "",
    )
    report_pdf(card)
    print("\nratios of two things measured in this run, on this machine")
    for ratio in chain(page_bench.ratios(), render_bench.ratios(), report_bench.ratios()):
        print(ratio, flush=True)


def report_pdf(card: object) -> None:
    """A warm render of the full report, in this process."""
    from assessments.reports.pdf import render_pdf

    context = build(card, company="Example", date="2026")  # type: ignore[arg-type]
    report(
        "full report rendered as PDF, warm (adoption)", measure(lambda: render_pdf(context), 5), ""
    )


def report(what: str, taken: tuple[float, float, float], goal: str) -> None:
    median, least, most = taken
    print(f"{what:<52}{median:>7.1f} ms{least:>7.1f} ms{most:>7.1f} ms   {goal}")


if __name__ == "__main__":
    main()
