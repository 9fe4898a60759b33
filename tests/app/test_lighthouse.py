"""What ``make audit`` makes of Lighthouse's reports: what fails it, and what it only prints."""

from __future__ import annotations

from typing import Any

import pytest

from ..load.lighthouse import CATEGORIES, Page, Score, print_scores, read_score

PRIVATE, PUBLIC = Page("result", "/a/x/result/"), Page("start", "/")


def report(**scores: float) -> dict[str, Any]:
    """A report in which one audit of each category has what the category has; 1 if not named."""
    audits, categories = {}, {}
    for name in CATEGORIES:
        score = scores.get(name.replace("-", "_"), 1)
        node = {"node": {"selector": f"#of-{name}"}}
        audits[f"audit-{name}"] = {
            "id": f"audit-{name}",
            "title": f"About {name}",
            "score": score,
            "details": {"items": [node]},
        }
        refs = [{"id": f"audit-{name}", "weight": 1}]
        categories[name] = {"score": score, "auditRefs": refs}
    return {"audits": audits, "categories": categories}


def test_full_marks_fail_nothing():
    score = read_score(PUBLIC, report())

    assert score.points == dict.fromkeys(CATEGORIES, 100)
    assert score.too_low == []


@pytest.mark.parametrize("category", ["accessibility", "best-practices", "seo"])
def test_one_point_less_fails(category: str):
    assert read_score(PUBLIC, report(**{category.replace("-", "_"): 0.99})).too_low == [category]


def test_slowness_is_told_and_fails_nothing(capsys: pytest.CaptureFixture[str]):
    score = read_score(PUBLIC, report(performance=0.5))

    print_scores([score])

    assert score.too_low == []
    assert "50!" in capsys.readouterr().out


def test_what_is_wrong_is_printed_with_its_place(capsys: pytest.CaptureFixture[str]):
    print_scores([read_score(PRIVATE, report(seo=0.8))])

    printed = capsys.readouterr().out
    assert "! result, seo: audit-seo: About seo  #of-seo" in printed
    assert "Without the audit is-crawlable on result" in printed


def test_only_pages_behind_a_link_are_private():
    assert PRIVATE.is_private
    assert not PUBLIC.is_private
    assert isinstance(read_score(PUBLIC, report()), Score)
