"""The rubric: what can be answered, and what the ids of results stand for."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import parse_etags
from ninja import Query, Router, Status

from .. import rubrics
from ..domain.answers import HELD_BY
from ..domain.assessment_file import UnknownRubric
from ..domain.rubric import Circumstance, Fact, Practice, Rubric
from . import schemas
from .auth import ANSWER, READ
from .operations import operation

router = Router(tags=["Rubric"])

Name = Annotated[
    str | None,
    Query(max_length=90, description="One version, as id@version; by default the newest"),
]


@router.get(
    "rubric",
    **operation("rubric", READ, ANSWER, gives={200: schemas.Rubric, 304: None}, errors=(404, 503)),
)
def rubric(request: HttpRequest, response: HttpResponse, name: Name = None) -> Any:
    """Stages, questions with their options, and roles. It has an ETag: ask with If-None-Match, and you
    get it again only if it was changed."""
    try:
        found = rubrics.find(name)
    except UnknownRubric:
        if name is None:
            raise
        raise Http404 from None
    etag = f'"{found.hash}"'
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    asked = parse_etags(request.headers.get("If-None-Match", ""))
    if "*" in asked or {etag, f"W/{etag}"} & set(asked):
        return Status(304, None)
    return Status(200, _kept(f"{found.id}@{found.version}", found.hash))


@lru_cache(maxsize=8)
def _kept(name: str, hash: str) -> schemas.Rubric:
    return _told(rubrics.find(name))


def _told(found: Rubric) -> schemas.Rubric:
    levels = [schemas.Option(id=one.id, label=one.name) for one in found.levels]
    asked: tuple[Fact | Circumstance, ...] = (*found.facts, *found.circumstances)
    return schemas.Rubric(
        id=found.id,
        version=found.version,
        hash=found.hash,
        stages=[
            schemas.Stage(number=at, id=one.id, name=one.name)
            for at, one in enumerate(found.stages, start=1)
        ],
        dimensions=[schemas.Dimension(id=one.id, name=one.name) for one in found.dimensions],
        questions=[
            *(_question(one) for one in asked),
            *(_practice(one, levels) for one in found.practices),
        ],
        roles=[schemas.RoleAsked(id=one.id, name=one.name, does=one.does) for one in found.roles],
        held_by=list(HELD_BY),
    )


def _question(one: Fact | Circumstance) -> schemas.Question:
    number = one.number
    return schemas.Question(
        id=one.id,
        kind="fact" if isinstance(one, Fact) else "circumstance",
        dimension=one.dimension if isinstance(one, Fact) else None,
        text=one.text,
        hint=one.hint,
        options=[schemas.Option(id=option.id, label=option.label) for option in one.options],
        number=schemas.NumberAsked(unit=number.unit, least=number.least, most=number.most)
        if number
        else None,
        expected_from=None,
    )


def _practice(one: Practice, levels: list[schemas.Option]) -> schemas.Question:
    return schemas.Question(
        id=one.id,
        kind="practice",
        dimension=one.dimension,
        text=one.name,
        hint=one.in_place,
        options=levels,
        number=None,
        expected_from=one.expected_from,
    )
