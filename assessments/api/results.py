"""The scorecard of one assessment, cut to what is shared of it.

Each part is built from what it may hold and from nothing else, so that a part that is not shared is
not made at all.
"""

from __future__ import annotations

from typing import Any

from ..domain.assessment_file import as_plain as plain_answers
from ..domain.digest import HEADCOUNT
from ..domain.org_chart import OrgCharts
from ..domain.scorecard import Scorecard, as_plain, round_number
from ..models import Assessment
from ..rendering.contents import kept_context
from ..selectors import answer_set, rubric_of
from . import schemas

OF_ANSWERS = ("contributions", "contradictions", "counterfactuals")


def parts_of(row: Assessment, tier: schemas.Tier) -> dict[str, Any]:
    """Summary, result and answers, each None if it is not shared or there is none yet.

    Raises what ``rubrics.find`` raises. Two queries at most.
    """
    if not row.is_submitted:
        return {"summary": None, "result": None, "answers": _answers(row, None)}
    card = kept_context(row, with_differences=False).card
    if card.verdict is None:  # the rubric was edited since
        answers = _answers(row, card) if tier == "answers" else None
        return {"summary": None, "result": None, "answers": answers}
    plain = as_plain(card)
    return {
        "summary": _summary(row, card, plain),
        "result": None if tier == "summary" else _result(card, plain),
        "answers": _answers(row, card) if tier == "answers" else None,
    }


def _summary(row: Assessment, card: Scorecard, plain: dict[str, Any]) -> dict[str, Any]:
    verdict, rubric = plain["verdict"], card.rubric
    asked, known = (
        sum(getattr(one, name) for one in card.readiness) for name in ("asked", "known")
    )
    kept = getattr(row, "result", None)
    stage = rubric.stage_by_id[verdict["stage"]]
    return {
        "stage": {"number": rubric.stage_order[stage.id] + 1, "id": stage.id, "name": stage.name},
        "certainty": verdict["certainty"],
        "between": verdict["between"],
        "probabilities": verdict["probabilities"],
        "readiness": [
            {name: one[name] for name in ("dimension", "stage", "behind", "coverage")}
            for one in plain["readiness"]
        ],
        "coverage": round_number(known / asked) if asked else None,
        "musts": [one["name"] for one in plain["priorities"] if one["class"] == "must"],
        "moved": kept.moved if kept else None,
    }


def _result(card: Scorecard, plain: dict[str, Any]) -> dict[str, Any]:
    verdict = plain["verdict"]
    charts: OrgCharts | None = card.org_charts
    return {
        "possible_stages": verdict["possible_stages"],
        "gate": verdict["gate"],
        "is_by_rule": verdict["by_rule"],
        "evidence": plain["evidence"],
        "split": plain["split"],
        "readiness": plain["readiness"],
        "it_members": card.answers.number(HEADCOUNT),
        "priorities": plain["priorities"],
        "plan": plain["plan"],
        "org_chart": plain["org_chart"] if charts else None,
    }


def _answers(row: Assessment, card: Scorecard | None) -> dict[str, Any]:
    given = card.answers if card else answer_set(row)
    said = plain_answers("", "", rubric_of(row), given)
    plain = as_plain(card) if card else {}
    return {
        "answers": said["answers"],
        "roles": said["roles"],
        "notes": said.get("notes", {}),
        **{part: plain.get(part, []) for part in OF_ANSWERS},
    }
