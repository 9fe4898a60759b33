"""``make audit``, its second half: Lighthouse's scores and the pages' weights, each with its goal.

Lighthouse plays a phone on a slow connection before a production server. Accessibility, best
practices and SEO are held to 100: less is a failure. Performance is a measurement of this machine
at this moment, so it is only printed, like the weights, which ``tests/browser/test_weight.py``
holds to their goal.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from ..browser.chromium import ARGUMENTS, chromium_path
from ..browser.production import ROOT, Server, production_server
from ..browser.weight import FIRST_VISIT, KB, LATER_VISIT, weigh, weights
from .machine import machine

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
GOALS = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
TRIES = 3
ONLY_PRINTED = "performance"
# Pages behind a link say "noindex" on purpose, which Lighthouse takes for a fault.
MEANT_ON_PRIVATE_PAGES = "is-crawlable"

MAKE_ROWS = """
from tests.app.factories import answered, begun_assessment, submitted_assessment
assessment, token = begun_assessment(company="Ferrovia")
answered(assessment, "enterprise")
print(token, submitted_assessment(company="Ferrovia", archetype="scaling")[1])
"""


@dataclass(frozen=True)
class Page:
    name: str
    path: str

    @property
    def is_private(self) -> bool:
        return self.path.startswith("/a/")


@dataclass(frozen=True)
class Score:
    """What Lighthouse says of a page: points from 0 to 100 and the audits that cost some."""

    page: Page
    points: dict[str, int]
    faults: dict[str, list[str]]

    @property
    def too_low(self) -> list[str]:
        """The categories that fail the run."""
        return [name for name in CATEGORIES if name != ONLY_PRINTED and self.misses(name)]

    def misses(self, category: str) -> bool:
        return self.points[category] < GOALS[category]


def main() -> None:
    """Audit, print, and end with status 1 if a page is below a goal that does not depend on time."""
    print(machine())
    with production_server() as server, sync_playwright() as playwright:
        chromium = chromium_path(playwright)
        scores = [run_lighthouse(server.address, page, chromium) for page in pages(server)]
        print_scores(scores)
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        print_weights(browser, server)
        browser.close()
    if any(score.too_low for score in scores):
        sys.exit(1)


def pages(server: Server) -> list[Page]:
    begun, submitted = server.python(MAKE_ROWS).split()
    return [
        Page("start", "/"),
        Page("section", f"/a/{begun}/sections/practices-operations/"),
        Page("result", f"/a/{submitted}/result/"),
        Page("example", "/example/"),
    ]


def run_lighthouse(host: str, page: Page, chromium: str) -> Score:
    """The page's score. On a busy machine Lighthouse at times misses the start: it may try again."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [
            str(ROOT / "node_modules/.bin/lighthouse"),
            host + page.path,
            "--quiet",
            "--output=json",
            f"--output-path={report}",
            f"--only-categories={','.join(CATEGORIES)}",
            f"--chrome-flags={' '.join(['--headless=new', *ARGUMENTS])}",
        ]
        if page.is_private:
            command.append(f"--skip-audits={MEANT_ON_PRIVATE_PAGES}")
        environment = {**os.environ, "CHROME_PATH": chromium}
        for _ in range(TRIES):
            done = subprocess.run(command, env=environment, capture_output=True, text=True)
            if done.returncode == 0:
                return read_score(page, json.loads(report.read_text(encoding="utf-8")))
        raise RuntimeError(f"Lighthouse could not load {page.name}:\n{done.stderr}")


def read_score(page: Page, report: dict[str, Any]) -> Score:
    """The points and, by category, what there is to mend."""
    points, faults = {}, {}
    for name in CATEGORIES:
        category = report["categories"][name]
        points[name] = round((category["score"] or 0) * 100)
        faults[name] = list(faults_of(category, report["audits"]))
    return Score(page, points, faults)


def faults_of(category: dict[str, Any], audits: dict[str, Any]) -> Iterator[str]:
    for one in category["auditRefs"]:
        said = audits[one["id"]]
        if one["weight"] and said["score"] is not None and said["score"] < 0.9:
            places = [
                item["node"].get("selector", "")
                for item in said.get("details", {}).get("items", [])
                if isinstance(item.get("node"), dict)
            ]
            value = said.get("displayValue", "")
            yield " ".join([f"{said['id']}: {said['title']}", value, *places[:5]])


def print_scores(scores: list[Score]) -> None:
    print(f"\n{'Lighthouse':<12}" + "".join(f"{name:>16}" for name in CATEGORIES))
    for score in scores:
        marks = [f"{score.points[name]}{'!' if score.misses(name) else ' '}" for name in CATEGORIES]
        print(f"{score.page.name:<12}" + "".join(f"{mark:>16}" for mark in marks))
    print(f"{'goal':<12}" + "".join(f"{GOALS[name]:>15} " for name in CATEGORIES))
    private = ", ".join(score.page.name for score in scores if score.page.is_private)
    print(
        f"Without the audit {MEANT_ON_PRIVATE_PAGES} on {private}: not for search engines, meant so."
    )
    for score in scores:
        for name in CATEGORIES:
            if score.misses(name):
                for fault in score.faults[name]:
                    print(f"! {score.page.name}, {name}: {fault}")


def print_weights(browser: Browser, server: Server) -> None:
    found = [*weights(browser, server), weigh(browser, "example", f"{server.address}/example/")]
    print(f"\n{'kB over the wire':<32}{'first visit':>12}{'later':>8}")
    for one in found:
        print(f"{one.page:<32}{one.first.total / KB:>12.1f}{one.later.total / KB:>8.1f}")
    goals = "goal, but for the example"
    print(f"{goals:<32}{FIRST_VISIT / KB:>12.0f}{LATER_VISIT / KB:>8.0f}")


if __name__ == "__main__":
    main()
